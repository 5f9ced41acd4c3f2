"""The back-test of a folder of coded cases, in one call."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from realpolitik.crisis.lookup import find
from realpolitik.history.backtest import Backtest
from realpolitik.history.backtest import backtest as score
from realpolitik.history.constants import shipped_calibrations
from realpolitik.history.forecasting import contender
from realpolitik.history.read_case import read_folder, shipped_folder
from realpolitik.history.switches import Leakage
from realpolitik.theories.all import THEORIES


def backtest(
    cases: str | os.PathLike[str] | None = None,
    leakage: str = Leakage.HALF_VALUE.value,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Backtest:
    """Score every theory on coded cases from history, each forecast with numbers that were fitted without its war.

    Parameters
    ----------
    cases : path, optional
        A folder with ``inputs`` and ``outcomes``, or with tables of machine-coded cases, ``inputs.csv`` and
        ``outcomes.csv``; the shipped cases, if left out.
    leakage : str
        How much of what became known later a case may show: ``half-value``, ``full-value``, ``drop-accepted``,
        ``show-gaps``, ``full-accepted``, ``drop-insults`` or ``wide-sides``.
    seed : int
        Decides which side of a case is called A.
    progress : callable, optional
        Called with the number of theories done since the last call.

    Returns
    -------
    Backtest

    Raises
    ------
    CrisisInvalid, CrisisNotFound
        If a case is wrong, or there is no such folder.
    UnknownName
        If there is no such setting of the leakage.
    """
    settings = {each.value: each.value for each in Leakage}
    setting = Leakage(find(str(getattr(leakage, "value", leakage)), settings, "setting of the leakage"))
    folder = shipped_folder() if cases is None else Path(cases)
    known, results = read_folder(folder, seed)
    return score(known, results, [contender(each) for each in THEORIES], shipped_calibrations(), setting, progress)
