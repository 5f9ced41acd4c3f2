"""What happens: every mover's own part of its own solution, played together at the true numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from realpolitik.crisis.schema import Crisis, PivotView, Side
from realpolitik.errors import SolverFailed
from realpolitik.game.numbers.beliefs import believed_numbers, believers
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference.bazaar import Bid, ReferenceGame
from realpolitik.game.reference.war import War
from realpolitik.game.rules.aftermath import Ending, Helped
from realpolitik.game.rules.nodes import Option
from realpolitik.game.rules.state import (
    After,
    Ask,
    Bids,
    Contest,
    Decisions,
    Join,
    Over,
    Passing,
    Place,
    Signed,
    State,
    Table,
)
from realpolitik.game.rules.world import Bundle, Ledger, Payoffs, Promises, Slot, World, remembered

TRUTH = "truth"
TOLERANCE = 1e-8

Signature = tuple[str, Bundle, int]
"""Suitor, bundle, step."""
Attack = tuple[str, str, str, int | None]
"""Plan, occasion, partner and step of its signature; ``none`` and None if nothing was signed."""


class Owners:
    """Whose solution each state plays by: its own if it is a believer, else the truth's."""

    def __init__(self, crisis: Crisis, games: Mapping[str, ReferenceGame]) -> None:
        self.crisis = crisis
        self.games = games

    def of(self, state: str) -> ReferenceGame:
        """Return the solution by which a state plays."""
        return self.games.get(state, self.games[TRUTH])

    def lead(self, suitor: str) -> ReferenceGame:
        """Return the solution by which a suitor plays."""
        return self.of(self.crisis.suitors[suitor].lead)


class AwareGame(ReferenceGame):
    """The one-player problem of a pivot that takes the others' real bids, answers and consents as given.

    Payoffs, war and attacks are those of its own solution.
    """

    def __init__(self, owners: Owners) -> None:
        self.believed = owners.of(owners.crisis.pivot)
        super().__init__(self.believed.world, self.believed.war)
        self.owners = owners

    def open_attack_chance(self, t: int, table: Table, asked: int) -> float:
        """Return the chance of an attack as the pivot's own solution has it."""
        return self.believed.open_attack_chance(t, table, asked)

    @remembered
    def bids(self, t: int, table: Table) -> dict[str, Bid]:
        """Return the real bids."""
        return {s: self.owners.lead(s).bids(t, table)[s] for s in self.rules.bidders(t, table)}

    def agree_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the real chance that a pressed suitor agrees."""
        return self.owners.lead(suitor).agree_chance(t, table, suitor, bundle)

    def consent_chance(self, t: int, table: Table, ask: Ask) -> float:
        """Return the real chance of consent; the pivot's own is its choice here."""
        _, state = self.rules.question(ask)
        if state == self.pivot:
            return super().consent_chance(t, table, ask)
        return self.owners.of(state).consent_chance(t, table, ask)


class TrueWar(War):
    """The war at true numbers, fought by states each with its own model of it."""

    def __init__(self, world: World, owners: Owners) -> None:
        super().__init__(world)
        self.owners = owners

    def joining(self, promises: Promises, slot: Slot, decisions: Decisions) -> dict[Side | None, float]:
        """Return the next joiner's chances by its own solution."""
        joiner = list(self.world.crisis.war_plans[slot.plan].joiners)[len(decisions)]
        return self.owners.of(joiner).war.joining(promises, slot, decisions)

    def attack_chance(self, promises: Promises, number: int) -> float:
        """Return the chance of an attack by the aggressor's own solution."""
        aggressor = self.world.crisis.war_plans[self.world.slots[number].plan].aggressor
        return self.owners.of(aggressor).war.attack_chance(promises, number)

    def turning(self, ending: Ending, w: str) -> dict[str | None, float]:
        """Return the chances that a state turns on each victim by its own solution."""
        return self.owners.of(w).war.turning(ending, w)

    def helping(self, ending: Ending, hostility: str, helped: Helped) -> float:
        """Return the chance that the next helper helps by its own solution."""
        helper = self.helpers(ending, hostility)[len(helped)]
        return self.owners.of(helper).war.helping(ending, hostility, helped)


