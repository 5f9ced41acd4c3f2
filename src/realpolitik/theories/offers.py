"""What a suitor has to offer, as a scorecard counts it: the best of its bundles, in shares of the pivot's survival.

    V_s = max over feasible bundles b of  sum over clauses of b

    sphere, cession                  + worth to the pivot if it gains the stake, - if it holds and loses it,
                                       x 1 at signature, 0.8 in a war, 0.6 at victory
    transfer, recognition,           + worth to the pivot, discounted alike
    consultation
    defense, guarantee, neutrality,  + UNIT omega / omega of its kind, where a member promises it to the pivot; each kind
    nonaggression, offense             counts once, and less by what an exclusion cost in credit
    offense                          - UNIT where the pivot promises it
    any clause                       - cost to the pivot;  x 1/2, or the chance given, for each consent that it needs

The factors are round numbers, chosen without looking at any case: a promise counts as much as a twentieth of survival.
"""

from __future__ import annotations

import math
from typing import Final

from realpolitik.crisis.bundles import feasible
from realpolitik.crisis.schema import Suitor
from realpolitik.crisis.treaty import Clause, Delivery, Kind
from realpolitik.game.numbers.beliefs import credit_left, exclusions_by
from realpolitik.theories.reading import Reading

UNIT: Final = 0.05
DELIVERED: Final = {Delivery.SIGNATURE: 1.0, Delivery.WAR: 0.8, Delivery.VICTORY: 0.6}
CONSENT: Final = 0.5


def offers(reading: Reading) -> dict[str, float]:
    """Return the value of each suitor's best bundle to the pivot, in shares of its survival."""
    return {key: _best(reading, key, suitor) for key, suitor in reading.crisis.suitors.items()}


def _best(reading: Reading, key: str, suitor: Suitor) -> float:
    credit = {member: _credit(reading, member) for member in suitor.members}
    paid = {name: _paid(reading, f"suitors.{key}.menu.{name}", clause) for name, clause in suitor.menu.items()}
    promised = {
        name: _promised(reading, f"suitors.{key}.menu.{name}", clause, credit) for name, clause in suitor.menu.items()
    }
    kinds = {name: clause.kind for name, clause in suitor.menu.items()}

    def value(bundle: tuple[str, ...]) -> float:
        best: dict[Kind, float] = {}
        for name in bundle:
            best[kinds[name]] = max(best.get(kinds[name], 0.0), promised[name])
        return math.fsum([*(paid[name] for name in bundle), *best.values()])

    return max(value(bundle) for bundle in feasible(suitor.menu))


def _paid(reading: Reading, path: str, clause: Clause) -> float:
    """Return what delivery of a clause is worth to the pivot, less what it costs it."""
    pivot = reading.crisis.pivot
    worth = 0.0
    if clause.stake is not None:
        at = f"stakes.{clause.stake}.worth.{pivot}"
        amount = reading.number(at) if reading.has(at) else 0.0
        gains = pivot in clause.beneficiaries
        loses = not gains and reading.crisis.stakes[clause.stake].holder == pivot
        worth = amount * DELIVERED[clause.delivery] * (1.0 if gains else -1.0 if loses else 0.0)
    elif reading.has(f"{path}.worth.{pivot}"):
        worth = reading.number(f"{path}.worth.{pivot}") * DELIVERED[clause.delivery]
    if clause.kind is Kind.OFFENSE and pivot in clause.obligors:
        worth -= UNIT
    cost = reading.number(f"{path}.cost.{pivot}") if reading.has(f"{path}.cost.{pivot}") else 0.0
    return (worth - cost * DELIVERED[clause.delivery]) * _consent(reading, path, clause)


def _promised(reading: Reading, path: str, clause: Clause, credit: dict[str, float]) -> float:
    """Return what a promise to the pivot counts."""
    promisers = [credit[state] for state in clause.obligors if state in credit]
    if (
        not (clause.kind.pledges_fighting or clause.kind.forbids_fighting)
        or reading.crisis.pivot not in clause.beneficiaries
        or not promisers
    ):
        return 0.0
    usual = clause.kind.breach_weight
    weight = reading.number(f"{path}.weight") if reading.has(f"{path}.weight") else usual
    return UNIT * weight / usual * max(promisers) * _consent(reading, path, clause)


def _consent(reading: Reading, path: str, clause: Clause) -> float:
    chance = 1.0
    for state in clause.consent_of:
        at = f"{path}.consent_chance.{state}"
        chance *= reading.number(at) if reading.has(at) else CONSENT
    return chance


def _credit(reading: Reading, state: str) -> float:
    """Return the share of a state's credit that its exclusions of the pivot have left on the day of reading."""
    crisis, left = reading.crisis, 1.0
    weight, half_life = (reading.number(f"constants.exclusion_{name}") for name in ("weight", "half_life"))
    for exclusion, months in exclusions_by(crisis, crisis.as_of):
        if exclusion.state == crisis.pivot and state in exclusion.by:
            left *= credit_left(months, weight, half_life)
    return left
