"""The lists page: every number of a case in a cell, and what can be done to it there."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from detente.case import load
from detente.case.edit import Revision, SetNumber, open_revision
from detente.errors import CaseError
from detente.web.app import make_app
from detente.web.desk import Desk
from detente.web.pages import lists
from detente.web.pages.lists_layout import Listing, lay_out, list_givers
from tests.folders import CASE, FILES, write

FROZEN = "value/usa/yongbyon/frozen"
HOSTILE = '"><script>alert(1)</script><b onclick=x>&amp;'

GOOD = {
    FROZEN: "5 to 9, best 6",
    "value/congress/inspections/some": "",
    "reservation/dprk": "-1 to 3",
    "reservation/congress": "-4",
    "interaction/1/usa": "1 to 2",
    "interaction/1/dprk": "3",
    "firmness/stated": "20% to 50%",
    "readiness/leaders-2020": "0.2",
    "payoff/leaders-2020/usa/held": "2 to 3",
    "payoff/leaders-2020/dprk/fails": "-1",
    "pays/leaders-2020/1": "3",
    "relationship/usa": "2",
    "reputation/dprk": "0 to 1",
    "deposit/oil-escrow/loses": "5",
    "deposit/oil-escrow/pays/usa": "1 to 2",
    "floor/congress": "-3",
    "field/yongbyon/dismantled/undo": "30%",
    "field/inspections/some/verify": "6 weeks",
    "field/inspections/some/duration": "1 year",
    "field/yongbyon/dismantled/requires": "",
    "field/inspections/some/requires": "yongbyon.frozen",
    "field/yongbyon/frozen/title": "Frozen: “all of it”",
    "field/yongbyon/frozen/note": "A note, # with signs: 'all' of them",
    "field/yongbyon//title": "The plants",
    "field/yongbyon//about": "What they are",
    "field/inspections//by": "usa, dprk",
}
BAD = {
    FROZEN: "5-9",
    "value/dprk/yongbyon/frozen": "9 to 5",
    "reservation/usa": "1e9",
    "interaction/1/usa": "four",
    "firmness/stated": "150%",
    "readiness/leaders-2020": "2",
    "payoff/leaders-2020/usa/cost": "1,5",
    "pays/leaders-2020/1": "-1 to 2",
    "relationship/usa": "x",
    "reputation/usa": "nan",
    "deposit/oil-escrow/loses": "a lot",
    "floor/congress": "10%",
    "field/yongbyon/dismantled/undo": "120%",
    "field/inspections/some/verify": "90",
    "field/inspections/some/duration": "soon",
    "field/yongbyon/dismantled/requires": "inspections.all",
    "field/yongbyon/frozen/excludes": "yongbyon.kept",
    "field/inspections//by": "usaa",
}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    app = make_app({"case": write(tmp_path)}, 50)
    return TestClient(app, base_url="http://127.0.0.1")


def find_desk(client: TestClient) -> Desk:
    desk: Desk = client.app.state.desks["case"]  # type: ignore[attr-defined]
    return desk


def texts(client: TestClient) -> dict[str, str]:
    desk = find_desk(client)
    return {key: cell.text for key, cell in lay_out(desk.revision, desk.baseline).cells.items()}


def post(client: TestClient, path: str, **sent: object) -> Any:
    return client.post(f"/c/case/lists/{path}", json=sent)


def test_every_quantity_of_a_case_has_one_cell(client: TestClient) -> None:
    page = client.get("/c/case/lists").text
    entries = list(find_desk(client).revision.case.quantities())
    shown = re.findall(r'id="([a-z]+/[^"]*)"', page)
    assert len(shown) == len(set(shown))
    assert {entry.key for entry in entries} <= set(shown)


@pytest.mark.parametrize("case", sorted(Path("cases").iterdir()), ids=lambda path: path.name)
def test_every_shipped_case_is_shown_whole(case: Path) -> None:
    revision = open_revision(case)
    cells = lay_out(revision, revision).cells
    for entry in revision.case.quantities():
        if not entry.quantity.is_default:
            assert cells[entry.key].text == entry.quantity.text


@pytest.mark.parametrize("key", GOOD)
def test_good_text_is_written_and_comes_back(client: TestClient, key: str) -> None:
    was = texts(client)[key]
    assert post(client, "check", key=key, text=GOOD[key]).status_code == 204
    assert texts(client)[key] == was
    assert post(client, "edit", key=key, text=GOOD[key], was=was).status_code == 204
    assert texts(client)[key] == GOOD[key]
    find_desk(client).undo()
    assert texts(client)[key] == was


@pytest.mark.parametrize("key", BAD)
def test_bad_text_gets_the_message_of_a_check_and_changes_nothing(
    client: TestClient, key: str
) -> None:
    was, digest = texts(client)[key], find_desk(client).revision.digest
    typed = post(client, "check", key=key, text=BAD[key])
    kept = post(client, "edit", key=key, text=BAD[key], was=was)
    assert (typed.status_code, kept.status_code) == (422, 422)
    assert typed.text == kept.text
    assert BAD[key].split(".")[0].strip("%") in html.unescape(typed.text)
    assert find_desk(client).revision.digest == digest


def test_the_message_is_that_of_a_check(client: TestClient, tmp_path: Path) -> None:
    broken = write(
        tmp_path / "broken", {**FILES, "case.yaml": CASE.replace("usa: 6 to 14", "usa: 6-14")}
    )
    with pytest.raises(CaseError) as caught:
        load(broken)
    said = html.unescape(post(client, "check", key=FROZEN, text="6-14").text)
    assert caught.value.problems[0].message in said
    assert f"case.yaml:{caught.value.problems[0].line}" in said


def test_an_edit_while_cells_are_laid_out_is_told_next(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page gets is of one moment, and so is the token that it shows for it."""
    desk = find_desk(client)

    def edit_meanwhile(*seen: Revision) -> Listing:
        monkeypatch.undo()
        desk.edit(SetNumber(FROZEN, "1 to 2"))
        return lay_out(*seen)

    monkeypatch.setattr(lists, "lay_out", edit_meanwhile)
    page = client.get("/c/case/lists").text
    assert 'value="6 to 14"' in page
    assert 'data-version="0"' in page
    have = re.search(r'data-have="([^"]*)"', page)
    assert have
    news = client.get("/c/case/lists/cells", params={"have": have[1]}).json()
    assert [cell[:2] for cell in news["cells"]] == [[FROZEN, "1 to 2"]]
    also = {"have": news["have"], "also": [FROZEN, "no/such"]}
    news = client.get("/c/case/lists/cells", params=also).json()
    assert [cell[:2] for cell in news["cells"]] == [[FROZEN, "1 to 2"]]


