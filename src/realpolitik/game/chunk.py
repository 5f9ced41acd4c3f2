"""A chunk of draws, solved one after the other: wars and bazaars by every believer's numbers, then played together.

The rows of the numbers are laid out game by game: row g D + d is draw d as game g has it, game 0 being the truth.

    for each game g      fight, solve the wars; solve the bazaar, writing down the parts of those who play by g
    the pivot            its counsel: its own part (naive), or its best plan against the others' real conduct (aware)
    play                 forward over (t, D); wars with each joiner's and each victor's own strategy, true numbers
    tally                outcomes, payoffs by term, what follows on each partner's signature
"""

from __future__ import annotations

import math
from typing import Final, cast

import numpy as np

from realpolitik.game.arrays import (
    ATTACKER,
    AWARE,
    BREACH,
    CONCESSION,
    DELAY,
    DRAFTS,
    HOLDING,
    IDEOLOGY,
    NOTHING,
    PERIODS,
    PLAYERS,
    STAKES,
    TERMS,
    TRANSFERS,
    WAR_TERMS,
    BazaarStructure,
    Branch,
    Conduct,
    Counsel,
    Course,
    Floats,
    GameNumbers,
    Index,
    Roles,
    Round,
    Tally,
    WarStructure,
    Worth,
)
from realpolitik.game.bazaar import price_worth, solve_bazaar
from realpolitik.game.numeric import entry, kernel
from realpolitik.game.play import advise, play_forward
from realpolitik.game.war import fight, leaf_breach, leaf_chances, solve_wars

GIVEN: Final[bool] = cast(bool, np.bool_(True))
GIVEN_NOT: Final[bool] = cast(bool, np.bool_(False))


@entry
def solve_chunk(st: WarStructure, bz: BazaarStructure, x: GameNumbers, roles: Roles, tally: Tally) -> None:
    """Solve every draw of a chunk and fill its tally."""
    D, G = tally.war.shape[0], roles.bargains.shape[0]
    K, O = bz.sizes[PLAYERS], st.aggressor.shape[0]
    n, H = x.strength.shape[2], st.hostile_by.shape[0]
    P, L, W, U = st.physics_occasion.shape[0], st.side.shape[1], st.war_occasion.shape[0], st.world_war.shape[0]
    E = most_choices(st)
    turn, odds = np.zeros((G, P, L, 2, H)), np.zeros((P, L, 2, H))
    total, win = np.zeros((P, L, 1, n)), np.zeros((P, L))
    sigma, war = np.zeros((G, W, E)), np.zeros((G, W, n))
    attack, value = np.zeros((G, U, O)), np.zeros((G, U, O + 1, n))
    worth = new_worth(bz, O)
    real, mind = new_conduct(bz, O), new_conduct(bz, O)
    counsel, thought = new_counsel(bz), new_counsel(bz)
    course, dream = new_course(bz, O), new_course(bz, O)
    rd, br = new_round(bz), new_branch(bz)
    now, later = np.zeros((bz.sizes[DRAFTS], K)), np.zeros((bz.sizes[DRAFTS], K))
    split, played_turn = np.zeros((P, L, len(WAR_TERMS), n)), np.zeros((P, L, 2, H))
    leaf = np.zeros(L)
    fought = np.zeros((W, len(WAR_TERMS), n))
    sides, won, turned = np.zeros((W, n, 3)), np.zeros(W), np.zeros((W, 2, H))
    everyone = np.ones(K, np.bool_)
    owns = np.zeros(K, np.bool_)
    pivot_game = roles.player[0]
    aware = bz.sizes[AWARE] == 1
    for d in range(D):
        rd.report[:] = 0.0
        for g in range(G):
            row = g * D + d
            fight(st, x, row, GIVEN_NOT, turn[g], odds, total, win)
            solve_wars(st, x, row, total, sigma[g], war[g], attack[g], value[g])
            if roles.bargains[g] == 1 or (g == pivot_game and not aware):
                for k in range(K):
                    owns[k] = roles.player[k] == g and (k > 0 or not aware)
                price_worth(bz, st, x, row, war[g], value[g], worth)
                solve_bazaar(bz, x, row, worth, owns, real, counsel, now, later, rd, br)
        own = pivot_game * D + d
        if aware:
            price_worth(bz, st, x, own, war[pivot_game], value[pivot_game], worth)
            owns[:] = False
            for o in range(O):
                owns[bz.occasion_player[o]] = True
            solve_bazaar(bz, x, own, worth, owns, mind, thought, now, later, rd, br)
            for o in range(O):
                if bz.occasion_player[o] == 0:
                    real.attack[o, :] = mind.attack[o, :]
            advise(bz, x, own, worth, real, mind.attack, counsel, now, later, rd)
        play_forward(bz, x, d, x.precision[own], real, counsel, rd, course)
        for p in range(P):
            for h in range(H):
                played_turn[p, :, :, h] = turn[roles.state[st.hostile_by[h]], p, :, :, h]
        fight(st, x, d, GIVEN, played_turn, odds, split, win)
        _play_wars(st, x, d, roles.state, sigma, split, win, played_turn, odds, leaf, fought, sides, won, turned)
        _tally_table(st, bz, x, d, roles, attack, course, fought, tally)
        _tally_partners(st, bz, x, d, roles, attack, course, fought, sides, won, turned, tally)
        for b in range(roles.believer.shape[0]):
            g = roles.believer[b]
            row = g * D + d
            price_worth(bz, st, x, row, war[g], value[g], worth)
            solve_bazaar(bz, x, row, worth, everyone, mind, thought, now, later, rd, br)
            play_forward(bz, x, row, x.precision[row], mind, thought, rd, dream)
            _forecast(st, bz, attack[g], course, dream, b, d, tally)
        tally.report[d] = rd.report


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
def new_worth(bz: BazaarStructure, O: int) -> Worth:
    """Allocate."""
    T, K, A = bz.sizes[PERIODS], bz.sizes[PLAYERS], bz.suitor.shape[0]
    return Worth(np.zeros((T, A, K)), np.zeros((O, K)), np.zeros(O), np.zeros((T, K)), np.zeros((O, K)))


