"""The two tables of machine-coded cases: what stands in which column, and whether the records of a case fit each other.

inputs     one record for the courted state of a case and for each member of the two sides, with figures of the year before
outcomes   one record a case; nothing that makes a crisis reads it
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from realpolitik.crisis.document import clip
from realpolitik.errors import Problem
from realpolitik.history.case import MOST_MEMBERS
from realpolitik.history.machine.cells import Record
from realpolitik.history.moments import LAST_YEAR
from realpolitik.history.rules.figures import DISTANT, FIRST_DATA, LAND, LEAST, OTHER, SEA

FIRST_YEAR: Final = FIRST_DATA + 1
"""Figures begin in 1816, and those of a case are of the year before."""
NEARNESS: Final = (LAND, SEA, DISTANT, OTHER)
_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,3})?|[0-9]+\.", re.ASCII)


class Kind(StrEnum):
    """Why a case is in the table."""

    COURTED = "courted"
    MATCHED = "matched"


class Role(StrEnum):
    """What a state is in a case."""

    PIVOT = "pivot"
    A = "A"
    B = "B"


class Pact(StrEnum):
    """The strongest obligation in force between a member and the courted state, in ATOP's words."""

    NONE = "none"
    NONAGGRESSION = "nonaggression"
    NEUTRALITY = "neutrality"
    DEFENSE = "defense"


WEAK_TO_STRONG: Final = tuple(Pact)


class Bound(StrEnum):
    """What a state took on when it chose: an obligation in ATOP's words, or access for a side's forces."""

    DEFENSE = "defense"
    OFFENSE = "offense"
    NEUTRALITY = "neutrality"
    NONAGGRESSION = "nonaggression"
    CONSULTATION = "consultation"
    ACCESS = "access"
    NONE = "none"


class Choice(StrEnum):
    """The side that was chosen; N for neither."""

    A = "A"
    B = "B"
    NEITHER = "N"


class _UnfitError(Exception):
    """A cell that does not hold what its column holds."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    read : callable
        Text -> value.
    holds : str
        What stands there, with its range, for messages and for readers.
    optional : bool
        Whether the cell may be empty, which is then None.
    """

    read: Callable[[str], Any]
    holds: str
    optional: bool = False


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise _UnfitError
    return text


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (_WHOLE.fullmatch(text) and low <= int(text) <= high):
            raise _UnfitError
        return int(text)

    return read


def _share(text: str) -> float:
    if not (_NUMBER.fullmatch(text) and 0.0 <= float(text) <= 1.0):
        raise _UnfitError
    return float(text)


def _nearness(text: str) -> float:
    number = _share(text)
    if number not in NEARNESS:
        raise _UnfitError
    return number


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise _UnfitError
    return text == "1"


