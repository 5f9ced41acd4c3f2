"""The war subgame: what every state gets from every war that an alignment can lead to, and whether it comes.

For each leaf of a war's tree (who stands on which side), with e = c r,

    s_i = e_i pi_i (1 + g_i)      S_X = sum over i in X of s_i      p = S_A^m / (S_A^m + S_D^m)
    n_i = S_other / (S_A + S_D)

    war_cost   - k_i x_i n_i                    defeat   - (1 - win_i) x_i
    prize      + p v_i   (side A)               balance  - p beta_i
    stakes     +/- chance of delivery w_is      breach   - rho_i (1 - prod over broken clauses (1 - omega))
    aftermath  for each outcome, hostility of a victor w toward a standing j, tau later:
        e'_w = e_w(t+tau) (1 - alpha_w n_w) + gamma_w (s_w / S_own) sum over losers c_l x_l
        e'_j = e_j(t+tau) (1 - alpha_j n_j) (1 - x_j if lost) (1 + sum of buffers held)
        q = (pi_wj e'_w)^m / ((pi_wj e'_w)^m + e'_j^m)
        z = logit of  q g_wj - k_w (1 - q) - breach_wj  against 0, discounted
        w: + z (q g_wj - k_w (1 - q) - breach_wj)
        j: - (1 - x_j if lost)(k_j + 1)(1 - prod over w of (1 - z q))

The tree is solved backwards by logits, joiner by joiner; a joiner from whom promises are hidden plays the strategy that it
has in the war without them. Over the occasions o of a world of promises,

    Q(o) = logit choice of the aggressor between War(o) and Q(o+1) - holding,      Q(O+1) = 0

Leaves run fastest in every array, the first joiner's choice fastest among them, so that loops over leaves, and over the nodes
of a level, run on neighbours. Nothing here knows of files or names.
"""

from __future__ import annotations

import numpy as np

from realpolitik.game.arrays import (
    AFTERMATH,
    ATTACKER,
    ATTRITION,
    BALANCE,
    BALANCE_COST,
    BREACH,
    BY_VICTORY,
    CAPABILITY,
    CONQUEST,
    COORDINATION,
    DEFEAT,
    DEFENDER,
    DISCOUNT,
    DISCOUNT_LATER,
    EXPOSURE,
    HOSTILE_GAIN,
    HOSTILE_REACH,
    NOT_DELIVERED,
    OUT,
    PASSAGE,
    PRIZE,
    PRIZE_WORTH,
    REACH,
    REACH_TRANSIT,
    REPUTATION,
    STAKES,
    STRENGTH,
    STRENGTH_LATER,
    TRANSFERS,
    WAR_COST,
    WAR_COST_RATE,
    WEIGHT,
    Floats,
    GameNumbers,
    Index,
    WarBook,
    WarStructure,
)
from realpolitik.game.compiler import kernel
from realpolitik.game.numeric import contests, dot, exponentiate, logistic

MINE, THEIRS, CHANCE, SCRATCH, GAIN, DEPTH = range(6)  # rows of working memory


@kernel
def broken_share(set_starts: Index, set_items: Index, weight: Floats, which: int) -> float:
    """Return 1 - prod (1 - omega) over a set of clauses, given their weights at an occasion (C,)."""
    kept = 1.0
    for item in range(set_starts[which], set_starts[which + 1]):
        kept *= 1.0 - weight[set_items[item]]
    return 1.0 - kept


@kernel
def _most(set_starts: Index, set_items: Index, values: Floats, which: int) -> float:
    """Return the largest value (C,) over a set of clauses; 0 for the empty set."""
    most = 0.0
    for item in range(set_starts[which], set_starts[which + 1]):
        most = max(most, values[set_items[item]])
    return most


