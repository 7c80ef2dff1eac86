"""The game that an invitation opens, as text for Gambit."""

from __future__ import annotations

import datetime as dt

from detente.core.efg import write_efg
from detente.core.games import choose_types, keep_types
from detente.errors import InputError
from detente.study.anchors import find_anchors
from detente.study.meeting import choose_meetings
from detente.study.menu import find_menus
from detente.study.payoffs import get_day
from detente.study.playing import play
from detente.study.workspace import Workspace


def write_invitation(
    workspace: Workspace, meeting: str | None = None, types: int = 3, on: dt.date | None = None
) -> str:
    """Write the invitation to a meeting as a game of a few types of each party.

    Parameters
    ----------
    workspace : the case and its draws.
    meeting : id of the meeting; may be left out where the case has one.
    types : how many draws of each party stand for all of them. Taken are the middles of so many
        equal parts, by how much going along is worth to it beside the best other choice; what they
        expect at each end of the game is what the whole distribution has them expect.
    on : when it is held, in place of its own date.

    Returns
    -------
    The text of an ``.efg`` file, see :func:`detente.core.efg.write_efg`.

    Raises
    ------
    InputError : no such meeting, several and none named, or no type at all.
    TooLargeError : too many types to write down.
    """
    chosen = choose_meetings(workspace.case, meeting, on)
    if len(chosen) > 1:
        known = ", ".join(each.id for each in chosen)
        raise InputError(f"efg: the case has several meetings; name one of them: {known}")
    if types < 1:
        raise InputError(f"types: expected a whole number from 1 on, got {types}")
    (one,) = chosen
    played = play(workspace, one, find_menus(workspace, one, find_anchors(workspace), on), on)
    solved = played.invitation.solved
    few = keep_types(solved.root, choose_types(solved, types))
    held = get_day(one, on)
    return write_efg(
        few,
        _name_players(workspace),
        title=one.title + (f", {held}" if held else ""),
        note=f"{min(types, workspace.draws)} types a party, out of {workspace.draws} draws",
    )


def _name_players(workspace: Workspace) -> tuple[str, ...]:
    """Name the parties; by their ids, where two have one name."""
    names = tuple(party.name for party in workspace.case.parties)
    return names if len(set(names)) == len(names) else workspace.frame.parties
