"""The fitted numbers that come with the package, as fits; the file itself is read by `realpolitik.theories.fitted`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from realpolitik.history.calibrate import Calibration, Fold
from realpolitik.history.forecasting import Contender
from realpolitik.theories import fitted

DIGITS = 6


def shipped_calibrations() -> dict[str, Calibration]:
    """Return the fits that come with the package: theory -> fits. `realpolitik calibrate` makes them again."""
    return from_report(fitted.report())


def report(calibrations: Mapping[str, Calibration], contenders: Mapping[str, Contender]) -> dict[str, Any]:
    """Return all fits as the JSON of the command line: constants with their priors, and every fold."""
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
    return {"constants": constants, "folds": folds, "seconds": seconds}


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
