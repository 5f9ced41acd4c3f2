"""The memory that kernels work in: arrays of the sizes that a layout asks for, made once and used for many draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.core.arrays import (
    DRAFTS,
    PERIODS,
    PLAYERS,
    TERMS,
    WAR_TERMS,
    BazaarStructure,
    Branch,
    Conduct,
    Counsel,
    Course,
    Floats,
    Index,
    Lanes,
    Sums,
    Tally,
    WarBook,
    WarStructure,
    Worth,
)


class WarSpace(NamedTuple):
    """The wars of every game in one draw, and as they are truly fought."""

    truth: WarBook
    scratch: WarBook
    turn: Floats  # (G, R, L) of every game, as sigma (G, W, E), war (G, W, n), attack (G, U, O), value (G, U, O + 1, n)
    sigma: Floats
    war: Floats
    attack: Floats
    value: Floats
    kept: Index  # (G,) 1 if a game's wars are those of the draw before
    fought: Floats  # (W, terms, n)
    sides: Floats  # (W, n, 3)
    won: Floats  # (W,)
    turned: Floats  # (W, 2, H)
    sums: Sums


class TableSpace(NamedTuple):
    """The table in one draw: what everybody does there by its own model, and what one believer expects of all."""

    worth: Worth
    real: Conduct
    mind: Conduct
    counsel: Counsel
    thought: Counsel
    expected: Floats  # (O, drafts) chances of attack as an aware pivot sees them
    values: Floats  # (2, K, drafts) in the period at hand and in the next
    owns: NDArray[np.bool_]  # (2, K) whose part is wanted: of some players; of everyone
    reports: Floats  # (G + 1, 3) of the last bazaar of each game, and of the aware pivot's


class Workspace(NamedTuple):
    """The working memory of one thread for one layout; nothing that stands in it at the beginning of a chunk is read."""

    wars: WarSpace
    table: TableSpace
    spare: Course
    dream: Course
    lanes: Lanes
    branch: Branch


def new_workspace(st: WarStructure, bz: BazaarStructure, n: int, G: int) -> Workspace:
    """Allocate, for n states and G games."""
    K, O, drafts = int(bz.sizes[PLAYERS]), len(st.aggressor), int(bz.sizes[DRAFTS])
    owns = np.zeros((2, K), np.bool_)
    owns[1] = True
    table = TableSpace(
        worth=new_worth(bz, O),
        real=new_conduct(bz, O),
        mind=new_conduct(bz, O),
        counsel=new_counsel(bz),
        thought=new_counsel(bz),
        expected=np.zeros((O, drafts)),
        values=np.zeros((2, K, drafts)),
        owns=owns,
        reports=np.zeros((G + 1, 3)),
    )
    return Workspace(
        wars=new_wars(st, bz, n, G),
        table=table,
        spare=new_course(bz, O),
        dream=new_course(bz, O),
        lanes=new_lanes(bz),
        branch=new_branch(bz),
    )


def new_wars(st: WarStructure, bz: BazaarStructure, n: int, G: int) -> WarSpace:
    """Allocate, for n states and G games."""
    O, H, W, U = len(st.aggressor), len(st.hostile_by), len(st.war_occasion), len(st.world_war)
    truth = new_book(st, n)
    return WarSpace(
        truth=truth,
        scratch=new_book(st, n),
        turn=np.zeros((G, *truth.turn.shape)),
        sigma=np.zeros((G, *truth.sigma.shape)),
        war=np.zeros((G, W, n)),
        attack=np.zeros((G, U, O)),
        value=np.zeros((G, U, O + 1, n)),
        kept=np.zeros(G, np.int64),
        fought=np.zeros((W, len(WAR_TERMS), n)),
        sides=np.zeros((W, n, 3)),
        won=np.zeros(W),
        turned=np.zeros((W, 2, H)),
        sums=new_sums(st, bz),
    )


def new_book(st: WarStructure, n: int) -> WarBook:
    """Allocate the wars of n states."""
    Q, R, V = len(st.contest_occasion), len(st.pair_hostility), len(st.victim_state)
    G, W = len(st.delivery_contest), len(st.war_occasion)
    U, O, L = len(st.world_war), len(st.aggressor), st.side.shape[2]
    return WarBook(
        strength=np.zeros((n, L)),
        force=np.zeros((2, L)),
        enemy=np.zeros((Q, 2, L)),
        booty=np.zeros((2, L)),
        win=np.zeros((Q, L)),
        base=np.zeros((Q, n, L)),
        worn=np.zeros((n, L)),
        grown=np.zeros((n, L)),
        odds=np.zeros((R, L)),
        turn=np.zeros((R, L)),
        turned=np.zeros((R, L)),
        gain=np.zeros((R, L)),
        gained=np.zeros((R, L)),
        lost=np.zeros((V, L)),
        handed=np.zeros((G, 2, n, L)),
        total=np.zeros((n, L)),
        broken=np.zeros(st.breach_sets.shape),
        sigma=np.zeros((W, _most_choices(st))),
        war=np.zeros((W, n)),
        attack=np.zeros((U, O)),
        value=np.zeros((U, O + 1, n)),
        work=np.zeros((5, L)),
        tree=np.zeros((n, L)),
    )


def _most_choices(st: WarStructure) -> int:
    """Return the number of choices in the largest tree of a war."""
    most = 1
    for joiners, options in zip(st.joiners, st.options, strict=True):
        branches = np.cumprod(options[joiners >= 0])
        most = max(most, int(branches.sum()))
    return most


def new_worth(bz: BazaarStructure, O: int) -> Worth:
    """Allocate, for O occasions."""
    T, K, A = int(bz.sizes[PERIODS]), int(bz.sizes[PLAYERS]), len(bz.suitor)
    return Worth(
        sign=np.zeros((T, K, A)),
        war=np.zeros((O, K)),
        threat=np.zeros(O),
        delay=np.zeros((T, K)),
        holding=np.zeros((O, K)),
        clause=np.zeros((_menu_clauses(bz), K, T)),
        suitor=np.zeros((len(bz.first) - 1, K, T)),
        amount=np.zeros((K, T)),
        then=np.zeros((O + 1, K)),
    )


def new_conduct(bz: BazaarStructure, O: int) -> Conduct:
    """Allocate, for O occasions."""
    T, A, X, drafts = int(bz.sizes[PERIODS]), len(bz.suitor), len(bz.question_player), int(bz.sizes[DRAFTS])
    return Conduct(
        bid=np.zeros((T, A, drafts)),
        agree=np.zeros((T, A, drafts)),
        consent=np.zeros((T, A, X, drafts)),
        attack=np.zeros((O, drafts)),
    )


def new_counsel(bz: BazaarStructure) -> Counsel:
    """Allocate."""
    T, A, S, drafts = int(bz.sizes[PERIODS]), len(bz.suitor), len(bz.first) - 1, int(bz.sizes[DRAFTS])
    return Counsel(
        passing=np.zeros((T, drafts)),
        sign=np.zeros((T, A)),
        take=np.zeros((T, A, drafts)),
        press=np.zeros((T, S, drafts)),
        demand=np.zeros((T, A, drafts)),
        at_once=np.zeros((T, A, drafts)),
    )


def new_course(bz: BazaarStructure, O: int) -> Course:
    """Allocate, for O occasions."""
    T, A, S, drafts = int(bz.sizes[PERIODS]), len(bz.suitor), len(bz.first) - 1, int(bz.sizes[DRAFTS])
    return Course(
        signed=np.zeros((T, A)),
        attacked=np.zeros(O),
        held=np.zeros(O),
        passed=np.zeros(T),
        unsigned=np.zeros(1),
        offered=np.zeros((2, T, A)),
        asked=np.zeros((2, T, S)),
        mass=np.zeros((2, drafts)),
    )


def new_lanes(bz: BazaarStructure) -> Lanes:
    """Allocate."""
    K, A, S, N = int(bz.sizes[PLAYERS]), len(bz.suitor), len(bz.first) - 1, max(1, int(bz.draft_groups[:, 2].max()))
    return Lanes(
        first=bz.first,
        bound=bz.bound,
        in_time=np.zeros(S, np.int64),
        steady=np.zeros(S, np.int64),
        take=np.zeros((K, A, N)),
        passing=np.zeros((K, N)),
        nothing=np.zeros((K, N)),
        options=np.zeros((2 + S, K, N)),
        value=np.zeros((K, N)),
        agree=np.zeros((A, N)),
        demand=np.zeros((A, N)),
        bids=np.zeros((A, N)),
        weights=np.zeros((A, N)),
        share=np.zeros((A, N)),
        standing=np.zeros((2 + S, N)),
        row=np.zeros((8, N)),
        pull=np.zeros(A),
    )


def new_branch(bz: BazaarStructure) -> Branch:
    """Allocate."""
    A, S = len(bz.suitor), len(bz.first) - 1
    Y, J = A - 1 + S, int(np.prod(np.diff(bz.first) + 1))
    return Branch(
        bidding=np.zeros((3, S), np.int64),
        report=np.zeros(3),
        u=np.zeros(Y),
        p=np.zeros(Y),
        pay=np.zeros((S, J)),
        row=np.zeros((10, Y + 1)),
        matrix=np.zeros((Y + 1, Y + 1)),
        marginal=np.zeros((Y, Y)),
        slopes=np.zeros((Y, Y)),
        bid=np.zeros(S, np.int64),
    )


def new_sums(st: WarStructure, bz: BazaarStructure) -> Sums:
    """Allocate."""
    U, O, T = len(st.world_war), len(st.aggressor), int(bz.sizes[PERIODS])
    return Sums(
        attack=np.zeros((U, O)),
        entering=np.zeros((U, O + 1)),
        shares=np.zeros((_menu_clauses(bz), T)),
        when=np.zeros(T),
    )


def _menu_clauses(bz: BazaarStructure) -> int:
    """Return the number of clauses, up to the last that stands in any bundle."""
    return int(bz.clause_items.max(initial=-1)) + 1


def new_tally(draws: int, layout_sizes: tuple[int, ...], believers: int) -> Tally:
    """Allocate a tally for a number of draws; layout_sizes are (T, A, O, S, n, H)."""
    T, A, O, S, n, H = layout_sizes
    D, partners, terms = draws, 1 + S, len(TERMS)
    return Tally(
        signed=np.zeros((D, T, A)),
        attacked=np.zeros((D, O)),
        unsigned=np.zeros(D),
        offered=np.zeros((D, 2, T, A)),
        asked=np.zeros((D, 2, T, S)),
        payoff=np.zeros((D, terms, n)),
        weight=np.zeros((D, partners)),
        ledger=np.zeros((D, partners, terms, n)),
        attack=np.zeros((D, partners, O)),
        joins=np.zeros((D, partners, n, 3)),
        wins=np.zeros((D, partners)),
        turns=np.zeros((D, partners, H)),
        subdues=np.zeros((D, partners, H)),
        war=np.zeros(D),
        forecast=np.zeros((D, believers, partners)),
        forecast_war=np.zeros((D, believers)),
        surprise=np.zeros((D, believers)),
        report=np.zeros((D, 3)),
    )
