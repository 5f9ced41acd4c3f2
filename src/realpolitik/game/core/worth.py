"""What a draw is worth to everybody when everybody's part of it is given: backwards over the steps of the clock and over drafts.

    V(t, D) = attacks of War against  phi Round(t, D) + (1 - phi) Pass(t, D),      V(T, D) = Peace

with Round the expectation over bids, the pivot's reply, its demands, the answers and the consents, all of them read and none found.
One player may be set free: where it moves, its best option by its own row of values takes the place of what it is said to do. The
values are then those of its best reply, in hindsight of the draw, to what all others do.

Rows are the states, and behind them whatever else has an expectation: that a suitor signs pays 1 in the suitor's row. The loops are
plain, one draft after the other; nothing here is solved, and a draw is swept once.
"""

from __future__ import annotations

import math

from realpolitik.game.compiled.compiler import entry, kernel
from realpolitik.game.compiled.numeric import put
from realpolitik.game.core.arrays import (
    STEPS,
    BazaarStructure,
    Floats,
    Free,
    GameNumbers,
    PivotValues,
    PlayerPayoffs,
    Policies,
    WarStructure,
    Weighing,
)
from realpolitik.game.core.bazaar import price_players

LOWEST = -1e300


@entry
def weigh_play_of(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    row: int,
    precision: float,
    war: Floats,
    value: Floats,
    payoffs: PlayerPayoffs,
    policies: Policies,
    pivot: PivotValues,
    free: Free,
    space: Weighing,
    out: Floats,
) -> None:
    """Fill the values ``out`` (T+1, rows, drafts) of a draw as it is played; see `weigh_play`."""
    price_players(bz, st, x, row, war, value, payoffs)
    weigh_play(bz, x, row, precision, payoffs, policies, pivot, free, space, out)


@kernel
def weigh_play(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    payoffs: PlayerPayoffs,
    policies: Policies,
    pivot: PivotValues,
    free: Free,
    space: Weighing,
    out: Floats,
) -> None:
    """Fill the values of a draw as it is played.

    Parameters
    ----------
    d : int
        The row of the numbers by which chance moves.
    precision : float
        The pivot's.
    policies, pivot
        What everybody does. Attacks are those of ``policies.attack``. Where no suitor does without drafting, arrays that only
        matter there may have a single draft.
    free : Free
        Whose best replies take the place of what they are said to do.
    out : ndarray, shape (T + 1, rows, drafts)
        Drafts that cannot be on the table keep nought.
    """
    T, S = bz.sizes[STEPS], bz.first.shape[0] - 1
    rows = out.shape[1]
    put(0.0, out)
    for k in range(rows):
        put(payoffs.peace[k], out[T, k])
    for t in range(T - 1, -1, -1):
        now, later = out[t], out[t + 1]
        for k in range(rows):
            space.nothing[k] = later[k, 0] - payoffs.delay[t, k]
        for s in range(S):
            if x.drafting[d, s] > 0.0:
                _take_up(bz, x, d, s, t, payoffs, policies, free, later, space)
        for group in range(bz.draft_groups.shape[0]):
            holder, start = bz.draft_groups[group, 0], bz.draft_groups[group, 1]
            if holder >= 0 and (t == 0 or x.drafting[d, holder] <= 0.0):
                continue
            for draft in range(start, start + bz.draft_groups[group, 2]):
                _weigh_draft(bz, x, d, precision, t, holder, draft, payoffs, policies, pivot, free, later, space, now)


@kernel
def _take_up(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    s: int,
    t: int,
    payoffs: PlayerPayoffs,
    policies: Policies,
    free: Free,
    later: Floats,
    space: Weighing,
) -> None:
    """Fill what taking up the bundles of a suitor that drafts is worth in a step, whatever is on the table."""
    first, last, base = bz.first[s], bz.first[s + 1], bz.draft_base[s]
    width, eta, done = last - first, x.collapse[d, s, t], x.drafted[d, s, t]
    for k in range(later.shape[0]):
        for a in range(first, last):
            onward, rest = 0.0, 1.0
            for n in range(done.shape[0]):
                onward += done[n] * later[k, base + (done.shape[0] - n) * width + a - first]
                rest -= done[n]
            onward += max(rest, 0.0) * later[k, base + a - first]
            space.take[k, a] = (1.0 - eta) * onward + eta * later[k, 0] - payoffs.delay[t, k]
    _ask(bz, x, d, s, policies.consent[t], 0, free, space.nothing, space.take)


