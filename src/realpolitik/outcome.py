"""Outcome: who signs with whom, when, at what price, and what follows, each with its Monte Carlo error.

Plain frozen records that know nothing of how they were computed; probabilities are means over draws, and
errors their standard errors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from realpolitik.crisis.lookup import partner_of
from realpolitik.crisis.reserved import NOBODY
from realpolitik.result import Table, TracedResult, row_from, row_of, rows_of

NONE = NOBODY
"""The partner when nobody signs."""


@dataclass(frozen=True)
class PartnerChance:
    """Chance that the pivot signs with a partner within the window."""

    partner: str
    probability: float
    error: float


@dataclass(frozen=True)
class PartnerChange:
    """What a change of the crisis does to the chance of a partner."""

    partner: str
    difference: float
    error: float


@dataclass(frozen=True)
class CalibratedChance:
    """Chance of a partner as a forecaster gives it that was fitted to history, and the interval in which it lies."""

    partner: str
    probability: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibrated:
    """The calibrated answer.

    Attributes
    ----------
    outcomes : tuple of CalibratedChance
        None first.
    level : float
        How surely a chance lies in its interval.
    method : str
        What it was found by.
    """

    outcomes: tuple[CalibratedChance, ...]
    level: float
    method: str


@dataclass(frozen=True)
class Reliability:
    """Forecasts of about one size, how often what they spoke of happened, and the ends of that over resampled wars."""

    low: float
    high: float
    count: int
    forecast: float
    happened: float
    happened_low: float
    happened_high: float


@dataclass(frozen=True)
class TheoryRecord:
    """How a theory did out of sample: its log score, less that of the base rate, with an interval; and how reliable it was."""

    theory: str
    log_score: float
    difference: float
    low: float
    high: float
    bins: tuple[Reliability, ...]


@dataclass(frozen=True)
class Record:
    """How theories did on coded cases of history that they were not fitted to."""

    cases: int
    wars: int
    effective_wars: float
    base_rate: float
    theories: tuple[TheoryRecord, ...]


@dataclass(frozen=True)
class SignatureChance:
    """Chance that a partner signs in the period that opens on a day."""

    period: date
    partner: str
    probability: float
    error: float


@dataclass(frozen=True)
class ClauseChance:
    """Chance that a clause is in what is signed, given that its suitor signs."""

    partner: str
    clause: str
    probability: float
    error: float


@dataclass(frozen=True)
class TakenUp:
    """What is in the texts that the pivot takes up from a suitor in a period, whatever becomes of them.

    Attributes
    ----------
    probability : float
        Share of these texts that hold the clause.
    texts : float
        Expected number of texts that are taken up from the suitor in the period.
    pressed : float
        Share of them to which the suitor agreed under pressure; the others it bid.
    """

    period: date
    suitor: str
    clause: str
    probability: float
    texts: float
    pressed: float


@dataclass(frozen=True)
class Occasion:
    """Chance of an attack on an occasion, given the alignment, however it came to be."""

    plan: str
    occasion: str
    date: date
    probability: float
    error: float


@dataclass(frozen=True)
class Turn:
    """Given an attack, or peace: what a state does that has a hostility toward another.

    Attributes
    ----------
    by, toward : str
    turns : float
        Chance that it turns on the other.
    prevails : float
        Chance that it does, is the first to come, and prevails.
    helped : mapping
        Helper -> chance that it helps the victim, given that this state turned on it and was the first; empty if it never does.
    """

    by: str
    toward: str
    turns: float
    prevails: float
    helped: Mapping[str, float]


@dataclass(frozen=True)
class War:
    """What follows on an alignment.

    Attributes
    ----------
    alignment : str
        A suitor's name: given that it signs; ``none``: if nobody had been in the running from the start.
    attack, error : float
        Chance of any attack after signature.
    occasions : tuple of Occasion
    joins : mapping
        State -> side -> chance, given an attack.
    aggressor_wins : float
        Given an attack.
    aftermath : tuple of Turn
        Who turns on whom after the war; empty if there never is one.
    peace : tuple of Turn
        Who turns on whom at the close of the window, given that nobody attacks; empty if somebody always does.
    """

    alignment: str
    attack: float
    error: float
    occasions: tuple[Occasion, ...]
    joins: Mapping[str, Mapping[str, float]]
    aggressor_wins: float
    aftermath: tuple[Turn, ...]
    peace: tuple[Turn, ...]


@dataclass(frozen=True)
class LedgerRow:
    """What an alignment is worth to a state from signature on, term by term, in shares of its own survival."""

    alignment: str
    state: str
    terms: Mapping[str, float]
    total: float
    error: float


@dataclass(frozen=True)
class Forecast:
    """What a believer expects, and how surprised it will be, in nats, at who signs when or who attacks."""

    believer: str
    outcomes: Mapping[str, float]
    attack: float
    surprise: float


@dataclass(frozen=True)
class Regret:
    """Largest expected loss of a bidder over its best bid, and the bound ln(n) / lambda on any move's loss."""

    largest: float
    bound: float


