"""Where in the game an observed move was made, or why it tells nothing.

A move that carries costs by type is a signal, judged by what it cost and gained. Any other move is looked for in the game:

===========  ==============================  =====================================================================
kind         by                              place
===========  ==============================  =====================================================================
``bid``      a member of the suitor          the suitor's bid
``bid``      the pivot                       the pivot presses the suitor and demands the bundle
``refusal``  a member of the suitor          the suitor, pressed for the bundle, refuses
``refusal``  the pivot                       the pivot, offered the bundle, does not take it up
``silence``  a member of the suitor          the suitor does not bid
``silence``  the pivot                       the pivot waits
===========  ==============================  =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from realpolitik.crisis.bundles import effective
from realpolitik.crisis.schema import Crisis, Move, MoveKind
from realpolitik.game.structure.layout import Layout


class Deed(StrEnum):
    """What a move is in the game."""

    BID = "bid"
    SILENCE = "silence"
    REFUSAL = "refusal"
    DEMAND = "demand"
    REJECTION = "rejection"
    WAIT = "wait"


OF_THE_PIVOT = frozenset({Deed.DEMAND, Deed.REJECTION, Deed.WAIT})


@dataclass(frozen=True)
class OnTheTable:
    """A draft that the moves tell of: its alignment, and the step of the clock in which it was taken up."""

    alignment: int
    since: int


@dataclass(frozen=True)
class Place:
    """Where in the game a move was made.

    Attributes
    ----------
    deed : Deed
    step : int
        Of the clock.
    suitor : int
        Whom it concerns; -1 where it concerns nobody in particular.
    alignments : tuple of int
        The bundles that agree with what was seen.
    draft : OnTheTable, optional
        The draft then under negotiation; none if the moves tell of none.
    mind : str
        The state whose model of the crisis the move was chosen by.
    """

    deed: Deed
    step: int
    suitor: int
    alignments: tuple[int, ...]
    draft: OnTheTable | None
    mind: str


@dataclass(frozen=True)
class Reading:
    """How a move is read: as a signal, by its place in the game, or not at all, with the reason."""

    key: str
    move: Move
    place: Place | None = None
    is_signal: bool = False
    reason: str | None = None


def seen(move: Move, observer: str) -> bool:
    """Whether an observer saw a move; its actor always has."""
    return not move.seen_by or observer in move.seen_by or observer == move.actor


def read_moves(layout: Layout) -> tuple[Reading, ...]:
    """Read the moves of a crisis, by date and then as the file lists them.

    Parameters
    ----------
    layout : Layout
        Of the crisis.

    Returns
    -------
    tuple of Reading
    """
    table = _Table(layout)
    moves = sorted(layout.crisis.moves.items(), key=lambda item: item[1].date)
    return tuple(_with_types(layout.crisis, reading) for reading in table.read(moves))


def _with_types(crisis: Crisis, reading: Reading) -> Reading:
    """Leave a move unread whose actor has no hidden types."""
    state = crisis.states[reading.move.actor]
    if state.types:
        return reading
    return Reading(reading.key, reading.move, reason=f"{state.name} has no hidden types")


class _Table:
    """The table as the moves tell of it, move by move."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.crisis = layout, layout.crisis
        self.demands: dict[int, tuple[int, ...]] = {}
        self.draft: OnTheTable | None = None

    def read(self, moves: list[tuple[str, Move]]) -> Iterator[Reading]:
        """Read moves in order."""
        for key, move in moves:
            reading = self._one(Reading(key, move))
            yield reading
            if reading.place is not None:
                self._follow(reading.place)

    def _one(self, blank: Reading) -> Reading:
        move = blank.move
        if move.cost:
            return replace(blank, is_signal=True)
        if move.kind in {MoveKind.SPEECH, MoveKind.ENVOY}:
            return replace(blank, reason="a signal without costs by type")
        window = self.crisis.window
        if not window.opens <= move.date <= window.closes:
            return replace(blank, reason="made outside the window, and no costly signal")
        deed = self._deed(move)
        if deed is None:
            return replace(blank, reason="no move of the game: neither the pivot's nor that of a member of the suitor")
        suitor = -1 if move.suitor is None else self.layout.suitors.index(move.suitor)
        found = self._consistent(move)
        if not found and deed not in {Deed.SILENCE, Deed.WAIT}:
            return replace(blank, reason="no bundle of the menu agrees with what was seen")
        mind = self.crisis.pivot if deed in OF_THE_PIVOT else self.crisis.suitors[str(move.suitor)].lead
        step = self.layout.clock.step_of(move.date)
        return replace(blank, place=Place(deed, step, suitor, found, self._draft_at(step), mind))

    def _deed(self, move: Move) -> Deed | None:
        if move.actor == self.crisis.pivot:
            deeds = {MoveKind.BID: Deed.DEMAND, MoveKind.REFUSAL: Deed.REJECTION, MoveKind.SILENCE: Deed.WAIT}
            return deeds[move.kind] if move.suitor is not None or move.kind == MoveKind.SILENCE else None
        if move.suitor is None or move.actor not in self.crisis.suitors[move.suitor].members:
            return None
        return {MoveKind.BID: Deed.BID, MoveKind.REFUSAL: Deed.REFUSAL, MoveKind.SILENCE: Deed.SILENCE}[move.kind]

    def _consistent(self, move: Move) -> tuple[int, ...]:
        """Return the alignments that agree with the clauses seen: the very bundle, else all that hold these clauses."""
        if move.suitor is None:
            return ()
        menu = self.crisis.suitors[move.suitor].menu
        wanted = effective(menu, move.clauses)
        offers = [(a, b) for a, b in enumerate(self.layout.bundles, start=1) if b.suitor == move.suitor]
        effects = {a: effective(menu, bundle.clauses) for a, bundle in offers}
        same = tuple(a for a, effect in effects.items() if move.clauses and effect == wanted)
        return same or tuple(a for a, effect in effects.items() if wanted <= effect)

    def _draft_at(self, step: int) -> OnTheTable | None:
        return self.draft if self.draft is not None and self.draft.since < step else None

    def _follow(self, place: Place) -> None:
        """Follow the table: a suitor that bids just what was last demanded is taken up, and a refusal drops both."""
        match place.deed:
            case Deed.DEMAND:
                self.demands[place.suitor] = place.alignments
            case Deed.BID if len(place.alignments) == 1 and self.demands.get(place.suitor) == place.alignments:
                self.draft = OnTheTable(place.alignments[0], place.step)
            case Deed.REFUSAL | Deed.REJECTION:
                self.demands.pop(place.suitor, None)
                if self.draft is not None and self.layout.bazaar.suitor[self.draft.alignment] == place.suitor:
                    self.draft = None
