"""Which assumptions cost their believers most: the key-assumptions check, with the model as the judge.

For each perception the truth is put in its place and the crisis is solved again with the same random numbers, the other
states' models staying as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np

from realpolitik.analysis.answers import Figure, Floats, difference, standard_error
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.consistency import Inconsistency, inconsistencies
from realpolitik.analysis.corrections import (
    EXACT,
    POOLED,
    Columns,
    Plan,
    Run,
    believed_series,
    columns,
    correct,
    dates_of,
)
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import Numbers, draw_numbers
from realpolitik.game.solve import Game, compile_models, set_up
from realpolitik.outcome import PARTNERS, PartnerChance, PartnerChange
from realpolitik.result import Table, TracedResult, provenance_of, row_from, rows_of

MOST_BIDS = 5
"""Clauses of a bid whose change is told."""


@dataclass(frozen=True)
class BidChange:
    """The change of how often a suitor that can bid bids a clause."""

    suitor: str
    clause: str
    difference: float
    error: float


@dataclass(frozen=True)
class Assumption:
    """What one state takes for granted about one number, and what that costs it.

    Attributes
    ----------
    key, state, path, because : str
    believed, actual : float
        Means over draws, at the opening of the window.
    effect : tuple of PartnerChange
        On who signs, of believing the truth instead.
    bid_change : tuple of BidChange
        If the state leads a suitor: the clauses whose chance to be bid changes most.
    cost, error : float
        Change in the state's own true expected payoff if it believes the truth; below zero, the belief pays.
    shapley, shapley_error : float
        Its share of what all assumptions of the state cost it together.
    confirming, confirming_error : float
        What asking first would have been worth, before the answer was known.
    """

    key: str
    state: str
    path: str
    believed: float
    actual: float
    because: str
    effect: tuple[PartnerChange, ...]
    bid_change: tuple[BidChange, ...]
    cost: float
    error: float
    shapley: float
    shapley_error: float
    confirming: float
    confirming_error: float


@dataclass(frozen=True)
class Believer:
    """What all assumptions of a state cost it, the other states' models staying as they are."""

    state: str
    assumptions: int
    cost: float
    error: float
    effect: tuple[PartnerChange, ...]
    shapley: str


@dataclass(frozen=True)
class StateChange:
    """The change of a state's true expected payoff."""

    state: str
    difference: float
    error: float


@dataclass(frozen=True)
class Together:
    """What changes if every state believes the truth."""

    effect: tuple[PartnerChange, ...]
    payoffs: tuple[StateChange, ...]


@dataclass(frozen=True)
class Audit(TracedResult):
    """The assumptions of a crisis, the dearest first, with their provenance."""

    VERB: ClassVar[str] = "audit"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "assumptions": Table(
            "an assumption and what it costs its believer, the dearest first",
            {
                "key": str,
                "state": str,
                "path": str,
                "believed": float,
                "actual": float,
                "because": str,
                "cost": float,
                "error": float,
                "shapley": float,
                "shapley_error": float,
                "confirming": float,
                "confirming_error": float,
            },
            rows_of("assumptions"),
        ),
        "signs": Table("the chance of a partner as things are", PARTNERS, rows_of("outcomes")),
        "effects": Table(
            "the change of a partner's chance if the truth is believed in place of an assumption",
            {"assumption": str, "partner": str, "difference": float, "error": float},
            lambda found: (
                {"assumption": each.key} | row_from(row) for each in found.assumptions for row in each.effect
            ),
        ),
        "bids": Table(
            "the change of how often a suitor that can bid bids a clause, if its lead believes the truth",
            {"assumption": str, "suitor": str, "clause": str, "difference": float, "error": float},
            lambda found: (
                {"assumption": each.key} | row_from(row) for each in found.assumptions for row in each.bid_change
            ),
        ),
        "believers": Table(
            "what all assumptions of a state cost it",
            {"state": str, "assumptions": int, "cost": float, "error": float, "shapley": str},
            rows_of("believers"),
        ),
        "payoffs": Table(
            "the change of a state's payoff if every state believes the truth",
            {"state": str, "difference": float, "error": float},
            lambda found: map(row_from, found.together.payoffs),
        ),
        "consistency": Table(
            "what is odd about assumptions",
            {"kind": str, "state": str, "assumptions": list, "path": str, "says": str},
            rows_of("consistency"),
        ),
    }

    draws: int
    outcomes: tuple[PartnerChance, ...]
    assumptions: tuple[Assumption, ...]
    believers: tuple[Believer, ...]
    together: Together
    consistency: tuple[Inconsistency, ...]
    approximations: tuple[str, ...]


