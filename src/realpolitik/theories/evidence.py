"""What coded cases teach a theory that learns from them: what it read in each, and what was chosen.

The lessons that come with the package are part of what ``realpolitik calibrate --json`` writes. They hold no crisis, no name
of a side and no text. A theory reads from them how past choices went. How the crisis that it is asked about ended is not
among them: the cases of the war of that crisis are left out first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from realpolitik.theories import fitted

NEITHER = "N"
DIGITS = 6


@dataclass(frozen=True)
class Lesson:
    """What one coded case teaches.

    Attributes
    ----------
    case : str
    war : str
        The war whose cases are left out together.
    safety, kinship, game : float
        The leads of side A over side B: see `realpolitik.theories.ensemble`.
    choice : str
        A, B, or N for neither.
    """

    case: str
    war: str
    safety: float
    kinship: float
    game: float
    choice: str


def report(lessons: Sequence[Lesson]) -> list[dict[str, Any]]:
    """Return lessons as they stand in the file."""
    return [
        {key: round(value, DIGITS) if isinstance(value, float) else value for key, value in asdict(lesson).items()}
        for lesson in lessons
    ]


def from_report(told: Mapping[str, Any]) -> tuple[Lesson, ...]:
    """Read lessons back from what `report` made of them."""
    return tuple(Lesson(**row) for row in told.get("lessons", ()))


@cache
def shipped() -> tuple[Lesson, ...]:
    """Return the lessons of the cases that come with the package."""
    return from_report(fitted.report())


def war_of(crisis: str, lessons: Sequence[Lesson]) -> str | None:
    """Return the war of a crisis that is coded as a case too, by its id; None for any other."""
    return next((lesson.war for lesson in lessons if lesson.case == crisis), None)
