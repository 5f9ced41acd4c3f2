"""Tallies of draws, gathered into means and errors, and told as an `Outcome`."""

from __future__ import annotations

import math

import numpy as np

from realpolitik.game.core.arrays import ATTACKER, DEFENDER, OUT, TERMS, Tally
from realpolitik.game.core.play import PRESSED
from realpolitik.game.means import RunningMeans
from realpolitik.game.signatures import Signatures, clauses_of
from realpolitik.game.structure.layout import Layout
from realpolitik.outcome import (
    NONE,
    ClauseChance,
    Forecast,
    LedgerRow,
    Occasion,
    Outcome,
    PartnerChance,
    Regret,
    SignatureChance,
    TakenUp,
    Turn,
    War,
)
from realpolitik.result import provenance_of

_SIDES = {"attacker": ATTACKER, "defender": DEFENDER, "out": OUT}
CERTAIN = 1e-12


class Summary:
    """Gathers tallies; memory does not grow with the number of draws."""

    def __init__(self, layout: Layout, models: tuple[str, ...]) -> None:
        self.layout, self.models = layout, models
        self.means = RunningMeans()
        self.forecasts = RunningMeans()
        self.residual = self.turned = self.regret = 0.0

    def add(self, tally: Tally) -> None:
        """Gather one chunk of draws."""
        gather = self.means
        gather.count += len(tally.war)
        figures = Signatures(self.layout, tally)
        gather.add("when", figures.signed)
        gather.add("partner", figures.partner)
        gather.add("price", figures.contents, figures.partner[:, 1 + figures.suitor_of_clause])
        texts = figures.taken.sum(axis=1)
        gather.add("texts", texts)
        gather.add("pressed", figures.taken[:, PRESSED], texts)
        gather.add("text", figures.taken_clauses, texts[:, :, figures.suitor_of_clause])
        gather.add("war", tally.war)
        gather.add("payoff", tally.payoff)
        gather.add("payoff total", tally.payoff.sum(axis=1))
        gather.add("ledger", tally.ledger, tally.weight)
        gather.add("ledger total", tally.ledger.sum(axis=2), tally.weight)
        gather.add("occasion", tally.attack, tally.weight)
        attack = tally.attack.sum(axis=2)
        gather.add("attack", attack, tally.weight)
        gather.add("joins", tally.joins, attack)
        gather.add("wins", tally.wins, attack)
        calm = tally.weight - attack
        calm[calm < CERTAIN] = 0.0  # what is left of a certainty is a rounding error
        for row, (when, chance) in enumerate((("war", attack), ("peace", calm))):
            gather.add(f"turns, {when}", tally.turns[:, :, row], chance)
            gather.add(f"subdues, {when}", tally.subdues[:, :, row], chance)
            gather.add(f"helps, {when}", tally.helps[:, :, row], tally.fights[:, :, row])
        if tally.forecast.shape[1]:
            self.forecasts.count += len(tally.war)
            self.forecasts.add("partner", tally.forecast)
            self.forecasts.add("war", tally.forecast_war)
            self.forecasts.add("surprise", tally.surprise)
        self.residual = max(self.residual, float(tally.report[:, 0].max()))
        self.turned += float(tally.report[:, 1].sum())
        self.regret = max(self.regret, float(tally.report[:, 2].max()))


