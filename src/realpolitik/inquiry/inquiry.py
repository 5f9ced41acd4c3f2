"""Answers to bends of one crisis, at once and then better.

Every bend is solved with the draws of the crisis as it stands and compared in pairs (`realpolitik.inquiry.compared`): 8 draws
make the first answer, then 32, 128 and 512, and at last as many as the crisis as it stands has. Between two rungs of this ladder a
bend whose readers have all gone is dropped. What was solved is kept, in memory and, where there is a store, on disk.

Meanwhile, as long as somebody reads, what is likely to be asked is prepared: each factor taken away, each slider at its stops, each
belief corrected, then the table of all sets of factors, the smaller sets first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any, Protocol, TypeVar

from realpolitik.analysis.answers import Answers
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.errors import RealpolitikError, Stopped
from realpolitik.inquiry import parts
from realpolitik.inquiry.bend import Bend, bend_of
from realpolitik.inquiry.compared import Compared, compare
from realpolitik.inquiry.desk import Desk, Urgency
from realpolitik.inquiry.knobs import Pair, Slider
from realpolitik.inquiry.ladder import BEHIND, Asked, Asking, ignored, lower_rung, next_rung, pieces, rung_number
from realpolitik.inquiry.prepare import Preparing, at_stop
from realpolitik.inquiry.solver import Range, Solver
from realpolitik.outcome import Outcome
from realpolitik.result import Result
from realpolitik.store import program_text

R = TypeVar("R", bound=Result)

SOLVER = ("crisis", "game")
"""The rooms that an answer hangs on."""
DRAWS = 2000
"""Draws of the crisis as it stands; those of `realpolitik run`."""
DRAWS_KEPT = 512
"""Draws of a bend that are kept on disk at most."""
MOST_KEPT = 3000
"""Bends that are kept in memory."""


class Keep(Protocol):
    """What keeps answers from one day to the next."""

    def part(self, key: str) -> bytes | None:
        """Return what is kept under a key."""

    def keep_part(self, key: str, content: bytes) -> None:
        """Keep bytes under a key."""


class Inquiry:
    """What readers ask of one crisis.

    Parameters
    ----------
    solver : Solver
        Who solves, which crisis, from which seed.
    desk : Desk
    keep : Keep, optional
        Where answers are kept on disk.
    draws : int, optional
        Of the crisis as it stands, and of every bend that is waited for long enough.
    prepare : bool, optional
        Whether to prepare what is likely to be asked.
    """

    def __init__(
        self, solver: Solver, desk: Desk, keep: Keep | None = None, *, draws: int = DRAWS, prepare: bool = True
    ) -> None:
        self.crisis, self.seed, self.draws = solver.crisis, solver.seed, draws
        self._solver, self._desk, self._keep, self._prepares = solver, desk, keep, prepare
        self._lock = threading.RLock()
        self._known: OrderedDict[str, Asking] = OrderedDict()
        self._base: Answers | None = None
        self._growing: Asking | None = None
        self._outcome: Outcome | None = None
        self._preparing = Preparing(solver, desk, draws, self._asking, self._go_on)

    # --- what can be asked

    @cached_property
    def fingerprint(self) -> str:
        """By which the crisis is known."""
        return fingerprint(self.crisis)

    def bend(self, factors: Iterable[str] = (), settings: Mapping[str, Any] | None = None) -> Bend:
        """Return the bend that takes factors away and sets numbers; see `realpolitik.inquiry.bend.bend_of`."""
        return bend_of(self.crisis, factors, settings)

    def known(self, bend: Bend) -> Compared | None:
        """Return the best answer that there is, at once.

        Where it was never solved, it may be one that is read off between two stops of a slider.
        """
        with self._lock:
            base = self._base_now()
            if base is None:
                return None
            if bend.is_empty:
                return compare(base, base, base.draws >= self.draws)
            asking = self._asking(bend)
            if asking.done is not None:
                return self._compared(asking)
            read_off = self._read_off(bend)
        return None if read_off is None else compare(base, read_off, interpolated=True)

    def ask(self, bend: Bend, told: Callable[[Compared], None], failed: Callable[[str], None] = ignored) -> Asked:
        """Ask what a bend makes of the answer.

        Parameters
        ----------
        bend : Bend
        told : callable
            Called, from any thread and at once if anything is known, with every answer that is better than the one before.
        failed : callable, optional
            Called with the reason if there will be none.

        Returns
        -------
        Asked
            To be closed when nobody waits any more.
        """
        self._attend()
        known = self.known(bend)
        if known is not None and known.full:
            told(known)
            return Asked(told, failed, lambda _: None)
        with self._lock:
            asking = self._grow() if bend.is_empty else self._asking(bend)
            asked = Asked(told, failed, partial(self._closed, asking))
            asking.waiting.append(asked)
            base = self._base_now()
            growing = self._grow() if base is None or base.draws < self.draws else None
        if known is not None:
            told(known)
        if asking.failed:
            failed(asking.failed)
        if growing is not None and growing is not asking:
            self._go_on(growing)  # with which the bend is compared
        self._go_on(asking)
        return asked

    def outcome(self, told: Callable[[Outcome], None], failed: Callable[[str], None] = ignored) -> Asked:
        """Ask for the whole answer to the crisis as it stands, as `realpolitik run` gives it, while it grows to all draws."""
        self._attend()
        with self._lock:
            asking = self._grow()
            asked = Asked(lambda _: self._tell_outcome(told), failed, partial(self._closed, asking))
            asking.waiting.append(asked)
        self._tell_outcome(told)
        if asking.failed:
            failed(asking.failed)
        self._go_on(asking)
        return asked

    def _tell_outcome(self, told: Callable[[Outcome], None]) -> None:
        with self._lock:
            outcome = self._outcome
        if outcome is not None:
            told(outcome)

    @property
    def base(self) -> Compared | None:
        """The crisis as it stands, as far as it is known."""
        return self.known(Bend())

    def sliders(self) -> tuple[Slider, ...] | None:
        """Return the sliders, that of which most hangs first; None, as long as it is not known which matter."""
        return self._preparing.sliders

    def response(self, slider: Slider) -> list[tuple[float, Compared | None]]:
        """Return what is known of each stop of a slider."""
        return [(stop, self.known(at_stop(self.crisis, slider.input.path, stop))) for stop in slider.stops]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """What states wrongly take for true."""
        return self._solver.pairs() if self.crisis.perceptions else ()

    def find(
        self,
        question: Question[R],
        draws: int,
        done: Callable[[R], None],
        failed: Callable[[str], None] = ignored,
        progress: Callable[[int], None] | None = None,
        bend: Bend | None = None,
    ) -> Asked:
        """Have any other question about the crisis, or a bend of it, answered in the background.

        Parameters
        ----------
        question : Question
        draws : int
        done : callable
            Called with the answer.
        failed : callable, optional
            Called with the reason if there will be none.
        progress : callable, optional
            Called with the number of steps done since the last call.
        bend : Bend, optional
        """
        self._attend()
        stopped = threading.Event()
        asked = Asked(done, failed, lambda _: stopped.set())

        def work() -> None:
            try:
                found = self._solver.find(
                    question, bend or Bend(),
                    Work(draws, self.seed, 1, BEHIND, progress, lambda: stopped.is_set() or self._desk.closed),
                )  # fmt: skip
            except Stopped:
                return
            except RealpolitikError as wrong:
                failed(str(wrong))
                return
            except Exception as wrong:  # whoever waits must hear of it
                failed(f"this could not be worked out ({type(wrong).__name__})")
                raise
            if not stopped.is_set():
                done(found)

        self._desk.put(work, Urgency.REFINE, lambda: not stopped.is_set())
        return asked

    def close(self) -> None:
        """Solve nothing more."""
        with self._lock:
            for asking in (*self._known.values(), *([self._growing] if self._growing else [])):
                asking.waiting.clear()
        self._solver.close()

    # --- the ladder

    def _attend(self) -> None:
        """Hear that somebody asks."""
        self._preparing.attend()
        self._prepare()

    def _prepare(self) -> None:
        """Have the next of what is likely to be asked prepared, once the crisis as it stands has all its draws."""
        with self._lock:
            base = self._base_now()
        if self._prepares and base is not None and base.draws >= self.draws:
            self._preparing.proceed(base)

    def _goal(self, asking: Asking) -> int:
        return self.draws if asking.waiting else min(asking.prepared_to, self.draws)

    def _go_on(self, asking: Asking, urgency: Urgency | None = None) -> None:
        """Put on the desk what the next rung still lacks."""
        with self._lock:
            rung = next_rung(asking.draws, self._goal(asking), self.draws)
            if rung is None or asking.failed:
                return
            missing = [
                (first, count)
                for first, count in pieces(asking.draws, rung, self._desk.size)
                if first not in asking.parts and first not in asking.begun
            ]
            if asking.waiting or asking is self._growing:
                urgency = Urgency(min(rung_number(rung), Urgency.REFINE))
        for chunk in missing:
            self._desk.put(
                partial(self._solve, asking, chunk, rung),
                Urgency.PREPARE if urgency is None else urgency,
                partial(self._wanted, asking),
                partial(self._preparing.drop, asking),
            )

    def _wanted(self, asking: Asking) -> bool:
        return bool(asking.waiting) or (asking.draws < asking.prepared_to and self._preparing.attended())

    def _solve(self, asking: Asking, chunk: Range, rung: int) -> None:
        """Solve a range of draws, and tell if it was the last that its rung lacked."""
        first, count = chunk
        with self._lock:
            if first in asking.begun or first in asking.parts or first < asking.draws or asking.failed:
                return
            asking.begun.add(first)
        try:
            part = asking.solve(first, count)
        except Stopped:
            with self._lock:
                asking.begun.discard(first)
            return
        except RealpolitikError as wrong:
            self._fail(asking, str(wrong))
            return
        except Exception as wrong:  # whoever waits must hear of it, and other questions go on
            self._fail(asking, f"this could not be solved ({type(wrong).__name__})")
            return
        with self._lock:
            asking.begun.discard(first)
            asking.parts[first] = part
            chunks = pieces(asking.draws, rung, self._desk.size)
            if any(start not in asking.parts for start, _ in chunks):
                return
            solved = [asking.parts.pop(start) for start, _ in chunks]
            asking.done = parts.together([*([] if asking.done is None else [asking.done]), *solved])
        self._step(asking, chunks)

    def _fail(self, asking: Asking, reason: str) -> None:
        with self._lock:
            asking.failed = reason
            waiting = list(asking.waiting)
        for asked in waiting:
            asked.failed(reason)
        self._prepare()

    def _step(self, asking: Asking, chunks: list[Range]) -> None:
        """Keep a rung that was reached, tell of it, and go on."""
        if asking is self._growing:
            try:
                outcome = self._solver.outcome(chunks)
            except RealpolitikError as wrong:
                self._fail(asking, str(wrong))
                return
            with self._lock:
                self._outcome = outcome
                if self._base is None or self._base.draws < asking.draws:
                    self._base = asking.done
                others = [each for each in self._known.values() if each.waiting and each.done is not None]
            self._save(asking, self.draws)
            for each in others:
                self._tell(each)
        elif asking.draws <= DRAWS_KEPT:
            self._save(asking, DRAWS_KEPT)
        self._tell(asking)
        if asking is self._growing and asking.draws >= self.draws:
            self._prepare()
        if not asking.waiting and asking.draws >= asking.prepared_to:
            self._prepare()
        self._go_on(asking)

    def _tell(self, asking: Asking) -> None:
        with self._lock:
            waiting = list(asking.waiting)
            if not waiting or self._base is None or asking.done is None:
                return
            compared = self._compared(asking)
        for asked in waiting:
            asked.told(compared)

    def _compared(self, asking: Asking) -> Compared:
        assert self._base is not None
        assert asking.done is not None
        full = min(asking.draws, self._base.draws) >= self.draws
        return compare(self._base, asking.done, full)

    def _closed(self, asking: Asking, asked: Asked) -> None:
        with self._lock:
            if asked in asking.waiting:
                asking.waiting.remove(asked)

    # --- what is known

    def _key(self, bend: Bend) -> str:
        return f"{self.fingerprint}:{program_text(*SOLVER)}:{self.seed}:{bend.key}"

    def _base_now(self) -> Answers | None:
        if self._base is None:
            self._base = self._restored(Bend(), self.crisis)
        return self._base

    def _grow(self) -> Asking:
        """Return the crisis as it stands, being solved with all that its outcome takes."""
        if self._growing is None:
            self._growing = Asking(Bend(), self._solver.grow, prepared_to=self.draws)
        return self._growing

    def _asking(self, bend: Bend) -> Asking:
        """Return what there is of a bend."""
        with self._lock:
            return self._found(bend)

    def _found(self, bend: Bend) -> Asking:
        found = self._known.get(bend.key)
        if found is None:
            found = Asking(bend, partial(self._solver.solve, bend))
            if self._keep is not None:
                found.done = self._restored(bend, patch(self.crisis, bend.changes(self.crisis)))
            self._known[bend.key] = found
            if len(self._known) > MOST_KEPT:
                idle = next((key for key, each in self._known.items() if not (each.waiting or each.begun)), None)
                if idle is not None:
                    del self._known[idle]
        else:
            self._known.move_to_end(bend.key)
        return found

    def _restored(self, bend: Bend, crisis: Crisis) -> Answers | None:
        content = None if self._keep is None else self._keep.part(self._key(bend))
        found = None if content is None else parts.from_bytes(content, parts.blank(crisis), crisis)
        if found is None:
            return None
        rung = lower_rung(found.draws, self.draws)
        return None if rung is None else parts.first(found, rung)

    def _save(self, asking: Asking, most: int) -> None:
        if self._keep is not None and asking.done is not None:
            self._keep.keep_part(
                self._key(asking.bend), parts.to_bytes(parts.first(asking.done, min(asking.draws, most)))
            )

    def _read_off(self, bend: Bend) -> Answers | None:
        """Return what lies on the straight line between the two stops of a slider around the only number that is set."""
        if len(bend.settings) != 1 or bend.without:
            return None
        ((path, value),) = bend.contents().items()
        slider = self._preparing.slider(path)
        if slider is None or not isinstance(value, float):
            return None
        for low, high in zip(slider.stops[:-1], slider.stops[1:], strict=True):
            if low <= value <= high:
                ends = [self._solved(at_stop(self.crisis, slider.input.path, stop)) for stop in (low, high)]
                if ends[0] is None or ends[1] is None:
                    return None
                return parts.between(ends[0], ends[1], (value - low) / (high - low))
        return None

    def _solved(self, bend: Bend) -> Answers | None:
        return self._base_now() if bend.is_empty else self._asking(bend).done
