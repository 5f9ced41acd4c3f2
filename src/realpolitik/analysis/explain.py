"""Why: the answer shared out among the factors of the crisis, and what the pivot gains by its choice.

Every set of factors is taken away once, by its patch: 2^n variants, solved with the same random numbers. The value of a set of
factors is a figure of the crisis with these factors and no others, and the share of a factor is its Shapley value (see
`realpolitik.analysis.shapley`). A share is linear in the values, so its error is the standard error of the same combination of the
influences of the draws on them (see `realpolitik.analysis.answers`).

On a page, which asks many questions, the sets of more than a few factors are those that come about when the factors enter in some
random orders and in the reverse of each. A share is then the mean of what a factor adds over these orders, without bias, and its
error has two parts: that of the draws, and that of the orders, from how far the shares by each order and its reverse differ.

One variant more has nothing at stake but what nothing explains: what it gives is by chance alone. What the crisis without any of
the factors gives beyond that, no factor names.

The values are three: the chance of an outcome; the mean month of signature, given that anybody signs; and the chance of each
clause, given that its suitor signs. The last two are ratios. To be finite for every set of factors, they are taken as follows
where the chance of signature is below 1e-6: the month as the end of the window, the chance of a clause as zero. A clause or a
suitor that a factor takes away has chance zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import ClassVar, NamedTuple, Unpack

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.answers import NEVER, Answers, Figure, answer, standard_error
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.explanation import Attribution, Explanation, LedgerSide, PairShare, Share
from realpolitik.analysis.question import Question
from realpolitik.analysis.shapley import coalitions, interaction_weights, order_weights, shapley_weights
from realpolitik.analysis.variants import chance_of, known_factors, no_factors, varied, without
from realpolitik.analysis.work import Work
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.lookup import partner_of
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.game.chance_alone import nothing_at_stake
from realpolitik.game.core.arrays import TERMS
from realpolitik.game.numbers.streams import uniforms
from realpolitik.result import provenance_of

MOST_FACTORS = 12
EVERY_SET_ON_PAGE, ORDERS_ON_PAGE = 6, 5
"""Factors at most of which a page solves every set, and how many random orders of more it takes, each with its reverse."""
ROUNDS = 4
"""The draws are done in so many rounds, and in a few smaller ones before; an interruption keeps those that are complete.

To begin a variant in a round takes about a fifth of the time of a run, so that rounds of a draw or two would cost more than
they save.
"""

Floats = NDArray[np.float64]


class _Values(NamedTuple):
    """A figure for every set of factors that is solved."""

    value: Floats  # (sets,)
    influence: Floats  # (sets, draws)


class Plan(NamedTuple):
    """Which sets of factors are solved, by number, in rising order: that of none first and that of all last; and what they weigh.

    The weights are those of every order, the mean of it and its reverse; or one for all orders, where every set is solved.
    """

    sets: NDArray[np.intp]
    weights: Floats  # (orders, factors, sets)

    def shares(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the share of every factor in the values of the sets, and the error that comes from taking some orders only."""
        by_order = self.weights @ values
        none = np.zeros(by_order.shape[1])
        errors = none if len(by_order) == 1 else np.array([standard_error(shares) for shares in by_order.T])
        return by_order.mean(axis=0), errors