@dataclass(frozen=True)
class AuditQuestion(Question[Audit]):
    """Which assumptions cost their believers most."""

    name: ClassVar[str] = "audit"
    doing: ClassVar[str] = "auditing"
    draws: ClassVar[int] = 100
    chunk: ClassVar[int] = 32
    finding: ClassVar[str] = "assumptions"
    draws_on_page: ClassVar[int] = 32

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[AuditQuestion, ...]:
        """Return the question."""
        return (cls(),)

    def refusal(self, crisis: Crisis) -> str | None:
        """Ask for perceptions."""
        if crisis.perceptions:
            return None
        return f"no state of {crisis.id} believes anything but the truth of the file; add `perceptions` to audit them"

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of runs."""
        plan = Plan(crisis, 0)
        return sum(len(plan.runs(draw)) for draw in range(draws))

    def answer(self, crisis: Crisis, work: Work) -> Audit:
        """Put the truth in the place of each perception, and of some together, in every draw."""
        game, plan = set_up(crisis), Plan(crisis, work.seed)
        found = [draw for chunk in correct(game, plan, work) for draw in chunk]
        return _Ledger(game, plan, found).audit()


@sampled(AuditQuestion.draws)
def audit(crisis: CrisisLike, **asked: Unpack[Asked]) -> Audit:
    """Say what each assumption costs its believer: the key-assumptions check of Heuer & Pherson (2010).

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis with perceptions, its id in the library, or a file.
    draws : int
        Monte Carlo draws; each takes about three runs for each perception.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers; progress is told of runs.

    Returns
    -------
    Audit

    Raises
    ------
    NothingToAnalyse
        If no state's picture differs from the file's by a perception.
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    return put(AuditQuestion(), crisis, asked)


