"""The rules: who moves when, with which options, and what follows.

    start() -> State        node(state) -> Decision | Chance | End        step(state, k) -> State

Step k takes option k of a decision, or branch k of chance. There are no values here: how players choose is somebody else's
business. Simultaneous bids are decisions one after the other, whose players cannot tell apart what the earlier ones did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from realpolitik.crisis.defaults import STAGES
from realpolitik.crisis.schema import Side
from realpolitik.errors import RealpolitikError
from realpolitik.game.rules.aftermath import Aftermath
from realpolitik.game.rules.nodes import Act, Branch, Chance, Decision, End, Node, Option
from realpolitik.game.rules.state import (
    After,
    Answer,
    Ask,
    AtOnce,
    Attack,
    AtWar,
    Bidding,
    Bids,
    Campaign,
    Consent,
    Contest,
    Council,
    Delayed,
    Demand,
    Draft,
    Due,
    Fought,
    Held,
    Join,
    OpenAttack,
    Over,
    Passing,
    Place,
    Reply,
    Rescue,
    Signed,
    State,
    Table,
    Turned,
    Turning,
    Victim,
    Wording,
)
from realpolitik.game.rules.terms import delay_terms, signature_terms
from realpolitik.game.rules.war_rules import ATTACK_OR_HOLD, Step, WarRules
from realpolitik.game.rules.world import Bundle, Ledger, Promises, World, plus, remembered

MEETS = "council meets"
BLOC = "suitor "
"""What the name of a bloc begins with, as a player; a state's name holds no blank."""


def _stages_done(count: int) -> str:
    return "talks go on" if count == 0 else "1 stage drafted" if count == 1 else f"{count} stages drafted"


class NoSuchOption(RealpolitikError):
    """There is no such option here."""


