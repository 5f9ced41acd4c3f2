"""Shapley values and pairwise interactions of a game given by the value of every coalition, as matrix products.

Coalitions are numbered by their members: bit i of the number says whether player i is in. The weights depend on the number of
players alone, so that a share and its error come from one product each: of the weights with the values of the coalitions, and of
the weights with the influences of every draw on these values.
"""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def coalitions(players: int) -> NDArray[np.bool_]:
    """Return who is in which coalition; shape (2^n, n)."""
    return ((np.arange(1 << players)[:, None] >> np.arange(players)) & 1).astype(bool)


def shapley_weights(players: int) -> Floats:
    """Return the weights whose product with the values of all coalitions is the Shapley value.

    With n players, the share of player i is its marginal contribution, averaged over all orders in which they may enter:

        phi(i) = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S with i) - v(S))

    Parameters
    ----------
    players : int
        How many, n.

    Returns
    -------
    ndarray, shape (n, 2^n)

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. In Contributions to the Theory of Games II, 307-317.
    """
    inside = coalitions(players)
    size = inside.sum(axis=1)
    joins = np.array([1 / (players * comb(players - 1, s)) for s in range(players)])
    return np.array(
        [np.where(inside[:, i], joins[size - 1], -joins[np.minimum(size, players - 1)]) for i in range(players)]
    )


def order_weights(orders: NDArray[np.intp], players: int) -> Floats:
    """Return, for each order of entry, the weights whose product with the values of all coalitions is what each player adds in it.

    The mean over all orders is the Shapley value; over random ones it is an estimate of it without bias (Castro et al. 2009), in
    which the shares still sum to what all players add together.

    Parameters
    ----------
    orders : ndarray, shape (orders, n)
        Each has every player once.
    players : int
        How many, n.

    Returns
    -------
    ndarray, shape (orders, n, 2^n)

    References
    ----------
    Castro, J., Gómez, D. and Tejada, J. (2009). Polynomial calculation of the Shapley value based on sampling. Computers and
    Operations Research 36, 1726-1730.
    """
    weights = np.zeros((len(orders), players, 1 << players))
    for row, order in enumerate(orders):
        entered = 0
        for player in order:
            weights[row, player, entered] = -1.0
            entered |= 1 << int(player)
            weights[row, player, entered] = 1.0
    return weights


def interaction_weights(players: int) -> Floats:
    """Return the weights whose product with the values of all coalitions is the Shapley interaction index of every pair.

    For the pair i, j it is what the two do together beyond what each does alone, averaged over the coalitions without them:

        I(i, j) = sum over S without i, j of |S|! (n - |S| - 2)! / (n - 1)!
                  (v(S with i, j) - v(S with i) - v(S with j) + v(S))

    Parameters
    ----------
    players : int
        How many, n.

    Returns
    -------
    ndarray, shape (n (n - 1) / 2, 2^n)
        Pairs in the order of `itertools.combinations`.

    References
    ----------
    Grabisch, M. and Roubens, M. (1999). An axiomatic approach to the concept of interaction among players in cooperative games.
    International Journal of Game Theory 28, 547-565.
    """
    inside = coalitions(players)
    size = inside.sum(axis=1)
    weight = np.array([1 / ((players - 1) * comb(players - 2, s)) for s in range(players - 1)])
    rows = []
    for i, j in combinations(range(players), 2):
        others = size - inside[:, i] - inside[:, j]
        rows.append(np.where(inside[:, i] == inside[:, j], 1.0, -1.0) * weight[others])
    return np.array(rows).reshape(-1, 1 << players)
