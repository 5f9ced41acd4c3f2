"""A contest of arms, whoever fights it: strengths, the chance of victory, what it costs and brings, and what it leaves.

For each leaf of a war's tree (who stands on which side), with e = c r,

    s_i = e_i pi_i (1 + g_i)      S_X = sum over i in X of s_i      p = S_A^m / (S_A^m + S_D^m)
    n_i = S_other / (S_A + S_D)

    war_cost   - k_i x_i n_i                    defeat   - (1 - win_i) x_i      (times what survival counts for)
    prize      + p v_i   (side A)               balance  - p beta_i
    stakes     +/- chance of delivery w_is      concession  - chance of delivery times the cost of granting it
    forgone    - p v_i (1 - prod over stakes of the target that i promised away (1 - the target's w_s))

    what a war leaves of the later strength of a state that won, lost, or stood aside

        e'_i = e_i(t+tau) (1 - alpha_i n_i) + gamma_i (s_i / S_own) sum over losers c_l x_l
        e'_i = e_i(t+tau) (1 - alpha_i n_i) (1 - x_i)                   e'_i = e_i(t+tau)

In peace, a contest of nobody, it counts as certain that the attackers, of whom there are none, have won.

Leaves run fastest in every array, the first joiner's choice fastest among them.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import contests, put
from realpolitik.game.core.arrays import (
    ATTACKER,
    ATTRITION,
    BALANCE_COST,
    CAPABILITY,
    CONQUEST,
    COORDINATION,
    DEFENDER,
    DISCOUNT,
    DOUBT_ATTACKER,
    DOUBT_DEFENDER,
    EXPOSURE,
    HANDED_AWAY,
    HANDED_COSTS,
    HANDED_PAYMENTS,
    HANDED_STAKES,
    OUT,
    PASSAGE,
    PRIZE_WORTH,
    REACH,
    REACH_TRANSIT,
    SCRATCH,
    STRENGTH,
    STRENGTH_LATER,
    SURVIVAL,
    WAR_COST_RATE,
    Floats,
    GameNumbers,
    Index,
    WarPhysics,
    WarScratch,
    WarStructure,
)


@kernel
def broken_share(set_starts: Index, set_items: Index, weight: Floats, which: int) -> float:
    """Return 1 - prod (1 - omega) over a set of clauses, given their weights at an occasion (C,)."""
    kept = 1.0
    for item in range(set_starts[which], set_starts[which + 1]):
        kept *= 1.0 - weight[set_items[item]]
    return 1.0 - kept


@kernel
def credit_lost(set_starts: Index, set_items: Index, weight: Floats, broken: int, betrayed: int) -> float:
    """Return the shares of its credit that a state loses by the clauses that it breaks and, once more, by those it betrays."""
    return broken_share(set_starts, set_items, weight, broken) + broken_share(set_starts, set_items, weight, betrayed)


@kernel
def _most(set_starts: Index, set_items: Index, values: Floats, which: int) -> float:
    """Return the largest value (C,) over a set of clauses; 0 for the empty set."""
    most = 0.0
    for item in range(set_starts[which], set_starts[which + 1]):
        most = max(most, values[set_items[item]])
    return most


@kernel
def fight(st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, physics: WarPhysics) -> None:
    """Fill contest c of draw d: strengths, the chance of victory, what it costs and brings, and what it leaves."""
    _line_up(st, x, d, c, scratch)
    attackers, defenders, leaves = scratch.force[0], scratch.force[1], st.leaves[st.contest_occasion[c]]
    if st.contest_occasion[c] == st.aggressor.shape[0]:
        put(1.0, physics.win[c])
    else:
        contests(attackers, defenders, leaves, x.decisiveness[d], physics.win[c])
    against_attackers, against_defenders = physics.enemy[c, 0], physics.enemy[c, 1]
    for leaf in range(leaves):
        attack, defence = attackers[leaf], defenders[leaf]
        both = attack + defence
        share = defence / (both if both > 0.0 else 1.0)
        against_attackers[leaf] = share if both > 0.0 else 0.5
        share = attack / (both if both > 0.0 else 1.0)
        against_defenders[leaf] = share if both > 0.0 else 0.5
    _price_fighting(st, x, d, c, physics)
    _wear(st, x, d, c, scratch, physics)
    _bring(st, c, scratch)


@kernel
def _line_up(st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch) -> None:
    """Fill the strengths of contest c, and what the losers have to lose."""
    o = st.contest_occasion[c]
    states = x.of_state[d, o]
    attackers, defenders, pull = scratch.force[0], scratch.force[1], scratch.work[SCRATCH]
    # What the defenders have to lose goes to the attackers if they win, and the other way round.
    to_attackers, to_defenders = scratch.booty[0], scratch.booty[1]
    for nothing in (attackers, defenders, to_attackers, to_defenders):
        put(0.0, nothing)
    for i in range(scratch.strength.shape[0]):
        side, strength = st.side[o, i], scratch.strength[i]
        passage = _most(st.set_starts, st.set_items, x.of_clause[d, o, PASSAGE], st.contest_transit[c, i])
        reach = states[REACH, i] + (states[REACH_TRANSIT, i] - states[REACH, i]) * passage
        scratch.reach[i] = reach
        alone, worth = states[STRENGTH, i] * reach, states[CAPABILITY, i] * states[EXPOSURE, i]
        put(1.0, pull)
        if st.contest_coordinates[c, i] == 1:
            convention = st.contest_conventions[c, i]
            for leaf in range(st.leaves[o]):
                if convention[leaf] > 0:
                    pull[leaf] += _most(st.set_starts, st.set_items, x.of_clause[d, o, COORDINATION], convention[leaf])
        for leaf in range(st.leaves[o]):
            brought = alone * pull[leaf]
            strength[leaf] = brought if side[leaf] != OUT else 0.0
            attackers[leaf] += brought if side[leaf] == ATTACKER else 0.0
            defenders[leaf] += brought if side[leaf] == DEFENDER else 0.0
            to_defenders[leaf] += worth if side[leaf] == ATTACKER else 0.0
            to_attackers[leaf] += worth if side[leaf] == DEFENDER else 0.0


@kernel
def _price_fighting(st: WarStructure, x: GameNumbers, d: int, c: int, physics: WarPhysics) -> None:
    """Fill what contest c costs and brings: war cost, defeat, prize, balance and what is unexplained together."""
    o = st.contest_occasion[c]
    states, win = x.of_state[d, o], physics.win[c]
    against_attackers, against_defenders = physics.enemy[c, 0], physics.enemy[c, 1]
    for i in range(physics.base.shape[1]):
        now, exposure = states[DISCOUNT, i], states[EXPOSURE, i]
        cost, prize, balance = states[WAR_COST_RATE, i] * exposure, states[PRIZE_WORTH, i], states[BALANCE_COST, i]
        side, base, defeat = st.side[o, i], physics.base[c, i], states[SURVIVAL, i] * exposure
        to_attack, to_defend = states[DOUBT_ATTACKER, i], states[DOUBT_DEFENDER, i]
        for leaf in range(st.leaves[o]):
            attacks = to_attack + win[leaf] * prize - cost * against_attackers[leaf] - (1.0 - win[leaf]) * defeat
            defends = to_defend - cost * against_defenders[leaf] - win[leaf] * defeat
            fought = attacks if side[leaf] == ATTACKER else defends if side[leaf] == DEFENDER else 0.0
            base[leaf] = now * (fought - win[leaf] * balance)


@kernel
def _wear(st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, physics: WarPhysics) -> None:
    """Fill what contest c leaves of every state's later strength, in either outcome."""
    o = st.contest_occasion[c]
    states = x.of_state[d, o]
    attackers, defenders, against_attackers, against_defenders = (
        scratch.force[0], scratch.force[1], physics.enemy[c, 0], physics.enemy[c, 1]
    )  # fmt: skip
    to_attackers, to_defenders = scratch.booty[0], scratch.booty[1]
    for i in range(scratch.strength.shape[0]):
        later, attrition, conquest = states[STRENGTH_LATER, i], states[ATTRITION, i], states[CONQUEST, i]
        side, strength, exposure = st.side[o, i], scratch.strength[i], states[EXPOSURE, i]
        if_attackers, if_defenders = scratch.after[0, i], scratch.after[1, i]
        for leaf in range(st.leaves[o]):
            attacks, fights = side[leaf] == ATTACKER, side[leaf] != OUT
            of_attack, of_defence = against_attackers[leaf], against_defenders[leaf]
            enemy = of_attack if attacks else of_defence
            of_attack, of_defence = attackers[leaf], defenders[leaf]
            force = of_attack if attacks else of_defence
            of_attack, of_defence = to_attackers[leaf], to_defenders[leaf]
            booty = of_attack if attacks else of_defence
            left = later * (1.0 - attrition * (enemy if fights else 0.0))
            share = strength[leaf] / (force if force > 0.0 else 1.0)
            grown, fallen = left + conquest * share * booty, left * (1.0 - exposure)
            won, lost = grown if fights else left, fallen if fights else left
            if_attackers[leaf] = won if attacks else lost
            if_defenders[leaf] = lost if attacks else won


