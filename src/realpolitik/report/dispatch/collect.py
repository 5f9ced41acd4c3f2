"""From a brief to what a voice may tell: keys become names, and what is too small to be told is left out, by rules written here."""

from __future__ import annotations

import math
from datetime import date, timedelta

from realpolitik.analysis.brief import Brief, subject_of
from realpolitik.analysis.explanation import Explanation
from realpolitik.analysis.explanation import Share as ExplainedShare
from realpolitik.crisis.schema import Crisis, SourceKeys
from realpolitik.outcome import LedgerRow, Outcome, War
from realpolitik.report.answer import SIGNS, partner_of, standing_of
from realpolitik.report.dispatch import rest
from realpolitik.report.dispatch.facts import (
    Account,
    Answer,
    Argument,
    Bidder,
    Clause,
    Drift,
    Facts,
    Ledger,
    Period,
    Price,
    Promise,
    Provenance,
    Scale,
    Stand,
    Term,
    When,
    Why,
    Work,
)
from realpolitik.report.dispatch.findings import Aftermath, Helper, Joiner, Turning
from realpolitik.report.dispatch.paths import words_of
from realpolitik.report.dispatch.rest import moved
from realpolitik.report.follows import attack_is_open, ever, turnings, under_way
from realpolitik.report.names import name_of
from realpolitik.report.page import TERM_SHOWN
from realpolitik.report.terms import TERM_SAYS
from realpolitik.report.words import FAR_LIKELIER, LIKELIER, or_zero, spoken, told_apart
from realpolitik.result import row_of

SURE = 0.5
"""A clause is in the text from this chance on."""
PERHAPS = 0.1
"""A clause may be in the text from this chance on."""
SMALLEST = 0.005
"""Shares and changes of a chance that are smaller are told as nothing."""
DRIFTS = 3
"""Rising, and falling, clauses that are told at most."""
DRIFT = 0.05
"""Changes of the chance of a clause that are smaller are not told."""
JOINS = 0.02
DIFFERS = 0.05
"""What goes on elsewhere is told if its chance differs by as much from alignment to alignment."""
PARTING = 2
"""Terms named that part the two best alignments."""


def facts_of(brief: Brief) -> Facts:
    """Collect what a voice may tell."""
    crisis, outcome = brief.crisis, brief.outcome
    return Facts(
        crisis=crisis.id,
        title=crisis.title,
        question=crisis.question.strip(),
        pivot=crisis.states[crisis.pivot].name,
        as_of=crisis.as_of,
        opens=crisis.window.opens,
        closes=crisis.window.closes,
        answer=_answer(outcome, crisis),
        trust=rest.trust(outcome, crisis),
        why=None if brief.why is None else _why(brief.why, brief, crisis),
        bidders=_bidders(outcome, crisis),
        ledger=_ledger(outcome, crisis),
        war=_war(outcome, crisis),
        assumptions=None if brief.assumptions is None else rest.assumptions(brief.assumptions, crisis),
        hands=None if brief.hands is None else rest.hands(brief.hands, crisis),
        verdicts=None if brief.claims is None else rest.verdicts(brief.claims, crisis),
        changes=None if brief.changes is None else rest.changes(brief.changes, subject_of(outcome), outcome, crisis),
        taken=None if brief.taken is None else rest.taken(brief.taken, outcome, crisis),
        theories=None if brief.theories is None else rest.theories(brief.theories, outcome, crisis),
        hangs=None if brief.hangs is None else rest.hangs(brief.hangs, outcome, crisis),
        conventions=None if brief.conventions is None else rest.conventions(brief.conventions, crisis),
        provenance=_provenance(outcome, crisis),
        scale=Scale(LIKELIER, FAR_LIKELIER),
    )


def _answer(outcome: Outcome, crisis: Crisis) -> Answer:
    standing = standing_of(outcome, crisis)
    planned = attack_is_open(crisis)
    return Answer(
        **vars(standing),
        when=_when(outcome, crisis),
        prices=tuple(_price(p.key, outcome, crisis) for p in standing.partners if p.signs and p.chance >= SIGNS),
        attack=outcome.attack if planned else None,
        attack_error=outcome.attack_error if planned else None,
    )


def _when(outcome: Outcome, crisis: Crisis) -> When | None:
    total: dict[date, float] = {}
    for row in outcome.when:
        total[row.period] = total.get(row.period, 0.0) + row.probability
    anybody = math.fsum(total.values())
    if anybody < SIGNS:
        return None
    likeliest = max(total, key=lambda day: total[day])
    period = row_of(periods_of(outcome, crisis), first=likeliest)
    return When(period, total[likeliest], total[likeliest] / anybody, anybody)


