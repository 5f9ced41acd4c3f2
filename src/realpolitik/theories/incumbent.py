"""Stay as you are: with the one side that a treaty in force binds the pivot to, else out.

Most allies keep their word: Leeds (2003).

index = 1 for the one suitor with a treaty in force between a member and the pivot when the window opens, 0 for others;
where no suitor, or more than one, has such a treaty, staying out is as things stand, and has the 1
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import ATTRACTION, logit
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import incumbents

LOYALTY = Parameter("slope", default=2.0, low=0.0, high=40.0, mean=2.0, spread=1.0)
"""At 2, things as they stand have odds of e^2, about 7 to 1, over any change; two spreads below they count for nothing."""


@dataclass(frozen=True)
class Incumbent:
    """What is, goes on."""

    name: str = "incumbent"
    source: str = "Leeds (2003)"
    assumptions: tuple[str, ...] = (
        "Breaking with a partner costs more than staying.",
        "A pivot tied to both sides, or to neither, prefers to stay so.",
    )
    parameters: tuple[Parameter, ...] = (LOYALTY, ATTRACTION)

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit that favours things as they stand."""
        chosen = settled(self.parameters, values)
        tied = incumbents(crisis)
        alone = len(tied) == 1
        index = {suitor: float(alone and suitor in tied) for suitor in crisis.suitors}
        return logit(index, chosen, status_quo=float(not alone))
