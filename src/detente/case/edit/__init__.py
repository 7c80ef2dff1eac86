"""Change the files of a case as an editor would: what is meant, and not a byte besides."""

from detente.case.edit.revision import Edit, Revision, open_revision, revise

__all__ = ["Edit", "Revision", "open_revision", "revise"]
