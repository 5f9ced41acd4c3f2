"""What is kept of an answer: the figures that a comparison needs, draw by draw, in memory and as bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from realpolitik.analysis.answers import BY_DRAW, Answers, joined
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE

KEPT = ("signed", "months", "contents", "attack")
"""The arrays of `Answers` that are kept; the others have no columns."""


def kept(answers: Answers) -> Answers:
    """Return answers with what is kept of them alone, in memory of their own."""
    arrays: dict[str, Any] = {name: getattr(answers, name) for name in BY_DRAW}
    return replace(answers, bundles=(), **{name: a.copy() if name in KEPT else _empty(a) for name, a in arrays.items()})


def first(answers: Answers, count: int) -> Answers:
    """Return the answers of the first draws alone."""
    if count == answers.draws:
        return answers
    return replace(answers, **{name: getattr(answers, name)[:count] for name in BY_DRAW})


def between(one: Answers, other: Answers, share: float) -> Answers:
    """Return answers so far along the straight line from one to another, in the draws that both have."""
    count = min(one.draws, other.draws)
    arrays = {name: (1 - share) * getattr(one, name)[:count] + share * getattr(other, name)[:count] for name in KEPT}
    return replace(first(one, count), **arrays)


def together(parts: Sequence[Answers]) -> Answers:
    """Return the answers of ranges of draws that follow each other."""
    return joined(parts)


def to_bytes(answers: Answers) -> bytes:
    """Return the arrays that are kept, as a file of NumPy holds them."""
    written = io.BytesIO()
    arrays: dict[str, Any] = {name: getattr(answers, name) for name in KEPT}
    np.savez(written, **arrays)
    return written.getvalue()


def from_bytes(content: bytes, like: Answers, crisis: Crisis) -> Answers | None:
    """Return what was kept, of a crisis of the same shape as another; None if it does not fit, or cannot be read."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in KEPT}
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
        return None
    draws = {len(array) for array in arrays.values()}
    shapes = {name: array.shape[1:] for name, array in arrays.items()}
    if len(draws) != 1 or any(shapes[name] != getattr(like, name).shape[1:] for name in KEPT):
        return None
    if any(array.dtype != np.float64 for array in arrays.values()):
        return None
    (count,) = draws
    empty: dict[str, Any] = {
        name: np.zeros((count, *getattr(like, name).shape[1:])) for name in BY_DRAW if name not in KEPT
    }
    return replace(like, crisis=crisis, **arrays, **empty)


def blank(crisis: Crisis) -> Answers:
    """Return the answers of no draw, which tell the shape of those of a crisis."""
    suitors = tuple(crisis.suitors)
    clauses = tuple((suitor, clause) for suitor in suitors for clause in crisis.suitors[suitor].menu)
    shapes: dict[str, tuple[int, ...]] = {
        "signed": (len(clock_of(crisis).periods), len(suitors)), "months": (len(suitors),), "contents": (len(clauses),),
        "attack": (), "ledger_weight": (0,), "payoff": (0, 0), "ledger": (0, 0, 0),
    }  # fmt: skip
    arrays: dict[str, Any] = {name: np.zeros((0, *shapes.get(name, (0,)))) for name in BY_DRAW}
    return Answers(
        crisis=crisis, partners=(NONE, *suitors), states=tuple(crisis.states), clauses=clauses, bundles=(), **arrays
    )


def _empty(array: np.ndarray) -> Any:
    """Return an array of as many draws, and nothing of each."""
    return np.zeros((len(array), *([0] * (array.ndim - 1))))
