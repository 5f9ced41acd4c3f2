"""Strategies of subjective games, played together: the aware pivot's plan, then everybody forward over (t, D).

The aware pivot keeps its own model of payoffs, of war and of attacks, takes the others' real conduct at the table as given,
and solves by logit, backwards, the one-player problem that is left:

    V(t, D) = attacks as it believes against  phi sum over bids P(bids) logit mean of {Sign, Take, Press, Pass} + (1 - phi) Pass

Forward, from all mass at (0, none),

    mass(t, D) -> attacks; councils; bids; the pivot's logit by its own counsel; consents; collapse -> mass(t + 1, D')

with collapse and the council's tempo at their true values.
"""

from __future__ import annotations

from realpolitik.game.arrays import (
    FIRST,
    NOBODY,
    NOTHING,
    PERIODS,
    BazaarStructure,
    Conduct,
    Counsel,
    Course,
    Floats,
    GameNumbers,
    Scratch,
    Worth,
)
from realpolitik.game.bazaar import in_time, slot
from realpolitik.game.numeric import kernel, logistic, softmax
from realpolitik.game.stage import gather_bidders, spread, weigh


@kernel
def _pivot_options(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    draft: int,
    holder: int,
    held: int,
    r: int,
) -> int:
    """Line up the pivot's options at (t, D) by its counsel: wait, press each suitor, sign; return their number."""
    sc.options[0, 0] = counsel.passing[t, draft]
    fixed = FIRST
    for s in range(bz.first.shape[0] - 1):
        if _can_press(bz, x, d, t, s, holder):
            sc.options[fixed, 0] = counsel.press[t, draft, s]
            fixed += 1
        if in_time(bz, x, d, s, t):
            at = draft if x.drafting[d, s] == 0 else 0
            for a in range(bz.first[s], bz.first[s + 1]):
                sc.take[a, 0] = counsel.take[t, at, a]
    if holder >= 0 and r == 0:
        sc.options[fixed, 0] = counsel.sign[t, held]
        fixed += 1
    return fixed


@kernel
def _can_press(bz: BazaarStructure, x: GameNumbers, d: int, t: int, s: int, holder: int) -> bool:
    """Whether there is a bundle that suitor s can be pressed for."""
    others = bz.first[s + 1] - bz.first[s] - (1 if s == holder else 0)
    return in_time(bz, x, d, s, t) and others > 0


@kernel
def _real_bids(bz: BazaarStructure, conduct: Conduct, sc: Scratch, t: int, draft: int, bidders: int) -> None:
    """Copy the bidders' real chances to sc.p."""
    for i in range(bidders):
        s, at = sc.bidders[i], sc.starts[i]
        rest = 1.0
        for b in range(1, sc.sizes[i]):
            sc.p[at + b] = conduct.bid[t, draft, bz.first[s] + b - 1]
            rest -= sc.p[at + b]
        sc.p[at] = max(rest, 0.0)


