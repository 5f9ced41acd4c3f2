"""One draw as it is truly played: what everybody does at every place of it, and what that is worth.

Every state plays its own part of its own solution, an aware pivot its plan against the others' real conduct. The kernels find all
of that anew for every draw and keep what a run counts of it; here it is kept, so that the draw can be played move by move.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from realpolitik.errors import SolverFailed
from realpolitik.game.core.arrays import (
    AWARE,
    PLAYERS,
    STEPS,
    Aftermath,
    Floats,
    Free,
    GameNumbers,
    Index,
    PivotValues,
    PlayerPayoffs,
    Policies,
    Roles,
    SignatureTerms,
    WarStructure,
    Weighing,
)
from realpolitik.game.core.draw import solve_draws_of
from realpolitik.game.core.memory import Workspace, allocate, axes_of, new_tally, new_workspace
from realpolitik.game.core.worth import weigh_play_of
from realpolitik.game.policy import Names, Policy
from realpolitik.game.rules.state import Attack, Decisions, Place
from realpolitik.game.rules.world import Promises, World
from realpolitik.game.solve import TOLERANCE, Game, Sample
from realpolitik.game.structure.layout import Layout

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Played:
    """What everybody does in one draw.

    Attributes
    ----------
    layout : Layout
    roles : Roles
    numbers : GameNumbers
        One row for each game; row 0 is the truth.
    policies : Policies
        Real conduct at the table. Where every suitor drafts, arrays that only matter where one does not have a single draft.
    pivot : PivotValues
        What the pivot's options are worth to it, by its own lights.
    expected_attack : ndarray, shape (O, drafts)
        The attacks that the pivot reckons with.
    aftermath : Aftermath
        Who turns on whom and who helps, everybody by its own solution.
    sigma, attack : ndarray, shapes (G, W, E) and (G, U, O)
        Joining and attacking by game.
    war, value : ndarray, shapes (W, n) and (U, O + 1, n)
        What wars, and alignments from each occasion on, are truly worth to the states.
    own_war, own_value : ndarray
        The same as the pivot has it: of those alone who bargain or attack.
    """

    layout: Layout
    roles: Roles
    numbers: GameNumbers
    policies: Policies
    pivot: PivotValues
    expected_attack: Floats
    aftermath: Aftermath
    sigma: Floats
    attack: Floats
    war: Floats
    value: Floats
    own_war: Floats
    own_value: Floats

    @property
    def precision(self) -> float:
        """The pivot's precision."""
        return float(self.numbers.precision[self.roles.player[0]])

    @property
    def wars(self) -> Played:
        """What is asked of a solution about wars stands here too."""
        return self