class Partners:
    """Gathers the chances of partners alone."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.means = RunningMeans()

    def add(self, tally: Tally) -> None:
        """Gather one chunk of draws."""
        self.means.count += len(tally.war)
        self.means.add("partner", Signatures(self.layout, tally).partner)

    def told(self) -> tuple[PartnerChance, ...]:
        """Return the chance of each partner, nobody first."""
        return _partners(self.layout, self.means)


def _partners(layout: Layout, means: RunningMeans) -> tuple[PartnerChance, ...]:
    chance, error = means.mean("partner"), means.error("partner")
    partners = (NONE, *layout.suitors)
    return tuple(PartnerChance(name, float(chance[k]), float(error[k])) for k, name in enumerate(partners))


def summarise(summary: Summary, alone: Partners, seed: int) -> Outcome:
    """Tell what was gathered as an outcome, beside what chance alone would give."""
    layout, means = summary.layout, summary.means
    crisis = layout.crisis
    partners = (NONE, *layout.suitors)
    when, when_error = means.mean("when"), means.error("when")
    price, price_error = means.mean("price"), means.error("price")
    precision, lean = crisis.constants.precision.support()[0], crisis.constants.lean.support()[1]
    clauses = clauses_of(layout)
    options = max(
        [*np.diff(layout.bazaar.first).tolist(), 3 + 2 * len(layout.suitors), *layout.war.options.ravel().tolist()]
    )
    return Outcome(
        **provenance_of(crisis, seed),
        draws=means.count,
        forecast_draws=summary.forecasts.count,
        outcomes=_partners(layout, means),
        chance_draws=alone.means.count,
        chance_alone=alone.told(),
        when=tuple(
            SignatureChance(day, suitor, float(when[t, s]), float(when_error[t, s]))
            for t, day in enumerate(layout.clock.periods)
            for s, suitor in enumerate(layout.suitors)
        ),
        price=tuple(
            ClauseChance(suitor, key, float(price[m]), float(price_error[m])) for m, (suitor, key) in enumerate(clauses)
        ),
        taken_up=_taken_up(summary),
        war=tuple(_war(summary, k, partner) for k, partner in enumerate(partners)),
        attack=float(means.mean("war")),
        attack_error=float(means.error("war")),
        ledger=tuple(
            LedgerRow(partner, state, _terms(means.mean("ledger")[k, :, i]), *_total(means, "ledger total", (k, i)))
            for k, partner in enumerate(partners)
            for i, state in enumerate(layout.states)
        ),
        payoffs=tuple(
            LedgerRow("all", state, _terms(means.mean("payoff")[:, i]), *_total(means, "payoff total", (i,)))
            for i, state in enumerate(layout.states)
        ),
        forecasts=_forecasts(summary, partners),
        residual=summary.residual,
        branches_turned=summary.turned / means.count,
        regret=Regret(summary.regret, (math.log(options) + 2 * lean) / precision if precision > 0 else math.inf),
        approximations=_approximations(layout),
    )


def _terms(values: np.ndarray) -> dict[str, float]:
    return {term: float(values[row]) for row, term in enumerate(TERMS)}


def _total(means: RunningMeans, name: str, where: tuple[int, ...]) -> tuple[float, float]:
    return float(means.mean(name)[where]), float(means.error(name)[where])


def _taken_up(summary: Summary) -> tuple[TakenUp, ...]:
    """Return what is in the texts that are taken up, where any are."""
    layout, means = summary.layout, summary.means
    texts, pressed, holds = means.mean("texts"), means.mean("pressed"), means.mean("text")
    place = {suitor: s for s, suitor in enumerate(layout.suitors)}
    return tuple(
        TakenUp(day, suitor, key, float(holds[p, m]), float(texts[p, place[suitor]]), float(pressed[p, place[suitor]]))
        for p, day in enumerate(layout.clock.periods)
        for m, (suitor, key) in enumerate(clauses_of(layout))
        if not math.isnan(holds[p, m])
    )


def _war(summary: Summary, k: int, partner: str) -> War:
    layout, means = summary.layout, summary.means
    joins = means.mean("joins")[k]
    occasion, occasion_error = means.mean("occasion")[k], means.error("occasion")[k]
    plans = layout.crisis.war_plans.values()
    fighting = {state for plan in plans for state in (*plan.belligerents, *plan.joiners)}
    attacked = bool(np.isfinite(means.mean("wins")[k]))
    return War(
        alignment=partner,
        attack=float(means.mean("attack")[k]),
        error=float(means.error("attack")[k]),
        occasions=tuple(
            Occasion(row.plan, row.key, row.day, float(occasion[o]), float(occasion_error[o]))
            for o, row in enumerate(layout.occasions)
        ),
        joins={
            state: {side: float(joins[i, code]) for side, code in _SIDES.items()}
            for i, state in enumerate(layout.states)
            if attacked and state in fighting
        },
        aggressor_wins=float(means.mean("wins")[k]) if attacked else 0.0,
        aftermath=_turns(summary, k, "war"),
        peace=_turns(summary, k, "peace"),
    )


def _turns(summary: Summary, k: int, when: str) -> tuple[Turn, ...]:
    """Return who turns on whom after a war, or in peace; nothing where there never is any."""
    layout, means = summary.layout, summary.means
    turns, subdues, helps = (means.mean(f"{what}, {when}")[k] for what in ("turns", "subdues", "helps"))
    hostilities = layout.crisis.hostilities
    return tuple(
        Turn(
            hostilities[key].by,
            hostilities[key].toward,
            float(turns[h]),
            float(subdues[h]),
            {
                state: float(helps[h, rank])
                for rank, state in enumerate(hostilities[key].helpers)
                if np.isfinite(helps[h, rank])
            },
        )
        for h, key in enumerate(layout.hostilities)
        if np.isfinite(turns[h])
    )


def _forecasts(summary: Summary, partners: tuple[str, ...]) -> tuple[Forecast, ...]:
    if not summary.forecasts.count or not summary.models:
        return ()
    partner, war = summary.forecasts.mean("partner"), summary.forecasts.mean("war")
    surprise = summary.forecasts.mean("surprise")
    return tuple(
        Forecast(
            state, {name: float(partner[b, k]) for k, name in enumerate(partners)}, float(war[b]), float(surprise[b])
        )
        for b, state in enumerate(summary.models)
    )


def _approximations(layout: Layout) -> tuple[str, ...]:
    """Name what the answer rests on that is not exact."""
    crisis = layout.crisis
    named = []
    if len(layout.suitors) > 1:
        named.append("simultaneous bids: the branch from random play is followed in each step on its own")
    if any(state.types for state in crisis.states.values()):
        named.append("hidden types: drawn by their priors, and known to all within a draw")
    if any(len(plan.joiners) > 1 for plan in crisis.war_plans.values()):
        named.append("joiners decide in the order of the file")
    if crisis.war_plans:
        named.append("a clause in force at the attack is in force in the aftermath")
    if crisis.perceptions or any(event.excludes for event in crisis.events.values()):
        named.append("believers do not learn within the window, and think that all others share their model")
    return tuple(named)
