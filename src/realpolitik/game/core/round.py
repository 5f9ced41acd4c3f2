"""Rounds at the table, side by side: the steps that the solver, the aware pivot and the play forward share.

A lane is one draft; all the drafts of one suitor that can be on the table are solved side by side, so that every loop over lanes
runs on neighbours. With e the pivot's logit weights and W their sum over the options that are there whatever is bid, worth `none` to
a player if nothing is bid,

    take up bid b        p(b) = e(b) / (W + e(b)) if it is the only bid
    standing option f    e(f) / W  times the chance that no bid is taken up

Most bundles are never in question: a pressed suitor refuses, or agrees, whatever draft is dropped, and the pivot would take up few
bids. Bundles of one kind are weighed together: a row of exponentials is made only for those that are in doubt.
"""

from __future__ import annotations

import math

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.intrinsics import larger
from realpolitik.game.compiled.numeric import exponentiate, largest, put, smallest, take_logarithms
from realpolitik.game.core.arrays import CAP, NOTHING, SURE, BazaarStructure, Branch, Flags, Floats, Index, Round
from realpolitik.game.core.bids import KEPT, NEVER, REGRET, cell, follow_branch, next_bids

TOP, TOTAL, PLAIN, LEVEL, SCRATCH, GIVEN, ACTIVE, IDLE, AGREED = range(9)  # rows of working memory
REFUSED, IN_DOUBT, ACCEPTED = 0, 1, 2
SURE_TOP, SURE_SUM, IDLE_TOP, IDLE_SUM, SURE_WORTH = range(5)  # rows of lumps; the last, and those after it, by player


@kernel
def look_who_drafts(drafting: Floats, rd: Round) -> None:
    """Mark the suitors that need time to draft."""
    for s in range(drafting.shape[0]):
        rd.steady[s] = 1 if drafting[s] > 0.0 else 0


@kernel
def level_lanes(rd: Round, s: int, k: int) -> None:
    """Copy what taking up the bundles of a suitor that needs time is worth to player k from the first lane to the rest."""
    for a in range(rd.first[s], rd.first[s + 1]):
        take = rd.take[k, a]
        for lane in range(1, take.shape[0]):
            take[lane] = take[0]


@kernel
def on_the_table(bz: BazaarStructure, drafting: Floats, t: int, group: int) -> tuple[int, int, int]:
    """Return the first draft of a group, how many can be on the table in step t, and how many of them are ready.

    A draft was begun after the opening, by a suitor that needs time. The ready ones come first.
    """
    holder, start, width = bz.draft_groups[group, 0], bz.draft_groups[group, 1], bz.draft_groups[group, 3]
    if holder < 0:
        return start, 1, 0
    if t == 0 or drafting[holder] <= 0.0:
        return start, 0, 0
    return start, bz.draft_groups[group, 2], width


@kernel
def can_press(rd: Round, s: int, holder: int) -> bool:
    """Whether there is a bundle that suitor s can be pressed for."""
    return rd.first[s + 1] - rd.first[s] > (1 if s == holder else 0)


@kernel
def recall(table: Floats, first: int, last: int, start: int, lanes: int, out: Floats, kinds: Index) -> None:
    """Copy what is done at the drafts of a group, table (A, drafts), to its lanes; mark in ``kinds`` (A,) what is done at all."""
    for a in range(first, last):
        there, here = table[a, start : start + lanes], out[a]
        some = 0.0
        for lane in range(lanes):
            here[lane] = there[lane]
            some += there[lane]
        kinds[a] = IN_DOUBT if some > 0.0 else REFUSED


@kernel
def recall_bids(bids: Floats, rd: Round, br: Branch, bidders: int, start: int, lanes: int) -> None:
    """Copy the bidders' chances of bids (A, drafts) at the drafts of a group to rd.bids."""
    for i in range(bidders):
        s = br.bidding[0, i]
        recall(bids, rd.first[s], rd.first[s + 1], start, lanes, rd.bids, rd.tabled)


