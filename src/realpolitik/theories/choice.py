"""From an index to chances: the logit that simple theories share, and the priors of its two parameters.

    P(s)    = exp(slope index_s)      / Z        s a suitor
    P(none) = exp(slope index_0 + none) / Z      index_0 = 0 unless the theory says otherwise

An index is a *lead*: in 0..1, less the mean over the suitors. The logit is McFadden's (1974) conditional logit.

Priors. At ``slope`` 4 a suitor with three quarters of what counts has odds of e^2, about 7 to 1, over a rival with one
quarter; two spreads below, 0, the index means nothing. At ``none`` 0 staying out is as likely as each of two suitors
that are level; one spread changes its odds by e.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.theories.protocol import Abstention, Forecast, Parameter

SLOPE: Final = Parameter("slope", default=4.0, low=0.0, high=40.0, mean=4.0, spread=2.0)
ATTRACTION: Final = Parameter("none", default=0.0, low=-8.0, high=8.0, mean=0.0, spread=1.0)
LOGIT: Final = (SLOPE, ATTRACTION)


def no_rivals(crisis: Crisis) -> Abstention | None:
    """Abstain where one suitor alone leaves nothing to compare."""
    if len(crisis.suitors) > 1:
        return None
    return Abstention("it compares suitors, and there is only one")


def leads(amounts: Mapping[str, float]) -> dict[str, float] | None:
    """Return each suitor's share of what all have together, less the mean share; None if all have nothing."""
    total = math.fsum(amounts.values())
    if total <= 0.0:
        return None
    return {suitor: amount / total - 1 / len(amounts) for suitor, amount in amounts.items()}


def centred(scores: Mapping[str, float]) -> dict[str, float]:
    """Return scores less their mean."""
    mean = math.fsum(scores.values()) / len(scores)
    return {suitor: score - mean for suitor, score in scores.items()}


def logit(index: Mapping[str, float], values: Mapping[str, float], status_quo: float = 0.0) -> Forecast:
    """Return the chances of a logit over suitors and none.

    Parameters
    ----------
    index : mapping
        Suitor -> index.
    values : mapping
        Of ``slope`` and ``none``.
    status_quo : float
        Index of none.
    """
    worth = {suitor: values["slope"] * lead for suitor, lead in index.items()}
    worth[NONE] = values["slope"] * status_quo + values["none"]
    top = max(worth.values())
    odds = {partner: math.exp(each - top) for partner, each in worth.items()}
    total = math.fsum(odds.values())
    return Forecast({partner: each / total for partner, each in odds.items()})


def advantage(amounts: Mapping[str, float]) -> dict[str, float] | None:
    """Return amounts of any sign less their mean, as shares of all that is at stake; None if nothing is."""
    size = math.fsum(abs(amount) for amount in amounts.values())
    if size <= 0.0:
        return None
    return {suitor: lead / size for suitor, lead in centred(amounts).items()}


def average(criteria: Iterable[Mapping[str, float] | None]) -> dict[str, float] | None:
    """Return each suitor's mean over the criteria that can be read; None if there is none."""
    found = [criterion for criterion in criteria if criterion is not None]
    if not found:
        return None
    return {suitor: math.fsum(each[suitor] for each in found) / len(found) for suitor in found[0]}
