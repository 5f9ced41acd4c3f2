"""A theory's free numbers, fitted to the cases of all wars but one, for each war in turn, and to all cases.

    minimise   sum over training cases of -ln p(what happened)  +  sum over parameters of ((x - mean) / spread)^2 / 2

over the ranges of the parameters: penalised maximum likelihood, the mode of the posterior under normal priors. The
search is a bounded quasi-Newton descent [Byrd, Lu, Nocedal & Zhu 1995] on standardised numbers, from the priors' means.
The draws of the uncertain numbers are the same at each step, so that the likelihood is smooth.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from realpolitik.history.case import Case, Result
from realpolitik.history.forecasting import Contender
from realpolitik.history.scoring import log_score

STEP: Final = 0.05
"""Step of the finite differences, in prior standard deviations: above what rounding of draws can blur."""
ITERATIONS: Final = 12

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Constant:
    """A fitted number.

    Attributes
    ----------
    value : float
    mean, spread : float
        Its prior.
    training : float
        Mean log score of the training cases, in nats.
    """

    value: float
    mean: float
    spread: float
    training: float


@dataclass(frozen=True)
class Fold:
    """What is fitted when one war is left out; None leaves out nothing."""

    left_out: str | None
    training: tuple[str, ...]
    values: Mapping[str, float]
    score: float


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
    happened = {key: result.choice for key, result in results.items()}

    def fitted(left_out: str | None) -> Fold:
        training = [case for case in known if case.war != left_out]
        fold = _fit(contender, training, happened, left_out)
        if progress is not None:
            progress(1)
        return fold

    whole = fitted(None)
    folds = {war: fitted(war) for war in wars(known)}
    return Calibration(contender.theory.name, whole, folds, time.perf_counter() - began)


def wars(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return the wars of cases, each once."""
    return tuple(dict.fromkeys(case.war for case in cases))


def _fit(
    contender: Contender, training: Sequence[Case], happened: Mapping[str, str], left_out: str | None
) -> Fold:
    free = contender.parameters
    mean = np.array([parameter.mean for parameter in free])
    spread = np.array([parameter.spread for parameter in free])

    def values(z: np.ndarray) -> dict[str, float]:
        inside = np.clip(mean + spread * z, [p.low for p in free], [p.high for p in free])
        return {parameter.name: float(x) for parameter, x in zip(free, inside, strict=True)}

    def loss(z: np.ndarray) -> float:
        numbers = values(z)
        scores = (log_score(contender.forecast(case, numbers).chances, happened[case.id]) for case in training)
        return sum(scores) + 0.5 * float(z @ z)

    best = np.zeros(len(free))
    if free and training:
        bounds = [((p.low - p.mean) / p.spread, (p.high - p.mean) / p.spread) for p in free]
        options = {"maxiter": ITERATIONS, "ftol": 1e-4}
        steps = {"eps": STEP}
        best = minimize(loss, best, method="L-BFGS-B", bounds=bounds, options=options | steps).x
    numbers = values(best)
    score = (loss(best) - 0.5 * float(best @ best)) / len(training) if training else float("nan")
    return Fold(left_out, tuple(case.id for case in training), numbers, score)
