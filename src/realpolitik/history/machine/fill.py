"""A list of courtships, and files of other projects -> the table of the inputs; and states that stayed out, drawn for it.

Every figure is of the year before the courtship: what could be known when it began. A file that tells of no such year is refused,
since what it does not list would be taken for what there is not.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from realpolitik.errors import CrisisInvalid, Problem
from realpolitik.history.machine.sources import (
    DyadYears,
    Periods,
    read_capability,
    read_contiguity,
    read_majors,
    read_pacts,
    read_regimes,
    read_rivalries,
)
from realpolitik.history.machine.table import INPUTS, WEAK_TO_STRONG, Kind, Role
from realpolitik.history.rules.figures import DISTANT, LAND, OTHER, SEA

LIST: Final = "the list of courtships"


@dataclass(frozen=True)
class Courtship:
    """Who was courted by whom, and when.

    Attributes
    ----------
    case, war : str
        Short names.
    year : int
        Figures are those of the year before.
    pivot : int
        The courted state; states are country codes of the Correlates of War project.
    side_a, side_b : tuple of int
        Members of the sides.
    claims : tuple of int
        Members with a claim on the courted state's land; no file that is read here tells of them.
    colonial : tuple of int
        Members in contact with it through a colony, or an occupation; likewise.
    matched_to : str or None
        The case that it was drawn for, of a state that stayed out; None for one that was courted.
    eligible : int or None
        How many states it was drawn from.
    """

    case: str
    war: str
    year: int
    pivot: int
    side_a: tuple[int, ...]
    side_b: tuple[int, ...]
    claims: tuple[int, ...] = ()
    colonial: tuple[int, ...] = ()
    matched_to: str | None = None
    eligible: int | None = None


@dataclass(frozen=True)
class Sources:
    """Where the files lie that `fill` joins; see `realpolitik.history.machine.sources` for what they hold.

    Attributes
    ----------
    capability, contiguity, pacts, regimes, rivalries : Path
    majors : Path or None
        Without it no state counts as a major power, and every distant one has the nearness 0.1.
    """

    capability: Path
    contiguity: Path
    pacts: Path
    regimes: Path
    rivalries: Path
    majors: Path | None = None


def fill(courtships: Sequence[Courtship], sources: Sources) -> str:
    """Return the text of the table of the inputs for a list of courtships.

    Parameters
    ----------
    courtships : sequence of Courtship
    sources : Sources

    Raises
    ------
    CrisisInvalid
        If a file cannot be read, tells of no year that is wanted, or has no capability of a member.
    CrisisNotFound
        If there is no such file.
    """
    filler = _Filler(sources)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(INPUTS)
    for courtship in courtships:
        for row in filler.rows(courtship):
            table.writerow([_cell(row[name]) for name in INPUTS])
    if filler.problems:
        raise CrisisInvalid(dict.fromkeys(filler.problems))
    return written.getvalue()


def draw_matched(courtship: Courtship, candidates: Iterable[int], seed: int = 0) -> Courtship | None:
    """Draw a state that stayed out, to be set beside a courted one.

    Parameters
    ----------
    courtship : Courtship
        Of a courted state.
    candidates : iterable of int
        States of its region in its year that nobody is known to have courted, and that bound themselves to no side.
    seed : int, optional
        Decides, with the name of the case, which one is drawn; all have the same chance.

    Returns
    -------
    Courtship or None
        None if nobody is left once the courted state and the members of both sides are taken away. Claims and contact through
        colonies were those of another state, and are left out.
    """
    taken = {courtship.pivot, *courtship.side_a, *courtship.side_b}
    left = sorted(set(candidates) - taken)
    if not left:
        return None
    drawn = min(left, key=lambda code: hashlib.sha256(f"{seed}:{courtship.case}:{code}".encode()).digest())
    name = f"{courtship.case[:55].rstrip('-')}-matched"
    return replace(
        courtship, case=name, pivot=drawn, claims=(), colonial=(), matched_to=courtship.case, eligible=len(left)
    )


class _Filler:
    """The files, read, and what is wrong with what they tell."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._capability = read_capability(sources.capability)
        self._contiguity = read_contiguity(sources.contiguity)
        self._pacts = read_pacts(sources.pacts)
        self._regimes = read_regimes(sources.regimes)
        self._rivalries = read_rivalries(sources.rivalries)
        self._majors = None if sources.majors is None else read_majors(sources.majors)
        self.problems: list[Problem] = []

    def rows(self, courtship: Courtship) -> list[dict[str, Any]]:
        """Return the records of a courtship, the courted state first."""
        year = courtship.year - 1
        shared = dict.fromkeys(INPUTS) | {
            "case": courtship.case,
            "kind": Kind.COURTED if courtship.matched_to is None else Kind.MATCHED,
            "matched_to": courtship.matched_to,
            "eligible": courtship.eligible,
            "war": courtship.war,
            "year": courtship.year,
        }
        members = [(Role.A, each) for each in courtship.side_a] + [(Role.B, each) for each in courtship.side_b]
        self._require_year(year)
        self._require_members(courtship, [each for _, each in members])
        pivot = shared | {"role": Role.PIVOT} | self._of_state(courtship.pivot, year)
        return [pivot, *(shared | {"role": role} | self._of_member(courtship, each, year) for role, each in members)]

    def _of_state(self, state: int, year: int) -> dict[str, Any]:
        found = self._capability.get((state, year)), self._regimes.get((state, year))
        return {"state": state, "cinc": found[0], "regime": found[1]}

    def _of_member(self, courtship: Courtship, state: int, year: int) -> dict[str, Any]:
        pair = frozenset({state, courtship.pivot})
        contiguity = self._contiguity.figures.get((pair, year))
        figures = self._of_state(state, year)
        if figures["cinc"] is None:
            remedy = "take another version of the file, correct the list, or leave the case out"
            self._complain(self._sources.capability, f"has no capability of state {state} in {year}", remedy)
        return figures | {
            "contiguity": contiguity,
            "prox": self._nearness(state, contiguity, state in courtship.colonial, year),
            "rivalry": self._rivalries.holds(pair, year),
            "claim": state in courtship.claims,
            "pact": WEAK_TO_STRONG[self._pacts.figures.get((pair, year), 0)],
        }

    def _nearness(self, state: int, contiguity: int | None, colonial: bool, year: int) -> float:
        if contiguity == 1 or colonial:
            return LAND
        if contiguity is not None:
            return SEA
        return DISTANT if self._majors is not None and self._majors.holds({state}, year) else OTHER

    def _require_year(self, year: int) -> None:
        remedy = f"take a version that tells of {year}, or leave out the cases of {year + 1}"
        by_year: list[tuple[Path, DyadYears]] = [
            (self._sources.contiguity, self._contiguity),
            (self._sources.pacts, self._pacts),
        ]
        for path, figures in by_year:
            if year not in figures.years:
                self._complain(path, f"has no line of {year}", remedy)
        spans: list[tuple[Path | None, Periods | None]] = [
            (self._sources.rivalries, self._rivalries),
            (self._sources.majors, self._majors),
        ]
        for place, periods in spans:
            if place is not None and periods is not None and year > periods.last:
                self._complain(place, f"tells of nothing after {periods.last}, and {year} is wanted", remedy)
        if not any(each == year for _, each in self._regimes):
            self._complain(self._sources.regimes, f"has no line of {year}", remedy)

    def _require_members(self, courtship: Courtship, members: Sequence[int]) -> None:
        for name in ("claims", "colonial"):
            for state in getattr(courtship, name):
                if state not in members:
                    message = f"{name} of case `{courtship.case}` name {state}, a member of no side"
                    self.problems.append(Problem(LIST, None, None, name, message, "name a member"))

    def _complain(self, path: Path, message: str, remedy: str) -> None:
        self.problems.append(Problem(str(path), 1, 1, "", message, remedy))


def _cell(value: Any) -> str:
    """Write a value as the table holds it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
