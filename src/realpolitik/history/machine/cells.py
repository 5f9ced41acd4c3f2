"""A table of text, one record a line, that nobody vouches for -> cells with their places.

A cell holds no line break, so that a line of the file is a record and a problem can name its line and column. polars reads the
large files of other projects faster (`realpolitik.history.machine.sources`), and does not know where a cell stood.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from realpolitik.crisis.characters import refused
from realpolitik.crisis.document import MAX_PROBLEMS, clip, decode, read_bytes
from realpolitik.errors import CrisisInvalid, Problem

MOST_BYTES: Final = 4 * 2**20
MOST_CELL: Final = 200
"""Letters of a cell."""
TABLE: Final = "a table of machine-coded cases"


@dataclass(frozen=True)
class Record:
    """A line of a table.

    Attributes
    ----------
    file : str
    line : int
        Counted from 1; the line of the names of the columns is the first.
    cells : dict
        Column -> text, without blanks around it.
    columns : dict
        Column -> where its cell begins in the line, counted from 1.
    """

    file: str
    line: int
    cells: dict[str, str]
    columns: dict[str, int]

    def wrong(self, column: str, message: str, remedy: str) -> Problem:
        """Return what is wrong with a cell."""
        return Problem(self.file, self.line, self.columns.get(column, 1), column, message, remedy)


def read_records(path: Path, columns: Sequence[str]) -> list[Record]:
    """Read a table with exactly these columns, in any order.

    Parameters
    ----------
    path : Path
        Text in UTF-8 with commas between cells; a cell with a comma in it stands in double quotes.
    columns : sequence of str

    Raises
    ------
    CrisisInvalid
        With every line that cannot be read.
    CrisisNotFound
        If there is no such file.
    """
    file = str(path)
    return records_of(decode(read_bytes(path, file, MOST_BYTES, TABLE), file), file, columns)


def records_of(text: str, file: str, columns: Sequence[str]) -> list[Record]:
    """Read the text of a table as `read_records` does; ``file`` is its name in problems."""
    # Only what editors take for the end of a line is one.
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    header = _cells(lines[0], 1, file)
    if isinstance(header, Problem):
        raise CrisisInvalid([header])
    problems = list(_header(header, columns, file))
    if problems:
        raise CrisisInvalid(problems)
    names = [name for _, name in header]
    records = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = _cells(line, number, file)
        if isinstance(cells, Problem):
            problems.append(cells)
        elif len(cells) != len(names):
            message = f"the line has {len(cells)} cells, and the table {len(names)} columns"
            problems.append(Problem(file, number, 1, "", message, "write one cell a column, an empty one too"))
        else:
            by_name = dict(zip(names, cells, strict=True))
            texts = {name: cell for name, (_, cell) in by_name.items()}
            records.append(Record(file, number, texts, {name: at for name, (at, _) in by_name.items()}))
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise CrisisInvalid(problems)
    return records


def _header(header: Sequence[tuple[int, str]], columns: Sequence[str], file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, name in header:
        if name in seen:
            yield Problem(file, 1, at, name, f"column {clip(name)} stands here twice", "delete one of the two")
        elif name not in columns:
            yield Problem(file, 1, at, "", f"there is no column {clip(name)}", f"the columns are {', '.join(columns)}")
        seen.add(name)
    for name in columns:
        if name not in seen:
            remedy = "add it to the first line, and a cell to every other"
            yield Problem(file, 1, 1, name, f"column `{name}` is missing", remedy)


def _cells(line: str, number: int, file: str) -> list[tuple[int, str]] | Problem:
    """Return the cells of a line with their columns, or what is wrong with it."""
    found = refused(line)
    if found is not None:
        return Problem(file, number, found[0] + 1, "", f"character {found[1]} cannot stand in a table", "delete it")
    try:
        cells = next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        return Problem(file, number, 1, "", f"cannot be read as cells ({error})", "close every quote on its line")
    starts = list(_starts(line))
    for at, cell in zip(starts, cells, strict=True):
        if len(cell) > MOST_CELL:
            return Problem(file, number, at, "", f"a cell has {len(cell):,} letters", f"write at most {MOST_CELL}")
    return [(at, cell.strip()) for at, cell in zip(starts, cells, strict=True)]


def _starts(line: str) -> Iterator[int]:
    """Yield where each cell of a line begins, counted from 1."""
    if not line:
        return
    yield 1
    quoted, begins = False, True
    for index, letter in enumerate(line):
        if letter == '"' and (quoted or begins):
            quoted = not quoted
        begins = letter == "," and not quoted
        if begins:
            yield index + 2
