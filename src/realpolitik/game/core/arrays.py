"""The arrays that the kernels read and write: numbers only, no names, no files; each declared once, with its shape in its type.

``Annotated[Floats, "Q 2 L"]`` is an array of floats of that many contests, times 2, times leaves. Kernels' arrays are made from
these declarations (`realpolitik.game.core.memory`), and the tests hold every array of a layout against them. An axis ``*`` has a
length of its own.

Letters for the sizes of axes, here and in every kernel

    n states      S suitors       T steps            A alignments (0 is none)     K players      O occasions
    O+1 the occasions, and behind them the close of the window, at which there is peace: a war of one leaf in which nobody fights
    L leaves of a war's tree      C clauses          Z stakes                     H hostilities  X consent questions
    M clauses of the menus, the first of the C; ``used`` up to the last that stands in any bundle
    Q contests    R pairs of a hostility and a contest             V victims      P physics of wars
    ``turners`` states that may turn after a contest; ``turns`` each with each of its victims; ``odds`` what of a pair its chances
    depend on; ``fights`` the same with each set of helpers; ``listed`` the same with each helper; ``answers`` questions to them;
    ``aids`` a pair with each helper; ``calls`` the same of a turn
    W war problems                U worlds (sets of promises)      D draws        G games        B believers
    E choices of joiners in the largest tree         N drafts in the largest group of one suitor
    Y options of all bidders      J joint bids       F fixed options of the pivot
"""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]

OUT, ATTACKER, DEFENDER = 0, 1, 2

WAR_TERMS = (
    "war_cost", "defeat", "prize", "balance", "stakes", "transfers", "concession", "aftermath", "breach", "unexplained"
)  # fmt: skip
(WAR_COST, DEFEAT, PRIZE, BALANCE, STAKES, TRANSFERS, CONCESSION, AFTERMATH, BREACH,
 UNEXPLAINED) = range(len(WAR_TERMS))  # fmt: skip


CONTEST_PARTS = ("odds", "listed", "fights", "pairs", "answers", "aids", "victims", "turns")
"""What the aftermath of a contest is made of, in the letters at the head of this module."""
ODDS, LISTED, FIGHTS, PAIRS, ANSWERS, AIDS, VICTIMS, TURNS = range(len(CONTEST_PARTS))


