"""The numbers of a crisis as the kernels read them: one row of every array for each game and draw.

`compile_numbers` reads numbers at the dates on which the theory uses each, and folds every discount in, so that the kernels add
present values and never discount.

    discount_i(step t)           = patience_i ^ (months from the opening to t)
    discount_i(aftermath of t)   = patience_i ^ (months from the opening to t + tau)

Every payoff but the unexplained one is multiplied by `constants.at_stake`.

Inside this module arrays begin with the axes (games, draws, variants) of a `realpolitik.game.numbers.grid.Grid`, written G, D, V,
and what is read has length 1 on an axis along which all agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.defaults import LEAN_WIDTH, STAGES
from realpolitik.crisis.schema import State
from realpolitik.crisis.treaty import Delivery, Kind
from realpolitik.game.core.arrays import (
    CLAUSE_NUMBERS,
    HOSTILITY_NUMBERS,
    STATE_NUMBERS,
    Floats,
    GameNumbers,
    SignatureTerms,
)
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.numbers.series import Series
from realpolitik.game.structure.layout import Layout


def compile_numbers(layout: Layout, grid: Grid) -> tuple[GameNumbers, SignatureTerms]:
    """Read the numbers at the dates of their use.

    Parameters
    ----------
    layout : Layout
    grid : Grid
        The truth in its first row, then what each believer has in its place.

    Returns
    -------
    GameNumbers
        Game by game along the first axis; in each game draw by draw, and in each draw variant by variant.
    SignatureTerms
        What the signature terms of the first game are made of.
    """
    discount = _discount(layout, grid)
    signature, terms = _signature_terms(layout, grid, discount)
    arrays: dict[str, Any] = {
        "signature": signature,
        **_table_numbers(layout, grid, discount),
        **_war_numbers(layout, grid),
    }
    games, draws, variants = grid.shape
    numbers = {name: array.reshape(games * draws * variants, *array.shape[3:]) for name, array in arrays.items()}
    return GameNumbers(**numbers), SignatureTerms._make(
        term.reshape(draws * variants, *term.shape[2:]) for term in terms
    )


def _step_days(layout: Layout) -> Floats:
    return np.array(layout.clock.days[:-1])


def _at_stake(grid: Grid) -> Floats:
    """Return what share of every payoff but the unexplained one counts; shape (G, D, V, 1)."""
    return grid.at("constants.at_stake")[..., None]


def _doubt(grid: Grid, path: str) -> Floats:
    """Return what is unexplained of a choice, in shares of survival; shape (G, D, V, 1)."""
    return grid.at("constants.doubt")[..., None] * grid.at(f"doubt.{path}")[..., None]


def _discount(layout: Layout, grid: Grid) -> list[Floats]:
    """Return each state's discount factors of the steps; shape (G, D, V, T)."""
    months = np.array(layout.clock.months[:-1])
    return [np.exp(np.log(grid.at(f"states.{state}.patience"))[..., None] * months) for state in layout.states]


def _signature_terms(
    layout: Layout, grid: Grid, discount: Sequence[Floats]
) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """Return what every clause of a menu brings at signature, and the same by term as the truth has it.

    Shapes (G, D, V, M, n, T) and (D, V, M, n, T). Most clauses mean nothing to most states: only what is not zero is added up.
    """
    days, at_stake = _step_days(layout), _at_stake(grid)
    menus = [row for row in layout.clauses if row.lead is not None]
    place = {state: i for i, state in enumerate(layout.states)}
    parts: dict[tuple[int, int], list[Any]] = {}

    def add(term: int, c: int, state: str, sign: int, path: str) -> None:
        i = place[state]
        part = parts.setdefault((c, i), [0.0, 0.0, 0.0])
        part[term] = part[term] + sign * at_stake * discount[i] * grid.over(path, days)

    for c, row in enumerate(menus):
        if row.clause.delivery is not Delivery.SIGNATURE:
            continue
        for state in row.clause.cost:
            add(_CONCESSION, c, state, -1, f"{row.path}.cost.{state}")
        for state in row.clause.worth:
            add(_TRANSFERS, c, state, 1, f"{row.path}.worth.{state}")
        if row.clause.stake is not None:
            stake = layout.crisis.stakes[row.clause.stake]
            for party, sign in ((row.clause.beneficiaries[0], 1), (stake.holder, -1)):
                if party is not None and party in stake.worth:
                    add(_STAKES, c, party, sign, f"stakes.{row.clause.stake}.worth.{party}")
    shape = (*grid.shape, len(menus), len(place), len(days))
    total, terms = np.zeros(shape), (np.zeros(shape[1:]), np.zeros(shape[1:]), np.zeros(shape[1:]))
    for (c, i), part in parts.items():
        total[..., c, i, :] = part[_STAKES] + part[_TRANSFERS] + part[_CONCESSION]
        for term, values in zip(terms, part, strict=True):
            if isinstance(values, np.ndarray):
                term[..., c, i, :] = values[0]
    return total, terms


