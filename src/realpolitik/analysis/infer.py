r"""What an observer should believe about hidden hands after every move that it saw.

With $\theta$ a state's hidden type, $d$ a draw of the other uncertain numbers and $x$ a move of the state, an observer keeps a
weight for every pair,

    w(theta, d) <- w(theta, d) L(x | theta, d),        posterior(theta) = sum over d of w(theta, d) / sum over theta and d

which starts at its prior. So the moves of a state are judged together over the same numbers. L is the mean of the move's chance
over the hands of all other states, as likely as the mover then thinks them from the moves that it saw itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import ClassVar, Unpack

import numpy as np

from realpolitik.analysis.answers import Floats
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.beliefs import Belief, Inference, MoveSeen, Step, View
from realpolitik.analysis.likelihood import Likelihoods, hands_of, likelihoods, solves_of
from realpolitik.analysis.moves import Reading, seen
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.lookup import state_of
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint

GROUPS = 40
"""Groups of draws left out in turn, for the errors."""


@dataclass(frozen=True)
class InferQuestion(Question[Inference]):
    """What observers should have believed about every hidden hand, move by move.

    Attributes
    ----------
    observers : tuple of str
        States; the pivot and the lead of each suitor, if there are none.
    """

    name: ClassVar[str] = "infer"
    doing: ClassVar[str] = "reading hands"
    draws: ClassVar[int] = 64
    chunk: ClassVar[int] = 16
    finding: ClassVar[str] = "hands"

    observers: tuple[str, ...] = ()

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[InferQuestion, ...]:
        """Return what the pivot should have believed."""
        return (cls((crisis.pivot,)),)

    def refusal(self, crisis: Crisis) -> str | None:
        """Ask for hidden types, and for moves to read them from."""
        if not hands_of(crisis):
            return f"no state of {crisis.id} has hidden types; give one `types`, each with a prior and the numbers it changes"
        return None if crisis.moves else f"{crisis.id} has no observed moves; list them under `moves`"

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of games: those of every mover with every hand, in every draw."""
        return draws * solves_of(crisis)

    def answer(self, crisis: Crisis, work: Work) -> Inference:
        """Weigh each move by how likely it was under every hand, and update the observers' beliefs."""
        named = tuple(dict.fromkeys(state_of(name, crisis) for name in self.observers))
        chosen = named or default_observers(crisis)
        found = likelihoods(crisis, work)
        return Inference(
            crisis=crisis.id,
            title=crisis.title,
            as_of=crisis.as_of,
            hash=fingerprint(crisis),
            version=version("realpolitik"),
            seed=work.seed,
            draws=found.draws,
            views=read_table(found, chosen),
            approximations=_approximations(found),
            about=crisis,
        )


@sampled(InferQuestion.draws)
def infer(crisis: CrisisLike, observers: str | Sequence[str] = (), **asked: Unpack[Asked]) -> Inference:
    """Say what observers should have believed about every hidden hand, move by move.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis with hidden types (``states.STATE.types``) and observed moves (``moves``), its id in the library, or a file.
    observers : str or sequence of str
        Keys or names of states; the pivot and the lead of each suitor, if left out.
    draws : int
        Monte Carlo draws of the other uncertain numbers.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers; progress is told of games solved.

    Returns
    -------
    Inference

    Raises
    ------
    NothingToAnalyse
        If the crisis has no hidden types or no moves.
    SolverFailed
        If a stage game was not solved to tolerance.

    References
    ----------
    .. [1] Eyster, E. & Rabin, M. (2005). Cursed Equilibrium. Econometrica 73(5), 1623-1672. In fully
       cursed play nobody reads a hand into a move while planning.
    """
    named = (observers,) if isinstance(observers, str) else tuple(observers)
    return put(InferQuestion(named), crisis, asked)


def default_observers(crisis: Crisis) -> tuple[str, ...]:
    """Return the pivot and the leads of the suitors."""
    return tuple(dict.fromkeys((crisis.pivot, *(suitor.lead for suitor in crisis.suitors.values()))))


def read_table(found: Likelihoods, observers: Sequence[str]) -> tuple[View, ...]:
    """Update the beliefs of observers, move by move.

    Parameters
    ----------
    found : Likelihoods
    observers : sequence of str

    Returns
    -------
    tuple of View
        One for each observer.
    """
    movers = [r.move.actor for r in found.readings if r.key in found.chances]
    minds = {name: _Mind(found, name) for name in dict.fromkeys((*observers, *movers))}
    steps: dict[str, list[Step]] = {name: [] for name in observers}
    for reading in found.readings:
        likely = None
        if reading.key in found.chances:
            likely = _by_own_hand(found, reading, minds[reading.move.actor])
        told = {name: mind.see(reading, likely) for name, mind in minds.items()}
        for name in observers:
            steps[name].append(told[name])
    return tuple(View(name, tuple(steps[name])) for name in observers)


def _by_own_hand(found: Likelihoods, reading: Reading, mover: _Mind) -> Floats:
    """Return L: the mean over the others' hands, as the mover thinks them; shape (replicates, types, draws)."""
    chances = found.chances[reading.key][None]
    states = list(found.hands)
    for axis, state in enumerate(states, start=1):
        if state != reading.move.actor and chances.shape[axis] > 1:
            belief = mover.belief(state)  # (replicates, types)
            shape = [1] * chances.ndim
            shape[0], shape[axis] = belief.shape
            chances = (chances * belief.reshape(shape)).sum(axis=axis, keepdims=True)
    own = 1 + states.index(reading.move.actor)
    return np.moveaxis(chances, own, -2).reshape(-1, chances.shape[own], chances.shape[-1])


