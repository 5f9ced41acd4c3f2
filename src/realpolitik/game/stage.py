"""The bids of one period: a fixed point of logits, on the branch that starts where everybody chooses at random.

A bidder chooses whether to bid and then what, so with u_0 the payoff of not bidding and u_b that of bid b,

    sigma_b = logit of u_b;     v = sum of sigma_b u_b;     P = logit of v against u_0;     p_b = P sigma_b,  p_0 = 1 - P

With U the expected payoffs that chances p of the others' bids give, a fixed point solves

    F(u, lambda) = u - U(p(lambda u)) = 0

On the branch from lambda = 0 (McKelvey & Palfrey 1995; Turocy 2005) lambda is first raised in steps that move no chance far, each
settled by iterating the map. While the iteration contracts, every eigenvalue of the map lies inside the unit circle, so
det F_u > 0 and the branch has not turned. Where it contracts slowly, or not, the rest of the branch is followed by
pseudo-arclength in (u, lambda), which passes turning points; the answer is the first crossing of the target.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.arrays import Branch, Floats, Index, Round
from realpolitik.game.numeric import exponentials, kernel, logistic, softmax, solve_in_place

LONGEST, SHORTEST = 1 / 8, 1 / 128  # steps of lambda, in shares of the target
FARTHEST = 0.2  # a step that moves a chance by more might jump to another branch
SLOW = 0.5  # a contraction slower than this per sweep is left to arclength
ROUGH, FINE = 1e-5, 1e-14
RESIDUAL, TURNED, REGRET = 0, 1, 2
TRIAL, KEPT, BEND, RHS, TANGENT, CHANCES = range(6)  # rows of working memory


@kernel
def solve_round(rd: Round, br: Branch, bidders: int, size: int, fixed: int, precision: float) -> None:
    """Solve a round: the bids' chances into rd.bids, the round's value into rd.value.

    Parameters
    ----------
    bidders, size : int
        From `gather_bidders`.
    fixed : int
        Number of rows of rd.options: the pivot's options whatever is bid.
    """
    K = rd.take.shape[1]
    rd.bids[:] = 0.0
    weight = weigh(rd, bidders, size, fixed, precision)
    # From here to the end rd.value holds F.
    for k in range(K):
        rd.value[k] = 0.0
    for f in range(fixed):
        for k in range(K):
            rd.value[k] += rd.line[0, f] * rd.options[f, k]
    if bidders == 1:
        player, first = 1 + rd.bidding[0, 0], rd.first[rd.bidding[0, 0]] - 1
        rd.u[0] = rd.value[player] / weight
        for b in range(1, size):
            rd.u[b] = (rd.value[player] + rd.weights[b] * rd.take[first + b, player]) / (weight + rd.weights[b])
        respond(rd.u, 0, size, precision, rd.p, rd.bits)
    elif bidders > 1:
        joint = _pay(rd, br, bidders, weight)
        _follow_branch(rd, br, bidders, size, joint, precision)
    plain = spread(rd, bidders, size, weight)
    for k in range(K):
        rd.value[k] *= plain
    for i in range(bidders):
        first, at = rd.first[rd.bidding[0, i]] - 1, rd.bidding[1, i]
        best, given = rd.u[at], rd.p[at] * rd.u[at]
        for b in range(1, rd.bidding[2, i]):
            rd.bids[first + b] = rd.p[at + b]
            best = max(best, rd.u[at + b])
            given += rd.p[at + b] * rd.u[at + b]
            taken = rd.share[at + b] * rd.weights[at + b]
            for k in range(K):
                rd.value[k] += taken * rd.take[first + b, k]
        rd.report[REGRET] = max(rd.report[REGRET], best - given)


@kernel
def gather_bidders(rd: Round, holder: int) -> tuple[int, int]:
    """List the suitors that bid in a round into rd.bidding; return their number and that of their options."""
    bidders, size = 0, 0
    for s in range(rd.first.shape[0] - 1):
        if s != holder and rd.in_time[s] == 1:
            rd.bidding[0, bidders] = s
            rd.bidding[1, bidders] = size
            rd.bidding[2, bidders] = rd.first[s + 1] - rd.first[s] + 1
            size += rd.bidding[2, bidders]
            bidders += 1
    return bidders, size


@kernel
def weigh(rd: Round, bidders: int, size: int, fixed: int, precision: float) -> float:
    """Write the pivot's logit weights of the standing options to rd.line[0] and of the bids to rd.weights; return W.

    Only the pivot's column of rd.options and rd.take is read.
    """
    top = rd.options[0, 0]
    for f in range(1, fixed):
        top = max(top, rd.options[f, 0])
    for i in range(bidders):
        s = rd.bidding[0, i]
        for a in range(rd.first[s], rd.first[s + 1]):
            top = max(top, rd.take[a, 0])
    for f in range(fixed):
        rd.line[0, f] = precision * (rd.options[f, 0] - top)
    exponentials(rd.line[0], fixed, rd.line[0], rd.bits)
    weight = 0.0
    for f in range(fixed):
        weight += rd.line[0, f]
    for i in range(bidders):
        first, at = rd.first[rd.bidding[0, i]] - 1, rd.bidding[1, i]
        rd.weights[at] = 0.0
        for b in range(1, rd.bidding[2, i]):
            rd.weights[at + b] = precision * (rd.take[first + b, 0] - top)
    exponentials(rd.weights, size, rd.weights, rd.bits)
    for i in range(bidders):
        rd.weights[rd.bidding[1, i]] = 0.0  # no bid adds no option
    return weight


@kernel
def _pay(rd: Round, br: Branch, bidders: int, weight: float) -> int:
    """Fill br.pay with the bidders' payoffs over joint bids, each one's own bid fastest; return their number."""
    joint = 1
    for i in range(bidders):
        joint *= rd.bidding[2, i]
    bid = np.zeros(bidders, np.int64)
    for _ in range(joint):
        total = weight
        for i in range(bidders):
            total += rd.weights[rd.bidding[1, i] + bid[i]]
        for i in range(bidders):
            player = 1 + rd.bidding[0, i]
            amount = rd.value[player]
            for other in range(bidders):
                if bid[other] > 0:
                    a = rd.first[rd.bidding[0, other]] + bid[other] - 1
                    amount += rd.weights[rd.bidding[1, other] + bid[other]] * rd.take[a, player]
            br.pay[i, _cell(bid, rd.bidding[2], bidders, i)] = amount / total
        _next_bids(bid, rd.bidding[2], bidders)
    return joint


@kernel
def _next_bids(bid: Index, sizes: Index, bidders: int) -> None:
    """Step to the next joint bid, the last bidder's fastest."""
    for i in range(bidders - 1, -1, -1):
        bid[i] += 1
        if bid[i] < sizes[i]:
            return
        bid[i] = 0


