"""The fitted numbers that come with the package, and how they are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from realpolitik.history.calibrate import Calibration, Fold
from realpolitik.history.forecasting import Contender

FILE = "constants.json"


def shipped_calibrations() -> dict[str, Calibration]:
    """Return the fits that come with the package: theory -> fits. `realpolitik calibrate` makes them again."""
    text = (resources.files("realpolitik") / "history" / FILE).read_text(encoding="utf-8")
    return {name: _from_dict(name, entry) for name, entry in json.loads(text).items()}


def to_dict(calibration: Calibration) -> dict[str, Any]:
    """Return the fits of one theory as plain data."""
    return {"whole": _fold(calibration.whole), "folds": [_fold(fold) for fold in calibration.folds.values()]}


def report(calibrations: Mapping[str, Calibration], contenders: Mapping[str, Contender]) -> dict[str, Any]:
    """Return all fits as the JSON of the command line: constants with their priors, and every fold."""
    constants = {}
    for name, calibration in calibrations.items():
        priors = {parameter.name: parameter for parameter in contenders[name].parameters}
        constants[name] = {
            key: {
                "value": value,
                "prior": {"mean": priors[key].mean, "spread": priors[key].spread},
                "training": calibration.whole.score,
            }
            for key, value in calibration.whole.values.items()
        }
    folds = [{"theory": name, **_fold(fold)} for name, fits in calibrations.items() for fold in fits.folds.values()]
    seconds = {name: fits.seconds for name, fits in calibrations.items()}
    return {"constants": constants, "folds": folds, "seconds": seconds}


def _fold(fold: Fold) -> dict[str, Any]:
    values = {name: round(value, 6) for name, value in fold.values.items()}
    return {"left_out": fold.left_out, "training": list(fold.training), "values": values, "score": round(fold.score, 6)}


def _from_dict(name: str, entry: Mapping[str, Any]) -> Calibration:
    folds = [_read(fold) for fold in entry["folds"]]
    return Calibration(name, _read(entry["whole"]), {str(fold.left_out): fold for fold in folds}, 0.0)


def _read(fold: Mapping[str, Any]) -> Fold:
    return Fold(fold["left_out"], tuple(fold["training"]), fold["values"], fold["score"])
