"""How fast the solver is, and how its time grows; every ratio is taken in one run, with equal results checked first.

    python benchmarks/solver.py [--crisis ussr-1939] [--seconds 1.0]

Three tables: the kernels against the plain Python reference, for whole draws; the kernel of the war trees against the same
computation in vectorised NumPy; draws a second over the number of bundles, periods, suitors and joiners, and how time grows.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from synthetic import synthetic

from realpolitik.crisis.read import load
from realpolitik.crisis.schema import Crisis
from realpolitik.game.compiled.compiler import entry
from realpolitik.game.core.arrays import (
    DISCOUNT,
    REPUTATION,
    WEIGHT,
    Aftermath,
    GameNumbers,
    WarPhysics,
    WarScratch,
    WarSolution,
    WarStructure,
)
from realpolitik.game.core.memory import allocate, axes_of
from realpolitik.game.core.war import solve_wars
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference import solve_reference
from realpolitik.game.solve import compile_models, set_up, solve_draws, solve_sample
from realpolitik.game.strategies import solve_strategies

Floats = NDArray[np.float64]
BASE = {"bundles": 16, "periods": 12, "suitors": 2, "joiners": 4}
SIZES = {"bundles": (8, 16, 32, 64), "periods": (12, 24, 36, 60), "suitors": (2, 3, 4), "joiners": (2, 3, 4, 5, 6, 7)}
FEW_BUNDLES = 4  # for three and four suitors: joint bids are as many as the product of the menus


def seconds_each(work: Callable[[], object], least: float) -> float:
    """Return the time of one call: the fastest of rounds that together last at least so long."""
    work()
    spent, best = 0.0, math.inf
    while spent < least:
        start = time.perf_counter()
        work()
        taken = time.perf_counter() - start
        spent, best = spent + taken, min(best, taken)
    return best


def against_the_reference(least: float) -> None:
    """Solve whole draws by kernels, and in plain Python."""
    print("kernels against the plain reference, seconds for one draw")
    print(f"{'crisis':44} {'plain':>10} {'kernels':>10} {'ratio':>8}")
    for sizes in (
        {"bundles": 2, "periods": 4, "suitors": 2, "joiners": 2},
        {"bundles": 4, "periods": 6, "suitors": 2, "joiners": 3},
    ):
        crisis = synthetic(**sizes)
        game = set_up(crisis)
        plain, kernel = solve_reference(crisis, 1, 0), solve_draws(game, 1, 0, 1)
        assert abs(sum(plain.attacks.values()) - float(kernel.war[0])) < 1e-10, "results differ"
        slow = seconds_each(partial(solve_reference, crisis, 1, 0), least)
        sample = compile_models(game, draw_numbers(crisis, 1, 0, 64))
        fast = seconds_each(partial(solve_sample, game, sample, False), least) / 64
        print(f"{told(sizes):44} {slow:10.4f} {fast:10.2e} {slow / fast:8.0f}")


@entry
def fold_all(  # noqa: PLR0913, PLR0917 - a kernel takes its arrays one by one
    st: WarStructure,
    x: GameNumbers,
    row: int,
    scratch: WarScratch,
    physics: WarPhysics,
    aftermath: Aftermath,
    solution: WarSolution,
) -> None:
    """Solve the trees of all wars from the totals of their leaves."""
    solve_wars(st, x, row, scratch, physics, aftermath, solution)


def totals(st: WarStructure, physics: WarPhysics, aftermath: Aftermath) -> Floats:
    """Return what every state gets in every leaf of every physics (P, n, L), promises apart."""
    total: Floats = physics.base[st.physics_contest].copy()
    handed = np.append(physics.handed.sum(axis=1), np.zeros_like(total[:1]), axis=0)  # the last one for none: -1
    total += handed[st.physics_delivery]
    for p in range(len(total)):
        for h, state in enumerate(st.hostile_by):
            e = st.physics_turn[p, h]
            total[p, state] += aftermath.gained[e] + physics.spoils[st.turn_pair[e]]
            for call in range(st.turn_calls[e], st.turn_calls[e + 1]):
                total[p, st.hostile_helpers[h, call - st.turn_calls[e]]] += aftermath.helped[call]
        for v in st.physics_victim[p]:
            total[p, st.victim_state[v]] -= aftermath.lost[v]
    return total


def fold_in_numpy(st: WarStructure, x: GameNumbers, row: int, total: Floats) -> Floats:
    """Return what every war problem is worth to every state (W, n): the same in NumPy, vectorised over problems and leaves."""
    precision, worth = float(x.precision[row]), np.zeros((len(st.war_occasion), total.shape[1]))
    # What is broken, and what is betrayed besides; the last one for who breaks nothing: -1.
    breach_sets = np.concatenate([st.breach_sets, np.zeros_like(st.breach_sets, shape=(1, *st.breach_sets.shape[1:]))])
    for o in range(len(st.leaves)):  # peace is the last
        own = np.flatnonzero(st.war_occasion == o)
        kept = 1.0 - x.of_clause[row, o, WEIGHT]
        sets = zip(st.set_starts[:-1], st.set_starts[1:], strict=True)
        credit = np.array([1.0 - kept[st.set_items[a:b]].prod() for a, b in sets])
        price = x.of_state[row, o, DISCOUNT] * x.of_state[row, o, REPUTATION]
        leaves = int(st.leaves[o])
        tree = total[st.war_physics[own], :, :leaves] - price[:, None] * credit[
            breach_sets[st.war_breach[own]][..., :leaves]
        ].sum(axis=2)
        place = {int(k): at for at, k in enumerate(own)}
        levels = [level for level, joiner in enumerate(st.joiners[o]) if joiner >= 0]
        for level in reversed(levels):
            joiner, choices = int(st.joiners[o, level]), int(st.options[o, level])
            tree = tree.reshape(len(own), tree.shape[1], choices, -1)
            u = precision * tree[:, joiner]
            chance = np.exp(u - u.max(axis=1, keepdims=True))
            chance /= chance.sum(axis=1, keepdims=True)
            chance = chance[[place[int(k)] for k in st.war_view[own, level]]]
            tree = np.einsum("wnco,wco->wno", tree, chance)
        worth[own] = tree[:, :, 0]
    return worth


def against_numpy(crisis: Crisis, least: float) -> None:
    """Fold the trees of all wars of one draw by kernel, and in vectorised NumPy."""
    game = set_up(crisis)
    sample = compile_models(game, draw_numbers(crisis, 1, 0, 1))
    st, x, found = game.layout.war, sample.numbers, solve_strategies(game, sample)[0]
    scratch = allocate(WarScratch, axes_of(st, game.layout.bazaar))
    read = (st.folds_to == 0).all(axis=0)
    total = totals(st, found.physics, found.aftermath)
    gap = np.abs(fold_in_numpy(st, x, 0, total) - found.wars.war)[:, read].max()
    assert gap < 1e-10, f"results differ by {gap}"
    vectorised = seconds_each(lambda: fold_in_numpy(st, x, 0, total), least)
    kernel = seconds_each(lambda: fold_all(st, x, 0, scratch, found.physics, found.aftermath, found.wars), least)
    print(
        f"\nwar trees of one draw of {crisis.id} ({len(st.war_occasion)} problems), seconds; results differ by {gap:.0e}"
    )
    print(f"{'NumPy':>10} {'kernel':>10} {'ratio':>8}\n{vectorised:10.2e} {kernel:10.2e} {vectorised / kernel:8.1f}")


def growth(least: float) -> None:
    """Count draws a second on one thread, one size at a time, and fit how time grows."""
    print(f"\ndraws a second on one thread; others as in {told(BASE)}, but {FEW_BUNDLES} bundles where suitors grow")
    for name, values in SIZES.items():
        times = []
        for value in values:
            base = {**BASE, "bundles": FEW_BUNDLES} if name == "suitors" else BASE
            crisis = synthetic(**{**base, name: value})
            game = set_up(crisis)
            sample = compile_models(game, draw_numbers(crisis, 1, 0, 16))
            times.append(seconds_each(partial(solve_sample, game, sample, False), least) / 16)
        cells = "  ".join(f"{value}: {1 / taken:,.0f}" for value, taken in zip(values, times, strict=True))
        slope = np.polyfit(np.log(values), np.log(times), 1)[0]
        each = (
            ""
            if name != "joiners"
            else f", or x{np.exp(np.polyfit(values, np.log(times), 1)[0]):.2f} for each one more"
        )
        print(f"{name:9} {cells}   time grows as {name}^{slope:.2f}{each}")


def told(sizes: dict[str, int]) -> str:
    """Write sizes in words."""
    return ", ".join(f"{value} {name}" for name, value in sizes.items())


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description="Time the solver on this machine.")
    parser.add_argument("--crisis", default="ussr-1939", help="crisis whose wars are folded")
    parser.add_argument("--seconds", type=float, default=1.0, help="least time spent on each figure")
    options = parser.parse_args()
    against_the_reference(options.seconds)
    against_numpy(load(options.crisis), options.seconds)
    growth(options.seconds)


if __name__ == "__main__":
    main()
