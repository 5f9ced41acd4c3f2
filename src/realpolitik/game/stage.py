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

from realpolitik.game.arrays import (
    PERIODS,
    PLAYERS,
    BazaarStructure,
    Floats,
    GameNumbers,
    Index,
    Scratch,
)
from realpolitik.game.numeric import exponentials, kernel, logistic, softmax, solve_in_place

LONGEST, SHORTEST = 1 / 8, 1 / 128  # steps of lambda, in shares of the target
FARTHEST = 0.2  # a step that moves a chance by more might jump to another branch
SLOW = 0.5  # a contraction slower than this per sweep is left to arclength
ROUGH, FINE = 1e-5, 1e-14
RESIDUAL, TURNED, REGRET = 0, 1, 2


@kernel
def solve_bids(
    bz: BazaarStructure, x: GameNumbers, d: int, sc: Scratch, t: int, holder: int, fixed: int, precision: float
) -> None:
    """Solve a round: the bids' chances into sc.bids, the round's value into sc.round.

    Parameters
    ----------
    holder : int
        Suitor that holds the draft and so does not bid; -1 if none.
    fixed : int
        Number of rows of sc.options: the pivot's options whatever is bid.
    """
    K = bz.sizes[PLAYERS]
    sc.bids[:] = 0.0
    bidders, size = gather_bidders(bz, x, d, sc, t, holder)
    weight = weigh(bz, sc, bidders, size, fixed, precision)
    # From here to `_value`, sc.round holds F.
    for k in range(K):
        sc.round[k] = 0.0
        for f in range(fixed):
            sc.round[k] += sc.line[f] * sc.options[f, k]
    if bidders == 0:
        for k in range(K):
            sc.round[k] /= weight
        return
    joint = _pay(bz, sc, bidders, weight)
    if bidders == 1:
        for b in range(sc.sizes[0]):
            sc.u[b] = sc.pay[0, b]
        respond(sc.u, 0, sc.sizes[0], precision, sc.p, sc.bits)
    else:
        _follow_branch(sc, bidders, size, joint, precision)
    _value(bz, sc, bidders, size, weight, K)
    for i in range(bidders):
        s, at = sc.bidders[i], sc.starts[i]
        best, given = sc.u[at], 0.0
        for b in range(sc.sizes[i]):
            best = max(best, sc.u[at + b])
            given += sc.p[at + b] * sc.u[at + b]
            if b > 0:
                sc.bids[bz.first[s] + b - 1] = sc.p[at + b]
        sc.report[REGRET] = max(sc.report[REGRET], best - given)


@kernel
def gather_bidders(bz: BazaarStructure, x: GameNumbers, d: int, sc: Scratch, t: int, holder: int) -> tuple[int, int]:
    """List the suitors that bid in a round into sc.bidders, sc.starts, sc.sizes; return their number and options."""
    bidders, size = 0, 0
    for s in range(bz.first.shape[0] - 1):
        if s != holder and t + x.drafting[d, s] <= bz.sizes[PERIODS] - 1:
            sc.bidders[bidders] = s
            sc.starts[bidders] = size
            sc.sizes[bidders] = bz.first[s + 1] - bz.first[s] + 1
            size += sc.sizes[bidders]
            bidders += 1
    return bidders, size


@kernel
def weigh(bz: BazaarStructure, sc: Scratch, bidders: int, size: int, fixed: int, precision: float) -> float:
    """Write the pivot's logit weights of the standing options to sc.line and of the bids to sc.weights; return W.

    Only the pivot's column of sc.options and sc.take is read.
    """
    top = sc.options[0, 0]
    for f in range(1, fixed):
        top = max(top, sc.options[f, 0])
    for i in range(bidders):
        s = sc.bidders[i]
        for a in range(bz.first[s], bz.first[s + 1]):
            top = max(top, sc.take[a, 0])
    for f in range(fixed):
        sc.line[f] = precision * (sc.options[f, 0] - top)
    exponentials(sc.line, fixed, sc.line, sc.bits)
    weight = 0.0
    for f in range(fixed):
        weight += sc.line[f]
    for i in range(bidders):
        s, at = sc.bidders[i], sc.starts[i]
        sc.trial[at] = _NEVER
        for b in range(1, sc.sizes[i]):
            sc.trial[at + b] = precision * (sc.take[bz.first[s] + b - 1, 0] - top)
    exponentials(sc.trial, size, sc.weights, sc.bits)
    for i in range(bidders):
        sc.weights[sc.starts[i]] = 0.0
    return weight


