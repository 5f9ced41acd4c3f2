"""Variants of a crisis by name: what a user asks to be changed, checked before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from realpolitik.analysis.answers import Answers, Figure
from realpolitik.crisis.lookup import find, names_of
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import CrisisInvalid, RealpolitikError

Changes = Mapping[str, Any]
"""Dotted path -> new content as it would stand in the file; see `realpolitik.crisis.patch`."""


def without(crisis: CrisisLike, factors: Iterable[str]) -> dict[str, Any]:
    """Return the one patch that removes several factors of a crisis.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    factors : iterable of str
        Keys or names of factors, in any order: their patches are joined in the order of the file, the later over the earlier.

    Raises
    ------
    RealpolitikError
        If the crisis has no such factor.
    """
    stated = crisis_of(crisis)
    wanted = known_factors(stated, factors)
    joined: dict[str, Any] = {}
    for key in wanted:
        for path, content in stated.factors[key].without.items():
            joined.pop(path, None)  # what is set last is also done last
            joined[path] = content
    return joined


def known_factors(crisis: Crisis, factors: Iterable[str]) -> tuple[str, ...]:
    """Return factors in the order of the file.

    Raises
    ------
    RealpolitikError
        If the crisis has no factors, or not one of these.
    """
    if not crisis.factors:
        raise RealpolitikError(no_factors(crisis))
    wanted = {find(name, names_of(crisis.factors), "factor of this crisis") for name in factors}
    return tuple(key for key in crisis.factors if key in wanted)


def no_factors(crisis: Crisis) -> str:
    """Say of a crisis that it has no factors, and what to do."""
    return f"{crisis.id} names no factors; give it a section `factors`, with a patch that removes each"


def varied(crisis: Crisis, label: str, changes: Changes) -> Crisis:
    """Return a variant of a crisis; what is wrong with it is told under its label.

    Raises
    ------
    CrisisInvalid
    """
    try:
        return patch(crisis, changes)
    except CrisisInvalid as invalid:
        file = f"variant {label}"
        raise CrisisInvalid(replace(problem, file=file) for problem in invalid.problems) from None


def partners_of(answers: Sequence[Answers]) -> tuple[str, ...]:
    """Return the partners of any of several variants, ``none`` first."""
    return tuple(dict.fromkeys(partner for each in answers for partner in each.partners))


def chance_of(answers: Answers, partner: str) -> Figure:
    """Return the chance of a partner; nothing, for one that this variant does not have."""
    if partner in answers.partners:
        return answers.chance(partner)
    return Figure(np.zeros(answers.draws), np.ones(answers.draws))
