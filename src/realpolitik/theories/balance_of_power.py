"""Join the weaker side, so that the stronger one does not come to rule: Waltz (1979).

index_s = 1/n - strength_s / sum of strengths
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import LOGIT, leads, logit, no_rivals
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import read, strengths


@dataclass(frozen=True)
class BalanceOfPower:
    """The weaker side draws."""

    name: str = "balance of power"
    source: str = "Waltz (1979)"
    assumptions: tuple[str, ...] = (
        "States seek to survive, and a preponderant power endangers all others.",
        "Strength is capability; whose it is does not matter.",
    )
    parameters: tuple[Parameter, ...] = LOGIT

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit on weakness: the mean share of strength, less a suitor's own."""
        chosen = settled(self.parameters, values)
        if (refusal := no_rivals(crisis)) is not None:
            return refusal
        lead = leads(strengths(read(crisis)))
        if lead is None:
            return Abstention("no suitor has any capability")
        return logit({suitor: -ahead for suitor, ahead in lead.items()}, chosen)
