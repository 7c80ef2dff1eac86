"""The text of a web page: what a reader would see of it, and nothing that would run."""

# ruff: noqa: ARG002 (what HTMLParser passes to its handlers)

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from detente.case.library.texts import Paragraph

_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "math", "iframe", "object"))
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
        "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "title", "tr", "ul",
    )
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHUNK = 65_536


def list_html(page: str) -> Iterator[Paragraph]:
    """Go over the paragraphs of a web page, in the order in which they stand there.

    Examples
    --------
    >>> [each.text for each in list_html("<h1>A</h1><p>b <b>c</b><script>d</script><p>e")]
    ['A', 'b c', 'e']
    """
    reader = _Reader()
    for at in range(0, len(page), _CHUNK):
        reader.feed(page[at : at + _CHUNK])
        yield from reader.take()
    reader.close()
    reader.end()
    yield from reader.take()


class _Reader(HTMLParser):
    """Collects text, and ends a paragraph where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Paragraph] = []
        self._parts: list[str] = []
        self._level = 0
        self._unseen = ""

    def take(self) -> list[Paragraph]:
        """Take what is complete."""
        found, self._found = self._found, []
        return found

    def end(self) -> None:
        """End the paragraph."""
        text = "".join(self._parts)
        if text.strip():
            self._found.append(Paragraph(text, 0, self._level))
        self._parts = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """End a paragraph at a block, and look away from what is not text."""
        if self._unseen:
            return
        if tag in _UNSEEN:
            self._unseen = tag
        elif tag in _BLOCKS or tag in _HEADINGS:
            self.end()
            self._level = _HEADINGS.get(tag, 0 if tag in _BLOCKS else self._level)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what opens and closes at once for a break, if it is a block."""
        if tag in _BLOCKS and not self._unseen:
            self.end()

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph at the end of a block."""
        if self._unseen:
            self._unseen = "" if tag == self._unseen else self._unseen
        elif tag in _BLOCKS or tag in _HEADINGS:
            self.end()
            self._level = 0

    def handle_data(self, data: str) -> None:
        """Keep what is seen."""
        if not self._unseen:
            self._parts.append(data)
