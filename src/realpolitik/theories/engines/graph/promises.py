"""Which states fight in a planned war under an alignment, and on which side, if all keep their word.

What keeps and what breaks a promise is the game's to say. The reading here is plainer than the war subgame's, in which states
weigh whether to keep their word: every promise is kept that can be, nobody fights unasked, and no secret is a secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from realpolitik.crisis.schema import Side
from realpolitik.game.rules.state import Decisions
from realpolitik.game.rules.warfare import Warfare
from realpolitik.game.rules.world import Promises, Slot, World


@dataclass(frozen=True)
class Alignment:
    """A suitor with the bundle that it gives and gets; neither, if nobody signs."""

    suitor: str | None = None
    bundle: tuple[str, ...] = ()

    def promises(self, world: World) -> Promises:
        """Return the clauses that count under it: the bundle's and the treaties'."""
        return world.treaties if self.suitor is None else world.promises(self.suitor, frozenset(self.bundle))


def kept(war: Warfare, promises: Promises, slot: Slot) -> Decisions:
    """Return what the joiners of a planned war decide, in listed order, all promises kept.

    A joiner fights on a side that is open to it if by staying out it would break a promise that it keeps there, and if it
    breaks no promise of neutrality or nonaggression by fighting there. What is newly signed goes before older treaties: their
    promises of peace do not stand against its calls to arms. A joiner that is called to both sides at once follows what is
    newly signed; if that does not decide, it stays out, as its promises cancel. All who are called by those who fight so
    far join at once, and may call others, until nobody is called any more.
    """
    joiners = war.world.crisis.war_plans[slot.plan].joiners
    every = war.world.in_force(promises, slot.day)
    new = [path for path in every if war.world.suitor_of(path) is not None]
    undecided, chosen = dict(joiners), dict[str, Side]()
    while True:
        called = {}
        for state, open_sides in undecided.items():
            parties = _Joining(war, promises, slot, chosen, state)
            sides = [side for side in open_sides if parties.called(side, new)]
            called[state] = sides or [side for side in open_sides if parties.called(side, every)]
        called = {state: sides for state, sides in called.items() if sides}
        if not called:
            return _decisions(joiners, chosen)
        undecided = {state: sides for state, sides in undecided.items() if state not in called}
        chosen |= {state: sides[0] for state, sides in called.items() if len(sides) == 1}


@dataclass(frozen=True)
class _Joining:
    """A joiner that has yet to decide, those that fight so far having chosen their sides."""

    war: Warfare
    promises: Promises
    slot: Slot
    chosen: Mapping[str, Side]
    state: str

    def called(self, side: Side, paths: Sequence[str]) -> bool:
        """Whether clauses call it to a side, and none of them bars it from there."""
        clauses = [clause for path in paths if self.state in (clause := self.war.world.clause(path)).obligors]
        joiners = self.war.world.crisis.war_plans[self.slot.plan].joiners
        out = self.war.battle(self.promises, self.slot, _decisions(joiners, self.chosen))
        there = self.war.battle(self.promises, self.slot, _decisions(joiners, {**self.chosen, self.state: side}))
        broken = [clause for clause in clauses if self.war.broken(clause, there, self.state)]
        if any(clause.kind.forbids_fighting for clause in broken):
            return False
        return any(self.war.broken(clause, out, self.state) for clause in clauses if clause not in broken)


def _decisions(joiners: Mapping[str, object], chosen: Mapping[str, Side]) -> Decisions:
    return tuple(chosen.get(state) for state in joiners)
