"""What a solution of the kernels says at a place of the game: the chances of the actions there.

The kernels know indices, the rules know names. Wars are found by the promises behind them, also those that some state
does not see.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.schema import Side
from realpolitik.errors import SolverFailed
from realpolitik.game.core.arrays import Aftermath, Floats, GameNumbers, PivotValues, Policies
from realpolitik.game.rules.nodes import Act, Decision, Option
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import (
    After,
    Answer,
    Ask,
    AtOnce,
    Attack,
    Bidding,
    Consent,
    Decisions,
    Demand,
    Join,
    OpenAttack,
    Place,
    Reply,
    Rescue,
    Table,
    Turning,
    Victim,
    Wording,
)
from realpolitik.game.rules.world import Promises, Slot, World
from realpolitik.game.structure.layout import Layout
from realpolitik.game.structure.table import draft_index

Chances = NDArray[np.float64]


class Names:
    """The indices of alignments, of worlds of promises and of wars, by what the rules call them; the same for all draws.

    Parameters
    ----------
    layout : Layout
    world : World
        For the promises, and what is seen of them.
    """

    def __init__(self, layout: Layout, world: World) -> None:
        self.layout, self.world = layout, world
        self.alignments = {(b.suitor, frozenset(b.clauses)): a for a, b in enumerate(layout.bundles, start=1)}
        self.worlds: dict[Promises, int] = {}
        self.wars: dict[tuple[Promises, int], int] = {}
        bazaar = layout.bazaar
        self._meet_world(world.treaties, int(bazaar.world[0]))
        for (suitor, bundle), a in self.alignments.items():
            self._meet_world(world.promises(suitor, bundle), int(bazaar.world[a]))

    def _meet_world(self, promises: Promises, number: int) -> None:
        """Remember a set of promises, and all that somebody sees in its place."""
        if promises in self.worlds:
            return
        self.worlds[promises] = number
        war = self.layout.war
        self._meet_war(promises, self.world.close, int(war.world_war[number, self.world.close.number]))
        for slot in self.world.slots:
            o = slot.number
            self._meet_war(promises, slot, int(war.world_war[number, o]))
            seen = self.world.seen_by(self.layout.states[war.aggressor[o]], promises)
            self._meet_world(seen, int(war.world_view[number, o]))

    def _meet_war(self, promises: Promises, slot: Slot, number: int) -> None:
        if (promises, slot.number) in self.wars:
            return
        self.wars[promises, slot.number] = number
        war = self.layout.war
        for level, joiner in enumerate(war.joiners[slot.number]):
            if joiner >= 0:
                seen = self.world.seen_by(self.layout.states[joiner], promises)
                self._meet_war(seen, slot, int(war.war_view[number, level]))

    def draft(self, table: Table) -> int:
        """Return the index of a draft, 0 for none."""
        if table is None:
            return 0
        return draft_index(self.layout.bazaar, self.alignments[table.suitor, table.bundle], table.left)

    def question(self, suitor: str, clause: str, state: str) -> int:
        """Return the number of a question for consent."""
        path = f"suitors.{suitor}.menu.{clause}"
        return next(
            q
            for q, (c, asked) in enumerate(self.layout.questions)
            if self.layout.clauses[c].path == path and asked == state
        )


class Solution(Protocol):
    """What is asked of a solution."""

    @property
    def policies(self) -> Policies:
        """What everybody but the pivot does at the table."""

    @property
    def pivot(self) -> PivotValues:
        """What the pivot's options are worth to it."""

    @property
    def aftermath(self) -> Aftermath:
        """Who turns on whom, and who helps."""

    @property
    def wars(self) -> Any:
        """The chances of joining, ``sigma``, and of attacking, ``attack``."""


