"""The one way in which text from anybody gets into a page: escaped as markup, or as JSON inside a script element.

No other module may put text into HTML by itself. Templates escape through the same library.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

_ESCAPED = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})
"""What could end a script element, begin a comment or an entity in one, or end a line of a script."""


def embedded_json(document: Any) -> Markup:
    """Return JSON that may stand inside a script element of a page: no text in it can leave the element.

    What is not a number becomes null, minus zero is zero, and dates become text.
    """
    text = json.dumps(finite(document), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPED))


def finite(value: Any) -> Any:
    """Return a document in which what is not a number is null, minus zero is zero, and dates are text."""
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None  # minus zero is zero
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [finite(item) for item in value]
    return value


__all__ = ["Markup", "embedded_json", "escape", "finite"]
