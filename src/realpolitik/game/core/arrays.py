"""The arrays that the kernels read and write: numbers only, no names, no files.

Letters for the sizes of axes, here and in every kernel

    n states      S suitors       T periods          A alignments (0 is none)     K players      O occasions
    L leaves of a war's tree      C clauses          Z stakes                     H hostilities  X consent questions
    M clauses of the menus, the first of the C
    P physics of wars             W war problems     U worlds (sets of promises)  D draws        G games (believers)
    N options of all bidders      J joint bids
"""

from __future__ import annotations

from typing import Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

OUT, ATTACKER, DEFENDER = 0, 1, 2
NOT_DELIVERED, AT_SIGNATURE, BY_WAR, BY_VICTORY = 0, 1, 2, 3

WAR_TERMS = ("war_cost", "defeat", "prize", "balance", "stakes", "transfers", "aftermath", "breach")
WAR_COST, DEFEAT, PRIZE, BALANCE, STAKES, TRANSFERS, AFTERMATH, BREACH = range(8)


class WarStructure(NamedTuple):
    """What the war kernels read; all integer arrays. Lists of lists are stored as `starts` and `items`.

    Sizes: Q contests, R pairs, V victims, G deliveries, P physics, W war problems, B rows of broken clauses, U worlds.
    """

    aggressor: Index  # (O,)
    target: Index  # (O,)
    period: Index  # (O,)
    leaves: Index  # (O,)
    joiners: Index  # (O, J) state, -1 beyond the last
    options: Index  # (O, J) number of choices, 1 beyond the last
    folds_to: (
        Index  # (O, n) first level of the tree to which a state's payoffs are folded: 0 for those who bargain or attack
    )
    side: Index  # (O, n, L) OUT, ATTACKER or DEFENDER; leaves with the first joiner's choice fastest
    stake_holder: Index  # (Z,) state or -1
    hostile_by: Index  # (H,)
    hostile_toward: Index  # (H,)
    contest_occasion: Index  # (Q,)
    contest_conventions: Index  # (Q, n, L) set of clauses
    contest_coordinates: Index  # (Q, n) 1 if a convention strengthens the state in any leaf
    contest_transit: Index  # (Q, n) set of clauses
    contest_pairs: Index  # (Q + 1,) first pair of each contest
    contest_victims: Index  # (Q + 1,) first victim of each contest
    pair_hostility: Index  # (R,)
    pair_turn: Index  # (R,) set of clauses broken by turning
    pair_stands: Index  # (R, 3) 1 if the one that may turn stands on the side in any leaf
    pair_stake: Index  # (R, Z, 3) mode, recipient, lead of the stakes that bear on the victim's depth
    victim_state: Index  # (V,)
    victim_starts: Index  # (V + 1,)
    victim_pairs: Index  # pairs toward the victim
    delivery_contest: Index  # (G,)
    delivery_stake: Index  # (G, Z, 3) mode, recipient, lead of the stakes that the war hands over
    delivery_payments: Index  # (G,) set of clauses
    physics_contest: Index  # (P,)
    physics_pair: Index  # (P, H)
    physics_victim: Index  # (P, victims)
    physics_delivery: Index  # (P,) -1 if nothing is handed over
    payment_mode: Index  # (C,)
    payment_lead: Index  # (C,)
    war_order: Index  # (W,) wars that are looked at before those that look at them, else by physics
    war_occasion: Index  # (W,)
    war_physics: Index  # (W,)
    war_breach: Index  # (W, n) row of what the state breaks, -1 if it breaks nothing in any leaf
    war_view: Index  # (W, J) war problem whose strategy the joiner plays
    breach_occasion: Index  # (B,)
    breach_sets: Index  # (B, L) set of clauses broken
    fought: Index  # the wars that worlds lead to, each once; the others are only imagined
    world_war: Index  # (U, O)
    world_view: Index  # (U, O) world in which the aggressor decides
    set_starts: Index  # (sets + 1,)
    set_items: Index  # clauses; set 0 is empty


