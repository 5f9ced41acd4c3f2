"""The numbers of a crisis as the kernels read them: one row of every array for each draw.

`compile_numbers` reads a `Numbers` table (the truth's or a believer's) at the dates on which the theory uses each number,
and folds every discount in, so that the kernels add present values and never discount.

    discount_i(period t)         = patience_i ^ (t * months in a period)
    discount_i(aftermath of t)   = patience_i ^ (t * months in a period + tau)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.calendar import drafting_periods
from realpolitik.crisis.defaults import BREACH_WEIGHTS
from realpolitik.crisis.treaty import Delivery, Kind
from realpolitik.game.arrays import Floats, GameNumbers
from realpolitik.game.draws import DAYS_IN_MONTH, Draws, Numbers
from realpolitik.game.layout import Layout


def compile_numbers(layout: Layout, numbers: Numbers) -> GameNumbers:
    """Read the numbers at the dates of their use.

    Parameters
    ----------
    layout : Layout
    numbers : Numbers
        As the truth, or a believer, has them.

    Returns
    -------
    GameNumbers
    """
    arrays: dict[str, Any] = {**_table_numbers(layout, numbers), **_war_numbers(layout, numbers)}
    return GameNumbers(**arrays)


def _table_numbers(layout: Layout, numbers: Numbers) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return what the bargaining needs."""
    crisis, D, n = layout.crisis, numbers.count, len(layout.states)
    T, S, C = len(layout.periods), len(layout.suitors), len(layout.clauses)
    discount = _discount(layout, numbers)
    delay, ideology = np.zeros((D, T, n)), np.zeros((D, T, S, n))
    stakes, transfers, concession = (np.zeros((D, T, C, n)) for _ in range(3))
    for t, day in enumerate(layout.periods):
        for i, state in enumerate(layout.states):
            cost = numbers.at(f"states.{state}.delay_cost", day)
            delay[:, t, i] = discount[:, t, i] * layout.months * cost
        for s, distances in enumerate(_distances(layout, numbers, float(day.toordinal()))):
            for state, distance in distances.items():
                i = layout.states.index(state)
                theta = numbers.at(f"states.{state}.ideology_weight", day)
                ideology[:, t, s, i] = -discount[:, t, i] * theta * distance
        for c, row in enumerate(layout.clauses):
            if row.lead is None:
                continue
            for state in row.clause.cost:
                i = layout.states.index(state)
                concession[:, t, c, i] -= discount[:, t, i] * numbers.at(f"{row.path}.cost.{state}", day)
            if row.clause.delivery is not Delivery.SIGNATURE:
                continue
            for state in row.clause.worth:
                i = layout.states.index(state)
                transfers[:, t, c, i] += discount[:, t, i] * numbers.at(f"{row.path}.worth.{state}", day)
            if row.clause.stake is not None:
                stake = crisis.stakes[row.clause.stake]
                for party, sign in ((row.clause.beneficiaries[0], 1.0), (stake.holder, -1.0)):
                    if party is not None and party in stake.worth:
                        i = layout.states.index(party)
                        worth = numbers.at(f"stakes.{row.clause.stake}.worth.{party}", day)
                        stakes[:, t, c, i] += sign * discount[:, t, i] * worth
    council = np.ones(D)
    if crisis.constants.tempo is not None:
        council = -np.expm1(-numbers.at("constants.tempo") * layout.months)
    drafting = np.stack([numbers.at(f"suitors.{s}.drafting_time") for s in layout.suitors], axis=1)
    collapse = np.stack([numbers.at(f"suitors.{s}.collapse") for s in layout.suitors], axis=1)
    periods_of = np.vectorize(drafting_periods, otypes=[np.int64])
    return {
        "precision": numbers.at("constants.precision").copy(),
        "decisiveness": numbers.at("constants.decisiveness").copy(),
        "council": council,
        "drafting": periods_of(drafting, layout.months),
        "collapse": 1 - (1 - collapse) ** layout.months,
        "delay": delay,
        "stakes": stakes,
        "transfers": transfers,
        "concession": concession,
        "ideology": ideology,
        "consent": _consent(layout, numbers),
        "players": _players(layout, numbers),
    }


