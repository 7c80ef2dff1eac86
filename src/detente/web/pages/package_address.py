"""A package as an address names it: `issue.option` after `issue.option`, what stays left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from detente.case import Case

Pair: TypeAlias = tuple[str, str]
"""An issue, and an option of it."""

Pairs: TypeAlias = tuple[Pair, ...]

RECOMMENDED = "recommended"
"""Stands in an address for the package that the study of deals singles out."""

LONGEST = 20_000
"""Characters of an address that are read; fifty issues take a tenth of it."""


@dataclass(frozen=True)
class Chosen:
    """A package, as far as the case has it.

    Parameters
    ----------
    pairs : issues off the status quo with their options, in the order of the case.
    lost : what else was named: issues and options that the case does not have.
    """

    pairs: Pairs
    lost: tuple[str, ...] = ()

    @property
    def package(self) -> dict[str, str]:
        """Options by issue; what is left out stays as it is."""
        return dict(self.pairs)

    @property
    def text(self) -> str:
        """The package as an address names it."""
        return write_pairs(self.pairs)


def write_pairs(pairs: Iterable[Pair]) -> str:
    """Write issues with their options as an address has them."""
    return ",".join(f"{issue}.{option}" for issue, option in pairs)


def read_chosen(case: Case, text: str) -> Chosen:
    """Read a package; what the case does not have is told apart, and the rest is kept."""
    named: dict[str, str] = {}
    lost: list[str] = []
    for part in filter(None, (each.strip() for each in text[:LONGEST].split(","))):
        issue, _, option = part.partition(".")
        if has_option(case, (issue, option)):
            named[issue] = option
        else:
            lost.append(part)
    return Chosen(choose(case, named).pairs, tuple(dict.fromkeys(lost)))


def choose(case: Case, package: Mapping[str, str]) -> Chosen:
    """Take a package as the studies give it: options by issue."""
    return Chosen(
        tuple(
            (issue.id, package[issue.id])
            for issue in case.issues
            if package.get(issue.id, issue.options[0].id) != issue.options[0].id
        )
    )


def has_option(case: Case, pair: Pair) -> bool:
    """Whether a case has an issue with such an option."""
    return any(
        issue.id == pair[0] and any(option.id == pair[1] for option in issue.options)
        for issue in case.issues
    )
