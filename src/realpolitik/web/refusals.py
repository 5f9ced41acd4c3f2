"""Everything that can be wrong with what was asked, as a page in plain words; nobody meets a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from realpolitik.errors import CrisisInvalid, CrisisNotFound, RealpolitikError
from realpolitik.web.bench import bench_of

SAID: Final = {
    400: ("That could not be read.", "Go back, and send it once more."),
    404: ("There is no such page.", "The crises are all on the first page."),
    405: ("This page cannot be asked in that way.", "Go back to the page that you came from."),
}
"""Status -> what is wrong, and what to do."""


def refuse_asked(request: Request, refused: Exception) -> Response:
    """Answer what makes no sense to the server."""
    assert isinstance(refused, HTTPException)
    headline, remedy = SAID.get(refused.status_code, ("That did not work.", "Go back, and try once more."))
    response = bench_of(request).pages.refusal(request, refused.status_code, headline, remedy)
    for name, value in (refused.headers or {}).items():
        response.headers[name] = value
    return response


def refuse_named(request: Request, refused: Exception) -> Response:
    """Answer what makes no sense to the program: its message, with place and remedy."""
    pages = bench_of(request).pages
    if isinstance(refused, CrisisInvalid):
        return pages.refusal(request, 422, "The crisis does not pass.", places=refused.problems)
    message, _, remedy = str(refused).partition("; ")
    return pages.refusal(request, 404 if isinstance(refused, CrisisNotFound) else 422, _sentence(message), remedy)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


HANDLERS: Final[dict[Any, Callable[[Request, Exception], Response]]] = {
    HTTPException: refuse_asked,
    RealpolitikError: refuse_named,
}
"""Exception -> what answers it. What is in no list is a fault of the program, which `Guard` answers."""