class WarStructure(NamedTuple):
    """What the war kernels read; all integer arrays. Lists of lists are stored as `starts` and `items`."""

    aggressor: Annotated[Index, "O"]
    target: Annotated[Index, "O"]
    step: Annotated[Index, "O"]
    under_way: Annotated[Index, "O"]  # 1 if nobody is asked whether to attack
    leaves: Annotated[Index, "O+1"]
    joiners: Annotated[Index, "O+1 levels"]  # state, -1 beyond the last
    options: Annotated[Index, "O+1 levels"]  # number of choices, 1 beyond the last
    folds_to: Annotated[
        Index, "O+1 n"
    ]  # first level to which a state's payoffs are folded: 0 for those who bargain or attack
    side: Annotated[Index, "O+1 n L"]  # OUT, ATTACKER or DEFENDER; leaves with the first joiner's choice fastest
    stake_holder: Annotated[Index, "Z"]  # state or -1
    hostile_by: Annotated[Index, "H"]
    hostile_toward: Annotated[Index, "H"]
    hostile_helpers: Annotated[Index, "H 2"]  # states that may help the victim, in order, -1 beyond the last
    contest_occasion: Annotated[Index, "Q"]
    contest_conventions: Annotated[Index, "Q n L"]  # set of clauses
    contest_coordinates: Annotated[Index, "Q n"]  # 1 if a convention strengthens the state in any leaf
    contest_transit: Annotated[Index, "Q n"]  # set of clauses
    contest_starts: Annotated[Index, "Q+1 parts"]  # first odds, pair, ... of each contest: see CONTEST_PARTS
    contest_turners: Annotated[Index, "Q+1"]  # first turner of each contest
    odds_hostility: Annotated[Index, "odds"]
    odds_stake: Annotated[
        Index, "odds Z 2"
    ]  # clause, -1 for none, and recipient of the stakes that bear on the victim's depth
    odds_asked: Annotated[Index, "odds 2"]  # 1 if the state is asked when attackers, or defenders, have won
    odds_fights: Annotated[Index, "odds+1"]  # first set of helpers: nobody, the first, the second, both
    odds_listed: Annotated[Index, "odds+1"]  # first helper
    pair_odds: Annotated[Index, "R"]
    pair_hostility: Annotated[Index, "R"]
    pair_turn: Annotated[Index, "R 2"]  # sets of clauses broken, and betrayed, by turning
    pair_stake: Annotated[
        Index, "R Z 2"
    ]  # clause, -1 for none, and recipient of the stakes that bear on what there is to gain, and to lose
    pair_answers: Annotated[Index, "R+1"]  # first question: to the first helper; to the second after no, and after yes
    pair_aids: Annotated[Index, "R+1"]  # first helper
    answer_sets: Annotated[Index, "answers 2"]  # sets of clauses broken by standing by, and by helping
    turner_starts: Annotated[Index, "turners+1"]  # first turn of each turner
    turn_pair: Annotated[Index, "turns"]
    turn_calls: Annotated[Index, "turns+1"]  # first helper
    rival_starts: Annotated[Index, "turns+1"]
    rivals: Annotated[Index, "*"]  # turns on the same victim that come before
    victim_state: Annotated[Index, "V"]
    victim_starts: Annotated[Index, "V+1"]
    victim_turns: Annotated[Index, "*"]  # turns on the victim
    delivery_contest: Annotated[Index, "deliveries"]
    delivery_stake: Annotated[
        Index, "deliveries Z 2"
    ]  # clause, -1 for none, and recipient of the stakes that the war hands over
    delivery_payments: Annotated[Index, "deliveries"]  # set of clauses that pay, or cost, when the war delivers them
    delivery_away: Annotated[Index, "deliveries"]  # set of clauses that promise away what the target holds
    physics_contest: Annotated[Index, "P"]
    physics_turn: Annotated[Index, "P H"]
    physics_victim: Annotated[Index, "P victims"]
    physics_delivery: Annotated[Index, "P"]  # -1 if nothing is handed over
    delivered_if: Annotated[
        Index, "O+1 C L"
    ]  # whose victory delivers a clause: 0, ATTACKER, DEFENDER, or the sum for both
    clause_stake: Annotated[Index, "C"]  # the stake that it is about, -1 for none
    obliges: Annotated[Index, "C n"]  # 1 if the state is an obligor
    war_order: Annotated[Index, "W"]  # wars that are looked at before those that look at them, else by physics
    war_occasion: Annotated[Index, "W"]
    war_physics: Annotated[Index, "W"]
    war_breach: Annotated[Index, "W n"]  # row of what the state breaks, -1 if it breaks nothing in any leaf
    war_view: Annotated[Index, "W levels"]  # war problem whose strategy the joiner plays
    breach_occasion: Annotated[Index, "breaches"]
    breach_sets: Annotated[Index, "breaches 2 L"]  # sets of clauses broken, and betrayed
    fought: Annotated[Index, "*"]  # the wars that worlds lead to, each once; the others are only imagined
    world_war: Annotated[Index, "U O+1"]
    world_view: Annotated[Index, "U O"]  # world in which the aggressor decides
    set_starts: Annotated[Index, "sets+1"]
    set_items: Annotated[Index, "*"]  # clauses; set 0 is empty


class BazaarStructure(NamedTuple):
    """What the bazaar kernels read; all integer arrays."""

    first: Annotated[Index, "S+1"]  # first alignment of each suitor
    bound: Annotated[Index, "S"]  # 1 if the suitor has bound itself to its only bundle
    suitor: Annotated[Index, "A"]  # suitor of each alignment, -1 for none
    world: Annotated[Index, "A"]
    clause_starts: Annotated[Index, "A+1"]
    clause_items: Annotated[Index, "*"]  # clauses of each alignment
    question_first: Annotated[Index, "S+1"]
    question_player: Annotated[Index, "X"]  # player asked
    question_in: Annotated[Index, "A X"]  # 1 if the question arises
    question_drop: Annotated[Index, "A X"]  # alignment left after a refusal, 0 if nothing is left
    occasion_player: Annotated[Index, "O"]  # player who is the aggressor
    under_way: Annotated[Index, "O"]  # 1 if the war comes in any case
    asked_state: Annotated[Index, "asked"]  # states that decide on clauses of a suitor, suitor by suitor
    asked_starts: Annotated[Index, "A+1"]
    asked_items: Annotated[Index, "*"]  # of these, who consented to a clause of each alignment
    next_occasion: Annotated[Index, "T+1"]  # first occasion in a step at or after t
    draft_base: Annotated[Index, "S"]  # index of the first draft state
    draft_groups: Annotated[
        Index, "1+S 4"
    ]  # suitor, first draft, number of drafts, of bundles; first the empty draft, alone
    sizes: Annotated[Index, "5"]  # T, K, number of draft states, whether the pivot is aware, stages of drafting


