"""Landscape theory: states sort themselves into two camps so that nobody would change: Axelrod & Bennett (1993).

The engine, and the theory's equations, stand in `realpolitik.theories.engines.configurations`. Here a crisis becomes a
landscape. The states are the pivot, the members of suitors, and others by capability, up to `MOST`; size is capability.
Propensities follow the paper in adding one point for each ground, with this program's grounds:

    p_ij =  1 - |ideology_i - ideology_j| / sqrt(axes)      if both have a point: +1 the same, -1 opposite
          - h_ij / (largest gain in the file)               h_ij: the larger gain that one would have by subduing the other
          - 1 if one holds a stake that the other covets
          - 1 if one has left the other out of a settlement
          + 1 if both bid for the pivot together, - 1 if they bid against each other

    P(s)  = (1 - doubt) share of all starting points from which the pivot ends in the camp of s alone + doubt / (n + 1)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.theories.choice import no_rivals
from realpolitik.theories.engines.configurations import Floats, Minimum, minima
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import Reading, read

MOST = 16
"""States of a landscape, of which there are 32,768 configurations then."""
DOUBT = Parameter("doubt", default=0.2, low=0.01, high=1.0, mean=0.2, spread=0.1)


@dataclass(frozen=True)
class Landscape:
    """The camp that the pivot ends in, over all points at which the sorting could begin."""

    name: str = "landscape"
    source: str = "Axelrod & Bennett (1993)"
    assumptions: tuple[str, ...] = (
        "Each state moves to the camp where it is less frustrated, and sees no further.",
        "There are two camps, and every state is in one of them.",
        "Every division is as likely a beginning as any other.",
    )
    parameters: tuple[Parameter, ...] = (DOUBT,)

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return the width of the basins in which the pivot stands with each suitor."""
        doubt = settled(self.parameters, values)["doubt"]
        if (refusal := no_rivals(crisis)) is not None:
            return refusal
        reading = read(crisis)
        states = cast(reading)
        sizes = np.array([reading.capability(state) for state in states])
        ties = propensities(reading, states)
        if not np.any(sizes * ties[0]) or sizes[0] <= 0.0:
            return Abstention("nothing draws the pivot to anyone, or away")
        found = minima(sizes, ties)
        total = math.fsum(minimum.basin for minimum in found)
        weights = dict.fromkeys((*crisis.suitors, NONE), doubt / (len(crisis.suitors) + 1))
        for minimum in found:
            weights[_camp(reading, states, minimum)] += (1 - doubt) * minimum.basin / total
        return Forecast(weights)


def cast(reading: Reading) -> tuple[str, ...]:
    """Return the states of the landscape: the pivot first, then the suitors' members, then others, the strongest first.

    Where there are more than `MOST`, a state that is left out takes with it those of its kind that are as strong.
    """
    crisis = reading.crisis
    bidding = {member for suitor in crisis.suitors.values() for member in suitor.members}

    def weakness(state: str) -> tuple[bool, float]:
        return state not in bidding, -reading.capability(state)

    states = sorted((state for state in crisis.states if state != crisis.pivot), key=weakness)
    left_out = states[MOST - 1 :]
    if left_out:
        states = [state for state in states if weakness(state) < weakness(left_out[0])]
    return crisis.pivot, *states


def propensities(reading: Reading, states: tuple[str, ...]) -> Floats:
    """Return the propensity of each pair to work together; shape (states, states)."""
    crisis = reading.crisis
    number = {state: index for index, state in enumerate(states)}
    ties = np.zeros((len(states), len(states)))

    def add(one: str, other: str, amount: float) -> None:
        if one in number and other in number and one != other:
            ties[number[one], number[other]] += amount
            ties[number[other], number[one]] += amount

    camps = [set(suitor.members) for suitor in crisis.suitors.values()]
    for place, one in enumerate(states):
        for other in states[:place]:
            here, there = reading.ideology(one), reading.ideology(other)
            if here and there:
                add(one, other, 1.0 - math.dist(here, there) / math.sqrt(len(here)))
            together = any(one in camp and other in camp for camp in camps)
            bids = [any(state in camp for camp in camps) for state in (one, other)]
            add(one, other, 1.0 if together else -1.0 if all(bids) else 0.0)
    for (one, other), gain in _gains(reading).items():
        add(one, other, -gain)
    for one, other, _ in sorted(_coveted(reading) | _left_out(crisis)):
        add(one, other, -1.0)
    return ties


def _gains(reading: Reading) -> dict[tuple[str, str], float]:
    """Return the larger gain of each pair by subduing the other, over the largest in the file."""
    found: dict[tuple[str, str], float] = {}
    for key, hostile in reading.crisis.hostilities.items():
        pair = _pair(hostile.by, hostile.toward)
        found[pair] = max(found.get(pair, 0.0), reading.number(f"hostilities.{key}.gain"))
    largest = max(found.values(), default=0.0)
    return {pair: gain / largest for pair, gain in found.items() if largest > 0.0}


def _coveted(reading: Reading) -> set[tuple[str, str, str]]:
    """Return the pairs of which one holds what the other covets, each once."""
    return {
        (*_pair(stake.holder, state), "stake")
        for key, stake in reading.crisis.stakes.items()
        for state in stake.worth
        if stake.holder is not None and reading.number(f"stakes.{key}.worth.{state}") > 0.0
    }


def _left_out(crisis: Crisis) -> set[tuple[str, str, str]]:
    """Return the pairs of which one has left the other out, each once."""
    return {
        (*_pair(exclusion.state, other), "slight")
        for event in crisis.events.values()
        if event.date <= crisis.as_of
        for exclusion in event.excludes
        for other in exclusion.by
    }


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _camp(reading: Reading, states: tuple[str, ...], minimum: Minimum) -> str:
    """Return the one suitor most of whose capability stands with the pivot; none if there is no such one."""
    beside = {state for state, side in zip(states, minimum.sides, strict=True) if side == minimum.sides[0]}
    found = []
    for key, suitor in reading.crisis.suitors.items():
        weights = {member: reading.capability(member) for member in suitor.members}
        if math.fsum(weights[member] for member in weights if member in beside) > math.fsum(weights.values()) / 2:
            found.append(key)
    return found[0] if len(found) == 1 else NONE