class BazaarStructure(NamedTuple):
    """What the bazaar kernels read; all integer arrays."""

    first: Index  # (S + 1,) first alignment of each suitor
    bound: Index  # (S,) 1 if the suitor has bound itself to its only bundle
    suitor: Index  # (A,) suitor of each alignment, -1 for none
    world: Index  # (A,)
    clause_starts: Index  # (A + 1,)
    clause_items: Index  # clauses of each alignment
    question_first: Index  # (S + 1,)
    question_player: Index  # (X,) player asked
    question_in: Index  # (A, X) 1 if the question arises
    question_drop: Index  # (A, X) alignment left after a refusal, 0 if nothing is left
    occasion_player: Index  # (O,) player who is the aggressor
    next_occasion: Index  # (T + 1,) first occasion in a period at or after t
    draft_slots: Index  # (S,) drafting periods that any draw can have
    draft_base: Index  # (S,) index of the first draft state
    draft_groups: Index  # (1 + S, 4) suitor, first draft, number of drafts, of bundles; first the empty draft, alone
    sizes: Index  # (4,) T, K, number of draft states, whether the pivot is aware


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
    "discount",  # of the attack
    "discount_later",  # of the aftermath
)
(STRENGTH, STRENGTH_LATER, CAPABILITY, REACH, REACH_TRANSIT, EXPOSURE, WAR_COST_RATE, REPUTATION, ATTRITION, CONQUEST,
 PRIZE_WORTH, BALANCE_COST, DISCOUNT, DISCOUNT_LATER) = range(14)  # fmt: skip
HOSTILITY_NUMBERS = ("hostile_gain", "hostile_reach")
HOSTILE_GAIN, HOSTILE_REACH = range(2)
CLAUSE_NUMBERS = ("weight", "coordination", "passage")  # weight: of a breach, omega
WEIGHT, COORDINATION, PASSAGE = range(3)


class GameNumbers(NamedTuple):
    """Arrays with a leading axis of draws (D). Payoffs in shares of own survival, already discounted.

    The letters of the other axes stand at the head of this module.
    """

    precision: Floats  # (D,) per unit of survival
    decisiveness: Floats  # (D,) exponent
    council: Floats  # (D,) chance phi that the pivot's council takes the matter up in a period
    drafting: NDArray[np.int64]  # (D, S) periods
    collapse: Floats  # (D, S) chance a period
    delay: Floats  # (D, T, n) cost of a period of talks
    signature: Floats  # (D, M, n, T) what a clause of a menu brings at signature in t
    ideology: Floats  # (D, S, n, T)
    consent: Floats  # (D, X) fixed chance of consent, -1 where the state decides
    players: Floats  # (D, K, n) weights of states in players
    holding: Floats  # (D, O) cost to the aggressor of letting an occasion pass
    of_state: Floats  # (D, O, 14, n) STATE_NUMBERS, at the occasion
    of_hostility: Floats  # (D, O, 2, H) HOSTILITY_NUMBERS
    of_clause: Floats  # (D, O, 3, C) CLAUSE_NUMBERS
    stake_worth: Floats  # (D, O, Z, n)
    buffer: Floats  # (D, O, Z, n)
    payment: Floats  # (D, O, C, n) worth of payments delivered by war or victory


PERIODS, PLAYERS, DRAFTS, AWARE = 0, 1, 2, 3

NOBODY: Final[int] = cast(int, np.int64(-1))
NOTHING: Final[int] = cast(int, np.int64(0))
FIRST: Final[int] = cast(int, np.int64(1))
"""No holder, no draft, and a count of one: typed, because the compiler makes a second kernel for a bare literal."""


class SignatureTerms(NamedTuple):
    """What the true signature terms are made of; they sum to the truth's `GameNumbers.signature`."""

    stakes: Floats  # (D, M, n, T)
    transfers: Floats  # (D, M, n, T)
    concession: Floats  # (D, M, n, T)


MINE, THEIRS, CHANCE, SCRATCH, DEPTH = range(5)
"""Rows of the working memory of wars."""
CAP = 708.0
"""Beyond it an exponential overflows."""


