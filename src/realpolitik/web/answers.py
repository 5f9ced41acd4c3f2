"""Where answers come from: the one place that knows how the rest of the program is asked.

A crisis that somebody looks at is solved in the background, and told again each time its answer got better. What is complete is
kept in the store, so that it is there at once after the program was begun anew. Crises of readers' own are solved in a process of
their own, with limits.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Final

from realpolitik.analysis.brief import KINDS, MOST_DRAWS, Brief, asked_of, subject_of
from realpolitik.analysis.question import Question
from realpolitik.analysis.run import RunQuestion
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.errors import CrisisNotFound, RealpolitikError, SolverFailed, printable
from realpolitik.inquiry import Bend, Desk, Inquiry
from realpolitik.inquiry.child import InChild
from realpolitik.inquiry.inquiry import DRAWS
from realpolitik.inquiry.solver import InProcess
from realpolitik.outcome import Outcome
from realpolitik.report.dispatch.write import write_dispatch
from realpolitik.store import Store
from realpolitik.web.jobs import Job, Jobs
from realpolitik.web.kept import key_of, read, written
from realpolitik.web.security import tell_fault
from realpolitik.web.telling import PARTS, Telling, possible_findings

OWN: Final = "own-"
"""How the addresses of readers' own crises begin; after it comes the id of the draft."""
AGAIN: Final = 8
"""Times as many draws with which the larger parts of a page are told again, before the answer is complete."""
LEAST: Final = 32
"""Draws of an answer at least that a page tells: with fewer the odds that are calibrated swing from one end to the other."""
MOST_OPEN: Final = 12
"""Crises of readers' own that are held open."""


@dataclass(frozen=True)
class Effort:
    """How answers are worked out.

    Attributes
    ----------
    draws, seed : int
        Of an answer that is complete.
    prepare : bool
        Whether what is likely to be asked is worked out while somebody reads.
    """

    draws: int = DRAWS
    seed: int = 0
    prepare: bool = True


@dataclass(frozen=True)
class Shown:
    """What is known of a crisis, and how pages tell it.

    Attributes
    ----------
    outcome : Outcome, optional
        None, as long as there is no answer.
    full : bool
        Whether nothing better will come.
    parts : mapping
        Name -> part of a page; which rest on the outcome, or on an earlier one with fewer draws.
    failed : str
        Why there will be no answer.
    """

    outcome: Outcome | None = None
    full: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