def test_a_stale_edit_says_what_stands_now(client: TestClient) -> None:
    assert post(client, "edit", key=FROZEN, text="1", was="6 to 14").status_code == 204
    late = post(client, "edit", key=FROZEN, text="2", was="6 to 14")
    assert late.status_code == 409
    assert late.json() == {"key": FROZEN, "now": "1"}
    assert texts(client)[FROZEN] == "1"


def test_an_edit_of_what_is_gone_says_so(client: TestClient) -> None:
    gone = post(client, "edit", key="value/usa/yongbyon/melted", text="2", was="1")
    assert (gone.status_code, gone.json()["now"]) == (409, None)


def test_hostile_text_is_shown_as_text(client: TestClient) -> None:
    for key in ("field/yongbyon//title", "field/yongbyon/frozen/note", "field/yongbyon//about"):
        assert (
            post(client, "edit", key=key, text=HOSTILE, was=texts(client)[key]).status_code == 204
        )
    page = client.get("/c/case/lists").text
    assert "<script>alert" not in page
    assert "<b onclick" not in page
    assert page.count(escape(HOSTILE)) >= 3
    said = post(client, "check", key=FROZEN, text=HOSTILE)
    assert said.status_code == 422
    assert "<script>" not in said.text


def test_unknown_keys_are_refused(client: TestClient) -> None:
    for key in ("", "value", "field/yongbyon/frozen/because", "field/a/b/c/d", "../case.yaml"):
        assert post(client, "check", key=key, text="1").status_code == 422
        assert post(client, "edit", key=key, text="1", was="").status_code == 409


def test_a_paste_is_one_step_or_nothing(client: TestClient) -> None:
    before = texts(client)
    good = [
        {"key": key, "text": GOOD[key], "was": before[key]}
        for key in (FROZEN, "value/congress/inspections/some", "field/yongbyon//about")
    ]
    bad = {"key": "reservation/dprk", "text": "9 to 1", "was": before["reservation/dprk"]}
    assert post(client, "paste", cells=[*good, bad]).status_code == 422
    assert texts(client) == before
    assert post(client, "paste", cells=good).status_code == 204
    assert all(texts(client)[each["key"]] == each["text"] for each in good)
    find_desk(client).undo()
    assert texts(client) == before
    stale = [good[0], {**good[1], "was": "7"}]
    assert post(client, "paste", cells=stale).status_code == 409
    assert texts(client) == before


