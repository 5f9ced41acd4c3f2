r"""Our solution replayed in OpenSpiel, an engine that is not ours, believer by believer.

The engine reads the game from a file. It is told the kernels' chances at every information state, and its own state interface
then gives the value of every action there. Held against them are

    residual            the largest |P(x) - logit of the engine's action values, with the lean where there is one|
    value difference    the largest |engine's value - kernels' value|, wherever the kernels keep one
    regret              what the mover gives away by not taking the best action, at every node, reached or not

An agent form of quantal response with precision $\lambda$ gives away at most $\ln(n)/\lambda$ at a node with n actions, and with a
lean of height $c / \lambda$ at most $(\ln n + 2c)/\lambda$. The lean is that of the plain solver, by its own values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from realpolitik.errors import RealpolitikError, SolverFailed
from realpolitik.game.rules.state import Place
from realpolitik.interop.efg import to_efg
from realpolitik.interop.leaning import Leaning
from realpolitik.interop.node import Node
from realpolitik.interop.policy import Policy
from realpolitik.interop.tree import GameTree

TOLERANCE = 1e-8
"""Largest residual, or difference of values, that counts as none."""

Array = NDArray[np.float64]
Chances = Callable[[Place], Array]


class EngineMissing(RealpolitikError):
    """OpenSpiel is not installed."""


def load_engine() -> Any:
    """Return the engine's module.

    Raises
    ------
    EngineMissing
        With what to install.
    """
    try:
        import pyspiel  # noqa: PLC0415 - not everybody has it
    except ImportError:
        raise EngineMissing(
            "OpenSpiel is not installed; install the extra `verify`: pip install 'realpolitik[verify]'"
        ) from None
    return pyspiel


@dataclass(frozen=True)
class Replay:
    """What the engine makes of one believer's solution.

    Attributes
    ----------
    nodes : int
        Nodes that the engine walked through.
    residual : float
        Probability.
    value_difference : float
        Shares of own survival, as present values.
    regret, regret_bound : float
        The same units: at the node where the regret comes closest to its bound.
    """

    nodes: int
    residual: float
    value_difference: float
    regret: float
    regret_bound: float

    @property
    def holds(self) -> bool:
        """Whether nothing is above tolerance."""
        exact = self.residual <= TOLERANCE and self.value_difference <= TOLERANCE
        return exact and self.regret <= self.regret_bound + TOLERANCE


class _Step(NamedTuple):
    """A step of play: who moved (none: chance), the engine's number of the action, and its chance."""

    mover: str | None
    action: int
    chance: float


class _Visit(NamedTuple):
    """A node where somebody moves: how play came there, and the chances of its actions."""

    node: Node
    path: tuple[_Step, ...]
    played: Array


class _Walk:
    """One traversal by the engine: the value of every node, and the visits to each information state."""

    def __init__(self, tree: GameTree, policy: Any) -> None:
        self.tree, self.policy = tree, policy
        self.values: dict[int, Array] = {}
        self.visits: dict[str, list[_Visit]] = {}

    def run(self, state: Any, node: Node, path: tuple[_Step, ...] = ()) -> Array:
        """Return the value of a state to every player."""
        value = np.zeros(len(self.tree.players))
        if state.is_terminal():
            value += state.returns()
        else:
            mover = None if state.is_chance_node() else self.tree.players[state.current_player()]
            told = dict(state.chance_outcomes() if mover is None else self.policy.action_probabilities(state).items())
            steps = [_Step(mover, action, told[action]) for action in _actions(state, node)]
            if mover is not None:
                played = np.array([step.chance for step in steps])
                visit = _Visit(node, path, played)
                self.visits.setdefault(state.information_state_string(), []).append(visit)
            for step, child in zip(steps, node.children, strict=True):
                value += step.chance * self.run(state.child(step.action), child, (*path, step))
        self.values[id(node)] = value
        return value

    def action_values(self, visits: list[_Visit]) -> Array:
        """Return each action's value to the mover of an information set.

        Its nodes are weighed by the chances with which the others lead to them from where they part, so that it does not
        matter whether play comes there at all.
        """
        player = self.tree.players.index(visits[0].node.mover or "")
        together = _steps_together([visit.path for visit in visits])
        weights = np.array(
            [
                math.prod(step.chance for step in visit.path[together:] if step.mover != visit.node.mover)
                for visit in visits
            ]
        )
        ends = [visit.node.as_if or visit.node.children for visit in visits]
        worth = np.array([[self.values[id(end)][player] for end in row] for row in ends])
        return np.asarray(weights @ worth / weights.sum())


