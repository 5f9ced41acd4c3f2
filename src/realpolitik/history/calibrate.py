"""A theory's free numbers, fitted to the cases of all wars but one, for each war in turn, and to all cases.

    minimise   sum over training cases of -ln p(what happened)  +  sum over parameters of ((x - mean) / spread)^2 / 2

over the ranges of the parameters: penalised maximum likelihood, the mode of the posterior under normal priors. The
search begins at the priors' means, on standardised numbers, in a trust region [More & Sorensen 1983] with the outer
products of the cases' gradients for a Hessian [Berndt, Hall, Hall & Hausman 1974], and takes ten steps at most. The draws
of the uncertain numbers are the same at each step, so that the likelihood is smooth.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from realpolitik.history.case import Case, Result
from realpolitik.history.forecasting import Contender
from realpolitik.history.scoring import log_score

STEP: Final = 0.1
"""Step of the finite differences, in prior standard deviations: above what rounding of draws can blur."""
ITERATIONS: Final = 10
SLOPE: Final = 0.05
"""Largest gradient, in nats a prior standard deviation, at which the search ends."""

Progress = Callable[[int], None]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Fold:
    """What is fitted when one war is left out; None leaves out nothing.

    Attributes
    ----------
    left_out : str or None
    training : tuple of str
        The cases it is fitted to.
    values : mapping
        Parameter -> value.
    score : float
        Mean log score of those cases, in nats.
    errors : mapping
        Parameter -> its standard deviation in the normal that touches the posterior at its mode.
    """

    left_out: str | None
    training: tuple[str, ...]
    values: Mapping[str, float]
    score: float
    errors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Calibration:
    """All fits of one theory.

    Attributes
    ----------
    theory : str
    whole : Fold
        Fitted to all cases.
    folds : mapping
        War -> what is fitted without it.
    seconds : float
        Time that it took.
    """

    theory: str
    whole: Fold
    folds: Mapping[str, Fold]
    seconds: float


def calibrate(
    contender: Contender,
    cases: Mapping[str, Case],
    results: Mapping[str, Result],
    progress: Progress | None = None,
) -> Calibration:
    """Fit a theory to all cases, and to all but those of each war.

    Parameters
    ----------
    contender : Contender
    cases : mapping
        As a theory may see them.
    results : mapping
        Used to score forecasts, never handed to the theory.
    progress : callable, optional
        Called with the number of fits done since the last call.
    """
    began = time.perf_counter()
    known = [case for key, case in cases.items() if key in results]
    fitter = _Fitter(contender, {key: result.choice for key, result in results.items()})

    def fitted(left_out: str | None) -> Fold:
        fold = fitter.fit([case for case in known if case.war != left_out], left_out)
        if progress is not None:
            progress(1)
        return fold

    whole = fitted(None)
    folds = {war: fitted(war) for war in wars(known)}
    return Calibration(contender.theory.name, whole, folds, time.perf_counter() - began)


def wars(cases: Iterable[Case]) -> tuple[str, ...]:
    """Return the wars of cases, each once."""
    return tuple(dict.fromkeys(case.war for case in cases))


class _Fitter:
    """Fits one theory to many sets of cases, and forecasts no case twice with the same numbers."""

    def __init__(self, contender: Contender, happened: Mapping[str, str]) -> None:
        self._contender = contender
        self._happened = happened
        self._free = contender.parameters
        self._scores: dict[tuple[str, tuple[float, ...]], float] = {}

    def fit(self, training: Sequence[Case], left_out: str | None) -> Fold:
        """Fit to some cases."""
        best = np.zeros(len(self._free))
        if self._free and training:
            best = minimize(
                lambda z: self._loss(training, z),
                best,
                method="trust-exact",
                jac=lambda z: self._slopes(training, z).sum(axis=0) + z,
                hess=lambda z: self._curvature(training, z),
                options={"maxiter": ITERATIONS, "gtol": SLOPE},
            ).x
        mean = float(self._each(training, best).mean()) if training else float("nan")
        return Fold(
            left_out, tuple(case.id for case in training), self._values(best), mean, self._errors(training, best)
        )

    def _errors(self, training: Sequence[Case], best: Vector) -> dict[str, float]:
        if not self._free:
            return {}
        curvature = self._curvature(training, best) if training else np.eye(len(best))
        spreads = np.sqrt(np.diag(np.linalg.inv(curvature)))
        return {p.name: float(p.spread * spread) for p, spread in zip(self._free, spreads, strict=True)}

    def _values(self, z: Vector) -> dict[str, float]:
        return {
            p.name: min(max(p.mean + p.spread * float(x), p.low), p.high) for p, x in zip(self._free, z, strict=True)
        }

    def _loss(self, training: Sequence[Case], z: Vector) -> float:
        return float(self._each(training, z).sum() + 0.5 * z @ z)

    def _each(self, training: Sequence[Case], z: Vector) -> Vector:
        return np.array([self._score(case, z) for case in training])

    def _score(self, case: Case, z: Vector) -> float:
        values = self._values(z)
        key = (case.id, tuple(values.values()))
        if key not in self._scores:
            self._scores[key] = log_score(self._contender.forecast(case, values).chances, self._happened[case.id])
        return self._scores[key]

    def _slopes(self, training: Sequence[Case], z: Vector) -> Vector:
        """Return the gradient of each case's score, by one-sided differences."""
        here = self._each(training, z)
        steps = np.eye(len(z)) * STEP
        return np.stack([(self._each(training, z + step) - here) / STEP for step in steps], axis=1)

    def _curvature(self, training: Sequence[Case], z: Vector) -> Vector:
        slopes = self._slopes(training, z)
        return slopes.T @ slopes + np.eye(len(z))
