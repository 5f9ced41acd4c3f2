"""What a page tells of an answer: each part of it as HTML, the same for every reader, made once and kept.

The sentences are those of the sober dispatch, and the tables and pictures too; how the answer itself is drawn is a page's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from realpolitik.analysis.brief import Brief, possible
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.schema import Crisis, SourceKeys
from realpolitik.markup import Markup
from realpolitik.outcome import Outcome
from realpolitik.report.answer import PlainPen, answer_sentences
from realpolitik.report.dispatch.collect import facts_of
from realpolitik.report.dispatch.facts import Facts
from realpolitik.report.dispatch.figures import charts_of
from realpolitik.report.dispatch.numerals import FILTERS, MarkedPen
from realpolitik.report.dispatch.paths import in_english, words_of
from realpolitik.report.names import name_of
from realpolitik.report.palette import SUITORS
from realpolitik.report.trust import trust_sentences
from realpolitik.report.words import or_zero, percent_text
from realpolitik.result import row_of
from realpolitik.web.pictures import picture_of

PARTS: Final = ("answer", "when", "price", "map", "ledger", "follows")
"""What is told of the answer itself, in the order of telling."""
FINDINGS: Final[Mapping[str, str]] = {
    "why": "Why: the factors, and the share of each",
    "changes": "What would have changed it",
    "taken": "What it would have taken",
    "assumptions": "What the mistakes cost",
    "hands": "What could be read in the hands of others",
    "claims": "The claims of scholars, put to the test",
    "theories": "What rival theories say",
    "hangs": "What the answer hangs on",
}
"""What else can be found out, and how a page calls it."""


@dataclass(frozen=True)
class Bar:
    """The chance of a partner, as the picture of the answer draws it; shares run from 0 to 1.

    Attributes
    ----------
    key, name : str
    hue : str
        The class that gives its colour.
    chance, error : float
        The model's.
    alone : float
        By chance alone.
    calibrated, low, high : float, optional
        With the ends of the interval; None where there is no calibrated answer.
    """

    key: str
    name: str
    hue: str
    chance: float
    error: float
    alone: float
    calibrated: float | None
    low: float | None
    high: float | None

    @property
    def shown(self) -> float:
        """The chance that is told first."""
        return self.chance if self.calibrated is None else self.calibrated

    @property
    def reach(self) -> tuple[float, float]:
        """One standard error of the model's to either side."""
        return max(0.0, self.chance - or_zero(self.error)), min(1.0, self.chance + or_zero(self.error))


@dataclass(frozen=True)
class Figure:
    """A number of the file: what it is, what it may be, in which unit, and by which sources; or a judgement."""

    path: str
    about: str
    value: str
    unit: str
    sources: str
    note: str


@dataclass(frozen=True)
class Belief:
    """What a state takes for true, beside what the file says."""

    who: str
    about: str
    believed: str
    true: str
    because: str
    sources: str


def bars_of(outcome: Outcome, crisis: Crisis) -> tuple[Bar, ...]:
    """Return the chances of all partners, in the order of the file, no alignment last."""
    calibrated = {} if outcome.calibrated is None else {row.partner: row for row in outcome.calibrated.outcomes}
    first, *others = outcome.outcomes
    bars = []
    for row in (*others, first):
        found = calibrated.get(row.partner)
        bars.append(
            Bar(
                row.partner,
                name_of(row.partner, crisis),
                hue_of(row.partner, crisis),
                row.probability,
                row.error,
                row_of(outcome.chance_alone, partner=row.partner).probability,
                None if found is None else found.probability,
                None if found is None else found.low,
                None if found is None else found.high,
            )
        )
    return tuple(bars)


def partners_of(crisis: Crisis) -> tuple[tuple[str, str, str], ...]:
    """Return key, name and hue of all partners, in the order of the bars."""
    return tuple((key, name_of(key, crisis), hue_of(key, crisis)) for key in (*crisis.suitors, "none"))


def hue_of(partner: str, crisis: Crisis) -> str:
    """Return the class of the style sheet that gives a partner its colour."""
    suitors = list(crisis.suitors)
    return f"hue-{suitors.index(partner) % len(SUITORS) + 1}" if partner in suitors else "hue-none"


def in_words(outcome: Outcome, crisis: Crisis) -> str:
    """Return the answer in a line: what is told first, of every partner."""
    bars = sorted(bars_of(outcome, crisis), key=lambda bar: -bar.shown)
    return ", ".join(f"{bar.name} {percent_text(bar.shown)}" for bar in bars)


