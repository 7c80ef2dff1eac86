"""Pages from templates: the workbench's own, and the blocks of the report."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from detente.report.naming import Names
from detente.report.templating import place_parties, read_template, write_json
from detente.report.words import say_count, say_date
from detente.web.outline import PAGES

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse
    from jinja2 import Environment

    from detente.report.blocks import Section
    from detente.report.passages import Passages
    from detente.web.desk import Desk


@cache
def load_environment() -> Environment:
    """Return all templates: the workbench's by their name, the report's as ``report/NAME``."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _read(name: str) -> str:
    if name.startswith("report/"):
        return read_template(name.removeprefix("report/"))
    return resources.files("detente.web").joinpath("templates", name).read_text("utf-8")


def render(request: Request, template: str, desk: Desk | None = None, **more: Any) -> HTMLResponse:
    """Render a page or a part of one.

    Every template knows ``request``, ``desk``, ``csrf`` (the token that every form sends back),
    ``with_password`` (whether one can log in, and so out), and of an open case what the blocks of
    the report need.
    """
    from fastapi.responses import HTMLResponse

    known: dict[str, Any] = {"request": request, "desk": desk, "notes": {}, "csrf": ""}
    known["csrf"] = getattr(request.state, "csrf", "")
    known["with_password"] = getattr(request.state, "with_password", False)
    if desk is not None:
        known |= {"version": desk.version, "told": desk.told}
        names = Names(desk.revision.case)
        known |= place_parties(names) | {"strict": True, "names": names, "pages": PAGES}
        known |= {"keep": request.app.state.tables.keep, "credit": say_credit(desk)}
        known["here"] = request.url.path.removeprefix(f"/c/{desk.key}").strip("/")
    page = load_environment().get_template(template).render(known | more)
    return HTMLResponse(page.encode("utf-8", "replace"))  # a file's name may hold what is no text


def say_credit(desk: Desk) -> str:
    """Say under a picture where it comes from."""
    from detente import __version__

    case = desk.revision.case
    draws = say_count(desk.analyst.draws)
    return f"{case.title}, as of {say_date(case.as_of)}. detente {__version__}, {draws} draws."


def show_sections(sections: Iterable[Section], passages: Passages) -> dict[str, Any]:
    """Give a template what it needs to show sections of a report: their notes and charts too."""
    from detente.report.blocks import Figure

    shown = tuple(sections)
    charts = [block.chart for each in shown for block in each.blocks if isinstance(block, Figure)]
    return {
        "sections": shown,
        "notes": {note.key: note for note in passages.notes},
        "charts": write_json({chart.id: chart.spec for chart in charts}),
    }
