"""The bids of one step: a fixed point of logits, on the branch that starts where everybody chooses at random.

A bidder chooses whether to bid and then what, so with u_0 the payoff of not bidding and u_b that of bid b,

    sigma_b = logit of u_b;     v = sum of sigma_b u_b;     P = logit of v against u_0;     p_b = P sigma_b,  p_0 = 1 - P

With U the expected payoffs that chances p of the others' bids give, a fixed point solves

    F(u, lambda) = u - U(p(lambda u)) = 0

On the branch from lambda = 0 (McKelvey & Palfrey 1995; Turocy 2005) lambda is first raised in steps that move no chance far, each
settled by iterating the map. While the iteration contracts, every eigenvalue of the map lies inside the unit circle, so
det F_u > 0 and the branch has not turned. Where it contracts slowly, or not, Newton's method settles each step, and det F_u is held
to stay positive. Where no step that is long enough does, the rest of the branch is followed by pseudo-arclength in (u, lambda),
which passes turning points; the answer is the first crossing of the target.
"""

from __future__ import annotations

import math

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import copy, dot, logistic, put, softmax, solve_in_place
from realpolitik.game.core.arrays import NOTHING, Branch, Floats, Index

LONGEST, SHORTEST = 1 / 4, 1 / 512  # steps of lambda, in shares of the target
LEAST = 2.0**-24  # the shortest where the iteration contracts: then the branch has not turned, however far a step moves
BEGINNING, STRIDE = 0.02, 1.0  # the first step along the arc, and the longest
MOST_STEPS = 100_000  # along the arc; where payoffs that matter to nobody are large, most of its length is theirs
NEWTON = 8  # sweeps in which Newton's method must settle a step
FARTHEST = 0.2  # a step that moves a chance by more might jump to another branch
SLOW = 0.5  # a contraction slower than this per sweep is left to arclength
CLOSE = 0.05  # the same where only Newton's method settles: it leaps more easily
ROUGH, FINE = 1e-5, 1e-14
NEAR = 1e-11  # what Newton's method must reach: just past a turn the residual is small where there is no solution
RESIDUAL, TURNED, REGRET = 0, 1, 2
NEVER = 1e-18  # a chance that is smaller bears on nothing
IDLE = 1e-11  # a slope of a chance that is no larger is none
# Rows of working memory.
TRIAL, KEPT, BEND, RHS, TANGENT, CHANCES, SIGMA, OLD, GUESS, BEFORE, SMALL, MEAN, DRIFT = range(13)


@kernel
def next_bids(bid: Index, sizes: Index, bidders: int) -> None:
    """Step to the next joint bid, the last bidder's fastest."""
    for i in range(bidders - 1, -1, -1):
        bid[i] += 1
        if bid[i] < sizes[i]:
            return
        bid[i] = 0


@kernel
def cell(bid: Index, sizes: Index, bidders: int, i: int) -> int:
    """Return where bidder i's payoff from a joint bid stands: its own bid runs fastest, the last of the others' next."""
    place = 0
    for other in range(bidders):
        if other != i:
            place = place * sizes[other] + bid[other]
    return place * sizes[i] + bid[i]


@kernel
def respond(u: Floats, at: int, size: int, precision: float, p: Floats) -> None:
    """Write one bidder's chances p[at:at+size] for its expected payoffs u[at:at+size]."""
    worth, chance = u[at + 1 : at + size], p[at + 1 : at + size]
    softmax(worth, size - 1, precision, chance)
    value = dot(chance, worth, size - 1)
    bids = logistic(precision * (value - u[at]))
    for b in range(size - 1):
        chance[b] *= bids
    p[at] = logistic(precision * (u[at] - value))


@kernel
def _expect(br: Branch, bidders: int, i: int, joint: int, p: Floats, u: Floats) -> None:
    """Write bidder i's expected payoffs, given the others' chances."""
    at, size = br.bidding[1, i], br.bidding[2, i]
    for b in range(size):
        u[at + b] = 0.0
    if bidders == 2:
        rival, own = br.bidding[1, 1 - i], u[at : at + size]
        for c in range(br.bidding[2, 1 - i]):
            chance, pay = p[rival + c], br.pay[i, c * size : (c + 1) * size]
            for b in range(size):
                own[b] += chance * pay[b]
        return
    bid = br.bid
    put(NOTHING, bid)
    for _ in range(joint):
        chance = 1.0
        for other in range(bidders):
            if other != i:
                chance *= p[br.bidding[1, other] + bid[other]]
        u[at + bid[i]] += chance * br.pay[i, cell(bid, br.bidding[2], bidders, i)]
        next_bids(bid, br.bidding[2], bidders)


