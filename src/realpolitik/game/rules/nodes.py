"""What can happen at a place of the game: somebody decides, chance moves, or it is the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from realpolitik.crisis.schema import Side
from realpolitik.game.rules.world import Bundle, Ledger


class Act(StrEnum):
    """What a player can do."""

    ATTACK = "attack"
    HOLD = "hold"
    BID = "bid"
    SILENT = "silent"
    WORD = "word"
    SIGN = "sign"
    TAKE = "take"
    PRESS = "press"
    WAIT = "wait"
    DEMAND = "demand"
    AGREE = "agree"
    REFUSE = "refuse"
    CONSENT = "consent"
    LEAVE = "leave"
    JOIN = "join"
    OUT = "out"
    TURN = "turn"
    REST = "rest"
    CHOOSE = "choose"
    HELP = "help"


class Option(NamedTuple):
    """An option of a player."""

    kind: Act
    suitor: str | None = None
    bundle: Bundle | None = None
    side: Side | None = None
    hostility: str | None = None

    @property
    def key(self) -> str:
        """A name that no other option of the decision has, the same in every run."""
        if self.side is not None:
            return str(self.side)
        if self.hostility is not None:
            return self.hostility
        clauses = " + ".join(sorted(self.bundle)) if self.bundle else None
        if self.kind in {Act.WORD, Act.DEMAND} and clauses:
            return clauses
        return ": ".join(word for word in (str(self.kind), self.suitor, clauses) if word)


@dataclass(frozen=True)
class Decision:
    """A player decides.

    Attributes
    ----------
    player : str
        A state, or ``suitor NAME`` for a bloc of several members that bids and answers as one.
    options : tuple of Option
        At least one; a single one is no choice.
    information : str, optional
        What the player cannot tell apart: the places of one round with the same label. None if it sees where it stands.
    """

    player: str
    options: tuple[Option, ...]
    information: str | None = None


class Branch(NamedTuple):
    """What chance can bring: its name, and its probability."""

    key: str
    chance: float


@dataclass(frozen=True)
class Chance:
    """Chance moves.

    Attributes
    ----------
    branches : tuple of Branch
        Their probabilities sum to one; some may be nought.
    """

    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class End:
    """The game is over.

    Attributes
    ----------
    terms : dict
        State and term -> payoff, as present values in shares of own survival.
    """

    terms: Ledger


Node = Decision | Chance | End
