"""Inversion: the cheapest offer that makes a wanted outcome likely enough by a date, against the rivals' replies.

A suitor commits itself to a bundle b of its menu: it bids b, and nothing else, whenever it can; the pivot can demand b, and nothing
else, of it, and it then agrees; and if a state whose consent is asked refuses, b falls as a whole. The rivals keep their menus,
know of the commitment, and reply by the game. Every feasible bundle is tried, with common random numbers. Of the suitor, with v its
members' payoffs by their weights, from signature on and by the numbers of the file,

    cost(b)        = E[v | not chosen, in the crisis as it stands] - E[v | b is signed]
    menu cost(b)   = -E[the terms of v that the text itself makes: stakes, transfers, concession | b is signed]
    gain(b)        = E[v, all told | committed to b] - E[v, all told | the crisis as it stands]
    probability(b) = chance of the wanted outcome by the end of the period | committed to b

A cost below zero is no price: the suitor would still sooner sign b than stand aside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import groupby
from typing import Any, ClassVar, Unpack

import numpy as np

from realpolitik.analysis.answers import NEVER, Answers, Figure, Floats, answer, difference
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.goal import Goal, goal_of
from realpolitik.analysis.offers import BestReply, Inversion, Offer, Point
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.game.core.arrays import TERMS
from realpolitik.game.nobody import with_nobody
from realpolitik.game.structure.table import feasible_bundles

NOTHING = 1e-12
"""A chance that is no larger is rounding."""
LIKELY_ENOUGH = 0.5
"""Chance from which an outcome is likely enough, unless told otherwise."""
OF_THE_TEXT = ("stakes", "transfers", "concession")
"""Terms of the ledger that the text itself makes."""


def committed(crisis: Crisis, suitor: str, clauses: Sequence[str]) -> Crisis:
    """Return the crisis in which a suitor has bound itself to offer a bundle, whole, and nothing else.

    The other clauses stay on the menu, so that whatever names them still does, but in no bundle that can be offered.

    Parameters
    ----------
    crisis : Crisis
    suitor : str
    clauses : sequence of str
        A feasible bundle of its menu.
    """
    changes: dict[str, Any] = {f"suitors.{suitor}.bound": True}
    for key in crisis.suitors[suitor].menu:
        path = f"suitors.{suitor}.menu.{key}"
        if key in clauses:
            changes[f"{path}.requires"] = [other for other in clauses if other != key]
        else:
            changes[f"{path}.excludes"] = [key]
    return patch(crisis, changes, cross_check=False)


def commitments_of(crisis: Crisis, goal: Goal) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what the suitors that are asked for can commit themselves to: a suitor, and the clauses of a bundle."""
    for suitor in goal.suitors:
        for bundle in feasible_bundles(crisis, suitor):
            yield suitor, bundle.clauses


@dataclass(frozen=True)
class InvertQuestion(Question[Inversion]):
    """What it would have taken: the cheapest offer that makes an outcome likely enough by a date.

    Attributes
    ----------
    wanted : str
        The suitor that is to sign, or ``none``.
    by : str or date
        A day, or a month such as ``1939-08``.
    level : float
        Chance from which the outcome is likely enough.
    suitor : str, optional
        Who makes the offer; the wanted one itself, or, for ``none``, each suitor, if left out.
    """

    name: ClassVar[str] = "invert"
    doing: ClassVar[str] = "trying offers"
    draws: ClassVar[int] = 200
    chunk: ClassVar[int] = 16
    finding: ClassVar[str] = "taken"
    draws_on_page: ClassVar[int] = 32
    several: ClassVar[bool] = True

    wanted: str
    by: str | date
    level: float = LIKELY_ENOUGH
    suitor: str | None = None

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[InvertQuestion, ...]:
        """Return what each suitor would have had to offer to be likelier than not to sign within the window."""
        return tuple(cls(suitor, crisis.window.closes) for suitor in crisis.suitors)

    def goal(self, crisis: Crisis) -> Goal:
        """Return what is wanted.

        Raises
        ------
        RealpolitikError
            If the crisis has no such suitor or period, or there is no such level.
        """
        return goal_of(crisis, self.wanted, self.by, self.level, self.suitor)

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws of the crisis as it stands and of all commitments."""
        return draws * (1 + sum(1 for _ in commitments_of(crisis, self.goal(crisis))))

    def answer(self, crisis: Crisis, work: Work) -> Inversion:
        """Try every commitment, and sort the offers by what they cost."""
        goal = self.goal(crisis)
        commitments = tuple(commitments_of(crisis, goal))
        variants = [crisis, *(committed(crisis, suitor, clauses) for suitor, clauses in commitments)]
        base, *answers = answer(variants, work)
        tried = tuple(
            sorted(
                (_offer(goal, s, clauses, base, told) for (s, clauses), told in zip(commitments, answers, strict=True)),
                key=_price,
            )
        )
        offers = tuple(offer for offer in tried if offer.probability >= goal.level)
        highest = max(tried, key=lambda offer: offer.probability)
        stands = _chance(goal, base)
        return Inversion(
            crisis=crisis.id,
            title=crisis.title,
            hash=fingerprint(crisis),
            version=version("realpolitik"),
            seed=work.seed,
            draws=base.draws,
            wanted=goal.wanted,
            asked=goal.asked,
            period=goal.period,
            by=goal.by,
            level=goal.level,
            as_it_stands=stands.value,
            as_it_stands_error=stands.error,
            impossible=not offers,
            reason=None if offers else _why_not(goal, highest, len(tried)),
            offers=offers,
            front=front(tried),
            highest=highest,
            tried=tried,
            about=crisis,
        )


@sampled(InvertQuestion.draws)
def invert(
    crisis: CrisisLike,
    wanted: str,
    by: str | date,
    level: float = LIKELY_ENOUGH,
    suitor: str | None = None,
    **asked: Unpack[Asked],
) -> Inversion:
    """Find the cheapest offer that makes an outcome likely enough by a date.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    wanted : str
        The suitor that is to sign, or ``none``.
    by : str or date
        A day, or a month such as ``1939-08``; what counts is the end of the (last) period in which it lies.
    level : float
        Chance from which the outcome is likely enough.
    suitor : str, optional
        Who makes the offer; the wanted one itself, or, for ``none``, each suitor, if left out.
    draws : int
        Monte Carlo draws of every commitment.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers.

    Returns
    -------
    Inversion

    Raises
    ------
    RealpolitikError
        If the crisis has no such suitor or period.
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    return put(InvertQuestion(wanted, by, level, suitor), crisis, asked)