@kernel
def _bring(st: WarStructure, c: int, scratch: WarScratch) -> None:
    """Fill what the attackers, and the defenders, of contest c can still bring in the theatre, in either outcome."""
    o = st.contest_occasion[c]
    put(0.0, scratch.brought)
    for i in range(scratch.strength.shape[0]):
        reach, side = scratch.reach[i], st.side[o, i]
        if reach == 0.0:
            continue
        for won in range(2):
            after, attackers, defenders = scratch.after[won, i], scratch.brought[won, 0], scratch.brought[won, 1]
            for leaf in range(st.leaves[o]):
                brings = reach * after[leaf]
                attackers[leaf] += brings if side[leaf] == ATTACKER else 0.0
                defenders[leaf] += brings if side[leaf] == DEFENDER else 0.0


@kernel
def hand_over(st: WarStructure, x: GameNumbers, d: int, scratch: WarScratch, physics: WarPhysics) -> None:
    """Fill what wars deliver: stakes, payments, what it costs to grant them, and what is lost of prizes promised away."""
    left = scratch.work[SCRATCH]
    for g in range(st.delivery_contest.shape[0]):
        c = st.delivery_contest[g]
        o = st.contest_occasion[c]
        states = x.of_state[d, o]
        handed, win = physics.handed[g], physics.win[c]
        put(0.0, handed)
        for z in range(st.stake_holder.shape[0]):
            clause, to = st.delivery_stake[g, z, 0], st.delivery_stake[g, z, 1]
            if clause < 0:
                continue
            holder, delivered_if = st.stake_holder[z], st.delivered_if[o, clause]
            for leaf in range(st.leaves[o]):
                f = _chance_of_delivery(delivered_if[leaf], win[leaf])
                handed[HANDED_STAKES, to, leaf] += f * states[DISCOUNT, to] * x.stake_worth[d, o, z, to]
                if holder >= 0:
                    # A holder that lost the war has lost so much of the stake with everything else.
                    side, gone = st.side[o, holder, leaf], states[EXPOSURE, holder]
                    by_attackers = win[leaf] if delivered_if[leaf] & ATTACKER else 0.0
                    by_defenders = 1.0 - win[leaf] if delivered_if[leaf] & DEFENDER else 0.0
                    has = by_attackers * (1.0 - gone if side == DEFENDER else 1.0)
                    has += by_defenders * (1.0 - gone if side == ATTACKER else 1.0)
                    handed[HANDED_STAKES, holder, leaf] -= (
                        has * states[DISCOUNT, holder] * x.stake_worth[d, o, z, holder]
                    )
        which = st.delivery_payments[g]
        for item in range(st.set_starts[which], st.set_starts[which + 1]):
            clause = st.set_items[item]
            delivered_if = st.delivered_if[o, clause]
            for i in range(handed.shape[1]):
                worth, cost = (
                    states[DISCOUNT, i] * x.payment[d, o, clause, i],
                    states[DISCOUNT, i] * x.cost[d, o, clause, i],
                )
                if worth == 0.0 and cost == 0.0:
                    continue
                for leaf in range(st.leaves[o]):
                    f = _chance_of_delivery(delivered_if[leaf], win[leaf])
                    handed[HANDED_PAYMENTS, i, leaf] += worth * f
                    handed[HANDED_COSTS, i, leaf] -= cost * f
        which = st.delivery_away[g]
        if st.set_starts[which] == st.set_starts[which + 1]:
            continue
        for i in range(handed.shape[1]):
            prize, side, forgone = states[DISCOUNT, i] * states[PRIZE_WORTH, i], st.side[o, i], handed[HANDED_AWAY, i]
            if prize == 0.0:
                continue
            put(1.0, left)
            for item in range(st.set_starts[which], st.set_starts[which + 1]):
                clause = st.set_items[item]
                delivered_if = st.delivered_if[o, clause]
                if st.obliges[clause, i] == 1:
                    rest = max(1.0 - x.share[d, o, st.clause_stake[clause]], 0.0)
                    for leaf in range(st.leaves[o]):
                        left[leaf] *= rest if delivered_if[leaf] & ATTACKER else 1.0
            for leaf in range(st.leaves[o]):
                forgone[leaf] = -prize * win[leaf] * (1.0 - left[leaf]) if side[leaf] == ATTACKER else 0.0


@kernel
def _chance_of_delivery(delivered_if: int, win: float) -> float:
    """Return the chance that a war delivers: certain, none, or that a side wins, given the attackers' chance."""
    if delivered_if == ATTACKER + DEFENDER:
        return 1.0
    if delivered_if == OUT:
        return 0.0
    return win if delivered_if == ATTACKER else 1.0 - win