_NEVER = -1e6


@kernel
def _pay(bz: BazaarStructure, sc: Scratch, bidders: int, weight: float) -> int:
    """Fill sc.pay with the bidders' payoffs over joint bids, the last bidder's fastest; return their number."""
    if bidders == 1:
        player, first = 1 + sc.bidders[0], bz.first[sc.bidders[0]]
        sc.pay[0, 0] = sc.round[player] / weight
        for b in range(1, sc.sizes[0]):
            won = sc.weights[b] * sc.take[first + b - 1, player]
            sc.pay[0, b] = (sc.round[player] + won) / (weight + sc.weights[b])
        return int(sc.sizes[0])
    joint = 1
    for i in range(bidders):
        joint *= sc.sizes[i]
    bid = np.zeros(bidders, np.int64)
    for j in range(joint):
        total = weight
        for i in range(bidders):
            total += sc.weights[sc.starts[i] + bid[i]]
        for i in range(bidders):
            player = 1 + sc.bidders[i]
            amount = sc.round[player]
            for other in range(bidders):
                if bid[other] > 0:
                    a = bz.first[sc.bidders[other]] + bid[other] - 1
                    amount += sc.weights[sc.starts[other] + bid[other]] * sc.take[a, player]
            sc.pay[i, j] = amount / total
        _next_bids(bid, sc.sizes, bidders)
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
def _expect(sc: Scratch, bidders: int, i: int, joint: int, p: Floats, u: Floats) -> None:
    """Write bidder i's expected payoffs, given the others' chances."""
    at, size = sc.starts[i], sc.sizes[i]
    if bidders == 2:
        other = 1 - i
        rival, count = sc.starts[other], sc.sizes[other]
        step, stride = (sc.sizes[1], 1) if i == 0 else (1, sc.sizes[1])
        for b in range(size):
            total = 0.0
            for c in range(count):
                total += p[rival + c] * sc.pay[i, b * step + c * stride]
            u[at + b] = total
        return
    for b in range(size):
        u[at + b] = 0.0
    bid = np.zeros(bidders, np.int64)
    for j in range(joint):
        chance = 1.0
        for other in range(bidders):
            if other != i:
                chance *= p[sc.starts[other] + bid[other]]
        u[at + bid[i]] += chance * sc.pay[i, j]
        _next_bids(bid, sc.sizes, bidders)


@kernel
def _settle(sc: Scratch, bidders: int, size: int, joint: int, precision: float, tolerance: float) -> bool:
    """Iterate the responses, bidder by bidder, from sc.u; False if they contract too slowly."""
    before = math.inf
    for i in range(bidders):
        respond(sc.u, sc.starts[i], sc.sizes[i], precision, sc.p, sc.bits)
    for sweep in range(200):
        change = 0.0
        for i in range(bidders):
            _expect(sc, bidders, i, joint, sc.p, sc.trial)
            for b in range(sc.starts[i], sc.starts[i] + sc.sizes[i]):
                change = max(change, abs(sc.trial[b] - sc.u[b]))
                sc.u[b] = sc.trial[b]
            respond(sc.u, sc.starts[i], sc.sizes[i], precision, sc.p, sc.bits)
        if change <= tolerance or (change < 1e-11 and change >= before):
            return True
        if sweep >= 2 and change > 1e-10 and change > SLOW * before:
            return False
        before = change
    return False