def _discount(layout: Layout, numbers: Numbers) -> Floats:
    """Return the discount factors of the periods; shape (D, T, n)."""
    patience = np.stack([numbers.at(f"states.{state}.patience") for state in layout.states], axis=-1)
    months = np.arange(len(layout.periods)) * layout.months
    return np.asarray(patience[:, None, :] ** months[None, :, None])


def _distances(layout: Layout, numbers: Numbers, day: float) -> list[dict[str, Draws]]:
    """Return, for each suitor, the ideological distance of each of its members, and of the pivot, to the other side."""
    crisis = layout.crisis
    result = []
    for suitor in layout.suitors:
        members = crisis.suitors[suitor].members
        apart = {
            member: _distance(layout, numbers, member, crisis.pivot, day)
            for member in members
            if crisis.states[member].ideology and crisis.states[crisis.pivot].ideology
        }
        if apart:
            weights = {member: numbers.at(f"suitors.{suitor}.members.{member}") for member in apart}
            mean = sum(weights[member] * apart[member] for member in weights) / sum(weights.values())
            apart[crisis.pivot] = np.asarray(mean)
        result.append(apart)
    return result


def _distance(layout: Layout, numbers: Numbers, one: str, other: str, day: float) -> Draws:
    axes = range(len(layout.crisis.states[one].ideology))
    gaps = [
        numbers.at(f"states.{one}.ideology.{k}", day) - numbers.at(f"states.{other}.ideology.{k}", day) for k in axes
    ]
    return np.asarray(np.sqrt(sum(gap**2 for gap in gaps)))


def _consent(layout: Layout, numbers: Numbers) -> Floats:
    chances = np.full((numbers.count, len(layout.questions)), -1.0)
    for x, (clause, state) in enumerate(layout.questions):
        path = f"{layout.clauses[clause].path}.consent_chance.{state}"
        if numbers.has(path):
            chances[:, x] = numbers.at(path)
    return chances


def _players(layout: Layout, numbers: Numbers) -> Floats:
    weights = np.zeros((numbers.count, len(layout.players), len(layout.states)))
    for k, player in enumerate(layout.players):
        if 1 <= k <= len(layout.suitors):
            suitor = layout.suitors[k - 1]
            for member in layout.crisis.suitors[suitor].members:
                weights[:, k, layout.states.index(member)] = numbers.at(f"suitors.{suitor}.members.{member}")
            weights[:, k] /= weights[:, k].sum(axis=-1, keepdims=True)
        else:
            weights[:, k, layout.states.index(player)] = 1.0
    return weights


def _war_numbers(layout: Layout, numbers: Numbers) -> dict[str, Floats]:
    """Return what the wars need, occasion by occasion."""
    D, n, O = numbers.count, len(layout.states), len(layout.occasions)
    C, Z, H = len(layout.clauses), len(layout.stakes), len(layout.hostilities)
    shapes: dict[str, tuple[int, ...]] = {
        "holding": (D, O),
        **dict.fromkeys(
            ("strength", "strength_later", "capability", "reach", "reach_transit", "exposure", "war_cost", "reputation",
             "attrition", "conquest", "prize", "balance", "discount", "discount_later"), (D, O, n)),
        **dict.fromkeys(("hostile_gain", "hostile_reach"), (D, O, H)),
        **dict.fromkeys(("weight", "coordination", "passage"), (D, O, C)),
        **dict.fromkeys(("stake_worth", "buffer"), (D, O, Z, n)),
        "payment": (D, O, C, n),
    }  # fmt: skip
    arrays = {name: np.zeros(shape) for name, shape in shapes.items()}
    for o in range(O):
        _state_numbers(layout, numbers, o, arrays)
        _plan_numbers(layout, numbers, o, arrays)
        _promise_numbers(layout, numbers, o, arrays)
    return arrays


