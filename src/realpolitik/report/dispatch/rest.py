"""From the findings that a brief may lack to what a voice may tell of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from realpolitik.analysis.audit import Audit
from realpolitik.analysis.beliefs import Inference
from realpolitik.analysis.compare import Comparison
from realpolitik.analysis.compare import Saying as Said
from realpolitik.analysis.conventions import Convention, Conventions
from realpolitik.analysis.indices import REST
from realpolitik.analysis.offers import Inversion
from realpolitik.analysis.sensitivity import Sensitivity
from realpolitik.analysis.verdicts import SMALL, ClaimResult, Claims
from realpolitik.analysis.whatif import Variant, WhatIf
from realpolitik.crisis.schema import Crisis
from realpolitik.history.happened import happened
from realpolitik.outcome import Outcome
from realpolitik.report.answer import partner_of
from realpolitik.report.dispatch import findings as told
from realpolitik.report.dispatch.paths import in_english, words_of
from realpolitik.report.names import name_of
from realpolitik.report.words import likelihood, the, told_apart
from realpolitik.result import row_of
from realpolitik.theories.all import THEORIES
from realpolitik.theories.ensemble import LEVEL

SMALLEST = 0.005
"""Changes of a chance that are smaller count as nothing."""
COST = 0.0005
"""Costs of an assumption that are smaller count as nothing."""
TELLING = 0.01
"""A move that changes no belief by as much is not told."""
COMMITTED = 0.001
"""Costs of an offer that are smaller count as nothing."""
TIED = 0.005
"""A theory whose first two chances are nearer favours nobody."""
HANGERS = 5
FLIPS = 5


def moved(chance: float, difference: float) -> float:
    """Return a chance of the answer as a finding moves it.

    A finding has fewer draws than the answer, and would tell the same chance as another number. What it is asked for is a change,
    by the same draws. So a page has one number for one chance, and tells every other as moved from it.
    """
    return min(max(chance + difference, 0.0), 1.0)


def assumptions(found: Audit, crisis: Crisis) -> told.Assumptions:
    """Tell what assumptions cost."""
    rows = [
        told.Assumption(
            state=crisis.states[row.state].name,
            about=in_english(row.path, crisis),
            because=row.because,
            believed=row.believed,
            actual=row.actual,
            cost=row.cost,
            error=row.error,
            dear=row.cost > 0 and told_apart(row.cost, row.error, COST),
            pays=row.cost < 0 and told_apart(row.cost, row.error, COST),
        )
        for row in found.assumptions
    ]
    rows.sort(key=lambda row: -row.cost)
    return told.Assumptions(
        rows=tuple(rows),
        believers=tuple(
            told.Believer(crisis.states[row.state].name, row.assumptions, row.cost, row.error)
            for row in found.believers
        ),
        together=tuple(
            told.Shift(
                name_of(row.partner, crisis),
                row.difference,
                row.error,
                told_apart(row.difference, row.error, SMALLEST),
            )
            for row in found.together.effect
        ),
        draws=found.draws,
    )


def hands(found: Inference, crisis: Crisis) -> told.Hands:
    """Tell what the pivot could read."""
    view = found.view(crisis.pivot)
    first, last = view.steps[0], view.steps[-1]
    rows = [
        told.Hand(
            crisis.states[before.state].name,
            crisis.states[before.state].types[before.type].name,
            before.prior,
            after.posterior,
            after.error,
        )
        for before, after in zip(first.posterior, last.posterior, strict=True)
    ]
    best: dict[str, tuple[float, told.Telling]] = {}
    for step in view.steps:
        for row in step.posterior:
            moved = row.posterior - row.prior
            if moved > best.get(row.state, (0.0, None))[0] and told_apart(moved, row.error, TELLING):
                hand = crisis.states[row.state].types[row.type].name
                actor = crisis.states[step.move.actor].name
                telling = told.Telling(step.move.date, actor, step.move.what, hand, row.prior, row.posterior)
                best[row.state] = (moved, telling)
    return told.Hands(tuple(rows), tuple(telling for _, telling in best.values()), len(view.steps), found.draws)


def _measured(row: ClaimResult, crisis: Crisis) -> str:
    """Say what a claim measures, clauses by their words."""
    measure = crisis.claims[row.id].measure
    suitor = crisis.suitors.get(measure.partner or "")
    if measure.state in crisis.states:
        return f"what the game is worth to {the(crisis.states[measure.state].name)}"
    if suitor is not None and measure.of == "signature":
        return f"chance of signing with {the(suitor.name)}"
    if suitor is None or measure.clause not in suitor.menu:
        return row.measure
    clause = words_of(measure.clause, str(measure.partner), crisis)
    where = "the text with" if measure.of == "clause" else "a bid by"
    return f"chance of “{clause}” in {where} {the(suitor.name)}"


def _weight(row: ClaimResult) -> tuple[int, float]:
    """Return by what claims are sorted, the weightiest first.

    First come those whose effect is shown to matter, its whole interval lying beyond the margin; then those whose effect is shown
    not to matter, borne out or not; then the undecided; last the refused. Among equals the larger effect is first, in margins,
    since units differ.
    """
    if row.verdict == "refused":
        return 3, 0.0
    matters = row.low > row.margin or row.high < -row.margin
    size = abs(row.effect) / row.margin if row.margin > 0 else math.inf if row.effect else 0.0
    return 0 if matters else 2 if row.verdict == "undecided" else 1, -size


def verdicts(found: Claims, crisis: Crisis) -> told.Verdicts:
    """Tell the verdicts on the claims, the weightiest first."""
    rows = [
        told.Verdict(
            says=row.says,
            expect=row.expect,
            measure=_measured(row, crisis),
            unit=row.unit,
            verdict=row.verdict,
            before=row.against,
            after=row.variant,
            effect=row.effect,
            error=row.error,
            margin=row.margin,
            low=row.low,
            high=row.high,
            matters=_weight(row)[0] == 0,
            reason=row.reason,
            argued_by=tuple(f"{citation.author} ({citation.year})" for citation in row.sources),
            disputed_by=tuple(f"{citation.author} ({citation.year})" for citation in row.disputed_by),
        )
        for row in sorted(found.claims, key=_weight)
    ]
    counts: Counter[str] = Counter(row.verdict for row in rows)
    return told.Verdicts(
        rows=tuple(rows),
        supported=counts["supported"],
        contradicted=counts["contradicted"],
        small=sum(counts[verdict] for verdict in SMALL),
        undecided=counts["undecided"],
        refused=counts["refused"],
        misses=found.expected_misses,
        draws=found.draws,
    )


def changes(found: WhatIf, subject: str, outcome: Outcome, crisis: Crisis) -> told.Changes:
    """Tell what taking away each factor alone would change for a suitor, and whether it turns the likeliest outcome."""
    likeliest = max(found.before, key=lambda row: row.probability).partner
    first = outcome.probability(subject)

    def change(variant: Variant) -> told.Change:
        own = row_of(variant.change, partner=subject)
        after = {row.partner: row.probability for row in variant.outcomes}
        winner = max(after, key=lambda partner: after[partner])
        won = row_of(variant.change, partner=winner)
        return told.Change(
            name=crisis.factors[variant.label].name,
            before=first,
            after=moved(first, own.difference),
            difference=own.difference,
            error=own.error,
            attack=variant.attack.difference,
            attack_error=variant.attack.error,
            winner=name_of(winner, crisis),
            turns=winner != likeliest and told_apart(won.difference, won.error, SMALLEST),
            clear=told_apart(own.difference, own.error, SMALLEST),
        )

    rows = sorted((change(variant) for variant in found.variants), key=lambda row: -abs(row.difference))
    return told.Changes(name_of(subject, crisis), name_of(likeliest, crisis), tuple(rows), found.draws)


def taken(found: Sequence[Inversion], outcome: Outcome, crisis: Crisis) -> told.Taken:
    """Tell what it would have taken each suitor to sign."""

    def bargain(row: Inversion) -> told.Bargain:
        offer = row.offers[0] if row.offers else row.highest
        now = partner_of(row.wanted, outcome, crisis)
        return told.Bargain(
            suitor=name_of(row.wanted, crisis),
            stands=now.chance,
            stands_error=now.error,
            offer=tuple(words_of(clause, offer.suitor, crisis) for clause in offer.clauses),
            chance=offer.probability,
            error=offer.probability_error,
            reaches=not row.impossible,
            clear=told_apart(offer.probability - row.level, offer.probability_error, 0.0),
            cost=offer.cost,
            cost_error=offer.cost_error,
            affordable=offer.cost < 0 and told_apart(offer.cost, offer.cost_error, COMMITTED),
            dear=offer.cost > 0 and told_apart(offer.cost, offer.cost_error, COMMITTED),
            tried=len(row.tried),
        )

    first = found[0]
    return told.Taken(first.level, first.by, tuple(bargain(row) for row in found), first.draws)


def theories(found: Comparison, outcome: Outcome, crisis: Crisis) -> told.Theories:
    """Tell what rival theories say beside the answer."""
    likeliest = max(outcome.outcomes, key=lambda row: row.probability).partner
    holds = {theory.name: theory.assumptions[0] for theory in THEORIES}

    def saying(row: Said) -> told.Saying:
        if row.abstained:
            return told.Saying(row.name, holds[row.name], row.source, "", (), row.reason, False)
        top, next_best = sorted(row.outcomes, key=lambda chance: -chance.probability)[:2]
        torn = top.probability - next_best.probability < TIED
        favourite = "" if torn else name_of(top.partner, crisis)
        chances = tuple(chance.probability for chance in row.outcomes)
        agrees = not torn and top.partner == likeliest
        return told.Saying(row.name, holds[row.name], row.source, favourite, chances, None, agrees)

    rows = [saying(row) for row in found.theories]
    speaking = tuple(row for row in rows if row.chances)
    return told.Theories(
        partners=tuple(name_of(row.partner, crisis) for row in outcome.outcomes),
        answer=tuple(row.probability for row in outcome.outcomes),
        alone=tuple(row.probability for row in outcome.chance_alone),
        rows=speaking,
        silent=tuple(row for row in rows if not row.chances),
        agree=sum(row.agrees for row in speaking),
    )


def hangs(found: Sensitivity, outcome: Outcome, crisis: Crisis) -> told.Hangs:
    """Tell what the answer hangs on."""
    flips = [flip for flip in found.flips if flip.flips_to is not None]
    real = found.hangs_on(len(found.indices))
    return told.Hangs(
        partner=name_of(found.outcome, crisis),
        likeliest=name_of(max(found.outcomes, key=lambda row: row.probability).partner, crisis),
        chance=outcome.probability(found.outcome),
        deviation=found.deviation,
        varies=found.varies,
        inputs=found.inputs,
        rows=tuple(
            told.Hanger(
                in_english(row.path, crisis),
                row.path,
                row.first,
                row.total,
                row.total_error,
                row.clear,
                row in real,
            )
            for row in found.indices
            if row.path != REST and row.total > 0
        )[:HANGERS],
        flips=tuple(
            told.Flip(
                in_english(flip.path, crisis),
                flip.path,
                flip.value,
                None if flip.range is None else flip.range[0],
                None if flip.range is None else flip.range[1],
                flip.flips_at,
                name_of(str(flip.flips_to), crisis),
                flip.within,
                flip.hand,
            )
            for flip in flips[:FLIPS]
        ),
        flipping=len(flips),
        within=sum(flip.within for flip in flips),
        moved=len(found.flips),
    )


def _about_convention(row: Convention, crisis: Crisis) -> str:
    """Say what a convention is about: a number, or the order of a plan's joiners."""
    if not row.order:
        return in_english(row.path, crisis)
    return f"the order in which states decide whether to join ({crisis.war_plans[row.path.split('.')[1]].name})"


