r"""A game that is over, looked at with all hands on the table.

With V* what a seat's best reply to the others' real conduct is worth, in hindsight of the hands,

    V*(start) - V(end) = sum of regrets + sum of luck

A *regret* is what a move of the seat's own gave away, against the best one there; *luck* is what others and chance took, against
what could be expected of them. Both are in shares of the seat's own survival; an account tells luck as a gain.
*Accuracy* is 100 for a best reply at every move, 0 if as much was given away as the model's own statesman gives away on average,
V*(start) - V(start), and below it for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from realpolitik.errors import MoveRefused
from realpolitik.game.core.arrays import Floats
from realpolitik.game.played import Worth, weigh
from realpolitik.game.policy import Names
from realpolitik.game.rounds import Round, attack_or_hold
from realpolitik.game.rules.nodes import Act
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import (
    Answer,
    AtOnce,
    Attack,
    Bidding,
    Consent,
    Contest,
    Council,
    Demand,
    Join,
    OpenAttack,
    Over,
    Passing,
    Place,
    Reply,
    State,
    Turning,
    Wording,
)
from realpolitik.outcome import NONE
from realpolitik.table import judging
from realpolitik.table.judging import Judged
from realpolitik.table.mind import WORLDS, mind_of
from realpolitik.table.moves import Move, moves_at
from realpolitik.table.sight import look
from realpolitik.table.table import Stride, Table
from realpolitik.table.telling import tell_luck, tell_move
from realpolitik.table.view import own_hand, told_on
from realpolitik.table.world import World, game_of, names_of_game

SLIGHT = 1e-4
"""If the model's own statesman gives away less than this in a whole game, in shares of survival, there is no scale for accuracy."""
UNMOVED = 0.01
"""Moves that moved the chances of who signs by less than this, and gave away less than `SLIGHT`, did not matter."""
MATTERED = 3
"""How many moves are told that mattered."""
FULL = 100.0


@dataclass(frozen=True)
class Made:
    """A move that was made by a state that had a choice, in hindsight of all hands.

    Attributes
    ----------
    event : int
        The first event of the table that the move is made of; `Table.back` to the one before tries it again.
    t : int
        The step of the clock.
    day : str
    seat : str
    text : str
    better : str, optional
        The move that would have been best; none if it was made.
    regret : float
        What the move gave away.
    ordinary : float
        What the model's own statesman gives away there on average.
    before, after : mapping
        Suitor, ``none`` or ``war`` -> chance of it, as all go on to play by their own lights.
    """

    event: int
    t: int
    day: str
    seat: str
    text: str
    better: str | None
    regret: float
    ordinary: float
    before: Mapping[str, float]
    after: Mapping[str, float]

    @property
    def turn(self) -> float:
        """By how much it moved the chances of who signs, half the sum of the differences."""
        return sum(abs(self.after[key] - self.before[key]) for key in self.before if key != "war") / 2


@dataclass(frozen=True)
class Account:
    """What a game came to for one seat.

    Attributes
    ----------
    seat : str
    start, end : float
        V*(start), and what was truly paid: present values in shares of own survival.
    expected : float
        What its own statesman would have expected at the start, in hindsight of the hands.
    moves : tuple of Made
    luck : float
        What others and chance brought beyond what could be expected of them; negative if they took.
    lucky : tuple of (str, str, float)
        The largest pieces of it: the day, what it was, and how much.
    accuracy : float, optional
    """

    seat: str
    start: float
    end: float
    expected: float
    moves: tuple[Made, ...]
    luck: float
    lucky: tuple[tuple[str, str, float], ...]
    accuracy: float | None

    @property
    def regret(self) -> float:
        """What the seat's own moves gave away in all."""
        return sum(made.regret for made in self.moves)


