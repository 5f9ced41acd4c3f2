r"""A forecaster that learns from coded cases how much to make of three things: safety, kinship, and what the alignment game says.

    P(none)  = n
    P(s)     = (1 - n) exp(z_s) / sum over suitors of exp(z)
    z_s      = b_safety safety_s + b_kinship kinship_s + b_game ln p_s

    safety_s  = - threat_s / sum of threats        kinship_s as in the theory of ideology        p_s the game's chance

Priors, of what is known before any case is seen: b_safety and b_kinship ~ N(1, 1), since both pull in the direction that
theory says, by odds of e between the extremes, and may mean nothing; b_game ~ N(1/2, 1/2), since a model's odds are oversure
as a rule; ln(n / (1 - n)) ~ N(-1.1, 3/4), about one in four stays out. Nothing is chosen: the forecast is the posterior mean of
the chance, not the chance at a best estimate (Gelman et al. 2013), by importance sampling from the prior, which is exact but
for its number of draws. With terms left out the same is a recalibration of what is left: of the game alone, its odds to a power
(Platt 1999) and staying out at its rate.

References
----------
Gelman, A., Carlin, J. B., Stern, H. S., Dunson, D. B., Vehtari, A. & Rubin, D. B. (2013). Bayesian Data Analysis, 3rd ed.

Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in Large Margin Classifiers, 61-74.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.outcome import NONE, CalibratedChance
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.evidence import NEITHER, Lesson, shipped, war_of
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import kinships, read, threats

Floats = NDArray[np.float64]

TERMS: Final = ("safety", "kinship", "game")
PRIORS: Final[Mapping[str, tuple[float, float]]] = {"safety": (1.0, 1.0), "kinship": (1.0, 1.0), "game": (0.5, 0.5)}
"""Mean and standard deviation of each weight."""
STAYING_OUT: Final = (-1.1, 0.75)
"""Of the log odds of staying out."""
SAMPLES: Final = 60_000
SEED: Final = 1
LEVEL: Final = 0.9
FLOOR: Final = 0.001
"""A chance of the game below it counts as so much: its draws cannot tell."""
FEWEST: Final = 1000.0
"""Effective draws of the posterior below which it abstains: prior and cases are then too far apart for sampling."""
DRAWS: Final = 500


@dataclass(frozen=True)
class Weight:
    """A weight as the cases leave it: posterior mean and standard deviation, beside those of its prior."""

    term: str
    mean: float
    spread: float
    prior_mean: float
    prior_spread: float


@dataclass(frozen=True)
class Ensemble:
    """Safety, kinship and the game, weighted as the cases of all other wars teach.

    Attributes
    ----------
    terms : tuple of str
        What it looks at.
    lessons : tuple of Lesson, optional
        What it learns from; the cases that come with the package, if left out.
    without : str, optional
        The war whose cases it does not learn from. A crisis that is coded as a case too is always forecast without those of
        its own war.
    draws : int
        Draws of the game.
    """

    name: str = "ensemble"
    source: str = "this program"
    assumptions: tuple[str, ...] = (
        "Safety, kinship and what the game says add up in the log odds.",
        "How much each counts was the same in the coded cases as it is here.",
        "Staying out is as frequent as in the coded cases, whatever the crisis.",
    )
    parameters: tuple[Parameter, ...] = ()
    terms: tuple[str, ...] = TERMS
    lessons: tuple[Lesson, ...] | None = None
    without: str | None = None
    draws: int = DRAWS

    def leaving_out(self, war: str | None) -> Ensemble:
        """Return the same forecaster, without what the cases of a war teach."""
        return replace(self, without=war)

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return the posterior mean of the chances."""
        settled(self.parameters, values)
        said = self.ask_game(crisis)
        if isinstance(said, Abstention):
            return said
        found = self.calibrated(crisis, said.outcomes)
        if isinstance(found, Abstention):
            return found
        return Forecast({row.partner: row.probability for row in found})

    def ask_game(self, crisis: Crisis) -> Forecast | Abstention:
        """Return what the alignment game says."""
        return _game(_Keyed(crisis, fingerprint(crisis)), self.draws)

    def calibrated(self, crisis: Crisis, game: Mapping[str, float]) -> tuple[CalibratedChance, ...] | Abstention:
        """Return the chances with their intervals, none first.

        Parameters
        ----------
        crisis : Crisis
        game : mapping
            Suitor, or ``none``, -> chance by the alignment game.
        """
        if len(crisis.suitors) < 2:
            return Abstention("it learnt from states with two suitors, and there is only one")
        lessons = shipped() if self.lessons is None else self.lessons
        without = self.without if self.without is not None else war_of(crisis.id, lessons)
        posterior = _posterior(tuple(row for row in lessons if row.war != without), self.terms)
        if posterior.effective < FEWEST:
            return Abstention("what it expected and what the cases say are too far apart for its sampling")
        return posterior.predict(self.read(crisis, game))

    def read(self, crisis: Crisis, game: Mapping[str, float]) -> dict[str, tuple[float, float, float]]:
        """Return safety, kinship and the log chance by the game of each suitor."""
        reading = read(crisis)
        danger, nearness = threats(reading), kinships(reading)
        total = math.fsum(danger.values())
        return {
            suitor: (
                -danger[suitor] / total if total > 0.0 else 0.0,
                nearness[suitor] if nearness is not None else 0.0,
                math.log(max(game[suitor], FLOOR)),
            )
            for suitor in crisis.suitors
        }

    def lesson(self, crisis: Crisis, case: str, war: str, choice: str) -> Lesson | Abstention:
        """Return what a case teaches whose crisis has the suitors A and B."""
        said = self.ask_game(crisis)
        if isinstance(said, Abstention):
            return said
        found = self.read(crisis, said.outcomes)
        safety, kinship, game = (one - other for one, other in zip(found["A"], found["B"], strict=True))
        return Lesson(case, war, safety, kinship, game, choice)

    def weights(self) -> tuple[Weight, ...]:
        """Return what the cases make of each weight, and of the log odds of staying out."""
        lessons = shipped() if self.lessons is None else self.lessons
        return _posterior(tuple(row for row in lessons if row.war != self.without), self.terms).told()


