"""Strategies of subjective games, played together: everybody forward over (t, D), from all mass at (0, none).

    mass(t, D) -> attacks; councils; bids; the pivot's logit by its own values; consents; collapse -> mass(t + 1, D')

with collapse and the council's tempo at their true values.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import copy, dot, put, sum_of
from realpolitik.game.core.arrays import (
    FIRST,
    STEPS,
    BazaarStructure,
    Branch,
    Floats,
    GameNumbers,
    PathOfPlay,
    PivotValues,
    Policies,
    Round,
)
from realpolitik.game.core.round import (
    ACTIVE,
    IDLE,
    PLAIN,
    can_press,
    gather_bidders,
    look_who_drafts,
    on_the_table,
    recall_bids,
    spread,
    tempt,
    weigh,
)

BY_BID, PRESSED = 0, 1  # how a text is taken up


@kernel
def play_forward(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    policies: Policies,
    pivot: PivotValues,
    rd: Round,
    br: Branch,
    out: PathOfPlay,
) -> None:
    """Play everybody's part forward; ``x`` holds the true numbers and ``precision`` is the pivot's."""
    T = bz.sizes[STEPS]
    S = bz.first.shape[0] - 1
    drafting = x.drafting[d]
    first, groups = bz.first, bz.draft_groups
    take, options, taking = rd.take[0], rd.options, rd.agree  # what is taken up is gathered where the answers were
    here, there = out.mass[0], out.mass[1]
    active, idle = rd.row[ACTIVE], rd.row[IDLE]
    for vector in (out.attacked, out.held, out.passed, here):
        put(0.0, vector)
    for table in (out.signed, out.offered, out.asked, out.taken[BY_BID], out.taken[PRESSED]):
        put(0.0, table)
    here[0] = 1.0
    look_who_drafts(drafting, rd)
    for t in range(T):
        put(0.0, there)
        for group in range(groups.shape[0]):
            holder, width = groups[group, 0], groups[group, 3]
            start, lanes, ready = on_the_table(bz, drafting, t, group)
            if lanes == 0 or sum_of(here[start : start + lanes], lanes) <= 0.0:
                continue
            for lane in range(lanes):
                mass = here[start + lane]
                for o in range(bz.next_occasion[t], bz.next_occasion[t + 1]):
                    attacked = mass * policies.attack[o, start + lane]
                    out.attacked[o] += attacked
                    mass -= attacked
                    out.held[o] += mass
                active[lane] = mass * x.council[d, t]
                idle[lane] = mass - active[lane]
                options[0, 0, lane] = pivot.passing[t, start + lane]
            # The pivot's options by its own pivot.
            fixed = FIRST
            for s in range(S):
                for a in range(first[s], first[s + 1]):
                    worths, known = take[a], pivot.take[t, a, start : start + lanes]
                    if rd.steady[s] == 1:
                        for lane in range(lanes):
                            worths[lane] = pivot.take[t, a, 0]
                    else:
                        for lane in range(lanes):
                            worths[lane] = known[lane]
                if can_press(rd, s, holder):
                    pressed = pivot.press[t, s, start : start + lanes]
                    for lane in range(lanes):
                        options[fixed, 0, lane] = pressed[lane]
                    fixed += 1
            if ready > 0:
                for lane in range(ready):
                    options[fixed, 0, lane] = pivot.sign[t, first[holder] + lane]
                fixed += 1
            bidders = gather_bidders(rd, br, holder)
            recall_bids(policies.bid[t], rd, br, bidders, start, lanes)
            weigh(rd, fixed, ready, precision, lanes)
            if bidders == 1:
                tempt(rd, br.bidding[0, 0], precision, lanes)
            spread(rd, br, bidders, precision, lanes)
            for a in range(taking.shape[0]):
                for lane in range(lanes):
                    taking[a, lane] = 0.0
            for i in range(bidders):
                s = br.bidding[0, i]
                out.asked[t, s] += sum_of(active, lanes)
                for a in range(first[s], first[s + 1]):
                    taken, share = taking[a], rd.share[a]
                    for lane in range(lanes):
                        taken[lane] = active[lane] * share[lane]
                    out.offered[t, a] += dot(active, rd.bids[a], lanes)
                    out.taken[BY_BID, t, a] += sum_of(taken, lanes)
            plain = rd.row[PLAIN]
            for lane in range(lanes):
                idle[lane] += active[lane] * plain[lane] * rd.standing[0, lane]
            f = 1
            for s in range(S):
                if not can_press(rd, s, holder):
                    continue
                pressed = rd.standing[f]
                for a in range(first[s], first[s + 1]):
                    wish, agree = (
                        pivot.demand[t, a, start : start + lanes],
                        policies.agree[t, a, start : start + lanes],
                    )
                    taken = taking[a]
                    for lane in range(lanes):
                        demanded = active[lane] * plain[lane] * pressed[lane] * wish[lane]
                        agreed = demanded * agree[lane]
                        taken[lane] += agreed
                        out.taken[PRESSED, t, a] += agreed
                        idle[lane] += demanded - agreed
                f += 1
            if ready > 0:
                for lane in range(ready):
                    out.signed[t, first[holder] + lane] += active[lane] * plain[lane] * rd.standing[f, lane]
            # Who is taken up asks for consents and moves on; what is left unsigned of it stays with D if no time is needed.
            for s in range(S):
                _move_on(bz, x, d, s, t, start, lanes, policies.consent[t], pivot.at_once[t], taking, idle, there,
                         out)  # fmt: skip
            for lane in range(lanes):
                out.passed[t] += idle[lane]
                if holder < 0:
                    there[0] += idle[lane]
                else:
                    there[0] += x.collapse[d, holder, t] * idle[lane]
            if holder >= 0:
                _move_drafts(idle, lanes, width, x.drafted[d, holder, t], 1.0 - x.collapse[d, holder, t], there[start:])
        copy(there, here)
    out.unsigned[0] = sum_of(here, here.shape[0])


@kernel
def _move_drafts(mass: Floats, lanes: int, width: int, done: Floats, stands: float, out: Floats) -> None:
    """Move the mass (N,) of a suitor's drafts on by the stages that are done in a step."""
    for lane in range(lanes):
        left, rest = lane // width, stands
        for n in range(left):
            out[lane - n * width] += stands * done[n] * mass[lane]
            rest -= stands * done[n]
        out[lane - left * width] += max(rest, 0.0) * mass[lane]