class WarBook(NamedTuple):
    """The wars by one believer's numbers, or as they are truly fought; payoffs discounted."""

    strength: Floats  # (n, L) in the contest at hand: contribution s of each state
    force: Floats  # (2, L) in the contest at hand: strength of the attackers and of the defenders
    enemy: Floats  # (Q, 2, L) the enemy's share of all strength, for an attacker and for a defender
    booty: Floats  # (2, L) in the contest at hand: what the losers stand to lose, when attackers (0) or defenders (1) have won
    win: Floats  # (Q, L) chance that the attackers win
    base: Floats  # (Q, n, L) war cost, defeat, prize and balance
    worn: Floats  # (n, L) in the contest at hand: what the war leaves of the later strength
    grown: Floats  # (n, L) in the contest at hand: the same with the conquests of a victor
    odds: Floats  # (R, L) chance q that a victor that turns prevails; zero where it is on no side
    turn: Floats  # (R, L) chance z that it turns
    turned: Floats  # (R, L) chance that it wins and turns, as wars are truly fought
    gain: Floats  # (R, L) what turning is worth to it
    gained: Floats  # (R, L) what the aftermath brings the victor
    lost: Floats  # (V, L) what the aftermath costs the victim
    handed: Floats  # (G, 2, n, L) stakes and transfers that the war delivers
    total: Floats  # (n, L) all of it in one physics, promises apart
    broken: Floats  # (B, L) share of its credit that a state loses by what it breaks
    sigma: Floats  # (W, E) chances of the joiners' choices, level by level
    war: Floats  # (W, n) expected payoffs of a war
    attack: Floats  # (U, O) chance that the aggressor attacks
    value: Floats  # (U, O + 1, n) Q, what an alignment is worth from each occasion on
    work: Floats  # (5, L) vectors
    tree: Floats  # (n, L)


class Conduct(NamedTuple):
    """What is done at the table at every (t, D): the moves of everybody but the pivot, each by its own model."""

    bid: Floats  # (T, A, drafts) chance of each bid
    agree: Floats  # (T, A, drafts) chance that a suitor pressed for a bundle agrees
    consent: Floats  # (T, A, X, drafts) chance of consent; at draft 0 where the draft does not matter
    attack: Floats  # (O, drafts) chance of attack while nothing is signed


class Counsel(NamedTuple):
    """What the pivot's options are worth to it at every (t, D), by its own lights."""

    passing: Floats  # (T, drafts)
    sign: Floats  # (T, A)
    take: Floats  # (T, A, drafts); at draft 0 where the draft does not matter
    press: Floats  # (T, S, drafts)
    demand: Floats  # (T, A, drafts) chance of demanding each bundle when pressing
    at_once: Floats  # (T, A, drafts) with no drafting time, chance of signing what is left of a bundle at once


class Worth(NamedTuple):
    """What signatures and wars are worth to the players, by one believer's numbers."""

    sign: Floats  # (T, K, A)
    war: Floats  # (O, K) of an attack while nothing is signed
    threat: Floats  # (O,) the same for the aggressor, without the promises hidden from it
    delay: Floats  # (T, K)
    holding: Floats  # (O, K)
    clause: Floats  # (M, K, T) what a clause brings at signature
    suitor: Floats  # (S, K, T) what signing with a suitor brings, whatever is in the text
    amount: Floats  # (K, T) what one alignment brings at signature
    then: Floats  # (O + 1, K) what it is worth with an occasion next


class Lanes(NamedTuple):
    """Rounds at the table side by side, a lane each: the drafts of one suitor.

    Working memory of one thread. Few arrays, because a compiled call passes every one of them by value. F is the number of the
    pivot's options whatever is bid: wait, press each suitor, sign; N is the largest number of drafts of one suitor.
    """

    first: Index  # (S + 1,) first alignment of each suitor
    bound: Index  # (S,) 1 if the suitor has bound itself to its only bundle
    in_time: Index  # (S,) 1 if the suitor, taken up now, can still be signed
    steady: Index  # (S,) 1 if it needs time to draft: then taking it up is worth the same whatever draft is dropped
    take: Floats  # (K, A, N) values of taking each bundle up; of a steady suitor only lane 0 holds for every player
    passing: Floats  # (K, N) values of passing
    nothing: Floats  # (K, N) values of a period without a draft
    options: Floats  # (F, K, N) values of the pivot's options whatever is bid
    value: Floats  # (K, N) values of the round
    agree: Floats  # (A, N) chances that a suitor pressed for a bundle agrees
    demand: Floats  # (A, N) chances of demanding it
    bids: Floats  # (A, N) chances of bidding it
    weights: Floats  # (A, N) the pivot's logit weights of the bids
    share: Floats  # (A, N) chance of the bid over the sum of weights then
    standing: Floats  # (F, N) the pivot's logit weights of its other options
    row: Floats  # (8, N) vectors
    pull: Floats  # (A,) a factor a bundle


