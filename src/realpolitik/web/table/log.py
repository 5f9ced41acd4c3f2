"""What is written of a table, entry by entry, and how it stands after them. A log is all there is of a table: it is only added to.

The first entry opens the table and holds its secret, the seed that hands are dealt from. Of links and of people it holds hashes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from realpolitik.errors import RealpolitikError

PREFIX: Final = "table:"
"""How the names of the logs begin; after it comes the id of the table."""
PEOPLE: Final = "people"
"""Who plays a seat, if not one of the players of the computer."""
OPEN, LINK, SIT, BEGIN, PAUSE, GO, AWAY, HERE, VOTE, EVENT, REVEAL = (
    "open", "link", "sit", "begin", "pause", "go", "away", "here", "vote", "event", "reveal",
)  # fmt: skip
MOST_AT_A_SEAT: Final = 6

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """How a table was opened.

    Attributes
    ----------
    crisis : str
        Its id.
    text : str, optional
        Of a crisis of the user's own, as it was then.
    seed : int
        Deals the hands; secret until they are turned over.
    code : str
        By which people join.
    host : str
        Hash of who may lead the game.
    seats : mapping
        State -> `PEOPLE`, or the name of a player of the computer.
    turn : float, optional
        Seconds that a seat has for a move; any time, if none.
    patience : float
        Seconds after which the computer takes the place of who is not there.
    family : str
        The table that all with the same hands come from; its own id, if it is that.
    parent : str, optional
        The table it was forked from.
    step : int
        The step that it was forked at.
    known : bool
        Whether hands were known already, as after a game.
    opened : str
        The moment.
    """

    crisis: str
    text: str | None
    seed: int
    code: str
    host: str
    seats: Mapping[str, str]
    turn: float | None
    patience: float
    family: str
    parent: str | None
    step: int
    known: bool
    opened: str


class Vote(NamedTuple):
    """A move that somebody wants a seat to make, at a number of its view."""

    who: str
    number: int
    move: int


@dataclass
class Sitting:
    """How a table stands, but for the game itself."""

    opened: Opened
    people: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    begun: bool = False
    paused: bool = False
    revealed: bool = False
    away: list[str] = field(default_factory=list)
    votes: dict[str, list[Vote]] = field(default_factory=dict)

    def apply(self, entry: Entry) -> None:
        """Take in an entry."""
        match entry["do"]:
            case "link":
                self.links[entry["hash"]] = entry["seat"]
            case "sit":
                self.people.setdefault(entry["seat"], []).append(entry["who"])
                self.used.add(entry.get("link", ""))
                self.away = [seat for seat in self.away if seat != entry["seat"]]
            case "begin":
                self.begun = True
            case "pause" | "go":
                self.paused = entry["do"] == PAUSE
            case "away":
                self.away.append(entry["seat"])
            case "here":
                self.away = [seat for seat in self.away if seat != entry["seat"]]
            case "vote":
                votes = self.votes.setdefault(entry["seat"], [])
                votes.append(Vote(entry["who"], entry["number"], entry["move"]))
            case "reveal":
                self.revealed = True

    def seat_of(self, who: str) -> str | None:
        """Return the seat that somebody has."""
        return next((seat for seat, people in self.people.items() if who in people), None)


def written(entry: Entry) -> str:
    """Return an entry as the store keeps it."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def read(entries: Iterable[str]) -> list[dict[str, Any]]:
    """Return the entries of a log.

    Raises
    ------
    RealpolitikError
        If they are not those of a table.
    """
    found = [json.loads(entry) for entry in entries]
    if not found or found[0].get("do") != OPEN:
        raise RealpolitikError("there is no such table; ask whoever opened it for the link")
    return found
