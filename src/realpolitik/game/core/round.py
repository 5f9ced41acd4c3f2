"""Rounds at the table, side by side: the steps that the solver, the aware pivot and the play forward share.

A lane is one draft; all the drafts of one suitor that can be on the table are solved side by side, so that every loop over lanes
runs on neighbours. With e the pivot's logit weights and W their sum over the options that are there whatever is bid,

    take up bid b        p(b) = e(b) / (W + e(b)) if it is the only bid
    standing option f    e(f) / W  times the chance that no bid is taken up
"""

from __future__ import annotations

import math

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.intrinsics import larger
from realpolitik.game.compiled.numeric import add_rows, exponentiate, logistic, put, take_logarithms
from realpolitik.game.core.arrays import CAP, NOTHING, BazaarStructure, Branch, Floats, Round
from realpolitik.game.core.bids import BEND, KEPT, NEVER, REGRET, TRIAL, follow_branch, next_bids

TOP, TOTAL, PLAIN, LEVEL, SCRATCH, GIVEN, ACTIVE, IDLE = range(8)  # rows of working memory
FAR = 340.0
"""Beyond it a factor of an exponential is taken for nothing."""


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
def recall(table: Floats, first: int, last: int, start: int, lanes: int, out: Floats) -> None:
    """Copy what is done at the drafts of a group, table (A, drafts), to its lanes."""
    for a in range(first, last):
        there, here = table[a, start : start + lanes], out[a]
        for lane in range(lanes):
            here[lane] = there[lane]


@kernel
def recall_bids(bids: Floats, rd: Round, br: Branch, bidders: int, start: int, lanes: int) -> None:
    """Copy the bidders' chances of bids (A, drafts) at the drafts of a group to rd.bids."""
    for i in range(bidders):
        s = br.bidding[0, i]
        recall(bids, rd.first[s], rd.first[s + 1], start, lanes, rd.bids)


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
def _odds(
    rd: Round, first: int, last: int, precision: float, worth: Floats, level: Floats, lanes: int, out: Floats
) -> None:
    """Write 1 / (1 + exp(level - lambda worth)) for bundles whose worth (A,) is the same in all lanes to ``out`` (A, N).

    The exponential is made of two factors, one for each bundle and one for each lane, if neither is too large or small.

    Parameters
    ----------
    level : ndarray, shape (N,)
        Times lambda.
    """
    pull, push, base = rd.pull, rd.row[SCRATCH], level[0]
    farthest = 0.0
    for a in range(first, last):
        pull[a - first] = base - precision * worth[a]
        farthest = max(farthest, abs(pull[a - first]))
    for lane in range(lanes):
        push[lane] = level[lane] - base
        farthest = max(farthest, abs(push[lane]))
    if farthest < FAR:
        exponentiate(pull, last - first)
        exponentiate(push, lanes)
        for a in range(first, last):
            chance, factor = out[a], pull[a - first]
            for lane in range(lanes):
                chance[lane] = 1.0 / (1.0 + factor * push[lane])
        return
    for a in range(first, last):
        chance, wanted = out[a], precision * worth[a]
        for lane in range(lanes):
            chance[lane] = min(level[lane] - wanted, CAP)
        exponentiate(chance, lanes)
        for lane in range(lanes):
            chance[lane] = 1.0 / (1.0 + chance[lane])


@kernel
def answer(rd: Round, s: int, holder: int, precision: float, lanes: int) -> None:
    """Fill rd.agree for suitor s: its logit of being taken up with a bundle, with its lean, against passing."""
    first, last = rd.first[s], rd.first[s + 1]
    refused, lean = rd.passing[1 + s], rd.lean[1]
    if rd.bound[s] == 1:
        put(1.0, rd.agree[first:last])
    elif rd.steady[s] == 1:
        worth, level = rd.worth, rd.row[LEVEL]
        for a in range(first, last):
            worth[a] = rd.take[1 + s, a, 0] + lean[a]
        for lane in range(lanes):
            level[lane] = precision * refused[lane]
        _odds(rd, first, last, precision, worth, level, lanes, rd.agree)
    else:
        for a in range(first, last):
            agree, take = rd.agree[a], rd.take[1 + s, a]
            for lane in range(lanes):
                agree[lane] = min(precision * (refused[lane] - take[lane] - lean[a]), CAP)
            exponentiate(agree, lanes)
            for lane in range(lanes):
                agree[lane] = 1.0 / (1.0 + agree[lane])
    if s == holder:
        for a in range(first, last):
            for lane in range(a - first, lanes, last - first):
                rd.agree[a, lane] = 0.0


