"""A chunk of draws, solved one after the other: wars and bazaars by every believer's numbers, then played together.

The rows of the numbers are laid out game by game: row g D + d is draw d as game g has it, game 0 being the truth.

    for each game g      the wars; the bazaar, writing down the parts of those who play by g
    the pivot            its counsel: its own part (naive), or its best plan against the others' real conduct (aware)
    play                 forward over (t, D); wars with each joiner's and each victor's own strategy, true numbers
    tally                outcomes, payoffs by term, what follows on each partner's signature

A game whose numbers are those that it had in the row before is not solved again: variants of one draw, told apart by what a single
believer takes for true or by what does not bear on wars, stand next to one another and share the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.arrays import (
    AWARE,
    DRAFTS,
    NOTHING,
    PERIODS,
    PLAYERS,
    WAR_TERMS,
    BazaarStructure,
    Branch,
    Conduct,
    Counsel,
    Course,
    Floats,
    GameNumbers,
    Lanes,
    Roles,
    SignatureTerms,
    Tally,
    WarBook,
    WarStructure,
    Worth,
)
from realpolitik.game.bazaar import price_worth, same_bargains, solve_bazaar
from realpolitik.game.compiler import allocating, entry
from realpolitik.game.lanes import new_branch, new_lanes
from realpolitik.game.play import advise, play_forward
from realpolitik.game.stage import REGRET, RESIDUAL, TURNED
from realpolitik.game.tally import tally_draw, tally_forecast
from realpolitik.game.war import (
    fight,
    new_book,
    play_wars,
    reckon,
    same_physics,
    same_wars,
    solve_wars,
    take_resolve,
    total_up,
    weigh_revenge,
)


class Workspace(NamedTuple):
    """The working memory of one thread for one layout; nothing that stands in it at the beginning of a chunk is read."""

    truth: WarBook
    scratch: WarBook
    turn: Floats  # (G, R, L) of every game, as sigma (G, W, E), war (G, W, n), attack (G, U, O), value (G, U, O + 1, n)
    sigma: Floats
    war: Floats
    attack: Floats
    value: Floats
    worth: Worth
    real: Conduct
    mind: Conduct
    counsel: Counsel
    thought: Counsel
    spare: Course
    dream: Course
    lanes: Lanes
    branch: Branch
    values: Floats  # (2, K, drafts) in the period at hand and in the next
    fought: Floats  # (W, terms, n)
    sides: Floats  # (W, n, 3)
    won: Floats  # (W,)
    turned: Floats  # (W, 2, H)
    owns: NDArray[np.bool_]  # (2, K) whose part is wanted: of some players; of everyone
    reports: Floats  # (G + 1, 3) of the last bazaar of each game, and of the aware pivot's


@entry
def new_workspace(st: WarStructure, bz: BazaarStructure, n: int, G: int) -> Workspace:
    """Allocate, for n states and G games."""
    K, O, H, drafts = bz.sizes[PLAYERS], st.aggressor.shape[0], st.hostile_by.shape[0], bz.sizes[DRAFTS]
    W, U = st.war_occasion.shape[0], st.world_war.shape[0]
    truth = new_book(st, n)
    owns = np.zeros((2, K), np.bool_)
    owns[1] = True
    return Workspace(
        truth,
        new_book(st, n),
        np.zeros((G, *truth.turn.shape)),
        np.zeros((G, *truth.sigma.shape)),
        np.zeros((G, W, n)),
        np.zeros((G, U, O)),
        np.zeros((G, U, O + 1, n)),
        new_worth(bz, n, O),
        new_conduct(bz, O),
        new_conduct(bz, O),
        new_counsel(bz),
        new_counsel(bz),
        new_course(bz, O),
        new_course(bz, O),
        new_lanes(bz),
        new_branch(bz),
        np.zeros((2, K, drafts)),
        np.zeros((W, len(WAR_TERMS), n)),
        np.zeros((W, n, 3)),
        np.zeros(W),
        np.zeros((W, 2, H)),
        owns,
        np.zeros((G + 1, 3)),
    )


@entry
def solve_chunk(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    terms: SignatureTerms,
    roles: Roles,
    space: Workspace,
    tally: Tally,
) -> None:
    """Solve every draw of a chunk and fill its tally."""
    D, G, K, O = tally.war.shape[0], roles.bargains.shape[0], bz.sizes[PLAYERS], st.aggressor.shape[0]
    truth, scratch, worth, real, mind = space.truth, space.scratch, space.worth, space.real, space.mind
    turn, sigma, war, attack, value = space.turn, space.sigma, space.war, space.attack, space.value
    counsel, thought, ln, memory = space.counsel, space.thought, space.lanes, space.branch
    now, later, owns, everyone, reports = space.values[0], space.values[1], space.owns[0], space.owns[1], space.reports
    fought, sides, won, turned = space.fought, space.sides, space.won, space.turned
    pivot_game = roles.player[0]
    aware = bz.sizes[AWARE] == 1
    for d in range(D):
        course, br = _course_in(tally, d, space.spare), _report_to(memory, tally.report[d])
        wars_moved, table_moved = False, False
        if d == 0:
            reports.fill(0.0)
        for g in range(G):
            row = g * D + d
            wars_kept = d > 0 and same_wars(st, x, row, row - 1)
            table_kept = wars_kept and same_bargains(x, row, row - 1)
            if not wars_kept:
                wars_moved = True
                shared = g == 0 or same_physics(st, x, d, row)
                book = _book_of(truth if shared else scratch, turn[g], sigma[g], war[g], attack[g], value[g])
                if g == 0 or not shared:
                    fight(st, x, row, book)
                    weigh_revenge(st, x, row, book)
                    reckon(st, x, row, book)
                    total_up(st, x, row, book)
                else:
                    turn[g] = turn[0]
                solve_wars(st, x, row, book)
            if table_kept:
                continue
            if roles.bargains[g] == 1 or (g == pivot_game and not aware):
                table_moved = True
                for k in range(K):
                    owns[k] = roles.player[k] == g and (k > 0 or not aware)
                price_worth(bz, st, x, row, war[g], value[g], worth)
                reports[g].fill(0.0)
                solve_bazaar(
                    bz, x, row, worth, owns, NOTHING, real, counsel, now, later, ln, _report_to(memory, reports[g])
                )
            if g == pivot_game and aware:
                table_moved = True
        own = pivot_game * D + d
        if aware and table_moved:
            price_worth(bz, st, x, own, war[pivot_game], value[pivot_game], worth)
            reports[G].fill(0.0)
            if O > 0:
                # Its own solution is wanted for the attacks that it expects, and they come late.
                owns.fill(False)
                for o in range(O):
                    owns[bz.occasion_player[o]] = True
                solve_bazaar(
                    bz, x, own, worth, owns, st.period[0], mind, thought, now, later, ln, _report_to(memory, reports[G])
                )
                for o in range(O):
                    if bz.occasion_player[o] == 0:
                        real.attack[o] = mind.attack[o]
            advise(bz, x, own, worth, real, mind.attack, counsel, now[0], later[0], ln, br)
        br.report[RESIDUAL], br.report[REGRET] = reports[:, RESIDUAL].max(), reports[:, REGRET].max()
        br.report[TURNED] = reports[:, TURNED].sum()
        play_forward(bz, x, d, x.precision[own], real, counsel, ln, br, course)
        if wars_moved:
            take_resolve(st, turn, roles.state, truth)
            reckon(st, x, d, truth)
            play_wars(st, x, d, roles.state, sigma, truth, fought, sides, won, turned)
        tally_draw(st, bz, x, terms, d, roles, attack, course, fought, sides, won, turned, tally)
        for b in range(roles.believer.shape[0]):
            g = roles.believer[b]
            row = g * D + d
            price_worth(bz, st, x, row, war[g], value[g], worth)
            solve_bazaar(bz, x, row, worth, everyone, NOTHING, mind, thought, now, later, ln, br)
            play_forward(bz, x, row, x.precision[row], mind, thought, ln, br, space.dream)
            tally_forecast(st, bz, attack[g], course, space.dream, b, d, tally)


@allocating
def _book_of(book: WarBook, turn: Floats, sigma: Floats, war: Floats, attack: Floats, value: Floats) -> WarBook:
    """Return a book that writes what outlives it to the given arrays."""
    return WarBook(
        book.strength, book.force, book.enemy, book.booty, book.win, book.base, book.worn, book.grown, book.odds, turn, book.turned,
        book.gain, book.gained, book.lost, book.handed, book.total, book.broken, sigma, war, attack, value, book.work, book.bits,
        book.tree,
    )  # fmt: skip


@allocating
def _report_to(br: Branch, report: Floats) -> Branch:
    """Return the same working memory, reporting to another place."""
    return Branch(
        br.bidding, report, br.u, br.p, br.pay, br.row, br.matrix, br.marginal, br.slopes, br.bits, br.bid
    )  # fmt: skip


@allocating
def _course_in(tally: Tally, d: int, spare: Course) -> Course:
    """Return a course that is written straight to a draw's rows of the tally; what the tally leaves out goes to ``spare``."""
    return Course(
        tally.signed[d], tally.attacked[d], spare.held, spare.passed, tally.unsigned[d : d + 1], tally.offered[d],
        tally.asked[d], spare.mass,
    )  # fmt: skip