def front(tried: Sequence[Offer]) -> tuple[Point, ...]:
    """Return, suitor by suitor, the offers than which no other of the suitor is as cheap and likelier, or cheaper and as likely.

    Offers that cannot be signed have no cost and are left out.
    """
    found = []
    priced = sorted((offer for offer in tried if not math.isnan(offer.cost)), key=lambda offer: offer.suitor)
    for _, group in groupby(priced, key=lambda offer: offer.suitor):
        best = -math.inf
        for offer in sorted(group, key=lambda offer: (offer.cost, -offer.probability)):
            if offer.probability > best:
                best = offer.probability
                found.append(Point(offer.suitor, offer.clauses, offer.cost, offer.probability))
    return tuple(found)


def _price(offer: Offer) -> tuple[bool, float, float]:
    """Sort by cost, and last what cannot be signed and so has none."""
    return math.isnan(offer.cost), offer.cost, -offer.probability


def _chance(goal: Goal, told: Answers) -> Figure:
    """Return the chance of the wanted outcome by the end of the period."""
    chance = with_nobody(told.signed[:, : goal.periods].sum(axis=1))[:, told.partners.index(goal.wanted)]
    return Figure(chance, np.ones_like(chance))


def _offer(goal: Goal, suitor: str, clauses: tuple[str, ...], base: Answers, told: Answers) -> Offer:
    chance, signs, place = _chance(goal, told), _signing(suitor, told), told.partners.index(suitor)
    if told.partner[:, place].mean() >= NEVER:
        cost, cost_error = difference(_standing_aside(suitor, base), signs)
        menu_cost = -_signing(suitor, told, OF_THE_TEXT).value
    else:
        cost = cost_error = menu_cost = math.nan
    gain, gain_error = difference(_all_told(suitor, told), _all_told(suitor, base))
    return Offer(
        suitor=suitor,
        clauses=clauses,
        cost=cost,
        cost_error=cost_error,
        menu_cost=menu_cost,
        gain=gain,
        gain_error=gain_error,
        probability=chance.value,
        probability_error=chance.error,
        best_reply=tuple(_reply(rival, told) for rival in told.crisis.suitors if rival != suitor),
    )


def _reply(rival: str, told: Answers) -> BestReply:
    """Return the bundle that a rival bids most often."""
    own = [place for place, (owner, _) in enumerate(told.bundles) if owner == rival]
    often = told.tabled[:, own].sum(axis=0)
    total = float(often.sum())
    if total <= NOTHING:
        return BestReply(rival, (), math.nan)
    most = int(often.argmax())
    return BestReply(rival, told.bundles[own[most]][1], float(often[most]) / total)


def _weighted(suitor: str, told: Answers, payoffs: Floats) -> Floats:
    """Return the members' payoffs (..., n) by their weights in the suitor's councils."""
    members: Mapping[str, Any] = told.crisis.suitors[suitor].members
    weights = np.array([members[state].value if state in members else 0.0 for state in told.states])
    weighed: Floats = payoffs @ weights
    return weighed


def _signing(suitor: str, told: Answers, terms: Sequence[str] = TERMS) -> Figure:
    """Return what signing is worth to a suitor, from signature on, by terms of the ledger."""
    place, wanted = told.partners.index(suitor), [TERMS.index(term) for term in terms]
    worth = _weighted(suitor, told, told.ledger[:, place, wanted].sum(axis=1))
    return Figure(worth, told.ledger_weight[:, place])


def _standing_aside(suitor: str, told: Answers) -> Figure:
    """Return what it is worth to a suitor that it is not chosen: the others' rows and that of nobody, by their chances."""
    chances = told.partner.copy()
    chances[:, told.partners.index(suitor)] = 0.0
    chances *= chances > NOTHING
    if chances.sum() <= NOTHING:  # it always is: what remains is the crisis without anybody
        chances[:, 0] = 1.0
    worth = _weighted(suitor, told, told.ledger.sum(axis=2))
    return Figure((chances * worth).sum(axis=1), chances.sum(axis=1))


def _all_told(suitor: str, told: Answers) -> Figure:
    worth = _weighted(suitor, told, told.payoff.sum(axis=1))
    return Figure(worth, np.ones_like(worth))


def _why_not(goal: Goal, highest: Offer, count: int) -> str:
    if highest.probability < NEVER:
        return "whatever is offered, the wanted text is signed by then in fewer than one of a million cases"
    offers = "the only offer" if count == 1 else f"none of the {count} offers on the menu"
    failing = "does not make" if count == 1 else "makes"
    return (
        f"{offers} {failing} it as likely as {100 * goal.level:g}% by {goal.by}; the highest chance is"
        f" {100 * highest.probability:.1f}%,"
        f" if {highest.suitor} offers {', '.join(highest.clauses)}"
    )