@kernel
def incline(rd: Round, row: int, lean: Floats, signed: Floats, nothing: float, first: int, last: int) -> None:
    """Fill rd.lean[row] for bundles first..last, by the values of the one that moves.

        height tanh((signed - nothing) / width)

    Parameters
    ----------
    lean : ndarray, shape (2,)
        Height and width.
    signed : ndarray, shape (A,)
        What each bundle is worth once it is signed.
    nothing : float
        What it is worth that the step passes with nothing on the table.
    """
    inclined = rd.lean[row, first:last]
    steep = 2.0 / lean[1]
    for b in range(last - first):
        inclined[b] = min(steep * (signed[first + b] - nothing), CAP)
    exponentiate(inclined, last - first)
    for b in range(last - first):
        inclined[b] = lean[0] * (1.0 - 2.0 / (1.0 + inclined[b]))


@kernel
def answer(rd: Round, s: int, holder: int, precision: float, wanted: bool, lanes: int) -> None:
    """Find suitor s's answers: its logit of being taken up with a bundle, with its lean, against passing.

    What it refuses, or accepts, in all lanes is marked so in rd.kinds; rd.agree is filled for the rest, or for all if ``wanted``.
    """
    first, last = rd.first[s], rd.first[s + 1]
    refused, lean = rd.passing[1 + s], rd.lean[1]
    steady, least, most = rd.steady[s] == 1, smallest(refused, lanes), largest(refused, lanes)
    for a in range(first, last):
        agree, take = rd.agree[a], rd.take[1 + s, a]
        kind = IN_DOUBT
        if rd.bound[s] == 1 or (steady and precision * (most - take[0] - lean[a]) < -SURE):
            kind = ACCEPTED
        elif steady and precision * (least - take[0] - lean[a]) > SURE:
            kind = REFUSED
        rd.kinds[a] = kind
        if kind == IN_DOUBT:
            for lane in range(lanes):
                agree[lane] = min(precision * (refused[lane] - take[lane] - lean[a]), CAP)
            exponentiate(agree, lanes)
            for lane in range(lanes):
                agree[lane] = 1.0 / (1.0 + agree[lane])
        elif wanted:
            for lane in range(lanes):
                agree[lane] = 1.0 if kind == ACCEPTED else 0.0
        if s == holder and (wanted or kind == IN_DOUBT):
            for lane in range(a - first, lanes, last - first):
                agree[lane] = 0.0


@kernel
def _lump(rd: Round, s: int, holder: int, precision: float, players: int) -> None:
    """Weigh the demands that suitor s is sure to accept, and those that it is sure to refuse, each together.

    Filled are rd.lumps, for each bundle that may be under draft and so is not demanded (one column, if the suitor holds none), and
    rd.pull and rd.push with the weights of the bundles accepted: beside the best of them, and beside the second best.
    """
    first, last = rd.first[s], rd.first[s + 1]
    lumps, pull, push, lean = rd.lumps, rd.pull, rd.push, rd.lean[0]
    best, second, likeliest = -1e300, -1e300, NOTHING - 1
    idle, idle_top, refused = 0.0, -1e300, NOTHING
    for a in range(first, last):
        pull[a - first], push[a - first] = -1e300, -1e300
        if rd.kinds[a] == ACCEPTED:
            worth = rd.take[0, a, 0] + lean[a]
            pull[a - first], push[a - first] = worth, worth
            if worth > best:
                best, second, likeliest = worth, best, a
            else:
                second = max(second, worth)
        elif rd.kinds[a] == REFUSED:
            idle_top = max(idle_top, lean[a])
            refused += 1
    for b in range(last - first):
        pull[b], push[b] = precision * (pull[b] - best), precision * min(push[b] - second, 0.0)
    if likeliest >= 0:
        exponentiate(pull, last - first)
        push[likeliest - first] = -1e300
        exponentiate(push, last - first)
    for a in range(first, last):
        if rd.kinds[a] == REFUSED:
            rd.idle[a] = math.exp(precision * (lean[a] - idle_top))
            idle += rd.idle[a]
        if rd.kinds[a] != ACCEPTED:
            pull[a - first], push[a - first] = 0.0, 0.0
    columns = last - first if s == holder else 1
    for j in range(columns):
        out = first + j if s == holder else NOTHING - 1
        weights = push if out >= 0 and out == likeliest else pull
        lumps[SURE_TOP, j] = second if out >= 0 and out == likeliest else best
        total = 0.0
        for a in range(first, last):
            if a != out:
                total += weights[a - first]
        lumps[SURE_SUM, j] = total
        for k in range(players):
            mean = 0.0
            if total > 0.0:
                for a in range(first, last):
                    if a != out and weights[a - first] > 0.0:
                        mean += weights[a - first] * rd.take[k, a, 0]
                mean /= total
            lumps[SURE_WORTH + k, j] = mean
        excluded = out >= 0 and rd.kinds[out] == REFUSED
        lumps[IDLE_TOP, j] = idle_top
        lumps[IDLE_SUM, j] = 0.0 if excluded and refused == 1 else idle - (rd.idle[out] if excluded else 0.0)
    rd.likeliest[0] = likeliest - first if likeliest >= 0 else NOTHING - 1