@kernel
def _settle(br: Branch, bidders: int, size: int, joint: int, precision: float, tolerance: float) -> bool:
    """Iterate the responses, bidder by bidder, from br.u; False if they contract too slowly."""
    before = math.inf
    for i in range(bidders):
        respond(br.u, br.bidding[1, i], br.bidding[2, i], precision, br.p)
    for sweep in range(200):
        change = 0.0
        for i in range(bidders):
            _expect(br, bidders, i, joint, br.p, br.row[TRIAL])
            for b in range(br.bidding[1, i], br.bidding[1, i] + br.bidding[2, i]):
                change = max(change, abs(br.row[TRIAL, b] - br.u[b]))
                br.u[b] = br.row[TRIAL, b]
            respond(br.u, br.bidding[1, i], br.bidding[2, i], precision, br.p)
        if change <= tolerance or (change < 1e-11 and change >= before):
            return True
        if sweep >= 2 and change > 1e-10 and change > SLOW * before:
            return False
        before = change
    return False


@kernel
def follow_branch(br: Branch, bidders: int, size: int, joint: int, precision: float) -> None:
    """Follow the branch to the target precision: br.u and br.p become the fixed point."""
    put(0.0, br.u[:size])
    if bidders == 2:  # then they hang on nobody else's chances
        _marginals(br, bidders, size, joint)
    for i in range(bidders):
        respond(br.u, br.bidding[1, i], br.bidding[2, i], 0.0, br.p)
    for i in range(bidders):
        _expect(br, bidders, i, joint, br.p, br.u)
    done, stiff = True, False
    mu, step = 0.0, LONGEST
    while mu < 1.0:
        for b in range(size):
            br.row[KEPT, b], br.row[CHANCES, b] = br.u[b], br.p[b]
        reached = min(mu + step, 1.0)
        tolerance = FINE if reached == 1.0 else ROUGH
        settled = not stiff and _settle(br, bidders, size, joint, precision * reached, tolerance)
        if not settled:
            stiff = True
            copy(br.row[KEPT, :size], br.u[:size])
            near = min(tolerance, NEAR)
            settled = _newton(br, bidders, size, joint, precision * reached, NEWTON, near) > 0.0
            for i in range(bidders):
                respond(br.u, br.bidding[1, i], br.bidding[2, i], precision * reached, br.p)
        moved = 0.0
        for b in range(size):
            moved = max(moved, abs(br.p[b] - br.row[CHANCES, b]))
        if settled and moved <= (CLOSE if stiff else FARTHEST):
            mu = reached
            step = min(1.5 * step, LONGEST)
            continue
        copy(br.row[KEPT, :size], br.u[:size])
        copy(br.row[CHANCES, :size], br.p[:size])
        step *= 0.5
        if step < (SHORTEST if stiff else LEAST):
            done = _arclength(br, bidders, size, joint, precision, mu)
            break
    _measure(br, bidders, size, joint, precision, done)


@kernel
def _measure(br: Branch, bidders: int, size: int, joint: int, precision: float, done: bool) -> None:
    """Make br.u and br.p a pair, and record how far they are from a fixed point."""
    for i in range(bidders):
        respond(br.u, br.bidding[1, i], br.bidding[2, i], precision, br.p)
    for i in range(bidders):
        _expect(br, bidders, i, joint, br.p, br.row[TRIAL])
    worst = 0.0 if done else math.inf
    for i in range(bidders):
        at = br.bidding[1, i]
        respond(br.row[TRIAL], at, br.bidding[2, i], precision, br.row[KEPT])
        for b in range(at, at + br.bidding[2, i]):
            worst = max(worst, abs(br.row[KEPT, b] - br.p[b]))
    if not worst <= br.report[RESIDUAL]:
        br.report[RESIDUAL] = worst


