"""How odds are said, in words and figures together: the one place, for report and terminal.

The words are the seven bands of Intelligence Community Directive 203, "Analytic Standards"
(2 January 2015, section D.6.e.2.a), in :data:`ICD_203`. Figures are fractions that the draws
support: never a percentage with decimals.
"""

from __future__ import annotations

import math

from detente.report.words import say_count

ICD_203: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Upper end of each band, and its words; a shared end belongs to the band above it."""

CANNOT_TELL = (0.4, 0.6)
"""Odds between these two say nothing that one could lean on."""

FEW_DRAWS = 10
"""Fewer hits than this (or misses) support a bound only, not a fraction."""

_ENOUGH = 100
"""Draws from which odds that are neither 0 nor 1 are never said as none, or all, of them."""

_SURE = 1e-9
"""Odds within this of 0 or 1 differ from it by rounding alone."""

DOTS = 20
"""Dots in a row of odds: people read "7 in 20" better than a density."""

WHOLES = (*range(2, 11), 12, 15, 20)
"""Fractions on the edge of a band are of so many: none that is hard to picture."""

_DENOMINATORS = (2, 3, 4, 5, 6, 8, 10, 20)
_RARE = (10, 12, 15, 20)


def say_band(odds: float) -> str:
    """Name the ICD 203 band of a probability.

    Examples
    --------
    >>> say_band(0.125), say_band(0.5), say_band(0.97)
    ('very unlikely', 'roughly even chance', 'almost certain')
    """
    return next((words for upper, words in ICD_203 if odds < upper), ICD_203[-1][1])


def say_odds(odds: float, draws: int) -> str:
    """Say a probability in words and figures.

    Examples
    --------
    >>> say_odds(0.125, 4096)
    'very unlikely, about 1 in 8'
    >>> say_odds(0.0, 4096), say_odds(1.0, 4096)
    ('in none of the 4,096 draws', 'in all 4,096 draws')
    """
    if hits(odds, draws) in (0, draws):
        return say_share(odds, draws)
    return f"{say_band(_supported(odds, draws))}, {say_share(odds, draws)}"


def say_claim(clause: str, odds: float, draws: int) -> str:
    """Say how likely a clause is, as a sentence without its stop.

    Examples
    --------
    >>> say_claim("it was acceptable", 0.125, 4096)
    'It is very unlikely, about 1 in 8, that it was acceptable'
    >>> say_claim("it was acceptable", 0.5, 4096)
    'There is a roughly even chance, about 1 in 2, that it was acceptable'
    >>> say_claim("it was acceptable", 0.0, 4096)
    'It was acceptable in none of the 4,096 draws'
    """
    share = say_share(odds, draws)
    if hits(odds, draws) in (0, draws):
        return f"{clause[0].upper()}{clause[1:]} {share}"
    band = say_band(_supported(odds, draws))
    article = "a " if band.startswith("roughly") else ""
    opening = "There is" if band.endswith("chance") else "It is"
    return f"{opening} {article}{band}, {share}, that {clause}"


def say_share(odds: float, draws: int) -> str:
    """Say a probability in figures only, no finer than the draws support.

    Examples
    --------
    >>> say_share(0.352, 4096), say_share(0.98, 4096), say_share(0.0012, 4096)
    ('about 1 in 3', 'about 49 in 50', 'fewer than 1 in 300')
    >>> say_share(0.35, 40)
    'about 1 in 3, give or take 3 in 20'

    >>> say_share(0.067, 4096)
    'about 1 in 15'

    >>> say_share(0.437, 4096), say_share(0.79, 4096)
    ('about 3 in 7', 'about 7 in 9')

    A fraction never belongs to another band than the odds do:

    >>> say_share(0.93, 4096), say_share(0.96, 4096)
    ('about 14 in 15', 'about 19 in 20')
    """
    count = hits(odds, draws)
    if count == 0:
        return f"in none of the {say_count(draws)} draws"
    if count == draws:
        return f"in all {say_count(draws)} draws"
    if count < FEW_DRAWS:
        return f"fewer than 1 in {_bound(count, draws)}"
    if draws - count < FEW_DRAWS:
        return f"more than {_one_less(_bound(draws - count, draws))}"
    return _near(odds) + _give_or_take(odds, draws)


def in_draws(odds: float, draws: int) -> str:
    """Say in how many of the draws something happens, within a sentence.

    Examples
    --------
    >>> in_draws(0.125, 4096), in_draws(0.0, 4096)
    ('in about 1 in 8 draws', 'in none of the 4,096 draws')
    """
    share = say_share(odds, draws)
    return share if share.startswith("in ") else f"in {share} draws"


def say_short(odds: float, draws: int) -> str:
    """Say a probability for a table cell: whole percents, bounded at the ends.

    Examples
    --------
    >>> [say_short(p, 4096) for p in (0, 0.0005, 0.126, 0.999, 1)]
    ['0 of 4,096', 'under 1%', '13%', 'over 99%', 'all 4,096']
    """
    count = hits(odds, draws)
    if count == 0:
        return f"0 of {say_count(draws)}"
    if count == draws:
        return f"all {say_count(draws)}"
    if odds < 0.01 or odds > 0.99:
        return "under 1%" if odds < 0.5 else "over 99%"
    return say_percent(odds)


def say_cell(odds: float, draws: int) -> str:
    """Say a probability where room is scarce.

    Examples
    --------
    >>> [say_cell(p, 4096) for p in (0, 0.0005, 0.126, 0.999, 1)]
    ['none', '<1%', '13%', '>99%', 'all']
    """
    count = hits(odds, draws)
    if count in (0, draws):
        return "all" if count else "none"
    return say_short(odds, draws).replace("under ", "<").replace("over ", ">")


def say_bounded(odds: float) -> str:
    """Say odds in whole percents: 0% and 100% only where they are exactly that.

    Examples
    --------
    >>> say_bounded(0.126), say_bounded(0.9985), say_bounded(0.0001), say_bounded(1.0)
    ('13%', '>99%', '<1%', '100%')
    """
    if 0 < odds < 0.01:
        return "<1%"
    return ">99%" if 0.99 < odds < 1 else say_percent(odds)


def say_percent(share: float) -> str:
    """Say a share in whole percents.

    Examples
    --------
    >>> say_percent(0.126), say_percent(1.0)
    ('13%', '100%')
    """
    return f"{_half_up(100 * share)}%"


def say_dots(odds: float) -> str:
    """Say a probability in dots of twenty; what is less than half a dot as a bound.

    Examples
    --------
    >>> [say_dots(p) for p in (0.35, 0.02, 0.002, 0.999)]
    ['7 in 20', 'under 1 in 20', 'under 1 in 100', 'over 99 in 100']
    """
    if not has_part(odds):
        return f"{count_dots(odds)} in {DOTS}"
    whole = DOTS if 0.01 <= odds <= 0.99 else 100
    return f"under 1 in {whole}" if odds < 0.5 else f"over {whole - 1} in {whole}"


def count_dots(odds: float) -> int:
    """Count the filled dots of twenty; all only when the odds are 1.

    Examples
    --------
    >>> [count_dots(p) for p in (0.0, 0.001, 0.35, 0.999, 1.0)]
    [0, 0, 7, 19, 20]
    """
    return DOTS if odds >= 1 else min(_half_up(DOTS * max(odds, 0.0)), DOTS - 1)


def has_part(odds: float) -> bool:
    """Say whether odds are so close to 0 or 1 that whole dots would hide the difference.

    Examples
    --------
    >>> has_part(0.002), has_part(0.0), has_part(0.35)
    (True, False, False)
    """
    return 0 < odds < 1 and _half_up(DOTS * odds) in (0, DOTS)


def cannot_tell(odds: float) -> bool:
    """Say whether odds are too even to lean on.

    Examples
    --------
    >>> cannot_tell(0.45), cannot_tell(0.7)
    (True, False)
    """
    return CANNOT_TELL[0] <= odds <= CANNOT_TELL[1]


def hits(odds: float, draws: int) -> int:
    """Count the draws behind a share: none, or all, only where the odds are 0, or 1.

    Odds that are chances within the draws can be less than half a draw, and yet are not 0. Of few
    draws the nearest count is taken all the same.

    Examples
    --------
    >>> hits(0.25, 4096), hits(0.0001, 4096), hits(0.9999, 4096)
    (1024, 1, 4095)
    """
    count = round(odds * draws)
    if draws < _ENOUGH or not _SURE < odds < 1 - _SURE:
        return count
    return min(max(count, 1), draws - 1)


# How it is done


def _fraction(odds: float) -> str:
    if odds < 0.05:
        return f"1 in {_round_to(1 / odds, 1)}"
    if odds > 0.95:
        return _one_less(_round_to(1 / (1 - odds), 1))
    tries = [(_half_up(odds * whole), whole) for whole in _DENOMINATORS]
    near = 0.0125 * (1 + 2 * min(odds, 1 - odds))
    close = [f"{n} in {m}" for n, m in tries if 0 < n < m and abs(n / m - odds) <= near]
    if close:
        return close[0]
    if min(odds, 1 - odds) < 0.1:
        return _say_rare(odds)
    shared = math.gcd(tries[-1][0], DOTS)
    return f"{tries[-1][0] // shared} in {DOTS // shared}"


def _say_rare(odds: float) -> str:
    """Say one in a dozen or so, or all but one: what twentieths would round too far."""
    whole = min(_RARE, key=lambda n: abs(1 / n - min(odds, 1 - odds)))
    return f"1 in {whole}" if odds < 0.5 else f"{whole - 1} in {whole}"


def _near(odds: float) -> str:
    """Say a fraction that does not contradict the words for its band."""
    said = _fraction(odds)
    count, whole = (int(part.replace(",", "")) for part in said.split(" in "))
    if say_band(count / whole) == say_band(odds):
        return f"about {said}"
    return f"about {_fit_band(odds) or said}"


def _fit_band(odds: float) -> str:
    """Find the nearest small fraction within the band of the odds; "" if there is none."""
    tries = ((_half_up(odds * whole), whole) for whole in WHOLES)
    fit = [(n, m) for n, m in tries if 0 < n < m and say_band(n / m) == say_band(odds)]
    best = min(fit, key=lambda part: (round(abs(part[0] / part[1] - odds) / 0.02), part[1]),
               default=None)  # fmt: skip
    return f"{best[0]} in {best[1]}" if best else ""


def _give_or_take(odds: float, draws: int) -> str:
    """Add two standard errors, in twentieths, where they show."""
    error = 2 * math.sqrt(odds * (1 - odds) / draws)
    return f", give or take {_half_up(DOTS * error)} in {DOTS}" if error >= 0.1 else ""


def _supported(odds: float, draws: int) -> float:
    """Step back from 0 and 1 to what a few hits, or a few misses, support."""
    count = hits(odds, draws)
    if 0 < count < FEW_DRAWS:
        return max(odds, 1 / _bound(count, draws))
    if 0 < draws - count < FEW_DRAWS:
        return min(odds, 1 - 1 / _bound(draws - count, draws))
    return odds


def _bound(count: int, draws: int) -> int:
    """Bound the odds behind a few hits: about two standard errors above, rounded down."""
    return max(_round_to(draws / (count + 2 * math.sqrt(count) + 3), 1, down=True), 2)


def _one_less(whole: int) -> str:
    return f"{say_count(whole - 1)} in {say_count(whole)}"


def _round_to(value: float, digits: int, *, down: bool = False) -> int:
    size = 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    return int((math.floor(value / size) if down else _half_up(value / size)) * size)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)
