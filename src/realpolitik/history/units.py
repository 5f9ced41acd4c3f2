"""The codebook's units and discounts: what a bid is worth to the courted state, before any scale.

    V = sum over clauses of  unit(type) * holder * delivery * condition * timing

What an enemy holds must be won: it counts the chance that the side wins, in place of a holder's discount, and comes as late
as the text says. Whether it is taken or handed over makes no difference then.

Each type counts once for a side, at its best bid. The numbers are the codebook's round defaults, frozen before any
forecast was seen; none is fitted, and each carries an interval of plus or minus a half. Where the codebook grades a
type by a fact that the coded case does not hold, the middle grade stands for all cases: see the table `UNITS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from realpolitik.history.case import Bid, Case, ClauseType, CodedClause, Letter, Timing

UNITS: Final[Mapping[ClauseType, float]] = {
    ClauseType.LAND: 2.0,
    ClauseType.FREE_HAND: 1.0,
    ClauseType.DEFENSE: 1.0,
    ClauseType.OFFENSE: 1.0,
    ClauseType.GUARANTEE: 1.0,
    ClauseType.NEUTRALITY: 1.0,
    ClauseType.STAY_OUT: 1.0,
    ClauseType.CONSULTATION: 0.5,
    ClauseType.ARMS: 0.5,
    ClauseType.MONEY: 1.0,
    ClauseType.TRADE: 0.5,
    ClauseType.STATUS: 0.5,
    ClauseType.SECRECY: 0.25,
    ClauseType.TRANSIT: 2.0,
    ClauseType.DEMAND: 1.0,
    ClauseType.THREAT: 1.0,
}
"""Units before discount. Land is a province, money up to a quarter of a year's revenue, a pledge automatic: 1."""
LAND_IN_STATED_AIMS: Final = 3.0
FREE_HAND_IN_STATED_AIMS: Final = 2.0
NAMED_ARMS: Final = 1.0
CONDITION: Final = 0.75
HALF: Final = 0.5
HOLDER: Final = {"own": 1.0, "ally": 0.25, "third": 0.75}
DELIVERY: Final = {"now": 1.0, "on_conquest": 0.8, "later": 0.6}
DELIVERY_BY_ENEMY: Final = {"now": 1.0, "on_conquest": 1.0, "later": 0.6}
"""What an enemy holds is conquered or not had: the chance of victory says which, and only delay is left to discount."""
CHANCE_BOUNDS: Final = (0.2, 0.9)
ASSETS: Final = frozenset({ClauseType.LAND, ClauseType.FREE_HAND})
DUTIES: Final = frozenset({ClauseType.DEFENSE, ClauseType.OFFENSE, ClauseType.GUARANTEE, ClauseType.ARMS})
"""Duties of the bidder, which a condition in the same bid weakens."""
USED: Final = frozenset({Timing.IN_WINDOW, Timing.HALF_VALUE})


@dataclass(frozen=True)
class Item:
    """What a side offers, asks or threatens of one type.

    Attributes
    ----------
    type : ClauseType
    units : float
        Discounted units.
    unsure : bool
        Whether it is doubtful that it was on the table.
    secret : bool
        Whether the bid that named it was secret.
    holder : str
        Who holds an asset: own, ally, third or enemy.
    """

    type: ClauseType
    units: float
    unsure: bool
    secret: bool
    holder: str


def chance_of_victory(share: float) -> float:
    """Return the chance that a side wins: its share of strength, clipped."""
    return min(max(share, CHANCE_BOUNDS[0]), CHANCE_BOUNDS[1])


def items(case: Case, letter: Letter, share: float) -> tuple[Item, ...]:
    """Return what a side has on the table, one item a type, in the codebook's order.

    Parameters
    ----------
    case : Case
    letter : Letter
    share : float
        Its share of both sides' strength.
    """
    best: dict[ClauseType, Item] = {}
    for bid in used_bids(case, letter):
        for item in _of_bid(case, bid, share):
            held = best.get(item.type)
            # A sure clause beats a doubtful one of the same type, then the larger one.
            if held is None or (not item.unsure, item.units) > (not held.unsure, held.units):
                best[item.type] = item
    return tuple(best[each] for each in ClauseType if each in best)


def used_bids(case: Case, letter: Letter) -> tuple[Bid, ...]:
    """Return the bids that count as offers: neither background nor afterwards."""
    return tuple(bid for bid in case.bids.of(letter) if bid.timing in USED)


def _of_bid(case: Case, bid: Bid, share: float) -> Iterable[Item]:
    timing = timing_of(bid)
    conditional = any(clause.type is ClauseType.CONDITION for clause in bid.clauses)
    for clause in bid.clauses:
        if clause.type is ClauseType.CONDITION:
            continue
        units = _unit(case, clause) * timing
        if conditional and clause.type in DUTIES:
            units *= CONDITION
        holder = clause.asset_holder or "third"
        if clause.type in ASSETS:
            units *= _discount(holder, clause.delivery or "later", share)
        yield Item(clause.type, units, bid.unsure or clause.unsure, bid.secret, holder)


def timing_of(bid: Bid) -> float:
    """Return what a bid's timing leaves of it: a text that was accepted counts half."""
    return HALF if bid.timing is Timing.HALF_VALUE else 1.0


def _discount(holder: str, delivery: str, share: float) -> float:
    if holder == "enemy":
        return chance_of_victory(share) * DELIVERY_BY_ENEMY[delivery]
    return HOLDER[holder] * DELIVERY[delivery]


def _unit(case: Case, clause: CodedClause) -> float:
    claimed = bool(case.security.pivot_claims_on)
    if clause.type is ClauseType.LAND and claimed:
        return LAND_IN_STATED_AIMS
    if clause.type is ClauseType.FREE_HAND and claimed:
        return FREE_HAND_IN_STATED_AIMS
    if clause.type is ClauseType.ARMS and clause.named:
        return NAMED_ARMS
    return UNITS[clause.type]
