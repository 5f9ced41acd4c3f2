"""The items of a side as clauses of its menu.

Every menu begins with the accord itself, which all other clauses need: winning the courted state is worth something to
the side, and losing it costs the rival as much. A threat is lifted by the accord, which differs from carrying it out by a
constant alone. Promises (DEF, OFF, GUAR, NEUT) are worth what the war subgame makes of them, and their discounts lower the
share of reputation at stake. All else is paid at signature, where the codebook's discounts for holder and delivery stand
in place of later dates, so that nothing is discounted twice.

    DEF      defense, both ways            GUAR   guarantee of the courted state     OFF   offense against the rival
    NEUT     nonaggression, both ways      CONSULT  consultation with a worth        TERR  cession     SPHERE  sphere
    MIL, MON, TRADE, SECRET  transfer      STATUS   recognition                      TRANSIT, DEMAND  transfer to the side
    THREAT   worth of the accord           COND     a discount on duties in the same bid
"""

from __future__ import annotations

from typing import Any, Final

from realpolitik.crisis.defaults import BREACH_WEIGHTS
from realpolitik.history.case import ClauseType, Letter
from realpolitik.history.scales import Scales, around
from realpolitik.history.units import UNITS, Item

PIVOT: Final = "P"
ACCORD: Final = "accord"

PROMISES: Final = {
    ClauseType.DEFENSE: ("defense", True),
    ClauseType.OFFENSE: ("offense", True),
    ClauseType.GUARANTEE: ("guarantee", False),
    ClauseType.NEUTRALITY: ("nonaggression", True),
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


def menu(letter: Letter, offered: tuple[Item, ...], scales: Scales) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the menu of a side, and the stakes that it names.

    Parameters
    ----------
    letter : Letter
    offered : tuple of Item
    scales : Scales
    """
    worth = {letter.value: around(scales.courtship), letter.other.value: _negative(around(scales.courtship))}
    accord: dict[str, Any] = {"kind": "consultation", "obligors": [letter.value], "beneficiaries": [PIVOT]}
    accord["worth"] = worth
    clauses: dict[str, Any] = {ACCORD: accord}
    stakes: dict[str, Any] = {}
    for item in offered:
        key = item.type.name.lower().replace("_", "-")
        if item.type is ClauseType.THREAT:
            worth[PIVOT] = around(scales.offer * item.units, item.unsure)
            continue
        clauses[key] = {"requires": [ACCORD], "secret": item.secret} | _clause(letter, item, scales)
        if item.type in ASSETS:
            stake = f"{key}-{letter.value}"
            clauses[key]["stake"] = stake
            gain = around(scales.offer * item.units, item.unsure)
            stakes[stake] = {"name": f"{key} from side {letter.value}", "worth": {PIVOT: gain}}
    return clauses, stakes


def _clause(letter: Letter, item: Item, scales: Scales) -> dict[str, Any]:
    side = letter.value
    gain = around(scales.offer * item.units, item.unsure)
    price = around(scales.offer * item.units * scales.burden, item.unsure)
    if item.type in PROMISES:
        return _promise(letter, item, scales)
    if item.type in ASKED:
        kind = {"kind": "transfer", "obligors": [PIVOT], "beneficiaries": [side]}
        return kind | {"worth": {PIVOT: _negative(gain), side: gain}}
    given = {"obligors": [side], "beneficiaries": [PIVOT]}
    if item.type in ASSETS:
        # What an enemy or a third state holds costs the side nothing to promise.
        cost = {side: price} if item.holder == "own" else {}
        return given | {"kind": ASSETS[item.type], "cost": cost}
    return given | {"kind": PAYMENTS[item.type], "worth": {PIVOT: gain}, "cost": {side: price}}


def _promise(letter: Letter, item: Item, scales: Scales) -> dict[str, Any]:
    kind, mutual = PROMISES[item.type]
    side = letter.value
    weight = BREACH_WEIGHTS[kind] * min(item.units / UNITS[item.type], 1.0)
    clause: dict[str, Any] = {"kind": kind, "obligors": [side], "beneficiaries": [PIVOT]}
    if mutual:
        clause |= {"obligors": [side, PIVOT], "beneficiaries": [side, PIVOT]}
    if item.type is ClauseType.OFFENSE:
        duty = 2.0  # the codebook's number for a duty to attack
        clause |= {"against": [letter.other.value], "cost": {PIVOT: around(scales.offer * duty, item.unsure)}}
    spread = {"values": [0.0, weight], "weights": [0.5, 0.5]}
    # Between a half and all of its weight: the upper half of the interval would exceed what breaking a promise can cost.
    return clause | {"weight": {"choice": spread} if item.unsure else {"uniform": [0.5 * weight, weight]}}


def _negative(number: Any) -> Any:
    """Return the loss that a gain is to another."""
    if "choice" in number:
        values = [-value for value in number["choice"]["values"]]
        return {"choice": number["choice"] | {"values": values}}
    low, high = number["uniform"]
    return {"uniform": [-high, -low]}
