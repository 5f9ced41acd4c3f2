"""Strategies of subjective games, played together: the aware pivot's plan, then everybody forward over (t, D).

The aware pivot keeps its own model of payoffs, of war and of attacks, takes the others' real conduct at the table as given,
and solves by logit, backwards, the one-player problem that is left:

    V(t, D) = attacks as it believes against  phi sum over bids P(bids) logit mean of {Sign, Take, Press, Pass}
                                              + (1 - phi) Pass

Forward, from all mass at (0, none),

    mass(t, D) -> attacks; councils; bids; the pivot's logit by its own counsel; consents; collapse -> mass(t + 1, D')

with collapse and the council's tempo at their true values. Only the pivot's row of values is kept.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import copy, dot, logistic, put, sum_of
from realpolitik.game.core.arrays import (
    FIRST,
    PERIODS,
    BazaarStructure,
    Branch,
    Conduct,
    Counsel,
    Course,
    Floats,
    GameNumbers,
    Lanes,
    Worth,
)
from realpolitik.game.core.round import (
    ACTIVE,
    IDLE,
    PLAIN,
    can_press,
    demand,
    gather_bidders,
    level_lanes,
    look_at_time,
    on_the_table,
    spread,
    weigh,
)


@kernel
def _recall(table: Floats, first: int, last: int, start: int, lanes: int, out: Floats) -> None:
    """Copy what is done at the drafts of a group, table (A, drafts), to its lanes."""
    for a in range(first, last):
        there, here = table[a, start : start + lanes], out[a]
        for lane in range(lanes):
            here[lane] = there[lane]


@kernel
def _real_consents(bz: BazaarStructure, s: int, consent: Floats, nothing: Floats, lanes: int, take: Floats) -> None:
    """Fold the real consents (A, X, lanes) into the pivot's values ``take`` (A, N); ``nothing`` (N,) if no clause is left."""
    for q in range(bz.question_first[s + 1] - 1, bz.question_first[s] - 1, -1):
        for a in range(bz.first[s], bz.first[s + 1]):
            if bz.question_in[a, q] == 1:
                rest = bz.question_drop[a, q]
                for lane in range(lanes):
                    refused = take[rest, lane] if rest > 0 else nothing[lane]
                    take[a, lane] = consent[a, q, lane] * take[a, lane] + (1.0 - consent[a, q, lane]) * refused


@kernel
def advise(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    conduct: Conduct,
    attack: Floats,
    counsel: Counsel,
    now: Floats,
    later: Floats,
    ln: Lanes,
    br: Branch,
) -> None:
    """Fill the aware pivot's counsel.

    Parameters
    ----------
    x, worth
        The pivot's numbers.
    conduct : Conduct
        The others' real conduct.
    attack : ndarray, shape (O, drafts)
        Chances of attack as the pivot believes.
    now, later : ndarray, shape (drafts,)
        Working memory.
    """
    T = bz.sizes[PERIODS]
    S, N = bz.first.shape[0] - 1, ln.bids.shape[1]
    precision, council = x.precision[d], x.council[d]
    drafting, collapse = x.drafting[d], x.collapse[d]
    first, base, groups = bz.first, bz.draft_base, bz.draft_groups
    passing, take, options = ln.passing[0], ln.take[0], ln.options
    nothing = ln.nothing[0]
    put(0.0, later)
    for t in range(T - 1, -1, -1):
        delay = worth.delay[t, 0]
        for lane in range(N):
            nothing[lane] = later[0] - delay
        look_at_time(drafting, T, t, ln)
        for s in range(S):
            span, eta = drafting[s], collapse[s]
            if span == 0 or ln.in_time[s] == 0:
                continue
            start = base[s] + (span - 1) * (first[s + 1] - first[s])
            for a in range(first[s], first[s + 1]):
                take[a, 0] = (1.0 - eta) * later[start + a - first[s]] + eta * later[0] - delay
            _real_consents(bz, s, conduct.consent[t, :, :, :1], nothing, FIRST, take)
            for a in range(first[s], first[s + 1]):
                counsel.take[t, a, 0] = take[a, 0]
            level_lanes(ln, s, 0)
        for group in range(groups.shape[0]):
            holder, width = groups[group, 0], groups[group, 3]
            start, lanes, ready = on_the_table(bz, drafting, t, group)
            if lanes == 0:
                continue
            if holder < 0:
                passing[0] = nothing[0]
            else:
                eta = collapse[holder]
                for lane in range(lanes):
                    onward = later[start + lane - (width if lane >= ready else 0)]
                    passing[lane] = (1.0 - eta) * onward + eta * later[0] - delay
            passes = counsel.passing[t, start : start + lanes]
            for lane in range(lanes):
                passes[lane] = passing[lane]
                options[0, 0, lane] = passing[lane]
            fixed = FIRST
            for s in range(S):
                if drafting[s] == 0 and ln.in_time[s] == 1:
                    for a in range(first[s], first[s + 1]):
                        for lane in range(lanes):
                            at_once = logistic(precision * (worth.sign[t, 0, a] - passing[lane]))
                            counsel.at_once[t, a, start + lane] = at_once
                            take[a, lane] = at_once * worth.sign[t, 0, a] + (1.0 - at_once) * passing[lane]
                    _real_consents(bz, s, conduct.consent[t, :, :, start : start + lanes], passing, lanes, take)
                    for a in range(first[s], first[s + 1]):
                        for lane in range(lanes):
                            counsel.take[t, a, start + lane] = take[a, lane]
                if can_press(ln, s, holder):
                    _recall(conduct.agree[t], first[s], first[s + 1], start, lanes, ln.agree)
                    demand(ln, s, holder, precision, passing, lanes, options[fixed, 0])
                    pressed = counsel.press[t, s, start : start + lanes]
                    for lane in range(lanes):
                        pressed[lane] = options[fixed, 0, lane]
                    for a in range(first[s], first[s + 1]):
                        wish, demanded = ln.demand[a], counsel.demand[t, a, start : start + lanes]
                        for lane in range(lanes):
                            demanded[lane] = wish[lane]
                    fixed += 1
            if ready > 0:
                for lane in range(ready):
                    counsel.sign[t, first[holder] + lane] = worth.sign[t, 0, first[holder] + lane]
                    options[fixed, 0, lane] = worth.sign[t, 0, first[holder] + lane]
                fixed += 1
            bidders = _choose(ln, br, conduct, t, holder, fixed, ready, precision, start, lanes)
            value = ln.value[0]
            for lane in range(lanes):
                value[lane] = 0.0
            for f in range(fixed):
                for lane in range(ready if ready > 0 and f == fixed - 1 else lanes):
                    value[lane] += ln.row[PLAIN, lane] * ln.standing[f, lane] * options[f, 0, lane]
            for i in range(bidders):
                s = br.bidding[0, i]
                for a in range(first[s], first[s + 1]):
                    share, weight, worths = ln.share[a], ln.weights[a], take[a]
                    for lane in range(lanes):
                        value[lane] += share[lane] * weight[lane] * worths[lane]
            for lane in range(lanes):
                value[lane] = council * value[lane] + (1.0 - council) * passing[lane]
                for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
                    attacks, hold = attack[o, start + lane], value[lane] - worth.holding[o, 0]
                    value[lane] = attacks * worth.war[o, 0] + (1.0 - attacks) * hold
                now[start + lane] = value[lane]
        copy(now, later)


