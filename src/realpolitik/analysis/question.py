"""What every question to a crisis offers: how it is called, why it cannot be asked, how long it takes, and its answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from realpolitik.analysis.work import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import NothingToAnalyse
from realpolitik.game.solve import CHUNK
from realpolitik.result import Result

R_co = TypeVar("R_co", bound=Result, covariant=True)


class Kept(Enum):
    """What there is of an answer that was stopped."""

    DRAWS = "draws"
    """The answer of the draws that were done, to the bit as if no more had been asked for; the first chunk always is."""
    STEPS = "steps"
    """The answer of the steps that were done; the first always is."""
    NOTHING = "nothing"
    """No answer: `Stopped`."""


class Question(ABC, Generic[R_co]):
    """A question to a crisis; a kind of question is a frozen record of its options.

    Attributes
    ----------
    name : str
        The verb that asks it.
    doing : str
        What is being done while it is answered, in a word or two.
    draws : int, optional
        Draws of every variant unless told otherwise; None, if no number is drawn.
    chunk : int
        Draws between two chances to stop.
    kept : Kept
        What there is of an answer that was stopped.
    finding : str, optional
        What a page that tells everything calls its answer; None, if such a page does not ask it.
    draws_on_page : int, optional
        Draws of every variant at most that such a page takes; those that the verb takes, if None.
    several : bool
        Whether such a page asks several of the kind, and its finding is the tuple of their answers.
    """

    name: ClassVar[str]
    doing: ClassVar[str]
    draws: ClassVar[int | None] = None
    chunk: ClassVar[int] = CHUNK
    kept: ClassVar[Kept] = Kept.DRAWS
    finding: ClassVar[str | None] = None
    draws_on_page: ClassVar[int | None] = None
    several: ClassVar[bool] = False

    def refusal(self, crisis: Crisis) -> str | None:
        """Return why the question cannot be asked of a crisis: what is missing and what to do about it; None, if it can."""
        return None

    @abstractmethod
    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return of how many steps progress is told; of about how many, where a search finds out on its way."""

    @abstractmethod
    def answer(self, crisis: Crisis, work: Work) -> R_co:
        """Return the answer, of a crisis that it can be asked of.

        Raises
        ------
        UnknownName
            If an option names nothing in the crisis.
        SolverFailed
            If a stage game was not solved to tolerance.
        Stopped
            If asked to stop before there was anything to answer with.
        """

    def done(self, found: Any, draws: int) -> str:
        """Return of how much of the work an answer is that was stopped."""
        return f"{found.draws:,} of {draws:,} draws"

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> Sequence[Question[R_co]]:
        """Return the questions of this kind that a page about a crisis asks.

        Parameters
        ----------
        crisis : Crisis
        subject : str, optional
            The partner whose chance is explained; the likeliest, as each question has it, if left out.
        draws : int
            Draws of the answer that the page is about.
        """
        return ()

    def require(self, crisis: Crisis) -> None:
        """Refuse a crisis of which this cannot be asked.

        Raises
        ------
        NothingToAnalyse
        """
        reason = self.refusal(crisis)
        if reason is not None:
            raise NothingToAnalyse(reason)


def ask(question: Question[R_co], crisis: Crisis, work: Work) -> R_co:
    """Ask a question of a crisis.

    Raises
    ------
    NothingToAnalyse
        If it cannot be asked of this crisis.
    UnknownName, SolverFailed, Stopped
        As `Question.answer`.
    """
    question.require(crisis)
    work.go_on()
    return question.answer(crisis, work)
