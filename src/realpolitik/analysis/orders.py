"""Whether it matters in which order the joiners of a war decide.

The order is the modeller's choice, so an answer that hangs on it should say so. All orders of up to three joiners are tried;
of more, every exchange of neighbours, and the reverse. Orders in which a promise would wait for a later move are left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from realpolitik.analysis.answers import Answers, Figure, answer, difference
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis, Measure
from realpolitik.errors import CrisisInvalid
from realpolitik.result import Result, Table, plain, row_from

ALL_ORDERS_OF = 3
ATTACK = "attack"


@dataclass(frozen=True)
class OrderChange:
    """What another order changes: the chance of a partner, of ``none``, or of an ``attack``; with its paired error."""

    what: str
    difference: float
    error: float
    matters: bool


@dataclass(frozen=True)
class Order:
    """Another order in which the joiners of a plan decide, and what it changes."""

    plan: str
    joiners: tuple[str, ...]
    changes: tuple[OrderChange, ...]

    @property
    def matters(self) -> bool:
        """Whether any change is larger than the error of the figure itself, and than twice its own."""
        return any(change.matters for change in self.changes)


@dataclass(frozen=True)
class Orders(Result):
    """The orders tried, over a number of draws."""

    VERB: ClassVar[str] = "orders"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "orders": Table(
            "what another order of the joiners of a plan changes: the chance of a partner, or of an attack",
            {"plan": str, "joiners": list, "what": str, "difference": float, "error": float, "matters": bool},
            lambda found: (
                {"plan": order.plan, "joiners": order.joiners} | row_from(change)
                for order in found.orders
                for change in order.changes
            ),
        )
    }

    draws: int
    orders: tuple[Order, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers."""
        return {"draws": self.draws, "orders": [plain(order) | {"matters": order.matters} for order in self.orders]}


def other_orders(crisis: Crisis) -> Iterator[tuple[str, tuple[str, ...], Crisis]]:
    """Yield a plan, another order of its joiners, and the crisis with that order."""
    for key, plan in crisis.war_plans.items():
        given = tuple(plan.joiners)
        for order in _tried(given):
            with suppress(CrisisInvalid):  # some promise would wait for a later move
                yield key, order, _reordered(crisis, key, order)


def another_order(crisis: Crisis, key: str) -> tuple[tuple[str, ...], Crisis] | None:
    """Return the order of a plan's joiners that is farthest from theirs, and the crisis with it; None if there is no other."""
    given = tuple(crisis.war_plans[key].joiners)
    for order in reversed(_tried(given)):
        with suppress(CrisisInvalid):  # some promise would wait for a later move
            return order, _reordered(crisis, key, order)
    return None


def _reordered(crisis: Crisis, key: str, order: tuple[str, ...]) -> Crisis:
    sides = crisis.war_plans[key].joiners
    return patch(
        crisis, {f"war_plans.{key}.joiners": {state: [side.value for side in sides[state]] for state in order}}
    )


def _tried(given: tuple[str, ...]) -> list[tuple[str, ...]]:
    if len(given) <= ALL_ORDERS_OF:
        return [order for order in itertools.permutations(given) if order != given]
    swapped = [(*given[:k], given[k + 1], given[k], *given[k + 2 :]) for k in range(len(given) - 1)]
    return [*swapped, given[::-1]]


@dataclass(frozen=True)
class OrdersQuestion(Question[Orders]):
    """Whether it matters in which order the joiners of a war decide."""

    name: ClassVar[str] = "orders"
    doing: ClassVar[str] = "other orders"
    draws: ClassVar[int] = 64

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws of the crisis as it stands and with every other order."""
        return draws * (1 + sum(1 for _ in other_orders(crisis)))

    def answer(self, crisis: Crisis, work: Work) -> Orders:
        """Solve the crisis with its joiners in other orders, with the same random numbers."""
        others = list(other_orders(crisis))
        base, *told = answer([crisis, *(variant for _, _, variant in others)], work)
        orders = tuple(
            Order(plan, order, tuple(_changes(variant, base)))
            for (plan, order, _), variant in zip(others, told, strict=True)
        )
        return Orders(base.draws, orders, about=crisis)


def _changes(variant: Answers, base: Answers) -> Iterator[OrderChange]:
    for what in (*base.partners, ATTACK):
        now, before = _figure(variant, what), _figure(base, what)
        change, error = difference(now, before)
        yield OrderChange(what, change, error, abs(change) > max(2 * error, before.error))


def _figure(told: Answers, what: str) -> Figure:
    return told.figure(Measure(of="attack")) if what == ATTACK else told.chance(what)