def _word(words: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        try:
            return words(text)
        except ValueError:
            raise _UnfitError from None

    return read


def _listed(words: type[StrEnum]) -> str:
    return ", ".join(f"`{word}`" for word in words)


_CODE = _whole(2, 990)

INPUTS: Final[Mapping[str, Column]] = {
    "case": Column(_slug, "a short name: small letters, digits and hyphens, a letter first, at most 64"),
    "kind": Column(_word(Kind), _listed(Kind)),
    "matched_to": Column(_slug, "the case that a matched one belongs to", optional=True),
    "eligible": Column(_whole(1, 1000), "the number of states that a matched one was drawn from, 1 to 1000", True),
    "war": Column(_slug, "the war, a short name, whose cases are left out together"),
    "year": Column(_whole(FIRST_YEAR, LAST_YEAR), f"the year of the courtship, {FIRST_YEAR} to {LAST_YEAR}"),
    "role": Column(_word(Role), _listed(Role)),
    "state": Column(_CODE, "a country code of the Correlates of War project, 2 to 990"),
    "cinc": Column(_share, "the state's share of world capability, 0 to 1", optional=True),
    "contiguity": Column(_whole(1, 5), "direct contiguity with the courted state, 1 land, 2 to 5 sea, or empty", True),
    "prox": Column(_nearness, "nearness: 1, 0.5, 0.25 or 0.1", optional=True),
    "rivalry": Column(_flag, "1 for a rivalry with the courted state, or 0", optional=True),
    "claim": Column(_flag, "1 for a claim on its land, or 0", optional=True),
    "regime": Column(_share, "regime, 0 the least and 1 the most democratic, or empty", optional=True),
    "pact": Column(_word(Pact), _listed(Pact), optional=True),
}
"""Columns of the inputs."""
OUTCOMES: Final[Mapping[str, Column]] = {
    "case": INPUTS["case"],
    "choice": Column(_word(Choice), "`A`, `B`, or `N` for neither"),
    "bound": Column(_word(Bound), _listed(Bound)),
}
"""Columns of the outcomes."""
OF_THE_CASE: Final = ("kind", "matched_to", "eligible", "war", "year")
OF_MEMBERS: Final = ("cinc", "prox", "rivalry", "claim", "pact")
"""Cells that a member has, and that cannot be empty."""
NOT_OF_THE_PIVOT: Final = ("contiguity", "prox", "rivalry", "claim", "pact")


@dataclass(frozen=True)
class Row:
    """A record of the inputs.

    Attributes
    ----------
    case, kind, matched_to, eligible, war, year
        The same in all records of a case.
    role, state
        What the state is there, and its country code.
    cinc, contiguity, prox, rivalry, claim, regime, pact
        Figures of the year before; None where there is none.
    record : Record
        Where it stands.
    """

    case: str
    kind: Kind
    matched_to: str | None
    eligible: int | None
    war: str
    year: int
    role: Role
    state: int
    cinc: float | None
    contiguity: int | None
    prox: float | None
    rivalry: bool | None
    claim: bool | None
    regime: float | None
    pact: Pact | None
    record: Record


@dataclass(frozen=True)
class OutcomeRow:
    """A record of the outcomes: the case, the choice, and what bound the state to the side."""

    case: str
    choice: str
    bound: Bound
    record: Record


def values_of(record: Record, columns: Mapping[str, Column]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a record, and what is wrong with its cells."""
    values: dict[str, Any] = {}
    problems = []
    for name, column in columns.items():
        text = record.cells[name]
        values[name] = None
        if not text and column.optional:
            continue
        try:
            values[name] = column.read(text)
        except _UnfitError:
            message = "is empty" if not text else f"{clip(text)} is not what stands here"
            problems.append(record.wrong(name, message, f"write {column.holds}"))
    return values, problems


def rows_of(records: Sequence[Record]) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Return the records of the inputs by their cases, and everything that is wrong with them."""
    cases: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    broken: set[str] = set()
    for record in records:
        values, wrong = values_of(record, INPUTS)
        problems += wrong
        if wrong:
            broken.add(record.cells["case"])
        else:
            row = Row(**values, record=record)
            cases.setdefault(row.case, []).append(row)
    whole = {key: rows for key, rows in cases.items() if key not in broken}
    for rows in whole.values():
        problems += _misfits(rows)
    if not problems:
        for rows in whole.values():
            problems += _mismatches(rows, whole)
    return whole, problems


def outcomes_of(
    records: Sequence[Record], cases: Mapping[str, Sequence[Row]]
) -> tuple[dict[str, OutcomeRow], list[Problem]]:
    """Return the records of the outcomes by their cases, and everything that is wrong with them."""
    outcomes: dict[str, OutcomeRow] = {}
    problems: list[Problem] = []
    for record in records:
        values, wrong = values_of(record, OUTCOMES)
        problems += wrong
        if wrong:
            continue
        row = OutcomeRow(values["case"], str(values["choice"]), values["bound"], record)
        if row.case in outcomes:
            message = f"case `{row.case}` also stands in line {outcomes[row.case].record.line}"
            problems.append(record.wrong("case", message, "delete one of the two"))
        elif row.case not in cases:
            message = f"there is no case `{row.case}` in the inputs"
            problems.append(record.wrong("case", message, "add the case, or delete the outcome"))
        else:
            problems += _contradictions(row, cases[row.case][0])
        outcomes.setdefault(row.case, row)
    return outcomes, problems


def _contradictions(row: OutcomeRow, of: Row) -> Iterator[Problem]:
    bound = row.bound is not Bound.NONE
    if row.choice == "N" and bound:
        message = f"whoever is bound by {row.bound} has chosen a side, and the choice is N"
        yield row.record.wrong("bound", message, "write the side as the choice, or `none` here")
    elif row.choice != "N" and not bound:
        message = f"whoever chose {row.choice} is bound to it by something"
        yield row.record.wrong("bound", message, "write by what, or N as the choice")
    if of.kind is Kind.MATCHED and row.choice != "N":
        message = "a matched state is one that stayed out"
        yield row.record.wrong("choice", message, f"write N, or code case `{row.case}` as courted")


def _misfits(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield what does not fit within a case."""
    first = rows[0]
    seen: dict[int, Row] = {}
    for row in rows:
        for name in OF_THE_CASE:
            here, there = getattr(row, name), getattr(first, name)
            if here != there:
                message = f"is {_shown(here)}, and {_shown(there)} in line {first.record.line} of the same case"
                yield row.record.wrong(name, message, "write the same in all lines of a case")
        if row.state in seen:
            message = f"state {row.state} also stands in line {seen[row.state].record.line} of the same case"
            yield row.record.wrong("state", message, "name each state of a case once")
        seen.setdefault(row.state, row)
        yield from _empties(row)
    matched = first.kind is Kind.MATCHED
    for name in ("matched_to", "eligible"):
        if (getattr(first, name) is not None) != matched:
            message = "is empty, and the case is matched" if matched else "stands here, and the case is courted"
            yield first.record.wrong(name, message, f"write {INPUTS[name].holds}" if matched else "leave it empty")
    yield from _incomplete(rows)


def _incomplete(rows: Sequence[Row]) -> Iterator[Problem]:
    record = rows[0].record
    count = {role: sum(row.role is role for row in rows) for role in Role}
    if count[Role.PIVOT] != 1:
        message = f"case `{rows[0].case}` has {count[Role.PIVOT]} courted states"
        yield record.wrong("role", message, "write one line with the role `pivot`")
    for role in (Role.A, Role.B):
        if not 1 <= count[role] <= MOST_MEMBERS:
            message = f"side {role} of case `{rows[0].case}` has {count[role]} members"
            yield record.wrong("role", message, f"write 1 to {MOST_MEMBERS} lines with the role `{role}`")
        elif not math.fsum(row.cinc or 0.0 for row in rows if row.role is role) >= LEAST:
            message = f"side {role} of case `{rows[0].case}` has no capability, and cannot be weighed"
            yield record.wrong("cinc", message, "correct the figures, or leave out the case")
    total = math.fsum(row.cinc or 0.0 for row in rows)
    if total > 1 + LEAST:
        message = f"the states of case `{rows[0].case}` have {total:g} of the world's capability together"
        yield record.wrong("cinc", message, "write shares of the world, not percent")


def _empties(row: Row) -> Iterator[Problem]:
    if row.role is Role.PIVOT:
        for name in NOT_OF_THE_PIVOT:
            if getattr(row, name) is not None:
                yield row.record.wrong(name, "stands in the line of the courted state", "leave it empty")
        return
    for name in OF_MEMBERS:
        if getattr(row, name) is None:
            yield row.record.wrong(name, "is empty", f"write {INPUTS[name].holds}")
    fit = {LAND} if row.contiguity == 1 else {LAND, DISTANT, OTHER} if row.contiguity is None else {LAND, SEA}
    if row.prox is not None and row.prox not in fit:
        shown = " or ".join(f"{each:g}" for each in sorted(fit, reverse=True))
        message = f"is {row.prox:g}, and with contiguity {_shown(row.contiguity)} it is {shown}"
        yield row.record.wrong(
            "prox", message, "correct one of the two; 1 without a border is contact through a colony"
        )


def _mismatches(rows: Sequence[Row], cases: Mapping[str, Sequence[Row]]) -> Iterator[Problem]:
    """Yield what does not fit between a matched case and the one that it belongs to."""
    first = rows[0]
    if first.kind is not Kind.MATCHED or first.matched_to is None:
        return
    of = cases.get(first.matched_to)
    if of is None or of[0].kind is not Kind.COURTED:
        message = f"there is no courted case `{first.matched_to}`"
        yield first.record.wrong("matched_to", message, "name the case that it was drawn for")
        return
    for name in ("war", "year"):
        if getattr(of[0], name) != getattr(first, name):
            message = f"is {_shown(getattr(first, name))}, and {_shown(getattr(of[0], name))} in case `{of[0].case}`"
            yield first.record.wrong(name, message, "a matched state is one of the same war and year")
    mine, theirs = _states(rows), _states(of)
    for role in (Role.A, Role.B):
        if mine[role] != theirs[role]:
            message = f"side {role} is not that of case `{of[0].case}`"
            yield first.record.wrong("role", message, "a matched state faces the same sides")
    if mine[Role.PIVOT] == theirs[Role.PIVOT]:
        message = f"the courted state is that of case `{of[0].case}`"
        yield first.record.wrong("state", message, "a matched state is another one")


def _states(rows: Sequence[Row]) -> dict[Role, set[int]]:
    return {role: {row.state for row in rows if row.role is role} for role in Role}


def _shown(value: Any) -> str:
    return "empty" if value is None else clip(str(value))
