"""All tables of a workbench, and the clerk that has happen at each what is due. After a sudden end they go on from their logs."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import MoveRefused, RealpolitikError
from realpolitik.store import Store
from realpolitik.table.players import BY_NAME
from realpolitik.table.table import Table
from realpolitik.table.world import World, deal
from realpolitik.web.security import tell_fault
from realpolitik.web.table.log import BEGIN, EVENT, OPEN, PEOPLE, PREFIX, SIT, Entry, Opened, read, written
from realpolitik.web.table.room import Pace, Room, beginning
from realpolitik.web.table.seats import seats_of

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of a code to join by: none that is taken for another."""
CODE: Final = 6
MOST_DEALS: Final = 20
"""How often hands are dealt anew if the council never meets, and nobody would have a move to make."""
PATIENCE: Final = 60.0
"""Seconds after which the computer takes the place of who is not there, unless told otherwise."""


@dataclass(frozen=True)
class Terms:
    """What a table is opened for.

    Attributes
    ----------
    seats : mapping
        State -> `PEOPLE`, or the name of a player of the computer; those left out are played by its first.
    turn, patience : float
        As of `Opened`.
    sit : str, optional
        The seat that the host takes; the game then begins at once, if nobody else is awaited.
    text : str, optional
        Of a crisis that is not in the library.
    """

    seats: Mapping[str, str]
    turn: float | None = None
    patience: float = PATIENCE
    sit: str | None = None
    text: str | None = None


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Drawn:
    """What of a table is drawn by lot: nobody can guess it, and nothing else hangs on the seed.

    Attributes
    ----------
    id : str
    seed : int
    code : str
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    seed: int = field(default_factory=lambda: secrets.randbits(48))
    code: str = field(default_factory=_code)


class Rooms:
    """All tables of a workbench.

    Parameters
    ----------
    store : Store
    pace : Pace, optional
    dealt : callable
        Deals the hands of a crisis.
    clerk : bool
        Whether what is due happens by itself; if not, it does when `Room.tick` is called.
    """

    def __init__(
        self,
        store: Store,
        pace: Pace | None = None,
        *,
        dealt: Callable[[Crisis, int], World] = deal,
        clerk: bool = True,
    ) -> None:
        self.store, self.pace, self.dealt = store, pace or Pace(), dealt
        self._rooms: dict[str, Room] = {}
        self._lock = threading.Lock()
        self._news = threading.Condition()
        self._woken: set[str] = set()
        self._closed = False
        self._by_itself = clerk
        self._clerk: threading.Thread | None = None

    # --- finding one

    def room(self, id: str) -> Room:
        """Return a table.

        Raises
        ------
        RealpolitikError
            If there is none of that id.
        """
        with self._lock:
            found = self._rooms.get(id)
            if found is None:
                found = self._rooms[id] = self._load(id)
        self._begin_clerk(id)
        return found

    def _load(self, id: str) -> Room:
        entries = read(self.store.log(PREFIX + id))
        first = entries[0]
        crisis = load(first["crisis"]) if first["text"] is None else read_text(first["text"], "crisis.yaml")
        events = [
            {key: value for key, value in entry.items() if key != "do"} for entry in entries if entry["do"] == EVENT
        ]
        dealt = {"kind": "dealt", "crisis": crisis.id, "seed": first["seed"]}
        table = Table.from_list(crisis, [dealt, *events]) if events else Table.of(self.dealt(crisis, first["seed"]))
        return self._made(id, entries, crisis, table)

    def _made(self, id: str, entries: Iterable[Entry], crisis: Crisis, table: Table) -> Room:
        return Room(id, self.store, entries, crisis, table, self.pace, lambda: self._wake(id))

    def _holding(self, mark: str, *, at_first: bool = True) -> list[Room]:
        """Return the tables of whose entries one, or the first, holds a mark."""
        return [self.room(name.removeprefix(PREFIX)) for name in self.store.logs(PREFIX, mark, at_first=at_first)]

    def of(self, who: str) -> list[Room]:
        """Return the tables at which somebody leads the game or has a seat, the last opened first."""
        found = self._holding(f'"{who}"', at_first=False)
        return sorted(found, key=lambda room: room.opened.opened, reverse=True)

    def by_code(self, code: str) -> Room:
        """Return the table that is joined by a code.

        Raises
        ------
        MoveRefused
            If there is none.
        """
        wanted = "".join(letter for letter in code.upper() if letter in LETTERS)
        found = self._holding(f'"code":"{wanted}"') if len(wanted) == CODE else []
        if found:
            return found[-1]
        raise MoveRefused("no table has this code; look at it again, it has six letters and digits")

    def family(self, room: Room) -> list[Room]:
        """Return the tables at which the same hands are held, this one among them."""
        return self._holding(f'"family":"{room.opened.family}"')

    # --- opening one

    def open(self, crisis: Crisis, host: str, terms: Terms, drawn: Drawn | None = None) -> Room:
        """Open a table.

        Parameters
        ----------
        crisis : Crisis
        host : str
            Hash of who leads the game.
        terms : Terms
        drawn : Drawn, optional
            If left out, drawn so that somebody has a move to make, which all see at once.

        Raises
        ------
        RealpolitikError
            If there is no such seat or player.
        """
        known = seats_of(crisis)
        for seat, kind in terms.seats.items():
            if seat not in known or kind not in {PEOPLE, *BY_NAME}:
                raise RealpolitikError("there is no such seat, or nobody to play it; choose among those offered")
        if drawn is None:
            lots = (Drawn() for _ in range(MOST_DEALS))
            drawn = next((one for one in lots if not Table.of(self.dealt(crisis, one.seed)).over), Drawn())
        opened = Opened(
            crisis=crisis.id,
            text=terms.text,
            seed=drawn.seed,
            code=drawn.code,
            host=host,
            seats={seat: terms.seats.get(seat, next(iter(BY_NAME))) for seat in known},
            turn=terms.turn,
            patience=terms.patience,
            family=drawn.id,
            parent=None,
            step=0,
            known=False,
            opened=_now(),
        )
        more: list[Entry] = []
        if terms.sit is not None:
            more.append({"do": SIT, "seat": terms.sit, "who": host})
            if [seat for seat, kind in opened.seats.items() if kind == PEOPLE] == [terms.sit]:
                more.append({"do": BEGIN})
        return self._opened(drawn.id, opened, more, crisis, Table.of(self.dealt(crisis, opened.seed)))

    def fork(self, room: Room, step: int, host: str, sit: str | None = None, id: str = "") -> Room:
        """Open a table that has gone as another one, up to the beginning of a step, with the same hands.

        Parameters
        ----------
        room : Room
        step : int
        host : str
            Hash of who leads the game.
        sit : str, optional
            The seat that the host takes alone, all others being the computer's; all keep their seats, if left out.
        id : str, optional

        Raises
        ------
        MoveRefused
            If the step has not been reached.
        """
        with room.lock:
            table = room.table.fork(beginning(room.table, step))
            sitting = room.sitting
        id = id or secrets.token_urlsafe(9)
        alone = {seat: PEOPLE if seat == sit else next(iter(BY_NAME)) for seat in room.opened.seats}
        opened = replace(
            room.opened,
            host=host,
            code=_code(),
            seats=room.opened.seats if sit is None else alone,
            parent=room.id,
            step=step,
            known=sitting.revealed,
            opened=_now(),
        )
        more: list[Entry] = (
            [{"do": SIT, "seat": seat, "who": who} for seat, people in sitting.people.items() for who in people]
            if sit is None
            else [{"do": SIT, "seat": sit, "who": host}, {"do": BEGIN}]
        )
        more += [{"do": EVENT, **event} for event in table.to_list()[1:]]
        return self._opened(id, opened, more, room.crisis, table)

    def _opened(self, id: str, opened: Opened, more: list[Entry], crisis: Crisis, table: Table) -> Room:
        first = {"do": OPEN, **asdict(opened)}
        first["seats"] = dict(opened.seats)
        opening = (
            [{"do": EVENT, **event} for event in table.to_list()[1:]]
            if not any(entry["do"] == EVENT for entry in more)
            else []
        )
        entries: list[Entry] = [first, *more, *opening]
        self.store.append(PREFIX + id, [written(entry) for entry in entries], 0)
        room = self._made(id, entries, crisis, table)
        with self._lock:
            self._rooms[id] = room
        self._begin_clerk(id)
        return room

    def reveal(self, room: Room) -> None:
        """Turn the hands of a table over, and so of all that have the same.

        Raises
        ------
        MoveRefused
            If another one with these hands is still played.
        """
        others = [other for other in self.family(room) if other.id != room.id]
        if any(not other.over and not other.opened.known for other in others):
            raise MoveRefused("the same hands are still held at another branch of this game; end that first")
        room.reveal()

    # --- the clerk

    def close(self) -> None:
        """End the clerk."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        if self._clerk is not None:
            self._clerk.join(timeout=5)

    def _wake(self, id: str) -> None:
        with self._news:
            self._woken.add(id)
            self._news.notify_all()

    def _begin_clerk(self, id: str) -> None:
        room = self._rooms[id]
        if not self._by_itself:
            room.deal()
            return
        with self._lock:
            if self._clerk is None and not self._closed:
                self._clerk = threading.Thread(target=self._serve, name="tables", daemon=True)
                self._clerk.start()
        if not room.dealt:
            self._wake(id)

    def _serve(self) -> None:
        dues: dict[str, float] = {}
        while True:
            with self._news:
                while not self._closed and not self._woken:
                    first = min(dues.values(), default=None)
                    left = None if first is None else first - time.monotonic()
                    if left is not None and left <= 0:
                        break
                    self._news.wait(left)
                if self._closed:
                    return
                woken, self._woken = self._woken, set()
            now = time.monotonic()
            for id in [*woken, *(id for id, due in list(dues.items()) if due <= now and id not in woken)]:
                dues.pop(id, None)
                room = self._rooms[id]
                try:
                    room.tick()
                except Exception as fault:  # a fault at one table must not stop the others
                    tell_fault(fault)
                    continue
                due = room.due()
                if due is not None:
                    dues[id] = due


def invitation() -> str:
    """Return what a link to a seat holds; nobody can guess it."""
    return secrets.token_urlsafe(24)
