"""Read XML into a small tree that knows where everything stands: bounded, and with nothing fetched.

Document types and entities are refused, so that nothing can grow while it is read and no other file
or address is ever opened. Comments and processing instructions are passed over.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.case.words import quote
from detente.errors import Problem

MAX_DEPTH = 40
MAX_ELEMENTS = 200_000


@dataclass(slots=True)
class Element:
    """An element: its name, its attributes and the elements in it; text is left out."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute without white space around it; empty when there is none."""
        return self.attributes.get(name, "").strip()

    def list(self, name: str) -> list[Element]:
        """List the elements of a name directly in this one."""
        return [child for child in self.children if child.name == name]

    def walk(self, name: str) -> Iterator[Element]:
        """Go over all elements of a name in this one, at any depth, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.walk(name)


class _RefusedError(Exception):
    """What is read goes beyond a bound."""


def read_xml(name: str, content: bytes) -> tuple[Element | None, list[Problem]]:
    """Read XML into a tree.

    Parameters
    ----------
    name : file name for the problems.

    Returns
    -------
    The root, or None when it cannot be read; and the problems.

    Notes
    -----
    Deeper than 40 elements, more than 200,000 of them, a document type or an entity: refused.

    Examples
    --------
    >>> root, _ = read_xml("a.xml", b'<a><b c="1"/></a>')
    >>> root.children[0].get("c")
    '1'
    >>> print(read_xml("a.xml", b"<a><b></a>")[1][0])
    a.xml:1:9  cannot be read: mismatched tag; check this line
    """
    from xml.sax import SAXException, SAXParseException
    from xml.sax.xmlreader import InputSource

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import make_parser

    parser = make_parser()
    parser.forbid_dtd = True
    handler = _make_handler()
    parser.setContentHandler(handler)
    source = InputSource()
    source.setByteStream(io.BytesIO(content))
    try:
        parser.parse(source)
    except SAXParseException as error:
        line, column = error.getLineNumber() or 0, (error.getColumnNumber() or 0) + 1
        said = quote(error.getMessage())[1:-1]
        return None, [Problem(name, line, column, f"cannot be read: {said}; check this line")]
    except DefusedXmlException:
        text = "a document type or entity stands here, which is not read; remove it"
        return None, [_refuse(name, handler, text)]
    except _RefusedError as error:
        return None, [_refuse(name, handler, str(error))]
    except (SAXException, ValueError, LookupError) as error:
        text = f"cannot be read: {quote(str(error))[1:-1]}; save it as plain XML in UTF-8"
        return None, [Problem(name, 0, 0, text)]
    return handler.root, []


def _refuse(name: str, handler: Any, text: str) -> Problem:
    line, column = handler.spot()
    return Problem(name, line, column, text)


def _make_handler() -> Any:
    """Make the handler; the class needs xml.sax, which is loaded when XML is first read."""
    from xml.sax.handler import ContentHandler

    class Handler(ContentHandler):
        """Builds the tree, and stops at the bounds."""

        root: Element | None = None

        def __init__(self) -> None:
            super().__init__()
            self.open: list[Element] = []
            self.count = 0
            self.locator: Any = None

        def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the name is SAX's
            self.locator = locator

        def spot(self) -> tuple[int, int]:
            line = (self.locator.getLineNumber() or 0) if self.locator else 0
            return line, (self.locator.getColumnNumber() or 0) + 1 if line else 0

        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name is SAX's
            self.count += 1
            if self.count > MAX_ELEMENTS:
                raise _RefusedError(f"more than {MAX_ELEMENTS:,} elements; no scenario needs that")
            if len(self.open) >= MAX_DEPTH:
                raise _RefusedError(f"nested more than {MAX_DEPTH} deep; no scenario needs that")
            element = Element(name, dict(attrs.items()), *self.spot())
            if self.open:
                self.open[-1].children.append(element)
            else:
                self.root = element
            self.open.append(element)

        def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the names are SAX's
            self.open.pop()

    return Handler()
