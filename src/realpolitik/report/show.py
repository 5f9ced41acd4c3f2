"""Any result in words, and any result as a picture: what the command line prints and draws, for scripts and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.errors import NothingToAnalyse
from realpolitik.report.page import WIDTH
from realpolitik.result import Result

if TYPE_CHECKING:
    import altair

TEXTS: Mapping[str, tuple[str, str]] = {
    "Audit": ("audit_text", "tell_audit"),
    "Backtest": ("backtest_text", "tell_backtest"),
    "Claims": ("claims_text", "tell_claims"),
    "Comparison": ("compare_text", "tell_comparison"),
    "Difference": ("diff_text", "tell_difference"),
    "Explanation": ("explain_text", "tell_explanation"),
    "Inference": ("infer_text", "tell_hands"),
    "Inversion": ("invert_text", "tell_inversion"),
    "Orders": ("orders_text", "tell_orders"),
    "Outcome": ("run_text", "tell_outcome"),
    "Sensitivity": ("sensitivity_text", "tell_sensitivity"),
    "WhatIf": ("whatif_text", "tell_whatif"),
}
"""Kind of result -> the module of this room, and its function, that tells it."""

FIGURES: Mapping[str, tuple[str, str]] = {
    "Audit": ("audit_figure", "draw_audit"),
    "Backtest": ("backtest_figure", "draw_backtest"),
    "Claims": ("claims_figure", "draw_claims"),
    "Difference": ("diff_figure", "draw_difference"),
    "Explanation": ("explain_figure", "draw_explanation"),
    "Inference": ("infer_figure", "draw_hands"),
    "Inversion": ("invert_figure", "draw_inversion"),
    "Outcome": ("run_figure", "draw_outcome"),
    "Sensitivity": ("sensitivity_figure", "draw_sensitivity"),
    "WhatIf": ("whatif_figure", "draw_whatif"),
}
"""The same for pictures."""


def tell(result: Result, crisis: CrisisLike | None = None, width: int = WIDTH) -> str:
    """Tell a result in words and tables, as the command line does.

    Parameters
    ----------
    result : Result
        What `run` or an analysis returned.
    crisis : Crisis, str or path, optional
        The crisis that it is about, for names; the one that the result carries, if left out.
    width : int
        Columns.

    Returns
    -------
    str

    Raises
    ------
    NothingToAnalyse
        If the result carries no crisis, and none is given.
    TypeError
        If it is no result.
    """
    own = getattr(result, "in_words", None)
    if own is not None:
        return str(own())
    words, named = _found(result, TEXTS), _names(result, crisis)
    text: str = words(result, *named, width=width)
    return text


def plot(result: Result, crisis: CrisisLike | None = None) -> altair.TopLevelMixin:
    """Draw a result, as `--figure` does.

    Parameters
    ----------
    result : Result
        What `run` or an analysis returned.
    crisis : Crisis, str or path, optional
        The crisis that it is about, for names; the one that the result carries, if left out.

    Returns
    -------
    altair chart
        A notebook shows it; ``chart.save("answer.svg")`` keeps it.

    Raises
    ------
    NothingToAnalyse
        If there is no picture of such a result, or no crisis to take names from.
    TypeError
        If it is no result.
    """
    kind = type(result).__name__
    if kind in TEXTS and kind not in FIGURES:
        raise NothingToAnalyse(f"there is no picture of a result such as {kind}; take its tables: to_frame()")
    chart: altair.TopLevelMixin = _found(result, FIGURES)(result, *_names(result, crisis))
    return chart


def _found(result: Any, places: Mapping[str, tuple[str, str]]) -> Callable[..., Any]:
    kind = type(result).__name__
    if not isinstance(result, Result) or kind not in places:
        raise TypeError(f"{kind} is no result of a crisis; give what run, or an analysis, returned")
    module, function = places[kind]
    found: Callable[..., Any] = getattr(import_module(f"realpolitik.report.{module}"), function)
    return found


def _names(result: Result, crisis: CrisisLike | None) -> tuple[Any, ...]:
    """Return the crisis to take names from, if such a result needs one."""
    if not result.NEEDS_CRISIS:
        return ()
    if crisis is None and result.about is None:
        raise NothingToAnalyse(
            f"this {type(result).__name__} does not carry its crisis; give it: crisis=rp.load({result_id(result)!r})"
        )
    return (result.about if crisis is None else crisis_of(crisis),)


def result_id(result: Result) -> str:
    """Return the id of the crisis of a result, as far as it says."""
    return str(getattr(result, "crisis", "ID"))
