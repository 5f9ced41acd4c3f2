"""A picture as what users get: an image, a page, what a notebook shows. Text of a crisis is nothing but text in each."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
from vl_convert import javascript_bundle, svg_to_png, vegalite_to_png, vegalite_to_svg

from realpolitik.crisis.characters import shows_nothing
from realpolitik.errors import printable
from realpolitik.files import ending_of, named_file, write_file
from realpolitik.markup import Markup, embedded_json
from realpolitik.report.figure import drawable

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
"""The Vega-Lite that the charts are written in."""


def spec_of(chart: Any) -> dict[str, Any]:
    """Return a chart as the document that Vega-Lite draws, in which no value is taken for a part of the program."""
    spec: dict[str, Any] = _held_apart(chart.to_dict(), False)
    return spec


def _held_apart(node: Any, values: bool) -> Any:
    """Return a part of the document; where it holds values, and not words of Vega-Lite, with these held apart."""
    if isinstance(node, dict):
        return {
            name: _held_apart(item, values or name in ("datasets", "domain", "sort")) for name, item in node.items()
        }
    if isinstance(node, list):
        return [_held_apart(item, values) for item in node]
    return drawable(node) if values and isinstance(node, str) else node


def svg_of(spec: dict[str, Any]) -> str:
    """Return a drawing of a Vega-Lite document."""
    return str(vegalite_to_svg(spec, vl_version=VEGA_LITE))


def save_figure(chart: Any, path: Path) -> None:
    """Write a picture to a .png, .svg or .html file; neither making it nor opening it needs a network.

    Raises
    ------
    ValueError
        If the name has another ending.
    OSError
        If it cannot be written; what was there is then unharmed.
    """
    match ending_of(path):
        case ".png":
            write_file(path, vegalite_to_png(spec_of(chart), vl_version=VEGA_LITE, scale=2))
        case ".svg":
            write_file(path, svg_of(spec_of(chart)))
        case ".html":
            write_file(path, picture_page(chart))
        case _:
            raise ValueError(f"a figure is a .png, .svg or .html file, not {printable(path.name)}")


def picture_page(chart: Any) -> str:
    """Return a page that shows a picture, with the program that draws it inside.

    The picture is embedded as data. The page tells the browser to run its own script and no other, and to load nothing.
    """
    spec = spec_of(chart)
    bundle = javascript_bundle(vl_version=VEGA_LITE)  # type: ignore[call-arg]  # its stub asks for what may be left out
    script = f"{bundle}\n{DRAW}"
    assert "</script" not in script.lower()
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    title = spec.get("title", {}).get("text", "")
    return PAGE.format(
        digest=digest,
        title=title if isinstance(title, str) else " ".join(title),
        spec=embedded_json(spec),
        script=Markup(script),
    )


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture of a result. A notebook shows it, and `save` keeps it; text of a crisis is nothing but text in either.

    Parameters
    ----------
    chart : altair chart
        What is drawn. Altair's own ways of making a page of it do not keep scripts in its text from running; those here do.
    """

    chart: Any

    def save(self, path: str | Path) -> None:
        """Write it to a .png, .svg or .html file, as `--figure` does.

        Raises
        ------
        ValueError
            If the name has another ending.
        OSError
            If it cannot be written; what was there is then unharmed.
        """
        save_figure(self.chart, named_file(path))

    def to_dict(self) -> dict[str, Any]:
        """Return the Vega-Lite document of it."""
        return spec_of(self.chart)

    def to_html(self) -> str:
        """Return a page that shows it, runs no script but its own, and loads nothing."""
        return picture_page(self.chart)

    def _repr_svg_(self) -> str:
        return svg_of(spec_of(self.chart))


DRAW = """\
const spec = JSON.parse(document.getElementById("spec").textContent);
const actions = {export: true, source: false, compiled: false, editor: false};
window.vegaEmbed("#picture", spec, {mode: "vega-lite", ast: true, actions: actions});"""
PAGE = Markup("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{digest}'; \
style-src 'unsafe-inline'; img-src data: blob:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
<div id="picture"></div>
<script type="application/json" id="spec">{spec}</script>
<script>{script}</script>
</body>
</html>
""")


def without_glyph(chart: Any) -> str:
    """Return the letters of a picture that no font of this machine has, and that an image file would show as boxes."""
    letters = sorted({letter for text in _texts(chart.to_dict()) for letter in text if not letter.isascii()})
    return " ".join(_readable(letter) for letter in letters if _is_seen(letter) and not _is_drawn(letter))


def _is_seen(letter: str) -> bool:
    """Whether there is something to see of a letter where a font has it."""
    kind = unicodedata.category(letter)
    return (kind[0] in "LMNPS" or kind == "Co") and not shows_nothing(letter)


def _readable(letter: str) -> str:
    """Return a letter as it stands by itself: a mark on a circle, as the tables of Unicode show it."""
    return f"\u25cc{letter}" if unicodedata.category(letter)[0] == "M" else letter


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, (dict, list)):
        for item in node.values() if isinstance(node, dict) else node:
            yield from _texts(item)


NO_LETTER = "\U0010fffd"
"""No font has a glyph for it, being for private use and the last of its kind."""


@cache
def _is_drawn(letter: str) -> bool:
    """Whether a letter looks different from one that no font has, and from nothing, which is what some fonts draw of colours."""
    return _drawn(letter) not in (_drawn(NO_LETTER), _drawn(" "))


@cache
def _drawn(letter: str) -> bytes:
    text = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="4" y="30" font-size="24"'
        ' font-family="sans-serif">{}</text></svg>'
    ).format(letter)
    return bytes(svg_to_png(str(text)))
