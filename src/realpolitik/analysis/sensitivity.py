"""What an answer hangs on: a screening of every uncertain input, Sobol indices of those that matter, and flip distances."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from realpolitik.analysis.answers import Floats
from realpolitik.analysis.flips import HALVINGS, WIDTHS, Flip, find_flips
from realpolitik.analysis.indices import REST, Apportioned, Index, Screened, apportion, screen
from realpolitik.analysis.inputs import Bench
from realpolitik.analysis.rows import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.errors import NothingToAnalyse
from realpolitik.frames import columns_of, frame_of
from realpolitik.game.solve import Progress, Stop
from realpolitik.outcome import NONE, html_table

if TYPE_CHECKING:
    import polars

MOST_APART = 20
"""Inputs at most that have indices of their own."""
LADDER = 5
"""Values of a number that are tried before any stretch is halved."""


@dataclass(frozen=True)
class Design:
    """How thoroughly an answer is searched.

    Attributes
    ----------
    partner : str, optional
        The outcome whose chance is analysed; the most likely one, if left out.
    trajectories : int
        Of the screening.
    base : int
        Base points of the Sobol indices, a power of two.
    apart : int
        Inputs, at most, that have indices of their own; all others are one group.
    draws : int
        Common draws over which flips are looked for.
    """

    partner: str | None = None
    trajectories: int = 10
    base: int = 512
    apart: int = 10
    draws: int = 12

    def __post_init__(self) -> None:
        if self.trajectories < 2:
            raise ValueError(f"trajectories must be 2 or more, not {self.trajectories}")
        if self.base < 2 or self.base & (self.base - 1):
            raise ValueError(f"base must be a power of two, such as 256 or 512, not {self.base}")
        if not 1 <= self.apart <= MOST_APART:
            raise ValueError(f"apart must be 1 to {MOST_APART}, not {self.apart}")
        if self.draws < 1:
            raise ValueError(f"draws must be 1 or more, not {self.draws}")

    def runs(self, inputs: int) -> int:
        """Return about how many runs a crisis with so many inputs takes, each input flipping it at one place in four."""
        screening = self.trajectories * (inputs + 1)
        indices = self.base * (min(self.apart, inputs) + 3)
        return screening + indices + self.draws * (1 + inputs * LADDER + inputs * HALVINGS // 4)


@dataclass(frozen=True)
class Chance:
    """Mean chance of a partner over some draws."""

    partner: str
    probability: float


@dataclass(frozen=True)
class Sensitivity:
    """What the chance of an outcome hangs on, with its provenance.

    Attributes
    ----------
    outcome : str
        The partner, or ``none``, whose chance is analysed.
    chance, deviation : float
        Mean and standard deviation of that chance over the uncertain inputs.
    outcomes : tuple of Chance
        Who signs, over the draws in which flips are looked for.
    indices : tuple of Index
        The largest total first; the group of all other inputs last.
    flips : tuple of Flip
        The nearest first.
    screening : tuple of Screened
        Every input, the strongest first.
    inputs, trajectories, base, draws : int
        How many inputs there are, and what was done.
    """

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int
    outcome: str
    chance: float
    deviation: float
    outcomes: tuple[Chance, ...]
    indices: tuple[Index, ...]
    flips: tuple[Flip, ...]
    screening: tuple[Screened, ...]
    inputs: int
    trajectories: int
    base: int
    draws: int
    approximations: tuple[str, ...]

    def hangs_on(self, count: int = 3) -> tuple[Index, ...]:
        """Return the inputs with the largest total indices, of those told apart from nothing."""
        return tuple(row for row in self.indices if row.path != REST and row.clear)[:count]

    def flip(self, path: str) -> Flip | None:
        """Return what is known of an input's flip."""
        return next((row for row in self.flips if row.path == path), None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        result = {field.name: getattr(self, field.name) for field in fields(self)} | {"as_of": self.as_of.isoformat()}
        for name in ("outcomes", "indices", "screening"):
            result[name] = [asdict(row) for row in result[name]]
        result["flips"] = [
            {key: list(item) if isinstance(item, tuple) else item for key, item in asdict(row).items()}
            | {"distance": row.distance, "within": row.within}
            for row in self.flips
        ]
        return result | {"approximations": list(self.approximations)}

    def to_frame(self) -> polars.DataFrame:
        """Return the indices as a polars frame, each with its flip."""
        rows = []
        for row in self.indices:
            flip = self.flip(row.path)
            rows.append(
                asdict(row) | {"value": flip.value if flip else None, "flips_at": flip.flips_at if flip else None}
            )
        return frame_of(rows, columns_of(Index) | {"value": float, "flips_at": float})

    def _repr_html_(self) -> str:
        rows = [(row.path, f"{row.first:.3f}", f"{row.total:.3f}", f"{row.total_error:.3f}") for row in self.indices]
        return html_table(f"{self.title}: chance of {self.outcome}", ("input", "first", "total", "error"), rows)


def sensitivity(
    crisis: Crisis,
    design: Design | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Sensitivity:
    """Say what an answer hangs on.

    Every uncertain input is screened by elementary effects (Morris 1991). Those that matter get first-order and total Sobol
    indices (Sobol 2001; Saltelli et al. 2010), all others as one group. Each is moved alone until the most likely outcome is
    another.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis with uncertain numbers.
    design : Design, optional
        How thoroughly.
    seed : int
        The same seed gives the same bits on any number of threads.
    threads : int, optional
        All cores, if left out.
    progress : callable, optional
        Called with the number of runs done since the last call; `Design.runs` tells about how many there are.
    stop : callable, optional
        Asked between steps. Once it says yes the answer is that of what was done; the first trajectories always are.

    Returns
    -------
    Sensitivity

    Raises
    ------
    NothingToAnalyse
        If no number that is read is uncertain.
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    return _Search(Bench(crisis, seed, Work(threads, progress, stop)), design or Design()).answer()


def inputs_of(crisis: Crisis) -> int:
    """Return how many uncertain inputs a run reads."""
    return len(Bench(crisis, 0, Work()).paths)


@dataclass(frozen=True)
class _Search:
    bench: Bench
    design: Design

    def answer(self) -> Sensitivity:
        """Search, and gather what was found."""
        bench, crisis, design = self.bench, self.bench.crisis, self.design
        paths = bench.paths
        if not paths:
            raise NothingToAnalyse(
                f"no number of {crisis.id} that a run reads is uncertain; give some of them a spread, such as"
                " {uniform: [0.2, 0.3]}"
            )
        usual = bench.with_settings([None], design.draws)[0]
        partners = (NONE, *crisis.suitors)
        outcome = design.partner or partners[int(np.argmax(usual))]
        column = partners.index(outcome)

        def model(points: Floats) -> Floats:
            return bench.at_ranks(points)[:, column]

        stopped = bench.work.stopped
        screening = screen(paths, model, design.trajectories, bench.seed, stopped)
        apart = tuple(row.path for row in screening[: design.apart] if row.effect > 0)
        shares = Apportioned((), 0, float(usual[column]), float("nan"))
        if apart and not stopped():
            shares = apportion(paths, apart, model, design.base, bench.seed, stopped)
        flips = () if stopped() else find_flips(bench, design.draws)
        return Sensitivity(
            crisis=crisis.id,
            title=crisis.title,
            pivot=crisis.pivot,
            as_of=crisis.as_of,
            hash=fingerprint(crisis),
            version=version("realpolitik"),
            seed=bench.seed,
            outcome=outcome,
            chance=shares.mean,
            deviation=shares.deviation,
            outcomes=tuple(Chance(partner, float(mean)) for partner, mean in zip(partners, usual, strict=True)),
            indices=shares.indices,
            flips=flips,
            screening=screening,
            inputs=len(paths),
            trajectories=design.trajectories,
            base=shares.base,
            draws=design.draws,
            approximations=_approximations(bench),
        )


def _approximations(bench: Bench) -> tuple[str, ...]:
    lines = [
        "indices are of ranks: how a number is spread is the file's, and its inputs are drawn independently",
        "a number is moved alone, at most"
        f" {WIDTHS:g} widths of its spread beyond it and within its bounds; a flip that comes and goes between two values"
        " tried is not seen",
    ]
    if bench.hands:
        lines.append(
            "a hidden hand counts as an input: which one is held; a hand that flips the outcome is held for certain"
        )
    if any(address.quantity.path is not None for address in bench.addresses.values()):
        lines.append("a number with a path over dates is moved by its rank at all dates, and within its spread only")
    return tuple(lines)
