"""Turn the recorded results into Markdown for the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bench.names import NAMES

Entry = dict[str, Any]
NOT_MEASURED = "Not measured in this run."
PARTIES = ["parties", "issues"]
RESULTS = Path(__file__).parents[2] / "docs" / "benchmarks.json"


def load_results(file: Path = RESULTS) -> Entry:
    """Read what ``make bench`` wrote."""
    results: Entry = json.loads(file.read_text(encoding="utf-8"))
    return results


def render_machine(results: Entry) -> str:
    """Say on what machine, with what versions and when."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB,"
        f" {machine['system']}, Python {machine['python']}; {versions}; {machine['date']}."
    )


def render_targets(results: Entry) -> str:
    """Show each target, its figure, and whether it was met."""
    met = sum(row["met"] for row in results["targets"])
    rows = [
        [row["target"], row["figure"], "met" if row["met"] else "**missed**"]
        for row in results["targets"]
    ]
    table = _table(["Target", "Figure", ""], rows)
    return f"{met} of {len(rows)} targets were met.\n\n{table}"


def render_frontiers(results: Entry) -> str:
    """Show every space with every contestant."""
    return "\n\n".join(_render_frontier(entry) for entry in results["frontier"])


def _render_frontier(entry: Entry) -> str:
    own = entry["contestants"]["detente"]
    title = f"### {entry['name']}\n\n{_count(int(entry['packages']))} packages, "
    if entry["efficient"] is None:
        return (
            f"{title}{own['found']:,} efficient points found, too many packages for any other"
            f" contestant: {_seconds(own['best'])}, {_megabytes(own['grown_mb'])} more memory."
        )
    rows = [
        _render_contestant(NAMES[name], figures, own["best"])
        for name, figures in entry["contestants"].items()
    ]
    head = ["", "Time", "Beside detente", "First", "Memory", "At most", "Dominated", "Missed"]
    table = _table([*head, "Nash", "Kalai-Smorodinsky"], rows)
    return f"{title}{entry['efficient']:,} efficient points.\n\n{table}"


def _render_contestant(name: str, figures: Entry, own: float) -> list[str]:
    return [
        name,
        _seconds(figures["best"]),
        "" if name == "detente" else _times(figures["best"] / own),
        _seconds(figures["first"]),
        _megabytes(figures["grown_mb"]),
        _megabytes(figures["peak_mb"]),
        str(figures["dominated"]),
        str(figures["missed"]),
        "exact" if figures["nash_exact"] else "not exact",
        "same" if figures["kalai_smorodinsky_exact"] else "differs",
    ]


def render_commands(results: Entry) -> str:
    """Show what whole commands take."""
    lines = []
    for entry in results["commands"]:
        if entry["key"] == "draws":
            parts = ", ".join(f"{name} {_seconds(s)}" for name, s in entry["parts"].items())
            lines.append(
                f"- Trust, offers and deals over {entry['draws']:,} draws of the shipped case:"
                f" {_seconds(entry['seconds'])} ({parts}), or"
                f" {_seconds(entry['seconds_with_imports'])} with imports and loading;"
                f" at most {_megabytes(entry['peak_mb'])}, of which"
                f" {_megabytes(entry['before_mb'])} before the work began."
            )
        else:
            runs = f"median of {entry['runs']}, best {_seconds(entry['best'])}"
            lines.append(f"- {entry['name']}: {_seconds(entry['median'])} ({runs}).")
    return "\n".join(lines)


def render_workbench(results: Entry) -> str:
    """Show what a user of the workbench waits for."""
    found = results.get("workbench", {})
    names = {
        ("first", "page"): "From the start of `detente serve` to its first page",
        ("first", "answer"): "To the first answer on it",
        ("edit", "moved"): "From a range that is widened to what moved",
        ("edit", "answer"): "To the new answer of a full search",
    }
    lines = [
        f"- {name}: {_seconds(entry['median'])} (median of {entry['runs']}, best"
        f" {_seconds(entry['best'])}, worst {_seconds(entry['worst'])})."
        for (series, until), name in names.items()
        for entry in found.get(series, ())
        if entry["until"] == until
    ]
    return "\n".join(lines) or NOT_MEASURED


def render_plans(results: Entry) -> str:
    """Show how long plans take to find and to judge, and how near the best they are."""
    plans = results["plans"]
    return "\n\n".join(
        [
            _render_growth("All sets of items, exactly", plans["subsets"], ["items"]),
            _render_growth("One item after another, exactly", plans["serial"], ["items"]),
            _render_cpsat(plans["cpsat"]),
            _render_growth("A plan judged", plans["judge"], ["items", "stages", "draws"]),
            _render_growth("The shipped case, whole", plans["case"], ["draws"]),
        ]
    )


def render_questions(results: Entry) -> str:
    """Show what meetings, drivers and readings take as draws grow, claims and forecasts beside."""
    if "questions" not in results:
        return NOT_MEASURED
    found, alone = (results["questions"][series] for series in ("found", "alone"))
    parts = list(found[-1]["parts"])
    rows = [
        [
            f"{entry['draws']:,}",
            _seconds(entry["seconds"]),
            *(_seconds(entry["parts"][part]) for part in parts),
        ]
        for entry in found
    ]
    last = alone[-1]
    return (
        f"{_table(['Draws', 'Meet, drivers and compare', *map(str.capitalize, parts)], rows)}\n\n"
        f"With nothing found before, meet, drivers and compare take {_seconds(last['seconds'])} at"
        f" {last['draws']:,} draws: the packages and plans that they are about have to be found"
        " first, which is counted with meet."
    )