def _actions(state: Any, node: Node) -> list[int]:
    """Return the engine's numbers of a node's actions, which it may list in another order."""
    player = state.current_player()
    named = {state.action_to_string(player, action): action for action in state.legal_actions()}
    return [named[name] for name in node.actions]


def _steps_together(paths: list[tuple[_Step, ...]]) -> int:
    """Return how many steps paths have in common before the first of them parts."""
    together = 0
    for steps in zip(*paths, strict=False):
        if len({step.action for step in steps}) > 1:
            break
        together += 1
    return together if len(paths) > 1 else len(paths[0])


def _told(engine: Any, root: Any, tree: GameTree, chances: Chances) -> Any:
    """Return the kernels' chances as a policy of the engine."""
    table: dict[str, list[tuple[int, float]]] = {}
    waiting = [(root, tree.root)]
    while waiting:
        state, node = waiting.pop()
        if state.is_terminal():
            continue
        actions = _actions(state, node)
        if node.choice is not None:
            told = [(action, float(p)) for action, p in zip(actions, chances(node.choice), strict=True)]
            if table.setdefault(state.information_state_string(), told) != told:
                raise SolverFailed(f"two strategies in one information set, at {node.choice}")
        waiting += [(state.child(action), child) for action, child in zip(actions, node.children, strict=True)]
    return engine.TabularPolicy(table)


def replay(tree: GameTree, policy: Policy, chances: Chances | None = None) -> Replay:
    """Hold a solution against the engine.

    Parameters
    ----------
    tree : GameTree
        A believer's game.
    policy : Policy
        Its solution.
    chances : callable, optional
        What is played at a place, in the place of what the solution says.

    Returns
    -------
    Replay

    Raises
    ------
    EngineMissing
    """
    engine = load_engine()
    root = engine.load_efg_game(to_efg(tree, tree.world.crisis.title)).new_initial_state()
    walk = _Walk(tree, _told(engine, root, tree, chances or policy.chances))
    walk.run(root, tree.root)
    residual, closest = 0.0, (0.0, math.inf)
    leaning = Leaning(tree.world, policy)
    for visits in walk.visits.values():
        played, worth = visits[0].played, walk.action_values(visits)
        lean, height = leaning.at(visits[0].node.choice, len(worth))
        appeal = worth + lean
        weights = np.exp(policy.precision * (appeal - appeal.max()))
        residual = max(residual, float(np.abs(weights / weights.sum() - played).max()))
        regret = float(worth.max() - played @ worth)
        bound = (math.log(len(worth)) + 2 * height) / policy.precision if policy.precision > 0 else math.inf
        closest = max(closest, (regret, bound), key=lambda pair: pair[0] / pair[1])
    return Replay(
        nodes=len(walk.values),
        residual=residual,
        value_difference=_value_difference(tree, walk.values, policy),
        regret=closest[0],
        regret_bound=closest[1],
    )


def _value_difference(tree: GameTree, values: dict[int, Array], policy: Policy) -> float:
    """Return the largest difference of values, over all nodes whose worth the kernels keep."""
    place = {player: number for number, player in enumerate(tree.players)}
    largest = 0.0
    for node in tree.nodes():
        for worth, paid in node.worth:
            rest = values[id(node)] - np.array(tree.amounts(paid))
            kept = policy.worth(worth)
            largest = max(largest, *(abs(float(rest[place[player]]) - value) for player, value in kept.items()))
    return largest