STATE_NUMBERS = (
    "strength",  # effective capability
    "strength_later",  # the same when the aftermath comes
    "capability",
    "reach",
    "reach_transit",
    "exposure",  # 0 for states that cannot fight there
    "war_cost",
    "reputation",
    "attrition",
    "conquest",
    "prize",
    "balance",
    "survival",  # what its survival counts for: 1, or the share of what is at stake that counts
    "doubt_attacker",  # what is unexplained of attacking, or of joining the attackers
    "doubt_defender",  # of joining the defenders
    "discount",  # of the attack
    "discount_later",  # of the aftermath
)
(STRENGTH, STRENGTH_LATER, CAPABILITY, REACH, REACH_TRANSIT, EXPOSURE, WAR_COST_RATE, REPUTATION, ATTRITION, CONQUEST,
 PRIZE_WORTH, BALANCE_COST, SURVIVAL, DOUBT_ATTACKER, DOUBT_DEFENDER, DISCOUNT,
 DISCOUNT_LATER) = range(len(STATE_NUMBERS))  # fmt: skip
HOSTILITY_NUMBERS = (
    "hostile_gain",
    "hostile_reach",
    "hostile_doubt",  # what is unexplained of turning
    "first_reach",  # of the first helper
    "second_reach",
    "first_doubt",  # what is unexplained of helping
    "second_doubt",
)
HOSTILE_GAIN, HOSTILE_REACH, HOSTILE_DOUBT, HELPER_REACH, _, HELPER_DOUBT, _ = range(len(HOSTILITY_NUMBERS))
"""Of helpers the row of the first; that of the second is the next."""
CLAUSE_NUMBERS = ("weight", "coordination", "passage")  # weight: of a breach, omega
WEIGHT, COORDINATION, PASSAGE = range(len(CLAUSE_NUMBERS))


class GameNumbers(NamedTuple):
    """Arrays with a leading axis of draws (D). Payoffs in shares of own survival, already discounted.

    The letters of the other axes stand at the head of this module.
    """

    precision: Annotated[Floats, "D"]  # per unit of survival
    lean: Annotated[Floats, "D 2"]  # its height, and the gap over which it rises, in shares of survival
    decisiveness: Annotated[Floats, "D"]  # exponent
    council: Annotated[Floats, "D T"]  # chance phi that the pivot's council takes the matter up in a step
    drafting: Annotated[Floats, "D S"]  # mean months
    drafted: Annotated[Floats, "D S T stages"]  # chance that 0, 1, ... stages are done in a step
    collapse: Annotated[Floats, "D S T"]  # chance in a step
    delay: Annotated[Floats, "D T n"]  # cost of a step of talks
    signature: Annotated[Floats, "D M n T"]  # what a clause of a menu brings at signature in t
    ideology: Annotated[Floats, "D S n T"]
    doubt: Annotated[Floats, "D S n T"]  # what is unexplained of signing, to the pivot and to the suitor's members
    doubt_asked: Annotated[Floats, "D asked T"]  # the same to a state that consented
    consent: Annotated[Floats, "D X"]  # fixed chance of consent, -1 where the state decides
    players: Annotated[Floats, "D K n"]  # weights of states in players
    holding: Annotated[Floats, "D O"]  # cost to the aggressor of letting an occasion pass
    of_state: Annotated[Floats, "D O+1 state_numbers n"]  # at the occasion, and at the close
    of_hostility: Annotated[Floats, "D O+1 hostility_numbers H"]
    of_clause: Annotated[Floats, "D O+1 clause_numbers C"]
    stake_worth: Annotated[Floats, "D O+1 Z n"]
    buffer: Annotated[Floats, "D O+1 Z n"]
    payment: Annotated[Floats, "D O+1 C n"]  # worth of payments delivered by war or victory
    cost: Annotated[Floats, "D O+1 C n"]  # what it costs to grant what war or victory delivers
    share: Annotated[Floats, "D O+1 Z"]  # the stake's part of what the target can lose


