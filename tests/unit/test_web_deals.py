"""The page on deals: packages of an address, pins, and what is shown of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.case import Case
from detente.case.edit import RemoveOption, SetNumber
from detente.case.load import load
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.package_tables import find_issues
from detente.web.app import make_app
from detente.web.asking import ask
from detente.web.desk import Desk
from detente.web.pages import deals_pins
from detente.web.pages.deals_address import read_asked
from detente.web.pages.package_address import choose, read_chosen
from detente.web.pinned import MOST, Pins
from tests.canal import ATTACK, write_canal


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small case with a rule, and a name that is an attack."""
    return write_canal(tmp_path_factory.mktemp("canal"), f"North {ATTACK}")


def write_knot() -> str:
    """Write a case whose issues hang together too closely for a frontier."""
    options = "".join(f"      o{n}: {{title: Option {n}, a: {n}, b: -{n}}}\n" for n in range(1, 6))
    issues = "".join(
        f"  i{n}:\n    title: Issue {n}\n    by: b\n    options:\n      o0: {{title: O}}\n{options}"
        for n in range(8)
    )
    together = "".join(
        f"  - when: {{i{m}: o1, i{n}: o1}}\n    a: 1\n" for n in range(8) for m in range(n)
    )
    head = "detente: 1\ntitle: Knot\nas_of: 2020-01-01\nparties:\n  a: {name: A}\n  b: {name: B}\n"
    return f"{head}issues:\n{issues}interactions:\n{together}"


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the small case, and a knotted one."""
    knot = tmp_path_factory.mktemp("knot")
    (knot / "case.yaml").write_text(write_knot(), encoding="utf-8")
    with TestClient(make_app({"canal": folder, "knot": knot}, 200)) as client:
        yield client


@pytest.fixture
def pinless(client: TestClient) -> TestClient:
    """Serve it with nothing pinned."""
    for place in re.findall(r"deals/pins/(\d+)/remove", _get(client, "pins")):
        client.post(f"/c/canal/deals/pins/{place}/remove")
    return client


def _get(client: TestClient, path: str = "") -> str:
    answer = client.get(f"/c/canal/deals/{path}".rstrip("/"))
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_an_address_keeps_what_the_case_has(folder: Path) -> None:
    chosen = read_chosen(load(folder), "tolls.halved,locks.sold,flag.gone,locks.shared,nonsense")
    assert chosen.text == "locks.shared,tolls.halved"
    assert chosen.lost == ("locks.sold", "flag.gone", "nonsense")


def test_a_package_leaves_the_status_quo_out(folder: Path) -> None:
    assert choose(load(folder), {"locks": "kept", "tolls": "halved"}).pairs == (
        ("tolls", "halved"),
    )
    assert read_chosen(load(folder), "locks.kept").text == ""


def test_pins_keep_their_order_and_tell_names_apart() -> None:
    pins = Pins()
    first = pins.add("  Other ", "a.b")
    assert pins.add(" Fair   deal", "a.b") == replace(first, name="Fair deal")
    second = pins.add("Fair deal", "c.d")
    assert [pin.name for pin in pins] == ["Fair deal", "Fair deal (2)"]
    pins.rename(second.id, "")
    assert [pin.name for pin in pins] == ["Fair deal", "Fair deal (2)"]
    pins.rename(second.id, "Second")
    pins.remove(first.id)
    assert [pin.name for pin in pins] == ["Second"]
    with pytest.raises(InputError, match="not pinned any more"):
        pins.remove(first.id)


def test_no_more_are_pinned_than_fit() -> None:
    pins = Pins()
    for n in range(MOST):
        pins.add("", f"a.b{n}")
    assert len({pin.name for pin in pins}) == MOST
    with pytest.raises(InputError, match="remove one"):
        pins.add("", "a.c")


def test_weights_are_of_all_parties_or_of_none(folder: Path) -> None:
    names = Names(load(folder))
    assert read_asked(names, {}).about is None
    assert read_asked(names, {"weight.north": "1", "weight.isle": "2.5"}).about == (
        ("weights", (("north", 1.0), ("isle", 2.5))),
    )
    with pytest.raises(InputError, match="missing for Isle"):
        read_asked(names, {"weight.north": "1", "weight.isle": " "})
    with pytest.raises(InputError, match="above 0"):
        read_asked(names, {"weight.north": "1", "weight.isle": "nan"})


def test_a_rule_leads_to_its_issues(folder: Path) -> None:
    assert find_issues(load(folder), "tolls.free requires locks.shared") == ("tolls", "locks")


def test_the_page_comes_before_anything_is_computed(client: TestClient) -> None:
    page = _get(client)
    assert 'hx-get="/c/canal/deals/live"' in page
    assert "Points of different sides are not added" in page


def test_the_frontier_comes_with_every_package_in_it(client: TestClient) -> None:
    part = _get(client, "live")
    assert "acceptable to every side" in part
    assert 'data-chart="frontier-north-isle"' in part
    packages = re.search(r'id="deal-packages" hidden>(\[.*?\])</div>', part)
    assert packages is not None
    assert packages[1].count('"options"') == len(set(re.findall(r'"at":(\d+)', part)))


def test_without_a_package_the_safest_is_opened(client: TestClient) -> None:
    assert 'data-package="locks.given,tolls.free"' in _get(client, "package")
    assert "The safest package found" in _get(client, "package?package=recommended")


def test_an_empty_package_is_the_status_quo(client: TestClient) -> None:
    part = _get(client, "package?package=")
    assert 'data-package=""' in part
    assert "The status quo" in part


def test_a_broken_rule_is_said_with_the_choices_behind_it(client: TestClient) -> None:
    part = _get(client, "package?package=tolls.free")
    assert "“Tolls: Free” requires “Locks: Shared”." in part
    assert "Chosen: Tolls: Free; Locks: Kept." in part
    assert 'data-broken="tolls locks ' in part
    assert "breaks a rule of the case" in _get(client, "steps?package=tolls.free")


def test_the_last_change_is_said(client: TestClient) -> None:
    part = _get(client, "package?package=locks.shared,tolls.halved&before=tolls.halved")
    assert "“Locks: Shared” instead of “Kept”" in part
    assert "more for Isle" in part
    assert "The odds that every side accepts" in part


def test_an_option_that_is_gone_is_said_and_the_rest_kept(client: TestClient) -> None:
    part = _get(client, "package?package=tolls.halved,locks.sold")
    assert "<b>locks.sold</b>" in part
    assert 'data-package="tolls.halved"' in part


def test_the_plan_stands_at_once(client: TestClient) -> None:
    part = _get(client, "steps?package=locks.shared,tolls.halved")
    assert "Stage 1" in part
    assert "/c/canal/plan?package=locks.shared,tolls.halved" in part


def test_pinned_packages_stand_side_by_side(pinless: TestClient) -> None:
    for name, package in (("Small", "tolls.halved"), ("Large", "locks.shared,tolls.halved")):
        sent = {"name": name, "package": package}
        assert pinless.post("/c/canal/deals/pins", data=sent).status_code == 204
    part = _get(pinless, "pins?wait=1")
    assert part.index('value="Small"') < part.index('value="Large"')
    differing = part.split("Where the packages differ")[-1]
    assert "Locks" in differing
    assert "Tolls" not in differing
    assert "Tolls" in _get(pinless, "pins?wait=1&every=1").split("What each package chooses")[-1]
    assert "Carried out to the end" in part


def test_a_pin_that_an_edit_broke_is_marked(pinless: TestClient) -> None:
    pinless.post("/c/canal/deals/pins", data={"name": "Odd", "package": "tolls.free"})
    part = _get(pinless, "pins?wait=1")
    assert "It breaks a rule of the case now" in part
    assert ">breaks a rule<" in part


def test_pins_follow_an_edit(pinless: TestClient) -> None:
    desk = pinless.app.state.desks["canal"]  # type: ignore[attr-defined]
    pinless.post("/c/canal/deals/pins", data={"name": "Odd", "package": "locks.given,tolls.halved"})
    before = _get(pinless, "pins?wait=1")
    desk.edit(SetNumber("value/isle/tolls/halved", "20 to 30"))
    after = _get(pinless, "pins?wait=1")
    desk.edit(RemoveOption("locks", "given"))
    gone = _get(pinless, "pins?wait=1")
    desk.undo()
    desk.undo()
    assert "Isle gains" in before
    assert re.findall(r"Isle gains.*", before) != re.findall(r"Isle gains.*", after)
    assert "An edit took away" not in after
    assert "An edit took away locks.given" in gone


def test_a_pin_that_is_gone_is_said_to_be(pinless: TestClient) -> None:
    gone = pinless.post("/c/canal/deals/pins/9999/remove")
    assert gone.status_code == 422
    assert "not pinned any more" in gone.text


def test_a_wrong_weight_is_refused(client: TestClient) -> None:
    answer = client.get("/c/canal/deals/live?weight.north=x&weight.isle=1",
                        headers={"HX-Request": "true"})  # fmt: skip
    assert answer.status_code == 422
    assert "should be a number above 0" in answer.text


def test_a_frontier_that_is_too_large_is_no_dead_end(client: TestClient) -> None:
    part = client.get("/c/knot/deals/live")
    assert part.status_code == 200
    assert "too large to be worked out" in part.text
    assert 'href="/c/knot/deals?near=1"' in part.text
    assert client.get("/c/knot/deals/more").text == ""
    assert 'data-package=""' in client.get("/c/knot/deals/package").text


def test_weights_and_lotteries_are_answered(client: TestClient) -> None:
    part = _get(client, "live?weight.north=1&weight.isle=2&lotteries=1")
    assert "Weighted sum" in part
    assert "With lotteries between packages" in part


@pytest.mark.parametrize("path", ["", "live", "more", "choices", "package", "steps", "pins"])
def test_titles_are_shown_as_text(client: TestClient, path: str) -> None:
    part = _get(client, f"{path}?package=locks.shared,tolls.halved" if path else path)
    assert "<script>alert" not in part


def test_what_one_answer_shows_is_of_one_case(
    pinless: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = pinless.app.state.desks["canal"]  # type: ignore[attr-defined]
    for package in ("locks.shared", "tolls.halved", "locks.given"):
        pinless.post("/c/canal/deals/pins", data={"package": package})
    judged: list[Case] = []

    async def ask_and_edit(at: Desk, name: str, about: Any, case: Case) -> Any:
        judged.append(case)
        found = await ask(at, name, about, case)
        desk.edit(SetNumber("value/isle/tolls/halved", f"{20 + len(judged)}"))
        return found

    monkeypatch.setattr(deals_pins, "ask", ask_and_edit)
    _get(pinless, "pins")
    for _ in judged:
        desk.undo()
    assert len(judged) == 3
    assert all(case is judged[0] for case in judged)
