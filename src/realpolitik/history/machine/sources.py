"""Files of other projects, as they are downloaded -> figures by state and year.

Read here is what these files are known to hold; further columns, and other names of states than their codes, are passed over.

    capability   National Material Capabilities 6.0, Correlates of War        ccode, year, cinc
    contiguity   Direct Contiguity 3.2, Correlates of War, a line a dyad-year  state1no, state2no, year, conttype
    pacts        Alliance Treaty Obligations and Provisions 5.1, directed     stateA, stateB (or mem1, mem2), year, defense,
                 or undirected dyad-years                                      neutral, nonagg
    regimes      Polity5 (2018), or V-Dem 13, country-years                   ccode, year, polity2, or COWcode, year,
                                                                              v2x_polyarchy
    rivalries    Thompson & Dreyer (2012); Thompson, Sakuwa & Suhas (2021)    ccode1, ccode2, styear, endyear, or start, end
    majors       State System Membership 2016 or later, Correlates of War     ccode, styear, endyear

Columns are named as in these versions; another one with the same columns is read alike.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from realpolitik.crisis.document import MAX_PROBLEMS, clip, clip_plain
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem
from realpolitik.history.machine.table import WEAK_TO_STRONG, Pact

MOST_BYTES: Final = 2 * 2**30
MISSING: Final = frozenset({"", "NA", "NaN", "nan", ".", "-9", "-9.0"})
"""How these files write that a figure is not known."""
POLITY_MISSING: Final = frozenset({"-66", "-77", "-88"})
POLITY: Final = 10.0
"""The polity score runs from -10 to 10."""
HEADER: Final = 1
"""Lines above the first record."""

StateYear = tuple[int, int]
Dyad = frozenset[int]


@dataclass(frozen=True)
class Periods:
    """What holds for states, or pairs of them, from one year to another.

    Attributes
    ----------
    spans : mapping
        States -> (first year, last year), one or more.
    last : int
        The last year that the file tells of.
    """

    spans: Mapping[Dyad, tuple[tuple[int, int], ...]]
    last: int

    def holds(self, states: Iterable[int], year: int) -> bool:
        """Whether it holds in some year."""
        return any(first <= year <= last for first, last in self.spans.get(frozenset(states), ()))


@dataclass(frozen=True)
class DyadYears:
    """Figures of pairs of states by year; a pair that the file does not list has none.

    Attributes
    ----------
    figures : mapping
        (pair, year) -> figure.
    years : frozenset of int
        Years of which the file tells at all.
    """

    figures: Mapping[tuple[Dyad, int], int]
    years: frozenset[int]


def read_capability(path: Path) -> dict[StateYear, float]:
    """Read shares of world capability, 0 to 1: (code, year) -> share.

    Raises
    ------
    CrisisInvalid
        If the file lacks a column, or a cell cannot be read.
    CrisisNotFound
        If there is no such file.
    """
    return _state_years(_Lines.read(path, [("ccode",), ("year",), ("cinc",)]), lambda text: _number(text, 0.0, 1.0))


def read_regimes(path: Path) -> dict[StateYear, float]:
    """Read regimes, 0 the least and 1 the most democratic, from polity2 or v2x_polyarchy; raises as `read_capability` does."""
    lines = _Lines.read(path, [("ccode", "COWcode"), ("year",), ("polity2", "v2x_polyarchy")])
    if lines.names[2] == "v2x_polyarchy":
        return _state_years(lines, lambda text: _number(text, 0.0, 1.0))
    return _state_years(lines, _polity)


def read_contiguity(path: Path) -> DyadYears:
    """Read direct contiguity, 1 land to 5 sea, the nearest of a pair's; raises as `read_capability` does."""
    lines = _Lines.read(path, [("state1no",), ("state2no",), ("year",), ("conttype",)])
    return _dyad_years(lines, lambda cells: _whole(cells[0], 1, 5), min)


def read_pacts(path: Path) -> DyadYears:
    """Read the strongest obligation in force of each pair, as its rank in `WEAK_TO_STRONG`; raises as `read_capability` does."""
    pair = [("stateA", "mem1"), ("stateB", "mem2")]
    lines = _Lines.read(path, [*pair, ("year",), ("nonagg",), ("neutral",), ("defense",)])
    return _dyad_years(lines, _obligation, max)


def read_rivalries(path: Path) -> Periods:
    """Read from when to when pairs of states are rivals; raises as `read_capability` does."""
    return _periods(_Lines.read(path, [("styear", "start"), ("endyear", "end"), ("ccode1",), ("ccode2",)]))


def read_majors(path: Path) -> Periods:
    """Read from when to when states are major powers; raises as `read_capability` does."""
    return _periods(_Lines.read(path, [("styear",), ("endyear",), ("ccode",)]))


class _UnfitError(Exception):
    """A cell that cannot be read, and what it should be."""