@kernel
def _follow_branch(sc: Scratch, bidders: int, size: int, joint: int, precision: float) -> None:
    """Follow the branch to the target precision: sc.u and sc.p become the fixed point."""
    sc.u[:size] = 0.0
    for i in range(bidders):
        respond(sc.u, sc.starts[i], sc.sizes[i], 0.0, sc.p, sc.bits)
    for i in range(bidders):
        _expect(sc, bidders, i, joint, sc.p, sc.u)
    done = True
    mu, step = 0.0, LONGEST
    while mu < 1.0:
        for b in range(size):
            sc.start[b], sc.bend[b] = sc.u[b], sc.p[b]
        reached = min(mu + step, 1.0)
        tolerance = FINE if reached == 1.0 else ROUGH
        settled = _settle(sc, bidders, size, joint, precision * reached, tolerance)
        moved = 0.0
        for b in range(size):
            moved = max(moved, abs(sc.p[b] - sc.bend[b]))
        if settled and moved <= FARTHEST:
            mu = reached
            step = min(1.5 * step, LONGEST)
            continue
        for b in range(size):
            sc.u[b], sc.p[b] = sc.start[b], sc.bend[b]
        step *= 0.5
        if step < SHORTEST:
            done = _arclength(sc, bidders, size, joint, precision, mu)
            break
    _measure(sc, bidders, size, joint, precision, done)


@kernel
def _measure(sc: Scratch, bidders: int, size: int, joint: int, precision: float, done: bool) -> None:
    """Make sc.u and sc.p a pair, and record how far they are from a fixed point."""
    for i in range(bidders):
        respond(sc.u, sc.starts[i], sc.sizes[i], precision, sc.p, sc.bits)
    for i in range(bidders):
        _expect(sc, bidders, i, joint, sc.p, sc.trial)
    worst = 0.0 if done else math.inf
    for i in range(bidders):
        at = sc.starts[i]
        respond(sc.trial, at, sc.sizes[i], precision, sc.start, sc.bits)
        for b in range(at, at + sc.sizes[i]):
            worst = max(worst, abs(sc.start[b] - sc.p[b]))
    if not worst <= sc.report[RESIDUAL]:
        sc.report[RESIDUAL] = worst


@kernel
def _linearise(sc: Scratch, bidders: int, size: int, joint: int, precision: float, target: float) -> float:
    """Fill sc.matrix with F_u, sc.bend with dF/dmu (mu = lambda / target) and sc.rhs with F; return max |F|.

    With v = sum sigma u and P as at the head of the module,

        dp_b/du_c = P lambda sigma_b (1[b=c] - sigma_c) + sigma_b lambda P (1-P) sigma_c (1 + lambda (u_c - v))
        dp_b/du_0 = - sigma_b lambda P (1-P)
        dp_b/dlambda = P sigma_b (u_b - v) + sigma_b P (1-P) (v - u_0 + lambda sum sigma (u-v) u)
    """
    for i in range(bidders):
        respond(sc.u, sc.starts[i], sc.sizes[i], precision, sc.p, sc.bits)
    for i in range(bidders):
        _expect(sc, bidders, i, joint, sc.p, sc.trial)
    _marginals(sc, bidders, size, joint)
    sc.slopes[:size, :size] = 0.0
    drift = sc.start  # dp/dlambda
    for i in range(bidders):
        at, count = sc.starts[i], sc.sizes[i]
        softmax(sc.u[at + 1 :], count - 1, precision, sc.line[1:], sc.bits)
        value, variance = 0.0, 0.0
        for b in range(1, count):
            value += sc.line[b] * sc.u[at + b]
        for b in range(1, count):
            variance += sc.line[b] * (sc.u[at + b] - value) * sc.u[at + b]
        P = logistic(precision * (value - sc.u[at]))
        not_P = logistic(precision * (sc.u[at] - value))
        drift[at] = 0.0
        for b in range(at + 1, at + count):
            sigma = sc.line[b - at]
            bends = precision * sigma * P * not_P
            for c in range(at + 1, at + count):
                other = sc.line[c - at]
                slope = bends * other * (1.0 + precision * (sc.u[c] - value)) - P * precision * sigma * other
                if b == c:
                    slope += P * precision * sigma
                sc.slopes[b, c] = slope
                sc.slopes[at, c] -= slope
            sc.slopes[b, at] = -bends
            sc.slopes[at, at] += bends
            drift[b] = P * sigma * (sc.u[b] - value)
            drift[b] += sigma * P * not_P * (value - sc.u[at] + precision * variance)
            drift[at] -= drift[b]
    worst = 0.0
    for row in range(size):
        bend = 0.0
        for c in range(size):
            bend -= sc.marginal[row, c] * drift[c]
            total = 1.0 if row == c else 0.0
            for e in range(size):
                total -= sc.marginal[row, e] * sc.slopes[e, c]
            sc.matrix[row, c] = total
        sc.bend[row] = bend * target
        sc.rhs[row] = sc.u[row] - sc.trial[row]
        worst = max(worst, abs(sc.rhs[row]))
    return worst


