"""A range of draws, solved one after the other: wars and bazaars by every believer's numbers, then played together.

The rows of the numbers are laid out game by game: row g D + d is draw d as game g has it, game 0 being the truth.

    for each game g      the wars; the bazaar, writing down the parts of those who play by g
    the pivot            its own part (naive), or its best plan against the others' real policies (aware)
    play                 forward over (t, D); wars with each joiner's and each victor's own strategy, true numbers
    tally                outcomes, payoffs by term, what follows on each partner's signature

A game whose numbers are those that it had in the row before is not solved again: variants of one draw, told apart by what a single
believer takes for true or by what does not bear on wars, stand next to one another and share the rest.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import entry, kernel
from realpolitik.game.compiled.numeric import copy, put
from realpolitik.game.core.aftermath import share_resolve
from realpolitik.game.core.arrays import (
    AWARE,
    GIVEN,
    NOTHING,
    WRITTEN,
    BazaarStructure,
    Branch,
    Floats,
    GameNumbers,
    PathOfPlay,
    Roles,
    Round,
    SignatureTerms,
    Tally,
    WarSolution,
    WarSolutions,
    WarStructure,
)
from realpolitik.game.core.bazaar import price_players, same_bargains, solve_bazaar
from realpolitik.game.core.bids import REGRET, RESIDUAL, TURNED
from realpolitik.game.core.memory import TableSpace, WarSpace, Workspace
from realpolitik.game.core.play import play_forward
from realpolitik.game.core.surprise import tally_forecast
from realpolitik.game.core.tally import tally_draw
from realpolitik.game.core.war import measure_wars, play_wars, resolve_wars, same_physics, same_wars, solve_wars


@entry
def solve_draws_of(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    terms: SignatureTerms,
    roles: Roles,
    space: Workspace,
    tally: Tally,
) -> None:
    """Solve every draw of a sample and fill its tally."""
    _solve_draws(
        st, bz, x, terms, roles, space.wars, space.table, space.path, space.imagined_path, space.round, space.branch, tally
    )  # fmt: skip


@entry
def solve_row_of(st: WarStructure, bz: BazaarStructure, x: GameNumbers, row: int, space: Workspace) -> None:
    """Solve one row of the numbers, everybody's part of it."""
    _solve_row(st, bz, x, row, space.wars, space.table, space.round, space.branch)


# The parts of the workspace are handed on one by one: a tuple of all of them would be taken apart at every use.


@kernel
def _solve_row(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    row: int,
    wars: WarSpace,
    table: TableSpace,
    rd: Round,
    br: Branch,
) -> None:
    solution = _solution_of(wars.solutions, NOTHING)
    measure_wars(st, x, row, wars.wanted[1], wars.scratch, wars.one, wars.physics, wars.aftermath)
    solve_wars(st, x, row, wars.scratch, wars.physics, wars.aftermath, solution)
    price_players(bz, st, x, row, solution.war, solution.value, table.payoffs)
    solve_bazaar(bz, x, row, table.payoffs, table.owns[1], WRITTEN, NOTHING, table.policies, table.policies.attack, table.pivot,
                 table.values[0], table.values[1], rd, br)  # fmt: skip


@kernel
def _solve_draws(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    terms: SignatureTerms,
    roles: Roles,
    wars: WarSpace,
    table: TableSpace,
    spare: PathOfPlay,
    imagined: PathOfPlay,
    rd: Round,
    br: Branch,
    tally: Tally,
) -> None:
    D, aware = tally.war.shape[0], bz.sizes[AWARE] == 1
    put(0.0, table.reports)
    for d in range(D):
        path = _path_in(tally, d, spare)
        wars_moved = _solve_wars(st, x, d, D, roles, wars)
        table_moved = _solve_table(st, bz, x, d, D, roles, wars, table, rd, br)
        g = roles.player[0]
        own = g * D + d
        if aware:
            own_moved = wars.solutions.kept[g] == 0 or not same_bargains(x, own, own - 1)
            if own_moved or table_moved:
                solution = _solution_of(wars.solutions, g)
                price_players(bz, st, x, own, solution.war, solution.value, table.payoffs)
                if own_moved:
                    _expect_attacks(st, bz, x, own, table, rd, br)
                _plan(bz, x, own, table, rd, br)
        _report_worst(table.reports, tally.report[d])
        play_forward(bz, x, d, x.precision[own], table.policies, table.pivot, rd, br, path)
        if wars_moved:
            resolve_wars(st, x, d, wars.scratch, wars.one, wars.physics, wars.other_aftermath)
            play_wars(st, x, d, roles.state, wars.solutions.sigma, wars.scratch, wars.physics, wars.other_aftermath,
                      wars.fought)  # fmt: skip
        tally_draw(st, bz, x, terms, d, roles, wars.solutions.attack, path, wars.fought, wars.sums, tally)
        for b in range(roles.believer.shape[0]):
            _forecast(st, bz, x, roles.believer[b], b, d, D, wars, table, path, imagined, rd, br, tally)


