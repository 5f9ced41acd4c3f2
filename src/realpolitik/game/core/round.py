"""Rounds at the table, side by side: the steps that the solver, the aware pivot and the play forward share.

A lane is one draft; all the drafts of one suitor that can be on the table are solved side by side, so that every loop over lanes
runs on neighbours. With e the pivot's logit weights, W their sum over the options that are there whatever is bid, and p the chances
of the bids,

    take up bid b        p(b) e(b) / (W + sum over the bids then made of e)
    standing option f    e(f) times the mean over bids of  1 / (W + sum over the bids then made of e)
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel, reduction
from realpolitik.game.compiled.intrinsics import larger
from realpolitik.game.compiled.numeric import count_near, exponentiate, largest, put, smallest
from realpolitik.game.core.arrays import CAP, FIRST, NOTHING, SURE, BazaarStructure, Branch, Flags, Floats, Index, Round
from realpolitik.game.core.bids import KEPT, NEVER, REGRET, TRIAL, follow_branch, next_bids

TOP, TOTAL, PLAIN, NO_BID, SCRATCH, GIVEN, ACTIVE, IDLE, POWER = range(9)  # rows of working memory


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
def recall(table: Floats, first: int, last: int, start: int, lanes: int, out: Floats, held: Index) -> None:
    """Copy what is done at the drafts of a group, table (A, drafts), to its lanes; mark in ``held`` (A,) what is done at all."""
    for a in range(first, last):
        there, here = table[a, start : start + lanes], out[a]
        some = 0
        for lane in range(lanes):
            here[lane] = there[lane]
            some |= there[lane] > 0.0
        held[a] = some


@kernel
def recall_bids(bids: Floats, rd: Round, br: Branch, bidders: int, start: int, lanes: int) -> None:
    """Copy the bidders' chances of bids (A, drafts) at the drafts of a group to rd.bids."""
    for i in range(bidders):
        s = br.bidding[0, i]
        recall(bids, rd.first[s], rd.first[s + 1], start, lanes, rd.bids, rd.tabled)


@kernel
def _incline(
    rd: Round, first: int, last: int, lean: Floats, signed: Floats, passing: Floats, lanes: int, out: Floats
) -> None:
    """Add to ``out`` (A, N) the lean toward those bundles first..last that are marked, by the values of the one that moves.

        height tanh((signed - passing) / width) = height (1 - 2 / (1 + exp(2 (signed - passing) / width)))

    The exponential is made of two factors, one for each bundle and one for each lane.

    Parameters
    ----------
    lean : ndarray, shape (2,)
        Height and width.
    signed : ndarray, shape (A,)
        What each bundle is worth once it is signed.
    passing : ndarray, shape (N,)
    """
    pull, level, height, steep = rd.pull, rd.row[SCRATCH], lean[0], 2.0 / lean[1]
    farthest = 0.0
    for a in range(first, last):
        pull[a - first] = steep * (signed[a] - passing[0])
        farthest = max(farthest, abs(pull[a - first]))
    for lane in range(lanes):
        level[lane] = steep * (passing[0] - passing[lane])
        farthest = max(farthest, abs(level[lane]))
    is_apart = farthest < CAP / 2
    if is_apart:
        exponentiate(pull, last - first)
        exponentiate(level, lanes)
    power = rd.row[POWER]
    for a in range(first, last):
        if rd.marked[a] == 0:
            continue
        inclined, factor = out[a], pull[a - first]
        if is_apart:
            for lane in range(lanes):
                inclined[lane] += height * (1.0 - 2.0 / (1.0 + factor * level[lane]))
            continue
        for lane in range(lanes):
            power[lane] = min(steep * (signed[a] - passing[lane]), CAP)
        exponentiate(power, lanes)
        for lane in range(lanes):
            inclined[lane] += height * (1.0 - 2.0 / (1.0 + power[lane]))


@kernel
def _mark_near(rd: Round, first: int, last: int, rows: Floats, top: Floats, least: float, lanes: int) -> None:
    """Mark the bundles first..last whose ``rows`` (A, N) are, in some lane, not further below ``top`` (N,) than ``least``."""
    for a in range(first, last):
        rd.marked[a] = 1 if count_near(rows[a], top, least, lanes) > 0.0 else 0