@kernel
def new_conduct(bz: BazaarStructure, O: int) -> Conduct:
    """Allocate."""
    T, A, X, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.question_player.shape[0], bz.sizes[DRAFTS]
    return Conduct(
        np.zeros((T, drafts, A)), np.zeros((T, drafts, A)), np.zeros((T, drafts, A, X)), np.zeros((O, drafts))
    )


@kernel
def new_counsel(bz: BazaarStructure) -> Counsel:
    """Allocate."""
    T, A, S, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.first.shape[0] - 1, bz.sizes[DRAFTS]
    return Counsel(
        np.zeros((T, drafts)),
        np.zeros((T, A)),
        np.zeros((T, drafts, A)),
        np.zeros((T, drafts, S)),
        np.zeros((T, drafts, A)),
        np.zeros((T, drafts, A)),
    )


@kernel
def new_course(bz: BazaarStructure, O: int) -> Course:
    """Allocate."""
    T, A, S, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.first.shape[0] - 1, bz.sizes[DRAFTS]
    return Course(
        np.zeros((T, A)),
        np.zeros(O),
        np.zeros(O),
        np.zeros(T),
        np.zeros(1),
        np.zeros((2, T, A)),
        np.zeros((2, T, S)),
        np.zeros((2, drafts)),
    )


@kernel
def new_round(bz: BazaarStructure) -> Round:
    """Allocate."""
    K, A, S = bz.sizes[PLAYERS], bz.suitor.shape[0], bz.first.shape[0] - 1
    N = A - 1 + S
    return Round(
        bz.first,
        np.zeros(S, np.int64),
        np.zeros((3, S), np.int64),
        np.zeros((A, K)),
        np.zeros(K),
        np.zeros((2 + S, K)),
        np.zeros(K),
        np.zeros(A),
        np.zeros(N),
        np.zeros(N),
        np.zeros(N),
        np.zeros(N),
        np.zeros((2, A + S + 8)),
        np.zeros(N + A + S + 8, np.int64),
        np.zeros(3),
    )


@kernel
def new_branch(bz: BazaarStructure) -> Branch:
    """Allocate."""
    A, S = bz.suitor.shape[0], bz.first.shape[0] - 1
    N, J = A - 1 + S, 1
    for s in range(S):
        J *= bz.first[s + 1] - bz.first[s] + 1
    return Branch(np.zeros((S, J)), np.zeros((6, N + 1)), np.zeros((N + 1, N + 1)), np.zeros((N, N)), np.zeros((N, N)))


@kernel
def _play_wars(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    game: Index,
    sigma: Floats,
    split: Floats,
    win: Floats,
    turn: Floats,
    odds: Floats,
    leaf: Floats,
    fought: Floats,
    sides: Floats,
    won: Floats,
    turned: Floats,
) -> None:
    """Average every war over its leaves, each joiner playing by its own model: payoffs by term, sides, victory, turns."""
    n, H = x.strength.shape[2], st.hostile_by.shape[0]
    fought[:, :, :] = 0.0
    sides[:, :, :] = 0.0
    won[:] = 0.0
    turned[:, :, :] = 0.0
    for k in range(st.war_occasion.shape[0]):
        o, p = st.war_occasion[k], st.war_physics[k]
        leaf_chances(st, k, sigma, game, leaf)
        for branch in range(st.leaves[o]):
            chance = leaf[branch]
            if chance <= 0.0:
                continue
            for term in range(BREACH):
                for i in range(n):
                    fought[k, term, i] += chance * split[p, branch, term, i]
            for i in range(n):
                fought[k, BREACH, i] -= chance * leaf_breach(st, x, d, k, branch, i)
                sides[k, i, st.side[o, branch, i]] += chance
            won[k] += chance * win[p, branch]
            for h in range(H):
                for outcome in range(2):
                    likely = win[p, branch] if outcome == 0 else 1.0 - win[p, branch]
                    turns = chance * likely * turn[p, branch, outcome, h]
                    turned[k, 0, h] += turns
                    turned[k, 1, h] += turns * odds[p, branch, outcome, h]


