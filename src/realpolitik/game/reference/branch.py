"""The branch of logit fixed points of simultaneous bids, followed from precision zero by pseudo-arclength.

Bidder s has option 0, not to bid, and options 1, 2, ..., its bundles. It chooses first whether to bid, by what a bid is
expected to bring, and then the bundle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from realpolitik.errors import SolverFailed

Array = NDArray[np.float64]

LONGEST = 0.05
SHORTEST = 1e-10
MOST_STEPS = 200_000
ON_BRANCH = 1e-11
AT_TARGET = 1e-13


@dataclass(frozen=True)
class FixedPoint:
    """Chances of each bidder's options, and the largest difference from a logit response to them."""

    chances: tuple[tuple[float, ...], ...]
    residual: float


def fixed_point(payoffs: Mapping[tuple[int, ...], Sequence[float]], precision: float) -> FixedPoint:
    """Return the first fixed point at a precision on the branch that starts at zero.

    Parameters
    ----------
    payoffs : mapping
        The option of each bidder -> the payoff of each bidder.
    precision : float
    """
    game = _Bids(payoffs)
    x = game.respond(np.full(game.size, 0.5), 0.0)
    if precision > 0:
        try:
            x = _follow(game, x, precision)
        except np.linalg.LinAlgError as error:
            raise SolverFailed(f"the branch of bids is singular on its way to precision {precision:g}") from error
    residual = float(np.max(np.abs(x - game.respond(x, precision))))
    return FixedPoint(tuple(tuple(map(float, part)) for part in game.split(x)), residual)


class _Bids:
    """The stage game: responses to chances x, all bidders' options in a row, and their derivatives."""

    def __init__(self, payoffs: Mapping[tuple[int, ...], Sequence[float]]) -> None:
        self.sizes = tuple(max(combo[s] for combo in payoffs) + 1 for s in range(len(next(iter(payoffs)))))
        self.size = sum(self.sizes)
        self.edges = np.cumsum((0, *self.sizes))
        self.tables = [np.empty(self.sizes) for _ in self.sizes]
        for combo, amounts in payoffs.items():
            for s, amount in enumerate(amounts):
                self.tables[s][combo] = amount

    def split(self, x: Array) -> list[Array]:
        return [x[self.edges[s] : self.edges[s + 1]] for s in range(len(self.sizes))]

    def _expect(self, x: Array, s: int, *, keep: int) -> Array:
        """Return s's payoffs by its own option (and the option of ``keep``), in expectation over the others'."""
        parts, table = self.split(x), self.tables[s]
        for other in reversed(range(len(self.sizes))):
            if other not in {s, keep}:
                table = np.tensordot(table, parts[other], axes=(other, 0))
        return table if s <= keep else table.T

    def _response(self, u: Array, precision: float) -> tuple[Array, Array, Array]:
        """Return one bidder's response to payoffs u, and its derivatives by u and by the precision."""
        weights = np.exp(precision * (u[1:] - np.max(u[1:])))
        which = weights / weights.sum()
        v = which @ u[1:]
        bid = 0.5 * (1 + np.tanh(precision * (v - u[0]) / 2))
        spread = which @ (u[1:] - v) ** 2
        dv = np.concatenate([[-1.0], which * (1 + precision * (u[1:] - v))])
        dbid = precision * bid * (1 - bid) * dv
        dbid_precision = bid * (1 - bid) * (v - u[0] + precision * spread)
        dwhich = precision * (np.diag(which) - np.outer(which, which))
        by_u = np.zeros((len(u), len(u)))
        by_u[0] = -dbid
        by_u[1:] = np.outer(which, dbid)
        by_u[1:, 1:] += bid * dwhich
        by_precision = np.concatenate([[-dbid_precision], which * dbid_precision + bid * which * (u[1:] - v)])
        return np.concatenate([[1 - bid], bid * which]), by_u, by_precision

    def respond(self, x: Array, precision: float) -> Array:
        """Return everybody's logit response to x."""
        return np.concatenate(
            [self._response(self._expect(x, s, keep=s), precision)[0] for s in range(len(self.sizes))]
        )

    def gap(self, x: Array, precision: float) -> tuple[Array, Array, Array]:
        """Return x less the response to it, and its derivatives by x and by the precision."""
        value, by_x, by_precision = x.copy(), np.eye(self.size), np.zeros(self.size)
        for s in range(len(self.sizes)):
            own = slice(self.edges[s], self.edges[s + 1])
            response, by_u, slope = self._response(self._expect(x, s, keep=s), precision)
            value[own] -= response
            by_precision[own] = -slope
            for r in range(len(self.sizes)):
                if r != s:
                    by_x[own, self.edges[r] : self.edges[r + 1]] = -by_u @ self._expect(x, s, keep=r)
        return value, by_x, by_precision


def _follow(game: _Bids, x: Array, target: float) -> Array:
    """Follow the branch in (x, precision / target) until the precision first reaches its target."""
    point = np.append(x, 0.0)
    tangent = _tangent(game, point, target, np.append(np.zeros(game.size), 1.0))
    step = 1e-3
    for _ in range(MOST_STEPS):
        new = _correct(game, point + step * tangent, tangent, target)
        if new is not None:
            turned = _tangent(game, new, target, tangent)
            if turned @ tangent > 0.99 and np.linalg.norm(new - point - step * tangent) < 0.2 * step:
                if new[-1] >= 1:
                    reached = _arrive(game, point, new, target)
                    if reached is not None:
                        return reached
                else:
                    point, tangent, step = new, turned, min(1.5 * step, LONGEST)
                    continue
        step /= 2
        if step < SHORTEST:
            break
    raise SolverFailed(f"the branch of bids was lost at precision {point[-1] * target:g} of {target:g}")


def _tangent(game: _Bids, point: Array, target: float, previous: Array) -> Array:
    """Return the unit tangent of the branch that points the way of the previous one."""
    _, by_x, by_precision = game.gap(point[:-1], point[-1] * target)
    matrix = np.vstack([np.column_stack([by_x, by_precision * target]), previous])
    tangent = np.linalg.solve(matrix, np.append(np.zeros(game.size), 1.0))
    return np.asarray(tangent / np.linalg.norm(tangent))


def _correct(game: _Bids, guess: Array, tangent: Array, target: float) -> Array | None:
    """Return the point of the branch in the plane across the tangent at a guess."""
    point = guess
    for _ in range(8):
        value, by_x, by_precision = game.gap(point[:-1], point[-1] * target)
        if np.max(np.abs(value)) < ON_BRANCH:
            return point
        matrix = np.vstack([np.column_stack([by_x, by_precision * target]), tangent])
        point = point - np.linalg.solve(matrix, np.append(value, tangent @ (point - guess)))
        if not 0 <= point[-1] <= 2:
            return None  # far off the branch
    return None


def _arrive(game: _Bids, before: Array, after: Array, target: float) -> Array | None:
    """Return the point between two at which the precision is the target."""
    share = (1 - before[-1]) / (after[-1] - before[-1])
    start = before[:-1] + share * (after[:-1] - before[:-1])
    x, gaps = start, []
    for _ in range(20):
        value, by_x, _ = game.gap(x, target)
        gaps.append(float(np.max(np.abs(value))))
        if gaps[-1] <= AT_TARGET or (len(gaps) > 4 and gaps[-1] >= gaps[-2]):
            break
        x = x - np.linalg.solve(by_x, value)
    near = np.linalg.norm(x - start) <= np.linalg.norm(after - before)
    return x if gaps[-1] <= ON_BRANCH and near else None
