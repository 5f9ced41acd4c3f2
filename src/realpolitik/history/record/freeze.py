"""A folder of coded cases, frozen: what it said on a day, and what every theory forecast of it, so that it can be shown later.

A freeze is two files beside ``inputs``: ``forecasts.json`` holds what was forecast, and ``frozen.json`` the hashes of all that it
rests on, and of it. A freeze is never written over. What a machine's clock says proves nothing to others; the hash of
``frozen.json``, given to somebody who dates it, does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, Field

from realpolitik.crisis.document import MAX_BYTES, parse_document, read_bytes
from realpolitik.crisis.quantity import Closed, Table, Unfit
from realpolitik.crisis.wording import problems_in, validate
from realpolitik.errors import CrisisInvalid, Problem, RealpolitikError, printable
from realpolitik.files import require_writable, write_file
from realpolitik.history.case import Result
from realpolitik.history.constants import shipped_calibrations
from realpolitik.history.forecasting import Contender, contenders
from realpolitik.history.leakage import told
from realpolitik.history.moments import first_day
from realpolitik.history.read_case import INPUTS, OUTCOMES, case_files, read_folder
from realpolitik.history.record.hashes import (
    CONSTANTS,
    hash_of,
    hash_of_constants,
    hashes_of_cases,
    hashes_of_rules,
)
from realpolitik.history.record.live import Forecasts, Kept, forecasts_of, kept
from realpolitik.history.record.note import Frozen
from realpolitik.history.switches import Leakage

FROZEN: Final = "frozen.json"
FORECASTS: Final = "forecasts.json"
LEAKAGE: Final = Leakage.HALF_VALUE
"""The headline: a freeze is of one telling of the cases, so that nobody can choose among several afterwards."""
SEED: Final = 0
BACK: Final = "put the frozen text back, or freeze what is there now as a new folder"
CHANGED, ADDED, GONE = "was changed", "was added", "is gone"
_HASH = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
AT: Final = "%Y-%m-%dT%H:%M:%SZ"
Record = TypeVar("Record", bound=Closed)


def _hash(given: str) -> str:
    if not _HASH.fullmatch(given):
        raise Unfit("is no SHA-256", "put the frozen text back: 64 digits from 0 to f")
    return given


def _moment(given: str) -> str:
    try:
        if _MOMENT.fullmatch(given):
            datetime.strptime(given, AT)
            return given
    except ValueError:
        pass
    raise Unfit("is no time", "put the frozen text back, such as 2026-08-01T12:00:00Z")


def _file_names(given: Mapping[str, str]) -> Mapping[str, str]:
    for name in given:
        if os.path.basename(name) != name or name in ("", os.curdir, os.pardir) or "\0" in name:
            raise Unfit(f"`{name}` is no name of a file in the folder", "put the frozen text back")
    return given


def day_of(at: str) -> date:
    """Return the day of a time as a freeze gives it, in UTC."""
    return datetime.strptime(at, AT).date()


Hash = Annotated[str, AfterValidator(_hash)]
Hashes = Table[str, Hash]
OfFiles = Annotated[Hashes, AfterValidator(_file_names)]


class Freeze(Closed):
    """What ``frozen.json`` says."""

    at: Annotated[str, AfterValidator(_moment)] = Field(description="When, in UTC.")
    version: str = Field(description="Of the program.", max_length=100)
    leakage: Literal["half-value"] = Field(description="How the cases were told.")
    seed: Literal[0] = Field(description="Of the letters.")
    inputs: OfFiles = Field(description="File in `inputs` -> its SHA-256.")
    outcomes: OfFiles = Field(description="File in `outcomes` -> its SHA-256; empty, if nothing was known.")
    rules: Hashes = Field(description="Module or data file of the program -> its SHA-256.")
    constants: Hash = Field(description="SHA-256 of the fitted numbers.")
    forecasts: Hash = Field(description="SHA-256 of `forecasts.json`.")

    @property
    def day(self) -> date:
        """The day of the freeze, in UTC."""
        return day_of(self.at)


@dataclass(frozen=True)
class Sealed:
    """A folder that was frozen.

    Attributes
    ----------
    folder : Path
    at : str
        When, in UTC.
    version : str
        Of the program.
    seal : str
        SHA-256 of ``frozen.json``.
    open, known : tuple of str
        Cases without an outcome, and those whose outcome lay in the folder.
    """

    folder: Path
    at: str
    version: str
    seal: str
    open: tuple[str, ...]
    known: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "folder": str(self.folder),
            "at": self.at,
            "version": self.version,
            "seal": self.seal,
            "open": list(self.open),
            "known": list(self.known),
        }


def freeze(cases: str | os.PathLike[str], progress: Callable[[int], None] | None = None) -> Sealed:
    """Forecast every case of a folder with every theory, and write down what was forecast and what it rests on.

    No result is scored. ``backtest(cases, frozen=True)`` scores these forecasts later.

    Parameters
    ----------
    cases : path
        A folder with ``inputs``, and ``outcomes`` if any is known; ``forecasts.json`` and ``frozen.json`` are written into it.
    progress : callable, optional
        Called with the number of theories done since the last call.

    Returns
    -------
    Sealed

    Raises
    ------
    CrisisInvalid, CrisisNotFound
        If a case is wrong, or there is no such folder.
    RealpolitikError
        If the folder is frozen already, or changes meanwhile.
    """
    folder = Path(cases)
    _require_unfrozen(folder)
    hashes = [hashes_of_cases(folder / place) for place in (INPUTS, OUTCOMES)]
    read, results = read_folder(folder, SEED)
    for name in (FORECASTS, FROZEN):
        require_writable(folder / name)
    seen = {key: told(case, LEAKAGE) for key, case in read.items()}
    forecasts = _text(forecasts_of(seen, contenders(), shipped_calibrations(), progress))
    if hashes != [hashes_of_cases(folder / place) for place in (INPUTS, OUTCOMES)]:
        raise RealpolitikError(f"{printable(folder)} was changed while it was being frozen; freeze it again")
    at, release = datetime.now(UTC).strftime(AT), version("realpolitik")
    document = {
        "at": at,
        "version": release,
        "leakage": LEAKAGE.value,
        "seed": SEED,
        "inputs": hashes[0],
        "outcomes": hashes[1],
        "rules": dict(hashes_of_rules()),
        "constants": hash_of_constants(),
        "forecasts": hash_of(forecasts),
    }
    content = _text(document)
    if max(len(forecasts), len(content)) > MAX_BYTES:
        raise RealpolitikError(f"the forecasts of {len(read)} cases are too many for one freeze; split the folder")
    _write(folder, {FORECASTS: forecasts, FROZEN: content})
    return Sealed(
        folder, at, release, hash_of(content), tuple(key for key in read if key not in results), tuple(results)
    )


def frozen_contenders(folder: Path, theories: Sequence[Contender]) -> tuple[list[Kept], Frozen]:
    """Read a freeze, and return theories that answer with its forecasts; refuse it if anything is not as it was.

    Parameters
    ----------
    folder : Path
    theories : sequence of Contender
        All theories.

    Returns
    -------
    list of Kept, Frozen
        The second with all cases whose outcome was known then.

    Raises
    ------
    CrisisInvalid
        With each file and rule that changed, or with what is wrong with the freeze.
    RealpolitikError
        If the folder was never frozen.
    """
    if not os.path.lexists(folder / FROZEN):
        raise RealpolitikError(f"{printable(folder)} was never frozen; realpolitik freeze does it")
    content = _bytes(folder / FROZEN)
    record = _record(Freeze, content, folder / FROZEN)
    problems = list(_changes(folder, record))
    if problems:
        raise CrisisInvalid(problems)
    forecasts = _record(Forecasts, _bytes(folder / FORECASTS), folder / FORECASTS)
    known = tuple(Path(name).stem for name in record.outcomes)
    try:
        if set(forecasts.cases) != (cases := {Path(name).stem for name in record.inputs}):
            odd = sorted(set(forecasts.cases) ^ cases)[0]
            raise Unfit(f"`{odd}` is a case there or in {INPUTS}, and not in both", "put the frozen text back")
        return kept(theories, forecasts), Frozen(record.at, record.version, hash_of(content), known=known)
    except Unfit as unfit:
        raise CrisisInvalid([Problem(str(folder / FORECASTS), 1, 1, "cases", str(unfit), unfit.remedy)]) from None


def note_of(folder: Path, frozen: Frozen, results: Mapping[str, Result]) -> Frozen:
    """Return what is said of a freeze that is scored: which cases were forecast before they were decided.

    Parameters
    ----------
    folder : Path
    frozen : Frozen
        As `frozen_contenders` returns it.
    results : mapping
        Case -> result, as there are now.

    Raises
    ------
    CrisisInvalid
        With each result that came later and may have been decided by the day of the freeze: its case was not forecast.
    """
    day = day_of(frozen.at)
    later = {key: result for key, result in results.items() if key not in frozen.known}
    files = {file.stem: file for file in case_files(folder / OUTCOMES)}
    early = [
        Problem(
            str(files[key]),
            None,
            None,
            "decisive_commitment_date",
            f"{result.decisive_commitment_date} is, or may be, no later than the day of the freeze, {day}: that was no forecast",
            "give the day, if it was a later one; else take the result out, or score without --frozen",
        )
        for key, result in later.items()
        if first_day(result.decisive_commitment_date) <= day
    ]
    if early:
        raise CrisisInvalid(early)
    return replace(frozen, before=tuple(later))


def _changes(folder: Path, record: Freeze) -> Iterator[Problem]:
    """Yield every file and rule that is not as it was frozen."""
    on = f"since it was frozen on {record.day}"
    if record.at > datetime.now(UTC).strftime(AT):
        where = str(folder / FROZEN)
        yield Problem(
            where, 1, 1, "at", f"{record.at} is still to come", "put the frozen text back, or mend this machine's clock"
        )
    found = {place: hashes_of_cases(folder / place) for place in (INPUTS, OUTCOMES)}
    for name, how in _differences(record.inputs, found[INPUTS]):
        yield Problem(str(folder / INPUTS / name), None, None, "", f"{how} {on}", BACK)
    for name, how in _differences(record.outcomes, found[OUTCOMES]):
        if how != ADDED:  # results are what a freeze waits for
            yield Problem(str(folder / OUTCOMES / name), None, None, "", f"{how} {on}", BACK)
    if not os.path.lexists(folder / FORECASTS):
        yield Problem(str(folder / FORECASTS), None, None, "", f"{GONE} {on}", BACK)
    elif hash_of(_bytes(folder / FORECASTS)) != record.forecasts:
        yield Problem(str(folder / FORECASTS), None, None, "", f"{CHANGED} {on}", BACK)
    remedy = f"score it with realpolitik {record.version}, as it froze it"
    for name, how in _differences(record.rules, hashes_of_rules()):
        yield Problem(f"realpolitik/{name}", None, None, "", f"this rule {how} {on}", remedy)
    if record.constants != hash_of_constants():
        yield Problem(f"realpolitik/{CONSTANTS}", None, None, "", f"this rule {CHANGED} {on}", remedy)


def _differences(frozen: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is not as it was, and how it differs."""
    for name in sorted({*frozen, *found}):
        if name not in frozen:
            yield name, ADDED
        elif name not in found:
            yield name, GONE
        elif frozen[name] != found[name]:
            yield name, CHANGED


