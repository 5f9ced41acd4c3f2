"""The numbers of a crisis as points: each at the middle of its spread."""

from __future__ import annotations

from datetime import date

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.quantity import FrozenDict
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import Instead, Numbers, draw_numbers
from realpolitik.game.numbers.series import Change, series_at_rank


def medians(crisis: Crisis) -> Numbers:
    """Return the numbers of a crisis as points, in one draw.

    An uncertain number stands at its median, on every date of a path; events change it as they change a draw; a state with
    hidden hands holds the likeliest.
    """
    middle = {address.path: series_at_rank(address, 0.5, 1) for address in numbers_of(crisis)}
    bare = {name: state.model_copy(update={"types": FrozenDict()}) for name, state in crisis.states.items()}
    numbers = draw_numbers(crisis.model_copy(update={"states": FrozenDict(bare)}), 0, 0, 1, Instead(middle))
    changes = []
    for name, state in crisis.states.items():
        if state.types:
            home = f"states.{name}.types"
            likeliest = max(state.types, key=lambda hand: value(numbers, f"{home}.{hand}.prior"))
            for path in state.types[likeliest].changes:
                amount = numbers.at(f"{home}.{likeliest}.changes.{path}")
                changes.append((path, Change(None, "set", amount)))
    return numbers.changed(changes)


def value(numbers: Numbers, path: str, day: date | None = None) -> float:
    """Return a number on a day; at the opening of the window if none is given."""
    return float(numbers.at(path, day)[0])
