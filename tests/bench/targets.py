"""What was aimed at, and whether the figures reach it."""

from __future__ import annotations

from typing import Any

Entry = dict[str, Any]
QUESTIONS = ("meet", "drivers", "compare")

FASTER = 500
LIGHTER = 10
LONG_SECONDS = 0.2
DRAWS_SECONDS = 3.0
DRAWS_MB = 400.0
DEMO_SECONDS = 10.0
HELP_SECONDS = 0.3
SUBSETS_SECONDS = 0.5
SERIAL_SECONDS = 2.0
CPSAT_SECONDS = 30.0
CPSAT_GAP = 0.02
JUDGE_SECONDS = 0.5
PLAN_SECONDS = 5.0
QUESTIONS_SECONDS = 5.0
REPORT_SECONDS = 15.0
LABOUR_SECONDS = 0.05
LABOUR_MB = 100.0
EVERYTHING_SECONDS = 60.0
EVERYTHING_MB = 2000.0
NEAR_LINEAR = 1.8
FIRST_SECONDS = 1.5
EDIT_SECONDS = 1.0
SPACES = (
    ("60 issues of 5 options", "issues", {"issues": 60}, 0.3),
    ("50 issues of 5 options, nearly constant-sum", "sums", {"noise": 0.01}, 1.0),
    ("50 issues with 25 rules between them", "constraints", {"rules": 25}, 0.5),
    ("3 parties, 30 issues", "parties", {"parties": 3, "issues": 30}, 1.0),
)


def judge(results: Entry) -> list[Entry]:
    """List every target with its figure and whether it was met."""
    rows = []
    for entry in results["frontier"]:
        if entry["aim"] == "peers":
            rows += _judge_against_negmas(entry)
        elif entry["aim"] == "seconds":
            rows += _judge_alone(entry)
        if entry["aim"] == "labour":
            rows += _judge_against_negmas(entry) + _judge_labour(entry)
        if entry["name"].startswith("GENIUS"):
            rows.append(_judge_exact(entry))
    rows += _judge_commands({entry["key"]: entry for entry in results["commands"]})
    rows += _judge_plans(results["plans"]) if "plans" in results else []
    rows += _judge_questions(results["questions"]) if "questions" in results else []
    rows += _judge_growth(results["growth"]) if "growth" in results else []
    rows += _judge_everything(results["everything"]) if "everything" in results else []
    rows += _judge_sweeps(results["sweeps"]) if "sweeps" in results else []
    return rows + (_judge_workbench(results["workbench"]) if "workbench" in results else [])


def _row(target: str, figure: str, *, met: bool) -> Entry:
    return {"target": target, "figure": figure, "met": bool(met)}


def _judge_against_negmas(entry: Entry) -> list[Entry]:
    own, peer = (entry["contestants"].get(name) for name in ("detente", "negmas"))
    if peer is None:
        return []
    faster = peer["best"] / own["best"]
    share = own["grown_mb"] / peer["grown_mb"]
    exact = not own["missed"] and not own["dominated"] and own["nash_exact"]
    name = entry["name"]
    return [
        _row(
            f"{name}: {FASTER} times faster than negmas",
            f"{faster:,.0f} times",
            met=faster >= FASTER,
        ),
        _row(
            f"{name}: under a tenth of negmas's memory",
            f"{own['grown_mb']:.1f} of {peer['grown_mb']:.0f} MB added ({share:.1%});"
            f" with imports {own['peak_mb']:.0f} of {peer['peak_mb']:.0f} MB",
            met=share < 1 / LIGHTER,
        ),
        _row(f"{name}: exact", "yes" if exact else "no", met=exact),
    ]


def _judge_alone(entry: Entry) -> list[Entry]:
    seconds = entry["contestants"]["detente"]["median"]
    target = f"{entry['name']}: under {LONG_SECONDS} s"
    return [_row(target, f"{seconds:.3f} s", met=seconds < LONG_SECONDS)]