@kernel
def _spread_lump(rd: Round, row: int, columns: int, lanes: int, out: Floats) -> None:
    """Write a row of the lumps to lanes (N,): one column for all, or one for each bundle under draft."""
    lump = rd.lumps[row]
    if columns == 1:
        for lane in range(lanes):
            out[lane] = lump[0]
        return
    for start in range(0, lanes, columns):
        there = out[start : start + columns]
        for j in range(columns):
            there[j] = lump[j]


@kernel
def press(rd: Round, s: int, holder: int, row: int, precision: float, wanted: bool, players: int, lanes: int) -> None:
    """Write what pressing suitor s is worth to the players to rd.options[row], from its answers.

    Parameters
    ----------
    wanted : bool
        Whether the chances of the demands are wanted, in rd.demand.
    """
    first, last, passing = rd.first[s], rd.first[s + 1], rd.passing
    questions = NOTHING
    for a in range(first, last):
        questions += rd.kinds[a]
    if questions == 0 and not wanted:
        for k in range(players):
            value, passes = rd.options[row, k], passing[k]
            for lane in range(lanes):
                value[lane] = passes[lane]
        return
    _lump(rd, s, holder, precision, players)
    columns = last - first if s == holder else 1
    top, total, sure, idle, agreed = rd.row[TOP], rd.row[TOTAL], rd.row[SCRATCH], rd.row[GIVEN], rd.row[AGREED]
    _spread_lump(rd, SURE_TOP, columns, lanes, sure)
    _spread_lump(rd, IDLE_TOP, columns, lanes, idle)
    for lane in range(lanes):
        idle[lane] += passing[0, lane]
        top[lane] = larger(sure[lane], idle[lane])
    for a in range(first, last):
        if rd.kinds[a] != IN_DOUBT:
            continue
        agree, wish, take, lean = rd.agree[a], rd.demand[a], rd.take[0, a], rd.lean[0, a]
        worth = take[0]
        for lane in range(lanes):
            if rd.steady[s] == 0:
                worth = take[lane]
            wish[lane] = passing[0, lane] + agree[lane] * (worth - passing[0, lane]) + lean
        if s == holder:
            for lane in range(a - first, lanes, columns):
                wish[lane] = -1e300  # the bundle under draft is not demanded again
        for lane in range(lanes):
            top[lane] = larger(top[lane], wish[lane])
    for lane in range(lanes):
        sure[lane] = precision * (sure[lane] - top[lane])
        idle[lane] = precision * (idle[lane] - top[lane])
    exponentiate(sure, lanes)
    exponentiate(idle, lanes)
    _spread_lump(rd, SURE_SUM, columns, lanes, total)
    _spread_lump(rd, IDLE_SUM, columns, lanes, agreed)
    for lane in range(lanes):
        if total[lane] == 0.0:
            sure[lane] = 0.0
        if agreed[lane] == 0.0:
            idle[lane] = 0.0
        total[lane] = total[lane] * sure[lane] + agreed[lane] * idle[lane]
    for a in range(first, last):
        if rd.kinds[a] == IN_DOUBT:
            wish = rd.demand[a]
            for lane in range(lanes):
                wish[lane] = precision * (wish[lane] - top[lane])
            exponentiate(wish, lanes)
            if s == holder:
                for lane in range(a - first, lanes, columns):
                    wish[lane] = 0.0
            for lane in range(lanes):
                total[lane] += wish[lane]
    for lane in range(lanes):
        total[lane] = 1.0 / total[lane]
        sure[lane] *= total[lane]
        idle[lane] *= total[lane]
    # Of all that is demanded the suitor agrees to what it is sure to accept, and by chance to what is in doubt.
    passed = top
    _spread_lump(rd, SURE_SUM, columns, lanes, agreed)
    for lane in range(lanes):
        agreed[lane] *= sure[lane]
        passed[lane] = 1.0 - agreed[lane]
    for a in range(first, last):
        if rd.kinds[a] == IN_DOUBT:
            wish, agree, taken = rd.demand[a], rd.agree[a], rd.share[a]
            for lane in range(lanes):
                wish[lane] *= total[lane]
                taken[lane] = wish[lane] * agree[lane]
                passed[lane] -= taken[lane]
    for k in range(players):
        value, passes, mean = rd.options[row, k], passing[k], rd.lumps[SURE_WORTH + k]
        for lane in range(lanes):
            value[lane] = passes[lane] * passed[lane]
        if columns == 1:
            for lane in range(lanes):
                value[lane] += agreed[lane] * mean[0]
        else:
            for start in range(0, lanes, columns):
                there, likely = value[start : start + columns], agreed[start : start + columns]
                for j in range(columns):
                    there[j] += likely[j] * mean[j]
    for a in range(first, last):
        if rd.kinds[a] == IN_DOUBT:
            _add_taken(rd, s, a, rd.share[a], players, lanes, rd.options[row])
    if wanted:
        _tell_demands(rd, first, last, columns, lanes)


