"""Inversion: frozen records of offers, what they cost and what they make likely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from realpolitik.result import Result, Table, row_from, rows_of


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
    """An offer to which a suitor commits itself; see `realpolitik.analysis.invert` for the definitions.

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


def _replies(found: Inversion) -> Iterator[dict[str, Any]]:
    for offer in found.tried:
        for reply in offer.best_reply:
            yield {"suitor": offer.suitor, "clauses": offer.clauses, "rival": reply.suitor, "bids": reply.clauses} | {
                "share": reply.share
            }


@dataclass(frozen=True)
class Inversion(Result):
    """What it would have taken.

    Attributes
    ----------
    wanted : str
        The suitor that is to sign, or ``none``.
    asked : str
        The day or the month by which, as it was asked.
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

    VERB: ClassVar[str] = "invert"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "offers": Table(
            "an offer that was tried, cheapest first, and whether it reaches the level",
            {
                "suitor": str,
                "clauses": list,
                "cost": float,
                "cost_error": float,
                "menu_cost": float,
                "gain": float,
                "gain_error": float,
                "probability": float,
                "probability_error": float,
                "reaches": bool,
            },
            lambda found: (row_from(offer) | {"reaches": offer.probability >= found.level} for offer in found.tried),
        ),
        "front": Table(
            "an offer that no other of its suitor beats",
            {"suitor": str, "clauses": list, "cost": float, "probability": float},
            rows_of("front"),
        ),
        "replies": Table(
            "what a rival bids most often against an offer, and in what share of the times when it can bid",
            {"suitor": str, "clauses": list, "rival": str, "bids": list, "share": float},
            _replies,
        ),
    }

    crisis: str
    title: str
    hash: str
    version: str
    seed: int
    draws: int
    wanted: str
    asked: str
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