STEPS, PLAYERS, DRAFTS, AWARE, STAGES = 0, 1, 2, 3, 4

NOBODY: Final[int] = cast(int, np.int64(-1))
NOTHING: Final[int] = cast(int, np.int64(0))
FIRST: Final[int] = cast(int, np.int64(1))
"""No holder, no draft, and a count of one: typed, because the compiler makes a second kernel for a bare literal."""
WRITTEN: Final[bool] = cast(bool, np.bool_(False))
GIVEN: Final[bool] = cast(bool, np.bool_(True))
"""Whether a sweep of the bazaar finds the others' policies, or is given them; typed for the same reason."""


class SignatureTerms(NamedTuple):
    """What the true signature terms are made of; they sum to the truth's `GameNumbers.signature`."""

    stakes: Annotated[Floats, "D M n T"]
    transfers: Annotated[Floats, "D M n T"]
    concession: Annotated[Floats, "D M n T"]


HANDED = (
    "stakes",
    "transfers",
    "concession",
    "forgone",
)  # the last: what is lost of the prize, as it was promised away
HANDED_STAKES, HANDED_PAYMENTS, HANDED_COSTS, HANDED_AWAY = range(len(HANDED))

MINE, THEIRS, CHANCE, SCRATCH, DEPTH, GIVEN_UP, PAYS, STANDS_BY, WHOLE = range(9)
"""Rows of the working memory of wars."""
CAP = 708.0
"""Beyond it an exponential overflows."""


class WarScratch(NamedTuple):
    """Working memory of wars; nothing in it outlives the contest, or the tree, at hand."""

    strength: Annotated[Floats, "n L"]  # contribution s of each state
    reach: Annotated[Floats, "n"]  # of each state into the theatre, passages counted
    force: Annotated[Floats, "2 L"]  # strength of the attackers and of the defenders
    booty: Annotated[Floats, "2 L"]  # what the losers stand to lose, when attackers (0) or defenders (1) have won
    after: Annotated[Floats, "2 n L"]  # strength of each state when attackers, or defenders, have won
    brought: Annotated[Floats, "2 2 L"]  # what of it attackers (0) and defenders (1) can bring in the theatre
    total: Annotated[Floats, "n L"]  # all of a physics, promises apart
    tree: Annotated[Floats, "n L"]  # the tree, folded
    work: Annotated[Floats, "9 L"]  # vectors
    turned: Annotated[Floats, "turns L"]  # chance that a state turns, as wars are truly fought
    came: Annotated[Floats, "turns L"]  # that it turns and comes first
    felled: Annotated[Floats, "turns L"]  # that it prevails
    called: Annotated[Floats, "calls L"]  # that it comes first and the victim is helped


class OneContest(NamedTuple):
    """Working memory for the aftermath of the contest at hand, numbered from its own first parts: see `CONTEST_PARTS`.

    Small enough for the nearest memory of a processor; kept for all contests it would have to be fetched from afar.
    """

    open: Annotated[
        Floats, "most_odds 2 L"
    ]  # 1 where a state may turn, 0 elsewhere, when attackers, or defenders, have won
    asked: Annotated[Floats, "most_listed 2 L"]  # 1 where a helper is asked, 0 elsewhere
    odds: Annotated[Floats, "most_fights 2 L"]  # chance q that a state that turns prevails
    share: Annotated[Floats, "most_fights 2 L"]  # its share of all strength, where there are helpers
    prize: Annotated[Floats, "most_pairs 2 L"]  # what there is to gain, not discounted
    remains: Annotated[Floats, "most_victims 2 L"]  # what a victim has to lose
    help: Annotated[Floats, "most_answers 2 L"]  # chance that a state helps
    turn: Annotated[Floats, "most_turns 2 L"]  # chance z that a state turns on a victim
    meets: Annotated[Floats, "most_pairs 2 L"]  # chance q that it prevails, whoever helps
    worth: Annotated[Floats, "most_pairs 2 L"]  # what turning is worth to it, coming first
    aid: Annotated[Floats, "most_aids 2 L"]  # what it is worth to a helper that the victim is fought over
    met: Annotated[Floats, "most_turns 2 L"]  # chance that the war so ends, the state turns, and comes first


