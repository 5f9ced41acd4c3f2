"""What if: nothing changed is nothing, pairs are paired, and what does not fit is refused before any work."""

from __future__ import annotations

import pytest

import realpolitik as rp
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.report.whatif_text import tell_whatif

READY = {"states.USSR.readiness": 0.9}


@pytest.fixture(scope="module")
def crisis():
    return rp.load("ussr-1939")


@pytest.fixture(scope="module")
def found(crisis):
    return rp.whatif(
        crisis, {"nothing": {}, "ready": READY, "no West": {"suitors.West": None, "moves": None}}, draws=8, seed=2
    )


def test_an_empty_change_changes_nothing_at_all(found):
    nothing = found.variants[0]
    assert [(row.difference, row.error) for row in nothing.change] == [(0.0, 0.0)] * 3
    assert (nothing.month.difference, nothing.month.error) == (0.0, 0.0)
    assert (nothing.attack.difference, nothing.attack.error) == (0.0, 0.0)


def test_differences_are_those_of_two_runs_with_paired_errors(crisis, found):
    one, other = rp.run(crisis, draws=8, seed=2), rp.run(rp.patch(crisis, READY), draws=8, seed=2)
    for before, after, change in zip(one.outcomes, other.outcomes, found.variants[1].change, strict=True):
        assert change.difference == pytest.approx(after.probability - before.probability, abs=1e-12)
        assert 0 < change.error < before.error + after.error
    assert found.variants[1].attack.after == pytest.approx(other.attack, abs=1e-12)


def test_a_suitor_that_is_taken_away_has_no_chance(found):
    gone = found.variants[2]
    assert [row.probability for row in gone.outcomes if row.partner == "West"] == [0.0]
    assert sum(row.difference for row in gone.change) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("name", rp.library())
def test_factors_of_every_crisis_can_be_taken_away(name):
    crisis = rp.load(name)
    found = rp.whatif(crisis, {key: rp.without(crisis, [key]) for key in crisis.factors}, draws=2)
    assert len(found.variants) == len(crisis.factors)
    assert found.to_frame().height == len(crisis.factors) * (1 + len(crisis.suitors))
    assert found.title in found._repr_html_()
    assert max(map(len, tell_whatif(found, crisis, 60).splitlines())) <= 60


def test_patches_of_several_factors_are_joined_in_the_order_of_the_file(crisis):
    both = rp.without(crisis, ["purges", "munich"])
    assert list(both) == ["events.y1938-munich.excludes", "states.USSR.readiness"]


def test_what_does_not_fit_is_refused(crisis):
    with pytest.raises(rp.CrisisInvalid, match=r"variant wrong: .*readiness"):
        rp.whatif(crisis, {"wrong": {"states.USSR.readines": 1}})
    with pytest.raises(rp.RealpolitikError, match="no factor of this crisis"):
        rp.without(crisis, ["nobody"])
    with pytest.raises(rp.RealpolitikError, match="names no factors"):
        rp.without(rp.patch(crisis, {"factors": None}), ["munich"])
    with pytest.raises(rp.RealpolitikError, match="no variant"):
        rp.whatif(crisis, {})


def test_one_draw_has_no_error_and_is_told():
    crisis = read_text(STARTER, "starter")
    found = rp.whatif(crisis, {"patient": {"constants.precision": 20}}, draws=1)
    assert "nan" not in tell_whatif(found, crisis)
