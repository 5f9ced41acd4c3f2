r"""Which states of a conflict are stable, for whom, and under which foresight.

A graph model has decision makers N, states S, for each i the states R_i(s) that i can reach from s in one step, and a
ranking of the states with ties. i's improvements are R_i^+(s) = {q in R_i(s) : q better than s for i}. The others H = N - {i}
answer by legal sequences: moves by members of H, nobody moving twice in succession; R_H(s) and R_H^+(s) are what such
sequences of moves, or of improvements, reach. State s is stable for i

    R     if R_i^+(s) is empty
    GMR   if for every q in R_i^+(s) some t in R_H(q) is not better than s for i
    SMR   if t can be chosen so that, besides, no u in R_i(t) is better than s for i
    SEQ   if for every q in R_i^+(s) some t in R_H^+(q) is not better than s for i

and an equilibrium is a state that is stable for all. (Kilgour, Hipel & Fang 1987; Fang, Hipel & Kilgour 1993.)

Since a ranking is complete, "some t is not better than s" asks only for the least rank that is reached. With r the rank
of a state for i, and v = r (GMR, SEQ) or v(t) = max(r(t), max over u in R_i(t) of r(u)) (SMR), the least v that a legal
sequence from q reaches if j moves first is the largest solution of

    L_j(q) = min over t in R_j(q) of  min( v(t), min over k in H, k != j, of L_k(t) )

and s is stable if the largest over q in R_i^+(s) of min over j of L_j(q) is at most r(s). Two decision makers need no
rule of their own: with H = {j} a legal sequence is a single move. One pass costs as much as there are moves, and no
reachability matrix (Xu, Hipel & Kilgour 2009) is ever formed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""Rank of what cannot be reached."""


class Concept(StrEnum):
    """The four solution concepts."""

    NASH = "Nash"
    GENERAL_METARATIONAL = "general metarational"
    SYMMETRIC_METARATIONAL = "symmetric metarational"
    SEQUENTIAL = "sequential"


class Moves:
    """The moves of one decision maker: pairs of states, ordered by the state that is left.

    Parameters
    ----------
    sources, targets : array_like of int
        A move leads from ``sources[k]`` to ``targets[k]``; repeats are dropped, and so are moves that lead nowhere else.
    count : int
        Number of states.

    Raises
    ------
    ValueError
        If a move names a state that is not there.
    """

    def __init__(self, sources: Iterable[int] | Ranks, targets: Iterable[int] | Ranks, count: int) -> None:
        pairs = np.stack([np.asarray(ends, dtype=np.int64).reshape(-1) for ends in (sources, targets)])
        if pairs.size and not (pairs.min() >= 0 and pairs.max() < count):
            raise ValueError(f"a move leads out of the {count} states")
        codes = np.unique(pairs[0] * count + pairs[1])
        ends = np.divmod(codes, count)
        self.count = count
        self._keep(*ends, ends[0] != ends[1])

    def _keep(self, sources: Ranks, targets: Ranks, kept: Flags) -> None:
        self.sources, self.targets = sources[kept], targets[kept]
        self._starts = np.flatnonzero(np.diff(self.sources, prepend=-1))
        self._left = self.sources[self._starts]

    def only(self, kept: Flags) -> Moves:
        """Return the moves that are flagged."""
        result = copy(self)
        result._keep(self.sources, self.targets, kept)
        return result

    def improvements(self, ranks: Ranks) -> Moves:
        """Return the moves that lead to a state of higher rank."""
        return self.only(ranks[self.targets] > ranks[self.sources])

    def from_state(self, state: int) -> tuple[int, ...]:
        """Return the states that can be reached in one step from a state."""
        return tuple(self.targets[self.sources == state].tolist())

    def least(self, values: Ranks) -> Ranks:
        """Return the least value that one step reaches from each state; `NEVER` where there is no step."""
        result = np.full(self.count, NEVER)
        if self._left.size:
            result[self._left] = np.minimum.reduceat(values[self.targets], self._starts)
        return result

    def greatest(self, values: Ranks) -> Ranks:
        """Return the greatest value that one step reaches from each state; ``-NEVER`` where there is no step."""
        return -self.least(-values)


