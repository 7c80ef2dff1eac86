"""Make the parts of a case from the rows of the sheets: parties, options, promises and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from detente.case.interchange import workbook_layout as layout
from detente.case.interchange.workbook_rows import (
    Book,
    Line,
    Table,
    add_causes,
    add_once,
    fill_branch,
    fill_sides,
    group,
    make_leaf,
    parse,
    read_head,
    read_id,
)
from detente.case.interchange.workbook_text import Branch, Listing, Tree
from detente.case.words import quote, suggest_or_list


def _build_parties(book: Book) -> Branch:
    return _build_actors(book, ratifiers=False) or Branch((layout.PARTIES.name, 1, 1))


def _build_ratifiers(book: Book) -> Branch | None:
    return _build_actors(book, ratifiers=True)


def _build_actors(book: Book, *, ratifiers: bool) -> Branch | None:
    """Build parties or ratifiers; the rows of ratifiers name a party."""
    branch = Branch((layout.PARTIES.name, 1, 1))
    for line in book.table(layout.PARTIES).lines:
        if bool(line.text("Audience of")) is not ratifiers:
            continue
        id_, cell = read_id(line, "Id", book.desk), line.cell("Id")
        if not id_:
            if not line.text("Id"):
                book.desk.refuse(cell, "the id is missing; write a short name in small letters")
                book.desk.blind = True
            continue
        entry = Branch(cell)
        fill_branch(entry, line, layout.PARTIES.columns, book.desk)
        if "reservation" in entry.entries:
            value = entry.entries["reservation"][1]
            entry.add("reservation", add_causes(book, line, value))
        else:
            _refuse_reason(book, line)
        add_once(branch, id_, entry, cell, book.desk, "the id")
    return branch if branch.entries else None


def _refuse_reason(book: Book, line: Line) -> None:
    for heading in ("Because", "Note"):
        if line.text(heading):
            text = "is about a reservation value, and none is written; write it, or use About"
            book.desk.refuse(line.cell(heading), text)


def _build_issues(book: Book) -> Branch:
    table = book.table(layout.OPTIONS)
    branch = Branch((layout.OPTIONS.name, 1, 1))
    for issue, lines in group(table, "Issue", book.desk):
        entry = read_head(lines, layout.OPTIONS.head, book.desk)
        entry.cell = lines[0].cell("Issue")
        entry.add("options", _build_options(book, table, lines))
        branch.add(issue, entry, lines[0].cell("Issue"))
    return branch


def _build_options(book: Book, table: Table, lines: Sequence[Line]) -> Branch:
    options = Branch(lines[0].cell("Option"))
    for line in lines:
        id_, cell = read_id(line, "Option", book.desk), line.cell("Option")
        if not id_:
            if not line.text("Option"):
                book.desk.refuse(cell, "the option's id is missing; write a short name")
                book.desk.blind = True
            continue
        entry = Branch(cell)
        title, *others = [column for column in layout.OPTIONS.columns if column.key]
        fill_branch(entry, line, [title], book.desk)
        fill_sides(entry, line, table, book.desk)
        fill_branch(entry, line, others, book.desk)
        add_once(options, id_, entry, cell, book.desk, "option")
    return options


def _build_interactions(book: Book) -> Listing | None:
    table = book.table(layout.INTERACTIONS)
    listing = Listing((layout.INTERACTIONS.name, 1, 1))
    when, title, *others = [column for column in layout.INTERACTIONS.columns if column.key]
    for line in table.lines:
        entry = Branch(line.cell("When"))
        fill_branch(entry, line, [when, title], book.desk)
        fill_sides(entry, line, table, book.desk)
        fill_branch(entry, line, others, book.desk)
        if entry.entries:
            listing.items.append(entry)
    return listing if listing.items else None


def _build_constraints(book: Book) -> Listing | None:
    listing = Listing((layout.CONSTRAINTS.name, 1, 1))
    for line in book.table(layout.CONSTRAINTS).lines:
        entry = Branch(line.cell("Kind"))
        fill_branch(entry, line, layout.CONSTRAINTS.columns, book.desk)
        if _build_constraint(book, line, entry):
            listing.items.append(entry)
    return listing if listing.items else None


def _build_constraint(book: Book, line: Line, entry: Branch) -> bool:
    """Add what a constraint is about; False when that cannot be read."""
    kind, before = line.text("Kind").lower().replace(" ", "_"), len(book.desk.problems)
    if kind not in layout.KINDS:
        hint = suggest_or_list(kind, layout.KINDS, "kinds")
        said = f"{quote(line.text('Kind'))} is no kind" if kind else "the kind is missing"
        book.desk.refuse(line.cell("Kind"), f"{said}. {hint}")
        return False
    is_limit = kind in layout.KINDS[:3]
    if is_limit and line.text("Count"):
        entry.add(kind, make_leaf(line, "Count"))
    elif is_limit:
        book.desk.refuse(line.cell("Count"), f"how many is missing; write a number for {kind}")
    elif line.text("Count"):
        book.desk.refuse(line.cell("Count"), f"{kind} has no number; empty the cell")
    _add_options(book, line, entry, "of" if is_limit else kind)
    return len(book.desk.problems) == before


def _add_options(book: Book, line: Line, entry: Branch, key: str) -> None:
    """Add the options of a constraint: those that are counted, or combinations."""
    text, cell = line.text("Options"), line.cell("Options")
    if not text:
        book.desk.refuse(cell, "no options are named; write them as issue.option")
        return
    value = parse("references" if key == "of" else "combinations", text, cell, book.desk)
    if value is not None:
        entry.add(key, value)


def build_reasons(book: Book, case: Branch) -> None:
    """Put what single values rest on beside them."""
    numbers = _number_interactions(book)
    for line in book.table(layout.REASONS).lines:
        home = _find_home(book, line, case, numbers)
        side = line.text("Side")
        if home is None:
            continue
        if side not in home.entries:
            text = f"no value of {quote(side)} is written there; write one first"
            book.desk.refuse(line.cell("Side"), text)
            continue
        heading, value = home.entries[side]
        if isinstance(value, Branch):
            book.desk.refuse(line.cell("Side"), "this value has a row here already; keep one")
            continue
        home.entries[side] = (heading, add_causes(book, line, value))


def _number_interactions(book: Book) -> dict[str, int]:
    """Find the place of each interaction by its number; without one it is counted."""
    numbers: dict[str, int] = {}
    for index, line in enumerate(book.table(layout.INTERACTIONS).lines):
        number = line.text("No.") or str(index + 1)
        if number in numbers:
            book.desk.refuse(line.cell("No."), f"number {quote(number)} is used above; change it")
        numbers.setdefault(number, index)
    return numbers


def _find_home(book: Book, line: Line, case: Branch, numbers: Mapping[str, int]) -> Branch | None:
    """Find the option or interaction whose value a row is about."""
    number = line.text("Interaction")
    if number:
        listing = case.find("interactions")
        place = numbers.get(number, -1)
        if isinstance(listing, Listing) and 0 <= place < len(listing.items):
            found = listing.items[place]
            return found if isinstance(found, Branch) else None
        text = f"there is no interaction {quote(number)} on the sheet Interactions"
        book.desk.refuse(line.cell("Interaction"), f"{text}; correct the number")
        return None
    issue, option = line.text("Issue"), line.text("Option")
    home = case.find("issues", issue, "options", option)
    if isinstance(home, Branch):
        return home
    is_issue = case.find("issues", issue) is not None
    text = f"{quote(issue + '.' + option)} is not on the sheet Options; correct it"
    book.desk.refuse(line.cell("Option" if is_issue else "Issue"), text)
    return None


def _build_promises(book: Book) -> Listing | None:
    listing = Listing((layout.PROMISES.name, 1, 1))
    for line in book.table(layout.PROMISES).lines:
        entry = Branch(line.cell("Id"))
        fill_branch(entry, line, layout.PROMISES.columns, book.desk)
        listing.items.append(entry)
    return listing if listing.items else None


def _build_offers(book: Book) -> Listing | None:
    listing = Listing((layout.OFFERS.name, 1, 1))
    because, note = layout.OFFERS.head[-2:]
    for _, lines in group(book.table(layout.OFFERS), "Id", book.desk):
        entry = read_head(lines, layout.OFFERS.head[:-2], book.desk)
        pledges = Branch(lines[0].cell("Issue"))
        for line in lines:
            _build_pledge(book, line, pledges)
        entry.add("pledges", pledges)
        said = read_head(lines, (because, note), book.desk)
        entry.entries |= said.entries
        listing.items.append(entry)
    return listing if listing.items else None


def _build_pledge(book: Book, line: Line, pledges: Branch) -> None:
    issue = read_id(line, "Issue", book.desk)
    entry = Branch(line.cell("Option"))
    fill_branch(entry, line, layout.OFFERS.columns, book.desk)
    if issue:
        add_once(pledges, issue, entry, line.cell("Issue"), book.desk, "issue")
    elif entry.entries and not line.text("Issue"):
        book.desk.refuse(line.cell("Issue"), "the issue of this pledge is missing; name it")


def _build_sources(book: Book) -> Branch | None:
    branch = Branch((layout.SOURCES.name, 1, 1))
    for source, lines in group(book.table(layout.SOURCES), "Id", book.desk):
        entry = read_head(lines, layout.SOURCES.head, book.desk)
        passages = Branch(lines[0].cell("Passage"))
        for line in lines:
            _build_passage(book, line, passages)
        if passages.entries:
            entry.add("passages", passages)
        branch.add(source, entry, lines[0].cell("Id"))
    return branch if branch.entries else None


def _build_passage(book: Book, line: Line, passages: Branch) -> None:
    passage, text = read_id(line, "Passage", book.desk), line.text("What it says")
    if passage and text:
        leaf = make_leaf(line, "What it says")
        add_once(passages, passage, leaf, line.cell("Passage"), book.desk, "passage")
    elif passage:
        book.desk.refuse(line.cell("What it says"), "is empty; say what stands there")
    elif text:
        book.desk.refuse(line.cell("Passage"), "the place of this is missing, such as p. 9")


PARTS: tuple[tuple[str, str, Callable[[Book], Tree | None]], ...] = (
    ("case.yaml", "parties", _build_parties),
    ("case.yaml", "ratifiers", _build_ratifiers),
    ("case.yaml", "issues", _build_issues),
    ("case.yaml", "interactions", _build_interactions),
    ("case.yaml", "constraints", _build_constraints),
    ("promises.yaml", "promises", _build_promises),
    ("offers.yaml", "offers", _build_offers),
    ("sources.yaml", "sources", _build_sources),
)
"""What each part is made by: the file and the key that it stands under."""