def ledger_rows(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield a row for each term of a ledger, with the total and its error in each."""
    for row in rows:
        for term, worth in row.terms.items():
            yield row_from(row) | {"term": term, "worth": worth}


def _joins(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for war in outcome.war:
        for state, sides in war.joins.items():
            for side, probability in sides.items():
                yield {"alignment": war.alignment, "state": state, "side": side, "probability": probability}


def _turns(outcome: Outcome) -> Iterator[tuple[dict[str, str], Turn]]:
    for war in outcome.war:
        for after, turns in (("war", war.aftermath), ("peace", war.peace)):
            for turn in turns:
                yield {"alignment": war.alignment, "after": after, "by": turn.by, "toward": turn.toward}, turn


def _forecasts(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for row in outcome.forecasts:
        for partner, probability in row.outcomes.items():
            yield row_from(row) | {"partner": partner, "probability": probability}


PARTNERS: Mapping[str, type] = {"partner": str, "probability": float, "error": float}
"""Columns of a table of chances of partners."""


def table_of_records(rows: Callable[[Any], Iterable[TheoryRecord]]) -> Table:
    """Return the table of how theories did, from what lists their records in a result."""
    columns = {"theory": str, "log_score": float, "difference": float, "low": float, "high": float}
    return Table(
        "how a theory did on coded cases it was not fitted to: log score, less that of the base rate, with a 95% interval",
        columns,
        lambda found: ({name: getattr(row, name) for name in columns} for row in rows(found)),
    )


OUTCOME_TABLES: Mapping[str, Table] = {
    "signs": Table("the chance that a partner signs, or `none`", PARTNERS, rows_of("outcomes")),
    "chance_alone": Table(
        "the chance that a partner signs, or `none`, with nothing at stake but what nothing explains",
        PARTNERS,
        rows_of("chance_alone"),
    ),
    "when": Table(
        "the chance that a partner signs in the period that opens on a day",
        {"period": date, **PARTNERS},
        rows_of("when"),
    ),
    "price": Table(
        "the chance that a clause is in the text, given that its suitor signs",
        {"partner": str, "clause": str, "probability": float, "error": float},
        rows_of("price"),
    ),
    "taken_up": Table(
        "of the texts that are taken up from a suitor in a period, the share that hold a clause; how many, how many pressed for",
        {"period": date, "suitor": str, "clause": str, "probability": float, "texts": float, "pressed": float},
        rows_of("taken_up"),
    ),
    "calibrated": Table(
        "the chance of a partner by a forecaster fitted to history, and the ends of its interval",
        {"partner": str, "probability": float, "low": float, "high": float},
        lambda outcome: map(row_from, () if outcome.calibrated is None else outcome.calibrated.outcomes),
    ),
    "record": table_of_records(lambda outcome: () if outcome.record is None else outcome.record.theories),
    "war": Table(
        "the chance of an attack after an alignment, and that the aggressor wins, given an attack",
        {"alignment": str, "attack": float, "error": float, "aggressor_wins": float},
        rows_of("war"),
    ),
    "occasions": Table(
        "the chance of an attack on an occasion, given the alignment",
        {"alignment": str, "plan": str, "occasion": str, "date": date, "probability": float, "error": float},
        lambda outcome: ({"alignment": war.alignment} | row_from(row) for war in outcome.war for row in war.occasions),
    ),
    "joins": Table(
        "the chance that a state joins a side, or stays out, given an attack",
        {"alignment": str, "state": str, "side": str, "probability": float},
        _joins,
    ),
    "aftermath": Table(
        "given an attack (`war`) or none (`peace`), the chance that a state turns on another, and that it comes first and prevails",
        {"alignment": str, "after": str, "by": str, "toward": str, "turns": float, "prevails": float},
        lambda outcome: ({**place, "turns": turn.turns, "prevails": turn.prevails} for place, turn in _turns(outcome)),
    ),
    "helped": Table(
        "given that a state turns on another and is the first to come, the chance that a third helps the victim",
        {"alignment": str, "after": str, "by": str, "toward": str, "helper": str, "probability": float},
        lambda outcome: (
            {**place, "helper": helper, "probability": chance}
            for place, turn in _turns(outcome)
            for helper, chance in turn.helped.items()
        ),
    ),
    "ledger": Table(
        "what a term of the ledger is worth to a state, given an alignment; the total of all terms in each row",
        {"alignment": str, "state": str, "term": str, "worth": float, "total": float, "error": float},
        lambda outcome: ledger_rows(outcome.ledger),
    ),
    "payoffs": Table(
        "what a state can expect of a term, all told; the total of all terms in each row",
        {"state": str, "term": str, "worth": float, "total": float, "error": float},
        lambda outcome: ledger_rows(outcome.payoffs),
    ),
    "forecasts": Table(
        "the chance of a partner as a believer expects it; its chance of an attack and its surprise, in nats, in each row",
        {"believer": str, "partner": str, "probability": float, "attack": float, "surprise": float},
        _forecasts,
    ),
}
"""The tables of an outcome."""


@dataclass(frozen=True)
class Outcome(TracedResult):
    """The answer to one crisis, with its provenance.

    Attributes
    ----------
    chance_alone : tuple of PartnerChance
        The answer with nothing at stake: every payoff but the unexplained one counts for nothing, on ``chance_draws`` draws.
    calibrated : Calibrated, optional
        The answer of a forecaster that learnt from coded cases of other wars; None where it has none.
    record : Record, optional
        How the model, and that forecaster, did on coded cases.
    """

    VERB: ClassVar[str] = "run"
    TABLES: ClassVar[Mapping[str, Table]] = OUTCOME_TABLES

    draws: int
    forecast_draws: int
    outcomes: tuple[PartnerChance, ...]
    chance_draws: int
    chance_alone: tuple[PartnerChance, ...]
    when: tuple[SignatureChance, ...]
    price: tuple[ClauseChance, ...]
    taken_up: tuple[TakenUp, ...]
    war: tuple[War, ...]
    attack: float
    attack_error: float
    ledger: tuple[LedgerRow, ...]
    payoffs: tuple[LedgerRow, ...]
    forecasts: tuple[Forecast, ...]
    residual: float
    branches_turned: float
    regret: Regret
    approximations: tuple[str, ...]
    calibrated: Calibrated | None = None
    record: Record | None = None

    @property
    def surprise(self) -> dict[str, float]:
        """Nats of surprise by believer."""
        return {forecast.believer: forecast.surprise for forecast in self.forecasts}

    def probability(self, partner: str) -> float:
        """Return the chance that a partner, by key or name, or ``none``, is the outcome.

        Raises
        ------
        UnknownName
            If the crisis has no such partner; with the nearest name.
        """
        key = partner if self.about is None else partner_of(partner, self.about)
        return row_of(self.outcomes, partner=key).probability

    @property
    def texts(self) -> tuple[TakenUp, ...]:
        """The rows of `taken_up` that tell of texts, one for each period and suitor, whichever clause it is about."""
        return tuple({(row.period, row.suitor): row for row in self.taken_up}.values())

    def texts_of(self, suitor: str) -> tuple[float, float]:
        """Return how many texts of a suitor can be expected to be taken up, and which share of them under pressure."""
        rows = [row for row in self.texts if row.suitor == suitor]
        texts = math.fsum(row.texts for row in rows)
        return texts, math.fsum(row.texts * row.pressed for row in rows) / texts if texts > 0 else math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        surprise = [{"believer": name, "nats": nats} for name, nats in self.surprise.items()]
        return super().to_dict() | {"surprise": surprise}
