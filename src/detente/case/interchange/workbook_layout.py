"""The sheets of a workbook: their columns, what each means, and what may be chosen in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from detente.case.fields import FIRMNESS, OFFER_OUTCOMES, OUTCOMES, STATUSES

Choices: TypeAlias = tuple[str, ...] | str

YES, NO = "yes", "no"
KINDS = ("at_most", "at_least", "exactly", "only", "never")

_BECAUSE = (
    'What it rests on: "source" or "source, passage"; several with ; between them. '
    "Sources are those of the sheet Sources."
)
_NOTE = "The coder's reasoning, in a sentence."


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Parameters
    ----------
    heading : what stands above it; a workbook is read by headings, in any order.
    key : its key in the files of a case; empty for one that is read with care of its own.
    kind : how its cells are written: text, setting (anything), number, share, date, loose (a date,
        a month or a year), flag, names, references, combination, combinations, citations, quorums.
    help : what belongs into it, for a note at its heading.
    choices : words for a drop-down, or the name of a list: parties, sides, issues, sources.
    width : in characters.
    """

    heading: str
    key: str = ""
    kind: str = "text"
    help: str = ""
    choices: Choices = ()
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    """A sheet with one heading a column; columns of sides come after the column ``before_sides``.

    ``head`` columns belong to what several rows share, as an issue's options do: they are filled
    in once, in the first of the rows. Without the headings ``needed`` it cannot be read.
    """

    name: str
    columns: tuple[Column, ...]
    head: tuple[Column, ...] = ()
    before_sides: str = ""
    needed: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Column, ...]:
        """Every column but those of sides."""
        return self.head + self.columns


BECAUSE = Column("Because", "because", "citations", _BECAUSE, width=26)
NOTE = Column("Note", "note", "text", _NOTE, width=40)

PARTIES = Sheet(
    "Parties",
    (
        Column(
            "Id",
            help="A short name in small letters, such as usa. Other sheets use it.",
            width=14,
        ),
        Column("Name", "name", help="The name to show; the id, if left empty.", width=26),
        Column(
            "Audience of",
            "party",
            help="Empty for a party. For an audience at home that must accept what its party "
            "agrees to: the id of that party.",
            choices="parties",
        ),
        Column(
            "Reservation",
            "reservation",
            "number",
            "What it has without a deal, in its own points: a number, or a range such as "
            "1 to 6, or 1 to 6, best 3. The range holds the value four times in five.",
            width=16,
        ),
        Column("Because", kind="citations", help=_BECAUSE, width=26),
        Column("Note", help=_NOTE, width=40),
        Column("About", "about", help="Who it is and what it wants.", width=50),
    ),
    needed=("Id",),
)

OPTIONS = Sheet(
    "Options",
    (
        Column(
            "Option",
            help="A short name in small letters. The first of an issue is how things stand now; "
            "each counts for everything up to it, unless Ordered says no.",
            width=16,
        ),
        Column("Title", "title", help="What the option is called.", width=36),
        BECAUSE,
        NOTE,
        Column(
            "Undo", "undo", "share", "The share of it that can be taken back: 20% or 0.2.", width=8
        ),
        Column(
            "Verify", "verify", help="How long it takes to see that it is done: 30 days.", width=10
        ),
        Column(
            "Duration",
            "duration",
            help="How long it takes to do: 90 days, 6 weeks, 3 months, 1 year.",
            width=10,
        ),
        Column(
            "Requires",
            "requires",
            "references",
            "Options of other issues that must be in the package too, as issue.option; several "
            "with commas.",
            width=18,
        ),
        Column(
            "Excludes",
            "excludes",
            "references",
            "Options of other issues that may not be in the package, as issue.option.",
            width=18,
        ),
    ),
    head=(
        Column(
            "Issue",
            help="A short name in small letters; the same in every row of its options.",
            width=16,
        ),
        Column(
            "Issue title", "title", help="What the issue is called; in its first row.", width=26
        ),
        Column(
            "By",
            "by",
            "names",
            "Who performs it: ids of parties, with commas; in its first row. Empty for all "
            "parties together.",
            choices="parties",
        ),
        Column(
            "Ordered",
            "ordered",
            "flag",
            "yes: each option stands for all up to it. no: the options are alternatives. "
            "Empty is yes.",
            choices=(YES, NO),
            width=9,
        ),
        Column("Issue about", "about", help="What the issue is about.", width=30),
    ),
    before_sides="Title",
    needed=("Issue", "Option"),
)

INTERACTIONS = Sheet(
    "Interactions",
    (
        Column(
            "No.", kind="number", help="Counts the rows; the sheet Reasons refers to it.", width=6
        ),
        Column(
            "When",
            "when",
            "combination",
            "Two or more options that come together, as issue.option, issue.option. On a ladder "
            "each counts for later ones too. issue.[option, option] is one of just those.",
            width=44,
        ),
        Column("Title", "title", help="What the combination means.", width=36),
        BECAUSE,
        NOTE,
    ),
    before_sides="Title",
    needed=("When",),
)

