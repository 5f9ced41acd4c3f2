"""The bazaar: one believer's game, solved backwards over periods and drafts.

The state is (t, D) with D the draft under negotiation: 0 for none, else (s, b, r) at `draft_base[s] + b R_s + r`.

    Pass(t, (s,b,r)) = (1 - eta) V(t+1, (s, b, max(r-1, 0))) + eta V(t+1, 0) - delay
    Sign(s, b, t)    = signature terms + Q((s,b), t+1)
    Take(s, b, t)    = what the consents leave of b, passed with d_s periods to draft (or signed at once if d_s = 0)
    Round(t, D)      = bids, a fixed point of logits; then the pivot's logit over sign, take up, press, wait
    V(t, D)          = aggressors' logits of War against  phi Round(t, D) + (1 - phi) Pass(t, D);   V(T, D) = 0

With e the pivot's logit weights, a bidder's payoff from its bid b against others' bids is

    u(b | others) = (F + sum over bids e_s take_s) / (W + sum over bids e_s)

F and W being the weighted values and the weights of the options that are there whatever is bid. Values are kept for players
(pivot, suitors, consenting states, aggressors), not for every state.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.arrays import (
    FIRST,
    NOBODY,
    NOTHING,
    PERIODS,
    PLAYERS,
    BazaarStructure,
    Conduct,
    Counsel,
    Floats,
    GameNumbers,
    Scratch,
    WarStructure,
    Worth,
)
from realpolitik.game.numeric import kernel, logistic, softmax
from realpolitik.game.stage import solve_bids


@kernel
def price_worth(
    bz: BazaarStructure, st: WarStructure, x: GameNumbers, d: int, war: Floats, value: Floats, worth: Worth
) -> None:
    """Fill `worth` from the states' payoffs: project on players, and add what an alignment is worth after signature.

    Parameters
    ----------
    war : ndarray, shape (W, n)
    value : ndarray, shape (U, O + 1, n)
    """
    T, K = bz.sizes[PERIODS], bz.sizes[PLAYERS]
    n = x.strength.shape[2]
    A = bz.suitor.shape[0]
    for o in range(worth.war.shape[0]):
        seen = st.world_view[bz.world[0], o]
        worth.threat[o] = war[st.world_war[seen, o], st.aggressor[o]]
    for k in range(K):
        weight = x.players[d, k]
        for t in range(T):
            total = 0.0
            for i in range(n):
                total += weight[i] * x.delay[d, t, i]
            worth.delay[t, k] = total
        for o in range(worth.war.shape[0]):
            aggressor_weight = 0.0
            total = 0.0
            for i in range(n):
                total += weight[i] * war[st.world_war[bz.world[0], o], i]
                aggressor_weight += weight[i] * x.players[d, bz.occasion_player[o], i]
            worth.war[o, k] = total
            worth.holding[o, k] = aggressor_weight * x.holding[d, o]
    for t in range(T):
        after = bz.next_occasion[t + 1]
        for a in range(1, A):
            s = bz.suitor[a]
            for k in range(K):
                total = 0.0
                for i in range(n):
                    amount = x.ideology[d, t, s, i] + value[bz.world[a], after, i]
                    for item in range(bz.clause_starts[a], bz.clause_starts[a + 1]):
                        c = bz.clause_items[item]
                        amount += x.stakes[d, t, c, i] + x.transfers[d, t, c, i] + x.concession[d, t, c, i]
                    total += x.players[d, k, i] * amount
                worth.sign[t, a, k] = total


@kernel
def slot(bz: BazaarStructure, s: int, a: int, r: int) -> int:
    """Return the index of the draft (s, bundle of alignment a, r)."""
    return bz.draft_base[s] + (a - bz.first[s]) * bz.draft_slots[s] + r


@kernel
def in_time(bz: BazaarStructure, x: GameNumbers, d: int, s: int, t: int) -> bool:
    """Whether a suitor taken up in period t can still be signed."""
    return t + x.drafting[d, s] <= bz.sizes[PERIODS] - 1


@kernel
def solve_bazaar(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
) -> None:
    """Solve one believer's game and write down its owner's part.

    Parameters
    ----------
    worth : Worth
    owns : ndarray of bool, shape (K,)
        Players whose part in `conduct` and `counsel` is to be written.
    """
    T, K = bz.sizes[PERIODS], bz.sizes[PLAYERS]
    S = bz.first.shape[0] - 1
    sc.later[:, :] = 0.0
    for t in range(T - 1, -1, -1):
        for s in range(S):
            if x.drafting[d, s] > 0 and in_time(bz, x, d, s, t):
                _take_up(bz, x, d, worth, owns, conduct, counsel, sc, t, s)
        _solve_state(bz, x, d, worth, owns, conduct, counsel, sc, t, NOTHING, NOBODY, NOTHING, NOTHING)
        for s in range(S):
            span = x.drafting[d, s]
            for a in range(bz.first[s], bz.first[s + 1]):
                for r in range(max(0, span - t), min(span - 1, T - 1 - t) + 1):
                    _solve_state(bz, x, d, worth, owns, conduct, counsel, sc, t, slot(bz, s, a, r), s, a, r)
        for draft in range(sc.now.shape[0]):
            for k in range(K):
                sc.later[draft, k] = sc.now[draft, k]


@kernel
def _take_up(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    s: int,
) -> None:
    """Fill sc.take for a suitor that needs time to draft: its value does not depend on the draft that is dropped."""
    K = bz.sizes[PLAYERS]
    span = x.drafting[d, s]
    eta = x.collapse[d, s]
    for a in range(bz.first[s], bz.first[s + 1]):
        draft = slot(bz, s, a, span - 1)
        for k in range(K):
            sc.take[a, k] = (1.0 - eta) * sc.later[draft, k] + eta * sc.later[0, k] - worth.delay[t, k]
    for k in range(K):
        sc.passing[k] = sc.later[0, k] - worth.delay[t, k]
    _ask_consents(bz, x, d, owns, conduct, sc, t, NOTHING, s)
    if owns[0]:
        for a in range(bz.first[s], bz.first[s + 1]):
            counsel.take[t, 0, a] = sc.take[a, 0]


@kernel
def _ask_consents(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    sc: Scratch,
    t: int,
    draft: int,
    s: int,
) -> None:
    """Fold the consents of suitor s into sc.take, last question first; sc.passing is the value if nothing is left.

    A question about a clause does not arise in a bundle without it, so the entry of the smaller bundle is still the one
    wanted when it is read.
    """
    K = bz.sizes[PLAYERS]
    for q in range(bz.question_first[s + 1] - 1, bz.question_first[s] - 1, -1):
        asked = bz.question_player[q]
        for a in range(bz.first[s], bz.first[s + 1]):
            if bz.question_in[a, q] == 0:
                continue
            rest = bz.question_drop[a, q]
            refused = sc.take[rest] if rest > 0 else sc.passing
            yes = x.consent[d, q]
            if yes < 0.0:
                yes = logistic(x.precision[d] * (sc.take[a, asked] - refused[asked]))
            if owns[asked]:
                conduct.consent[t, draft, a, q] = yes
            for k in range(K):
                sc.take[a, k] = yes * sc.take[a, k] + (1.0 - yes) * refused[k]


@kernel
def _solve_state(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    draft: int,
    holder: int,
    held: int,
    r: int,
) -> None:
    """Solve the period t with one draft: V(t, D) into sc.now[draft]."""
    K = bz.sizes[PLAYERS]
    S = bz.first.shape[0] - 1
    precision = x.precision[d]
    for s in range(S):
        if x.drafting[d, s] == 0 and in_time(bz, x, d, s, t):
            _sign_at_once(bz, x, d, worth, owns, conduct, counsel, sc, t, draft, holder, held, r, s)
    _pass(x, d, bz, worth, sc, t, holder, held, r)
    # Options whatever is bid: wait, press each suitor, sign a ready draft.
    fixed = FIRST
    for k in range(K):
        sc.options[0, k] = sc.passing[k]
    for s in range(S):
        if in_time(bz, x, d, s, t) and _press(bz, x, d, owns, conduct, counsel, sc, t, draft, held, s, fixed):
            fixed += 1
    if holder >= 0 and r == 0:
        for k in range(K):
            sc.options[fixed, k] = worth.sign[t, held, k]
        fixed += 1
    if owns[0]:
        counsel.passing[t, draft] = sc.passing[0]
        if holder >= 0:
            counsel.sign[t, held] = worth.sign[t, held, 0]
    solve_bids(bz, x, d, sc, t, holder, fixed, precision)
    for s in range(S):
        if owns[1 + s]:
            for a in range(bz.first[s], bz.first[s + 1]):
                conduct.bid[t, draft, a] = sc.bids[a]
    phi = x.council[d]
    for k in range(K):
        sc.now[draft, k] = phi * sc.round[k] + (1.0 - phi) * sc.passing[k]
    for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
        aggressor = bz.occasion_player[o]
        hold = sc.now[draft, aggressor] - worth.holding[o, aggressor]
        attack = logistic(precision * (worth.threat[o] - hold))
        if owns[aggressor]:
            conduct.attack[o, draft] = attack
        for k in range(K):
            hold = sc.now[draft, k] - worth.holding[o, k]
            sc.now[draft, k] = attack * worth.war[o, k] + (1.0 - attack) * hold


@kernel
def _pass(
    x: GameNumbers, d: int, bz: BazaarStructure, worth: Worth, sc: Scratch, t: int, holder: int, held: int, r: int
) -> None:
    """Fill sc.passing with Pass(t, D)."""
    for k in range(bz.sizes[PLAYERS]):
        if holder < 0:
            sc.passing[k] = sc.later[0, k] - worth.delay[t, k]
        else:
            eta = x.collapse[d, holder]
            draft = slot(bz, holder, held, max(r - 1, 0))
            sc.passing[k] = (1.0 - eta) * sc.later[draft, k] + eta * sc.later[0, k] - worth.delay[t, k]


@kernel
def _sign_at_once(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    draft: int,
    holder: int,
    held: int,
    r: int,
    s: int,
) -> None:
    """Fill sc.take for a suitor that needs no drafting: the pivot signs what is left of the bundle, or passes with D."""
    K = bz.sizes[PLAYERS]
    _pass(x, d, bz, worth, sc, t, holder, held, r)
    for a in range(bz.first[s], bz.first[s + 1]):
        at_once = logistic(x.precision[d] * (worth.sign[t, a, 0] - sc.passing[0]))
        if owns[0]:
            counsel.at_once[t, draft, a] = at_once
        for k in range(K):
            sc.take[a, k] = at_once * worth.sign[t, a, k] + (1.0 - at_once) * sc.passing[k]
    _ask_consents(bz, x, d, owns, conduct, sc, t, draft, s)
    if owns[0]:
        for a in range(bz.first[s], bz.first[s + 1]):
            counsel.take[t, draft, a] = sc.take[a, 0]


@kernel
def _press(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    draft: int,
    held: int,
    s: int,
    row: int,
) -> bool:
    """Write the expected values of pressing suitor s to sc.options[row]; False if there is nothing to demand."""
    K = bz.sizes[PLAYERS]
    precision = x.precision[d]
    first, count = bz.first[s], 0
    answer = sc.line
    wished = sc.line2
    refused_s, refused_p = sc.passing[1 + s], sc.passing[0]
    for a in range(first, bz.first[s + 1]):
        if a != held:
            agree = 1.0 / (1.0 + math.exp(min(precision * (refused_s - sc.take[a, 1 + s]), 700.0)))
            answer[count] = agree
            wished[count] = agree * sc.take[a, 0] + (1.0 - agree) * refused_p
            count += 1
    if count == 0:
        return False
    softmax(wished, count, precision, wished, sc.bits)
    for k in range(K):
        sc.options[row, k] = sc.passing[k]
    at = 0
    for a in range(first, bz.first[s + 1]):
        if a == held:
            continue
        share = wished[at] * answer[at]
        for k in range(K):
            sc.options[row, k] += share * (sc.take[a, k] - sc.passing[k])
        at += 1
    at = 0
    for a in range(first, bz.first[s + 1]):
        if owns[1 + s]:
            conduct.agree[t, draft, a] = answer[at] if a != held else 0.0
        if owns[0]:
            counsel.demand[t, draft, a] = wished[at] if a != held else 0.0
        if a != held:
            at += 1
    if owns[0]:
        counsel.press[t, draft, s] = sc.options[row, 0]
    return True
