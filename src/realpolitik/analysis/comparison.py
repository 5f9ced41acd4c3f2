"""What rival theories say of one crisis, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.result import Result, Table, row_from
from realpolitik.theories.all import THEORIES
from realpolitik.theories.fitted import fitted
from realpolitik.theories.protocol import Abstention, Theory, settled


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
    """

    name: str
    source: str
    abstained: bool
    reason: str | None
    outcomes: tuple[Chance, ...]
    numbers: Mapping[str, float]
    fitted: bool


def _sayings(found: Comparison) -> Iterator[dict[str, Any]]:
    silence = {"partner": None, "probability": None}
    for said in found.theories:
        for row in map(row_from, said.outcomes) if said.outcomes else (silence,):
            yield {"theory": said.name, "reason": said.reason} | row


@dataclass(frozen=True)
class Comparison(Result):
    """What every theory says of a crisis."""

    TABLES: ClassVar[Mapping[str, Table]] = {
        "theories": Table(
            "the chance of a partner by a theory; one row without either, but with a reason, for one that abstains",
            {"theory": str, "partner": str, "probability": float, "reason": str},
            _sayings,
        ),
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
    stated = crisis_of(crisis)
    sayings = []
    for theory in theories:
        sayings.append(_ask(theory, stated))
        if progress is not None:
            progress(1)
    return Comparison(stated.id, stated.title, stated.pivot, tuple(sayings), about=stated)


def _ask(theory: Theory, crisis: Crisis) -> Saying:
    values = fitted(theory)
    answer = theory.forecast(crisis, values)
    used = settled(theory.parameters, values), values is not None
    if isinstance(answer, Abstention):
        return Saying(theory.name, theory.source, True, answer.reason, (), *used)
    rows = tuple(Chance(partner, answer.outcomes[partner]) for partner in (NONE, *crisis.suitors))
    return Saying(theory.name, theory.source, False, None, rows, *used)
