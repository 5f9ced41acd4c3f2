"""A crisis read as a conflict in option form: the pivot chooses where it stands, each suitor whether to raise its offer.

A suitor's offer is a bundle that is worth no less to it than the worst that it could come to without: that nobody signs,
or that a rival signs the bundle that the pivot would like best. Its low offer is the one among them, better for the pivot
than no alignment, that is best for the suitor; its high offer is the one that is best for the pivot. A suitor with no such
bundle bids all the same, for the crisis says that it courts: then it offers what it loses least by among the bundles that
the pivot welcomes. All go by the same numbers: what a state believes apart from the others is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.bundles import feasible
from realpolitik.crisis.schema import Crisis
from realpolitik.theories.engines.graph.option_form import DecisionMaker, Option, OptionForm
from realpolitik.theories.engines.graph.points import medians
from realpolitik.theories.engines.graph.promises import Alignment
from realpolitik.theories.engines.graph.stability import Ranks
from realpolitik.theories.engines.graph.worth import Worths

NOBODY = Alignment()


@dataclass(frozen=True)
class Offers:
    """A suitor's low and high offer; the same bundle if it has but one."""

    low: tuple[str, ...]
    high: tuple[str, ...]


@dataclass(frozen=True)
class CrisisConflict:
    """A crisis as a conflict.

    Attributes
    ----------
    offers : dict
        Suitor -> its offers; suitors that can make none are left out.
    form : OptionForm
    alignments : tuple of Alignment
        Of the states, in their order.
    ranks : ndarray, shape (decision makers, states)
        The pivot first, then the suitors.
    """

    offers: dict[str, Offers]
    form: OptionForm
    alignments: tuple[Alignment, ...]
    ranks: Ranks


def read_conflict(crisis: Crisis, security_weight: float, indifference: float) -> CrisisConflict:
    """Build the conflict of a crisis.

    Parameters
    ----------
    crisis : Crisis
    security_weight : float
        How much danger and war count beside the rest.
    indifference : float
        Worths are rounded to multiples of it, and those that are then equal are tied; 0 for no rounding.
    """
    worths = Worths(crisis, medians(crisis), security_weight)
    found = {name: offers_of(crisis, name, worths) for name in crisis.suitors}
    offers = {name: each for name, each in found.items() if each is not None}
    form = OptionForm(tuple(_decision_makers(crisis, offers)), infeasible=_two_partners(offers))
    alignments = tuple(_alignment(form.taken(state), offers) for state in range(len(form.states)))
    rows = [[worths.of(crisis.pivot, each) for each in alignments]]
    rows += [[worths.of_bloc(name, each) for each in alignments] for name in offers]
    ranks = np.stack([ranking(np.array(row), indifference) for row in rows])
    return CrisisConflict(offers, form, alignments, ranks)


def offers_of(crisis: Crisis, suitor: str, worths: Worths) -> Offers | None:
    """Return a suitor's offers; none if no bundle finds consent, or a text takes longer to draft than there is time."""
    pivot, bundles = crisis.pivot, _bundles(worths, suitor)
    if not bundles or worths.world.drafting(suitor) >= worths.world.clock.months[-1]:
        return None
    rivals = [rival for rival in crisis.suitors if rival != suitor]

    # Of bundles that are alike to both, the shortest, then what the rivals like worst: never what happens to stand first.
    def plain(each: Alignment) -> tuple[float, ...]:
        return -len(each.bundle), *sorted(-worths.of_bloc(rival, each) for rival in rivals)

    def for_pivot(each: Alignment) -> tuple[float, ...]:
        return worths.of(pivot, each), worths.of_bloc(suitor, each), *plain(each)

    def for_suitor(each: Alignment) -> tuple[float, ...]:
        return worths.of_bloc(suitor, each), worths.of(pivot, each), *plain(each)

    feared = [each for rival in rivals for each in _favourites(worths, rival)]
    floor = min(worths.of_bloc(suitor, each) for each in (NOBODY, *feared))
    welcome = [each for each in bundles if worths.of(pivot, each) > worths.of(pivot, NOBODY)] or bundles
    worthwhile = [each for each in welcome if worths.of_bloc(suitor, each) >= floor]
    low = max(welcome, key=for_suitor)
    high = max(worthwhile or [low], key=for_pivot)
    return Offers(low.bundle, high.bundle)


def _favourites(worths: Worths, suitor: str) -> list[Alignment]:
    """Return the bundles of a suitor that the pivot would like best."""
    bundles, pivot = _bundles(worths, suitor), worths.crisis.pivot
    best = max((worths.of(pivot, each) for each in bundles), default=0.0)
    return [each for each in bundles if worths.of(pivot, each) == best]


def _bundles(worths: Worths, suitor: str) -> list[Alignment]:
    """Return what a suitor could sign, if all consent that are asked."""
    menu = worths.crisis.suitors[suitor].menu
    return [each for clauses in feasible(menu) if _is_let_pass(each := Alignment(suitor, clauses), worths)]


def _is_let_pass(alignment: Alignment, worths: Worths) -> bool:
    """Whether every state that is asked consents: more likely than not, or losing nothing by the bundle itself."""
    assert alignment.suitor is not None
    for key in alignment.bundle:
        clause = worths.crisis.suitors[alignment.suitor].menu[key]
        for state in clause.consent_of:
            if state in clause.consent_chance:
                if worths.world.number(f"suitors.{alignment.suitor}.menu.{key}.consent_chance.{state}") < 0.5:
                    return False
            elif worths.direct(state, alignment) < 0:
                return False
    return True


def ranking(worths: NDArray[np.float64], indifference: float) -> Ranks:
    """Return ranks, higher for better, of worths; equal where they round to the same multiple of ``indifference``."""
    rounded = np.round(worths, 12) if indifference <= 0 else np.floor(worths / indifference + 0.5)
    return np.asarray(np.unique(rounded, return_inverse=True)[1], dtype=np.int64)


def _stand(suitor: str) -> str:
    return f"stand with {suitor}"


def _raise(suitor: str) -> str:
    return f"{suitor} raises"


def _decision_makers(crisis: Crisis, offers: dict[str, Offers]) -> Iterator[DecisionMaker]:
    yield DecisionMaker(f"pivot {crisis.pivot}", tuple(Option(_stand(suitor)) for suitor in offers))
    for suitor, each in offers.items():
        yield DecisionMaker(f"suitor {suitor}", (Option(_raise(suitor)),) if each.low != each.high else ())


def _two_partners(offers: dict[str, Offers]) -> list[dict[str, bool]]:
    names = list(offers)
    return [{_stand(one): True, _stand(other): True} for index, one in enumerate(names) for other in names[index + 1 :]]


def _alignment(taken: frozenset[str], offers: dict[str, Offers]) -> Alignment:
    for suitor, each in offers.items():
        if _stand(suitor) in taken:
            return Alignment(suitor, each.high if _raise(suitor) in taken else each.low)
    return NOBODY
