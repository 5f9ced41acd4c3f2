"""A crisis read at point values, as simple theories need it: strength, threat, kinship, ties.

Every uncertain number stands at its median, with the effects of the events dated up to `as_of`. Beliefs and hidden types
are not read: these theories speak of what can be seen from outside.

    strength_s = sum over members m of c_m
    threat_s   = sum over members m of c_m max(reach gain)     over m's hostility toward the pivot, and the prize of war
                                                               plans against it
    kinship_s  = 1 - |ideology_pivot - ideology_lead| / (2 sqrt(axes))
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.crisis.treaties_in_force import days_in_force
from realpolitik.crisis.treaty import Treaty
from realpolitik.game.numbers.series import series_at_rank

MEDIAN = 0.5


@dataclass(frozen=True)
class Reading:
    """A crisis with its numbers at their medians on the day that it is told of."""

    crisis: Crisis
    addresses: Mapping[str, NumberAddress]
    effects: Mapping[str, tuple[tuple[str, str], ...]]

    def number(self, path: str) -> float:
        """Return the number at a dotted path.

        Raises
        ------
        KeyError
            If the crisis has none there.
        """
        address = self.addresses[path]
        value = self._median(address)
        for kind, amount_path in self.effects.get(path, ()):
            amount = self._median(self.addresses[amount_path])
            value = amount if kind == "set" else value * amount if kind == "scale" else value + amount
        return min(max(value, address.low), address.high)

    def has(self, path: str) -> bool:
        """Whether the crisis has a number at a dotted path."""
        return path in self.addresses

    def _median(self, address: NumberAddress) -> float:
        return float(series_at_rank(address, MEDIAN, 1).at(float(self.crisis.as_of.toordinal()))[0])

    def capability(self, state: str) -> float:
        """Return a state's capability, as a share of the world's."""
        return self.number(f"states.{state}.capability")

    def ideology(self, state: str) -> tuple[float, ...]:
        """Return a state's point; empty if it has none."""
        axes = range(len(self.crisis.states[state].ideology))
        return tuple(self.number(f"states.{state}.ideology.{axis}") for axis in axes)


def read(crisis: Crisis) -> Reading:
    """Read a crisis at point values."""
    dated = sorted((event.date, key) for key, event in crisis.events.items() if event.date <= crisis.as_of)
    effects: dict[str, list[tuple[str, str]]] = {}
    for _, key in dated:
        for path, effect in crisis.events[key].effects.items():
            for kind in ("set", "scale", "shift"):
                if getattr(effect, kind) is not None:
                    effects.setdefault(path, []).append((kind, f"events.{key}.effects.{path}.{kind}"))
    addresses = {address.path: address for address in numbers_of(crisis)}
    return Reading(crisis, addresses, {path: tuple(found) for path, found in effects.items()})


def strengths(reading: Reading) -> dict[str, float]:
    """Return each suitor's capability: the sum of its members'."""
    return {
        key: math.fsum(reading.capability(member) for member in sorted(suitor.members))
        for key, suitor in reading.crisis.suitors.items()
    }


def threats(reading: Reading) -> dict[str, float]:
    """Return the threat of each suitor to the pivot: capability x reach x hostility, over members (Walt 1987)."""
    return {
        key: math.fsum(reading.capability(member) * hostility(reading, member) for member in sorted(suitor.members))
        for key, suitor in reading.crisis.suitors.items()
    }


def hostility(reading: Reading, state: str) -> float:
    """Return the largest reach x gain of a state against the pivot; 0 where nothing is known of any."""
    return max((reach * gain for reach, gain in _quarrels(reading, state)), default=0.0)


def _quarrels(reading: Reading, state: str) -> Iterator[tuple[float, float]]:
    crisis = reading.crisis
    for key, hostile in crisis.hostilities.items():
        if hostile.by == state and hostile.toward == crisis.pivot:
            yield reading.number(f"hostilities.{key}.reach"), reading.number(f"hostilities.{key}.gain")
    for key, plan in crisis.war_plans.items():
        attacks = state == plan.aggressor or plan.joiners.get(state, ()) == (Side.ATTACKER,)
        if plan.target == crisis.pivot and attacks:
            reach = f"war_plans.{key}.reach.{state}"
            prize = f"war_plans.{key}.prize.{state}"
            near = reading.number(reach) if reading.has(reach) else 1.0 if state == plan.aggressor else 0.0
            yield near, max(reading.number(prize), 0.0) if reading.has(prize) else 0.0


def kinships(reading: Reading) -> dict[str, float] | None:
    """Return each suitor's nearness in ideology, from 0 to 1, by its lead; None where a point is missing."""
    here = reading.ideology(reading.crisis.pivot)
    found = {}
    for key, suitor in reading.crisis.suitors.items():
        there = reading.ideology(suitor.lead)
        if not here or not there:
            return None
        found[key] = 1.0 - math.dist(here, there) / (2.0 * math.sqrt(len(here)))
    return found


def incumbents(crisis: Crisis) -> frozenset[str]:
    """Return the suitors with a member bound to the pivot by a treaty in force when the window opens."""
    day = min(crisis.window.opens, crisis.as_of)
    partners = {state for key, treaty in crisis.treaties.items() if day in days_in_force(crisis, key)
                for state in _bound(treaty, crisis.pivot)}  # fmt: skip
    return frozenset(key for key, suitor in crisis.suitors.items() if partners & set(suitor.members))


def _bound(treaty: Treaty, state: str) -> Iterator[str]:
    """Yield the states with which a treaty binds a state, either way."""
    for clause in treaty.clauses.values():
        if state in clause.obligors:
            yield from clause.beneficiaries
        if state in clause.beneficiaries:
            yield from clause.obligors


def bonds(crisis: Crisis, one: str, other: str) -> bool:
    """Whether a treaty in force on the day the crisis is told of binds two states."""
    return any(
        other in _bound(treaty, one)
        for key, treaty in crisis.treaties.items()
        if crisis.as_of in days_in_force(crisis, key)
    )
