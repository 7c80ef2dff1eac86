"""How each party looks, the same in every chart and on every page: its colour and its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.report.naming import Names

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""Second cue of a party, beside its colour."""

OKABE_ITO = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#b8a900",
)  # fmt: skip
"""Okabe and Ito's colour-blind-safe set, the best-contrasting first, the yellow darkened."""

GLYPHS = {
    "circle": "●",
    "square": "■",
    "triangle-up": "▲",
    "diamond": "◆",
    "cross": "✚",
    "triangle-down": "▼",
}


class Look:
    """Colour and shape of each party, the same in every chart.

    Parameters
    ----------
    names : of the case whose parties are drawn; their declared order fixes the colours.
    """

    def __init__(self, names: Names) -> None:
        self.place = {party.id: place for place, party in enumerate(names.case.parties)}

    def colour(self, party: str) -> str:
        """Name the colour of a party as a CSS variable."""
        if party not in self.place:
            return "var(--soft)"
        return f"var(--p{self.place[party] % len(OKABE_ITO) + 1})"

    def shape(self, party: str) -> str:
        """Name the shape of a party."""
        return SHAPES[self.place.get(party, 0) % len(SHAPES)]

    def glyph(self, party: str) -> str:
        """Show the shape of a party as a character, for keys."""
        return GLYPHS[self.shape(party)]
