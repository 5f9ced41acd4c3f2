"""What rival theories say of one crisis, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, html_table
from realpolitik.theories.all import THEORIES
from realpolitik.theories.fitted import fitted
from realpolitik.theories.protocol import Abstention, Theory, settled

if TYPE_CHECKING:
    import polars


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


@dataclass(frozen=True)
class Comparison:
    """What every theory says of a crisis."""

    crisis: str
    title: str
    pivot: str
    theories: tuple[Saying, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain dictionaries and lists, in a fixed order."""
        plain = asdict(self)
        for row in plain["theories"]:
            row["outcomes"] = list(row["outcomes"])
        return plain | {"theories": list(plain["theories"])}

    def to_frame(self) -> polars.DataFrame:
        """Return a polars frame with a row for each theory and partner; one row, without either, for one that abstained."""
        import polars  # noqa: PLC0415  (heavy, and only wanted here)

        rows = []
        for said in self.theories:
            chances: tuple[Chance | None, ...] = said.outcomes or (None,)
            for chance in chances:
                told = {"partner": None, "probability": None} if chance is None else asdict(chance)
                rows.append({"theory": said.name, **told, "reason": said.reason})
        kinds = {"partner": polars.String, "probability": polars.Float64, "reason": polars.String}
        return polars.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)

    def _repr_html_(self) -> str:
        partners = next((tuple(row.partner for row in said.outcomes) for said in self.theories if said.outcomes), ())
        rows = [
            (said.name, said.source, *(f"{row.probability:.3f}" for row in said.outcomes))
            if said.outcomes
            else (said.name, said.source, f"abstains: {said.reason}", *[""] * (len(partners) - 1))
            for said in self.theories
        ]
        return html_table(self.title, ("theory", "source", *partners), rows)


def compare(
    crisis: Crisis,
    theories: Sequence[Theory] = THEORIES,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Ask every theory with whom the pivot aligns, with its open numbers as fitted to coded cases from history.

    A theory that was not fitted is asked at its defaults.

    Parameters
    ----------
    crisis : Crisis
    theories : sequence of Theory
        All of them, if left out.
    progress : callable, optional
        Called with the number of theories asked since the last call.

    Returns
    -------
    Comparison
    """
    sayings = []
    for theory in theories:
        sayings.append(_ask(theory, crisis))
        if progress is not None:
            progress(1)
    return Comparison(crisis.id, crisis.title, crisis.pivot, tuple(sayings))


def _ask(theory: Theory, crisis: Crisis) -> Saying:
    values = fitted(theory)
    answer = theory.forecast(crisis, values)
    used = settled(theory.parameters, values), values is not None
    if isinstance(answer, Abstention):
        return Saying(theory.name, theory.source, True, answer.reason, (), *used)
    rows = tuple(Chance(partner, answer.outcomes[partner]) for partner in (NONE, *crisis.suitors))
    return Saying(theory.name, theory.source, False, None, rows, *used)
