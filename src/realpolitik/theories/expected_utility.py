"""The expected utility model: actors on a line press each other until nobody moves: Bueno de Mesquita (1985).

The engine, with its equations, stands in `realpolitik.theories.engines.group_decision`; it follows Scholz, Calbert &
Smith (2011). Here a crisis becomes an issue: where shall the pivot stand, between one suitor at 0 and the other at 1?

    position     members at their suitor; others, the pivot too, at 1/2 + (t_1 - t_0) / (2 max(1, |t_0| + |t_1|)),
                 t_s = 1 if a treaty in force binds it to a member of s, less 1 if one would gain by subduing the other
    capability   capability
    salience     1 for the pivot, at least 1/2 for a bidder; else the largest exposure to a war that is planned
    index_s      1/2 - |m - position of s|,  m the position that wins the vote when nobody moves, or after ten rounds
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import LOGIT, logit
from realpolitik.theories.engines.group_decision import Interpretation, decide
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import Reading, bonds, read

ROUNDS = 10
BIDDER = 0.5


@dataclass(frozen=True)
class ExpectedUtility:
    """Pressure and compromise on a line between two suitors."""

    name: str = "expected utility"
    source: str = "Bueno de Mesquita (1985), Scholz, Calbert & Smith (2011)"
    assumptions: tuple[str, ...] = (
        "Actors bargain over one issue, on a line, and see one move ahead.",
        "A challenge is backed by capability and salience, and resisted as often as its target cares.",
        "How much risk an actor takes shows in how safe it stands.",
    )
    parameters: tuple[Parameter, ...] = LOGIT
    interpretation: Interpretation = field(default_factory=Interpretation)

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit on nearness to the position that wins."""
        chosen = settled(self.parameters, values)
        if len(crisis.suitors) != 2:
            return Abstention(f"a line has two ends, and there are {len(crisis.suitors)} suitors")
        reading = read(crisis)
        actors = issue(reading)
        mirrored = tuple(sorted((1.0 - place, capability, care) for place, capability, care in actors))
        if not any(capability * care > 0.0 for _, capability, care in actors):
            return Abstention("nobody who cares has any capability")
        # Of a line and its mirror image always the same one is played, so that not even rounding knows which suitor is first.
        positions, capabilities, cares = np.array(min(actors, mirrored)).T
        decision = decide(positions, capabilities, cares, ROUNDS, self.interpretation)
        lead = float(decision.winners[-1]) - 0.5
        first, second = crisis.suitors if actors <= mirrored else reversed(crisis.suitors)
        return logit({first: -lead, second: lead}, chosen)


def issue(reading: Reading) -> tuple[tuple[float, float, float], ...]:
    """Return position, capability and salience of each actor, from the first suitor's end of the line to the second's."""
    cares = ((state, salience(reading, state)) for state in reading.crisis.states)
    return tuple(
        sorted((position(reading, state), reading.capability(state), care) for state, care in cares if care > 0.0)
    )


def position(reading: Reading, state: str) -> float:
    """Return where a state stands between the first suitor, at 0, and the second, at 1."""
    zero, one = reading.crisis.suitors.values()
    if (state in zero.members) != (state in one.members):
        return float(state in one.members)
    ties = [_tie(reading.crisis, state, tuple(suitor.members)) for suitor in (zero, one)]
    return 0.5 + (ties[1] - ties[0]) / (2.0 * max(1, abs(ties[0]) + abs(ties[1])))


def _tie(crisis: Crisis, state: str, members: tuple[str, ...]) -> int:
    bound = any(bonds(crisis, state, member) for member in members)
    pairs = [{hostile.by, hostile.toward} for hostile in crisis.hostilities.values()]
    return int(bound) - int(any({state, member} in pairs for member in members))


def salience(reading: Reading, state: str) -> float:
    """Return how much a state cares, from 0 to 1."""
    crisis = reading.crisis
    if state == crisis.pivot:
        return 1.0
    bids = any(state in suitor.members for suitor in crisis.suitors.values())
    return max([BIDDER if bids else 0.0, *_exposures(reading, state)])


def _exposures(reading: Reading, state: str) -> Iterator[float]:
    for key, plan in reading.crisis.war_plans.items():
        principal = state in (plan.aggressor, plan.target)
        for table in ("exposure", "reach"):
            path = f"war_plans.{key}.{table}.{state}"
            if reading.has(path) and not (principal and table == "reach"):
                yield reading.number(path)
                break
        else:
            if principal:
                yield 1.0