@dataclass(frozen=True)
class _Ledger:
    """Every run of every draw, and what it adds up to."""

    game: Game
    plan: Plan
    found: list[dict[Run, Floats]]

    @property
    def places(self) -> Columns:
        return columns(self.game)

    def audit(self) -> Audit:
        """Return what the runs say."""
        crisis, seed = self.plan.crisis, self.plan.seed
        truth = draw_numbers(crisis, seed, 0, len(self.found))
        compile_models(self.game, truth)
        read = frozenset(truth.read)
        rows = [self.assumption(key, truth) for key in crisis.perceptions]
        base = self.over(Run())
        outcomes = tuple(
            PartnerChance(partner, float(base[:, k].mean()), standard_error(base[:, k]))
            for k, partner in enumerate(self.places.partners)
        )
        return Audit(
            **provenance_of(crisis, seed),
            draws=len(self.found),
            outcomes=outcomes,
            assumptions=tuple(sorted(rows, key=lambda row: -row.cost)),
            believers=tuple(sorted((self.believer(who) for who in self.plan.held), key=lambda row: -row.cost)),
            together=self.together(),
            consistency=inconsistencies(self.game, read, self.equal(truth), self.idle()),
            approximations=self.approximations(),
            about=crisis,
        )

    def over(self, run: Run) -> Floats:
        """Return what is kept of a run that every draw has; shape (draws, figures)."""
        return np.stack([draw[run] for draw in self.found])

    def gain(self, state: str, run: Run, other: Run) -> tuple[float, float]:
        """Return what one run pays a state beyond another, and its error."""
        place = self.places.payoff(state)
        gains = self.over(run)[:, place] - self.over(other)[:, place]
        return float(gains.mean()), standard_error(gains)

    def effect(self, run: Run) -> tuple[PartnerChange, ...]:
        """Return what a run changes in who signs."""
        changes = self.over(run) - self.over(Run())
        return tuple(
            PartnerChange(partner, float(changes[:, k].mean()), standard_error(changes[:, k]))
            for k, partner in enumerate(self.places.partners)
        )

    def assumption(self, key: str, truth: Numbers) -> Assumption:
        """Return what is told of an assumption."""
        crisis = self.plan.crisis
        one = crisis.perceptions[key]
        corrected = Run(frozenset({key}))
        cost, error = self.gain(one.who, corrected, Run())
        confirming, confirming_error = self.gain(one.who, corrected, Run(fixed=key))
        shares = np.array([self.shares(one.who, draw)[key] for draw in range(len(self.found))])
        return Assumption(
            key=key,
            state=one.who,
            path=one.path,
            believed=float(believed_series(crisis, truth, key).at(truth.opening).mean()),
            actual=float(truth.at(one.path).mean()),
            because=one.because,
            effect=self.effect(corrected),
            bid_change=self.bids(one.who, corrected),
            cost=cost,
            error=error,
            shapley=float(shares.mean()),
            shapley_error=standard_error(shares),
            confirming=confirming,
            confirming_error=confirming_error,
        )

    def shares(self, who: str, draw: int) -> dict[str, float]:
        """Return the Shapley values of a believer's assumptions in a draw."""
        place = self.places.payoff(who)
        worth = {run.corrected: float(kept[place]) for run, kept in self.found[draw].items() if run.fixed is None}
        return self.plan.shares(who, draw, worth)

    def bids(self, who: str, run: Run) -> tuple[BidChange, ...]:
        """Return the clauses that a suitor's lead bids most differently in a run."""
        before, after = self.over(Run()), self.over(run)
        found = []
        for suitor, clause in self.places.clauses:
            if self.plan.crisis.suitors[suitor].lead == who:
                offered, asked = self.places.offered(suitor, clause)
                figures = [Figure(kept[:, offered], kept[:, asked]) for kept in (after, before)]
                found.append(BidChange(suitor, clause, *difference(*figures)))
        moved = [row for row in found if not math.isnan(row.difference) and row.difference != 0]
        return tuple(sorted(moved, key=lambda row: -abs(row.difference))[:MOST_BIDS])

    def believer(self, who: str) -> Believer:
        """Return what is told of a believer."""
        keys = self.plan.held[who]
        run = Run(frozenset(keys))
        cost, error = self.gain(who, run, Run())
        how = "every set of its assumptions" if len(keys) <= EXACT else "a random order and its reverse in each draw"
        return Believer(who, len(keys), cost, error, self.effect(run), how)

    def together(self) -> Together:
        """Return what changes if every state believes the truth."""
        run = Run(frozenset(self.plan.crisis.perceptions))
        payoffs = (StateChange(state, *self.gain(state, run, Run())) for state in self.places.states)
        return Together(self.effect(run), tuple(payoffs))

    def equal(self, truth: Numbers) -> frozenset[str]:
        """Return the perceptions that are the truth in every draw."""
        crisis = self.plan.crisis

        def same(key: str) -> bool:
            believed, actual = believed_series(crisis, truth, key), truth.series[crisis.perceptions[key].path]
            days = (truth.opening if day is None else day for day in dates_of(self.game, believed))
            return all(bool(np.all(believed.at(day) == actual.at(day))) for day in days)

        return frozenset(key for key in crisis.perceptions if same(key))

    def idle(self) -> frozenset[str]:
        """Return the perceptions whose correction changed nothing in any draw."""
        base = self.over(Run())
        keys = self.plan.crisis.perceptions
        return frozenset(key for key in keys if np.array_equal(base, self.over(Run(frozenset({key})))))

    def approximations(self) -> tuple[str, ...]:
        """Say what the answer rests on that is not exact."""
        lines = [
            "beliefs are of the first level: a state that believes the truth still thinks that the others share its picture",
            "confirming: the belief stands at its mean over"
            f" {POOLED} draws and does not follow the truth; all else is as drawn, and asking is free and unseen",
        ]
        if any(len(keys) > EXACT for keys in self.plan.held.values()):
            lines.append(
                f"Shapley values of more than {EXACT} assumptions come from random orders, within their errors"
            )
        return tuple(lines)