class WarPhysics(NamedTuple):
    """What wars come to by one believer's numbers, whatever is chosen; payoffs discounted."""

    enemy: Annotated[Floats, "Q 2 L"]  # the enemy's share of all strength, for an attacker and for a defender
    win: Annotated[Floats, "Q L"]  # chance that the attackers win
    base: Annotated[Floats, "Q n L"]  # war cost, defeat, prize and balance
    spoils: Annotated[Floats, "R L"]  # what the war itself brings of it
    handed: Annotated[Floats, "deliveries handed n L"]  # what the war delivers: see HANDED
    broken: Annotated[
        Floats, "breaches L"
    ]  # what a state loses by what it breaks and betrays, in shares of its credit, up to 2


class Aftermath(NamedTuple):
    """Who turns on whom after wars, who helps, and what that comes to."""

    help: Annotated[Floats, "answers 2 L"]  # chance that a state helps, when attackers, or defenders, have won
    turn: Annotated[Floats, "turns 2 L"]  # chance z that a state turns on a victim
    gained: Annotated[Floats, "turns L"]  # what turning brings
    helped: Annotated[Floats, "calls L"]  # what it brings a helper
    lost: Annotated[Floats, "V L"]  # what the aftermath costs the victim


class WarSolution(NamedTuple):
    """The wars as one believer expects them to be fought, peace being one of them; payoffs discounted."""

    sigma: Annotated[Floats, "W E"]  # chances of the joiners' choices, level by level
    war: Annotated[Floats, "W n"]  # expected payoffs of a war
    attack: Annotated[Floats, "U O"]  # chance that the aggressor attacks
    value: Annotated[Floats, "U O+1 n"]  # Q, what an alignment is worth from each occasion on


class WarSolutions(NamedTuple):
    """The solutions of all games side by side, kept from one draw to the next."""

    sigma: Annotated[Floats, "G W E"]
    war: Annotated[Floats, "G W n"]
    attack: Annotated[Floats, "G U O"]
    value: Annotated[Floats, "G U O+1 n"]
    kept: Annotated[Index, "G"]  # 1 if a game's wars are those of the draw before


class WarsFought(NamedTuple):
    """The wars that worlds lead to, each joiner and each victor playing by its own model, at true payoffs."""

    terms: Annotated[Floats, "W war_terms n"]  # expected payoffs
    sides: Annotated[Floats, "W n 3"]  # chance of each side
    won: Annotated[Floats, "W"]  # chance that the attackers win
    turned: Annotated[Floats, "W 3 H"]  # chance that a state turns; that it comes first; that it prevails besides
    helped: Annotated[Floats, "W H 2"]  # chance that it comes first and its victim is helped, by helper


class Policies(NamedTuple):
    """What everybody but the pivot does at the table at every (t, D), each by its own model."""

    bid: Annotated[Floats, "T A drafts"]  # chance of each bid
    agree: Annotated[Floats, "T A drafts"]  # chance that a suitor pressed for a bundle agrees
    consent: Annotated[Floats, "T A X drafts"]  # chance of consent; at draft 0 where the draft does not matter
    attack: Annotated[Floats, "O drafts"]  # chance of attack while nothing is signed


class PivotValues(NamedTuple):
    """What the pivot's options are worth to it at every (t, D), by its own lights."""

    passing: Annotated[Floats, "T drafts"]
    sign: Annotated[Floats, "T A"]
    take: Annotated[Floats, "T A drafts"]  # at draft 0 where the draft does not matter
    press: Annotated[Floats, "T S drafts"]
    demand: Annotated[Floats, "T A drafts"]  # chance of demanding each bundle when pressing
    at_once: Annotated[
        Floats, "T A drafts"
    ]  # with no drafting time, chance of signing what is left of a bundle at once


class PlayerPayoffs(NamedTuple):
    """What signatures and wars are worth to the players, by one believer's numbers."""

    sign: Annotated[Floats, "T K A"]
    war: Annotated[Floats, "O K"]  # of an attack while nothing is signed
    threat: Annotated[Floats, "O"]  # the same for the aggressor, without the promises hidden from it
    delay: Annotated[Floats, "T K"]
    holding: Annotated[Floats, "O K"]
    clause: Annotated[Floats, "used K T"]  # what a clause brings at signature
    suitor: Annotated[Floats, "S K T"]  # what signing with a suitor brings, whatever is in the text
    asked: Annotated[Floats, "asked K T"]  # what it brings that a state consented
    amount: Annotated[Floats, "K T"]  # what one alignment brings at signature
    then: Annotated[Floats, "O+1 K"]  # what it is worth with an occasion next
    peace: Annotated[Floats, "K"]  # what it is worth that nothing is signed and nobody attacks


