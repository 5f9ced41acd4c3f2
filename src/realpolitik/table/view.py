"""What is shown to one seat: all that it has seen, and what it makes of it.

A page, a stream, an export and the players of the computer are given a `View` and nothing else of a table. It is made of a
`Sight` (`realpolitik.table.sight`), the published file, and the seat's own picture (`realpolitik.table.mind`); the world that
was dealt does not come into it. Two tables that differ in nothing that a seat may know give it the same view, to the last byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from realpolitik.crisis.identity import Same
from realpolitik.crisis.schema import Crisis
from realpolitik.game.core.arrays import Floats
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.numbers.series import series_at_ranks
from realpolitik.game.rules.nodes import Act
from realpolitik.outcome import NONE
from realpolitik.table.judging import Judged
from realpolitik.table.mind import WORLDS, Mind, mind_of
from realpolitik.table.sight import Seen, Sight, look
from realpolitik.table.table import Table
from realpolitik.table.telling import tell_move, tell_seen
from realpolitik.table.world import Hand, game_of, instead_of, own_numbers

PLACES = 6
"""Decimals of what a view tells."""
LOW, HIGH = 0.05, 0.95
"""Ranks between which a number is told to lie."""
NOTHING_DONE = (Act.WAIT, Act.SILENT, Act.HOLD, Act.REFUSE, Act.LEAVE)
"""The moves that leave things as they are."""


@dataclass(frozen=True)
class Own:
    """A number that the seat alone knows: its value at the opening, and between what all others take it to lie."""

    path: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Prospect:
    """What the seat expects, by its own picture.

    Attributes
    ----------
    payoff : float, optional
        To itself, as a present value in shares of its own survival.
    partners : mapping
        Suitor -> chance that it is signed with; ``none`` -> that nobody is.
    war : float
        Chance of an attack, whoever signs.
    """

    payoff: float
    partners: Mapping[str, float]
    war: float


@dataclass(frozen=True)
class Choice:
    """A move that the seat can make.

    Attributes
    ----------
    number : int
        By which it is played.
    kind : str
    text : str
        In plain words.
    suitor : str, optional
    clauses : tuple of str
    gain : float
        What it is worth to the seat, against leaving things as they are; by its own picture.
    prospect : Prospect
        What it leads to.
    chance : float
        How likely the model's own statesman would make it.
    if_signed : mapping, optional
        State -> what its text would bring if signed now, against nothing on the table: the seat, and as it thinks the other side.
    accepted : float, optional
        How likely the other side takes it up, if it is an offer, or agrees, if it is pressed; by the seat's own picture.
    """

    number: int
    kind: str
    text: str
    suitor: str | None
    clauses: tuple[str, ...]
    gain: float
    prospect: Prospect
    chance: float
    if_signed: Mapping[str, float] | None
    accepted: float | None


@dataclass(frozen=True)
class View:
    """What a seat sees of a table, and what it makes of it.

    Attributes
    ----------
    crisis : str
    seat : str, optional
        None for the public.
    number : int
        Counts what was seen; a move is played with it, and refused if anything was seen since.
    day : str
    step, steps : int
        Of the clock.
    type : str, optional
        The seat's own hidden type.
    hand : tuple of Own
    draft : dict, optional
        What lies on the table: suitor, clauses as far as they are known, stages of drafting left, day since when.
    signed : dict, optional
    seen : tuple of dict
        What was seen, each with its ``day`` and, in plain words, its ``text``.
    beliefs : mapping
        State -> hidden type -> chance.
    prospect : Prospect, optional
        How things stand; none for the public.
    turn : dict, optional
        What the seat is asked; none while it waits.
    moves : tuple of Choice
    over : bool
    """

    crisis: str
    seat: str | None
    number: int
    day: str
    step: int
    steps: int
    type: str | None = None
    hand: tuple[Own, ...] = ()
    draft: Seen | None = None
    signed: Seen | None = None
    seen: tuple[Seen, ...] = ()
    beliefs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    prospect: Prospect | None = None
    turn: Seen | None = None
    moves: tuple[Choice, ...] = ()
    over: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the same as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)


def view(table: Table, seat: str | None, worlds: int = WORLDS) -> View:
    """Return what a seat, or the public, sees of a table.

    Parameters
    ----------
    table : Table
    seat : str, optional
        A state of the crisis; None for the public.
    worlds : int
        How many worlds there are in the seat's picture.

    Raises
    ------
    UnknownName
        If there is no such state.
    """
    return view_of(look(table, seat), worlds)


def view_of(sight: Sight, worlds: int = WORLDS) -> View:
    """Return what a seat makes of what it has seen."""
    crisis = sight.crisis
    clock = game_of(crisis).layout.clock
    days = [*(str(date.fromordinal(int(day))) for day in clock.days[: clock.steps]), str(crisis.window.closes)]
    seen = tuple({**one, "day": days[told_on(one)], "text": tell_seen(crisis, sight.seat, one)} for one in sight.seen)
    bare = View(
        crisis=crisis.id,
        seat=sight.seat,
        number=sight.number,
        day=days[min(sight.t, clock.steps)],
        step=sight.t,
        steps=clock.steps,
        draft=None if sight.draft is None else {**sight.draft, "since": _since(sight, days)},
        signed=sight.signed,
        seen=seen,
        turn=sight.turn,
        over=sight.over,
    )
    if sight.hand is None:
        return bare
    mind = mind_of(crisis, sight.hand, worlds)
    judged = [] if sight.over else mind.judge(sight)
    return View(
        **{
            **{name: getattr(bare, name) for name in bare.__dataclass_fields__},
            "type": sight.hand.type,
            "hand": own_hand(crisis, sight.hand),
            "beliefs": {
                state: {key: _rounded(q) for key, q in types.items()} for state, types in mind.beliefs(sight).items()
            },
            "prospect": None if sight.over else _prospect(mind, mind.outlook(sight)),
            "moves": tuple(_choices(mind, sight, judged)),
        }
    )


def _choices(mind: Mind, sight: Sight, judged: list[Judged]) -> list[Choice]:
    me = mind.layout.states.index(mind.hand.state)
    still = [k for k, move in enumerate(sight.moves) if move.kind in NOTHING_DONE]
    least = judged[still[0]].worth[me] if still else max((one.worth[me] for one in judged), default=0.0)
    return [
        Choice(
            number=move.number,
            kind=str(move.kind),
            text=tell_move(sight.crisis, move, sight.turn or {}),
            suitor=move.suitor,
            clauses=move.clauses,
            gain=_rounded(one.worth[me] - least),
            prospect=_prospect(mind, one.worth),
            chance=_rounded(one.chance),
            if_signed=_if_signed(mind, move.suitor or (sight.turn or {}).get("suitor"), one.if_signed),
            accepted=None if one.accepted is None else _rounded(one.accepted),
        )
        for move, one in zip(sight.moves, judged, strict=True)
    ]


def _prospect(mind: Mind, rows: Floats) -> Prospect:
    n, suitors = len(mind.layout.states), mind.layout.suitors
    chances = [float(chance) for chance in rows[n : n + len(suitors)]]
    none = max(0.0, 1 - sum(chances))
    partners = {NONE: _rounded(none)} | {s: _rounded(q) for s, q in zip(suitors, chances, strict=True)}
    war = min(1.0, max(0.0, float(rows[-1])))
    return Prospect(_rounded(rows[mind.layout.states.index(mind.hand.state)]), partners, _rounded(war))


def _if_signed(mind: Mind, suitor: str | None, rows: Floats | None) -> dict[str, float] | None:
    """Return what a text would bring the seat, and as it thinks those on the other side of the talks."""
    if rows is None or suitor is None:
        return None
    crisis, me = mind.crisis, mind.hand.state
    others = crisis.suitors[suitor].members if me == crisis.pivot else [crisis.pivot]
    wanted = dict.fromkeys([me, *others])
    return {state: _rounded(rows[mind.layout.states.index(state)]) for state in wanted}


def own_hand(crisis: Crisis, hand: Hand) -> tuple[Own, ...]:
    """Return the numbers of a hand, in the order of the file."""
    return _own_hand(Same(crisis), hand.state, hand.type, tuple(hand.ranks.items()))


@lru_cache(maxsize=64)
def _own_hand(crisis: Same, state: str, type_: str | None, ranks: tuple[tuple[str, float], ...]) -> tuple[Own, ...]:
    numbers = draw_numbers(crisis.section, 0, 0, 1, instead_of(Hand(state, type_, dict(ranks)), 1))
    found = []
    for address in own_numbers(crisis.section, state):
        spread = series_at_ranks(address, np.array([LOW, HIGH])).at(numbers.opening)
        low, high = (_rounded(amount) for amount in spread)
        found.append(Own(address.path, _rounded(numbers.at(address.path)[0]), low, high))
    return tuple(found)


def told_on(one: Seen) -> int:
    """Return the step in which something is known: what became of one, when the next begins."""
    return int(one["t"]) + int(one["kind"] == "step")


def _since(sight: Sight, days: list[str]) -> str:
    """Return the day of the last step in which the draft was another, or none."""
    since = 0
    for one in sight.seen:
        if one["kind"] == "step" and one["fresh"]:
            since = told_on(one)
    return days[since]


def _rounded(amount: Any) -> float:
    return round(float(amount), PLACES) + 0.0