@kernel
def demand(
    rd: Round, s: int, holder: int, precision: float, lean: Floats, signed: Floats, lanes: int, worth: Floats
) -> None:
    """Fill rd.demand for suitor s from rd.agree, and ``worth`` (N,) with what pressing it is worth to the pivot.

    Parameters
    ----------
    lean : ndarray, shape (2,)
        Height and width of the pivot's lean.
    signed : ndarray, shape (A,)
        What each bundle is worth to the pivot once it is signed.
    """
    first, last, passing = rd.first[s], rd.first[s + 1], rd.passing[0]
    top, total = rd.row[TOP], rd.row[TOTAL]
    for lane in range(lanes):
        top[lane], total[lane], worth[lane] = -1e300, 0.0, 0.0
    for a in range(first, last):
        agree, wish, take = rd.agree[a], rd.demand[a], rd.take[0, a]
        for lane in range(lanes):
            wish[lane] = passing[lane] + agree[lane] * (take[lane] - passing[lane])
        if s == holder:
            for lane in range(a - first, lanes, last - first):
                wish[lane] = -1e300  # the bundle under draft is not demanded again
        for lane in range(lanes):
            top[lane] = larger(top[lane], wish[lane])
    _mark_near(rd, first, last, rd.demand, top, SURE / precision + 2.0 * lean[0] if precision > 0.0 else 1e300, lanes)
    _incline(rd, first, last, lean, signed, passing, lanes, rd.demand)
    for lane in range(lanes):
        top[lane] = -1e300
    for a in range(first, last):
        if rd.marked[a] == 1:
            wish = rd.demand[a]
            for lane in range(lanes):
                top[lane] = larger(top[lane], wish[lane])
    for a in range(first, last):
        wish = rd.demand[a]
        if rd.marked[a] == 0:
            rd.agreed[a] = 0
            for lane in range(lanes):
                wish[lane] = 0.0
            continue
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
        agree, wish, take = rd.agree[a], rd.demand[a], rd.take[0, a]
        if rd.marked[a] == 1:
            for lane in range(lanes):
                wish[lane] *= total[lane]
        if rd.agreed[a] == 1:
            for lane in range(lanes):
                worth[lane] += wish[lane] * agree[lane] * (take[lane] - passing[lane])
    for lane in range(lanes):
        worth[lane] += passing[lane]


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
def weigh(rd: Round, br: Branch, bidders: int, fixed: int, ready: int, precision: float, lanes: int) -> None:
    """Fill rd.standing and rd.weights with the pivot's logit weights, and rd.row[TOTAL] with W.

    Where one suitor bids, rd.share becomes one over the sum of weights that its bid leads to.

    Only the pivot's row of rd.options and rd.take is read.

    Parameters
    ----------
    fixed : int
        Number of the pivot's options whatever is bid.
    ready : int
        Number of lanes, from the first on, whose draft can be signed: the last option; 0 if there is no such option.
    """
    signs = ready > 0
    top, total = rd.row[TOP], rd.row[TOTAL]
    for lane in range(lanes):
        top[lane], total[lane] = rd.options[0, 0, lane], 0.0
    for f in range(1, fixed):
        for lane in range(ready if signs and f == fixed - 1 else lanes):
            top[lane] = larger(top[lane], rd.options[f, 0, lane])
    for i in range(bidders):
        s = br.bidding[0, i]
        for a in range(rd.first[s], rd.first[s + 1]):
            take = rd.take[0, a]
            for lane in range(lanes):
                top[lane] = larger(top[lane], take[lane])
    for f in range(fixed):
        for lane in range(lanes):
            rd.standing[f, lane] = precision * (rd.options[f, 0, lane] - top[lane])
        exponentiate(rd.standing[f], lanes)
        if signs and f == fixed - 1:
            for lane in range(ready, lanes):
                rd.standing[f, lane] = 0.0
        for lane in range(lanes):
            total[lane] += rd.standing[f, lane]
    for i in range(bidders):
        s = br.bidding[0, i]
        if rd.steady[s] == 1:
            _weigh_steadily(rd, s, precision, lanes)
            continue
        for a in range(rd.first[s], rd.first[s + 1]):
            take, weight = rd.take[0, a], rd.weights[a]
            for lane in range(lanes):
                weight[lane] = precision * (take[lane] - top[lane])
            exponentiate(weight, lanes)
    if bidders == 1:
        s = br.bidding[0, 0]
        for a in range(rd.first[s], rd.first[s + 1]):
            weight, share = rd.weights[a], rd.share[a]
            for lane in range(lanes):
                share[lane] = 1.0 / (total[lane] + weight[lane])


