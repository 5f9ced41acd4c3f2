"""Words for numbers, by rules that are written down: the same number always gets the same words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

CLEAR = 2.0
"""A figure counts as told from zero when it is larger than so many of its errors."""
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


ARTICLES = frozenset(
    {
        "Alliance", "Allies", "Axis", "Bloc", "Caliphate", "Coalition", "Commonwealth", "Confederacy", "Confederation", "Crown",
        "Electorate", "Emirates", "Empire", "Entente", "Federation", "Horde", "Kingdom", "League", "Netherlands", "Ottomans",
        "Pact", "Philippines", "Porte", "Powers", "Republic", "Republics", "States", "Sultanate", "Tsardom", "Union",
    }
)  # fmt: skip
"""Words in a name before which English says "the"."""


def the(name: str) -> str:
    """Return a name as it stands within a sentence, with its article if English gives it one."""
    parts = re.split(r"( and |, )", name)
    return "".join(_with_article(part) for part in parts)


def _with_article(name: str) -> str:
    """Return a name of one thing with its article."""
    if name.startswith("The "):
        return f"the {name[4:]}"
    known = {word.capitalize() for word in name.split(" ")}
    return f"the {name}" if known & ARTICLES and not name.startswith("the ") else name


def starting(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """Begin a line with a capital and end it with a full stop."""
    return f"{starting(text)}."


def spoken(key: str) -> str:
    """Return a key of a file as words."""
    return key.replace("_", " ").replace("-", " ")


def or_zero(error: float) -> float:
    """Return an error; nothing, where there is none."""
    return 0.0 if math.isnan(error) else error


def told_apart(value: float, error: float, smallest: float) -> bool:
    """Whether a figure is told from zero: not too small to tell, and larger than twice its error."""
    return abs(value) >= smallest and abs(value) > CLEAR * or_zero(error)


SMALL = 0.0095
"""Chances nearer to 0 or 1 than this, which would read 0% or 100%, or 1% or 99% by rounding up, get one place more."""


def percent_text(value: float) -> str:
    """Return a chance in per cent."""
    near = min(abs(value), abs(1.0 - value)) < SMALL and round(value, 3) not in {0.0, 1.0}
    return f"{100 * value:.{1 if near else 0}f}%".replace("-", "−")


def count_of(number: int, noun: str) -> str:
    """Return a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
