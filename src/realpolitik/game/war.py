"""The war subgame: what every state gets from every war that an alignment can lead to, and whether it comes.

For each leaf of a war's tree (who stands on which side), with e = c r,

    s_i = e_i pi_i (1 + g_i)      S_X = sum over i in X of s_i      p = S_A^m / (S_A^m + S_D^m)      n_i = S_other / (S_A + S_D)

    war_cost   - k_i x_i n_i                    defeat   - (1 - win_i) x_i
    prize      + p v_i   (side A)               balance  - p beta_i
    stakes     +/- chance of delivery w_is      breach   - rho_i (1 - prod over broken clauses (1 - omega))
    aftermath  for each outcome, hostility of a victor w toward a standing j, tau later:
        e'_w = e_w(t+tau) (1 - alpha_w n_w) + gamma_w (s_w / S_own) sum over losers c_l x_l
        e'_j = e_j(t+tau) (1 - alpha_j n_j) (1 - x_j if lost) (1 + sum of buffers held)
        q = (pi_wj e'_w)^m / ((pi_wj e'_w)^m + e'_j^m)
        z = logit of  q g_wj - k_w (1 - q) - breach_wj  against 0, discounted
        w: + z (q g_wj - k_w (1 - q) - breach_wj)       j: - (1 - x_j if lost)(k_j + 1)(1 - prod over w of (1 - z q))

The tree is solved backwards by logits, joiner by joiner; a joiner from whom promises are hidden plays the strategy that it
has in the war without them. Over the occasions o of a world of promises,

    Q(o) = logit choice of the aggressor between War(o) and Q(o+1) - holding,      Q(O+1) = 0

Arrays are indexed as in `realpolitik.game.layout`; nothing here knows of files or names.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.arrays import (
    AFTERMATH,
    AT_SIGNATURE,
    ATTACKER,
    BALANCE,
    BY_VICTORY,
    BY_WAR,
    DEFEAT,
    DEFENDER,
    NOT_DELIVERED,
    OUT,
    PRIZE,
    STAKES,
    TRANSFERS,
    WAR_COST,
    Floats,
    GameNumbers,
    WarStructure,
)
from realpolitik.game.numeric import contest, kernel, logistic, softmax


@kernel
def broken_share(st: WarStructure, weight: Floats, which: int) -> float:
    """Return 1 - prod (1 - omega) over a set of clauses, given their weights at an occasion (C,)."""
    kept = 1.0
    for item in range(st.set_starts[which], st.set_starts[which + 1]):
        kept *= 1.0 - weight[st.set_items[item]]
    return 1.0 - kept


@kernel
def _largest(st: WarStructure, values: Floats, which: int) -> float:
    """Return the largest value over a set of clauses; 0 for the empty set."""
    largest = 0.0
    for item in range(st.set_starts[which], st.set_starts[which + 1]):
        largest = max(largest, values[st.set_items[item]])
    return largest


@kernel
def _delivered(mode: int, lead_side: int, attackers_won: bool) -> float:
    """Return f in one outcome of a war."""
    if mode == NOT_DELIVERED:
        return 0.0
    if mode != BY_VICTORY:
        return 1.0
    won = lead_side == ATTACKER if attackers_won else lead_side == DEFENDER
    return 1.0 if won else 0.0


@kernel
def fight(
    st: WarStructure, x: GameNumbers, d: int, imposed: bool, turn: Floats, odds: Floats, terms: Floats, win: Floats
) -> None:
    """Fill the payoffs of every leaf of every physics of draw d, promises apart.

    Parameters
    ----------
    imposed : bool
        Whether ``turn`` is given (each victor's own resolve) or is to be filled with what these numbers make of it.
    turn : ndarray, shape (P, L, 2, H)
        Chance z that the hostility is acted on, when the attackers (0) or the defenders (1) have won.
    odds : ndarray, shape (P, L, 2, H)
        Filled: chance q that a victor that acts on the hostility subdues the other.
    terms : ndarray, shape (P, L, R, n)
        With R = 1 the sum of all terms, with R > 1 each in its own row; discounted.
    win : ndarray, shape (P, L)
        Chance that the attackers win.
    """
    n = x.strength.shape[2]
    Z = st.stake_holder.shape[0]
    split = terms.shape[2] > 1
    cost_row = WAR_COST if split else 0
    defeat_row = DEFEAT if split else 0
    prize_row = PRIZE if split else 0
    balance_row = BALANCE if split else 0
    stakes_row = STAKES if split else 0
    transfers_row = TRANSFERS if split else 0
    aftermath_row = AFTERMATH if split else 0
    m = x.decisiveness[d]
    contribution = np.zeros(n)
    enemy_share = np.zeros(n)
    reach = np.zeros(n)
    depth = np.ones(n)
    survives = np.ones(n)
    for p in range(st.physics_occasion.shape[0]):
        o = st.physics_occasion[p]
        for i in range(n):
            passage = _largest(st, x.passage[d, o], st.physics_transit[p, i])
            reach[i] = x.reach[d, o, i] + (x.reach_transit[d, o, i] - x.reach[d, o, i]) * passage
        for leaf in range(st.leaves[o]):
            side = st.side[o, leaf]
            row = terms[p, leaf]
            row[:, :] = 0.0
            attackers, defenders = 0.0, 0.0
            for i in range(n):
                contribution[i] = 0.0
                if side[i] != OUT:
                    gain = _largest(st, x.coordination[d, o], st.physics_conventions[p, leaf, i])
                    contribution[i] = x.strength[d, o, i] * reach[i] * (1.0 + gain)
                    if side[i] == ATTACKER:
                        attackers += contribution[i]
                    else:
                        defenders += contribution[i]
            chance = contest(attackers, defenders, m)
            win[p, leaf] = chance
            both = attackers + defenders
            for i in range(n):
                now = x.discount[d, o, i]
                if side[i] != OUT:
                    other = defenders if side[i] == ATTACKER else attackers
                    enemy_share[i] = other / both if both > 0.0 else 0.5
                    lost = 1.0 - chance if side[i] == ATTACKER else chance
                    exposure = x.exposure[d, o, i]
                    row[cost_row, i] -= now * x.war_cost[d, o, i] * exposure * enemy_share[i]
                    row[defeat_row, i] -= now * lost * exposure
                    if side[i] == ATTACKER:
                        row[prize_row, i] += now * chance * x.prize[d, o, i]
                else:
                    enemy_share[i] = 0.0
                row[balance_row, i] -= now * chance * x.balance[d, o, i]
            for outcome in range(2):
                attackers_won = outcome == 0
                likely = chance if attackers_won else 1.0 - chance
                victors = ATTACKER if attackers_won else DEFENDER
                own = attackers if attackers_won else defenders
                depth[:] = 1.0
                for z in range(Z):
                    mode, to, lead = st.physics_stake[p, z, 0], st.physics_stake[p, z, 1], st.physics_stake[p, z, 2]
                    holder = st.stake_holder[z]
                    f = _delivered(mode, side[lead] if lead >= 0 else OUT, attackers_won)
                    if f > 0.0:
                        depth[to] += x.buffer[d, o, z, to]
                        if mode >= BY_WAR:
                            row[stakes_row, to] += likely * x.discount[d, o, to] * x.stake_worth[d, o, z, to]
                            if holder >= 0:
                                worth = x.stake_worth[d, o, z, holder]
                                row[stakes_row, holder] -= likely * x.discount[d, o, holder] * worth
                    elif holder >= 0:
                        depth[holder] += x.buffer[d, o, z, holder]
                pay = st.physics_payments[p]
                for item in range(st.set_starts[pay], st.set_starts[pay + 1]):
                    c = st.set_items[item]
                    lead = st.payment_lead[c]
                    f = _delivered(st.payment_mode[c], side[lead] if lead >= 0 else OUT, attackers_won)
                    if f > 0.0:
                        for i in range(n):
                            row[transfers_row, i] += likely * x.discount[d, o, i] * x.payment[d, o, c, i]
                booty = 0.0
                for i in range(n):
                    survives[i] = 1.0
                    if side[i] != OUT and side[i] != victors:
                        booty += x.capability[d, o, i] * x.exposure[d, o, i]
                for h in range(st.hostile_by.shape[0]):
                    w, j = st.hostile_by[h], st.hostile_toward[h]
                    fell = x.exposure[d, o, j] if side[j] != OUT and side[j] != victors else 0.0
                    if side[w] != victors or fell >= 1.0:
                        odds[p, leaf, outcome, h] = 0.0
                        if not imposed:
                            turn[p, leaf, outcome, h] = 0.0
                        continue
                    share = contribution[w] / own if own > 0.0 else 0.0
                    grown = x.strength_later[d, o, w] * (1.0 - x.attrition[d, o, w] * enemy_share[w])
                    grown += x.conquest[d, o, w] * share * booty
                    left = x.strength_later[d, o, j] * (1.0 - x.attrition[d, o, j] * enemy_share[j])
                    left *= (1.0 - fell) * depth[j]
                    q = contest(x.hostile_reach[d, o, h] * grown, left, m)
                    odds[p, leaf, outcome, h] = q
                    price = x.reputation[d, o, w] * broken_share(st, x.weight[d, o], st.physics_turn[p, h])
                    gain = q * x.hostile_gain[d, o, h] - x.war_cost[d, o, w] * (1.0 - q) - price
                    gain *= x.discount_later[d, o, w]
                    if not imposed:
                        turn[p, leaf, outcome, h] = logistic(x.precision[d] * gain)
                    resolve = turn[p, leaf, outcome, h]
                    row[aftermath_row, w] += likely * resolve * gain
                    survives[j] *= 1.0 - resolve * q
                for j in range(n):
                    if survives[j] < 1.0:
                        fell = x.exposure[d, o, j] if side[j] != OUT and side[j] != victors else 0.0
                        loss = (1.0 - fell) * (x.war_cost[d, o, j] + 1.0) * (1.0 - survives[j])
                        row[aftermath_row, j] -= likely * x.discount_later[d, o, j] * loss


@kernel
def leaf_breach(st: WarStructure, x: GameNumbers, d: int, k: int, leaf: int, i: int) -> float:
    """Return state i's discounted breach in a leaf of a war problem."""
    which = st.war_breach[k, leaf, i]
    if which == 0:
        return 0.0
    o = st.war_occasion[k]
    return x.discount[d, o, i] * x.reputation[d, o, i] * broken_share(st, x.weight[d, o], which)


@kernel
def solve_wars(
    st: WarStructure, x: GameNumbers, d: int, terms: Floats, sigma: Floats, war: Floats, attack: Floats, value: Floats
) -> None:
    """Solve every war problem's tree, and every world's attacks, by the numbers of one believer.

    Parameters
    ----------
    terms : ndarray, shape (P, L, 1, n)
        From `fight`.
    sigma : ndarray, shape (W, E)
        Filled: chances of the joiners' choices, level by level, node by node.
    war : ndarray, shape (W, n)
        Filled: expected payoffs of a war.
    attack : ndarray, shape (U, O)
        Filled: chance that the aggressor attacks.
    value : ndarray, shape (U, O + 1, n)
        Filled: Q, what the alignment is worth from each occasion on.
    """
    n = x.strength.shape[2]
    most_leaves = st.side.shape[1]
    tree = np.empty((most_leaves, n))
    choice = np.empty(8)
    chances = np.empty(8)
    bits = np.empty(8, np.int64)
    for k in range(st.war_occasion.shape[0]):
        o, p = st.war_occasion[k], st.war_physics[k]
        for leaf in range(st.leaves[o]):
            for i in range(n):
                tree[leaf, i] = terms[p, leaf, 0, i] - leaf_breach(st, x, d, k, leaf, i)
        _solve_tree(st, x.precision[d], k, tree, sigma, choice, chances, bits)
        for i in range(n):
            war[k, i] = tree[0, i]
    O = st.aggressor.shape[0]
    for u in range(st.world_war.shape[0]):
        value[u, O, :] = 0.0
        for o in range(O - 1, -1, -1):
            k, aggressor = st.world_war[u, o], st.aggressor[o]
            seen = st.world_view[u, o]
            if seen == u:
                hold = value[u, o + 1, aggressor] - x.holding[d, o]
                attack[u, o] = logistic(x.precision[d] * (war[k, aggressor] - hold))
            else:
                attack[u, o] = attack[seen, o]
            for i in range(n):
                hold = value[u, o + 1, i] - (x.holding[d, o] if i == aggressor else 0.0)
                value[u, o, i] = attack[u, o] * war[k, i] + (1.0 - attack[u, o]) * hold


@kernel
def _solve_tree(
    st: WarStructure,
    precision: float,
    k: int,
    tree: Floats,
    sigma: Floats,
    choice: Floats,
    chances: Floats,
    bits: NDArray[np.int64],
) -> None:
    """Fold the leaves in ``tree`` into its row 0, last joiner first, and record the joiners' chances."""
    o = st.war_occasion[k]
    n = tree.shape[1]
    nodes = st.leaves[o]
    end = 0
    for level in range(st.joiners.shape[1]):
        if st.joiners[o, level] >= 0:
            end += _nodes_after(st, o, level)
    for level in range(st.joiners.shape[1] - 1, -1, -1):
        joiner = st.joiners[o, level]
        if joiner < 0:
            continue
        options = st.options[o, level]
        nodes //= options
        start = end - nodes * options
        seen = st.war_view[k, level]
        for node in range(nodes):
            first = node * options
            place = start + first
            if seen == k:
                for c in range(options):
                    choice[c] = tree[first + c, joiner]
                softmax(choice, options, precision, chances, bits)
                for c in range(options):
                    sigma[k, place + c] = chances[c]
            else:
                for c in range(options):
                    sigma[k, place + c] = sigma[seen, place + c]
            for i in range(n):
                total = 0.0
                for c in range(options):
                    total += sigma[k, place + c] * tree[first + c, i]
                tree[node, i] = total
        end = start


@kernel
def _nodes_after(st: WarStructure, o: int, level: int) -> int:
    """Return the number of branches below the nodes of a level."""
    branches = 1
    for earlier in range(level + 1):
        branches *= st.options[o, earlier]
    return branches


@kernel
def leaf_chances(st: WarStructure, k: int, sigmas: Floats, game: NDArray[np.int64], out: Floats) -> None:
    """Write the chances of a war's leaves when each joiner plays by its own model.

    Parameters
    ----------
    sigmas : ndarray, shape (G, W, E)
        Strategies by game.
    game : ndarray of int, shape (n,)
        The game that each state believes in.
    out : ndarray, shape (L,)
    """
    o = st.war_occasion[k]
    out[0] = 1.0
    nodes, start = 1, 0
    for level in range(st.joiners.shape[1]):
        joiner = st.joiners[o, level]
        if joiner < 0:
            continue
        options = st.options[o, level]
        for node in range(nodes - 1, -1, -1):
            reached = out[node]
            for c in range(options):
                out[node * options + c] = reached * sigmas[game[joiner], k, start + node * options + c]
        nodes *= options
        start += nodes


def sizes(st: WarStructure) -> tuple[int, int, int, int, int, int]:
    """Return P, L, W, U, O and the number E of choices in the largest tree."""
    entries = 1
    for o in range(len(st.aggressor)):
        branches, total = 1, 0
        for level in range(st.joiners.shape[1]):
            if st.joiners[o, level] >= 0:
                branches *= int(st.options[o, level])
                total += branches
        entries = max(entries, total)
    return (
        len(st.physics_occasion),
        st.side.shape[1],
        len(st.war_occasion),
        len(st.world_war),
        len(st.aggressor),
        entries,
    )


assert AT_SIGNATURE == 1  # `_delivered` treats every mode but none and victory as certain once there is a war
