"""All findings on one crisis in one frozen record, for whoever tells them; a finding that is not there is None."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from realpolitik.analysis.answers import Sampling
from realpolitik.analysis.attribution import MOST_FACTORS, Question, attribute
from realpolitik.analysis.audit import Audit, audit, runs_of
from realpolitik.analysis.beliefs import Inference
from realpolitik.analysis.claims import plan_claims, run_plan
from realpolitik.analysis.comparison import Comparison, compare
from realpolitik.analysis.counterfactual import WhatIf, tell_variants
from realpolitik.analysis.explanation import Explanation
from realpolitik.analysis.goal import goal_of
from realpolitik.analysis.inference import read_hands
from realpolitik.analysis.inversion import plan_inversion, run_inversion
from realpolitik.analysis.likelihood import hands_of, solves_of
from realpolitik.analysis.offers import Inversion
from realpolitik.analysis.sensitivity import Design, Sensitivity, inputs_of, sensitivity
from realpolitik.analysis.variants import without
from realpolitik.analysis.verdicts import Claims
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import Stopped
from realpolitik.game.solve import solve
from realpolitik.game.workers import Progress, Stop
from realpolitik.outcome import NONE, Outcome
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES


class Finding(StrEnum):
    """What can be found out about a crisis besides its answer."""

    WHY = "why"
    CHANGES = "changes"
    TAKEN = "taken"
    ASSUMPTIONS = "assumptions"
    HANDS = "hands"
    CLAIMS = "claims"
    THEORIES = "theories"
    HANGS = "hangs"


MOST_DRAWS = {
    Finding.WHY: 64,
    Finding.CHANGES: 500,
    Finding.TAKEN: 64,
    Finding.ASSUMPTIONS: 100,
    Finding.HANDS: 64,
    Finding.CLAIMS: 200,
    Finding.HANGS: 12,
}
"""Draws of each variant at most: what its own verb takes unless told otherwise."""
CHUNK = 16
"""Draws between two chances to stop."""
RIVALS = tuple(theory for theory in THEORIES if not isinstance(theory, AlignmentGame))
"""Every theory but the one that the answer comes from."""
BASE = 64, 512
"""Base points of the indices at least, below which they tell nothing, and at most; one, to a power of two, for four draws."""
TRAJECTORIES = 4, 10
"""Trajectories of the screening at least, and at most: the usual number; one for eight draws."""
LIKELY_ENOUGH = 0.5
"""Chance that an offer must reach to have been what it would have taken."""


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

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers of every finding, in a fixed order."""
        found = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "crisis"}
        return {name: _documents(finding) for name, finding in found.items()}


def _documents(finding: Any) -> Any:
    if finding is None:
        return None
    return [each.to_dict() for each in finding] if isinstance(finding, tuple) else finding.to_dict()


Watch = Callable[[str, int], AbstractContextManager[Progress | None]]
"""Told what is done next and in how many steps; gives what is to be called with the number of steps done."""


def unwatched(what: str, steps: int) -> AbstractContextManager[None]:
    """Watch nothing."""
    return nullcontext()


def subject_of(outcome: Outcome) -> str:
    """Return the suitor whose chance is explained: the likeliest, even if it is likelier that nobody signs."""
    return max((row for row in outcome.outcomes if row.partner != NONE), key=lambda row: row.probability).partner


def possible(crisis: Crisis) -> tuple[Finding, ...]:
    """Return the findings that a crisis has the sections for.

    Factors are asked for why and what would change it, perceptions for the assumptions, hidden types and moves for the
    hands, claims for the claims, and uncertain numbers for what the answer hangs on. What it would have taken can always be
    asked, and theories always have their say.
    """
    has = {
        Finding.WHY: 0 < len(crisis.factors) <= MOST_FACTORS,
        Finding.CHANGES: bool(crisis.factors),
        Finding.TAKEN: True,
        Finding.ASSUMPTIONS: bool(crisis.perceptions),
        Finding.HANDS: bool(hands_of(crisis)) and bool(crisis.moves),
        Finding.CLAIMS: bool(crisis.claims),
        Finding.THEORIES: True,
        Finding.HANGS: any(number.quantity.is_uncertain for number in numbers_of(crisis)),
    }
    return tuple(finding for finding in Finding if has[finding])


