"""The pages for whom the workbench does not let in: what happened, and how to get in."""

from __future__ import annotations

from enum import Enum

from starlette.responses import HTMLResponse

from detente.web.rendering import load_environment


class Door(Enum):
    """Why somebody stands outside: status, heading, and what to do."""

    CLOSED = (
        403,
        "Open the workbench by its link",
        "This browser has not opened the workbench yet, or the workbench was started again since.",
    )
    USED = (
        403,
        "This link has been used, or is too old",
        "A link opens the workbench once, within ten minutes.",
    )
    LOGIN = (200, "Open the workbench", "Give the password of this workbench.")
    WRONG = (403, "This is not the password", "Try again.")
    WAIT = (
        429,
        "Wait a minute",
        "There were too many wrong passwords; none is taken from your address now.",
    )
    LEFT = (200, "You are logged out", "This browser is not let in any more.")
    AGAIN = (200, "To the workbench", "One moment.")


def show_door(door: Door, *, with_password: bool = False, to: str = "") -> HTMLResponse:
    """Show a page to somebody outside; it says nothing of any case.

    Parameters
    ----------
    to : what was asked for: the password leads there.
    """
    status, heading, text = door.value
    page = load_environment().get_template("door.html.j2")
    known = {
        "heading": "Open the workbench" if with_password and door is Door.CLOSED else heading,
        "text": text,
        "door": door.name,
        "with_password": with_password,
        "to": to,
    }
    return HTMLResponse(page.render(known), status)
