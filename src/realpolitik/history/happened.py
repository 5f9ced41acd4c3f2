"""What history did in a crisis of the library that is coded as a case too. For readers: nothing that makes a forecast asks it."""

from __future__ import annotations

from dataclasses import dataclass

from realpolitik.history.moments import Moment
from realpolitik.history.read_case import OUTCOMES, read_result_text, shipped_folder


@dataclass(frozen=True)
class Happened:
    """What happened: in a line, by which act, and when it was decided."""

    title: str
    act: str
    decided: Moment


def happened(crisis: str) -> Happened | None:
    """Return what happened in a crisis, by its id; None where no coded case bears it."""
    file = shipped_folder() / OUTCOMES / f"{crisis}.yaml"
    if not crisis or not file.is_file():
        return None
    result = read_result_text(file.read_text(encoding="utf-8"), str(file))
    return Happened(result.title, result.instrument, result.decisive_commitment_date)
