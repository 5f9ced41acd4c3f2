"""A back-test in words and tables: theories by score, differences and what is noise, every forecast."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rich.table import Table

from realpolitik.history.backtest import BASE_RATE, Backtest, Pair, Prediction, Score
from realpolitik.history.calibrate import Calibration
from realpolitik.history.scoring import FEWEST_WARS, LEVEL, Interval
from realpolitik.report.page import WIDTH, Page, count

SIDE_BY_SIDE = 5
"""Theories whose forecasts stand in one table."""
TIE = 1e-9
"""Chances nearer than this are equal."""


def tell_backtest(found: Backtest, width: int = WIDTH, colour: bool = False) -> str:
    """Tell a back-test in words and tables.

    Parameters
    ----------
    found : Backtest
    width : int, optional
        Columns.
    colour : bool, optional
        Whether headings may carry a terminal's colours.
    """
    page = Page(width, colour)
    scored = len({each.case for each in found.predictions if each.outcome is not None})
    page.console.print(
        f"{count(len(found.cases), 'case')} of {count(len(found.wars), 'war')}, {scored} with a known outcome; coding:"
        f" {found.leakage.value}. Each was forecast with numbers fitted to those cases that come with realpolitik and are"
        " of other wars."
    )
    if found.theories:
        page.console.print(
            "Cases of one war are not independent of each other: these weigh as much as"
            f" {found.effective_wars:.1f} wars of one size."
        )
    if found.theories:
        page.heading("Theories by log score (nats; lower is better; equal chances score 1.099)")
        page.console.print(_scores(found))
        page.console.print(
            f"{_of_intervals(found)} `in sample` is the score with numbers fitted to all cases that come with"
            " realpolitik. An abstention counts as equal chances; `answered` is the accuracy without them."
        )
        page.heading("What the scores are made of")
        page.console.print(_made_of(found.theories))
        page.console.print(
            "Brier score = miscalibration - discrimination + uncertainty, by isotonic regression; in brackets 90% of samples"
            " of whole wars. A theory that knows nothing has a discrimination of 0. `a war once`: log score with each war"
            " counted once. `easy`: in cases that most rules of thumb get right; `hard`: in all others."
        )
        page.heading("What the differences say")
        for line in _verdicts(found):
            page.console.print(line)
        page.heading("Calibration: forecasts of each size, and how often what they spoke of happened")
        page.console.print(_bins(found.theories))
    page.heading("Every forecast: what was held likeliest, and the chance in percent of what happened")
    names = list(dict.fromkeys(each.theory for each in found.predictions))
    for first in range(0, len(names), SIDE_BY_SIDE):
        page.console.print(_forecasts(found, names[first : first + SIDE_BY_SIDE]))
    page.console.print("A and B are the sides, N is neither; - is an abstention, ? a case without a known outcome.")
    return page.text()


def tell_calibration(fits: Mapping[str, Calibration], width: int = WIDTH, colour: bool = False) -> str:
    """Tell what was fitted, to all cases and without each war."""
    page = Page(width, colour)
    for name, calibration in fits.items():
        page.heading(f"{name}: {calibration.seconds:.0f} seconds")
        if not calibration.whole.values:
            page.console.print("It has no free number.")
            continue
        table = _table("left out", "cases", "log score", *calibration.whole.values)
        for fold in (calibration.whole, *calibration.folds.values()):
            numbers = [f"{value:.3g}" for value in fold.values.values()]
            table.add_row(fold.left_out or "nothing", str(len(fold.training)), f"{fold.score:.3f}", *numbers)
        page.console.print(table)
    return page.text()


def _of_intervals(found: Backtest) -> str:
    if any(math.isnan(score.log.low) for score in found.theories):
        return "All scored cases are of one war, so that there is no interval."
    return f"In brackets: {LEVEL:.0%} intervals, t on {found.effective_wars:.1f} wars."


def _scores(found: Backtest) -> Table:
    table = _table(
        "theory", "log\nscore", "", "less base\nrate", "", "in\nsample", "Brier", "right", "answered", "abstains"
    )
    for score in found.theories:
        gap = score.against_base_rate
        table.add_row(
            score.name,
            f"{score.log.mean:.3f}",
            _brackets(score.log),
            *(("-", "") if gap is None or score.name == BASE_RATE else (f"{gap.mean:+.3f}", _brackets(gap))),
            f"{score.in_sample:.3f}",
            f"{score.brier.mean:.3f}",
            f"{score.accuracy.mean:.0%}",
            "-" if math.isnan(score.answered) else f"{score.answered:.0%}",
            str(score.abstained),
        )
    return table


def _made_of(theories: tuple[Score, ...]) -> Table:
    table = _table(
        "theory", "miscali-\nbration", "", "discrimi-\nnation", "", "uncer-\ntainty", "a war\nonce", "easy", "hard"
    )
    for score in theories:
        parts = score.parts
        table.add_row(
            score.name,
            f"{parts.miscalibration.mean:.3f}",
            _brackets(parts.miscalibration),
            f"{parts.discrimination.mean:.3f}",
            _brackets(parts.discrimination),
            f"{parts.uncertainty:.3f}",
            f"{score.balanced:.3f}",
            *("-" if math.isnan(each) else f"{each:.3f}" for each in (score.easy, score.hard)),
        )
    return table


def _verdicts(found: Backtest) -> list[str]:
    if not found.pairs:
        return ["There is but one theory, and nothing to compare it with."]
    if any(pair.apart is None for pair in found.pairs):
        return [
            f"No verdict. Cases that weigh as {found.effective_wars:.1f} wars are too few to tell theories apart: below"
            f" {FEWEST_WARS}, even if one were better in every war, chance would do as well more often than once in"
            f" {1 / (1 - LEVEL):.0f} times. The order above may be chance."
        ]
    clear = [pair for pair in found.pairs if pair.apart]
    noise = [pair for pair in found.pairs if not pair.apart]
    tests = f"{len(found.pairs)} comparison{'s' if len(found.pairs) > 1 else ''}"
    lines = [_verdict(pair) for pair in clear]
    if clear:
        lines.append(
            f"That is {len(clear)} of {tests}. If no theory were better than another, the chance of even one such"
            f" difference would be {1 - LEVEL:.0%} at most."
        )
    if noise:
        said = "; ".join(f"{pair.first} and {pair.second}" for pair in noise)
        lines.append(
            f"Noise, after {tests}: {said}. These cases do not tell them apart."
            if clear
            else f"Every difference is noise, after {tests}: these cases tell no two theories apart."
        )
    return lines


def _verdict(pair: Pair) -> str:
    size = abs(pair.difference.mean)
    return (
        f"{pair.first} is better than {pair.second} by {size:.3f} nats a case, {_brackets(pair.difference)}: more than"
        f" noise (p = {pair.adjusted:.2g} after all comparisons)."
    )


def _bins(theories: tuple[Score, ...]) -> Table:
    table = _table("theory", "chances of", "forecasts", "mean forecast", "happened", "")
    for score in theories:
        for index, each in enumerate(score.bins):
            table.add_row(
                score.name if index == 0 else "",
                f"{100 * each.low:.0f}% to {100 * each.high:.0f}%",
                str(each.count),
                f"{each.forecast:.0%}",
                f"{each.happened:.0%}",
                f"[{each.happened_low:.0%}, {each.happened_high:.0%}]",
            )
    return table


def _forecasts(found: Backtest, names: Sequence[str]) -> Table:
    table = _table("case", "", *names)
    by_place = {(each.case, each.theory): each for each in found.predictions}
    for case in found.cases:
        cells = [_cell(by_place[case, name]) for name in names]
        table.add_row(case, by_place[case, names[0]].outcome or "?", *cells)
    return table


def _cell(told: Prediction) -> str:
    """Return what was held likeliest, and the chance, in percent, of what happened, or of that if nobody knows."""
    if told.abstained:
        return "-"
    best = max(told.probabilities.values())
    likeliest = [option for option, chance in told.probabilities.items() if best - chance < TIE]
    return f"{'/'.join(likeliest)} {100 * told.probabilities[told.outcome or likeliest[0]]:.0f}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for index, column in enumerate(columns):
        if index == 0:
            table.add_column(column, no_wrap=column in {"case", "theory"}, overflow="fold", vertical="bottom")
        else:
            table.add_column(column, justify="right", no_wrap=True, vertical="bottom")
    return table


def _brackets(interval: Interval) -> str:
    return "" if math.isnan(interval.low) else f"[{interval.low:.2f}, {interval.high:.2f}]"
