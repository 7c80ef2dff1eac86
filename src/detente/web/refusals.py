"""What is said when something cannot be: on the page where it was asked, with a way out."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from detente.errors import CaseError, Problem
from detente.web.rendering import render


async def refuse(request: Request, error: Exception) -> Response:
    """Say why something cannot be: as a part of the page that asked, or as a page."""
    part = "hx-request" in request.headers or request.method != "GET"
    template = "problems.html.j2" if part else "refusal.html.j2"
    answer = render(request, template, problems=list_problems(error))
    answer.status_code = 422
    return answer


def list_problems(error: Exception) -> list[Problem]:
    """List what is wrong, with the places in files where it has some."""
    if isinstance(error, CaseError):
        return list(error.problems)
    return [Problem("", 0, 0, str(error))]
