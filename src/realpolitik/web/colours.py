"""The colours of pictures as a page takes them: asked of the custom properties of the style sheet."""

from __future__ import annotations

from typing import Any, Final

from realpolitik.report.palette import NAMES

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


def in_variables(node: Any, is_colour: bool = False) -> Any:
    """Return a part of a picture in which every colour of the palette is asked of the style sheet; what is text stays as it is."""
    if isinstance(node, dict):
        return {key: in_variables(item, key in COLOURED or (is_colour and key in WITHIN)) for key, item in node.items()}
    if isinstance(node, list):
        return [in_variables(item, is_colour) for item in node]
    named = NAMES.get(node.lower()) if is_colour and isinstance(node, str) else None
    return node if named is None else f"var(--{named})"
