"""Other people's formats: scenarios read as the text of a case, and cases written in them."""

from detente.case.interchange.draft import Draft, Format, Place, find_origins, save_draft
from detente.case.interchange.registry import (
    NAMES,
    export_case,
    find_format,
    get_format,
    import_case,
    list_formats,
)

__all__ = [
    "NAMES",
    "Draft",
    "Format",
    "Place",
    "export_case",
    "find_format",
    "find_origins",
    "get_format",
    "import_case",
    "list_formats",
    "save_draft",
]
