"""The page: complete, escaped, the same bytes each time, saved whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.report import render_html, render_markdown, save_report, study_all
from tests.report_samples import attack, make_case, quantity, sample, study

SECTIONS = ["deals", "plan", "offers", "trust", "lists", "basis", "sources", "making"]


class Reader(HTMLParser):
    """Collect what matters of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.links: set[str] = set()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("popovertarget"):
            self.targets.add(str(found["popovertarget"]))
        if (found.get("href") or "").startswith("#"):
            self.links.add(str(found["href"])[1:])


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(*sample())


def test_sections_come_in_order(page: str) -> None:
    ids = Reader(page).ids
    assert [name for name in ids if name in SECTIONS] == SECTIONS


def test_every_id_is_unique_and_every_link_and_popover_has_its_target(page: str) -> None:
    reader = Reader(page)
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.targets
    assert reader.targets <= set(reader.ids)
    assert reader.links <= set(reader.ids)


def test_nothing_is_fetched(page: str) -> None:
    for tag, found in Reader(page).tags:
        assert tag not in {"link", "iframe", "img", "object", "embed", "base"}
        assert "src" not in found
        assert not any(name.startswith("on") for name in found)


def test_the_policy_names_every_script_by_its_hash(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe-eval" not in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1].replace("&#43;", "+").replace("&#x2F;", "/")


def test_charts_are_data_with_reading_and_table(page: str) -> None:
    data = re.search(r'<script type="application/json" id="charts">(.*?)</script>', page, re.DOTALL)
    assert data
    specs = json.loads(data[1])
    assert {"deal-odds", "acceptance", "return-ratios", "trust-isle", "list-north"} <= set(specs)
    assert page.count('class="reading"') == len(specs)
    assert page.count('<details class="data') == len(specs)


def test_same_input_same_bytes() -> None:
    case = make_case()
    first, second = (study_all(case, draws=64) for _ in range(2))
    assert render_html(case, first) == render_html(case, second)
    assert render_markdown(case, first) == render_markdown(case, second)


def test_numbers_show_whether_they_have_a_source(page: str) -> None:
    assert '<span class="num bare">6 to 9' in page
    assert re.search(r'<button type="button" class="num" popovertarget="note-\d+">5 to 8', page)
    assert "Counted per ship." in page
    assert "Who keeps the locks." in page
    assert "recalled, not read" in page


def test_markup_in_the_case_stays_text() -> None:
    case = attack(make_case())
    findings = study(case)
    page = render_html(case, findings)
    tags = Reader(page).tags
    assert not [tag for tag, found in tags if tag == "img" or "onerror" in found]
    assert not [1 for _, found in tags if (found.get("href") or "").startswith("javascript:")]
    assert "<img" not in page.split('id="charts">')[1].split("</script>")[0]
    assert page.count("</script>") == 3
    assert "49" not in page.split("</h1>")[0].split("<h1>")[1]
    text = render_markdown(case, findings)
    assert not re.search(r"(?<!\\)<(?!https?:)", text)


@pytest.mark.parametrize(
    "changes",
    [
        {"offers": ()},
        {"promises": ()},
        {"sources": {}, "promises": (), "offers": (), "ratifiers": ()},
        {"firmness": {}, "offers": ()},
        {"issues": ()},
    ],
    ids=["no offers", "no promises", "bare", "no firmness", "no issues"],
)
def test_empty_states(changes: dict[str, object]) -> None:
    case = make_case(**changes)
    if not case.issues:
        case = replace(case, issues=make_case().issues[:1], offers=())
    if not case.sources:
        case = replace(case, issues=make_case().issues[2:])
    findings = study(case)
    page, text = render_html(case, findings), render_markdown(case, findings)
    assert [name for name in Reader(page).ids if name in SECTIONS] == SECTIONS
    assert "None" not in text.replace("None of", "").replace("None is on record", "")


def test_no_deal_still_gives_a_page() -> None:
    case = make_case()
    parties = tuple(replace(party, reservation=quantity(500)) for party in case.parties)
    case = replace(case, parties=parties)
    page = render_html(case, study(case))
    assert "in none of the 128 draws is any package acceptable" in page


def test_markdown_holds_the_same_answers() -> None:
    case, findings = sample()
    text = render_markdown(case, findings)
    assert text.startswith("# The canal between the Republic and the Island\n")
    assert "| 6 to 9 ○ |" in text
    assert "5 to 8 \\[1\\]" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows


def test_tables_in_markdown_keep_their_columns() -> None:
    case = attack(make_case())
    lines = render_markdown(case, study(case)).splitlines()
    for above, line in itertools.pairwise(lines):
        if above.startswith("|") and line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", above)) == len(re.findall(r"(?<!\\)\|", line))


def test_saving_replaces_the_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    assert save_report("new\n", target) == target
    assert target.read_bytes() == b"new\n"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_may_be_of_a_case_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "meetings.yaml"
    target.write_text("meetings: []\n")
    (tmp_path / "link.html").symlink_to(target)
    for name in ("meetings.yaml", "link.html"):
        with pytest.raises(InputError, match="may be part of a case; name another file"):
            save_report("text", tmp_path / name)
    assert target.read_text() == "meetings: []\n"


@pytest.mark.parametrize("name", ["missing/report.html", "."])
def test_where_it_cannot_be_saved_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        save_report("text", tmp_path / name)
    assert list(tmp_path.iterdir()) == []
