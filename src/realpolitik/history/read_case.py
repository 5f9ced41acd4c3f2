"""A folder of coded cases -> cases, and apart from them results, or every problem at once with line and remedy.

A folder holds ``inputs/`` with one file a case and ``outcomes/`` with one file a result of the same name. A case
without a result can be forecast and not scored. In place of the two a folder may hold the tables of machine-coded cases,
``inputs.csv`` and ``outcomes.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final, TypeVar

from realpolitik.crisis.document import Document, parse_document, read_document
from realpolitik.crisis.wording import Finding, problems_in, validate
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem
from realpolitik.history.case import Case, Result, is_swapped, swapped
from realpolitik.history.checked import findings
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import told
from realpolitik.history.machine.read import INPUTS_FILE, OUTCOMES_FILE, Tier, read_tables
from realpolitik.history.switches import Leakage

INPUTS, OUTCOMES = "inputs", "outcomes"
SUFFIXES: Final = (".yaml", ".yml")
"""How the name of a file ends that is read, in capitals or not; other files may lie beside."""
Record = TypeVar("Record", Case, Result)


def shipped_folder() -> Path:
    """Return the folder of the cases that come with the package."""
    with resources.as_file(resources.files("realpolitik") / "history" / "cases") as folder:
        return folder


def read_cases(folder: Path, seed: int | None = 0) -> dict[str, Case]:
    """Read every case of a folder, and no result.

    Parameters
    ----------
    folder : Path
        Holds ``inputs/``, or the table ``inputs.csv``.
    seed : int or None
        Decides, case by case, whether the letters A and B are exchanged, so that no theory can gain by them;
        None leaves them as they stand in the files.

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
    if _holds_tables(folder):
        return dict(read_tables(folder / INPUTS_FILE, seed=seed).cases)
    cases, problems = _cases(folder)
    if problems:
        raise CrisisInvalid(problems)
    return _turned(cases, seed)


def read_folder(folder: Path, seed: int | None = 0) -> tuple[dict[str, Case], dict[str, Result]]:
    """Read every case of a folder, and every result, each checked against its case.

    Parameters
    ----------
    folder : Path
        Holds ``inputs/`` and, if any outcome is known, ``outcomes/``; or tables of these names, ending in ``.csv``.
    seed : int or None
        As for `read_cases`; it exchanges letters of a case and of its result alike.

    Returns
    -------
    cases, results : dict
        Id -> case, and id -> result.

    Raises
    ------
    CrisisInvalid
        With every problem of every file.
    CrisisNotFound
        If there is no such folder, or no case in it.
    """
    if _holds_tables(folder):
        tier = _tables(folder, seed)
        return dict(tier.cases), dict(tier.results)
    cases, problems = _cases(folder)
    ids = {file.stem for file in case_files(folder / INPUTS)}
    results, more = _read_all(folder / OUTCOMES, Result, cases)
    problems += more
    for file in case_files(folder / OUTCOMES):
        if file.stem not in ids:
            message = f"there is no case `{file.stem}` in {INPUTS}/"
            problems.append(Problem(str(file), 1, 1, "id", message, "add the case, or delete the result"))
    if problems:
        raise CrisisInvalid(problems)
    return _turned(cases, seed), _turned(results, seed)


def read_results(folder: Path, seed: int | None = 0) -> dict[str, Result]:
    """Return the results of `read_folder`."""
    return read_folder(folder, seed)[1]


def read_case_text(text: str, file: str) -> Case:
    """Read a case from text, called ``file`` in problems; the letters stay as they are."""
    return _required(parse_document(text, file, missing=True), Case, None)


def read_result_text(text: str, file: str, case: Case | None = None) -> Result:
    """Read a result from text, called ``file`` in problems, and check it against its case, if that is given."""
    return _required(parse_document(text, file, missing=True), Result, case)


