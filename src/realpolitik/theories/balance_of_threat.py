"""Join the side away from the greater threat: Walt (1987).

    index_s = 1/n - threat_s / sum of threats,      threat = capability x reach x hostility over a side's members

Walt names aggregate power, proximity, offensive power and aggressive intentions. A crisis file has the first two, and
hostility for the last; offensive power is not read apart from capability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import LOGIT, leads, logit, no_rivals
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import read, threats


@dataclass(frozen=True)
class BalanceOfThreat:
    """The less threatening side draws."""

    name: str = "balance of threat"
    source: str = "Walt (1987)"
    assumptions: tuple[str, ...] = (
        "States balance against threats, and power is only a part of a threat.",
        "Intentions are read from claims and plans.",
    )
    parameters: tuple[Parameter, ...] = LOGIT

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit on safety: the mean share of threat, less a suitor's own."""
        chosen = settled(self.parameters, values)
        if (refusal := no_rivals(crisis)) is not None:
            return refusal
        lead = leads(threats(read(crisis)))
        if lead is None:
            return Abstention("no suitor has a quarrel with the pivot")
        return logit({suitor: -ahead for suitor, ahead in lead.items()}, chosen)
