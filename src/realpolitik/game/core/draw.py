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

from realpolitik.game.compiled.compiler import entry, kernel
from realpolitik.game.compiled.numeric import copy, put
from realpolitik.game.core.aftermath import take_resolve
from realpolitik.game.core.arrays import (
    AWARE,
    NOTHING,
    BazaarStructure,
    Branch,
    Course,
    Floats,
    GameNumbers,
    Lanes,
    Roles,
    SignatureTerms,
    Tally,
    WarBook,
    WarStructure,
)
from realpolitik.game.core.bazaar import price_worth, same_bargains, solve_bazaar
from realpolitik.game.core.bids import REGRET, RESIDUAL, TURNED
from realpolitik.game.core.memory import TableSpace, WarSpace, Workspace
from realpolitik.game.core.play import advise, play_forward
from realpolitik.game.core.tally import tally_draw, tally_forecast
from realpolitik.game.core.war import measure_wars, play_wars, same_physics, same_wars, solve_wars


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
    _solve_draws(
        st, bz, x, terms, roles, space.wars, space.table, space.spare, space.dream, space.lanes, space.branch, tally
    )


@kernel
def _solve_draws(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    terms: SignatureTerms,
    roles: Roles,
    wars: WarSpace,
    table: TableSpace,
    spare: Course,
    dream: Course,
    ln: Lanes,
    br: Branch,
    tally: Tally,
) -> None:
    """Do so, with the parts of the workspace one by one: a tuple of all of them would be taken apart at every use."""
    D, aware = tally.war.shape[0], bz.sizes[AWARE] == 1
    put(0.0, table.reports)
    for d in range(D):
        course = _course_in(tally, d, spare)
        wars_moved = _solve_wars(st, x, d, D, roles, wars)
        table_moved = _solve_table(st, bz, x, d, D, roles, wars, table, ln, br)
        g = roles.player[0]
        own = g * D + d
        if aware:
            own_moved = wars.kept[g] == 0 or not same_bargains(x, own, own - 1)
            if own_moved or table_moved:
                price_worth(bz, st, x, own, wars.war[g], wars.value[g], table.worth)
                if own_moved:
                    _expect_attacks(st, bz, x, own, table, ln, br)
                advise(bz, x, own, table.worth, table.real, table.expected, table.counsel, table.values[0, 0],
                       table.values[1, 0], ln, br)  # fmt: skip
        _report_worst(table.reports, tally.report[d])
        play_forward(bz, x, d, x.precision[own], table.real, table.counsel, ln, br, course)
        if wars_moved:
            played = _book_played(wars.truth, wars.scratch)
            take_resolve(st, x, d, wars.turn, roles.state, played)
            play_wars(st, x, d, roles.state, wars.sigma, played, wars.fought, wars.sides, wars.won, wars.turned)
        tally_draw(st, bz, x, terms, d, roles, wars.attack, course, wars.fought, wars.sides, wars.won, wars.turned, wars.sums,
                   tally)  # fmt: skip
        for b in range(roles.believer.shape[0]):
            _forecast(st, bz, x, roles.believer[b], b, d, D, wars, table, course, dream, ln, br, tally)


@entry
def solve_row_whole(st: WarStructure, bz: BazaarStructure, x: GameNumbers, row: int, space: Workspace) -> None:
    """Solve one row of the numbers, everybody's part of it."""
    _solve_row(st, bz, x, row, space)


@kernel
def _solve_row(st: WarStructure, bz: BazaarStructure, x: GameNumbers, row: int, space: Workspace) -> None:
    book, table, values = space.wars.truth, space.table, space.table.values
    measure_wars(st, x, row, book)
    solve_wars(st, x, row, book)
    price_worth(bz, st, x, row, book.war, book.value, table.worth)
    solve_bazaar(bz, x, row, table.worth, table.owns[1], NOTHING, table.real, table.counsel, values[0], values[1], space.lanes,
                 space.branch)  # fmt: skip


@kernel
def _solve_wars(st: WarStructure, x: GameNumbers, d: int, D: int, roles: Roles, wars: WarSpace) -> bool:
    """Solve the wars of every game in draw d; return whether any differ from those of the draw before."""
    moved = False
    turn, sigma, war, attack, value, kept = wars.turn, wars.sigma, wars.war, wars.attack, wars.value, wars.kept
    for g in range(roles.bargains.shape[0]):
        row = g * D + d
        kept[g] = 1 if d > 0 and same_wars(st, x, row, row - 1) else 0
        if kept[g] == 1:
            continue
        moved = True
        shared = g == 0 or same_physics(st, x, d, row)
        book = _book_of(wars.truth if shared else wars.scratch, turn[g], sigma[g], war[g], attack[g], value[g])
        if g == 0 or not shared:
            measure_wars(st, x, row, book)
        else:
            copy(turn[0], turn[g])
        solve_wars(st, x, row, book)
    return moved