@kernel
def press(rd: Round, s: int, holder: int, row: int, precision: float, players: int, lanes: int) -> None:
    """Write what pressing suitor s is worth to the players to rd.options[row], and fill rd.demand, from its answers rd.agree."""
    first, last, passing = rd.first[s], rd.first[s + 1], rd.passing[0]
    top, total, passed = rd.row[TOP], rd.row[TOTAL], rd.row[PLAIN]
    for lane in range(lanes):
        top[lane], total[lane], passed[lane] = -1e300, 0.0, 1.0
    for a in range(first, last):
        agree, wish, take, lean = rd.agree[a], rd.demand[a], rd.take[0, a], rd.lean[0, a]
        if rd.steady[s] == 1:
            worth = take[0]
            for lane in range(lanes):
                wish[lane] = passing[lane] + agree[lane] * (worth - passing[lane]) + lean
        else:
            for lane in range(lanes):
                wish[lane] = passing[lane] + agree[lane] * (take[lane] - passing[lane]) + lean
        if s == holder:
            for lane in range(a - first, lanes, last - first):
                wish[lane] = -1e300  # the bundle under draft is not demanded again
        for lane in range(lanes):
            top[lane] = larger(top[lane], wish[lane])
    for a in range(first, last):
        wish = rd.demand[a]
        for lane in range(lanes):
            wish[lane] = precision * (wish[lane] - top[lane])
        exponentiate(wish, lanes)
        if s == holder:
            for lane in range(a - first, lanes, last - first):
                wish[lane] = 0.0
        for lane in range(lanes):
            total[lane] += wish[lane]
    for lane in range(lanes):
        total[lane] = 1.0 / total[lane]
    for a in range(first, last):
        wish, agree, taken = rd.demand[a], rd.agree[a], rd.share[a]
        for lane in range(lanes):
            wish[lane] *= total[lane]
            taken[lane] = wish[lane] * agree[lane]
            passed[lane] -= taken[lane]
    for k in range(players):
        value, passes = rd.options[row, k], rd.passing[k]
        for lane in range(lanes):
            value[lane] = passes[lane] * passed[lane]
    _add_taken(rd, s, players, lanes, rd.options[row])


