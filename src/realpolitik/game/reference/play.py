"""What happens: every mover's own part of its own solution, played together at the true numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from realpolitik.crisis.schema import Crisis, PivotView, Side
from realpolitik.errors import SolverFailed
from realpolitik.game.numbers.beliefs import believed_numbers, believers
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference.bazaar import Act, Ask, Bid, Bids, Draft, Option, ReferenceGame, Table
from realpolitik.game.reference.war import Decisions, Turn, War
from realpolitik.game.reference.world import Bundle, Ledger, Payoffs, Promises, Slot, World, remembered

TRUTH = "truth"
TOLERANCE = 1e-8

Signature = tuple[str, Bundle, int]
"""Suitor, bundle, period."""
Attack = tuple[str, str, str, int | None]
"""Plan, occasion, partner and period of its signature; ``none`` and None if nothing was signed."""


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
        return {s: self.owners.lead(s).bids(t, table).get(s, {None: 1.0}) for s in self.bidders(t, table)}

    def agree_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the real chance that a pressed suitor agrees."""
        return self.owners.lead(suitor).agree_chance(t, table, suitor, bundle)

    def consent_chance(self, t: int, table: Table, ask: Ask) -> float:
        """Return the real chance of consent; the pivot's own is its choice here."""
        _, state = self.questions(ask.suitor, ask.bundle)[ask.place]
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

    @remembered
    def turn(self, promises: Promises, slot: Slot, decisions: Decisions, winner: Side, hostility: str) -> Turn:
        """Return a hostility with true success and worth, and the victor's own chance of turning."""
        true = super().turn(promises, slot, decisions, winner, hostility)
        own = self.owners.of(true.by).war.turn(promises, slot, decisions, winner, hostility)
        return replace(true, chance=own.chance)


class TrueGame(ReferenceGame):
    """The bazaar as it is truly played: chances from the movers' own solutions, payoffs and chance at true values."""

    def __init__(self, world: World, owners: Owners, pivot: ReferenceGame) -> None:
        super().__init__(world, TrueWar(world, owners))
        self.owners = owners
        self.pivots = pivot

    def open_attack_chance(self, t: int, table: Table, asked: int) -> float:
        """Return the chance of an attack by the aggressor's own solution."""
        owner = self.owners.of(self.aggressor(self.world.slots_in(t)[asked]))
        return owner.open_attack_chance(t, table, asked)

    @remembered
    def bids(self, t: int, table: Table) -> dict[str, Bid]:
        """Return the bids by each lead's own solution; a lead that thinks itself out does not bid."""
        return {s: self.owners.lead(s).bids(t, table).get(s, {None: 1.0}) for s in self.bidders(t, table)}

    def reply(self, t: int, table: Table, bids: Bids) -> dict[Option, float]:
        """Return the pivot's chances."""
        return self.pivots.reply(t, table, bids)

    def demands(self, t: int, table: Table, suitor: str) -> dict[Bundle, float]:
        """Return the pivot's chances of each demand."""
        return self.pivots.demands(t, table, suitor)

    def agree_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the chance that a pressed suitor agrees; one that is truly out cannot."""
        if suitor not in self.world.suitors(t):
            return 0.0
        return self.owners.lead(suitor).agree_chance(t, table, suitor, bundle)

    def consent_chance(self, t: int, table: Table, ask: Ask) -> float:
        """Return the chance of consent by the asked state's own solution."""
        _, state = self.questions(ask.suitor, ask.bundle)[ask.place]
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
        Suitor, bundle and period -> chance that it is signed then.
    attacks : dict
        Plan, occasion, partner and period of signature (``none`` and None: nothing was signed) -> chance of it all:
        the signature, no earlier attack, and the attack at that occasion.
    none : float
        Chance that nobody signs.
    payoffs : dict
        State -> expected true payoff, everything included.
    bids : dict
        Suitor, period and bundle -> chance that the suitor bids it, with nothing on the table and the matter taken up.
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
        self, partner: str | None = None, bundle: Bundle | None = None, period: int | None = None
    ) -> dict[str, dict[str, float]]:
        """Return the expected terms of every state from a signature on; without a partner, those of Q(0, 0)."""
        if partner is None or bundle is None or period is None:
            found = self.true.war.peace_ledger(self.true.world.treaties, 0)
        else:
            found = self.true.sign_ledger(partner, bundle, period)
        return _by_state(self.true.world, found)