@kernel
def _tell_demands(rd: Round, first: int, last: int, columns: int, lanes: int) -> None:
    """Fill rd.demand for the bundles that were weighed together, from what is left of that in rd.row."""
    sure, idle = rd.row[SCRATCH], rd.row[GIVEN]
    for a in range(first, last):
        wish = rd.demand[a]
        if rd.kinds[a] == REFUSED:
            for lane in range(lanes):
                wish[lane] = rd.idle[a] * idle[lane]
        elif rd.kinds[a] == ACCEPTED:
            for lane in range(lanes):
                wish[lane] = rd.pull[a - first] * sure[lane]
            if columns > 1 and rd.likeliest[0] >= 0:
                for lane in range(rd.likeliest[0], lanes, columns):
                    wish[lane] = rd.push[a - first] * sure[lane]
        if columns > 1:
            for lane in range(a - first, lanes, columns):
                wish[lane] = 0.0


@kernel
def _add_taken(rd: Round, s: int, a: int, chance: Floats, players: int, lanes: int, out: Floats) -> None:
    """Add to every player's ``out`` (K, N) what taking up bundle a of suitor s is worth, by its chances (N,)."""
    for k in range(players):
        value, worth = out[k], rd.take[k, a]
        if rd.steady[s] == 1:
            same = worth[0]
            for lane in range(lanes):
                value[lane] += chance[lane] * same
        else:
            for lane in range(lanes):
                value[lane] += chance[lane] * worth[lane]


@kernel
def gather_bidders(rd: Round, br: Branch, holder: int) -> int:
    """List the suitors that bid into br.bidding; return their number."""
    bidders, size = NOTHING, NOTHING
    for s in range(rd.first.shape[0] - 1):
        if s != holder:
            br.bidding[0, bidders] = s
            br.bidding[1, bidders] = size
            br.bidding[2, bidders] = rd.first[s + 1] - rd.first[s] + 1
            size += br.bidding[2, bidders]
            bidders += 1
    return bidders


