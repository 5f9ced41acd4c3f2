"""A chunk of draws, solved one after the other: wars and bazaars by every believer's numbers, then played together.

The rows of the numbers are laid out game by game: row g D + d is draw d as game g has it, game 0 being the truth.

    for each game g      the wars; the bazaar, writing down the parts of those who play by g
    the pivot            its counsel: its own part (naive), or its best plan against the others' real conduct (aware)
    play                 forward over (t, D); wars with each joiner's and each victor's own strategy, true numbers
    tally                outcomes, payoffs by term, what follows on each partner's signature
"""

from __future__ import annotations

import numpy as np

from realpolitik.game.arrays import (
    AWARE,
    DRAFTS,
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
    Roles,
    SignatureTerms,
    Tally,
    WarBook,
    WarStructure,
    Worth,
)
from realpolitik.game.bazaar import price_worth, solve_bazaar
from realpolitik.game.compiler import entry, kernel
from realpolitik.game.lanes import new_branch, new_lanes
from realpolitik.game.play import advise, play_forward
from realpolitik.game.tally import tally_draw, tally_forecast
from realpolitik.game.war import (
    fight,
    new_book,
    play_wars,
    reckon,
    same_physics,
    solve_wars,
    take_resolve,
    weigh_revenge,
)


@entry
def solve_chunk(
    st: WarStructure, bz: BazaarStructure, x: GameNumbers, terms: SignatureTerms, roles: Roles, tally: Tally
) -> None:
    """Solve every draw of a chunk and fill its tally."""
    D, G = tally.war.shape[0], roles.bargains.shape[0]
    K, O, H = bz.sizes[PLAYERS], st.aggressor.shape[0], st.hostile_by.shape[0]
    n, W, U = x.of_state.shape[3], st.war_occasion.shape[0], st.world_war.shape[0]
    truth, scratch = new_book(st, n), new_book(st, n)
    turn = np.zeros((G, *scratch.turn.shape))
    sigma = np.zeros((G, *scratch.sigma.shape))
    war, attack, value = np.zeros((G, W, n)), np.zeros((G, U, O)), np.zeros((G, U, O + 1, n))
    worth = new_worth(bz, O)
    real, mind = new_conduct(bz, O), new_conduct(bz, O)
    counsel, thought = new_counsel(bz), new_counsel(bz)
    spare, dream = new_course(bz, O), new_course(bz, O)
    ln, memory = new_lanes(bz), new_branch(bz)
    now, later = np.zeros((K, bz.sizes[DRAFTS])), np.zeros((K, bz.sizes[DRAFTS]))
    fought = np.zeros((W, len(WAR_TERMS), n))
    sides, won, turned = np.zeros((W, n, 3)), np.zeros(W), np.zeros((W, 2, H))
    everyone = np.ones(K, np.bool_)
    owns = np.zeros(K, np.bool_)
    pivot_game = roles.player[0]
    aware = bz.sizes[AWARE] == 1
    for d in range(D):
        course, br = _course_in(tally, d, spare), _report_to(memory, tally.report[d])
        br.report.fill(0.0)
        for g in range(G):
            row = g * D + d
            shared = g == 0 or same_physics(st, x, d, row)
            book = _book_of(truth if shared else scratch, turn[g], sigma[g], war[g], attack[g], value[g])
            if g == 0 or not shared:
                fight(st, x, row, book)
                weigh_revenge(st, x, row, book)
                reckon(st, x, row, book)
            else:
                for r in range(turn.shape[1]):
                    for outcome in range(2):
                        for leaf in range(turn.shape[3]):
                            turn[g, r, outcome, leaf] = turn[0, r, outcome, leaf]
            solve_wars(st, x, row, book)
            if roles.bargains[g] == 1 or (g == pivot_game and not aware):
                for k in range(K):
                    owns[k] = roles.player[k] == g and (k > 0 or not aware)
                price_worth(bz, st, x, row, war[g], value[g], worth)
                solve_bazaar(bz, x, row, worth, owns, real, counsel, now, later, ln, br)
        own = pivot_game * D + d
        if aware:
            price_worth(bz, st, x, own, war[pivot_game], value[pivot_game], worth)
            owns.fill(False)
            for o in range(O):
                owns[bz.occasion_player[o]] = True
            solve_bazaar(bz, x, own, worth, owns, mind, thought, now, later, ln, br)
            for o in range(O):
                if bz.occasion_player[o] == 0:
                    for draft in range(real.attack.shape[1]):
                        real.attack[o, draft] = mind.attack[o, draft]
            advise(bz, x, own, worth, real, mind.attack, counsel, ln, br)
        play_forward(bz, x, d, x.precision[own], real, counsel, ln, br, course)
        take_resolve(st, turn, roles.state, truth)
        reckon(st, x, d, truth)
        play_wars(st, x, d, roles.state, sigma, truth, fought, sides, won, turned)
        tally_draw(st, bz, x, terms, d, roles, attack, course, fought, sides, won, turned, tally)
        for b in range(roles.believer.shape[0]):
            g = roles.believer[b]
            row = g * D + d
            price_worth(bz, st, x, row, war[g], value[g], worth)
            solve_bazaar(bz, x, row, worth, everyone, mind, thought, now, later, ln, br)
            play_forward(bz, x, row, x.precision[row], mind, thought, ln, br, dream)
            tally_forecast(st, bz, attack[g], course, dream, b, d, tally)


@kernel
def _book_of(book: WarBook, turn: Floats, sigma: Floats, war: Floats, attack: Floats, value: Floats) -> WarBook:
    """Return a book that writes what outlives it to the given arrays."""
    return WarBook(
        book.strength, book.force, book.booty, book.win, book.base, book.odds, turn, book.gain, book.gained, book.lost, book.handed,
        book.total, sigma, war, attack, value, book.work, book.bits, book.tree,
    )  # fmt: skip


@kernel
def _report_to(br: Branch, report: Floats) -> Branch:
    """Return the same working memory, reporting to another place."""
    return Branch(
        br.bidding, report, br.u, br.p, br.pay, br.row, br.matrix, br.marginal, br.slopes, br.bits
    )  # fmt: skip


@kernel
def _course_in(tally: Tally, d: int, spare: Course) -> Course:
    """Return a course that is written straight to a draw's rows of the tally; what the tally leaves out goes to ``spare``."""
    return Course(
        tally.signed[d], tally.attacked[d], spare.held, spare.passed, tally.unsigned[d : d + 1], tally.offered[d],
        tally.asked[d], spare.mass,
    )  # fmt: skip


@kernel
def new_worth(bz: BazaarStructure, O: int) -> Worth:
    """Allocate."""
    T, K, A = bz.sizes[PERIODS], bz.sizes[PLAYERS], bz.suitor.shape[0]
    return Worth(np.zeros((T, K, A)), np.zeros((O, K)), np.zeros(O), np.zeros((T, K)), np.zeros((O, K)))


@kernel
def new_conduct(bz: BazaarStructure, O: int) -> Conduct:
    """Allocate."""
    T, A, X, drafts = bz.sizes[PERIODS], bz.suitor.shape[0], bz.question_player.shape[0], bz.sizes[DRAFTS]
    return Conduct(
        np.zeros((T, A, drafts)), np.zeros((T, A, drafts)), np.zeros((T, A, X, drafts)), np.zeros((O, drafts))
    )


@kernel
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


@kernel
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