def render_growth(results: Entry) -> str:
    """Show how the frontier grows with issues, options, parties and what couples issues."""
    if "growth" not in results:
        return NOT_MEASURED
    growth = results["growth"]
    return "\n\n".join(
        [
            _render_spaces("Issues", growth["issues"], ["issues"]),
            _render_spaces("Options of each of 20 issues", growth["options"], ["options"]),
            _render_spaces("Parties, three options of each issue", growth["parties"], PARTIES),
            _render_spaces("What one gains the other loses", growth["sums"], ["noise"]),
            _render_spaces("Rules between 50 issues", growth["constraints"], ["rules"]),
            _render_spaces("Coupled issues among 20", growth["width"], ["coupled"]),
            _render_search(growth["search"]),
        ]
    )


def _render_spaces(title: str, entries: list[Entry], sizes: list[str]) -> str:
    head = [*map(str.capitalize, sizes), "Packages", "Time", "Points", "Width", "Exact", "At most"]
    rows = [
        [
            *(f"{entry[size]:,}" for size in sizes),
            _count(int(entry["packages"])),
            _seconds(entry["seconds"]),
            f"{entry['points']:,}",
            str(entry["width"]),
            "yes" if entry["share"] == 0 else f"to {entry['share']:.1g} of the most",
            _megabytes(entry["peak_mb"]),
        ]
        for entry in entries
    ]
    return f"### {title}\n\n{_table(head, rows)}"


def _render_search(entries: list[Entry]) -> str:
    rows = [
        [
            str(entry["issues"]),
            f"{entry['points']:,}",
            _seconds(entry["seconds"]),
            _seconds(entry["cpsat_seconds"]),
            "yes" if entry["same"] else "**no**",
        ]
        for entry in entries
    ]
    head = ["Issues", "Points", "detente", "CP-SAT", "The same points"]
    return f"### Where packages cannot be listed\n\n{_table(head, rows)}"


def render_everything(results: Entry) -> str:
    """Show what all questions together take as draws grow."""
    if "everything" not in results:
        return NOT_MEASURED
    entries = results["everything"]
    parts = list(entries[-1]["parts"])
    head = ["Draws", "All", "At most", *map(str.capitalize, parts)]
    rows = [
        [
            f"{entry['draws']:,}",
            _seconds(entry["seconds"]),
            _megabytes(entry["peak_mb"]),
            *(_seconds(entry["parts"][part]) for part in parts),
        ]
        for entry in entries
    ]
    return _table(head, rows)


def render_sweeps(results: Entry) -> str:
    """Show what a sweep takes on one worker and on two."""
    if "sweeps" not in results:
        return NOT_MEASURED
    entries = results["sweeps"]["workers"]
    alone = entries[0]["seconds"]
    rows = [
        [
            str(entry["workers"]),
            f"{entry['variants']:,}",
            f"{entry['draws']:,}",
            ", ".join(entry["questions"]),
            _seconds(entry["seconds"]),
            _times(alone / entry["seconds"]),
            "yes" if entry["same"] else "**no**",
        ]
        for entry in entries
    ]
    head = ["Workers", "Variants", "Draws", "Questions", "Time", "Faster", "Same numbers"]
    return _table(head, rows)


def _render_growth(title: str, entries: list[Entry], sizes: list[str]) -> str:
    head = [size.capitalize() for size in sizes]
    rows = [
        [*(f"{entry[size]:,}" for size in sizes), _seconds(entry["seconds"])] for entry in entries
    ]
    return f"### {title}\n\n{_table([*head, 'Time'], rows)}"


def _render_cpsat(entries: list[Entry]) -> str:
    rows = [
        [
            f"{entry['items']} in up to {entry['stages']}, {entry['criterion']}",
            _seconds(entry["seconds"]),
            "proven" if entry["proven"] else f"{entry['gap']:.1%}",
            _seconds(entry["quick_seconds"]),
            _describe_quick(entry),
        ]
        for entry in entries
    ]
    head = ["Items and stages", "Time", "Above the bound", "Quick plan", "Above the plan found"]
    return f"### Many items, by CP-SAT\n\n{_table(head, rows)}"


def _describe_quick(entry: Entry) -> str:
    if entry["quick_shortfall"] > entry["shortfall"]:
        return f"asks {(entry['quick_shortfall'] - entry['shortfall']) / 10_000:.1%} more trust"
    return f"{entry['quick_above']:.1%}"


def render_slower(results: Entry) -> str:
    """List what another contestant does faster, or say that none does."""
    lines = [
        f"- {entry['name']}: {NAMES[name]} takes {_seconds(figures['best'])},"
        f" detente {_seconds(entry['contestants']['detente']['best'])}."
        for entry in results["frontier"]
        for name, figures in entry["contestants"].items()
        if figures["best"] < entry["contestants"]["detente"]["best"]
    ]
    return "\n".join(lines) or "In no space above was another contestant faster."


def _table(head: list[str], rows: list[list[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, rule, *rows])


def _seconds(amount: float) -> str:
    return f"{_round(amount)} s" if amount >= 1 else f"{_round(amount * 1000)} ms"


def _round(amount: float) -> str:
    """Two significant digits, without an exponent."""
    rounded = float(f"{amount:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def _megabytes(amount: float) -> str:
    return f"{amount:.0f} MB" if amount >= 10 else f"{amount:.1f} MB"


def _times(ratio: float, words: str = "×") -> str:
    return f"{_round(ratio)} times {words}" if words != "×" else f"{_round(ratio)} ×"


def _count(number: int) -> str:
    return f"{number:,}" if number < 10**12 else f"{float(number):.1e}"