@kernel
def weigh(rd: Round, fixed: int, ready: int, precision: float, lanes: int) -> None:
    """Fill rd.standing with the chances of the pivot's options that are there whatever is bid, if no bid is taken up.

    rd.row[LEVEL] becomes lambda times what they are worth together: the worth of a bid that is taken up as often as not.

    Only the pivot's row of rd.options is read.

    Parameters
    ----------
    fixed : int
        Number of these options.
    ready : int
        Number of lanes, from the first on, whose draft can be signed: the last option; 0 if there is no such option.
    """
    signs = ready > 0
    top, total, level = rd.row[TOP], rd.row[TOTAL], rd.row[LEVEL]
    for lane in range(lanes):
        top[lane], total[lane] = rd.options[0, 0, lane], 0.0
    for f in range(1, fixed):
        for lane in range(ready if signs and f == fixed - 1 else lanes):
            top[lane] = larger(top[lane], rd.options[f, 0, lane])
    for f in range(fixed):
        standing, worth = rd.standing[f], rd.options[f, 0]
        for lane in range(lanes):
            standing[lane] = precision * (worth[lane] - top[lane])
        exponentiate(standing, lanes)
        if signs and f == fixed - 1:
            for lane in range(ready, lanes):
                standing[lane] = 0.0
        for lane in range(lanes):
            total[lane] += standing[lane]
    for lane in range(lanes):
        level[lane] = total[lane]
        total[lane] = 1.0 / total[lane]
    take_logarithms(level, lanes)
    for lane in range(lanes):
        level[lane] += precision * top[lane]
    for f in range(fixed):
        standing = rd.standing[f]
        for lane in range(lanes):
            standing[lane] *= total[lane]


@kernel
def tempt(rd: Round, s: int, precision: float, lanes: int) -> None:
    """Fill rd.share with the chance that the pivot takes up each bundle of suitor s if it alone is bid.

    What it would take up in no lane is marked in rd.tempts, and not filled.
    """
    level = rd.row[LEVEL]
    least, most = smallest(level, lanes), largest(level, lanes)
    for a in range(rd.first[s], rd.first[s + 1]):
        share, take = rd.share[a], rd.take[0, a]
        rd.tempts[a] = 1
        if rd.steady[s] == 1:
            worth = precision * take[0]
            if least - worth > SURE:
                rd.tempts[a] = 0
                continue
            if most - worth < -SURE:
                for lane in range(lanes):
                    share[lane] = 1.0
                continue
            for lane in range(lanes):
                share[lane] = min(level[lane] - worth, CAP)
        else:
            for lane in range(lanes):
                share[lane] = min(level[lane] - precision * take[lane], CAP)
        exponentiate(share, lanes)
        for lane in range(lanes):
            share[lane] = 1.0 / (1.0 + share[lane])


@kernel
def spread(rd: Round, br: Branch, bidders: int, precision: float, lanes: int) -> None:
    """Fill rd.share with the chances that bids are made and taken up, and rd.row[PLAIN] with the chance that none is."""
    plain = rd.row[PLAIN]
    for lane in range(lanes):
        plain[lane] = 1.0
    if bidders == 1:
        s = br.bidding[0, 0]
        for a in range(rd.first[s], rd.first[s + 1]):
            if rd.tempts[a] == 0 or rd.tabled[a] == 0:
                continue
            bid, share = rd.bids[a], rd.share[a]
            for lane in range(lanes):
                share[lane] *= bid[lane]
                plain[lane] -= share[lane]
    elif bidders > 1:
        for lane in range(lanes):
            _spread_jointly(rd, br, bidders, precision, lane)


@kernel
def _weigh_jointly(rd: Round, br: Branch, bidders: int, precision: float, lane: int) -> float:
    """Write to br.row[KEPT] the pivot's chances of taking up each of the bids br.bid; return the chance of none of them.

    A bound suitor's bid is its only bundle, whatever br.bid says.
    """
    chance, level = br.row[KEPT], rd.row[LEVEL, lane]
    top = level
    for i in range(bidders):
        s = br.bidding[0, i]
        word = max(br.bid[i], rd.bound[s])
        chance[i] = -1e300
        if word > 0:
            chance[i] = precision * rd.take[0, rd.first[s] + word - 1, 0 if rd.steady[s] == 1 else lane]
            top = max(top, chance[i])
    none = math.exp(max(level - top, -CAP))
    total = none
    for i in range(bidders):
        chance[i] = math.exp(chance[i] - top) if chance[i] - top > -CAP else 0.0
        total += chance[i]
    for i in range(bidders):
        chance[i] /= total
    return none / total


