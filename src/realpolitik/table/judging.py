"""What the moves of a place are worth, and how likely the model's own statesman would make each: in one world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from realpolitik.game.core.arrays import Floats
from realpolitik.game.policy import Names
from realpolitik.game.rounds import Round
from realpolitik.game.rules.nodes import Act
from realpolitik.game.structure.layout import Layout
from realpolitik.table.moves import Move


@dataclass(frozen=True)
class Judged:
    """A move as its seat judges it.

    Attributes
    ----------
    worth : ndarray, shape (rows,)
        What it expects of it for every state, and the chances of each signature and of war; see `realpolitik.game.played.Worth`.
    chance : float
        How likely the model's own statesman would make it.
    if_signed : ndarray, shape (states,), optional
        What the text of it would bring if it were signed now, against nothing on the table.
    accepted : float, optional
        The chance that what is offered is taken up, or that what is pressed for is agreed to.
    """

    worth: Floats
    chance: float
    if_signed: Floats | None = None
    accepted: float | None = None


class Aimed(NamedTuple):
    """A move as indices: its kind, the suitor that it is about, and the alignment; -1 for none."""

    kind: Act
    suitor: int
    alignment: int


def aimed(names: Names, layout: Layout, move: Move) -> Aimed:
    """Return a move as indices."""
    suitor = -1 if move.suitor is None else layout.suitors.index(move.suitor)
    text = -1 if move.suitor is None or not move.clauses else names.alignments[move.suitor, frozenset(move.clauses)]
    return Aimed(move.kind, suitor, text)


def _if_signed(here: Round, a: int) -> Floats:
    n = len(here.worth.played.layout.states)
    return np.asarray((here.sign(a) - here.nothing)[:n])


def attacks(here: Round, occasion: int) -> list[Judged]:
    """Judge attack and holding at an occasion, while nothing is signed."""
    hold = here.hold(here.opening(occasion + 1), occasion)
    q = here.attacks(occasion, hold)
    return [Judged(here.worth.payoffs.war[occasion], q), Judged(hold, 1 - q)]


def bids(here: Round, s: int, moves: Sequence[Aimed]) -> list[Judged]:
    """Judge a suitor's bids, the others' unseen."""
    worth, chances, taken = here.bid_worth(s), here.bids_of(s), here.bid_taken(s)
    return [
        Judged(worth[a := move.alignment], chances[a], _if_signed(here, a), taken[a])
        if move.kind == Act.BID
        else Judged(worth[None], chances[None])
        for move in moves
    ]


def replies(here: Round, made: Mapping[int, int | None], moves: Sequence[Aimed]) -> list[Judged]:
    """Judge the pivot's replies to bids, with what it may demand."""
    taken, rest = here.reply_chances(made)
    options, _, weights = here.standing
    standing = np.exp(weights - weights.max())
    share = dict(zip(options, rest * standing / standing.sum(), strict=True))
    found = []
    for kind, s, a in moves:
        match kind:
            case Act.SIGN:
                found.append(Judged(here.sign(a), float(share["sign", a]), _if_signed(here, a)))
            case Act.TAKE:
                found.append(Judged(here.take[:, a], taken[a], _if_signed(here, a)))
            case Act.PRESS:
                chance = float(share["press", s]) * float(here.demand[a])
                found.append(Judged(here.demand_worth[:, a], chance, _if_signed(here, a), float(here.agree[a])))
            case _:
                found.append(Judged(here.passing, float(share["wait", -1])))
    return found


def answers(here: Round, a: int) -> list[Judged]:
    """Judge a pressed suitor's answers: yes, no."""
    agrees = float(here.agree[a])
    return [Judged(here.take[:, a], agrees, _if_signed(here, a)), Judged(here.passing, 1 - agrees)]


def signing(here: Round, a: int) -> list[Judged]:
    """Judge whether the pivot signs at once, or leaves it."""
    signs = here.signs_at_once(a)
    return [Judged(here.sign(a), signs, _if_signed(here, a)), Judged(here.passing, 1 - signs)]


def consents(here: Round, a: int, q: int) -> list[Judged]:
    """Judge a state's consent to a clause of a text, and its refusal."""
    yes = here.consent(a, q)
    return [Judged(here.asked(a, q + 1), yes, _if_signed(here, a)), Judged(here.refused(a, q), 1 - yes)]