def gather(
    crisis: Crisis,
    sampling: Sampling,
    wanted: Collection[Finding] = tuple(Finding),
    watch: Watch = unwatched,
    stop: Stop | None = None,
    most: Mapping[Finding, int] = MOST_DRAWS,
) -> Brief:
    """Find out what is wanted about a crisis.

    Parameters
    ----------
    crisis : Crisis
    sampling : Sampling
        Draws of the answer; the findings take as many draws of each variant, or the fewer that `most` gives.
    wanted : collection of Finding
        All, if left out; what the crisis has no section for is left out.
    watch : callable, optional
        Called before each finding.
    stop : callable, optional
        Once it says yes, the finding in hand is that of the draws done, or left out if none are, and no other is begun.
    most : mapping of Finding to int
        Draws of each variant at most; what each finding's own verb takes, if left out.

    Returns
    -------
    Brief

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    with watch("solving", sampling.draws) as progress:
        outcome = solve(
            crisis,
            draws=sampling.draws,
            seed=sampling.seed,
            threads=sampling.threads,
            progress=progress,
            stop=stop,
        )
    work = _Work(crisis, outcome, sampling, most, watch, stop)
    found = {}
    for finding in possible(crisis):
        if finding in wanted and not (stop is not None and stop()):
            with suppress(Stopped):
                found[finding.value] = getattr(work, finding.value)()
    return Brief(crisis, outcome, **found)


@dataclass(frozen=True)
class _Work:
    """How each finding is found; a method bears the name of its finding."""

    crisis: Crisis
    outcome: Outcome
    sampling: Sampling
    most: Mapping[Finding, int]
    watch: Watch
    stop: Stop | None

    def _sampling(self, finding: Finding) -> Sampling:
        draws = min(self.sampling.draws, self.most[finding])
        return Sampling(draws, self.sampling.seed, self.sampling.threads, CHUNK)

    def why(self) -> Explanation:
        sampling = self._sampling(Finding.WHY)
        with self.watch("sharing out", sampling.draws << len(self.crisis.factors)) as progress:
            return attribute(self.crisis, Question(subject_of(self.outcome)), sampling, progress, self.stop)

    def changes(self) -> WhatIf:
        sampling = self._sampling(Finding.CHANGES)
        variants = {key: without(self.crisis, [key]) for key in self.crisis.factors}
        with self.watch("changing", sampling.draws * (1 + len(variants))) as progress:
            return tell_variants(self.crisis, variants, sampling, progress, self.stop)

    def taken(self) -> tuple[Inversion, ...]:
        how = self._sampling(Finding.TAKEN)
        window = self.crisis.window
        goals = (goal_of(self.crisis, suitor, window.closes, LIKELY_ENOUGH) for suitor in self.crisis.suitors)
        plans = [plan_inversion(self.crisis, goal) for goal in goals]
        with self.watch("bargaining", how.draws * sum(len(plan.variants) for plan in plans)) as progress:
            return tuple(run_inversion(plan, how, progress, self.stop) for plan in plans)

    def assumptions(self) -> Audit:
        how = self._sampling(Finding.ASSUMPTIONS)
        with self.watch("auditing", runs_of(self.crisis, how.draws)) as progress:
            return audit(
                self.crisis, draws=how.draws, seed=how.seed, threads=how.threads, progress=progress, stop=self.stop
            )

    def hands(self) -> Inference:
        sampling = self._sampling(Finding.HANDS)
        with self.watch("reading hands", sampling.draws * solves_of(self.crisis)) as progress:
            return read_hands(self.crisis, (self.crisis.pivot,), sampling, progress, self.stop)

    def claims(self) -> Claims:
        plan = plan_claims(self.crisis)
        sampling = self._sampling(Finding.CLAIMS)
        with self.watch("testing", sampling.draws * len(plan.variants)) as progress:
            return run_plan(plan, sampling, progress, self.stop)

    def theories(self) -> Comparison:
        with self.watch("asking", len(RIVALS)) as progress:
            return compare(self.crisis, RIVALS, progress)

    def hangs(self) -> Sensitivity:
        how = self._sampling(Finding.HANGS)
        least, most = BASE
        base = 1 << min(max(self.sampling.draws // 4, least), most).bit_length() - 1
        fewest, usual = TRAJECTORIES
        trajectories = min(max(self.sampling.draws // 8, fewest), usual)
        design = Design(subject_of(self.outcome), trajectories, base, draws=how.draws)
        with self.watch("searching", design.runs(inputs_of(self.crisis))) as progress:
            return sensitivity(
                self.crisis, design, seed=how.seed, threads=how.threads, progress=progress, stop=self.stop
            )