@dataclass(frozen=True)
class _Lines:
    """The wanted cells of a file, as text.

    Attributes
    ----------
    file : str
    names : sequence of str
        The columns as the file calls them.
    cells : sequence of tuple
        Those of each record.
    """

    file: str
    names: Sequence[str]
    cells: Sequence[tuple[str, ...]]

    @classmethod
    def read(cls, path: Path, wanted: Sequence[Sequence[str]]) -> _Lines:
        """Read columns, each under the first of its names that the file has."""
        file = str(path)
        _require_file(path, file)
        try:
            there = pl.read_csv(path, n_rows=0, infer_schema=False, encoding="utf8-lossy").columns
            names = [_column(file, there, each) for each in wanted]
            frame = pl.read_csv(path, columns=names, infer_schema=False, encoding="utf8-lossy").select(names)
        except (pl.exceptions.PolarsError, OSError, ValueError) as error:
            what = clip_plain(str(error))
            remedy = "download it again as text with commas between cells"
            raise CrisisInvalid([Problem(file, 1, 1, "", f"cannot be read as a table ({what})", remedy)]) from None
        return cls(file, names, frame.fill_null("").rows())

    def each(self, read: Callable[[tuple[str, ...]], None]) -> None:
        """Hand the cells of each record to a reader, which may find them unfit, and tell of all that are."""
        problems: list[Problem] = []
        for number, cells in enumerate(self.cells, start=HEADER + 1):
            try:
                read(tuple(map(str.strip, cells)))
            except _UnfitError as unfit:
                message, remedy = unfit.args
                problems.append(Problem(self.file, number, 1, "", message, remedy))
                if len(problems) >= MAX_PROBLEMS:
                    break
        if problems:
            raise CrisisInvalid(problems)


def _require_file(path: Path, file: str) -> None:
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise CrisisNotFound(f"there is no file {file}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "check the name and its rights"
        raise CrisisInvalid([Problem(file, 1, 1, "", f"cannot be read ({reason})", remedy)]) from None
    if not stat.S_ISREG(found.st_mode):
        raise CrisisInvalid([Problem(file, 1, 1, "", "is not an ordinary file", "name the file as it was unpacked")])
    if found.st_size > MOST_BYTES:
        message = f"is too large: {found.st_size:,} bytes, and at most {MOST_BYTES:,} are read"
        raise CrisisInvalid([Problem(file, 1, 1, "", message, "keep the columns that are read, and delete the others")])


def _column(file: str, there: Sequence[str], names: Sequence[str]) -> str:
    for name in names:
        if name in there:
            return name
    listed = " or ".join(f"`{name}`" for name in names)
    raise CrisisInvalid([Problem(file, 1, 1, "", f"has no column {listed}", "name the file that has it, or rename it")])


def _state_years(lines: _Lines, figure: Callable[[str], float | None]) -> dict[StateYear, float]:
    found: dict[StateYear, float] = {}

    def read(cells: tuple[str, ...]) -> None:
        code, year, text = cells
        if code in MISSING or text in MISSING:
            return
        value = figure(text)
        if value is None:
            return
        key = _whole(code, 1, 9999), _whole(year, 1, 9999)
        if found.setdefault(key, value) != value:
            message = f"state {key[0]} has two figures in {key[1]}"
            raise _UnfitError(message, "keep one line a state and year")

    lines.each(read)
    return found


def _dyad_years(
    lines: _Lines, figure: Callable[[tuple[str, ...]], int], better: Callable[[int, int], int]
) -> DyadYears:
    found: dict[tuple[Dyad, int], int] = {}

    def read(cells: tuple[str, ...]) -> None:
        one, other, year, *rest = cells
        key = frozenset({_whole(one, 1, 9999), _whole(other, 1, 9999)}), _whole(year, 1, 9999)
        value = figure(tuple(rest))
        found[key] = better(found.get(key, value), value)

    lines.each(read)
    return DyadYears(found, frozenset(year for _, year in found))


def _periods(lines: _Lines) -> Periods:
    found: dict[Dyad, list[tuple[int, int]]] = {}

    def read(cells: tuple[str, ...]) -> None:
        begins, ends, *codes = cells
        if any(code in MISSING for code in codes):
            return  # a rival that is not a state of the list
        span = _whole(begins, 1, 9999), _whole(ends, 1, 9999)
        if span[1] < span[0]:
            raise _UnfitError(f"ends in {span[1]} and begins in {span[0]}", "correct the years")
        found.setdefault(frozenset(_whole(code, 1, 9999) for code in codes), []).append(span)

    lines.each(read)
    last = max((end for spans in found.values() for _, end in spans), default=0)
    return Periods({states: tuple(spans) for states, spans in found.items()}, last)


def _whole(text: str, low: int, high: int) -> int:
    value = _number(text, low, high)
    if not value.is_integer():
        raise _UnfitError(f"{clip(text)} is no whole number", f"write one from {low} to {high}")
    return int(value)


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    # Written so that NaN fails as well.
    if not low <= value <= high:
        raise _UnfitError(f"{clip(text)} is not a number from {low:g} to {high:g}", "correct the cell")
    return value


def _polity(text: str) -> float | None:
    if text in POLITY_MISSING:
        return None
    return (_number(text, -POLITY, POLITY) + POLITY) / (2 * POLITY)


def _obligation(cells: tuple[str, ...]) -> int:
    strongest = Pact.NONE
    for pact, text in zip((Pact.NONAGGRESSION, Pact.NEUTRALITY, Pact.DEFENSE), cells, strict=True):
        if text not in MISSING and _whole(text, 0, 1) == 1:
            strongest = pact
    return WEAK_TO_STRONG.index(strongest)
