"""The war subgame: what every state gets from every war that an alignment can lead to, and whether it comes.

For each leaf of a war's tree (who stands on which side), with e = c r,

    s_i = e_i pi_i (1 + g_i)      S_X = sum over i in X of s_i      p = S_A^m / (S_A^m + S_D^m)
    n_i = S_other / (S_A + S_D)

    war_cost   - k_i x_i n_i                    defeat   - (1 - win_i) x_i
    prize      + p v_i   (side A)               balance  - p beta_i
    stakes     +/- chance of delivery w_is      concession  - chance of delivery times its cost
    forgone    - p v_i (1 - what is left of the prize)              breach   - rho_i (1 - prod over broken clauses (1 - omega)
                                                                        + 1 - prod over betrayed clauses (1 - omega))
    aftermath  of either outcome, and of peace: see `realpolitik.game.core.aftermath`
    unexplained, besides: eps of attacking, and of joining a side

The tree is solved backwards by logits, joiner by joiner; a joiner from whom promises are hidden plays the strategy that it
has in the war without them. Over the occasions o of a world of promises,

    Q(o) = logit choice of the aggressor between War(o) and Q(o+1) - holding,      Q(O+1) = Peace

and of a war that is under way there is no choice.

Leaves run fastest in every array, the first joiner's choice fastest among them, so that loops over leaves, and over the nodes
of a level, run on neighbours. Nothing here knows of files or names.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel, reduction
from realpolitik.game.compiled.intrinsics import larger
from realpolitik.game.compiled.numeric import copy, dot, exponentiate, logistic, same
from realpolitik.game.core.aftermath import (
    answer_calls,
    choose_victims,
    expect,
    keep_resolve,
    reckon,
    take_resolve,
    tell_turns,
    weigh_turns,
)
from realpolitik.game.core.arrays import (
    AFTERMATH,
    ANSWERS,
    ATTACKER,
    BALANCE,
    BALANCE_COST,
    BREACH,
    CAP,
    CHANCE,
    CONCESSION,
    DEFEAT,
    DEFENDER,
    DISCOUNT,
    DISCOUNT_LATER,
    DOUBT_ATTACKER,
    DOUBT_DEFENDER,
    EXPOSURE,
    HANDED_AWAY,
    HANDED_COSTS,
    HANDED_PAYMENTS,
    HANDED_STAKES,
    HELPER_DOUBT,
    HOSTILE_DOUBT,
    NOTHING,
    OUT,
    PRIZE,
    PRIZE_WORTH,
    REPUTATION,
    STAKES,
    SURVIVAL,
    TRANSFERS,
    TURNS,
    UNEXPLAINED,
    WAR_COST,
    WAR_COST_RATE,
    WEIGHT,
    Aftermath,
    Flags,
    Floats,
    GameNumbers,
    Index,
    OneContest,
    WarPhysics,
    WarScratch,
    WarsFought,
    WarSolution,
    WarStructure,
)
from realpolitik.game.core.contest import credit_lost, fight, hand_over

TOP, TOTAL = range(2)  # rows of working memory in a tree


@kernel
def measure_wars(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    wanted: Flags,
    scratch: WarScratch,
    one: OneContest,
    physics: WarPhysics,
    aftermath: Aftermath,
) -> None:
    """Fill all that wars come to by the numbers of draw d, before promises and choices, and the resolve of states wanted (n,)."""
    # One contest after the other: what it needs fits in the nearest memory.
    for c in range(st.contest_occasion.shape[0]):
        fight(st, x, d, c, scratch, physics)
        weigh_turns(st, x, d, c, scratch, one, physics)
        answer_calls(st, x, d, c, scratch, one)
        expect(st, x, d, c, scratch, one)
        choose_victims(st, x, d, c, scratch, one)
        at = st.contest_starts[c]
        keep_resolve(st, c, wanted, one.turn, at[TURNS], one.help, at[ANSWERS], aftermath)
        reckon(st, c, one, physics, aftermath)
    hand_over(st, x, d, scratch, physics)


@kernel
def resolve_wars(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    scratch: WarScratch,
    one: OneContest,
    physics: WarPhysics,
    aftermath: Aftermath,
) -> None:
    """Reckon what the aftermath of wars comes to by the numbers of draw d when everybody resolves as the aftermath says."""
    for c in range(st.contest_occasion.shape[0]):
        fight(st, x, d, c, scratch, physics)
        weigh_turns(st, x, d, c, scratch, one, physics)
        take_resolve(st, c, aftermath, one)
        expect(st, x, d, c, scratch, one)
        reckon(st, c, one, physics, aftermath)
        tell_turns(st, c, one, physics, scratch)


@kernel
def _total_up(st: WarStructure, p: int, scratch: WarScratch, physics: WarPhysics, aftermath: Aftermath) -> None:
    """Fill what every state whose payoffs are read gets in the leaves of a physics, promises apart."""
    c, g = st.physics_contest[p], st.physics_delivery[p]
    o, unread = st.contest_occasion[c], st.joiners.shape[1] + 1
    folds_to, leaves = st.folds_to[o], st.leaves[o]
    for i in range(scratch.total.shape[0]):
        if folds_to[i] == unread:
            continue
        total, base = scratch.total[i], physics.base[c, i]
        if g >= 0:
            stakes, payments = physics.handed[g, HANDED_STAKES, i], physics.handed[g, HANDED_PAYMENTS, i]
            costs, forgone = physics.handed[g, HANDED_COSTS, i], physics.handed[g, HANDED_AWAY, i]
            for leaf in range(leaves):
                total[leaf] = base[leaf] + (stakes[leaf] + payments[leaf]) + (costs[leaf] + forgone[leaf])
        else:
            for leaf in range(leaves):
                total[leaf] = base[leaf]
    for h in range(st.hostile_by.shape[0]):
        e = st.physics_turn[p, h]
        if folds_to[st.hostile_by[h]] != unread:
            _add(1.0, aftermath.gained[e], leaves, scratch.total[st.hostile_by[h]])
            _add(1.0, physics.spoils[st.turn_pair[e]], leaves, scratch.total[st.hostile_by[h]])
        for call in range(st.turn_calls[e], st.turn_calls[e + 1]):
            helper = st.hostile_helpers[h, call - st.turn_calls[e]]
            if folds_to[helper] != unread:
                _add(1.0, aftermath.helped[call], leaves, scratch.total[helper])
    for item in range(st.physics_victim.shape[1]):
        v = st.physics_victim[p, item]
        if folds_to[st.victim_state[v]] != unread:
            _add(-1.0, aftermath.lost[v], leaves, scratch.total[st.victim_state[v]])


@kernel
def _add(factor: float, vector: Floats, leaves: int, out: Floats) -> None:
    for leaf in range(leaves):
        out[leaf] += factor * vector[leaf]


@kernel
def solve_wars(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    scratch: WarScratch,
    physics: WarPhysics,
    aftermath: Aftermath,
    solution: WarSolution,
) -> None:
    """Solve every war problem's tree, and every world's attacks."""
    n = x.of_state.shape[3]
    O, unread = st.aggressor.shape[0], st.joiners.shape[1] + 1
    _price_promises(st, x, d, physics)
    last = NOTHING - 1
    for k in st.war_order:
        o, p = st.war_occasion[k], st.war_physics[k]
        if p != last:
            _total_up(st, p, scratch, physics, aftermath)
            last = p
        for i in range(n):
            if st.folds_to[o, i] == unread:
                continue
            branch, total, breach = scratch.tree[i], scratch.total[i], st.war_breach[k, i]
            if breach < 0:
                for leaf in range(st.leaves[o]):
                    branch[leaf] = total[leaf]
            else:
                price, broken = x.of_state[d, o, DISCOUNT, i] * x.of_state[d, o, REPUTATION, i], physics.broken[breach]
                for leaf in range(st.leaves[o]):
                    branch[leaf] = total[leaf] - price * broken[leaf]
        _fold(st.joiners[o], st.options[o], st.folds_to[o], st.war_view[k], x.precision[d], k, scratch.tree, solution.sigma,
              scratch.work)  # fmt: skip
        for i in range(n):
            solution.war[k, i] = scratch.tree[i, 0] if st.folds_to[o, i] == 0 else 0.0
    for u in range(st.world_war.shape[0]):
        value = solution.value[u]
        copy(solution.war[st.world_war[u, O]], value[O])
        for o in range(O - 1, -1, -1):
            war, aggressor, seen = solution.war[st.world_war[u, o]], st.aggressor[o], st.world_view[u, o]
            attack = solution.attack[seen, o]
            if seen == u:
                hold = value[o + 1, aggressor] - x.holding[d, o]
                attack = logistic(x.precision[d] * (war[aggressor] - hold))
            if st.under_way[o] == 1:
                attack = 1.0
            solution.attack[u, o] = attack
            for i in range(n):
                hold = value[o + 1, i] - (x.holding[d, o] if i == aggressor else 0.0)
                value[o, i] = attack * war[i] + (1.0 - attack) * hold


@kernel
def _price_promises(st: WarStructure, x: GameNumbers, d: int, physics: WarPhysics) -> None:
    """Fill what a state loses by what it breaks and betrays, for every distinct row of sets of clauses."""
    for b in range(st.breach_occasion.shape[0]):
        weight, sets, broken = x.of_clause[d, st.breach_occasion[b], WEIGHT], st.breach_sets[b], physics.broken[b]
        last, betrayed, share = NOTHING, NOTHING, 0.0  # neighbours often break the same
        for leaf in range(broken.shape[0]):
            if sets[0, leaf] != last or sets[1, leaf] != betrayed:
                last, betrayed = sets[0, leaf], sets[1, leaf]
                share = credit_lost(st.set_starts, st.set_items, weight, last, betrayed)
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
    scratch: WarScratch,
    physics: WarPhysics,
    aftermath: Aftermath,
    fought: WarsFought,
) -> None:
    """Average the wars that alignments lead to over their leaves, each joiner playing by its own model, after `resolve_wars`.

    Parameters
    ----------
    game : ndarray of int, shape (n,)
        The game that each state believes in.
    sigma : ndarray, shape (G, W, E)
        Strategies by game.
    aftermath : Aftermath
        As everybody truly resolves.
    fought : WarsFought
        Filled for the wars of worlds.
    """
    chance = scratch.work[CHANCE]
    for item in range(st.fought.shape[0]):
        k = st.fought[item]
        o, p = st.war_occasion[k], st.war_physics[k]
        leaves, states = st.leaves[o], x.of_state[d, o]
        c, g = st.physics_contest[p], st.physics_delivery[p]
        _spread_chances(st.joiners[o], st.options[o], k, sigma, game, chance)
        win, against_attackers, against_defenders = physics.win[c], physics.enemy[c, 0], physics.enemy[c, 1]
        fought.won[k] = dot(chance, win, leaves)
        for i in range(fought.terms.shape[2]):
            now, exposure = states[DISCOUNT, i], states[EXPOSURE, i]
            terms, side = fought.terms[k, :, i], st.side[o, i]
            attacks, wins, enemy = _stand_on(ATTACKER, side, chance, win, against_attackers, leaves)
            defends, loses, meets = _stand_on(DEFENDER, side, chance, win, against_defenders, leaves)
            fought.sides[k, i, OUT], fought.sides[k, i, ATTACKER], fought.sides[k, i, DEFENDER] = (
                _stand_aside(side, chance, leaves), attacks, defends
            )  # fmt: skip
            terms[PRIZE] = now * states[PRIZE_WORTH, i] * wins
            terms[WAR_COST] = -now * states[WAR_COST_RATE, i] * exposure * (enemy + meets)
            terms[DEFEAT] = -now * states[SURVIVAL, i] * exposure * (attacks - wins + loses)
            terms[UNEXPLAINED] = now * (states[DOUBT_ATTACKER, i] * attacks + states[DOUBT_DEFENDER, i] * defends)
            terms[BALANCE] = -now * states[BALANCE_COST, i] * fought.won[k]
            terms[STAKES], terms[TRANSFERS], terms[CONCESSION], terms[AFTERMATH], terms[BREACH] = (
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
            )
            if g >= 0:
                terms[STAKES] = dot(chance, physics.handed[g, HANDED_STAKES, i], leaves)
                terms[TRANSFERS] = dot(chance, physics.handed[g, HANDED_PAYMENTS, i], leaves)
                terms[CONCESSION] = dot(chance, physics.handed[g, HANDED_COSTS, i], leaves)
                terms[PRIZE] += dot(chance, physics.handed[g, HANDED_AWAY, i], leaves)
            breach = st.war_breach[k, i]
            if breach >= 0:
                terms[BREACH] = -now * states[REPUTATION, i] * dot(chance, physics.broken[breach], leaves)
        for victim in range(st.physics_victim.shape[1]):
            v = st.physics_victim[p, victim]
            fought.terms[k, AFTERMATH, st.victim_state[v]] -= dot(chance, aftermath.lost[v], leaves)
        for h in range(st.hostile_by.shape[0]):
            e, w, of_hostility = st.physics_turn[p, h], st.hostile_by[h], x.of_hostility[d, o, :, h]
            fought.turned[k, 0, h] = dot(chance, scratch.turned[e], leaves)
            fought.turned[k, 1, h] = dot(chance, scratch.came[e], leaves)
            fought.turned[k, 2, h] = dot(chance, scratch.felled[e], leaves)
            fought.terms[k, PRIZE, w] += dot(chance, physics.spoils[st.turn_pair[e]], leaves)
            unexplained = fought.turned[k, 1, h] * states[DISCOUNT_LATER, w] * of_hostility[HOSTILE_DOUBT]
            fought.terms[k, UNEXPLAINED, w] += unexplained
            fought.terms[k, AFTERMATH, w] += dot(chance, aftermath.gained[e], leaves) - unexplained
            for call in range(st.turn_calls[e], st.turn_calls[e + 1]):
                rank = call - st.turn_calls[e]
                helper, helps = st.hostile_helpers[h, rank], dot(chance, scratch.called[call], leaves)
                fought.helped[k, h, rank] = helps
                unexplained = helps * states[DISCOUNT_LATER, helper] * of_hostility[HELPER_DOUBT + rank]
                fought.terms[k, UNEXPLAINED, helper] += unexplained
                fought.terms[k, AFTERMATH, helper] += dot(chance, aftermath.helped[call], leaves) - unexplained


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

    Of reputations these read what breaking its word costs a state that may turn on another, or help its victim, and no more.
    """
    if x.precision[d] != x.precision[other] or x.decisiveness[d] != x.decisiveness[other]:
        return False
    for table in (x.of_hostility, x.of_clause, x.stake_worth, x.buffer, x.payment, x.cost):
        if not same(table[d], table[other]):
            return False
    if not same(x.share[d], x.share[other]):
        return False
    for o in range(x.of_state.shape[1]):
        one, two = x.of_state[d, o], x.of_state[other, o]
        for row in range(one.shape[0]):
            if row != REPUTATION and not same(one[row], two[row]):
                return False
        for w in st.hostile_by:
            if one[REPUTATION, w] != two[REPUTATION, w]:
                return False
        for helpers in st.hostile_helpers:
            for helper in helpers:
                if helper >= 0 and one[REPUTATION, helper] != two[REPUTATION, helper]:
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
