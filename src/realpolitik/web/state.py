"""The address of a bent crisis is its state: what is changed, read from an address and written into one.

A factor that is taken away is ``without=KEY``, a belief that is corrected ``correct=KEY`` of its perception, and a number that is
set ``set=PATH=VALUE``. What stands beside is ``beside=`` with an address of the same kind. Equal states have equal addresses.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from realpolitik.crisis.patch import parse_assignment
from realpolitik.errors import RealpolitikError
from realpolitik.inquiry.bend import MOST_SETTINGS, PERCEPTIONS, Bend
from realpolitik.inquiry.inquiry import Inquiry

MOST_BESIDE: Final = 3
"""Variants that stand beside the one that is bent."""
LONGEST: Final = 4000
"""Letters of an address at most."""


NOTHING: Final = Bend()
"""The crisis as it stands."""


@dataclass(frozen=True)
class State:
    """What an address says.

    Attributes
    ----------
    bend : Bend
    beside : tuple of Bend
        Variants that are kept in sight.
    """

    bend: Bend = NOTHING
    beside: tuple[Bend, ...] = ()

    @property
    def query(self) -> str:
        """The address, after its question mark."""
        return urlencode([*pairs_of(self.bend), *(("beside", query_of(each)) for each in self.beside)])

    def bent(self, bend: Bend) -> State:
        """Return the state with another bend."""
        return replace(self, bend=bend)

    def kept(self) -> State:
        """Return the state with what is bent kept beside, too."""
        if self.bend.is_empty or self.bend in self.beside or len(self.beside) >= MOST_BESIDE:
            return self
        return replace(self, beside=(*self.beside, self.bend))

    def dropped(self, bend: Bend) -> State:
        """Return the state without one that stands beside."""
        return replace(self, beside=tuple(each for each in self.beside if each != bend))

    @property
    def may_keep(self) -> bool:
        """Whether what is bent can be kept beside."""
        return self.kept() != self


def query_of(bend: Bend) -> str:
    """Return the address of a bend, after its question mark."""
    return urlencode(pairs_of(bend))


def read_state(query: QueryParams, inquiry: Inquiry) -> State:
    """Return what an address says.

    Raises
    ------
    UnknownName, CrisisInvalid, RealpolitikError
        If it says nothing that can be done to the crisis.
    """
    pairs = [(name, value) for name, value in query.multi_items() if name in ("without", "correct", "set", "beside")]
    if sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        raise RealpolitikError(f"this address is longer than {LONGEST:,} letters; write a file of your own instead")
    beside = [value for name, value in pairs if name == "beside"]
    if len(beside) > MOST_BESIDE:
        raise RealpolitikError(f"{len(beside)} variants stand beside; {MOST_BESIDE} at most")
    read = (read_bend(parse_qsl(each, max_num_fields=3 * MOST_SETTINGS), inquiry) for each in beside)
    return State(read_bend(pairs, inquiry), tuple(dict.fromkeys(each for each in read if not each.is_empty)))


def read_bend(pairs: list[tuple[str, str]], inquiry: Inquiry) -> Bend:
    """Return what the parts of an address change.

    Raises
    ------
    UnknownName, CrisisInvalid, RealpolitikError
    """
    settings = dict(parse_assignment(value) for name, value in pairs if name == "set" and value)
    settings |= {f"{PERCEPTIONS}{value}": None for name, value in pairs if name == "correct" and value}
    return inquiry.bend([value for name, value in pairs if name == "without" and value], settings)


def pairs_of(bend: Bend) -> list[tuple[str, str]]:
    """Return a bend as the fields of an address, or of a form."""
    found = [("without", factor) for factor in bend.without]
    for path, text in bend.settings:
        if text == "null":
            found.append(("correct", path.removeprefix(PERCEPTIONS)))
        else:
            found.append(("set", f"{path}={_short(text)}"))
    return found


def _short(text: str) -> str:
    """Return what is set as an address spells it: a whole number without its point."""
    content = json.loads(text)
    return f"{content:g}" if isinstance(content, float) and float(f"{content:g}") == content else text
