"""A table at work: people come and go, moves are made, the computer plays who is not there, and everybody is told.

What the computer does comes at fixed moments after what happened before, whatever it did and however long it thought; and all
that it does until people are to move, or everybody sees something, comes at once. So the time that passes tells nothing of what is
unseen. That people take their time cannot be hidden from those who wait.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from realpolitik.crisis.schema import Crisis
from realpolitik.errors import MoveRefused, StaleMove
from realpolitik.store import Stale, Store
from realpolitik.table.mind import WORLDS
from realpolitik.table.players import BY_NAME, Player
from realpolitik.table.review import Review
from realpolitik.table.sight import look
from realpolitik.table.standing import Standing
from realpolitik.table.table import NOT_YOURS, STALE, Table
from realpolitik.table.view import View, view
from realpolitik.web.security import tell_fault
from realpolitik.web.table.log import (
    AWAY,
    BEGIN,
    EVENT,
    GO,
    HERE,
    LINK,
    MOST_AT_A_SEAT,
    PAUSE,
    PEOPLE,
    PREFIX,
    REVEAL,
    SIT,
    VOTE,
    Entry,
    Opened,
    Sitting,
    Vote,
    written,
)

BEAT: Final = 1.5
"""Seconds from one thing to what the computer does next."""
SUBSTITUTE: Final = "equilibrium"
"""The player of the computer that takes the place of people."""
FLEETING: Final = 3.0
"""Seconds in which a page that is loaded again does not count as gone."""


@dataclass(frozen=True)
class Pace:
    """How the computer plays.

    Attributes
    ----------
    beat : float
        Seconds from one thing to what it does next.
    worlds : int
        How many worlds there are in a seat's picture.
    """

    beat: float = BEAT
    worlds: int = WORLDS


class Room:
    """A table at work.

    Parameters
    ----------
    id : str
    store : Store
    entries : iterable
        Of its log.
    crisis : Crisis
    table : Table
    pace : Pace, optional
    wake : callable
        Has `tick` called soon.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # all that a table is
        self,
        id: str,
        store: Store,
        entries: Iterable[Entry],
        crisis: Crisis,
        table: Table,
        pace: Pace | None = None,
        wake: Callable[[], object] = lambda: None,
    ) -> None:
        first, *rest = entries
        self.id, self.store, self.crisis, self.table = id, store, crisis, table
        self.sitting = Sitting(Opened(**{name: value for name, value in first.items() if name != "do"}))
        for entry in rest:
            self.sitting.apply(entry)
        self.count = 1 + len(rest)
        self.beat, self.worlds, self.wake = (pace or Pace()).beat, (pace or Pace()).worlds, wake
        self.lock = threading.RLock()
        self._views: dict[str | None, tuple[Table, View]] = {}
        self._listening: dict[int, tuple[str, Callable[[], object]]] = {}
        self._next_listener = 0
        now = time.monotonic()
        self._seen: dict[str, float] = dict.fromkeys(self.opened.seats, now)
        self._turn_from = self._since = now
        self._thought: Table | None = None
        self._news = False
        self.reviewed: Review | None = None
        self.dealt = False
        self._standing: dict[str, Standing] = {}

    # --- how it stands

    @property
    def opened(self) -> Opened:
        """How it was opened."""
        return self.sitting.opened

    @property
    def over(self) -> bool:
        """Whether the game is over."""
        return self.table.over

    def is_host(self, who: str) -> bool:
        """Whether somebody leads the game."""
        return who == self.opened.host

    def view(self, seat: str | None) -> View:
        """Return what a seat, or the public, sees."""
        with self.lock:
            known = self._views.get(seat)
            if known is None or known[0] is not self.table:
                known = self._views[seat] = (self.table, view(self.table, seat, self.worlds))
            return known[1]

    def is_played_by_computer(self, seat: str) -> bool:
        """Whether the computer moves for a seat now."""
        kind = self.opened.seats.get(seat, SUBSTITUTE)
        return kind != PEOPLE or not self.sitting.people.get(seat) or seat in self.sitting.away

    def there(self, seat: str) -> int:
        """Return how many of the people of a seat are there."""
        with self.lock:
            people = self.sitting.people.get(seat, [])
            return len({who for who, _ in self._listening.values() if who in people})

    def votes(self, seat: str) -> list[Vote]:
        """Return what the people of a seat want it to do now; of each what they said last, at the place of what they said first."""
        number = look(self.table, seat).number
        each: dict[str, Vote] = {}
        for vote in self.sitting.votes.get(seat, ()):
            if vote.number == number:
                each[vote.who] = vote
        return list(each.values())

    # --- people

    def add_link(self, seat: str, hash: str) -> None:
        """Make a link to a seat known, by its hash; it is good for one."""
        with self.lock:
            self._require_people(seat)
            self._write({"do": LINK, "seat": seat, "hash": hash})

    def sit_by_link(self, who: str, hash: str) -> None:
        """Sit down by a link.

        Raises
        ------
        MoveRefused
            If it was used, or there is none such.
        """
        with self.lock:
            seat = self.sitting.links.get(hash)
            if seat is not None and self.sitting.seat_of(who) == seat:
                return
            if seat is None or hash in self.sitting.used:
                raise MoveRefused("this link was used already, or never made; ask for another one")
            self.sit(who, seat, hash)

    def sit(self, who: str, seat: str, link: str | None = None) -> None:
        """Sit down.

        Raises
        ------
        MoveRefused
            If the seat is not for people, is full, or who comes has another one.
        """
        with self.lock:
            self._require_people(seat)
            has = self.sitting.seat_of(who)
            if has == seat:
                return
            if has is not None:
                raise MoveRefused("this browser has another seat at this table already; use another browser")
            if len(self.sitting.people.get(seat, ())) >= MOST_AT_A_SEAT:
                raise MoveRefused(f"{MOST_AT_A_SEAT} people share this seat already; take another one")
            self._write({"do": SIT, "seat": seat, "who": who} | ({} if link is None else {"link": link}))
            self._seen[seat] = time.monotonic()
            self._changed()

    def _require_people(self, seat: str) -> None:
        if self.opened.seats.get(seat) != PEOPLE:
            raise MoveRefused("this seat is played by the computer; take another one")

    def listen(self, who: str, told: Callable[[], object]) -> Callable[[], None]:
        """Be there, and be told when something has changed; returns what ends it."""
        with self.lock:
            key = self._next_listener = self._next_listener + 1
            if not self._listening:
                self._turn_from = self._since = time.monotonic()
                self._seen = dict.fromkeys(self._seen, time.monotonic())
            self._listening[key] = (who, told)
            self.is_here(who)
            self._changed(moved=False)

        def leave() -> None:
            with self.lock:
                self._listening.pop(key, None)
                seat = self.sitting.seat_of(who)
                if seat is not None:
                    self._seen[seat] = time.monotonic()
                self._changed(moved=False)

        return leave

    def is_here(self, who: str) -> None:
        """Note that somebody is there; the computer gives the seat back that it took."""
        with self.lock:
            seat = self.sitting.seat_of(who)
            if seat is not None:
                self._seen[seat] = time.monotonic()
                if seat in self.sitting.away:
                    self._write({"do": HERE, "seat": seat})
                    self._changed()

    # --- moves

    def move(self, who: str, number: int, after: int, *, keep: bool = False) -> None:
        """Make a move, or propose it to the others of the seat.

        Parameters
        ----------
        who : str
        number, after : int
            The move, and the number of the view that it was chosen from.
        keep : bool
            Go on so until something happens, if the seat is not shared; as long as the program runs.

        Raises
        ------
        StaleMove
            If the seat has seen something since.
        MoveRefused
            If it cannot be made now.
        """
        with self.lock:
            seat = self.sitting.seat_of(who)
            if seat is None:
                raise MoveRefused("this browser has no seat at this table; join it first")
            self.is_here(who)
            if after != look(self.table, seat).number:
                raise StaleMove(STALE)
            if self.over:
                raise MoveRefused("the game is over; look at it")
            if not self.sitting.begun:
                raise MoveRefused("the game has not begun; wait for the host")
            if self.sitting.paused:
                raise MoveRefused("the game is paused; wait for the host")
            if self.table.to_move() != seat:
                raise MoveRefused(NOT_YOURS)
            if len(self.sitting.people[seat]) == 1:
                seen, table = self.view(seat), self.table.play(seat, number, after)
                self._standing.pop(seat, None)
                if keep:
                    self._standing[seat] = Standing(self.crisis, seen, seen.moves[number - 1])
                self._play(table)
                return
            if not 1 <= number <= len(self.table.moves()):
                raise MoveRefused("there is no such move here; take one of those that are offered")
            self._write({"do": VOTE, "seat": seat, "who": who, "number": after, "move": number})
            chosen = self._agreed(seat)
            if chosen is not None:
                self._play(self.table.play(seat, chosen, after))
            else:
                self._changed(moved=False)

    def _agreed(self, seat: str) -> int | None:
        """Return the move of more than half of the people of a seat; or, once all who are there have spoken, of most of them."""
        votes = self.votes(seat)
        count = Counter(vote.move for vote in votes)
        most = max(count.values())
        people = self.sitting.people[seat]
        if 2 * most > len(people):
            return self._first(votes, count)
        there = {who for who, _ in self._listening.values() if who in people}
        return self._first(votes, count) if there <= {vote.who for vote in votes} else None

    @staticmethod
    def _first(votes: list[Vote], count: Counter[int]) -> int:
        """Return the move of most; of those that have as many, the one that was proposed first."""
        most = max(count.values())
        return next(vote.move for vote in votes if count[vote.move] == most)

    def _play(self, table: Table, *more: Entry) -> None:
        fresh = [{"do": EVENT, **event} for event in table.to_list()[len(self.table.events) :]]
        self._write(*fresh, *more)
        self.table = table
        self._thought = None
        self._changed()

    # --- the host

    def begin(self) -> None:
        """Begin the game."""
        with self.lock:
            if not self.sitting.begun:
                self._write({"do": BEGIN})
                self._changed()

    def pause(self, paused: bool) -> None:
        """Pause the game, or go on with it."""
        with self.lock:
            if self.sitting.paused != paused:
                self._write({"do": PAUSE if paused else GO})
                self._changed()

    def next(self) -> None:
        """Have the computer move now for whoever is awaited, until everybody sees something or other people are to move.

        Raises
        ------
        MoveRefused
            If the game is over, or has not begun.
        """
        with self.lock:
            if self.over or not self.sitting.begun:
                raise MoveRefused("there is nothing to wait for; begin first, or look at the game that is over")
            mover = self.table.to_move()
            assert mover is not None
            self._standing.pop(mover, None)
            self._play(self._run(self._one(self.table, mover, self._wanted(mover)), look(self.table, None).number))

    def back(self, step: int) -> None:
        """Go back to the beginning of a step that all have seen.

        Raises
        ------
        MoveRefused
            If it has not been reached, or hands were turned over.
        """
        with self.lock:
            if self.sitting.revealed:
                raise MoveRefused("the hands have been turned over; fork the game instead")
            self._standing.clear()
            self._play(self.table.back(beginning(self.table, step)))

    def reveal(self) -> None:
        """End the game, which the computer plays to its end for all, and turn the hands over."""
        with self.lock:
            if self.sitting.revealed:
                return
            table = self.table
            while (mover := table.to_move()) is not None:
                table = self._one(table, mover, None)
            self._play(table, {"do": REVEAL})

    # --- the computer

    def player(self, seat: str) -> Player:
        """Return the player of the computer that a seat has."""
        kind = self.opened.seats.get(seat, SUBSTITUTE)
        digest = hashlib.blake2b(f"{self.opened.seed}|player|{seat}".encode(), digest_size=8).digest()
        return BY_NAME[SUBSTITUTE if kind == PEOPLE else kind](int.from_bytes(digest, "big"))

    def _one(self, table: Table, seat: str, wanted: int | None) -> Table:
        """Return a table after one move that is made for a seat: the wanted one, or the computer's."""
        if wanted is not None:
            return table.play(seat, wanted)
        seen = view(table, seat, self.worlds)
        return table.play(seat, self.player(seat).choose(seen), seen.number)

    def _wanted(self, seat: str) -> int | None:
        """Return the move that most of the people of a seat want by now."""
        votes = self.votes(seat)
        return self._first(votes, Counter(vote.move for vote in votes)) if votes else None

    def _run(self, table: Table, number: int) -> Table:
        """Return a table when the computer has moved until people are to move, or everybody has seen something."""
        while (mover := table.to_move()) is not None and look(table, None).number == number:
            wanted = self._kept(table, mover)
            if wanted is None and not self.is_played_by_computer(mover):
                break
            table = self._one(table, mover, wanted)
        return table

    def _kept(self, table: Table, seat: str) -> int | None:
        """Return the move that a seat goes on with by itself."""
        standing = self._standing.get(seat)
        return None if standing is None else standing.goes_on(view(table, seat, self.worlds))

    def _goes_by_itself(self, seat: str) -> bool:
        """Whether the move of a seat comes without people."""
        if self.is_played_by_computer(seat):
            return True
        if seat in self._standing and self._kept(self.table, seat) is None:
            del self._standing[seat]
        return seat in self._standing

    def is_going(self) -> bool:
        """Whether time runs: somebody is there, and the game goes on."""
        return self.dealt and self.sitting.begun and not self.sitting.paused and not self.over and bool(self._listening)

    def due(self) -> float | None:
        """Return when `tick` has something to do."""
        with self.lock:
            times = [time.monotonic()] if self._news else []
            if self.is_going():
                mover = self.table.to_move()
                assert mover is not None
                if self._goes_by_itself(mover):
                    times.append(self._since + self.beat if self._thought else time.monotonic())
                elif self.opened.turn is not None:
                    times.append(self._turn_from + self.opened.turn)
                times += [self._seen[seat] + self.opened.patience for seat in self._waiting_for()]
            return min(times, default=None)

    def _waiting_for(self) -> list[str]:
        """Return the seats that have people, none of whom is there, and that the computer has not taken."""
        return [seat for seat in self.sitting.people if not self.there(seat) and seat not in self.sitting.away]

    def deal(self) -> None:
        """Let every seat of people look at its hand; the first time that takes a while, and pages do not wait for it."""
        if not self.dealt:
            table = self.table
            seen = {seat: view(table, seat, self.worlds) for seat, kind in self.opened.seats.items() if kind == PEOPLE}
            with self.lock:
                self._views |= {seat: (table, one) for seat, one in seen.items()}
                self.dealt = True
                self._changed()

    def tick(self) -> None:
        """Do what is due."""
        self.deal()
        self._think()
        with self.lock:
            now = time.monotonic()
            if self.is_going():
                for seat in self._waiting_for():
                    if now >= self._seen[seat] + self.opened.patience:
                        self._write({"do": AWAY, "seat": seat})
                        self._changed()
                mover = self.table.to_move()
                assert mover is not None
                if self._goes_by_itself(mover):
                    if self._thought is not None and now >= self._since + self.beat:
                        self._play(self._thought)
                elif self.opened.turn is not None and now >= self._turn_from + self.opened.turn:
                    self._play(self._one(self.table, mover, self._wanted(mover)))
            told = [told for _, told in self._listening.values()] if self._news else []
            self._news = False
        for each in told:
            try:
                each()
            except Exception as fault:  # what goes wrong with one page must not keep news from the others
                tell_fault(fault)

    def _think(self) -> None:
        """Find what the computer does next, and let it come at a moment that tells nothing of how long that took."""
        with self.lock:
            mover, table = self.table.to_move(), self.table
            if self._thought is not None or not self.is_going() or not mover or not self._goes_by_itself(mover):
                return
            number = look(table, None).number
        thought = self._run(table, number)
        with self.lock:
            if self.table is table and self._goes_by_itself(mover):
                self._thought = thought
                late = time.monotonic() - self._since - self.beat
                if late > 0 and self.beat:
                    self._since += self.beat * math.ceil(late / self.beat)

    # --- the log

    def _write(self, *entries: Entry) -> None:
        try:
            self.store.append(PREFIX + self.id, [written(entry) for entry in entries], self.count)
        except Stale:
            raise StaleMove(
                "this table is led by another program, too; end one of them and load this page again"
            ) from None
        self.count += len(entries)
        for entry in entries:
            self.sitting.apply(entry)

    def _changed(self, *, moved: bool = True) -> None:
        """Have everybody told; if the game moved, its clocks begin anew."""
        if moved:
            self._since = self._turn_from = time.monotonic()
            self._thought = None
        self._news = True
        self.wake()

    def to_list(self) -> list[dict[str, Any]]:
        """Return the game as plain records, for when hands have been turned over."""
        return self.table.to_list()


def beginning(table: Table, step: int) -> int:
    """Return the event with which a step of the clock began, on the way to where a table stands.

    Raises
    ------
    MoveRefused
        If the step has not been reached.
    """
    if step == 0:
        return 0
    for stride in table.strides:
        if stride.before.place.kind == "passing" and stride.before.place.t == step - 1:
            return stride.number
    raise MoveRefused("the game has not come to that day; take an earlier one")