@kernel
def advise(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    conduct: Conduct,
    attack: Floats,
    counsel: Counsel,
    sc: Scratch,
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
    """
    T = bz.sizes[PERIODS]
    S = bz.first.shape[0] - 1
    sc.later[:, 0] = 0.0
    for t in range(T - 1, -1, -1):
        for s in range(S):
            if x.drafting[d, s] > 0 and in_time(bz, x, d, s, t):
                eta, span = x.collapse[d, s], x.drafting[d, s]
                for a in range(bz.first[s], bz.first[s + 1]):
                    later = sc.later[slot(bz, s, a, span - 1), 0]
                    sc.take[a, 0] = (1.0 - eta) * later + eta * sc.later[0, 0] - worth.delay[t, 0]
                _real_consents(bz, conduct, sc, t, NOTHING, s, sc.later[0, 0] - worth.delay[t, 0])
                for a in range(bz.first[s], bz.first[s + 1]):
                    counsel.take[t, 0, a] = sc.take[a, 0]
        _advise_state(bz, x, d, worth, conduct, attack, counsel, sc, t, NOTHING, NOBODY, NOTHING, NOTHING)
        for s in range(S):
            span = x.drafting[d, s]
            for a in range(bz.first[s], bz.first[s + 1]):
                for r in range(max(0, span - t), min(span - 1, T - 1 - t) + 1):
                    _advise_state(bz, x, d, worth, conduct, attack, counsel, sc, t, slot(bz, s, a, r), s, a, r)
        for draft in range(sc.now.shape[0]):
            sc.later[draft, 0] = sc.now[draft, 0]


@kernel
def _real_consents(
    bz: BazaarStructure, conduct: Conduct, sc: Scratch, t: int, draft: int, s: int, nothing: float
) -> None:
    """Fold the real consents into the pivot's column of sc.take; ``nothing`` is the value if no clause is left."""
    for q in range(bz.question_first[s + 1] - 1, bz.question_first[s] - 1, -1):
        for a in range(bz.first[s], bz.first[s + 1]):
            if bz.question_in[a, q] == 1:
                rest = bz.question_drop[a, q]
                refused = sc.take[rest, 0] if rest > 0 else nothing
                yes = conduct.consent[t, draft, a, q]
                sc.take[a, 0] = yes * sc.take[a, 0] + (1.0 - yes) * refused


@kernel
def _advise_state(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    worth: Worth,
    conduct: Conduct,
    attack: Floats,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    draft: int,
    holder: int,
    held: int,
    r: int,
) -> None:
    """Fill the counsel at (t, D) and the pivot's value there, sc.now[draft, 0]."""
    precision = x.precision[d]
    if holder < 0:
        passing = sc.later[0, 0] - worth.delay[t, 0]
    else:
        eta = x.collapse[d, holder]
        later = sc.later[slot(bz, holder, held, max(r - 1, 0)), 0]
        passing = (1.0 - eta) * later + eta * sc.later[0, 0] - worth.delay[t, 0]
        counsel.sign[t, held] = worth.sign[t, held, 0]
    counsel.passing[t, draft] = passing
    for s in range(bz.first.shape[0] - 1):
        if not in_time(bz, x, d, s, t):
            continue
        at = NOTHING
        if x.drafting[d, s] == 0:
            at = draft
            for a in range(bz.first[s], bz.first[s + 1]):
                at_once = logistic(precision * (worth.sign[t, a, 0] - passing))
                counsel.at_once[t, draft, a] = at_once
                sc.take[a, 0] = at_once * worth.sign[t, a, 0] + (1.0 - at_once) * passing
            _real_consents(bz, conduct, sc, t, draft, s, passing)
            for a in range(bz.first[s], bz.first[s + 1]):
                counsel.take[t, draft, a] = sc.take[a, 0]
        _advise_press(bz, precision, conduct, counsel, sc, t, draft, held, s, at, passing)
    fixed = _pivot_options(bz, x, d, counsel, sc, t, draft, holder, held, r)
    bidders, size = gather_bidders(bz, x, d, sc, t, holder)
    _real_bids(bz, conduct, sc, t, draft, bidders)
    weight = weigh(bz, sc, bidders, size, fixed, precision)
    plain = spread(sc, bidders, size, weight, sc.trial)
    value = 0.0
    for f in range(fixed):
        value += plain * sc.line[f] * sc.options[f, 0]
    for i in range(bidders):
        first, start = bz.first[sc.bidders[i]], sc.starts[i]
        for b in range(1, sc.sizes[i]):
            value += sc.trial[start + b] * sc.weights[start + b] * sc.take[first + b - 1, 0]
    value = x.council[d] * value + (1.0 - x.council[d]) * passing
    for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
        hold = value - worth.holding[o, 0]
        value = attack[o, draft] * worth.war[o, 0] + (1.0 - attack[o, draft]) * hold
    sc.now[draft, 0] = value


@kernel
def _advise_press(
    bz: BazaarStructure,
    precision: float,
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    t: int,
    draft: int,
    held: int,
    s: int,
    at: int,
    passing: float,
) -> None:
    """Fill what pressing suitor s is worth when its real answers are known, and which bundle is demanded."""
    count = 0
    for a in range(bz.first[s], bz.first[s + 1]):
        counsel.demand[t, draft, a] = 0.0
        if a != held:
            agree = conduct.agree[t, draft, a]
            sc.line[count] = agree * counsel.take[t, at, a] + (1.0 - agree) * passing
            sc.line2[count] = sc.line[count]
            count += 1
    if count == 0:
        return
    softmax(sc.line, count, precision, sc.line, sc.bits)
    value = 0.0
    count = 0
    for a in range(bz.first[s], bz.first[s + 1]):
        if a != held:
            counsel.demand[t, draft, a] = sc.line[count]
            value += sc.line[count] * sc.line2[count]
            count += 1
    counsel.press[t, draft, s] = value


@kernel
def play_forward(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    out: Course,
) -> None:
    """Play everybody's part forward; ``x`` holds the true numbers and ``precision`` the pivot's."""
    T = bz.sizes[PERIODS]
    S = bz.first.shape[0] - 1
    for array in (out.attacked, out.held, out.passed, out.unsigned):
        array[:] = 0.0
    out.signed[:, :] = 0.0
    out.offered[:, :, :] = 0.0
    out.asked[:, :, :] = 0.0
    out.mass[:, :] = 0.0
    out.mass[0, 0] = 1.0
    for t in range(T):
        out.mass[1, :] = 0.0
        _play_state(bz, x, d, precision, conduct, counsel, sc, out, t, NOTHING, NOBODY, NOTHING, NOTHING)
        for s in range(S):
            span = x.drafting[d, s]
            for a in range(bz.first[s], bz.first[s + 1]):
                for r in range(max(0, span - t), min(span - 1, T - 1 - t) + 1):
                    _play_state(bz, x, d, precision, conduct, counsel, sc, out, t, slot(bz, s, a, r), s, a, r)
        out.mass[0, :] = out.mass[1, :]
    out.unsigned[0] = out.mass[0].sum()


@kernel
def _play_state(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    out: Course,
    t: int,
    draft: int,
    holder: int,
    held: int,
    r: int,
) -> None:
    """Move the mass at (t, D) on."""
    mass = out.mass[0, draft]
    if mass <= 0.0:
        return
    for o in range(bz.next_occasion[t], bz.next_occasion[t + 1]):
        attacked = mass * conduct.attack[o, draft]
        out.attacked[o] += attacked
        mass -= attacked
        out.held[o] += mass
    active = mass * x.council[d]
    idle = mass - active
    fixed = _pivot_options(bz, x, d, counsel, sc, t, draft, holder, held, r)
    bidders, size = gather_bidders(bz, x, d, sc, t, holder)
    _real_bids(bz, conduct, sc, t, draft, bidders)
    for i in range(bidders):
        s = sc.bidders[i]
        ready = holder >= 0 and r == 0
        out.asked[0, t, s] += active
        if ready:
            out.asked[1, t, s] += active
        for b in range(1, sc.sizes[i]):
            a = bz.first[s] + b - 1
            out.offered[0, t, a] += active * sc.p[sc.starts[i] + b]
            if ready:
                out.offered[1, t, a] += active * sc.p[sc.starts[i] + b]
    weight = weigh(bz, sc, bidders, size, fixed, precision)
    plain = spread(sc, bidders, size, weight, sc.trial)
    # sc.bids collects the mass that takes each bundle up.
    sc.bids[:] = 0.0
    for i in range(bidders):
        first, start = bz.first[sc.bidders[i]], sc.starts[i]
        for b in range(1, sc.sizes[i]):
            sc.bids[first + b - 1] = active * sc.trial[start + b] * sc.weights[start + b]
    idle += active * plain * sc.line[0]
    f = 1
    for s in range(bz.first.shape[0] - 1):
        if not _can_press(bz, x, d, t, s, holder):
            continue
        pressed = active * plain * sc.line[f]
        f += 1
        for a in range(bz.first[s], bz.first[s + 1]):
            demanded = pressed * counsel.demand[t, draft, a]
            agreed = demanded * conduct.agree[t, draft, a]
            sc.bids[a] += agreed
            idle += demanded - agreed
    if holder >= 0 and r == 0:
        out.signed[t, held] += active * plain * sc.line[f]
    for s in range(bz.first.shape[0] - 1):
        if in_time(bz, x, d, s, t):
            idle += _take_up(bz, x, d, conduct, counsel, sc, out, t, draft, s)
    out.passed[t] += idle
    if holder < 0:
        out.mass[1, 0] += idle
    else:
        eta = x.collapse[d, holder]
        out.mass[1, slot(bz, holder, held, max(r - 1, 0))] += (1.0 - eta) * idle
        out.mass[1, 0] += eta * idle


@kernel
def _take_up(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    conduct: Conduct,
    counsel: Counsel,
    sc: Scratch,
    out: Course,
    t: int,
    draft: int,
    s: int,
) -> float:
    """Ask the consents for the mass in sc.bids that takes suitor s up, and move it on; return what stays with D."""
    at_once = x.drafting[d, s] == 0
    at = draft if at_once else 0
    nothing = 0.0
    for q in range(bz.question_first[s], bz.question_first[s + 1]):
        for a in range(bz.first[s], bz.first[s + 1]):
            if bz.question_in[a, q] == 1 and sc.bids[a] > 0.0:
                refused = sc.bids[a] * (1.0 - conduct.consent[t, at, a, q])
                sc.bids[a] -= refused
                rest = bz.question_drop[a, q]
                if rest > 0:
                    sc.bids[rest] += refused
                else:
                    nothing += refused
    stays = 0.0
    if at_once:
        stays += nothing
    else:
        out.passed[t] += nothing
        out.mass[1, 0] += nothing
    eta, span = x.collapse[d, s], x.drafting[d, s]
    for a in range(bz.first[s], bz.first[s + 1]):
        taken = sc.bids[a]
        if taken <= 0.0:
            continue
        if at_once:
            signed = taken * counsel.at_once[t, draft, a]
            out.signed[t, a] += signed
            stays += taken - signed
        else:
            out.passed[t] += taken
            out.mass[1, slot(bz, s, a, span - 1)] += (1.0 - eta) * taken
            out.mass[1, 0] += eta * taken
    return stays
