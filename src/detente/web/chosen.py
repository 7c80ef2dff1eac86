"""A package as an address names it: `issue.option` after `issue.option`, what stays left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from detente.case import Case, Issue

Pairs: TypeAlias = tuple[tuple[str, str], ...]

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
        return ",".join(f"{issue}.{option}" for issue, option in self.pairs)


def read_chosen(case: Case, text: str) -> Chosen:
    """Read a package; what the case does not have is told apart, and the rest is kept."""
    issues = {issue.id: issue for issue in case.issues}
    named: dict[str, str] = {}
    lost: list[str] = []
    for part in filter(None, (each.strip() for each in text[:LONGEST].split(","))):
        issue, _, option = part.partition(".")
        if issue in issues and _has(issues[issue], option):
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


def _has(issue: Issue, option: str) -> bool:
    return any(each.id == option for each in issue.options)