def _judge_labour(entry: Entry) -> list[Entry]:
    own = entry["contestants"]["detente"]
    return [
        _row(
            f"{entry['name']}: all statistics under {LABOUR_SECONDS * 1000:.0f} ms",
            f"{own['median'] * 1000:.1f} ms, {own['first'] * 1000:.1f} ms the first time",
            met=own["median"] < LABOUR_SECONDS,
        ),
        _row(
            f"{entry['name']}: under {LABOUR_MB:.0f} MB, imports included",
            f"{own['peak_mb']:.0f} MB",
            met=own["peak_mb"] < LABOUR_MB,
        ),
    ]


def _judge_exact(entry: Entry) -> Entry:
    own = entry["contestants"]["detente"]
    wrong = f"{own['dominated']} dominated, {own['missed']} missed"
    exact = not own["missed"] and not own["dominated"] and own["nash_exact"]
    return _row(f"{entry['name']}: frontier and Nash exact", wrong, met=exact)


def _judge_growth(growth: Entry) -> list[Entry]:
    """Hold single sizes to their targets; those that were not measured are left out."""
    rows = []
    for name, series, size, most in SPACES:
        for entry in growth[series]:
            if entry | size == entry:
                figure = f"{entry['seconds']:.3f} s, {entry['points']:,} points"
                met = entry["seconds"] < most and entry["share"] == 0
                rows.append(_row(f"{name}: exact, under {most:g} s", figure, met=met))
    constant = [entry for entry in growth["sums"] if entry["noise"] == 0 and entry["issues"] > 8]
    for entry in constant:
        figure = f"to {entry['share']:.2g} of what a party can gain, {entry['seconds']:.1f} s"
        name = f"{entry['issues']} issues, constant-sum: falls back, with a guarantee"
        rows.append(_row(name, figure, met=0 < entry["share"] < 0.01))
    same = sum(entry["same"] for entry in growth["search"])
    figure = f"{same} of {len(growth['search'])} spaces"
    name = "the points that CP-SAT finds one by one, no more and no fewer"
    return [*rows, _row(name, figure, met=same == len(growth["search"]))]


def _judge_everything(entries: list[Entry]) -> list[Entry]:
    most = entries[-1]
    name = f"{most['draws']:,} draws of the shipped case through every question"
    return [
        _row(
            f"{name}: under {EVERYTHING_SECONDS:.0f} s",
            f"{most['seconds']:.1f} s",
            met=most["seconds"] < EVERYTHING_SECONDS,
        ),
        _row(
            f"{name}: under {EVERYTHING_MB:,.0f} MB",
            f"{most['peak_mb']:,.0f} MB",
            met=most["peak_mb"] < EVERYTHING_MB,
        ),
    ]


def _judge_sweeps(sweeps: Entry) -> list[Entry]:
    alone, *more = sweeps["workers"]
    rows = []
    for entry in more:
        ratio = alone["seconds"] / entry["seconds"]
        name = f"{entry['variants']:,} variants at {entry['draws']:,} draws, {entry['workers']}"
        rows.append(
            _row(
                f"{name} workers: {NEAR_LINEAR:g} times as fast as one, the same numbers",
                f"{ratio:.2f} times, {entry['seconds']:.0f} s",
                met=ratio >= NEAR_LINEAR and entry["same"],
            )
        )
    return rows


def _judge_commands(commands: dict[str, Entry]) -> list[Entry]:
    if not commands:
        return []
    draws, demo, help_ = (commands[key] for key in ("draws", "demo", "help"))
    return [
        _row(
            f"{draws['draws']:,} draws, trust, offers and deals: under {DRAWS_SECONDS:.0f} s",
            f"{draws['seconds']:.2f} s ({draws['seconds_with_imports']:.2f} s with imports)",
            met=draws["seconds"] < DRAWS_SECONDS,
        ),
        _row(
            f"the same: under {DRAWS_MB:.0f} MB, imports included",
            f"{draws['peak_mb']:.0f} MB",
            met=draws["peak_mb"] < DRAWS_MB,
        ),
        _row(
            f"{demo['name']}: under {DEMO_SECONDS:.0f} s",
            f"{demo['median']:.1f} s",
            met=demo["median"] < DEMO_SECONDS,
        ),
        _row(
            f"{help_['name']}: under {HELP_SECONDS} s",
            f"{help_['median']:.2f} s",
            met=help_["median"] < HELP_SECONDS,
        ),
        *(_judge_report(commands["report"]) if "report" in commands else ()),
    ]


