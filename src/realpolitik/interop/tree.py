"""One believer's game as a tree in extensive form: chance, decisions, and the ledger's sum at every leaf.

The tree is grown by walking the rules, which say what can happen and what that pays. No value and no chance of a choice is read
(unless wars are folded into leaves), so that a solution can be held against the tree. Simultaneous bids are nodes one after the
other, tied in information sets; so are the choices of those who may turn after a war, or in peace. A decision made in ignorance of
a secret clause is made as in the game without it, which a tree alone cannot say: such a node points at the nodes whose values its
mover goes by. They stand in a branch of chance zero, named "as if".
"""

from __future__ import annotations

from collections.abc import Iterator

from realpolitik.game.reference.war import War
from realpolitik.game.rules.nodes import Chance, Decision, End
from realpolitik.game.rules.rules import BLOC, Rules
from realpolitik.game.rules.state import (
    Attack,
    Contest,
    Council,
    Join,
    OpenAttack,
    Passing,
    Place,
    Reply,
    State,
    Turning,
)
from realpolitik.game.rules.world import Payoffs, World, plus
from realpolitik.interop.labels import branch_label
from realpolitik.interop.node import Node, TreeTooLarge
from realpolitik.interop.places import Opening, OptionWorth, PeaceWorth, WarWorth


