"""A scorecard of equal weights: offer, strength, safety, kinship. The plain rival to beat.

    index_s = mean over criteria of a suitor's lead

    offer      (V_s - mean V) / sum of |V|
    strength   strength_s / sum of strengths - 1/n
    safety     1/n - threat_s / sum of threats
    kinship    kinship_s - mean of kinships

Equal weights predict about as well as fitted ones where cases are few: Dawes (1979). A criterion that a crisis says
nothing of is left out of the mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import LOGIT, advantage, average, centred, leads, logit, no_rivals
from realpolitik.theories.offers import offers
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import kinships, read, strengths, threats


@dataclass(frozen=True)
class Scorecard:
    """Four criteria of equal weight."""

    name: str = "scorecard"
    source: str = "Dawes (1979)"
    assumptions: tuple[str, ...] = (
        "What counts is known, how much it counts is not.",
        "Criteria add up, and none is indispensable.",
    )
    parameters: tuple[Parameter, ...] = LOGIT

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit on the mean lead over the criteria."""
        chosen = settled(self.parameters, values)
        if (refusal := no_rivals(crisis)) is not None:
            return refusal
        reading = read(crisis)
        danger, nearness = leads(threats(reading)), kinships(reading)
        criteria = [
            advantage(offers(reading)),
            leads(strengths(reading)),
            None if danger is None else {suitor: -ahead for suitor, ahead in danger.items()},
            None if nearness is None else centred(nearness),
        ]
        score = average(criteria)
        if score is None:
            return Abstention("the crisis says nothing of offers, strength, threats or ideology")
        return logit(score, chosen)
