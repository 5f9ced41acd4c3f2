"""The bazaar: one game, as those who share one world play it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from realpolitik.crisis.treaty import Delivery
from realpolitik.game.reference.branch import fixed_point
from realpolitik.game.reference.war import War, delivery_terms
from realpolitik.game.reference.world import Bundle, Ledger, Payoffs, Slot, World, logit, mix, plus, remembered


class Draft(NamedTuple):
    """A draft under negotiation: whose, which bundle, and the drafting periods left."""

    suitor: str
    bundle: Bundle
    left: int


Table = Draft | None
"""What lies on the table: one draft, or none."""
Bids = tuple[tuple[str, Bundle], ...]
"""The bids that were made, by suitor in the order of the file."""
Bid = dict[Bundle | None, float]
"""Chance of every bundle; None is not to bid."""


class Act(StrEnum):
    """What the pivot can do."""

    SIGN = "sign"
    TAKE = "take"
    PRESS = "press"
    WAIT = "wait"


class Option(NamedTuple):
    """An option of the pivot."""

    kind: Act
    suitor: str | None = None
    bundle: Bundle | None = None


class Ask(NamedTuple):
    """A state asked for its consent to a clause; `left` is what is left of the bundle, `place` counts the questions."""

    suitor: str
    bundle: Bundle
    left: Bundle
    place: int


class ReferenceGame:
    """The bazaar, and the wars behind it, solved backwards by recursion.

    Attributes
    ----------
    values : dict
        Period and table -> V(t, D), everybody's expected payoff, for every (t, D) that was reached.
    residual : float
        The largest residual of a fixed point of bids.
    """

    def __init__(self, world: World, war: War | None = None) -> None:
        self.world = world
        self.war = War(world) if war is None else war
        self.pivot = world.crisis.pivot
        self.memory: dict[Hashable, object] = {}
        self.values: dict[tuple[int, Table], Payoffs] = {}
        self.residual = 0.0

    def solve(self) -> None:
        """Fill the values from the last period to the first."""
        for t in reversed(range(self.world.last)):
            self.value(t, None)

    # --- values

    def value(self, t: int, table: Table) -> Payoffs:
        """Return V(t, D): the occasions of the period in order, and last the round; V(T, D) = 0."""
        if t >= self.world.last:
            return self.world.zero()
        if (t, table) not in self.values:
            self.values[t, table] = self.open_value(t, table, 0)
        return self.values[t, table]

    @remembered
    def open_value(self, t: int, table: Table, asked: int) -> Payoffs:
        r"""Return the value when that many occasions of the period have passed without attack.

        At an occasion, the aggressor's logit of War(0, o) against holding; at last
        $\varphi\, Round(t, D) + (1 - \varphi)\, Pass(t, D)$.
        """
        slots = self.world.slots_in(t)
        if asked < len(slots):
            slot = slots[asked]
            attack = self.open_attack_chance(t, table, asked)
            war = self.war.war_value(self.world.treaties, slot)
            return mix([(attack, war), (1 - attack, self.hold_value(t, table, asked))])
        phi = self.world.taken_up()
        idle = self.pass_value(t, table)
        return mix([(phi, self.round_value(t, table)), (1 - phi, idle)]) if phi > 0 else idle

    def hold_value(self, t: int, table: Table, asked: int) -> Payoffs:
        """Return the value of letting an occasion pass."""
        slot = self.world.slots_in(t)[asked]
        return plus(self.open_value(t, table, asked + 1), self.world.total(self.world.holding(slot)))

    def aggressor(self, slot: Slot) -> str:
        """Return who chooses at an occasion."""
        return self.world.crisis.war_plans[slot.plan].aggressor

    def open_attack_chance(self, t: int, table: Table, asked: int) -> float:
        """Return the chance of an attack at an occasion while the bazaar is open."""
        slot = self.world.slots_in(t)[asked]
        aggressor = self.aggressor(slot)
        attack = self.war.war_value(self.world.seen_by(aggressor, self.world.treaties), slot)
        hold = self.hold_value(t, table, asked)
        return logit({"attack": attack[aggressor], "hold": hold[aggressor]}, self.world.precision)["attack"]

    @remembered
    def pass_value(self, t: int, table: Table) -> Payoffs:
        r"""Return Pass(t, D).

        $V(t+1, \varnothing) - \text{delay}$; of a draft,
        $(1 - \eta_s) V(t+1, (s, b, \max(r-1, 0))) + \eta_s V(t+1, \varnothing) - \text{delay}$.
        """
        later = mix((chance, self.value(t + 1, new)) for chance, new in self.after_pass(table))
        return plus(later, self.delay(t))

    def after_pass(self, table: Table) -> Iterator[tuple[float, Table]]:
        """Yield what may lie on the table in the next period, with its chance."""
        if table is None:
            yield 1.0, None
            return
        eta = self.world.collapse(table.suitor)
        yield 1 - eta, table._replace(left=max(table.left - 1, 0))
        if eta > 0:
            yield eta, None

    def delay(self, t: int) -> Payoffs:
        r"""Return the term of a period without signature: $-\ell\, \text{delay\_cost}_i$."""
        return {
            i: -self.world.ell
            * self.world.of_state(i, "delay_cost", self.world.starts[t])
            * self.world.factor(i, t * self.world.ell)
            for i in self.world.crisis.states
        }

    @remembered
    def sign_value(self, suitor: str, bundle: Bundle, t: int) -> Payoffs:
        """Return Sign(s, b, t) = signature terms + Q((s, b), t+1)."""
        return self.world.total(self.sign_ledger(suitor, bundle, t))

    def sign_ledger(self, suitor: str, bundle: Bundle, t: int) -> Ledger:
        """Return the terms of Sign(s, b, t)."""
        promises = self.world.promises(suitor, bundle)
        return plus(
            signature_terms(self.world, suitor, bundle, t),
            self.war.peace_ledger(promises, self.world.first_slot(t + 1)),
        )

    # --- the round

    def bidders(self, t: int, table: Table) -> list[str]:
        """Return the suitors that are not out and do not hold the draft."""
        return [s for s in self.world.suitors(t) if table is None or table.suitor != s]

    @remembered
    def round_value(self, t: int, table: Table) -> Payoffs:
        """Return Round(t, D): the expectation, over the bids, of the pivot's reply."""
        return mix((chance, self.reply_value(t, table, bids)) for chance, bids in self.combinations(t, table))

    def combinations(self, t: int, table: Table) -> Iterator[tuple[float, Bids]]:
        """Yield every combination of bids with its chance."""
        bidders = self.bids(t, table)
        for combination in product(*(bid.items() for bid in bidders.values())):
            chance = 1.0
            for _, q in combination:
                chance *= q
            if chance > 0:
                made = zip(bidders, combination, strict=True)
                yield chance, tuple((s, b) for s, (b, _) in made if b is not None)

    @remembered
    def bids(self, t: int, table: Table) -> dict[str, Bid]:
        """Return every bidder's chances: a logit if one bidder has a choice, else the fixed point on the branch.

        To bid or not is the first node, which bundle the second; a bid is worth what the second node expects.
        """
        everybody = self.bidders(t, table)
        sure = tuple((s, self.world.bundles(s)[0]) for s in everybody if self.world.crisis.suitors[s].bound)
        certain: dict[str, Bid] = {s: {None: 0.0, b: 1.0} for s, b in sure}
        bidders = [s for s in everybody if s not in certain]
        chosen = self._chosen_bids(t, table, bidders, sure)
        return {s: certain[s] if s in certain else chosen[s] for s in everybody}

    def _chosen_bids(self, t: int, table: Table, bidders: list[str], sure: Bids) -> dict[str, Bid]:
        """Return the chances of the bidders that have a choice, given the bids that are sure."""
        order = self.bidders(t, table)

        def reply(bids: Bids) -> Payoffs:
            return self.reply_value(t, table, tuple(sorted((*bids, *sure), key=lambda made: order.index(made[0]))))

        if len(bidders) == 1:
            (s,) = bidders
            worth = {b: self.world.bloc(s, reply(((s, b),))) for b in self.world.bundles(s)}
            which = logit(worth, self.world.precision)
            expected = sum(q * worth[b] for b, q in which.items())
            silent = self.world.bloc(s, reply(()))
            bid = logit({True: expected, False: silent}, self.world.precision)
            return {s: {None: bid[False], **{b: bid[True] * q for b, q in which.items()}}}
        if not bidders:
            return {}
        options: list[list[Bundle | None]] = [[None, *self.world.bundles(s)] for s in bidders]
        payoffs = {}
        for combination in product(*(range(len(each)) for each in options)):
            chosen = zip(bidders, options, combination, strict=True)
            bids = tuple((s, b) for s, each, k in chosen if (b := each[k]) is not None)
            outcome = reply(bids)
            payoffs[combination] = [self.world.bloc(s, outcome) for s in bidders]
        found = fixed_point(payoffs, self.world.precision)
        self.residual = max(self.residual, found.residual)
        return {
            s: dict(zip(each, chances, strict=True))
            for s, each, chances in zip(bidders, options, found.chances, strict=True)
        }

    @remembered
    def reply_value(self, t: int, table: Table, bids: Bids) -> Payoffs:
        """Return the value of the round when these bids have been made."""
        chances = self.reply(t, table, bids)
        return mix((q, self.option_value(t, table, option)) for option, q in chances.items())

    def options(self, t: int, table: Table, bids: Bids) -> list[Option]:
        """Return what the pivot can do: sign, take up each bid, press each suitor, wait."""
        options = [Option(Act.SIGN)] if table is not None and table.left == 0 else []
        options += [Option(Act.TAKE, s, b) for s, b in bids if s in self.world.suitors(t)]
        options += [Option(Act.PRESS, s) for s in self.world.suitors(t) if self.demandable(table, s)]
        return [*options, Option(Act.WAIT)]

    def reply(self, t: int, table: Table, bids: Bids) -> dict[Option, float]:
        """Return the pivot's chances of what it can do: one logit."""
        worth = {option: self.option_value(t, table, option)[self.pivot] for option in self.options(t, table, bids)}
        return logit(worth, self.world.precision)

    def option_value(self, t: int, table: Table, option: Option) -> Payoffs:
        """Return what an option of the pivot is worth: Sign, Take, the expected value of pressing, or Pass."""
        match option:
            case Option(Act.SIGN) if table is not None:
                return self.sign_value(table.suitor, table.bundle, t)
            case Option(Act.TAKE, str() as suitor, frozenset() as bundle):
                return self.take_value(t, table, suitor, bundle)
            case Option(Act.PRESS, str() as suitor):
                return self.press_value(t, table, suitor)
            case _:
                return self.pass_value(t, table)

    # --- pressing

    def demandable(self, table: Table, suitor: str) -> list[Bundle]:
        """Return the bundles that can be demanded of a suitor: any but the one under draft."""
        drafted = table.bundle if table is not None and table.suitor == suitor else None
        return [b for b in self.world.bundles(suitor) if b != drafted]

    @remembered
    def press_value(self, t: int, table: Table, suitor: str) -> Payoffs:
        """Return the expected value of pressing a suitor."""
        chances = self.demands(t, table, suitor)
        return mix((q, self.demand_value(t, table, suitor, b)) for b, q in chances.items())

    @remembered
    def demands(self, t: int, table: Table, suitor: str) -> dict[Bundle, float]:
        """Return the pivot's chances of demanding each bundle of a suitor."""
        worth = {b: self.demand_value(t, table, suitor, b)[self.pivot] for b in self.demandable(table, suitor)}
        return logit(worth, self.world.precision)

    @remembered
    def demand_value(self, t: int, table: Table, suitor: str, bundle: Bundle) -> Payoffs:
        """Return the value of a demand: Take if the suitor agrees, Pass if it refuses."""
        agree = self.agree_chance(t, table, suitor, bundle)
        taken = self.take_value(t, table, suitor, bundle)
        return mix([(agree, taken), (1 - agree, self.pass_value(t, table))])

    @remembered
    def agree_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the chance that a pressed suitor agrees: Take against Pass, on its bloc's mean; a bound one must."""
        if self.world.crisis.suitors[suitor].bound:
            return 1.0
        taken = self.world.bloc(suitor, self.take_value(t, table, suitor, bundle))
        passed = self.world.bloc(suitor, self.pass_value(t, table))
        return logit({"agree": taken, "refuse": passed}, self.world.precision)["agree"]

    # --- taking up

    def take_value(self, t: int, table: Table, suitor: str, bundle: Bundle) -> Payoffs:
        """Return Take: the value of asking every consent in turn, and of what is then left."""
        return self.asking_value(t, table, Ask(suitor, bundle, bundle, 0))

    def questions(self, suitor: str, bundle: Bundle) -> list[tuple[str, str]]:
        """Return the clauses of a bundle, in the order of the menu, with each state asked for its consent."""
        menu = self.world.crisis.suitors[suitor].menu
        return [(key, state) for key in menu if key in bundle for state in menu[key].consent_of]

    def question(self, ask: Ask) -> tuple[str, str] | None:
        """Return the clause and state now asked about; none if its clause has fallen."""
        clause, state = self.questions(ask.suitor, ask.bundle)[ask.place]
        return (clause, state) if clause in ask.left else None

    def without(self, suitor: str, left: Bundle, clause: str) -> Bundle:
        """Return a bundle less a refused clause and every clause that requires it, or requires one that does."""
        menu = self.world.crisis.suitors[suitor].menu
        fallen = {clause}
        while more := {key for key in left - fallen if fallen & set(menu[key].requires)}:
            fallen |= more
        return left - fallen

    @remembered
    def asking_value(self, t: int, table: Table, ask: Ask) -> Payoffs:
        """Return the value when some of the questions have been answered."""
        if ask.place == len(self.questions(ask.suitor, ask.bundle)):
            return self.taken_value(t, table, ask.suitor, ask.left)
        if self.question(ask) is None:
            return self.asking_value(t, table, ask._replace(place=ask.place + 1))
        granted, refused = self.answers(ask)
        consent = self.consent_chance(t, table, ask)
        return mix(
            [(consent, self.asking_value(t, table, granted)), (1 - consent, self.asking_value(t, table, refused))]
        )

    def answers(self, ask: Ask) -> tuple[Ask, Ask]:
        """Return how the asking goes on after consent, and after refusal."""
        clause, _ = self.questions(ask.suitor, ask.bundle)[ask.place]
        granted = ask._replace(place=ask.place + 1)
        return granted, granted._replace(left=self.without(ask.suitor, ask.left, clause))

    @remembered
    def consent_chance(self, t: int, table: Table, ask: Ask) -> float:
        """Return the chance of consent: fixed, or the logit of its value with the clause against without it."""
        clause, state = self.questions(ask.suitor, ask.bundle)[ask.place]
        if state in self.world.crisis.suitors[ask.suitor].menu[clause].consent_chance:
            return self.world.number(f"suitors.{ask.suitor}.menu.{clause}.consent_chance.{state}")
        granted, refused = (self.asking_value(t, table, answer)[state] for answer in self.answers(ask))
        return logit({"consent": granted, "refuse": refused}, self.world.precision)["consent"]

    def taken_value(self, t: int, table: Table, suitor: str, left: Bundle) -> Payoffs:
        r"""Return the value of what is left when all are asked.

        $Pass(t, (s, b', d_s))$, or $Pass(t, \varnothing)$ if nothing is left. With no drafting time: a logit of
        $Sign$ against $Pass(t, D)$ with the old draft, or $Pass(t, D)$ if nothing is left.
        """
        drafting = self.world.drafting(suitor)
        if not left:
            return self.pass_value(t, table if drafting == 0 else None)
        bundle = self.world.option_of(suitor, left)
        if drafting > 0:
            return self.pass_value(t, Draft(suitor, bundle, drafting))
        sign = self.sign_chance(t, table, suitor, bundle)
        return mix([(sign, self.sign_value(suitor, bundle, t)), (1 - sign, self.pass_value(t, table))])

    def sign_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the chance that the pivot signs at once what needs no drafting."""
        sign = self.sign_value(suitor, bundle, t)[self.pivot]
        leave = self.pass_value(t, table)[self.pivot]
        return logit({"sign": sign, "leave": leave}, self.world.precision)["sign"]


def signature_terms(world: World, suitor: str, bundle: Bundle, t: int) -> Ledger:
    r"""Return the terms of a signature, dated at the period: stakes, transfers, concession, ideology $-\theta_i d$."""
    day, bloc = world.starts[t], world.crisis.suitors[suitor]
    ledger: Ledger = {}
    for key in sorted(bundle):
        path = f"suitors.{suitor}.menu.{key}"
        clause = world.clause(path)
        if clause.delivery == Delivery.SIGNATURE:
            ledger = plus(ledger, delivery_terms(world, path, day))
        ledger = plus(ledger, {(i, "concession"): -world.number(f"{path}.cost.{i}", day) for i in clause.cost})
    distances = {i: distance(world, i, world.crisis.pivot, t) for i in bloc.members}
    distances[world.crisis.pivot] = world.bloc(suitor, distances)
    for i, d in distances.items():
        ledger[i, "ideology"] = -world.of_state(i, "ideology_weight", day) * d
    return {(i, term): amount * world.factor(i, t * world.ell) for (i, term), amount in ledger.items()}


def distance(world: World, one: str, other: str, t: int) -> float:
    """Return the Euclidean distance between two states' points; 0 if either has none."""
    day = world.starts[t]
    axes = min(len(world.crisis.states[i].ideology) for i in (one, other))
    gaps = [
        world.of_state(one, f"ideology.{axis}", day) - world.of_state(other, f"ideology.{axis}", day)
        for axis in range(axes)
    ]
    return math.hypot(*gaps)