def _state_numbers(layout: Layout, numbers: Numbers, o: int, arrays: dict[str, Floats]) -> None:
    row = layout.occasions[o]
    today = float(row.day.toordinal())
    lag = numbers.at("constants.aftermath_lag")
    later = today + lag * DAYS_IN_MONTH
    for i, state in enumerate(layout.states):
        path = f"states.{state}"
        arrays["capability"][:, o, i] = numbers.at(f"{path}.capability", today)
        arrays["strength"][:, o, i] = numbers.at(f"{path}.capability", today) * numbers.at(f"{path}.readiness", today)
        arrays["strength_later"][:, o, i] = numbers.at(f"{path}.capability", later) * numbers.at(
            f"{path}.readiness", later
        )
        for name in ("war_cost", "reputation", "attrition", "conquest"):
            arrays[name][:, o, i] = numbers.at(f"{path}.{name}", today)
        patience = numbers.at(f"{path}.patience")
        months = row.period * layout.months
        arrays["discount"][:, o, i] = patience**months
        arrays["discount_later"][:, o, i] = patience ** (months + lag)
    for h, key in enumerate(layout.hostilities):
        arrays["hostile_gain"][:, o, h] = numbers.at(f"hostilities.{key}.gain", today)
        arrays["hostile_reach"][:, o, h] = numbers.at(f"hostilities.{key}.reach", today)
    for z, key in enumerate(layout.stakes):
        stake = layout.crisis.stakes[key]
        for state in stake.worth:
            arrays["stake_worth"][:, o, z, layout.states.index(state)] = numbers.at(
                f"stakes.{key}.worth.{state}", today
            )
        for state in stake.buffer:
            arrays["buffer"][:, o, z, layout.states.index(state)] = numbers.at(f"stakes.{key}.buffer.{state}", today)


def _plan_numbers(layout: Layout, numbers: Numbers, o: int, arrays: dict[str, Floats]) -> None:
    row = layout.occasions[o]
    plan, path = layout.crisis.war_plans[row.plan], f"war_plans.{row.plan}"
    today = float(row.day.toordinal())
    principals = (plan.aggressor, plan.target)
    for state in (*principals, *plan.joiners):
        i = layout.states.index(state)
        reach = np.ones(numbers.count) if state in principals else np.zeros(numbers.count)
        if state in plan.reach:
            reach = numbers.at(f"{path}.reach.{state}", today)
        with_transit = reach
        if state in plan.reach_with_transit:
            with_transit = numbers.at(f"{path}.reach_with_transit.{state}", today)
        exposure = np.ones(numbers.count) if state in principals else reach
        if state in plan.exposure:
            exposure = numbers.at(f"{path}.exposure.{state}", today)
        arrays["reach"][:, o, i] = reach
        arrays["reach_transit"][:, o, i] = with_transit
        arrays["exposure"][:, o, i] = exposure
    for name in ("prize", "balance"):
        for state in getattr(plan, name):
            arrays[name][:, o, layout.states.index(state)] = numbers.at(f"{path}.{name}.{state}", today)
    arrays["holding"][:, o] = numbers.at(f"{path}.occasions.{row.key}.holding_cost", today)
    aggressor = layout.states.index(plan.aggressor)
    arrays["holding"][:, o] *= arrays["discount"][:, o, aggressor]


def _promise_numbers(layout: Layout, numbers: Numbers, o: int, arrays: dict[str, Floats]) -> None:
    today = float(layout.occasions[o].day.toordinal())
    for c, row in enumerate(layout.clauses):
        clause, path = row.clause, row.path
        arrays["weight"][:, o, c] = (
            BREACH_WEIGHTS[clause.kind] if clause.weight is None else numbers.at(f"{path}.weight", today)
        )
        if clause.kind is Kind.CONVENTION:
            own = clause.coordination is not None
            gain = numbers.at(f"{path}.coordination", today) if own else numbers.at("constants.coordination", today)
            arrays["coordination"][:, o, c] = gain
        if clause.kind is Kind.TRANSIT:
            arrays["passage"][:, o, c] = 1.0 if clause.passage is None else numbers.at(f"{path}.passage", today)
        if clause.delivery is not Delivery.SIGNATURE:
            for state in clause.worth:
                worth = numbers.at(f"{path}.worth.{state}", today)
                arrays["payment"][:, o, c, layout.states.index(state)] = worth
