"""The fitted numbers that come with the package, as fits; the file itself is read by `realpolitik.theories.fitted`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from realpolitik.history.backtest import Backtest, theory_of
from realpolitik.history.calibrate import Calibration, Fold
from realpolitik.history.forecasting import Contender
from realpolitik.theories import evidence, fitted
from realpolitik.theories.evidence import Lesson

DIGITS = 6


def shipped_calibrations() -> dict[str, Calibration]:
    """Return the fits that come with the package: theory -> fits. `realpolitik calibrate` makes them again."""
    return from_report(fitted.report())


def report(
    calibrations: Mapping[str, Calibration],
    contenders: Mapping[str, Contender],
    lessons: Sequence[Lesson] = (),
    found: Backtest | None = None,
) -> dict[str, Any]:
    """Return all fits as the JSON of the command line: constants with their priors, every fold, lessons, the record."""
    constants = {}
    for name, calibration in calibrations.items():
        priors = {parameter.name: parameter for parameter in contenders[name].parameters}
        constants[name] = {
            key: {
                "value": round(value, DIGITS),
                "prior": {"mean": priors[key].mean, "spread": priors[key].spread},
                "training": round(calibration.whole.score, DIGITS),
            }
            for key, value in calibration.whole.values.items()
        }
    folds = [_fold(name, fold) for name, fits in calibrations.items() for fold in fits.folds.values()]
    seconds = {name: round(fits.seconds, 1) for name, fits in calibrations.items()}
    told = {"constants": constants, "folds": folds, "seconds": seconds}
    if found is not None:
        told |= {"lessons": evidence.report(lessons), "record": _record(found)}
    return told


def _record(found: Backtest) -> dict[str, Any]:
    """Return how every theory did out of sample."""
    scored = [each for each in found.predictions if each.outcome is not None]
    theories = {score.name: theory_of(score) for score in found.theories}
    return {
        "cases": len({each.case for each in scored}),
        "wars": len(found.wars),
        "effective_wars": found.effective_wars,
        "theories": {name: _rounded(row) for name, row in theories.items()},
    }


def _rounded(row: Any) -> Any:
    """Return plain data with numbers rounded; what is no number is null."""
    if isinstance(row, dict):
        return {key: _rounded(value) for key, value in row.items() if key not in {"name", "source"}}
    if isinstance(row, list):
        return [_rounded(each) for each in row]
    if isinstance(row, float):
        return round(row, DIGITS) if math.isfinite(row) else None
    return row


def from_report(told: Mapping[str, Any]) -> dict[str, Calibration]:
    """Read fits back from what `report` made of them; a theory without free numbers has no score there."""
    fits: dict[str, Calibration] = {}
    for name, constants in told["constants"].items():
        folds = {
            fold["left_out"]: Fold(fold["left_out"], tuple(fold["training"]), fold["values"], fold["score"])
            for fold in told["folds"]
            if fold["theory"] == name
        }
        training = tuple(dict.fromkeys(case for fold in folds.values() for case in fold.training))
        score = next((entry["training"] for entry in constants.values()), float("nan"))
        values = {key: entry["value"] for key, entry in constants.items()}
        fits[name] = Calibration(name, Fold(None, training, values, score), folds, told["seconds"][name])
    return fits


def _fold(theory: str, fold: Fold) -> dict[str, Any]:
    values = {name: round(value, DIGITS) for name, value in fold.values.items()}
    return {
        "theory": theory,
        "left_out": fold.left_out,
        "training": list(fold.training),
        "values": values,
        "score": round(fold.score, DIGITS),
    }
