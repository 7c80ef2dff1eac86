"""Sentences about meetings: whether one is held, for whom it is worth it, and why."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import (
    cannot_tell,
    hits,
    in_draws,
    say_band,
    say_claim,
    say_percent,
    say_share,
)
from detente.report.naming import Names
from detente.report.words import say_date, say_interval, say_list, sentence
from detente.study.meeting_records import (
    Choice,
    Ending,
    Gain,
    MeetingFinding,
    MeetingFindings,
    MeetingFor,
)

ENOUGH = 100
"""Fewer draws than this say nothing about odds close to 0 or 1."""

EVEN = 0.5

NO_MEETINGS = (
    "The case has no meetings. They are written in meetings.yaml: who invites whom, on what date, "
    "and what being held, failing and declining is worth to each side."
)
FORMATS = {"leaders": "a meeting of the leaders", "working_level": "talks at working level"}
APPROACHES = {
    "package": "on one package, done at once",
    "stages": "on a package carried out in stages",
}
COUNTERS = (
    "A meeting put forward as an answer is accepted or declined; it is not answered in its turn."
)
MUTUAL = (
    "Where two can be answered with each other, each is worked out with one round of answers: a "
    "meeting put forward as an answer is accepted or declined, not answered with the first again. "
    "Further rounds might end otherwise."
)
CHOICES = {
    "accepts": "Accepts",
    "declines": "Declines",
    "invites": "Invites",
    "does_not_invite": "Does not invite",
}
DOES = {
    "accepts": "accept",
    "declines": "decline",
    "invites": "invite",
    "does_not_invite": "not invite",
}


def say_chance(odds: float, draws: int) -> str:
    """Say odds that are a mean of chances over the draws: words and figures.

    Examples
    --------
    >>> say_chance(0.125, 4096), say_chance(0.00001, 4096), say_chance(0.3, 1)
    ('very unlikely, about 1 in 8', 'almost no chance, fewer than 1 in 600', 'about 30%')
    """
    if 0 < odds < 1 and draws < ENOUGH:
        return f"about {say_percent(odds)}"
    held = keep_inside(odds, draws)
    share = say_share(held, draws)
    return share if hits(held, draws) in (0, draws) else f"{say_band(held)}, {share}"


def keep_inside(odds: float, draws: int) -> float:
    """Keep a chance that is neither 0 nor 1 from reading as none, or all, of the draws."""
    return min(max(odds, 1 / draws), 1 - 1 / draws) if 0 < odds < 1 and draws > 1 else odds


# The answer


def answer_meetings(names: Names, found: MeetingFindings) -> str:
    """Answer whether meetings would be held, and whom each leaves better off."""
    draws = found.origin.draws
    if not found.meetings:
        return NO_MEETINGS
    if len(found.meetings) == 1:
        return answer_meeting(names, found.meetings[0], draws)
    return " ".join(_answer_briefly(names, meeting, draws) for meeting in found.meetings)


def _answer_briefly(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say in one sentence or two what becomes of an invitation, and who gains."""
    parts = [
        _say_held(names, finding, draws),
        explain_winners(names, finding),
        _say_often(names, finding, draws),
    ]
    return " ".join(filter(None, parts))


def answer_meeting(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Answer whether a meeting is held, what comes of it, and whom it leaves better off."""
    parts = [
        _say_held(names, finding, draws),
        say_agreed(finding, draws),
        explain_winners(names, finding),
        _say_often(names, finding, draws),
    ]
    return " ".join(filter(None, parts))


def summarise_meetings(names: Names, found: MeetingFindings) -> str:
    """Say in a line how likely each meeting is, and who faces a dilemma."""
    draws = found.origin.draws
    held = [sentence(_sum_up(names, meeting, draws)) for meeting in found.meetings]
    torn = [
        sentence(
            f"{names.sides(sides)} {'faces' if len(sides) == 1 else 'face'} a dilemma over "
            f"“{meeting.title}”{_say_unless(names, meeting, sides)}"
        )
        for meeting in found.meetings
        if (sides := _list_torn(meeting))
    ]
    return " ".join([*held, *torn])


def _sum_up(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say how likely a meeting is on its own invitation, and what is held instead."""
    who, likeliest = names.side(finding.proposer), finding.equilibrium.likeliest
    held = f"with {who} to invite, “{finding.title}” is held {in_draws(finding.p_held, draws)}"
    if likeliest.kind != "held" or likeliest.meeting == finding.id:
        return held
    other = names.meeting(likeliest.meeting)
    return f"{held} and “{other}” instead {in_draws(likeliest.p, draws)}"


def _say_unless(names: Names, finding: MeetingFinding, sides: Sequence[str]) -> str:
    """Point to another meeting with which one in a dilemma could answer to its gain."""
    way = find_way_out(finding.parties[sides[0]]) if len(sides) == 1 else None
    return f", unless it answers with “{names.meeting(way.meeting)}”" if way else ""


def find_way_out(to: MeetingFor) -> Choice | None:
    """Find the other meeting with which a party could answer, and expect to gain."""
    ways = [each for each in to.choices if each.choice == "counters" and each.payoff.p50 > 0]
    return max(ways, key=lambda each: each.payoff.p50, default=None)


def _say_held(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say how likely the meeting is, with its own proposer to invite."""
    odds = finding.p_held
    claim = say_claim(f"“{finding.title}” is held", odds, draws)
    if cannot_tell(odds):
        claim = (
            f"the model cannot tell whether “{finding.title}” is held: the odds, "
            f"{say_share(odds, draws)}, are near even"
        )
    return f"With {names.side(finding.proposer)} to invite, {claim[0].lower()}{claim[1:]}."


def _say_often(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say how the invitation ends most often, where that is not with the meeting."""
    likeliest = finding.equilibrium.likeliest
    if likeliest.kind == "held" and likeliest.meeting == finding.id:
        return ""
    often = in_draws(likeliest.p, draws)
    ending = say_ending(names, likeliest, finding.id)
    instead = " instead" if likeliest.kind == "held" else ""
    return f"Most often, {often}, {ending}{instead}."


def explain_rows(names: Names) -> str:
    """Say what invitations that are answered with each other are to be read as; else empty."""
    answers = {
        (meeting.id, counter.meeting)
        for meeting in names.case.meetings
        for counter in meeting.counters
    }
    if not answers:
        return ""
    alone = (
        "Each row is one invitation, taken alone. A meeting may also come about as the answer to "
        "another invitation, so over all of them it is likelier than its row says."
    )
    if any((second, first) in answers for first, second in answers):
        return f"{alone} {MUTUAL}"
    return f"{alone} {COUNTERS}"


def say_ending(names: Names, ending: Ending, about: str = "") -> str:
    """Say how an invitation ends, as a clause; the meeting it is ``about`` is not named again."""
    if ending.kind == "held":
        return f"“{names.meeting(ending.meeting)}” is held"
    if ending.kind == "not_invited":
        return f"{names.side(ending.by)} does not invite" if ending.by else "nobody invites"
    other = ending.meeting not in ("", about)
    what = f" “{names.meeting(ending.meeting)}”" if other else ""
    return f"{names.side(ending.by)} declines{what}"


def say_agreed(finding: MeetingFinding, draws: int) -> str:
    """Say how likely an agreement is if the meeting is held."""
    odds = finding.p_agreement_if_held
    if odds <= 0:
        return "If it is held, nothing is agreed in any draw."
    return f"If it is held, agreement is {_after(say_chance(odds, draws))}."


def _after(chance: str) -> str:
    """Put odds behind "agreement is"."""
    words, _, share = chance.partition(", ")
    if words in ("almost no chance", "roughly even chance"):
        said = {"almost no chance": "almost out of reach", "roughly even chance": "about even"}
        return f"{said[words]}, {share}"
    if chance.startswith("about"):
        return f"reached with odds of {chance}"
    return f"reached {chance}" if chance.startswith("in ") else chance


def describe_meeting(names: Names, finding: MeetingFinding) -> str:
    """Say what is proposed: who invites whom, to what, when, and who has to sign."""
    asked = [party for party in finding.asked if party != finding.proposer]
    order = ", in this order," if len(asked) > 1 else ""
    when = f" on {say_date(finding.date)}" if finding.date else ""
    what = FORMATS.get(finding.format, finding.format)
    aim = APPROACHES.get(finding.approach, finding.approach)
    who = open_side(names, finding.proposer)
    parts = [
        f"{who} invites {names.sides(asked)}{order} to {what}{when}, to agree {aim}.",
        sentence(f"what is agreed has to be signed by {names.sides(finding.signers)}")
        if finding.signers
        else "",
        sentence(f"it depends on this, which the model does not count: {finding.condition}")
        if finding.condition
        else "",
    ]
    return " ".join(filter(None, parts))


def open_side(names: Names, side: str) -> str:
    """Name a side at the beginning of a sentence."""
    return sentence(names.side(side)).removesuffix(".")


# Who gains


def call_gain(to: MeetingFor) -> Gain:
    """Say who wins and who loses by a meeting; near even odds tell neither."""
    odds = to.p_worse_if_held if to.gain == "loses" else to.p_better_if_held
    return "cannot_tell" if cannot_tell(odds) else to.gain


def explain_winners(names: Names, finding: MeetingFinding) -> str:
    """Say whom the meeting leaves better off and whom worse if it is held, in most draws."""
    by: dict[str, list[str]] = {"wins": [], "loses": [], "cannot_tell": []}
    for party, to in finding.parties.items():
        by[call_gain(to)].append(party)
    wins, loses = by["wins"], by["loses"]
    said = [f"{names.sides(wins)} {'ends' if len(wins) == 1 else 'end'} up better off"] * bool(wins)
    again = "" if wins else " ends up" if len(loses) == 1 else " end up"
    said += [f"{names.sides(loses)}{again} worse off"] * bool(loses)
    spared = [each for each in by["cannot_tell"] if not finding.parties[each].p_worse_if_held]
    open_ = [each for each in by["cannot_tell"] if each not in spared]
    parts = [f"in most draws {say_list(said)}"] * bool(said)
    parts += [f"{names.sides(spared)} {_say_spared(finding, spared)}"] * bool(spared)
    if open_ and parts:
        parts.append(f"for {names.sides(open_)} the model cannot tell")
    elif open_:
        does = "gains or loses" if len(open_) == 1 else "gain or lose"
        parts.append(f"the model cannot tell whether {names.sides(open_)} {does} by it")
    whole = sentence(f"if it is held, {'; '.join(parts)}")
    return " ".join(filter(None, [whole, _say_whatever(names, finding)]))


def _say_spared(finding: MeetingFinding, spared: Sequence[str]) -> str:
    """Say of those who are worse off in no draw whether they are better off in any."""
    does = "ends" if len(spared) == 1 else "end"
    if any(finding.parties[each].p_better_if_held for each in spared):
        return f"{does} worse off in no draw"
    return f"{does} neither better nor worse off in any draw"


def _say_whatever(names: Names, finding: MeetingFinding) -> str:
    """Name those who gain whether something is agreed or not."""
    sure = [party for party, to in finding.parties.items() if to.gains_whatever]
    if not sure:
        return ""
    does = "gains" if len(sure) == 1 else "gain"
    return f"{sentence(names.sides(sure))[:-1]} {does} in most draws even if it fails."


def _list_torn(finding: MeetingFinding) -> list[str]:
    return [party for party, to in finding.parties.items() if to.dilemma]


def explain_dilemma(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say who is worse off than without the invitation whatever it answers."""
    torn = _list_torn(finding)
    if not torn:
        return (
            "No side faces a dilemma: none that is asked is worse off in most draws both if it "
            "accepts and if it declines."
        )
    said = []
    for party in torn:
        to = finding.parties[party]
        yes, no = to.p_worse_if_accepts or 0.0, to.p_worse_if_declines or 0.0
        said.append(
            f"A dilemma for {names.side(party)}: it is worse off than without the invitation "
            f"{in_draws(yes, draws)} if it {_third(to, yes=True)}, and {in_draws(no, draws)} if "
            f"it {_third(to, yes=False)}.{_say_out(names, to)}"
        )
    return " ".join(said)


def _say_out(names: Names, to: MeetingFor) -> str:
    """Say what a party in a dilemma can expect of answering with another meeting."""
    way = find_way_out(to)
    if way is None:
        return ""
    worth = say_interval(way.payoff.p10, way.payoff.p90)
    return (
        f" It has a way out: by answering with “{names.meeting(way.meeting)}” it can expect "
        f"{worth} of its own points."
    )


def _third(to: MeetingFor, *, yes: bool) -> str:
    """Say what a side does, in the third person."""
    if to.role == "proposer":
        return "invites" if yes else "does not"
    return "accepts" if yes else "declines"


# Party by party


def explain_party(names: Names, finding: MeetingFinding, party: str, draws: int) -> str:
    """Say in one paragraph what a party would do, and what the meeting is to it."""
    parts = [
        explain_choice(names, finding, party, draws),
        _say_better(finding, party, draws),
        _say_gamble(finding, party),
    ]
    return " ".join(filter(None, parts))


def explain_choice(names: Names, finding: MeetingFinding, party: str, draws: int) -> str:
    """Say what a party does most often when it is asked, and how each answer leaves it."""
    to = finding.parties[party]
    if to.role == "bystander" or not to.choices:
        return f"{open_side(names, party)} is not asked."
    best = max(to.choices, key=lambda choice: choice.p)
    opening = "has the first word and" if to.role == "proposer" else "is asked and"
    if cannot_tell(best.p):
        other = [say_choice(names, each) for each in to.choices if each.p > 1 - best.p - 0.2]
        done = f"the model cannot tell whether it would {say_list(other, 'or')}"
        return f"{open_side(names, party)} {opening}: {done}.".replace(" and:", ":")
    share = in_draws(best.p, draws)
    return f"{open_side(names, party)} {opening} would {say_choice(names, best)} {share}."


def say_choice(names: Names, choice: Choice) -> str:
    """Say a choice as a verb."""
    if choice.choice == "counters":
        return f"answer with “{names.meeting(choice.meeting)}” instead"
    return DOES[choice.choice]


def open_choice(names: Names, choice: Choice) -> str:
    """Say a choice in the third person, for a label."""
    if choice.choice == "counters":
        return f"Answers with “{names.meeting(choice.meeting)}”"
    return CHOICES[choice.choice]


def _say_better(finding: MeetingFinding, party: str, draws: int) -> str:
    """Say how often the meeting, and its failure, leave a party better off than uninvited."""
    to = finding.parties[party]
    held, fails = _say_in(to.p_better_if_held, draws), _say_in(to.p_better_if_fails, draws)
    return (
        f"If the meeting is held, it ends better off than without the invitation {held}; if it is "
        f"held and fails, {fails}."
    )


def _say_gamble(finding: MeetingFinding, party: str) -> str:
    """Say so where how it ends most often and what can be expected point in other directions."""
    to = finding.parties[party]
    odds, expected = to.p_better_if_held, to.payoff_if_held.p50
    often = "about as often as not" if cannot_tell(odds) else "more often than not"
    if odds < EVEN < to.p_worse_if_held and expected > 0:
        return (
            f"A gamble: if held it ends worse off {often}, though at the median what it can expect "
            "is a gain, since an agreement brings more than failing costs."
        )
    if odds > EVEN and expected < 0:
        return (
            f"A gamble: if held it ends better off {often}, though at the median what it can "
            "expect is a loss, since failing costs more than the rest brings."
        )
    return ""


def _say_in(odds: float, draws: int) -> str:
    if 0 < odds < 1 and draws < ENOUGH:
        return f"in about {say_percent(odds)} of the draws"
    return in_draws(keep_inside(odds, draws), draws)


def explain_split(names: Names, finding: MeetingFinding, party: str) -> str:
    """Say what the meeting itself, an agreement and a failure bring to a party, if held."""
    to, split = finding.parties[party], finding.parties[party].split
    ends = [(part.p10, part.p90) for part in (split.meeting, split.agreement, split.failure)]
    if not any(low or high for low, high in ends):
        return f"Being held changes nothing that {names.side(party)} values."
    scale = max(abs(end) for pair in ends for end in pair)
    meeting, agreement, failure = (say_interval(*pair, scale=scale) for pair in ends)
    whole = say_interval(to.payoff_if_held.p10, to.payoff_if_held.p90)
    return (
        f"If it is held, {names.side(party)} can expect {whole} of its own points: "
        f"{meeting} from the meeting itself, {agreement} from what may be agreed and {failure} "
        "from failing, the last two times their odds."
    )