@dataclass(frozen=True)
class ExplainQuestion(Question[Explanation]):
    """Why: the answer shared out among the factors of the crisis.

    Attributes
    ----------
    outcome : str, optional
        The partner, or ``none``, whose chance is explained; the likeliest suitor, if left out.
    factors : tuple of str, optional
        Those that the answer is shared among; all, if left out.
    orders : int, optional
        Random orders, each with its reverse, in which the factors enter, 2 at least; every set of factors is solved, if left out.
    """

    name: ClassVar[str] = "explain"
    doing: ClassVar[str] = "sharing out"
    draws: ClassVar[int] = 64
    finding: ClassVar[str] = "why"
    draws_on_page: ClassVar[int] = 32

    outcome: str | None = None
    factors: tuple[str, ...] | None = None
    orders: int | None = None

    def __post_init__(self) -> None:
        if self.orders is not None and self.orders < 2:
            raise ValueError(f"orders must be 2 or more, not {self.orders}")

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[ExplainQuestion, ...]:
        """Return why the subject has its chance; of many factors, by some orders of them."""
        return (cls(subject, orders=None if len(crisis.factors) <= EVERY_SET_ON_PAGE else ORDERS_ON_PAGE),)

    def refusal(self, crisis: Crisis) -> str | None:
        """Ask for factors, and not for more than can be done exactly."""
        if not crisis.factors:
            return no_factors(crisis)
        factors = self.chosen(crisis)
        if not factors:
            return f"no factor was named; name some of {', '.join(crisis.factors)}"
        if len(factors) > MOST_FACTORS:
            return (
                f"{len(factors)} factors make {1 << len(factors):,} variants, and no more than {MOST_FACTORS} are done;"
                f" choose among them with --factors A,B,C: {', '.join(factors)}"
            )
        return None

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws of all sets of factors, about, and of the crisis with nothing at stake."""
        factors = len(self.chosen(crisis))
        sets = 1 << factors if self.orders is None else _most_sets(factors, self.orders)
        return draws * (sets + 1)

    def chosen(self, crisis: Crisis) -> tuple[str, ...]:
        """Return the factors to share the answer among, in the order of the file."""
        return known_factors(crisis, crisis.factors if self.factors is None else self.factors)

    def answer(self, crisis: Crisis, work: Work) -> Explanation:
        """Solve the crisis with sets of the factors, and weigh what each adds."""
        factors = self.chosen(crisis)
        wanted = None if self.outcome is None else partner_of(self.outcome, crisis)
        plan = self.plan(len(factors), work.seed)
        variants = _sets(crisis, factors, plan.sets, work)
        rounds = work.in_chunks_of(-(-work.draws // ROUNDS))
        *sets, alone = answer([*variants, nothing_at_stake(crisis)], rounds, ledgers={len(variants) - 1})
        actual = sets[-1]
        outcome = wanted or _likeliest(actual, actual.partners[1:])
        names = tuple((key, crisis.factors[key].name) for key in factors)

        def shared(partner: str | None, clause: str | None, figure: Callable[[Answers], Figure]) -> Attribution:
            return _shared((partner, clause), names, plan, _values(sets, figure), figure(alone))

        def chance(answers: Answers) -> Figure:
            return chance_of(answers, outcome)

        chances = _values(sets, chance)
        return Explanation(
            **provenance_of(crisis, work.seed),
            draws=actual.draws,
            variants=len(sets),
            outcome=outcome,
            chance=_shared((outcome, None), names, plan, chances, chance(alone)),
            month=(shared(None, None, _month),),
            price=tuple(shared(*clause, partial(_price, clause=clause)) for clause in actual.clauses),
            ledger=_ledger(actual),
            pairs=_pairs(factors, chances) if self.orders is None else (),
            about=crisis,
        )

    def plan(self, factors: int, seed: int) -> Plan:
        """Return which sets of so many factors are solved, and how they weigh in the shares."""
        if self.orders is None:
            return Plan(np.arange(1 << factors), shapley_weights(factors)[None])
        ranks = uniforms(seed, "orders of factors", 0, self.orders * factors).reshape(self.orders, factors)
        orders = np.argsort(ranks, axis=1)
        weights: Floats = (order_weights(orders, factors) + order_weights(orders[:, ::-1], factors)) / 2
        sets = np.flatnonzero((weights != 0).any(axis=(0, 1)))
        return Plan(sets, weights[:, :, sets])


@sampled(ExplainQuestion.draws)
def explain(
    crisis: CrisisLike,
    outcome: str | None = None,
    factors: Sequence[str] | None = None,
    **asked: Unpack[Asked],
) -> Explanation:
    """Share the answer to a crisis out among its factors.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    outcome : str, optional
        The partner, or ``none``, whose chance is explained; the likeliest suitor, if left out.
    factors : sequence of str, optional
        Keys of the factors that the answer is shared among; the others stay as they are. All, if left out.
    draws : int
        Monte Carlo draws for each of the 2^n sets of factors.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers.

    Returns
    -------
    Explanation

    Raises
    ------
    RealpolitikError
        If the crisis has no such partner or factor, no factors at all, or more than can be done exactly.
    SolverFailed

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. In Contributions to the Theory of Games II, 307-317.
    """
    return put(ExplainQuestion(outcome, None if factors is None else tuple(factors)), crisis, asked)


def _most_sets(factors: int, orders: int) -> int:
    """Return how many sets of factors some orders and their reverses have at most: none, all, and one for each entry between."""
    return 2 + 2 * orders * max(factors - 1, 0)


def _sets(crisis: Crisis, factors: Sequence[str], numbers: Iterable[int], work: Work) -> list[Crisis]:
    """Return the crisis with sets of factors and no others, by number; with the set of all it is as it stands.

    Taking away any one, and all, is checked in full; for the sets between, it is enough that each section is well formed.
    """
    inside = coalitions(len(factors))
    variants = []
    for number in numbers:
        work.go_on()
        removed = [key for key, there in zip(factors, inside[number], strict=True) if not there]
        changes = without(crisis, removed)
        if len(removed) in (1, len(factors)):
            variants.append(varied(crisis, f"without {', '.join(removed)}", changes))
        else:
            variants.append(patch(crisis, changes, cross_check=False) if removed else crisis)
    return variants


def _likeliest(answers: Answers, partners: Iterable[str]) -> str:
    return max(partners, key=lambda partner: answers.chance(partner).value)


def _month(answers: Answers) -> Figure:
    return _guarded(answers.month(), clock_of(answers.crisis).months[-1])


def _price(answers: Answers, clause: tuple[str, str]) -> Figure:
    if clause not in answers.clauses:
        return _guarded(Figure(np.zeros(answers.draws), np.zeros(answers.draws)), 0.0)
    return _guarded(answers.price(*clause), 0.0)


def _guarded(figure: Figure, fallback: float) -> Figure:
    """Return a ratio; the fallback, without error, where its weight is none."""
    if float(figure.weight.mean()) >= NEVER:
        return figure
    return Figure(np.full_like(figure.y, fallback), np.ones_like(figure.y))


def _values(sets: Sequence[Answers], figure: Callable[[Answers], Figure]) -> _Values:
    figures = [figure(each) for each in sets]
    return _Values(np.array([each.value for each in figures]), np.array([each.influence for each in figures]))


def _shared(
    what: tuple[str | None, str | None],
    names: Sequence[tuple[str, str]],
    plan: Plan,
    values: _Values,
    alone: Figure,
) -> Attribution:
    """Share one figure out, beginning with what chance alone gives."""
    shares, of_orders = plan.shares(values.value)
    influences = plan.weights.mean(axis=0) @ values.influence
    return Attribution(
        *what,
        alone=alone.value,
        alone_error=alone.error,
        unnamed=float(values.value[0]) - alone.value,
        unnamed_error=standard_error(values.influence[0] - alone.influence),
        baseline=float(values.value[0]),
        baseline_error=standard_error(values.influence[0]),
        actual=float(values.value[-1]),
        actual_error=standard_error(values.influence[-1]),
        factors=tuple(
            Share(key, name, float(share), math.hypot(standard_error(influence), float(other)))
            for (key, name), share, influence, other in zip(names, shares, influences, of_orders, strict=True)
        ),
    )


def _pairs(factors: Sequence[str], values: _Values) -> tuple[PairShare, ...]:
    if len(factors) < 2:
        return ()
    weights = interaction_weights(len(factors))
    found, influences = weights @ values.value, weights @ values.influence
    return tuple(
        PairShare(pair, float(index), standard_error(influence))
        for pair, index, influence in zip(combinations(factors, 2), found, influences, strict=True)
    )


def _ledger(actual: Answers) -> tuple[LedgerSide, ...]:
    """Return what the likeliest alignment, and the best of the others, are worth to the pivot, and the difference."""
    pivot = actual.states.index(actual.crisis.pivot)
    terms: dict[str, list[Figure]] = {}
    totals: dict[str, Figure] = {}
    for k, partner in enumerate(actual.partners):
        weight = actual.ledger_weight[:, k]
        if weight.sum() > 0:
            terms[partner] = [Figure(actual.ledger[:, k, term, pivot], weight) for term in range(len(TERMS))]
            totals[partner] = Figure(actual.ledger[:, k, :, pivot].sum(axis=1), weight)
    chosen = _likeliest(actual, totals)
    rejected = max(
        (partner for partner in totals if partner != chosen), key=lambda each: totals[each].value, default=None
    )
    sides = [partner for partner in (chosen, rejected) if partner is not None]
    rows = [
        LedgerSide(
            role,
            partner,
            actual.crisis.pivot,
            {name: figure.value for name, figure in zip(TERMS, terms[partner], strict=True)},
            totals[partner].value,
            totals[partner].error,
        )
        for role, partner in zip(("chosen", "rejected"), sides, strict=False)
    ]
    if rejected is not None:
        one, other = rows
        apart = {name: one.terms[name] - other.terms[name] for name in TERMS}
        error = standard_error(totals[chosen].influence - totals[rejected].influence)
        rows.append(LedgerSide("difference", None, one.state, apart, one.total - other.total, error))
    return tuple(rows)