class _Spaces(threading.local):
    """The working memory of a thread for the last layouts, by the number of games."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[WarStructure, Workspace]] = {}

    def of(self, layout: Layout, games: int) -> Workspace:
        """Return working memory for a layout and a number of games."""
        known, space = self.kept.get(games, (None, None))
        if space is None or known is not layout.war:
            space = new_workspace(layout.war, layout.bazaar, games)
            self.kept[games] = layout.war, space
        return space


_SPACES = _Spaces()


def alone(game: Game) -> Game:
    """Return the same game with nobody who sees it otherwise: what it is in the mind of one state."""
    zeros: Index = np.zeros(len(game.roles.player), dtype=np.int64)
    roles = Roles(
        state=np.zeros(len(game.layout.states), dtype=np.int64),
        player=zeros,
        bargains=np.ones(1, dtype=np.int64),
        believer=np.zeros(0, dtype=np.int64),
    )
    return Game(game.layout, (), roles)


def play_draw(game: Game, sample: Sample, draw: int = 0) -> Played:
    """Solve one draw and keep what everybody does in it.

    Parameters
    ----------
    game : Game
    sample : Sample
        The numbers of some draws, as `realpolitik.game.solve.compile_models` lays them out.
    draw : int
        Which of them.

    Raises
    ------
    SolverFailed
        If a fixed point of bids was not reached to tolerance.
    """
    layout, games = game.layout, 1 + len(game.models)
    st, bz = layout.war, layout.bazaar
    count = len(sample.terms.stakes)
    numbers = GameNumbers(*(array[[g * count + draw for g in range(games)]] for array in sample.numbers))
    terms = SignatureTerms(*(array[[draw]] for array in sample.terms))
    roles = game.roles._replace(believer=np.zeros(0, dtype=np.int64))
    space = _SPACES.of(layout, games)
    tally = new_tally(st, bz, 1, 0)
    solve_draws_of(st, bz, numbers, terms, roles, space, tally)
    if not float(tally.report[0, 0]) <= TOLERANCE:
        raise SolverFailed(f"the bids of a draw were not solved: residual {float(tally.report[0, 0]):.3g}")
    table, wars = space.table, space.wars
    own = int(roles.player[0])
    aware = bz.sizes[AWARE] == 1 and len(st.aggressor) > 0
    drafting = bool((numbers.drafting > 0).all())
    war = wars.fought.terms.sum(axis=1)
    attack = wars.solutions.attack.copy()
    played = Played(
        layout=layout,
        roles=roles,
        numbers=numbers,
        policies=_kept(table.policies, ("consent",) if drafting else ()),
        pivot=_kept(table.pivot, ("take", "at_once") if drafting else ()),
        expected_attack=(table.expected_attack if aware else table.policies.attack).copy(),
        aftermath=_kept(wars.other_aftermath, ()),
        sigma=wars.solutions.sigma.copy(),
        attack=attack,
        war=war,
        value=np.zeros(0),
        own_war=wars.solutions.war[own].copy(),
        own_value=wars.solutions.value[own].copy(),
    )
    return replace(played, value=_alignments(played, None))


def _kept(arrays: Arrays, at_one_draft: Sequence[str]) -> Arrays:
    """Return copies of arrays; of some, only what stands at the first draft."""
    fields: Any = arrays
    return type(arrays)(
        *(
            np.ascontiguousarray(getattr(fields, name)[..., :1])
            if name in at_one_draft
            else getattr(fields, name).copy()
            for name in fields._fields
        )
    )


def _alignments(played: Played, free: int | None) -> Floats:
    """Return what every world of promises is worth from each occasion on, (U, O + 1, n); one state, by number, may be free."""
    st, holding = played.layout.war, played.numbers.holding[0]
    last = len(st.aggressor)
    value = np.zeros((len(st.world_war), last + 1, played.war.shape[1]))
    value[:, last] = played.war[st.world_war[:, last]]
    for o in range(last - 1, -1, -1):
        war, hold = played.war[st.world_war[:, o]], value[:, o + 1].copy()
        hold[:, st.aggressor[o]] -= holding[o]
        attacks = attack_after(played, o, free, war, hold)[:, None]
        value[:, o] = attacks * war + (1 - attacks) * hold
    return value


def attack_after(played: Played, o: int, free: int | None, war: Floats, hold: Floats) -> Floats:
    """Return the chance of an attack at an occasion once something is signed, in every world of promises, (U,)."""
    st = played.layout.war
    aggressor = int(st.aggressor[o])
    if free == aggressor and not st.under_way[o]:
        return (war[:, aggressor] > hold[:, aggressor]).astype(float)
    return np.asarray(played.attack[played.roles.state[aggressor], :, o])


@dataclass(frozen=True)
class Worth:
    """What a draw is worth as it is played, at every step and draft; payoffs as present values, in shares of own survival.

    The rows are the states; then for each suitor that it signs, as a chance; and last an attack.

    Attributes
    ----------
    played : Played
    free : str, optional
        The state that plays its best reply.
    values : ndarray, shape (T + 1, rows, drafts)
    payoffs : PlayerPayoffs
        What signatures, wars, delay and holding bring; its K are the rows.
    after : ndarray, shape (U, O + 1, rows)
        What alignments are worth from each occasion on.
    war : ndarray, shape (W, n)
    row : int
        The row of the numbers by which chance moves.
    """

    played: Played
    free: str | None
    values: Floats
    payoffs: PlayerPayoffs
    after: Floats
    war: Floats
    row: int
    rights: Free = field(repr=False)

    @property
    def start(self) -> Floats:
        """The values at the opening, with nothing on the table; shape (rows,)."""
        return np.asarray(self.values[0, :, 0])

    @property
    def me(self) -> int:
        """The row of the free state."""
        return int(self.rights.row[0])


def weigh(played: Played, free: str | None = None, as_pivot: bool = False) -> Worth:
    """Return what a draw is worth as it is played.

    Parameters
    ----------
    played : Played
    free : str, optional
        A state that plays its best reply to what all others do, in hindsight of the draw.
    as_pivot : bool
        Whether payoffs, wars and attacks are those of the pivot's own model, rather than true. Of states that neither bargain nor
        attack it has none.
    """
    layout = played.layout
    st, bz = layout.war, layout.bazaar
    n, S, T = len(layout.states), len(layout.suitors), int(bz.sizes[STEPS])
    rows, row = n + S + 1, int(played.roles.player[0]) if as_pivot else 0
    me = None if free is None else layout.states.index(free)
    war = played.own_war if as_pivot else played.war
    value = played.own_value if as_pivot else _alignments(played, me)
    axes = {**axes_of(st, bz), "K": rows}
    payoffs = allocate(PlayerPayoffs, axes)
    attacked = _attacked(played, me, war, value)
    first = bz.next_occasion[1:]
    for a in range(1, len(bz.suitor)):
        payoffs.sign[:, n + bz.suitor[a], a] = 1.0
        payoffs.sign[:, n + S, a] = attacked[bz.world[a], first]
    payoffs.war[:, n + S] = 1.0
    identity = np.eye(n)[None].repeat(len(played.numbers.precision), axis=0)
    structure = bz._replace(sizes=bz.sizes.copy(), occasion_player=st.aggressor)
    structure.sizes[PLAYERS] = n
    rights = _rights(layout, free)
    policies = played.policies
    if as_pivot:
        policies = policies._replace(attack=played.expected_attack)
    out = np.zeros((T + 1, rows, bz.sizes[2]))
    numbers = played.numbers._replace(players=np.ascontiguousarray(identity))
    weigh_play_of(
        st, structure, numbers, row, played.precision, war, value, payoffs, policies, played.pivot, rights,
        allocate(Weighing, axes), out,
    )  # fmt: skip
    after = np.zeros((*value.shape[:2], rows))
    after[..., :n] = value
    after[..., n + S] = attacked
    kept = replace(played, policies=policies) if as_pivot else played
    return Worth(kept, free, out, payoffs, after, war, row, rights)


def slim(worth: Worth) -> Worth:
    """Return the same with what everybody does in a third of the memory: chances are then good to three digits.

    What must sum to one, or is the rest to one of what is kept, still does. What is asked only once a war is played is left out.
    """
    played = worth.played
    aftermath = type(played.aftermath)(*(np.empty(0) for _ in played.aftermath))
    policies = Policies(*(_rough(array, np.float16) for array in played.policies))
    pivot = played.pivot._replace(demand=_rough(played.pivot.demand, np.float32))
    kept = replace(played, policies=policies, pivot=pivot, aftermath=aftermath, sigma=np.empty((0, 0, 0)))
    return replace(worth, played=kept)


def _rough(array: Floats, kind: type[np.floating[Any]]) -> Floats:
    small: Any = array.astype(kind)
    return np.asarray(small)


def _attacked(played: Played, free: int | None, war: Floats, value: Floats) -> Floats:
    """Return the chance of an attack at an occasion or a later one in every world of promises, (U, O + 1)."""
    st = played.layout.war
    last = len(st.aggressor)
    chance = np.zeros(value.shape[:2])
    for o in range(last - 1, -1, -1):
        hold = value[:, o + 1].copy()
        hold[:, st.aggressor[o]] -= played.numbers.holding[0, o]
        attacks = attack_after(played, o, free, war[st.world_war[:, o]], hold)
        chance[:, o] = attacks + (1 - attacks) * chance[:, o + 1]
    return chance


def _rights(layout: Layout, state: str | None) -> Free:
    """Return where a state moves."""
    crisis = layout.crisis
    leads = [crisis.suitors[s].lead == state for s in layout.suitors]
    only = [lead and not any(leads[:k]) for k, lead in enumerate(leads)]
    aggressors = [layout.states[i] == state for i in layout.war.aggressor]
    return Free(
        row=np.array([0 if state is None else layout.states.index(state)], dtype=np.int64),
        pivot=np.array([crisis.pivot == state], dtype=np.int64),
        suitor=np.array(only, dtype=np.int64),
        question=np.array([asked == state for _, asked in layout.questions], dtype=np.int64),
        occasion=np.array(aggressors, dtype=np.int64),
    )


class AsPlayed(Policy):
    """What everybody really does, asked in the words of the rules.

    Parameters
    ----------
    world : World
        Of the true numbers.
    played : Played
    names : Names, optional
        Those of another draw of the same layout, to save the work.
    """

    def __init__(self, world: World, played: Played, names: Names | None = None) -> None:
        super().__init__(played.layout, world, played.numbers, int(played.roles.player[0]), played, names)
        self.played = played
        self.drafting = played.numbers.drafting[0]

    def _at_war(self, place: Place) -> list[float]:
        if isinstance(place, Attack):
            game = self.played.roles.state[self.layout.war.aggressor[place.slot]]
            chance = float(self.played.attack[game, self.names.worlds[place.promises], place.slot])
            return [chance, max(0.0, 1.0 - chance)]
        return super()._at_war(place)

    def _strategy(self, promises: Promises, number: int, decisions: Decisions) -> Floats:
        joiner, _ = self.rules.joiner(number, decisions)
        game = self.played.roles.state[self.layout.states.index(joiner)]
        return np.asarray(self.played.sigma[game, self.names.wars[promises, number]])
