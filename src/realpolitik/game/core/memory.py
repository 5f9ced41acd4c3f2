"""The memory that kernels work in: arrays made from their declarations, once, and used for many draws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

import numpy as np

from realpolitik.game.core.arrays import (
    CLAUSE_NUMBERS,
    CONTEST_PARTS,
    DRAFTS,
    HANDED,
    HOSTILITY_NUMBERS,
    PLAYERS,
    STAGES,
    STATE_NUMBERS,
    STEPS,
    TERMS,
    WAR_TERMS,
    Aftermath,
    BazaarStructure,
    Branch,
    Flags,
    Floats,
    Index,
    OneContest,
    PathOfPlay,
    PivotValues,
    PlayerPayoffs,
    Policies,
    Round,
    Sums,
    Tally,
    WarPhysics,
    WarScratch,
    WarsFought,
    WarSolutions,
    WarStructure,
)

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])
Axes = Mapping[str, int]
"""Letter of an axis, as at the head of `realpolitik.game.core.arrays` -> its size."""


def axes_of(st: WarStructure, bz: BazaarStructure, games: int = 1, believers: int = 0, draws: int = 0) -> Axes:
    """Return the sizes of all axes of a layout."""
    A, S, n, O = len(bz.suitor), len(bz.first) - 1, st.folds_to.shape[1], len(st.aggressor)
    return {
        "n": n,
        "S": S,
        "T": int(bz.sizes[STEPS]),
        "A": A,
        "K": int(bz.sizes[PLAYERS]),
        "O": O,
        "L": st.side.shape[2],
        "C": len(st.clause_stake),
        "Z": len(st.stake_holder),
        "H": len(st.hostile_by),
        "X": len(bz.question_player),
        "Q": len(st.contest_occasion),
        "R": len(st.pair_hostility),
        "V": len(st.victim_state),
        "turners": len(st.turner_starts) - 1,
        "turns": len(st.turn_pair),
        "odds": len(st.odds_hostility),
        "listed": int(st.odds_listed[-1]),
        "fights": int(st.odds_fights[-1]),
        "answers": len(st.answer_sets),
        "aids": int(st.pair_aids[-1]),
        "calls": int(st.turn_calls[-1]),
        "P": len(st.physics_contest),
        "W": len(st.war_occasion),
        "U": len(st.world_war),
        "D": draws,
        "G": games,
        "B": believers,
        "E": _most_choices(st),
        "N": max(1, int(bz.draft_groups[:, 2].max())),
        "Y": A - 1 + S,
        "J": int(np.prod(np.diff(bz.first) + 1)),
        "F": 2 + S,
        "drafts": int(bz.sizes[DRAFTS]),
        "asked": len(bz.asked_state),
        "stages": int(bz.sizes[STAGES]),
        "used": int(bz.clause_items.max(initial=-1)) + 1,
        "deliveries": len(st.delivery_contest),
        "handed": len(HANDED),
        "parts": len(CONTEST_PARTS),
        **{f"most_{part}": _most(st.contest_starts[:, place]) for place, part in enumerate(CONTEST_PARTS)},
        "breaches": len(st.breach_sets),
        "levels": st.joiners.shape[1],
        "victims": st.physics_victim.shape[1],
        "sets": len(st.set_starts) - 1,
        "terms": len(TERMS),
        "war_terms": len(WAR_TERMS),
        "state_numbers": len(STATE_NUMBERS),
        "hostility_numbers": len(HOSTILITY_NUMBERS),
        "clause_numbers": len(CLAUSE_NUMBERS),
    }


def _most_choices(st: WarStructure) -> int:
    """Return the number of choices in the largest tree of a war."""
    most = 1
    for joiners, options in zip(st.joiners, st.options, strict=True):
        branches = np.cumprod(options[joiners >= 0])
        most = max(most, int(branches.sum()))
    return most


def _most(starts: Index) -> int:
    """Return the largest number of parts of one contest."""
    return int(np.diff(starts).max(initial=0))


@cache
def declared(kind: type[tuple[Any, ...]]) -> Mapping[str, tuple[type[np.generic], tuple[str, ...]]]:
    """Return what each array of a named tuple is declared to hold, and the axes of its shape.

    Parameters
    ----------
    kind : type
        A named tuple of arrays, each declared as ``Annotated[Floats, "T A"]``.
    """
    types = {Floats: np.float64, Index: np.int64, Flags: np.bool_}
    found = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        array, shape = get_args(hint)[0], hint.__metadata__[0]
        found[name] = (types[array], tuple(shape.split()))
    return found


def size_of(axis: str, axes: Axes) -> int:
    """Return the size of an axis as it is declared: a letter, a number, or a sum of these."""
    return sum(int(part) if part.isdigit() else axes[part] for part in axis.split("+"))


def allocate(kind: type[Arrays], axes: Axes, **given: Any) -> Arrays:
    """Make the arrays of a named tuple, zeros of the shapes that it declares, but for those that are given."""
    made = {
        name: np.zeros([size_of(axis, axes) for axis in shape], dtype)
        for name, (dtype, shape) in declared(kind).items()
        if name not in given
    }
    return kind(**made, **given)


class WarSpace(NamedTuple):
    """The wars of every game in one draw, and as they are truly fought."""

    scratch: WarScratch
    one: OneContest
    physics: WarPhysics  # by true numbers
    aftermath: Aftermath  # by true numbers
    other_physics: WarPhysics  # of a believer to whom wars come to something else
    other_aftermath: (
        Aftermath  # of such a believer, then as it truly is; its resolve is everybody's own, by its own numbers
    )
    solutions: WarSolutions
    fought: WarsFought
    sums: Sums
    wanted: Flags  # (2, n) whose resolve is wanted: of some states; of everyone


class TableSpace(NamedTuple):
    """The table in one draw: what everybody does there by its own model, and what one believer expects of all."""

    payoffs: PlayerPayoffs
    policies: Policies
    pivot: PivotValues
    imagined_policies: Policies
    imagined_pivot: PivotValues
    expected_attack: Floats  # (O, drafts) as an aware pivot sees it
    values: Floats  # (2, K, drafts) in the step at hand and in the next
    owns: Flags  # (2, K) whose part is wanted: of some players; of everyone
    reports: Floats  # (G + 1, 3) of the last bazaar of each game, and of the aware pivot's


class Workspace(NamedTuple):
    """The working memory of one thread for one layout; nothing that stands in it at the beginning of a chunk is read."""

    wars: WarSpace
    table: TableSpace
    path: PathOfPlay  # what the tally leaves out of the true one
    imagined_path: PathOfPlay
    round: Round
    branch: Branch


def new_workspace(st: WarStructure, bz: BazaarStructure, games: int) -> Workspace:
    """Make working memory for a layout and a number of games."""
    axes = axes_of(st, bz, games)
    owns = np.zeros((2, axes["K"]), np.bool_)
    owns[1] = True
    wars = WarSpace(
        scratch=allocate(WarScratch, axes),
        one=allocate(OneContest, axes),
        physics=allocate(WarPhysics, axes),
        aftermath=allocate(Aftermath, axes),
        other_physics=allocate(WarPhysics, axes),
        other_aftermath=allocate(Aftermath, axes),
        solutions=allocate(WarSolutions, axes),
        fought=allocate(WarsFought, axes),
        sums=allocate(Sums, axes),
        wanted=np.array([[False], [True]]).repeat(axes["n"], axis=1),
    )
    table = TableSpace(
        payoffs=allocate(PlayerPayoffs, axes),
        policies=allocate(Policies, axes),
        pivot=allocate(PivotValues, axes),
        imagined_policies=allocate(Policies, axes),
        imagined_pivot=allocate(PivotValues, axes),
        expected_attack=np.zeros((axes["O"], axes["drafts"])),
        values=np.zeros((2, axes["K"], axes["drafts"])),
        owns=owns,
        reports=np.zeros((games + 1, 3)),
    )
    return Workspace(
        wars=wars,
        table=table,
        path=allocate(PathOfPlay, axes),
        imagined_path=allocate(PathOfPlay, axes),
        round=allocate(Round, axes, first=bz.first, bound=bz.bound),
        branch=allocate(Branch, axes),
    )


def new_tally(st: WarStructure, bz: BazaarStructure, draws: int, believers: int) -> Tally:
    """Make a tally for a number of draws."""
    return allocate(Tally, axes_of(st, bz, draws=draws, believers=believers))
