"""Files that do not change: styles, scripts, and the colours, which come from the one table of them."""

from __future__ import annotations

from functools import partial
from importlib.resources import as_file, files
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from realpolitik.report.palette import css_variables
from realpolitik.web.pictures import OUTLINES


async def colours(request: Request) -> Response:
    """Give the colours as custom properties of the style sheet, for light and for dark."""
    return Response(css_variables(chosen=True), media_type="text/css")


async def _outlines(name: str, request: Request) -> Response:
    """Give outlines of land."""
    with as_file(files("realpolitik.report").joinpath("atlas", f"{name}.json")) as place:
        return FileResponse(place)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/static/palette.css", colours),
    *(Route(place, partial(_outlines, name)) for name, place in OUTLINES.items()),
    Mount("/static", StaticFiles(packages=[("realpolitik.web", "static")]), name="static"),
)
