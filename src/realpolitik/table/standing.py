"""A move that goes on until something happens, so that nobody need wait day by day: to wait, to make no offer, or to keep one."""

from __future__ import annotations

from datetime import date
from typing import Any

from realpolitik.crisis.schema import Crisis
from realpolitik.table.view import Choice, View

MOVED = 0.15
"""By how much a chance moves until who waits is asked again."""
NEAR = 31
"""Days before an occasion for war, or the close of the window, in which who waits is asked again."""
WORTH_A_LOOK = 0.005
"""By how much the best move must gain in worth until who waits is asked again, in shares of survival."""
GOES_ON = frozenset({"wait", "silent", "bid"})
"""Kinds of moves that may go on."""


class Standing:
    """A move that goes on until something happens.

    Parameters
    ----------
    crisis : Crisis
    seen : View
        What its seat saw when it was chosen.
    choice : Choice
    """

    def __init__(self, crisis: Crisis, seen: View, choice: Choice) -> None:
        self.crisis = crisis
        self.kind, self.suitor, self.clauses = choice.kind, choice.suitor, choice.clauses
        self.mark = _happening(seen)
        self.expected = _expected(seen)
        self.near = _dates_near(crisis, seen)
        self.best = _best_gain(seen)

    def goes_on(self, seen: View) -> int | None:
        """Return the number of the same move, if nothing has happened since it was chosen."""
        if self.kind not in GOES_ON or _happening(seen) != self.mark:
            return None
        if _best_gain(seen) > self.best + WORTH_A_LOOK or _dates_near(self.crisis, seen) != self.near:
            return None
        if any(abs(chance - before) > MOVED for chance, before in zip(_expected(seen), self.expected, strict=True)):
            return None
        return next(
            (
                one.number
                for one in seen.moves
                if (one.kind, one.suitor, one.clauses) == (self.kind, self.suitor, self.clauses)
            ),
            None,
        )


def _happening(seen: View) -> Any:
    """Return what must stay the same for nothing to have happened."""
    turn = seen.turn or {}
    loud = sum(one["kind"] not in {"step", "own bid", "own wait", "bids"} for one in seen.seen)
    draft = seen.draft and (seen.draft["suitor"], seen.draft["clauses"], seen.draft["stages"] == 0, seen.draft["since"])
    return turn.get("kind"), turn.get("bids"), draft, loud


def _expected(seen: View) -> list[float]:
    """Return the chances of each partner, and of war, as things stand."""
    return [] if seen.prospect is None else [*seen.prospect.partners.values(), seen.prospect.war]


def _dates_near(crisis: Crisis, seen: View) -> list[bool]:
    """Return which occasions for war, and whether the close of the window, are near or gone by."""
    dates = [one.date for plan in crisis.war_plans.values() for one in plan.occasions.values()]
    today = date.fromisoformat(seen.day)
    return [(day - today).days <= NEAR for day in (*dates, crisis.window.closes)]


def _best_gain(seen: View) -> float:
    return max(one.gain for one in seen.moves)
