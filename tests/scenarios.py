"""A small scenario of our own in each format, and ways to look at what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import detente
from detente.case.arrays import Frame
from detente.core.frontier import find_frontier
from detente.errors import CaseError, DetenteError

DOMAIN = """\
<negotiation_template>
<agent name="Upper Town" utility_space="upper.xml"/>
<agent name="Lower Town" utility_space="lower.xml"/>
<utility_space number_of_issues="2"><objective index="0" name="water" type="objective">
<issue index="1" name="Water" vtype="discrete">
  <item index="1" value="little"/><item index="2" value="some"/><item index="3" value="much"/>
</issue>
<issue index="2" name="Price" type="discrete">
  <item index="1" value="$1.50"/><item index="2" value="$2"/>
</issue>
</objective></utility_space></negotiation_template>
"""
PARTY = """\
<utility_space><objective index="0" name="water" type="objective">
<weight index="2" value="{second}"/><weight index="1" value="{first}"/>
<issue index="1" name="Water"><item index="1" value="little" evaluation="{a}"/>
<item index="2" value="some" evaluation="{b}"/><item index="3" value="much" evaluation="{c}"/>
</issue>
<issue index="2" name="Price"><item index="1" value="$1.50" evaluation="{d}"/>
<item index="2" value="$2" evaluation="{e}"/></issue>
</objective><reservation value="{least}"/></utility_space>
"""
UPPER = PARTY.format(first="0.3", second="0.7", a="044", b="11", c="0", d="1", e="4", least="0.25")
LOWER = PARTY.format(first="0.6", second="0.4", a="0", b="2", c="5", d="10", e="1", least="0.1")
GENIUS = {"domain.xml": DOMAIN, "upper.xml": UPPER, "lower.xml": LOWER}

WEB_DOMAIN = '{"name": "water", "issuesValues": {"Water": {"values": ["little", "much"]}}}\n'
WEB_PARTY = """\
{{"LinearAdditiveUtilitySpace": {{
  "issueUtilities": {{"Water": {{"DiscreteValueSetUtilities": {{
    "valueUtilities": {{"little": {little}, "much": {much}}}}}}}}},
  "issueWeights": {{"Water": 1}}, "domain": {domain}, "name": "{name}"}}}}
"""
WEB = {
    "domain.json": WEB_DOMAIN,
    "a.json": WEB_PARTY.format(little=1, much=0.25, name="Upper Town", domain=WEB_DOMAIN),
    "b.json": WEB_PARTY.format(little=0, much=1.0, name="Lower Town", domain=WEB_DOMAIN),
}

LOG_PARTY = """\
{{"reservationValue": {least}, "issueWeights": {{"Water": 0.6, "Price": 0.4}},
 "issues": {{"Water": {{"little": {little}, "much": {much}}}, "Price": {{"low": 1, "high": 0}}}}}}
"""
LOG = {
    "profileA.json": LOG_PARTY.format(least=0.0, little=1.0, much=0.30000000000000004),
    "profileB.json": LOG_PARTY.format(least=0.5, little=0.0, much=1.0),
    "specs.json": '{"Name": "water"}\n',
}

MAS_DOMAIN = """\
name: water
type: DiscreteCartesianOutcomeSpace
issues:
- {name: Water, type: CategoricalIssue, values: [little, much]}
- {name: Price, type: ContiguousIssue, values: [1, 3]}
"""
MAS_PARTY = """\
name: {name}
type: LinearAdditiveUtilityFunction
reserved_value: {least}
weights: [2, 0.5]
values:
- {{type: TableFun, mapping: {{little: {little}, much: {much}}}}}
- {{type: AffineFun, slope: {slope}, bias: 1}}
"""
MAS = {
    "domain.yml": MAS_DOMAIN,
    "upper.yml": MAS_PARTY.format(name="Upper Town", least=-3, little=4, much=1, slope=2),
    "lower.yml": MAS_PARTY.format(name="Lower Town", least=0, little=0, much=2.5, slope=-1),
}

SCENARIOS: Mapping[str, Mapping[str, str]] = {
    "genius": GENIUS,
    "geniusweb": WEB,
    "negolog": LOG,
    "negmas": MAS,
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a new folder, and return it."""
    folder.mkdir()
    for name, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        (folder / name).write_bytes(content)
    return folder


def bring(
    tmp_path: Path, files: Mapping[str, str | bytes], profiles: Sequence[str] = ()
) -> tuple[detente.Case, tuple[str, ...]]:
    """Import a scenario as a case; the case, and the notes."""
    folder = write(tmp_path / "scenario", files)
    draft = detente.import_case(folder, profiles=profiles)
    return draft.save(tmp_path / "case"), draft.notes


def explain(tmp_path: Path, files: Mapping[str, str | bytes], name: str = "") -> str:
    """Import a scenario that cannot be; what is said of it."""
    folder = write(tmp_path / "scenario", files)
    try:
        detente.import_case(folder / name, None).save(tmp_path / "case")
    except CaseError as error:
        assert not (tmp_path / "case").exists()
        return "\n".join(str(problem) for problem in error.problems)
    except DetenteError as error:
        return str(error)
    raise AssertionError("nothing was said")


def list_worth(case: detente.Case) -> dict[str, list[list[str]]]:
    """What each party makes of each option, by issue, as it is written."""
    return {
        party.id: [[option.values[party.id].text for option in i.options] for i in case.issues]
        for party in case.parties
    }


def find_efficient(case: detente.Case) -> list[tuple[list[int], int]]:
    """The efficient packages at the medians, with how many attain the same."""
    frame = Frame(case)
    front = find_frontier(frame.layout, frame.medians.values, parties=len(case.parties))
    assert front.exact
    return [(p, n) for p, n in zip(front.packages.tolist(), front.counts, strict=True)]