def conventions(found: Conventions, crisis: Crisis) -> told.Conventions:
    """Tell what hangs on conventions."""
    rows = [
        told.Convention(
            _about_convention(row, crisis),
            row.path,
            row.value,
            row.other,
            name_of(largest.partner, crisis),
            largest.difference,
            largest.error,
            told_apart(largest.difference, largest.error, SMALLEST),
        )
        for row in found.rows
        for largest in [row.largest]
    ]
    return told.Conventions(tuple(sorted(rows, key=lambda row: -abs(row.difference))), found.draws)


def trust(outcome: Outcome, crisis: Crisis) -> told.Trust:
    """Return how far the numbers can be trusted, and what history did."""
    found, record, history = outcome.calibrated, outcome.record, happened(crisis.id)
    rows = [] if found is None else found.outcomes
    scored = [] if record is None else [row for row in record.theories if row.bins]
    return told.Trust(
        rows=tuple(
            told.Calibration(
                name_of(row.partner, crisis), row.probability, row.low, row.high, likelihood(row.probability)
            )
            for row in sorted(rows, key=lambda row: -row.probability)
        ),
        level=LEVEL if found is None else found.level,
        cases=0 if record is None else record.cases,
        effective_wars=0.0 if record is None else record.effective_wars,
        scored=tuple(
            told.Scored(
                row.theory,
                row.difference,
                row.low,
                row.high,
                row.bins[-1].low,
                row.bins[-1].forecast,
                row.bins[-1].happened,
                row.bins[-1].count,
            )
            for row in scored
        ),
        happened="" if history is None else history.title,
        act="" if history is None else history.act,
        decided="" if history is None else str(history.decided),
    )