@kernel
def _solve_wars(st: WarStructure, x: GameNumbers, d: int, D: int, roles: Roles, wars: WarSpace) -> bool:
    """Solve the wars of every game in draw d; return whether any differ from those of the draw before."""
    moved, kept, wanted = False, wars.solutions.kept, wars.wanted[0]
    for g in range(roles.bargains.shape[0]):
        row = g * D + d
        kept[g] = 1 if d > 0 and same_wars(st, x, row, row - 1) else 0
        if kept[g] == 1:
            continue
        moved = True
        solution = _solution_of(wars.solutions, g)
        for i in range(wanted.shape[0]):
            wanted[i] = roles.state[i] == g
        if g == 0 or same_physics(st, x, d, row):
            if g == 0:
                measure_wars(st, x, row, wars.wanted[1], wars.scratch, wars.one, wars.physics, wars.aftermath)
            share_resolve(st, wanted, wars.aftermath, wars.other_aftermath)
            solve_wars(st, x, row, wars.scratch, wars.physics, wars.aftermath, solution)
        else:
            measure_wars(st, x, row, wanted, wars.scratch, wars.one, wars.other_physics, wars.other_aftermath)
            solve_wars(st, x, row, wars.scratch, wars.other_physics, wars.other_aftermath, solution)
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
    rd: Round,
    br: Branch,
) -> bool:
    """Solve the bazaar of every game in draw d by which somebody plays; return whether any differs from the draw before."""
    moved, naive = False, bz.sizes[AWARE] == 0
    owns, reports, values = table.owns[0], table.reports, table.values
    for g in range(roles.bargains.shape[0]):
        row = g * D + d
        if wars.solutions.kept[g] == 1 and same_bargains(x, row, row - 1):
            continue
        if roles.bargains[g] == 0 and not (naive and g == roles.player[0]):
            continue
        moved = True
        for k in range(owns.shape[0]):
            owns[k] = roles.player[k] == g and (k > 0 or naive)
        solution = _solution_of(wars.solutions, g)
        price_players(bz, st, x, row, solution.war, solution.value, table.payoffs)
        put(0.0, reports[g])
        solve_bazaar(bz, x, row, table.payoffs, owns, WRITTEN, NOTHING, table.policies, table.policies.attack, table.pivot,
                     values[0], values[1], rd, _report_to(br, reports[g]))  # fmt: skip
    return moved


@kernel
def _expect_attacks(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    row: int,
    table: TableSpace,
    rd: Round,
    br: Branch,
) -> None:
    """Fill the attacks that an aware pivot expects, from its own solution of its game, whose numbers stand in a row.

    ``table.payoffs`` is priced by these numbers already.
    """
    own, owns, values = table.imagined_policies, table.owns[0], table.values
    report = table.reports[table.reports.shape[0] - 1]
    put(0.0, report)
    if st.aggressor.shape[0] == 0:
        return
    put(False, owns)
    for player in bz.occasion_player:
        owns[player] = True
    # No further back than attacks come, which is late.
    solve_bazaar(bz, x, row, table.payoffs, owns, WRITTEN, st.step[0], own, own.attack, table.imagined_pivot,
                 values[0], values[1], rd, _report_to(br, report))  # fmt: skip
    copy(own.attack, table.expected_attack)
    for o in range(st.aggressor.shape[0]):
        if bz.occasion_player[o] == 0:
            copy(own.attack[o], table.policies.attack[o])


@kernel
def _plan(bz: BazaarStructure, x: GameNumbers, row: int, table: TableSpace, rd: Round, br: Branch) -> None:
    """Fill the aware pivot's part: its best plan, by its own numbers, against the others' real policies."""
    owns = table.owns[0]
    put(False, owns)
    owns[0] = True
    solve_bazaar(bz, x, row, table.payoffs, owns, GIVEN, NOTHING, table.policies, table.expected_attack, table.pivot,
                 table.values[0, :1], table.values[1, :1], rd, br)  # fmt: skip


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
    path: PathOfPlay,
    imagined: PathOfPlay,
    rd: Round,
    br: Branch,
    tally: Tally,
) -> None:
    """Write down what believer b, who plays by game g, expects, and how surprised it will be by draw d's path of play."""
    row, values, solution = g * D + d, table.values, _solution_of(wars.solutions, g)
    policies, pivot = table.imagined_policies, table.imagined_pivot
    price_players(bz, st, x, row, solution.war, solution.value, table.payoffs)
    solve_bazaar(bz, x, row, table.payoffs, table.owns[1], WRITTEN, NOTHING, policies, policies.attack, pivot,
                 values[0], values[1], rd, _report_to(br, tally.report[d]))  # fmt: skip
    play_forward(bz, x, row, x.precision[row], policies, pivot, rd, br, imagined)
    tally_forecast(st, bz, solution.attack, path, imagined, b, d, tally)


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
def _solution_of(solutions: WarSolutions, g: int) -> WarSolution:
    """Return the wars of game g."""
    return WarSolution(solutions.sigma[g], solutions.war[g], solutions.attack[g], solutions.value[g])


@kernel
def _report_to(br: Branch, report: Floats) -> Branch:
    """Return the same working memory, reporting to another place."""
    return Branch(
        br.bidding, report, br.u, br.p, br.pay, br.row, br.matrix, br.marginal, br.slopes, br.active, br.bid
    )  # fmt: skip


@kernel
def _path_in(tally: Tally, d: int, spare: PathOfPlay) -> PathOfPlay:
    """Return a path of play that is written straight to a draw's rows of the tally; what the tally leaves out, to ``spare``."""
    return PathOfPlay(
        tally.signed[d], tally.attacked[d], spare.held, spare.passed, tally.unsigned[d : d + 1], tally.offered[d],
        tally.asked[d], tally.taken[d], spare.mass,
    )  # fmt: skip
