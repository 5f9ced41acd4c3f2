"""What clauses mean on a map of sides: who breaks or betrays which promise, and whom a convention binds together.

A map of sides has a row for each state and a column for each branch of a war's tree.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.treaty import Clause, Delivery, Kind, Trigger
from realpolitik.game.core.arrays import AT_SIGNATURE, ATTACKER, BY_VICTORY, BY_WAR, DEFENDER, OUT, Index

Where = NDArray[np.bool_]

MODE = {Delivery.SIGNATURE: AT_SIGNATURE, Delivery.WAR: BY_WAR, Delivery.VICTORY: BY_VICTORY}


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
