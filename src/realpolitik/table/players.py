"""Players of the computer. Each is given the view of its seat and nothing else, and answers with the number of a move."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from realpolitik.game.rules.nodes import Act
from realpolitik.table.view import NOTHING_DONE, Choice, View


class Player(Protocol):
    """Whoever plays a seat."""

    def choose(self, view: View) -> int:
        """Return the number of one of the moves of a view."""


@dataclass(frozen=True)
class Equilibrium:
    """Plays as the model's own statesman does who has seen what the seat has seen: it mixes the worlds that might be.

    Attributes
    ----------
    secret : int
        Of its dice.
    """

    secret: int

    def choose(self, view: View) -> int:
        """Return the number of a move."""
        dice = _dice(self.secret, view) * sum(move.chance for move in view.moves)
        for move in view.moves:
            dice -= move.chance
            if dice < 0 and move.chance > 0:
                return move.number
        return max(view.moves, key=lambda move: move.chance).number


@dataclass(frozen=True)
class BestReply:
    """Makes the move of which it expects the most."""

    secret: int = 0

    def choose(self, view: View) -> int:
        """Return the number of a move."""
        return _best(view).number


@dataclass(frozen=True)
class Naive:
    """Moves as the dice fall, every kind of move alike."""

    secret: int

    def choose(self, view: View) -> int:
        """Return the number of a move."""
        kinds = list(dict.fromkeys(move.kind for move in view.moves))
        dice = _dice(self.secret, view) * len(kinds)
        each = [move for move in view.moves if move.kind == kinds[int(dice)]]
        return each[int((dice - int(dice)) * len(each))].number


@dataclass(frozen=True)
class Patient:
    """Leaves things as they are for two thirds of the time, unless it would be signing; then it makes its best move."""

    secret: int = 0

    def choose(self, view: View) -> int:
        """Return the number of a move."""
        still = next((move for move in view.moves if move.kind in NOTHING_DONE), None)
        best = _best(view)
        if still is None or best.kind == Act.SIGN or 3 * view.step >= 2 * view.steps:
            return best.number
        return still.number


@dataclass(frozen=True)
class Greedy:
    """Makes for the text that would bring it the most if it were signed now, whatever the others may do."""

    secret: int = 0

    def choose(self, view: View) -> int:
        """Return the number of a move."""

        def brings(move: Choice) -> float:
            return 0.0 if move.if_signed is None else move.if_signed[view.seat or ""]

        return max(view.moves, key=lambda move: (round(brings(move), 6), -move.number)).number


def _best(view: View) -> Choice:
    return max(view.moves, key=lambda move: (move.gain, -move.number))


def _dice(secret: int, view: View) -> float:
    """Return a number in [0, 1) that belongs to a seat and to what it has seen."""
    digest = hashlib.blake2b(f"{secret}|{view.seat}|{view.number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


BY_NAME: dict[str, Callable[[int], Player]] = {
    "equilibrium": Equilibrium,
    "best-reply": BestReply,
    "naive": Naive,
    "patient": Patient,
    "greedy": Greedy,
}
"""Names of the players, and what makes them of their secret."""
