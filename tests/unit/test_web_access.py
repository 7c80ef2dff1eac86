"""Who may use the workbench, and what every request passes on its way in and out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from h11 import LocalProtocolError
from starlette.testclient import TestClient

from detente.case.shelf import find_case
from detente.errors import InputError
from detente.web.access import LINK_MINUTES, LINKS, Access
from detente.web.app import make_app
from detente.web.guard import HEADERS, Guard, Headers
from detente.web.limits import FORM_BYTES, FORM_FIELDS, Limits
from detente.web.password import LEAST, TRIES, TRIES_OF_ALL, Password, read_password

HOST = "127.0.0.1:8104"
HOSTS = (HOST, "localhost:8104", "[::1]:8104")
HOME = f"http://{HOST}"
CASE = "barter-nash-1950"
MOST = 5_000


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    """The workbench behind its guard, and a browser that does not follow by itself."""

    clock: Clock = field(default_factory=Clock)
    access: Any = None
    browser: Any = None
    token: str = ""

    def __post_init__(self) -> None:
        self.access = Access("http", HOSTS, clock=self.clock)
        self.browser = self.make_browser()

    def make_browser(self, **more: Any) -> TestClient:
        app = make_app({"barter": find_case(CASE)}, 100, self.access, most=MOST)
        return TestClient(app, base_url=HOME, follow_redirects=False, **more)

    def enter(self) -> Site:
        assert self.browser.get(self.access.make_link()).status_code == 303
        page = self.browser.get("/c/barter/lists").text
        found = re.search(r'data-csrf="([0-9a-f]{64})"', page)
        assert found
        self.token = found[1]
        return self

    def post(self, path: str = "/c/barter/pin", **headers: str) -> Any:
        sent = {"Origin": HOME, "X-CSRF-Token": self.token} | headers
        return self.browser.post(path, headers={k: v for k, v in sent.items() if v})


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def inside(site: Site) -> Site:
    return site.enter()


# -- the link --------------------------------------------------------------------------------------


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


# -- the session -----------------------------------------------------------------------------------

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


# -- names and origins -----------------------------------------------------------------------------

FORGED = (
    "evil.example",
    "evil.example:8104",
    "127.0.0.1",
    "127.0.0.1:80",
    "localhost:8104.evil.example",
    "",
)


@pytest.mark.parametrize("host", FORGED)
def test_forged_host(inside, host):
    assert inside.browser.get("/c/barter/lists", headers={"Host": host}).status_code == 421
    assert inside.browser.get("/static/base.css", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", HOSTS)
def test_own_names(site, host):
    assert site.browser.get("/static/base.css", headers={"Host": host}).status_code == 200


def test_change_with_all_that_it_needs(inside):
    assert inside.post().status_code == 204


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://127.0.0.1:8104",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "null",
        "",
    ],
)
def test_forged_origin(inside, origin):
    assert inside.post(Origin=origin).status_code == 403


@pytest.mark.parametrize("site_", ["cross-site", "same-site"])
def test_what_the_browser_says_of_the_sender_counts(inside, site_):
    assert inside.post(**{"Sec-Fetch-Site": site_}).status_code == 403
    reading = {"Sec-Fetch-Site": site_, "Sec-Fetch-Mode": "cors"}
    assert inside.browser.get("/c/barter/stream", headers=reading).status_code == 403
    assert inside.browser.get("/c/barter/lists", headers=reading).status_code == 403


def test_two_origins_are_none(inside):
    origins = [("Origin", HOME), ("Origin", "http://evil.example")]
    sent = [("X-CSRF-Token", inside.token), *origins]
    assert inside.browser.post("/c/barter/pin", headers=sent).status_code == 403
    assert inside.browser.post("/c/barter/pin", headers=sent[:2]).status_code == 204


def test_a_form_whose_origin_is_withheld_is_known_by_its_site(inside):
    assert inside.post(Origin="null", **{"Sec-Fetch-Site": "same-origin"}).status_code == 204


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "FOO"])
def test_other_methods(inside, method):
    assert inside.browser.request(method, "/c/barter/lists").status_code == 405


# -- the token -------------------------------------------------------------------------------------


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


# -- bodies ----------------------------------------------------------------------------------------


def test_body_that_says_it_is_too_large(inside):
    answer = inside.browser.post(
        "/c/barter/pin",
        content=b"x" * (MOST + 1),
        headers={"Origin": HOME, "X-CSRF-Token": inside.token},
    )
    assert answer.status_code == 413


def test_body_in_chunks_that_grows_too_large(inside):
    def chunks() -> Iterator[bytes]:
        yield from (b"csrf=" + b"x" * 2000 for _ in range(10))

    form = {"Origin": HOME, "Content-Type": "application/x-www-form-urlencoded"}
    answer = inside.browser.post("/c/barter/pin", content=chunks(), headers=form)
    assert answer.status_code == 413
    assert "the most that is taken" in answer.text


def test_no_more_of_a_stranger_s_form_is_read_than_a_form_has(guarded):
    app, read = guarded.browser.app, list[int]()

    async def receive() -> Any:
        read.append(len(read))
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": len(read) < 300}

    async def send(message: Any) -> None:
        del message

    heads = {"host": HOST, "origin": HOME, "content-type": "application/x-www-form-urlencoded"}
    headers = [(name.encode(), value.encode()) for name, value in heads.items()]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/login"}
    scope["headers"] = headers
    scope |= {"scheme": "http", "query_string": b"", "server": ("127.0.0.1", 8104)}
    guard = Guard(app, guarded.access)
    asyncio.run(guard(scope, receive, send))
    assert len(read) <= FORM_BYTES / 100_000 + 1


def test_slow_body():
    sent: list[Any] = []

    async def app(scope, receive, send):
        await receive()

    async def receive() -> Any:
        await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [], "method": "POST"}
    asyncio.run(Limits(app, seconds=0.01)(scope, receive, send))
    assert sent[0]["status"] == 408


# -- addresses and answers -------------------------------------------------------------------------

TRICKS = (
    "/static/../app.py",
    "/static/..%2fapp.py",
    "/static/%2e%2e/app.py",
    "/static//etc/passwd",
    "/static/base.css%00.js",
    "/c/../../etc/passwd",
    "/c/..%2f..%2fetc/lists",
    "/c/%2e%2e/lists",
    "/c/barter%00/lists",
    "/c/barter/..%2f..%2fcase.yaml",
)

DISGUISED = ("/sta%09tic/base.css", "/lo%0agin", "/%0dopen")


@pytest.mark.parametrize("path", DISGUISED)
def test_an_address_lets_nobody_in_for_what_it_looks_like(guarded, path):
    answer = guarded.browser.get(f"{HOME}{path}")
    assert answer.status_code == 403
    assert "Open the workbench" in answer.text


@pytest.mark.parametrize("path", TRICKS)
def test_path_tricks(inside, path):
    answer = inside.browser.get(f"{HOME}{path}")
    assert answer.status_code in (404, 422)
    assert "import" not in answer.text
    assert "root:" not in answer.text


def test_headers_on_every_answer(inside):
    stranger = Site()
    answers = [
        inside.browser.get("/c/barter/lists"),
        inside.browser.get("/none"),
        inside.browser.get("/"),
        inside.browser.get("/c/barter/lists", headers={"Host": "evil.example"}),
        inside.post(),
        inside.browser.post("/c/barter/pin", content=b"x" * (MOST + 1)),
        stranger.browser.get("/"),
        stranger.browser.get("/open?key=x"),
        stranger.browser.get(stranger.access.make_link()),
    ]
    assert [answer.status_code for answer in answers] == [
        200,
        404,
        303,
        421,
        204,
        413,
        403,
        403,
        303,
    ]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers.get_list("cache-control") == ["no-store"]


def test_policy_allows_no_inline_script_or_style():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_files_are_asked_for_again_only_when_they_changed(inside):
    first = inside.browser.get("/static/workbench.js")
    assert first.headers["cache-control"] == "no-cache"
    again = inside.browser.get(
        "/static/workbench.js", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_a_fault_shows_no_traceback(inside, monkeypatch, capsys):
    def fail(*_: Any) -> None:
        raise KeyError("secret place")

    monkeypatch.setattr("detente.web.pages.history.render", fail)
    answer = inside.browser.get("/c/barter/actions")
    assert answer.status_code == 500
    assert answer.text == "This is a fault in detente, not in your case: KeyError: 'secret place'"
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "Traceback" not in capsys.readouterr().err


def test_a_request_that_breaks_off_is_no_fault_of_ours(capsys):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "headers": []})

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise LocalProtocolError("can't handle event type Response")

    asyncio.run(Headers(app)({"type": "http"}, receive, send))
    assert capsys.readouterr().err == ""


# -- the password ----------------------------------------------------------------------------------

GOOD = "correct horse battery"


@pytest.fixture
def guarded() -> Site:
    site = Site()
    password = Password.of(GOOD)
    password.clock = site.clock
    site.access.password = password
    return site


def log_in(site: Site, password: str, address: str = "") -> int:
    browser = site.make_browser(client=(address, 5000)) if address else site.browser
    headers = {"Origin": HOME}
    answer = browser.post("/login", data={"password": password}, headers=headers)
    return int(answer.status_code)


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