@kernel
def _weigh_steadily(rd: Round, s: int, precision: float, lanes: int) -> None:
    """Fill the weights of suitor s, whose bundles are worth the same in every lane.

    exp(lambda (take - top)) = exp(lambda (take - M)) exp(lambda (M - top)) with M the best bundle, which top is not below:
    one exponential a lane and one a bundle.
    """
    first, last = rd.first[s], rd.first[s + 1]
    pull, level = rd.pull, rd.row[SCRATCH]
    best = rd.take[0, first, 0]
    for a in range(first, last):
        pull[a - first] = rd.take[0, a, 0]
        best = max(best, pull[a - first])
    for b in range(last - first):
        pull[b] = precision * (pull[b] - best)
    exponentiate(pull, last - first)
    for lane in range(lanes):
        level[lane] = precision * (best - rd.row[TOP, lane])
    exponentiate(level, lanes)
    rd.reach[s] = largest(level, lanes)
    for a in range(first, last):
        weight, share = rd.weights[a], pull[a - first]
        for lane in range(lanes):
            weight[lane] = share * level[lane]


@kernel
def spread(rd: Round, br: Branch, bidders: int, lanes: int) -> None:
    """Average the pivot's logit over the bids' chances rd.bids: rd.share for the bids, rd.row[PLAIN] for the rest."""
    total, plain, none = rd.row[TOTAL], rd.row[PLAIN], rd.row[NO_BID]
    if bidders == 0:
        for lane in range(lanes):
            plain[lane] = 1.0 / total[lane]
    elif bidders == 1:
        s = br.bidding[0, 0]
        for lane in range(lanes):
            none[lane], plain[lane] = 1.0, 0.0
        for a in range(rd.first[s], rd.first[s + 1]):
            if rd.tabled[a] == 0:
                continue
            bid, share = rd.bids[a], rd.share[a]
            for lane in range(lanes):
                share[lane] *= bid[lane]
                plain[lane] += share[lane]
                none[lane] -= bid[lane]
        for lane in range(lanes):
            plain[lane] += max(none[lane], 0.0) / total[lane]
    else:
        for lane in range(lanes):
            _spread_jointly(rd, br, bidders, lane)


