"""The expected utility model of a group's decision on one issue, in vectorised form.

Bueno de Mesquita (1985, 1994, 1997), as Scholz, Calbert & Smith (2011), "Unravelling Bueno De Mesquita's group decision
model", Journal of Theoretical Politics 23, put it together. Actor i has capability c_i, salience s_i and position x_i;
D is the range of positions at the start, w_i = c_i s_i, and mu the position that wins the vote.

    votes       V_jk     = sum_i w_i ((|x_i - x_k| / D)^r_i - (|x_i - x_j| / D)^r_i);  mu beats, or ties, all others
    success     P_ij     = sum_k w_k max(0, |x_k - x_j| - |x_k - x_i|) / sum_k w_k | |x_k - x_j| - |x_k - x_i| |
    utilities   U(y)     = 2 - 4 (1/2 - y/2)^r,  y = d of success, -d of failure, 0 of the status quo, d = |x_i - x_j| / D;
                           (d + |x_i - mu| / D) / 2 and its negative of a change of the status quo for better and worse
    challenge   E_ij     = s_j (P_ij U_success + (1 - P_ij) U_failure) + (1 - s_j) U_success
                           - Q U_status_quo - (1 - Q) (T U_better + (1 - T) U_worse)
    risk        R_i      = (2 S_i - max S - min S) / (max S - min S),  S_i = sum_j E_ji at r = 1
                r_i      = (1 - R_i / 3) / (1 + R_i / 3),  between 1/2 and 2

Then i looks at each j with its own r: at E_ij, and at E_ji as it sees it.

    E_ji > E_ij > 0          confrontation, lost: i would take x_j
    E_ij < 0 < E_ji          |E_ij| < E_ji: compromise, i would move by (x_j - x_i) |E_ij / E_ji|; else i would take x_j

Of these offers each actor takes one, all at once. Rounds end when nobody moves. What the literature leaves open is an
option of `Interpretation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STILL = 1e-9
"""Moves, and differences of votes and utilities, below this share of the range are rounding."""


@dataclass(frozen=True)
class Interpretation:
    """How places are read that the papers leave open.

    Attributes
    ----------
    resists : str
        Whose salience is the chance of resistance: the ``target``'s, or the ``challenger``'s.
    votes_cast : str
        What success is a share of: the votes in the contest of the ``pair``, or those of ``all pairs`` together, as a
        published replication has it.
    eyes : str
        With whose risk exponent an actor sees another's challenge: its ``own``, or the ``other``'s.
    accepts : str
        Which offer an actor takes: the ``nearest`` to where it stands, or that of the ``keenest`` challenger.
    quiet : float
        Q, the chance that things stay as they are if nobody challenges; below 1, T is 1 where the vote's winner is
        nearer to the challenger than the target is, else 0.
    """

    resists: Literal["target", "challenger"] = "target"
    votes_cast: Literal["pair", "all pairs"] = "pair"
    eyes: Literal["own", "other"] = "own"
    accepts: Literal["nearest", "keenest"] = "nearest"
    quiet: float = 1.0


@dataclass(frozen=True)
class Decision:
    """What became of the issue.

    Attributes
    ----------
    positions : ndarray, shape (rounds + 1, n)
    winners : ndarray, shape (rounds + 1,)
        The position that wins the vote, before the first round and after each.
    risks : ndarray, shape (rounds, n)
        The exponents r.
    settled : bool
        Whether nobody wanted to move any more.
    """

    positions: Floats
    winners: Floats
    risks: Floats
    settled: bool


def decide(
    positions: Floats,
    capability: Floats,
    salience: Floats,
    rounds: int = 10,
    reading: Interpretation | None = None,
) -> Decision:
    """Play rounds until nobody moves.

    Parameters
    ----------
    positions, capability, salience : ndarray, shape (n,)
        Salience between 0 and 1.
    rounds : int
        The most.
    reading : Interpretation, optional
    """
    how = reading or Interpretation()
    weights = capability * salience
    span = float(np.ptp(positions))
    table = _Table(salience, span, how)
    even = np.ones(len(positions))
    x = positions.astype(float)
    path, winners = [x], [winner(x, weights, even, span)]
    risks: list[Floats] = []
    settled = span == 0.0
    while not settled and len(risks) < rounds:
        won = success(x, weights, how)
        r = _risk(_challenge(table, x, won, even, winners[-1]))
        own = _challenge(table, x, won, r, winners[-1])
        seen = own if how.eyes == "other" else _challenge(table, x, won, r, winners[-1], mine=False)
        moves = _moves(x, own, seen.T, how)
        settled = bool(np.all(np.abs(moves) <= STILL * span))
        if settled:
            break
        x = x + moves
        path.append(x)
        risks.append(r)
        winners.append(winner(x, weights, r, span))
    shape = (len(risks), len(positions))
    return Decision(np.array(path), np.array(winners), np.array(risks).reshape(shape), settled)


def winner(x: Floats, weights: Floats, r: Floats, span: float) -> float:
    """Return the position that loses no vote, which is the one with the least weighted distance; the mean of several."""
    if span == 0.0:
        return float(x[0])
    far = (np.abs(x[:, None] - x[None, :]) / span) ** r[:, None]
    cost = weights @ far
    best = cost <= cost.min() + STILL * weights.sum()
    return float(np.mean(np.unique(np.round(x[best], 12))))


def success(x: Floats, weights: Floats, reading: Interpretation) -> Floats:
    """Return the chance that i succeeds against j; shape (n, n), 0 where they want the same."""
    far = np.abs(x[:, None] - x[None, :])
    support = far[:, None, :] - far[:, :, None]  # of k, for i against j
    for_i = np.einsum("k,kij->ij", weights, np.maximum(support, 0.0))
    cast = np.einsum("k,kij->ij", weights, np.abs(support))
    if reading.votes_cast == "all pairs":
        cast = np.full_like(cast, cast.sum())
    return np.asarray(np.divide(for_i, cast, out=np.zeros_like(cast), where=cast > 0.0))


@dataclass(frozen=True)
class _Table:
    """What does not change from round to round."""

    salience: Floats
    span: float
    how: Interpretation


def _challenge(table: _Table, x: Floats, won: Floats, r: Floats, mu: float, mine: bool = True) -> Floats:
    """Return E_ij with the challenger's risk exponent, or with the target's if not ``mine``."""
    salience, span, how = table.salience, table.span, table.how
    power = r[:, None] if mine else r[None, :]

    def utility(y: Floats) -> Floats:
        return 2.0 - 4.0 * np.clip(0.5 - 0.5 * y, 0.0, 1.0) ** power

    d = np.abs(x[:, None] - x[None, :]) / span
    resisted = salience[None, :] if how.resists == "target" else salience[:, None]
    wins, loses, same = utility(d), utility(-d), utility(np.zeros_like(d))
    fought = won * wins + (1.0 - won) * loses
    left = how.quiet * same
    if how.quiet < 1.0:
        away = np.abs(x - mu)[:, None] / span
        change = 0.5 * (d + away)
        left = left + (1.0 - how.quiet) * np.where(away < d - STILL, utility(change), utility(-change))
    return np.asarray(resisted * fought + (1.0 - resisted) * wins - left)


def _risk(challenge: Floats) -> Floats:
    """Return the exponents: 2 for the actor that stands safest, 1/2 for the one in most danger."""
    danger = challenge.sum(axis=0) - np.diagonal(challenge)
    low, high = danger.min(), danger.max()
    if high - low <= STILL:
        return np.ones(len(danger))
    ratio = (2.0 * danger - high - low) / (high - low)
    return np.asarray((1.0 - ratio / 3.0) / (1.0 + ratio / 3.0))


def _moves(x: Floats, own: Floats, theirs: Floats, how: Interpretation) -> Floats:
    """Return how far each actor moves."""
    gap = x[None, :] - x[:, None]
    apart = np.abs(gap) > STILL
    lost = apart & (own > STILL) & (theirs > own + STILL)
    pressed = apart & (own < -STILL) & (theirs > STILL)
    deal = pressed & (-own < theirs - STILL)
    ratio = np.divide(-own, theirs, out=np.ones_like(own), where=deal)
    offer = gap * np.where(deal, ratio, 1.0)
    rank = np.abs(offer) if how.accepts == "nearest" else -theirs
    rank = np.where(lost | pressed, rank, np.inf)
    best = rank <= rank.min(axis=1, keepdims=True) + STILL
    best &= lost | pressed
    if how.accepts == "keenest":
        near = np.where(best, np.abs(offer), np.inf)
        best &= near <= near.min(axis=1, keepdims=True) + STILL
    count = best.sum(axis=1)
    return np.asarray(np.where(best, offer, 0.0).sum(axis=1) / np.maximum(count, 1))