@kernel
def _move_on(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    s: int,
    t: int,
    start: int,
    lanes: int,
    consent: Floats,
    at_once: Floats,
    taking: Floats,
    idle: Floats,
    there: Floats,
    out: PathOfPlay,
) -> None:
    """Ask the real consents for the mass ``taking`` (A, N) that takes suitor s up, and move it on."""
    first, last = bz.first[s], bz.first[s + 1]
    drafts = x.drafting[d, s] > 0.0
    if drafts:
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
                    elif drafts:
                        nothing += refused
                    else:
                        idle[lane] += refused
    out.passed[t] += nothing
    there[0] += nothing
    if drafts:
        eta, done, width = x.collapse[d, s, t], x.drafted[d, s, t], last - first
        for a in range(first, last):
            out.passed[t] += taking[a, 0]
            there[0] += eta * taking[a, 0]
            rest = 1.0 - eta
            for n in range(done.shape[0]):
                moved = (1.0 - eta) * done[n]
                there[bz.draft_base[s] + (done.shape[0] - n) * width + a - first] += moved * taking[a, 0]
                rest -= moved
            there[bz.draft_base[s] + a - first] += max(rest, 0.0) * taking[a, 0]
    else:
        for a in range(first, last):
            for lane in range(lanes):
                signed = taking[a, lane] * at_once[a, start + lane]
                out.signed[t, a] += signed
                idle[lane] += taking[a, lane] - signed
