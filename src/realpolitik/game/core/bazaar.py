"""The bazaar: one believer's game, solved backwards over the steps of the clock and over drafts.

The state is (t, D) with D the draft under negotiation: 0 for none, else (s, b, r) at `draft_base[s] + r B_s + b`, with r the stages
of drafting left and B_s the number of bundles: the drafts of a suitor stand side by side, the ready ones first, and are solved side
by side.

    Pass(t, (s,b,r)) = (1 - eta) sum over n stages done of p(n) V(t+1, (s, b, r - n)) + eta V(t+1, 0) - delay
    Sign(s, b, t)    = signature terms + Q((s,b), t+1)
    Take(s, b, t)    = what the consents leave of b, passed with all stages left (or signed at once if d_s = 0)
    Press(s, t, D)   = mean over the pivot's logit of demands b of  P(s agrees) Take(s, b, t) + P(s refuses) Pass(t, D)
    Round(t, D)      = bids, a fixed point of logits; then the pivot's logit over sign, take up, press, wait
    V(t, D)          = aggressors' logits of War against  phi Round(t, D) + (1 - phi) Pass(t, D);   V(T, D) = Peace

With e the pivot's logit weights, a bidder's payoff from its bid b against others' bids is

    u(b | others) = (F + sum over bids e_s take_s) / (W + sum over bids e_s)

F and W being the weighted values and the weights of the options that are there whatever is bid. In the choice of a bid, of a yes
and of a demand, c / lambda tanh((Sign(b) - Pass) / g) is added by the values of the one that moves. Values are kept for players
(pivot, suitors, consenting states, aggressors), not for every state.

The aware pivot keeps its own model of payoffs, of war and of attacks, and takes the others' real conduct at the table as given. Its
plan is the same sweep, for its own row of values alone, with everybody's chances read instead of found.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import add, copy, logistic, put, same
from realpolitik.game.core.arrays import (
    FIRST,
    NOTHING,
    PLAYERS,
    STEPS,
    BazaarStructure,
    Branch,
    Flags,
    Floats,
    GameNumbers,
    PivotValues,
    PlayerPayoffs,
    Policies,
    Round,
    WarStructure,
)
from realpolitik.game.core.round import (
    answer,
    can_press,
    gather_bidders,
    incline,
    level_lanes,
    look_who_drafts,
    on_the_table,
    press,
    recall,
    recall_bids,
    settle_bids,
)


@kernel
def price_players(
    bz: BazaarStructure, st: WarStructure, x: GameNumbers, d: int, war: Floats, value: Floats, payoffs: PlayerPayoffs
) -> None:
    """Fill `payoffs` from the states' payoffs: project on players, and add what an alignment is worth after signature.

    Parameters
    ----------
    war : ndarray, shape (W, n)
    value : ndarray, shape (U, O + 1, n)
    """
    T, K = bz.sizes[STEPS], bz.sizes[PLAYERS]
    n = x.of_state.shape[3]
    weights = x.players[d]
    for o in range(payoffs.war.shape[0]):
        seen = st.world_view[bz.world[0], o]
        payoffs.threat[o] = war[st.world_war[seen, o], st.aggressor[o]]
        aggressor = x.players[d, bz.occasion_player[o]]
        for k in range(K):
            total, share = 0.0, 0.0
            for i in range(n):
                total += weights[k, i] * war[st.world_war[bz.world[0], o], i]
                share += weights[k, i] * aggressor[i]
            payoffs.war[o, k] = total
            payoffs.holding[o, k] = share * x.holding[d, o]
    for k in range(K):
        payoffs.peace[k] = 0.0
        for i in range(n):
            payoffs.peace[k] += weights[k, i] * value[bz.world[0], payoffs.war.shape[0], i]
    for t in range(T):
        for k in range(K):
            total = 0.0
            for i in range(n):
                total += weights[k, i] * x.delay[d, t, i]
            payoffs.delay[t, k] = total
    for c in range(payoffs.clause.shape[0]):
        _project(weights, x.signature[d, c], payoffs.clause[c])
    for s in range(payoffs.suitor.shape[0]):
        _project(weights, x.ideology[d, s], payoffs.suitor[s])
        _project_more(weights, x.doubt[d, s], payoffs.suitor[s])
    for y in range(payoffs.asked.shape[0]):
        for k in range(K):
            share = weights[k, bz.asked_state[y]]
            for t in range(T):
                payoffs.asked[y, k, t] = share * x.doubt_asked[d, y, t]
    amount, then = payoffs.amount, payoffs.then
    for a in range(1, bz.suitor.shape[0]):
        copy(payoffs.suitor[bz.suitor[a]], amount)
        for item in range(bz.clause_starts[a], bz.clause_starts[a + 1]):
            add(1.0, payoffs.clause[bz.clause_items[item]], amount)
        for item in range(bz.asked_starts[a], bz.asked_starts[a + 1]):
            add(1.0, payoffs.asked[bz.asked_items[item]], amount)
        for o in range(then.shape[0]):
            for k in range(K):
                then[o, k] = 0.0
                for i in range(n):
                    then[o, k] += weights[k, i] * value[bz.world[a], o, i]
        for t in range(T):
            for k in range(K):
                payoffs.sign[t, k, a] = amount[k, t] + then[bz.next_occasion[t + 1], k]


@kernel
def _project(weights: Floats, payoffs: Floats, out: Floats) -> None:
    """Write what states get, payoffs (n, T), to the players out (K, T) that they stand for."""
    put(0.0, out)
    _project_more(weights, payoffs, out)


@kernel
def _project_more(weights: Floats, payoffs: Floats, out: Floats) -> None:
    """Add the same to what the players get already."""
    for k in range(weights.shape[0]):
        for i in range(weights.shape[1]):
            if weights[k, i] != 0.0:
                add(weights[k, i], payoffs[i], out[k])


@kernel
def solve_bazaar(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    payoffs: PlayerPayoffs,
    owns: Flags,
    given: bool,
    until: int,
    policies: Policies,
    attack: Floats,
    pivot: PivotValues,
    now: Floats,
    later: Floats,
    rd: Round,
    br: Branch,
) -> None:
    """Solve one believer's game and write down its owner's part; or the pivot's part against what all others are known to do.

    Parameters
    ----------
    payoffs : PlayerPayoffs
    owns : ndarray of bool, shape (K,)
        Players whose part in `policies` and `pivot` is to be written.
    given : bool
        Whether `policies` and `attack` are read instead of written; the pivot's part is then the only one that is wanted.
    until : int
        The earliest step that is solved: 0, the opening, for the whole game.
    attack : ndarray, shape (O, drafts)
        Chances of attack; ``policies.attack``, or what the pivot expects where everything is given.
    now, later : ndarray, shape (players, drafts)
        Working memory: values in the step at hand and in the next, of all players, or of the pivot alone where all is given.
    """
    T, players = bz.sizes[STEPS], now.shape[0]
    S, N = bz.first.shape[0] - 1, rd.bids.shape[1]
    precision, lean = x.precision[d], x.lean[d]
    drafting, chances = x.drafting[d], x.consent[d]
    first, base, groups, asks = bz.first, bz.draft_base, bz.draft_groups, bz.question_first
    passing, nothing, options, take = rd.passing, rd.nothing, rd.options, rd.take
    for k in range(players):
        put(payoffs.peace[k], later[k])
    look_who_drafts(drafting, rd)
    for t in range(T - 1, until - 1, -1):
        delay, council = payoffs.delay[t], x.council[d, t]
        for k in range(players):
            for lane in range(N):
                nothing[k, lane] = later[k, 0] - delay[k]
        for s in range(S):
            incline(rd, 0, lean, payoffs.sign[t, 0], nothing[0, 0], first[s], first[s + 1])
            if not given:
                incline(rd, 1, lean, payoffs.sign[t, 1 + s], nothing[1 + s, 0], first[s], first[s + 1])
            if rd.steady[s] == 0:
                continue
            # What a suitor that needs time is worth taking up does not depend on the draft that is dropped: one lane does.
            width, eta, done = first[s + 1] - first[s], x.collapse[d, s, t], x.drafted[d, s, t]
            for k in range(players):
                values, fallen = later[k, base[s] :], eta * later[k, 0] - delay[k]
                for a in range(first[s], first[s + 1]):
                    onward, rest = 0.0, 1.0
                    for n in range(done.shape[0]):
                        onward += done[n] * values[(done.shape[0] - n) * width + a - first[s]]
                        rest -= done[n]
                    onward += max(rest, 0.0) * values[a - first[s]]
                    take[k, a, 0] = (1.0 - eta) * onward + fallen
            _ask_consents(bz, first[s], first[s + 1], asks[s], asks[s + 1], chances, precision, nothing, take, players, FIRST,
                          owns, given, policies.consent[t, :, :, :1])  # fmt: skip
            level_lanes(rd, s, NOTHING)
            if not given:
                level_lanes(rd, s, 1 + s)
            if owns[0]:
                for a in range(first[s], first[s + 1]):
                    pivot.take[t, a, 0] = take[0, a, 0]
        for group in range(groups.shape[0]):
            holder, width = groups[group, 0], groups[group, 3]
            start, lanes, ready = on_the_table(bz, drafting, t, group)
            if lanes == 0:
                continue
            end = start + lanes
            # Pass(t, D)
            for k in range(players):
                if holder < 0:
                    passing[k, 0] = nothing[k, 0]
                else:
                    eta = x.collapse[d, holder, t]
                    fallen = eta * later[k, 0] - delay[k]
                    _draft_on(later[k, start:end], width, x.drafted[d, holder, t], 1.0 - eta, fallen, passing[k])
            for s in range(S):
                if rd.steady[s] == 0:
                    _sign_at_once(bz, s, precision, chances, payoffs.sign[t], start, players, lanes, owns, given,
                                  policies.consent[t], pivot.at_once[t], pivot.take[t], rd)  # fmt: skip
            # The pivot's options whatever is bid: wait, press each suitor, sign a ready draft.
            fixed = FIRST
            for k in range(players):
                for lane in range(lanes):
                    options[0, k, lane] = passing[k, lane]
            for s in range(S):
                if can_press(rd, s, holder):
                    if given:
                        recall(policies.agree[t], first[s], first[s + 1], start, lanes, rd.agree)
                    else:
                        answer(rd, s, holder, precision, lanes)
                    press(rd, s, holder, fixed, precision, players, lanes)
                    if owns[1 + s]:
                        _record(rd.agree, first[s], first[s + 1], start, lanes, policies.agree[t])
                    if owns[0]:
                        _record(rd.demand, first[s], first[s + 1], start, lanes, pivot.demand[t])
                        _record(options[fixed], NOTHING, FIRST, start, lanes, pivot.press[t, s : s + 1])
                    fixed += 1
            if ready > 0:
                for k in range(players):
                    signed = payoffs.sign[t, k, first[holder] : first[holder] + ready]
                    for lane in range(ready):
                        options[fixed, k, lane] = signed[lane]
                fixed += 1
            if owns[0]:
                _record(passing, NOTHING, FIRST, start, lanes, pivot.passing[t : t + 1])
                if ready > 0:
                    for lane in range(ready):
                        pivot.sign[t, first[holder] + lane] = payoffs.sign[t, 0, first[holder] + lane]
            bidders = gather_bidders(rd, br, holder)
            if given:
                recall_bids(policies.bid[t], rd, br, bidders, start, lanes)
            settle_bids(rd, br, bidders, given, fixed, ready, precision, players, lanes)
            for i in range(bidders):
                s = br.bidding[0, i]
                if owns[1 + s]:
                    _record(rd.bids, first[s], first[s + 1], start, lanes, policies.bid[t])
            for k in range(players):
                found, value, passes = now[k, start:end], rd.value[k], passing[k]
                for lane in range(lanes):
                    found[lane] = council * value[lane] + (1.0 - council) * passes[lane]
            # The aggressors, the first one asked last.
            for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
                aggressor = bz.occasion_player[o]
                for draft in range(start, end):
                    if given:
                        attacks = attack[o, draft]
                    elif bz.under_way[o] == 1:
                        attacks = 1.0
                        if owns[aggressor]:
                            attack[o, draft] = attacks
                    else:
                        hold = now[aggressor, draft] - payoffs.holding[o, aggressor]
                        attacks = logistic(precision * (payoffs.threat[o] - hold))
                        if owns[aggressor]:
                            attack[o, draft] = attacks
                    for k in range(players):
                        hold = now[k, draft] - payoffs.holding[o, k]
                        now[k, draft] = attacks * payoffs.war[o, k] + (1.0 - attacks) * hold
        copy(now, later)


@kernel
def same_bargains(x: GameNumbers, d: int, other: int) -> bool:
    """Whether two rows of numbers, the wars being the same, agree in all that a bazaar is solved from."""
    return (
        x.precision[d] == x.precision[other]
        and same(x.lean[d], x.lean[other])
        and same(x.council[d], x.council[other])
        and same(x.drafting[d], x.drafting[other])
        and same(x.drafted[d], x.drafted[other])
        and same(x.collapse[d], x.collapse[other])
        and same(x.doubt[d], x.doubt[other])
        and same(x.doubt_asked[d], x.doubt_asked[other])
        and same(x.delay[d], x.delay[other])
        and same(x.ideology[d], x.ideology[other])
        and same(x.consent[d], x.consent[other])
        and same(x.players[d], x.players[other])
        and same(x.signature[d], x.signature[other])
    )


@kernel
def _draft_on(later: Floats, width: int, done: Floats, stands: float, fallen: float, out: Floats) -> None:
    """Write what passing with each draft of a suitor is worth, from what the drafts are worth later; both (drafts,).

    Parameters
    ----------
    done : ndarray, shape (stages,)
        Chance that 0, 1, ... stages are done; the rest is that all are.
    stands : float
        Chance that the talks do not collapse.
    fallen : float
        What is added for their collapse, less delay.
    """
    for left in range(done.shape[0] + 1):
        passes = out[left * width : (left + 1) * width]
        for b in range(width):
            passes[b] = fallen
        rest = stands
        for n in range(left):
            chance, onward = stands * done[n], later[(left - n) * width : (left - n + 1) * width]
            rest -= chance
            for b in range(width):
                passes[b] += chance * onward[b]
        rest = max(rest, 0.0)
        for b in range(width):
            passes[b] += rest * later[b]


@kernel
def _record(lanes_of: Floats, first: int, last: int, start: int, lanes: int, out: Floats) -> None:
    """Copy what was found for the lanes of bundles first..last to the drafts they stand for; out (A, drafts)."""
    for a in range(first, last):
        there, here = out[a, start : start + lanes], lanes_of[a]
        for lane in range(lanes):
            there[lane] = here[lane]


@kernel
def _ask_consents(
    bz: BazaarStructure,
    first: int,
    last: int,
    question: int,
    end: int,
    chances: Floats,
    precision: float,
    nothing: Floats,
    take: Floats,
    players: int,
    lanes: int,
    owns: Flags,
    given: bool,
    consent: Floats,
) -> None:
    """Fold the consents to bundles first..last into ``take`` (K, A, N), last question first.

    A question about a clause does not arise in a bundle without it, so the entry of the smaller bundle is still the one
    wanted when it is read.

    Parameters
    ----------
    question, end : int
        The suitor's questions.
    chances : ndarray, shape (X,)
        Fixed chances, -1 where the state decides.
    nothing : ndarray, shape (K, N)
        The value if no clause is left.
    given : bool
        Whether ``consent`` is read.
    consent : ndarray, shape (A, X, lanes)
        Written where the player asked is owned.
    """
    for q in range(end - 1, question - 1, -1):
        who = bz.question_player[q]
        for a in range(first, last):
            if bz.question_in[a, q] == 0:
                continue
            rest = bz.question_drop[a, q]
            for lane in range(lanes):
                yes = chances[q]
                if given:
                    yes = consent[a, q, lane]
                elif yes < 0.0:
                    refused = take[who, rest, lane] if rest > 0 else nothing[who, lane]
                    yes = logistic(precision * (take[who, a, lane] - refused))
                if owns[who] and not given:
                    consent[a, q, lane] = yes
                for k in range(players):
                    refused = take[k, rest, lane] if rest > 0 else nothing[k, lane]
                    take[k, a, lane] = yes * take[k, a, lane] + (1.0 - yes) * refused


@kernel
def _sign_at_once(
    bz: BazaarStructure,
    s: int,
    precision: float,
    chances: Floats,
    sign: Floats,
    start: int,
    players: int,
    lanes: int,
    owns: Flags,
    given: bool,
    consent: Floats,
    at_once: Floats,
    pivot_take: Floats,
    rd: Round,
) -> None:
    """Fill rd.take for a suitor that needs no drafting: the pivot signs what is left of a bundle, or passes with D."""
    first, last = rd.first[s], rd.first[s + 1]
    for a in range(first, last):
        for lane in range(lanes):
            signs = logistic(precision * (sign[0, a] - rd.passing[0, lane]))
            if owns[0]:
                at_once[a, start + lane] = signs
            for k in range(players):
                rd.take[k, a, lane] = signs * sign[k, a] + (1.0 - signs) * rd.passing[k, lane]
    _ask_consents(bz, first, last, bz.question_first[s], bz.question_first[s + 1], chances, precision, rd.passing, rd.take,
                  players, lanes, owns, given, consent[:, :, start : start + lanes])  # fmt: skip
    if owns[0]:
        _record(rd.take[0], first, last, start, lanes, pivot_take)
