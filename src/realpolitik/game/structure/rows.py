"""The clauses and the war's occasions of a crisis, in a row: what an index of them means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.treaties_in_force import DaysInForce, days_in_force
from realpolitik.crisis.treaty import Clause


@dataclass(frozen=True)
class ClauseRow:
    """A clause with its address, and the states behind the offer (none for a treaty in force)."""

    path: str
    key: str
    clause: Clause
    lead: str | None
    days: DaysInForce | None = None

    def in_force(self, day: date) -> bool:
        """Whether a treaty's clause binds on a day; a bundle's clause binds once it is signed."""
        return self.days is None or day in self.days

    def hides_from(self, state: str) -> bool:
        """Whether the state decides as if the clause were not there."""
        parties = (*self.clause.obligors, *self.clause.beneficiaries)
        return self.clause.secret and state not in parties


@dataclass(frozen=True)
class OccasionRow:
    """A plan and one of its occasions, with the step of the clock that it opens."""

    plan: str
    key: str
    day: date
    step: int


def clause_rows(crisis: Crisis) -> tuple[ClauseRow, ...]:
    """Return the clauses of all menus, then those of all treaties, in the order of the file."""
    rows = [
        ClauseRow(f"suitors.{name}.menu.{key}", key, clause, suitor.lead)
        for name, suitor in crisis.suitors.items()
        for key, clause in suitor.menu.items()
    ]
    for name, treaty in crisis.treaties.items():
        days = days_in_force(crisis, name)
        for key, clause in treaty.clauses.items():
            rows.append(ClauseRow(f"treaties.{name}.clauses.{key}", key, clause, None, days))
    return tuple(rows)


def occasion_rows(crisis: Crisis) -> tuple[OccasionRow, ...]:
    """Return the occasions of all plans by date, and on a day as the plans are listed."""
    clock = clock_of(crisis)
    rows = [
        OccasionRow(plan, key, occasion.date, clock.step_of(occasion.date))
        for plan, record in crisis.war_plans.items()
        for key, occasion in record.occasions.items()
    ]
    order = {plan: rank for rank, plan in enumerate(crisis.war_plans)}
    return tuple(sorted(rows, key=lambda row: (row.day, order[row.plan])))
