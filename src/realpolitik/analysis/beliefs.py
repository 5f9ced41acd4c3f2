"""What inference answers: beliefs about hidden hands, observer by observer and move by move. Plain frozen records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from realpolitik.result import Result, Table, plain, row_from, row_of


@dataclass(frozen=True)
class MoveSeen:
    """A move as the file tells it."""

    key: str
    date: date
    actor: str
    kind: str
    what: str


@dataclass(frozen=True)
class Belief:
    """Chance that a state holds a hand, before and after a move; the error is the Monte Carlo error of the latter."""

    state: str
    type: str
    prior: float
    posterior: float
    error: float


@dataclass(frozen=True)
class Step:
    """What one move taught one observer.

    Attributes
    ----------
    move : MoveSeen
    basis : str or None
        ``signal`` if it was judged by its cost and gain, ``game`` if by the solution of the game; None if it taught nothing.
    reason : str or None
        Why it taught nothing.
    likelihood, likelihood_error : mapping
        Hand of the actor -> chance of the move under it, given the actor's earlier moves, and its Monte Carlo error; empty if it
        taught nothing.
    posterior : tuple of Belief
        About every hand of every other state.
    judged_draws : int
        Draws in which the game has such a move; the others say nothing about it.
    effective_draws : float
        How many equally weighted draws the beliefs about the actor rest on.
    """

    move: MoveSeen
    basis: str | None
    reason: str | None
    likelihood: Mapping[str, float]
    likelihood_error: Mapping[str, float]
    posterior: tuple[Belief, ...]
    judged_draws: int
    effective_draws: float


@dataclass(frozen=True)
class View:
    """One observer's beliefs through time."""

    observer: str
    steps: tuple[Step, ...]

    def belief(self, state: str, hand: str, after: int = -1) -> Belief:
        """Return the belief in a hand after a step, the last one if not said.

        Raises
        ------
        UnknownName
            If the observer has no belief about such a hand; with the nearest name.
        """
        return row_of(self.steps[after].posterior, state=state, type=hand)


def _likelihoods(found: Inference) -> Iterator[dict[str, Any]]:
    for view in found.views:
        for step in view.steps:
            for hand, likelihood in step.likelihood.items():
                yield {
                    "observer": view.observer,
                    "move": step.move.key,
                    "type": hand,
                    "likelihood": likelihood,
                    "error": step.likelihood_error[hand],
                }


def _moves(found: Inference) -> Iterator[dict[str, Any]]:
    for view in found.views:
        for step in view.steps:
            told = {"observer": view.observer, "move": step.move.key}
            yield told | row_from(step.move) | {key: item for key, item in row_from(step).items() if key != "move"}


@dataclass(frozen=True)
class Inference(Result):
    """What observers should have believed about every hidden hand, with its provenance."""

    VERB: ClassVar[str] = "infer"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "beliefs": Table(
            "what an observer thinks of a hand before and after a move; the likelihood is that of the actor's own hands",
            {
                "observer": str,
                "date": date,
                "move": str,
                "actor": str,
                "kind": str,
                "state": str,
                "type": str,
                "likelihood": float,
                "prior": float,
                "posterior": float,
                "error": float,
            },
            lambda found: found.rows(),
        ),
        "moves": Table(
            "what a move was judged by, or why it taught an observer nothing",
            {
                "observer": str,
                "date": date,
                "move": str,
                "actor": str,
                "kind": str,
                "what": str,
                "basis": str,
                "reason": str,
                "judged_draws": int,
                "effective_draws": float,
            },
            _moves,
        ),
        "likelihoods": Table(
            "the chance of a move under a hand of its actor",
            {"observer": str, "move": str, "type": str, "likelihood": float, "error": float},
            _likelihoods,
        ),
    }

    crisis: str
    title: str
    as_of: date
    hash: str
    version: str
    seed: int
    draws: int
    views: tuple[View, ...]
    approximations: tuple[str, ...]

    def view(self, observer: str) -> View:
        """Return the beliefs of an observer.

        Raises
        ------
        UnknownName
            If it is no observer; with the nearest name.
        """
        return row_of(self.views, observer=observer)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order.

        With one observer its ``observer`` and ``steps`` stand at the top, with several in a list ``observers``.
        """
        told: dict[str, Any] = plain(self)
        del told["views"]
        views: list[dict[str, Any]] = [plain(view) for view in self.views]
        return told | (views[0] if len(views) == 1 else {"observers": views})

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat row for each observer, move and hand of another state."""
        for view in self.views:
            for step in view.steps:
                for row in step.posterior:
                    acts = row.state == step.move.actor
                    yield {
                        "observer": view.observer,
                        "date": step.move.date,
                        "move": step.move.key,
                        "actor": step.move.actor,
                        "kind": step.move.kind,
                        "state": row.state,
                        "type": row.type,
                        "likelihood": step.likelihood.get(row.type) if acts else None,
                        "prior": row.prior,
                        "posterior": row.posterior,
                        "error": row.error,
                    }