@kernel
def _solve_table(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    d: int,
    D: int,
    roles: Roles,
    wars: WarSpace,
    table: TableSpace,
    ln: Lanes,
    br: Branch,
) -> bool:
    """Solve the bazaar of every game in draw d by which somebody plays; return whether any differs from the draw before."""
    moved, naive = False, bz.sizes[AWARE] == 0
    owns, reports, values = table.owns[0], table.reports, table.values
    for g in range(roles.bargains.shape[0]):
        row = g * D + d
        if wars.kept[g] == 1 and same_bargains(x, row, row - 1):
            continue
        if roles.bargains[g] == 0 and not (naive and g == roles.player[0]):
            continue
        moved = True
        for k in range(owns.shape[0]):
            owns[k] = roles.player[k] == g and (k > 0 or naive)
        price_worth(bz, st, x, row, wars.war[g], wars.value[g], table.worth)
        put(0.0, reports[g])
        solve_bazaar(bz, x, row, table.worth, owns, NOTHING, table.real, table.counsel, values[0], values[1], ln,
                     _report_to(br, reports[g]))  # fmt: skip
    return moved


@kernel
def _expect_attacks(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    row: int,
    table: TableSpace,
    ln: Lanes,
    br: Branch,
) -> None:
    """Fill the attacks that an aware pivot expects, from its own solution of its game, whose numbers stand in a row.

    ``table.worth`` is priced by these numbers already.
    """
    mind, owns, values, report = table.mind, table.owns[0], table.values, table.reports[table.reports.shape[0] - 1]
    put(0.0, report)
    if st.aggressor.shape[0] == 0:
        return
    put(False, owns)
    for player in bz.occasion_player:
        owns[player] = True
    # No further back than attacks come, which is late.
    solve_bazaar(bz, x, row, table.worth, owns, st.period[0], mind, table.thought, values[0], values[1], ln,
                 _report_to(br, report))  # fmt: skip
    copy(mind.attack, table.expected)
    for o in range(st.aggressor.shape[0]):
        if bz.occasion_player[o] == 0:
            copy(mind.attack[o], table.real.attack[o])


@kernel
def _forecast(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    g: int,
    b: int,
    d: int,
    D: int,
    wars: WarSpace,
    table: TableSpace,
    course: Course,
    dream: Course,
    ln: Lanes,
    br: Branch,
    tally: Tally,
) -> None:
    """Write down what believer b, who plays by game g, expects, and how surprised it will be by draw d's course."""
    row, values = g * D + d, table.values
    price_worth(bz, st, x, row, wars.war[g], wars.value[g], table.worth)
    report = _report_to(br, tally.report[d])
    solve_bazaar(
        bz, x, row, table.worth, table.owns[1], NOTHING, table.mind, table.thought, values[0], values[1], ln, report
    )
    play_forward(bz, x, row, x.precision[row], table.mind, table.thought, ln, br, dream)
    tally_forecast(st, bz, wars.attack[g], course, dream, b, d, tally)


@kernel
def _report_worst(reports: Floats, out: Floats) -> None:
    """Write down the largest residual and regret of the games' bazaars, and how many branches turned in all."""
    put(0.0, out)
    for report in reports:
        for worst in (RESIDUAL, REGRET):
            if not report[worst] <= out[worst]:
                out[worst] = report[worst]
        out[TURNED] += report[TURNED]


@kernel
def _book_of(book: WarBook, turn: Floats, sigma: Floats, war: Floats, attack: Floats, value: Floats) -> WarBook:
    """Return a book that writes what outlives it to the given arrays."""
    return WarBook(
        book.strength, book.force, book.enemy, book.booty, book.win, book.base, book.worn, book.grown, book.odds, turn, book.turned,
        book.gain, book.gained, book.lost, book.handed, book.total, book.broken, sigma, war, attack, value, book.work,
        book.tree,
    )  # fmt: skip


@kernel
def _book_played(truth: WarBook, scratch: WarBook) -> WarBook:
    """Return a book of the true wars that writes what everybody's own resolve makes of them elsewhere than game 0's."""
    return WarBook(
        truth.strength, truth.force, truth.enemy, truth.booty, truth.win, truth.base, truth.worn, truth.grown, truth.odds,
        scratch.turn, scratch.turned, truth.gain, scratch.gained, scratch.lost, truth.handed, truth.total, truth.broken,
        truth.sigma, truth.war, truth.attack, truth.value, truth.work, truth.tree,
    )  # fmt: skip


@kernel
def _report_to(br: Branch, report: Floats) -> Branch:
    """Return the same working memory, reporting to another place."""
    return Branch(
        br.bidding, report, br.u, br.p, br.pay, br.row, br.matrix, br.marginal, br.slopes, br.bid
    )  # fmt: skip


@kernel
def _course_in(tally: Tally, d: int, spare: Course) -> Course:
    """Return a course that is written straight to a draw's rows of the tally; what the tally leaves out goes to ``spare``."""
    return Course(
        tally.signed[d], tally.attacked[d], spare.held, spare.passed, tally.unsigned[d : d + 1], tally.offered[d],
        tally.asked[d], spare.mass,
    )  # fmt: skip
