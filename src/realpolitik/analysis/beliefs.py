"""What inference answers: beliefs about hidden hands, observer by observer and move by move. Plain frozen records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from realpolitik.frames import frame_of
from realpolitik.outcome import html_table, plain

if TYPE_CHECKING:
    import polars


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
        """Return the belief in a hand after a step, the last one if not said."""
        return next(row for row in self.steps[after].posterior if (row.state, row.type) == (state, hand))


@dataclass(frozen=True)
class Inference:
    """What observers should have believed about every hidden hand, with its provenance."""

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
        """Return the beliefs of an observer."""
        return next(view for view in self.views if view.observer == observer)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order.

        With one observer its ``observer`` and ``steps`` stand at the top, with several in a list ``observers``.
        """
        told: dict[str, Any] = plain({f.name: getattr(self, f.name) for f in fields(self) if f.name != "views"})
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

    def to_frame(self) -> polars.DataFrame:
        """Return a polars frame with one row for each observer, move and hand."""
        words, figures = ("move", "actor", "kind", "state", "type"), ("likelihood", "prior", "posterior", "error")
        columns = {"observer": str, "date": date} | dict.fromkeys(words, str) | dict.fromkeys(figures, float)
        return frame_of(self.rows(), columns)

    def _repr_html_(self) -> str:
        rows = []
        for view in self.views:
            for first, last in zip(view.steps[0].posterior, view.steps[-1].posterior, strict=True):
                figures = (f"{figure:.3f}" for figure in (first.prior, last.posterior, last.error))
                rows.append((view.observer, last.state, last.type, *figures))
        head = ("observer", "state", "hand", "before", "after", "error")
        return html_table(f"{self.title}, {self.draws} draws", head, rows)