def periods_of(outcome: Outcome, crisis: Crisis) -> tuple[Period, ...]:
    """Return the periods of the window."""
    firsts = sorted({row.period for row in outcome.when})
    ends = [day - timedelta(days=1) for day in firsts[1:]] + [crisis.window.closes]
    return tuple(Period(first, last) for first, last in zip(firsts, ends, strict=True))


def _price(suitor: str, outcome: Outcome, crisis: Crisis) -> Price:
    promises = [
        _promise(suitor, row.clause, row.probability, row.error, crisis)
        for row in outcome.price
        if row.partner == suitor and not math.isnan(row.probability)
    ]
    promises.sort(key=lambda promise: -promise.chance)
    sure = tuple(promise for promise in promises if promise.chance >= SURE)
    perhaps = tuple(promise for promise in promises if PERHAPS <= promise.chance < SURE)
    return Price(name_of(suitor, crisis), sure, perhaps, len(promises) - len(sure) - len(perhaps))


def _promise(suitor: str, key: str, chance: float, error: float, crisis: Crisis) -> Promise:
    clause = crisis.suitors[suitor].menu[key]
    return Promise(key, words_of(key, suitor, crisis), chance, error, clause.secret)


def works_of(keys: SourceKeys, crisis: Crisis) -> tuple[str, ...]:
    """Return sources as a text names them: author and year."""
    named = () if keys is None else (keys,) if isinstance(keys, str) else keys
    return tuple(f"{crisis.sources[key].author} ({crisis.sources[key].year})" for key in named)


def _why(found: Explanation, brief: Brief, crisis: Crisis) -> Why:
    months = {share.factor: share for share in found.month[0].factors} if found.month else {}
    alone = {} if brief.changes is None else {v.label: v for v in brief.changes.variants}

    def argument(row: ExplainedShare) -> Argument:
        month = months.get(row.factor)
        without = alone.get(row.factor)
        change = None if without is None else row_of(without.change, partner=found.outcome)
        return Argument(
            key=row.factor,
            name=row.name,
            line=crisis.factors[row.factor].line,
            share=row.share,
            error=row.error,
            weight=("for" if row.share > 0 else "against") if told_apart(row.share, row.error, SMALLEST) else "none",
            alone=None if change is None else change.difference,
            alone_error=None if change is None else change.error,
            month=math.nan if month is None else month.share,
            month_error=math.nan if month is None else month.error,
            sources=works_of(crisis.factors[row.factor].source, crisis),
        )

    explained = partner_of(found.outcome, brief.outcome, crisis)
    return Why(
        outcome=explained,
        baseline=moved(explained.chance, found.baseline - found.actual),
        baseline_error=found.chance.baseline_error,
        actual=explained.chance,
        actual_error=explained.error,
        arguments=tuple(argument(row) for row in sorted(found.factors, key=lambda row: -abs(row.share))),
        draws=found.draws,
        variants=found.variants,
        every=found.variants == 1 << len(found.factors),
    )


def _bidders(outcome: Outcome, crisis: Crisis) -> tuple[Bidder, ...]:
    return tuple(_bidder(key, outcome, crisis) for key in crisis.suitors)


def _bidder(key: str, outcome: Outcome, crisis: Crisis) -> Bidder:
    suitor = crisis.suitors[key]
    chances = {(row.period, row.clause): row.probability for row in outcome.taken_up if row.suitor == key}
    signed = {row.period: row.probability for row in outcome.when if row.partner == key}
    stands: list[Stand] = []
    for period in periods_of(outcome, crisis):
        row = {clause: chances[day, clause] for day, clause in chances if day == period.first}
        size = math.fsum(row.values()) if row else None
        earlier = stands[-1].size if stands else None
        top = max(row, key=lambda clause: row[clause]) if row else None
        stands.append(
            Stand(
                period,
                size,
                None if size is None or earlier is None else size - earlier,
                None if top is None else _promise(key, top, row[top], math.nan, crisis),
                signed[period.first],
            )
        )
    able = [stand.period.first for stand in stands if stand.size is not None]
    drifts = []
    for clause in suitor.menu if able else ():
        first, last = chances.get((able[0], clause), 0.0), chances.get((able[-1], clause), 0.0)
        drifts.append(Drift(words_of(clause, key, crisis), first, last, last - first))
    rising = sorted((d for d in drifts if d.difference >= DRIFT), key=lambda d: -d.difference)
    falling = sorted((d for d in drifts if d.difference <= -DRIFT), key=lambda d: d.difference)
    lead = crisis.states[suitor.lead].name
    menu = tuple(
        Clause(spoken(name), words_of(name, key, crisis), clause.secret) for name, clause in suitor.menu.items()
    )
    return Bidder(
        key,
        suitor.name,
        lead,
        menu,
        tuple(stands),
        *outcome.texts_of(key),
        tuple(rising[:DRIFTS]),
        tuple(falling[:DRIFTS]),
    )