@kernel
def _cell(bid: Index, sizes: Index, bidders: int, i: int) -> int:
    """Return where bidder i's payoff from a joint bid stands: its own bid runs fastest, the last of the others' next."""
    place = 0
    for other in range(bidders):
        if other != i:
            place = place * sizes[other] + bid[other]
    return place * sizes[i] + bid[i]


@kernel
def respond(u: Floats, at: int, size: int, precision: float, p: Floats, bits: NDArray[np.int64]) -> None:
    """Write one bidder's chances p[at:at+size] for its expected payoffs u[at:at+size]."""
    softmax(u[at + 1 :], size - 1, precision, p[at + 1 :], bits)
    value = 0.0
    for b in range(1, size):
        value += p[at + b] * u[at + b]
    bids = logistic(precision * (value - u[at]))
    for b in range(1, size):
        p[at + b] *= bids
    p[at] = logistic(precision * (u[at] - value))


@kernel
def _expect(rd: Round, br: Branch, bidders: int, i: int, joint: int, p: Floats, u: Floats) -> None:
    """Write bidder i's expected payoffs, given the others' chances."""
    at, size = rd.bidding[1, i], rd.bidding[2, i]
    for b in range(size):
        u[at + b] = 0.0
    if bidders == 2:
        rival = rd.bidding[1, 1 - i]
        for c in range(rd.bidding[2, 1 - i]):
            chance = p[rival + c]
            for b in range(size):
                u[at + b] += chance * br.pay[i, c * size + b]
        return
    bid = np.zeros(bidders, np.int64)
    for _ in range(joint):
        chance = 1.0
        for other in range(bidders):
            if other != i:
                chance *= p[rd.bidding[1, other] + bid[other]]
        u[at + bid[i]] += chance * br.pay[i, _cell(bid, rd.bidding[2], bidders, i)]
        _next_bids(bid, rd.bidding[2], bidders)


