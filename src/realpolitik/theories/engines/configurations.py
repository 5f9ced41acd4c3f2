"""Landscape theory: every division of n states into two sides, its energy, and the basins of its minima.

Axelrod & Bennett (1993), "A Landscape Theory of Aggregation", British Journal of Political Science 23. With s_i the size
of state i, p_ij = p_ji the propensity of i and j to work together, and d_ij = 1 where X puts them on different sides, 0
where on the same:

    frustration    F_i(X) = sum_j s_j p_ij d_ij(X)
    energy         E(X)   = sum_i s_i F_i(X)

A neighbour of X moves one state to the other side. X is a local minimum if no neighbour has less energy; from any other X
the state moves whose move lowers energy most, and where several lower it equally each has its share of the basin.

With spins x_i = +1 or -1 for the sides and W_ij = s_i s_j p_ij (W_ii = 0), moving i changes E by 2 x_i sum_j W_ij x_j.
State 0 stays on side +1: a division and its mirror image are one. So n states have 2^(n-1) configurations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.compiled.compiler import entry

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MOST_STATES = 20
"""Half a million configurations; one state more doubles time and memory."""
ROUNDING = 1e-10
"""Differences of energy below this share of the largest possible one are nothing but rounding."""


@dataclass(frozen=True)
class Minimum:
    """A stable configuration.

    Attributes
    ----------
    sides : tuple of bool
        For each state, whether it stands with state 0.
    energy : float
        0 where all stand on one side.
    basin : float
        Number of configurations that lead to it; a fraction where paths split.
    """

    sides: tuple[bool, ...]
    energy: float
    basin: float


def minima(sizes: Floats, propensities: Floats) -> tuple[Minimum, ...]:
    """Return the local minima, the widest basin first.

    Parameters
    ----------
    sizes : ndarray, shape (n,)
        0 or more.
    propensities : ndarray, shape (n, n)
        Symmetric; the diagonal does not count.

    Returns
    -------
    tuple of Minimum
        Their basins sum to 2^(n-1).
    """
    n = len(sizes)
    if not 2 <= n <= MOST_STATES:
        raise ValueError(f"a landscape has 2 to {MOST_STATES} states, not {n}")
    if propensities.shape != (n, n) or not np.allclose(propensities, propensities.T):
        raise ValueError("propensities must be the same both ways")
    weights = np.outer(sizes, sizes) * propensities
    np.fill_diagonal(weights, 0.0)
    nothing = ROUNDING * float(np.abs(weights).sum())
    count = 1 << (n - 1)
    leads, ties = np.empty(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    walk(weights, nothing, leads, ties)
    found = np.flatnonzero(leads == np.arange(count))
    basins = _split(weights, nothing, leads) if ties.any() else _basins(leads)
    rows = [_minimum(weights, int(code), float(basins[code])) for code in found]
    return tuple(sorted(rows, key=lambda row: (-row.basin, row.energy)))


@entry
def walk(weights: Floats, nothing: float, leads: Codes, ties: NDArray[np.bool_]) -> None:
    """Write where each configuration leads in one step, itself if stable, and whether several steps were as good.

    Bit k of a configuration's number says that state k + 1 stands against state 0. Each is reached from the one before
    by moving one state (a Gray code), so that the fields sum_j W_ij x_j change by one column.
    """
    n = len(weights)
    spin = np.ones(n)
    field = np.zeros(n)
    for i in range(n):
        for j in range(n):
            field[i] += weights[i, j]
    count = 1 << (n - 1)
    for k in range(count):
        code = k ^ (k >> 1)
        if k > 0:
            state, rest = 1, k
            while rest & 1 == 0:
                rest >>= 1
                state += 1
            spin[state] = -spin[state]
            change = 2.0 * spin[state]
            for i in range(n):
                field[i] += change * weights[state, i]
        best, move = spin[0] * field[0], 0
        for i in range(1, n):
            gain = spin[i] * field[i]
            if gain < best:
                best, move = gain, i
        if best >= -nothing:
            leads[code] = code
            continue
        equal = 0
        for i in range(n):
            if spin[i] * field[i] <= best + nothing:
                equal += 1
        ties[code] = equal > 1
        leads[code] = code ^ (count - 1 if move == 0 else 1 << (move - 1))


def _minimum(weights: Floats, code: int, basin: float) -> Minimum:
    spin = _spin(len(weights), code)
    energy = 0.5 * float(weights.sum() - spin @ weights @ spin)
    return Minimum(tuple(bool(side) for side in spin > 0), energy, basin)


def _spin(n: int, code: int) -> Floats:
    return np.array([1.0, *(1.0 - 2.0 * (code >> k & 1) for k in range(n - 1))])


def _basins(leads: Codes) -> Floats:
    """Return how many configurations end in each."""
    while True:
        further = leads[leads]
        if np.array_equal(further, leads):
            return np.bincount(leads, minlength=len(leads)).astype(float)
        leads = further


def _split(weights: Floats, nothing: float, leads: Codes) -> Floats:
    """Return how many configurations end in each, where each step that is as good as the best takes an equal share."""
    n, count = len(weights), len(leads)
    codes = np.arange(count, dtype=np.int64)
    spins = np.array([np.ones(count), *(1.0 - 2.0 * (codes >> k & 1) for k in range(n - 1))])
    gains = spins * (weights @ spins)
    stable = leads == codes
    moves = (gains <= gains.min(axis=0) + nothing) & ~stable
    share = 1.0 / np.maximum(moves.sum(axis=0), 1)
    flips = [count - 1, *(1 << k for k in range(n - 1))]
    kept, mass = np.zeros(count), np.ones(count)
    while True:
        kept += np.where(stable, mass, 0.0)
        going = np.where(stable, 0.0, mass * share)
        if not going.any():
            return kept
        mass = np.zeros(count)
        for move, flip in zip(moves, flips, strict=True):
            mass += np.where(move, going, 0.0)[codes ^ flip]
