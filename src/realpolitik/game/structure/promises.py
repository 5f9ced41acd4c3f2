"""What clauses mean on a map of sides: who breaks or betrays which promise, and whom a convention binds together.

A map of sides has a row for each state and a column for each branch of a war's tree.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.treaty import Clause, Delivery, Kind, Trigger
from realpolitik.game.core.arrays import ATTACKER, DEFENDER, OUT, Index

Where = NDArray[np.bool_]

WHOEVER_WINS = ATTACKER | DEFENDER


def delivered_to(clause: Clause) -> tuple[str, ...]:
    """Return the states that what a clause delivers is handed to; its worth may be somebody else's."""
    return clause.beneficiaries[:1] if clause.kind.hands_over_a_stake else clause.beneficiaries


def delivered_if(clause: Clause, lead: str, sides: Index, number: Mapping[str, int]) -> Index:
    """Return for each branch whose victory delivers a clause of a menu: 0, ATTACKER, DEFENDER or both; shape (leaves,).

    What a war delivers comes whoever wins it, unless an obligor fights against whoever it is for.
    """
    leaves = sides.shape[1]
    if clause.delivery is Delivery.VICTORY:
        return np.asarray(sides[number[lead]])
    if clause.delivery is Delivery.SIGNATURE:
        return np.full(leaves, WHOEVER_WINS, dtype=np.int64)
    hindered = np.zeros(leaves, dtype=bool)
    for obligor in clause.obligors:
        own = sides[number[obligor]]
        for recipient in delivered_to(clause):
            hindered |= (own != OUT) & (own == ATTACKER + DEFENDER - sides[number[recipient]])
    return np.where(hindered, 0, WHOEVER_WINS)


def broken_by(
    clause: Clause, obligor: str, sides: Index, number: Mapping[str, int], target: str
) -> tuple[Where, Where]:
    """Return the branches in which an obligor breaks a clause toward any beneficiary, and those in which it betrays one.

    Returns
    -------
    tuple of ndarray
        Each of shape (leaves,).
    """
    broken, betrayed = np.zeros((2, sides.shape[1]), dtype=bool)
    if clause.kind.can_be_broken and obligor in clause.obligors:
        own = sides[number[obligor]]
        for beneficiary in clause.beneficiaries:
            if beneficiary == obligor:
                continue
            where = _broken_toward(clause, own, beneficiary, sides, number, target)
            broken |= where
            if clause.kind.calls_to_fight:
                betrayed |= where & (own == ATTACKER + DEFENDER - sides[number[beneficiary]])
    return broken, betrayed


def _broken_toward(
    clause: Clause, own: Index, beneficiary: str, sides: Index, number: Mapping[str, int], target: str
) -> Where:
    its = sides[number[beneficiary]]
    opposite = ATTACKER + DEFENDER - its
    counts = np.asarray(its != OUT)
    if clause.against:
        counts &= np.any([sides[number[enemy]] == opposite for enemy in clause.against], axis=0)
    if clause.contingent_on is not None:
        counts &= sides[number[clause.contingent_on]] == its
    if clause.kind.calls_to_defend:
        called = its == DEFENDER if clause.trigger is Trigger.BELLIGERENT else np.full(its.shape, beneficiary == target)
        return np.asarray(counts & called & (own != its))
    if clause.kind is Kind.OFFENSE:
        return np.asarray(counts & (own != its))
    return np.asarray(counts & (own == opposite))


def bound_together(clause: Clause, state: str, sides: Index, number: Mapping[str, int]) -> Where:
    """Return the branches in which a convention binds a state to another member of its side; shape (leaves,)."""
    parties = {*clause.obligors, *clause.beneficiaries}
    own = sides[number[state]]
    if state not in parties:
        return np.zeros(own.shape, dtype=bool)
    others = [sides[number[other]] == own for other in parties if other != state]
    return np.asarray((own != OUT) & np.any(others, axis=0)) if others else np.zeros(own.shape, dtype=bool)
