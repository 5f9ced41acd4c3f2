"""The bazaar: one believer's game, solved backwards over periods and drafts.

The state is (t, D) with D the draft under negotiation: 0 for none, else (s, b, r) at `draft_base[s] + b R_s + r`.

    Pass(t, (s,b,r)) = (1 - eta) V(t+1, (s, b, max(r-1, 0))) + eta V(t+1, 0) - delay
    Sign(s, b, t)    = signature terms + Q((s,b), t+1)
    Take(s, b, t)    = what the consents leave of b, passed with d_s periods to draft (or signed at once if d_s = 0)
    Press(s, t, D)   = mean over the pivot's logit of demands b of  P(s agrees) Take(s, b, t) + P(s refuses) Pass(t, D)
    Round(t, D)      = bids, a fixed point of logits; then the pivot's logit over sign, take up, press, wait
    V(t, D)          = aggressors' logits of War against  phi Round(t, D) + (1 - phi) Pass(t, D);   V(T, D) = 0

With e the pivot's logit weights, a bidder's payoff from its bid b against others' bids is

    u(b | others) = (F + sum over bids e_s take_s) / (W + sum over bids e_s)

F and W being the weighted values and the weights of the options that are there whatever is bid. Values are kept for players
(pivot, suitors, consenting states, aggressors), not for every state.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.arrays import (
    PERIODS,
    PLAYERS,
    BazaarStructure,
    Branch,
    Conduct,
    Counsel,
    Floats,
    GameNumbers,
    Index,
    Round,
    WarStructure,
    Worth,
)
from realpolitik.game.numeric import exponentials, kernel, logistic, softmax
from realpolitik.game.stage import gather_bidders, solve_round


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
    weights = x.players[d]
    for o in range(worth.war.shape[0]):
        seen = st.world_view[bz.world[0], o]
        worth.threat[o] = war[st.world_war[seen, o], st.aggressor[o]]
        aggressor = x.players[d, bz.occasion_player[o]]
        for k in range(K):
            total, share = 0.0, 0.0
            for i in range(n):
                total += weights[k, i] * war[st.world_war[bz.world[0], o], i]
                share += weights[k, i] * aggressor[i]
            worth.war[o, k] = total
            worth.holding[o, k] = share * x.holding[d, o]
    for t in range(T):
        for k in range(K):
            total = 0.0
            for i in range(n):
                total += weights[k, i] * x.delay[d, t, i]
            worth.delay[t, k] = total
    amount = np.empty((n, T))
    for a in range(1, bz.suitor.shape[0]):
        ideology = x.ideology[d, bz.suitor[a]]
        for i in range(n):
            for t in range(T):
                amount[i, t] = ideology[i, t] + value[bz.world[a], bz.next_occasion[t + 1], i]
        for item in range(bz.clause_starts[a], bz.clause_starts[a + 1]):
            brought = x.signature[d, bz.clause_items[item]]
            for i in range(n):
                for t in range(T):
                    amount[i, t] += brought[i, t]
        for t in range(T):
            for k in range(K):
                worth.sign[t, a, k] = 0.0
        for k in range(K):
            for i in range(n):
                if weights[k, i] != 0.0:
                    for t in range(T):
                        worth.sign[t, a, k] += weights[k, i] * amount[i, t]


@kernel
def slot(bz: BazaarStructure, s: int, a: int, r: int) -> int:
    """Return the index of the draft (s, bundle of alignment a, r)."""
    return bz.draft_base[s] + (a - bz.first[s]) * bz.draft_slots[s] + r


@kernel
def look_at_time(first: Index, drafting: Index, periods: int, t: int, in_time: Index) -> None:
    """Mark the suitors that, taken up in period t, can still be signed."""
    for s in range(first.shape[0] - 1):
        in_time[s] = 1 if t + drafting[s] <= periods - 1 else 0


@kernel
def can_stand(holder: int, r: int, drafting: Index, periods: int, t: int) -> bool:
    """Whether a draft can be on the table in period t: begun after the opening, and done by the end."""
    if holder < 0:
        return True
    return drafting[holder] - t <= r < drafting[holder] and r <= periods - 1 - t


@kernel
def solve_bazaar(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    owns: NDArray[np.bool_],
    conduct: Conduct,
    counsel: Counsel,
    now: Floats,
    later: Floats,
    rd: Round,
    br: Branch,
) -> None:
    """Solve one believer's game and write down its owner's part.

    Parameters
    ----------
    worth : Worth
    owns : ndarray of bool, shape (K,)
        Players whose part in `conduct` and `counsel` is to be written.
    now, later : ndarray, shape (drafts, K)
        Working memory: values in the period at hand and in the next.
    """
    T, K = bz.sizes[PERIODS], bz.sizes[PLAYERS]
    S = bz.first.shape[0] - 1
    precision, council = x.precision[d], x.council[d]
    drafting, collapse, chances = x.drafting[d], x.collapse[d], x.consent[d]
    first, base, slots, states = bz.first, bz.draft_base, bz.draft_slots, bz.draft_states
    arises, dropped, asked, asks = bz.question_in, bz.question_drop, bz.question_player, bz.question_first
    passing, options, take, round_value = rd.passing, rd.options, rd.take, rd.value
    bid, agree, consent, attack = conduct.bid, conduct.agree, conduct.consent, conduct.attack
    own_counsel = owns[0]
    nothing = np.empty(K)
    later[:, :] = 0.0
    for t in range(T - 1, -1, -1):
        delay = worth.delay[t]
        look_at_time(first, drafting, T, t, rd.in_time)
        for k in range(K):
            nothing[k] = later[0, k] - delay[k]
        for s in range(S):
            span = drafting[s]
            if span == 0 or rd.in_time[s] == 0:
                continue
            # What a suitor that needs time is worth taking up does not depend on the draft that is dropped.
            for a in range(first[s], first[s + 1]):
                draft = base[s] + (a - first[s]) * slots[s] + span - 1
                for k in range(K):
                    take[a, k] = (1.0 - collapse[s]) * later[draft, k] + collapse[s] * later[0, k] - delay[k]
            ask_consents(first[s], first[s + 1], asks[s], asks[s + 1], arises, dropped, asked, chances, precision,
                         nothing, take, owns, consent[t, 0])  # fmt: skip
            if own_counsel:
                for a in range(first[s], first[s + 1]):
                    counsel.take[t, 0, a] = take[a, 0]
        for state in range(states.shape[0]):
            draft, holder, held, r = states[state, 0], states[state, 1], states[state, 2], states[state, 3]
            if not can_stand(holder, r, drafting, T, t):
                continue
            # Pass(t, D)
            if holder < 0:
                for k in range(K):
                    passing[k] = nothing[k]
            else:
                eta = collapse[holder]
                onward = draft - 1 if r > 0 else draft
                for k in range(K):
                    passing[k] = (1.0 - eta) * later[onward, k] + eta * later[0, k] - delay[k]
            # Take(s, b, t) of suitors that need no drafting: the pivot signs what is left, or passes with D.
            for s in range(S):
                if drafting[s] > 0 or rd.in_time[s] == 0:
                    continue
                for a in range(first[s], first[s + 1]):
                    at_once = logistic(precision * (worth.sign[t, a, 0] - passing[0]))
                    if own_counsel:
                        counsel.at_once[t, draft, a] = at_once
                    for k in range(K):
                        take[a, k] = at_once * worth.sign[t, a, k] + (1.0 - at_once) * passing[k]
                ask_consents(first[s], first[s + 1], asks[s], asks[s + 1], arises, dropped, asked, chances, precision,
                             passing, take, owns, consent[t, draft])  # fmt: skip
                if own_counsel:
                    for a in range(first[s], first[s + 1]):
                        counsel.take[t, draft, a] = take[a, 0]
            # The pivot's options whatever is bid: wait, press each suitor, sign a ready draft.
            fixed = 1
            for k in range(K):
                options[0, k] = passing[k]
            for s in range(S):
                if rd.in_time[s] == 1 and first[s + 1] - first[s] > (1 if s == holder else 0):
                    press(rd, s, held, fixed, precision)
                    if owns[1 + s]:
                        for a in range(first[s], first[s + 1]):
                            agree[t, draft, a] = rd.line[0, a]
                    if own_counsel:
                        counsel.press[t, draft, s] = options[fixed, 0]
                        for a in range(first[s], first[s + 1]):
                            counsel.demand[t, draft, a] = rd.line[1, a]
                    fixed += 1
            if holder >= 0 and r == 0:
                for k in range(K):
                    options[fixed, k] = worth.sign[t, held, k]
                fixed += 1
            if own_counsel:
                counsel.passing[t, draft] = passing[0]
                if holder >= 0:
                    counsel.sign[t, held] = worth.sign[t, held, 0]
            bidders, size = gather_bidders(rd, holder)
            solve_round(rd, br, bidders, size, fixed, precision)
            for s in range(S):
                if owns[1 + s]:
                    for a in range(first[s], first[s + 1]):
                        bid[t, draft, a] = rd.bids[a]
            for k in range(K):
                now[draft, k] = council * round_value[k] + (1.0 - council) * passing[k]
            # The aggressors, the first one asked last.
            for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
                aggressor = bz.occasion_player[o]
                hold = now[draft, aggressor] - worth.holding[o, aggressor]
                attacks = logistic(precision * (worth.threat[o] - hold))
                if owns[aggressor]:
                    attack[o, draft] = attacks
                for k in range(K):
                    hold = now[draft, k] - worth.holding[o, k]
                    now[draft, k] = attacks * worth.war[o, k] + (1.0 - attacks) * hold
        for draft in range(now.shape[0]):
            for k in range(K):
                later[draft, k] = now[draft, k]


@kernel
def ask_consents(
    first: int,
    last: int,
    question: int,
    end: int,
    arises: Index,
    dropped: Index,
    asked: Index,
    chances: Floats,
    precision: float,
    nothing: Floats,
    take: Floats,
    owns: NDArray[np.bool_],
    consent: Floats,
) -> None:
    """Fold the consents to bundles first..last into ``take``, last question first.

    A question about a clause does not arise in a bundle without it, so the entry of the smaller bundle is still the one
    wanted when it is read.

    Parameters
    ----------
    question, end : int
        The suitor's questions.
    chances : ndarray, shape (X,)
        Fixed chances, -1 where the state decides.
    nothing : ndarray, shape (K,)
        The value if no clause is left.
    consent : ndarray, shape (A, X)
        Written where the player asked is owned.
    """
    for q in range(end - 1, question - 1, -1):
        who = asked[q]
        for a in range(first, last):
            if arises[a, q] == 0:
                continue
            rest = dropped[a, q]
            refused = take[rest] if rest > 0 else nothing
            yes = chances[q]
            if yes < 0.0:
                yes = logistic(precision * (take[a, who] - refused[who]))
            if owns[who]:
                consent[a, q] = yes
            for k in range(take.shape[1]):
                take[a, k] = yes * take[a, k] + (1.0 - yes) * refused[k]


@kernel
def press(rd: Round, s: int, held: int, row: int, precision: float) -> None:
    """Write the expected values of pressing suitor s to rd.options[row].

    Leaves in rd.line, by alignment, the chances that the suitor agrees (row 0) and that the pivot demands (row 1); both
    are 0 for the bundle already under draft.
    """
    agree, demand = rd.line[0], rd.line[1]
    first, last = rd.first[s], rd.first[s + 1]
    count = last - first
    refused, refused_pivot = rd.passing[1 + s], rd.passing[0]
    for a in range(first, last):
        agree[a] = min(precision * (refused - rd.take[a, 1 + s]), 708.0)
    exponentials(agree[first:], count, agree[first:], rd.bits)
    for a in range(first, last):
        agree[a] = 1.0 / (1.0 + agree[a])
        demand[a] = refused_pivot + agree[a] * (rd.take[a, 0] - refused_pivot)
    if first <= held < last:
        agree[held] = 0.0
        demand[held] = -np.inf
    softmax(demand[first:], count, precision, demand[first:], rd.bits)
    if first <= held < last:
        demand[held] = 0.0  # the exponential of minus infinity is tiny here, not nothing
    for k in range(rd.take.shape[1]):
        rd.options[row, k] = rd.passing[k]
    for a in range(first, last):
        share = demand[a] * agree[a]
        for k in range(rd.take.shape[1]):
            rd.options[row, k] += share * (rd.take[a, k] - rd.passing[k])
