"""The numbers of a crisis as points: each at the middle of its spread, as one state has them."""

from __future__ import annotations

from datetime import date

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.quantity import FrozenDict
from realpolitik.crisis.schema import Crisis
from realpolitik.game.draws import Change, Numbers, believed_numbers, believers, draw_numbers, series_at_rank


class Points:
    """The numbers of a crisis as points, and what of them each state believes.

    Parameters
    ----------
    crisis : Crisis

    Notes
    -----
    An uncertain number stands at its median, on every date of a path; events change it as they change a draw; a state
    with hidden hands holds the likeliest.
    """

    def __init__(self, crisis: Crisis) -> None:
        self.crisis = crisis
        self._truth = _medians(crisis)
        self._believed = {state: believed_numbers(crisis, self._truth, state) for state in believers(crisis)}

    def as_seen_by(self, state: str) -> Numbers:
        """Return the numbers as a state has them: the truth with its perceptions and exclusions."""
        return self._believed.get(state, self._truth)


def value(numbers: Numbers, path: str, day: date | None = None) -> float:
    """Return a number on a day; at the opening of the window if none is given."""
    return float(numbers.at(path, day)[0])


def _medians(crisis: Crisis) -> Numbers:
    medians = {address.path: series_at_rank(address, 0.5, 1) for address in numbers_of(crisis)}
    bare = {name: state.model_copy(update={"types": FrozenDict()}) for name, state in crisis.states.items()}
    numbers = draw_numbers(crisis.model_copy(update={"states": FrozenDict(bare)}), 0, 0, 1, medians)
    for name, state in crisis.states.items():
        if state.types:
            home = f"states.{name}.types"
            likeliest = max(state.types, key=lambda hand: value(numbers, f"{home}.{hand}.prior"))
            for path in state.types[likeliest].changes:
                amount = numbers.at(f"{home}.{likeliest}.changes.{path}")
                numbers = numbers.changed(path, Change(None, "set", amount))
    return numbers
