"""What a player of the game knows of one draw: its numbers, its calendar, the menus and the promises."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from realpolitik.crisis import defaults
from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.treaty import Clause
from realpolitik.game.numbers.draws import Numbers

Bundle = frozenset[str]
"""Keys of clauses of one suitor's menu."""
Promises = frozenset[str]
"""Dotted paths of clauses: a bundle's and the treaties', whether or not they are in force yet."""
Payoffs = dict[str, float]
"""State -> expected payoff."""
Ledger = dict[tuple[str, str], float]
"""State and term -> expected payoff; what is left out is zero."""
UNEXPLAINED = "unexplained"
"""The term of what no other explains."""

K = TypeVar("K", bound=Hashable)
P = ParamSpec("P")
R = TypeVar("R")


class Rememberer(Protocol):
    """Whatever keeps what it has computed."""

    memory: dict[Hashable, object]


S = TypeVar("S", bound=Rememberer)


def remembered(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Compute a method once for each list of arguments."""

    @wraps(method)
    def recall(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (method.__qualname__, args, tuple(kwargs.items()))
        if key not in self.memory:
            self.memory[key] = method(self, *args, **kwargs)
        return cast(R, self.memory[key])

    return recall


def logit(utilities: Mapping[K, float], precision: float) -> dict[K, float]:
    r"""Return the chances of a logit choice.

    $P(x) = e^{\lambda u(x)} / \sum_y e^{\lambda u(y)}$
    """
    best = max(utilities.values())
    weights = {option: math.exp(precision * (u - best)) for option, u in utilities.items()}
    total = math.fsum(weights.values())
    return {option: weight / total for option, weight in weights.items()}


def mix(parts: Iterable[tuple[float, dict[K, float]]]) -> dict[K, float]:
    """Return the expectation of payoffs, or of ledgers, over chances."""
    total: dict[K, float] = {}
    for chance, payoffs in parts:
        for key, amount in payoffs.items():
            total[key] = total.get(key, 0.0) + chance * amount
    return total


def plus(*parts: dict[K, float]) -> dict[K, float]:
    """Return the sum of payoffs, or of ledgers."""
    return mix((1.0, part) for part in parts)


@dataclass(frozen=True)
class Slot:
    """One occasion of one plan, numbered in the order in which occasions are asked; after the last, the close of the window.

    Attributes
    ----------
    step : int
        The step of the clock that it opens.
    months : float
        From the opening of the window to its day.
    plan, occasion : str
        Empty at the close.
    """

    number: int
    step: int
    months: float
    plan: str
    occasion: str
    day: date


class World:
    """The numbers of one draw as one player has them, and what of the crisis is the same for all."""

    def __init__(self, crisis: Crisis, numbers: Numbers) -> None:
        self.crisis = crisis
        self.numbers = numbers
        self.memory: dict[Hashable, object] = {}
        self.clock = clock_of(crisis)
        self.last = self.clock.steps
        self.at_stake = self.number("constants.at_stake")
        self.precision = self.number("constants.precision")
        self.lag = self.number("constants.aftermath_lag")
        self.patience = {state: self.number(f"states.{state}.patience") for state in crisis.states}

    # --- numbers

    @remembered
    def number(self, path: str, day: date | float | None = None) -> float:
        """Return a number on a day; at the opening of the window if none is given."""
        return float(self.numbers.at(path, day)[0])

    def of_state(self, state: str, name: str, day: date | float | None = None) -> float:
        """Return a number of a state on a day."""
        return self.number(f"states.{state}.{name}", day)

    def factor(self, state: str, months: float) -> float:
        r"""Return what a term dated some months after the opening counts: $\delta_i^{\,n}$."""
        return math.pow(self.patience[state], months)

    def doubt(self, path: str) -> float:
        r"""Return $\varepsilon = \sigma z$: what no term explains of a choice, in shares of survival."""
        return self.number("constants.doubt") * self.number(f"doubt.{path}")

    def counting(self, ledger: Ledger) -> Ledger:
        """Return terms as they count, by `constants.at_stake`; what is unexplained counts in full."""
        return {key: amount if key[1] == UNEXPLAINED else self.at_stake * amount for key, amount in ledger.items()}

    def after(self, day: date, months: float) -> float:
        """Return the day some months after a day, as an ordinal."""
        return day.toordinal() + months * DAYS_IN_MONTH

    def contest(self, ours: float, theirs: float) -> float:
        """Return $a^m / (a^m + b^m)$; one half if both are zero."""
        m = self.number("constants.decisiveness")
        if ours == theirs == 0:
            return 0.5
        top = max(ours, theirs)
        a, b = math.pow(ours / top, m), math.pow(theirs / top, m)
        return a / (a + b)

    # --- suitors and their menus

    def drafting(self, suitor: str) -> float:
        """Return $d_s$, the mean months of work on a text."""
        return self.number(f"suitors.{suitor}.drafting_time")

    @remembered
    def stages(self, suitor: str, t: int, left: int) -> tuple[float, ...]:
        r"""Return the chances that 0, 1, ... of the stages left of a text are done in a step; the last is that it is ready.

        $\text{Poisson}(n;\ k h_t / d_s)$ for $n$ below the stages left, the rest at all of them.
        """
        done = defaults.STAGES * self.clock.lengths[t] / self.drafting(suitor)
        chances = [math.exp(-done) * done**n / math.factorial(n) for n in range(left)]
        return (*chances, max(0.0, 1 - math.fsum(chances)))

    def collapse(self, suitor: str, t: int) -> float:
        r"""Return $\eta_s = 1 - (1 - \text{collapse})^{h_t}$."""
        return 1 - math.pow(1 - self.number(f"suitors.{suitor}.collapse"), self.clock.lengths[t])

    def taken_up(self, t: int) -> float:
        r"""Return $\varphi_t = 1 - e^{-\nu h_t}$."""
        return 1 - math.exp(-self.number("constants.tempo") * self.clock.lengths[t])

    def bloc(self, suitor: str, payoffs: Payoffs) -> float:
        """Return the weighted mean over a suitor's members."""
        weights = {i: self.number(f"suitors.{suitor}.members.{i}") for i in self.crisis.suitors[suitor].members}
        return sum(weights[i] * payoffs[i] for i in weights) / sum(weights.values())

    @remembered
    def bundles(self, suitor: str) -> list[Bundle]:
        """Return a suitor's bundles, each with an effect of its own, by ascending bitmask over its menu."""
        shortest: dict[Bundle, Bundle] = {}
        order = list(self._offers(suitor))
        for bundle in order:
            effect = self._effect(suitor, bundle)
            if effect not in shortest or len(bundle) < len(shortest[effect]):
                shortest[effect] = bundle
        return [bundle for bundle in order if shortest[self._effect(suitor, bundle)] == bundle]

    @remembered
    def option_of(self, suitor: str, bundle: Bundle) -> Bundle:
        """Return the bundle that stands for all with the same effect."""
        effect = self._effect(suitor, bundle)
        return next(other for other in self.bundles(suitor) if self._effect(suitor, other) == effect)

    def _offers(self, suitor: str) -> Iterator[Bundle]:
        menu = self.crisis.suitors[suitor].menu
        keys = list(menu)

        def subsets(count: int) -> Iterator[Bundle]:
            """Yield the subsets of the first clauses that hold no clause together with one it excludes."""
            if count == 0:
                yield frozenset()
                return
            yield from subsets(count - 1)
            top = keys[count - 1]
            for rest in subsets(count - 1):
                if not any(other in menu[top].excludes or top in menu[other].excludes for other in rest):
                    yield rest | {top}

        for bundle in subsets(len(keys)):
            if bundle and all(needed in bundle for key in bundle for needed in menu[key].requires):
                yield bundle

    def _effect(self, suitor: str, bundle: Bundle) -> Bundle:
        menu = self.crisis.suitors[suitor].menu
        return frozenset(
            key
            for key in bundle
            if not menu[key].kind.pays or menu[key].worth or menu[key].cost or menu[key].consent_of
        )

    # --- promises

    @cached_property
    def treaties(self) -> Promises:
        """The clauses of every treaty, in force or not."""
        return frozenset(
            f"treaties.{name}.clauses.{key}" for name, treaty in self.crisis.treaties.items() for key in treaty.clauses
        )

    def promises(self, suitor: str, bundle: Bundle) -> Promises:
        """Return the clauses that count once a bundle is signed."""
        return self.treaties | {f"suitors.{suitor}.menu.{key}" for key in bundle}

    def clause(self, path: str) -> Clause:
        """Return the clause at a path."""
        home, name, _, key = path.split(".")
        return self.crisis.suitors[name].menu[key] if home == "suitors" else self.crisis.treaties[name].clauses[key]

    def suitor_of(self, path: str) -> str | None:
        """Return the suitor whose menu holds a clause; none for a clause of a treaty."""
        home, name, _, _ = path.split(".")
        return name if home == "suitors" else None

    def seen_by(self, state: str, promises: Promises) -> Promises:
        """Leave out the secret clauses to which a state is no party."""
        clauses = {path: self.clause(path) for path in promises}
        return frozenset(
            path for path, c in clauses.items() if not c.secret or state in c.obligors or state in c.beneficiaries
        )

    @remembered
    def in_force(self, promises: Promises, day: date) -> tuple[str, ...]:
        """Return the clauses in force on a day: those of the bundle, and those of treaties that bind."""
        return tuple(sorted(path for path in promises if path.startswith("suitors.") or self._binds(path, day)))

    def _binds(self, path: str, day: date) -> bool:
        name = path.split(".")[1]
        treaty = self.crisis.treaties[name]
        put_in_force = [event.date for event in self.crisis.events.values() if name in event.in_force]
        begins = min(put_in_force) if put_in_force else treaty.signed
        return begins <= day and (treaty.until is None or day < treaty.until)

    def weight(self, path: str, day: date) -> float:
        r"""Return $\omega$, the share of its reputation that a state loses by breaking a clause."""
        clause = self.clause(path)
        return defaults.BREACH_WEIGHTS[clause.kind] if clause.weight is None else self.number(f"{path}.weight", day)

    # --- occasions

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The occasions, in order of date and then of listing."""
        found = [
            (occasion.date, place, plan, key)
            for place, (plan, record) in enumerate(self.crisis.war_plans.items())
            for key, occasion in record.occasions.items()
        ]
        found.sort(key=lambda item: item[:2])  # stable, and so in listed order within a plan
        return tuple(
            Slot(number, step := self.clock.step_of(day), self.clock.months[step], plan, key, day)
            for number, (day, _, plan, key) in enumerate(found)
        )

    @cached_property
    def close(self) -> Slot:
        """The close of the window, when peace has come if no war has."""
        months, closes = self.clock.months[-1], self.crisis.window.closes
        return Slot(len(self.slots), self.clock.steps, months, "", "", closes)

    def slots_in(self, t: int) -> list[Slot]:
        """Return the occasions that a step opens."""
        return [slot for slot in self.slots if slot.step == t]

    def first_slot(self, t: int) -> int:
        """Return the number of the first occasion in a step at or after one given."""
        return next((slot.number for slot in self.slots if slot.step >= t), len(self.slots))

    def holding(self, slot: Slot) -> Ledger:
        """Return what letting an occasion pass costs its aggressor, dated at the occasion."""
        aggressor = self.crisis.war_plans[slot.plan].aggressor
        cost = self.number(f"war_plans.{slot.plan}.occasions.{slot.occasion}.holding_cost", slot.day)
        return self.counting({(aggressor, "holding"): -cost * self.factor(aggressor, slot.months)})

    def zero(self) -> Payoffs:
        """Return nothing for everybody."""
        return dict.fromkeys(self.crisis.states, 0.0)

    def total(self, ledger: Ledger) -> Payoffs:
        """Return the sum of a ledger's terms for every state."""
        sums = self.zero()
        for (state, _), amount in ledger.items():
            sums[state] += amount
        return sums