_STAKES, _TRANSFERS, _CONCESSION = range(3)


def _table_numbers(
    layout: Layout, grid: Grid, discount: Sequence[Floats]
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return what the bargaining needs, signature terms apart."""
    n, T, S = len(layout.states), layout.clock.steps, len(layout.suitors)
    days, lengths, at_stake = _step_days(layout), np.array(layout.clock.lengths), _at_stake(grid)
    delay, ideology = np.zeros((*grid.shape, T, n)), np.zeros((*grid.shape, S, n, T))
    drafting, collapse = np.zeros((*grid.shape, S)), np.zeros((*grid.shape, S, T))
    drafted = np.zeros((*grid.shape, S, T, STAGES))
    for i, state in enumerate(layout.states):
        delay[..., i] = at_stake * discount[i] * grid.over(f"states.{state}.delay_cost", days) * lengths
    for s, suitor in enumerate(layout.suitors):
        for state, distance in _distances(layout, grid, suitor, days).items():
            i = layout.states.index(state)
            weight = grid.over(f"states.{state}.ideology_weight", days)
            ideology[..., s, i, :] = -at_stake * discount[i] * weight * distance
        drafting[..., s] = grid.at(f"suitors.{suitor}.drafting_time")
        drafted[..., s, :, :] = _drafted(drafting[..., s], lengths)
        collapse[..., s, :] = 1 - (1 - grid.at(f"suitors.{suitor}.collapse")[..., None]) ** lengths
    council = np.empty((*grid.shape, T))
    council[...] = -np.expm1(-grid.at("constants.tempo")[..., None] * lengths)
    precision = np.broadcast_to(grid.at("constants.precision"), grid.shape).copy()
    lean = np.empty((*grid.shape, 2))
    lean[..., 0] = np.where(precision > 0, grid.at("constants.lean") / np.where(precision > 0, precision, 1.0), 0.0)
    lean[..., 1] = LEAN_WIDTH
    return {
        "precision": precision,
        "lean": lean,
        "decisiveness": np.broadcast_to(grid.at("constants.decisiveness"), grid.shape).copy(),
        "council": council,
        "drafting": drafting,
        "drafted": drafted,
        "collapse": collapse,
        "delay": delay,
        "ideology": ideology,
        **_doubts_of_signing(layout, grid, discount),
        "consent": _consent(layout, grid),
        "players": _players(layout, grid),
    }


def _drafted(months: Floats, lengths: Floats) -> Floats:
    """Return the chances that 0, 1, ... stages of a text are done in each step, of all that are left at the most but one.

    The work of each stage takes an exponential time, so that the stages done in a step have the Poisson distribution.

    Parameters
    ----------
    months : ndarray, shape (G, D, V)
        Mean months for all stages; 0 where no time is needed.
    lengths : ndarray, shape (T,)
        Of the steps, in months.

    Returns
    -------
    ndarray, shape (G, D, V, T, stages)
    """
    mean = STAGES * lengths / np.where(months > 0, months, np.inf)[..., None]
    chance = np.exp(-mean)
    found = [chance]
    for n in range(1, STAGES):
        chance = chance * mean / n
        found.append(chance)
    return np.stack(found, axis=-1)


def _doubts_of_signing(layout: Layout, grid: Grid, discount: Sequence[Floats]) -> dict[str, Floats]:
    """Return what is unexplained of signing, to the pivot and the members of each suitor, and to states that consented."""
    n, T, S = len(layout.states), layout.clock.steps, len(layout.suitors)
    doubt, asked = np.zeros((*grid.shape, S, n, T)), np.zeros((*grid.shape, len(layout.asked), T))
    for s, suitor in enumerate(layout.suitors):
        doubt[..., s, layout.pivot, :] += discount[layout.pivot] * _doubt(grid, f"pivot.{suitor}")
        for member in layout.crisis.suitors[suitor].members:
            i = layout.states.index(member)
            doubt[..., s, i, :] += discount[i] * _doubt(grid, f"suitor.{suitor}")
    for y, (suitor, state) in enumerate(layout.asked):
        asked[..., y, :] = discount[layout.states.index(state)] * _doubt(grid, f"consent.{suitor}.{state}")
    return {"doubt": doubt, "doubt_asked": asked}


def _distances(layout: Layout, grid: Grid, suitor: str, days: Floats) -> dict[str, Floats]:
    """Return the ideological distance (G, D, V, T) of each member of a suitor, and of the pivot, to the other side."""
    crisis = layout.crisis
    apart = {
        member: _distance(layout, grid, member, crisis.pivot, days)
        for member in crisis.suitors[suitor].members
        if crisis.states[member].ideology and crisis.states[crisis.pivot].ideology
    }
    if apart:
        weights = {member: grid.at(f"suitors.{suitor}.members.{member}")[..., None] for member in apart}
        mean = sum(weights[member] * apart[member] for member in weights) / sum(weights.values())
        apart[crisis.pivot] = np.asarray(mean)
    return apart


def _distance(layout: Layout, grid: Grid, one: str, other: str, days: Floats) -> Floats:
    axes = range(len(layout.crisis.states[one].ideology))
    gaps = [
        grid.over(f"states.{one}.ideology.{k}", days) - grid.over(f"states.{other}.ideology.{k}", days) for k in axes
    ]
    return np.asarray(np.sqrt(sum(gap**2 for gap in gaps)))


def _consent(layout: Layout, grid: Grid) -> Floats:
    chances = np.full((*grid.shape, len(layout.questions)), -1.0)
    for x, (clause, state) in enumerate(layout.questions):
        path = f"{layout.clauses[clause].path}.consent_chance.{state}"
        if grid.has(path):
            chances[..., x] = grid.at(path)
    return chances


def _players(layout: Layout, grid: Grid) -> Floats:
    weights = np.zeros((*grid.shape, len(layout.players), len(layout.states)))
    for k, player in enumerate(layout.players):
        if 1 <= k <= len(layout.suitors):
            suitor = layout.suitors[k - 1]
            for member in layout.crisis.suitors[suitor].members:
                weights[..., k, layout.states.index(member)] = grid.at(f"suitors.{suitor}.members.{member}")
            weights[..., k, :] /= weights[..., k, :].sum(axis=-1, keepdims=True)
        else:
            weights[..., k, layout.states.index(player)] = 1.0
    return weights


def _war_numbers(layout: Layout, grid: Grid) -> dict[str, Floats]:
    """Return what the wars need, occasion by occasion, and last what peace needs."""
    n, O = len(layout.states), len(layout.occasions)
    C, Z, H = len(layout.clauses), len(layout.stakes), len(layout.hostilities)
    shapes: dict[str, tuple[int, ...]] = {
        "holding": (O,),
        "of_state": (O + 1, len(STATE_NUMBERS), n),
        "of_hostility": (O + 1, len(HOSTILITY_NUMBERS), H),
        "of_clause": (O + 1, len(CLAUSE_NUMBERS), C),
        **dict.fromkeys(("stake_worth", "buffer"), (O + 1, Z, n)),
        **dict.fromkeys(("payment", "cost"), (O + 1, C, n)),
        "share": (O + 1, Z),
    }
    tables = {name: np.zeros((*grid.shape, *shape)) for name, shape in shapes.items()}
    rows = {"of_state": STATE_NUMBERS, "of_hostility": HOSTILITY_NUMBERS, "of_clause": CLAUSE_NUMBERS}
    parts = {name: tables[table][..., row, :] for table, names in rows.items() for row, name in enumerate(names)}
    arrays = {**tables, **parts}
    _state_numbers(layout, grid, arrays)
    _promise_numbers(layout, grid, arrays)
    for key in layout.crisis.war_plans:
        _plan_numbers(layout, grid, key, arrays)
    at_stake = grid.at("constants.at_stake")
    for name in _AT_STAKE:
        table = arrays[name]
        table *= at_stake.reshape(*at_stake.shape, *(1 for _ in table.shape[3:]))
    arrays["survival"][...] = at_stake[..., None, None]
    return tables


_AT_STAKE = ("war_cost", "reputation", "prize", "balance", "hostile_gain", "stake_worth", "payment", "cost", "holding")
"""The numbers of war that are payoffs."""


def _occasion_days(layout: Layout) -> Floats:
    """Return the days of the occasions, and last that of the close; shape (O + 1,)."""
    days = [*(row.day for row in layout.occasions), layout.crisis.window.closes]
    return np.array([float(day.toordinal()) for day in days])


def _state_numbers(layout: Layout, grid: Grid, arrays: dict[str, Floats]) -> None:
    days, opening = _occasion_days(layout), float(layout.crisis.window.opens.toordinal())
    lag = grid.at("constants.aftermath_lag")[..., None]
    months = np.array([*(layout.clock.months[row.step] for row in layout.occasions), layout.clock.months[-1]])

    def strength_later(capability: Series, readiness: Series, lag: Series) -> Floats:
        later = days + lag.at(opening)[:, None] * DAYS_IN_MONTH
        return capability.over(later) * readiness.over(later)

    for i, state in enumerate(layout.states):
        path = f"states.{state}"
        means = (f"{path}.capability", f"{path}.readiness")
        arrays["strength"][..., i] = grid.over(means[0], days) * grid.over(means[1], days)
        arrays["strength_later"][..., i] = grid.of((*means, "constants.aftermath_lag"), strength_later)
        for name in _AS_FILED:
            arrays[name][..., i] = grid.over(f"{path}.{name}", days)
        patience = np.log(grid.at(f"{path}.patience"))[..., None]
        arrays["discount"][..., i] = np.exp(patience * months)
        arrays["discount_later"][..., i] = np.exp(patience * (months + lag))
    for h, key in enumerate(layout.hostilities):
        arrays["hostile_gain"][..., h] = grid.over(f"hostilities.{key}.gain", days)
        arrays["hostile_reach"][..., h] = grid.over(f"hostilities.{key}.reach", days)
        arrays["hostile_doubt"][..., h] = _doubt(grid, f"turn.{key}")
        for rank, helper in zip(("first", "second"), layout.crisis.hostilities[key].helpers, strict=False):
            arrays[f"{rank}_reach"][..., h] = grid.over(f"hostilities.{key}.helpers.{helper}", days)
            arrays[f"{rank}_doubt"][..., h] = _doubt(grid, f"help.{key}.{helper}")
    for z, key in enumerate(layout.stakes):
        for name, holders in (("worth", layout.crisis.stakes[key].worth), ("buffer", layout.crisis.stakes[key].buffer)):
            array = arrays["stake_worth" if name == "worth" else "buffer"]
            for state in holders:
                array[..., z, layout.states.index(state)] = grid.over(f"stakes.{key}.{name}.{state}", days)


_AS_FILED = [name for name in STATE_NUMBERS if name in State.model_fields]
"""The numbers of a state that the kernels read as the file gives them; the others are made of several, or are of a plan."""


def _plan_numbers(layout: Layout, grid: Grid, key: str, arrays: dict[str, Floats]) -> None:
    plan, path = layout.crisis.war_plans[key], f"war_plans.{key}"
    own = [o for o, row in enumerate(layout.occasions) if row.plan == key]
    days = _occasion_days(layout)[own]
    principals = (plan.aggressor, plan.target)
    for state in (*principals, *plan.belligerents, *plan.joiners):
        i = layout.states.index(state)
        reach: Floats | float = 1.0 if state in principals else 0.0
        exposure = reach
        if state in plan.reach:
            reach = grid.over(f"{path}.reach.{state}", days)
            exposure = 1.0 if state in principals else reach
        through = reach
        if state in plan.reach_with_transit:
            through = grid.over(f"{path}.reach_with_transit.{state}", days)
        if state in plan.exposure:
            exposure = grid.over(f"{path}.exposure.{state}", days)
        arrays["reach"][..., own, i] = reach
        arrays["reach_transit"][..., own, i] = through
        arrays["exposure"][..., own, i] = exposure
    for z, stake in enumerate(layout.stakes):
        if plan.target in layout.crisis.stakes[stake].worth:
            arrays["share"][..., own, z] = grid.over(f"stakes.{stake}.worth.{plan.target}", days)
    for name in ("prize", "balance"):
        for state in getattr(plan, name):
            arrays[name][..., own, layout.states.index(state)] = grid.over(f"{path}.{name}.{state}", days)
    aggressor = layout.states.index(plan.aggressor)
    if plan.began is None:
        arrays["doubt_attacker"][..., own, aggressor] = _doubt(grid, f"attack.{key}")
    for state, sides in plan.joiners.items():
        for side in sides:
            arrays[f"doubt_{side}"][..., own, layout.states.index(state)] = _doubt(grid, f"join.{key}.{state}.{side}")
    for o, day in zip(own, days, strict=True):
        cost = grid.over(f"{path}.occasions.{layout.occasions[o].key}.holding_cost", np.array([day]))[..., 0]
        arrays["holding"][..., o] = cost * arrays["discount"][..., o, aggressor]


def _promise_numbers(layout: Layout, grid: Grid, arrays: dict[str, Floats]) -> None:
    days = _occasion_days(layout)
    for c, row in enumerate(layout.clauses):
        clause, path = row.clause, row.path
        arrays["weight"][..., c] = (
            clause.kind.breach_weight if clause.weight is None else grid.over(f"{path}.weight", days)
        )
        if clause.kind is Kind.CONVENTION:
            source = "constants.coordination" if clause.coordination is None else f"{path}.coordination"
            arrays["coordination"][..., c] = grid.over(source, days)
        if clause.kind is Kind.TRANSIT:
            arrays["passage"][..., c] = 1.0 if clause.passage is None else grid.over(f"{path}.passage", days)
        if clause.delivery is not Delivery.SIGNATURE:
            for name, table in (("payment", "worth"), ("cost", "cost")):
                for state in getattr(clause, table):
                    arrays[name][..., c, layout.states.index(state)] = grid.over(f"{path}.{table}.{state}", days)