def _holds_tables(folder: Path) -> bool:
    """Whether a folder holds machine-coded cases; one that holds both kinds is refused, for they are scored apart."""
    table = folder / INPUTS_FILE
    try:
        there = table.exists()
    except (OSError, ValueError):
        return False  # told by whoever reads the folder
    if there and case_files(folder / INPUTS):
        message = f"stands beside the files of {INPUTS}/, and cases of the two kinds are scored apart"
        raise CrisisInvalid([Problem(str(table), 1, 1, "", message, "put them into two folders")])
    return there


def _tables(folder: Path, seed: int | None) -> Tier:
    outcomes = folder / OUTCOMES_FILE
    return read_tables(folder / INPUTS_FILE, outcomes if outcomes.exists() else None, seed)


def _cases(folder: Path) -> tuple[dict[str, Case], list[Problem]]:
    if not case_files(folder / INPUTS):
        where = folder / INPUTS
        raise CrisisNotFound(f"there is no coded case in {where}; a folder of cases holds {INPUTS}/ and {OUTCOMES}/")
    return _read_all(folder / INPUTS, Case, {})


def case_files(folder: Path) -> list[Path]:
    """Return the files of ``inputs`` or ``outcomes`` that are read, by name; none, if there is no such folder.

    Raises
    ------
    CrisisInvalid
        If the folder cannot be read.
    """
    try:
        found = list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrisisInvalid(
            [Problem(str(folder), 1, 1, "", f"cannot be read ({reason})", "check the name and its rights")]
        ) from None
    return sorted(file for file in found if file.suffix.lower() in SUFFIXES and not file.name.startswith("."))


def _read_all(folder: Path, kind: type[Record], cases: Mapping[str, Case]) -> tuple[dict[str, Record], list[Problem]]:
    records: dict[str, Record] = {}
    problems: list[Problem] = []
    read: dict[str, Path] = {}
    for file in case_files(folder):
        if file.stem in read:
            message = f"`{file.stem}` also stands in {read[file.stem].name}"
            problems.append(Problem(str(file), 1, 1, "", message, "delete or rename one of the two"))
        read.setdefault(file.stem, file)
        try:
            document = read_document(file, missing=True)
        except CrisisInvalid as invalid:
            problems += invalid.problems
            continue
        record, wrong = _read(document, kind, cases.get(file.stem))
        problems += wrong
        if record is None:
            continue
        if record.id != file.stem:
            message = f"`{record.id}` is not the name of the file"
            problems += problems_in(document, [Finding(("id",), message, f"write `{file.stem}`, or rename the file")])
        records[record.id] = record
    return records, problems


def _turned(records: Mapping[str, Record], seed: int | None) -> dict[str, Record]:
    return {
        key: swapped(record) if seed is not None and is_swapped(key, seed) else record
        for key, record in records.items()
    }


def _required(document: Document, kind: type[Record], case: Case | None) -> Record:
    record, problems = _read(document, kind, case)
    if record is None or problems:
        raise CrisisInvalid(problems)
    return record


def _read(document: Document, kind: type[Record], case: Case | None) -> tuple[Record | None, list[Problem]]:
    """Return the record, if every field can be read, and what is wrong."""
    if not isinstance(document.tree, dict):
        what = "the file is empty" if document.tree is None else "the file is not a mapping"
        return None, [Problem(document.file, 1, 1, "", what, "begin from a case that comes with the package")]
    record, wrong = validate(kind, document.tree)
    of = record if isinstance(record, Case) else case
    if record is not None and of is not None:
        wrong = list(findings(record, of))
    problems = problems_in(document, wrong)
    if isinstance(record, Case) and not problems:
        problems = _without_crisis(record, document.file)
    return record, problems


def _without_crisis(case: Case, file: str) -> list[Problem]:
    """Return why the rules make no crisis of a case, told here, where its file is known; nothing if they make one."""
    try:
        code_case(told(case, Leakage.HALF_VALUE))
    except CrisisInvalid as invalid:
        what = invalid.problems[0]
        message = f"no crisis can be made of it: {what.path}: {what.message}"
        return [Problem(file, 1, 1, "", message, "correct the figures")]
    return []