@allocating
def new_worth(bz: BazaarStructure, n: int, O: int) -> Worth:
    """Allocate."""
    T, K, A = bz.sizes[PERIODS], bz.sizes[PLAYERS], bz.suitor.shape[0]
    return Worth(
        np.zeros((T, K, A)), np.zeros((O, K)), np.zeros(O), np.zeros((T, K)), np.zeros((O, K)), np.zeros((n, T))
    )


@allocating
def new_conduct(bz: BazaarStructure, O: int) -> Conduct:
    """Allocate."""
    T, A, X, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.question_player.shape[0], bz.sizes[DRAFTS]
    return Conduct(
        np.zeros((T, A, drafts)), np.zeros((T, A, drafts)), np.zeros((T, A, X, drafts)), np.zeros((O, drafts))
    )


@allocating
def new_counsel(bz: BazaarStructure) -> Counsel:
    """Allocate."""
    T, A, S, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.first.shape[0] - 1, bz.sizes[DRAFTS]
    return Counsel(
        np.zeros((T, drafts)),
        np.zeros((T, A)),
        np.zeros((T, A, drafts)),
        np.zeros((T, S, drafts)),
        np.zeros((T, A, drafts)),
        np.zeros((T, A, drafts)),
    )


@allocating
def new_course(bz: BazaarStructure, O: int) -> Course:
    """Allocate."""
    T, A, S, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.first.shape[0] - 1, bz.sizes[DRAFTS]
    return Course(
        np.zeros((T, A)),
        np.zeros(O),
        np.zeros(O),
        np.zeros(T),
        np.zeros(1),
        np.zeros((2, T, A)),
        np.zeros((2, T, S)),
        np.zeros((2, drafts)),
    )
