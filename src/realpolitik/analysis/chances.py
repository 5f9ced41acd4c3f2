"""The chance of a move at its place in the game, looked up in the solution of one draw.

The pivot's choice among its options is a logit over what it sees, and the bids are seen by it alone. So its chance of pressing or
waiting is the mean over the bids that it may see, each suitor bidding as the solution says:

    P(option) = sum over joint bids  P(bids) e^(lambda u(option)) / (W + sum over the bids e^(lambda u(take)))

with W the weights of the options that are there whatever is bid. A move in the round has the chance that the pivot's council meets.
How far a draft has come nobody tells: the chance is the mean over the stages that may be left of it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.moves import Deed, Place
from realpolitik.game.core.arrays import STAGES, GameNumbers
from realpolitik.game.strategies import Strategies
from realpolitik.game.structure.layout import Layout
from realpolitik.game.structure.table import draft_index

Floats = NDArray[np.float64]


class Chances:
    """One solution of the game, asked for the chance of what was seen.

    Parameters
    ----------
    layout : Layout
    numbers : GameNumbers
        Compiled numbers, as the mover has them.
    draw : int
        The row of them that was solved.
    solution : Strategies
    """

    def __init__(self, layout: Layout, numbers: GameNumbers, draw: int, solution: Strategies) -> None:
        self.bazaar, self.solution = layout.bazaar, solution
        self.clock = layout.clock
        self.precision = float(numbers.precision[draw])
        self.council = numbers.council[draw]
        self.drafting = numbers.drafting[draw]

    def of(self, place: Place) -> float:
        """Return the chance of a move at its place; NaN if the game has no such move there."""
        return float(sum(chance * self._at(place, draft, holder) for chance, draft, holder in self._tables(place)))

    def _at(self, place: Place, draft: int, holder: int) -> float:
        t, s, chosen = place.step, place.suitor, list(place.alignments)
        drafted = place.draft.alignment if place.draft is not None and holder >= 0 else 0
        demandable = [a for a in chosen if a != drafted]
        policies, pivot, council = self.solution.policies, self.solution.pivot, float(self.council[t])
        match place.deed:
            case Deed.BID if s != holder:
                return council * float(policies.bid[t, chosen, draft].sum())
            case Deed.SILENCE if s != holder:
                return 1.0 - council * float(policies.bid[t, self._menu(s), draft].sum())
            case Deed.REFUSAL if demandable:
                asked = _shares(pivot.demand[t, demandable, draft])
                return 1.0 - float((asked * policies.agree[t, demandable, draft]).sum())
            case Deed.DEMAND if demandable:
                pressed = self._reply(t, draft, holder, pivot.press[t, s, draft])
                return council * pressed * float(pivot.demand[t, demandable, draft].sum())
            case Deed.REJECTION if s != holder:
                return self._rejection(t, draft, holder, chosen)
            case Deed.WAIT:
                return 1.0 - council * (1.0 - self._reply(t, draft, holder, pivot.passing[t, draft]))
        return np.nan

    def _tables(self, place: Place) -> list[tuple[float, int, int]]:
        """Return what may lie on the table: chance, draft (0 for none), and the suitor that holds it (-1 for nobody).

        The stages done since a draft was taken up have the Poisson distribution, what is more than all being all.
        """
        if place.draft is None:
            return [(1.0, 0, -1)]
        a = place.draft.alignment
        s, stages = int(self.bazaar.suitor[a]), int(self.bazaar.sizes[STAGES])
        if self.drafting[s] == 0:
            return [(1.0, 0, -1)]
        passed = self.clock.months[place.step] - self.clock.months[place.draft.since]
        mean = stages * passed / self.drafting[s]
        done = [math.exp(-mean) * mean**n / math.factorial(n) for n in range(stages)]
        chances = [max(0.0, 1.0 - sum(done)), *reversed(done)]
        return [(float(chance), draft_index(self.bazaar, a, left), s) for left, chance in enumerate(chances)]

    def _menu(self, s: int) -> slice:
        return slice(int(self.bazaar.first[s]), int(self.bazaar.first[s + 1]))

    def _can_press(self, s: int, holder: int) -> bool:
        menu = self._menu(s)
        return bool(menu.stop - menu.start > (1 if s == holder else 0))

    def _standing(self, t: int, draft: int, holder: int) -> Floats:
        """Return what the pivot's options are worth to it whatever is bid: wait, press, sign."""
        pivot = self.solution.pivot
        suitors = range(len(self.drafting))
        worth = [pivot.passing[t, draft]]
        worth += [pivot.press[t, s, draft] for s in suitors if self._can_press(s, holder)]
        if holder >= 0:
            menu = self._menu(holder)
            offset = draft - int(self.bazaar.draft_base[holder])
            if offset < menu.stop - menu.start:
                worth.append(pivot.sign[t, menu.start + offset])
        return np.array(worth)

    def _takes(self, t: int, draft: int, s: int) -> Floats:
        """Return what taking up each bundle of a suitor is worth to the pivot."""
        takes: Floats = self.solution.pivot.take[t, self._menu(s), draft if self.drafting[s] == 0 else 0]
        return takes

    def _others(self, t: int, draft: int, holder: int, but: int = -1) -> tuple[Floats, Floats]:
        """Return the chances of the suitors' joint bids, and the pivot's summed logit weights of them."""
        chances, weights = np.ones(1), np.zeros(1)
        for s in range(len(self.drafting)):
            if s in {holder, but}:
                continue
            bids = self.solution.policies.bid[t, self._menu(s), draft]
            each = np.concatenate([[max(1.0 - bids.sum(), 0.0)], bids])
            weight = np.concatenate([[0.0], np.exp(self.precision * (self._takes(t, draft, s) - self.top))])
            chances = (chances[:, None] * each).ravel()
            weights = (weights[:, None] + weight).ravel()
        return chances, weights

    def _reply(self, t: int, draft: int, holder: int, worth: float) -> float:
        """Return the chance that the pivot takes an option that is there whatever is bid, over the bids it may see."""
        standing = self._level(t, draft, holder)
        chances, weights = self._others(t, draft, holder)
        own = np.exp(self.precision * (worth - self.top))
        return float((chances * own / (standing + weights)).sum())

    def _rejection(self, t: int, draft: int, holder: int, chosen: list[int]) -> float:
        """Return the chance that the pivot, offered one of these bundles, does not take it up."""
        s = int(self.bazaar.suitor[chosen[0]])
        standing = self._level(t, draft, holder)
        chances, weights = self._others(t, draft, holder, s)
        shares = _shares(self.solution.policies.bid[t, chosen, draft])
        takes = np.exp(self.precision * (self._takes(t, draft, s) - self.top))[np.array(chosen) - self._menu(s).start]
        taken = sum(
            share * float((chances * take / (standing + weights + take)).sum())
            for share, take in zip(shares, takes, strict=True)
        )
        return 1.0 - float(self.council[t]) * float(taken)

    def _level(self, t: int, draft: int, holder: int) -> float:
        """Set the level from which weights are measured, and return the summed weights of the standing options."""
        standing = self._standing(t, draft, holder)
        self.top = max([standing.max(), *(self._takes(t, draft, s).max() for s in range(len(self.drafting)))])
        return float(np.exp(self.precision * (standing - self.top)).sum())


def _shares(chances: Floats) -> Floats:
    """Return chances given that one of them happened; even ones if none can."""
    total = chances.sum()
    return np.asarray(chances / total if total > 0 else np.full(len(chances), 1 / len(chances)))