@kernel
def _ask(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    s: int,
    consent: Floats,
    draft: int,
    free: Free,
    nothing: Floats,
    take: Floats,
) -> None:
    """Fold the consents to a suitor's bundles into ``take`` (rows, A), last question first; ``nothing`` (rows,) if none is left."""
    for q in range(bz.question_first[s + 1] - 1, bz.question_first[s] - 1, -1):
        for a in range(bz.first[s], bz.first[s + 1]):
            if bz.question_in[a, q] == 0:
                continue
            rest = bz.question_drop[a, q]
            yes = consent[a, q, draft]
            if free.question[q] == 1 and x.consent[d, q] < 0.0:
                me = free.row[0]
                refused = take[me, rest] if rest > 0 else nothing[me]
                yes = 1.0 if take[me, a] > refused else 0.0
            for k in range(take.shape[0]):
                refused = take[k, rest] if rest > 0 else nothing[k]
                take[k, a] = yes * take[k, a] + (1.0 - yes) * refused


@kernel
def _weigh_draft(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    t: int,
    holder: int,
    draft: int,
    payoffs: PlayerPayoffs,
    policies: Policies,
    pivot: PivotValues,
    free: Free,
    later: Floats,
    space: Weighing,
    now: Floats,
) -> None:
    """Fill the values of one draft in one step: ``now`` (rows, drafts) from ``later``."""
    S, rows, me = bz.first.shape[0] - 1, now.shape[0], free.row[0]
    passing, value = space.passing, space.value
    left = -1  # stages
    for k in range(rows):
        if holder < 0:
            passing[k] = space.nothing[k]
            continue
        width = bz.first[holder + 1] - bz.first[holder]
        left = (draft - bz.draft_base[holder]) // width
        eta, done = x.collapse[d, holder, t], x.drafted[d, holder, t]
        onward, rest = 0.0, 1.0
        for n in range(left):
            onward += done[n] * later[k, draft - n * width]
            rest -= done[n]
        onward += max(rest, 0.0) * later[k, draft - left * width]
        passing[k] = (1.0 - eta) * onward + eta * later[k, 0] - payoffs.delay[t, k]
    for s in range(S):
        if x.drafting[d, s] <= 0.0:
            _sign_at_once(bz, x, d, s, t, draft, payoffs, policies, pivot, free, space)
    # What stands whatever is bid: wait, press, sign. Weights go by what the pivot thinks, values by what it is worth.
    options = 1
    space.thought[0] = pivot.passing[t, draft]
    for k in range(rows):
        space.reply_worth[0, k] = passing[k]
    for s in range(S):
        if bz.first[s + 1] - bz.first[s] > (1 if s == holder else 0):
            space.thought[options] = pivot.press[t, s, draft]
            _press(bz, s, holder, t, draft, policies, pivot, free, space, options)
            options += 1
    if left == 0:
        a = bz.first[holder] + draft - bz.draft_base[holder]
        space.thought[options] = pivot.sign[t, a]
        for k in range(rows):
            space.reply_worth[options, k] = payoffs.sign[t, k, a]
        options += 1
    top, best = LOWEST, 0
    for f in range(options):
        top = max(top, space.thought[f])
        if space.reply_worth[f, me] > space.reply_worth[best, me]:
            best = f
    total = 0.0
    put(0.0, space.standing)
    for f in range(options):
        weight = math.exp(precision * (space.thought[f] - top))
        total += weight
        for k in range(rows):
            space.standing[k] += weight * space.reply_worth[f, k]
    for k in range(rows):
        space.standing[k] = space.reply_worth[best, k] if free.pivot[0] == 1 else space.standing[k] / total
    _bid(bz, x, d, precision, precision * top + math.log(total), t, holder, draft, policies, pivot, free, space)
    council = x.council[d, t]
    for k in range(rows):
        now[k, draft] = council * value[k] + (1.0 - council) * passing[k]
    for o in range(bz.next_occasion[t + 1] - 1, bz.next_occasion[t] - 1, -1):
        attacks = policies.attack[o, draft]
        if free.occasion[o] == 1 and bz.under_way[o] == 0:
            attacks = 1.0 if payoffs.war[o, me] > now[me, draft] - payoffs.holding[o, me] else 0.0
        for k in range(rows):
            hold = now[k, draft] - payoffs.holding[o, k]
            now[k, draft] = attacks * payoffs.war[o, k] + (1.0 - attacks) * hold


@kernel
def _sign_at_once(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    s: int,
    t: int,
    draft: int,
    payoffs: PlayerPayoffs,
    policies: Policies,
    pivot: PivotValues,
    free: Free,
    space: Weighing,
) -> None:
    """Fill what taking up the bundles of a suitor that needs no drafting is worth at a draft."""
    me = free.row[0]
    for a in range(bz.first[s], bz.first[s + 1]):
        signs = pivot.at_once[t, a, draft]
        if free.pivot[0] == 1:
            signs = 1.0 if payoffs.sign[t, me, a] > space.passing[me] else 0.0
        for k in range(space.take.shape[0]):
            space.take[k, a] = signs * payoffs.sign[t, k, a] + (1.0 - signs) * space.passing[k]
    _ask(bz, x, d, s, policies.consent[t], draft, free, space.passing, space.take)