@kernel
def _spread_jointly(rd: Round, br: Branch, bidders: int, precision: float, lane: int) -> None:
    """Do the same as `spread` for one lane in which several suitors bid: over all joint bids that are likely at all."""
    joint = NOTHING + 1
    for i in range(bidders):
        s = br.bidding[0, i]
        joint *= br.bidding[2, i]
        none = 1.0
        for a in range(rd.first[s], rd.first[s + 1]):
            rd.share[a, lane], rd.tempts[a] = 0.0, 1
            none -= rd.bids[a, lane]
            br.p[br.bidding[1, i] + a - rd.first[s] + 1] = rd.bids[a, lane]
        br.p[br.bidding[1, i]] = max(none, 0.0)
    plain, bid = 0.0, br.bid
    put(NOTHING, bid)
    for _ in range(joint):
        likely = 1.0
        for i in range(bidders):
            likely *= br.p[br.bidding[1, i] + bid[i]]
        if likely > NEVER:
            plain += likely * _weigh_jointly(rd, br, bidders, precision, lane)
            for i in range(bidders):
                s = br.bidding[0, i]
                word = max(bid[i], rd.bound[s])
                if word > 0:
                    rd.share[rd.first[s] + word - 1, lane] += likely * br.row[KEPT, i]
        next_bids(bid, br.bidding[2], bidders)
    rd.row[PLAIN, lane] = plain


@kernel
def settle_bids(
    rd: Round,
    br: Branch,
    bidders: int,
    given: bool,
    fixed: int,
    ready: int,
    precision: float,
    owns: Flags,
    players: int,
    lanes: int,
) -> None:
    """Solve the rounds: the bids' chances into rd.bids, unless they are given there, and the rounds' values into rd.value.

    Parameters
    ----------
    fixed, ready : int
        As in `weigh`.
    owns : ndarray of bool, shape (K,)
        Whose bids are wanted, also of bundles that come to nothing.
    players : int
        Number of players, from the pivot on, whose values are wanted.
    lanes : int
        Number of drafts.
    """
    weigh(rd, fixed, ready, precision, lanes)
    # Until bids are spread rd.value holds what the standing options are worth.
    for k in range(players):
        value = rd.value[k]
        for lane in range(lanes):
            value[lane] = 0.0
        for f in range(fixed):
            standing, worth = rd.standing[f], rd.options[f, k]
            for lane in range(ready if ready > 0 and f == fixed - 1 else lanes):
                value[lane] += standing[lane] * worth[lane]
    if bidders == 1:
        s = br.bidding[0, 0]
        tempt(rd, s, precision, lanes)
        if not given:
            _bid_alone(rd, br, s, precision, owns[1 + s], lanes)
    elif not given:
        for lane in range(lanes if bidders > 1 else 0):
            _bid_together(rd, br, bidders, precision, lane)
    spread(rd, br, bidders, precision, lanes)
    plain = rd.row[PLAIN]
    for k in range(players):
        value = rd.value[k]
        for lane in range(lanes):
            value[lane] *= plain[lane]
    for i in range(bidders):
        s = br.bidding[0, i]
        for a in range(rd.first[s], rd.first[s + 1]):
            if rd.tempts[a] == 1 and rd.tabled[a] > 0:
                _add_taken(rd, s, a, rd.share[a], players, lanes, rd.value)