@kernel
def _marginals(sc: Scratch, bidders: int, size: int, joint: int) -> None:
    """Fill sc.marginal[(i, b), (other, c)]: bidder i's payoff from b if other bids c and the rest by their chances."""
    sc.marginal[:size, :size] = 0.0
    bid = np.zeros(bidders, np.int64)
    for j in range(joint):
        for i in range(bidders):
            for other in range(bidders):
                if other == i:
                    continue
                chance = 1.0
                for rest in range(bidders):
                    if rest not in (i, other):
                        chance *= sc.p[sc.starts[rest] + bid[rest]]
                sc.marginal[sc.starts[i] + bid[i], sc.starts[other] + bid[other]] += chance * sc.pay[i, j]
        _next_bids(bid, sc.sizes, bidders)


@kernel
def _newton(sc: Scratch, bidders: int, size: int, joint: int, target: float, sweeps: int, tolerance: float) -> bool:
    """Polish sc.u at the target precision."""
    before = math.inf
    for _ in range(sweeps):
        worst = _linearise(sc, bidders, size, joint, target, target)
        if worst <= tolerance or (worst < 1e-11 and worst >= before):
            return True
        before = worst
        if solve_in_place(sc.matrix, sc.rhs, size) == 0.0:
            return False
        for b in range(size):
            sc.u[b] -= sc.rhs[b]
    return False


@kernel
def _turn_to(sc: Scratch, size: int) -> bool:
    """Solve for the new tangent: [F_u F_mu; old tangent] tangent = [0; 1], into sc.tangent with length 1."""
    for row in range(size):
        sc.matrix[row, size] = sc.bend[row]
        sc.rhs[row] = 0.0
    for c in range(size + 1):
        sc.matrix[size, c] = sc.tangent[c]
    sc.rhs[size] = 1.0
    if solve_in_place(sc.matrix, sc.rhs, size + 1) == 0.0:
        return False
    length = 0.0
    for c in range(size + 1):
        length += sc.rhs[c] ** 2
    length = math.sqrt(length)
    for c in range(size + 1):
        sc.tangent[c] = sc.rhs[c] / length
    return True