@kernel
def _aggressor_attack(st: WarStructure, roles: Roles, attack: Floats, u: int, o: int) -> float:
    """Return the chance that the aggressor of an occasion really attacks in a world of promises."""
    return attack[roles.state[st.aggressor[o]], u, o]


@kernel
def _add_wars(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    roles: Roles,
    attack: Floats,
    fought: Floats,
    a: int,
    after: int,
    weight: float,
    out: Floats,
) -> float:
    """Add what alignment a brings from occasion ``after`` on, term by term, times weight; return the chance of an attack."""
    u = bz.world[a]
    n = x.strength.shape[2]
    peace = 1.0
    for o in range(after, st.aggressor.shape[0]):
        chance = peace * _aggressor_attack(st, roles, attack, u, o)
        k = st.world_war[u, o]
        for term in range(len(WAR_TERMS)):
            for i in range(n):
                out[term, i] += weight * chance * fought[k, term, i]
        peace -= chance
        out[HOLDING, st.aggressor[o]] -= weight * peace * x.holding[d, o]
    return 1.0 - peace


@kernel
def _add_signature(bz: BazaarStructure, x: GameNumbers, d: int, a: int, t: int, weight: float, out: Floats) -> None:
    """Add the terms of signing alignment a in period t, times weight."""
    s = bz.suitor[a]
    for i in range(x.strength.shape[2]):
        out[IDEOLOGY, i] += weight * x.ideology[d, t, s, i]
        for item in range(bz.clause_starts[a], bz.clause_starts[a + 1]):
            c = bz.clause_items[item]
            out[STAKES, i] += weight * x.stakes[d, t, c, i]
            out[TRANSFERS, i] += weight * x.transfers[d, t, c, i]
            out[CONCESSION, i] += weight * x.concession[d, t, c, i]


@kernel
def _tally_table(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    roles: Roles,
    attack: Floats,
    course: Course,
    fought: Floats,
    tally: Tally,
) -> None:
    """Write down signatures, bids, and every state's expected payoff term by term."""
    tally.signed[d] = course.signed
    tally.attacked[d] = course.attacked
    tally.unsigned[d] = course.unsigned[0]
    tally.offered[d] = course.offered
    tally.asked[d] = course.asked
    payoff = tally.payoff[d]
    payoff[:, :] = 0.0
    war = 0.0
    n = x.strength.shape[2]
    for o in range(st.aggressor.shape[0]):
        k = st.world_war[bz.world[0], o]
        for term in range(len(WAR_TERMS)):
            for i in range(n):
                payoff[term, i] += course.attacked[o] * fought[k, term, i]
        payoff[HOLDING, st.aggressor[o]] -= course.held[o] * x.holding[d, o]
        war += course.attacked[o]
    for t in range(bz.sizes[PERIODS]):
        for i in range(n):
            payoff[DELAY, i] -= course.passed[t] * x.delay[d, t, i]
        for a in range(1, bz.suitor.shape[0]):
            signed = course.signed[t, a]
            if signed > 0.0:
                _add_signature(bz, x, d, a, t, signed, payoff)
                after = bz.next_occasion[t + 1]
                war += signed * _add_wars(st, bz, x, d, roles, attack, fought, a, after, signed, payoff)
    tally.war[d] = war


@kernel
def _tally_partners(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    roles: Roles,
    attack: Floats,
    course: Course,
    fought: Floats,
    sides: Floats,
    won: Floats,
    turned: Floats,
    tally: Tally,
) -> None:
    """Write down what follows on each partner's signature, given that it signs; and on none at all."""
    for array in (tally.ledger[d], tally.joins[d]):
        array[:, :, :] = 0.0
    for matrix in (tally.attack[d], tally.turns[d], tally.subdues[d]):
        matrix[:, :] = 0.0
    tally.wins[d, :] = 0.0
    tally.weight[d, 0] = 1.0
    _add_partner(st, bz, x, d, roles, attack, fought, sides, won, turned, tally, NOTHING, NOTHING, NOTHING, 1.0)
    for s in range(bz.first.shape[0] - 1):
        signed = 0.0
        for t in range(bz.sizes[PERIODS]):
            for a in range(bz.first[s], bz.first[s + 1]):
                signed += course.signed[t, a]
        tally.weight[d, 1 + s] = 1.0 if signed > 1e-290 else 0.0
        if signed <= 1e-290:
            continue
        for t in range(bz.sizes[PERIODS]):
            for a in range(bz.first[s], bz.first[s + 1]):
                share = course.signed[t, a] / signed
                if share > 0.0:
                    _add_signature(bz, x, d, a, t, share, tally.ledger[d, 1 + s])
                    after = bz.next_occasion[t + 1]
                    _add_partner(st, bz, x, d, roles, attack, fought, sides, won, turned, tally, 1 + s, a, after, share)


