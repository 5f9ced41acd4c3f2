"""Like joins like: states of one doctrine align; for the argument, and doubts about it, Walt (1987, chapter 2).

index_s = kinship_s - mean of kinships,      kinship = 1 - distance to the lead / largest distance
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import LOGIT, centred, logit, no_rivals
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import kinships, read


@dataclass(frozen=True)
class Ideology:
    """The side nearer in doctrine draws."""

    name: str = "ideology"
    source: str = "Walt (1987)"
    assumptions: tuple[str, ...] = (
        "States trust those who are like them.",
        "A side is as its lead is.",
    )
    parameters: tuple[Parameter, ...] = LOGIT

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit on nearness in ideology."""
        chosen = settled(self.parameters, values)
        if (refusal := no_rivals(crisis)) is not None:
            return refusal
        nearness = kinships(read(crisis))
        if nearness is None:
            return Abstention("the pivot or the lead of a suitor has no ideology")
        return logit(centred(nearness), chosen)
