"""Inversion: frozen records of offers, what they cost and what they make likely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from realpolitik.frames import columns_of, frame_of
from realpolitik.outcome import html_table, plain

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class BestReply:
    """What a rival bids most often against an offer, and in what share of the times when it can bid."""

    suitor: str
    clauses: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Point:
    """An offer on the Pareto front of cost against probability."""

    suitor: str
    clauses: tuple[str, ...]
    cost: float
    probability: float


@dataclass(frozen=True)
class Offer:
    """An offer to which a suitor commits itself; see `realpolitik.analysis.inversion` for the definitions.

    Attributes
    ----------
    suitor : str
    clauses : tuple of str
    cost, cost_error : float
        In shares of survival: what not being chosen is worth to the suitor, less what signing this is. NaN if it is never signed.
    menu_cost : float
        What the text itself costs the suitor.
    gain, gain_error : float
        What commitment brings the suitor, all told.
    probability, probability_error : float
        Chance of the wanted outcome by the end of the period.
    best_reply : tuple of BestReply
        One for each rival.
    """

    suitor: str
    clauses: tuple[str, ...]
    cost: float
    cost_error: float
    menu_cost: float
    gain: float
    gain_error: float
    probability: float
    probability_error: float
    best_reply: tuple[BestReply, ...]


@dataclass(frozen=True)
class Inversion:
    """What it would have taken.

    Attributes
    ----------
    wanted : str
        The suitor that is to sign, or ``none``.
    period, by : date
        First and last day of the last period that counts.
    level : float
    as_it_stands, as_it_stands_error : float
        Chance of the wanted outcome in the crisis as it stands.
    impossible : bool
        Whether no offer reaches the level.
    reason : str or None
        Why, if so.
    offers : tuple of Offer
        Those that reach the level, cheapest first.
    front : tuple of Point
        Pareto front of cost against probability, suitor by suitor.
    highest : Offer
        The offer that makes the outcome likeliest.
    tried : tuple of Offer
        All, cheapest first; those that are never signed, which have no cost, last.
    """

    crisis: str
    title: str
    hash: str
    version: str
    seed: int
    draws: int
    wanted: str
    period: date
    by: date
    level: float
    as_it_stands: float
    as_it_stands_error: float
    impossible: bool
    reason: str | None
    offers: tuple[Offer, ...]
    front: tuple[Point, ...]
    highest: Offer
    tried: tuple[Offer, ...]

    @property
    def cheapest(self) -> Mapping[str, Offer]:
        """The cheapest offer that reaches the level, of each suitor that has one."""
        found: dict[str, Offer] = {}
        for offer in self.offers:
            found.setdefault(offer.suitor, offer)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        result: dict[str, Any] = plain(self)
        return result

    def to_frame(self) -> polars.DataFrame:
        """Return a polars frame with one row for every offer that was tried."""
        rows = (vars(offer) | {"reaches": offer.probability >= self.level} for offer in self.tried)
        return frame_of(rows, columns_of(Offer, without=("best_reply",)) | {"reaches": bool})

    def _repr_html_(self) -> str:
        head = ("suitor", "offer", "cost", "probability")
        rows = [
            (offer.suitor, ", ".join(offer.clauses), f"{offer.cost:+.3f}", f"{offer.probability:.3f}")
            for offer in self.offers or (self.highest,)
        ]
        caption = f"{self.title}: {self.wanted} by {self.by}, {self.draws} draws"
        return html_table(f"{caption}; {self.reason}" if self.reason else caption, head, rows)
