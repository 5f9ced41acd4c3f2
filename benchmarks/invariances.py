"""What an answer does not hang on, and what it does; every difference is paired, draw by draw, and told with its standard error.

    python benchmarks/invariances.py [--draws 64] [--seed 1]

Three tables: how far the crises of the library move when a convention is changed; how far the coded cases do; who signs with
nothing at stake, by the length of the window.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any

from realpolitik import library, load, patch, read_text, whatif
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.starter import STARTER
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import told
from realpolitik.history.read_case import read_cases, shipped_folder
from realpolitik.history.switches import Leakage

CUT: Mapping[str, Mapping[str, Any]] = {
    "half the step": {"window.step": 0.25},
    "a quarter of the step": {"window.step": 0.125},
    "precision 3000": {"constants.precision": 3000},
    "twice the lean": {"constants.lean": 6},
}
"""What no answer should hang on: how the game is solved."""
MEANT: Mapping[str, Mapping[str, Any]] = {
    "half the doubt": {"constants.doubt": 0.05},
    "twice the doubt": {"constants.doubt": 0.2},
    "half the tempo": {"constants.tempo": {"uniform": [0.5, 1.5]}},
    "twice the tempo": {"constants.tempo": {"uniform": [2, 6]}},
}
"""What every answer hangs on: what the analyst does not know, and how often the council sits."""
MONTHS = {6: "1900-09-30", 12: "1901-03-31", 24: "1902-03-31"}
"""Months that the window of the starter is open, and when it then closes; it opens on 1 April 1900."""


def largest(crisis: Crisis, variants: Mapping[str, Any], draws: int, seed: int) -> dict[str, tuple[float, float]]:
    """Return, for each variant, the largest difference in the chance of any partner, and its standard error."""
    found = whatif(crisis, variants, draws=draws, seed=seed)
    return {
        variant.label: max((abs(row.difference), row.error) for row in variant.change) for variant in found.variants
    }


def of_the_library(draws: int, seed: int) -> None:
    """Change one convention after the other in the crises of the library."""
    variants = {**CUT, **MEANT}
    moved = {key: largest(load(key), variants, draws, seed) for key in library()}
    print(f"largest difference in the chance of any partner; {draws} draws, seed {seed}\n")
    print(f"{'':24}" + "".join(f"{key:>18}" for key in moved))
    for label in variants:
        cells = (f"{difference:.3f} ± {error:.3f}" for difference, error in (each[label] for each in moved.values()))
        print(f"{label:24}" + "".join(f"{cell:>18}" for cell in cells))


def of_the_cases(draws: int, seed: int) -> None:
    """Change one convention after the other in the coded cases."""
    cases = read_cases(shipped_folder()).values()
    moved = [largest(code_case(told(case, Leakage.HALF_VALUE)), CUT, draws, seed) for case in cases]
    print(f"\nthe same of {len(moved)} coded cases\n\n{'':24}{'mean':>8}{'largest':>18}")
    for label in CUT:
        each = [one[label] for one in moved]
        difference, error = max(each)
        print(f"{label:24}{sum(one for one, _ in each) / len(each):8.3f}{f'{difference:.3f} ± {error:.3f}':>18}")


def with_nothing_at_stake(draws: int, seed: int) -> None:
    """Keep the window of the starter open for longer, with nothing at stake."""
    crisis = patch(read_text(STARTER, "starter.yaml"), {"constants.at_stake": 0, "war_plans": None})
    windows = {f"{months} months": {"window.closes": str(date.fromisoformat(day))} for months, day in MONTHS.items()}
    found = whatif(crisis, windows, draws=draws, seed=seed)
    print("\nwho signs with nothing at stake, in the starter without its war\n")
    print(f"{'':24}" + "".join(f"{row.partner:>18}" for row in found.before))
    for variant in found.variants:
        cells = (f"{row.probability:.3f} ± {row.error:.3f}" for row in variant.outcomes)
        print(f"{variant.label:24}" + "".join(f"{cell:>18}" for cell in cells))


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--draws", type=int, default=64, help="draws of each answer")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draws")
    options = parser.parse_args()
    of_the_library(options.draws, options.seed)
    of_the_cases(options.draws, options.seed)
    with_nothing_at_stake(options.draws, options.seed)


if __name__ == "__main__":
    main()
