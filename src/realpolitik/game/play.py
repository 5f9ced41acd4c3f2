"""Strategies of subjective games, played together: the aware pivot's plan, then everybody forward over (t, D).

The aware pivot keeps its own model of payoffs, of war and of attacks, takes the others' real conduct at the table as given,
and solves by logit, backwards, the one-player problem that is left:

    V(t, D) = attacks as it believes against  phi sum over bids P(bids) logit mean of {Sign, Take, Press, Pass}
                                              + (1 - phi) Pass

Forward, from all mass at (0, none),

    mass(t, D) -> attacks; councils; bids; the pivot's logit by its own counsel; consents; collapse -> mass(t + 1, D')

with collapse and the council's tempo at their true values. Only the pivot's column of values is kept.
"""

from __future__ import annotations

from realpolitik.game.arrays import (
    PERIODS,
    BazaarStructure,
    Conduct,
    Counsel,
    Course,
    Floats,
    GameNumbers,
    Index,
    Round,
    Worth,
)
from realpolitik.game.bazaar import can_stand, look_at_time
from realpolitik.game.numeric import kernel, logistic, softmax
from realpolitik.game.stage import gather_bidders, spread, weigh


@kernel
def _real_bids(rd: Round, bid: Floats, bidders: int) -> None:
    """Copy the bidders' real chances (A,) to rd.p."""
    for i in range(bidders):
        first, at = rd.first[rd.bidding[0, i]] - 1, rd.bidding[1, i]
        rest = 1.0
        for b in range(1, rd.bidding[2, i]):
            rd.p[at + b] = bid[first + b]
            rest -= rd.p[at + b]
        rd.p[at] = max(rest, 0.0)


@kernel
def _real_consents(
    first: int, last: int, question: int, end: int, arises: Index, dropped: Index, consent: Floats, nothing: float,
    take: Floats,
) -> None:  # fmt: skip
    """Fold the real consents (A, X) into the pivot's column of ``take``; ``nothing`` is the value if no clause is left."""
    for q in range(end - 1, question - 1, -1):
        for a in range(first, last):
            if arises[a, q] == 1:
                rest = dropped[a, q]
                refused = take[rest, 0] if rest > 0 else nothing
                take[a, 0] = consent[a, q] * take[a, 0] + (1.0 - consent[a, q]) * refused


