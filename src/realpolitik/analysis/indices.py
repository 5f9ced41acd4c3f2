"""Which inputs of a model its answer varies with: Morris screening, then Sobol indices, on any function of ranks.

A model takes points of the unit cube, one rank for each input, and answers with one number for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.answers import Floats
from realpolitik.game.numbers.streams import uniforms
from realpolitik.game.workers import Stop, until_stopped

Model = Callable[[Floats], Floats]


REST = "rest"
"""The group of all inputs that are not looked at alone."""
ENDS = (0.01, 0.99)
"""Ranks between which trajectories of the screening move."""
LEVELS = 4
MATTERS = 0.01
"""A total index that is worth a word."""
RESAMPLES = 200
"""Bootstrap samples behind an error."""
BOUNDS = (-1.0, 2.0)
"""Where estimates of a bootstrap end, shares being from 0 to 1: of a sample that hardly varies they have no bounds."""
SMALLEST = 1e-9
"""Rank next to nought, and to one, between which points are spread for the indices."""
STEP = 8
"""Trajectories, or base points, that are begun together."""


@dataclass(frozen=True)
class Screened:
    """What moving one input alone does to the answer, over trajectories (Morris 1991).

    Attributes
    ----------
    path : str
    effect : float
        Mean absolute elementary effect, per whole range of ranks.
    spread : float
        Standard deviation of the elementary effects: above zero if the input bends the answer or works with others.
    """

    path: str
    effect: float
    spread: float


@dataclass(frozen=True)
class Index:
    """Share of the answer's variance that comes from an input: alone, and with all that it works together with."""

    path: str
    first: float
    total: float
    first_error: float
    total_error: float
    inputs: int = 1

    @property
    def clear(self) -> bool:
        """Whether its total share is told apart from nothing, and from what no share can be (too few base points give that)."""
        return MATTERS <= self.total <= 1 + 2 * self.total_error and self.total >= 2 * self.total_error


def screen(names: Sequence[str], model: Model, trajectories: int, seed: int, stop: Stop) -> tuple[Screened, ...]:
    """Screen the inputs of a model by elementary effects.

    Parameters
    ----------
    names : sequence of str
    model : callable
    trajectories : int
        Each takes one run more than there are inputs.
    seed : int
    stop : callable
        Asked between steps; the trajectories done are then answered with, the first step always being done.

    Returns
    -------
    tuple of Screened
        The strongest first.

    References
    ----------
    Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33, 161-174.

    Campolongo, F., Cariboni, J. & Saltelli, A. (2007). An effective screening design for sensitivity analysis of large models.
    Environmental Modelling & Software 22, 1509-1518. (The mean of absolute effects.)
    """
    width = len(names) + 1
    plan = _trajectories(len(names), trajectories, seed)
    low, high = ENDS
    found = np.concatenate(list(_stepwise(model, low + (high - low) * plan.points, width * STEP, stop)))
    effects = plan.effects(found.reshape(-1, width))
    rows = [
        Screened(name, float(np.abs(d).mean()), float(d.std(ddof=1))) for name, d in zip(names, effects.T, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: -row.effect))


@dataclass(frozen=True)
class _Trajectories:
    r"""Points in the unit cube, each trajectory moving every input once by $\Delta = p / (2 (p - 1))$ on a grid of p levels.

    Attributes
    ----------
    points : array
        (trajectory x step, input).
    order : array
        (trajectory, input): at which step an input moves.
    move : array
        (trajectory, input): by how much, up or down.
    """

    points: Floats
    order: NDArray[np.int64]
    move: Floats

    def effects(self, found: Floats) -> Floats:
        """Return the elementary effect of every input (column) on every trajectory whose answers were found (rows)."""
        done = len(found)
        changes = np.take_along_axis(np.diff(found, axis=1), self.order[:done], axis=1)
        return np.asarray(changes / self.move[:done])


