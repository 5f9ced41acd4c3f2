"""The graph model for conflict resolution as a theory of alignment: the pivot ends where nobody dares to move.

The crisis is read as a conflict (`realpolitik.theories.engines.graph.reading`): the pivot stands with one suitor or with none, each
suitor makes a low or a high offer, and each ranks the states by what the crisis's numbers say they are worth to it. The
forecast spreads its chances evenly over the equilibria of the first concept that has any, of sequential, symmetric
metarational and general metarational stability, and adds them up by partner:

    P(partner) = (1 - lapse) * (equilibria in which the pivot stands with it) / (equilibria)  +  lapse / (suitors + 1)

Nash stability implies all three, and so needs no turn of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.theories.engines.graph.reading import CrisisConflict, read_conflict
from realpolitik.theories.engines.graph.stability import Concept, analyse
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled

ORDER: Final = (Concept.SEQUENTIAL, Concept.SYMMETRIC_METARATIONAL, Concept.GENERAL_METARATIONAL)
"""The concepts in the order in which they are asked: first the one whose sanctions are credible."""


@dataclass(frozen=True)
class GraphModelTheory:
    """Equilibria of the graph model, counted by the pivot's partner."""

    name: str = "graph model"
    source: str = "Fang, Hipel & Kilgour (1993)"
    assumptions: tuple[str, ...] = (
        "Each decision maker ranks the states of the conflict and nothing more: differences have a sign and no size.",
        "Each looks as far ahead as the others' answer to its move, and others answer by moves that are better for them.",
        "A suitor bids no higher than what it would lose if nobody signed, or a rival did.",
        "The pivot may change its mind, and a suitor its offer, until all have come to rest.",
        "Numbers stand at their medians; promises are kept, and nobody fights unasked.",
        "All equilibria are equally likely.",
    )
    parameters: tuple[Parameter, ...] = (
        Parameter("security_weight", default=1.0, low=0.0, high=5.0, mean=1.0, spread=0.5),
        Parameter("indifference", default=0.01, low=0.0, high=0.05, mean=0.01, spread=0.01),
        Parameter("lapse", default=0.05, low=0.0, high=1.0, mean=0.05, spread=0.05),
    )

    def conflict(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> CrisisConflict:
        """Return the conflict that a crisis is read as."""
        chosen = settled(self.parameters, values)
        return read_conflict(crisis, chosen["security_weight"], chosen["indifference"])

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Say with whom the pivot aligns.

        Parameters
        ----------
        crisis : Crisis
        values : mapping, optional
            Parameter -> value; those left out stand at their defaults.

        Returns
        -------
        Forecast or Abstention
            An abstention if no suitor has an offer to make, if all states are alike to the pivot, or if no state is an
            equilibrium.

        Raises
        ------
        ValueError
            If a value is out of its parameter's range, or belongs to none.
        """
        chosen = settled(self.parameters, values)
        conflict = self.conflict(crisis, values)
        if not conflict.offers:
            return Abstention("no suitor has a bundle that finds the consent it needs and can be drafted in time")
        if len(set(conflict.ranks[0].tolist())) == 1:
            return Abstention("all states of the conflict are alike to the pivot")
        stability = analyse(conflict.form.graph_model(conflict.ranks))
        resting = next(filter(None, (stability.equilibria(concept) for concept in ORDER)), ())
        if not resting:
            return Abstention("no state of the conflict is stable for all")
        count = Counter(conflict.alignments[state].suitor or NONE for state in resting)
        partners = (*crisis.suitors, NONE)
        share, lapse = 1 - chosen["lapse"], chosen["lapse"] / len(partners)
        return Forecast({partner: share * count[partner] / len(resting) + lapse for partner in partners})