def test_only_cells_that_changed_are_sent(client: TestClient) -> None:
    page = client.get("/c/case/lists").text
    found = re.search(r'data-have="([^"]+)" data-shape="([^"]+)"', page)
    assert found is not None
    assert client.get("/c/case/lists/cells", params={"have": found[1]}).json()["cells"] == []
    post(client, "edit", key=FROZEN, text="5 to 9", was="6 to 14")
    news = client.get("/c/case/lists/cells", params={"have": found[1]}).json()
    assert news["shape"] == found[2]
    assert news["cells"] == [[FROZEN, "5 to 9", "cited", 1, "6 to 14"]]
    every = client.get("/c/case/lists/cells", params={"have": "unknown"}).json()
    assert len(every["cells"]) == len(texts(client))
    find_desk(client).pin()
    pinned = client.get("/c/case/lists/cells", params={"have": news["have"]}).json()
    assert pinned["cells"] == [[FROZEN, "5 to 9", "cited", 1, None]]


def test_a_number_shows_what_it_rests_on(client: TestClient) -> None:
    page = client.get("/c/case/lists").text
    assert re.search(r'data-rests="cited"><input[^>]*id="value/usa/yongbyon/frozen"', page)
    assert re.search(r'data-rests="bare"><input[^>]*id="value/usa/yongbyon/dismantled"', page)
    cited = client.get("/c/case/lists/grounds", params={"at": FROZEN}).text
    assert "what it says" in cited
    assert f"/c/case/sources?for={FROZEN}" in cited
    bare = client.get("/c/case/lists/grounds", params={"at": "interaction/1/usa"}).text
    assert "No source" in bare
    absent = client.get("/c/case/lists/grounds", params={"at": "interaction/1/dprk"}).text
    assert "it counts 0" in absent
    assert client.get("/c/case/lists/grounds", params={"at": "no/such"}).status_code == 404


def list_ids(client: TestClient, issue: str = "") -> list[str]:
    case = find_desk(client).revision.case
    return [each.id for each in (case.issue(issue).options if issue else case.issues)]


def test_rows_are_added_moved_and_removed(client: TestClient) -> None:
    new = {"id": "seeds", "title": "Seeds", "by": ["usa"]}
    assert post(client, "issue", **new).status_code == 204
    assert list_ids(client) == ["yongbyon", "inspections", "seeds"]
    assert post(client, "issue", **new).status_code == 422
    option = {"issue": "yongbyon", "id": "half", "title": "Half", "after": "frozen"}
    assert post(client, "option", **option).status_code == 204
    assert list_ids(client, "yongbyon") == ["kept", "frozen", "half", "dismantled"]
    moved = {"issue": "yongbyon", "option": "half", "onto": "dismantled"}
    assert post(client, "move", **moved).status_code == 204
    assert list_ids(client, "yongbyon") == ["kept", "frozen", "dismantled", "half"]
    assert post(client, "move", issue="seeds", onto="yongbyon").status_code == 204
    assert list_ids(client) == ["seeds", "yongbyon", "inspections"]
    assert post(client, "remove", issue="yongbyon", option="half").status_code == 204
    assert post(client, "remove", issue="seeds").status_code == 204
    assert list_ids(client) == ["yongbyon", "inspections"]


def test_a_removal_is_refused_with_who_names_it(client: TestClient) -> None:
    refused = post(client, "remove", issue="inspections", option="some")
    assert refused.status_code == 422
    for place in ("offers.yaml", "plan.yaml", "option dismantled"):
        assert place in refused.text
    for sent in ({"issue": "yongbyon", "option": "kept"}, {"issue": "nothing"}):
        assert post(client, "remove", **sent).status_code == 422
    assert post(client, "move", issue="yongbyon", option="frozen", onto="x").status_code == 422
    assert post(client, "move", issue="nothing", onto="yongbyon").status_code == 422


def test_a_giver_with_nothing_is_told_what_an_issue_is(client: TestClient) -> None:
    page = client.get("/c/case/lists").text
    assert list_givers(find_desk(client).revision.case) == [("usa",), ("dprk",), ()]
    empty = page[page.index('id="by-usa"') : page.index('id="by-dprk"')]
    assert "Add the first issue" in empty
    assert "An issue is one thing that the United States could do" in empty


def test_a_large_case_is_laid_out_in_a_moment(tmp_path: Path) -> None:
    parties = [f"p{number}" for number in range(8)]
    values = ", ".join(f"{party}: 1 to 2" for party in parties)
    options = "".join(f"      o{number}: {{{values}}}\n" for number in range(9))
    issues = "".join(
        f"  i{number}:\n    by: {parties[number % 8]}\n    options:\n      none: {{}}\n{options}"
        for number in range(50)
    )
    names = "".join(f"  {party}: {{}}\n" for party in parties)
    text = f"detente: 1\ntitle: Many\nas_of: 2020-01-01\nparties:\n{names}issues:\n{issues}"
    client = TestClient(make_app({"case": write(tmp_path, {"case.yaml": text})}, 50))
    client.get("/c/case/lists/cells")
    start = time.process_time()
    page = client.get("/c/case/lists")
    assert page.status_code == 200
    assert time.process_time() - start < 3
    assert page.text.count('<input class="cell') >= 50 * 9 * 11