def _by_state(world: World, ledger: Ledger) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {state: {} for state in world.crisis.states}
    for (state, term), amount in ledger.items():
        table[state][term] = amount
    return table


@dataclass
class _Walk:
    """The play walked forwards: where it can stand, with what chance, and what has come of it."""

    game: TrueGame
    arrivals: defaultdict[tuple[int, Table], float] = field(default_factory=lambda: defaultdict(float))
    signatures: defaultdict[Signature, float] = field(default_factory=lambda: defaultdict(float))
    attacks: defaultdict[Attack, float] = field(default_factory=lambda: defaultdict(float))
    none: float = 0.0

    def run(self) -> None:
        self.arrivals[0, None] = 1.0
        for t in range(self.game.world.last):
            for (when, table), chance in list(self.arrivals.items()):
                if when == t:
                    self._period(t, table, chance)
        self.none += sum(chance for (when, _), chance in self.arrivals.items() if when == self.game.world.last)
        for (suitor, bundle, t), chance in self.signatures.items():
            self._peace(suitor, bundle, t, chance)

    def _period(self, t: int, table: Table, chance: float) -> None:
        for asked, slot in enumerate(self.game.world.slots_in(t)):
            attack = self.game.open_attack_chance(t, table, asked)
            self.attacks[slot.plan, slot.occasion, "none", None] += chance * attack
            self.none += chance * attack
            chance *= 1 - attack
        phi = self.game.world.taken_up()
        if phi < 1:
            self._pass(t, table, chance * (1 - phi))
        if phi > 0:
            for q, bids in self.game.combinations(t, table):
                for option, reply in self.game.reply(t, table, bids).items():
                    self._option(t, table, option, chance * phi * q * reply)

    def _option(self, t: int, table: Table, option: Option, chance: float) -> None:
        match option:
            case Option(Act.SIGN) if table is not None:
                self.signatures[table.suitor, table.bundle, t] += chance
            case Option(Act.TAKE, str() as suitor, frozenset() as bundle):
                self._take(t, table, Ask(suitor, bundle, bundle, 0), chance)
            case Option(Act.PRESS, str() as suitor):
                for demand, q in self.game.demands(t, table, suitor).items():
                    agree = self.game.agree_chance(t, table, suitor, demand)
                    self._take(t, table, Ask(suitor, demand, demand, 0), chance * q * agree)
                    self._pass(t, table, chance * q * (1 - agree))
            case _:
                self._pass(t, table, chance)

    def _pass(self, t: int, table: Table, chance: float) -> None:
        for q, new in self.game.after_pass(table):
            self.arrivals[t + 1, new] += chance * q

    def _take(self, t: int, table: Table, ask: Ask, chance: float) -> None:
        if chance == 0:
            return
        if ask.place < len(self.game.questions(ask.suitor, ask.bundle)):
            if self.game.question(ask) is None:
                self._take(t, table, ask._replace(place=ask.place + 1), chance)
                return
            granted, refused = self.game.answers(ask)
            consent = self.game.consent_chance(t, table, ask)
            self._take(t, table, granted, chance * consent)
            self._take(t, table, refused, chance * (1 - consent))
            return
        drafting = self.game.world.drafting(ask.suitor)
        if not ask.left:
            self._pass(t, table if drafting == 0 else None, chance)
            return
        bundle = self.game.world.option_of(ask.suitor, ask.left)
        if drafting > 0:
            self._pass(t, Draft(ask.suitor, bundle, drafting), chance)
            return
        sign = self.game.sign_chance(t, table, ask.suitor, bundle)
        self.signatures[ask.suitor, bundle, t] += chance * sign
        self._pass(t, table, chance * (1 - sign))

    def _peace(self, suitor: str, bundle: Bundle, t: int, chance: float) -> None:
        world = self.game.world
        for slot in world.slots[world.first_slot(t + 1) :]:
            attack = self.game.war.attack_chance(world.promises(suitor, bundle), slot.number)
            self.attacks[slot.plan, slot.occasion, suitor, t] += chance * attack
            chance *= 1 - attack


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
    walk = _Walk(true)
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
