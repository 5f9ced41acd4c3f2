r"""The terms of the ledger that arise at the table, and in the aftermath of a war once it is known how that went."""

from __future__ import annotations

import math

from realpolitik.crisis.schema import Side
from realpolitik.crisis.treaty import Delivery
from realpolitik.game.rules.warfare import Battle, Turn, delivery_terms
from realpolitik.game.rules.world import Bundle, Ledger, World, plus


def delay_terms(world: World, t: int) -> Ledger:
    r"""Return the term of a period without signature: $-\ell\, \text{delay\_cost}_i$."""
    return {
        (i, "delay"): -world.ell
        * world.of_state(i, "delay_cost", world.starts[t])
        * world.factor(i, t * world.ell)
        for i in world.crisis.states
    }  # fmt: skip


def signature_terms(world: World, suitor: str, bundle: Bundle, t: int) -> Ledger:
    r"""Return the terms of a signature, dated at the period: stakes, transfers, concession, ideology $-\theta_i d$."""
    day, bloc = world.starts[t], world.crisis.suitors[suitor]
    ledger: Ledger = {}
    for key in sorted(bundle):
        path = f"suitors.{suitor}.menu.{key}"
        clause = world.clause(path)
        if clause.delivery == Delivery.SIGNATURE:
            ledger = plus(ledger, delivery_terms(world, path, day))
        ledger = plus(ledger, {(i, "concession"): -world.number(f"{path}.cost.{i}", day) for i in clause.cost})
    distances = {i: distance(world, i, world.crisis.pivot, t) for i in bloc.members}
    distances[world.crisis.pivot] = world.bloc(suitor, distances)
    for i, d in distances.items():
        ledger[i, "ideology"] = -world.of_state(i, "ideology_weight", day) * d
    return {(i, term): amount * world.factor(i, t * world.ell) for (i, term), amount in ledger.items()}


def distance(world: World, one: str, other: str, t: int) -> float:
    """Return the Euclidean distance between two states' points; 0 if either has none."""
    day = world.starts[t]
    axes = min(len(world.crisis.states[i].ideology) for i in (one, other))
    gaps = [
        world.of_state(one, f"ideology.{axis}", day) - world.of_state(other, f"ideology.{axis}", day)
        for axis in range(axes)
    ]
    return math.hypot(*gaps)


def turn_terms(world: World, battle: Battle, winner: Side, turn: Turn, prevails: bool, falls: bool) -> Ledger:
    r"""Return the terms of a victor's turning, dated at the attack plus $\tau$.

    The victor gets $g_{wj} - \text{breach}_{wj}$ if it prevails, else $-k_w - \text{breach}_{wj}$. A victim loses what it still has
    of $k_j + 1$ when it falls for the first time.
    """
    slot = battle.slot
    day, months = slot.day, slot.period * world.ell + world.lag
    gain = world.number(f"hostilities.{turn.hostility}.gain", day)
    cost = world.of_state(turn.by, "war_cost", day)
    breach = turn.success * gain - (1 - turn.success) * cost - turn.worth  # what its expected worth leaves out
    amount = gain - breach if prevails else -cost - breach
    ledger = {(turn.by, "aftermath"): amount * world.factor(turn.by, months)}
    if falls:
        lost = battle.still_has(turn.toward, winner) * (world.of_state(turn.toward, "war_cost", day) + 1)
        ledger[turn.toward, "aftermath"] = -lost * world.factor(turn.toward, months)
    return ledger
