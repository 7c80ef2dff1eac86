"""What every request passes on its way in and out: names, origins, bodies, addresses, headers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from h11 import LocalProtocolError

from detente.web.guard import HEADERS, Guard, Headers
from detente.web.limits import FORM_BYTES, Limits
from tests.sites import HOME, HOST, HOSTS, MOST, Site, make_guarded


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def inside(site: Site) -> Site:
    return site.enter()


@pytest.fixture
def guarded() -> Site:
    return make_guarded()


# Names and origins


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


# Bodies


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


# Addresses and answers


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