@kernel
def fight(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill every contest of draw d: strengths, the chance of victory, and what they cost and bring."""
    n = x.of_state.shape[3]
    for c in range(st.contest_occasion.shape[0]):
        o = st.contest_occasion[c]
        states = x.of_state[d, o]
        leaves = st.leaves[o]
        strength, force, win = book.strength[c], book.force[c], book.win[c]
        force.fill(0.0)
        for i in range(n):
            side, convention = st.side[o, i], st.contest_conventions[c, i]
            passage = _most(st.set_starts, st.set_items, x.of_clause[d, o, PASSAGE], st.contest_transit[c, i])
            reach = states[REACH, i] + (states[REACH_TRANSIT, i] - states[REACH, i]) * passage
            alone = states[STRENGTH, i] * reach
            for leaf in range(leaves):
                s = 0.0
                if side[leaf] != OUT:
                    s = alone
                    if convention[leaf] > 0:
                        s *= 1.0 + _most(st.set_starts, st.set_items, x.of_clause[d, o, COORDINATION], convention[leaf])
                    force[side[leaf] - ATTACKER, leaf] += s
                strength[i, leaf] = s
        _count_booty(st, x, d, o, book.booty[c])
        contests(force[0], force[1], leaves, x.decisiveness[d], win, book.work[SCRATCH], book.bits)
        for i in range(n):
            now, exposure, prize = states[DISCOUNT, i], states[EXPOSURE, i], states[PRIZE_WORTH, i]
            cost, balance = states[WAR_COST_RATE, i] * exposure, states[BALANCE_COST, i]
            side = st.side[o, i]
            costs, defeat = book.base[c, WAR_COST, i], book.base[c, DEFEAT, i]
            prizes, balances = book.base[c, PRIZE, i], book.base[c, BALANCE, i]
            for leaf in range(leaves):
                costs[leaf], defeat[leaf], prizes[leaf] = 0.0, 0.0, 0.0
                balances[leaf] = -now * win[leaf] * balance
                if side[leaf] != OUT:
                    lost = 1.0 - win[leaf] if side[leaf] == ATTACKER else win[leaf]
                    costs[leaf] = -now * cost * _enemy_share(force, side[leaf], leaf)
                    defeat[leaf] = -now * lost * exposure
                    if side[leaf] == ATTACKER:
                        prizes[leaf] = now * win[leaf] * prize


@kernel
def _count_booty(st: WarStructure, x: GameNumbers, d: int, o: int, booty: Floats) -> None:
    """Fill what the losers have to lose when attackers (0) or defenders (1) have won; booty (2, L)."""
    booty.fill(0.0)
    for i in range(x.of_state.shape[3]):
        worth, side = x.of_state[d, o, CAPABILITY, i] * x.of_state[d, o, EXPOSURE, i], st.side[o, i]
        for leaf in range(st.leaves[o]):
            if side[leaf] != OUT:
                booty[DEFENDER - side[leaf], leaf] += worth


@kernel
def _enemy_share(force: Floats, side: int, leaf: int) -> float:
    """Return the other side's share of all strength; one half if there is none."""
    both = force[0, leaf] + force[1, leaf]
    return force[DEFENDER - side, leaf] / both if both > 0.0 else 0.5


@kernel
def weigh_revenge(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill every pair of a hostility and a contest: the odds of turning, whether the victor turns, and what it gains."""
    mine, theirs, chance = book.work[MINE], book.work[THEIRS], book.work[CHANCE]
    depth, gains = book.work[DEPTH], book.work[GAIN]
    worn = _wear(st, x, d, book)
    place = np.empty(mine.shape[0], np.int64)
    for r in range(st.pair_contest.shape[0]):
        c, h = st.pair_contest[r], st.pair_hostility[r]
        o = st.contest_occasion[c]
        states = x.of_state[d, o]
        w, j = st.hostile_by[h], st.hostile_toward[h]
        leaves = st.leaves[o]
        side_w, side_j = st.side[o, w], st.side[o, j]
        standing, cost = 1.0 - states[EXPOSURE, j], states[WAR_COST_RATE, w]
        broken = broken_share(st.set_starts, st.set_items, x.of_clause[d, o, WEIGHT], st.pair_turn[r])
        price, precision = states[REPUTATION, w] * broken, x.precision[d]
        reach, prize = x.of_hostility[d, o, HOSTILE_REACH, h], x.of_hostility[d, o, HOSTILE_GAIN, h]
        conquest, discount = states[CONQUEST, w], states[DISCOUNT_LATER, w]
        strength, left = worn[c, w], worn[c, j]
        for outcome in range(2):
            victors = ATTACKER if outcome == 0 else DEFENDER
            odds, turn, gain = book.odds[r, outcome], book.turn[r, outcome], book.gain[r, outcome]
            count = 0
            for leaf in range(leaves):
                odds[leaf], turn[leaf], gain[leaf] = 0.0, 0.0, 0.0
                lost = side_j[leaf] != OUT and side_j[leaf] != victors
                if side_w[leaf] == victors and not (lost and standing <= 0.0):
                    place[count] = leaf
                    count += 1
            if count == 0:
                continue
            alone, force, booty = book.strength[c, w], book.force[c, outcome], book.booty[c, outcome]
            _deepen(st, x, d, o, r, j, outcome, leaves, depth)
            for at in range(count):
                leaf = place[at]
                share = alone[leaf] / force[leaf] if force[leaf] > 0.0 else 0.0
                mine[at] = reach * (strength[leaf] + conquest * share * booty[leaf])
                lost = side_j[leaf] != OUT and side_j[leaf] != victors
                theirs[at] = left[leaf] * depth[leaf] * (standing if lost else 1.0)
            contests(mine, theirs, count, x.decisiveness[d], chance, book.work[SCRATCH], book.bits)
            for at in range(count):
                gains[at] = discount * (chance[at] * prize - cost * (1.0 - chance[at]) - price)
                theirs[at] = min(-precision * gains[at], 708.0)
            exponentiate(theirs, count, book.bits)
            for at in range(count):
                leaf = place[at]
                odds[leaf], gain[leaf], turn[leaf] = chance[at], gains[at], 1.0 / (1.0 + theirs[at])


@kernel
def _wear(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> Floats:
    """Return what the war leaves of every state's later strength in every contest, before conquest and loss; (Q, n, L)."""
    worn = np.empty_like(book.strength)
    for c in range(worn.shape[0]):
        o, force = st.contest_occasion[c], book.force[c]
        states = x.of_state[d, o]
        for i in range(worn.shape[1]):
            side, later, attrition = st.side[o, i], states[STRENGTH_LATER, i], states[ATTRITION, i]
            for leaf in range(st.leaves[o]):
                fought = 0.0 if side[leaf] == OUT else _enemy_share(force, side[leaf], leaf)
                worn[c, i, leaf] = later * (1.0 - attrition * fought)
    return worn


@kernel
def _deepen(
    st: WarStructure, x: GameNumbers, d: int, o: int, r: int, j: int, outcome: int, leaves: int, depth: Floats
) -> None:
    """Write one plus the buffers that state j holds when the war has ended so, for each leaf."""
    for leaf in range(leaves):
        depth[leaf] = 1.0
    victors = ATTACKER if outcome == 0 else DEFENDER
    for z in range(st.stake_holder.shape[0]):
        mode, to, lead = st.pair_stake[r, z, 0], st.pair_stake[r, z, 1], st.pair_stake[r, z, 2]
        buffer, holds = x.buffer[d, o, z, j], st.stake_holder[z] == j
        if buffer == 0.0 or not (holds or to == j):
            continue
        for leaf in range(leaves):
            delivered = mode != NOT_DELIVERED
            if mode == BY_VICTORY:
                delivered = st.side[o, lead, leaf] == victors
            if (delivered and to == j) or (holds and not delivered):
                depth[leaf] += buffer


@kernel
def reckon(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill what the aftermath brings and costs, what the war hands over, and the totals, from the odds and the turns."""
    n = x.of_state.shape[3]
    for r in range(st.pair_contest.shape[0]):
        win, turn, gain, gained = book.win[st.pair_contest[r]], book.turn[r], book.gain[r], book.gained[r]
        for leaf in range(gained.shape[0]):
            gained[leaf] = win[leaf] * turn[0, leaf] * gain[0, leaf]
            gained[leaf] += (1.0 - win[leaf]) * turn[1, leaf] * gain[1, leaf]
    survives = book.work[SCRATCH]
    for v in range(st.victim_contest.shape[0]):
        c, j = st.victim_contest[v], st.victim_state[v]
        o = st.contest_occasion[c]
        states = x.of_state[d, o]
        lost, side, win = book.lost[v], st.side[o, j], book.win[c]
        exposure = states[EXPOSURE, j]
        all_gone = states[DISCOUNT_LATER, j] * (states[WAR_COST_RATE, j] + 1.0)
        lost.fill(0.0)
        for outcome in range(2):
            victors = ATTACKER if outcome == 0 else DEFENDER
            survives.fill(1.0)
            for item in range(st.victim_starts[v], st.victim_starts[v + 1]):
                turn, odds = book.turn[st.victim_pairs[item], outcome], book.odds[st.victim_pairs[item], outcome]
                for leaf in range(lost.shape[0]):
                    survives[leaf] *= 1.0 - turn[leaf] * odds[leaf]
            for leaf in range(st.leaves[o]):
                likely = win[leaf] if outcome == 0 else 1.0 - win[leaf]
                fallen = exposure if side[leaf] != OUT and side[leaf] != victors else 0.0
                lost[leaf] += likely * all_gone * (1.0 - fallen) * (1.0 - survives[leaf])
    _hand_over(st, x, d, book)
    for p in range(st.physics_contest.shape[0]):
        c, g = st.physics_contest[p], st.physics_delivery[p]
        for i in range(n):
            total, base = book.total[p, i], book.base[c]
            for leaf in range(total.shape[0]):
                total[leaf] = base[0, i, leaf] + base[1, i, leaf] + base[2, i, leaf] + base[3, i, leaf]
            if g >= 0:
                for leaf in range(total.shape[0]):
                    total[leaf] += book.handed[g, 0, i, leaf] + book.handed[g, 1, i, leaf]
        for h in range(st.hostile_by.shape[0]):
            total, gained = book.total[p, st.hostile_by[h]], book.gained[st.physics_pair[p, h]]
            for leaf in range(total.shape[0]):
                total[leaf] += gained[leaf]
        for item in range(st.physics_victim.shape[1]):
            v = st.physics_victim[p, item]
            total, lost = book.total[p, st.victim_state[v]], book.lost[v]
            for leaf in range(total.shape[0]):
                total[leaf] -= lost[leaf]


@kernel
def _hand_over(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill the stakes and payments that wars deliver."""
    for g in range(st.delivery_contest.shape[0]):
        c = st.delivery_contest[g]
        o = st.contest_occasion[c]
        states = x.of_state[d, o]
        handed, win = book.handed[g], book.win[c]
        handed.fill(0.0)
        for z in range(st.stake_holder.shape[0]):
            mode, to, lead = st.delivery_stake[g, z, 0], st.delivery_stake[g, z, 1], st.delivery_stake[g, z, 2]
            if mode == NOT_DELIVERED:
                continue
            holder = st.stake_holder[z]
            for leaf in range(st.leaves[o]):
                f = _chance_of_delivery(mode, st.side[o, lead, leaf], win[leaf])
                handed[0, to, leaf] += f * states[DISCOUNT, to] * x.stake_worth[d, o, z, to]
                if holder >= 0:
                    handed[0, holder, leaf] -= f * states[DISCOUNT, holder] * x.stake_worth[d, o, z, holder]
        which = st.delivery_payments[g]
        for item in range(st.set_starts[which], st.set_starts[which + 1]):
            clause = st.set_items[item]
            mode, lead = st.payment_mode[clause], st.payment_lead[clause]
            for i in range(handed.shape[1]):
                worth = states[DISCOUNT, i] * x.payment[d, o, clause, i]
                for leaf in range(st.leaves[o]):
                    handed[1, i, leaf] += worth * _chance_of_delivery(mode, st.side[o, lead, leaf], win[leaf])


@kernel
def _chance_of_delivery(mode: int, lead_side: int, win: float) -> float:
    """Return the chance that a war delivers: certain, or as the suitor's lead wins."""
    if mode != BY_VICTORY:
        return 1.0
    if lead_side == OUT:
        return 0.0
    return win if lead_side == ATTACKER else 1.0 - win


@kernel
def solve_wars(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Solve every war problem's tree, and every world's attacks, from the totals of the leaves."""
    n = x.of_state.shape[3]
    O, unread = st.aggressor.shape[0], st.joiners.shape[1] + 1
    credit = _credits(st, x, d)
    for k in range(st.war_occasion.shape[0]):
        o, p = st.war_occasion[k], st.war_physics[k]
        for i in range(n):
            if st.folds_to[o, i] == unread:
                continue
            branch, total = book.tree[i], book.total[p, i]
            for leaf in range(st.leaves[o]):
                branch[leaf] = total[leaf]
            if st.war_breaks[k, i] == 1:
                price, broken = x.of_state[d, o, DISCOUNT, i] * x.of_state[d, o, REPUTATION, i], st.war_breach[k, i]
                for leaf in range(st.leaves[o]):
                    branch[leaf] -= price * credit[o, broken[leaf]]
        _fold(st.joiners[o], st.options[o], st.folds_to[o], st.war_view[k], x.precision[d], k, book.tree, book.sigma,
              book.work[0], book.bits)  # fmt: skip
        for i in range(n):
            book.war[k, i] = book.tree[i, 0] if st.folds_to[o, i] == 0 else 0.0
    for u in range(st.world_war.shape[0]):
        value = book.value[u]
        value[O].fill(0.0)
        for o in range(O - 1, -1, -1):
            war, aggressor, seen = book.war[st.world_war[u, o]], st.aggressor[o], st.world_view[u, o]
            attack = book.attack[seen, o]
            if seen == u:
                hold = value[o + 1, aggressor] - x.holding[d, o]
                attack = logistic(x.precision[d] * (war[aggressor] - hold))
            book.attack[u, o] = attack
            for i in range(n):
                hold = value[o + 1, i] - (x.holding[d, o] if i == aggressor else 0.0)
                value[o, i] = attack * war[i] + (1.0 - attack) * hold


@kernel
def _credits(st: WarStructure, x: GameNumbers, d: int) -> Floats:
    """Return the share of its credit that breaking a set of clauses costs a state; shape (O, sets)."""
    credit = np.empty((st.aggressor.shape[0], st.set_starts.shape[0] - 1))
    for o in range(credit.shape[0]):
        for which in range(credit.shape[1]):
            credit[o, which] = broken_share(st.set_starts, st.set_items, x.of_clause[d, o, WEIGHT], which)
    return credit


@kernel
def _fold(
    joiners: Index,
    options: Index,
    folds_to: Index,
    view: Index,
    precision: float,
    k: int,
    tree: Floats,
    sigma: Floats,
    work: Floats,
    bits: Index,
) -> None:
    """Fold the leaves in ``tree`` (n, L) into its column 0, last joiner first, and record the joiners' chances.

    A state's payoffs are folded no further than something reads them.

    A level's nodes are numbered with the first joiner's choice fastest; the branches of choice c at node v stand at
    c N + v, N being the number of nodes, and so do the chances within the level's part of ``sigma``.
    """
    levels, end, branches = 0, 0, 1
    for level in range(joiners.shape[0]):
        if joiners[level] >= 0:
            levels += 1
            branches *= options[level]
            end += branches
    for level in range(levels - 1, -1, -1):
        joiner, choices = joiners[level], options[level]
        nodes = branches // choices
        start = end - branches
        if view[level] == k:
            _choose(tree[joiner], nodes, choices, precision, work, bits)
            for b in range(branches):
                sigma[k, start + b] = work[b]
        else:
            for b in range(branches):
                work[b] = sigma[view[level], start + b]
                sigma[k, start + b] = work[b]
        for i in range(tree.shape[0]):
            if folds_to[i] > level:
                continue
            row = tree[i]
            for node in range(nodes):
                row[node] *= work[node]
            for c in range(1, choices):
                for node in range(nodes):
                    row[node] += work[c * nodes + node] * row[c * nodes + node]
        branches, end = nodes, start


@kernel
def _choose(u: Floats, nodes: int, choices: int, precision: float, out: Floats, bits: Index) -> None:
    """Write the logit chances of the choices at every node of a level."""
    for node in range(nodes):
        top = u[node]
        for c in range(1, choices):
            top = max(top, u[c * nodes + node])
        for c in range(choices):
            out[c * nodes + node] = precision * (u[c * nodes + node] - top)
    exponentiate(out, nodes * choices, bits)
    for node in range(nodes):
        total = out[node]
        for c in range(1, choices):
            total += out[c * nodes + node]
        for c in range(choices):
            out[c * nodes + node] /= total


@kernel
def play_wars(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    game: Index,
    sigma: Floats,
    book: WarBook,
    fought: Floats,
    sides: Floats,
    won: Floats,
    turned: Floats,
) -> None:
    """Average the wars that alignments lead to over their leaves, each joiner playing by its own model.

    Parameters
    ----------
    game : ndarray of int, shape (n,)
        The game that each state believes in.
    sigma : ndarray, shape (G, W, E)
        Strategies by game.
    book : WarBook
        By true numbers, with each victor's own resolve in ``turn``, after `reckon`.
    fought : ndarray, shape (W, terms, n)
        Filled for the wars of worlds: expected payoffs by term.
    sides : ndarray, shape (W, n, 3)
        Chance of each side.
    won : ndarray, shape (W,)
        Chance that the attackers win.
    turned : ndarray, shape (W, 2, H)
        Chance that a victor turns; that it turns and prevails.
    """
    n, H = x.of_state.shape[3], st.hostile_by.shape[0]
    chance, turns, subdues = book.work[CHANCE], book.work[MINE], book.work[THEIRS]
    done = np.zeros(st.war_occasion.shape[0], np.bool_)
    credit = _credits(st, x, d)
    for u in range(st.world_war.shape[0]):
        for o in range(st.world_war.shape[1]):
            k = st.world_war[u, o]
            if done[k]:
                continue
            done[k] = True
            p, leaves = st.war_physics[k], st.leaves[o]
            c, g = st.physics_contest[p], st.physics_delivery[p]
            _spread_chances(st.joiners[o], st.options[o], k, sigma, game, chance)
            win = book.win[c]
            won[k] = dot(chance, win, leaves)
            for i in range(n):
                for term in range(BALANCE + 1):
                    fought[k, term, i] = dot(chance, book.base[c, term, i], leaves)
                fought[k, STAKES, i] = dot(chance, book.handed[g, 0, i], leaves) if g >= 0 else 0.0
                fought[k, TRANSFERS, i] = dot(chance, book.handed[g, 1, i], leaves) if g >= 0 else 0.0
                fought[k, AFTERMATH, i] = 0.0
                fought[k, BREACH, i] = 0.0
                sides[k, i].fill(0.0)
                for leaf in range(leaves):
                    sides[k, i, st.side[o, i, leaf]] += chance[leaf]
                if st.war_breaks[k, i] == 1:
                    price = x.of_state[d, o, DISCOUNT, i] * x.of_state[d, o, REPUTATION, i]
                    for leaf in range(leaves):
                        fought[k, BREACH, i] -= chance[leaf] * price * credit[o, st.war_breach[k, i, leaf]]
            for item in range(st.physics_victim.shape[1]):
                v = st.physics_victim[p, item]
                fought[k, AFTERMATH, st.victim_state[v]] -= dot(chance, book.lost[v], leaves)
            for h in range(H):
                r = st.physics_pair[p, h]
                turn, odds = book.turn[r], book.odds[r]
                fought[k, AFTERMATH, st.hostile_by[h]] += dot(chance, book.gained[r], leaves)
                for leaf in range(leaves):
                    first, second = win[leaf] * turn[0, leaf], (1.0 - win[leaf]) * turn[1, leaf]
                    turns[leaf] = first + second
                    subdues[leaf] = first * odds[0, leaf] + second * odds[1, leaf]
                turned[k, 0, h] = dot(chance, turns, leaves)
                turned[k, 1, h] = dot(chance, subdues, leaves)


@kernel
def _spread_chances(joiners: Index, options: Index, k: int, sigma: Floats, game: Index, out: Floats) -> None:
    """Write the chances of a war's leaves when each joiner plays by its own model."""
    out[0] = 1.0
    nodes, start = 1, 0
    for level in range(joiners.shape[0]):
        joiner = joiners[level]
        if joiner < 0:
            continue
        mine = sigma[game[joiner], k]
        for c in range(options[level] - 1, -1, -1):
            for node in range(nodes):
                out[c * nodes + node] = out[node] * mine[start + c * nodes + node]
        nodes *= options[level]
        start += nodes


@kernel
def same_physics(st: WarStructure, x: GameNumbers, d: int, other: int) -> bool:
    """Whether two rows of numbers agree in all that `fight`, `weigh_revenge` and `reckon` read.

    Of reputations these read what breaking its word costs a state that may turn on another, and no more.
    """
    if x.precision[d] != x.precision[other] or x.decisiveness[d] != x.decisiveness[other]:
        return False
    for table in (x.of_hostility, x.of_clause, x.stake_worth, x.buffer, x.payment):
        if (table[d] != table[other]).any():
            return False
    for o in range(x.of_state.shape[1]):
        one, two = x.of_state[d, o], x.of_state[other, o]
        for row in range(one.shape[0]):
            if row != REPUTATION and (one[row] != two[row]).any():
                return False
        for w in st.hostile_by:
            if one[REPUTATION, w] != two[REPUTATION, w]:
                return False
    return True


@kernel
def take_resolve(st: WarStructure, turns: Floats, game: Index, book: WarBook) -> None:
    """Put each victor's own resolve (G, R, 2, L) in the place of what the book's numbers make of it."""
    for r in range(st.pair_contest.shape[0]):
        turn = turns[game[st.hostile_by[st.pair_hostility[r]]], r]
        for outcome in range(2):
            for leaf in range(turn.shape[1]):
                book.turn[r, outcome, leaf] = turn[outcome, leaf]


@kernel
def most_choices(st: WarStructure) -> int:
    """Return the number of choices in the largest tree of a war."""
    most = 1
    for o in range(st.aggressor.shape[0]):
        branches, entries = 1, 0
        for level in range(st.joiners.shape[1]):
            if st.joiners[o, level] >= 0:
                branches *= st.options[o, level]
                entries += branches
        most = max(most, entries)
    return most


@kernel
def new_book(st: WarStructure, n: int) -> WarBook:
    """Allocate."""
    Q, R, V = st.contest_occasion.shape[0], st.pair_contest.shape[0], st.victim_contest.shape[0]
    G, P, W = st.delivery_contest.shape[0], st.physics_contest.shape[0], st.war_occasion.shape[0]
    U, O, L = st.world_war.shape[0], st.aggressor.shape[0], st.side.shape[2]
    return WarBook(
        np.zeros((Q, n, L)),
        np.zeros((Q, 2, L)),
        np.zeros((Q, 2, L)),
        np.zeros((Q, L)),
        np.zeros((Q, 4, n, L)),
        np.zeros((R, 2, L)),
        np.zeros((R, 2, L)),
        np.zeros((R, 2, L)),
        np.zeros((R, L)),
        np.zeros((V, L)),
        np.zeros((G, 2, n, L)),
        np.zeros((P, n, L)),
        np.zeros((W, most_choices(st))),
        np.zeros((W, n)),
        np.zeros((U, O)),
        np.zeros((U, O + 1, n)),
        np.zeros((6, L)),
        np.zeros(L, np.int64),
        np.zeros((n, L)),
    )