@kernel
def _bid_alone(rd: Round, br: Branch, s: int, precision: float, wanted: bool, lanes: int) -> None:
    """Fill rd.bids where one suitor bids: its logit of bidding, and of what to bid, by its expected payoffs and its lean.

    Bids that the pivot would not take up are all worth the same but for the lean, and are weighed together; they are filled if
    ``wanted``.
    """
    first, last = rd.first[s], rd.first[s + 1]
    top, mass, mean, none, idle = rd.row[TOP], rd.row[TOTAL], rd.row[GIVEN], rd.value[1 + s], rd.row[SCRATCH]
    payoff, lean = rd.demand, rd.lean[1]  # demands are not wanted any more
    idle_top, idle_sum, idle_lean = -1e300, 0.0, 0.0
    for a in range(first, last):
        if rd.tempts[a] == 0:
            idle_top = max(idle_top, lean[a])
    for a in range(first, last):
        if rd.tempts[a] == 0:
            rd.idle[a] = math.exp(precision * (lean[a] - idle_top))
            idle_sum += rd.idle[a]
            idle_lean += rd.idle[a] * lean[a]
    for lane in range(lanes):
        idle[lane] = none[lane] + idle_top
        top[lane] = idle[lane]
    for a in range(first, last):
        if rd.tempts[a] == 0:
            continue
        u, share, take = payoff[a], rd.share[a], rd.take[1 + s, a]
        worth = take[0]
        for lane in range(lanes):
            if rd.steady[s] == 0:
                worth = take[lane]
            u[lane] = none[lane] + share[lane] * (worth - none[lane]) + lean[a]
            top[lane] = larger(top[lane], u[lane])
    for lane in range(lanes):
        idle[lane] = precision * (idle[lane] - top[lane])
    exponentiate(idle, lanes)
    for lane in range(lanes):
        if idle_sum == 0.0:
            idle[lane] = 0.0
        mass[lane] = idle_sum * idle[lane]
        mean[lane] = mass[lane] * none[lane] + idle_lean * idle[lane]
    for a in range(first, last):
        rd.tabled[a] = 1
        if rd.tempts[a] == 0:
            continue
        bid, u = rd.bids[a], payoff[a]
        for lane in range(lanes):
            bid[lane] = precision * (u[lane] - top[lane])
        exponentiate(bid, lanes)
        for lane in range(lanes):
            mass[lane] += bid[lane]
            mean[lane] += bid[lane] * u[lane]
    against = rd.row[PLAIN]
    for lane in range(lanes):
        mean[lane] /= mass[lane]
        against[lane] = min(precision * (none[lane] - mean[lane]), CAP)
    exponentiate(against, lanes)
    if rd.bound[s] == 1:
        for lane in range(lanes):
            against[lane] = 0.0
    else:
        for lane in range(lanes):
            chance = 1.0 / (1.0 + against[lane])
            given = chance * mean[lane] + (1.0 - chance) * none[lane]
            br.report[REGRET] = max(br.report[REGRET], max(top[lane], none[lane]) - given)
    for lane in range(lanes):
        mass[lane] = 1.0 / (mass[lane] * (1.0 + against[lane]))
    for a in range(first, last):
        bid = rd.bids[a]
        if rd.tempts[a] == 1:
            for lane in range(lanes):
                bid[lane] *= mass[lane]
        elif wanted:
            for lane in range(lanes):
                bid[lane] = rd.idle[a] * idle[lane] * mass[lane]


@kernel
def _bid_together(rd: Round, br: Branch, bidders: int, precision: float, lane: int) -> None:
    """Fill one lane of rd.bids where several suitors bid at once.

    A bound suitor's option not to bid stands for its bid: what it pays then hangs on nothing that it chooses.
    """
    joint, size = NOTHING + 1, NOTHING
    for i in range(bidders):
        joint *= br.bidding[2, i]
        size += br.bidding[2, i]
    bid = br.bid
    put(NOTHING, bid)
    for _ in range(joint):
        none = _weigh_jointly(rd, br, bidders, precision, lane)
        for i in range(bidders):
            player = 1 + br.bidding[0, i]
            pay = none * rd.value[player, lane]
            for other in range(bidders):
                s = br.bidding[0, other]
                word = max(bid[other], rd.bound[s])
                if word > 0:
                    a = rd.first[s] + word - 1
                    pay += br.row[KEPT, other] * rd.take[player, a, 0 if rd.steady[s] == 1 else lane]
            if bid[i] > 0:
                pay += rd.lean[1, rd.first[br.bidding[0, i]] + bid[i] - 1]
            br.pay[i, cell(bid, br.bidding[2], bidders, i)] = pay
        next_bids(bid, br.bidding[2], bidders)
    follow_branch(br, bidders, size, joint, precision)
    for i in range(bidders):
        first, at = rd.first[br.bidding[0, i]] - 1, br.bidding[1, i]
        for b in range(1, br.bidding[2, i]):
            rd.tabled[first + b] = 1
        if rd.bound[br.bidding[0, i]] == 1:
            rd.bids[first + 1, lane] = 1.0
            continue
        best, given = br.u[at], br.p[at] * br.u[at]
        for b in range(1, br.bidding[2, i]):
            rd.bids[first + b, lane] = br.p[at + b]
            best = max(best, br.u[at + b])
            given += br.p[at + b] * br.u[at + b]
        br.report[REGRET] = max(br.report[REGRET], best - given)
