"""What an answer hangs on: a screening of every uncertain input, Sobol indices of those that matter, and flip distances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Unpack

import numpy as np

from realpolitik.analysis.answers import Floats
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.conventions import Convention, Conventions, conventions, steps_of
from realpolitik.analysis.flips import HALVINGS, WIDTHS, Flip, find_flips
from realpolitik.analysis.group_search import apportion_all, runs_of_search
from realpolitik.analysis.indices import REST, Apportioned, Index, Screened, screen
from realpolitik.analysis.inputs import Bench
from realpolitik.analysis.question import Kept, Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.lookup import partner_of
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import Stopped
from realpolitik.outcome import NONE
from realpolitik.result import Table, TracedResult, plain, provenance_of, row_from, rows_of

MOST_APART = 20
"""Inputs at most that have indices of their own."""
HARDLY_VARIES = 0.0005
"""A standard deviation of a chance below which its variance is nothing to have shares of: a chance is written to three places."""
REAL_SHARE = 0.1
"""The share of the variance from which an answer is said to hang on a number."""
LADDER = 5
"""Values of a number that are tried before any stretch is halved."""


@dataclass(frozen=True)
class Design:
    """How thoroughly an answer is searched.

    Attributes
    ----------
    partner : str, optional
        The outcome whose chance is analysed, by key or name; the most likely one, if left out.
    trajectories : int
        Of the screening.
    base : int
        Base points of the Sobol indices, a power of two.
    apart : int
        Inputs, at most, that have indices of their own; all others are one group.
    draws : int
        Common draws over which flips are looked for.
    conventions : int
        Draws in which each convention is set to other values; 0: none is.
    moved : int, optional
        Inputs, at most, that are moved alone to look for flips: the first of the screening; all, if left out.
    """

    partner: str | None = None
    trajectories: int = 10
    base: int = 512
    apart: int = 10
    draws: int = 12
    conventions: int = 64
    moved: int | None = None

    def __post_init__(self) -> None:
        if self.trajectories < 2:
            raise ValueError(f"trajectories must be 2 or more, not {self.trajectories}")
        if self.base < 2 or self.base & (self.base - 1):
            raise ValueError(f"base must be a power of two, such as 256 or 512, not {self.base}")
        if not 1 <= self.apart <= MOST_APART:
            raise ValueError(f"apart must be 1 to {MOST_APART}, not {self.apart}")
        if self.moved is not None and self.moved < 1:
            raise ValueError(f"moved must be 1 or more, not {self.moved}")
        for name, least in (("draws", 1), ("conventions", 0)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be {least} or more, not {getattr(self, name)}")

    def runs(self, inputs: int) -> int:
        """Return about how many runs a crisis with so many inputs takes, conventions apart.

        Each input is taken to flip it at one place in four, and the group of all others to be looked through every other time.
        """
        screening = self.trajectories * (inputs + 1)
        apart = min(self.apart, inputs)
        indices = self.base * (apart + 3) + runs_of_search(inputs - apart, apart, self.base) // 2
        moved = inputs if self.moved is None else min(self.moved, inputs)
        flips = self.draws * (1 + moved * LADDER + moved * HALVINGS // 4)
        return screening + indices + flips


@dataclass(frozen=True)
class Chance:
    """Mean chance of a partner over some draws."""

    partner: str
    probability: float


def _indices(found: Sensitivity) -> Iterator[dict[str, Any]]:
    for row in found.indices:
        flip = found.flip(row.path)
        yield row_from(row) | {
            "value": None if flip is None else flip.value,
            "flips_at": None if flip is None else flip.flips_at,
        }


def _flips(found: Sensitivity) -> Iterator[dict[str, Any]]:
    for row in found.flips:
        ends = row.range or (None, None)
        yield row_from(row) | {"low": ends[0], "high": ends[1], "distance": row.distance, "within": row.within}


@dataclass(frozen=True)
class Sensitivity(TracedResult):
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
        The largest total first; the group of all other inputs last. Empty if the chance hardly varies: there is then nothing
        to have a share of.
    flips : tuple of Flip
        The nearest first; one for each input that was moved, whether it flips the outcome or not.
    screening : tuple of Screened
        Every input, the strongest first.
    looked_through : bool
        Whether the other inputs have a tenth of the variance at most, or were looked through for one with a share of interest.
    conventions : tuple of Convention
        What setting a convention to another value does to the chances of all partners, over ``convention_draws`` draws.
    inputs, trajectories, base, draws : int
        How many inputs there are, and what was done.
    """

    VERB: ClassVar[str] = "sensitivity"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "indices": Table(
            "an input, or the group of all others: its share of the variance, and where it flips the outcome",
            {
                "path": str,
                "first": float,
                "total": float,
                "first_error": float,
                "total_error": float,
                "inputs": int,
                "value": float,
                "flips_at": float,
            },
            _indices,
        ),
        "flips": Table(
            "an input moved alone, the nearest flip first: its median, where the likeliest outcome is another, its spread",
            {
                "path": str,
                "value": float,
                "flips_at": float,
                "flips_to": str,
                "holds_at": float,
                "low": float,
                "high": float,
                "quantile": float,
                "hand": str,
                "unit": str,
                "distance": float,
                "within": bool,
            },
            _flips,
        ),
        "screening": Table(
            "an input, the strongest first: its mean absolute elementary effect, and the spread of the effects",
            {"path": str, "effect": float, "spread": float},
            rows_of("screening"),
        ),
        "conventions": Table(
            "a convention set to another value: what that does to the chance of a partner",
            {
                "path": str,
                "value": float,
                "other": float,
                "order": list,
                "partner": str,
                "difference": float,
                "error": float,
            },
            lambda found: (row_from(row) | row_from(change) for row in found.conventions for change in row.changes),
        ),
        "signs": Table(
            "the chance of a partner over the draws in which flips are looked for",
            {"partner": str, "probability": float},
            rows_of("outcomes"),
        ),
    }

    outcome: str
    chance: float
    deviation: float
    outcomes: tuple[Chance, ...]
    indices: tuple[Index, ...]
    flips: tuple[Flip, ...]
    screening: tuple[Screened, ...]
    looked_through: bool
    conventions: tuple[Convention, ...]
    convention_draws: int
    inputs: int
    trajectories: int
    base: int
    draws: int
    approximations: tuple[str, ...]

    @property
    def varies(self) -> bool:
        """Whether the chance varies so much that it can be seen; taken to, if that was not looked at."""
        return not self.deviation < HARDLY_VARIES

    def hangs_on(self, count: int = 3) -> tuple[Index, ...]:
        """Return the inputs with the largest total indices, of those with a real share that is told apart from nothing."""
        return tuple(row for row in self.indices if row.path != REST and row.clear and row.total >= REAL_SHARE)[:count]

    def flip(self, path: str) -> Flip | None:
        """Return what is known of an input's flip."""
        return next((row for row in self.flips if row.path == path), None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        flips = [plain(row) | {"distance": row.distance, "within": row.within} for row in self.flips]
        return super().to_dict() | {"varies": self.varies, "flips": flips}


BASE = 64, 128
"""Base points of the indices of a page at least, below which they tell nothing, and at most: a power of two, one for four draws."""
TRAJECTORIES = 4, 6
"""Trajectories of the screening of a page at least, and at most; one for eight draws."""
MOVED = 16
"""Inputs that a page looks for flips of, at most: those that the screening puts first."""


@dataclass(frozen=True)
class SensitivityQuestion(Question[Sensitivity]):
    """What the answer hangs on.

    Attributes
    ----------
    design : Design
        How thoroughly it is searched; the draws are those of the work.
    """

    name: ClassVar[str] = "sensitivity"
    doing: ClassVar[str] = "searching"
    draws: ClassVar[int] = Design.draws
    kept: ClassVar[Kept] = Kept.STEPS
    finding: ClassVar[str] = "hangs"

    design: Design = Design()

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[SensitivityQuestion, ...]:
        """Return what the subject's chance hangs on, searched less thoroughly than by itself, and without conventions.

        A page tells those beside the answer.
        """
        base = 1 << min(max(draws // 4, BASE[0]), BASE[1]).bit_length() - 1
        trajectories = min(max(draws // 8, TRAJECTORIES[0]), TRAJECTORIES[1])
        return (cls(Design(subject, trajectories, base, conventions=0, moved=MOVED)),)

    def refusal(self, crisis: Crisis) -> str | None:
        """Ask for uncertain numbers that a run reads."""
        if inputs_of(crisis):
            return None
        return (
            f"no number of {crisis.id} that a run reads is uncertain; give some of them a spread, such as"
            " {uniform: [0.2, 0.3]}"
        )

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return about how many runs it takes."""
        return replace(self.design, draws=draws).runs(inputs_of(crisis)) + steps_of(crisis, self.design.conventions)

    def done(self, found: Sensitivity, draws: int) -> str:
        """Return of how much of the search an answer is."""
        design = self.design
        steps = f"{found.trajectories:,} of {design.trajectories:,} trajectories and {found.base:,} of {design.base:,} base points"
        return steps if found.flips else f"{steps}, and before any flip was found"

    def answer(self, crisis: Crisis, work: Work) -> Sensitivity:
        """Screen all inputs, share the variance out, and look for flips."""
        return _Search(Bench(crisis, work.seed, work), replace(self.design, draws=work.draws)).answer()


@sampled(None)
def sensitivity(crisis: CrisisLike, design: Design | None = None, **asked: Unpack[Asked]) -> Sensitivity:
    """Say what an answer hangs on.

    Every uncertain input is screened by elementary effects (Morris 1991). Those that matter get first-order and total Sobol
    indices (Sobol 2001; Saltelli et al. 2010), all others as one group. Each is moved alone until the most likely outcome is
    another.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis with uncertain numbers, its id in the library, or a file.
    design : Design, optional
        How thoroughly.
    draws : int, optional
        Common draws over which flips are looked for; those of the design, if left out.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers. Progress is told of runs, and `Design.runs` tells about how many there are; the
        first trajectories are always done.

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
    wanted = design or Design()
    return put(SensitivityQuestion(wanted), crisis, asked, wanted.draws)


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
        partners = (NONE, *crisis.suitors)
        usual = bench.with_settings([None], design.draws)[0]
        outcome = partner_of(design.partner, crisis) if design.partner else partners[int(np.argmax(usual))]
        column = partners.index(outcome)

        def model(points: Floats) -> Floats:
            return bench.at_ranks(points)[:, column]

        stopped = bench.work.stopped
        screened: list[int] = []

        def counted(points: Floats) -> Floats:
            found = model(points)
            screened.append(len(found))
            return found

        screening = screen(paths, counted, design.trajectories, bench.seed, stopped)
        apart = tuple(row.path for row in screening[: design.apart] if row.effect > 0)
        shares, looked_through = Apportioned((), 0, float(usual[column]), float("nan")), False
        flips: tuple[Flip, ...] = ()
        told = Conventions((), 0)
        with suppress(Stopped):  # the answer is then of the steps that were done
            if not stopped():
                shares, looked_through = apportion_all(paths, apart, model, design.base, bench.seed, stopped)
            if not stopped():
                flips = find_flips(bench, design.draws, {row.path for row in screening[: design.moved]})
            if design.conventions and not stopped():
                told = conventions(crisis, replace(bench.work, draws=design.conventions))
        return Sensitivity(
            **provenance_of(crisis, bench.seed),
            outcome=outcome,
            chance=shares.mean,
            deviation=shares.deviation,
            outcomes=tuple(Chance(partner, float(mean)) for partner, mean in zip(partners, usual, strict=True)),
            indices=() if shares.deviation < HARDLY_VARIES else shares.indices,
            flips=flips,
            screening=screening,
            looked_through=looked_through,
            conventions=told.rows,
            convention_draws=told.draws,
            inputs=len(paths),
            trajectories=sum(screened) // (len(paths) + 1),
            base=shares.base,
            draws=design.draws,
            approximations=_approximations(bench),
            about=crisis,
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