def _trajectories(inputs: int, count: int, seed: int) -> _Trajectories:
    rng = np.random.default_rng(_seed_of(seed, "trajectories"))
    delta = LEVELS / (2 * (LEVELS - 1))
    lower = np.linspace(0, 1 - delta, LEVELS // 2)
    points = np.empty((count, inputs + 1, inputs))
    order = np.empty((count, inputs), dtype=np.int64)
    move = np.empty((count, inputs))
    steps = np.arange(inputs + 1)[:, None]
    for r in range(count):
        order[r] = rng.permutation(inputs)
        move[r] = delta * rng.choice([-1, 1], inputs)
        moved = order[r] < steps
        points[r] = rng.choice(lower, inputs) + np.where(moved == (move[r] > 0), delta, 0.0)
    return _Trajectories(points.reshape(-1, inputs), order, move)


@dataclass(frozen=True)
class Apportioned:
    """Sobol indices, with the base points done and the mean and the standard deviation of the answer."""

    indices: tuple[Index, ...]
    base: int
    mean: float
    deviation: float


def apportion(
    names: Sequence[str], apart: Sequence[str], model: Model, base: int, seed: int, stop: Stop
) -> Apportioned:
    """Apportion the variance of a model's answer to its inputs.

    Parameters
    ----------
    names : sequence of str
    apart : sequence of str
        Inputs looked at alone; all others are one group.
    model : callable
    base : int
        Base points, a power of two; each takes two runs more than there are inputs apart and groups.
    seed : int
    stop : callable
        Asked between steps; the base points done are then answered with, the first step always being done.

    Returns
    -------
    Apportioned
        The largest total first; an error is a standard error, from a bootstrap of the base points.

    References
    ----------
    Sobol, I. M. (2001). Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates.
    Mathematics and Computers in Simulation 55, 271-280.

    Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M. & Tarantola, S. (2010). Variance based sensitivity
    analysis of model output. Computer Physics Communications 181, 259-270.
    """
    grouped = [*apart, *([REST] if len(apart) < len(names) else [])]
    order = [*apart, *(name for name in names if name not in set(apart))]
    block = len(grouped) + 2
    points = _crossed(len(order), len(apart), base, seed)[:, [order.index(name) for name in names]]
    found = np.concatenate(list(_stepwise(model, points, block * STEP, stop))).reshape(-1, block)
    done = len(found)
    chosen = np.random.default_rng(_seed_of(seed, "bootstrap")).integers(done, size=(done, RESAMPLES))
    first, total = (_floats(row) for row in shares(found))
    resampled = np.clip([shares(found[rows]) for rows in chosen.T], *BOUNDS)
    first_error, total_error = (_floats(row) for row in resampled.std(axis=0, ddof=1))
    rest = len(names) - len(apart)
    rows = [
        Index(label, first[k], total[k], first_error[k], total_error[k], rest if label == REST else 1)
        for k, label in enumerate(grouped)
    ]
    ranked = tuple(sorted(rows, key=lambda row: (row.path == REST, -row.total)))
    sampled = found[:, [0, -1]]
    return Apportioned(ranked, done, float(sampled.mean()), float(sampled.std()))


def shares(found: Floats) -> tuple[Floats, Floats]:
    r"""Return first-order and total indices by the estimators (b) and (f) of Saltelli et al. (2010), table 2.

    $S_i = \frac{1}{N} \sum_j f(B)_j \bigl(f(A_B^{(i)})_j - f(A)_j\bigr) / V$,
    $T_i = \frac{1}{2N} \sum_j \bigl(f(A)_j - f(A_B^{(i)})_j\bigr)^2 / V$

    Parameters
    ----------
    found : array
        Answers, a row for each base point: at A, at A with one input or group after the other from B, and at B. They are counted
        from the mean of those at A and B, which makes the estimator of the first index less noisy.

    Returns
    -------
    first, total : array
        Shares of the variance V of the answers at A and B; zero if they do not vary.
    """
    ends = found[:, [0, -1]]
    variance = ends.var()
    if variance <= (np.finfo(float).eps * np.abs(ends).max()) ** 2:
        return np.zeros(found.shape[1] - 2), np.zeros(found.shape[1] - 2)
    change = found[:, 1:-1] - found[:, :1]
    at_b = found[:, -1:] - ends.mean()
    return np.mean(at_b * change, axis=0) / variance, 0.5 * np.mean(change**2, axis=0) / variance


def _crossed(inputs: int, apart: int, base: int, seed: int) -> Floats:
    """Return a block of points for each base point: A, A with one input or group after the other from B, and B.

    The inputs apart come first; the others are one group. A and B are the halves of one scrambled Sobol sequence.
    """
    from scipy.stats import qmc  # noqa: PLC0415  (heavy, and only wanted here)

    sequence = qmc.Sobol(d=2 * inputs, rng=_seed_of(seed, "base points")).random(base)
    a, b = sequence[:, None, :inputs], sequence[:, None, inputs:]
    groups = np.minimum(np.arange(inputs), apart)
    crossed = np.where(groups == np.arange(groups.max() + 1)[:, None], b, a)
    points = np.concatenate([a, crossed, b], axis=1).reshape(-1, inputs)
    return np.asarray(SMALLEST + (1 - 2 * SMALLEST) * points)


def _stepwise(model: Model, points: Floats, rows: int, stop: Stop) -> Iterator[Floats]:
    """Return the model's answers, so many rows at a time, until told to stop."""
    return until_stopped(lambda first: model(points[first : first + rows]), range(0, len(points), rows), stop)


def _seed_of(seed: int, what: str) -> int:
    """Return the seed of one use of random numbers."""
    return int(uniforms(seed, what, 0, 1)[0] * 2**31)


def _floats(values: Floats) -> list[float]:
    return [float(value) for value in values]
