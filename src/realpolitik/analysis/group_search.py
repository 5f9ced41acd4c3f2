"""Which members of a group of inputs have a share of the variance of a model's answer that ought not to hide in the group.

With A and B two independent samples of the inputs, and A_G the first with the members of a group G taken from the second, the
total share of the group is (Jansen 1999)

    T_G = E[(f(A) - f(A_G))^2] / (2 Var f(A))

and no member has more than its group. So a group with less than a share of interest is dropped, and any other is cut in two, down
to single inputs (bisection of groups: Bettonvil & Kleijnen 1997).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from realpolitik.analysis.answers import Floats
from realpolitik.analysis.indices import REST, Apportioned, Model, apportion
from realpolitik.game.numbers.streams import uniforms
from realpolitik.game.workers import Stop

HIDDEN = 0.1
"""A share that the inputs that are not looked at alone must not have without being looked through."""
OF_INTEREST = 0.03
"""The share from which a group is cut in two, and an input looked at alone."""
MOST_MORE = 20
"""Inputs at most that are taken out of the group."""
POINTS = (16, 64)
"""Fewest and most base points of the search; as many as an eighth of the indices' own between them."""
EDGE = 1e-9
"""How far ranks stay from 0 and 1."""


def apportion_all(
    names: Sequence[str], apart: Sequence[str], model: Model, base: int, seed: int, stop: Stop
) -> tuple[Apportioned, bool]:
    """Apportion the variance of a model's answer so that no large share is left to the group of all other inputs.

    Parameters
    ----------
    names : sequence of str
    apart : sequence of str
        Inputs looked at alone. If all others together have more than `HIDDEN` of the variance, or there are none, those that have
        a share of interest are looked at alone too.
    model : callable
    base : int
        Base points of the indices.
    seed : int
    stop : callable
        Asked between steps.

    Returns
    -------
    Apportioned
    bool
        Whether the others have no more than `HIDDEN`, or were looked through to the end.
    """
    points = points_of_search(base)
    if apart:
        first = apportion(names, apart, model, base, seed, stop)
    else:
        usual = model(_sample(names, points, seed, "one"))
        first = Apportioned((), 0, float(usual.mean()), float(usual.std()))
    if apart and hidden_share(first) <= HIDDEN:
        return first, True
    others = [name for name in names if name not in set(apart)]
    more = search_group(names, others, model, points, seed, stop)
    if stop():
        return first, False
    if not more:
        return first, True
    second = apportion(names, (*apart, *more[:MOST_MORE]), model, base, seed, stop)
    return (second, True) if second.base >= first.base else (first, False)


def points_of_search(base: int) -> int:
    """Return the base points of the search beside indices of so many."""
    return min(max(base // 8, POINTS[0]), POINTS[1])


def runs_of_search(group: int, apart: int, base: int) -> int:
    """Return about how many runs it takes to look a group through, and to apportion the variance again.

    Parameters
    ----------
    group : int
        Inputs in it. As many of them as there are apart, as far as there are, are taken to have a share of interest: each then
        halves the part of the group that is its own.
    apart : int
        Inputs looked at alone before.
    base : int
        Base points of the indices.
    """
    if group < 1:
        return 0
    found = min(max(apart, 1), group, MOST_MORE)
    parts = 2 * found * (1 + math.log2(group / found))
    return round(points_of_search(base) * (1 + parts)) + base * (apart + found + 3)


def hidden_share(found: Apportioned) -> float:
    """Return the total share of the group of all inputs that are not looked at alone, as far as it is told apart from nothing."""
    rest = next((row for row in found.indices if row.path == REST), None)
    return rest.total if rest is not None and rest.total >= 2 * rest.total_error else 0.0


def search_group(
    names: Sequence[str], group: Sequence[str], model: Model, points: int, seed: int, stop: Stop
) -> tuple[str, ...]:
    """Return the members of a group whose share is of interest, the largest first.

    Parameters
    ----------
    names : sequence of str
        All inputs of the model.
    group : sequence of str
    model : callable
    points : int
        Base points; each takes a run for every group that is looked at.
    seed : int
    stop : callable
        Asked between rounds; what was found until then is then answered with.

    Returns
    -------
    tuple of str

    References
    ----------
    Bettonvil, B. & Kleijnen, J. P. C. (1997). Searching for important factors in simulation models with many factors:
    sequential bifurcation. European Journal of Operational Research 96, 180-194.

    Jansen, M. J. W. (1999). Analysis of variance designs for model output. Computer Physics Communications 117, 35-43.
    """
    one, other = (_sample(names, points, seed, sample) for sample in ("one", "other"))
    usual = model(one)
    variance = float(usual.var())
    columns = {name: place for place, name in enumerate(names)}
    found: dict[str, float] = {}
    waiting = [tuple(group)] if variance > 0 else []
    while waiting and not stop():
        moved = [_with(one, other, [columns[name] for name in part]) for part in waiting]
        answers = model(np.concatenate(moved)).reshape(len(waiting), points)
        shares = ((answers - usual) ** 2).mean(axis=1) / (2 * variance)
        halves = []
        for part, share in zip(waiting, shares, strict=True):
            if share < OF_INTEREST:
                continue
            if len(part) == 1:
                found[part[0]] = float(share)
            else:
                halves += [part[: len(part) // 2], part[len(part) // 2 :]]
        waiting = halves
    return tuple(sorted(found, key=lambda name: -found[name]))


def _sample(names: Sequence[str], points: int, seed: int, sample: str) -> Floats:
    ranks = [uniforms(seed, f"search of groups, {sample} sample, {name}", 0, points) for name in names]
    return np.clip(np.stack(ranks, axis=1), EDGE, 1 - EDGE)


def _with(one: Floats, other: Floats, columns: Sequence[int]) -> Floats:
    """Return one sample with some columns of another."""
    mixed = one.copy()
    mixed[:, columns] = other[:, columns]
    return mixed
