"""How theories did on coded cases from history, out of sample: what `run` and `compare` show beside their answers.

Read from the file that ``realpolitik calibrate --json`` writes, like the fits.
"""

from __future__ import annotations

from typing import Any

from realpolitik.outcome import Record, Reliability, TheoryRecord
from realpolitik.theories import fitted


def record_of(*theories: str) -> Record | None:
    """Return the record of theories on the cases that come with the package; None if it was not written.

    Parameters
    ----------
    *theories : str
        Names; a theory that was not scored is left out.
    """
    told = fitted.report().get("record")
    if told is None:
        return None
    rows = [_theory(name, told["theories"][name]) for name in theories if name in told["theories"]]
    base = told["theories"].get("base rate", {}).get("log_score", float("nan"))
    return Record(told["cases"], told["wars"], told["effective_wars"], base, tuple(rows))


def _theory(name: str, told: dict[str, Any]) -> TheoryRecord:
    difference, low, high = (_number(told.get(f"against_base_rate{end}")) for end in ("", "_low", "_high"))
    bins = tuple(Reliability(**each) for each in told["bins"])
    return TheoryRecord(name, told["log_score"], difference, low, high, bins)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
