"""Bundles: which sets of clauses a menu can make, what they amount to, and what a refusal leaves of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from realpolitik.crisis.treaty import Clause


def feasible(menu: Mapping[str, Clause]) -> tuple[tuple[str, ...], ...]:
    """Return the bundles of a menu that respect `requires` and `excludes`, in the order of their bit masks."""
    return _feasible(tuple((key, clause.requires, clause.excludes) for key, clause in menu.items()))


@lru_cache(maxsize=256)
def _feasible(menu: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]) -> tuple[tuple[str, ...], ...]:
    bits = {key: 1 << index for index, (key, _, _) in enumerate(menu)}
    rules = [
        (bits[key], sum(bits.get(other, 0) for other in set(needs)), sum(bits.get(other, 0) for other in set(bars)))
        for key, needs, bars in menu
    ]
    return tuple(
        tuple(key for key, bit in bits.items() if mask & bit)
        for mask in range(1, 1 << len(menu))
        if all(not mask & bit or (mask & needs == needs and not mask & bars) for bit, needs, bars in rules)
    )


def effective(menu: Mapping[str, Clause], chosen: tuple[str, ...]) -> frozenset[str]:
    """Return the clauses of a bundle that any term of the model mentions."""
    return frozenset(key for key in chosen if not _idle(menu[key]))


def _idle(clause: Clause) -> bool:
    return clause.kind.pays and not (clause.worth or clause.cost or clause.consent_of)


def without_clause(menu: Mapping[str, Clause], chosen: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Return what is left of a bundle when a clause falls, with every clause that requires it."""
    left = tuple(other for other in chosen if other != key)
    while True:
        kept = tuple(other for other in left if set(menu[other].requires) <= set(left))
        if kept == left:
            return kept
        left = kept