class Round(NamedTuple):
    """Rounds at the table side by side: the drafts of one suitor, a vector lane each.

    Working memory of one thread. Few arrays, because a compiled call passes every one of them by value. F is the number of the
    pivot's options whatever is bid: wait, press each suitor, sign; N is the largest number of drafts of one suitor.
    """

    first: Annotated[Index, "S+1"]  # first alignment of each suitor
    bound: Annotated[Index, "S"]  # 1 if the suitor has bound itself to its only bundle
    steady: Annotated[
        Index, "S"
    ]  # 1 if it needs time to draft: then taking it up is worth the same whatever draft is dropped
    take: Annotated[
        Floats, "K A N"
    ]  # values of taking each bundle up; of a steady suitor only lane 0 holds for every player
    passing: Annotated[Floats, "K N"]  # values of passing
    nothing: Annotated[Floats, "K N"]  # values of a step without a draft
    options: Annotated[Floats, "F K N"]  # values of the pivot's options whatever is bid
    value: Annotated[Floats, "K N"]  # values of the round
    agree: Annotated[Floats, "A N"]  # chances that a suitor pressed for a bundle agrees
    demand: Annotated[Floats, "A N"]  # chances of demanding it
    bids: Annotated[Floats, "A N"]  # chances of bidding it
    share: Annotated[Floats, "A N"]  # chances that it is taken up
    standing: Annotated[Floats, "F N"]  # chances of the pivot's other options, if no bid is taken up
    lean: Annotated[Floats, "2 A"]  # what moves for a bundle gain in the choice of the pivot, and in that of the suitor
    row: Annotated[Floats, "8 N"]  # vectors
    worth: Annotated[Floats, "A"]  # what each bundle is worth to somebody, the same in all lanes
    pull: Annotated[Floats, "A"]  # a factor a bundle


class Branch(NamedTuple):
    """Working memory for following the branch of simultaneous bids; Y is the number of all bidders' options."""

    bidding: Annotated[
        Index, "3 S"
    ]  # the suitors that bid; where each one's options start; how many, no bid being the first
    report: Annotated[Floats, "3"]  # largest residual, branches that turned, largest regret of a bid
    u: Annotated[Floats, "Y"]  # expected payoffs of the bidders' options
    p: Annotated[Floats, "Y"]  # their chances
    pay: Annotated[Floats, "S J"]  # payoffs of the bidders, over joint bids, each one's own bid fastest
    row: Annotated[Floats, "13 Y+1"]  # vectors
    matrix: Annotated[Floats, "Y+1 Y+1"]
    marginal: Annotated[Floats, "Y Y"]
    slopes: Annotated[Floats, "Y Y"]
    active: Annotated[Index, "Y"]  # options whose payoffs bear on chances
    bid: Annotated[Index, "S"]  # a joint bid


class Free(NamedTuple):
    """A player that is set free: where it moves, its best option stands for what it is said to do; nobody, if all is nought."""

    row: Annotated[Index, "1"]  # the row of values by which it chooses
    pivot: Annotated[Index, "1"]  # 1 if it replies, demands and signs
    suitor: Annotated[Index, "S"]  # 1 if it bids and answers; of one suitor at most
    question: Annotated[Index, "X"]  # 1 if it is asked for its consent
    occasion: Annotated[Index, "O"]  # 1 if it attacks or holds


class Weighing(NamedTuple):
    """Working memory for what a draw is worth as it is played; K stands for the rows of values."""

    nothing: Annotated[Floats, "K"]  # value of a step that passes without a draft
    passing: Annotated[Floats, "K"]  # value of one that passes with the draft at hand
    take: Annotated[Floats, "K A"]  # values of taking each bundle up
    reply_worth: Annotated[Floats, "F K"]  # values of the pivot's options whatever is bid
    thought: Annotated[Floats, "F"]  # what the pivot thinks that they are worth to it
    agrees: Annotated[Floats, "A"]  # chances that a suitor pressed for a bundle agrees
    standing: Annotated[Floats, "K"]  # values of the reply where nobody bids
    reply: Annotated[Floats, "K"]  # values of the reply to the bids at hand
    appeal: Annotated[Floats, "S"]  # the pivot's weights of these bids, as logarithms
    bidding: Annotated[
        Floats, "K A"
    ]  # values of each bid of the free suitor; in the first column, if there is none, of all bids
    value: Annotated[Floats, "K"]  # values of the round
    bid: Annotated[Index, "S"]  # the bids at hand
    options: Annotated[Index, "S"]  # how many there are of each suitor, silence counted


