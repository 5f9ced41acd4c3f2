"""The pictures of a dispatch as documents that the browser draws: each for a wide and for a narrow place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from realpolitik.markup import Markup, embedded_json
from realpolitik.report import palette
from realpolitik.report.dispatch.figures import WIDE
from realpolitik.report.dispatch.map import FAR, NEAR
from realpolitik.report.dispatch.panels import NARROW
from realpolitik.report.figure import AXIS, LEGEND_TEXT
from realpolitik.report.picture import spec_of
from realpolitik.web.colours import in_variables

OUTLINES: Final = {name: f"/static/{name}.json" for name in (NEAR, FAR)}
"""Where the browser finds the outlines of land: they are large, and the same for every map."""


def picture_of(draw: Callable[[int], Any]) -> Markup:
    """Return a picture as the page holds it: two documents as data, which say nothing but what is drawn.

    Parameters
    ----------
    draw : callable
        Draws the picture, so many points wide.
    """
    return embedded_json({"wide": document_of(draw(WIDE)), "narrow": document_of(draw(NARROW))})


def document_of(chart: Any) -> dict[str, Any]:
    """Return what Vega-Lite draws of a chart, in the dress that pictures have in pages."""
    dressed = (
        chart.configure(padding=4, background="transparent", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(**AXIS, tickColor=palette.PALE)
        .configure_title(color=palette.INK)
        .configure_legend(**LEGEND_TEXT, labelLimit=300, labelOffset=6, columnPadding=16, rowPadding=4)
    )
    spec: dict[str, Any] = in_variables(_fetching(spec_of(dressed)))
    return spec


def _fetching(node: Any) -> Any:
    """Return a part of a document in which outlines of land are fetched, and not held."""
    if isinstance(node, dict):
        if node.get("name") in OUTLINES:
            return {"url": OUTLINES[node["name"]], **{key: item for key, item in node.items() if key != "name"}}
        return {key: _fetching(item) for key, item in node.items()}
    return [_fetching(item) for item in node] if isinstance(node, list) else node