class Branch(NamedTuple):
    """Working memory for following the branch of simultaneous bids; Y is the number of all bidders' options."""

    bidding: (
        Index  # (3, S) the suitors that bid; where each one's options start; how many it has, no bid being the first
    )
    report: Floats  # (3,) largest residual, branches that turned, largest regret of a bid
    u: Floats  # (Y,) expected payoffs of the bidders' options
    p: Floats  # (Y,) their chances
    pay: Floats  # (S, J) payoffs of the bidders, over joint bids, each one's own bid fastest
    row: Floats  # (10, Y + 1) vectors
    matrix: Floats  # (Y + 1, Y + 1)
    marginal: Floats  # (Y, Y)
    slopes: Floats  # (Y, Y)
    bid: Index  # (S,) a joint bid


TERMS = (*WAR_TERMS, "ideology", "concession", "delay", "holding")
"""The terms of the ledger, in the order of its axis."""
IDEOLOGY, CONCESSION, DELAY, HOLDING = range(len(WAR_TERMS), len(TERMS))


class Course(NamedTuple):
    """What happens at the table in one draw."""

    signed: Floats  # (T, A) chance of each signature
    attacked: Floats  # (O,) chance of an attack while nothing is signed
    held: Floats  # (O,) chance that nothing is signed and the aggressor lets the occasion pass
    passed: Floats  # (T,) chance that the period passes without signature
    unsigned: Floats  # (1,) chance that the window closes without signature or attack
    offered: Floats  # (2, T, A) chance of each bid: against anything, and against a rival's ready draft
    asked: Floats  # (2, T, S) chance that the suitor is in a position to bid, likewise
    mass: Floats  # (2, drafts) working memory


class Sums(NamedTuple):
    """Working memory for what a draw comes to."""

    attack: Floats  # (U, O) real chances of attack
    entering: Floats  # (U, O + 1) chance that a world is entered with an occasion next
    shares: Floats  # (M, T) chance that a clause is signed in a period, given that its suitor is signed with
    when: Floats  # (T,) the same of the suitor


class Roles(NamedTuple):
    """Who plays by which model; game 0 is the truth of the file."""

    state: Index  # (n,) game of each state
    player: Index  # (K,) game of each player: a suitor's lead, a consenting state, an aggressor
    bargains: Index  # (G,) 1 if a player other than the pivot plays by the game
    believer: Index  # (B,) games whose forecasts are wanted


class Tally(NamedTuple):
    """Results, one row a draw. Partner 0 is none, 1 + s is suitor s."""

    signed: Floats  # (D, T, A)
    attacked: Floats  # (D, O) chance of an attack while nothing is signed
    unsigned: Floats  # (D,) chance that the window closes without signature or attack
    offered: Floats  # (D, 2, T, A)
    asked: Floats  # (D, 2, T, S)
    payoff: Floats  # (D, terms, n) expected payoffs, term by term
    weight: Floats  # (D, 1 + S) 1 if the partner's rows below are defined in the draw
    ledger: Floats  # (D, 1 + S, terms, n) from signature on, given that the partner signs
    attack: Floats  # (D, 1 + S, O) chance of an attack after signature, given that the partner signs
    joins: Floats  # (D, 1 + S, n, 3) chance of an attack and of each side
    wins: Floats  # (D, 1 + S) chance of an attack and of the attackers' victory
    turns: Floats  # (D, 1 + S, H) chance of an attack and of a victor turning
    subdues: Floats  # (D, 1 + S, H) chance of an attack and of a victor turning and prevailing
    war: Floats  # (D,) chance of an attack, all told
    forecast: Floats  # (D, B, 1 + S) chances of the partners as each believer sees them
    forecast_war: Floats  # (D, B)
    surprise: Floats  # (D, B) nats
    report: Floats  # (D, 3) largest residual, branches that turned, largest regret of a bid
