"""Who may use the workbench: whoever opened the link, in a session, with its token."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from detente.case.shelf import find_case
from detente.web.access import LINK_MINUTES, LINKS, Access
from detente.web.app import make_app
from detente.web.limits import FORM_FIELDS
from tests.sites import CASE, HOME, Site


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def inside(site: Site) -> Site:
    return site.enter()


# The link


def test_link_opens_once_and_leaves_the_address_bar(site):
    link = site.access.make_link()
    answer = site.browser.get(link)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    again = site.make_browser().get(link)
    assert again.status_code == 403
    assert "press Enter in the terminal" in again.text
    assert "set-cookie" not in again.headers


def test_link_carries_256_bits_and_each_is_another(site):
    keys = {site.access.make_link().partition("key=")[2] for _ in range(LINKS)}
    assert len(keys) == LINKS
    assert all(len(key) == 43 for key in keys)  # 32 bytes as base64


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    cookie = site.browser.get(site.access.make_link()).headers["set-cookie"]
    assert "; HttpOnly" in cookie
    assert "; SameSite=Strict" in cookie
    assert "; Path=/" in cookie
    assert "Secure" not in cookie  # it would not come back over plain HTTP
    cookie = Access("https", ("example.org:443",)).write_cookie()
    assert "; Secure" in cookie
    assert cookie.startswith("__Host-detente-443=")


def test_expired_link(site):
    link = site.access.make_link()
    site.clock.now += 60 * LINK_MINUTES + 1
    assert site.browser.get(link).status_code == 403


def test_oldest_link_closes_when_there_are_many(site):
    first = site.access.make_link()
    for _ in range(LINKS):
        site.access.make_link()
    assert site.browser.get(first).status_code == 403


def test_looking_ahead_does_not_use_the_link(site):
    link = site.access.make_link()
    assert site.browser.head(link).status_code == 405
    assert site.browser.get(link, headers={"Sec-Purpose": "prefetch"}).status_code == 405
    assert site.browser.get(link).status_code == 303


def test_used_link_in_a_browser_that_is_inside_leads_on(inside):
    assert inside.browser.get("/open?key=whatever").headers["location"] == "/"


@pytest.mark.parametrize("key", ["", "x", "\u00e9", "a" * 5000])
def test_wrong_keys(site, key):
    assert site.browser.get("/open", params={"key": key}).status_code == 403


# The session


PATHS = (
    "/",
    "/c/barter/",
    "/c/barter/lists",
    "/c/barter/stream",
    "/c/none/",
    "/docs",
    "/openapi.json",
)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_without_a_session(site, path):
    answer = site.browser.get(path)
    assert answer.status_code == 403
    assert "Nash" not in answer.text


def test_files_of_the_look_need_none(site):
    assert site.browser.get("/static/base.css").status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "YWJj.c2ln", "\x7f", '"'])
def test_forged_cookies(site, cookie):
    name = site.access.cookie
    answer = site.browser.get("/c/barter/lists", headers={"Cookie": f"{name}={cookie}"})
    assert answer.status_code == 403


OTHERS = ('a={"x": 1}', "list[]=1", "bare", "a=b c", 'open="', "path=/", "=", "", "caf\u00e9=1")


@pytest.mark.parametrize("other", [*OTHERS, "NAME=", "NAME=forged.x"])
def test_cookies_of_other_programs_on_this_machine_shut_nobody_out(inside, other):
    name = inside.access.cookie
    own = f"{name}={inside.browser.cookies[name]}"
    other = other.replace("NAME", name)
    for sent in (f"{other}; {own}", f"{own}; {other}", f"{other};{own};"):
        header = {"Cookie": sent.encode("latin-1")}
        browser = inside.make_browser()
        assert browser.get("/c/barter/lists", headers=header).status_code == 200


def test_a_session_ends_with_the_server(inside):
    cookie = inside.browser.cookies[inside.access.cookie]
    fresh = Site()
    fresh.browser.cookies[fresh.access.cookie] = cookie
    assert fresh.browser.get("/c/barter/lists").status_code == 403


def test_a_visit_from_another_page_comes_again_by_itself(site):
    visit = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    answer = site.browser.get("/", headers=visit)
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0">' in answer.text
    assert (
        site.browser.get("/", headers=visit | {"Sec-Fetch-Site": "same-origin"}).status_code == 403
    )


# The token


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "\u00e9".encode("latin-1").decode("latin-1")])
def test_missing_or_wrong_token(inside, token):
    sent = {"Origin": HOME} | ({"X-CSRF-Token": token.encode("latin-1")} if token else {})
    assert inside.browser.post("/c/barter/pin", headers=sent).status_code == 403


def test_token_of_another_session(inside):
    other = Site(access=None)
    other.access = inside.access
    other.browser = other.make_browser()
    other.enter()
    assert other.token != inside.token
    assert inside.post(**{"X-CSRF-Token": other.token}).status_code == 403


def test_token_in_a_form_field_and_the_form_still_arrives(inside):
    form = {"csrf": inside.token, "field": "x"}
    answer = inside.browser.post("/c/barter/pin", data=form, headers={"Origin": HOME})
    assert answer.status_code == 204


def test_too_many_fields(inside):
    form = {f"f{n}": "" for n in range(FORM_FIELDS + 1)} | {"csrf": inside.token}
    big = TestClient(
        make_app({"barter": find_case(CASE)}, 100, inside.access),
        base_url=HOME,
        cookies=inside.browser.cookies,
    )
    assert big.post("/c/barter/pin", data=form, headers={"Origin": HOME}).status_code == 403
