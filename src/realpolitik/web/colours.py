"""The colours of pages and pictures as a browser takes them: custom properties of the style sheet, light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from realpolitik.report.palette import PAGE, PICTURES

SHADES: Final = {**PAGE, **PICTURES}
VARIABLES: Final[Mapping[str, str]] = {
    shade.light.lower(): f"var(--{name})" for name, shade in reversed(list(SHADES.items()))
}
"""A colour on a light page -> how the style sheet is asked for it."""
COLOURED: Final = frozenset(
    {
        "background",
        "color",
        "colour",
        "domainColor",
        "fill",
        "labelColor",
        "range",
        "stroke",
        "subtitleColor",
        "tickColor",
        "titleColor",
    }
)
"""Under which names of a picture a colour stands."""
WITHIN: Final = frozenset({"condition", "scale", "value"})
"""Under which it stands further in."""


def palette_css() -> str:
    """Return the rules that set every colour, as the screen of the reader is or as they chose."""
    light, dark = (" ".join(f"--{name}: {shade[side]};" for name, shade in SHADES.items()) for side in (0, 1))
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        "@media screen and (prefers-color-scheme: dark) {"
        f' :root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ color-scheme: dark; {dark} }} }}\n'
    )


def in_variables(node: Any, is_colour: bool = False) -> Any:
    """Return a part of a picture in which every colour of the palette is asked of the style sheet; what is text stays as it is."""
    if isinstance(node, dict):
        return {key: in_variables(item, key in COLOURED or (is_colour and key in WITHIN)) for key, item in node.items()}
    if isinstance(node, list):
        return [in_variables(item, is_colour) for item in node]
    return VARIABLES.get(node.lower(), node) if is_colour and isinstance(node, str) else node