@kernel
def _real_press(rd: Round, s: int, held: int, agree: Floats, precision: float, passing: float) -> float:
    """Return what pressing suitor s is worth when its answers (A,) are known; leave the demands in rd.line[1]."""
    first, last = rd.first[s], rd.first[s + 1]
    worth, demand = rd.line[0], rd.line[1]
    for a in range(first, last):
        worth[a] = agree[a] * rd.take[a, 0] + (1.0 - agree[a]) * passing
        demand[a] = worth[a]
    if first <= held < last:
        demand[held] = -1e300
    softmax(demand[first:], last - first, precision, demand[first:], rd.bits)
    if first <= held < last:
        demand[held] = 0.0
    value = 0.0
    for a in range(first, last):
        value += demand[a] * worth[a]
    return value


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
    rd: Round,
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
    now, later : ndarray, shape (drafts, K)
        Working memory.
    """
    T = bz.sizes[PERIODS]
    S = bz.first.shape[0] - 1
    precision, council = x.precision[d], x.council[d]
    drafting, collapse = x.drafting[d], x.collapse[d]
    first, base, slots, states = bz.first, bz.draft_base, bz.draft_slots, bz.draft_states
    arises, dropped, asks = bz.question_in, bz.question_drop, bz.question_first
    take, options = rd.take, rd.options
    later[:, 0] = 0.0
    for t in range(T - 1, -1, -1):
        delay = worth.delay[t, 0]
        look_at_time(first, drafting, T, t, rd.in_time)
        for s in range(S):
            span, eta = drafting[s], collapse[s]
            if span == 0 or rd.in_time[s] == 0:
                continue
            for a in range(first[s], first[s + 1]):
                onward = later[base[s] + (a - first[s]) * slots[s] + span - 1, 0]
                take[a, 0] = (1.0 - eta) * onward + eta * later[0, 0] - delay
            _real_consents(first[s], first[s + 1], asks[s], asks[s + 1], arises, dropped, conduct.consent[t, 0],
                           later[0, 0] - delay, take)  # fmt: skip
            for a in range(first[s], first[s + 1]):
                counsel.take[t, 0, a] = take[a, 0]
        for state in range(states.shape[0]):
            draft, holder, held, r = states[state, 0], states[state, 1], states[state, 2], states[state, 3]
            if not can_stand(holder, r, drafting, T, t):
                continue
            passing = later[0, 0] - delay
            if holder >= 0:
                eta = collapse[holder]
                onward = later[draft - 1 if r > 0 else draft, 0]
                passing = (1.0 - eta) * onward + eta * later[0, 0] - delay
                counsel.sign[t, held] = worth.sign[t, held, 0]
            counsel.passing[t, draft] = passing
            options[0, 0] = passing
            fixed = 1
            for s in range(S):
                if rd.in_time[s] == 0:
                    continue
                if drafting[s] == 0:
                    for a in range(first[s], first[s + 1]):
                        at_once = logistic(precision * (worth.sign[t, a, 0] - passing))
                        counsel.at_once[t, draft, a] = at_once
                        take[a, 0] = at_once * worth.sign[t, a, 0] + (1.0 - at_once) * passing
                    _real_consents(first[s], first[s + 1], asks[s], asks[s + 1], arises, dropped,
                                   conduct.consent[t, draft], passing, take)  # fmt: skip
                    for a in range(first[s], first[s + 1]):
                        counsel.take[t, draft, a] = take[a, 0]
                if first[s + 1] - first[s] > (1 if s == holder else 0):
                    options[fixed, 0] = _real_press(rd, s, held, conduct.agree[t, draft], precision, passing)
                    counsel.press[t, draft, s] = options[fixed, 0]
                    for a in range(first[s], first[s + 1]):
                        counsel.demand[t, draft, a] = rd.line[1, a]
                    fixed += 1
            if holder >= 0 and r == 0:
                options[fixed, 0] = worth.sign[t, held, 0]
                fixed += 1
            bidders, size = gather_bidders(rd, holder)
            _real_bids(rd, conduct.bid[t, draft], bidders)
            weight = weigh(rd, bidders, size, fixed, precision)
            plain = spread(rd, bidders, size, weight)
            value = 0.0
            for f in range(fixed):
                value += plain * rd.line[0, f] * options[f, 0]
            for i in range(bidders):
                before, at = first[rd.bidding[0, i]] - 1, rd.bidding[1, i]
                for b in range(1, rd.bidding[2, i]):
                    value += rd.share[at + b] * rd.weights[at + b] * take[before + b, 0]
            value = council * value + (1.0 - council) * passing
            for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
                hold = value - worth.holding[o, 0]
                value = attack[o, draft] * worth.war[o, 0] + (1.0 - attack[o, draft]) * hold
            now[draft, 0] = value
        for draft in range(now.shape[0]):
            later[draft, 0] = now[draft, 0]


@kernel
def play_forward(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    conduct: Conduct,
    counsel: Counsel,
    rd: Round,
    out: Course,
) -> None:
    """Play everybody's part forward; ``x`` holds the true numbers and ``precision`` is the pivot's."""
    T = bz.sizes[PERIODS]
    S = bz.first.shape[0] - 1
    council, drafting, collapse = x.council[d], x.drafting[d], x.collapse[d]
    first, base, slots, states = bz.first, bz.draft_base, bz.draft_slots, bz.draft_states
    take, options, taking = rd.take, rd.options, rd.bids
    here, there = out.mass[0], out.mass[1]
    for array in (out.attacked, out.held, out.passed, out.unsigned):
        array[:] = 0.0
    out.signed[:, :] = 0.0
    out.offered[:, :, :] = 0.0
    out.asked[:, :, :] = 0.0
    here[:] = 0.0
    here[0] = 1.0
    for t in range(T):
        there[:] = 0.0
        look_at_time(first, drafting, T, t, rd.in_time)
        for state in range(states.shape[0]):
            draft, holder, held, r = states[state, 0], states[state, 1], states[state, 2], states[state, 3]
            mass = here[draft]
            if mass <= 0.0 or not can_stand(holder, r, drafting, T, t):
                continue
            for o in range(bz.next_occasion[t], bz.next_occasion[t + 1]):
                attacked = mass * conduct.attack[o, draft]
                out.attacked[o] += attacked
                mass -= attacked
                out.held[o] += mass
            active = mass * council
            idle = mass - active
            # The pivot's options by its own counsel.
            options[0, 0] = counsel.passing[t, draft]
            fixed = 1
            for s in range(S):
                if rd.in_time[s] == 0:
                    continue
                at = draft if drafting[s] == 0 else 0
                for a in range(first[s], first[s + 1]):
                    take[a, 0] = counsel.take[t, at, a]
                if first[s + 1] - first[s] > (1 if s == holder else 0):
                    options[fixed, 0] = counsel.press[t, draft, s]
                    fixed += 1
            ready = holder >= 0 and r == 0
            if ready:
                options[fixed, 0] = counsel.sign[t, held]
                fixed += 1
            bidders, size = gather_bidders(rd, holder)
            _real_bids(rd, conduct.bid[t, draft], bidders)
            weight = weigh(rd, bidders, size, fixed, precision)
            plain = spread(rd, bidders, size, weight)
            for s in range(S):
                for a in range(first[s], first[s + 1]):
                    taking[a] = 0.0
            for i in range(bidders):
                s, at = rd.bidding[0, i], rd.bidding[1, i]
                out.asked[0, t, s] += active
                if ready:
                    out.asked[1, t, s] += active
                for b in range(1, rd.bidding[2, i]):
                    a = first[s] + b - 1
                    taking[a] = active * rd.share[at + b] * rd.weights[at + b]
                    out.offered[0, t, a] += active * rd.p[at + b]
                    if ready:
                        out.offered[1, t, a] += active * rd.p[at + b]
            idle += active * plain * rd.line[0, 0]
            f = 1
            for s in range(S):
                if rd.in_time[s] == 0 or first[s + 1] - first[s] <= (1 if s == holder else 0):
                    continue
                pressed = active * plain * rd.line[0, f]
                f += 1
                for a in range(first[s], first[s + 1]):
                    demanded = pressed * counsel.demand[t, draft, a]
                    agreed = demanded * conduct.agree[t, draft, a]
                    taking[a] += agreed
                    idle += demanded - agreed
            if ready:
                out.signed[t, held] += active * plain * rd.line[0, f]
            # Who is taken up asks for consents and moves on; what is left unsigned of it stays with D if no time is needed.
            for s in range(S):
                if rd.in_time[s] == 0:
                    continue
                span, eta = drafting[s], collapse[s]
                at = draft if span == 0 else 0
                nothing = _consent_mass(first[s], first[s + 1], bz.question_first[s], bz.question_first[s + 1],
                                        bz.question_in, bz.question_drop, conduct.consent[t, at], taking)  # fmt: skip
                if span == 0:
                    idle += nothing
                else:
                    out.passed[t] += nothing
                    there[0] += nothing
                for a in range(first[s], first[s + 1]):
                    if span == 0:
                        signed = taking[a] * counsel.at_once[t, draft, a]
                        out.signed[t, a] += signed
                        idle += taking[a] - signed
                    else:
                        out.passed[t] += taking[a]
                        there[base[s] + (a - first[s]) * slots[s] + span - 1] += (1.0 - eta) * taking[a]
                        there[0] += eta * taking[a]
            out.passed[t] += idle
            if holder < 0:
                there[0] += idle
            else:
                eta = collapse[holder]
                there[draft - 1 if r > 0 else draft] += (1.0 - eta) * idle
                there[0] += eta * idle
        for draft in range(here.shape[0]):
            here[draft] = there[draft]
    out.unsigned[0] = here.sum()


@kernel
def _consent_mass(
    first: int, last: int, question: int, end: int, arises: Index, dropped: Index, consent: Floats, taking: Floats
) -> float:
    """Move the mass that takes bundles up on to what the real consents leave of them; return what nothing is left of."""
    nothing = 0.0
    for q in range(question, end):
        for a in range(first, last):
            if arises[a, q] == 1 and taking[a] > 0.0:
                refused = taking[a] * (1.0 - consent[a, q])
                taking[a] -= refused
                rest = dropped[a, q]
                if rest > 0:
                    taking[rest] += refused
                else:
                    nothing += refused
    return nothing