@kernel
def _add_taken(rd: Round, s: int, players: int, lanes: int, out: Floats) -> None:
    """Add to every player's ``out`` (K, N) what taking up suitor s is worth, its bundles by their chances rd.share."""
    first, last = rd.first[s], rd.first[s + 1]
    for k in range(players):
        value, take = out[k], rd.take[k]
        if rd.steady[s] == 1:
            add_rows(rd.share, take, first, last, lanes, value)
        else:
            for a in range(first, last):
                chance, worth = rd.share[a], take[a]
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
    """Fill rd.share with the chance that the pivot takes up each bundle of suitor s if it alone is bid."""
    first, last, level = rd.first[s], rd.first[s + 1], rd.row[LEVEL]
    if rd.steady[s] == 1:
        for a in range(first, last):
            rd.worth[a] = rd.take[0, a, 0]
        _odds(rd, first, last, precision, rd.worth, level, lanes, rd.share)
        return
    for a in range(first, last):
        share, take = rd.share[a], rd.take[0, a]
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
            rd.share[a, lane] = 0.0
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
    players: int,
    lanes: int,
) -> None:
    """Solve the rounds: the bids' chances into rd.bids, unless they are given there, and the rounds' values into rd.value.

    Parameters
    ----------
    fixed, ready : int
        As in `weigh`.
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
            _bid_alone(rd, br, s, precision, lanes)
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
        _add_taken(rd, br.bidding[0, i], players, lanes, rd.value)


@kernel
def _bid_alone(rd: Round, br: Branch, s: int, precision: float, lanes: int) -> None:
    """Fill rd.bids where one suitor bids: its logit of bidding, and of what to bid, by its expected payoffs and its lean."""
    first, last = rd.first[s], rd.first[s + 1]
    top, mass, mean, against, none = rd.row[TOP], rd.row[TOTAL], rd.row[GIVEN], rd.row[PLAIN], rd.value[1 + s]
    payoff = rd.demand  # not wanted any more
    for lane in range(lanes):
        top[lane], mass[lane], mean[lane] = -1e300, 0.0, 0.0
    for a in range(first, last):
        u, share, take, lean = payoff[a], rd.share[a], rd.take[1 + s, a], rd.lean[1, a]
        if rd.steady[s] == 1:
            worth = take[0]
            for lane in range(lanes):
                u[lane] = none[lane] + share[lane] * (worth - none[lane]) + lean
        else:
            for lane in range(lanes):
                u[lane] = none[lane] + share[lane] * (take[lane] - none[lane]) + lean
        for lane in range(lanes):
            top[lane] = larger(top[lane], u[lane])
    for a in range(first, last):
        bid, u = rd.bids[a], payoff[a]
        for lane in range(lanes):
            bid[lane] = precision * (u[lane] - top[lane])
        exponentiate(bid, lanes)
        for lane in range(lanes):
            mass[lane] += bid[lane]
            mean[lane] += bid[lane] * u[lane]
    for lane in range(lanes):
        mean[lane] /= mass[lane]
        against[lane] = min(precision * (none[lane] - mean[lane]), CAP)
    exponentiate(against, lanes)
    if rd.bound[s] == 1:
        put(0.0, against)
    else:
        for lane in range(lanes):
            chance = 1.0 / (1.0 + against[lane])
            given = chance * mean[lane] + (1.0 - chance) * none[lane]
            br.report[REGRET] = max(br.report[REGRET], max(top[lane], none[lane]) - given)
    for lane in range(lanes):
        mass[lane] = 1.0 / (mass[lane] * (1.0 + against[lane]))
    for a in range(first, last):
        bid = rd.bids[a]
        for lane in range(lanes):
            bid[lane] *= mass[lane]


@kernel
def _bid_together(rd: Round, br: Branch, bidders: int, precision: float, lane: int) -> None:
    """Fill one lane of rd.bids where several suitors bid at once.

    Given the others' bids, which the pivot would take up with chances that leave a bidder `none`, a bid b is worth

        none + p(b) (take_b - none),      p(b) = 1 / (1 + exp(L - lambda take_b)),    L = ln of all other weights

    A bound suitor's option not to bid stands for its bid: what it pays then hangs on nothing that it chooses.
    """
    joint, size = NOTHING + 1, NOTHING
    for i in range(bidders):
        joint *= br.bidding[2, i]
        size += br.bidding[2, i]
    bid, odds, gain = br.bid, br.row[TRIAL], br.row[BEND]
    for i in range(bidders):
        s, own = br.bidding[0, i], br.bidding[2, i]
        put(NOTHING, bid)
        for place in range(joint // own):
            rest = place
            for other in range(bidders - 1, -1, -1):  # the place of the others' bids, the last one's fastest
                if other != i:
                    bid[other] = rest % br.bidding[2, other]
                    rest //= br.bidding[2, other]
            level, none = _worth_without(rd, br, bidders, i, precision, lane)
            pay = br.pay[i, place * own : (place + 1) * own]
            for b in range(own):
                word = max(b, rd.bound[s])
                odds[b], gain[b] = CAP, 0.0
                if word > 0:
                    a, column = rd.first[s] + word - 1, 0 if rd.steady[s] == 1 else lane
                    odds[b] = min(level - precision * rd.take[0, a, column], CAP)
                    gain[b] = rd.take[1 + s, a, column] - none
            exponentiate(odds, own)
            for b in range(own):
                pay[b] = none + gain[b] / (1.0 + odds[b]) + (rd.lean[1, rd.first[s] + b - 1] if b > 0 else 0.0)
    follow_branch(br, bidders, size, joint, precision)
    for i in range(bidders):
        first, at = rd.first[br.bidding[0, i]] - 1, br.bidding[1, i]
        if rd.bound[br.bidding[0, i]] == 1:
            rd.bids[first + 1, lane] = 1.0
            continue
        best, given = br.u[at], br.p[at] * br.u[at]
        for b in range(1, br.bidding[2, i]):
            rd.bids[first + b, lane] = br.p[at + b]
            best = max(best, br.u[at + b])
            given += br.p[at + b] * br.u[at + b]
        br.report[REGRET] = max(br.report[REGRET], best - given)


@kernel
def _worth_without(rd: Round, br: Branch, bidders: int, i: int, precision: float, lane: int) -> tuple[float, float]:
    """Return the logarithm of the pivot's weights of all but bidder i's bid, and what they are worth to the bidder together."""
    player, level, none = 1 + br.bidding[0, i], rd.row[LEVEL, lane], rd.value[1 + br.bidding[0, i], lane]
    for other in range(bidders):
        s = br.bidding[0, other]
        word = max(br.bid[other], rd.bound[s])
        if other == i or word == 0:
            continue
        a, column = rd.first[s] + word - 1, 0 if rd.steady[s] == 1 else lane
        appeal = precision * rd.take[0, a, column]
        chance = logistic(appeal - level)
        none += chance * (rd.take[player, a, column] - none)
        level = max(level, appeal) + math.log1p(math.exp(-abs(level - appeal)))
    return level, none
