"""The back-test of a folder of coded cases, in one call."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from realpolitik.crisis.lookup import find
from realpolitik.errors import RealpolitikError
from realpolitik.history.backtest import Backtest
from realpolitik.history.backtest import backtest as score
from realpolitik.history.constants import shipped_calibrations
from realpolitik.history.forecasting import Contender, contenders
from realpolitik.history.read_case import read_folder, shipped_folder
from realpolitik.history.record.freeze import LEAKAGE, SEED, frozen_contenders, note_of
from realpolitik.history.record.looks import counted, look_at
from realpolitik.history.switches import Leakage


def backtest(
    cases: str | os.PathLike[str] | None = None,
    leakage: str = Leakage.HALF_VALUE.value,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
    frozen: bool = False,
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
    frozen : bool, optional
        Whether to score the forecasts that `freeze` wrote into the folder, and refuse it if anything is not as it was then.

    Returns
    -------
    Backtest

    Raises
    ------
    CrisisInvalid, CrisisNotFound
        If a case is wrong, or there is no such folder; if a frozen one changed, or was decided before it was frozen.
    RealpolitikError
        If a folder is to be frozen that never was, or was frozen with another setting or seed.
    UnknownName
        If there is no such setting of the leakage.
    """
    settings = {each.value: each.value for each in Leakage}
    setting = Leakage(find(str(getattr(leakage, "value", leakage)), settings, "setting of the leakage"))
    folder = shipped_folder() if cases is None else Path(cases)
    if frozen and (setting is not LEAKAGE or seed != SEED):
        raise RealpolitikError(
            f"forecasts are frozen with {LEAKAGE.value} and seed {SEED} alone; leave leakage and seed out"
        )
    asked: Sequence[Contender] = contenders()
    note = None
    if frozen:
        asked, freeze = frozen_contenders(folder, asked)
    known, results = read_folder(folder, seed)
    if frozen:
        note = note_of(folder, freeze, results)
    found = score(known, results, asked, shipped_calibrations(), setting, progress)
    looks = counted(look_at(folder, setting.value)) if results else None
    return replace(found, looks=looks, frozen=note)
