"""Loading a valid case: what stands in the files stands in the case."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from detente.case import Case, Citation, load
from detente.case.arrays import Frame
from detente.case.sampling import draw_sample
from detente.errors import InputError
from tests.folders import CASE, FILES, notices, write


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write(tmp_path))


def test_the_head_of_the_case(case: Case, tmp_path: Path) -> None:
    assert (case.title, case.as_of, case.seed) == ("Two towns", dt.date(2020, 7, 15), 0)
    assert case.folder == tmp_path
    assert case.notices == ()


def test_parties_and_ratifiers(case: Case) -> None:
    assert [actor.id for actor in case.actors] == ["usa", "dprk", "congress"]
    assert [actor.name for actor in case.actors] == ["United States", "dprk", "congress"]
    assert case.ratifiers[0].party == "usa"
    assert case.party("dprk").reservation.high == Decimal(5)


def test_values_keep_text_place_and_source(case: Case) -> None:
    frozen = case.issue("yongbyon").option("frozen")
    usa = frozen.values["usa"]
    assert (usa.low, usa.high, usa.point, usa.best) == (Decimal(6), Decimal(14), None, None)
    assert (usa.text, usa.place) == ("6 to 14", "case.yaml:15:14")
    assert usa.because == (Citation("kelly2020", "p. 9"),)  # inherited from the option
    assert frozen.values["congress"].best == Decimal(2)


def test_a_value_without_because_is_an_assumption(case: Case) -> None:
    dismantled = case.issue("yongbyon").option("dismantled")
    assert not dismantled.values["usa"].sourced
    assert dismantled.values["congress"].is_point
    assert (dismantled.undo, dismantled.requires) == (0.2, (("inspections", "some"),))


def test_joint_issues_name_nobody(case: Case) -> None:
    assert [issue.by for issue in case.issues] == [("dprk",), ()]
    assert case.issue("inspections").option("some").verify_days == 90


def test_later_options_match_on_an_ordered_issue(case: Case) -> None:
    assert case.issue("yongbyon").matches("frozen") == (1, 2)


def test_promises_are_settled_when_due(case: Case) -> None:
    promise = case.promises[0]
    assert (promise.settled, promise.to, promise.outcome) == (
        dt.date(1994, 11, 21),
        ("usa",),
        "kept",
    )
    assert case.trust.half_life_days == 3652.5
    assert case.trust.credit == {"kept": 1.0, "late": 0.7, "partial": 0.5, "broken": 0.0}


def test_offers_go_to_everybody_else(case: Case) -> None:
    offer = case.offers[0]
    assert offer.to == ("usa",)
    assert [(p.issue, p.option, p.firm) for p in offer.pledges] == [
        ("yongbyon", "dismantled", "scheduled"),
        ("inspections", "some", "stated"),
    ]
    assert offer.pledges[0].because == (Citation("kelly2020"),)


def test_firmness_has_defaults(case: Case) -> None:
    assert list(case.firmness) == ["done", "simultaneous", "scheduled", "stated", "vague"]
    assert case.firmness["stated"].low == Decimal("0.3")
    assert case.firmness["done"].is_default
    assert not case.firmness["stated"].is_default


def test_meetings_and_forecasts(case: Case) -> None:
    meeting = case.meetings[0]
    assert meeting.agenda == ("yongbyon", "inspections")
    assert meeting.payoffs["usa"]["cost"].point == Decimal(-1)
    assert (meeting.pays[0].by, meeting.pays[0].to) == ("usa", "dprk")
    assert case.forecasts[0].event == ("meeting_held", "leaders-2020")
    assert case.forecasts[0].stated[0].p == 0.2


def test_every_quantity_has_a_key_of_its_own(case: Case) -> None:
    keys = [entry.key for entry in case.quantities()]
    assert len(keys) == len(set(keys))
    assert "value/usa/yongbyon/frozen" in keys
    assert "interaction/1/usa" in keys
    assert "pays/leaders-2020/1" in keys
    labels = {entry.key: entry.label for entry in case.quantities()}
    assert labels["reservation/usa"] == "United States: reservation value"


def test_the_digest_follows_the_bytes(case: Case, tmp_path: Path) -> None:
    assert load(tmp_path).digest == case.digest
    (tmp_path / "case.yaml").write_text(CASE + "# a remark\n")
    assert load(tmp_path).digest != case.digest


def test_a_case_can_be_sent_to_another_process(case: Case) -> None:
    assert pickle.loads(pickle.dumps(case)) == case


def test_case_yaml_stands_for_its_folder(tmp_path: Path) -> None:
    write(tmp_path)
    assert load(tmp_path / "case.yaml").title == "Two towns"
    assert load(str(tmp_path)).title == "Two towns"


def test_only_case_yaml_is_needed(tmp_path: Path) -> None:
    text = CASE.replace(", because: [kelly2020, p. 9]", "").replace(
        "        because: [kelly2020, p. 9]\n", ""
    )
    case = load(write(tmp_path, {"case.yaml": text}))
    assert (case.promises, case.offers, case.sources) == ((), (), {})
    assert case.firmness["vague"].text == "0.05 to 0.25"


def test_sections_may_be_empty(tmp_path: Path) -> None:
    files = dict(FILES)
    del files["readings/kelly.yaml"], files["forecasts.yaml"]
    files |= {"promises.yaml": "trust:\npromises:\n", "meetings.yaml": "meetings: []\n"}
    case = load(write(tmp_path, files))
    assert (case.promises, case.meetings) == ((), ())


def test_a_byte_order_mark_and_windows_lines_are_accepted(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "case.yaml").write_bytes(b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode())
    assert load(tmp_path).issue("yongbyon").option("frozen").values["usa"].place == (
        "case.yaml:15:14"
    )


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "1:30", "2020-07-15", "0x1F", "1_000"])
def test_words_stay_words(tmp_path: Path, word: str) -> None:
    write(tmp_path, {**FILES, "case.yaml": CASE.replace("Two towns", word)})
    assert load(tmp_path).title == word


def test_parties_may_be_called_no_or_on(tmp_path: Path) -> None:
    files = {name: text.replace("usa", "on").replace("dprk", "no") for name, text in FILES.items()}
    assert [party.id for party in load(write(tmp_path, files)).parties] == ["on", "no"]


def test_decimals_are_exact(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "case.yaml": CASE.replace("usa: 6 to 14", "usa: 0.100000001")})
    value = load(tmp_path).issue("yongbyon").option("frozen").values["usa"]
    assert value.point == Decimal("0.100000001")


def test_links_within_the_folder_are_followed(tmp_path: Path) -> None:
    write(tmp_path)
    shutil.move(tmp_path / "offers.yaml", tmp_path / "sources")
    (tmp_path / "offers.yaml").symlink_to("sources")
    (tmp_path / "linked").symlink_to(tmp_path, target_is_directory=True)
    assert load(tmp_path / "linked").offers[0].id == "hanoi"


def test_twelve_thousand_lines_load(tmp_path: Path) -> None:
    option = (
        "      option-{k}:\n        title: A step that takes a line of its own\n"
        "        usa: {k} to 9{k}\n        dprk: {{value: -{k}, note: why}}\n"
        "        because: [kelly2020, p. 9]\n        verify: 90 days\n"
    )
    issue = "  issue-{i}:\n    by: dprk\n    options:\n      none: {{}}\n"
    body = "".join(
        issue.format(i=i) + "".join(option.format(k=k) for k in range(1, 11)) for i in range(200)
    )
    head = CASE.split("issues:")[0].replace("ratifiers:\n  congress: {party: usa", "#")
    files = {"case.yaml": f"{head}issues:\n{body}", "sources.yaml": FILES["sources.yaml"]}
    assert files["case.yaml"].count("\n") > 12_000
    write(tmp_path, files)
    assert len(list(load(tmp_path).quantities())) > 4_000


def test_asking_for_what_is_not_there(case: Case) -> None:
    with pytest.raises(InputError, match='no party "france"'):
        case.party("france")
    with pytest.raises(InputError, match='no issue "x"'):
        case.issue("x")
    with pytest.raises(InputError, match='yongbyon has no option "x"'):
        case.issue("yongbyon").option("x")
    assert case.name("france") == "france"


def test_notice_values_that_count_zero(tmp_path: Path) -> None:
    assert notices(tmp_path, ("case.yaml", "        congress: 4\n", "")) == [
        (
            "case.yaml:19:7  issue yongbyon, option dismantled: congress has no value for option "
            "dismantled, which counts 0; write 0 if that is meant"
        )
    ]


def test_first_options_with_values_are_a_package_like_any_other(tmp_path: Path) -> None:
    new = "interactions:\n  - when: {yongbyon: kept, inspections: none}\n    usa: 10\n"
    case = CASE.replace("none:\n", "none: {usa: 5, dprk: 3}\n").replace("interactions:\n", new)
    frame = Frame(load(write(tmp_path, {**FILES, "case.yaml": case})))
    stay = frame.layout.indicator(frame.to_package({})[None])[0]
    assert (draw_sample(frame, 1).values[0] @ np.asarray(stay, dtype=float)).tolist() == [15, 3, 0]


def test_notice_lists_that_turn(tmp_path: Path) -> None:
    found = notices(tmp_path, ("case.yaml", "usa: 14 to 30", "usa: 1 to 3"))
    assert found == [
        (
            "case.yaml:12:5  issue yongbyon: usa's values do not run one way along this list; "
            "check them, or write ordered: false for alternatives"
        )
    ]


def test_notice_sources_that_nobody_cites(tmp_path: Path) -> None:
    new = "sources:\n  kim2020: {title: Another}\n"
    found = notices(tmp_path, ("sources.yaml", "sources:\n", new))
    assert found == [
        (
            "sources.yaml:2:3  source kim2020: source kim2020 is not cited anywhere; "
            "cite it or remove it"
        )
    ]


def test_notice_ranges_with_equal_ends(tmp_path: Path) -> None:
    found = notices(tmp_path, ("case.yaml", "usa: 6 to 14", "usa: 6 to 6"))
    assert found == [
        (
            "case.yaml:15:14  issue yongbyon, option frozen: 6 to 6 has equal ends and is read as "
            "the number 6"
        )
    ]


def test_notice_parties_without_values(tmp_path: Path) -> None:
    found = notices(tmp_path, ("case.yaml", "ratifiers:\n", "  rok:\nratifiers:\n"))
    assert found == [
        "case.yaml:7:3  party rok: rok has no value anywhere, so every package is worth 0 to it"
    ]


def test_notice_requirements_that_always_hold(tmp_path: Path) -> None:
    found = notices(tmp_path, ("case.yaml", "[inspections.some]", "[inspections.none]"))
    assert found == [
        (
            "case.yaml:24:20  issue yongbyon, option dismantled: yongbyon.dismantled requires "
            "inspections.none, which always holds: it is the first option of an ordered list"
        )
    ]


def test_notice_other_yaml_files(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "docker-compose.yaml").write_text("a: b")
    (tmp_path / "README.md").write_text("about")
    assert [str(notice) for notice in load(tmp_path).notices] == [
        (
            "docker-compose.yaml  is not read; a case may hold case.yaml, sources.yaml, "
            "promises.yaml, offers.yaml, meetings.yaml, forecasts.yaml, plan.yaml, events.yaml"
        )
    ]
