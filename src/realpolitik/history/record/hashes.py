"""What a forecast rests on, as hashes: coded files, the rules that make a crisis and a forecast of them, fitted numbers.

The rules are every module and data file of the program that bears on a forecast: the rooms ``crisis``, ``game`` and ``theories``
whole, ``outcome``, and of ``history`` all but what only scores, fits, records, or is read as a folder of cases. The fitted numbers
are named apart from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from realpolitik.crisis.document import read_bytes
from realpolitik.history.read_case import case_files

ROOMS: Final = ("crisis", "game", "history", "theories")
MODULES: Final = ("outcome.py",)
NO_RULES: Final = frozenset(
    {"history/backtest.py", "history/calibrate.py", "history/cases", "history/folder.py", "history/record"}
)
"""What bears on no forecast."""
CONSTANTS: Final = "theories/data/constants.json"


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_of_all(hashes: Mapping[str, str]) -> str:
    """Return one hash of named hashes, whatever their order."""
    lines = "".join(f"{each} {name}\0" for name, each in sorted(hashes.items()))
    return hash_of(lines.encode("utf-8", "surrogateescape"))


def hashes_of_cases(folder: Path) -> dict[str, str]:
    """Return the hash of every coded file that is read in a folder, by its name.

    Raises
    ------
    CrisisInvalid
        If one cannot be read, or is too large for a coded case.
    """
    return {file.name: hash_of(read_bytes(file, str(file))) for file in case_files(folder)}


@cache
def hashes_of_rules() -> Mapping[str, str]:
    """Return the hash of every file of the rules, by its place in the package; read once, as a module is loaded once."""
    package = resources.files("realpolitik")
    found = {place: hash_of(file.read_bytes()) for room in ROOMS for place, file in _below(package / room, room)}
    found |= {name: hash_of((package / name).read_bytes()) for name in MODULES}
    found.pop(CONSTANTS, None)
    return dict(sorted(found.items()))


@cache
def hash_of_constants() -> str:
    """Return the hash of the fitted numbers."""
    return hash_of((resources.files("realpolitik") / CONSTANTS).read_bytes())


def _below(folder: Traversable, place: str) -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        where = f"{place}/{each.name}"
        if each.name == "__pycache__" or each.name.startswith(".") or where in NO_RULES:
            continue
        if each.is_dir():
            yield from _below(each, where)
        elif each.is_file():
            yield where, each
