"""Records of a table -> a case and a result of the kinds that everything else takes, by rules that are the same for every case.

    kinship       2 - 4 |regime of the courted state - regime of the side's strongest member|, rounded to a whole number;
                  0 for both sides where one of the three is not known
    incumbent     the side with the stronger pact in force with the courted state: defense, neutrality, nonaggression
    figures       of the year before the courtship, which is the window

There is no bid. `realpolitik.history.leakage.told` gives both sides the same plain one, so that whoever compares bids finds them
equal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from realpolitik.history.case import Book, Case, Result
from realpolitik.history.machine.table import WEAK_TO_STRONG, Bound, Kind, OutcomeRow, Pact, Role, Row
from realpolitik.history.rules.figures import LAND
from realpolitik.history.strength import DIGITS

SIDES: Final = (Role.A, Role.B)
WORKS: Final = (
    Book(
        author="Singer, J. David",
        title="Reconstructing the Correlates of War Dataset on Material Capabilities of States, 1816-1985",
        year=1987,
    ),
    Book(
        author="Stinnett, Douglas M., Jaroslav Tir, Philip Schafer, Paul F. Diehl and Charles Gochman",
        title="The Correlates of War Project Direct Contiguity Data, Version 3",
        year=2002,
    ),
)
"""Whose measures a case takes its figures in; of which version, the table's maker knows."""


def case_of(rows: Sequence[Row]) -> Case:
    """Return the case that the records of one case, without any problem, tell.

    Parameters
    ----------
    rows : sequence of Row
        As `realpolitik.history.machine.table.rows_of` passes them.
    """
    first = rows[0]
    (pivot,) = (row for row in rows if row.role is Role.PIVOT)
    members = {role: [row for row in rows if row.role is role] for role in SIDES}
    both = [*members[Role.A], *members[Role.B]]
    kinships = _kinships(pivot, members)
    tree: dict[str, Any] = {
        "id": first.case,
        "war": first.war,
        "pivot": _person(pivot),
        "bargaining_window": {"start": f"{first.year}-01", "end": f"{first.year}-12"},
        "suitors": {
            role.value: {"name": f"side {role}", "members": [_person(row) for row in members[role]]} for role in SIDES
        },
        "incumbent_partner": _incumbent(members),
        "bids": {},
        "deadline_pressure": {"who": "", "why": "", "coded": {"side": "none", "date": None, "hard": False}},
        "security": {
            "claims_on_pivot": [row.state for row in both if row.claim],
            "colonial_contiguity": [row.state for row in both if row.prox == LAND and row.contiguity != 1],
        },
        "ideology_distance": {
            role.value: {"score": kinships[role], "reason": "distance between regimes"} for role in SIDES
        },
        "insult_by": "none",
        "sources": [work.model_dump() for work in WORKS],
        "measured": {
            "method": "coded by machine",
            "data_year": first.year - 1,
            "side_A": _side(members[Role.A]),
            "side_B": _side(members[Role.B]),
            "pivot_cinc": pivot.cinc,
        },
    }
    return Case.model_validate(tree)


def result_of(row: OutcomeRow, year: int) -> Result:
    """Return the result that a record of the outcomes tells, of a case of some year."""
    bound = [] if row.bound in {Bound.ACCESS, Bound.NONE} else [row.bound.value]
    access = row.choice if row.bound is Bound.ACCESS else "none"
    tree = {
        "id": row.case,
        "title": "stayed out" if row.choice == "N" else f"bound itself to side {row.choice}",
        "choice": row.choice,
        "decisive_commitment_date": str(year),
        "commitment_types_atop": bound,
        "military_access": access,
        "instrument": "coded by machine",
    }
    return Result.model_validate(tree)


def is_matched(rows: Sequence[Row]) -> bool:
    """Whether a case is that of a matched state."""
    return rows[0].kind is Kind.MATCHED


def _person(row: Row) -> dict[str, Any]:
    return {"state": f"state {row.state}", "cow": row.state}


def _side(members: Sequence[Row]) -> dict[str, Any]:
    figures = [
        {
            "cow": row.state,
            "cinc": row.cinc,
            "contiguity": row.contiguity,
            "prox": row.prox,
            "rivalry": row.rivalry,
            "claim_on_pivot": row.claim,
        }
        for row in members
    ]
    threat = math.fsum(
        (row.cinc or 0.0) * (row.prox or 0.0) * (1 + bool(row.rivalry) + bool(row.claim)) for row in members
    )
    return {
        "cinc_sum": round(math.fsum(row.cinc or 0.0 for row in members), DIGITS),
        "threat": round(threat, DIGITS),
        "members": figures,
    }


def _incumbent(members: dict[Role, list[Row]]) -> str:
    """Return the side with the stronger pact; none if they are equal."""
    a, b = (max(WEAK_TO_STRONG.index(row.pact or Pact.NONE) for row in members[role]) for role in SIDES)
    return "none" if a == b else "A" if a > b else "B"


def _kinships(pivot: Row, members: dict[Role, list[Row]]) -> dict[Role, int]:
    leads = {role: max(members[role], key=lambda row: row.cinc or 0.0) for role in SIDES}
    distances = {role: _distance(pivot.regime, leads[role].regime) for role in SIDES}
    if any(distance is None for distance in distances.values()):
        return dict.fromkeys(SIDES, 0)
    # A half is rounded up in distance, for both sides alike.
    return {role: 2 - math.floor(4 * (distance or 0.0) + 0.5) for role, distance in distances.items()}


def _distance(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else abs(one - other)