@kernel
def _linearise(br: Branch, bidders: int, size: int, joint: int, precision: float, target: float) -> tuple[float, int]:
    """Linearise F at br.u: return max |F|, and how many options' payoffs bear on chances at all.

    These are listed in br.active. Filled are br.slopes with dU/du by their payoffs, br.row[BEND] with dF/dmu, with mu = lambda /
    target, and br.row[RHS] with F. With v = sum sigma u and P as at the head of the module,

        dp_b/du_c = lambda P sigma_b 1[b=c] + sigma_b g_c       g_c = lambda P sigma_c ((1-P) (1 + lambda (u_c - v)) - 1)
        dp_b/du_0 = sigma_b g_0                                 g_0 = - lambda P (1-P)
        dp_b/dlambda = P sigma_b (u_b - v) + sigma_b P (1-P) (v - u_0 + lambda sum sigma (u-v) u)

    and p_0 = 1 - sum p_b, so that with X_b what another's payoff gains if the bidder bids b and not nothing,

        dU/du_c = lambda P sigma_c X_c + g_c sum sigma X        dU/du_0 = g_0 sum sigma X
    """
    for i in range(bidders):
        respond(br.u, br.bidding[1, i], br.bidding[2, i], precision, br.p)
    for i in range(bidders):
        _expect(br, bidders, i, joint, br.p, br.row[TRIAL])
    if bidders > 2:
        _marginals(br, bidders, size, joint)
    bend, sigma, drift, mean = br.row[BEND], br.row[SIGMA], br.row[DRIFT], br.row[MEAN]
    put(0.0, bend[:size])
    active = NOTHING
    for i in range(bidders):
        at, count = br.bidding[1, i], br.bidding[2, i]
        softmax(br.u[at + 1 :], count - 1, precision, sigma[1:])
        value, variance = 0.0, 0.0
        for b in range(1, count):
            value += sigma[b] * br.u[at + b]
        for b in range(1, count):
            variance += sigma[b] * (br.u[at + b] - value) * br.u[at + b]
        P = logistic(precision * (value - br.u[at]))
        not_P = logistic(precision * (br.u[at] - value))
        for b in range(1, count):
            drift[b] = P * sigma[b] * (br.u[at + b] - value)
            drift[b] += sigma[b] * P * not_P * (value - br.u[at] + precision * variance)
        put(0.0, mean[:size])
        nothing = br.marginal[at]
        for b in range(1, count):
            gains, likely, turn = br.marginal[at + b], sigma[b], target * drift[b]
            if likely < NEVER:
                continue
            for row in range(size):
                gain = gains[row] - nothing[row]
                mean[row] += likely * gain
                bend[row] -= turn * gain
        for c in range(count):
            direct = 0.0 if c == 0 else precision * P * sigma[c]
            through = -precision * P * not_P
            if c > 0:
                through = direct * (not_P * (1.0 + precision * (br.u[at + c] - value)) - 1.0)
            if abs(direct) + abs(through) <= IDLE:
                continue
            slope = br.slopes[active]
            for row in range(size):
                slope[row] = through * mean[row]
            if direct > 0.0:
                gains = br.marginal[at + c]
                for row in range(size):
                    slope[row] += direct * (gains[row] - nothing[row])
            br.active[active] = at + c
            active += 1
    worst = 0.0
    for row in range(size):
        br.row[RHS, row] = br.u[row] - br.row[TRIAL, row]
        worst = max(worst, abs(br.row[RHS, row]))
    return worst, active


@kernel
def _solve(br: Branch, size: int, active: int, bordered: int, off: float, metric: float) -> float:
    """Solve F_u x + F_mu m = br.row[RHS] and, if bordered, tangent (x, m) = off by a metric; x and m become br.row[RHS].

    The payoffs that bear on no chance follow from those that do: only these are unknowns of a system. Returned is the sign of its
    determinant, which is that of the whole; 0 if it has no solution.
    """
    rhs, bend, tangent, small = br.row[RHS], br.row[BEND], br.row[TANGENT], br.row[SMALL]
    matrix, count = br.matrix, active + bordered
    for k in range(active):
        for c in range(active):
            matrix[k, c] = (1.0 if k == c else 0.0) - br.slopes[c, br.active[k]]
        if bordered:
            matrix[k, active] = bend[br.active[k]]
        small[k] = rhs[br.active[k]]
    if bordered:
        # The others are x = rhs + slopes x_active - bend m.
        corner, last = tangent[size], off
        for row in range(size):
            corner -= metric * tangent[row] * bend[row]
            last -= metric * tangent[row] * rhs[row]
        for c in range(active):
            total = 0.0
            for row in range(size):
                total += metric * tangent[row] * br.slopes[c, row]
            matrix[active, c] = total
        matrix[active, active], small[active] = corner, last
    sign = solve_in_place(matrix, small, count) if count > 0 else 1.0
    if sign == 0.0:
        return 0.0
    for c in range(active):
        slope, x = br.slopes[c], small[c]
        for row in range(size):
            rhs[row] += slope[row] * x
    if bordered:
        for row in range(size):
            rhs[row] -= bend[row] * small[active]
        rhs[size] = small[active]
    return sign


@kernel
def _marginals(br: Branch, bidders: int, size: int, joint: int) -> None:
    """Fill br.marginal[(other, c), (i, b)]: bidder i's payoff from b if other bids c and the rest by their chances."""
    for row in range(size):
        put(0.0, br.marginal[row, :size])
    if bidders == 2:
        for i in range(2):
            at, own, rival = br.bidding[1, i], br.bidding[2, i], br.bidding[1, 1 - i]
            for c in range(br.bidding[2, 1 - i]):
                copy(br.pay[i, c * own : (c + 1) * own], br.marginal[rival + c, at : at + own])
        return
    bid = br.bid
    put(NOTHING, bid)
    for _ in range(joint):
        for i in range(bidders):
            for other in range(bidders):
                if other == i:
                    continue
                chance = 1.0
                for rest in range(bidders):
                    if rest not in (i, other):
                        chance *= br.p[br.bidding[1, rest] + bid[rest]]
                br.marginal[br.bidding[1, other] + bid[other], br.bidding[1, i] + bid[i]] += (
                    chance * br.pay[i, cell(bid, br.bidding[2], bidders, i)]
                )
        next_bids(bid, br.bidding[2], bidders)


