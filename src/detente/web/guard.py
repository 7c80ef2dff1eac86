"""What every request passes on its way in and out: headers, bounds, and who may ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from h11 import LocalProtocolError
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from detente.web.addresses import name_client
from detente.web.doors import Door, show_door
from detente.web.limits import FORM_BYTES, FORM_FIELDS, replay
from detente.web.refusals import tell_fault

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from detente.web.access import Access

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Cache-Control": "no-store",
}
"""What goes with every answer, unless the answer says otherwise."""

ELSEWHERE = "There is no workbench under this name. Open the link that the terminal printed."

READING = frozenset({"GET", "HEAD"})
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORM = "application/x-www-form-urlencoded"


class Headers:
    """Put the headers on every answer, and make an answer of what nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def put(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun, headers = True, MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, put)
        except LocalProtocolError:  # what was sent broke off as no request may, and was answered
            return
        except Exception as error:  # the last line of defence: a page, and never a traceback
            text = tell_fault(error)
            if not begun:
                await PlainTextResponse(text, 500)(scope, receive, put)


class Guard:
    """Let in who opened the one-use link, and only what this site's own pages send.

    Parameters
    ----------
    app : what is guarded.
    access : the links and sessions.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            answer = self._refuse_stranger(request) or await self._admit(request)
            if answer is None:
                await self.app(scope, replay(request), send)
            else:
                await answer(scope, receive, send)
        else:  # nothing here speaks through web sockets
            await send({"type": "websocket.close", "code": 1008})

    def _refuse_stranger(self, request: Request) -> Response | None:
        """Refuse what other sites send, or send through a name that they made point here."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.access.hosts:
            return PlainTextResponse(ELSEWHERE, 421)
        if request.method not in READING | CHANGING:
            return PlainTextResponse("Nothing is done this way here.", 405)
        if request.method in CHANGING and not self._is_own(request):
            return PlainTextResponse("Another site sent this; it was not done.", 403)
        if _is_foreign(request) and not _is_visit(request):
            return PlainTextResponse("Another site asked for this; it was not sent.", 403)
        return None

    def _is_own(self, request: Request) -> bool:
        """Whether a change comes from a page of this very site.

        A form that is sent under the referrer policy of these pages names no origin, or "null";
        then the browser's own word counts, which no page can forge.
        """
        origins, site = request.headers.getlist("origin"), request.headers.get("sec-fetch-site")
        if origins in ([], ["null"]):
            return site == "same-origin"
        return self.access.origins.issuperset(origins) and site in (None, "same-origin")

    async def _admit(self, request: Request) -> Response | None:
        """Let a request through with a session, and a change with the session's token."""
        path = request.scope["path"]  # what is asked for; an address is read more leniently
        if request.method in READING and path.startswith("/static/"):
            return None
        session = self.access.find_session(_list_cookies(request))
        if path == "/open":
            return self._open(request, session)
        if path == "/login" and self.access.password is not None:
            return await self._log_in(request)
        if session is None:
            return self._turn_away(request)
        if request.method in CHANGING and not await self._has_token(request, session):
            return PlainTextResponse("This page is too old; load it again.", 403)
        if path == "/logout" and request.method == "POST":
            return self._log_out(session)
        request.state.csrf = self.access.make_token(session)
        request.state.with_password = self.access.password is not None
        return None

    def _open(self, request: Request, session: str | None) -> Response:
        if request.method != "GET" or "prefetch" in request.headers.get("sec-purpose", ""):
            return PlainTextResponse("A link is opened by following it.", 405)
        if self.access.use_link(request.query_params.get("key", "")):
            return self._let_in()
        if session is not None:
            return RedirectResponse("/", 303)
        return show_door(Door.USED, with_password=self.access.password is not None)

    def _let_in(self, to: str = "/") -> Response:
        answer = RedirectResponse(to, 303)
        answer.headers["Set-Cookie"] = self.access.write_cookie()
        return answer

    async def _log_in(self, request: Request) -> Response:
        assert self.access.password is not None
        if request.method in READING:
            return show_door(Door.LOGIN, with_password=True)
        form = await _read_form(request) or {}
        client = name_client(request.client.host if request.client else "")
        to = form.get("to", "")
        if self.access.password.must_wait(client):
            return show_door(Door.WAIT, with_password=True, to=to)
        if await self.access.password.check(form.get("password", ""), client):
            return self._let_in(to if to.startswith("/c/") else "/")
        return show_door(Door.WRONG, with_password=True, to=to)

    def _log_out(self, session: str) -> Response:
        self.access.end(session)
        return show_door(Door.LEFT, with_password=self.access.password is not None)

    def _turn_away(self, request: Request) -> Response:
        """Say how to get in; a visit from another page is asked to come again from here.

        The cookie does not travel with a link on another site, but it does from one's own page.
        """
        if request.method == "GET" and _is_foreign(request):
            return show_door(Door.AGAIN)
        to = f"{request.url.path}?{request.url.query}" if request.method == "GET" else ""
        return show_door(Door.CLOSED, with_password=self.access.password is not None, to=to)

    async def _has_token(self, request: Request, session: str) -> bool:
        token = request.headers.get("x-csrf-token")
        if token is None:
            token = (await _read_form(request) or {}).get("csrf", "")
        return self.access.is_token(session, token)


async def _read_form(request: Request) -> dict[str, str] | None:
    """Read a plain form; None when it is none, or larger than a form is."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    held = bytearray()
    async for part in request.stream():  # strangers send this too: no more is held than a form has
        held += part
        if len(held) > FORM_BYTES:
            return None
    request._body = bytes(held)
    try:
        return dict(parse_qsl(held.decode("utf-8"), True, max_num_fields=FORM_FIELDS))
    except ValueError:
        return None


def _list_cookies(request: Request) -> Iterator[tuple[str, str]]:
    """List cookies as they are sent; those of other programs may hold anything but ``;``."""
    for each in request.headers.get("cookie", "").split(";"):
        name, _, said = each.strip().partition("=")
        yield name, said


def _is_foreign(request: Request) -> bool:
    """Whether the browser says that another site is behind a request."""
    return request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")


def _is_visit(request: Request) -> bool:
    """Whether a person follows a link, in a tab of its own."""
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and (
        headers.get("sec-fetch-dest") == "document" and request.method in READING
    )