@kernel
def _choose(
    ln: Lanes,
    br: Branch,
    conduct: Conduct,
    t: int,
    holder: int,
    fixed: int,
    ready: int,
    precision: float,
    start: int,
    lanes: int,
) -> int:
    """Weigh the pivot's options against the real bids; return the number of bidders."""
    bidders = gather_bidders(ln, br, holder)
    for i in range(bidders):
        s = br.bidding[0, i]
        _recall(conduct.bid[t], ln.first[s], ln.first[s + 1], start, lanes, ln.bids)
    weigh(ln, br, bidders, fixed, ready, precision, lanes)
    spread(ln, br, bidders, lanes)
    return bidders


@kernel
def play_forward(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    conduct: Conduct,
    counsel: Counsel,
    ln: Lanes,
    br: Branch,
    out: Course,
) -> None:
    """Play everybody's part forward; ``x`` holds the true numbers and ``precision`` is the pivot's."""
    T = bz.sizes[PERIODS]
    S = bz.first.shape[0] - 1
    council, drafting, collapse = x.council[d], x.drafting[d], x.collapse[d]
    first, groups = bz.first, bz.draft_groups
    take, options, taking = ln.take[0], ln.options, ln.agree  # what is taken up is gathered where the answers were
    here, there = out.mass[0], out.mass[1]
    active, idle = ln.row[ACTIVE], ln.row[IDLE]
    for vector in (out.attacked, out.held, out.passed, here):
        put(0.0, vector)
    put(0.0, out.signed)
    for table in (out.offered, out.asked):
        put(0.0, table)
    here[0] = 1.0
    for t in range(T):
        put(0.0, there)
        look_at_time(drafting, T, t, ln)
        for group in range(groups.shape[0]):
            holder, width = groups[group, 0], groups[group, 3]
            start, lanes, ready = on_the_table(bz, drafting, t, group)
            if lanes == 0 or sum_of(here[start : start + lanes], lanes) <= 0.0:
                continue
            for lane in range(lanes):
                mass = here[start + lane]
                for o in range(bz.next_occasion[t], bz.next_occasion[t + 1]):
                    attacked = mass * conduct.attack[o, start + lane]
                    out.attacked[o] += attacked
                    mass -= attacked
                    out.held[o] += mass
                active[lane] = mass * council
                idle[lane] = mass - active[lane]
                options[0, 0, lane] = counsel.passing[t, start + lane]
            # The pivot's options by its own counsel.
            fixed = FIRST
            for s in range(S):
                if ln.in_time[s] == 0:
                    continue
                for a in range(first[s], first[s + 1]):
                    worths, known = take[a], counsel.take[t, a, start : start + lanes]
                    if ln.steady[s] == 1:
                        for lane in range(lanes):
                            worths[lane] = counsel.take[t, a, 0]
                    else:
                        for lane in range(lanes):
                            worths[lane] = known[lane]
                if can_press(ln, s, holder):
                    pressed = counsel.press[t, s, start : start + lanes]
                    for lane in range(lanes):
                        options[fixed, 0, lane] = pressed[lane]
                    fixed += 1
            if ready > 0:
                for lane in range(ready):
                    options[fixed, 0, lane] = counsel.sign[t, first[holder] + lane]
                fixed += 1
            bidders = _choose(ln, br, conduct, t, holder, fixed, ready, precision, start, lanes)
            for a in range(taking.shape[0]):
                for lane in range(lanes):
                    taking[a, lane] = 0.0
            for i in range(bidders):
                s = br.bidding[0, i]
                out.asked[0, t, s] += sum_of(active, lanes)
                out.asked[1, t, s] += sum_of(active, ready)
                for a in range(first[s], first[s + 1]):
                    taken, share, weight = taking[a], ln.share[a], ln.weights[a]
                    for lane in range(lanes):
                        taken[lane] = active[lane] * share[lane] * weight[lane]
                    out.offered[0, t, a] += dot(active, ln.bids[a], lanes)
                    out.offered[1, t, a] += dot(active, ln.bids[a], ready)
            plain = ln.row[PLAIN]
            for lane in range(lanes):
                idle[lane] += active[lane] * plain[lane] * ln.standing[0, lane]
            f = 1
            for s in range(S):
                if not can_press(ln, s, holder):
                    continue
                pressed = ln.standing[f]
                for a in range(first[s], first[s + 1]):
                    wish, agree = (
                        counsel.demand[t, a, start : start + lanes],
                        conduct.agree[t, a, start : start + lanes],
                    )
                    taken = taking[a]
                    for lane in range(lanes):
                        demanded = active[lane] * plain[lane] * pressed[lane] * wish[lane]
                        agreed = demanded * agree[lane]
                        taken[lane] += agreed
                        idle[lane] += demanded - agreed
                f += 1
            if ready > 0:
                for lane in range(ready):
                    out.signed[t, first[holder] + lane] += active[lane] * plain[lane] * ln.standing[f, lane]
            # Who is taken up asks for consents and moves on; what is left unsigned of it stays with D if no time is needed.
            for s in range(S):
                if ln.in_time[s] == 1:
                    _move_on(bz, s, t, start, lanes, drafting[s], collapse[s], conduct.consent[t], counsel.at_once[t],
                             taking, idle, there, out)  # fmt: skip
            for lane in range(lanes):
                out.passed[t] += idle[lane]
                if holder < 0:
                    there[0] += idle[lane]
                else:
                    eta = collapse[holder]
                    there[start + lane - (width if lane >= ready else 0)] += (1.0 - eta) * idle[lane]
                    there[0] += eta * idle[lane]
        copy(there, here)
    out.unsigned[0] = sum_of(here, here.shape[0])


