"""Every default of the model, in one place: a crisis file overrides any of them, and nothing else is assumed.

Shares are shares of a state's own survival (losing everything = 1); rates and lags are per month, so that they do not
change when time is cut more finely. Breach weights say how much of its reputation a state loses by
breaking one promise of that kind.
"""

from __future__ import annotations

from typing import Final

PRECISION: Final = 1000.0
"""Logit precision lambda, per unit of survival (McKelvey & Palfrey 1998): the smoothing of the solver. A hundredth of survival is
worth odds of e^10, so that play is all but a best reply; what an analyst does not know of a state's will is `DOUBT`."""
DOUBT: Final = 0.1
"""Standard deviation sigma of the unexplained part of a payoff, in shares of survival (Signorino 2003 on regressor error)."""
LEAN: Final = 3.0
"""Height c of the lean: at an exact tie, the move that one would be glad to see signed has odds of e^(2c) against the opposite."""
LEAN_WIDTH: Final = 0.02
"""Gap g, in shares of survival, over which the lean rises."""
STEP: Final = 0.5
"""Longest step of the clock in months."""
STAGES: Final = 4
"""Stages k in which a text is drafted: the standard deviation of the time that it takes is half its mean."""
TEMPO: Final = 2.0
"""Sittings a month at which the pivot's council takes the matter up."""
DECISIVENESS: Final = 1.0
"""Exponent m of the contest success function (Hirshleifer 1989): odds equal the ratio of strengths."""
COORDINATION: Final = 0.25
"""Gain g in strength of a side's members bound by a military convention."""
AFTERMATH_LAG: Final = 18.0
"""Months from an attack to the aftermath contest."""
EXCLUSION_WEIGHT: Final = 0.5
"""Share kappa of the excluder's credit that the excluded state writes off on the day."""
EXCLUSION_HALF_LIFE: Final = 12.0
"""Months in which an exclusion loses half its force."""

WAR_COST: Final = 0.2
REPUTATION: Final = 0.1
PATIENCE: Final = 0.99
"""Discount factor for one month."""
READINESS: Final = 1.0
ATTRITION: Final = 0.5
CONQUEST: Final = 0.5
IDEOLOGY_WEIGHT: Final = 0.0
DELAY_COST: Final = 0.0

MARGINS: Final = {
    "signature": 0.01,
    "attack": 0.01,
    "clause": 0.01,
    "bid": 0.01,
    "payoff": 0.01,
    "month": 0.25,
}
"""Differences of what a claim measures that are too small to matter, unless the claim has a margin of its own.

The reason is how such figures are told, and no outcome: a chance and a share of survival are told in per cent, and a date by its
period of the report, of which the shortest is a week, about a quarter of a month.
"""

BREACH_WEIGHTS: Final = {
    "defense": 0.8,
    "guarantee": 0.8,
    "offense": 0.8,
    "neutrality": 0.6,
    "nonaggression": 0.6,
    "convention": 0.2,
    "consultation": 0.0,
    "transit": 0.0,
    "sphere": 0.6,
    "cession": 0.6,
    "transfer": 0.0,
    "recognition": 0.0,
}
