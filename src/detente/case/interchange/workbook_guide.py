"""What the first sheet of a workbook says: how to fill it in, and what each sheet holds."""

GUIDE = (
    ("A case for detente", ""),
    (
        "",
        (
            "This workbook holds one negotiation: who takes part, what could be on the table, and"
            " what each of it is worth to whom. Fill it in, then read it back with:"
        ),
    ),
    ("", "detente import case.xlsx FOLDER"),
    (
        "",
        (
            "Whatever is amiss is said with its cell. Run the command again, with a new folder, "
            "after each change; FOLDER then holds the case as text."
        ),
    ),
    ("Rules", ""),
    (
        "",
        (
            "Headings stay as they are, in the first row; columns and rows may be moved. Point at"
            " a heading to read what its column means. Sheets of your own are not read."
        ),
    ),
    (
        "",
        (
            "Ids are short names in small letters, digits, - and _, such as usa or oil-and-gas. "
            "They tie the sheets together; names and titles are what is shown."
        ),
    ),
    (
        "",
        (
            "Values are points on each party's own scale; 0 is how things stand. A number such as"
            " 5, or a range such as 5 to 9, which holds the value four times in five; 5 to 9, "
            "best 6 adds the middle. Scales of different parties are never added, so they need "
            "not match."
        ),
    ),
    (
        "",
        (
            "A value that is left empty counts 0. One that rests on a source says so under "
            "Because, or on the sheet Reasons if it alone does; all others count as your "
            "assumptions."
        ),
    ),
    ("Sheets", ""),
    ("Case", "What it is about, as of which day, and how promises become trust."),
    ("Parties", "Who negotiates, and audiences at home that must accept."),
    (
        "Options",
        (
            "What could be agreed: a row for each option, a column for each side's values. The "
            "first option of an issue is how things stand. Add a column for each further side."
        ),
    ),
    ("Interactions", "Extra values where options come together."),
    ("Constraints", "Which options cannot stand together, or how many can."),
    ("Reasons", "What a single value rests on, and why it is what it is."),
    ("Promises", "Who promised what, and what came of it."),
    ("Offers", "What was put on the table: a row for each pledge."),
    (
        "Sources",
        ("Documents, and the passages that numbers rest on: a row for each passage."),
    ),
    (
        "Other files",
        ("Plans, meetings, forecasts, events and readings as text, a line in each row."),
    ),
)
"""A term and a text in each row."""
