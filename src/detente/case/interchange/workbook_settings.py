"""The rows of the sheet Case: what each sets, and where that stands in the files of a case."""

from __future__ import annotations

from dataclasses import dataclass

from detente.case.fields import FIRMNESS

_CREDITED = ("kept", "late", "partial", "broken")


@dataclass(frozen=True)
class Setting:
    """A row of the sheet Case: a value of a file by its path; ``cited``: with what it rests on."""

    label: str
    file: str
    path: tuple[str, ...]
    kind: str
    help: str
    cited: bool = False


SETTINGS = (
    Setting("Title", "case.yaml", ("title",), "text", "What the case is about, in a line."),
    Setting(
        "As of",
        "case.yaml",
        ("as_of",),
        "date",
        "What was known on this day; promises, offers and sources may not be dated later.",
    ),
    Setting(
        "Seed",
        "case.yaml",
        ("seed",),
        "text",
        "A whole number that fixes the draws: same seed, same figures. 0 if left empty.",
    ),
    Setting("About", "case.yaml", ("about",), "text", "The situation, in a paragraph."),
    Setting(
        "Agreement",
        "case.yaml",
        ("agreement",),
        "quorums",
        'Who has to agree, as "all of a, b; at least 2 of c, d, e". All parties if left empty.',
    ),
    Setting(
        "Trust: prior kept",
        "promises.yaml",
        ("trust", "prior", "kept"),
        "number",
        "The belief before any promise is known, as if so many had been kept. 1 if left empty.",
    ),
    Setting(
        "Trust: prior broken",
        "promises.yaml",
        ("trust", "prior", "broken"),
        "number",
        "The same, as if so many had been broken. 1 if left empty.",
    ),
    Setting(
        "Trust: half-life",
        "promises.yaml",
        ("trust", "half_life"),
        "text",
        "The age at which a promise counts half. 10 years if left empty.",
    ),
    Setting(
        "Trust: precedents",
        "promises.yaml",
        ("trust", "precedent_weight"),
        "share",
        "How much a promise of somebody else counts. 0.25 if left empty.",
    ),
    *(
        Setting(
            f"Credit: {outcome}",
            "promises.yaml",
            ("trust", "credit", outcome),
            "share",
            f"The share that counts as kept of a promise that was {words}. {usual} if left empty.",
        )
        for outcome, words, usual in zip(
            _CREDITED,
            ("kept", "kept late", "kept in part", "broken"),
            ("1", "0.75", "0.5", "0"),
            strict=True,
        )
    ),
    *(
        Setting(
            f"Firmness: {firm}",
            "offers.yaml",
            ("firmness", firm),
            "share",
            f"The chance that a pledge is delivered that is {words}, such as 0.6 to 0.9. "
            "The usual one if left empty.",
            cited=True,
        )
        for firm, words in zip(
            FIRMNESS,
            (
                "done already",
                "given at the same time as the other side's",
                "promised with a date",
                "stated without a date",
                "vague",
            ),
            strict=True,
        )
    ),
)
