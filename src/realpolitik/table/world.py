"""The world that a table is dealt: one draw of a crisis, in which every state holds a hand that the others do not see.

A hand is a state's hidden type and its own numbers: what it has, what it wants, what it would lose, and what no other can tell of
its will. All else is known to all as the file has it: with ranges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from realpolitik.crisis.identity import Same
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import UnknownName
from realpolitik.game.numbers.draws import Instead, Numbers, draw_numbers
from realpolitik.game.numbers.streams import uniforms
from realpolitik.game.played import AsPlayed, Played, play_draw
from realpolitik.game.policy import Names
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.world import World as Numbered
from realpolitik.game.solve import Game, compile_models, set_up


@dataclass(frozen=True)
class Hand:
    """What a state alone knows.

    Attributes
    ----------
    state : str
    type : str, optional
        Its hidden type.
    ranks : mapping
        Path of each of its own uncertain numbers -> the rank in its range, in (0, 1).
    """

    state: str
    type: str | None
    ranks: Mapping[str, float]


@dataclass(frozen=True)
class World:
    """One draw of a crisis, dealt.

    Attributes
    ----------
    crisis : Crisis
    seed : int
        Secret while the game is played; the numbers are those of the first draw of a run with this seed.
    given : Hand, optional
        The hand that one state holds, whatever the seed would deal it.
    """

    crisis: Crisis
    seed: int
    given: Hand | None = None

    @cached_property
    def numbers(self) -> Numbers:
        """The true numbers."""
        if self.given is None:
            return draw_numbers(self.crisis, self.seed, 0, 1)
        return draw_numbers(self.crisis, self.seed, 0, 1, instead_of(self.given, 1))

    @cached_property
    def rules(self) -> Rules:
        """The rules, with the true numbers."""
        return Rules(Numbered(self.crisis, self.numbers))

    @cached_property
    def types(self) -> dict[str, str]:
        """State -> the hidden type that it holds."""
        drawn = types_in(self.crisis, self.numbers, self.seed)
        return drawn if self.given is None or self.given.type is None else drawn | {self.given.state: self.given.type}

    def hand(self, state: str) -> Hand:
        """Return what a state alone knows.

        Raises
        ------
        UnknownName
            If there is no such state.
        """
        if state not in self.crisis.states:
            raise UnknownName(f"there is no state {state!r}; there are {', '.join(self.crisis.states)}")
        if self.given is not None and self.given.state == state:
            return self.given
        own = own_numbers(self.crisis, state)
        ranks = {address.path: float(uniforms(self.seed, address.path, 0, 1)[0]) for address in own}
        return Hand(state, self.types.get(state), ranks)

    @cached_property
    def played(self) -> Played:
        """What everybody would do, by its own solution."""
        game = game_of(self.crisis)
        return play_draw(game, compile_models(game, self.numbers))

    @cached_property
    def conduct(self) -> AsPlayed:
        """The same, asked in the words of the rules."""
        return AsPlayed(self.rules.world, self.played, names_of_game(self.crisis))

    def chance(self, *key: object) -> float:
        """Return a number in (0, 1) that belongs to a place of the game and to nothing else."""
        digest = hashlib.blake2b("|".join(map(str, (self.seed, "table", *key))).encode(), digest_size=8).digest()
        return (int.from_bytes(digest, "big") + 0.5) / 2**64


def deal(crisis: CrisisLike, seed: int, given: Hand | None = None) -> World:
    """Deal the hands of a crisis.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    seed : int
        Keep it secret while the game is played. The same seed deals the same hands, and rolls the same dice.
    given : Hand, optional
        A hand that one state keeps, while those of the others are dealt: to play it again against other hands.

    Returns
    -------
    World
    """
    return World(crisis_of(crisis), seed, given)


def instead_of(hand: Hand, count: int) -> Instead:
    """Return a hand as what stands in so many draws in place of what would be drawn."""
    ranks = {path: np.full(count, rank) for path, rank in hand.ranks.items()}
    return Instead(hands={} if hand.type is None else {hand.state: hand.type}, ranks=ranks)


def game_of(crisis: Crisis) -> Game:
    """Return a crisis laid out, once for all tables at which it is played."""
    return _game(Same(crisis))


@lru_cache(maxsize=8)
def _game(crisis: Same) -> Game:
    return set_up(crisis.section)


def names_of_game(crisis: Crisis) -> Names:
    """Return the indices of alignments, worlds and wars, once for all tables."""
    return _names(Same(crisis))


@lru_cache(maxsize=8)
def _names(crisis: Same) -> Names:
    return Names(_game(crisis).layout, Numbered(crisis.section, draw_numbers(crisis.section, 0, 0, 1)))


def own_numbers(crisis: Crisis, state: str) -> tuple[NumberAddress, ...]:
    """Return the uncertain numbers that a state alone knows, in the order of the file."""
    return _own(Same(crisis), state)


@lru_cache(maxsize=256)
def _own(crisis: Same, state: str) -> tuple[NumberAddress, ...]:
    every = numbers_of(crisis.section)
    return tuple(address for address in every if address.is_uncertain and is_own(crisis.section, state, address.path))


def is_own(crisis: Crisis, state: str, path: str) -> bool:  # noqa: PLR0911, PLR0912  # one case for each kind
    """Whether a number is of the kind that a state knows of itself: what it has, wants, pays and means to do."""
    match path.split("."):
        case ["states", name, "types", _, "prior" | "priors", *_]:
            return False  # what others think of it
        case ["states", name, *_]:
            return name == state
        case ["stakes", _, "worth" | "buffer", name]:
            return name == state
        case ["hostilities", key, "gain" | "reach"]:
            return crisis.hostilities[key].by == state
        case ["hostilities", _, "helpers", name]:
            return name == state
        case ["suitors" | "treaties", _, "menu" | "clauses", _, "worth" | "cost", name]:
            return name == state
        case ["war_plans", _, "reach" | "reach_with_transit" | "exposure" | "prize" | "balance", name]:
            return name == state
        case ["war_plans", key, "occasions", _, "holding_cost"]:
            return crisis.war_plans[key].aggressor == state
        case ["perceptions", key, *_]:
            return crisis.perceptions[key].who == state
        case ["doubt", "pivot", _]:
            return crisis.pivot == state
        case ["doubt", "suitor", suitor]:
            return crisis.suitors[suitor].lead == state
        case ["doubt", "consent", _, name] | ["doubt", "help", _, name] | ["doubt", "join", _, name, _]:
            return name == state
        case ["doubt", "attack", plan]:
            return crisis.war_plans[plan].aggressor == state
        case ["doubt", "turn", hostility]:
            return crisis.hostilities[hostility].by == state
    return False


def types_in(crisis: Crisis, numbers: Numbers, seed: int, draw: int = 0) -> dict[str, str]:
    """Return the hidden type of every state that has one in a draw."""
    found = {}
    for name, state in crisis.states.items():
        if state.types:
            rank, edge = uniforms(seed, f"states.{name}.types", draw, 1)[0], 0.0
            priors = {key: float(numbers.at(f"states.{name}.types.{key}.prior")[0]) for key in state.types}
            for key, prior in priors.items():
                if edge <= rank < edge + prior:
                    found[name] = key
                edge += prior
            found.setdefault(name, list(state.types)[int(np.argmax(list(priors.values())))])
    return found
