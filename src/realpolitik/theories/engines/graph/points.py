"""The numbers of a crisis as points: each at the middle of its spread."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.quantity import FrozenDict
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import Instead, Numbers, draw_numbers
from realpolitik.game.numbers.series import Change, series_at_rank


def medians(crisis: Crisis) -> Numbers:
    """Return the numbers of a crisis as points, in one draw.

    An uncertain number stands at its median, on every date of a path; events change it as they change a draw; a state with
    hidden hands holds the likeliest. What several equally likely hands change stands at the mean of what they make of it.
    """
    middle = {address.path: series_at_rank(address, 0.5, 1) for address in numbers_of(crisis)}
    bare = {name: state.model_copy(update={"types": FrozenDict()}) for name, state in crisis.states.items()}
    numbers = draw_numbers(crisis.model_copy(update={"states": FrozenDict(bare)}), 0, 0, 1, Instead(middle))
    changes = []
    for name, state in crisis.states.items():
        if state.types:
            home = f"states.{name}.types"
            priors = {hand: value(numbers, f"{home}.{hand}.prior") for hand in state.types}
            likeliest = [hand for hand, prior in priors.items() if math.isclose(prior, max(priors.values()))]
            for path in {path: None for hand in likeliest for path in state.types[hand].changes}:
                holders = [hand for hand in likeliest if path in state.types[hand].changes]
                amounts = [value(numbers, f"{home}.{hand}.changes.{path}") for hand in holders]
                # A hand that leaves the number alone counts with what the number is without it.
                changes.append((path, Change(None, "scale", np.array([1 - len(holders) / len(likeliest)]))))
                changes.append((path, Change(None, "shift", np.array([math.fsum(amounts) / len(likeliest)]))))
    return numbers.changed(changes)


def value(numbers: Numbers, path: str, day: date | None = None) -> float:
    """Return a number on a day; at the opening of the window if none is given."""
    return float(numbers.at(path, day)[0])
