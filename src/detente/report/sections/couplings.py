"""What ties issues together: the rules of a case, and what combinations add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.case import Interaction
from detente.report.blocks import Block, Heading, Paragraph, Sheet
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.tables import Cell, Table, make_table
from detente.report.words import sentence

FEW_RULES = 12
_TOLD = (
    "“Or more” takes in what builds on an option: whoever reaches the later one has passed the "
    "earlier."
)


def list_couplings(names: Names, passages: Passages) -> Iterator[Block]:
    """Show the rules that packages keep, and the combinations that carry a value of their own."""
    rules = list(list_rules(names, passages))
    if not rules and not names.case.interactions:
        return
    yield Heading("What hangs together", "couplings")
    yield from rules
    if names.case.interactions:
        yield Sheet(_tabulate_interactions(names, passages))


def list_rules(names: Names, passages: Passages) -> Iterator[Block]:
    """Show the rules that packages keep."""
    rules = list(_list_rules(names, passages))
    if not rules:
        return
    if any(" or more”" in str(rule[0]) for rule in rules):
        yield Paragraph(_TOLD)
    yield Sheet(_tabulate_rules(rules), open=len(rules) <= FEW_RULES)


def _list_rules(names: Names, passages: Passages) -> Iterator[tuple[str, Cell]]:
    """Say what options require and rule out, and then every constraint with what it rests on."""
    for issue in names.case.issues:
        for option in issue.options:
            for kind, others in (("requires", option.requires), ("excludes", option.excludes)):
                for other in others:
                    label = f"{issue.id}.{option.id} {kind} {'.'.join(other)}"
                    yield sentence(names.rule(label)), Cell("")
    for constraint in names.case.constraints:
        why = constraint.title or ("as coded" if constraint.because or constraint.note else "")
        cell = passages.text(why, constraint.because, constraint.note) if why else Cell("")
        for said in names.constraint(constraint):
            yield sentence(said), cell


def _tabulate_rules(rules: list[tuple[str, Cell]]) -> Table:
    caption = "What a package has to keep to"
    if not any(why.text for _, why in rules):
        return make_table(caption, ["Rule"], [[said] for said, _ in rules])
    return replace(make_table(caption, ["Rule", "Why"], rules), tall=True)


def _tabulate_interactions(names: Names, passages: Passages) -> Table:
    """List the combinations that carry a value of their own, with every number as coded."""
    case = names.case
    shown = [side for side in names.everyone() if any(side in i.values for i in case.interactions)]
    rows = [
        [
            _name(names, each),
            *(passages.number(each.values[s]) if s in each.values else Cell("0") for s in shown),
        ]
        for each in case.interactions
    ]
    head = ["Together", *map(names.label, shown)]
    caption = "What combinations are worth beyond their parts, in each side's own points"
    return replace(make_table(caption, head, rows, range(1, len(head))), tall=True)


def _name(names: Names, interaction: Interaction) -> Cell:
    """Name a combination by its title, if it has one, with its options below."""
    options = names.combination(interaction.when)
    return Cell(interaction.title, under=options) if interaction.title else Cell(options)
