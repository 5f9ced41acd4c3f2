"""A node of a game in extensive form, and the limit on how many there may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from realpolitik.errors import RealpolitikError
from realpolitik.game.rules.state import Place
from realpolitik.game.rules.world import Payoffs
from realpolitik.interop.places import Worth


class TreeTooLarge(RealpolitikError):
    """The game has more nodes than were allowed."""


@dataclass(eq=False, slots=True)
class Node:
    """A node of the tree.

    Attributes
    ----------
    mover : str, optional
        The player who chooses; none at a leaf and where chance moves.
    actions : list of str
        Distinct names, in the order of the children.
    children : list of Node
    chances : tuple of float
        Of the children, where chance moves.
    choice : Place, optional
        Where in the game a mover stands.
    information : str, optional
        Nodes of one mover with the same name cannot be told apart by it; a node without a name stands alone.
    paid : dict
        State -> what has been paid on the way here; at a leaf, the payoff.
    worth : list of tuple
        A value that the model names, and what had been paid when it was counted from: the value of this node, less that.
    as_if : list of Node
        The nodes, one for each action, whose values the mover goes by; empty if these are the children.
    """

    paid: Payoffs
    mover: str | None = None
    actions: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    chances: tuple[float, ...] = ()
    choice: Place | None = None
    information: str | None = None
    worth: list[tuple[Worth, Payoffs]] = field(default_factory=list)
    as_if: list[Node] = field(default_factory=list)