class Case:
    """A crisis that somebody looks at.

    Parameters
    ----------
    id : str
        By which it is addressed.
    crisis : Crisis
    answers : Answers
    """

    def __init__(self, id: str, crisis: Crisis, answers: Answers) -> None:
        self.id, self.crisis = id, crisis
        self.fingerprint = fingerprint(crisis)
        self._answers = answers
        self._lock = threading.Lock()
        self._inquiry: Inquiry | None = None
        self._begun = False
        self._latest: Outcome | None = None
        self._told_at = 0
        self._listening: list[Callable[[Shown], object]] = []
        self.shown = self._restored()

    @property
    def is_own(self) -> bool:
        """Whether a reader wrote it."""
        return self.id.startswith(OWN)

    @property
    def inquiry(self) -> Inquiry:
        """What answers bends of it."""
        with self._lock:
            if self._inquiry is None:
                solver = (InChild if self.is_own else InProcess)(self.crisis, self._answers.seed)
                self._inquiry = Inquiry(
                    solver, self._answers.desk, self._answers.store,
                    draws=self._answers.draws, prepare=self._answers.effort.prepare,
                )  # fmt: skip
            return self._inquiry

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """The findings that it has the sections for."""
        return possible_findings(self.crisis)

    @cached_property
    def beliefs(self) -> str:
        """What states take for true beside what is, as a part of a page."""
        return self._answers.telling.beliefs(self.crisis)

    @cached_property
    def sources(self) -> str:
        """What the file rests on, as a part of a page."""
        return self._answers.telling.sources(self.crisis)

    def follow(self, told: Callable[[Shown], object]) -> Callable[[], object]:
        """Solve it, and have somebody told what is known, now and each time it gets better; returns what ends the telling."""
        with self._lock:
            self._listening.append(told)
        told(self.shown)
        self.begin()
        return lambda: self._listening.remove(told) if told in self._listening else None

    def begin(self) -> None:
        """Begin to solve it, if it is not solved, and nobody has begun."""
        with self._lock:
            if self._begun or self.shown.full or self.shown.failed:
                return
            self._begun = True
        self.inquiry.outcome(self._heard, self._failed)

    def keep(self, panel: str) -> str:
        """Return under which key something about it is kept."""
        return key_of(panel, self.fingerprint, self._answers.draws, self._answers.seed)

    def close(self) -> None:
        """Solve nothing more."""
        if self._inquiry is not None:
            self._inquiry.close()

    def _restored(self) -> Shown:
        store = self._answers.store
        text, parts = store.panel(self.keep("outcome")), store.panel(self.keep("parts"))
        outcome = None if text is None else read(text, self.crisis)
        if outcome is None:
            return Shown()
        return Shown(outcome, outcome.draws >= self._answers.draws, {} if parts is None else json.loads(parts))

    def _heard(self, outcome: Outcome) -> None:
        """Note a better answer; it is told in a thread of its own, and only if no better one came until then."""
        if outcome.draws < min(LEAST, self._answers.draws):
            return
        self._latest = outcome
        self._answers.telling_thread.submit(self._tell, outcome)

    def _tell(self, outcome: Outcome) -> None:
        if outcome is not self._latest:
            return
        full = outcome.draws >= self._answers.draws
        telling = self._answers.telling
        try:
            answer = telling.part("answer", outcome, self.crisis)
            self._show(Shown(outcome, False, {**self.shown.parts, "answer": answer}))
            if full or outcome.draws >= AGAIN * self._told_at:
                self._told_at = outcome.draws
                parts = {name: telling.part(name, outcome, self.crisis) for name in PARTS[1:]}
                self._show(Shown(outcome, full, {"answer": answer, **parts}))
        except Exception as fault:  # whoever waits must hear of it
            tell_fault(fault)
            self._failed("the program made a mistake; the terminal says where")
            return
        if full:
            self._answers.store.keep_panel(self.keep("outcome"), written(outcome))
            self._answers.store.keep_panel(self.keep("parts"), json.dumps(dict(self.shown.parts)))

    def _failed(self, reason: str) -> None:
        self._show(replace(self.shown, failed=reason))

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        for told in list(self._listening):
            told(shown)