@kernel
def _settle(rd: Round, br: Branch, bidders: int, size: int, joint: int, precision: float, tolerance: float) -> bool:
    """Iterate the responses, bidder by bidder, from rd.u; False if they contract too slowly."""
    before = math.inf
    for i in range(bidders):
        respond(rd.u, rd.bidding[1, i], rd.bidding[2, i], precision, rd.p, rd.bits)
    for sweep in range(200):
        change = 0.0
        for i in range(bidders):
            _expect(rd, br, bidders, i, joint, rd.p, br.row[TRIAL])
            for b in range(rd.bidding[1, i], rd.bidding[1, i] + rd.bidding[2, i]):
                change = max(change, abs(br.row[TRIAL, b] - rd.u[b]))
                rd.u[b] = br.row[TRIAL, b]
            respond(rd.u, rd.bidding[1, i], rd.bidding[2, i], precision, rd.p, rd.bits)
        if change <= tolerance or (change < 1e-11 and change >= before):
            return True
        if sweep >= 2 and change > 1e-10 and change > SLOW * before:
            return False
        before = change
    return False


@kernel
def _follow_branch(rd: Round, br: Branch, bidders: int, size: int, joint: int, precision: float) -> None:
    """Follow the branch to the target precision: rd.u and rd.p become the fixed point."""
    rd.u[:size] = 0.0
    for i in range(bidders):
        respond(rd.u, rd.bidding[1, i], rd.bidding[2, i], 0.0, rd.p, rd.bits)
    for i in range(bidders):
        _expect(rd, br, bidders, i, joint, rd.p, rd.u)
    done = True
    mu, step = 0.0, LONGEST
    while mu < 1.0:
        for b in range(size):
            br.row[KEPT, b], br.row[CHANCES, b] = rd.u[b], rd.p[b]
        reached = min(mu + step, 1.0)
        tolerance = FINE if reached == 1.0 else ROUGH
        settled = _settle(rd, br, bidders, size, joint, precision * reached, tolerance)
        moved = 0.0
        for b in range(size):
            moved = max(moved, abs(rd.p[b] - br.row[CHANCES, b]))
        if settled and moved <= FARTHEST:
            mu = reached
            step = min(1.5 * step, LONGEST)
            continue
        for b in range(size):
            rd.u[b], rd.p[b] = br.row[KEPT, b], br.row[CHANCES, b]
        step *= 0.5
        if step < SHORTEST:
            done = _arclength(rd, br, bidders, size, joint, precision, mu)
            break
    _measure(rd, br, bidders, size, joint, precision, done)


@kernel
def _measure(rd: Round, br: Branch, bidders: int, size: int, joint: int, precision: float, done: bool) -> None:
    """Make rd.u and rd.p a pair, and record how far they are from a fixed point."""
    for i in range(bidders):
        respond(rd.u, rd.bidding[1, i], rd.bidding[2, i], precision, rd.p, rd.bits)
    for i in range(bidders):
        _expect(rd, br, bidders, i, joint, rd.p, br.row[TRIAL])
    worst = 0.0 if done else math.inf
    for i in range(bidders):
        at = rd.bidding[1, i]
        respond(br.row[TRIAL], at, rd.bidding[2, i], precision, br.row[KEPT], rd.bits)
        for b in range(at, at + rd.bidding[2, i]):
            worst = max(worst, abs(br.row[KEPT, b] - rd.p[b]))
    if not worst <= rd.report[RESIDUAL]:
        rd.report[RESIDUAL] = worst


