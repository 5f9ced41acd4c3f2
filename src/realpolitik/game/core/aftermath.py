"""The aftermath of a war: who turns on whom, with what chance it prevails, what that brings and costs.

For each outcome of a war, each hostility of a victor w toward a standing j, tau later:

    e'_w = grown strength of a victor           e'_j = worn_j (1 - x_j if lost) (1 + sum of buffers held)
    q = (pi_wj e'_w)^m / ((pi_wj e'_w)^m + e'_j^m)
    z = logit of  q g_wj - k_w (1 - q) - breach_wj + eps  against 0, discounted
    w: + z (q g_wj - k_w (1 - q) - breach_wj + eps)
    j: - (1 - x_j if lost)(k_j + 1)(1 - prod over w of (1 - z q))
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import contests, copy, exponentiate, put
from realpolitik.game.core.arrays import (
    ATTACKER,
    CAP,
    CHANCE,
    DEFENDER,
    DEPTH,
    DISCOUNT_LATER,
    EXPOSURE,
    HOSTILE_DOUBT,
    HOSTILE_GAIN,
    HOSTILE_REACH,
    MINE,
    OUT,
    REPUTATION,
    SCRATCH,
    SURVIVAL,
    THEIRS,
    WAR_COST_RATE,
    WEIGHT,
    Aftermath,
    Floats,
    GameNumbers,
    Index,
    WarPhysics,
    WarScratch,
    WarStructure,
)
from realpolitik.game.core.contest import credit_lost


@kernel
def weigh_revenge(
    st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, physics: WarPhysics, aftermath: Aftermath
) -> None:
    """Fill every pair of a hostility with contest c: the odds of turning, whether the victor turns, and what it gains.

    In each leaf the one that may turn stands on one side, so that one outcome is in question: that this side has won.
    """
    mine, theirs, chance, depth = scratch.work[MINE], scratch.work[THEIRS], scratch.work[CHANCE], scratch.work[DEPTH]
    o = st.contest_occasion[c]
    states = x.of_state[d, o]
    for r in range(st.contest_pairs[c], st.contest_pairs[c + 1]):
        h = st.pair_hostility[r]
        w, j = st.hostile_by[h], st.hostile_toward[h]
        leaves, precision = st.leaves[o], x.precision[d]
        side_w, side_j = st.side[o, w], st.side[o, j]
        standing, cost, discount = 1.0 - states[EXPOSURE, j], states[WAR_COST_RATE, w], states[DISCOUNT_LATER, w]
        weight, turned = x.of_clause[d, o, WEIGHT], st.pair_turn[r]
        price = states[REPUTATION, w] * credit_lost(st.set_starts, st.set_items, weight, turned[0], turned[1])
        reach, prize = x.of_hostility[d, o, HOSTILE_REACH, h], x.of_hostility[d, o, HOSTILE_GAIN, h]
        doubt, grown, left = x.of_hostility[d, o, HOSTILE_DOUBT, h], scratch.grown[w], scratch.worn[j]
        _deepen(st, x, d, o, r, j, side_w, depth)
        for leaf in range(leaves):
            lost = side_j[leaf] != OUT and side_j[leaf] != side_w[leaf]
            mine[leaf] = reach * grown[leaf]
            theirs[leaf] = left[leaf] * depth[leaf] * (standing if lost else 1.0)
        contests(mine, theirs, leaves, x.decisiveness[d], chance)
        odds, turn, gain = physics.odds[r], aftermath.turn[r], physics.gain[r]
        for leaf in range(leaves):
            gain[leaf] = discount * (chance[leaf] * prize - cost * (1.0 - chance[leaf]) - price + doubt)
            theirs[leaf] = min(-precision * gain[leaf], CAP)
        exponentiate(theirs, leaves)
        for leaf in range(leaves):
            lost = side_j[leaf] != OUT and side_j[leaf] != side_w[leaf]
            both_stand = side_w[leaf] != OUT and not (lost and standing <= 0.0)
            prevails, turns = chance[leaf], 1.0 / (1.0 + theirs[leaf])
            odds[leaf] = prevails if both_stand else 0.0
            turn[leaf] = turns if both_stand else 0.0


@kernel
def _deepen(st: WarStructure, x: GameNumbers, d: int, o: int, r: int, j: int, side_w: Index, depth: Floats) -> None:
    """Write one plus the buffers that state j holds when the side of the one that turns has won, for each leaf."""
    put(1.0, depth)
    for z in range(st.stake_holder.shape[0]):
        clause, to = st.pair_stake[r, z, 0], st.pair_stake[r, z, 1]
        buffer, holds = x.buffer[d, o, z, j], st.stake_holder[z] == j
        if buffer == 0.0 or not (holds or to == j):
            continue
        if clause < 0:
            for leaf in range(st.leaves[o]):
                depth[leaf] += buffer if holds else 0.0
        else:
            delivered_if = st.delivered_if[o, clause]
            for leaf in range(st.leaves[o]):
                delivered = delivered_if[leaf] & side_w[leaf] != 0
                depth[leaf] += buffer if (to == j if delivered else holds) else 0.0


@kernel
def reckon(
    st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, physics: WarPhysics, aftermath: Aftermath
) -> None:
    """Fill what the aftermath of contest c brings and costs, from the odds and the turns."""
    o = st.contest_occasion[c]
    states, win, survives = x.of_state[d, o], physics.win[c], scratch.work[SCRATCH]
    for r in range(st.contest_pairs[c], st.contest_pairs[c + 1]):
        side = st.side[o, st.hostile_by[st.pair_hostility[r]]]
        turn, gain, gained = aftermath.turn[r], physics.gain[r], aftermath.gained[r]
        for leaf in range(gained.shape[0]):
            likely = win[leaf]
            victory = likely if side[leaf] == ATTACKER else 1.0 - likely
            gained[leaf] = victory * turn[leaf] * gain[leaf]
    for v in range(st.contest_victims[c], st.contest_victims[c + 1]):
        j = st.victim_state[v]
        lost, side = aftermath.lost[v], st.side[o, j]
        exposure = states[EXPOSURE, j]
        all_gone = states[DISCOUNT_LATER, j] * (states[WAR_COST_RATE, j] + states[SURVIVAL, j])
        put(0.0, lost)
        for victors in range(ATTACKER, DEFENDER + 1):
            threats = 0
            for item in range(st.victim_starts[v], st.victim_starts[v + 1]):
                r = st.victim_pairs[item]
                if st.pair_stands[r, victors] == 0:
                    continue
                turn, odds, theirs = aftermath.turn[r], physics.odds[r], st.side[o, st.hostile_by[st.pair_hostility[r]]]
                if threats == 0:
                    for leaf in range(lost.shape[0]):
                        subdues = turn[leaf] * odds[leaf]
                        survives[leaf] = 1.0 - (subdues if theirs[leaf] == victors else 0.0)
                else:
                    for leaf in range(lost.shape[0]):
                        subdues = turn[leaf] * odds[leaf]
                        survives[leaf] *= 1.0 - (subdues if theirs[leaf] == victors else 0.0)
                threats += 1
            if threats == 0:
                continue
            for leaf in range(st.leaves[o]):
                likely = win[leaf] if victors == ATTACKER else 1.0 - win[leaf]
                fallen = exposure if side[leaf] != OUT and side[leaf] != victors else 0.0
                lost[leaf] += likely * all_gone * (1.0 - fallen) * (1.0 - survives[leaf])


@kernel
def take_resolve(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    turns: Floats,
    game: Index,
    scratch: WarScratch,
    physics: WarPhysics,
    aftermath: Aftermath,
) -> None:
    """Put each victor's own resolve (G, R, L) in the place of what the numbers at hand make of it, and reckon with that."""
    for r in range(st.pair_hostility.shape[0]):
        copy(turns[game[st.hostile_by[st.pair_hostility[r]]], r], aftermath.turn[r])
    for c in range(st.contest_occasion.shape[0]):
        reckon(st, x, d, c, scratch, physics, aftermath)