def _require_unfrozen(folder: Path) -> None:
    """Refuse a folder that is frozen already.

    Raises
    ------
    RealpolitikError
    """
    for name in (FROZEN, FORECASTS):
        if os.path.lexists(folder / name):
            raise RealpolitikError(
                f"{printable(folder / name)} exists already, and a freeze is never written over; to start a new one, copy {INPUTS}/"
                " to another folder and freeze that"
            )


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files of a freeze, or none."""
    written: list[Path] = []
    try:
        for name, content in contents.items():
            write_file(folder / name, content, fresh=True)
            written.append(folder / name)
    except BaseException as wrong:
        for file in written:
            with suppress(OSError):
                file.unlink()
        if isinstance(wrong, FileExistsError):
            _require_unfrozen(folder)
        raise


def _text(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _bytes(file: Path) -> bytes:
    """Return what stands in a file of a freeze, which is an ordinary one and no link to what lies elsewhere."""
    if file.is_symlink():
        raise CrisisInvalid(
            [Problem(str(file), 1, 1, "", "is a link", "a freeze is an ordinary file: put it there itself")]
        )
    return read_bytes(file, str(file))


def _record(kind: type[Record], content: bytes, file: Path) -> Record:
    """Read a file of a freeze with the parser of crisis files, which bounds size and depth; JSON is YAML too.

    Raises
    ------
    CrisisInvalid
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise CrisisInvalid([Problem(str(file), 1, 1, "", "is not UTF-8 text", "put the frozen text back")]) from None
    document = parse_document(text, str(file))
    record, wrong = validate(kind, document.tree)
    if record is None:
        raise CrisisInvalid(problems_in(document, wrong))
    found: Record = record
    return found
