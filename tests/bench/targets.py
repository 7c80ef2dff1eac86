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


def judge(results: Entry) -> list[Entry]:
    """List every target with its figure and whether it was met."""
    rows = []
    for entry in results["frontier"]:
        if entry["aim"] == "peers":
            rows += _judge_against_negmas(entry)
        elif entry["aim"] == "seconds":
            rows += _judge_alone(entry)
    rows += _judge_commands({entry["key"]: entry for entry in results["commands"]})
    rows += _judge_plans(results["plans"]) if "plans" in results else []
    return rows + (_judge_questions(results["questions"]) if "questions" in results else [])


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
