"""The password of a workbench that others can reach."""

from __future__ import annotations

import asyncio
import re

import pytest

from detente.errors import InputError
from detente.web.password import LEAST, TRIES, TRIES_OF_ALL, read_password
from tests.sites import GOOD, HOME, Site, log_in, make_guarded


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def guarded() -> Site:
    return make_guarded()


def test_there_is_no_login_without_a_password(site):
    assert site.browser.get("/login").status_code == 403


def test_password_opens(guarded):
    assert "Give the password" in guarded.browser.get("/login").text
    assert log_in(guarded, "wrong") == 403
    assert log_in(guarded, GOOD) == 303
    assert guarded.browser.get("/c/barter/lists").status_code == 200


def test_the_password_leads_to_the_page_that_was_asked_for_and_nowhere_else(guarded):
    door = guarded.browser.get("/c/barter/plan?stages=a&b=1").text
    assert 'name="to" value="/c/barter/plan?stages=a&amp;b=1"' in door
    headers = {"Origin": HOME}
    for to, led in {
        "/c/barter/plan?stages=a": "/c/barter/plan?stages=a",
        "//evil.example/": "/",
        "https://evil.example/c/": "/",
        "/c/x\r\nSet-Cookie: a=b": "/c/x%0D%0ASet-Cookie:%20a=b",
    }.items():
        form = {"password": GOOD, "to": to}
        answer = guarded.make_browser().post("/login", data=form, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, led)
    form = {"password": "wrong", "to": "/c/barter/plan"}
    assert (
        'value="/c/barter/plan"' in guarded.browser.post("/login", data=form, headers=headers).text
    )


def test_whoever_guesses_waits_alone(guarded):
    assert [log_in(guarded, "wrong") for _ in range(TRIES)] == [403] * TRIES
    assert log_in(guarded, GOOD) == 429
    assert log_in(guarded, GOOD, "192.0.2.7") == 303
    guarded.clock.now += 61
    assert log_in(guarded, GOOD) == 303


def test_a_network_of_version_6_is_one_address(guarded):
    wrong = [log_in(guarded, "wrong", f"2001:db8::{number}") for number in range(TRIES)]
    assert wrong == [403] * TRIES
    assert log_in(guarded, GOOD, "2001:db8::ffff") == 429
    assert log_in(guarded, GOOD, "2001:db8:0:1::1") == 303


def test_guesses_from_many_addresses_leave_each_one_try(guarded):
    wrong = guarded.access.password.wrong
    wrong += [(guarded.clock.now, f"192.0.2.{number}") for number in range(TRIES_OF_ALL)]
    assert log_in(guarded, GOOD, "192.0.2.1") == 429
    assert log_in(guarded, "wrong", "198.51.100.1") == 403
    assert log_in(guarded, GOOD, "198.51.100.1") == 429
    assert log_in(guarded, GOOD, "198.51.100.2") == 303


def test_guesses_side_by_side_count_each(guarded):
    password = guarded.access.password

    async def guess() -> list[bool]:
        tries = [password.check("wrong", "192.0.2.7") for _ in range(TRIES)]
        first = asyncio.gather(*tries)
        await asyncio.sleep(0)
        assert password.must_wait("192.0.2.7")
        return await first

    assert asyncio.run(guess()) == [False] * TRIES


def test_who_logs_out_is_out_with_every_copy_of_the_cookie_and_nobody_else_is(guarded):
    other = guarded.make_browser()
    assert log_in(guarded, GOOD) == 303
    assert other.get(guarded.access.make_link()).status_code == 303
    kept = dict(guarded.browser.cookies)
    page = guarded.browser.get("/c/barter/lists").text
    token = re.search(r'action="/logout"><input type="hidden" name="csrf" value="(\w+)"', page)
    assert token
    headers = {"Origin": HOME}
    assert guarded.browser.post("/logout", headers=headers).status_code == 403
    assert guarded.browser.get("/c/barter/lists").status_code == 200
    left = guarded.browser.post("/logout", data={"csrf": token[1]}, headers=headers)
    assert (left.status_code, "You are logged out" in left.text) == (200, True)
    assert 'name="password"' in left.text
    assert guarded.browser.get("/c/barter/lists").status_code == 403
    assert guarded.make_browser(cookies=kept).get("/c/barter/lists").status_code == 403
    assert other.get("/c/barter/lists").status_code == 200


def test_where_there_is_no_password_nothing_offers_to_log_out():
    assert "/logout" not in Site().enter().browser.get("/c/barter/lists").text


def test_another_site_cannot_log_in(guarded):
    answer = guarded.browser.post(
        "/login", data={"password": GOOD}, headers={"Origin": "http://evil.example"}
    )
    assert answer.status_code == 403


def test_password_file(tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{GOOD}\nsecond line\n")
    file.chmod(0o600)
    assert asyncio.run(read_password(file).check(GOOD, "192.0.2.7"))
    file.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        read_password(file)
    file.chmod(0o600)
    file.write_text("x" * (LEAST - 1))
    with pytest.raises(InputError, match=f"at least {LEAST}"):
        read_password(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_password(tmp_path / "none")
