"""All findings on one crisis in one frozen record, for whoever tells them; a finding that is not there is None."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from realpolitik.analysis.audit import Audit
from realpolitik.analysis.beliefs import Inference
from realpolitik.analysis.compare import Comparison
from realpolitik.analysis.conventions import Conventions, conventions, steps_of
from realpolitik.analysis.explanation import Explanation
from realpolitik.analysis.offers import Inversion
from realpolitik.analysis.question import Question
from realpolitik.analysis.questions import QUESTIONS
from realpolitik.analysis.run import RunQuestion
from realpolitik.analysis.sensitivity import Sensitivity
from realpolitik.analysis.verdicts import Claims
from realpolitik.analysis.whatif import WhatIf
from realpolitik.analysis.work import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import Stopped
from realpolitik.game.workers import Progress
from realpolitik.outcome import NONE, Outcome
from realpolitik.result import Result, plain

KINDS: Final[Mapping[str, type[Question[Any]]]] = MappingProxyType(
    {kind.finding: kind for kind in QUESTIONS if kind.finding is not None}
)
"""What can be found out about a crisis besides its answer -> the kind of question that finds it, in the order of telling."""
FINDINGS: Final = tuple(KINDS)
"""The names of all findings."""
MOST_DRAWS: Final[Mapping[str, int]] = MappingProxyType(
    {finding: kind.draws_on_page or kind.draws for finding, kind in KINDS.items() if kind.draws is not None}
)
"""Draws of each variant at most: what its own verb takes unless told otherwise, or less where a page asks several questions."""
CHUNK = 16
"""Draws between two chances to stop."""
CONVENTION_DRAWS = 32
"""Draws, at most, in which each convention is set to other values."""


@dataclass(frozen=True)
class Brief:
    """What was found out about a crisis.

    Attributes
    ----------
    crisis : Crisis
    outcome : Outcome
        Who signs with whom, when, at what price, and what follows.
    why : Explanation, optional
        The answer shared out among the factors.
    changes : WhatIf, optional
        What taking away each factor alone changes; a variant's label is the factor's key.
    taken : tuple of Inversion, optional
        What it would have taken each suitor to be likelier than not to sign within the window, as the file lists them.
    assumptions : Audit, optional
    hands : Inference, optional
    claims : Claims, optional
    theories : Comparison, optional
    hangs : Sensitivity, optional
        Of the chance of the likeliest suitor, which is also what `why` explains.
    conventions : Conventions, optional
        What of the answer hangs on conventions, whatever else is told; None only if stopped before.
    """

    crisis: Crisis
    outcome: Outcome
    why: Explanation | None = None
    changes: WhatIf | None = None
    taken: tuple[Inversion, ...] | None = None
    assumptions: Audit | None = None
    hands: Inference | None = None
    claims: Claims | None = None
    theories: Comparison | None = None
    hangs: Sensitivity | None = None
    conventions: Conventions | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers of every finding, in a fixed order."""
        found = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "crisis"}
        return {name: _documents(finding) for name, finding in found.items()}


def _documents(finding: Any) -> Any:
    if finding is None:
        return None
    if isinstance(finding, Conventions):
        return plain(finding)
    return [each.to_dict() for each in finding] if isinstance(finding, tuple) else finding.to_dict()


Watch = Callable[[str, int], AbstractContextManager[Progress | None]]
"""Told what is done next and in how many steps; gives what is to be called with the number of steps done."""


def unwatched(what: str, steps: int) -> AbstractContextManager[None]:
    """Watch nothing."""
    return nullcontext()


def subject_of(outcome: Outcome) -> str:
    """Return the suitor whose chance is explained: the likeliest, even if it is likelier that nobody signs."""
    return max((row for row in outcome.outcomes if row.partner != NONE), key=lambda row: row.probability).partner


def asked_of(finding: str, crisis: Crisis, subject: str | None, draws: int) -> tuple[Question[Any], ...]:
    """Return the questions that a finding answers; none, if the crisis lacks what one of them asks for.

    Parameters
    ----------
    finding : str
        One of `FINDINGS`.
    crisis : Crisis
    subject : str, optional
        The partner whose chance is explained.
    draws : int
        Draws of the answer that is told first.
    """
    questions = tuple(KINDS[finding].on_page(crisis, subject, draws))
    return () if any(question.refusal(crisis) is not None for question in questions) else questions


def possible(crisis: Crisis) -> tuple[str, ...]:
    """Return the findings that a crisis has the sections for: of whose questions it refuses none."""
    return tuple(finding for finding in FINDINGS if asked_of(finding, crisis, None, 1))


def gather(
    crisis: Crisis,
    work: Work,
    wanted: Collection[str] = FINDINGS,
    watch: Watch = unwatched,
    most: Mapping[str, int] = MOST_DRAWS,
) -> Brief:
    """Find out what is wanted about a crisis.

    Parameters
    ----------
    crisis : Crisis
    work : Work
        Draws of the answer; the findings take as many draws of each variant, or the fewer that `most` gives. Once asked to stop,
        the finding in hand is that of the draws done, or left out if none are, and no other is begun.
    wanted : collection of str
        All of `FINDINGS`, if left out; what the crisis has no section for is left out.
    watch : callable, optional
        Called before each finding; gives what is told of progress.
    most : mapping of str to int
        Finding -> draws of each variant at most; what each finding's own verb takes, if left out.

    Returns
    -------
    Brief

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    (outcome,) = _answers((RunQuestion(),), crisis, work, watch)
    assert isinstance(outcome, Outcome)
    subject = subject_of(outcome)
    found: dict[str, Any] = {}
    if not work.stopped():
        with suppress(Stopped):
            found["conventions"] = _conventions(crisis, work, watch)
    for finding in FINDINGS:
        if finding not in wanted or work.stopped():
            continue
        questions = asked_of(finding, crisis, subject, work.draws)
        if questions:
            draws = min(work.draws, most.get(finding, work.draws))
            with suppress(Stopped):
                answers = _answers(questions, crisis, replace(work, draws=draws, chunk=CHUNK), watch)
                found[finding] = answers if KINDS[finding].several else answers[0]
    return Brief(crisis, outcome, **found)


def _conventions(crisis: Crisis, work: Work, watch: Watch) -> Conventions:
    """Return what of the answer hangs on conventions."""
    draws = min(work.draws, CONVENTION_DRAWS)
    with watch("trying conventions", steps_of(crisis, draws)) as progress:
        return conventions(crisis, replace(work, draws=draws, chunk=CHUNK, progress=progress))


def _answers(questions: tuple[Question[Any], ...], crisis: Crisis, work: Work, watch: Watch) -> tuple[Result, ...]:
    """Return the answers to questions of one kind, which are watched as one."""
    steps = sum(question.steps(crisis, work.draws) for question in questions)
    with watch(questions[0].doing, steps) as progress:
        return tuple(question.answer(crisis, replace(work, progress=progress)) for question in questions)
