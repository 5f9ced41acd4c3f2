r"""The terms of the ledger that arise at the table."""

from __future__ import annotations

import math

from realpolitik.crisis.doubt import asked_to_consent
from realpolitik.crisis.treaty import Delivery
from realpolitik.game.rules.warfare import cost_terms, delivery_terms
from realpolitik.game.rules.world import UNEXPLAINED, Bundle, Ledger, World, plus


def delay_terms(world: World, t: int) -> Ledger:
    r"""Return the term of a step without signature: $-h_t\, \text{delay\_cost}_i$."""
    day, months, length = world.clock.days[t], world.clock.months[t], world.clock.lengths[t]
    costs = {i: length * world.of_state(i, "delay_cost", day) for i in world.crisis.states}
    return world.counting({(i, "delay"): -cost * world.factor(i, months) for i, cost in costs.items()})


def signature_terms(world: World, suitor: str, bundle: Bundle, t: int) -> Ledger:
    r"""Return the terms of a signature, dated at the step.

    Stakes, transfers, concession, ideology $-\theta_i d$, and what is unexplained: $\varepsilon$ of the pivot with the
    suitor, of the suitor for each of its members, and of each state that consented to a clause of the text.
    """
    day, bloc = world.clock.days[t], world.crisis.suitors[suitor]
    ledger: Ledger = {}
    for key in sorted(bundle):
        path = f"suitors.{suitor}.menu.{key}"
        clause = world.clause(path)
        if clause.delivery == Delivery.SIGNATURE:
            ledger = plus(ledger, delivery_terms(world, path, day), cost_terms(world, path, day))
    distances = {i: distance(world, i, world.crisis.pivot, t) for i in bloc.members}
    distances[world.crisis.pivot] = world.bloc(suitor, distances)
    for i, d in distances.items():
        ledger[i, "ideology"] = -world.of_state(i, "ideology_weight", day) * d
    ledger = plus(ledger, unexplained_by_signing(world, suitor, bundle))
    months = world.clock.months[t]
    return world.counting({(i, term): amount * world.factor(i, months) for (i, term), amount in ledger.items()})


def unexplained_by_signing(world: World, suitor: str, bundle: Bundle) -> Ledger:
    r"""Return what no term explains of the worth of a signature, undated."""
    bloc = world.crisis.suitors[suitor]
    asked = {state for key in bundle for state in bloc.menu[key].consent_of} & set(asked_to_consent(bloc))
    parts: list[Ledger] = [{(world.crisis.pivot, UNEXPLAINED): world.doubt(f"pivot.{suitor}")}]
    parts += [{(i, UNEXPLAINED): world.doubt(f"suitor.{suitor}")} for i in bloc.members]
    parts += [{(i, UNEXPLAINED): world.doubt(f"consent.{suitor}.{i}")} for i in sorted(asked)]
    return plus(*parts)


def distance(world: World, one: str, other: str, t: int) -> float:
    """Return the Euclidean distance between two states' points; 0 if either has none."""
    day = world.clock.days[t]
    axes = min(len(world.crisis.states[i].ideology) for i in (one, other))
    gaps = [
        world.of_state(one, f"ideology.{axis}", day) - world.of_state(other, f"ideology.{axis}", day)
        for axis in range(axes)
    ]
    return math.hypot(*gaps)