class Policy:
    """A believer's solution, asked in the words of the model.

    Parameters
    ----------
    layout : Layout
    world : World
        For the promises, and what is seen of them.
    numbers : GameNumbers
        The compiled numbers of the models.
    row : int
        The believer's row.
    solution : Strategies, or what holds the same
    names : Names, optional
        Those of the layout, if they are known already.
    """

    def __init__(
        self,
        layout: Layout,
        world: World,
        numbers: GameNumbers,
        row: int,
        solution: Solution,
        names: Names | None = None,
    ) -> None:
        self.layout, self.world, self.solution = layout, world, solution
        self.rules = Rules(world)
        self.precision = float(numbers.precision[row])
        self.drafting = numbers.drafting[row]
        self.names = Names(layout, world) if names is None else names

    # --- chances

    def chances(self, place: Place) -> Chances:
        """Return the chances of the options at a place where somebody decides, in the order of the rules.

        Raises
        ------
        SolverFailed
            If they are no chances.
        """
        node = self.rules.moves(place)
        options = node.options if isinstance(node, Decision) else ()
        at_war = isinstance(place, Attack | Join | Turning | Victim | Rescue)
        told = self._at_war(place) if at_war else self._at_the_table(place, options)
        found = np.asarray(told, dtype=float)
        if not (np.isfinite(found).all() and (found >= 0).all() and abs(found.sum() - 1) < 1e-9):
            raise SolverFailed(f"the solver's chances at {place} are {found}")
        return found

    def _at_war(self, place: Place) -> list[float]:
        match place:
            case Attack(promises, slot):
                return _either(self.solution.wars.attack[self.names.worlds[promises], slot])
            case Join(promises, slot, decisions):
                return self._joining(promises, slot, decisions)
            case Turning():
                return _either(sum(self._turns(place)))
            case Victim():  # to turn is never so unlikely that nothing would be left of its chance
                turns = self._turns(place)
                return [chance / sum(turns) for chance in turns]
            case Rescue():
                question, outcome, leaf = self._question(place), self._outcome(place), self._leaf_of(place)
                return _either(self.solution.aftermath.help[question, outcome, leaf])
        raise AssertionError(f"nobody decides at {place}")

    def _at_the_table(self, place: Place, options: tuple[Option, ...]) -> Chances | list[float]:
        policies, pivot = self.solution.policies, self.solution.pivot
        match place:
            case OpenAttack(_, table, slot):
                return _either(policies.attack[slot, self.draft(table)])
            case Bidding(t, table, _, suitor):
                return _either(self._menu(policies.bid[t, :, self.draft(table)], suitor).sum())
            case Wording(t, table, _, suitor):
                bids = self._menu(policies.bid[t, :, self.draft(table)], suitor)
                return np.asarray(bids / bids.sum())
            case Reply(t, table, _):
                worth = np.array([self._option(t, table, option) for option in options])
                weights = np.exp(self.precision * (worth - worth.max()))
                return np.asarray(weights / weights.sum())
            case Demand(t, table, suitor):
                demanded = [option.bundle for option in options if option.bundle is not None]
                return [pivot.demand[t, self.names.alignments[suitor, b], self.draft(table)] for b in demanded]
            case Answer(t, table, suitor, bundle):
                return _either(policies.agree[t, self.names.alignments[suitor, bundle], self.draft(table)])
            case Consent(t, table, ask):
                return _either(self._consent(t, table, ask))
            case AtOnce(t, table, suitor, bundle):
                return _either(pivot.at_once[t, self.names.alignments[suitor, bundle], self.draft(table)])
        raise AssertionError(f"nobody decides at {place}")

    def _menu(self, row: Floats, suitor: str) -> Floats:
        return np.array([row[self.names.alignments[suitor, bundle]] for bundle in self.world.bundles(suitor)])

    def _joining(self, promises: Promises, number: int, decisions: Decisions) -> list[float]:
        """Return a joiner's chances; at its level, choice c at node v stands at c N + v."""
        options = self.layout.war.options[number]
        level, start, nodes = len(decisions), 0, 1
        for m in range(level):
            nodes *= int(options[m])
            start += nodes
        node = self._leaf(number, decisions)
        sigma = self._strategy(promises, number, decisions)
        return [float(sigma[start + c * nodes + node]) for c in range(int(options[level]))]

    def _strategy(self, promises: Promises, number: int, decisions: Decisions) -> Floats:
        """Return the chances of the joiners' choices in a war, by the solution of the one that decides next."""
        return np.asarray(self.solution.wars.sigma[self.names.wars[promises, number]])

    def _leaf(self, number: int, decisions: Decisions) -> int:
        """Return the number of a node of a war's tree at its level, the first joiner's choice fastest."""
        leaf, step = 0, 1
        for made, decided in enumerate(decisions):
            _, sides = self.rules.joiner(number, decisions[:made])
            leaf += step * sides.index(decided)
            step *= len(sides)
        return leaf

    def _turns(self, place: Turning | Victim) -> list[float]:
        """Return a state's chances of turning on each of its victims."""
        victims = self.rules.war.victims(self.rules.ending(place), place.state)
        outcome, leaf = self._outcome(place), self._leaf_of(place)
        return [float(self.solution.aftermath.turn[self._turn(place, key), outcome, leaf]) for key in victims]

    def _turn(self, place: After, hostility: str) -> int:
        war = self.layout.war
        physics = war.war_physics[self.names.wars[place.promises, place.slot]]
        return int(war.physics_turn[physics, self.layout.hostilities.index(hostility)])

    def _question(self, place: Rescue) -> int:
        """Return the number of what a helper is asked: the first in the file; the second if that does not help, or if it does."""
        war = self.layout.war
        pair = int(war.turn_pair[self._turn(place, place.hostility)])
        first = next(iter(self.world.crisis.hostilities[place.hostility].helpers))
        asked = self.rules.war.helpers(self.rules.ending(place), place.hostility)
        came = (first, True) in zip(asked, place.helped, strict=False)
        return int(war.pair_answers[pair]) + (0 if self.rules.helper(place) == first else 2 if came else 1)

    def _outcome(self, place: After) -> int:
        """Return 0 if the attackers have won, or nobody has fought; 1 if the defenders have won."""
        return int(place.winner is Side.DEFENDER)

    def _leaf_of(self, place: After) -> int:
        return self._leaf(place.slot, place.decisions)

    def _consent(self, t: int, table: Table, ask: Ask) -> float:
        clause, state = self.rules.question(ask)
        place = self.names.question(ask.suitor, clause, state)
        a = self.names.alignments[ask.suitor, self.world.option_of(ask.suitor, ask.left)]
        return float(self.solution.policies.consent[t, a, place, self._draft_that_matters(ask.suitor, table)])

    # --- drafts

    def draft(self, table: Table) -> int:
        """Return the index of a draft, 0 for none."""
        return self.names.draft(table)

    def _draft_that_matters(self, suitor: str, table: Table) -> int:
        """Return the draft where what is taken up can be signed at once; else it does not matter what it replaces."""
        return self.draft(table) if self.drafting[self.layout.suitors.index(suitor)] == 0 else 0

    # --- values

    def _option(self, t: int, table: Table, option: Option) -> float:
        pivot = self.solution.pivot
        match option:
            case Option(Act.SIGN) if table is not None:
                return float(pivot.sign[t, self.names.alignments[table.suitor, table.bundle]])
            case Option(Act.TAKE, str() as suitor, frozenset() as bundle):
                draft = self._draft_that_matters(suitor, table)
                return float(pivot.take[t, self.names.alignments[suitor, bundle], draft])
            case Option(Act.PRESS, str() as suitor):
                return float(pivot.press[t, self.layout.suitors.index(suitor), self.draft(table)])
            case _:
                return float(pivot.passing[t, self.draft(table)])


def _either(chance: float) -> list[float]:
    return [float(chance), max(0.0, 1.0 - float(chance))]  # a sum of chances may be above 1 in its last digit
