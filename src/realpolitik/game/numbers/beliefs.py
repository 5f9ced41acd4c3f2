"""What a state takes for true: perceptions, and what an exclusion makes of another's word.

A believer has the truth's numbers, changed by its own perceptions. A state that was shut out at an event trusts those who shut it
out less:

    rho_e  times  1 - weight 2^(-months since the event / half-life)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

import numpy as np

from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.schema import Crisis, Exclusion
from realpolitik.game.numbers.draws import Numbers
from realpolitik.game.numbers.series import Change
from realpolitik.game.numbers.streams import Draws

Beliefs = Mapping[str, Sequence[Change]]
"""Perception -> the changes that it makes to its number."""
Amount = TypeVar("Amount", float, Draws)
"""A number, or the same in every draw."""
LEAST_HALF_LIFE = 1e-9
"""Months; what forgets sooner forgets at once."""


def belief(crisis: Crisis, truth: Numbers, key: str) -> Change:
    """Return the change that a perception makes to its number in its believer's model."""
    perception = crisis.perceptions[key]
    form, kind = next(
        (form, kind)
        for form, kind in (("value", "set"), ("shift", "shift"), ("factor", "scale"))
        if getattr(perception, form) is not None
    )
    return Change(None, kind, truth.at(f"perceptions.{key}.{form}"))


def believed_numbers(crisis: Crisis, truth: Numbers, state: str, beliefs: Beliefs | None = None) -> Numbers:
    """Return the numbers as one state has them: the truth with its perceptions and exclusions.

    Parameters
    ----------
    crisis : Crisis
    truth : Numbers
    state : str
    beliefs : mapping, optional
        Other changes that stand in the place of those of some perceptions.
    """
    changes = [
        (perception.path, change)
        for key, perception in crisis.perceptions.items()
        if perception.who == state
        for change in (beliefs[key] if beliefs and key in beliefs else (belief(crisis, truth, key),))
    ]
    changes += [
        (f"states.{excluder}.reputation", Change(None, "scale", factor))
        for excluder, factor in _exclusions(crisis, truth, state)
    ]
    return truth.changed(changes)


def believers(crisis: Crisis) -> tuple[str, ...]:
    """Return the states whose model of the crisis differs from the truth of the file, in the order of the file."""
    holders = {perception.who for perception in crisis.perceptions.values()}
    holders |= {exclusion.state for exclusion, _ in exclusions_by(crisis, crisis.window.opens)}
    return tuple(state for state in crisis.states if state in holders)


def exclusions_by(crisis: Crisis, day: date) -> Iterator[tuple[Exclusion, float]]:
    """Yield the exclusions up to a day, each with the months since it."""
    for event in crisis.events.values():
        if event.date <= day:
            for exclusion in event.excludes:
                yield exclusion, (day - event.date).days / DAYS_IN_MONTH


def credit_left(months: float, weight: Amount, half_life: Amount) -> Amount:
    """Return the share of an excluder's credit that is left some months after an exclusion; half-life in months."""
    left: Amount = 1 - weight * 2 ** (-months / np.maximum(half_life, LEAST_HALF_LIFE))
    return left


def _exclusions(crisis: Crisis, truth: Numbers, state: str) -> Iterator[tuple[str, Draws]]:
    weight, half_life = (truth.at(f"constants.exclusion_{name}") for name in ("weight", "half_life"))
    for exclusion, months in exclusions_by(crisis, crisis.window.opens):
        if exclusion.state == state:
            for excluder in exclusion.by:
                yield excluder, credit_left(months, weight, half_life)
