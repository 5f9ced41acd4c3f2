"""The solution of a small instance of a crisis, replayed in an engine that is not ours, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.interop.openspiel import load_engine
from realpolitik.interop.shrink import MOST_NODES, Size, fit
from realpolitik.interop.verify import ENGINE, Verified
from realpolitik.interop.verify import verify as verify_games
from realpolitik.result import Result, Table

FIGURES = ("nodes", "residual", "value_difference", "regret", "regret_bound")
"""What is told of a replay."""


def _games(found: Verification) -> Iterator[dict[str, Any]]:
    for row in found.replays:
        figures = {name: getattr(row.replay, name) for name in FIGURES}
        yield {"believer": row.believer} | figures | {"multiple": row.multiple}


COLUMNS = (
    "residual: how far a choice is from the logit of the engine's values; values: how far these are",
    "from the solver's; regret: what a move gives away at most, beside the bound that a logit sets to it",
)
"""What the columns of the table for people are."""


@dataclass(frozen=True)
class Verification(Result):
    """What another engine makes of our solution of every believer's game.

    Attributes
    ----------
    crisis : str
    seed, draw : int
    replays : tuple of Verified
        One for each believer.
    """

    NEEDS_CRISIS: ClassVar[bool] = False
    TABLES: ClassVar[Mapping[str, Table]] = {
        "games": Table(
            "a believer's game: the largest difference of a chance from the logit of the engine's values, and of a value",
            {
                "believer": str,
                "nodes": int,
                "residual": float,
                "value_difference": float,
                "regret": float,
                "regret_bound": float,
                "multiple": bool,
            },
            _games,
        )
    }

    crisis: str
    seed: int
    draw: int
    replays: tuple[Verified, ...]

    @property
    def holds(self) -> bool:
        """Whether the engine agrees."""
        return all(row.replay.holds for row in self.replays)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        shared = {"crisis": self.crisis, "seed": self.seed, "draw": self.draw, "engine": ENGINE, "holds": self.holds}
        return shared | {"games": list(_games(self))}

    def in_words(self) -> str:
        """Return a table for people."""
        rows = list(_games(self))
        width = max(len("believer"), *(len(row["believer"]) for row in rows))
        head = f"{'believer':<{width}}  {'nodes':>9}  {'residual':>9}  {'values':>9}  {'regret':>9}  {'bound':>9}"
        lines = [f"replayed in {ENGINE}", "", head]
        for row in rows:
            figures = "  ".join(f"{row[key]:9.1e}" for key in FIGURES[1:])
            several = "  several fixed points of bids were noticed" if row["multiple"] else ""
            lines.append(f"{row['believer']:<{width}}  {row['nodes']:9,}  {figures}{several}")
        agrees = "every choice is a logit of the engine's values, and the values agree"
        return "\n".join([*lines, *COLUMNS, "", agrees if self.holds else "does not agree"])


def verify(
    crisis: CrisisLike,
    size: Size | None = None,
    most_nodes: int = MOST_NODES,
    seed: int = 0,
    draw: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Verification:
    """Replay the solution of a small instance of a crisis in OpenSpiel, every believer's game.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    size : Size, optional
        How much of it is kept; as much as fits, if left out.
    most_nodes : int
        Nodes of the largest tree that is tried.
    seed, draw : int
        The Monte Carlo draw whose numbers are taken.
    progress : callable, optional
        Called with the number of games done since the last call.

    Returns
    -------
    Verification

    Raises
    ------
    EngineMissing
        If OpenSpiel is not installed.
    TreeTooLarge, SolverFailed
    """
    load_engine()
    small = fit(crisis_of(crisis), size or Size(), most_nodes, (seed, draw))
    return replayed(small, most_nodes, (seed, draw), progress)


def replayed(
    small: Crisis, most_nodes: int, draw: tuple[int, int], progress: Callable[[int], None] | None = None
) -> Verification:
    """Replay the solution of a crisis that is small already, in the draw of a seed and a number."""
    return Verification(small.id, *draw, verify_games(small, *draw, most_nodes, progress), about=small)