@kernel
def _linearise(rd: Round, br: Branch, bidders: int, size: int, joint: int, precision: float, target: float) -> float:
    """Fill br.matrix with F_u, br.row[BEND] with dF/dmu (mu = lambda / target) and br.row[RHS] with F; return max |F|.

    With v = sum sigma u and P as at the head of the module,

        dp_b/du_c = P lambda sigma_b (1[b=c] - sigma_c) + sigma_b lambda P (1-P) sigma_c (1 + lambda (u_c - v))
        dp_b/du_0 = - sigma_b lambda P (1-P)
        dp_b/dlambda = P sigma_b (u_b - v) + sigma_b P (1-P) (v - u_0 + lambda sum sigma (u-v) u)
    """
    for i in range(bidders):
        respond(rd.u, rd.bidding[1, i], rd.bidding[2, i], precision, rd.p, rd.bits)
    for i in range(bidders):
        _expect(rd, br, bidders, i, joint, rd.p, br.row[TRIAL])
    _marginals(rd, br, bidders, size, joint)
    br.slopes[:size, :size] = 0.0
    drift = br.row[KEPT]  # dp/dlambda
    for i in range(bidders):
        at, count = rd.bidding[1, i], rd.bidding[2, i]
        softmax(rd.u[at + 1 :], count - 1, precision, rd.line[0, 1:], rd.bits)
        value, variance = 0.0, 0.0
        for b in range(1, count):
            value += rd.line[0, b] * rd.u[at + b]
        for b in range(1, count):
            variance += rd.line[0, b] * (rd.u[at + b] - value) * rd.u[at + b]
        P = logistic(precision * (value - rd.u[at]))
        not_P = logistic(precision * (rd.u[at] - value))
        drift[at] = 0.0
        for b in range(at + 1, at + count):
            sigma = rd.line[0, b - at]
            bends = precision * sigma * P * not_P
            for c in range(at + 1, at + count):
                other = rd.line[0, c - at]
                slope = bends * other * (1.0 + precision * (rd.u[c] - value)) - P * precision * sigma * other
                if b == c:
                    slope += P * precision * sigma
                br.slopes[b, c] = slope
                br.slopes[at, c] -= slope
            br.slopes[b, at] = -bends
            br.slopes[at, at] += bends
            drift[b] = P * sigma * (rd.u[b] - value)
            drift[b] += sigma * P * not_P * (value - rd.u[at] + precision * variance)
            drift[at] -= drift[b]
    worst = 0.0
    for row in range(size):
        bend = 0.0
        for c in range(size):
            bend -= br.marginal[row, c] * drift[c]
            total = 1.0 if row == c else 0.0
            for e in range(size):
                total -= br.marginal[row, e] * br.slopes[e, c]
            br.matrix[row, c] = total
        br.row[BEND, row] = bend * target
        br.row[RHS, row] = rd.u[row] - br.row[TRIAL, row]
        worst = max(worst, abs(br.row[RHS, row]))
    return worst


@kernel
def _marginals(rd: Round, br: Branch, bidders: int, size: int, joint: int) -> None:
    """Fill br.marginal[(i, b), (other, c)]: bidder i's payoff from b if other bids c and the rest by their chances."""
    br.marginal[:size, :size] = 0.0
    bid = np.zeros(bidders, np.int64)
    for _ in range(joint):
        for i in range(bidders):
            for other in range(bidders):
                if other == i:
                    continue
                chance = 1.0
                for rest in range(bidders):
                    if rest not in (i, other):
                        chance *= rd.p[rd.bidding[1, rest] + bid[rest]]
                br.marginal[rd.bidding[1, i] + bid[i], rd.bidding[1, other] + bid[other]] += (
                    chance * br.pay[i, _cell(bid, rd.bidding[2], bidders, i)]
                )
        _next_bids(bid, rd.bidding[2], bidders)


@kernel
def _newton(
    rd: Round, br: Branch, bidders: int, size: int, joint: int, target: float, sweeps: int, tolerance: float
) -> bool:
    """Polish rd.u at the target precision."""
    before = math.inf
    for _ in range(sweeps):
        worst = _linearise(rd, br, bidders, size, joint, target, target)
        if worst <= tolerance or (worst < 1e-11 and worst >= before):
            return True
        before = worst
        if solve_in_place(br.matrix, br.row[RHS], size) == 0.0:
            return False
        for b in range(size):
            rd.u[b] -= br.row[RHS, b]
    return False


@kernel
def _turn_to(rd: Round, br: Branch, size: int) -> bool:
    """Solve for the new tangent: [F_u F_mu; old tangent] tangent = [0; 1], into br.row[TANGENT] with length 1."""
    for row in range(size):
        br.matrix[row, size] = br.row[BEND, row]
        br.row[RHS, row] = 0.0
    for c in range(size + 1):
        br.matrix[size, c] = br.row[TANGENT, c]
    br.row[RHS, size] = 1.0
    if solve_in_place(br.matrix, br.row[RHS], size + 1) == 0.0:
        return False
    length = 0.0
    for c in range(size + 1):
        length += br.row[RHS, c] ** 2
    length = math.sqrt(length)
    for c in range(size + 1):
        br.row[TANGENT, c] = br.row[RHS, c] / length
    return True