TERMS = (*WAR_TERMS, "ideology", "delay", "holding")
"""The terms of the ledger, in the order of its axis."""
IDEOLOGY, DELAY, HOLDING = range(len(WAR_TERMS), len(TERMS))


class PathOfPlay(NamedTuple):
    """What happens at the table in one draw."""

    signed: Annotated[Floats, "T A"]  # chance of each signature
    attacked: Annotated[Floats, "O"]  # chance of an attack while nothing is signed
    held: Annotated[Floats, "O"]  # chance that nothing is signed and the aggressor lets the occasion pass
    passed: Annotated[Floats, "T"]  # chance that the step passes without signature
    unsigned: Annotated[Floats, "1"]  # chance that the window closes without signature or attack
    offered: Annotated[Floats, "T A"]  # chance of each bid
    asked: Annotated[Floats, "T S"]  # chance that the suitor is in a position to bid
    taken: Annotated[Floats, "2 T A"]  # chance that each bundle is taken up: by bid, and under pressure
    mass: Annotated[Floats, "2 drafts"]  # working memory


class Sums(NamedTuple):
    """Working memory for what a draw comes to."""

    attack: Annotated[Floats, "U O"]  # real chances of attack
    entering: Annotated[Floats, "U O+1"]  # chance that a world is entered with an occasion next
    shares: Annotated[
        Floats, "used T"
    ]  # chance that a clause is signed in a step, given that its suitor is signed with
    asked: Annotated[Floats, "asked T"]  # the same of a text to which a state consented
    when: Annotated[Floats, "T"]  # the same of the suitor


class Roles(NamedTuple):
    """Who plays by which model; game 0 is the truth of the file."""

    state: Annotated[Index, "n"]  # game of each state
    player: Annotated[Index, "K"]  # game of each player: a suitor's lead, a consenting state, an aggressor
    bargains: Annotated[Index, "G"]  # 1 if a player other than the pivot plays by the game
    believer: Annotated[Index, "B"]  # games whose forecasts are wanted


class Tally(NamedTuple):
    """Results, one row a draw. Partner 0 is none, 1 + s is suitor s."""

    signed: Annotated[Floats, "D T A"]
    attacked: Annotated[Floats, "D O"]  # chance of an attack while nothing is signed
    unsigned: Annotated[Floats, "D"]  # chance that the window closes without signature or attack
    offered: Annotated[Floats, "D T A"]
    asked: Annotated[Floats, "D T S"]
    taken: Annotated[Floats, "D 2 T A"]  # by bid, and under pressure
    payoff: Annotated[Floats, "D terms n"]  # expected payoffs, term by term
    weight: Annotated[Floats, "D 1+S"]  # 1 if the partner's rows below are defined in the draw
    ledger: Annotated[Floats, "D 1+S terms n"]  # from signature on, given that the partner signs
    attack: Annotated[Floats, "D 1+S O"]  # chance of an attack after signature, given that the partner signs
    joins: Annotated[Floats, "D 1+S n 3"]  # chance of an attack and of each side
    wins: Annotated[Floats, "D 1+S"]  # chance of an attack and of the attackers' victory
    turns: Annotated[Floats, "D 1+S 2 H"]  # chance of an attack, or of peace, and of a state turning
    fights: Annotated[Floats, "D 1+S 2 H"]  # that it comes first besides
    subdues: Annotated[Floats, "D 1+S 2 H"]  # that it comes first, and prevails
    helps: Annotated[Floats, "D 1+S 2 H 2"]  # that it comes first and its victim is helped, by helper
    war: Annotated[Floats, "D"]  # chance of an attack, all told
    forecast: Annotated[Floats, "D B 1+S"]  # chances of the partners as each believer sees them
    forecast_war: Annotated[Floats, "D B"]
    surprise: Annotated[Floats, "D B"]  # nats
    report: Annotated[Floats, "D 3"]  # largest residual, branches that turned, largest regret of a bid
