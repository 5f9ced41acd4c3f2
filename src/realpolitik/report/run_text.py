"""The answer of a run in words and tables, for a terminal or a pipe of 60 columns or more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.bar import Bar
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from realpolitik.analysis.idle import idle
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, Outcome, War
from realpolitik.report.answer import SIGNS, PlainPen, answer_sentences, partner_of, standing_of
from realpolitik.report.follows import ever, turnings, under_way
from realpolitik.report.idle_text import idle_in_answer
from realpolitik.report.names import name_of, with_key
from realpolitik.report.page import TERM_SHOWN, WIDTH, Page, basis, change, count, day, number, percents
from realpolitik.report.terms import TERM_SAYS
from realpolitik.report.trust import trust_sentences
from realpolitik.report.words import likelihood, spoken, starting, the

PERIOD_SHOWN = 0.005
CLAUSE_SHOWN = 0.02
TURN_SHOWN = 0.02
"""What is smaller everywhere is left out, and said to be. (Terms of the ledger: `realpolitik.report.page`.)"""
CLAUSE_LIKELY = 0.5
"""In a summary, rarer clauses are left out."""
MOST_PERIODS, FEW_PERIODS = 16, 5
"""Periods told at most, with details and without."""
ROOMY = 76
"""Columns from which there is room for bars beside two chances."""
UNIT = "in shares of its own survival (to lose everything is -1), from signature on"


def tell_run(
    outcome: Outcome,
    crisis: Crisis,
    width: int = WIDTH,
    colour: bool = False,
    states: Sequence[str] = (),
    details: bool = False,
) -> str:
    """Tell an outcome in words and tables.

    Parameters
    ----------
    outcome : Outcome
    crisis : Crisis
        The crisis it answers, for names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    states : sequence of str
        States besides the pivot whose ledger is wanted, term by term.
    details : bool
        Whether to tell everything: every period and clause, what follows on each alignment, the pivot's ledger term by term, what
        each state expects, and what is approximated.

    Returns
    -------
    str
    """
    page = _Answer(outcome, crisis, width, colour)
    page.introduction()
    page.partners()
    page.calibrated()
    page.periods(MOST_PERIODS if details else FEW_PERIODS)
    page.price(CLAUSE_SHOWN if details else CLAUSE_LIKELY)
    page.attack()
    if details:
        page.war()
    page.worth()
    for state in dict.fromkeys((outcome.pivot, *states) if details else states):
        page.ledger(state)
    if details:
        page.forecasts()
    page.idle()
    if details:
        page.solution()
    page.closing(crisis, outcome, "" if details else page.left_out())
    return page.text()


class _Answer(Page):
    """The page of an outcome."""

    def __init__(self, outcome: Outcome, crisis: Crisis, width: int, colour: bool) -> None:
        super().__init__(width, colour)
        self.outcome = outcome
        self.crisis = crisis
        self.suitors = {key: suitor.name for key, suitor in self.crisis.suitors.items()}
        self.names = {key: name_of(key, crisis) for key in (NONE, *crisis.suitors)}

    def state(self, key: str) -> str:
        """Return the name of a state."""
        return self.crisis.states[key].name

    # --- sections ---

    def introduction(self) -> None:
        """Say what was asked, and of when."""
        outcome = self.outcome
        self.head(self.crisis.title, self.crisis.question, basis(outcome))
        pivot, closes = self.state(outcome.pivot), self.crisis.window.closes
        said = answer_sentences(standing_of(outcome, self.crisis), pivot, closes, outcome.draws, PlainPen())
        self.section(Text(" ".join(said)))

    def partners(self) -> None:
        """Tell who signs."""
        heading = f"{starting(the(self.state(self.outcome.pivot)))} signs with"
        bars = self.width >= ROOMY
        table = self.table(heading, "chance", "by chance alone", *[""] * (1 + bars), right=2, whole=True)
        for key, name in self.names.items():
            partner = partner_of(key, self.outcome, self.crisis)
            chance = percents(partner.chance, partner.error)
            alone = percents(partner.alone, partner.alone_error)
            table.add_row(name, chance, alone, partner.words, *[_bar(partner.chance)] * bars)
        self.section(table)

    def calibrated(self) -> None:
        """Tell what a forecaster makes of it that was fitted to history, and how far the model's own chances can be trusted."""
        found, record = self.outcome.calibrated, self.outcome.record
        if found is not None:
            table = self.table(
                "calibrated on history", "chance", f"{found.level:.0%} interval", "", right=2, whole=True
            )
            for row in found.outcomes:
                ends = f"{percents(row.low)} to {percents(row.high)}"
                table.add_row(self.names[row.partner], percents(row.probability), ends, likelihood(row.probability))
            self.section(table)
        self.section(Text(" ".join(trust_sentences(record, found))))

    def periods(self, most: int) -> None:
        """Tell when: the periods that have a chance worth naming, so many at most."""
        chances = {(row.period, row.partner): row for row in self.outcome.when}
        total = {
            period: sum(chances[period, suitor].probability for suitor in self.suitors)
            for period in dict.fromkeys(row.period for row in self.outcome.when)
        }
        named = [period for period in total if total[period] >= PERIOD_SHOWN]
        named = sorted(sorted(named, key=lambda period: -total[period])[:most])
        if not named:
            self.section(Text("When: no period has a chance of signature of half a percent or more."))
            return
        longest = max(total.values())
        table = self.table("when, by period", *self.suitors.values(), "", right=len(self.suitors))
        for period in named:
            rows = [chances[period, suitor] for suitor in self.suitors]
            table.add_row(
                day(period),
                *(percents(row.probability, row.error) for row in rows),
                _bar(total[period] / longest),
            )
        self.section(table)
        rest = len(total) - len(named)
        left_out = [f"{count(rest, 'period')} with less left out"] if rest else []
        self.footnote(
            "; ".join(
                ["a period is named by its first day", *left_out, f"the longest bar is {percents(longest)} in all"]
            )
        )

    def price(self, least: float) -> None:
        """Tell what is in the text, given who signs: the clauses that have at least such a chance."""
        table = self.table("the price: what is in the text", "chance", right=1)
        hidden = 0
        for suitor, name in self.suitors.items():
            rows = [row for row in self.outcome.price if row.partner == suitor]
            never = all(math.isnan(row.probability) for row in rows)
            table.add_row(
                Text(f"if signed with {name}" + (", which never happens" if never else ""), style="italic"), ""
            )
            for row in rows:
                if row.probability >= least:
                    says = self.crisis.suitors[suitor].menu[row.clause].says or row.clause
                    told = with_key(row.clause, says.rstrip("."))
                    table.add_row(Padding(told, (0, 0, 0, 2)), percents(row.probability, row.error))
                elif not never:
                    hidden += 1
            texts, pressed = self.outcome.texts_of(suitor)
            if texts >= SIGNS:
                how = f"{texts:.2g} texts are taken up, {percents(pressed)} of them under pressure"
                table.add_row(Padding(Text(how, style="italic"), (0, 0, 0, 2)), "")
        self.section(table)
        if hidden:
            self.footnote(f"{count(hidden, 'clause')} with a chance below {100 * least:g}% left out")

    def attack(self) -> None:
        """Tell how likely an attack is."""
        if not self.crisis.war_plans:
            self.section(Text("No war is planned in this crisis."))
            return
        war = under_way(self.crisis)
        if war is not None:
            until = f"reaches its choice on {day(war.chooses)}: those who stand aside join then, or stay out"
            self.section(Text(f"{war.name}: the war that began on {day(war.began)} {until}."))
            return
        told = percents(self.outcome.attack, self.outcome.attack_error)
        self.section(Text(f"An attack comes in {told} of cases, all told."))

    def war(self) -> None:
        """Tell what follows on each alignment: the war, then who turns on whom after it, and in peace."""
        wars = self.outcome.war
        table = self.table("what follows, if it signs with", *(self.names[war.alignment] for war in wars))
        if self.crisis.war_plans:
            self._fighting(table, wars)
        self._turns(table, wars, "war", "then who turns on whom (and wins)")
        given = "given no attack, who" if self.crisis.war_plans else "who"
        self._turns(table, wars, "peace", f"{given} turns on whom (and wins)")
        if table.row_count:
            self.section(table)

    def _fighting(self, table: Table, wars: Sequence[War]) -> None:
        given = "given an attack" if under_way(self.crisis) is None else "in the war"
        if under_way(self.crisis) is None:
            table.add_row("an attack", *(percents(war.attack, war.error) for war in wars))
        if len(wars[0].occasions) > 1:
            for index, occasion in enumerate(wars[0].occasions):
                plan = f"{self.crisis.war_plans[occasion.plan].name}, " if len(self.crisis.war_plans) > 1 else "on "
                label = Padding(f"{plan}{day(occasion.date)}", (0, 0, 0, 2))
                table.add_row(label, *(percents(war.occasions[index].probability) for war in wars))
        fought = [war.aggressor_wins if war.joins else math.nan for war in wars]
        table.add_row(f"{given}, attackers win", *(percents(value) for value in fought))
        self._joins(table, wars, f"{given}, who joins")

    def _joins(self, table: Table, wars: Sequence[War], heading: str) -> None:
        table.add_row(heading, *("" for _ in wars))
        fighting = {state for plan in self.crisis.war_plans.values() for state in plan.joiners}
        states = dict.fromkeys(state for war in wars for state in war.joins if state in fighting)
        for state in states:
            for side in ("attacker", "defender"):
                chances = [war.joins[state][side] if war.joins else math.nan for war in wars]
                if any(value >= TURN_SHOWN for value in chances):
                    label = Padding(f"{self.state(state)}, {side}", (0, 0, 0, 2))
                    table.add_row(label, *(percents(value) for value in chances))

    def _turns(self, table: Table, wars: Sequence[War], after: str, heading: str) -> None:
        """Tell who turns on whom after a war or in peace, and who helps the victim once it is turned on."""
        shown = [row for row in turnings(wars, after) if ever(row.turns, TURN_SHOWN)]
        if shown:
            table.add_row(heading, *("" for _ in wars))
        for row in shown:
            label = Padding(f"{self.state(row.by)} on {self.state(row.toward)}", (0, 0, 0, 2))
            table.add_row(label, *(_turned(*pair) for pair in zip(row.turns, row.prevails, strict=True)))
            for help_ in row.helps:
                if ever(help_.chances, TURN_SHOWN):
                    helper = Padding(f"{self.state(help_.state)} then helps it", (0, 0, 0, 4))
                    table.add_row(helper, *(percents(chance) for chance in help_.chances))

    def worth(self) -> None:
        """Tell what each alignment is worth to the pivot, in all."""
        rows = [row for row in self.outcome.ledger if row.state == self.outcome.pivot]
        table = self.table(f"what each is worth to {the(self.state(self.outcome.pivot))}", "in all", right=1)
        for row in rows:
            table.add_row(self.names[row.alignment], change(row.total, row.error))
        self.section(table)
        self.footnote(UNIT)

    def ledger(self, state: str) -> None:
        """Tell what each alignment is worth to a state, term by term."""
        rows = [row for row in self.outcome.ledger if row.state == state]
        names = (self.names[row.alignment] for row in rows)
        table = self.table(f"the same to {the(self.state(state))}, term by term", *names, whole=True)
        for term in rows[0].terms:
            if any(abs(row.terms[term]) >= TERM_SHOWN for row in rows):
                table.add_row(f"{spoken(term)}: {TERM_SAYS[term]}", *(change(row.terms[term]) for row in rows))
        table.add_row(Text("total", style="bold"), *(Text(change(row.total), style="bold") for row in rows))
        table.add_row("  ±", *(number(row.error) for row in rows))
        self.section(table)
        self.footnote(f"{UNIT}; terms below {TERM_SHOWN} left out")

    def forecasts(self) -> None:
        """Tell what each believer expects."""
        rows = self.outcome.forecasts
        if not rows:
            return
        partners = list(rows[0].outcomes)
        attack = under_way(self.crisis) is None
        columns = (*(self.names[partner] for partner in partners), *["attack"] * attack, "surprise")
        table = self.table("what each state expects", *columns)
        for row in rows:
            chances = (percents(row.outcomes[partner]) for partner in partners)
            attacks = [percents(row.attack)] * attack
            table.add_row(self.state(row.believer), *chances, *attacks, f"{row.surprise:.2f}")
        self.section(table)
        self.footnote(
            f"the states that see the crisis otherwise than the file, over {count(self.outcome.forecast_draws, 'draw')};"
            " surprise: how wrong each will find itself, 0 if it foresaw everything, 0.69 if it might as well have tossed a coin"
        )

    def idle(self) -> None:
        """Tell what of the file never comes about."""
        never, known = idle_in_answer(idle(self.crisis, self.outcome))
        if never:
            self.heading("what never comes about in this answer")
            for line in never:
                self.item(line)
        if known:
            self.footnote(known)

    def solution(self) -> None:
        """Say what the answer rests on that is not exact."""
        outcome = self.outcome
        self.approximations(outcome.approximations)
        self.item(
            f"bids answer each other to within {outcome.residual:.0e}; a bidder loses at most {outcome.regret.largest:.4f} of its"
            f" survival by not always making its best bid, and no move more than {outcome.regret.bound:.3f}"
        )

    def left_out(self) -> str:
        """Say what the summary does not tell."""
        told = ["every period and clause"]
        told += ["who joins a war and what follows on it"] if self.crisis.war_plans else []
        told += ["who turns on whom"] if self.crisis.hostilities and not self.crisis.war_plans else []
        told += ["the ledger term by term"]
        told += ["what each state expects"] if self.outcome.forecasts else []
        return f"{', '.join(told)}; {count(len(self.outcome.approximations), 'approximation')}"


def _bar(value: float) -> Bar | str:
    """Draw a share of a full bar, as long as there is room for."""
    return "" if math.isnan(value) else Bar(1.0, 0.0, min(max(value, 0.0), 1.0), color="cyan")


def _turned(turns: float, prevails: float) -> str:
    return "-" if math.isnan(turns) else f"{100 * turns:.0f}% ({100 * prevails:.0f}%)"
