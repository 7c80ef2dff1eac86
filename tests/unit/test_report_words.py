"""How numbers are said: the one table of words, and its edges."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from detente.report import likelihood, words


@pytest.mark.parametrize(
    ("odds", "band"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.199, "very unlikely"),
        (0.2, "unlikely"),
        (0.449, "unlikely"),
        (0.45, "roughly even chance"),
        (0.549, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_bands_are_those_of_icd_203(odds: float, band: str) -> None:
    assert likelihood.say_band(odds) == band


def test_the_table_rises_to_one() -> None:
    ends = [end for end, _ in likelihood.ICD_203]
    assert ends == sorted(ends)
    assert ends[-1] == 1.0


@pytest.mark.parametrize("draws", [1, 64, 4096, 100_000])
def test_all_or_none_of_the_draws_is_said_as_such(draws: int) -> None:
    assert likelihood.say_odds(0.0, draws) == f"in none of the {draws:,} draws"
    assert likelihood.say_odds(1.0, draws) == f"in all {draws:,} draws"


def test_a_small_chance_in_every_draw_is_not_none_of_them() -> None:
    """A plan that is kept with a chance of 1 in 10,000 is not kept in none of the draws."""
    assert likelihood.say_share(1e-4, 4096) == "fewer than 1 in 600"
    assert likelihood.say_share(1 - 1e-4, 4096) == "more than 599 in 600"
    assert (likelihood.say_short(1e-4, 4096), likelihood.say_cell(1 - 1e-4, 4096)) == (
        "under 1%",
        ">99%",
    )
    assert likelihood.say_share(0.0, 4096) == "in none of the 4,096 draws"
    assert likelihood.say_share(1 - 1e-12, 4096) == "in all 4,096 draws"


@pytest.mark.parametrize("hits", range(1, 10))
def test_a_few_hits_give_a_bound_and_no_fraction(hits: int) -> None:
    said = likelihood.say_share(hits / 4096, 4096)
    assert said.startswith("fewer than 1 in ")
    bound = 1 / int(said.rsplit(" ", 1)[1].replace(",", ""))
    assert bound > hits / 4096
    assert likelihood.say_share(1 - hits / 4096, 4096).startswith("more than ")


@pytest.mark.parametrize("percent", range(5, 96))
def test_a_fraction_is_close_to_the_odds(percent: int) -> None:
    said = likelihood.say_share(percent / 100, 4096)
    count, whole = re.findall(r"\d+", said)
    assert abs(int(count) / int(whole) - percent / 100) <= 0.027


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_fraction_and_the_words_for_its_band_agree(percent: int) -> None:
    said = likelihood.say_share(percent / 100, 4096)
    count, whole = (int(number) for number in re.findall(r"\d+", said))
    assert said.startswith("about ")
    assert likelihood.say_band(count / whole) == likelihood.say_band(percent / 100)


def test_what_is_nothing_beside_the_rest_is_said_as_nothing() -> None:
    assert words.say_interval(0.0, 3e-6, scale=4.9) == "0"
    assert words.say_interval(0.0, 3e-6) == "0 to 0.000003"
    assert words.say_number(-0.041, scale=25.0) == "0"


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (0.0, "0 in 20"),
        (0.001, "under 1 in 100"),
        (0.01, "under 1 in 20"),
        (0.04, "1 in 20"),
        (0.99, "over 19 in 20"),
        (0.999, "over 99 in 100"),
        (1.0, "20 in 20"),
    ],
)
def test_dots_do_not_claim_more_than_the_odds(odds: float, said: str) -> None:
    assert likelihood.say_dots(odds) == said


def test_a_band_claims_no_more_than_the_draws_support() -> None:
    assert likelihood.say_odds(1 / 64, 64).startswith("very unlikely, fewer than 1 in ")
    assert likelihood.say_odds(1 / 4096, 4096).startswith("almost no chance, fewer than 1 in ")


def test_few_draws_are_admitted() -> None:
    assert "give or take" in likelihood.say_share(0.5, 64)
    assert "give or take" not in likelihood.say_share(0.5, 4096)


@pytest.mark.parametrize("percent", range(101))
def test_no_decimals_of_a_percent(percent: int) -> None:
    assert "." not in likelihood.say_short(percent / 100 + 0.0012, 4096)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (5, 9, "5 to 9"),
        (-25, -10, "−25 to −10"),
        (-0.4, 12, "0 to 12"),
        (0, 0, "0"),
        (-0.0, 0.0, "0"),
        (100, 1234, "100 to 1,200"),
        (5.01, 5.02, "5.01 to 5.02"),
        (float("nan"), 1, "unknown"),
    ],
)
def test_intervals(low: float, high: float, said: str) -> None:
    assert words.say_interval(low, high) == said


def test_dates_do_not_depend_on_the_locale() -> None:
    assert words.say_date(dt.date(2019, 2, 28)) == "28 February 2019"