class Telling:
    """Makes the parts of pages that tell of answers."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader("realpolitik.web"), PackageLoader("realpolitik.report", "voices")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= FILTERS
        self._record: tuple[Any, Markup] | None = None

    def part(self, part: str, outcome: Outcome, crisis: Crisis) -> str:
        """Return one of `PARTS`."""
        return self._told(f"panels/{part}.html.j2", Brief(crisis, outcome))

    def finding(self, finding: str, found: Any, outcome: Outcome, crisis: Crisis) -> str:
        """Return what was found out, one of `FINDINGS`."""
        return self._told("panels/finding.html.j2", Brief(crisis, outcome, **{finding: found}), finding=finding)

    def beliefs(self, crisis: Crisis) -> str:
        """Return what states take for true beside what is."""
        return self._filled("panels/beliefs.html.j2", beliefs=beliefs_of(crisis))

    def sources(self, crisis: Crisis) -> str:
        """Return the works that the file rests on, and every number of it with its source."""
        figures = tuple(figures_of(crisis))
        return self._filled("panels/sources.html.j2", works=crisis.sources, figures=figures)

    def _told(self, template: str, brief: Brief, **more: Any) -> str:
        facts = facts_of(brief)
        crisis, outcome = brief.crisis, brief.outcome
        charts = charts_of(brief, facts)
        return self._filled(
            template,
            facts=facts,
            crisis=crisis,
            outcome=outcome,
            bars=bars_of(outcome, crisis),
            sentences=answer_sentences(facts.answer, facts.pivot, facts.closes, outcome.draws, MarkedPen()),
            trust=trust_sentences(outcome.record, outcome.calibrated),
            has=frozenset(charts),
            picture_of=lambda name: self._picture(name, charts[name], outcome),
            prices=tuple(prices_of(outcome, crisis)),
            decided=_day(facts.trust.decided),
            signs={row.partner: row for row in outcome.outcomes},
            periods=periods_of(outcome, facts),
            **more,
        )

    def _picture(self, name: str, draw: Callable[[int], Any], outcome: Outcome) -> Markup:
        """Return a picture; the one of the record is the same for all crises, and drawn once."""
        if name != "trust":
            return picture_of(draw)
        if self._record is None or self._record[0] != outcome.record:
            self._record = outcome.record, picture_of(draw)
        return self._record[1]

    def _filled(self, template: str, **context: Any) -> str:
        return self._environment.get_template(template).render(colours="", voice="sober", **context)


def _day(text: str) -> str:
    """Return a day as people write it; what is no whole day stays as it is."""
    try:
        when = date.fromisoformat(text)
    except ValueError:
        return text
    return PlainPen().day(when)


def prices_of(outcome: Outcome, crisis: Crisis) -> Iterator[tuple[str, str, tuple[dict[str, Any], ...]]]:
    """Yield name and hue of each suitor that ever signs, with its clauses, the likeliest first."""
    for key, suitor in crisis.suitors.items():
        rows = [row for row in outcome.price if row.partner == key and not math.isnan(row.probability)]
        if rows:
            yield (
                suitor.name,
                hue_of(key, crisis),
                tuple(
                    {
                        "says": words_of(row.clause, key, crisis),
                        "secret": suitor.menu[row.clause].secret,
                        "chance": row.probability,
                        "error": row.error,
                        "source": cited(suitor.menu[row.clause].source, crisis),
                    }
                    for row in sorted(rows, key=lambda row: -row.probability)
                ),
            )


def periods_of(outcome: Outcome, facts: Facts) -> tuple[tuple[Any, tuple[float, ...]], ...]:
    """Return the periods of the window, each with the chance of every suitor to sign in it."""
    chances = {(row.period, row.partner): row.probability for row in outcome.when}
    suitors = [row.partner for row in outcome.outcomes[1:]]
    return tuple(
        (stand.period, tuple(chances[stand.period.first, suitor] for suitor in suitors))
        for stand in facts.bidders[0].stands
    )


def cited(keys: SourceKeys, crisis: Crisis) -> str:
    """Return sources in a line, as a reader looks them up; nothing, where none is named."""
    named = () if keys is None else (keys,) if isinstance(keys, str) else keys
    return "; ".join(
        f"{source.author} ({source.year})" + (f", {source.locator}" if source.locator else "")
        for source in (crisis.sources[key] for key in named)
    )


def figures_of(crisis: Crisis) -> Iterator[Figure]:
    """Yield every number that the file gives, or takes over from the model, with what it rests on; doubts of choices left out."""
    for address in numbers_of(crisis):
        if not address.path.startswith("doubt."):
            yield Figure(
                address.path,
                in_english(address.path, crisis),
                spelled(address),
                address.unit,
                cited(address.quantity.source, crisis),
                address.quantity.note or "",
            )


def spelled(address: NumberAddress) -> str:
    """Return what a number may be, in short."""
    return _range(address.quantity)


def _range(quantity: Any) -> str:
    if quantity.path is not None:
        return "changes with time"
    if quantity.form == "value":
        return f"{quantity.value:.4g}"
    if quantity.choice is not None:
        return " or ".join(f"{value:.4g}" for value in quantity.choice.values)
    if quantity.uniform is not None:
        return f"{quantity.uniform[0]:.4g} to {quantity.uniform[1]:.4g}"
    if quantity.triangular is not None:
        low, mode, high = quantity.triangular
        return f"{low:.4g} to {high:.4g}, likeliest {mode:.4g}"
    if quantity.normal is not None:
        return f"about {quantity.normal[0]:.4g} ± {quantity.normal[1]:.3g}"
    if quantity.lognormal is not None:
        return f"about {quantity.lognormal[0]:.4g}, give or take a factor of {math.exp(quantity.lognormal[1]):.3g}"
    alpha, beta = quantity.beta
    return f"about {alpha / (alpha + beta):.3g} (beta)"


def beliefs_of(crisis: Crisis) -> tuple[Belief, ...]:
    """Return what states take for true that is not so in the file, in its order."""
    true = {address.path: address for address in numbers_of(crisis)}
    rows = []
    for one in crisis.perceptions.values():
        if one.value is not None:
            believed = _range(one.value)
        elif one.shift is not None:
            believed = f"{_range(one.shift)} more"
        else:
            believed = f"{_range(one.factor)} times as much"
        rows.append(
            Belief(
                crisis.states[one.who].name,
                in_english(one.path, crisis),
                believed,
                spelled(true[one.path]) if one.path in true else "",
                one.because,
                cited(one.source, crisis),
            )
        )
    return tuple(rows)


def possible_findings(crisis: Crisis) -> tuple[str, ...]:
    """Return the findings of `FINDINGS` that a crisis has the sections for."""
    there = set(possible(crisis))
    return tuple(finding for finding in FINDINGS if finding in there)