@kernel
def _newton(br: Branch, bidders: int, size: int, joint: int, target: float, sweeps: int, tolerance: float) -> float:
    """Polish br.u at a precision; return the last sign of det F_u, and 0 if it is not reached."""
    before, sign = math.inf, 1.0
    for _ in range(sweeps):
        worst, active = _linearise(br, bidders, size, joint, target, target)
        if worst <= tolerance or (worst < 1e-11 and worst >= before):
            return sign
        before = worst
        sign = _solve(br, size, active, 0, 0.0, 0.0)
        if sign == 0.0:
            return 0.0
        for b in range(size):
            br.u[b] -= br.row[RHS, b]
    return 0.0


@kernel
def _turn_to(br: Branch, size: int, active: int, metric: float) -> bool:
    """Solve for the new tangent: [F_u F_mu; old tangent] tangent = [0; 1], into br.row[TANGENT] with length 1 by the metric."""
    put(0.0, br.row[RHS, : size + 1])
    if _solve(br, size, active, 1, 1.0, metric) == 0.0:
        return False
    length = br.row[RHS, size] ** 2
    for c in range(size):
        length += metric * br.row[RHS, c] ** 2
    length = math.sqrt(length)
    for c in range(size + 1):
        br.row[TANGENT, c] = br.row[RHS, c] / length
    return True


@kernel
def _arclength(br: Branch, bidders: int, size: int, joint: int, target: float, mu: float) -> bool:
    """Follow the branch from (br.u, mu) by pseudo-arclength until it first crosses mu = 1.

    Lengths are those of (lambda u, mu): a payoff weighs as much as it moves the logarithm of odds.
    """
    metric = target * target
    u_old, guess, before = br.row[OLD], br.row[GUESS], br.row[BEFORE]
    step = BEGINNING
    put(0.0, br.row[TANGENT, : size + 1])
    br.row[TANGENT, size] = 1.0
    if not _newton_at(br, bidders, size, joint, target, mu):
        return False
    _, active = _linearise(br, bidders, size, joint, mu * target, target)
    if not _turn_to(br, size, active, metric):
        return False
    turned = False
    for _ in range(MOST_STEPS):
        for b in range(size):
            u_old[b] = br.u[b]
            guess[b] = br.u[b] + step * br.row[TANGENT, b]
            br.u[b] = guess[b]
        guess[size] = mu + step * br.row[TANGENT, size]
        reached = guess[size]
        good = False
        for sweep in range(8):
            worst, active = _linearise(br, bidders, size, joint, reached * target, target)
            if worst < 1e-12:
                good = sweep <= 6
                break
            off = br.row[TANGENT, size] * (reached - guess[size])
            for b in range(size):
                off += metric * br.row[TANGENT, b] * (br.u[b] - guess[b])
            if _solve(br, size, active, 1, off, metric) == 0.0:
                break
            for b in range(size):
                br.u[b] -= br.row[RHS, b]
            reached -= br.row[RHS, size]
            if not abs(reached) < 1e6 or reached < 0.0:
                break
        # A corrector that ends far from the guess, or a tangent that swings, may have jumped to another branch.
        strayed = (reached - guess[size]) ** 2
        for b in range(size):
            strayed += metric * (br.u[b] - guess[b]) ** 2
        for c in range(size + 1):
            before[c] = br.row[TANGENT, c]
        if good and strayed <= (0.2 * step) ** 2:
            good = _turn_to(br, size, active, metric)
            along = br.row[TANGENT, size] * before[size]
            for c in range(size):
                along += metric * br.row[TANGENT, c] * before[c]
            good = good and along > 0.99
        else:
            good = False
        if not good:
            for b in range(size):
                br.u[b] = u_old[b]
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
                br.u[b] = u_old[b] + share * (br.u[b] - u_old[b])
            if turned:
                br.report[TURNED] += 1.0
            return _newton(br, bidders, size, joint, target, 30, FINE) != 0.0
        mu = reached
        step = min(step * 1.6, STRIDE)
    return False


@kernel
def _newton_at(br: Branch, bidders: int, size: int, joint: int, target: float, mu: float) -> bool:
    """Polish the point from which the branch is followed."""
    for _ in range(30):
        worst, active = _linearise(br, bidders, size, joint, mu * target, target)
        if worst < 1e-12:
            return True
        if _solve(br, size, active, 0, 0.0, 0.0) == 0.0:
            return False
        for b in range(size):
            br.u[b] -= br.row[RHS, b]
    return False
