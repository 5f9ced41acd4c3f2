"""Outcome: who signs with whom, when, at what price, and what follows, each with its Monte Carlo error.

Plain frozen records that know nothing of how they were computed; probabilities are means over draws, and
errors their standard errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from realpolitik.frames import columns_of, frame_of
from realpolitik.markup import escape

if TYPE_CHECKING:
    import polars

NONE = "none"
"""The partner when nobody signs."""


@dataclass(frozen=True)
class PartnerChance:
    """Chance that the pivot signs with a partner within the window."""

    partner: str
    probability: float
    error: float


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
class BidChance:
    """Chance that a suitor in a position to bid puts a clause on the table in a period.

    ``against_ready`` is the same against a rival's ready draft; None where no rival can have one.
    """

    period: date
    suitor: str
    clause: str
    probability: float
    against_ready: float | None


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
    """Given an attack: chance that a victor turns on another state, and that it does and prevails."""

    by: str
    toward: str
    turns: float
    prevails: float


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
    """

    alignment: str
    attack: float
    error: float
    occasions: tuple[Occasion, ...]
    joins: Mapping[str, Mapping[str, float]]
    aggressor_wins: float
    aftermath: tuple[Turn, ...]


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


@dataclass(frozen=True)
class Outcome:
    """The answer to one crisis, with its provenance."""

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int
    draws: int
    forecast_draws: int
    outcomes: tuple[PartnerChance, ...]
    when: tuple[SignatureChance, ...]
    price: tuple[ClauseChance, ...]
    bids: tuple[BidChance, ...]
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

    @property
    def surprise(self) -> dict[str, float]:
        """Nats of surprise by believer."""
        return {forecast.believer: forecast.surprise for forecast in self.forecasts}

    def probability(self, partner: str) -> float:
        """Return the chance that a partner, or ``none``, is the outcome."""
        return next(row.probability for row in self.outcomes if row.partner == partner)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        result: dict[str, Any] = plain({field.name: getattr(self, field.name) for field in fields(self)})
        result["surprise"] = [{"believer": name, "nats": nats} for name, nats in self.surprise.items()]
        return result

    def to_frame(self) -> polars.DataFrame:
        """Return the outcomes as a polars frame: partner, probability, error."""
        return frame_of((vars(row) for row in self.outcomes), columns_of(PartnerChance))

    def _repr_html_(self) -> str:
        rows = [(row.partner, f"{row.probability:.3f}", f"{row.error:.3f}") for row in self.outcomes]
        return html_table(f"{self.title}, {self.draws} draws", ("partner", "probability", "error"), rows)


def plain(value: Any) -> Any:
    """Return a record, or anything it holds, as plain lists, dictionaries, strings and numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return texts as the HTML table that a notebook shows; names in a crisis file are anybody's, and so are escaped."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><tr>{top}</tr>{body}</table>"