class GameTree:
    """The tree of one believer's game.

    Parameters
    ----------
    world : World
        The crisis with the believer's numbers.
    most : int
        Nodes allowed.
    fold_wars : bool
        Whether a war, and the peace, is a leaf, worth what the reference makes of it, rather than a subgame.

    Attributes
    ----------
    players : tuple of str
        The states, then the suitors of more than one member, who bid as one.
    root : Node
    count : int
        Nodes in all.

    Raises
    ------
    TreeTooLarge
    """

    def __init__(self, world: World, most: int = 1_000_000, fold_wars: bool = False) -> None:
        self.world, self.most, self.fold_wars = world, most, fold_wars
        self.war = War(world)
        self.rules = Rules(world, self.war)
        self.players = self.rules.players
        self.count = 0
        self._rounds = 0
        self._imagined: dict[tuple[Place, tuple[float, ...]], Node] = {}
        try:
            real = self._grow(self.rules.start().place, world.zero(), "")
        except RecursionError:
            raise TreeTooLarge("a play of the game takes too many moves to be written down; keep fewer steps") from None
        real.worth.append((Opening(), world.zero()))
        self.root = self._with_imagined(real)

    def amounts(self, payoffs: Payoffs) -> list[float]:
        """Return payoffs of states as payoffs of the players."""
        states = [payoffs[state] for state in self.world.crisis.states]
        blocs = self.players[len(states) :]
        return states + [self.world.bloc(name.removeprefix(BLOC), payoffs) for name in blocs]

    def nodes(self) -> Iterator[Node]:
        """Yield every node, in prefix order."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    # --- growing

    def _new(self, paid: Payoffs) -> Node:
        self.count += 1
        if self.count > self.most:
            raise TreeTooLarge(
                f"the game has more than {self.most:,} nodes; keep less of the crisis, or allow more (--most-nodes)"
            )
        return Node(paid)

    def _grow(self, place: Place, paid: Payoffs, name: str) -> Node:
        """Return the node of a place with all that follows it, and mark what the kernels know the worth of.

        Parameters
        ----------
        place : Place
        paid : dict
            State -> what has been paid on the way here.
        name : str
            The name of the round.
        """
        worth = _whole(place)
        if worth is not None and self.fold_wars:
            return self._new(plus(paid, self._expected(worth)))
        node = self._grow_node(place, paid, name)
        if worth is not None:
            node.worth.append((worth, paid))
        return node

    def _expected(self, worth: WarWorth | PeaceWorth) -> Payoffs:
        """Return what the reference makes of a war, or of the peace."""
        if isinstance(worth, WarWorth):
            return self.war.war_value(worth.promises, self.rules.slot(worth.slot))
        return self.war.peace_value(worth.promises, worth.slot)

    def _grow_node(self, place: Place, paid: Payoffs, name: str) -> Node:
        match self.rules.node(State(place)):
            case End():
                return self._new(paid)
            case Chance(branches):
                likely = [k for k, branch in enumerate(branches) if branch.chance > 0]
                if len(likely) == 1:
                    return self._next(place, likely[0], paid, name)
                node = self._new(paid)
                node.chances = tuple(branches[k].chance for k in likely)
                node.actions = [branch_label(place, branches[k], self.rules) for k in likely]
                node.children = [self._next(place, k, paid, name) for k in likely]
                return node
            case Decision() as decision:
                if len(decision.options) == 1:
                    return self._next(place, 0, paid, name)
                return self._decide(place, decision, paid, name)

    def _decide(self, place: Place, decision: Decision, paid: Payoffs, name: str) -> Node:
        """Return a node where a player moves."""
        node = self._new(paid)
        node.mover, node.choice = decision.player, place
        node.actions = [option.key for option in decision.options]
        node.children = [self._next(place, k, paid, name) for k in range(len(decision.options))]
        if decision.information is not None:
            node.information = f"{name}: {decision.information}"
        if isinstance(place, Attack):
            node.worth.append((PeaceWorth(place.promises, place.slot), paid))
        if isinstance(place, OpenAttack | Attack | Join):
            node.as_if = self._as_if(place, node)
        return node

    def _next(self, place: Place, k: int, paid: Payoffs, name: str) -> Node:
        """Return what follows option, or branch, k of a place."""
        after = self.rules.step(State(place), k)
        later = plus(paid, *(self.world.total(self.rules.terms(due)) for due in after.due))
        opens_a_round = isinstance(place, Council) and not isinstance(after.place, Passing)
        opens_an_aftermath = isinstance(after.place, Turning) and not after.place.made
        if opens_a_round or opens_an_aftermath:
            self._rounds += 1
            name = f"{'round' if opens_a_round else 'aftermath'} {self._rounds}"
        node = self._grow(after.place, later, name)
        if isinstance(place, Reply):
            option = self.rules.replies(place.t, place.table, place.made)[k]
            node.worth.append((OptionWorth(place.t, place.table, option), paid))
        return node

    # --- what is imagined

    def _as_if(self, place: OpenAttack | Attack | Join, node: Node) -> list[Node]:
        """Return the nodes whose values the mover goes by, one for each action; none if it sees all promises."""
        seen = self.rules.seen_promises(place, node.mover or "")
        if seen == self.rules.promises(place):
            return []
        nothing = self.world.zero()
        match place:
            case OpenAttack():
                # Beside a branch that really comes, what has been paid on the way must be the same.
                return [self._imagine(self.rules.war_begins(seen, place.slot), node.paid), node.children[1]]
            case Attack():
                return self._imagine(Attack(seen, place.slot), nothing).children
            case Join(_, slot, decisions):
                twin = self._imagine(self.rules.war_begins(seen, slot), nothing)
                for made, decided in enumerate(decisions):
                    _, sides = self.rules.joiner(slot, decisions[:made])
                    twin = twin.children[sides.index(decided)]
                return twin.children

    def _imagine(self, place: Place, paid: Payoffs) -> Node:
        """Return the node of a war, or of the occasions from one on, as it would be with the promises that somebody sees."""
        key = (place, tuple(paid.values()))
        if key not in self._imagined:
            self._imagined[key] = self._grow(place, paid, "")
        return self._imagined[key]

    def _with_imagined(self, real: Node) -> Node:
        """Return the root, with what movers imagine in a branch that never comes."""
        roots = list(self._imagined.values())
        if not roots:
            return real
        imagined = roots[0]
        if len(roots) > 1:
            imagined = self._new(self.world.zero())
            imagined.actions = [f"case {n}" for n in range(len(roots))]
            imagined.children, imagined.chances = roots, (1.0 / len(roots),) * len(roots)
        root = self._new(self.world.zero())
        root.actions, root.children, root.chances = ["as it is", "as if"], [real, imagined], (1.0, 0.0)
        return root


def _whole(place: Place) -> WarWorth | PeaceWorth | None:
    """Return whose worth the kernels keep as one figure: a war, or the peace, that begins here."""
    match place:
        case Join(promises, slot, ()) | Contest(promises, slot, ()):
            return WarWorth(promises, slot)
        case Turning(promises, slot, winner=None, made=()):
            return PeaceWorth(promises, slot)
    return None