@kernel
def _press(
    bz: BazaarStructure,
    s: int,
    holder: int,
    t: int,
    draft: int,
    policies: Policies,
    pivot: PivotValues,
    free: Free,
    space: Weighing,
    option: int,
) -> None:
    """Fill what pressing a suitor is worth: its row of ``space.reply_worth``."""
    me, rows = free.row[0], space.take.shape[0]
    width = bz.first[s + 1] - bz.first[s]
    drafted = bz.first[s] + (draft - bz.draft_base[s]) % width if s == holder else -1
    pressed = space.reply_worth[option]
    put(0.0, pressed)
    best, most = -1, LOWEST
    for a in range(bz.first[s], bz.first[s + 1]):
        if a == drafted:
            continue
        agrees = policies.agree[t, a, draft]
        if free.suitor[s] == 1 and bz.bound[s] == 0:
            agrees = 1.0 if space.take[me, a] > space.passing[me] else 0.0
        space.agrees[a] = agrees
        worth = agrees * space.take[me, a] + (1.0 - agrees) * space.passing[me]
        if worth > most:
            best, most = a, worth
    for a in range(bz.first[s], bz.first[s + 1]):
        if a == drafted:
            continue
        demanded = pivot.demand[t, a, draft]
        if free.pivot[0] == 1:
            demanded = 1.0 if a == best else 0.0
        if demanded == 0.0:
            continue
        agrees = space.agrees[a]
        for k in range(rows):
            pressed[k] += demanded * (agrees * space.take[k, a] + (1.0 - agrees) * space.passing[k])


@kernel
def _bid(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    level: float,
    t: int,
    holder: int,
    draft: int,
    policies: Policies,
    pivot: PivotValues,
    free: Free,
    space: Weighing,
) -> None:
    """Fill ``space.value`` (rows,): the mean over bids, the free suitor's apart, of the pivot's reply.

    Parameters
    ----------
    level : float
        The logarithm of the pivot's weights of what stands whatever is bid.
    """
    S, rows, me = bz.first.shape[0] - 1, space.take.shape[0], free.row[0]
    bid, value, mine = space.bid, space.value, -1
    joint = 1
    for s in range(S):
        bid[s] = 0
        space.options[s] = 1
        if s != holder:
            space.options[s] = bz.first[s + 1] - bz.first[s] + 1
            if free.suitor[s] == 1:
                mine = s
        joint *= space.options[s]
    put(0.0, value)
    put(0.0, space.bidding)
    for _ in range(joint):
        likely = 1.0
        for s in range(S):
            if space.options[s] == 1 or s == mine:
                continue  # it does not bid, or is free to
            if bid[s] > 0:
                likely *= policies.bid[t, bz.first[s] + bid[s] - 1, draft]
            else:
                silent = 1.0
                for a in range(bz.first[s], bz.first[s + 1]):
                    silent -= policies.bid[t, a, draft]
                likely *= max(silent, 0.0)
        if likely > 0.0:
            _reply(bz, x, d, precision, level, t, draft, pivot, free, space)
            for k in range(rows):
                space.bidding[k, bid[mine] if mine >= 0 else 0] += likely * space.reply[k]
        for s in range(S):
            bid[s] += 1
            if bid[s] < space.options[s]:
                break
            bid[s] = 0
    best = 0
    if mine >= 0:
        if bz.bound[mine] == 1:
            best = 1
        else:
            for b in range(1, space.options[mine]):
                if space.bidding[me, b] > space.bidding[me, best]:
                    best = b
    for k in range(rows):
        value[k] = space.bidding[k, best]


@kernel
def _reply(
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    precision: float,
    level: float,
    t: int,
    draft: int,
    pivot: PivotValues,
    free: Free,
    space: Weighing,
) -> None:
    """Fill ``space.reply`` (rows,): what the pivot's reply to the bids ``space.bid`` is worth."""
    rows, me, reply, bid = space.take.shape[0], free.row[0], space.reply, space.bid
    top = level
    for s in range(bid.shape[0]):
        if bid[s] > 0:
            at = 0 if x.drafting[d, s] > 0.0 else draft
            space.appeal[s] = precision * pivot.take[t, bz.first[s] + bid[s] - 1, at]
            top = max(top, space.appeal[s])
    stands = math.exp(level - top)
    total = stands
    for k in range(rows):
        reply[k] = stands * space.standing[k]
    best, most = -1, space.standing[me]
    for s in range(bid.shape[0]):
        if bid[s] > 0:
            a, weight = bz.first[s] + bid[s] - 1, math.exp(space.appeal[s] - top)
            total += weight
            for k in range(rows):
                reply[k] += weight * space.take[k, a]
            if space.take[me, a] > most:
                best, most = a, space.take[me, a]
    for k in range(rows):
        if free.pivot[0] == 1:
            reply[k] = space.standing[k] if best < 0 else space.take[k, best]
        else:
            reply[k] /= total
