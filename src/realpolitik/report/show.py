"""Any result in words, and any result as a picture: what the command line prints and draws, for scripts and notebooks.

What tells the answer of a verb stands in ``VERB_text`` of this room, and what draws it, if it can be drawn, in ``VERB_figure``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.errors import NothingToAnalyse
from realpolitik.report.page import WIDTH
from realpolitik.result import Result

if TYPE_CHECKING:
    from realpolitik.report.picture import Picture


def teller_of(result: Result) -> Callable[..., str]:
    """Return what tells a result: ``tell_VERB`` of the module ``VERB_text`` of this room.

    Raises
    ------
    TypeError
        If it is no result, or none that is told here.
    """
    found = _named(result, "text", "tell")
    if found is None:
        raise TypeError(f"{type(result).__name__} is no result of a crisis; give what run, or an analysis, returned")
    return found


def artist_of(result: Result) -> Callable[..., Any] | None:
    """Return what draws a result: ``draw_VERB`` of the module ``VERB_figure``; None, if there is no such picture."""
    return _named(result, "figure", "draw")


def _named(result: Any, room: str, does: str) -> Callable[..., Any] | None:
    """Return a function of this room that is named for the verb of a result, if there is one."""
    verb = result.VERB if isinstance(result, Result) else ""
    place = f"{__package__}.{verb}_{room}"
    if not verb or find_spec(place) is None:
        return None
    found: Callable[..., Any] = getattr(import_module(place), f"{does}_{verb}")
    return found


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
    tell_it = teller_of(result)
    return tell_it(result, *_names(result, crisis), width=width)


def plot(result: Result, crisis: CrisisLike | None = None) -> Picture:
    """Draw a result, as `--figure` does.

    Parameters
    ----------
    result : Result
        What `run` or an analysis returned.
    crisis : Crisis, str or path, optional
        The crisis that it is about, for names; the one that the result carries, if left out.

    Returns
    -------
    Picture
        A notebook shows it; ``picture.save("answer.svg")`` keeps it.

    Raises
    ------
    NothingToAnalyse
        If there is no picture of such a result, or no crisis to take names from.
    TypeError
        If it is no result.
    """
    teller_of(result)
    draw_it = artist_of(result)
    if draw_it is None:
        kind = type(result).__name__
        raise NothingToAnalyse(f"there is no picture of a result such as {kind}; take its tables: to_frame()")
    from realpolitik.report.picture import Picture  # noqa: PLC0415  # telling a result needs no library of pictures

    return Picture(draw_it(result, *_names(result, crisis)))


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