def _ledger(outcome: Outcome, crisis: Crisis) -> Ledger:
    rows = [row for row in outcome.ledger if row.state == outcome.pivot and not math.isnan(row.total)]
    shown = [term for term in rows[0].terms if any(abs(row.terms[term]) >= TERM_SHOWN for row in rows)]

    def account(row: LedgerRow) -> Account:
        terms = tuple(row.terms[term] for term in shown)
        return Account(name_of(row.alignment, crisis), row.total, row.error, terms)

    def named(term: str) -> Term:
        return Term(term.replace("_", " "), TERM_SAYS[term])

    ranked = sorted(rows, key=lambda row: -row.total)
    best, other = ranked[0], ranked[1] if len(ranked) > 1 else None
    apart = {} if other is None else {term: best.terms[term] - other.terms[term] for term in shown}
    parting = sorted(apart.items(), key=lambda item: -abs(item[1]))[:PARTING]
    return Ledger(
        terms=tuple(named(term) for term in shown),
        accounts=tuple(account(row) for row in rows),
        best=account(best),
        next=None if other is None else account(other),
        difference=None if other is None else best.total - other.total,
        parting=tuple((named(term), value) for term, value in parting if abs(value) >= TERM_SHOWN),
        clear=other is not None
        and told_apart(best.total - other.total, math.hypot(or_zero(best.error), or_zero(other.error)), 0.0),
    )


def _war(outcome: Outcome, crisis: Crisis) -> Aftermath | None:
    """Return what follows on each alignment; none if there is no war to come, and nobody turns in peace."""
    wars = outcome.war
    fighting = {state for plan in crisis.war_plans.values() for state in plan.joiners}
    states = dict.fromkeys(state for war in wars for state in war.joins if state in fighting)
    joiners = [
        Joiner(crisis.states[state].name, side, chances, state == outcome.pivot or _differs(chances))
        for state in states
        for side in ("attacker", "defender")
        for chances in [tuple(_joins(war, state, side) for war in wars)]
    ]
    calm = _turnings(outcome, crisis, "peace")
    if not crisis.war_plans and not calm:
        return None
    return Aftermath(
        names=tuple(name_of(war.alignment, crisis) for war in wars),
        attacks=tuple(war.attack for war in wars),
        errors=tuple(war.error for war in wars),
        attackers_win=tuple(war.aggressor_wins if war.joins else math.nan for war in wars),
        joiners=tuple(row for row in joiners if _matters(row.chances)),
        turnings=_turnings(outcome, crisis, "war"),
        calm=calm,
        plans=tuple(plan.name for plan in crisis.war_plans.values()),
        under_way=under_way(crisis),
    )


def _turnings(outcome: Outcome, crisis: Crisis, after: str) -> tuple[Turning, ...]:
    """Return who turns on whom after a war or in peace, and who helps, as far as it is worth telling."""
    return tuple(
        Turning(
            crisis.states[row.by].name,
            crisis.states[row.toward].name,
            row.turns,
            tuple(Helper(crisis.states[each.state].name, each.chances) for each in row.helps if _matters(each.chances)),
            row.toward == outcome.pivot,
            outcome.pivot in (row.by, row.toward) or _differs(row.turns),
        )
        for row in turnings(outcome.war, after)
        if _matters(row.turns)
    )


def _joins(war: War, state: str, side: str) -> float:
    return war.joins[state][side] if war.joins else math.nan


def _differs(chances: tuple[float, ...]) -> bool:
    known = [value for value in chances if not math.isnan(value)]
    return bool(known) and max(known) - min(known) >= DIFFERS


def _matters(chances: tuple[float, ...]) -> bool:
    return ever(chances, JOINS)


def _provenance(outcome: Outcome, crisis: Crisis) -> Provenance:
    return Provenance(
        hash=outcome.hash,
        version=outcome.version,
        seed=outcome.seed,
        draws=outcome.draws,
        approximations=outcome.approximations,
        works=tuple(
            Work(key, source.author, source.title, source.year, source.locator)
            for key, source in crisis.sources.items()
        ),
    )
