"""Where in a game a choice is made, or a value can be compared: the vocabulary between tree, strategies and engine.

Everything is named as in the plain reference: a bundle by its clauses, a war by the promises behind it.
"""

from __future__ import annotations

from typing import NamedTuple

from realpolitik.crisis.schema import Side
from realpolitik.game.reference.bazaar import Ask, Option, Table
from realpolitik.game.reference.war import Decisions
from realpolitik.game.reference.world import Bundle, Promises, Slot


class OpenAttack(NamedTuple):
    """An aggressor's choice while nothing is signed: attack, hold."""

    t: int
    table: Table
    slot: Slot


class Attack(NamedTuple):
    """An aggressor's choice after the bazaar: attack, hold."""

    promises: Promises
    slot: Slot


class Join(NamedTuple):
    """A joiner's choice: each side open to it, out."""

    promises: Promises
    slot: Slot
    decisions: Decisions


class Revenge(NamedTuple):
    """A victor's choice in the aftermath: turn, rest."""

    promises: Promises
    slot: Slot
    decisions: Decisions
    winner: Side
    hostility: str


class Bidding(NamedTuple):
    """A suitor's choice whether to bid: bid, silent."""

    t: int
    table: Table
    suitor: str


class Wording(NamedTuple):
    """A suitor's choice of what to bid: one option for each bundle."""

    t: int
    table: Table
    suitor: str


class Reply(NamedTuple):
    """The pivot's choice when the bids are made."""

    t: int
    table: Table
    options: tuple[Option, ...]


class Demand(NamedTuple):
    """The pivot's choice of what to press a suitor for."""

    t: int
    table: Table
    suitor: str
    bundles: tuple[Bundle, ...]


class Answer(NamedTuple):
    """A pressed suitor's choice: agree, refuse."""

    t: int
    table: Table
    suitor: str
    bundle: Bundle


class Consent(NamedTuple):
    """A state's choice about a clause: consent, refuse."""

    t: int
    table: Table
    ask: Ask


class AtOnce(NamedTuple):
    """The pivot's choice about what needs no drafting: sign, leave."""

    t: int
    table: Table
    suitor: str
    bundle: Bundle


AtWar = Attack | Join | Revenge
AtTheTable = OpenAttack | Bidding | Wording | Reply | Demand | Answer | Consent | AtOnce
Choice = AtWar | AtTheTable
"""Where somebody chooses; the docstring of each names its actions in order."""


class Opening(NamedTuple):
    """The value of the whole game."""


class WarWorth(NamedTuple):
    """War(a, o)."""

    promises: Promises
    slot: Slot


class PeaceWorth(NamedTuple):
    """Q(a, o)."""

    promises: Promises
    slot: Slot


class OptionWorth(NamedTuple):
    """What an option of the pivot is worth to it: Sign, Take, the expected value of pressing, or Pass."""

    t: int
    table: Table
    option: Option


Worth = Opening | WarWorth | PeaceWorth | OptionWorth
"""What has a value that the kernels keep too."""