REASONS = Sheet(
    "Reasons",
    (
        Column("Issue", help="The issue of a value on the sheet Options.", choices="issues"),
        Column("Option", help="The option of that value.", width=18),
        Column(
            "Interaction", kind="number", help="Or its number on the sheet Interactions.", width=11
        ),
        Column("Side", help="Whose value it is.", choices="sides", width=14),
        BECAUSE,
        NOTE,
    ),
    needed=("Side",),
)

CONSTRAINTS = Sheet(
    "Constraints",
    (
        Column(
            "Kind",
            help="at_most, at_least or exactly so many of the options; only these combinations; "
            "never one of these.",
            choices=KINDS,
            width=10,
        ),
        Column(
            "Count",
            kind="number",
            help="How many, for at_most, at_least and exactly.",
            width=8,
        ),
        Column(
            "Options",
            help="The options that are counted, as issue.option, issue.option. For only and never: "
            "a combination a line, as issue.option, issue.[option, option].",
            width=60,
        ),
        Column("Title", "title", help="Why it is so, in a line.", width=36),
        BECAUSE,
        NOTE,
    ),
    needed=("Kind", "Options"),
)

PROMISES = Sheet(
    "Promises",
    (
        Column("Id", "id", help="A short name in small letters.", width=20),
        Column("By", "by", help="Who promised.", choices="parties"),
        Column("To", "to", "names", "To whom; several with commas.", choices="parties"),
        Column("Made", "made", "date", "The day on which it was made.", width=11),
        Column("Due", "due", "date", "The day by which it was to be kept.", width=11),
        Column("Settled", "settled", "date", "The day on which the outcome was known.", width=11),
        Column("What", "what", help="What was promised.", width=44),
        Column("Outcome", "outcome", help="What came of it.", choices=OUTCOMES),
        Column("Share", "share", "share", "The share kept, when late or partial: 50%.", width=8),
        Column("Weight", "weight", "number", "How much it counts: above 0, at most 10.", width=8),
        Column(
            "Precedent for",
            "precedent_for",
            help="The party on whose reliability a promise of somebody else bears.",
            choices="parties",
        ),
        Column(
            "Cited by",
            "cited_by",
            help="The only party whose belief it touches; empty for all.",
            choices="parties",
        ),
        BECAUSE,
        NOTE,
    ),
    needed=("Id",),
)

OFFERS = Sheet(
    "Offers",
    (
        Column("Issue", help="An issue on which it pledges something.", choices="issues", width=18),
        Column("Option", "option", help="The option that is pledged.", width=18),
        Column("Firm", "firm", help="How firmly it is given.", choices=FIRMNESS),
        Column("Pledge because", "because", "citations", _BECAUSE, width=26),
        Column("Pledge note", "note", help=_NOTE, width=40),
    ),
    head=(
        Column(
            "Id", "id", help="A short name in small letters; in every row of the offer.", width=20
        ),
        Column("Title", "title", help="What it is called; in its first row.", width=34),
        Column("Date", "date", "date", "The day on which it was made.", width=11),
        Column("By", "by", help="Who made it.", choices="parties"),
        Column(
            "To",
            "to",
            "names",
            "To whom; several with commas. Empty for all others.",
            choices="parties",
        ),
        Column("Outcome", "outcome", help="What came of it.", choices=OFFER_OUTCOMES),
        BECAUSE,
        NOTE,
    ),
    needed=("Id", "Issue"),
)

SOURCES = Sheet(
    "Sources",
    (
        Column(
            "Passage",
            help="A place in it, such as p. 9; a row for each. Citations may then name those only.",
            width=16,
        ),
        Column("What it says", help="What stands there, in your own words.", width=70),
    ),
    head=(
        Column("Id", help="A short name in small letters; in every row of the source.", width=20),
        Column("Title", "title", help="What it is called; in its first row.", width=44),
        Column("Author", "author", help="Who wrote it.", width=20),
        Column("Date", "date", "loose", "2020-07-15, 2020-07 or 2020.", width=11),
        Column("Publisher", "publisher", help="Who published it.", width=20),
        Column("Url", "url", help="Where it can be found; never fetched.", width=20),
        Column("File", "file", help="The document itself, inside the case folder.", width=16),
        Column(
            "Status",
            "status",
            help="read; or recalled, if the coder has not seen it.",
            choices=STATUSES,
            width=10,
        ),
    ),
    needed=("Id",),
)

FILES = Sheet(
    "Other files",
    (
        Column("File", help="A file of the case folder that has no sheet of its own.", width=22),
        Column("Text", help="Its text, a line in each row.", width=120),
    ),
    needed=("File", "Text"),
)

TABLES = (
    PARTIES,
    OPTIONS,
    INTERACTIONS,
    CONSTRAINTS,
    REASONS,
    PROMISES,
    OFFERS,
    SOURCES,
    FILES,
)


CASE = Sheet(
    "Case",
    (
        Column("What", help="What is set in this row; the words are fixed.", width=24),
        Column("Value", kind="setting", help="Write here.", width=60),
        Column("Because", kind="citations", help=_BECAUSE, width=26),
        Column("Note", help=_NOTE, width=30),
        Column("Meaning", help="For reading only.", width=80),
    ),
    needed=("What", "Value"),
)

README = "Read me"
NAMES = (README, CASE.name, *(sheet.name for sheet in TABLES))
"""The sheets in the order in which a workbook shows them."""
