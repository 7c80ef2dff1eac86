"""A question as it travels; what can be asked, and how it is answered, is in ``questions``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Question:
    """Something that is asked: which question, and what else it depends on."""

    name: str
    about: Any = None
