"""What pages are made of: templates, and what they need to know of a case; for report and web."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from detente.report.look import OKABE_ITO, Look

if TYPE_CHECKING:
    from jinja2 import Environment

    from detente.report.naming import Names


def read_template(name: str) -> str:
    """Read a template, a style sheet or a script of the report."""
    return resources.files("detente.report").joinpath("templates", name).read_text("utf-8")


@cache
def load_environment() -> Environment:
    """Return the templates of the report; all that they show is escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def place_parties(names: Names) -> dict[str, Any]:
    """Give the templates of blocks what they need of each party: its place, its sign, its name."""
    look = Look(names)
    parties = names.case.parties
    return {
        "sides": {party.id: names.side(party.id) for party in parties},
        "places": {p.id: (_place(look, p.id), look.glyph(p.id), p.name) for p in parties},
        "strict": False,
    }


def _place(look: Look, party: str) -> int:
    return look.place[party] % len(OKABE_ITO) + 1


@cache
def load_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that can stand inside HTML."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle.replace("\r", "").replace("</script", "<\\/script").replace("<!--", "<\\!--")


def write_json(value: Any) -> str:
    """Write JSON that no text within can break out of a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    escapes = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028",
               "\u2029": "\\u2029"}  # fmt: skip
    return text.translate({ord(sign): escape for sign, escape in escapes.items()})
