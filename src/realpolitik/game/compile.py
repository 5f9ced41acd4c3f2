"""The numbers of a crisis as the kernels read them: one row of every array for each draw.

`compile_numbers` reads a `Numbers` table (the truth's or a believer's) at the dates on which the theory uses each number,
and folds every discount in, so that the kernels add present values and never discount.

    discount_i(period t)         = patience_i ^ (t * months in a period)
    discount_i(aftermath of t)   = patience_i ^ (t * months in a period + tau)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.calendar import drafting_periods
from realpolitik.crisis.defaults import BREACH_WEIGHTS
from realpolitik.crisis.treaty import Delivery, Kind
from realpolitik.game.arrays import (
    CLAUSE_NUMBERS,
    HOSTILITY_NUMBERS,
    STATE_NUMBERS,
    Floats,
    GameNumbers,
    SignatureTerms,
)
from realpolitik.game.draws import DAYS_IN_MONTH, Draws, Numbers
from realpolitik.game.layout import Layout


def compile_numbers(layout: Layout, numbers: Numbers) -> tuple[GameNumbers, SignatureTerms]:
    """Read the numbers at the dates of their use.

    Parameters
    ----------
    layout : Layout
    numbers : Numbers
        As the truth, or a believer, has them.

    Returns
    -------
    GameNumbers
    SignatureTerms
        What its signature terms are made of.
    """
    terms = _signature_terms(layout, numbers)
    arrays: dict[str, Any] = {**_table_numbers(layout, numbers), **_war_numbers(layout, numbers)}
    return GameNumbers(signature=terms.stakes + terms.transfers + terms.concession, **arrays), terms


def _period_days(layout: Layout) -> list[float]:
    return [float(day.toordinal()) for day in layout.periods]


def _signature_terms(layout: Layout, numbers: Numbers) -> SignatureTerms:
    """Return what every clause of a menu brings at signature, by term."""
    days, discount = _period_days(layout), _discount(layout, numbers)
    menus = [row for row in layout.clauses if row.lead is not None]
    place = {state: i for i, state in enumerate(layout.states)}
    shape = (numbers.count, len(menus), len(place), len(days))
    terms = SignatureTerms(np.zeros(shape), np.zeros(shape), np.zeros(shape))
    for c, row in enumerate(menus):
        for state in row.clause.cost:
            i = place[state]
            terms.concession[:, c, i] -= discount[:, i] * numbers.over(f"{row.path}.cost.{state}", days)
        if row.clause.delivery is not Delivery.SIGNATURE:
            continue
        for state in row.clause.worth:
            i = place[state]
            terms.transfers[:, c, i] += discount[:, i] * numbers.over(f"{row.path}.worth.{state}", days)
        if row.clause.stake is not None:
            stake = layout.crisis.stakes[row.clause.stake]
            for party, sign in ((row.clause.beneficiaries[0], 1.0), (stake.holder, -1.0)):
                if party is not None and party in stake.worth:
                    i = place[party]
                    worth = numbers.over(f"stakes.{row.clause.stake}.worth.{party}", days)
                    terms.stakes[:, c, i] += sign * discount[:, i] * worth
    return terms


def _table_numbers(layout: Layout, numbers: Numbers) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return what the bargaining needs, signature terms apart."""
    D, n, T, S = numbers.count, len(layout.states), len(layout.periods), len(layout.suitors)
    days, discount = _period_days(layout), _discount(layout, numbers)
    delay, ideology = np.zeros((D, T, n)), np.zeros((D, S, n, T))
    for i, state in enumerate(layout.states):
        delay[:, :, i] = discount[:, i] * numbers.over(f"states.{state}.delay_cost", days) * layout.months
    for s, distances in enumerate(_distances(layout, numbers, days)):
        for state, distance in distances.items():
            i = layout.states.index(state)
            ideology[:, s, i] = -discount[:, i] * numbers.over(f"states.{state}.ideology_weight", days) * distance
    council = np.ones(D)
    if layout.crisis.constants.tempo is not None:
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
        "ideology": ideology,
        "consent": _consent(layout, numbers),
        "players": _players(layout, numbers),
    }


def _discount(layout: Layout, numbers: Numbers) -> Floats:
    """Return the discount factors of the periods; shape (D, n, T)."""
    patience = np.stack([numbers.at(f"states.{state}.patience") for state in layout.states], axis=-1)
    months = np.arange(len(layout.periods)) * layout.months
    return np.asarray(np.exp(np.log(patience)[:, :, None] * months))


def _distances(layout: Layout, numbers: Numbers, days: Sequence[float]) -> list[dict[str, Draws]]:
    """Return, for each suitor, the ideological distance (D, T) of each member, and of the pivot, to the other side."""
    crisis = layout.crisis
    result = []
    for suitor in layout.suitors:
        members = crisis.suitors[suitor].members
        apart = {
            member: _distance(layout, numbers, member, crisis.pivot, days)
            for member in members
            if crisis.states[member].ideology and crisis.states[crisis.pivot].ideology
        }
        if apart:
            weights = {member: numbers.at(f"suitors.{suitor}.members.{member}")[:, None] for member in apart}
            mean = sum(weights[member] * apart[member] for member in weights) / sum(weights.values())
            apart[crisis.pivot] = np.asarray(mean)
        result.append(apart)
    return result