@dataclass(frozen=True)
class _Keyed:
    """A crisis that is looked up by its fingerprint."""

    crisis: Crisis
    key: str

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.key == other.key


@lru_cache(maxsize=64)
def _game(keyed: _Keyed, draws: int) -> Forecast | Abstention:
    return AlignmentGame(draws=draws).forecast(keyed.crisis)


@dataclass(frozen=True)
class _Posterior:
    """Weights (S, terms), chances of staying out (S,), and how much each draw counts (S,), which sums to 1."""

    terms: tuple[str, ...]
    weights: Floats
    out: Floats
    counts: Floats

    @property
    def effective(self) -> float:
        """Number of draws of equal weight that would be as exact (Kish 1965)."""
        return float(1.0 / (self.counts**2).sum())

    def predict(self, suitors: Mapping[str, Sequence[float]]) -> tuple[CalibratedChance, ...]:
        """Return the chances of a crisis."""
        seen = np.array([[row[TERMS.index(term)] for term in self.terms] for row in suitors.values()])
        z = self.weights @ seen.T
        odds = np.exp(z - z.max(axis=1, keepdims=True))
        chances = (1.0 - self.out)[:, None] * odds / odds.sum(axis=1, keepdims=True)
        every = np.column_stack([self.out, chances])
        mean = self.counts @ every
        mean /= mean.sum()
        ends = [_quantiles(column, self.counts) for column in every.T]
        return tuple(
            CalibratedChance(partner, float(chance), low, high)
            for partner, chance, (low, high) in zip((NONE, *suitors), mean, ends, strict=True)
        )

    def told(self) -> tuple[Weight, ...]:
        """Return mean and spread of every weight."""
        columns = {term: self.weights[:, k] for k, term in enumerate(self.terms)}
        columns["staying out, log odds"] = np.log(self.out) - np.log1p(-self.out)
        priors = {**{term: PRIORS[term] for term in self.terms}, "staying out, log odds": STAYING_OUT}
        rows = []
        for term, values in columns.items():
            mean = float(self.counts @ values)
            rows.append(Weight(term, mean, math.sqrt(float(self.counts @ (values - mean) ** 2)), *priors[term]))
        return tuple(rows)


@lru_cache(maxsize=64)
def _posterior(lessons: tuple[Lesson, ...], terms: tuple[str, ...]) -> _Posterior:
    rng = np.random.default_rng(SEED)
    normal = rng.standard_normal((SAMPLES, 1 + len(TERMS)))
    out = 1.0 / (1.0 + np.exp(-(STAYING_OUT[0] + STAYING_OUT[1] * normal[:, 0])))
    which = [TERMS.index(term) for term in terms]
    weights = np.column_stack([PRIORS[term][0] + PRIORS[term][1] * normal[:, 1 + TERMS.index(term)] for term in terms])
    likely = np.zeros(SAMPLES)
    for lesson in lessons:
        if lesson.choice == NEITHER:
            likely += np.log(out)
            continue
        lead = weights @ np.array([(lesson.safety, lesson.kinship, lesson.game)[k] for k in which])
        likely += np.log1p(-out) - np.logaddexp(0.0, -lead if lesson.choice == "A" else lead)
    counts = np.exp(likely - likely.max())
    return _Posterior(terms, weights, out, counts / counts.sum())


def _quantiles(values: Floats, counts: Floats) -> tuple[float, float]:
    """Return the ends of the central interval of weighted draws."""
    order = np.argsort(values)
    reached = np.cumsum(counts[order])
    low, high = np.searchsorted(reached, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    last = len(values) - 1
    return float(values[order[min(low, last)]]), float(values[order[min(high, last)]])


def recalibrated_game() -> Ensemble:
    """Return the game's odds to a power that the cases teach, with staying out at its rate."""
    return Ensemble(
        name="recalibrated game",
        source="Platt (1999)",
        assumptions=(
            "The game is right about who is likelier, and wrong about how sure to be.",
            "Staying out is as frequent as in the coded cases, whatever the crisis.",
        ),
        terms=("game",),
    )
