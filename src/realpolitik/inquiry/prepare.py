"""What is likely to be asked of a crisis is solved before it is, as long as somebody reads and nothing else is to be done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import combinations

from realpolitik.analysis.answers import Answers
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import RealpolitikError, Stopped
from realpolitik.inquiry import parts
from realpolitik.inquiry.bend import PERCEPTIONS, Bend, bend_of
from realpolitik.inquiry.desk import Desk, Urgency
from realpolitik.inquiry.knobs import TRIED, Slider, candidates_of, chosen, moved, stops_of
from realpolitik.inquiry.ladder import Asking
from realpolitik.inquiry.solver import Solver

PREPARED = 32
"""Draws of what is prepared."""
ATTENDED = 300.0
"""Seconds after the last question for which answers are prepared."""
MOST_FACTORS = 10
"""Factors of which all sets are prepared at most."""


def likely(crisis: Crisis) -> Iterator[Bend]:
    """Yield what is likely to be asked, the likeliest first: each factor, each belief, then all sets of factors by their size."""
    factors = tuple(crisis.factors)
    for factor in factors:
        yield Bend((factor,))
    for key in crisis.perceptions:
        yield bend_of(crisis, (), {f"{PERCEPTIONS}{key}": None})
    for size in range(2, 1 + len(factors) if len(factors) <= MOST_FACTORS else 2):
        for together in combinations(factors, size):
            yield Bend(together)


def at_stop(crisis: Crisis, path: str, stop: float) -> Bend:
    """Return the bend that a slider makes at one of its stops."""
    return bend_of(crisis, (), {path: stop})


class Preparing:
    """Prepares answers of one crisis.

    Parameters
    ----------
    solver : Solver
    desk : Desk
    draws : int
        That an answer has in the end.
    asking_of : callable
        Returns what there is of a bend.
    go_on : callable
        Has a bend solved on, with an urgency.
    """

    def __init__(
        self,
        solver: Solver,
        desk: Desk,
        draws: int,
        asking_of: Callable[[Bend], Asking],
        go_on: Callable[[Asking, Urgency], None],
    ) -> None:
        self._solver, self._desk, self._draws = solver, desk, draws
        self._asking_of, self._go_on = asking_of, go_on
        self._lock = threading.RLock()
        self._asked_at = time.monotonic()
        self._likely: Iterator[Bend] | None = None
        self._dropped: list[Asking] = []
        self._sliders: dict[str, Slider] | None = None

    @property
    def sliders(self) -> tuple[Slider, ...] | None:
        """The sliders, that which moves most first; None, as long as it is not known which do."""
        with self._lock:
            return None if self._sliders is None else tuple(self._sliders.values())

    def slider(self, path: str) -> Slider | None:
        """Return the slider of a number."""
        with self._lock:
            return (self._sliders or {}).get(path)

    def attended(self) -> bool:
        """Whether somebody reads."""
        return not self._desk.closed and time.monotonic() - self._asked_at < ATTENDED

    def attend(self) -> None:
        """Hear that somebody asks; take up again what was left when nobody did."""
        with self._lock:
            self._asked_at = time.monotonic()
            dropped, self._dropped = self._dropped, []
        for asking in dropped:
            self._go_on(asking, Urgency.TABLE)

    def drop(self, asking: Asking) -> None:
        """Leave a bend until somebody reads again."""
        with self._lock:
            if asking.prepared_to and asking not in self._dropped:
                self._dropped.append(asking)

    def proceed(self, base: Answers) -> None:
        """Begin once the crisis as it stands has all its draws; take the next bend each time that one is done."""
        if not self.attended():
            return
        with self._lock:
            begins = self._likely is None
            if begins:
                self._likely = likely(self._solver.crisis)
        if not begins:
            self._next()
            return
        self._desk.put(lambda: self._find_sliders(base), Urgency.PREPARE)
        for _ in range(2 * self._desk.size):
            self._next()

    def _next(self) -> None:
        with self._lock:
            bend = None if self._likely is None else next((bend for bend in self._likely if self._lacks(bend)), None)
        if bend is not None:
            self._prepare(bend, Urgency.PREPARE if bend.size == 1 else Urgency.TABLE)

    def _lacks(self, bend: Bend) -> bool:
        asking = self._asking_of(bend)
        return not asking.failed and asking.draws < min(PREPARED, self._draws)

    def _prepare(self, bend: Bend, urgency: Urgency) -> None:
        asking = self._asking_of(bend)
        asking.prepared_to = min(PREPARED, self._draws)
        self._go_on(asking, urgency)

    def _find_sliders(self, base: Answers) -> None:
        """Try which numbers move the answer most, and prepare their stops."""
        crisis, moves = self._solver.crisis, {}
        try:
            for one in candidates_of(self._solver.inputs(), base, self._solver.seed):
                stops = stops_of(one)
                low, high = (self._tried(at_stop(crisis, one.path, stop)) for stop in (stops[0], stops[-1]))
                moves[one] = moved(low, high)
        except RealpolitikError:  # what cannot be solved at an end gets no slider, nor what stands behind it
            pass
        sliders = chosen(moves)
        with self._lock:
            self._sliders = {slider.input.path: slider for slider in sliders}
        for slider in sliders:
            for stop in slider.stops:
                self._prepare(at_stop(crisis, slider.input.path, stop), Urgency.PREPARE)

    def _tried(self, bend: Bend) -> Answers:
        """Return a bend solved in few draws.

        Raises
        ------
        Stopped
            If the desk is closed.
        """
        if self._desk.closed:
            raise Stopped("nothing more is solved")
        count = min(TRIED, self._draws)
        asking = self._asking_of(bend)
        return asking.solve(0, count) if asking.done is None else parts.first(asking.done, count)
