"""The structure of a crisis as numbers see it: who is which index, and everything that no draw changes.

`lay_out` turns a crisis into a `Layout`: names, and two named tuples of integer arrays that the kernels read. Wars are
memoised by what matters in them: two alignments that create the same obligations, transit rights, deliveries and secrets
share one war problem, and problems that differ only in promises share their physics.

The letters for sizes are those of `realpolitik.game.core.arrays`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from realpolitik.crisis.clock import Clock, clock_of
from realpolitik.crisis.doubt import asked_to_consent
from realpolitik.crisis.identity import Same
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.schema import Crisis
from realpolitik.game.core.arrays import BazaarStructure, WarStructure
from realpolitik.game.structure.rows import ClauseRow, OccasionRow, clause_rows, occasion_rows
from realpolitik.game.structure.table import Bundle, feasible_bundles, table_of
from realpolitik.game.structure.wars import Promises, WarTables


@dataclass(frozen=True)
class Layout:
    """Names for indices, and the structures.

    Attributes
    ----------
    asked : tuple of (str, str)
        The suitors, each with every state that decides on clauses of its menu.
    """

    crisis: Crisis
    states: tuple[str, ...]
    suitors: tuple[str, ...]
    clock: Clock
    clauses: tuple[ClauseRow, ...]
    bundles: tuple[Bundle, ...]
    occasions: tuple[OccasionRow, ...]
    stakes: tuple[str, ...]
    hostilities: tuple[str, ...]
    players: tuple[str, ...]
    questions: tuple[tuple[int, str], ...]
    asked: tuple[tuple[str, str], ...]
    war: WarStructure
    bazaar: BazaarStructure

    @property
    def pivot(self) -> int:
        """Index of the pivot among the states."""
        return self.states.index(self.crisis.pivot)


def lay_out(crisis: Crisis) -> Layout:
    """Lay a crisis out as indices and structures.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.

    Returns
    -------
    Layout
    """
    states = tuple(crisis.states)
    suitors = tuple(crisis.suitors)
    clock = clock_of(crisis)
    asked = tuple((name, state) for name, suitor in crisis.suitors.items() for state in asked_to_consent(suitor))
    clauses = clause_rows(crisis)
    bundles = tuple(bundle for suitor in suitors for bundle in feasible_bundles(crisis, suitor))
    occasions = occasion_rows(crisis)
    questions = tuple(
        (index, state) for index, row in enumerate(clauses) if row.lead for state in row.clause.consent_of
    )
    players = _players(crisis, suitors, occasions, questions)
    wars = WarTables(crisis, states, clauses, occasions)
    worlds = tuple(wars.world(promised) for promised in _promise_sets(clauses, bundles))
    return Layout(
        crisis=crisis,
        states=states,
        suitors=suitors,
        clock=clock,
        clauses=clauses,
        bundles=bundles,
        occasions=occasions,
        stakes=tuple(crisis.stakes),
        hostilities=tuple(crisis.hostilities),
        players=players,
        questions=questions,
        asked=asked,
        war=wars.structure,
        bazaar=table_of(crisis, suitors, clock, clauses, bundles, occasions, players, questions, asked, worlds),
    )


def structure_of(crisis: Crisis) -> Hashable:
    """Return all of a crisis that its layout depends on, and which numbers it gives.

    Crises that agree in it differ in numbers, in beliefs and in what these follow from only.
    """
    constants = crisis.constants
    sections = (crisis.window, crisis.states, crisis.stakes, crisis.hostilities, crisis.suitors, crisis.treaties,
                crisis.war_plans)  # fmt: skip
    begun = tuple((event.date, event.in_force) for event in crisis.events.values() if event.in_force)
    outlines = tuple(_outline(Same(section)) for section in sections)
    return (crisis.pivot, constants.pivot_view, clock_of(crisis), begun, outlines)


@lru_cache(maxsize=256)
def _outline(section: Same) -> Hashable:
    return _without_numbers(section.section)


def _without_numbers(content: Any) -> Hashable:
    """Return nested tuples of all that stands in a section, with a mark in the place of every number."""
    if isinstance(content, Quantity):
        return "#"
    if isinstance(content, BaseModel):
        return tuple(_without_numbers(getattr(content, name)) for name in type(content).model_fields)
    if isinstance(content, Mapping):
        return tuple((key, _without_numbers(item)) for key, item in content.items())
    if isinstance(content, tuple):
        return tuple(map(_without_numbers, content))
    return content  # type: ignore[no-any-return]


def _players(
    crisis: Crisis,
    suitors: tuple[str, ...],
    occasions: tuple[OccasionRow, ...],
    questions: tuple[tuple[int, str], ...],
) -> tuple[str, ...]:
    """Return the names of those whose values the bazaar must know: pivot, suitors, consenting states, aggressors.

    A suitor of one member goes by the member's name: what the state gets is what the suitor gets.
    """
    blocs = [_only_member(crisis, suitor) or f"suitor {suitor}" for suitor in suitors]
    singles = [state for _, state in questions]
    singles += [crisis.war_plans[row.plan].aggressor for row in occasions]
    extra = dict.fromkeys(state for state in singles if state != crisis.pivot and state not in blocs)
    return (crisis.pivot, *blocs, *extra)


def _only_member(crisis: Crisis, suitor: str) -> str | None:
    members = tuple(crisis.suitors[suitor].members)
    return members[0] if len(members) == 1 else None


def _promise_sets(clauses: tuple[ClauseRow, ...], bundles: tuple[Bundle, ...]) -> list[Promises]:
    """Return, for each alignment, the clauses of its bundle."""
    where = {row.path: index for index, row in enumerate(clauses)}
    sets: list[Promises] = [frozenset()]
    sets += [frozenset(where[f"suitors.{bundle.suitor}.menu.{key}"] for key in bundle.clauses) for bundle in bundles]
    return sets
