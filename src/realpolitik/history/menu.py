"""The items of a side as clauses of its menu.

Every menu begins with the accord itself, which all other clauses need: winning the courted state is worth something to
the side, and losing it costs the rival as much. Promises (DEF, OFF, GUAR, NEUT, STAYOUT, and to leave in peace whom one
threatens) are worth what the war subgame makes of them, and their discounts lower the share of reputation at stake. All
else is paid at signature, where the codebook's discounts for holder and delivery stand in place of later dates, so that
nothing is discounted twice.

    DEF      defense, both ways            GUAR   guarantee of the courted state     OFF   offense against the rival
    NEUT     nonaggression, both ways      STAYOUT  neutrality of the courted state toward both sides
    CONSULT  consultation with a worth     TERR   cession     SPHERE  sphere
    MIL, MON, TRADE, SECRET  transfer      STATUS   recognition                      TRANSIT, DEMAND  transfer to the side
    THREAT   nonaggression of those that threaten             COND    a discount on duties in the same bid

All states of a side promise together. A worth, or a price, of the side is the same share of survival to each of them, so
that dividing a side changes neither. What is promised both ways is two clauses that are offered together, for the states
of a side promise nothing to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from realpolitik.crisis.defaults import BREACH_WEIGHTS
from realpolitik.history.case import ClauseType
from realpolitik.history.scales import Scales, around
from realpolitik.history.units import UNITS, Item

PIVOT: Final = "P"
ACCORD: Final = "accord"
IN_RETURN: Final = "in-return"
DUTY_TO_ATTACK: Final = 2.0
"""The codebook's number of units that it costs the courted state."""

PROMISES: Final = {
    ClauseType.DEFENSE: ("defense", True),
    ClauseType.OFFENSE: ("offense", True),
    ClauseType.GUARANTEE: ("guarantee", False),
    ClauseType.NEUTRALITY: ("nonaggression", True),
    ClauseType.THREAT: ("nonaggression", False),
}
"""Kind, and whether the courted state promises too."""
PAYMENTS: Final = {
    ClauseType.CONSULTATION: "consultation",
    ClauseType.ARMS: "transfer",
    ClauseType.MONEY: "transfer",
    ClauseType.TRADE: "transfer",
    ClauseType.STATUS: "recognition",
    ClauseType.SECRECY: "transfer",
}
ASSETS: Final = {ClauseType.LAND: "cession", ClauseType.FREE_HAND: "sphere"}
ASKED: Final = frozenset({ClauseType.TRANSIT, ClauseType.DEMAND})


@dataclass(frozen=True)
class Bidders:
    """The states around a menu, by their keys in the crisis.

    Attributes
    ----------
    key : str
        The side that bids.
    ours, theirs : tuple of str
        Its states, and its rival's.
    threatening : tuple of str
        Those of its states that threaten.
    """

    key: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    threatening: tuple[str, ...]


def menu(bidders: Bidders, offered: tuple[Item, ...], scales: Scales) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the menu of a side, and the stakes that it names.

    Parameters
    ----------
    bidders : Bidders
    offered : tuple of Item
    scales : Scales
    """
    won, lost = around(scales.courtship), _negative(around(scales.courtship))
    accord: dict[str, Any] = {"kind": "consultation", "obligors": list(bidders.ours), "beneficiaries": [PIVOT]}
    accord["worth"] = dict.fromkeys(bidders.ours, won) | dict.fromkeys(bidders.theirs, lost)
    clauses: dict[str, Any] = {ACCORD: accord}
    stakes: dict[str, Any] = {}
    for item in offered:
        key = item.type.name.lower().replace("_", "-")
        for name, clause in _clauses(key, bidders, item, scales).items():
            together = clause.pop("with", ())
            clauses[name] = {"requires": [ACCORD, *together], "secret": item.secret} | clause
        if item.type in ASSETS:
            stake = f"{key}-{bidders.key}"
            clauses[key]["stake"] = stake
            gain = around(scales.offer * item.units, item.unsure)
            stakes[stake] = {"name": f"{key} from side {bidders.key}", "worth": {PIVOT: gain}}
    return clauses, stakes


def _clauses(key: str, bidders: Bidders, item: Item, scales: Scales) -> dict[str, dict[str, Any]]:
    gain = around(scales.offer * item.units, item.unsure)
    price = around(scales.offer * item.units * scales.burden, item.unsure)
    ours = bidders.ours
    if item.type is ClauseType.STAY_OUT:
        return {key: _promise("neutrality", item, (PIVOT,), (*ours, *bidders.theirs))}
    if item.type in PROMISES:
        return _promises(key, bidders, item, scales)
    if item.type in ASKED:
        asked = {"kind": "transfer", "obligors": [PIVOT], "beneficiaries": list(ours)}
        return {key: asked | {"worth": {PIVOT: _negative(gain)} | dict.fromkeys(ours, gain)}}
    given = {"obligors": list(ours), "beneficiaries": [PIVOT]}
    if item.type in ASSETS:
        # What an enemy or a third state holds costs the side nothing to promise.
        cost = dict.fromkeys(ours, price) if item.holder == "own" else {}
        return {key: given | {"kind": ASSETS[item.type], "cost": cost}}
    return {key: given | {"kind": PAYMENTS[item.type], "worth": {PIVOT: gain}, "cost": dict.fromkeys(ours, price)}}


def _promises(key: str, bidders: Bidders, item: Item, scales: Scales) -> dict[str, dict[str, Any]]:
    kind, mutual = PROMISES[item.type]
    promising = bidders.threatening if item.type is ClauseType.THREAT else bidders.ours
    given = {key: _promise(kind, item, promising, (PIVOT,))}
    if mutual:
        back = f"{key}-{IN_RETURN}"
        given[back] = _promise(kind, item, (PIVOT,), bidders.ours) | {"with": (key,)}
        given[key]["with"] = (back,)
    if item.type is ClauseType.OFFENSE:
        for clause in given.values():
            clause["against"] = list(bidders.theirs)
        given[f"{key}-{IN_RETURN}"]["cost"] = {PIVOT: around(scales.offer * DUTY_TO_ATTACK, item.unsure)}
    return given


def _promise(kind: str, item: Item, promising: tuple[str, ...], to: tuple[str, ...]) -> dict[str, Any]:
    weight = BREACH_WEIGHTS[kind] * min(item.units / UNITS[item.type], 1.0)
    spread = {"values": [0.0, weight], "weights": [0.5, 0.5]}
    # Between a half and all of its weight: the upper half of the interval would exceed what breaking a promise can cost.
    at_stake = {"choice": spread} if item.unsure else {"uniform": [0.5 * weight, weight]}
    return {"kind": kind, "obligors": list(promising), "beneficiaries": list(to), "weight": at_stake}


def _negative(number: Any) -> Any:
    """Return the loss that a gain is to another."""
    if "choice" in number:
        values = [-value for value in number["choice"]["values"]]
        return {"choice": number["choice"] | {"values": values}}
    low, high = number["uniform"]
    return {"uniform": [-high, -low]}