class Answers:
    """Answers about crises.

    Parameters
    ----------
    store : Store
        Keeps what was worked out.
    effort : Effort
    """

    def __init__(self, store: Store, effort: Effort) -> None:
        self.store, self.effort = store, effort
        self.draws, self.seed = effort.draws, effort.seed
        self.telling = Telling()
        self.telling_thread = ThreadPoolExecutor(1, "telling")
        self.jobs = Jobs()
        self.closed = False
        self._desk: Desk | None = None
        self._lock = threading.RLock()
        self._library: dict[str, Case] = {}
        self._own: OrderedDict[str, Case] = OrderedDict()

    @property
    def desk(self) -> Desk:
        """Who works."""
        with self._lock:
            if self._desk is None:
                self._desk = Desk()
            return self._desk

    def case(self, id: str) -> Case:
        """Return a crisis of the library, or one of readers' own, by the id in its address.

        Raises
        ------
        CrisisNotFound
        CrisisInvalid
            If a crisis of a reader's own does not pass yet.
        """
        with self._lock:
            if id in self._library:
                return self._library[id]
            if id in library():
                self._library[id] = Case(id, load(id), self)
                return self._library[id]
        draft = self.store.draft(id.removeprefix(OWN)) if id.startswith(OWN) else None
        if draft is None:
            raise CrisisNotFound(f"there is no crisis {printable(id)[:80]!r}; the first page has them all")
        key = f"{id}:{hashlib.sha256(draft.text.encode()).hexdigest()}"
        with self._lock:
            case = self._own.get(key)
        if case is None:  # somebody else's text may take seconds to read, in which nobody else is to wait
            case = Case(id, read_text(draft.text, draft.title or "crisis.yaml"), self)
        with self._lock:
            self._own.setdefault(key, case)
            self._own.move_to_end(key)
            while len(self._own) > MOST_OPEN:
                self._own.popitem(last=False)[1].close()
            return self._own[key]

    def inquiry(self, id: str) -> Inquiry:
        """Return what answers bends of a crisis.

        Raises
        ------
        CrisisNotFound, CrisisInvalid
        """
        return self.case(id).inquiry

    def warm(self) -> None:
        """Read the crises of the library, so that nobody waits for that; nothing is solved."""
        for id in library():
            case = self.case(id)
            if self.closed:
                return
            _ = case.possible, case.beliefs, case.sources

    # --- what takes minutes

    def finding(self, case: Case, finding: str) -> str | None:
        """Return a finding as a part of a page, if it was worked out."""
        return self.store.panel(case.keep(finding))

    def work_out(self, case: Case, finding: str) -> Job:
        """Have a finding worked out."""
        return self.jobs.ask(case.keep(finding), partial(self._work_out, case, finding))

    def _work_out(self, case: Case, finding: str, job: Job) -> None:
        outcome = self._complete(case, job)
        found = self._found(case, finding, outcome, job)
        if found is None:
            raise RealpolitikError("the crisis lacks what this is asked of")
        self.store.keep_panel(case.keep(finding), self.telling.finding(finding, found, outcome, case.crisis))

    def _found(self, case: Case, finding: str, outcome: Outcome, job: Job, bend: Bend | None = None) -> Any:
        crisis = case.crisis if bend is None else patch(case.crisis, bend.changes(case.crisis))
        questions = asked_of(finding, crisis, subject_of(outcome), outcome.draws)
        draws = min(self.draws, MOST_DRAWS.get(finding, self.draws))
        job.steps += sum(question.steps(crisis, draws) for question in questions)
        found = tuple(self._asked(case, question, draws, job, bend) for question in questions)
        return None if not found else found if KINDS[finding].several else found[0]

    def _asked(self, case: Case, question: Question[Any], draws: int, job: Job, bend: Bend | None) -> Any:
        """Return the answer to a question, which the desk works out.

        Raises
        ------
        RealpolitikError
            If there is none.
        """
        ready, told = threading.Event(), {}

        def done(found: Any) -> None:
            told["found"] = found
            ready.set()

        def failed(reason: str) -> None:
            told["failed"] = reason
            ready.set()

        with case.inquiry.find(question, draws, done, failed, job.advance, bend):
            job.wait(ready)
        if "failed" in told:
            raise SolverFailed(told["failed"])
        return told["found"]

    def _complete(self, case: Case, job: Job) -> Outcome:
        """Return the complete answer to a crisis, once it is there."""
        ready = threading.Event()
        close = case.follow(lambda shown: ready.set() if shown.full or shown.failed else None)
        try:
            job.wait(ready)
        finally:
            close()
        shown = case.shown
        if shown.outcome is None or not shown.full:
            raise SolverFailed(shown.failed)
        return shown.outcome

    # --- a dispatch

    def dispatch_key(self, case: Case, bend: Bend, findings: Iterable[str], voice: str) -> str:
        """Return under which key a dispatch is kept."""
        asked = json.dumps([bend.key, sorted(findings), voice])
        return case.keep(f"dispatch-{hashlib.sha256(asked.encode()).hexdigest()[:24]}")

    def write(self, case: Case, bend: Bend, findings: tuple[str, ...], voice: str) -> Job:
        """Have a dispatch on a crisis, or a bend of it, written."""
        key = self.dispatch_key(case, bend, findings, voice)
        return self.jobs.ask(key, partial(self._write, case, bend, findings, voice, key))

    def _write(self, case: Case, bend: Bend, findings: tuple[str, ...], voice: str, key: str, job: Job) -> None:
        if bend.is_empty:
            outcome = self._complete(case, job)
            crisis = case.crisis
        else:
            question = RunQuestion()
            crisis = patch(case.crisis, bend.changes(case.crisis))
            job.steps += question.steps(crisis, self.draws)
            outcome = self._asked(case, question, self.draws, job, bend)
        asked = None if bend.is_empty else bend
        found = {finding: self._found(case, finding, outcome, job, asked) for finding in findings}
        self.store.keep_panel(key, write_dispatch(Brief(crisis, outcome, **found), voice))

    def close(self) -> None:
        """End what is under way."""
        self.closed = True
        self.jobs.close()
        with self._lock:
            for case in (*self._library.values(), *self._own.values()):
                case.close()
            if self._desk is not None:
                self._desk.close()
        self.telling_thread.shutdown(cancel_futures=True)
