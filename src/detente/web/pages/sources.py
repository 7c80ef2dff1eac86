"""The sources: documents to read and search, passages to attach, numbers that rest on none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from detente.case import Citation
from detente.case import edit as change
from detente.case.library import MOST_BYTES, recognise
from detente.case.library.kinds import name_file
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.passages import describe_source
from detente.report.sentences.basis import say_basis
from detente.report.sentences.drivers import explain_unsourced
from detente.report.sentences.sources import (
    NO_BARE,
    answer_sources,
    count_rest,
    say_resting,
    say_share_bare,
)
from detente.report.words import shorten
from detente.study.sources import rank_unsourced
from detente.web.asking import ask, recall
from detente.web.pages.finding import OpenDesk
from detente.web.pages.making import make
from detente.web.pages.sources_attaching import pick_numbers, propose_id, propose_name
from detente.web.pages.sources_documents import INDEXED, read_aside
from detente.web.pages.sources_shown import (
    MOST_REST,
    find_entry,
    find_wanted,
    gather_source,
    gather_text,
    list_rows,
    list_sources,
)
from detente.web.rendering import render

if TYPE_CHECKING:
    from detente.case.edit import Edit
    from detente.web.desk import Desk

router = APIRouter(prefix="/c/{key}/sources")

MOST_SOURCES = 2_000
LONGEST = 20_000
"""Characters of a passage that are taken; a longer one is no passage."""

Short = Annotated[str, Form(max_length=300)]
Long = Annotated[str, Form(max_length=LONGEST)]


def _render(request: Request, template: str, desk: Desk, wanted: str, **more: Any) -> HTMLResponse:
    known = {"here": "sources", "wanted": find_wanted(desk.revision, wanted)}
    return render(request, template, desk, **(known | more))


# What is shown. No source is called as these addresses are: an id begins with a letter.


@router.get("", response_class=HTMLResponse)
async def show(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the list of sources."""
    return _render(request, "sources.html.j2", desk, request.query_params.get("for", ""))