def _distance(layout: Layout, numbers: Numbers, one: str, other: str, days: Sequence[float]) -> Draws:
    axes = range(len(layout.crisis.states[one].ideology))
    gaps = [
        numbers.over(f"states.{one}.ideology.{k}", days) - numbers.over(f"states.{other}.ideology.{k}", days)
        for k in axes
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
        "of_state": (D, O, len(STATE_NUMBERS), n),
        "of_hostility": (D, O, len(HOSTILITY_NUMBERS), H),
        "of_clause": (D, O, len(CLAUSE_NUMBERS), C),
        **dict.fromkeys(("stake_worth", "buffer"), (D, O, Z, n)),
        "payment": (D, O, C, n),
    }
    tables = {name: np.zeros(shape) for name, shape in shapes.items()}
    rows = {"of_state": STATE_NUMBERS, "of_hostility": HOSTILITY_NUMBERS, "of_clause": CLAUSE_NUMBERS}
    parts = {name: tables[table][:, :, row] for table, names in rows.items() for row, name in enumerate(names)}
    arrays = {**tables, **parts}
    _state_numbers(layout, numbers, arrays)
    _promise_numbers(layout, numbers, arrays)
    for key in layout.crisis.war_plans:
        _plan_numbers(layout, numbers, key, arrays)
    return tables


def _occasion_days(layout: Layout) -> list[float]:
    return [float(row.day.toordinal()) for row in layout.occasions]


def _state_numbers(layout: Layout, numbers: Numbers, arrays: dict[str, Floats]) -> None:
    days = _occasion_days(layout)
    lag = numbers.at("constants.aftermath_lag")
    later = [day + lag * DAYS_IN_MONTH for day in days]
    months = np.array([row.period * layout.months for row in layout.occasions])
    for i, state in enumerate(layout.states):
        path = f"states.{state}"
        arrays["capability"][:, :, i] = numbers.over(f"{path}.capability", days)
        arrays["strength"][:, :, i] = arrays["capability"][:, :, i] * numbers.over(f"{path}.readiness", days)
        for o, day in enumerate(later):
            strength = numbers.at(f"{path}.capability", day) * numbers.at(f"{path}.readiness", day)
            arrays["strength_later"][:, o, i] = strength
        for name in ("war_cost", "reputation", "attrition", "conquest"):
            arrays[name][:, :, i] = numbers.over(f"{path}.{name}", days)
        patience = np.log(numbers.at(f"{path}.patience"))[:, None]
        arrays["discount"][:, :, i] = np.exp(patience * months)
        arrays["discount_later"][:, :, i] = np.exp(patience * (months + lag[:, None]))
    for h, key in enumerate(layout.hostilities):
        arrays["hostile_gain"][:, :, h] = numbers.over(f"hostilities.{key}.gain", days)
        arrays["hostile_reach"][:, :, h] = numbers.over(f"hostilities.{key}.reach", days)
    for z, key in enumerate(layout.stakes):
        for name, holders in (("worth", layout.crisis.stakes[key].worth), ("buffer", layout.crisis.stakes[key].buffer)):
            array = arrays["stake_worth" if name == "worth" else "buffer"]
            for state in holders:
                array[:, :, z, layout.states.index(state)] = numbers.over(f"stakes.{key}.{name}.{state}", days)


def _plan_numbers(layout: Layout, numbers: Numbers, key: str, arrays: dict[str, Floats]) -> None:
    plan, path = layout.crisis.war_plans[key], f"war_plans.{key}"
    own = [o for o, row in enumerate(layout.occasions) if row.plan == key]
    days = [_occasion_days(layout)[o] for o in own]
    principals = (plan.aggressor, plan.target)
    certain = np.ones((numbers.count, len(own)))
    for state in (*principals, *plan.joiners):
        i = layout.states.index(state)
        reach = certain if state in principals else 0 * certain
        if state in plan.reach:
            reach = numbers.over(f"{path}.reach.{state}", days)
        exposure = certain if state in principals else reach
        arrays["reach"][:, own, i] = arrays["reach_transit"][:, own, i] = reach
        arrays["exposure"][:, own, i] = exposure
        if state in plan.reach_with_transit:
            arrays["reach_transit"][:, own, i] = numbers.over(f"{path}.reach_with_transit.{state}", days)
        if state in plan.exposure:
            arrays["exposure"][:, own, i] = numbers.over(f"{path}.exposure.{state}", days)
    for name in ("prize", "balance"):
        for state in getattr(plan, name):
            arrays[name][:, own, layout.states.index(state)] = numbers.over(f"{path}.{name}.{state}", days)
    aggressor = layout.states.index(plan.aggressor)
    for o, day in zip(own, days, strict=True):
        cost = numbers.at(f"{path}.occasions.{layout.occasions[o].key}.holding_cost", day)
        arrays["holding"][:, o] = cost * arrays["discount"][:, o, aggressor]


def _promise_numbers(layout: Layout, numbers: Numbers, arrays: dict[str, Floats]) -> None:
    days = _occasion_days(layout)
    for c, row in enumerate(layout.clauses):
        clause, path = row.clause, row.path
        arrays["weight"][:, :, c] = (
            BREACH_WEIGHTS[clause.kind] if clause.weight is None else numbers.over(f"{path}.weight", days)
        )
        if clause.kind is Kind.CONVENTION:
            source = "constants.coordination" if clause.coordination is None else f"{path}.coordination"
            arrays["coordination"][:, :, c] = numbers.over(source, days)
        if clause.kind is Kind.TRANSIT:
            arrays["passage"][:, :, c] = 1.0 if clause.passage is None else numbers.over(f"{path}.passage", days)
        if clause.delivery is not Delivery.SIGNATURE:
            for state in clause.worth:
                i = layout.states.index(state)
                arrays["payment"][:, :, c, i] = numbers.over(f"{path}.worth.{state}", days)
