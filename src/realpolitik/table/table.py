"""A table: the events that have happened at it, one after the other, and nothing else. All that is asked of it follows from them.

Nothing is ever taken out: who goes back adds an event that says so. Chance, and the wars, are played by the table itself, with dice
that belong to the places of the game; so what one seat does not see never shifts what it sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import MoveRefused, StaleMove, printable
from realpolitik.game.rules.nodes import Branch, Decision, Option
from realpolitik.game.rules.state import Consent, Over, Place, State
from realpolitik.table.moves import AT_WAR, Move, mover_at, moves_at
from realpolitik.table.world import World, deal

DEALT, TOOK, BACK = "dealt", "took", "back"
NOT_YOURS = "it is not for this seat to move now; wait for the others"
STALE = "something has happened since this move was chosen; look at the table again"


class Event(NamedTuple):
    """Something that happened at a table.

    Attributes
    ----------
    kind : str
        ``dealt``, the first; ``took``, an option or a branch of chance; ``back``, to where the table stood after an event.
    seat : str, optional
        The state that moved; none where chance did.
    took : str, optional
        The key of the option, or of the branch.
    to : int, optional
        The number of the event that was gone back to.
    """

    kind: str
    seat: str | None = None
    took: str | None = None
    to: int | None = None


class Stride(NamedTuple):
    """A step of the game on the way to where a table stands: event ``number`` led from one state to the next."""

    number: int
    event: Event
    before: State
    after: State


@dataclass(frozen=True)
class Table:
    """A game under way, or over.

    Attributes
    ----------
    world : World
    events : tuple of Event
    """

    world: World
    events: tuple[Event, ...]
    _known: tuple[tuple[Stride, ...], int] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, world: World) -> Table:
        """Return a table at which nobody has moved yet."""
        return cls(world, (Event(DEALT),))._on()

    # --- what follows from the events

    @cached_property
    def _folded(self) -> tuple[tuple[Stride, ...], int]:
        if self._known is not None:
            return self._known
        strides: list[Stride] = []
        turns, state = 0, self.world.rules.start()
        for number, event in enumerate(self.events[1:], 1):
            if event.kind == BACK:
                assert event.to is not None
                strides = [stride for stride in strides if stride.number <= event.to]
                state = strides[-1].after if strides else self.world.rules.start()
                turns += 1
            else:
                after = self._after(state, event, number)
                strides.append(Stride(number, event, state, after))
                state = after
        return tuple(strides), turns

    def _after(self, state: State, event: Event, number: int) -> State:
        """Return the state after an event.

        Raises
        ------
        MoveRefused
            If the rules do not allow it.
        """
        rules = self.world.rules
        node = None if isinstance(state.place, Over) else rules.moves(state.place)
        each: Sequence[Option | Branch] = ()
        seat = None
        if node is not None:
            each = node.options if isinstance(node, Decision) else node.branches
            seat = rules.mover(node.player) if isinstance(node, Decision) else None
        for k, one in enumerate(each):
            possible = not isinstance(one, Branch) or one.chance > 0
            if one.key == event.took and possible and event.seat == seat:
                return rules.step(state, k)
        raise MoveRefused(
            f"event {number} cannot have happened: the rules do not allow {printable(str(event.took))!r} there"
        )

    @property
    def strides(self) -> tuple[Stride, ...]:
        """The way from the opening to where the table stands, what was gone back on left out."""
        return self._folded[0]

    @property
    def turned_back(self) -> int:
        """How often somebody went back."""
        return self._folded[1]

    @property
    def state(self) -> State:
        """Where the game stands."""
        return self.strides[-1].after if self.strides else self.world.rules.start()

    @property
    def over(self) -> bool:
        """Whether the game is over."""
        return isinstance(self.state.place, Over)

    @property
    def crisis(self) -> Crisis:
        """The crisis that is played."""
        return self.world.crisis

    def to_move(self) -> str | None:
        """Return the state whose move it is; None when the game is over."""
        return None if self.over else mover_at(self.world.rules, self.state.place)

    def moves(self) -> tuple[Move, ...]:
        """Return what the state whose move it is can do."""
        return () if self.over else moves_at(self.world.rules, self.state.place)

    # --- what can be done

    def play(self, seat: str, move: Move | int, after: int | None = None) -> Table:
        """Return the table after a move, and after all that chance and wars then bring.

        Parameters
        ----------
        seat : str
            The state that moves.
        move : Move or int
            A move, or its number in the seat's view.
        after : int, optional
            The number in the view that the move was chosen from; anything may have happened since, if left out.

        Raises
        ------
        StaleMove
            If the seat has seen something since.
        MoveRefused
            If it is not the seat's turn, or there is no such move.
        """
        from realpolitik.table.sight import look  # noqa: PLC0415  # what a seat has seen follows from a table

        if seat != self.to_move():
            raise MoveRefused(NOT_YOURS)
        if after is not None and after != look(self, seat).number:
            raise StaleMove(STALE)
        number = move.number if isinstance(move, Move) else move
        each = self.moves()
        if not 1 <= number <= len(each) or (isinstance(move, Move) and each[number - 1] != move):
            raise MoveRefused(f"there is no move {number} here; take a number from 1 to {len(each)}")
        table = self
        for key in each[number - 1].steps:
            table = table._with(Event(TOOK, seat, key))
        return table._on()

    def back(self, to: int) -> Table:
        """Return the table as it stood after an event, with all that has happened kept; the dice fall anew.

        Raises
        ------
        MoveRefused
            If that event is not on the way to where the table stands, or led to where nobody was to move.
        """
        held = [stride for stride in self.strides if stride.number <= to]
        if to != 0 and (not held or held[-1].number != to):
            raise MoveRefused(f"event {to} is not on the way to where the table stands; name one that is")
        return Table(self.world, (*self.events, Event(BACK, to=to)))._on()

    def fork(self, at: int) -> Table:
        """Return another table that has gone as this one did up to an event, and then goes its own way.

        Raises
        ------
        MoveRefused
            If there is no such event.
        """
        if not 0 <= at < len(self.events):
            raise MoveRefused(f"there is no event {at}; the last is {len(self.events) - 1}")
        short = Table(self.world, self.events[: at + 1])
        return short.back(short.strides[-1].number if short.strides else 0)

    def _with(self, event: Event) -> Table:
        """Return the table after one more step of the game."""
        strides, turned = self._folded
        stride = Stride(len(self.events), event, self.state, self._after(self.state, event, len(self.events)))
        return Table(self.world, (*self.events, event), ((*strides, stride), turned))

    def _on(self) -> Table:
        """Return the table when chance, wars and whoever has no choice have moved, and somebody has one or all is over."""
        table = self
        while not table.over and len(table.moves()) < 2:
            table = table._with(table._next())
        return table

    def _next(self) -> Event:
        """Return what happens by itself: what chance brings, what a state does at war, or the only thing it can do."""
        rules, place = self.world.rules, self.state.place
        node = rules.moves(place)
        dice = self.world.chance(self.turned_back, *_where(place))
        if isinstance(node, Decision):
            seat = rules.mover(node.player)
            chances = [1.0] if len(node.options) == 1 else self._chances_at_war(place)
            return Event(TOOK, seat, node.options[_fallen(chances, dice)].key)
        return Event(TOOK, None, node.branches[_fallen([branch.chance for branch in node.branches], dice)].key)

    def _chances_at_war(self, place: Place) -> list[float]:
        assert isinstance(place, AT_WAR), f"somebody is to choose at {place}"
        return [float(chance) for chance in self.world.conduct.chances(place)]

    # --- writing and reading

    def to_list(self) -> list[dict[str, Any]]:
        """Return the events as plain records, which JSON can hold; the first tells the seed, so show them when all is over."""
        first = {"kind": DEALT, "crisis": self.crisis.id, "seed": self.world.seed}
        rest = (
            {key: value for key, value in event._asdict().items() if value is not None} for event in self.events[1:]
        )
        return [first, *rest]

    @classmethod
    def from_list(cls, crisis: CrisisLike, records: Iterable[Mapping[str, Any]]) -> Table:
        """Return the table of a list of records.

        Raises
        ------
        MoveRefused
            If they are no such list, or hold what the rules do not allow.
        """
        stated, (first, *rest) = crisis_of(crisis), _records(records)
        if first.get("kind") != DEALT or not isinstance(first.get("seed"), int) or first.get("crisis") != stated.id:
            raise MoveRefused("event 0 does not deal the hands of this crisis; give the crisis that was played")
        table = cls(deal(stated, first["seed"]), (Event(DEALT),))
        for number, record in enumerate(rest, 1):
            event = _read(record, number)
            if event.kind == BACK:
                held = {0, *(stride.number for stride in table.strides)}
                if event.to not in held:
                    raise MoveRefused(f"event {number} goes back to one that is not on the way")
                table = cls(table.world, (*table.events, event))
            else:
                table = table._with(event)
        return table._on()


def _records(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found = list(records)
    if not found or not all(isinstance(record, Mapping) for record in found):
        raise MoveRefused("this is no list of events; give what a table was written as")
    return found


def _read(record: Mapping[str, Any], number: int) -> Event:
    kinds: dict[str, tuple[type, ...]] = {"kind": (str,), "seat": (str, type(None)), "took": (str,), "to": (int,)}
    known = {TOOK: {"kind", "took"}, BACK: {"kind", "to"}}.get(str(record.get("kind")))
    keys = set(record)
    if known is None or not known <= keys <= known | {"seat"}:
        raise MoveRefused(f"event {number} is none that can happen at a table")
    if not all(isinstance(record[key], kinds[key]) and not isinstance(record[key], bool) for key in keys):
        raise MoveRefused(f"event {number} is none that can happen at a table")
    return Event(**record)


def _where(place: Place) -> tuple[object, ...]:
    """Return what names a place among those of one way through the game, and tells nothing that is hidden."""
    hidden = {"made", "table", "decisions", "promises", "helped", "bundle", "winner"}
    if isinstance(place, Consent):
        return place.kind, place.t, place.ask.suitor, place.ask.place
    names = [name for name in type(place).__dataclass_fields__ if name not in hidden]
    more = [len(getattr(place, name)) for name in ("decisions", "helped", "made") if hasattr(place, name)]
    return (*(getattr(place, name) for name in names), *more)


def _fallen(chances: Sequence[float], dice: float) -> int:
    """Return which of some chances the dice chose; never one of nought."""
    total, possible = 0.0, [k for k, chance in enumerate(chances) if chance > 0]
    for k in possible:
        total += chances[k]
        if dice < total:
            return k
    return possible[-1]


def play(crisis: CrisisLike, seed: int) -> Table:
    """Deal the hands of a crisis, and return a table at which nobody has moved yet.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    seed : int
        Keep it secret while the game is played. The same seed deals the same hands, and rolls the same dice.

    Returns
    -------
    Table
        ``table.to_move()`` says whose move it is, `realpolitik.table.view.view` what that state sees, and ``table.play`` makes its
        move.
    """
    return Table.of(deal(crisis, seed))
