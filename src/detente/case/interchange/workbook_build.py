"""Make the files of a case from the sheets of a workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from detente.case.fields import propose_slug
from detente.case.files import APART, FILES
from detente.case.interchange import workbook_layout as layout
from detente.case.interchange.workbook_fill import IN_SHEETS, README, Grid
from detente.case.interchange.workbook_layout import Setting, Sheet
from detente.case.interchange.workbook_rows import (
    Desk,
    Line,
    Table,
    add_once,
    fill_branch,
    fill_sides,
    group,
    make_leaf,
    parse,
    read_head,
    read_id,
    read_table,
)
from detente.case.interchange.workbook_text import (
    Branch,
    Cell,
    Leaf,
    Listing,
    Tree,
    say_cell,
    write_text,
)
from detente.case.words import quote, suggest, suggest_or_list

_CARRIED = re.compile(r"(readings/[^/\\]+\.yaml|sources/[^\\]+)")
_CAUSES = (("because", "citations"), ("note", "text"))


@dataclass
class _Book:
    """The sheets with their headings understood, by name."""

    tables: Mapping[str, Table]
    desk: Desk

    def table(self, sheet: Sheet) -> Table:
        return self.tables[sheet.name]


def build_files(grids: Mapping[str, Grid], desk: Desk) -> dict[str, str]:
    """Make the text of each file of the case; what is amiss is noted on the desk."""
    _check_sheets(grids, desk)
    sides = _list_sides(grids.get(layout.PARTIES.name, []))
    tables = {
        sheet.name: read_table(sheet, grids.get(sheet.name, []), sides, desk)
        for sheet in (layout.CASE, *layout.TABLES)
    }
    book = _Book(tables, desk)
    trees = _start_trees()
    _build_settings(book, trees)
    for file, key, build in _PARTS:
        tree = build(book)
        if tree is not None:
            trees[file].add(key, tree)
    if not desk.blind:
        _build_reasons(book, trees["case.yaml"])
    others = _gather_files(book)
    texts = {
        file: write_text(file, tree, desk.origins, _check_remarks(book, others.get(file, [])))
        for file, tree in trees.items()
        if tree.entries
    }
    return {**texts, **_build_others(book, others)}


def _check_sheets(grids: Mapping[str, Grid], desk: Desk) -> None:
    """Refuse a workbook without the sheets that are needed; say which others are not read."""
    needed = (layout.CASE, layout.PARTIES, layout.OPTIONS)
    missing = [sheet.name for sheet in needed if sheet.name not in grids]
    for name in missing:
        text = f"there is no sheet {quote(name)}; `detente init FOLDER --xlsx` writes one with all"
        desk.refuse((name, 0, 0), text)
        desk.blind = True
    for name in grids:
        if name in layout.NAMES:
            continue
        hint = suggest(name, [known for known in layout.NAMES if known not in grids], cutoff=0.8)
        if hint:
            desk.refuse((name, 0, 0), f"is no sheet of a case and is not read. {hint}")
            desk.blind = True
        elif any(any(row) for row in grids[name]):
            desk.notes.append(f"The sheet {quote(name)} is no part of a case and was not read.")


def _list_sides(grid: Grid) -> list[str]:
    """List what stands under the heading Id of the sheet of parties, before anything is checked."""
    headings = [text.strip().lower() for text in grid[0]] if grid else []
    at = headings.index("id") if "id" in headings else -1
    ids = [row[at].strip() for row in grid[1:] if at >= 0 and len(row) > at and row[at].strip()]
    return [name for id_ in ids for name in (id_, propose_slug(id_) or id_)]


def _start_trees() -> dict[str, Branch]:
    top = (layout.CASE.name, 1, 1)
    trees = {file: Branch(top) for file in IN_SHEETS}
    trees["case.yaml"].add("detente", Leaf("1", top))
    return trees


def _build_settings(book: _Book, trees: Mapping[str, Branch]) -> None:
    """Put what the sheet Case says where it belongs."""
    known = {setting.label.lower(): setting for setting in layout.SETTINGS}
    seen: dict[str, Cell] = {}
    for line in book.table(layout.CASE).lines:
        label, cell = line.text("What"), line.cell("What")
        setting = known.get(label.lower())
        if setting is None:
            _refuse_setting(book, line)
        elif setting.label in seen:
            there = say_cell(seen[setting.label])
            book.desk.refuse(cell, f"{quote(label)} stands at {there} already; keep one of them")
        else:
            seen[setting.label] = cell
            _build_setting(book, trees[setting.file], setting, line)


def _refuse_setting(book: _Book, line: Line) -> None:
    label = line.text("What")
    if not label and not any(line.text(heading) for heading in ("Value", "Because", "Note")):
        return
    hint = suggest_or_list(label, [setting.label for setting in layout.SETTINGS], "rows")
    book.desk.refuse(line.cell("What"), f"{quote(label)} is not known here. {hint}")
    book.desk.blind = True


def _build_setting(book: _Book, tree: Branch, setting: Setting, line: Line) -> None:
    cell, text = line.cell("Value"), line.text("Value")
    *above, key = setting.path
    if not text:
        if not above:
            tree.blanks[key] = cell
        _refuse_causes(book, line)
        return
    value: Tree | None = parse(setting.kind, text, cell, book.desk)
    if value is None:
        return
    if setting.cited:
        value = _add_causes(book, line, value)
    else:
        _refuse_causes(book, line)
    for step in above:
        if step not in tree.entries:
            tree.add(step, Branch(cell))
        below = tree.entries[step][1]
        if isinstance(below, Branch):
            tree = below
    tree.add(key, value)


def _refuse_causes(book: _Book, line: Line) -> None:
    """Refuse what a row cannot keep, so that nothing is lost in silence."""
    for heading in ("Because", "Note"):
        if line.text(heading):
            text = "this row has no place for it; a value comes first, and of a firmness only"
            book.desk.refuse(line.cell(heading), text)


def _add_causes(book: _Book, line: Line, value: Tree) -> Tree:
    """Put what a value rests on beside it, where the row says so."""
    branch = Branch(value.cell)
    branch.add("value", value)
    for key, kind in _CAUSES:
        heading = key.capitalize()
        text = line.text(heading)
        cause = parse(kind, text, line.cell(heading), book.desk) if text else None
        if cause is not None:
            branch.add(key, cause)
    return branch if len(branch.entries) > 1 else value


def _build_parties(book: _Book) -> Branch:
    return _build_actors(book, ratifiers=False) or Branch((layout.PARTIES.name, 1, 1))


def _build_ratifiers(book: _Book) -> Branch | None:
    return _build_actors(book, ratifiers=True)


def _build_actors(book: _Book, *, ratifiers: bool) -> Branch | None:
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
            entry.add("reservation", _add_causes(book, line, value))
        else:
            _refuse_reason(book, line)
        add_once(branch, id_, entry, cell, book.desk, "the id")
    return branch if branch.entries else None


def _refuse_reason(book: _Book, line: Line) -> None:
    for heading in ("Because", "Note"):
        if line.text(heading):
            text = "is about a reservation value, and none is written; write it, or use About"
            book.desk.refuse(line.cell(heading), text)


def _build_issues(book: _Book) -> Branch:
    table = book.table(layout.OPTIONS)
    branch = Branch((layout.OPTIONS.name, 1, 1))
    for issue, lines in group(table, "Issue", book.desk):
        entry = read_head(lines, layout.OPTIONS.head, book.desk)
        entry.cell = lines[0].cell("Issue")
        entry.add("options", _build_options(book, table, lines))
        branch.add(issue, entry, lines[0].cell("Issue"))
    return branch


def _build_options(book: _Book, table: Table, lines: Sequence[Line]) -> Branch:
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


def _build_interactions(book: _Book) -> Listing | None:
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


def _build_constraints(book: _Book) -> Listing | None:
    listing = Listing((layout.CONSTRAINTS.name, 1, 1))
    for line in book.table(layout.CONSTRAINTS).lines:
        entry = Branch(line.cell("Kind"))
        fill_branch(entry, line, layout.CONSTRAINTS.columns, book.desk)
        if _build_constraint(book, line, entry):
            listing.items.append(entry)
    return listing if listing.items else None


def _build_constraint(book: _Book, line: Line, entry: Branch) -> bool:
    """Add what a constraint is about; False when that cannot be read."""
    kind, before = line.text("Kind").lower().replace(" ", "_"), len(book.desk.problems)
    if kind not in layout.KINDS:
        hint = suggest_or_list(kind, layout.KINDS, "kinds")
        book.desk.refuse(line.cell("Kind"), f"{quote(line.text('Kind'))} is no kind. {hint}")
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


def _add_options(book: _Book, line: Line, entry: Branch, key: str) -> None:
    """Add the options of a constraint: those that are counted, or combinations."""
    text, cell = line.text("Options"), line.cell("Options")
    if not text:
        book.desk.refuse(cell, "no options are named; write them as issue.option")
        return
    value = parse("references" if key == "of" else "combinations", text, cell, book.desk)
    if value is not None:
        entry.add(key, value)


def _build_reasons(book: _Book, case: Branch) -> None:
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
        home.entries[side] = (heading, _add_causes(book, line, value))


def _number_interactions(book: _Book) -> dict[str, int]:
    """Find the place of each interaction by its number; without one it is counted."""
    numbers: dict[str, int] = {}
    for index, line in enumerate(book.table(layout.INTERACTIONS).lines):
        number = line.text("No.") or str(index + 1)
        if number in numbers:
            book.desk.refuse(line.cell("No."), f"number {quote(number)} is used above; change it")
        numbers.setdefault(number, index)
    return numbers


def _find_home(book: _Book, line: Line, case: Branch, numbers: Mapping[str, int]) -> Branch | None:
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


def _build_promises(book: _Book) -> Listing | None:
    listing = Listing((layout.PROMISES.name, 1, 1))
    for line in book.table(layout.PROMISES).lines:
        entry = Branch(line.cell("Id"))
        fill_branch(entry, line, layout.PROMISES.columns, book.desk)
        listing.items.append(entry)
    return listing if listing.items else None


def _build_offers(book: _Book) -> Listing | None:
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


def _build_pledge(book: _Book, line: Line, pledges: Branch) -> None:
    issue = read_id(line, "Issue", book.desk)
    entry = Branch(line.cell("Option"))
    fill_branch(entry, line, layout.OFFERS.columns, book.desk)
    if issue:
        add_once(pledges, issue, entry, line.cell("Issue"), book.desk, "issue")
    elif entry.entries and not line.text("Issue"):
        book.desk.refuse(line.cell("Issue"), "the issue of this pledge is missing; name it")


def _build_sources(book: _Book) -> Branch | None:
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


def _build_passage(book: _Book, line: Line, passages: Branch) -> None:
    passage, text = read_id(line, "Passage", book.desk), line.text("What it says")
    if passage and text:
        leaf = make_leaf(line, "What it says")
        add_once(passages, passage, leaf, line.cell("Passage"), book.desk, "passage")
    elif passage:
        book.desk.refuse(line.cell("What it says"), "is empty; say what stands there")
    elif text:
        book.desk.refuse(line.cell("Passage"), "the place of this is missing, such as p. 9")


def _gather_files(book: _Book) -> dict[str, list[tuple[str, Cell]]]:
    """Gather the lines of the sheet of other files by the name of the file, each with its cell."""
    files: dict[str, list[tuple[str, Cell]]] = {}
    refused: set[str] = set()
    name = ""
    for line in book.table(layout.FILES).lines:
        name = line.text("File").strip() or name
        if _is_carried(name):
            cell = line.cell("Text")
            files.setdefault(name, []).extend((part, cell) for part in _list_parts(line))
        elif name not in refused:
            refused.add(name)
            _refuse_file(book, line, name)
    return files


def _list_parts(line: Line) -> list[str]:
    return line.text("Text").rstrip("\n").split("\n")


def _check_remarks(book: _Book, lines: Sequence[tuple[str, Cell]]) -> Sequence[tuple[str, Cell]]:
    """Refuse what is no remark in a file that is made from the other sheets."""
    for text, cell in lines:
        if not text.startswith("#"):
            way_out = "this file is made from the other sheets, so only remarks stand here"
            book.desk.refuse(cell, f'{quote(text)} does not begin with "#"; {way_out}')
    return [(text, cell) for text, cell in lines if text.startswith("#")]


def _build_others(book: _Book, files: Mapping[str, Sequence[tuple[str, Cell]]]) -> dict[str, str]:
    """Put the lines of the files together that have no sheet of their own."""
    texts = {}
    for name, lines in files.items():
        if name in IN_SHEETS:
            continue
        for number, (_, cell) in enumerate(lines, start=1):
            book.desk.origins.mark(name, number, 1, cell)
        texts[name] = "".join(f"{text}\n" for text, _ in lines)
    return texts


_OTHERS = (*(file for file in FILES if file not in IN_SHEETS), *APART, README)


def _is_carried(name: str) -> bool:
    """Whether the sheet of other files may hold a file of that name: a part of a case folder."""
    known = name in _OTHERS or name in IN_SHEETS
    return known or (_CARRIED.fullmatch(name) is not None and ".." not in name)


def _refuse_file(book: _Book, line: Line, name: str) -> None:
    hint = suggest_or_list(name, [*_OTHERS, "readings/NAME.yaml"], "files")
    book.desk.refuse(line.cell("File"), f"{quote(name)} is no file of a case. {hint}")


_PARTS: tuple[tuple[str, str, Callable[[_Book], Tree | None]], ...] = (
    ("case.yaml", "parties", _build_parties),
    ("case.yaml", "ratifiers", _build_ratifiers),
    ("case.yaml", "issues", _build_issues),
    ("case.yaml", "interactions", _build_interactions),
    ("case.yaml", "constraints", _build_constraints),
    ("promises.yaml", "promises", _build_promises),
    ("offers.yaml", "offers", _build_offers),
    ("sources.yaml", "sources", _build_sources),
)