@router.get("/_list", response_class=HTMLResponse)
async def show_list(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the sources, and how much rests on each."""
    listed = list_sources(desk.revision)
    wanted = request.query_params.get("for", "")
    more: dict[str, Any] = {"listed": listed[:MOST_SOURCES], "answer": answer_sources(listed)}
    more["say_resting"] = say_resting
    more["more"] = max(len(listed) - MOST_SOURCES, 0)
    return _render(request, "sources_list.html.j2", desk, wanted, **more)


@router.get("/_wanted", response_class=HTMLResponse)
async def show_wanted(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the number for which a passage is looked for, with what it rests on."""
    return _render(request, "sources_wanted.html.j2", desk, request.query_params.get("for", ""))


@router.get("/_found", response_class=HTMLResponse)
async def show_found(request: Request, desk: OpenDesk, q: str = "") -> HTMLResponse:
    """Show where words stand, in passages and documents."""
    revision, wanted = desk.revision, request.query_params.get("for", "")
    index = await read_aside(INDEXED.find, revision)
    hits = await read_aside(index.search, q)
    labels = {id: describe_source(source) for id, source in revision.case.sources.items()}
    more = {"hits": hits, "q": q, "labels": labels}
    return _render(request, "sources_found.html.j2", desk, wanted, **more)


@router.get("/_bare", response_class=HTMLResponse)
async def show_bare(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the page of the numbers without a source."""
    return _render(request, "sources_bare.html.j2", desk, "")


@router.get("/_bare/live", response_class=HTMLResponse)
async def show_bare_now(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the numbers without a source, by what they move."""
    names = Names(desk.revision.case)
    found = await ask(desk, "drivers")
    moving, rest = list_rows(names, found)
    said = [say_share_bare(found), explain_unsourced(names, found), say_basis(found.origin)]
    more = {"moving": moving, "rest": rest[:MOST_REST], "counted": count_rest(rest)}
    more |= {"said": said if moving or rest else [NO_BARE]}
    return _render(request, "sources_bare_live.html.j2", desk, "", **more)


@router.get("/_numbers", response_class=HTMLResponse)
async def show_numbers(request: Request, desk: OpenDesk, q: str = "") -> HTMLResponse:
    """Show the numbers that a passage can be attached to."""
    case, wanted = desk.revision.case, request.query_params.get("for", "")
    ranked = rank_unsourced(case, recall(desk, "drivers"))
    picked = pick_numbers(tuple(case.quantities()), ranked, q[:200], "" if q else wanted)
    return _render(request, "sources_numbers.html.j2", desk, wanted, picked=picked)


@router.get("/{source}", response_class=HTMLResponse)
async def show_source(request: Request, desk: OpenDesk, source: str) -> HTMLResponse:
    """Show the page of a source; its document follows when it is read."""
    _check_source(desk, source)
    params = request.query_params
    more = gather_source(desk.revision, source) | {
        "number": _read_count(params.get("part", "")),
        "at": _read_count(params.get("at", "")),
        "passage": params.get("passage", ""),
    }
    return _render(request, "sources_one.html.j2", desk, params.get("for", ""), **more)


@router.get("/{source}/text", response_class=HTMLResponse)
async def show_text(request: Request, desk: OpenDesk, source: str) -> HTMLResponse:
    """Show the document of a source, with the passages marked in it."""
    _check_source(desk, source)
    params = request.query_params
    part, at = (_read_count(params.get(name, "")) for name in ("part", "at"))
    more = await read_aside(gather_text, desk.revision, source, part, at)
    return _render(request, "sources_text.html.j2", desk, params.get("for", ""), **more)


def _check_source(desk: Desk, source: str) -> None:
    if source not in desk.revision.case.sources:
        raise HTTPException(404, "The case names no such source.")


def _read_count(text: str) -> int | None:
    """Read a whole number of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


# What is changed


@router.post("/_add")
async def add(
    desk: OpenDesk,
    title: Short,
    id: Short = "",
    author: Short = "",
    date: Short = "",
    wanted: Annotated[str, Form(alias="for", max_length=300)] = "",
) -> Response:
    """Add a source to the case, and lead to it; without an id it gets one from its title."""
    named = id.strip() or propose_id(title, desk.revision.case.sources)
    made = await make(desk, change.AddSource(named, title.strip(), author.strip(), date.strip()))
    query = f"?{urlencode({'for': wanted})}" if wanted else ""
    made.headers["HX-Redirect"] = f"/c/{desk.key}/sources/{quote(named)}{query}"
    return made


@router.post("/{source}/name")
async def name_passage(desk: OpenDesk, source: str, text: Long = "") -> Response:
    """Propose a name for a new passage."""
    _check_source(desk, source)
    taken = desk.revision.case.sources[source].passages
    return Response(propose_name(text, taken), media_type="text/plain; charset=utf-8")


@router.post("/{source}/attach")
async def attach(
    desk: OpenDesk,
    source: str,
    number: Short = "",
    passage: Short = "",
    text: Long = "",
    known: Short = "",
) -> Response:
    """Let a number rest on a passage; one that the source does not have yet is added to it."""
    _check_source(desk, source)
    if not known and not text.strip():
        raise InputError("write what the source says there, or choose one of its passages")
    entry = find_entry(desk.revision, number)
    if entry is None:
        raise InputError("choose the number that rests on this passage")
    if known and Citation(source, passage.strip()) in entry.quantity.because:
        raise InputError("the number rests on this passage already")
    edits: list[Edit] = []
    if not known:
        if not passage.strip():
            raise InputError("give the passage a name, such as a page or what it is about")
        edits.append(change.AddPassage(source, passage.strip(), " ".join(text.split())))
    edits.append(change.Cite(number, source, passage.strip()))
    what = f"attach a passage to {shorten(entry.label, 60)}"
    return await make(desk, change.Together(tuple(edits), what) if len(edits) > 1 else edits[0])


@router.post("/{source}/detach")
async def detach(desk: OpenDesk, source: str, number: Short, passage: Short = "") -> Response:
    """Let a number no longer rest on a passage."""
    return await make(desk, change.Uncite(number, source, passage))


@router.post("/{source}/document")
async def add_document(request: Request, desk: OpenDesk, source: str, name: str = "") -> Response:
    """Take the document of a source, which is sent as it is; it is kept by Save."""
    _check_source(desk, source)
    content = await _receive(request)
    kind = recognise(content)
    called = name_file(name[-200:] or source, kind)
    return await make(desk, change.AttachDocument(source, called, content))


async def _receive(request: Request) -> bytes:
    """Receive a document, and stop where it becomes too large."""
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > MOST_BYTES:
            most = f"{MOST_BYTES / 1e6:g} MB"
            raise InputError(f"the document is too large; at most {most} are taken")
    return bytes(held)
