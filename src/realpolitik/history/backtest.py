"""How well each theory would have foretold cases it was not fitted to, against the base rate and against each other.

Each case is forecast twice: *out of sample*, with numbers fitted to the cases of all other wars, and *in sample*, with
numbers fitted to all. Out of sample is the answer; the gap between the two is how much a theory learns by heart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, ClassVar

from realpolitik.history.calibrate import Calibration, Progress
from realpolitik.history.case import Bids, Case, Result
from realpolitik.history.forecasting import Answer, Contender
from realpolitik.history.leakage import told
from realpolitik.history.record.looks import Looks
from realpolitik.history.record.note import Frozen
from realpolitik.history.scoring import (
    LEVEL,
    Decomposition,
    Interval,
    Wars,
    brier_score,
    calibration,
    decompose,
    hit,
    holm,
    log_score,
)
from realpolitik.history.switches import Leakage
from realpolitik.outcome import Reliability
from realpolitik.result import Result as Found
from realpolitik.result import Table

BASE_RATE = "base rate"


@dataclass(frozen=True)
class Prediction:
    """A forecast of one case out of sample; the outcome is None where nobody has coded it."""

    case: str
    theory: str
    probabilities: Mapping[str, float]
    outcome: str | None
    abstained: str | None


@dataclass(frozen=True)
class Score:
    """How one theory did.

    Attributes
    ----------
    name, source : str
    log, brier, accuracy : Interval
        Out of sample; an abstention counts as equal chances.
    in_sample : float
        Log score with numbers fitted to all cases.
    against_base_rate : Interval or None
        Log score less that of the base rate: below zero is better.
    answered : float
        Accuracy in the cases that it did not abstain from; NaN if there are none.
    abstained : int
    balanced : float
        Mean over wars of the mean log score of a war's cases: each war counts once.
    easy, hard : float
        Log score in the cases that most rules of thumb of `Result.naive_rules` got right, and in all others; NaN where there are
        none.
    parts : Decomposition
        What the Brier score is made of.
    bins : tuple of Reliability
    """

    name: str
    source: str
    log: Interval
    brier: Interval
    accuracy: Interval
    in_sample: float
    against_base_rate: Interval | None
    answered: float
    abstained: int
    balanced: float
    easy: float
    hard: float
    parts: Decomposition
    bins: tuple[Reliability, ...]


@dataclass(frozen=True)
class Pair:
    """The difference in log score of two theories: below zero, the first is better.

    Attributes
    ----------
    first, second : str
    difference : Interval
        Mean over cases, in nats.
    p_value : float
        Chance of a difference as large if there were none in truth; NaN where there is but one war.
    adjusted : float
        The same, adjusted for the number of pairs.
    apart : bool or None
        Whether the difference is more than chance, all pairs considered; None where there are too few wars to say.
    """

    first: str
    second: str
    difference: Interval
    p_value: float
    adjusted: float
    apart: bool | None


SCORE: Mapping[str, type] = {
    "log_score": float,
    "log_low": float,
    "log_high": float,
    "against_base_rate": float,
    "against_base_rate_low": float,
    "against_base_rate_high": float,
    "in_sample": float,
    "brier": float,
    "brier_low": float,
    "brier_high": float,
    "accuracy": float,
    "accuracy_answered": float,
    "abstained": int,
    "war_balanced": float,
    "log_easy": float,
    "log_hard": float,
    "miscalibration": float,
    "miscalibration_low": float,
    "miscalibration_high": float,
    "discrimination": float,
    "discrimination_low": float,
    "discrimination_high": float,
    "uncertainty": float,
}
"""Columns of a score."""


def _scores(found: Backtest) -> Iterator[dict[str, Any]]:
    for score in found.theories:
        yield dict.fromkeys(SCORE) | theory_of(score)


def _predictions(found: Backtest) -> Iterator[dict[str, Any]]:
    for each in found.predictions:
        for alignment, probability in each.probabilities.items():
            told = {"alignment": alignment, "probability": probability, "happened": None}
            if each.outcome is not None:
                told["happened"] = each.outcome == alignment
            yield {"case": each.case, "theory": each.theory, "reason": each.abstained} | told


@dataclass(frozen=True)
class Backtest(Found):
    """The whole comparison: theories by log score, pairs, and every forecast.

    Attributes
    ----------
    cases, wars : tuple of str
    effective_wars : float
        Number of wars of one size that would tell as much as those of the cases that are scored; 0 if none is.
    leakage : Leakage
    theories : tuple of Score
    pairs : tuple of Pair
    predictions : tuple of Prediction
    looks : Looks or None
        How often these results were looked at; None if nothing was scored, or nobody counts.
    frozen : Frozen or None
        The freeze whose forecasts these are; None, if they were made afresh.
    """

    VERB: ClassVar[str] = "backtest"
    NEEDS_CRISIS: ClassVar[bool] = False
    TABLES: ClassVar[Mapping[str, Table]] = {
        "theories": Table(
            "how a theory did, the best first, with the ends of 95% intervals",
            {"name": str, "source": str, **SCORE},
            _scores,
        ),
        "pairs": Table(
            "the difference in log score of the first theory from the second",
            {
                "first": str,
                "second": str,
                "difference": float,
                "difference_low": float,
                "difference_high": float,
                "p_value": float,
                "p_adjusted": float,
                "apart": bool,
            },
            lambda found: map(_pair, found.pairs),
        ),
        "predictions": Table(
            "the chance of an alignment, `A`, `B` or `N`, in a case, and whether it happened; why a theory abstains",
            {"case": str, "theory": str, "alignment": str, "probability": float, "happened": bool, "reason": str},
            _predictions,
        ),
        "bins": Table(
            "calibration of a theory: how many chances lay in a bin, their mean, how often it happened, also in 90% of war samples",
            {
                "theory": str,
                "low": float,
                "high": float,
                "count": int,
                "forecast": float,
                "happened": float,
                "happened_low": float,
                "happened_high": float,
            },
            lambda found: ({"theory": score.name} | vars(each) for score in found.theories for each in score.bins),
        ),
    }

    cases: tuple[str, ...]
    wars: tuple[str, ...]
    effective_wars: float
    leakage: Leakage
    theories: tuple[Score, ...]
    pairs: tuple[Pair, ...]
    predictions: tuple[Prediction, ...]
    looks: Looks | None = field(default=None, compare=False)
    frozen: Frozen | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "cases": list(self.cases),
            "wars": list(self.wars),
            "effective_wars": self.effective_wars,
            "leakage": self.leakage.value,
            "theories": [theory_of(score) for score in self.theories],
            "pairs": [_pair(pair) for pair in self.pairs],
            "predictions": [
                {
                    "case": each.case,
                    "theory": each.theory,
                    "probabilities": dict(each.probabilities),
                    "outcome": each.outcome,
                    "abstained": each.abstained,
                }
                for each in self.predictions
            ],
            "looks": None if self.looks is None else vars(self.looks),
            "frozen": None if self.frozen is None else self.frozen.to_dict(),
        }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "first": pair.first,
        "second": pair.second,
        **_interval("difference", pair.difference),
        "p_value": pair.p_value,
        "p_adjusted": pair.adjusted,
        "apart": pair.apart,
    }


def _interval(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}


def theory_of(score: Score) -> dict[str, Any]:
    """Return how a theory did as plain data."""
    gap = score.against_base_rate
    return {
        "name": score.name,
        "source": score.source,
        "log_score": score.log.mean,
        "log_low": score.log.low,
        "log_high": score.log.high,
        **({} if gap is None else _interval("against_base_rate", gap)),
        "in_sample": score.in_sample,
        "brier": score.brier.mean,
        "brier_low": score.brier.low,
        "brier_high": score.brier.high,
        "accuracy": score.accuracy.mean,
        "accuracy_answered": score.answered,
        "abstained": score.abstained,
        "war_balanced": score.balanced,
        "log_easy": score.easy,
        "log_hard": score.hard,
        **_interval("miscalibration", score.parts.miscalibration),
        **_interval("discrimination", score.parts.discrimination),
        "uncertainty": score.parts.uncertainty,
        "bins": [vars(each) for each in score.bins],
    }


def tell_cases(cases: Mapping[str, Case], leakage: Leakage, results: Mapping[str, Result]) -> dict[str, Case]:
    """Return cases as a theory may see them; accepted texts are read under `Leakage.FULL_ACCEPTED` alone."""
    accepted: Mapping[str, Bids] = (
        {key: result.accepted_bids for key, result in results.items()} if leakage is Leakage.FULL_ACCEPTED else {}
    )
    return {key: told(case, leakage, accepted.get(key)) for key, case in cases.items()}


def backtest(
    cases: Mapping[str, Case],
    results: Mapping[str, Result],
    contenders: Sequence[Contender],
    calibrations: Mapping[str, Calibration],
    leakage: Leakage = Leakage.HALF_VALUE,
    progress: Progress | None = None,
) -> Backtest:
    """Forecast every case with every theory, and score what is known.

    Parameters
    ----------
    cases, results : mapping
        As read, with letters exchanged by one seed.
    contenders : sequence of Contender
    calibrations : mapping
        Theory -> its fits; a theory without keeps its defaults, and a war that no fold left out takes the fit to all.
    leakage : Leakage, optional
    progress : callable, optional
        Called with the number of theories done since the last call.
    """
    seen = tell_cases(cases, leakage, results)
    wide = leakage is Leakage.WIDE_SIDES
    scored = [key for key in cases if key in results]
    wars = Wars([cases[key].war for key in scored]) if scored else None
    predictions: list[Prediction] = []
    logs: dict[str, list[float]] = {}
    scores: list[Score] = []
    for contender in contenders:
        name = contender.theory.name
        fits = calibrations.get(name)
        outside = {
            key: contender.forecast(case, fitted_values(fits, case.war), wide, case.war) for key, case in seen.items()
        }
        for key, answer in outside.items():
            happened = results[key].choice if key in results else None
            predictions.append(Prediction(key, name, answer.chances, happened, answer.abstained))
        if progress is not None:
            progress(1)
        if wars is None:
            continue
        inside = {key: contender.forecast(seen[key], fitted_values(fits, None), wide) for key in scored}
        known = {key: results[key].choice for key in scored}
        easy = {key for key in scored if _is_easy(results[key])}
        logs[name] = [log_score(outside[key].chances, known[key]) for key in scored]
        scores.append(_score(contender, wars, (outside, inside), known, (easy, [cases[key].war for key in scored])))
    if wars is not None and BASE_RATE in logs:
        scores = [
            replace(score, against_base_rate=wars.interval(_less(logs[score.name], logs[BASE_RATE])))
            for score in scores
        ]
    ranked = sorted(scores, key=lambda score: score.log.mean)
    pairs = () if wars is None else _pairs(wars, {score.name: logs[score.name] for score in ranked})
    all_wars = tuple(dict.fromkeys(case.war for case in cases.values()))
    effective = 0.0 if wars is None else wars.effective
    return Backtest(tuple(cases), all_wars, effective, leakage, tuple(ranked), pairs, tuple(predictions))


def _pairs(wars: Wars, logs: Mapping[str, Sequence[float]]) -> tuple[Pair, ...]:
    """Compare each theory with each, the better first."""
    names = list(combinations(logs, 2))
    gaps = [_less(logs[first], logs[second]) for first, second in names]
    chances = [wars.p_value(gap) for gap in gaps]
    return tuple(
        Pair(first, second, wars.interval(gap), chance, adjusted, adjusted < 1 - LEVEL if wars.allow_verdicts else None)
        for (first, second), gap, chance, adjusted in zip(names, gaps, chances, holm(chances), strict=True)
    )


def _less(scores: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(scores, others, strict=True)]


def fitted_values(fits: Calibration | None, war: str | None) -> Mapping[str, float]:
    """Return the numbers with which a case of a war is forecast; for None, and for a war of no fold, those fitted to all."""
    if fits is None:
        return {}
    return fits.whole.values if war is None or war not in fits.folds else fits.folds[war].values


def _score(
    contender: Contender,
    wars: Wars,
    answers: tuple[Mapping[str, Answer], Mapping[str, Answer]],
    known: Mapping[str, str],
    grouped: tuple[Set[str], Sequence[str]],
) -> Score:
    (outside, inside), (easy, war_of_each) = answers, grouped
    each_log = {key: log_score(outside[key].chances, happened) for key, happened in known.items()}
    forecasts = [(outside[key].chances, happened) for key, happened in known.items()]
    answered = [hit(outside[key].chances, known[key]) for key in known if outside[key].abstained is None]
    return Score(
        name=contender.theory.name,
        source=contender.theory.source,
        log=wars.interval(list(each_log.values()), (0.0, math.inf)),
        brier=wars.interval([brier_score(*each) for each in forecasts], (0.0, 2.0)),
        accuracy=wars.interval([hit(*each) for each in forecasts], (0.0, 1.0)),
        in_sample=sum(log_score(inside[key].chances, known[key]) for key in known) / len(known),
        against_base_rate=None,
        answered=sum(answered) / len(answered) if answered else float("nan"),
        abstained=len(known) - len(answered),
        balanced=wars.balanced(list(each_log.values())),
        easy=_mean([score for key, score in each_log.items() if key in easy]),
        hard=_mean([score for key, score in each_log.items() if key not in easy]),
        parts=decompose(forecasts, war_of_each),
        bins=calibration(forecasts, war_of_each),
    )


def _is_easy(result: Result) -> bool:
    """Whether most rules of thumb name what happened."""
    verdicts = [rule.verdict == "right" for rule in result.naive_rules.values()]
    return 2 * sum(verdicts) > len(verdicts)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan
