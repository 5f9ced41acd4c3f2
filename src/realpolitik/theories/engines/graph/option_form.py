"""Conflicts in option form: each decision maker has options that it takes or leaves; a state is a choice of them all.

Patterns take away states that cannot be, and make one state of those that nobody can or need tell apart, such as all in
which a firm has closed its plant (Fang, Hipel & Kilgour 1993). An option may be open in one direction only; then the
moves that it makes are irreversible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from realpolitik.theories.engines.graph.stability import GraphModel, Moves, Ranks

MOST_OPTIONS = 20
"""More would make over a million states."""

Pattern = Mapping[str, bool]
"""Option -> taken or not; an option that is left out may be either."""


class Direction(StrEnum):
    """In which direction an option can be changed."""

    BOTH = "both"
    TAKE = "take"
    LEAVE = "leave"


@dataclass(frozen=True)
class Option:
    """Something that a decision maker can take or leave; its name is its own in the whole conflict."""

    name: str
    direction: Direction = Direction.BOTH


@dataclass(frozen=True)
class DecisionMaker:
    """A decision maker and its options."""

    name: str
    options: tuple[Option, ...]


class OptionForm:
    """A conflict without its preferences.

    Parameters
    ----------
    decision_makers : sequence of DecisionMaker
    infeasible : sequence of Pattern, optional
        States that match any of these cannot be.
    merged : sequence of Pattern, optional
        States that match the same pattern are one, the first of them.

    Attributes
    ----------
    options : tuple of str
        In the order of the decision makers.
    states : tuple of tuple of bool
        What is taken in each state. The first option changes fastest.
    moves : tuple of Moves
        Of each decision maker: any change of its own options that no direction forbids.

    Raises
    ------
    ValueError
        If a name is used twice, a pattern names no option, there are too many options, or no state is left.

    Notes
    -----
    A move into or out of a merged state is open if it is open from or to any of the states that make it up.
    """

    def __init__(
        self,
        decision_makers: Sequence[DecisionMaker],
        infeasible: Sequence[Pattern] = (),
        merged: Sequence[Pattern] = (),
    ) -> None:
        self.names = tuple(each.name for each in decision_makers)
        options = [option for each in decision_makers for option in each.options]
        self.options = tuple(option.name for option in options)
        if len(set(self.options)) < len(self.options) or len(set(self.names)) < len(self.names):
            raise ValueError("two options, or two decision makers, have the same name")
        if len(options) > MOST_OPTIONS:
            raise ValueError(f"a conflict can have {MOST_OPTIONS} options, not {len(options)}")
        everything = np.arange(1 << len(options))
        self._bits = {name: 1 << index for index, name in enumerate(self.options)}
        possible = np.ones(everything.shape, dtype=bool)
        for pattern in infeasible:
            possible &= ~self._matches(everything, pattern)
        if not possible.any():
            raise ValueError("the patterns leave no state")
        stands_for = everything.copy()
        for pattern in merged:
            alike = self._matches(everything, pattern) & possible
            if alike.any():
                stands_for[alike] = stands_for[alike].min()
        kept, place = np.unique(stands_for[possible], return_inverse=True)
        self.states = tuple(tuple(bool(state & bit) for bit in self._bits.values()) for state in kept.tolist())
        self._place = np.full(everything.shape, -1)
        self._place[possible] = place
        self.moves = tuple(self._moves_of(each) for each in decision_makers)

    def graph_model(self, ranks: Ranks) -> GraphModel:
        """Return the graph model that a ranking of the states makes of it; shape (decision makers, states)."""
        return GraphModel(self.names, self.moves, np.asarray(ranks, dtype=np.int64))

    def taken(self, state: int) -> frozenset[str]:
        """Return the options that are taken in a state."""
        return frozenset(name for name, is_taken in zip(self.options, self.states[state], strict=True) if is_taken)

    def _matches(self, states: NDArray[np.int64], pattern: Pattern) -> NDArray[np.bool_]:
        unknown = set(pattern) - set(self._bits)
        if unknown:
            raise ValueError(f"no option is called {', '.join(sorted(unknown))}")
        mask = sum(self._bits[name] for name in pattern)
        wanted = sum(self._bits[name] for name, is_taken in pattern.items() if is_taken)
        return np.asarray((states & mask) == wanted)

    def _moves_of(self, who: DecisionMaker) -> Moves:
        bits = [self._bits[option.name] for option in who.options]
        never_left = sum(self._bits[option.name] for option in who.options if option.direction is Direction.TAKE)
        never_taken = sum(self._bits[option.name] for option in who.options if option.direction is Direction.LEAVE)
        before = np.flatnonzero(self._place >= 0)
        sources, targets = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for choice in range(1, 1 << len(bits)):
            after = before ^ sum(bit for index, bit in enumerate(bits) if choice >> index & 1)
            barred = (before & ~after & never_left) | (after & ~before & never_taken)
            is_open = (self._place[after] >= 0) & (barred == 0)
            sources.append(self._place[before[is_open]])
            targets.append(self._place[after[is_open]])
        return Moves(np.concatenate(sources), np.concatenate(targets), len(self.states))