class Rules(WarRules):
    """The rules of one crisis, with the numbers of one draw as one player, or the truth, has them.

    Parameters
    ----------
    world : World
    war : Aftermath, optional
        By which contests and what they pay are reckoned; one of its own by default.

    Attributes
    ----------
    players : tuple of str
        The states, then the suitors of more than one member, who bid and answer as one.
    """

    def __init__(self, world: World, war: Aftermath | None = None) -> None:
        super().__init__(world, war)
        blocs = [suitor for suitor, record in world.crisis.suitors.items() if len(record.members) > 1]
        self.players = (*world.crisis.states, *(f"{BLOC}{suitor}" for suitor in blocs))

    # --- the three questions

    def start(self) -> State:
        """Return the state in which the game begins."""
        return State(self.opening(0, None))

    def node(self, state: State) -> Node:
        """Return what can happen in a state."""
        return End(self.ledger(state)) if isinstance(state.place, Over) else self.moves(state.place)

    def step(self, state: State, k: int) -> State:
        """Return the state after option, or branch, k of what can happen.

        Raises
        ------
        NoSuchOption
        """
        node = self.moves(state.place)
        each: Sequence[Option | Branch] = node.options if isinstance(node, Decision) else node.branches
        if not 0 <= k < len(each):
            told = ", ".join(f"{n} ({one.key})" for n, one in enumerate(each)) or "none, for the game is over"
            raise NoSuchOption(f"there is no option {k} here; the options are {told}")
        taken = each[k]
        place, due = (
            self._decided(state.place, taken) if isinstance(taken, Option) else self._befell(state.place, taken.key)
        )
        return State(place, (*state.due, *due))

    # --- who plays

    def player(self, suitor: str) -> str:
        """Return the player who bids and answers for a suitor: its only member, or the bloc."""
        members = list(self.world.crisis.suitors[suitor].members)
        return members[0] if len(members) == 1 else f"{BLOC}{suitor}"

    def mover(self, player: str) -> str:
        """Return the state that moves for a player: itself, or the lead of the bloc."""
        if player in self.world.crisis.states:
            return player
        return self.world.crisis.suitors[player.removeprefix(BLOC)].lead

    # --- what can happen

    @remembered
    def moves(self, place: Place) -> Decision | Chance:
        """Return who decides at a place, with which options, or what chance can bring; nothing when the game is over."""
        match place:
            case OpenAttack(_, _, slot) | Attack(_, slot):
                return Decision(self.aggressor(slot), ATTACK_OR_HOLD)
            case Join() | Contest() | Turning() | Victim() | Rescue() | Campaign():
                return self._moves_at_war(place)
            case Council(t):
                phi = self.world.taken_up(t)
                return Chance((Branch(MEETS, phi), Branch("no council", 1 - phi)))
            case Passing(t, table):
                return Chance(tuple(branch for branch, _ in self.after_pass(t, table)))
            case Over():
                return Chance(())
        return self._moves_in_the_round(place)

    def _moves_in_the_round(
        self, place: Bidding | Wording | Reply | Demand | Answer | Consent | AtOnce
    ) -> Decision | Chance:
        pivot = self.world.crisis.pivot
        match place:
            case Bidding(suitor=suitor):
                silent = () if self.world.crisis.suitors[suitor].bound else (Option(Act.SILENT),)
                return Decision(self.player(suitor), (Option(Act.BID), *silent), f"{suitor} bids")
            case Wording(suitor=suitor):
                words = tuple(Option(Act.WORD, suitor, bundle) for bundle in self.world.bundles(suitor))
                return Decision(self.player(suitor), words, f"{suitor} words its bid")
            case Reply(t, table, made):
                return Decision(pivot, self.replies(t, table, made))
            case Demand(_, table, suitor):
                demands = (Option(Act.DEMAND, suitor, bundle) for bundle in self.demandable(table, suitor))
                return Decision(pivot, tuple(demands))
            case Answer(_, _, suitor):
                refuse = () if self.world.crisis.suitors[suitor].bound else (Option(Act.REFUSE),)
                return Decision(self.player(suitor), (Option(Act.AGREE), *refuse))
            case Consent(_, _, ask):
                _, state = self.question(ask)
                chance = self.fixed_consent(ask)
                if chance is None:
                    return Decision(state, (Option(Act.CONSENT), Option(Act.REFUSE)))
                return Chance((Branch("consent", chance), Branch("refuse", 1 - chance)))
            case AtOnce():
                return Decision(pivot, (Option(Act.SIGN), Option(Act.LEAVE)))

    # --- what follows a decision

    def _decided(self, place: Place, option: Option) -> Step:
        """Return the place that follows an option, and what comes due on the way."""
        match place:
            case OpenAttack(t, table, slot):
                if option.kind == Act.ATTACK:
                    return self.war_begins(self.world.treaties, slot), ()
                return self.opening(t, table, slot + 1), (Held(slot),)
            case Bidding() | Wording():
                return self._bid(place, option), ()
            case Reply() | Demand() | Answer() | AtOnce():
                return self._settled(place, option)
            case Consent():
                return self._answered(place, option.kind == Act.CONSENT)
            case Attack() | Join() | Turning() | Victim() | Rescue():
                return self._decided_in_war(place, option)
        raise AssertionError(f"nobody decides at {place}")

    def _bid(self, place: Bidding | Wording, option: Option) -> Place:
        """Return where the round stands after a suitor's choice."""
        t, table, made, suitor = place.t, place.table, place.made, place.suitor
        if option.kind == Act.BID:
            return Wording(t, table, made, suitor)
        if option.bundle is not None:
            made = (*made, (suitor, option.bundle))
        bidders = self.bidders(t, table)
        return self.bidding(t, table, made, bidders.index(suitor) + 1)

    def _settled(self, place: Reply | Demand | Answer | AtOnce, option: Option) -> Step:
        """Return what follows a choice of the pivot, or a pressed suitor's answer."""
        t, table = place.t, place.table
        match place, option:
            case Reply(), Option(Act.SIGN) if table is not None:
                return self.signed(table.suitor, table.bundle, t)
            case Reply(), Option(Act.TAKE, str() as suitor, frozenset() as bundle):
                return self.taking(t, table, Ask(suitor, bundle, bundle, 0))
            case Reply(), Option(Act.PRESS, str() as suitor):
                return Demand(t, table, suitor), ()
            case Demand(), Option(_, str() as suitor, frozenset() as bundle):
                return Answer(t, table, suitor, bundle), ()
            case Answer(_, _, suitor, bundle), Option(Act.AGREE):
                return self.taking(t, table, Ask(suitor, bundle, bundle, 0))
            case AtOnce(_, _, suitor, bundle), Option(Act.SIGN):
                return self.signed(suitor, bundle, t)
        return self.passing(t, table)

    def _answered(self, place: Consent, granted: bool) -> Step:
        """Return what follows when a state has consented to a clause, or refused."""
        return self.taking(place.t, place.table, self.answers(place.ask)[0 if granted else 1])

    # --- what follows chance

    def _befell(self, place: Place, key: str) -> Step:
        """Return the place that follows what chance brought, and what comes due on the way."""
        match place:
            case Council(t, table):
                return (self.bidding(t, table), ()) if key == MEETS else self.passing(t, table)
            case Passing(t, table):
                left = next(left for branch, left in self.after_pass(t, table) if branch.key == key)
                return self.opening(t + 1, left), ()
            case Consent():
                return self._answered(place, key == Act.CONSENT)
            case Contest() | Campaign():
                return self._befell_in_war(place, key)
        raise AssertionError(f"chance does not move at {place}")

    # --- the order of places

    def opening(self, t: int, table: Table, number: int = 0) -> Place:
        """Return where a step opens, or goes on at occasions from a number on; after the last step there is peace."""
        if t >= self.world.last:
            return self.peace(self.world.treaties)
        slot = next((slot for slot in self.world.slots_in(t) if slot.number >= number), None)
        if slot is None:
            return Council(t, table)
        under_way = self.plan(slot.number).began is not None
        return self.war_begins(self.world.treaties, slot.number) if under_way else OpenAttack(t, table, slot.number)

    def bidding(self, t: int, table: Table, made: Bids = (), place: int = 0) -> Place:
        """Return where the bidder at a place of the order bids; after the last one the pivot replies."""
        bidders = self.bidders(t, table)
        return Bidding(t, table, made, bidders[place]) if place < len(bidders) else Reply(t, table, made)

    def passing(self, t: int, table: Table) -> Step:
        """Return where a step ends without signature, and the delay that is due."""
        return Passing(t, table), (Delayed(t),)

    def taking(self, t: int, table: Table, ask: Ask) -> Step:
        """Return where the taking up of a bundle goes on: the next question, or what is done when all are asked.

        What takes drafting replaces the old draft; if nothing is left, it is dropped with nothing in its place. What takes none
        is signed at once or left, and the old draft stays; so it does if nothing is left.
        """
        questions = self.questions(ask.suitor, ask.bundle)
        while ask.place < len(questions) and questions[ask.place][0] not in ask.left:
            ask = ask._replace(place=ask.place + 1)
        if ask.place < len(questions):
            return Consent(t, table, ask), ()
        drafting = self.world.drafting(ask.suitor)
        if not ask.left:
            return self.passing(t, table if drafting == 0 else None)
        bundle = self.world.option_of(ask.suitor, ask.left)
        if drafting > 0:
            return self.passing(t, Draft(ask.suitor, bundle, STAGES))
        return AtOnce(t, table, ask.suitor, bundle), ()

    def signed(self, suitor: str, bundle: Bundle, t: int) -> Step:
        """Return where the game goes on after a signature: at the first occasion of a later step."""
        place = self.occasion(self.world.promises(suitor, bundle), self.world.first_slot(t + 1))
        return place, (Signed(suitor, bundle, t),)

    # --- at the table

    @remembered
    def bidders(self, t: int, table: Table) -> list[str]:
        """Return the suitors that do not hold the draft."""
        return [s for s in self.world.crisis.suitors if table is None or table.suitor != s]

    def replies(self, t: int, table: Table, made: Bids) -> tuple[Option, ...]:
        """Return what the pivot can do: sign, take up each bid, press each suitor, wait."""
        sign = [Option(Act.SIGN)] if table is not None and table.left == 0 else []
        take = [Option(Act.TAKE, suitor, bundle) for suitor, bundle in made]
        press = [Option(Act.PRESS, suitor) for suitor in self.world.crisis.suitors if self.demandable(table, suitor)]
        return (*sign, *take, *press, Option(Act.WAIT))

    def after_pass(self, t: int, table: Table) -> list[tuple[Branch, Table]]:
        """Return what can become of the table when a step passes: some stages of a draft are done, or it collapses."""
        if table is None:
            return [(Branch(_stages_done(0), 1.0), None)]
        eta, left = self.world.collapse(table.suitor, t), table.left
        done = self.world.stages(table.suitor, t, left) if left > 0 else (1.0,)
        nearer = [(Branch(_stages_done(n), (1 - eta) * q), table._replace(left=left - n)) for n, q in enumerate(done)]
        return [*nearer, (Branch("collapse", eta), None)]

    def demandable(self, table: Table, suitor: str) -> list[Bundle]:
        """Return the bundles that can be demanded of a suitor: any but the one under draft."""
        drafted = table.bundle if table is not None and table.suitor == suitor else None
        return [bundle for bundle in self.world.bundles(suitor) if bundle != drafted]

    @remembered
    def questions(self, suitor: str, bundle: Bundle) -> list[tuple[str, str]]:
        """Return the clauses of a bundle, in the order of the menu, with each state asked for its consent."""
        menu = self.world.crisis.suitors[suitor].menu
        return [(key, state) for key in menu if key in bundle for state in menu[key].consent_of]

    def question(self, ask: Ask) -> tuple[str, str]:
        """Return the clause that is asked about, and the state that is asked."""
        return self.questions(ask.suitor, ask.bundle)[ask.place]

    def fixed_consent(self, ask: Ask) -> float | None:
        """Return the chance of consent where the crisis gives one; None where the state chooses."""
        clause, state = self.question(ask)
        if state not in self.world.crisis.suitors[ask.suitor].menu[clause].consent_chance:
            return None
        return self.world.number(f"suitors.{ask.suitor}.menu.{clause}.consent_chance.{state}")

    def answers(self, ask: Ask) -> tuple[Ask, Ask]:
        """Return how the asking goes on after consent, and after refusal."""
        clause, _ = self.question(ask)
        granted = ask._replace(place=ask.place + 1)
        return granted, granted._replace(left=self.without(ask.suitor, ask.left, clause))

    def without(self, suitor: str, left: Bundle, clause: str) -> Bundle:
        """Return a bundle less a refused clause and every clause that requires it, or requires one that does."""
        menu = self.world.crisis.suitors[suitor].menu
        fallen = {clause}
        while more := {key for key in left - fallen if fallen & set(menu[key].requires)}:
            fallen |= more
        return left - fallen

    # --- what it pays

    @remembered
    def terms(self, due: Due) -> Ledger:
        """Return the terms of what came due, as present values in shares of own survival."""
        match due:
            case Held(slot):
                return self.world.holding(self.slot(slot))
            case Delayed(t):
                return delay_terms(self.world, t)
            case Signed(suitor, bundle, t):
                return signature_terms(self.world, suitor, bundle, t)
            case Fought(winner=winner):
                # The terms of a war are linear in the chance of winning: with the winner known, it is one or nought.
                won = replace(self.battle(due), win={side: float(side == winner) for side in Side})
                return plus(self.war.war_terms(won), self.war.deliveries(won))
            case Turned(hostility=hostility, helped=helped, prevails=prevails):
                return self.war.campaign_terms(self.ending(due), hostility, helped, float(prevails))

    def ledger(self, state: State) -> Ledger:
        """Return the terms of all that came due on the way to a state."""
        return plus(*(self.terms(due) for due in state.due))

    # --- what is seen

    def promises(self, place: Place) -> Promises:
        """Return the promises that count at a place: those of the treaties, and of what was signed."""
        return place.promises if isinstance(place, AtWar) else self.world.treaties

    def seen_promises(self, place: Place, seat: str) -> Promises:
        """Return the promises that a state knows of: all but the secret clauses to which it is no party."""
        return self.world.seen_by(seat, self.promises(place))

    def observed(self, state: State, seat: str) -> State:
        """Return a state of the game as one of the states knows it.

        Everybody sees the step, the draft, signatures and wars. Left out are secret clauses to which the seat is no party (those
        who may turn, or help, after a war or in peace know what then binds); the bids that others make in the round, and on whom
        the others turn; and what the pivot asks of others, until it has led to a draft, a signature or the next step: to them the
        council has yet to meet.

        Parameters
        ----------
        state : State
        seat : str
            A state of the crisis.

        Returns
        -------
        State
            States that are observed alike are one to the seat, but for what it remembers of its own moves.
        """
        return State(self._observed_place(state.place, seat), tuple(self._observed_due(due, seat) for due in state.due))

    def _observed_place(self, place: Place, seat: str) -> Place:
        if isinstance(place, Turning | Victim):
            return replace(place, made=())  # nobody sees what the others decide
        if isinstance(place, OpenAttack | Council | Passing | After | Over):
            return place
        if isinstance(place, AtWar):
            return replace(place, promises=self.seen_promises(place, seat))
        if seat not in self._taking_part(place):
            return Council(place.t, place.table)
        return replace(place, made=()) if isinstance(place, Bidding | Wording) else place

    def _taking_part(self, place: Bidding | Wording | Reply | Demand | Answer | Consent | AtOnce) -> set[str]:
        """Return the states that know where a round stands."""
        match place:
            case Bidding(suitor=suitor) | Wording(suitor=suitor):
                return set(self.world.crisis.suitors[suitor].members)
            case Reply() | Demand():
                return {self.world.crisis.pivot}
            case Answer(suitor=suitor) | AtOnce(suitor=suitor):
                return {self.world.crisis.pivot, *self.world.crisis.suitors[suitor].members}
            case Consent(ask=ask):
                return {self.world.crisis.pivot, *self.world.crisis.suitors[ask.suitor].members, self.question(ask)[1]}

    def _observed_due(self, due: Due, seat: str) -> Due:
        match due:
            case Signed(suitor, bundle, _):
                seen = self.world.seen_by(seat, self.world.promises(suitor, bundle))
                menu = f"suitors.{suitor}.menu."
                return replace(due, bundle=frozenset(key for key in bundle if f"{menu}{key}" in seen))
            case Fought() | Turned():
                return replace(due, promises=self.world.seen_by(seat, due.promises))
        return due
