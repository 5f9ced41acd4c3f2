"""Words for numbers, by rules that are written down: the same number always gets the same words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

CLEAR = 2.0
"""A figure counts as told apart from nothing when it is larger than so many of its errors."""
SCALE = (
    (0.02, "almost certainly not"),
    (0.15, "very unlikely"),
    (0.40, "unlikely"),
    (0.60, "about even"),
    (0.85, "likely"),
    (0.98, "very likely"),
    (1.01, "almost certainly"),
)
"""Words for chances: each holds below its number."""


COUNTS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
"""Words for how many, from none on."""


def in_words(chance: float) -> str:
    """Return the words for a chance."""
    return next(words for ceiling, words in SCALE if chance < ceiling)


def adjective(chance: float) -> str:
    """Return the words for a chance as they follow "is"."""
    return _AFTER_IS.get(in_words(chance), in_words(chance))


_AFTER_IS = {"almost certainly not": "almost ruled out", "almost certainly": "almost certain"}


def listed(items: Sequence[str]) -> str:
    """Return items as a sentence lists them: "A, B and C"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


ARTICLES = ("Union", "States", "Kingdom", "Republic", "Empire", "powers", "Powers", "Netherlands", "Allies", "Axis")
"""Words in a name before which English says "the"."""


def the(name: str) -> str:
    """Return a name as it stands within a sentence, with its article if English gives it one."""
    if name.startswith("The "):
        return f"the {name[4:]}"
    return f"the {name}" if any(word in ARTICLES for word in re.split(r"[ ,]", name)) else name


def sentence(text: str) -> str:
    """Begin a line with a capital and end it with a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def spoken(key: str) -> str:
    """Return a key of a file as words."""
    return key.replace("_", " ").replace("-", " ")


def or_zero(error: float) -> float:
    """Return an error; nothing, where there is none."""
    return 0.0 if math.isnan(error) else error


def told_apart(value: float, error: float, smallest: float) -> bool:
    """Whether a figure is told apart from nothing: not too small to tell, and larger than twice its error."""
    return abs(value) >= smallest and abs(value) > CLEAR * or_zero(error)