@dataclass(frozen=True)
class Review:
    """A game looked at when it is over.

    Attributes
    ----------
    crisis : str
    seed : int
    types : mapping
        State -> the hidden type that it held.
    hands : mapping
        State -> its own numbers.
    signed : tuple of (str, tuple of str, str), optional
        Suitor, clauses and day of what was signed.
    attacked : tuple of (str, str), optional
        Aggressor and day of the attack.
    accounts : mapping
        State that had a choice -> what the game came to for it.
    mattered : tuple of Made
        The moves that moved the chances most, in the order of the game.
    beliefs : mapping
        State -> the days, each with what it thought of the others' types.
    """

    crisis: str
    seed: int
    types: Mapping[str, str]
    hands: Mapping[str, Any]
    signed: tuple[str, tuple[str, ...], str] | None
    attacked: tuple[str, str] | None
    accounts: Mapping[str, Account]
    mattered: tuple[Made, ...]
    beliefs: Mapping[str, tuple[tuple[str, Mapping[str, Mapping[str, float]]], ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        return asdict(self)


class Piece(NamedTuple):
    """What one step of a game brought a seat.

    Attributes
    ----------
    stride : Stride
    own : bool
        Whether it was the seat's own move; what is told is then its regret, else luck.
    amount : float
    """

    stride: Stride
    own: bool
    amount: float


class Hindsight:
    """What places of one dealt world are worth to a seat, all hands known.

    Parameters
    ----------
    world : World
    free : str, optional
        The seat that plays its best reply; nobody, if left out.
    """

    def __init__(self, world: World, free: str | None = None) -> None:
        self.world = world
        self.rules: Rules = world.rules
        self.names: Names = names_of_game(world.crisis)
        self.layout = game_of(world.crisis).layout
        self.worth: Worth = weigh(world.played, free)
        self._rounds: dict[tuple[int, int], Round] = {}

    def round(self, place: Any) -> Round:
        """Return the round of a place at the table."""
        key = (place.t, self.names.draft(place.table))
        if key not in self._rounds:
            self._rounds[key] = Round(self.worth, *key)
        return self._rounds[key]

    def value(self, place: Place) -> Floats | None:  # noqa: PLR0911  # one case for each kind
        """Return what is still to come at a place, (rows,); None between two places of one move, and within a war."""
        match place:
            case OpenAttack(slot=slot):
                return self.round(place).opening(slot)
            case Council(t):
                return self.round(place).opening(int(self.layout.bazaar.next_occasion[t + 1]))
            case Bidding(t, table, made, suitor) if not made and suitor == self.rules.bidders(t, table)[0]:
                return self.round(place).value
            case Reply(made=made):
                return self.round(place).reply(self.bids(place, made))
            case Demand(suitor=suitor):
                return self.round(place).press(self.layout.suitors.index(suitor))
            case Answer(suitor=suitor, bundle=bundle):
                return np.asarray(self.round(place).demand_worth[:, self.names.alignments[suitor, bundle]])
            case Consent():
                return self.round(place).asked(*self.question(place))
            case AtOnce(suitor=suitor, bundle=bundle):
                here, a = self.round(place), self.names.alignments[suitor, bundle]
                signs = here.signs_at_once(a)
                return np.asarray(signs * here.sign(a) + (1 - signs) * here.passing)
            case Passing(t, table):
                here = self.round(place)
                return np.asarray(here.passing_with(self.names.draft(table)) + self.worth.payoffs.delay[t])
            case Attack(promises, slot):
                return np.asarray(self.worth.after[self.names.worlds[promises], slot])
            case Over():
                return np.zeros(self.worth.values.shape[1])
        return self._at_war(place)

    def _at_war(self, place: Place) -> Floats | None:
        st, found = self.layout.war, np.zeros(self.worth.values.shape[1])
        match place:
            case Join(promises, slot, ()) | Contest(promises, slot, ()):
                u = self.names.worlds[promises]
                found[: len(self.layout.states)] = self.worth.war[st.world_war[u, slot]]
                found[-1] = 1.0
                return found
            case Turning(promises, slot, winner=None, made=()):
                return np.asarray(self.worth.after[self.names.worlds[promises], slot])
        return None

    def bids(self, place: Reply, made: Any) -> dict[int, int | None]:
        """Return the bids before the pivot as indices."""
        bids = dict(made)
        return {
            self.layout.suitors.index(suitor): self.names.alignments[suitor, bids[suitor]] if suitor in bids else None
            for suitor in self.rules.bidders(place.t, place.table)
        }

    def question(self, place: Consent) -> tuple[int, int]:
        """Return the alignment that is asked about, and the number of the question."""
        clause, state = self.rules.question(place.ask)
        a = self.names.alignments[place.ask.suitor, self.rules.world.option_of(place.ask.suitor, place.ask.left)]
        return a, self.names.question(place.ask.suitor, clause, state)

    def judge(self, place: Place, moves: tuple[Move, ...]) -> list[Judged]:
        """Return what the moves at a place are worth, and how likely the state's own solution makes them."""
        aims = [judging.aimed(self.names, self.layout, move) for move in moves]
        match place:
            case OpenAttack(slot=slot):
                return judging.attacks(self.round(place), slot)
            case Attack(promises, slot):
                u = self.names.worlds[promises]
                attack, hold = attack_or_hold(self.worth, u, slot)
                game = self.worth.played.roles.state[self.layout.war.aggressor[slot]]
                chance = float(self.worth.played.attack[game, u, slot])
                return [Judged(attack, chance), Judged(hold, 1 - chance)]
            case Bidding(suitor=suitor):
                return judging.bids(self.round(place), self.layout.suitors.index(suitor), aims)
            case Reply(made=made):
                return judging.replies(self.round(place), self.bids(place, made), aims)
            case Answer(suitor=suitor, bundle=bundle):
                return judging.answers(self.round(place), self.names.alignments[suitor, bundle])
            case AtOnce(suitor=suitor, bundle=bundle):
                return judging.signing(self.round(place), self.names.alignments[suitor, bundle])
            case Consent():
                return judging.consents(self.round(place), *self.question(place))
        raise AssertionError(f"nobody chooses at {place}")


class _Moved(NamedTuple):
    """A whole move on the way of a game: its first and last step, where it was made, what could be done, and what was."""

    first: Stride
    last: Stride
    place: Place
    moves: tuple[Move, ...]
    chosen: int


def _moves_of(table: Table) -> Iterator[_Moved]:
    """Yield every move of a state that had a choice, in the order of the game."""
    rules, strides = table.world.rules, table.strides
    for k, stride in enumerate(strides):
        place = stride.before.place
        if isinstance(place, Wording | Demand) or not (moves := moves_at(rules, place)) or len(moves) < 2:
            continue
        steps: list[str | None] = [stride.event.took]
        last = stride
        if stride.event.took == Act.BID or isinstance(stride.after.place, Demand):
            if k + 1 == len(strides):
                return
            last = strides[k + 1]
            steps.append(last.event.took)
        chosen = next(number for number, move in enumerate(moves) if list(move.steps) == steps)
        yield _Moved(stride, last, place, moves, chosen)


def pieces(table: Table, seat: str) -> tuple[float, list[Piece]]:
    """Return V*(start) of a seat, and what every step of a game brought it: regrets, and luck with the sign of a loss."""
    sight = Hindsight(table.world, seat)
    me = sight.layout.states.index(seat)
    rules = table.world.rules

    def paid(state: State) -> float:
        return rules.world.total(rules.ledger(state))[seat]

    start = sight.value(rules.start().place)
    assert start is not None
    now, found = float(start[me]), []
    own = {moved.last.number: moved for moved in _moves_of(table) if rules.mover(_player(rules, moved.place)) == seat}
    for stride in table.strides:
        moved = own.get(stride.number)
        if moved is not None:
            judged = [float(one.worth[me]) for one in sight.judge(moved.place, moved.moves)]
            already = paid(moved.first.before)
            found.append(Piece(stride, True, max(judged) - judged[moved.chosen]))
            # What others did unseen in the same round comes to light with the reply.
            now = already + judged[moved.chosen]
        waits = any(one.first.number <= stride.number < one.last.number for one in own.values())
        later = None if waits else sight.value(stride.after.place)
        if later is not None:
            then = paid(stride.after) + float(later[me])
            found.append(Piece(stride, False, now - then))
            now = then
    return float(start[me]), found


def _player(rules: Rules, place: Place) -> str:
    node = rules.moves(place)
    return str(getattr(node, "player", ""))


def review(table: Table, worlds: int = WORLDS, seat: str | None = None) -> Review:
    """Look at a game that is over.

    Parameters
    ----------
    table : Table
    worlds : int
        How many worlds there are in a seat's picture.
    seat : str, optional
        The only one of whose beliefs it is told; those of all that had a choice, if left out.

    Raises
    ------
    MoveRefused
        If the game is not over: hands are not shown before.
    """
    if not table.over:
        raise MoveRefused("the game is not over, and hands are not shown before; play on")
    crisis, rules = table.crisis, table.world.rules
    days = _days(table)
    mean = Hindsight(table.world)
    moved = list(_moves_of(table))
    seats = list(dict.fromkeys(rules.mover(_player(rules, one.place)) for one in moved))
    accounts = {state: _account(table, state, moved, mean, days) for state in seats}
    every = sorted((made for account in accounts.values() for made in account.moves), key=lambda made: made.event)
    largest = sorted(every, key=lambda made: -max(made.turn, made.regret))[:MATTERED]
    public = look(table, crisis.pivot)
    signed = next((one for one in public.seen if one["kind"] == "signed"), None)
    attacked = next((one for one in public.seen if one["kind"] == "attack"), None)
    return Review(
        crisis=crisis.id,
        seed=table.world.seed,
        types=table.world.types,
        hands={state: own_hand(crisis, table.world.hand(state)) for state in crisis.states},
        signed=None if signed is None else (signed["suitor"], tuple(signed["clauses"]), days[signed["t"]]),
        attacked=None if attacked is None else (attacked["state"], days[attacked["t"]]),
        accounts=accounts,
        mattered=tuple(made for made in every if made in largest and (made.turn >= UNMOVED or made.regret >= SLIGHT)),
        beliefs={state: _beliefs(table, state, worlds) for state in (seats if seat is None else [seat])},
    )


def instead(table: Table, event: int, number: int) -> Made:
    """Return what another move would have been, in hindsight, where one was made in a game that is over.

    Parameters
    ----------
    table : Table
    event : int
        The first event of the move that was made, as of `Made`.
    number : int
        The number of the other one in the view of the seat there.

    Raises
    ------
    MoveRefused
        If the game is not over, nobody had a choice there, or there is no such move.
    """
    if not table.over:
        raise MoveRefused("the game is not over, and hands are not shown before; play on")
    one = next((moved for moved in _moves_of(table) if moved.first.number == event), None)
    if one is None or not 1 <= number <= len(one.moves):
        raise MoveRefused("no such move could be made there; take one that is offered")
    crisis, seat = table.crisis, table.world.rules.mover(_player(table.world.rules, one.place))
    mean, own = Hindsight(table.world), Hindsight(table.world, seat)
    me = mean.layout.states.index(seat)
    judged = mean.judge(one.place, one.moves)
    worth = np.array([float(each.worth[me]) for each in own.judge(one.place, one.moves)])
    chances = np.array([each.chance for each in judged])
    best, t = int(np.argmax(worth)), _step(one.place, one.first.before)
    regret = float(worth.max() - worth[number - 1])
    return Made(
        event=event,
        t=t,
        day=_days(table)[t],
        seat=seat,
        text=tell_move(crisis, one.moves[number - 1], {}),
        better=None if regret < SLIGHT else tell_move(crisis, one.moves[best], {}),
        regret=regret,
        ordinary=float(chances @ (worth.max() - worth)),
        before=_chances(mean, np.asarray(sum(each.chance * each.worth for each in judged))),
        after=_chances(mean, judged[number - 1].worth),
    )


def _days(table: Table) -> list[str]:
    clock = game_of(table.crisis).layout.clock
    days = [str(date.fromordinal(int(day))) for day in clock.days[: clock.steps]]
    return [*days, str(table.crisis.window.closes)]


def _account(table: Table, seat: str, moved: list[_Moved], mean: Hindsight, days: list[str]) -> Account:
    rules = table.world.rules
    start, found = pieces(table, seat)
    regrets = {piece.stride.number: piece.amount for piece in found if piece.own}
    own = Hindsight(table.world, seat)
    me = mean.layout.states.index(seat)
    made = []
    for one in moved:
        if rules.mover(_player(rules, one.place)) != seat:
            continue
        judged, free = mean.judge(one.place, one.moves), own.judge(one.place, one.moves)
        worth = np.array([float(each.worth[me]) for each in free])
        chances = np.array([each.chance for each in judged])
        best = int(np.argmax(worth))
        before = sum(each.chance * each.worth for each in judged)
        regret = regrets[one.last.number]
        made.append(
            Made(
                event=one.first.number,
                t=_step(one.place, one.first.before),
                day=_day(rules, days, one.place, one.first.before),
                seat=seat,
                text=tell_move(table.crisis, one.moves[one.chosen], {}),
                better=None if regret < SLIGHT else tell_move(table.crisis, one.moves[best], {}),
                regret=regret,
                ordinary=float(chances @ (worth.max() - worth)),
                before=_chances(mean, np.asarray(before)),
                after=_chances(mean, judged[one.chosen].worth),
            )
        )
    luck = [(piece.stride, -piece.amount) for piece in found if not piece.own]
    biggest = sorted(luck, key=lambda one: -abs(one[1]))[:MATTERED]
    expected = float(mean.worth.start[me])
    lost, ordinary = sum(one.regret for one in made), start - expected
    return Account(
        seat=seat,
        start=start,
        end=rules.world.total(rules.ledger(table.state))[seat],
        expected=expected,
        moves=tuple(made),
        luck=sum(amount for _, amount in luck),
        lucky=tuple(
            (
                _day(rules, days, stride.before.place, stride.before),
                tell_luck(table.crisis, stride.before.place),
                amount,
            )
            for stride, amount in biggest
        ),
        accuracy=None if ordinary < SLIGHT else FULL * (1 - lost / ordinary),
    )


def _step(place: Place, state: State) -> int:
    """Return the step of the clock of a place; once something is signed, that of the signature."""
    t = getattr(place, "t", None)
    return int(t) if t is not None else max((getattr(due, "t", 0) for due in state.due), default=0)


def _day(rules: Rules, days: list[str], place: Place, state: State) -> str:
    """Return the day of a place: of an occasion its own, else that on which the step begins."""
    slot = getattr(place, "slot", None)
    return days[_step(place, state)] if slot is None else str(rules.slot(slot).day)


def _chances(sight: Hindsight, rows: Floats) -> dict[str, float]:
    n, suitors = len(sight.layout.states), sight.layout.suitors
    chances = {suitor: float(rows[n + s]) for s, suitor in enumerate(suitors)}
    return {NONE: max(0.0, 1 - sum(chances.values())), **chances, "war": float(rows[-1])}


def _beliefs(table: Table, seat: str, worlds: int) -> tuple[tuple[str, Mapping[str, Mapping[str, float]]], ...]:
    """Return what a seat thought of the others' types at the opening, and whenever that moved."""
    sight, days = look(table, seat), _days(table)
    assert sight.hand is not None
    mind = mind_of(table.crisis, sight.hand, worlds)
    found: list[tuple[str, Mapping[str, Mapping[str, float]]]] = []
    for end in range(len(sight.seen) + 1):
        if end == 0 or sight.seen[end - 1]["kind"] in {"step", "signed"}:
            believed = mind.beliefs_after(sight.seen[:end])
            day = days[0] if end == 0 else days[told_on(sight.seen[end - 1])]
            if not found or any(
                abs(believed[state][key] - found[-1][1][state][key]) > 0.005
                for state in believed
                for key in believed[state]
            ):
                found.append((day, believed))
    return tuple(found)
