"""What rival theories say of one crisis, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from realpolitik.analysis.question import Kept, Question, ask
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import Stopped
from realpolitik.outcome import NONE, Record, TheoryRecord, table_of_records
from realpolitik.result import Result, Table, row_from
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES
from realpolitik.theories.fitted import fitted
from realpolitik.theories.protocol import Abstention, Forecast, Theory, settled
from realpolitik.theories.record import record_of


@dataclass(frozen=True)
class Chance:
    """Chance of one alignment of the pivot."""

    partner: str
    probability: float


@dataclass(frozen=True)
class Saying:
    """What one theory says.

    Attributes
    ----------
    name, source : str
    abstained : bool
    reason : str or None
        Why it abstained.
    outcomes : tuple of Chance
        None first, then the suitors as the file lists them; empty if it abstained.
    numbers : mapping
        Parameter -> the value it was asked with.
    fitted : bool
        Whether the values are those fitted to the coded cases that come with the package, rather than its defaults.
    chance_alone : tuple of Chance
        What it says with nothing at stake but what nothing explains; empty unless it is the alignment game.
    record : TheoryRecord, optional
        How it did on coded cases that it was not fitted to; None if it was not scored.
    """

    name: str
    source: str
    abstained: bool
    reason: str | None
    outcomes: tuple[Chance, ...]
    numbers: Mapping[str, float]
    fitted: bool
    chance_alone: tuple[Chance, ...]
    record: TheoryRecord | None = None


def _sayings(found: Comparison) -> Iterator[dict[str, Any]]:
    silence = {"partner": None, "probability": None}
    for said in found.theories:
        alone: dict[str | None, float] = {row.partner: row.probability for row in said.chance_alone}
        for row in map(row_from, said.outcomes) if said.outcomes else (silence,):
            yield {"theory": said.name, "reason": said.reason, "chance_alone": alone.get(row["partner"])} | row


@dataclass(frozen=True)
class Comparison(Result):
    """What every theory says of a crisis."""

    VERB: ClassVar[str] = "compare"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "theories": Table(
            "the chance of a partner by a theory, and what chance alone gives in the alignment game; one row without either, but"
            " with a reason, for one that abstains",
            {"theory": str, "partner": str, "probability": float, "chance_alone": float, "reason": str},
            _sayings,
        ),
        "record": table_of_records(lambda found: (said.record for said in found.theories if said.record is not None)),
        "sources": Table(
            "what a theory is coded from",
            {"theory": str, "source": str},
            lambda found: ({"theory": said.name, "source": said.source} for said in found.theories),
        ),
    }

    crisis: str
    title: str
    pivot: str
    theories: tuple[Saying, ...]
    record: Record | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: the record of each theory stands beside what it says."""
        told = super().to_dict()
        if told["record"] is not None:
            del told["record"]["theories"]
        return told


@dataclass(frozen=True)
class CompareQuestion(Question[Comparison]):
    """What rival theories say of a crisis.

    Attributes
    ----------
    theories : tuple of Theory
        Those that are asked.
    """

    name: ClassVar[str] = "compare"
    doing: ClassVar[str] = "asking"
    kept: ClassVar[Kept] = Kept.NOTHING
    finding: ClassVar[str] = "theories"

    theories: tuple[Theory, ...] = THEORIES

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[CompareQuestion, ...]:
        """Return what every theory says but the one that the answer of the page comes from."""
        return (cls(tuple(theory for theory in THEORIES if not isinstance(theory, AlignmentGame))),)

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of theories."""
        return len(self.theories)

    def answer(self, crisis: Crisis, work: Work) -> Comparison:
        """Ask one theory after the other."""
        sayings = []
        for theory in self.theories:
            if work.stopped():
                raise Stopped("stopped before every theory was asked")
            sayings.append(_ask(theory, crisis))
            work.advance(1)
        record = record_of(*(theory.name for theory in self.theories))
        rows = {} if record is None else {row.theory: row for row in record.theories}
        told = tuple(replace(said, record=rows.get(said.name)) for said in sayings)
        return Comparison(crisis.id, crisis.title, crisis.pivot, told, record, about=crisis)


def compare(
    crisis: CrisisLike,
    theories: Sequence[Theory] = THEORIES,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Ask every theory with whom the pivot aligns, with its open numbers as fitted to coded cases from history.

    A theory that was not fitted is asked at its defaults.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    theories : sequence of Theory
        All of them, if left out.
    progress : callable, optional
        Called with the number of theories asked since the last call.

    Returns
    -------
    Comparison
    """
    return ask(CompareQuestion(tuple(theories)), crisis_of(crisis), Work(progress=progress))


def _ask(theory: Theory, crisis: Crisis) -> Saying:
    values = fitted(theory)
    answer = theory.forecast(crisis, values)
    used = settled(theory.parameters, values), values is not None
    if isinstance(answer, Abstention):
        return Saying(theory.name, theory.source, True, answer.reason, (), *used, ())
    alone = _rows(theory.by_chance_alone(crisis), crisis) if isinstance(theory, AlignmentGame) else ()
    return Saying(theory.name, theory.source, False, None, _rows(answer, crisis), *used, alone)


def _rows(answer: Forecast | Abstention, crisis: Crisis) -> tuple[Chance, ...]:
    """Return what a theory says, none first; nothing, if it abstains."""
    if isinstance(answer, Abstention):
        return ()
    return tuple(Chance(partner, answer.outcomes[partner]) for partner in (NONE, *crisis.suitors))
