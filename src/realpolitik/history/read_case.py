"""A folder of coded cases -> cases, and apart from them results, or every problem at once with line and remedy.

A folder holds ``inputs/`` with one file a case and ``outcomes/`` with one file a result of the same name. A case
without a result can be forecast and not scored.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import TypeVar

from realpolitik.crisis.document import Document, parse_document, read_document
from realpolitik.crisis.wording import Finding, problems_in, validate
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem
from realpolitik.history.case import (
    Bid,
    Case,
    ClauseType,
    Letter,
    Result,
    Timing,
    first_day,
    is_swapped,
    last_day,
    swapped,
)

INPUTS, OUTCOMES = "inputs", "outcomes"
Record = TypeVar("Record", Case, Result)


def shipped_folder() -> Path:
    """Return the folder of the cases that come with the package."""
    with resources.as_file(resources.files("realpolitik") / "history" / "cases") as folder:
        return folder


def read_cases(folder: Path, seed: int | None = 0) -> dict[str, Case]:
    """Read every case of a folder.

    Parameters
    ----------
    folder : Path
        Holds ``inputs/``.
    seed : int or None
        Decides, case by case, whether the letters A and B are exchanged, so that nothing can hang on them; None
        leaves them as they stand in the files.

    Returns
    -------
    dict
        Id -> case, in the order of the ids.

    Raises
    ------
    CrisisInvalid
        With every problem of every file.
    CrisisNotFound
        If there is no such folder, or no case in it.
    """
    return _read_all(folder / INPUTS, Case, seed)


def read_results(folder: Path, seed: int | None = 0) -> dict[str, Result]:
    """Read every result of a folder; the same seed exchanges the letters as `read_cases` does."""
    known = any((folder / OUTCOMES).glob("*.yaml"))
    return _read_all(folder / OUTCOMES, Result, seed) if known else {}


def read_case_text(text: str, file: str) -> Case:
    """Read a case from text, called ``file`` in problems; the letters stay as they are."""
    return _read(parse_document(text, file, missing=True), Case)


def read_result_text(text: str, file: str) -> Result:
    """Read a result from text, called ``file`` in problems; the letters stay as they are."""
    return _read(parse_document(text, file, missing=True), Result)


def check_pairs(cases: Iterable[str], results: Iterable[str], folder: Path) -> None:
    """Refuse a result that belongs to no case.

    Raises
    ------
    CrisisInvalid
    """
    strays = sorted(set(results) - set(cases))
    if strays:
        raise CrisisInvalid(
            Problem(
                str(folder / OUTCOMES / f"{stray}.yaml"),
                1,
                1,
                "id",
                f"there is no case `{stray}` in {INPUTS}/",
                "add the case, or delete the result",
            )
            for stray in strays
        )


def _read_all(folder: Path, kind: type[Record], seed: int | None) -> dict[str, Record]:
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        raise CrisisNotFound(f"there is no coded case in {folder}; a folder of cases holds {INPUTS}/ and {OUTCOMES}/")
    records: dict[str, Record] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            record = _read(read_document(file, missing=True), kind)
        except CrisisInvalid as invalid:
            problems += invalid.problems
            continue
        if record.id != file.stem:
            problems.append(
                Problem(str(file), 1, 1, "id", f"`{record.id}` is not the name of the file", f"write `{file.stem}`")
            )
        records[record.id] = record
    if problems:
        raise CrisisInvalid(problems)
    if seed is None:
        return records
    return {key: swapped(record) if is_swapped(key, seed) else record for key, record in records.items()}


def _read(document: Document, kind: type[Record]) -> Record:
    if not isinstance(document.tree, dict):
        what = "the file is empty" if document.tree is None else "the file is not a mapping"
        raise CrisisInvalid([Problem(document.file, 1, 1, "", what, "begin from a case that comes with the package")])
    record, findings = validate(kind, document.tree)
    if isinstance(record, Case):
        findings = list(_cross_check(record))
    if findings:
        raise CrisisInvalid(problems_in(document, findings))
    assert isinstance(record, kind)
    return record


def _cross_check(case: Case) -> Iterable[Finding]:
    """Find what the schema alone cannot see."""
    for letter in Letter:
        for index, bid in enumerate(case.bids.of(letter)):
            yield from _bid(case, ("bids", letter.value, index), bid)
        measured = case.measured.of(letter)
        if measured is not None:
            place = ("measured", f"side_{letter.value}")
            listed = [member.cow for member in case.suitors.of(letter).members]
            if [member.cow for member in measured.members] != listed:
                shown = ", ".join(map(str, listed))
                message = "does not list the members of the side in their order"
                yield Finding((*place, "members"), message, f"list the codes {shown}")
            total = sum(member.cinc for member in measured.members)
            if abs(total - measured.cinc_sum) > 0.0006 * len(measured.members):
                message = f"is {measured.cinc_sum:g}, and the members sum to {total:g}"
                yield Finding((*place, "cinc_sum"), message, "correct the sum or a member")
    coded = case.deadline_pressure.coded
    if (coded.date is None) != (coded.side == "none"):
        message = "a deadline has a side and a date, or neither"
        yield Finding(("deadline_pressure", "coded", "date"), message, "give both, or write none and null")
    if (case.measured.side_A is None) != (case.measured.side_B is None):
        yield Finding(("measured",), "measures one side only", "measure both sides, or neither")


def _bid(case: Case, path: tuple[str | int, ...], bid: Bid) -> Iterable[Finding]:
    if bid.timing is not Timing.BACKGROUND and last_day(bid.date) < first_day(case.bargaining_window.start):
        message = f"{bid.date} lies before the window opens ({case.bargaining_window.start})"
        yield Finding((*path, "date"), message, f"mark it `timing: {Timing.BACKGROUND.value}`, or correct the date")
    for index, clause in enumerate(bid.clauses):
        if clause.asset_holder is not None and clause.type not in {ClauseType.LAND, ClauseType.FREE_HAND}:
            message = f"a clause {clause.type.value} has no `asset_holder`"
            yield Finding((*path, "clauses", index, "asset_holder"), message, "delete it, or make it TERR or SPHERE")