@kernel
def _arclength(sc: Scratch, bidders: int, size: int, joint: int, target: float, mu: float) -> bool:
    """Follow the branch from (sc.u, mu) by pseudo-arclength until it first crosses mu = 1."""
    u_old = np.empty(size)
    guess = np.empty(size + 1)
    before = np.empty(size + 1)
    step = 0.001
    sc.tangent[: size + 1] = 0.0
    sc.tangent[size] = 1.0
    if not _newton_at(sc, bidders, size, joint, target, mu):
        return False
    _linearise(sc, bidders, size, joint, mu * target, target)
    if not _turn_to(sc, size):
        return False
    turned = False
    for _ in range(5000):
        for b in range(size):
            u_old[b] = sc.u[b]
            guess[b] = sc.u[b] + step * sc.tangent[b]
            sc.u[b] = guess[b]
        guess[size] = mu + step * sc.tangent[size]
        reached = guess[size]
        good = False
        for sweep in range(8):
            worst = _linearise(sc, bidders, size, joint, reached * target, target)
            if worst < 1e-12:
                good = sweep <= 6
                break
            off = sc.tangent[size] * (reached - guess[size])
            for b in range(size):
                off += sc.tangent[b] * (sc.u[b] - guess[b])
            for row in range(size):
                sc.matrix[row, size] = sc.bend[row]
                sc.matrix[size, row] = sc.tangent[row]
            sc.matrix[size, size] = sc.tangent[size]
            sc.rhs[size] = off
            if solve_in_place(sc.matrix, sc.rhs, size + 1) == 0.0:
                break
            for b in range(size):
                sc.u[b] -= sc.rhs[b]
            reached -= sc.rhs[size]
            if not abs(reached) < 1e6 or reached < 0.0:
                break
        # A corrector that ends far from the guess, or a tangent that swings, may have jumped to another branch.
        strayed = (reached - guess[size]) ** 2
        for b in range(size):
            strayed += (sc.u[b] - guess[b]) ** 2
        for c in range(size + 1):
            before[c] = sc.tangent[c]
        if good and strayed <= (0.2 * step) ** 2:
            good = _turn_to(sc, size)
            along = 0.0
            for c in range(size + 1):
                along += sc.tangent[c] * before[c]
            good = good and along > 0.99
        else:
            good = False
        if not good:
            for b in range(size):
                sc.u[b] = u_old[b]
            for c in range(size + 1):
                sc.tangent[c] = before[c]
            step *= 0.5
            if step < 1e-9:
                return False
            continue
        if reached < mu:
            turned = True
        if reached >= 1.0:
            share = (1.0 - mu) / (reached - mu)
            for b in range(size):
                sc.u[b] = u_old[b] + share * (sc.u[b] - u_old[b])
            if turned:
                sc.report[TURNED] += 1.0
            return _newton(sc, bidders, size, joint, target, 30, FINE)
        mu = reached
        step = min(step * 1.6, 0.1)
    return False


@kernel
def _newton_at(sc: Scratch, bidders: int, size: int, joint: int, target: float, mu: float) -> bool:
    """Polish the point from which the branch is followed."""
    for _ in range(30):
        if _linearise(sc, bidders, size, joint, mu * target, target) < 1e-12:
            return True
        if solve_in_place(sc.matrix, sc.rhs, size) == 0.0:
            return False
        for b in range(size):
            sc.u[b] -= sc.rhs[b]
    return False


@kernel
def spread(sc: Scratch, bidders: int, size: int, weight: float, share: Floats) -> float:
    """Average the pivot's logit over joint bids by the chances sc.p.

    Parameters
    ----------
    share : ndarray, shape (N,)
        Filled: the chance that an option is bid over the sum of weights then, so that the pivot takes a bid up with chance
        share times weight.

    Returns
    -------
    float
        The mean of one over the sum of weights: times a standing option's weight, the chance that it is chosen.
    """
    if bidders == 0:
        return 1.0 / weight
    share[:size] = 0.0
    plain = 0.0
    if bidders == 1:
        for b in range(size):
            share[b] = sc.p[b] / (weight + sc.weights[b])
            plain += share[b]
        return plain
    joint = 1
    for i in range(bidders):
        joint *= sc.sizes[i]
    bid = np.zeros(bidders, np.int64)
    for _ in range(joint):
        chance, total = 1.0, weight
        for i in range(bidders):
            chance *= sc.p[sc.starts[i] + bid[i]]
            total += sc.weights[sc.starts[i] + bid[i]]
        chance /= total
        plain += chance
        for i in range(bidders):
            share[sc.starts[i] + bid[i]] += chance
        _next_bids(bid, sc.sizes, bidders)
    return plain


@kernel
def _value(bz: BazaarStructure, sc: Scratch, bidders: int, size: int, weight: float, K: int) -> None:
    """Turn sc.round from F into the round's value: the mean over joint bids of (F + sum e take) / (W + sum e)."""
    share = sc.trial
    plain = spread(sc, bidders, size, weight, share)
    for k in range(K):
        sc.round[k] *= plain
    for i in range(bidders):
        first = bz.first[sc.bidders[i]]
        for b in range(1, sc.sizes[i]):
            taken = share[sc.starts[i] + b] * sc.weights[sc.starts[i] + b]
            for k in range(K):
                sc.round[k] += taken * sc.take[first + b - 1, k]
