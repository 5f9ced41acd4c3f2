"""Two tables -> cases and, apart from them, results, or every problem at once with its line, column and remedy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from realpolitik.crisis.document import MAX_PROBLEMS
from realpolitik.errors import CrisisInvalid, Problem
from realpolitik.history.case import Case, Result, is_swapped, swapped
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import told
from realpolitik.history.machine.case_of import case_of, is_matched, result_of
from realpolitik.history.machine.cells import Record, read_records, records_of
from realpolitik.history.machine.table import INPUTS, OUTCOMES, Row, outcomes_of, rows_of
from realpolitik.history.switches import Leakage

INPUTS_FILE: Final = "inputs.csv"
OUTCOMES_FILE: Final = "outcomes.csv"


@dataclass(frozen=True)
class Tier:
    """Machine-coded cases and, as far as they are known, their results.

    Attributes
    ----------
    cases : mapping
        Id -> case, in the order of the table.
    results : mapping
        Id -> result.
    eligible : mapping
        Id of a matched case -> the number of states that it was drawn from.
    """

    cases: Mapping[str, Case]
    results: Mapping[str, Result]
    eligible: Mapping[str, int]

    @property
    def courted(self) -> Tier:
        """The same without the matched states."""
        cases = {key: case for key, case in self.cases.items() if key not in self.eligible}
        return Tier(cases, {key: self.results[key] for key in cases if key in self.results}, {})

    @property
    def none_shift(self) -> float:
        """What is added to a fitted attraction of staying out, to speak of all states at risk and not of the sample.

        A matched state stands for all that it was drawn from, so that of the states that stayed out one in so many is in the
        sample, and of those that chose a side each: ln (sum of what they stand for / their number). 0 without any that stayed
        out.
        """
        stayed_out = [key for key, result in self.results.items() if result.choice == "N"]
        if not stayed_out:
            return 0.0
        return math.log(sum(self.eligible.get(key, 1) for key in stayed_out) / len(stayed_out))


def read_tables(inputs: Path, outcomes: Path | None = None, seed: int | None = 0) -> Tier:
    """Read machine-coded cases.

    Parameters
    ----------
    inputs : Path
        The table of the inputs.
    outcomes : Path, optional
        The table of the outcomes; a case that is not in it can be forecast and not scored.
    seed : int or None
        Decides, case by case, whether the letters A and B are exchanged, in both tables alike; None leaves them.

    Raises
    ------
    CrisisInvalid
        With every problem of the inputs, up to a limit; of the outcomes, once the inputs have none.
    CrisisNotFound
        If there is no such file.
    """
    records = read_records(inputs, list(INPUTS))
    known = [] if outcomes is None else read_records(outcomes, list(OUTCOMES))
    return _tier(records, known, str(inputs), seed)


def tier_of(inputs: str, outcomes: str | None = None, seed: int | None = 0) -> Tier:
    """Read machine-coded cases from the text of their tables, as `read_tables` does."""
    records = records_of(inputs, INPUTS_FILE, list(INPUTS))
    known = [] if outcomes is None else records_of(outcomes, OUTCOMES_FILE, list(OUTCOMES))
    return _tier(records, known, INPUTS_FILE, seed)


def _tier(records: list[Record], known: list[Record], file: str, seed: int | None) -> Tier:
    if not records:
        remedy = "write a line for the courted state of a case, and one for each member of both sides"
        raise CrisisInvalid([Problem(file, 1, 1, "", "there is no case in the table", remedy)])
    rows, problems = rows_of(records)
    if not problems:
        outcomes, problems = outcomes_of(known, rows)
    if not problems:
        cases = {key: case_of(each) for key, each in rows.items()}
        problems = [problem for key, case in cases.items() for problem in _without_crisis(case, rows[key][0])]
    if problems:
        raise CrisisInvalid(sorted(problems)[:MAX_PROBLEMS])
    results = {key: result_of(row, rows[key][0].year) for key, row in outcomes.items()}
    eligible = {key: each[0].eligible or 1 for key, each in rows.items() if is_matched(each)}
    turned = {key for key in cases if seed is not None and is_swapped(key, seed)}
    return Tier(
        {key: swapped(case) if key in turned else case for key, case in cases.items()},
        {key: swapped(result) if key in turned else result for key, result in results.items()},
        eligible,
    )


def _without_crisis(case: Case, row: Row) -> list[Problem]:
    """Return why the rules make no crisis of a case; nothing if they make one."""
    try:
        code_case(told(case, Leakage.HALF_VALUE))
    except CrisisInvalid as invalid:
        what = invalid.problems[0]
        message = f"no crisis can be made of case `{row.case}`: {what.path}: {what.message}"
        return [row.record.wrong("case", message, "correct the figures")]
    return []
