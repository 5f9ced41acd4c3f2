"""What a seat has seen of a table: the one place at which something of a game gets to somebody who plays it.

Everything else that is told to a seat is made of a `Sight` and of the published file: a view, the beliefs in it, the moves of a
computer. The rules say what each may know (`realpolitik.game.rules.rules.Rules.observed`); here it is kept move by move. The pivot
and the members of a suitor know the text that they negotiate. Others know of a draft or a treaty what is not secret, or what they
are a party to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from realpolitik.crisis.schema import Crisis
from realpolitik.game.rules.nodes import Act
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import (
    Answer,
    AtOnce,
    Attack,
    Bidding,
    Campaign,
    Consent,
    Contest,
    Demand,
    Join,
    OpenAttack,
    Over,
    Passing,
    Place,
    Reply,
    Rescue,
    Signed,
    Wording,
)
from realpolitik.game.rules.state import Table as OnTable
from realpolitik.game.rules.world import Bundle
from realpolitik.table.moves import Move, in_order, moves_at
from realpolitik.table.table import BACK, Stride, Table
from realpolitik.table.world import Hand

Seen = dict[str, Any]
"""Something that was seen: plain values, which JSON can hold. Its ``kind`` says what else stands in it."""
EPOCH = 100_000
"""Views are numbered anew, from a multiple of this on, whenever somebody went back."""


@dataclass(frozen=True)
class Sight:
    """What a seat knows of a table.

    Attributes
    ----------
    crisis : Crisis
        The published file.
    seat : str, optional
        None for the public.
    hand : Hand, optional
    number : int
        Of what was seen so far; a move that was chosen at another number is stale.
    seen : tuple of dict
    t : int
        The step of the clock; the number of steps when talks are over.
    draft : dict, optional
        What lies on the table, as far as the seat knows its text.
    signed : dict, optional
        What was signed, likewise.
    turn : dict, optional
        What it is asked; None while it waits.
    moves : tuple of Move
        What it can do there.
    over : bool
    """

    crisis: Crisis
    seat: str | None
    hand: Hand | None
    number: int
    seen: tuple[Seen, ...]
    t: int
    draft: Seen | None
    signed: Seen | None
    turn: Seen | None
    moves: tuple[Move, ...]
    over: bool


def look(table: Table, seat: str | None) -> Sight:
    """Return what a seat, or the public, knows of a table.

    Raises
    ------
    UnknownName
        If there is no such state.
    """
    hand = None if seat is None else table.world.hand(seat)
    eyes = _Eyes(table, seat)
    seen = tuple(eyes.seen())
    turned = table.turned_back
    mine = seat is not None and table.to_move() == seat
    place = table.state.place
    return Sight(
        crisis=table.crisis,
        seat=seat,
        hand=hand,
        number=EPOCH * turned + len(seen),
        seen=seen,
        t=eyes.t,
        draft=eyes.draft,
        signed=eyes.signed,
        turn=eyes.turn(place) if mine else None,
        moves=moves_at(table.world.rules, place) if mine else (),
        over=table.over,
    )


class _Eyes:
    """The eyes of a seat, which follow a table from its opening."""

    def __init__(self, table: Table, seat: str | None) -> None:
        self.table, self.seat = table, seat
        self.rules: Rules = table.world.rules
        self.crisis = table.crisis
        self.t = 0
        self.draft: Seen | None = None
        self.signed: Seen | None = None

    # --- who may know

    def _negotiates(self, suitor: str) -> bool:
        """Whether the seat sits in the talks of the pivot with a suitor."""
        return self.seat is not None and (
            self.seat == self.crisis.pivot or self.seat in self.crisis.suitors[suitor].members
        )

    def _is_pivot(self) -> bool:
        return self.seat == self.crisis.pivot

    def text(self, suitor: str, bundle: Bundle) -> list[str]:
        """Return the clauses of a text that the seat knows of, in the order of the menu."""
        menu = self.crisis.suitors[suitor].menu
        return [
            key
            for key in in_order(self.rules, suitor, bundle)
            if not menu[key].secret
            or self._negotiates(suitor)
            or self.seat in menu[key].obligors
            or self.seat in menu[key].beneficiaries
        ]

    # --- what is seen

    def seen(self) -> Iterator[Seen]:
        """Yield what was seen, one thing after the other."""
        backs = [number for number, event in enumerate(self.table.events) if event.kind == BACK]
        for stride in self.table.strides:
            while backs and backs[0] < stride.number:
                backs.pop(0)
                yield self._gone_back()
            yield from self._seen_of(stride)
        for _ in backs:
            yield self._gone_back()

    def _gone_back(self) -> Seen:
        return {"kind": BACK, "t": self.t}

    def _seen_of(self, stride: Stride) -> Iterator[Seen]:
        before, after, took = stride.before.place, stride.after.place, stride.event.took or ""
        t = self.t
        found = self._of_move(before, after, took, stride)
        if found is not None:
            yield {"t": t, **found}
        for due in stride.after.due[len(stride.before.due) :]:
            if isinstance(due, Signed):
                self.signed = {"suitor": due.suitor, "clauses": self.text(due.suitor, due.bundle)}
                self.draft = None
                yield {"t": self.t, "kind": "signed", **self.signed}
        yield from ({"t": self.t, **one} for one in self._on_arrival(after))

    def _of_move(  # noqa: PLR0911  # one case for each kind
        self, before: Place, after: Place, took: str, stride: Stride
    ) -> Seen | None:
        match before:
            case OpenAttack(slot=slot) | Attack(slot=slot):
                kind = "attack" if took == Act.ATTACK else "hold"
                return {"kind": kind, "state": self.rules.aggressor(slot), "occasion": slot}
            case Bidding(suitor=suitor) if took == Act.SILENT and self._is_member(suitor):
                return {"kind": "own bid", "suitor": suitor, "clauses": None}
            case Wording(suitor=suitor) if self._is_member(suitor):
                bundle = self._option(stride).bundle
                assert bundle is not None
                return {"kind": "own bid", "suitor": suitor, "clauses": self.text(suitor, bundle)}
            case Reply():
                return self._of_reply(stride)
            case Demand(suitor=suitor) if self._negotiates(suitor):
                bundle = self._option(stride).bundle
                assert bundle is not None
                kind = "own press" if self._is_pivot() else "pressed"
                return {"kind": kind, "suitor": suitor, "clauses": self.text(suitor, bundle)}
            case Answer(suitor=suitor, bundle=bundle) if self._negotiates(suitor):
                agrees = took == Act.AGREE
                return {"kind": "answer", "suitor": suitor, "clauses": self.text(suitor, bundle), "agrees": agrees}
            case Consent(ask=ask):
                clause, state = self.rules.question(ask)
                if not (self._negotiates(ask.suitor) or state == self.seat):
                    return None
                asked = {
                    "suitor": ask.suitor,
                    "clause": clause,
                    "state": state,
                    "clauses": self.text(ask.suitor, ask.left),
                }
                return {"kind": "consent", **asked, "consents": took == Act.CONSENT}
            case AtOnce(suitor=suitor, bundle=bundle) if took == Act.LEAVE and self._negotiates(suitor):
                return {"kind": "left", "suitor": suitor, "clauses": self.text(suitor, bundle)}
            case Passing(t, on_table):
                return self._of_passing(t, on_table, after)
        return self._of_war(before, took)

    def _of_war(self, before: Place, took: str) -> Seen | None:
        match before:
            case Join(_, slot, decisions):
                joiner, _ = self.rules.joiner(slot, decisions)
                return {"kind": "join", "state": joiner, "side": None if took == Act.OUT else took}
            case Contest():
                return {"kind": "won", "side": took.removesuffix(" wins")}
            case Rescue(hostility=hostility):
                record = self.crisis.hostilities[hostility]
                helper = self.rules.helper(before)
                return {"kind": "help", "state": helper, "victim": record.toward, "against": record.by,
                        "helps": took == Act.HELP}  # fmt: skip
            case Campaign(hostility=hostility):
                record = self.crisis.hostilities[hostility]
                return {"kind": "campaign", "state": record.by, "victim": record.toward, "prevails": took == "prevails"}
        return None

    def _of_reply(self, stride: Stride) -> Seen | None:
        option = self._option(stride)
        match option.kind, option.suitor, option.bundle:
            case Act.TAKE, str() as suitor, frozenset() as bundle if self._negotiates(suitor):
                kind = "own take" if self._is_pivot() else "taken"
                return {"kind": kind, "suitor": suitor, "clauses": self.text(suitor, bundle)}
            case Act.WAIT, _, _ if self._is_pivot():
                return {"kind": "own wait"}
        return None

    def _of_passing(self, t: int, on_table: OnTable, after: Place) -> Seen:
        """Return what everybody sees of a step that has passed: what became of the table."""
        then = self._table_of(after)
        began = self._draft(on_table)
        fresh = began is not None and (self.draft is None or not self._same_text(began, self.draft, on_table))
        self.draft = self._draft(then)
        self.t = t + 1
        return {
            "kind": "step",
            "fresh": fresh,
            "draft": began,
            "then": self.draft,
            "collapsed": began is not None and self.draft is None,
        }

    def _same_text(self, one: Seen, other: Seen, on_table: OnTable) -> bool:
        """Whether a draft is the one that lay there before: all its stages begin anew when a text is taken up."""
        return all(one[key] == other[key] for key in ("suitor", "clauses", "stages"))

    def _draft(self, on_table: OnTable) -> Seen | None:
        if on_table is None:
            return None
        return {
            "suitor": on_table.suitor,
            "clauses": self.text(on_table.suitor, on_table.bundle),
            "stages": on_table.left,
        }

    @staticmethod
    def _table_of(place: Place) -> OnTable:
        found: OnTable = getattr(place, "table", None)
        return found

    def _on_arrival(self, place: Place) -> Iterator[Seen]:
        match place:
            case Reply(t, on_table, made) if self._is_pivot():
                bids = dict(made)
                yield {
                    "kind": "bids",
                    "bids": {
                        suitor: self.text(suitor, bids[suitor]) if suitor in bids else None
                        for suitor in self.rules.bidders(t, on_table)
                    },
                }
            case Consent(ask=ask):
                clause, state = self.rules.question(ask)
                if state == self.seat:
                    yield {
                        "kind": "asked",
                        "suitor": ask.suitor,
                        "clause": clause,
                        "clauses": self.text(ask.suitor, ask.left),
                    }
            case Over():
                yield {"kind": "over"}

    def turn(self, place: Place) -> Seen:
        """Return what the seat is asked at a place where it is to move."""
        found: Seen = {"kind": place.kind}
        match place:
            case Bidding(suitor=suitor):
                found |= {"suitor": suitor}
            case Reply():
                found |= {key: value for one in self._on_arrival(place) for key, value in one.items() if key == "bids"}
            case Answer(suitor=suitor, bundle=bundle) | AtOnce(suitor=suitor, bundle=bundle):
                found |= {"suitor": suitor, "clauses": self.text(suitor, bundle)}
            case Consent(ask=ask):
                clause, _ = self.rules.question(ask)
                found |= {"suitor": ask.suitor, "clause": clause, "clauses": self.text(ask.suitor, ask.left)}
            case OpenAttack(slot=slot) | Attack(slot=slot):
                found |= {"occasion": slot}
        return found

    def _is_member(self, suitor: str) -> bool:
        return self.seat in self.crisis.suitors[suitor].members

    def _option(self, stride: Stride) -> Any:
        node = self.rules.moves(stride.before.place)
        return next(option for option in node.options if option.key == stride.event.took)  # type: ignore[union-attr]
