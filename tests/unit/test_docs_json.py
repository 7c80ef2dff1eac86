"""What the JSON reference says is what the commands print: keys, types and ids, both ways."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from typer.testing import CliRunner

from detente import find_case, load, study
from detente.case import Case, Event, PlanTerms, Promise, Quorum, save_template
from detente.case.model import ZERO
from detente.case.shelf import list_cases
from docs.examples import share_draws

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
ROW = re.compile(r"^\| `(?P<key>[^`]+)` \|(?P<type>[^|]*)\|[^|]*\|[^|]*\|$")
INTERVAL = ("p10", "p50", "p90")
COMPOUND = ("origin", "stage", "plan", "repair", "carried")
"""Types that the page describes once, under a heading of their own."""

FEW = "32"

HEADINGS = (
    "trust",
    "offers",
    "deals",
    "coalitions",
    "plan",
    "meet",
    "compare",
    "claims",
    "drivers",
    "sources",
    "forecast",
    "track",
    "lists",
    "check",
    "deals --package",
    "plan --stage",
    "compare --with",
    "cases",
)

Found: TypeAlias = tuple[Case | None, str, Any, dict[str, str]]
"""What an output holds: of which case, at which key, the value, which ids stood for what."""

PLAIN: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "number": (int, float),
    "whole number": int,
    "true or false": bool,
    "mapping": dict,
}


def read_section(heading: str) -> dict[str, str]:
    """Documented keys of a section, and their types."""
    text = re.split(rf"^##+ {heading}$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    lines = re.split(r"^##+ ", text, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    return {row["key"]: row["type"].strip() for row in filter(None, map(ROW.match, lines))}


def read_keys(heading: str) -> dict[str, str]:
    """The same, with intervals, origins, stages and the like written out."""
    keys: dict[str, str] = {}
    for key, kind in read_section(heading).items():
        whole = kind.removesuffix(" or null")
        if whole == "interval":
            keys |= {f"{key}.{end}": "number" for end in INTERVAL}
        elif whole in COMPOUND:
            inner = read_keys(whole.capitalize()).items()
            keys |= {key: kind.replace(whole, "mapping")} | {f"{key}.{n}": k for n, k in inner}
        else:
            keys[key] = kind
    return keys


def walk(value: Any, key: str, known: frozenset[str]) -> Iterator[tuple[str, Any, dict[str, str]]]:
    """Go over an output: documented key, value, and which ids stood for which placeholder."""
    if isinstance(value, dict):
        yield key, value, {}
        for name, item in value.items():
            below, filled = step(key, name, known)
            for at, found, ids in walk(item, below, known):
                yield at, found, ids | filled
    elif isinstance(value, list):
        yield key, value, {}
        for item in value:
            if isinstance(item, dict):
                yield from walk(item, f"{key}[]", known)
    else:
        yield key, value, {}


@cache
def step(stem: str, name: str, known: frozenset[str]) -> tuple[str, dict[str, str]]:
    """Go one key down: as it is called or, where that is not documented, by a placeholder."""
    plain = f"{stem}.{name}" if stem else name
    if any(is_at(key, plain) for key in known):
        return plain, {}
    for key in known:
        found = re.match(re.escape(stem) + r"\.\{(\w+)\}", key)
        if found:
            return found[0], {found[1]: name}
    return plain, {}


def is_at(key: str, stem: str) -> bool:
    return key == stem or key.startswith((f"{stem}.", f"{stem}[]"))


def run(command: str) -> Any:
    from detente.cli.app import app

    done = CliRunner().invoke(app, command.split(), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def find_outputs(heading: str, folder: str) -> list[Any]:
    """What one command prints about one case, with every option that adds a key."""
    if heading == "check":
        return [run(f"check {folder} --json")]
    if heading in JUDGED:
        return JUDGED[heading](folder)
    if heading == "sources":
        ranked = "template" in folder
        found = study.sources(load(folder), "the", unsourced=ranked, draws=int(FEW))
        return [found.to_dict()]
    if not has_what_it_needs(heading, load(folder)):
        return []
    outputs = [run(f"{heading} {folder} --json --draws {FEW}")]
    if heading == "forecast" and "sinai" in folder:
        outputs.append(run(f"forecast {folder} jpoa-2013 --json --draws {FEW}"))
    if heading == "deals":
        weights = ",".join(f"{party.id}=1" for party in load(folder).parties)
        limited = f"deals {folder} --json --draws {FEW} --limit 3 --lotteries --weights {weights}"
        outputs.append(run(limited))
    if heading == "plan" and "template" in folder:
        outputs.append(run(f"plan {folder} --json --draws {FEW} --most-stages 1 --items 1"))
    if heading == "track" and "template" in folder:
        outputs += [find_broken(load(folder)), find_stuck(load(folder))]
    return outputs


def judge_package(folder: str) -> list[Any]:
    """A package that moves every issue as far as it goes."""
    package = ",".join(f"{issue.id}={issue.options[-1].id}" for issue in load(folder).issues)
    return [run(f"deals {folder} --json --draws {FEW} --package {package}")]


def judge_stages(folder: str) -> list[Any]:
    """The steps of a case at once; and one by one, backwards, again, where few are allowed."""
    workspace = open_draws(load(folder))
    planned = study.find_staged(workspace, None, ())
    if "template" not in folder:
        return [planned.to_dict()]
    terms = replace(workspace.case.plan, most_stages=1, most_items=1)
    narrow = study.Workspace(replace(workspace.case, plan=terms), int(FEW))
    steps = [((move.issue, move.to),) for stage in planned.stages for move in stage]
    home = workspace.case.issues[0]
    unknown = ((home.id, home.options[0].id),)
    wanted = [steps, steps[::-1], [*steps, steps[0]], [unknown]]
    found = [study.find_staged(narrow, planned.package, stages) for stages in wanted]
    spent = replace(workspace.case, promises=break_words(), plan=PlanTerms())
    found.append(study.find_staged(study.Workspace(spent, int(FEW)), planned.package, ()))
    return [each.to_dict() for each in (planned, *found)]


def compare_versions(folder: str) -> list[Any]:
    """The case with a version in which one number differs."""
    before = open_draws(load(folder))
    party, *others = before.case.parties
    modest = replace(before.case, parties=(replace(party, reservation=ZERO), *others))
    return [study.find_moved(study.Workspace(modest, int(FEW)), before).to_dict()]


def open_draws(case: Case) -> study.Workspace:
    """Open a case as commands do, so that what they found is shared."""
    return study.Workspace(case, int(FEW), None, approximate=False)


JUDGED = {
    "lists": lambda folder: [study.lists(load(folder), draws=int(FEW)).to_dict()],
    "coalitions": lambda folder: find_coalitions(load(folder)),
    "deals --package": judge_package,
    "plan --stage": judge_stages,
    "compare --with": compare_versions,
}


def find_coalitions(case: Case) -> list[Any]:
    """Coalitions of more than two parties, with a rule of who must agree."""
    if len(case.parties) == 2:
        return []
    rule = (Quorum(1, tuple(party.id for party in case.parties)),)
    return [study.coalitions(replace(case, agreement=rule), draws=8).to_dict()]


def has_what_it_needs(heading: str, case: Case) -> bool:
    claims = any(reading.claims for reading in case.readings)
    needed = {"meet": bool(case.meetings), "compare": bool(case.readings), "claims": claims}
    return needed.get(heading, True)


def find_broken(case: Case) -> Any:
    """What is tracked where a deposit was paid and trust is gone: no shipped case has both."""
    day = dt.date(2024, 9, 1)
    moves = Event(day, moves={"payment": "yearly"}, outcome="broken", by="lower")
    bare = PlanTerms(deposits=case.plan.deposits, most_stages=1)
    spent = replace(case, events=(moves,), plan=bare, promises=break_words())
    return study.track(spent, draws=int(FEW)).to_dict()


def break_words() -> tuple[Promise, ...]:
    """A record after which nobody in the template believes anybody."""
    day = dt.date(2024, 9, 1)
    return tuple(
        Promise(f"word-{n}", by, (to,), day, None, day, "", "broken")
        for by, to in (("upper", "lower"), ("lower", "upper"))
        for n in range(50)
    )


def find_stuck(case: Case) -> Any:
    """What is tracked where a single step is allowed, and there are more of them."""
    stuck = replace(case, plan=PlanTerms(most_stages=1, most_items=1))
    return study.track(stuck, draws=int(FEW)).to_dict()


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> dict[str, Case]:
    """The shipped cases, the template, and a case in which nothing can be agreed."""
    folder = tmp_path_factory.mktemp("cases")
    template = save_template(folder / "template")
    hopeless = save_template(folder / "hopeless")
    text = (hopeless / "case.yaml").read_text(encoding="utf-8")
    (hopeless / "case.yaml").write_text(
        text.replace("reservation: 0 to 3 ", "reservation: 900 "), encoding="utf-8"
    )
    folders = [*map(find_case, list_cases()), template, hopeless]
    return {str(path): load(path) for path in folders}


@pytest.fixture(scope="module")
def collected(cases) -> dict[str, list[Found]]:
    """Everything that every command prints, key by key."""
    found: dict[str, list[Found]] = {heading: [] for heading in HEADINGS}
    found["cases"] = list_found("cases", None, run("cases --json"))
    for folder, case in cases.items():
        with share_draws():
            for heading in HEADINGS[:-1]:
                for output in find_outputs(heading, folder):
                    found[heading] += list_found(heading, case, output)
    return found


def list_found(heading: str, case: Case | None, output: Any) -> list[Found]:
    known = frozenset(read_keys(heading))
    return [(case, *item) for item in walk(output, "", known) if item[0]]


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_key_that_occurs_is_documented(collected, heading):
    keys = set(read_keys(heading))
    undocumented = {
        key for _, key, _, _ in collected[heading] if not any(is_at(known, key) for known in keys)
    }
    assert undocumented == set()


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_documented_key_occurs(collected, heading):
    seen = {key for _, key, _, _ in collected[heading]}
    # Of an exact frontier there is nothing to list; how it looks otherwise is tested below.
    assert set(read_keys(heading)) - seen - {"exact.{party}"} == set()


@pytest.mark.parametrize("heading", HEADINGS)
def test_types_are_as_stated(collected, heading):
    kinds = read_keys(heading)
    for _, key, value, _ in collected[heading]:
        if key in kinds:
            assert fits(value, kinds[key]), f"{key}: {value!r} is no {kinds[key]}"


def fits(value: Any, kind: str) -> bool:
    if kind.endswith(" or null"):
        return value is None or fits(value, kind.removesuffix(" or null"))
    if kind.startswith("list of "):
        inner = kind.removeprefix("list of ")
        return isinstance(value, list) and all(fits(item, inner) for item in value)
    if kind == "true or by party":
        return value is True or isinstance(value, dict)
    if kind == "date":
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    return isinstance(value, PLAIN[kind]) and (kind == "true or false") == isinstance(value, bool)


@pytest.mark.parametrize("heading", HEADINGS)
def test_placeholders_stand_for_what_they_say(collected, heading):
    for case, key, _, ids in collected[heading]:
        for what, name in ids.items():
            assert name in list_ids(case, what), f"{key}: {name} is no {what}"


def list_ids(case: Case, what: str) -> set[str]:
    from detente.case.fields import FIRMNESS, OUTCOMES

    return {
        "plan": {"single_step", "recommended", "fewest", "surest", "agreed"},
        "party": {party.id for party in case.parties},
        "ratifier": {ratifier.id for ratifier in case.ratifiers},
        "side": {actor.id for actor in case.actors},
        "issue": {issue.id for issue in case.issues},
        "reading": {reading.id for reading in case.readings},
        "group": {"values", "reservation values", "trust", "firmness", "meetings", "terms"},
        "level": set(FIRMNESS),
        "outcome": set(OUTCOMES),
        "solution": {"nash", "kalai_smorodinsky", "egalitarian", "weighted_sum"},
    }[what]


def test_odds_and_chances_lie_between_0_and_1(collected):
    units = {}
    for heading in HEADINGS:
        for line in PAGE.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip(" `") for cell in line.split("|")]
            if len(cells) == 6 and cells[3] in ("odds", "chance", "share"):
                units[cells[1]] = cells[3]
        for _, key, value, _ in collected[heading]:
            stem = key.rsplit(".", 1)[0] if key.endswith(INTERVAL) else key
            if {key, stem} & set(units) and value is not None and not key.endswith("shift"):
                assert isinstance(value, dict) or 0 <= value <= 1, f"{heading}: {key} {value}"


def test_a_thinned_frontier_is_stated_by_party(cases, monkeypatch):
    from detente.study.medians import AtMedians

    case = next(iter(cases.values()))
    bound = {party.id: 0.5 for party in case.parties}
    monkeypatch.setattr(AtMedians, "exact", property(lambda _: bound))
    assert study.deals(case, draws=8).to_dict()["exact"] == bound
