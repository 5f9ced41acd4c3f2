"""Landscape theory: every division of n states into two sides, its energy, and the basins of its minima.

Axelrod & Bennett (1993), "A Landscape Theory of Aggregation", British Journal of Political Science 23. With s_i the size
of state i, p_ij = p_ji the propensity of i and j to work together, and d_ij = 1 where X puts them on different sides, 0
where on the same:

    frustration    F_i(X) = sum_j s_j (p_ij d_ij if p_ij > 0, and -p_ij (1 - d_ij) if p_ij < 0)
    energy         E(X)   = sum_i s_i F_i(X)  =  sum_ij s_i s_j p_ij d_ij(X) + a constant that no X changes

A neighbour of X moves one state to the other side. X is a local minimum if no neighbour has less energy; from any other X
the state moves whose move lowers energy most, and where several lower it equally each has its share of the basin.

With spins x_i = +1 or -1 for the sides and W_ij = s_i s_j p_ij (W_ii = 0), moving i changes E by 2 x_i sum_j W_ij x_j.
State 0 stays on side +1: a division and its mirror image are one. So n states have 2^(n-1) configurations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

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
        Less the energy of all states on one side.
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
    spins = _spins(n)
    field = weights @ spins
    gain = np.multiply(field, spins, out=field)  # half of what each move would add to the energy
    least = gain.min(axis=0)
    nothing = ROUNDING * float(np.abs(weights).sum())
    stable = least >= -nothing
    basins = _basins(gain, least, stable, nothing)
    found = np.flatnonzero(stable)
    energy = 0.5 * (weights.sum() - np.einsum("in,ij,jn->n", spins[:, found], weights, spins[:, found]))
    rows = [
        Minimum(tuple(bool(side) for side in spins[:, code] > 0), float(each), float(basins[code]))
        for code, each in zip(found, energy, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.basin, row.energy)))


def _basins(gain: Floats, least: Floats, stable: NDArray[np.bool_], nothing: float) -> Floats:
    """Return how many configurations lead to each, by steepest descent."""
    n, count = gain.shape
    codes = np.arange(count, dtype=np.int64)
    flips = np.array([count - 1, *(1 << k for k in range(n - 1))], dtype=np.int64)
    tied = (gain <= least + nothing).sum(axis=0, dtype=np.int64) > 1
    if not np.any(tied & ~stable):
        leads = np.where(stable, codes, codes ^ flips[gain.argmin(axis=0)])
        while True:
            further = leads[leads]
            if np.array_equal(further, leads):
                return np.bincount(leads, minlength=count).astype(float)
            leads = further
    return _split(gain <= least + nothing, stable, flips)


def _split(moves: NDArray[np.bool_], stable: NDArray[np.bool_], flips: Codes) -> Floats:
    """Return basins where some configuration has several steepest moves: each takes an equal share along."""
    codes = np.arange(len(stable), dtype=np.int64)
    share = np.where(stable, 0.0, 1.0 / moves.sum(axis=0))
    kept = np.zeros(len(stable))
    mass = np.ones(len(stable))
    while True:
        kept += np.where(stable, mass, 0.0)
        going = mass * share
        if not going.any():
            return kept
        mass = np.zeros(len(stable))
        for move, flip in zip(moves, flips, strict=True):
            mass += np.where(move, going, 0.0)[codes ^ flip]


@lru_cache(maxsize=4)
def _spins(n: int) -> Floats:
    """Return the side of every state in every configuration, +1 or -1; shape (n, 2^(n-1))."""
    codes = np.arange(1 << (n - 1), dtype=np.int64)
    rows = [np.ones(len(codes)), *(1.0 - 2.0 * ((codes >> k) & 1) for k in range(n - 1))]
    spins = np.array(rows)
    spins.flags.writeable = False
    return spins
