"""Start the workbench as a server, on this machine alone or guarded by TLS and a password."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.case.files import show_path
from detente.errors import InputError
from detente.web.access import Access
from detente.web.opening import follow_terminal, open_browser
from detente.web.password import Password, read_password
from detente.web.shelving import Shelved

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

FIRST_PORT = 8080
PORTS = 20
"""Ports that are tried, one after another, where none is asked for."""

NAMES = ("127.0.0.1", "localhost", "[::1]")
"""How this machine's own browsers may call it."""

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
MOST_DRAWS = 50_000
"""Several versions of a case are kept at hand in each process."""

CONNECTIONS = 256
GRACE = 0.5
"""Seconds for what is going on when it ends."""


@dataclass(frozen=True)
class Place:
    """Where to listen, and what guards it there.

    Parameters
    ----------
    host : a name or address; this machine alone by default.
    port : None for the first that is free.
    certificate, key, password : files that listening elsewhere needs.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    certificate: Path | None = None
    key: Path | None = None
    password: Path | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK


@dataclass(frozen=True, eq=False)
class Service:
    """What is about to be served, checked, and its socket."""

    shelved: Shelved
    place: Place
    draws: int
    listening: socket.socket
    access: Access


def prepare(shelved: Shelved, place: Place, draws: int) -> Service:
    """Check what is asked for, and begin to listen.

    Raises
    ------
    InputError : it cannot be served like this; the message says what would do.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError(f"--draws: expected 1 to {MOST_DRAWS:,} in the workbench, got {draws:,}")
    password = _check_guards(place)
    listening = _listen(place)
    port = listening.getsockname()[1]
    names = NAMES if place.is_loopback else (_write_name(place.host),)
    scheme = "https" if place.certificate else "http"
    hosts = tuple(f"{name}:{port}" for name in names)
    plain = tuple(names) if port == {"http": 80, "https": 443}[scheme] else ()
    return Service(shelved, place, draws, listening, Access(scheme, hosts + plain, password))


def _check_guards(place: Place) -> Password | None:
    """Refuse to be reached from elsewhere without TLS and a password."""
    given = (place.certificate, place.key, place.password)
    if _is_everywhere(place.host):
        raise InputError(
            f'--host "{place.host}" has no name that could be checked: give the name or address '
            "under which it will be opened, with "
            "--tls-cert FILE --tls-key FILE --password-file FILE"
        )
    if not place.is_loopback and None in given:
        raise InputError(
            f"--host {place.host}: others could reach the workbench there. That takes TLS and a "
            "password: --tls-cert FILE --tls-key FILE --password-file FILE"
        )
    if (place.certificate is None) != (place.key is None):
        raise InputError("--tls-cert and --tls-key belong together: give both or none")
    if place.certificate is not None and place.key is not None:
        _check_certificate(place.certificate, place.key)
    return None if place.password is None else read_password(place.password)


def _is_everywhere(host: str) -> bool:
    """Whether a host stands for all addresses of this machine, however it is written."""
    try:
        found = socket.getaddrinfo(host or "0", None)
    except (OSError, UnicodeError):  # listening says what is wrong with it
        return False
    return any(address[0] in ("0.0.0.0", "::") for *_, address in found)  # noqa: S104


def _write_name(host: str) -> str:
    """Write a host as browsers name it: an address of version 6 stands in brackets."""
    return f"[{host.lower()}]" if ":" in host else host.lower()


def _check_certificate(certificate: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise InputError(
            f"--tls-cert {certificate}, --tls-key {key}: not a certificate and its key as PEM, "
            f"without a passphrase: {error}"
        ) from error


def _listen(place: Place) -> socket.socket:
    """Listen where it is asked for; where no port is, on the first that is free."""
    if place.port is not None and not 0 <= place.port <= 65_535:
        raise InputError(f"--port: expected 0 to 65535, got {place.port}")
    ports = [place.port] if place.port is not None else [*range(FIRST_PORT, FIRST_PORT + PORTS), 0]
    for port in ports:
        try:
            return _bind(place.host, port)
        except (UnicodeError, socket.gaierror):
            raise InputError(f"--host {place.host} is not the name of a machine") from None
        except OSError as error:
            reason = error.strerror or error
    if place.port is None:
        raise InputError(
            f"cannot listen on {place.host}: {reason}. It has to be this machine's own"
        )
    raise InputError(
        f"cannot listen on {place.host}, port {place.port}: {reason}. Another --port may be free; "
        "without --port the first free one is taken"
    )


def _bind(host: str, port: int) -> socket.socket:
    """Bind a socket; browsers that come before the pages are ready wait at it."""
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    if host == "localhost":
        family, address = socket.AF_INET, ("127.0.0.1", port)
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let another program listen beside
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def run(service: Service, *, browser: bool) -> None:
    """Serve until Ctrl-C: print the link, open the browser, answer."""
    from detente.web.processes import warm_up

    sys.stdout.write(f"{service.access.make_link()}\n")
    sys.stdout.flush()
    warm_up()
    _say("The link opens the workbench once. Press Enter for another; Ctrl-C ends the workbench.")
    follow_terminal(service.access)
    closing = open_browser(service.access) if browser else None
    try:
        with suppress(KeyboardInterrupt):
            _make_server(service).run(sockets=[service.listening])
    finally:
        if closing is not None:
            closing()


def _make_server(service: Service) -> uvicorn.Server:
    import uvicorn

    from detente.web.app import make_app
    from detente.web.promptly import Promptly

    shelved = service.shelved
    app = make_app(
        shelved.folders, service.draws, service.access, shipped=shelved.shipped, root=shelved.root
    )

    class Server(uvicorn.Server):
        """A server that ends its streams and processes before it waits for them."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            if service.place.certificate is not None:
                _hurry_greetings()
            await super().startup(sockets)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            _end(app)
            await super().shutdown(sockets)

    place = service.place
    config = uvicorn.Config(
        app,
        http=Promptly,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        backlog=128,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE,  # type: ignore[arg-type]  # half a second will do
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
    return Server(config)


def _hurry_greetings() -> None:
    """Let whoever begins to speak TLS with this loop be as prompt as with the head of a request."""
    from detente.web.promptly import HEAD_SECONDS

    loop = asyncio.get_running_loop()
    make: Any = partial(loop.create_server, ssl_handshake_timeout=HEAD_SECONDS)
    loop.create_server = make  # type: ignore[method-assign]


def _end(app: FastAPI) -> None:
    """End what is going on, and say what is not saved."""
    for desk in app.state.desks.desks.values():
        desk.tell("bye")
    app.state.analyst.close()
    for desk in app.state.desks.unsaved:
        kept = "are lost" if desk.unkept else "are offered when the case is opened again"
        where = show_path(str(desk.folder))
        _say(f"Not saved: changes of {desk.revision.case.title} ({where}); they {kept}.")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