@dataclass
class _Mind:
    """What one observer thinks; the first replicate counts all draws, each other leaves a group of them out."""

    found: Likelihoods
    name: str
    weights: dict[str, Floats] = field(init=False)

    def __post_init__(self) -> None:
        draws = self.found.draws
        groups = min(GROUPS, draws) if draws > 1 else 0
        kept = np.ones((1 + groups, draws))
        for g in range(groups):
            kept[1 + g, g::groups] = 0.0
        self.weights = {
            state: kept[:, None, :] * self.found.priors[state, self.name]
            for state in self.found.hands
            if state != self.name
        }

    def belief(self, state: str) -> Floats:
        """Return the chance of each hand of a state; shape (replicates, types)."""
        total = self.weights[state].sum(axis=2)
        return np.asarray(total / total.sum(axis=1, keepdims=True))

    def see(self, reading: Reading, likely: Floats | None) -> Step:
        """Take a move in."""
        before = {state: self.belief(state) for state in self.weights}
        reason, likelihood, errors = reading.reason, {}, {}
        if reason is None:
            reason = self._blind(reading, likely)
        if reason is None and likely is not None:
            actor = reading.move.actor
            means = self._learn(actor, likely)
            names = self.found.hands[actor]
            likelihood = dict(zip(names, map(float, means[0]), strict=True))
            errors = dict(zip(names, map(float, _jackknife(means)), strict=True))
        return Step(
            move=MoveSeen(
                reading.key, reading.move.date, reading.move.actor, str(reading.move.kind), reading.move.what
            ),
            basis=None if reason else "signal" if reading.is_signal else "game",
            reason=reason,
            likelihood=likelihood,
            likelihood_error=errors,
            posterior=tuple(self._told(before)),
            judged_draws=0 if reason or likely is None else int((~np.isnan(likely[0]).any(axis=0)).sum()),
            effective_draws=self._effective(reading.move.actor),
        )

    def _blind(self, reading: Reading, likely: Floats | None) -> str | None:
        """Return why a move that can be read teaches this observer nothing."""
        if reading.move.actor == self.name:
            return "its own move"
        if not seen(reading.move, self.name):
            return f"not seen by {self.name}"
        if likely is None or np.isnan(likely).all():
            return "no such move in any draw: a text could no longer be ready to sign, or lies on the table already"
        known = ~np.isnan(likely[0]).any(axis=0)
        if not (likely[0][:, known] * self.weights[reading.move.actor][0][:, known]).any():
            return "without a chance under any hand"
        return None

    def _learn(self, state: str, likely: Floats) -> Floats:
        """Update the weights of a state's hands, and return the likelihood of the move under each.

        Draws in which the game has no such move are left at the weight they had: all their hands get the mean likelihood.
        """
        weights = self.weights[state]
        known = ~np.isnan(likely[0]).any(axis=0)
        filled = np.where(known, likely, 0.0)
        mass = np.where(known, weights, 0.0)
        joint = mass * filled
        met, judged = (part.sum(axis=(1, 2), keepdims=True) for part in (joint, mass))
        mean = np.divide(met, judged, out=np.ones_like(judged), where=judged > 0)
        updated = np.where(met > 0, np.where(known, joint, weights * mean), weights)
        self.weights[state] = updated / updated.sum(axis=(1, 2), keepdims=True)
        total = mass.sum(axis=2)
        likelihood: Floats = np.divide(joint.sum(axis=2), total, out=np.full(total.shape, math.nan), where=total > 0)
        return likelihood

    def _told(self, before: dict[str, Floats]) -> list[Belief]:
        rows = []
        for state, types in self.found.hands.items():
            if state == self.name:
                continue
            after = self.belief(state)
            errors = _jackknife(after)
            for k, name in enumerate(types):
                rows.append(Belief(state, name, float(before[state][0, k]), float(after[0, k]), float(errors[k])))
        return rows

    def _effective(self, state: str) -> float:
        """Return how many equally weighted draws the beliefs about a state are worth."""
        if state not in self.weights:
            return float(self.found.draws)
        each = self.weights[state][0].sum(axis=0)
        return float(each.sum() ** 2 / (each**2).sum())


def _jackknife(replicates: Floats) -> Floats:
    """Return the standard errors of the first replicate from the others, each without a group of the draws."""
    groups = len(replicates) - 1
    if groups < 2:
        return np.full(replicates.shape[1:], math.nan)
    spread = replicates[1:] - replicates[1:].mean(axis=0)
    return np.asarray(np.sqrt((groups - 1) / groups * (spread**2).sum(axis=0)))


def _approximations(found: Likelihoods) -> tuple[str, ...]:
    lines = ["a costly signal is judged by its cost and gain alone, outside the game"]
    if any(reading.place is not None for reading in found.readings):
        lines += [
            "fully cursed play: nobody reads a hand into a move while planning, and nobody moves in order to be read",
            "the mover's chance is averaged over the others' hands, each solved as if it were known, where it would have to"
            " choose on the average",
            "beliefs do not move within a solve; they weigh the hands anew between moves",
            "each move is judged in a table without a draft, unless the moves tell of one, and moves of one step apart",
            "the mover plays by its own model at the table too, also a pivot that is aware of the others' conduct",
            "a move teaches about the hand of its actor alone",
        ]
    if any(np.isnan(chance).any() for chance in found.chances.values()):
        lines.append("draws in which a suitor is out of time for a move are not judged by it")
    return tuple(lines)
