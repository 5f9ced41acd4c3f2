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

from realpolitik.game.compiled.compiler import kernel, reduction
from realpolitik.game.compiled.intrinsics import larger
from realpolitik.game.compiled.numeric import add, contests, copy, dot, dot_of_three, exponentiate, logistic, put, same
from realpolitik.game.core.arrays import (
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
    NOTHING,
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

MINE, THEIRS, CHANCE, SCRATCH, DEPTH = range(5)  # rows of working memory
TOP, TOTAL = range(2)  # the same, in a tree
CAP = 708.0  # beyond it an exponential overflows


@kernel
def _broken_share(set_starts: Index, set_items: Index, weight: Floats, which: int) -> float:
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
def measure_wars(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill all that wars come to by the numbers of draw d, before promises and choices."""
    # One contest after the other: what it needs fits in the nearest memory.
    for c in range(st.contest_occasion.shape[0]):
        _fight(st, x, d, c, book)
        _weigh_revenge(st, x, d, c, book)
        _reckon(st, x, d, c, book)
    _hand_over(st, x, d, book)


@kernel
def _fight(st: WarStructure, x: GameNumbers, d: int, c: int, book: WarBook) -> None:
    """Fill contest c of draw d: strengths, the chance of victory, what it costs and brings, and what it leaves."""
    _line_up(st, x, d, c, book)
    attackers, defenders, leaves = book.force[0], book.force[1], st.leaves[st.contest_occasion[c]]
    contests(attackers, defenders, leaves, x.decisiveness[d], book.win[c])
    against_attackers, against_defenders = book.enemy[c, 0], book.enemy[c, 1]
    for leaf in range(leaves):
        attack, defence = attackers[leaf], defenders[leaf]
        both = attack + defence
        share = defence / (both if both > 0.0 else 1.0)
        against_attackers[leaf] = share if both > 0.0 else 0.5
        share = attack / (both if both > 0.0 else 1.0)
        against_defenders[leaf] = share if both > 0.0 else 0.5
    _price_fighting(st, x, d, c, book)
    _wear(st, x, d, c, book)


@kernel
def _line_up(st: WarStructure, x: GameNumbers, d: int, c: int, book: WarBook) -> None:
    """Fill the strengths of contest c, and what the losers have to lose."""
    o = st.contest_occasion[c]
    states = x.of_state[d, o]
    attackers, defenders, pull = book.force[0], book.force[1], book.work[SCRATCH]
    # What the defenders have to lose goes to the attackers if they win, and the other way round.
    to_attackers, to_defenders = book.booty[0], book.booty[1]
    for nothing in (attackers, defenders, to_attackers, to_defenders):
        put(0.0, nothing)
    for i in range(book.strength.shape[0]):
        side, strength = st.side[o, i], book.strength[i]
        passage = _most(st.set_starts, st.set_items, x.of_clause[d, o, PASSAGE], st.contest_transit[c, i])
        reach = states[REACH, i] + (states[REACH_TRANSIT, i] - states[REACH, i]) * passage
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
def _price_fighting(st: WarStructure, x: GameNumbers, d: int, c: int, book: WarBook) -> None:
    """Fill what contest c costs and brings: war cost, defeat, prize and balance together."""
    o = st.contest_occasion[c]
    states, win = x.of_state[d, o], book.win[c]
    against_attackers, against_defenders = book.enemy[c, 0], book.enemy[c, 1]
    for i in range(book.base.shape[1]):
        now, exposure = states[DISCOUNT, i], states[EXPOSURE, i]
        cost, prize, balance = states[WAR_COST_RATE, i] * exposure, states[PRIZE_WORTH, i], states[BALANCE_COST, i]
        side, base = st.side[o, i], book.base[c, i]
        for leaf in range(st.leaves[o]):
            attacks = win[leaf] * prize - cost * against_attackers[leaf] - (1.0 - win[leaf]) * exposure
            defends = -cost * against_defenders[leaf] - win[leaf] * exposure
            fought = attacks if side[leaf] == ATTACKER else defends if side[leaf] == DEFENDER else 0.0
            base[leaf] = now * (fought - win[leaf] * balance)


@kernel
def _wear(st: WarStructure, x: GameNumbers, d: int, c: int, book: WarBook) -> None:
    """Fill what contest c leaves of every state's later strength, before loss, and that strength with its conquests if it wins."""
    o = st.contest_occasion[c]
    states = x.of_state[d, o]
    attackers, defenders, against_attackers, against_defenders = (
        book.force[0], book.force[1], book.enemy[c, 0], book.enemy[c, 1]
    )  # fmt: skip
    to_attackers, to_defenders = book.booty[0], book.booty[1]
    for i in range(book.worn.shape[0]):
        later, attrition, conquest = states[STRENGTH_LATER, i], states[ATTRITION, i], states[CONQUEST, i]
        side, strength, worn, grown = st.side[o, i], book.strength[i], book.worn[i], book.grown[i]
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
            worn[leaf] = left
            grown[leaf] = left + conquest * share * booty


@kernel
def _weigh_revenge(st: WarStructure, x: GameNumbers, d: int, c: int, book: WarBook) -> None:
    """Fill every pair of a hostility with contest c: the odds of turning, whether the victor turns, and what it gains.

    In each leaf the one that may turn stands on one side, so that one outcome is in question: that this side has won.
    """
    mine, theirs, chance, depth = book.work[MINE], book.work[THEIRS], book.work[CHANCE], book.work[DEPTH]
    o = st.contest_occasion[c]
    states = x.of_state[d, o]
    for r in range(st.contest_pairs[c], st.contest_pairs[c + 1]):
        h = st.pair_hostility[r]
        w, j = st.hostile_by[h], st.hostile_toward[h]
        leaves, precision = st.leaves[o], x.precision[d]
        side_w, side_j = st.side[o, w], st.side[o, j]
        standing, cost, discount = 1.0 - states[EXPOSURE, j], states[WAR_COST_RATE, w], states[DISCOUNT_LATER, w]
        broken = _broken_share(st.set_starts, st.set_items, x.of_clause[d, o, WEIGHT], st.pair_turn[r])
        price = states[REPUTATION, w] * broken
        reach, prize = x.of_hostility[d, o, HOSTILE_REACH, h], x.of_hostility[d, o, HOSTILE_GAIN, h]
        grown, left = book.grown[w], book.worn[j]
        _deepen(st, x, d, o, r, j, side_w, depth)
        for leaf in range(leaves):
            lost = side_j[leaf] != OUT and side_j[leaf] != side_w[leaf]
            mine[leaf] = reach * grown[leaf]
            theirs[leaf] = left[leaf] * depth[leaf] * (standing if lost else 1.0)
        contests(mine, theirs, leaves, x.decisiveness[d], chance)
        odds, turn, gain = book.odds[r], book.turn[r], book.gain[r]
        for leaf in range(leaves):
            gain[leaf] = discount * (chance[leaf] * prize - cost * (1.0 - chance[leaf]) - price)
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
        mode, to, lead = st.pair_stake[r, z, 0], st.pair_stake[r, z, 1], st.pair_stake[r, z, 2]
        buffer, holds = x.buffer[d, o, z, j], st.stake_holder[z] == j
        if buffer == 0.0 or not (holds or to == j):
            continue
        if mode == BY_VICTORY:
            side_lead = st.side[o, lead]
            for leaf in range(st.leaves[o]):
                delivered = side_lead[leaf] == side_w[leaf]
                depth[leaf] += buffer if (to == j if delivered else holds) else 0.0
        elif to == j if mode != NOT_DELIVERED else holds:
            for leaf in range(st.leaves[o]):
                depth[leaf] += buffer


@kernel
def _reckon(st: WarStructure, x: GameNumbers, d: int, c: int, book: WarBook) -> None:
    """Fill what the aftermath of contest c brings and costs, from the odds and the turns."""
    o = st.contest_occasion[c]
    states, win, survives = x.of_state[d, o], book.win[c], book.work[SCRATCH]
    for r in range(st.contest_pairs[c], st.contest_pairs[c + 1]):
        side = st.side[o, st.hostile_by[st.pair_hostility[r]]]
        turn, gain, gained = book.turn[r], book.gain[r], book.gained[r]
        for leaf in range(gained.shape[0]):
            likely = win[leaf]
            victory = likely if side[leaf] == ATTACKER else 1.0 - likely
            gained[leaf] = victory * turn[leaf] * gain[leaf]
    for v in range(st.contest_victims[c], st.contest_victims[c + 1]):
        j = st.victim_state[v]
        lost, side = book.lost[v], st.side[o, j]
        exposure = states[EXPOSURE, j]
        all_gone = states[DISCOUNT_LATER, j] * (states[WAR_COST_RATE, j] + 1.0)
        put(0.0, lost)
        for victors in range(ATTACKER, DEFENDER + 1):
            threats = 0
            for item in range(st.victim_starts[v], st.victim_starts[v + 1]):
                r = st.victim_pairs[item]
                if st.pair_stands[r, victors] == 0:
                    continue
                turn, odds, theirs = book.turn[r], book.odds[r], st.side[o, st.hostile_by[st.pair_hostility[r]]]
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
def _total_up(st: WarStructure, p: int, book: WarBook) -> None:
    """Fill what every state whose payoffs are read gets in the leaves of a physics, promises apart."""
    c, g = st.physics_contest[p], st.physics_delivery[p]
    folds_to, unread = st.folds_to[st.contest_occasion[c]], st.joiners.shape[1] + 1
    for i in range(book.total.shape[0]):
        if folds_to[i] == unread:
            continue
        total, base = book.total[i], book.base[c, i]
        if g >= 0:
            stakes, payments = book.handed[g, 0, i], book.handed[g, 1, i]
            for leaf in range(total.shape[0]):
                total[leaf] = base[leaf] + stakes[leaf] + payments[leaf]
        else:
            copy(base, total)
    for h in range(st.hostile_by.shape[0]):
        if folds_to[st.hostile_by[h]] != unread:
            add(1.0, book.gained[st.physics_pair[p, h]], book.total[st.hostile_by[h]])
    for item in range(st.physics_victim.shape[1]):
        v = st.physics_victim[p, item]
        if folds_to[st.victim_state[v]] != unread:
            add(-1.0, book.lost[v], book.total[st.victim_state[v]])


@kernel
def _hand_over(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill the stakes and payments that wars deliver."""
    for g in range(st.delivery_contest.shape[0]):
        c = st.delivery_contest[g]
        o = st.contest_occasion[c]
        states = x.of_state[d, o]
        handed, win = book.handed[g], book.win[c]
        put(0.0, handed)
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
    """Solve every war problem's tree, and every world's attacks."""
    n = x.of_state.shape[3]
    O, unread = st.aggressor.shape[0], st.joiners.shape[1] + 1
    _price_promises(st, x, d, book)
    last = NOTHING - 1
    for k in st.war_order:
        o, p = st.war_occasion[k], st.war_physics[k]
        if p != last:
            _total_up(st, p, book)
            last = p
        for i in range(n):
            if st.folds_to[o, i] == unread:
                continue
            branch, total, breach = book.tree[i], book.total[i], st.war_breach[k, i]
            if breach < 0:
                for leaf in range(st.leaves[o]):
                    branch[leaf] = total[leaf]
            else:
                price, broken = x.of_state[d, o, DISCOUNT, i] * x.of_state[d, o, REPUTATION, i], book.broken[breach]
                for leaf in range(st.leaves[o]):
                    branch[leaf] = total[leaf] - price * broken[leaf]
        _fold(st.joiners[o], st.options[o], st.folds_to[o], st.war_view[k], x.precision[d], k, book.tree, book.sigma,
              book.work)  # fmt: skip
        for i in range(n):
            book.war[k, i] = book.tree[i, 0] if st.folds_to[o, i] == 0 else 0.0
    for u in range(st.world_war.shape[0]):
        value = book.value[u]
        put(0.0, value[O])
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
def _price_promises(st: WarStructure, x: GameNumbers, d: int, book: WarBook) -> None:
    """Fill the share of its credit that a state loses by what it breaks, for every distinct row of sets of clauses."""
    for b in range(st.breach_occasion.shape[0]):
        weight, sets, broken = x.of_clause[d, st.breach_occasion[b], WEIGHT], st.breach_sets[b], book.broken[b]
        last, share = NOTHING, 0.0  # neighbours often break the same
        for leaf in range(broken.shape[0]):
            if sets[leaf] != last:
                last = sets[leaf]
                share = _broken_share(st.set_starts, st.set_items, weight, last)
            broken[leaf] = share


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
        # Slices, because of an index that is a sum the compiler cannot see that it is not negative, and gives its vectors up.
        chance = sigma[k, start : start + branches]
        if view[level] != k:
            seen = sigma[view[level], start : start + branches]
            copy(seen, chance)
        elif choices == 2:
            _accept(tree[joiner], nodes, precision, chance)
        else:
            _choose(tree[joiner], nodes, choices, precision, chance, work)
        for i in range(tree.shape[0]):
            if folds_to[i] > level:
                continue
            row = tree[i]
            _mix(nodes, row, chance, row[nodes:], chance[nodes:])
            for c in range(2, choices):
                _mix_in(nodes, row, row[c * nodes :], chance[c * nodes :])
        branches, end = nodes, start


@kernel
def _mix(nodes: int, row: Floats, likely: Floats, other: Floats, likely_other: Floats) -> None:
    for node in range(nodes):
        row[node] = likely[node] * row[node] + likely_other[node] * other[node]


@kernel
def _mix_in(nodes: int, row: Floats, other: Floats, likely_other: Floats) -> None:
    for node in range(nodes):
        row[node] += likely_other[node] * other[node]


@kernel
def _accept(u: Floats, nodes: int, precision: float, chance: Floats) -> None:
    """Write the logit chances of the two choices at every node of a level, one exponential for both."""
    other, likely, likely_other = u[nodes : 2 * nodes], chance[:nodes], chance[nodes : 2 * nodes]
    for node in range(nodes):
        likely[node] = min(precision * (u[node] - other[node]), CAP)
    exponentiate(likely, nodes)
    for node in range(nodes):
        share = 1.0 / (1.0 + likely[node])
        likely_other[node] = share
        likely[node] *= share


@kernel
def _choose(u: Floats, nodes: int, choices: int, precision: float, chance: Floats, work: Floats) -> None:
    """Write the logit chances of the choices at every node of a level."""
    top, total = work[TOP], work[TOTAL]
    for node in range(nodes):
        top[node], total[node] = u[node], 0.0
    for c in range(1, choices):
        branch = u[c * nodes : (c + 1) * nodes]
        for node in range(nodes):
            top[node] = larger(top[node], branch[node])
    for c in range(choices):
        branch, weight = u[c * nodes : (c + 1) * nodes], chance[c * nodes : (c + 1) * nodes]
        for node in range(nodes):
            weight[node] = precision * (branch[node] - top[node])
    exponentiate(chance, nodes * choices)
    for c in range(choices):
        weight = chance[c * nodes : (c + 1) * nodes]
        for node in range(nodes):
            total[node] += weight[node]
    for node in range(nodes):
        total[node] = 1.0 / total[node]
    for c in range(choices):
        weight = chance[c * nodes : (c + 1) * nodes]
        for node in range(nodes):
            weight[node] *= total[node]


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
        By true numbers, with each victor's own resolve, after `take_resolve`.
    fought : ndarray, shape (W, terms, n)
        Filled for the wars of worlds: expected payoffs by term.
    sides : ndarray, shape (W, n, 3)
        Chance of each side.
    won : ndarray, shape (W,)
        Chance that the attackers win.
    turned : ndarray, shape (W, 2, H)
        Chance that a victor turns; that it turns and prevails.
    """
    chance = book.work[CHANCE]
    for c in range(st.contest_occasion.shape[0]):
        for r in range(st.contest_pairs[c], st.contest_pairs[c + 1]):
            side = st.side[st.contest_occasion[c], st.hostile_by[st.pair_hostility[r]]]
            win, turn, turns = book.win[c], book.turn[r], book.turned[r]
            for leaf in range(turns.shape[0]):
                likely = win[leaf]
                turns[leaf] = (likely if side[leaf] == ATTACKER else 1.0 - likely) * turn[leaf]
    for item in range(st.fought.shape[0]):
        k = st.fought[item]
        o, p = st.war_occasion[k], st.war_physics[k]
        leaves, states = st.leaves[o], x.of_state[d, o]
        c, g = st.physics_contest[p], st.physics_delivery[p]
        _spread_chances(st.joiners[o], st.options[o], k, sigma, game, chance)
        win, against_attackers, against_defenders = book.win[c], book.enemy[c, 0], book.enemy[c, 1]
        won[k] = dot(chance, win, leaves)
        for i in range(fought.shape[2]):
            now, exposure = states[DISCOUNT, i], states[EXPOSURE, i]
            terms, side = fought[k, :, i], st.side[o, i]
            attacks, wins, enemy = _stand_on(ATTACKER, side, chance, win, against_attackers, leaves)
            defends, loses, meets = _stand_on(DEFENDER, side, chance, win, against_defenders, leaves)
            sides[k, i, OUT], sides[k, i, ATTACKER], sides[k, i, DEFENDER] = (
                _stand_aside(side, chance, leaves), attacks, defends
            )  # fmt: skip
            terms[PRIZE] = now * states[PRIZE_WORTH, i] * wins
            terms[WAR_COST] = -now * states[WAR_COST_RATE, i] * exposure * (enemy + meets)
            terms[DEFEAT] = -now * exposure * (attacks - wins + loses)
            terms[BALANCE] = -now * states[BALANCE_COST, i] * won[k]
            terms[STAKES] = dot(chance, book.handed[g, 0, i], leaves) if g >= 0 else 0.0
            terms[TRANSFERS] = dot(chance, book.handed[g, 1, i], leaves) if g >= 0 else 0.0
            terms[AFTERMATH], terms[BREACH] = 0.0, 0.0
            breach = st.war_breach[k, i]
            if breach >= 0:
                terms[BREACH] = -now * states[REPUTATION, i] * dot(chance, book.broken[breach], leaves)
        for victim in range(st.physics_victim.shape[1]):
            v = st.physics_victim[p, victim]
            fought[k, AFTERMATH, st.victim_state[v]] -= dot(chance, book.lost[v], leaves)
        for h in range(st.hostile_by.shape[0]):
            r = st.physics_pair[p, h]
            fought[k, AFTERMATH, st.hostile_by[h]] += dot(chance, book.gained[r], leaves)
            turned[k, 0, h] = dot(chance, book.turned[r], leaves)
            turned[k, 1, h] = dot_of_three(chance, book.turned[r], book.odds[r], leaves)


@reduction
def _stand_on(
    wanted: int, side: Index, chance: Floats, win: Floats, enemy: Floats, leaves: int
) -> tuple[float, float, float]:
    """Return the chance that a state stands on a side, that it does and the attackers win, and its mean share of enemy strength."""
    stands, wins, meets = 0.0, 0.0, 0.0
    for leaf in range(leaves):
        likely = chance[leaf]
        here = likely if side[leaf] == wanted else 0.0
        stands += here
        wins += here * win[leaf]
        meets += here * enemy[leaf]
    return stands, wins, meets


@reduction
def _stand_aside(side: Index, chance: Floats, leaves: int) -> float:
    """Return the chance that a state stays out."""
    out = 0.0
    for leaf in range(leaves):
        likely = chance[leaf]
        out += likely if side[leaf] == OUT else 0.0
    return out


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
            branch, likely = out[c * nodes : (c + 1) * nodes], mine[start + c * nodes : start + (c + 1) * nodes]
            for node in range(nodes):
                branch[node] = out[node] * likely[node]
        nodes *= options[level]
        start += nodes


@kernel
def same_physics(st: WarStructure, x: GameNumbers, d: int, other: int) -> bool:
    """Whether two rows of numbers agree in all that `measure_wars` reads.

    Of reputations these read what breaking its word costs a state that may turn on another, and no more.
    """
    if x.precision[d] != x.precision[other] or x.decisiveness[d] != x.decisiveness[other]:
        return False
    for table in (x.of_hostility, x.of_clause, x.stake_worth, x.buffer, x.payment):
        if not same(table[d], table[other]):
            return False
    for o in range(x.of_state.shape[1]):
        one, two = x.of_state[d, o], x.of_state[other, o]
        for row in range(one.shape[0]):
            if row != REPUTATION and not same(one[row], two[row]):
                return False
        for w in st.hostile_by:
            if one[REPUTATION, w] != two[REPUTATION, w]:
                return False
    return True


@kernel
def same_wars(st: WarStructure, x: GameNumbers, d: int, other: int) -> bool:
    """Whether two rows of numbers agree in all that wars and attacks are solved from."""
    return (
        same_physics(st, x, d, other)
        and same(x.of_state[d], x.of_state[other])
        and same(x.holding[d], x.holding[other])
    )


@kernel
def take_resolve(st: WarStructure, x: GameNumbers, d: int, turns: Floats, game: Index, book: WarBook) -> None:
    """Put each victor's own resolve (G, R, L) in the place of what the book's numbers make of it, and reckon with that."""
    for r in range(st.pair_hostility.shape[0]):
        copy(turns[game[st.hostile_by[st.pair_hostility[r]]], r], book.turn[r])
    for c in range(st.contest_occasion.shape[0]):
        _reckon(st, x, d, c, book)