@dataclass(frozen=True)
class GraphModel:
    """A conflict as graphs.

    Attributes
    ----------
    names : tuple of str
        The decision makers.
    moves : tuple of Moves
        Of each decision maker.
    ranks : ndarray, shape (decision makers, states)
        How each ranks the states: higher is better, equal is a tie.
    """

    names: tuple[str, ...]
    moves: tuple[Moves, ...]
    ranks: Ranks

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if not self.names or self.ranks.ndim != 2 or len({len(self.names), len(self.moves), len(self.ranks)}) != 1:
            raise ValueError("a conflict needs moves and a ranking for each of its decision makers")
        if any(moves.count != self.ranks.shape[1] for moves in self.moves):
            raise ValueError("moves and rankings speak of different numbers of states")


@dataclass(frozen=True)
class Stability:
    """The stable states of a conflict.

    Attributes
    ----------
    names : tuple of str
        The decision makers.
    stable : dict
        Concept -> for each decision maker and state, whether the state is stable; shape (decision makers, states).
    """

    names: tuple[str, ...]
    stable: dict[Concept, Flags]

    def equilibria(self, concept: Concept) -> tuple[int, ...]:
        """Return the states that are stable for every decision maker."""
        return tuple(np.flatnonzero(self.stable[concept].all(axis=0)).tolist())


def analyse(model: GraphModel) -> Stability:
    """Find the stability of every state for every decision maker under the four concepts.

    Examples
    --------
    The prisoners' dilemma: states CC, DC, CD, DD; the first prisoner moves between 0 and 1 and between 2 and 3.

    >>> first, second = Moves([0, 1, 2, 3], [1, 0, 3, 2], 4), Moves([0, 2, 1, 3], [2, 0, 3, 1], 4)
    >>> model = GraphModel(("first", "second"), (first, second), np.array([[2, 3, 0, 1], [2, 0, 3, 1]]))
    >>> analyse(model).equilibria(Concept.NASH), analyse(model).equilibria(Concept.SEQUENTIAL)
    ((3,), (0, 3))
    """
    better = [moves.improvements(ranks) for moves, ranks in zip(model.moves, model.ranks, strict=True)]
    stable = {concept: np.zeros(model.ranks.shape, dtype=bool) for concept in Concept}
    for i, ranks in enumerate(model.ranks):
        others = [moves for j, moves in enumerate(model.moves) if j != i]
        credible = [moves for j, moves in enumerate(better) if j != i]
        after_reply = np.maximum(ranks, model.moves[i].greatest(ranks))
        sanctions = {
            Concept.NASH: np.full(ranks.shape, NEVER),
            Concept.GENERAL_METARATIONAL: least_reached(others, ranks),
            Concept.SYMMETRIC_METARATIONAL: least_reached(others, after_reply),
            Concept.SEQUENTIAL: least_reached(credible, ranks),
        }
        for concept, sanction in sanctions.items():
            stable[concept][i] = better[i].greatest(sanction) <= ranks
    return Stability(model.names, stable)


def least_reached(coalition: Sequence[Moves], values: Ranks) -> Ranks:
    """Return the least value that a coalition's legal sequences reach from each state.

    Parameters
    ----------
    coalition : sequence of Moves
        Of its members; no member moves twice in succession.
    values : ndarray, shape (states,)

    Returns
    -------
    ndarray, shape (states,)
        `NEVER` where nobody in the coalition can move.
    """
    if not coalition:
        return np.full(values.shape, NEVER)
    least = np.stack([moves.least(values) for moves in coalition])
    while True:
        longer = []
        for j, moves in enumerate(coalition):
            rest = np.delete(least, j, axis=0).min(axis=0, initial=NEVER)
            longer.append(moves.least(np.minimum(values, rest)))
        found = np.stack(longer)
        if np.array_equal(found, least):
            return np.asarray(least.min(axis=0))
        least = found