@kernel
def _move_on(
    bz: BazaarStructure,
    s: int,
    t: int,
    start: int,
    lanes: int,
    span: int,
    eta: float,
    consent: Floats,
    at_once: Floats,
    taking: Floats,
    idle: Floats,
    there: Floats,
    out: Course,
) -> None:
    """Ask the real consents for the mass ``taking`` (A, N) that takes suitor s up, and move it on."""
    first, last = bz.first[s], bz.first[s + 1]
    if span > 0:
        # Where it came from does not matter any more.
        for a in range(first, last):
            for lane in range(1, lanes):
                taking[a, 0] += taking[a, lane]
        lanes, start = 1, 0
    nothing = 0.0
    for q in range(bz.question_first[s], bz.question_first[s + 1]):
        for a in range(first, last):
            if bz.question_in[a, q] == 1:
                rest = bz.question_drop[a, q]
                for lane in range(lanes):
                    refused = taking[a, lane] * (1.0 - consent[a, q, start + lane])
                    taking[a, lane] -= refused
                    if rest > 0:
                        taking[rest, lane] += refused
                    elif span > 0:
                        nothing += refused
                    else:
                        idle[lane] += refused
    out.passed[t] += nothing
    there[0] += nothing
    for a in range(first, last):
        if span > 0:
            out.passed[t] += taking[a, 0]
            there[bz.draft_base[s] + (span - 1) * (last - first) + a - first] += (1.0 - eta) * taking[a, 0]
            there[0] += eta * taking[a, 0]
        else:
            for lane in range(lanes):
                signed = taking[a, lane] * at_once[a, start + lane]
                out.signed[t, a] += signed
                idle[lane] += taking[a, lane] - signed
