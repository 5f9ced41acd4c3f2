"""Which inputs of a model its answer varies with: Morris screening, then Sobol indices, on any function of ranks.

A model takes points of the unit cube, one rank for each input, and answers with one number for each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from realpolitik.analysis.answers import Floats
from realpolitik.game.numbers.streams import uniforms

Model = Callable[[Floats], Floats]
Stop = Callable[[], bool]

REST = "rest"
"""The group of all inputs that are not looked at alone."""
ENDS = (0.01, 0.99)
"""Ranks between which trajectories of the screening move."""
LEVELS = 4
MATTERS = 0.01
"""A total index that is worth a word."""
RESAMPLES = 200
"""Bootstrap samples behind an error."""
ONE_ERROR = math.erf(1 / math.sqrt(2))
"""Confidence of an interval of one standard error to either side."""
SMALLEST = 1e-9
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
    """
    from SALib.analyze import morris as effects  # noqa: PLC0415  (heavy, and only wanted here)
    from SALib.sample import morris as paths  # noqa: PLC0415

    problem = _problem(names, ENDS)
    points = paths.sample(problem, trajectories, num_levels=LEVELS, seed=_positive(seed, "trajectories"))
    found = np.concatenate(list(_stepwise(model, points, (len(names) + 1) * STEP, stop)))
    if np.ptp(found) == 0:
        return tuple(Screened(name, 0.0, 0.0) for name in names)
    told = effects.analyze(problem, points[: len(found)], found, num_levels=LEVELS, num_resamples=2, seed=1)
    rows = [Screened(*row) for row in zip(names, _floats(told["mu_star"]), _floats(told["sigma"]), strict=True)]
    return tuple(sorted(rows, key=lambda row: -row.effect))


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
        The largest total first; an error is a bootstrap standard error.

    References
    ----------
    Sobol, I. M. (2001). Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates.
    Mathematics and Computers in Simulation 55, 271-280.

    Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M. & Tarantola, S. (2010). Variance based sensitivity
    analysis of model output. Computer Physics Communications 181, 259-270.
    """
    from SALib.analyze import sobol as analysis  # noqa: PLC0415
    from SALib.sample import sobol as sampling  # noqa: PLC0415

    order = [*apart, *(name for name in names if name not in set(apart))]
    rest = len(order) - len(apart)
    groups = [*apart, *[REST] * rest]
    labels = list(dict.fromkeys(groups))
    problem = _problem(order, (SMALLEST, 1 - SMALLEST)) | {"groups": groups}
    points = sampling.sample(problem, base, calc_second_order=False, seed=_positive(seed, "base points"))
    columns = [order.index(name) for name in names]
    found = np.concatenate(list(_stepwise(model, points[:, columns], (len(labels) + 2) * STEP, stop)))
    done = len(found) // (len(labels) + 2)
    sampled = found.reshape(done, -1)[:, [0, -1]]
    told: dict[str, Any] = {key: np.zeros(len(labels)) for key in ("S1", "ST", "S1_conf", "ST_conf")}
    if np.ptp(found) > 0 and np.ptp(sampled) > 0:
        told = analysis.analyze(
            problem,
            found,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=ONE_ERROR,
            seed=_positive(seed, "bootstrap"),
        )
    first, total, first_error, total_error = (_floats(told[key]) for key in ("S1", "ST", "S1_conf", "ST_conf"))
    rows = [
        Index(label, first[k], total[k], first_error[k], total_error[k], rest if label == REST else 1)
        for k, label in enumerate(labels)
    ]
    ranked = tuple(sorted(rows, key=lambda row: (row.path == REST, -row.total)))
    return Apportioned(ranked, done, float(sampled.mean()), float(sampled.std()))


def _problem(names: Sequence[str], ends: tuple[float, float]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [list(ends) for _ in names]}


def _stepwise(model: Model, points: Floats, rows: int, stop: Stop) -> Iterator[Floats]:
    """Yield the model's answers, so many rows at a time, until told to stop."""
    for first in range(0, len(points), rows):
        if first and stop():
            return
        yield model(points[first : first + rows])


def _positive(seed: int, what: str) -> int:
    """Return a seed above zero, since some libraries take zero for none."""
    return 1 + int(uniforms(seed, what, 0, 1)[0] * 2**31)


def _floats(values: Any) -> list[float]:
    return [float(value) for value in np.asarray(values)]