@kernel
def _add_partner(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    roles: Roles,
    attack: Floats,
    fought: Floats,
    sides: Floats,
    won: Floats,
    turned: Floats,
    tally: Tally,
    partner: int,
    a: int,
    after: int,
    share: float,
) -> None:
    """Add the wars after one signature to a partner's rows."""
    _add_wars(st, bz, x, d, roles, attack, fought, a, after, share, tally.ledger[d, partner])
    u = bz.world[a]
    peace = 1.0
    for o in range(after, st.aggressor.shape[0]):
        chance = peace * _aggressor_attack(st, roles, attack, u, o)
        peace -= chance
        k = st.world_war[u, o]
        tally.attack[d, partner, o] += share * chance
        tally.wins[d, partner] += share * chance * won[k]
        for i in range(x.strength.shape[2]):
            for side in range(ATTACKER + 2):
                tally.joins[d, partner, i, side] += share * chance * sides[k, i, side]
        for h in range(st.hostile_by.shape[0]):
            tally.turns[d, partner, h] += share * chance * turned[k, 0, h]
            tally.subdues[d, partner, h] += share * chance * turned[k, 1, h]


@kernel
def _forecast(
    st: WarStructure,
    bz: BazaarStructure,
    attack: Floats,
    course: Course,
    dream: Course,
    b: int,
    d: int,
    tally: Tally,
) -> None:
    """Write down what a believer expects, and how surprised it will be: sum p ln(p / q) over who signs when, or who attacks."""
    T, O = bz.sizes[PERIODS], st.aggressor.shape[0]
    surprise, war = 0.0, 0.0
    tally.forecast[d, b, :] = 0.0
    for s in range(bz.first.shape[0] - 1):
        for t in range(T):
            real, seen = 0.0, 0.0
            for a in range(bz.first[s], bz.first[s + 1]):
                real += course.signed[t, a]
                seen += dream.signed[t, a]
                peace = 1.0
                for o in range(bz.next_occasion[t + 1], O):
                    peace *= 1.0 - attack[bz.world[a], o]
                war += dream.signed[t, a] * (1.0 - peace)
            surprise += _loss(real, seen)
            tally.forecast[d, b, 1 + s] += seen
    for o in range(O):
        surprise += _loss(course.attacked[o], dream.attacked[o])
        war += dream.attacked[o]
        tally.forecast[d, b, 0] += dream.attacked[o]
    surprise += _loss(course.unsigned[0], dream.unsigned[0])
    tally.forecast[d, b, 0] += dream.unsigned[0]
    tally.forecast_war[d, b] = war
    tally.surprise[d, b] = surprise


@kernel
def _loss(real: float, seen: float) -> float:
    """Return p ln(p / q), with q no smaller than what a float can tell from nothing."""
    if real <= 0.0:
        return 0.0
    return real * math.log(real / max(seen, 1e-300))


def new_tally(draws: int, layout_sizes: tuple[int, ...], believers: int) -> Tally:
    """Allocate a tally for a number of draws; layout_sizes are (T, A, O, S, n, H)."""
    T, A, O, S, n, H = layout_sizes
    D, partners, terms = draws, 1 + S, len(TERMS)
    return Tally(
        signed=np.zeros((D, T, A)),
        attacked=np.zeros((D, O)),
        unsigned=np.zeros(D),
        offered=np.zeros((D, 2, T, A)),
        asked=np.zeros((D, 2, T, S)),
        payoff=np.zeros((D, terms, n)),
        weight=np.zeros((D, partners)),
        ledger=np.zeros((D, partners, terms, n)),
        attack=np.zeros((D, partners, O)),
        joins=np.zeros((D, partners, n, 3)),
        wins=np.zeros((D, partners)),
        turns=np.zeros((D, partners, H)),
        subdues=np.zeros((D, partners, H)),
        war=np.zeros(D),
        forecast=np.zeros((D, believers, partners)),
        forecast_war=np.zeros((D, believers)),
        surprise=np.zeros((D, believers)),
        report=np.zeros((D, 3)),
    )