def _judge_report(report: Entry) -> list[Entry]:
    target = f"{report['name']}: under {REPORT_SECONDS:.0f} s"
    seconds = report["median"]
    return [_row(target, f"{seconds:.1f} s", met=seconds < REPORT_SECONDS)]


def _judge_workbench(workbench: Entry) -> list[Entry]:
    """Hold what a user of the workbench waits for to its targets; nothing without a browser."""
    wanted = (
        ("first", "the workbench: first page after the start of the command", FIRST_SECONDS),
        ("edit", "the workbench: from an edit to what moved", EDIT_SECONDS),
    )
    return [
        _row(
            f"{name}, {entry['draws']:,} draws: under {most:g} s",
            f"{entry['median']:.2f} s",
            met=entry["median"] < most,
        )
        for series, name, most in wanted
        for entry in workbench[series]
        if entry["until"] in ("page", "moved")
    ]


def _judge_plans(plans: Entry) -> list[Entry]:
    """Hold what was found about plans to its targets; sizes that were not measured are left out."""
    rows = []
    for key, name, size, most in (
        ("subsets", "16 items in stages, exactly", {"items": 16}, SUBSETS_SECONDS),
        ("serial", "22 items one after another, exactly", {"items": 22}, SERIAL_SECONDS),
        (
            "judge",
            "a plan of 40 items on 10,000 draws",
            {"items": 40, "draws": 10_000},
            JUDGE_SECONDS,
        ),
        ("case", "the shipped case's plan, 10,000 draws", {"draws": 10_000}, PLAN_SECONDS),
    ):
        for entry in plans[key]:
            if entry | size == entry:
                target = f"{name}: under {most:g} s"
                rows.append(_row(target, f"{entry['seconds']:.2f} s", met=entry["seconds"] < most))
    return rows + _judge_cpsat([entry for entry in plans["cpsat"] if entry["items"] == 40])


def _judge_questions(questions: Entry) -> list[Entry]:
    """Hold meetings, drivers and readings together to their target, at the most draws measured."""
    rows = []
    for series, name in (
        ("found", "the deals and the plan found already"),
        ("alone", "nothing found before"),
    ):
        entry = questions[series][-1]
        parts = ", ".join(f"{part} {entry['parts'][part]:.1f} s" for part in QUESTIONS)
        rows.append(
            _row(
                f"all of meet, drivers and compare, {entry['draws']:,} draws, {name}:"
                f" under {QUESTIONS_SECONDS:.0f} s",
                f"{entry['seconds']:.1f} s ({parts})",
                met=entry["seconds"] < QUESTIONS_SECONDS,
            )
        )
    return rows


def _judge_cpsat(entries: list[Entry]) -> list[Entry]:
    if not entries:
        return []
    slowest = max(entry["seconds"] for entry in entries)
    widest = max(entry["gap"] for entry in entries)
    proven = sum(entry["proven"] for entry in entries)
    settled = all(entry["shortfall"] == entry["least_shortfall"] for entry in entries)
    return [
        _row(
            f"40 items in up to 6 and 12 stages: proven, or within {CPSAT_GAP:.0%} of the single"
            f" step's exposure, in {CPSAT_SECONDS:.0f} s",
            f"{proven} of {len(entries)} proven, none above {widest:.1%}; at most {slowest:.0f} s",
            met=settled and widest <= CPSAT_GAP and slowest < CPSAT_SECONDS,
        )
    ]
