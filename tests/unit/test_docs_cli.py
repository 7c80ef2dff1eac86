"""Every command and every option stands in the reference of commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.examples import describe_command, find_commands

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")


def test_every_command_has_a_section_and_no_other_has():
    headings = re.findall(r"^## detente (\S+)$", TEXT, re.MULTILINE)
    assert headings == list(find_commands())


@pytest.mark.parametrize("name", find_commands())
def test_a_section_says_what_it_does_and_lists_its_options(name):
    section = TEXT.split(f"## detente {name}\n")[1].split("\n## ")[0]
    assert f'describe_command("{name}")' in section
    assert section.strip()[0].isupper(), "say in a sentence what it does"
    shown = describe_command(name)
    for parameter in find_commands()[name].params:
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert option in shown
        assert parameter.help, f"{name} {parameter.name} has no help"


def test_the_statuses_are_those_of_the_program():
    from detente import cli

    assert cli.main.__doc__ is not None
    for status in re.findall(r"\b[0-9]\b", cli.main.__doc__):
        assert f"| {status} |" in TEXT
