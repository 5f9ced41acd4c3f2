"""What of a crisis can be turned: the few numbers that its answer hangs on most, and what states wrongly take for true."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from realpolitik.analysis.answers import Answers
from realpolitik.analysis.inputs import Bench
from realpolitik.analysis.work import Work
from realpolitik.crisis.numbers import NumberAddress
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.beliefs import believed_numbers
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.numbers.series import series_at_rank
from realpolitik.game.numbers.streams import uniforms

MOST_SLIDERS = 4
STOPS = 5
"""Values at which each slider is solved."""
ENDS = (0.02, 0.98)
"""Ranks of the lowest and of the highest value of a slider, by what the sources say."""
CANDIDATES = 24
"""Numbers that are tried as sliders."""
TRIED = 8
"""Draws in which they are tried."""
DIGITS = 3
"""Of the values of stops: an address that names one is short, and finds it again."""
PAIRED = 64
"""Draws from which it is told what a state believes, and what is true."""
FORMS = ("uniform", "triangular", "normal", "beta", "lognormal")
"""Numbers that a slider can set: those with one range over the whole window."""


@dataclass(frozen=True)
class Input:
    """An uncertain number that a slider could set.

    Attributes
    ----------
    path, unit : str
    low, middle, high : float
        Values at the ranks `ENDS`, and at a half, by what the sources say.
    """

    path: str
    unit: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Slider:
    """A number that the answer hangs on, and what it can be set to.

    Attributes
    ----------
    input : Input
    moves : float
        How far the chances of the partners move between the ends, in sum, over the draws in which it was tried.
    stops : tuple of float
        Values that are solved beforehand; in between is read off.
    """

    input: Input
    moves: float
    stops: tuple[float, ...]


@dataclass(frozen=True)
class Pair:
    """What a state takes for true, beside what is, on the day the window opens.

    Attributes
    ----------
    perception : str
        Its key.
    who : str
        The state that believes it.
    path : str
        Of the number.
    believed, true : tuple of three floats
        Mean, and the fifth and ninety-fifth percentile, over draws.
    """

    perception: str
    who: str
    path: str
    believed: tuple[float, float, float]
    true: tuple[float, float, float]


def inputs_of(crisis: Crisis, seed: int) -> tuple[Input, ...]:
    """Return the uncertain numbers that a run reads and a slider can set, in the order of the file."""
    found = Bench(crisis, seed, Work(seed=seed)).addresses
    return tuple(_input(address) for address in found.values() if _can_slide(address))


def _can_slide(address: NumberAddress) -> bool:
    """Whether a number has one range, and is no doubt of a choice, which no source speaks of."""
    quantity = address.quantity
    has_range = any(getattr(quantity, form, None) is not None for form in FORMS)
    return has_range and not address.path.startswith(("doubt.", "perceptions."))


def _input(address: NumberAddress) -> Input:
    low, middle, high = (float(series_at_rank(address, rank, 1).values[0, 0]) for rank in (ENDS[0], 0.5, ENDS[1]))
    return Input(address.path, address.unit, low, middle, high)


def candidates_of(inputs: Sequence[Input], base: Answers, seed: int, most: int = CANDIDATES) -> tuple[Input, ...]:
    """Return the numbers worth trying as sliders: those with which the answer goes most, over the draws that are solved anyway.

    Nothing is solved for it: a number's ranks in the draws are known, and so is every partner's chance. A number is told by the
    sum over partners of its squared covariance with their chances, over its variance: what a straight line through the ranks
    takes up of their variance (Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, section 1.2.5, with ranks for
    values). What bends back and forth is not seen, and with few draws much of it is noise: hence they are tried.

    Parameters
    ----------
    inputs : sequence of Input
    base : Answers
        The first draws of the seed.
    seed : int
    most : int
        Numbers at most, that with which it goes most first.
    """
    chances = base.partner - base.partner.mean(axis=0)
    taken_up = {}
    for one in inputs:
        rank = uniforms(seed, one.path, 0, base.draws)
        rank = rank - rank.mean()
        taken_up[one] = float(((rank @ chances) ** 2).sum()) / (float(rank @ rank) or 1.0)
    spread = [one for one in inputs if one.low < one.high]
    return tuple(sorted(spread, key=lambda one: -taken_up[one])[:most])


def moved(low: Answers, high: Answers) -> float:
    """Return how far the chances of the partners move from one end of a slider to the other, in sum."""
    return float(abs(high.partner.mean(axis=0) - low.partner.mean(axis=0)).sum())


def chosen(moves: Mapping[Input, float], most: int = MOST_SLIDERS) -> tuple[Slider, ...]:
    """Return sliders for the numbers that move the answer most, between what the sources say at one end and at the other.

    Parameters
    ----------
    moves : mapping
        Number -> how far it moves the chances.
    most : int
        Sliders at most; what moves nothing gets none.
    """
    best = sorted((one for one in moves if moves[one] > 0), key=lambda one: -moves[one])[:most]
    return tuple(Slider(one, moves[one], stops_of(one)) for one in best)


def stops_of(one: Input) -> tuple[float, ...]:
    """Return the values at which a slider is solved, from end to end."""
    stops = (_short(one.low + (one.high - one.low) * place / (STOPS - 1)) for place in range(STOPS))
    return tuple(dict.fromkeys(stops))


def _short(value: float) -> float:
    """Return a value to a few digits."""
    if value == 0:
        return 0.0
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))


def pairs_of(crisis: Crisis, seed: int) -> tuple[Pair, ...]:
    """Return what states take for true beside what is, in the order of the file."""
    truth = draw_numbers(crisis, seed, 0, PAIRED)
    holders: Mapping[str, object] = dict.fromkeys(one.who for one in crisis.perceptions.values())
    believed = {who: believed_numbers(crisis, truth, who) for who in holders}
    return tuple(
        Pair(key, one.who, one.path, _told(believed[one.who].at(one.path)), _told(truth.at(one.path)))
        for key, one in crisis.perceptions.items()
    )


def _told(values: np.ndarray) -> tuple[float, float, float]:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(values.mean()), float(low), float(high)