@kernel
def _spread_jointly(rd: Round, br: Branch, bidders: int, lane: int) -> None:
    """Do the same for one lane in which several suitors bid: over all joint bids, the last bidder's fastest."""
    chances, pull, share = br.p, br.row[KEPT], br.row[TRIAL]
    joint = FIRST
    for i in range(bidders):
        first, at = rd.first[br.bidding[0, i]] - 1, br.bidding[1, i]
        joint *= br.bidding[2, i]
        none = 1.0
        pull[at], share[at] = 0.0, 0.0
        for b in range(1, br.bidding[2, i]):
            chances[at + b], pull[at + b], share[at + b] = rd.bids[first + b, lane], rd.weights[first + b, lane], 0.0
            none -= rd.bids[first + b, lane]
        chances[at] = max(none, 0.0)
    last, own = br.bidding[1, bidders - 1], br.bidding[2, bidders - 1]
    mine, weighs, takes = chances[last : last + own], pull[last : last + own], share[last : last + own]
    plain, bid = 0.0, br.bid
    put(NOTHING, bid)
    for _ in range(joint // own):
        chance, total = 1.0, rd.row[TOTAL, lane]
        for i in range(bidders - 1):
            chance *= chances[br.bidding[1, i] + bid[i]]
            total += pull[br.bidding[1, i] + bid[i]]
        given = _share_out(chance, total, mine, weighs, own, takes)
        plain += given
        for i in range(bidders - 1):
            share[br.bidding[1, i] + bid[i]] += given
        next_bids(bid, br.bidding[2], bidders - 1)
    rd.row[PLAIN, lane] = plain
    for i in range(bidders):
        first, at = rd.first[br.bidding[0, i]] - 1, br.bidding[1, i]
        for b in range(1, br.bidding[2, i]):
            rd.share[first + b, lane] = share[at + b]


@reduction
def _share_out(chance: float, total: float, chances: Floats, weights: Floats, n: int, out: Floats) -> float:
    """Add to out[:n] the chance of each of a bidder's bids over the sum of weights that it leads to; return their sum."""
    given = 0.0
    for b in range(n):
        share = chance * chances[b] / (total + weights[b])
        out[b] += share
        given += share
    return given


@kernel
def answer(rd: Round, s: int, holder: int, precision: float, lean: Floats, signed: Floats, lanes: int) -> None:
    """Fill rd.agree for suitor s: its logit of being taken up with a bundle, with its lean, against passing.

    Parameters
    ----------
    lean : ndarray, shape (2,)
    signed : ndarray, shape (A,)
        What each bundle is worth to the suitor once it is signed.
    """
    first, last = rd.first[s], rd.first[s + 1]
    refused = rd.passing[1 + s]
    steady, least, most = rd.steady[s] == 1, smallest(refused, lanes), largest(refused, lanes)
    sure, doubtful = SURE + precision * lean[0], NOTHING
    for a in range(first, last):
        agree, take = rd.agree[a], rd.take[1 + s, a]
        accepts = rd.bound[s] == 1 or (steady and precision * (most - take[0]) < -sure)
        refuses = not accepts and steady and precision * (least - take[0]) > sure
        rd.agreed[a] = 0 if refuses else 1
        rd.marked[a] = 0 if accepts or refuses else 1
        doubtful += rd.marked[a]
        for lane in range(lanes):
            agree[lane] = 1.0 if accepts else 0.0
    if doubtful > 0:
        _incline(rd, first, last, lean, signed, refused, lanes, rd.agree)
    for a in range(first, last):
        agree, take = rd.agree[a], rd.take[1 + s, a]
        if rd.marked[a] == 1:
            for lane in range(lanes):
                agree[lane] = min(precision * (refused[lane] - take[lane] - agree[lane]), CAP)
            exponentiate(agree, lanes)
            for lane in range(lanes):
                agree[lane] = 1.0 / (1.0 + agree[lane])
        if s == holder:
            for lane in range(a - first, lanes, last - first):
                agree[lane] = 0.0


@kernel
def _add_taken(rd: Round, s: int, some: Index, taken: Floats, players: int, lanes: int, out: Floats) -> None:
    """Add to every player's ``out`` (K, N) what taking up ``some`` bundles of suitor s is worth, by their chances ``taken`` (A, N)."""
    steady = rd.steady[s] == 1
    for a in range(rd.first[s], rd.first[s + 1]):
        if some[a] == 0:
            continue
        chance = taken[a]
        for k in range(players):
            value, worth = out[k], rd.take[k, a]
            if steady:
                same = worth[0]
                for lane in range(lanes):
                    value[lane] += chance[lane] * same
            else:
                for lane in range(lanes):
                    value[lane] += chance[lane] * worth[lane]


@kernel
def press(
    rd: Round,
    s: int,
    holder: int,
    row: int,
    precision: float,
    lean: Floats,
    signed: Floats,
    wanted: bool,
    players: int,
    lanes: int,
) -> None:
    """Write what pressing suitor s is worth to the players to rd.options[row], and fill rd.demand, from its answers rd.agree.

    Parameters
    ----------
    lean, signed : ndarray
        As in `demand`.
    wanted : bool
        Whether the demands are wanted also where nothing comes of any.
    """
    first, last = rd.first[s], rd.first[s + 1]
    if not wanted and _is_idle(rd.agreed, first, last):
        for k in range(players):
            value, passes = rd.options[row, k], rd.passing[k]
            for lane in range(lanes):
                value[lane] = passes[lane]
        return
    demand(rd, s, holder, precision, lean, signed, lanes, rd.row[GIVEN])
    passed = rd.row[PLAIN]
    for lane in range(lanes):
        passed[lane] = 1.0
    for a in range(first, last):
        if rd.agreed[a] == 0:
            continue
        wish, agree, taken = rd.demand[a], rd.agree[a], rd.share[a]
        for lane in range(lanes):
            taken[lane] = wish[lane] * agree[lane]
            passed[lane] -= taken[lane]
    for k in range(players):
        value, passes = rd.options[row, k], rd.passing[k]
        for lane in range(lanes):
            value[lane] = passes[lane] * passed[lane]
    _add_taken(rd, s, rd.agreed, rd.share, players, lanes, rd.options[row])


@kernel
def _is_idle(some: Index, first: int, last: int) -> bool:
    """Whether none of first..last is marked."""
    count = NOTHING
    for a in range(first, last):
        count += some[a]
    return bool(count == 0)


@kernel
def settle_bids(
    rd: Round,
    br: Branch,
    bidders: int,
    given: bool,
    fixed: int,
    ready: int,
    precision: float,
    lean: Floats,
    signed: Floats,
    owns: Flags,
    players: int,
    lanes: int,
) -> None:
    """Solve the rounds: the bids' chances into rd.bids, unless they are given there, and the rounds' values into rd.value.

    Parameters
    ----------
    lean : ndarray, shape (2,)
    signed : ndarray, shape (K, A)
        What each bundle is worth to the players once it is signed.
    owns : ndarray of bool, shape (K,)
        Whose bids are wanted also where nothing comes of them.
    fixed, ready : int
        As in `weigh`.
    players : int
        Number of players, from the pivot on, whose values are wanted.
    lanes : int
        Number of drafts.
    """
    weigh(rd, br, bidders, fixed, ready, precision, lanes)
    # From here to the end rd.value holds F.
    for k in range(players):
        value = rd.value[k]
        for lane in range(lanes):
            value[lane] = 0.0
        for f in range(fixed):
            for lane in range(ready if ready > 0 and f == fixed - 1 else lanes):
                value[lane] += rd.standing[f, lane] * rd.options[f, k, lane]
    if not given:
        if bidders == 1:
            suitor = 1 + br.bidding[0, 0]
            _bid_alone(rd, br, precision, lean, signed[suitor], owns[suitor], lanes)
        elif bidders > 1:
            for i in range(bidders):
                s = br.bidding[0, i]
                for a in range(rd.first[s], rd.first[s + 1]):
                    rd.marked[a] = 1
                    for lane in range(lanes):
                        rd.lean[a, lane] = 0.0
                _incline(rd, rd.first[s], rd.first[s + 1], lean, signed[1 + s], rd.passing[1 + s], lanes, rd.lean)
            for lane in range(lanes):
                _bid_together(rd, br, bidders, precision, lane)
    spread(rd, br, bidders, lanes)
    plain = rd.row[PLAIN]
    for k in range(players):
        value = rd.value[k]
        for lane in range(lanes):
            value[lane] *= plain[lane]
    for i in range(bidders):
        s = br.bidding[0, i]
        for a in range(rd.first[s], rd.first[s + 1]):
            if rd.tabled[a] == 0:
                continue
            taken, weight = rd.share[a], rd.weights[a]
            for lane in range(lanes):
                taken[lane] *= weight[lane]
        _add_taken(rd, s, rd.tabled, rd.share, players, lanes, rd.value)


@kernel
def _bid_alone(rd: Round, br: Branch, precision: float, lean: Floats, signed: Floats, wanted: bool, lanes: int) -> None:
    """Fill rd.bids where one suitor bids: its logit of bidding, and of what to bid, by its expected payoffs and its lean."""
    s = br.bidding[0, 0]
    first, last = rd.first[s], rd.first[s + 1]
    total, base = rd.row[TOTAL], rd.value[1 + s]
    if not wanted and rd.steady[s] == 1 and rd.reach[s] < NEVER:
        for a in range(first, last):
            rd.tabled[a] = 0
        put(0.0, rd.bids[first:last])
        return
    top, mass, mean, none = rd.row[TOP], rd.row[PLAIN], rd.row[GIVEN], rd.row[NO_BID]
    payoff = rd.demand  # not wanted any more
    for lane in range(lanes):
        none[lane] = base[lane] / total[lane]
        top[lane], mass[lane], mean[lane] = -1e300, 0.0, 0.0
    for a in range(first, last):
        u, weight, share, take = payoff[a], rd.weights[a], rd.share[a], rd.take[1 + s, a]
        for lane in range(lanes):
            u[lane] = (base[lane] + weight[lane] * take[lane]) * share[lane]
            top[lane] = larger(top[lane], u[lane])
    _mark_near(rd, first, last, payoff, top, SURE / precision + 2.0 * lean[0] if precision > 0.0 else 1e300, lanes)
    _incline(rd, first, last, lean, signed, rd.passing[1 + s], lanes, payoff)
    for lane in range(lanes):
        top[lane] = -1e300
    for a in range(first, last):
        if rd.marked[a] == 1:
            u = payoff[a]
            for lane in range(lanes):
                top[lane] = larger(top[lane], u[lane])
    for a in range(first, last):
        bid, u = rd.bids[a], payoff[a]
        rd.tabled[a] = rd.marked[a]
        if rd.marked[a] == 0:
            for lane in range(lanes):
                bid[lane] = 0.0
            continue
        for lane in range(lanes):
            bid[lane] = precision * (u[lane] - top[lane])
        exponentiate(bid, lanes)
        for lane in range(lanes):
            mass[lane] += bid[lane]
            mean[lane] += bid[lane] * u[lane]
    against = rd.row[SCRATCH]
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
        if rd.tabled[a] == 1:
            for lane in range(lanes):
                bid[lane] *= mass[lane]


@kernel
def _word(rd: Round, s: int, bid: int, player: int, lane: int) -> tuple[float, float]:
    """Return what suitor s's bid, 0 for none, adds to a player's weighted value of the round, and to the weights.

    What a bound suitor does instead of bidding is its bid all the same.
    """
    word = max(bid, rd.bound[s])
    if word == 0:
        return 0.0, 0.0
    a = rd.first[s] + word - 1
    weight = rd.weights[a, lane]
    return weight * rd.take[player, a, 0 if rd.steady[s] == 1 else lane], weight


@kernel
def _bid_together(rd: Round, br: Branch, bidders: int, precision: float, lane: int) -> None:
    """Fill one lane of rd.bids where several suitors bid at once.

    A bound suitor's option not to bid stands for its bid: what it pays then hangs on nothing that it chooses.
    """
    joint, size = FIRST, NOTHING
    for i in range(bidders):
        joint *= br.bidding[2, i]
        size += br.bidding[2, i]
    gain, pull = br.row[TRIAL], br.row[KEPT]
    for i in range(bidders):
        player, own = 1 + br.bidding[0, i], br.bidding[2, i]
        for b in range(own):
            gain[b], pull[b] = _word(rd, br.bidding[0, i], b, player, lane)
        for place in range(joint // own):
            # The place of the others' bids, the last one's fastest.
            amount, total, rest = rd.value[player, lane], rd.row[TOTAL, lane], place
            for other in range(bidders - 1, -1, -1):
                if other != i:
                    brings, weighs = _word(rd, br.bidding[0, other], rest % br.bidding[2, other], player, lane)
                    amount += brings
                    total += weighs
                    rest //= br.bidding[2, other]
            pay, a = br.pay[i, place * own : (place + 1) * own], rd.first[br.bidding[0, i]]
            for b in range(own):
                pay[b] = (amount + gain[b]) / (total + pull[b])
            for b in range(1, own):
                pay[b] += rd.lean[a + b - 1, lane]
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
