"""Words for numbers, by rules that are written down: the same number always gets the same words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from realpolitik.crisis.articles import the as the  # noqa: PLC0414  # it is one of the words here, too

CLEAR = 2.0
"""A figure counts as told from zero when it is larger than so many of its errors."""
LIKELIER, FAR_LIKELIER = 1.5, 10.0
"""Ratios of odds from which a chance is told as likelier than chance alone, and as far likelier; their inverses, as less likely. By
ratios of odds it makes no difference whether one speaks of a chance or of its opposite."""
NOT_TOLD = "not told apart"
"""Stands where two chances are nearer to each other than twice their combined errors, or have none."""
ABOUT = "about as likely"
"""Stands where neither is likelier."""


COUNTS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
"""Words for how many, from none on."""


def against_chance(chance: float, error: float, alone: float, alone_error: float) -> str:
    """Return the words by which the chance of a partner stands to what chance alone gives.

    Parameters
    ----------
    chance, error : float
        A chance and its standard error.
    alone, alone_error : float
        What chance alone gives, and its standard error.
    """
    combined = math.hypot(error, alone_error)
    if math.isnan(combined) or abs(chance - alone) <= CLEAR * combined:
        return NOT_TOLD
    apart = log_odds(chance) - log_odds(alone)
    if abs(apart) < math.log(LIKELIER):
        return ABOUT
    words = "likelier" if apart > 0 else "less likely"
    return f"far {words}" if abs(apart) >= math.log(FAR_LIKELIER) else words


LIKELIHOODS = (
    (0.9, "very likely"),
    (2 / 3, "likely"),
    (1 / 3, "about as likely as not"),
    (0.1, "unlikely"),
    (0.0, "very unlikely"),
)
"""Words of likelihood and the chances from which they stand, as the Intergovernmental Panel on Climate Change uses them
(Mastrandrea et al. 2010). They stand at calibrated chances alone: a model's chance says what follows from a file."""


def likelihood(chance: float) -> str:
    """Return the word for a calibrated chance."""
    return next(word for least, word in LIKELIHOODS if chance >= least)


def than_chance(words: str) -> str:
    """Return the words of `against_chance` as they stand where chance alone does not stand beside them."""
    if words == NOT_TOLD:
        return "not told from chance alone"
    return f"{words} {'as' if words == ABOUT else 'than'} by chance alone"


def log_odds(chance: float) -> float:
    """Return the logarithm of the odds of a chance."""
    if 0.0 < chance < 1.0:
        return math.log(chance) - math.log1p(-chance)
    return math.inf if chance > 0.0 else -math.inf


def listed(items: Sequence[str]) -> str:
    """Return items as a sentence lists them: "A, B and C"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


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