class TrueGame(ReferenceGame):
    """The bazaar as it is truly played: chances from the movers' own solutions, payoffs and chance at true values."""

    def __init__(self, world: World, owners: Owners, pivot: ReferenceGame) -> None:
        super().__init__(world, TrueWar(world, owners))
        self.owners = owners
        self.pivots = pivot

    def open_attack_chance(self, t: int, table: Table, asked: int) -> float:
        """Return the chance of an attack by the aggressor's own solution."""
        owner = self.owners.of(self.rules.aggressor(self.world.slots_in(t)[asked].number))
        return owner.open_attack_chance(t, table, asked)

    @remembered
    def bids(self, t: int, table: Table) -> dict[str, Bid]:
        """Return the bids by each lead's own solution."""
        return {s: self.owners.lead(s).bids(t, table)[s] for s in self.rules.bidders(t, table)}

    def reply(self, t: int, table: Table, bids: Bids) -> dict[Option, float]:
        """Return the pivot's chances."""
        return self.pivots.reply(t, table, bids)

    def demands(self, t: int, table: Table, suitor: str) -> dict[Bundle, float]:
        """Return the pivot's chances of each demand."""
        return self.pivots.demands(t, table, suitor)

    def agree_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the chance that a pressed suitor agrees, by its lead's own solution."""
        return self.owners.lead(suitor).agree_chance(t, table, suitor, bundle)

    def consent_chance(self, t: int, table: Table, ask: Ask) -> float:
        """Return the chance of consent by the asked state's own solution."""
        _, state = self.rules.question(ask)
        owner = self.pivots if state == self.pivot else self.owners.of(state)
        return owner.consent_chance(t, table, ask)

    def sign_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the chance that the pivot signs at once."""
        return self.pivots.sign_chance(t, table, suitor, bundle)


@dataclass(frozen=True)
class ReferencePlay:
    """One draw, solved and played.

    Attributes
    ----------
    signatures : dict
        Suitor, bundle and step -> chance that it is signed then.
    attacks : dict
        Plan, occasion, partner and step of signature (``none`` and None: nothing was signed) -> chance of it all:
        the signature, no earlier attack, and the attack at that occasion.
    none : float
        Chance that nobody signs.
    payoffs : dict
        State -> expected true payoff, everything included.
    bids : dict
        Suitor, step and bundle -> chance that the suitor bids it, with nothing on the table and the matter taken up.
    games : dict
        Believer, or ``truth`` -> the game it solved.
    true : ReferenceGame
        The game as truly played; its values are true expected payoffs.
    pivot : ReferenceGame
        The game by which the pivot chooses at the table.
    residual : float
        The largest residual of a fixed point of bids.
    """

    signatures: dict[Signature, float]
    attacks: dict[Attack, float]
    none: float
    payoffs: Payoffs
    bids: dict[tuple[str, int, Bundle], float]
    games: dict[str, ReferenceGame]
    true: ReferenceGame
    pivot: ReferenceGame
    residual: float

    def ledger(
        self, partner: str | None = None, bundle: Bundle | None = None, step: int | None = None
    ) -> dict[str, dict[str, float]]:
        """Return the expected terms of every state from a signature on; without a partner, those of Q(0, 0)."""
        if partner is None or bundle is None or step is None:
            found = self.true.war.peace_ledger(self.true.world.treaties, 0)
        else:
            found = self.true.sign_ledger(partner, bundle, step)
        return _by_state(self.true.world, found)


def _by_state(world: World, ledger: Ledger) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {state: {} for state in world.crisis.states}
    for (state, term), amount in ledger.items():
        table[state][term] = amount
    return table


@dataclass
class Walk:
    """The play of a game walked forwards: where it can stand, with what chance, and what has come of it.

    Nobody is signed with (``none``) where somebody attacks before, and where neither comes about (``neither``).
    """

    game: ReferenceGame
    arrivals: defaultdict[State, float] = field(default_factory=lambda: defaultdict(float))
    signatures: defaultdict[Signature, float] = field(default_factory=lambda: defaultdict(float))
    attacks: defaultdict[Attack, float] = field(default_factory=lambda: defaultdict(float))
    none: float = 0.0
    neither: float = 0.0

    def run(self) -> None:
        """Walk from the opening to the end, once."""
        rules = self.game.rules
        self.arrivals[rules.start()] = 1.0
        while self.arrivals:  # what opens a step, however it was reached, is walked on from once
            opened, self.arrivals = self.arrivals, defaultdict(float)
            for state, chance in opened.items():
                self._visit(state, chance, None)
        for signature, chance in self.signatures.items():
            place, _ = rules.signed(*signature)
            self._visit(State(place), chance, signature)

    def _visit(self, state: State, chance: float, signature: Signature | None) -> None:
        """Walk on from a state that is reached with a chance, by what was signed."""
        place = state.place
        if isinstance(place, Join | Contest):
            slot, (partner, t) = self.game.world.slots[place.slot], ("none", None)
            if signature is not None:
                partner, _, t = signature
            self.attacks[slot.plan, slot.occasion, partner, t] += chance
        if isinstance(place, Join | Contest | After | Over):
            self.none += chance if signature is None else 0.0
            self.neither += chance if signature is None and isinstance(place, After | Over) else 0.0
            return
        for k, q in enumerate(self.game.chances(place)):
            if q > 0:
                self._reach(place, self.game.rules.step(state, k), chance * q, signature)

    def _reach(self, before: Place, state: State, chance: float, signature: Signature | None) -> None:
        """Note what has come of a step, and walk on at once or wait for whatever else leads there."""
        due = state.due[-1] if state.due else None
        bare = State(state.place)  # what came due bears on nothing that follows
        if isinstance(due, Signed):
            self.signatures[due.suitor, due.bundle, due.t] += chance
        elif isinstance(before, Passing):
            self.arrivals[bare] += chance
        else:
            self._visit(bare, chance, signature)


def solve_reference(crisis: Crisis, seed: int, draw: int) -> ReferencePlay:
    """Solve one draw of a crisis by plain recursion, and play it.

    Raises
    ------
    SolverFailed
        If a fixed point of bids is not reached to tolerance.
    """
    truth = draw_numbers(crisis, seed, draw, 1)
    games = {TRUTH: ReferenceGame(World(crisis, truth))}
    for state in believers(crisis):
        games[state] = ReferenceGame(World(crisis, believed_numbers(crisis, truth, state)))
    for game in games.values():
        game.solve()
    owners = Owners(crisis, games)
    naive = crisis.constants.pivot_view == PivotView.NAIVE
    pivot = owners.of(crisis.pivot) if naive else AwareGame(owners)
    true = TrueGame(games[TRUTH].world, owners, pivot)
    pivot.solve()
    true.solve()
    residual = max(game.residual for game in games.values())
    if residual > TOLERANCE:
        raise SolverFailed(f"a fixed point of bids has a residual of {residual:g}")
    walk = Walk(true)
    walk.run()
    bids = {
        (suitor, t, bundle): chance
        for t in range(true.world.last)
        for suitor, bid in true.bids(t, None).items()
        for bundle, chance in bid.items()
        if bundle is not None
    }
    return ReferencePlay(
        signatures=dict(walk.signatures),
        attacks=dict(walk.attacks),
        none=walk.none,
        payoffs=true.value(0, None),
        bids=bids,
        games=games,
        true=true,
        pivot=pivot,
        residual=residual,
    )
