"""The answer of a run in words and tables, for a terminal or a pipe of 60 columns or more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.bar import Bar
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from realpolitik.analysis.idle import idle
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, Outcome, War
from realpolitik.report.idle_text import idle_in_answer
from realpolitik.report.names import name_of
from realpolitik.report.page import TERM_SHOWN, WIDTH, Page, basis, chance, change, count, day, imprint, with_error
from realpolitik.report.words import in_words

PERIOD_SHOWN = 0.005
CLAUSE_SHOWN = 0.02
TURN_SHOWN = 0.02
"""What is smaller everywhere is left out, and said to be. (Terms of the ledger: `realpolitik.report.page`.)"""
MOST_PERIODS = 16


def tell_outcome(
    outcome: Outcome, crisis: Crisis, width: int = WIDTH, colour: bool = False, states: Sequence[str] = ()
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
        States besides the pivot whose ledger is wanted.

    Returns
    -------
    str
    """
    page = _Answer(outcome, crisis, width, colour)
    page.introduction()
    page.partners()
    page.periods()
    page.price()
    page.war()
    for state in dict.fromkeys((outcome.pivot, *states)):
        page.ledger(state)
    page.forecasts()
    page.idle()
    page.provenance()
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

    def partners(self) -> None:
        """Tell who signs."""
        table = self.table(f"{self.state(self.outcome.pivot)} signs with", "chance", "", "", right=1)
        for row in self.outcome.outcomes:
            chances = with_error(row.probability, row.error)
            table.add_row(self.names[row.partner], chances, in_words(row.probability), _bar(row.probability))
        self.section(table)

    def periods(self) -> None:
        """Tell when: the periods that have a chance worth naming."""
        chances = {(row.period, row.partner): row for row in self.outcome.when}
        total = {
            period: sum(chances[period, suitor].probability for suitor in self.suitors)
            for period in dict.fromkeys(row.period for row in self.outcome.when)
        }
        named = [period for period in total if total[period] >= PERIOD_SHOWN]
        named = sorted(sorted(named, key=lambda period: -total[period])[:MOST_PERIODS])
        if not named:
            self.section(Text("No period has a chance of signature of 0.005 or more."))
            return
        longest = max(total.values())
        table = self.table("when, by period", *self.suitors.values(), "", right=len(self.suitors))
        for period in named:
            rows = [chances[period, suitor] for suitor in self.suitors]
            table.add_row(
                day(period),
                *(with_error(row.probability, row.error) for row in rows),
                _bar(total[period] / longest),
            )
        self.section(table)
        rest = len(total) - len(named)
        left_out = [f"{count(rest, 'period')} with less left out"] if rest else []
        self.footnote(
            "; ".join(["a period is named by its first day", *left_out, f"the longest bar is {longest:.3f} in all"])
        )

    def price(self) -> None:
        """Tell what is in the text, given who signs."""
        table = self.table("the price: what is in the text", "chance", right=1)
        hidden = 0
        for suitor, name in self.suitors.items():
            rows = [row for row in self.outcome.price if row.partner == suitor]
            never = all(math.isnan(row.probability) for row in rows)
            table.add_row(
                Text(f"if signed with {name}" + (", which never happens" if never else ""), style="italic"), ""
            )
            for row in rows:
                if row.probability >= CLAUSE_SHOWN:
                    says = self.crisis.suitors[suitor].menu[row.clause].says or row.clause
                    table.add_row(Padding(says.rstrip("."), (0, 0, 0, 2)), with_error(row.probability, row.error))
                elif not never:
                    hidden += 1
        self.section(table)
        if hidden:
            self.footnote(f"{count(hidden, 'clause')} with a chance below {CLAUSE_SHOWN} left out")

    def war(self) -> None:
        """Tell what follows on each alignment."""
        if not self.crisis.war_plans:
            self.section(Text("No war is planned in this crisis."))
            return
        wars = self.outcome.war
        table = self.table("what follows, if it signs with", *(self.names[war.alignment] for war in wars))
        table.add_row("an attack", *(chance(war.attack) for war in wars))
        table.add_row("  ±", *(chance(war.error) for war in wars))
        if len(wars[0].occasions) > 1:
            for index, occasion in enumerate(wars[0].occasions):
                plan = f"{self.crisis.war_plans[occasion.plan].name}, " if len(self.crisis.war_plans) > 1 else "on "
                label = Padding(f"{plan}{day(occasion.date)}", (0, 0, 0, 2))
                table.add_row(label, *(chance(war.occasions[index].probability) for war in wars))
        fought = [war.aggressor_wins if war.joins else math.nan for war in wars]
        table.add_row("given an attack, attackers win", *(chance(value) for value in fought))
        self._joins(table, wars)
        self._turns(table, wars)
        self.section(table)
        told = with_error(self.outcome.attack, self.outcome.attack_error)
        self.footnote(f"chance of an attack, all told: {told}")

    def _joins(self, table: Table, wars: Sequence[War]) -> None:
        table.add_row("given an attack, who joins", *("" for _ in wars))
        states = dict.fromkeys(state for war in wars for state in war.joins)
        for state in states:
            for side in ("attacker", "defender"):
                chances = [war.joins[state][side] if war.joins else math.nan for war in wars]
                if any(value >= TURN_SHOWN for value in chances):
                    label = Padding(f"{self.state(state)}, {side}", (0, 0, 0, 2))
                    table.add_row(label, *(chance(value) for value in chances))

    def _turns(self, table: Table, wars: Sequence[War]) -> None:
        pairs = next((war.aftermath for war in wars if war.aftermath), ())
        rows: list[tuple[RenderableType, ...]] = []
        for index, pair in enumerate(pairs):
            turns = [war.aftermath[index] if war.aftermath else None for war in wars]
            if any(turn is not None and turn.turns >= TURN_SHOWN for turn in turns):
                label = Padding(f"{self.state(pair.by)} on {self.state(pair.toward)}", (0, 0, 0, 2))
                rows.append((label, *("-" if turn is None else _turned(turn.turns, turn.prevails) for turn in turns)))
        if rows:
            table.add_row("then who turns on whom (and wins)", *("" for _ in wars))
        for row in rows:
            table.add_row(*row)

    def ledger(self, state: str) -> None:
        """Tell what each alignment is worth to a state, term by term."""
        rows = [row for row in self.outcome.ledger if row.state == state]
        table = self.table(f"what each is worth to: {self.state(state)}", *(self.names[row.alignment] for row in rows))
        for term in rows[0].terms:
            if any(abs(row.terms[term]) >= TERM_SHOWN for row in rows):
                table.add_row(term.replace("_", " "), *(change(row.terms[term]) for row in rows))
        table.add_row(Text("total", style="bold"), *(Text(change(row.total), style="bold") for row in rows))
        table.add_row("  ±", *(chance(row.error) for row in rows))
        self.section(table)
        self.footnote("shares of its own survival (losing everything is -1), from signature on")

    def forecasts(self) -> None:
        """Tell what each believer expects."""
        rows = self.outcome.forecasts
        if not rows:
            return
        partners = list(rows[0].outcomes)
        columns = (*(self.names[partner] for partner in partners), "attack", "surprise")
        table = self.table("what each state expects", *columns)
        for row in rows:
            chances = (chance(row.outcomes[partner]) for partner in partners)
            table.add_row(self.state(row.believer), *chances, chance(row.attack), f"{row.surprise:.3f}")
        self.section(table)
        self.footnote(
            f"states whose picture differs from the file's; over {count(self.outcome.forecast_draws, 'draw')};"
            " surprise in nats: 0 is none, 0.69 a fair coin's"
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

    def provenance(self) -> None:
        """Say what the answer rests on."""
        outcome = self.outcome
        self.approximations(outcome.approximations)
        self.footnote(
            f"bids solved to {outcome.residual:.0e}; a bidder loses at most {outcome.regret.largest:.4f} on its best"
            f" bid, and no move more than {outcome.regret.bound:.3f}; {imprint(outcome)}"
        )


def _bar(value: float) -> Bar | str:
    """Draw a share of a full bar, as long as there is room for."""
    return "" if math.isnan(value) else Bar(1.0, 0.0, min(max(value, 0.0), 1.0), color="cyan")


def _turned(turns: float, prevails: float) -> str:
    return f"{turns:.2f} ({prevails:.2f})"
