"""The bazaar: one game, as those who share one world play it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from itertools import product

from realpolitik.crisis.defaults import LEAN_WIDTH
from realpolitik.game.reference.branch import fixed_point
from realpolitik.game.reference.war import War
from realpolitik.game.rules.nodes import Act, Decision, Option
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import (
    Answer,
    Ask,
    AtOnce,
    Attack,
    Bidding,
    Bids,
    Consent,
    Demand,
    Draft,
    Join,
    OpenAttack,
    Passing,
    Place,
    Reply,
    Rescue,
    Table,
    Turning,
    Victim,
    Wording,
)
from realpolitik.game.rules.terms import delay_terms, signature_terms
from realpolitik.game.rules.world import Bundle, Ledger, Payoffs, World, logit, mix, plus, remembered

__all__ = ["Act", "Bid", "Draft", "Option", "ReferenceGame"]

Bid = dict[Bundle | None, float]
"""Chance of every bundle; None is not to bid."""


class ReferenceGame:
    """The bazaar, and the wars behind it, solved backwards by recursion.

    Attributes
    ----------
    rules : Rules
        What can happen, and what follows.
    values : dict
        Period and table -> V(t, D), everybody's expected payoff, for every (t, D) that was reached.
    residual : float
        The largest residual of a fixed point of bids.
    """

    def __init__(self, world: World, war: War | None = None) -> None:
        self.world = world
        self.war = War(world) if war is None else war
        self.rules = Rules(world, self.war)
        self.pivot = world.crisis.pivot
        self.memory: dict[Hashable, object] = {}
        self.values: dict[tuple[int, Table], Payoffs] = {}
        self.residual = 0.0

    def solve(self) -> None:
        """Fill the values from the last step to the first."""
        for t in reversed(range(self.world.last)):
            self.value(t, None)

    # --- values

    def value(self, t: int, table: Table) -> Payoffs:
        """Return V(t, D): the occasions that the step opens, in order, and last the round; V(T, D) = Peace(0)."""
        if t >= self.world.last:
            return self.war.peace_value(self.world.treaties, len(self.world.slots))
        if (t, table) not in self.values:
            self.values[t, table] = self.open_value(t, table, 0)
        return self.values[t, table]

    @remembered
    def open_value(self, t: int, table: Table, asked: int) -> Payoffs:
        r"""Return the value when that many occasions of the step have passed without attack.

        At an occasion, the aggressor's logit of War(0, o) against holding; at last
        $\varphi_t\, Round(t, D) + (1 - \varphi_t)\, Pass(t, D)$.
        """
        slots = self.world.slots_in(t)
        if asked < len(slots):
            slot = slots[asked]
            attack = self.open_attack_chance(t, table, asked)
            war = self.war.war_value(self.world.treaties, slot)
            return mix([(attack, war), (1 - attack, self.hold_value(t, table, asked))])
        phi = self.world.taken_up(t)
        idle = self.pass_value(t, table)
        return mix([(phi, self.round_value(t, table)), (1 - phi, idle)]) if phi > 0 else idle

    def hold_value(self, t: int, table: Table, asked: int) -> Payoffs:
        """Return the value of letting an occasion pass."""
        slot = self.world.slots_in(t)[asked]
        return plus(self.open_value(t, table, asked + 1), self.world.total(self.world.holding(slot)))

    def open_attack_chance(self, t: int, table: Table, asked: int) -> float:
        """Return the chance of an attack at an occasion while the bazaar is open."""
        slot = self.world.slots_in(t)[asked]
        if self.rules.plan(slot.number).began is not None:
            return 1.0
        aggressor = self.rules.aggressor(slot.number)
        attack = self.war.war_value(self.world.seen_by(aggressor, self.world.treaties), slot)
        hold = self.hold_value(t, table, asked)
        return logit({"attack": attack[aggressor], "hold": hold[aggressor]}, self.world.precision)["attack"]

    @remembered
    def pass_value(self, t: int, table: Table) -> Payoffs:
        r"""Return Pass(t, D).

        $V(t+1, \varnothing) - \text{delay}$; of a draft,
        $(1 - \eta_s) \sum_n p_s(n) V(t+1, (s, b, r - n)) + \eta_s V(t+1, \varnothing) - \text{delay}$ with $n$ the stages done.
        """
        later = mix((q, self.value(t + 1, new)) for (_, q), new in self.rules.after_pass(t, table) if q > 0)
        return plus(later, self.world.total(delay_terms(self.world, t)))

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
        everybody = self.rules.bidders(t, table)
        sure = tuple((s, self.world.bundles(s)[0]) for s in everybody if self.world.crisis.suitors[s].bound)
        certain: dict[str, Bid] = {s: {None: 0.0, b: 1.0} for s, b in sure}
        bidders = [s for s in everybody if s not in certain]
        chosen = self._chosen_bids(t, table, bidders, sure)
        return {s: certain[s] if s in certain else chosen[s] for s in everybody}

    def _chosen_bids(self, t: int, table: Table, bidders: list[str], sure: Bids) -> dict[str, Bid]:
        """Return the chances of the bidders that have a choice, given the bids that are sure."""
        order = self.rules.bidders(t, table)

        def reply(bids: Bids) -> Payoffs:
            return self.reply_value(t, table, tuple(sorted((*bids, *sure), key=lambda made: order.index(made[0]))))

        if len(bidders) == 1:
            (s,) = bidders
            worth = {b: self.world.bloc(s, reply(((s, b),))) + self.lean(t, s, b) for b in self.world.bundles(s)}
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
            leans = {s: self.lean(t, s, b) for s, b in bids}
            payoffs[combination] = [self.world.bloc(s, outcome) + leans.get(s, 0.0) for s in bidders]
        found = fixed_point(payoffs, self.world.precision)
        self.residual = max(self.residual, found.residual)
        return {
            s: dict(zip(each, chances, strict=True))
            for s, each, chances in zip(bidders, options, found.chances, strict=True)
        }

    @remembered
    def lean(self, t: int, suitor: str, bundle: Bundle, is_pivot: bool = False) -> float:
        r"""Return what is added to a move for a bundle, in the choice only, because one would be glad to see it signed.

        $(c / \lambda) \tanh[(Sign_i(b, t) - Pass_i(t, \varnothing)) / g]$: of moves that will come to nothing, one makes those
        (a trembling hand: Selten 1975). It decides ties, and costs at most $2 c / \lambda$.

        Parameters
        ----------
        is_pivot : bool
            Whether the pivot moves; else the suitor does.
        """
        if self.world.precision == 0:
            return 0.0
        signed, passed = self.sign_value(suitor, bundle, t), self.pass_value(t, None)
        if is_pivot:
            glad = signed[self.pivot] - passed[self.pivot]
        else:
            glad = self.world.bloc(suitor, signed) - self.world.bloc(suitor, passed)
        return self.world.number("constants.lean") / self.world.precision * math.tanh(glad / LEAN_WIDTH)

    @remembered
    def reply_value(self, t: int, table: Table, bids: Bids) -> Payoffs:
        """Return the value of the round when these bids have been made."""
        chances = self.reply(t, table, bids)
        return mix((q, self.option_value(t, table, option)) for option, q in chances.items())

    def reply(self, t: int, table: Table, bids: Bids) -> dict[Option, float]:
        """Return the pivot's chances of what it can do: one logit."""
        worth = {
            option: self.option_value(t, table, option)[self.pivot] for option in self.rules.replies(t, table, bids)
        }
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

    @remembered
    def press_value(self, t: int, table: Table, suitor: str) -> Payoffs:
        """Return the expected value of pressing a suitor."""
        chances = self.demands(t, table, suitor)
        return mix((q, self.demand_value(t, table, suitor, b)) for b, q in chances.items())

    @remembered
    def demands(self, t: int, table: Table, suitor: str) -> dict[Bundle, float]:
        """Return the pivot's chances of demanding each bundle of a suitor."""
        worth = {
            b: self.demand_value(t, table, suitor, b)[self.pivot] + self.lean(t, suitor, b, is_pivot=True)
            for b in self.rules.demandable(table, suitor)
        }
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
        taken += self.lean(t, suitor, bundle)
        passed = self.world.bloc(suitor, self.pass_value(t, table))
        return logit({"agree": taken, "refuse": passed}, self.world.precision)["agree"]

    # --- taking up

    def take_value(self, t: int, table: Table, suitor: str, bundle: Bundle) -> Payoffs:
        """Return Take: the value of asking every consent in turn, and of what is then left."""
        return self.asking_value(t, table, Ask(suitor, bundle, bundle, 0))

    @remembered
    def asking_value(self, t: int, table: Table, ask: Ask) -> Payoffs:
        r"""Return the value when some of the questions have been answered.

        When all are: $Pass(t, (s, b', k))$, or $Pass(t, \varnothing)$ if nothing is left. With no drafting time: a logit of
        $Sign$ against $Pass(t, D)$ with the old draft, or $Pass(t, D)$ if nothing is left.
        """
        place, _ = self.rules.taking(t, table, ask)
        match place:
            case Consent(ask=question):
                consent = self.consent_chance(t, table, question)
                granted, refused = (self.asking_value(t, table, answer) for answer in self.rules.answers(question))
                return mix([(consent, granted), (1 - consent, refused)])
            case AtOnce(suitor=suitor, bundle=bundle):
                sign = self.sign_chance(t, table, suitor, bundle)
                return mix([(sign, self.sign_value(suitor, bundle, t)), (1 - sign, self.pass_value(t, table))])
            case Passing(table=left):
                return self.pass_value(t, left)
        raise AssertionError(f"taking up leads to {place}")

    @remembered
    def consent_chance(self, t: int, table: Table, ask: Ask) -> float:
        """Return the chance of consent: fixed, or the logit of its value with the clause against without it."""
        fixed = self.rules.fixed_consent(ask)
        if fixed is not None:
            return fixed
        _, state = self.rules.question(ask)
        granted, refused = (self.asking_value(t, table, answer)[state] for answer in self.rules.answers(ask))
        return logit({"consent": granted, "refuse": refused}, self.world.precision)["consent"]

    def sign_chance(self, t: int, table: Table, suitor: str, bundle: Bundle) -> float:
        """Return the chance that the pivot signs at once what needs no drafting."""
        sign = self.sign_value(suitor, bundle, t)[self.pivot]
        leave = self.pass_value(t, table)[self.pivot]
        return logit({"sign": sign, "leave": leave}, self.world.precision)["sign"]

    # --- the way forward

    def chances(self, place: Place) -> list[float]:
        """Return the chances of what the rules let happen at a place, in their order: as chosen, or as chance has it."""
        node = self.rules.moves(place)
        if isinstance(place, Consent):
            return _either(self.consent_chance(place.t, place.table, place.ask))
        if not isinstance(node, Decision):
            return [branch.chance for branch in node.branches]
        if len(node.options) == 1:
            return [1.0]
        if isinstance(place, Attack | Join | Turning | Victim | Rescue):
            return self._chances_at_war(place)
        return self._chances_at_the_table(place, node.options)

    def _chances_at_the_table(self, place: Place, options: tuple[Option, ...]) -> list[float]:
        match place:
            case OpenAttack(t, table, slot):
                asked = [other.number for other in self.world.slots_in(t)].index(slot)
                return _either(self.open_attack_chance(t, table, asked))
            case Bidding(t, table, _, suitor):
                bid = self.bids(t, table)[suitor]
                return [sum(q for bundle, q in bid.items() if bundle is not None), bid[None]]
            case Wording(t, table, _, suitor):
                bid = self.bids(t, table)[suitor]
                some = sum(q for bundle, q in bid.items() if bundle is not None)
                return [bid[option.bundle] / some for option in options]
            case Reply(t, table, made):
                replies = self.reply(t, table, made)
                return [replies[option] for option in options]
            case Demand(t, table, suitor):
                demands = self.demands(t, table, suitor)
                return [demands[option.bundle] for option in options if option.bundle is not None]
            case Answer(t, table, suitor, bundle):
                return _either(self.agree_chance(t, table, suitor, bundle))
            case AtOnce(t, table, suitor, bundle):
                return _either(self.sign_chance(t, table, suitor, bundle))
        raise AssertionError(f"nobody decides at {place}")

    def _chances_at_war(self, place: Attack | Join | Turning | Victim | Rescue) -> list[float]:
        slot = self.rules.slot(place.slot)
        match place:
            case Attack(promises):
                return _either(self.war.attack_chance(promises, slot.number))
            case Join(promises, _, decisions):
                joining = self.war.joining(promises, slot, decisions)
                return [joining[side] for side in self.rules.joiner(slot.number, decisions)[1]]
            case Turning(state=state):
                return _either(1 - self.war.turning(self.rules.ending(place), state)[None])
            case Victim(state=state):
                turning = self.war.turning(self.rules.ending(place), state)
                victims = self.war.victims(self.rules.ending(place), state)
                return [turning[key] / (1 - turning[None]) for key in victims]
            case Rescue(hostility=hostility, helped=helped):
                return _either(self.war.helping(self.rules.ending(place), hostility, helped))


def _either(chance: float) -> list[float]:
    return [chance, 1 - chance]