@kernel
def _arclength(rd: Round, br: Branch, bidders: int, size: int, joint: int, target: float, mu: float) -> bool:
    """Follow the branch from (rd.u, mu) by pseudo-arclength until it first crosses mu = 1."""
    u_old = np.empty(size)
    guess = np.empty(size + 1)
    before = np.empty(size + 1)
    step = 0.001
    br.row[TANGENT, : size + 1] = 0.0
    br.row[TANGENT, size] = 1.0
    if not _newton_at(rd, br, bidders, size, joint, target, mu):
        return False
    _linearise(rd, br, bidders, size, joint, mu * target, target)
    if not _turn_to(rd, br, size):
        return False
    turned = False
    for _ in range(5000):
        for b in range(size):
            u_old[b] = rd.u[b]
            guess[b] = rd.u[b] + step * br.row[TANGENT, b]
            rd.u[b] = guess[b]
        guess[size] = mu + step * br.row[TANGENT, size]
        reached = guess[size]
        good = False
        for sweep in range(8):
            worst = _linearise(rd, br, bidders, size, joint, reached * target, target)
            if worst < 1e-12:
                good = sweep <= 6
                break
            off = br.row[TANGENT, size] * (reached - guess[size])
            for b in range(size):
                off += br.row[TANGENT, b] * (rd.u[b] - guess[b])
            for row in range(size):
                br.matrix[row, size] = br.row[BEND, row]
                br.matrix[size, row] = br.row[TANGENT, row]
            br.matrix[size, size] = br.row[TANGENT, size]
            br.row[RHS, size] = off
            if solve_in_place(br.matrix, br.row[RHS], size + 1) == 0.0:
                break
            for b in range(size):
                rd.u[b] -= br.row[RHS, b]
            reached -= br.row[RHS, size]
            if not abs(reached) < 1e6 or reached < 0.0:
                break
        # A corrector that ends far from the guess, or a tangent that swings, may have jumped to another branch.
        strayed = (reached - guess[size]) ** 2
        for b in range(size):
            strayed += (rd.u[b] - guess[b]) ** 2
        for c in range(size + 1):
            before[c] = br.row[TANGENT, c]
        if good and strayed <= (0.2 * step) ** 2:
            good = _turn_to(rd, br, size)
            along = 0.0
            for c in range(size + 1):
                along += br.row[TANGENT, c] * before[c]
            good = good and along > 0.99
        else:
            good = False
        if not good:
            for b in range(size):
                rd.u[b] = u_old[b]
            for c in range(size + 1):
                br.row[TANGENT, c] = before[c]
            step *= 0.5
            if step < 1e-9:
                return False
            continue
        if reached < mu:
            turned = True
        if reached >= 1.0:
            share = (1.0 - mu) / (reached - mu)
            for b in range(size):
                rd.u[b] = u_old[b] + share * (rd.u[b] - u_old[b])
            if turned:
                rd.report[TURNED] += 1.0
            return _newton(rd, br, bidders, size, joint, target, 30, FINE)
        mu = reached
        step = min(step * 1.6, 0.1)
    return False


@kernel
def _newton_at(rd: Round, br: Branch, bidders: int, size: int, joint: int, target: float, mu: float) -> bool:
    """Polish the point from which the branch is followed."""
    for _ in range(30):
        if _linearise(rd, br, bidders, size, joint, mu * target, target) < 1e-12:
            return True
        if solve_in_place(br.matrix, br.row[RHS], size) == 0.0:
            return False
        for b in range(size):
            rd.u[b] -= br.row[RHS, b]
    return False


@kernel
def spread(rd: Round, bidders: int, size: int, weight: float) -> float:
    """Average the pivot's logit over joint bids by the chances rd.p.

    Fills rd.share: the chance that an option is bid over the sum of weights then, so that the pivot takes a bid up with
    chance share times weight.

    Returns
    -------
    float
        The mean of one over the sum of weights: times a standing option's weight, the chance that it is chosen.
    """
    if bidders == 0:
        return 1.0 / weight
    share = rd.share
    share[:size] = 0.0
    plain = 0.0
    if bidders == 1:
        for b in range(size):
            share[b] = rd.p[b] / (weight + rd.weights[b])
            plain += share[b]
        return plain
    joint = 1
    for i in range(bidders):
        joint *= rd.bidding[2, i]
    bid = np.zeros(bidders, np.int64)
    for _ in range(joint):
        chance, total = 1.0, weight
        for i in range(bidders):
            chance *= rd.p[rd.bidding[1, i] + bid[i]]
            total += rd.weights[rd.bidding[1, i] + bid[i]]
        chance /= total
        plain += chance
        for i in range(bidders):
            share[rd.bidding[1, i] + bid[i]] += chance
        _next_bids(bid, rd.bidding[2], bidders)
    return plain
