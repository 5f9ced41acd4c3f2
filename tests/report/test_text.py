"""The answer of a run in words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.solve import solve
from realpolitik.report.run_text import tell_outcome
from realpolitik.report.words import in_words

CRISIS = read_text(STARTER, "starter")


@pytest.fixture(scope="module")
def outcome():
    return solve(CRISIS, draws=8)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_asked_and_no_column_is_lost(outcome, width):
    told = tell_outcome(outcome, CRISIS, width)
    assert max(map(len, told.splitlines())) <= width
    for row in outcome.outcomes:
        assert f"{row.probability:.3f} ± {row.error:.3f}" in told
    for row in outcome.ledger:
        assert (f"{row.total:+.3f}" in told) == (row.state == CRISIS.pivot)
    assert f"{outcome.forecasts[0].surprise:.3f}" in told


def test_colour_only_where_it_is_wanted(outcome):
    plain, coloured = tell_outcome(outcome, CRISIS), tell_outcome(outcome, CRISIS, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured


def test_what_is_not_defined_is_a_dash_and_never_nan(outcome):
    never = replace(
        outcome,
        draws=1,
        outcomes=tuple(replace(row, error=math.nan) for row in outcome.outcomes),
        price=tuple(replace(row, probability=math.nan, error=math.nan) for row in outcome.price),
        war=tuple(replace(row, joins={}, aftermath=(), aggressor_wins=0.0) for row in outcome.war),
        ledger=tuple(
            replace(row, terms=dict.fromkeys(row.terms, math.nan), total=math.nan, error=math.nan)
            for row in outcome.ledger
        ),
    )
    told = tell_outcome(never, CRISIS)
    assert "nan" not in told
    assert "if signed with North, which never happens" in told


def test_a_crisis_without_war_and_without_signature_is_told_too(outcome):
    empty = replace(outcome, when=tuple(replace(row, probability=0.0) for row in outcome.when))
    told = tell_outcome(empty, CRISIS.model_copy(update={"war_plans": {}}))
    assert "No war is planned" in told
    assert "No period has a chance" in told


@pytest.mark.parametrize(
    "chance, words",
    [
        (0.0, "almost certainly not"),
        (0.02, "very unlikely"),
        (0.5, "about even"),
        (0.84, "likely"),
        (1.0, "almost certainly"),
    ],
)
def test_words_for_chances(chance, words):
    assert in_words(chance) == words
