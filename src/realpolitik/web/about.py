"""What this is, and whether it is there."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.web.bench import bench_of


async def about(request: Request) -> Response:
    """Say what the workbench is, what it keeps, and whose programs it runs."""
    return bench_of(request).pages.page("about.html.j2", request)


async def health(request: Request) -> Response:
    """Say that the workbench is there."""
    return PlainTextResponse("well\n")


ROUTES: Final[tuple[BaseRoute, ...]] = (Route("/about", about), Route("/health", health))
