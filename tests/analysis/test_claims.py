"""Claims: verdicts by intervals, the comparison that a claim names and no other, and what the model cannot speak to."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import realpolitik as rp
from realpolitik.analysis.answers import Figure, answer, difference
from realpolitik.analysis.brief import gather
from realpolitik.analysis.claims import ClaimsQuestion, _compared, plan_claims
from realpolitik.analysis.verdicts import SMALL, holds, interval, verdict_of
from realpolitik.analysis.work import Work
from realpolitik.crisis import defaults
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.schema import Measure
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import CrisisInvalid
from realpolitik.report.claims_figure import draw_claims
from realpolitik.report.claims_text import tell_claims
from realpolitik.report.dispatch.write import write_dispatch

LIBRARY = (
    pytest.param("ussr-1939", marks=pytest.mark.slow),
    "turkey-1939",
    pytest.param("austria-1955", marks=pytest.mark.slow),
)
NUMBERS = st.one_of(st.floats(-2, 2), st.sampled_from([-0.5, 0.0, 0.5]))
EXPECTATIONS = ("higher", "lower", "same")
SIGN_SOUTH = {"of": "signature", "partner": "South"}


def claim(variant, measure=SIGN_SOUTH, expect="higher", **more):
    return {
        "says": f"A claim of {variant}, {measure}, {more}.",
        "variant": variant,
        "measure": measure,
        "expect": expect,
        **more,
    }


@pytest.fixture(scope="module")
def starter():
    return read_text(STARTER, "starter")


@given(NUMBERS, st.floats(0, 1), st.sampled_from([0.0, 0.1, 0.5]))
def test_a_claim_and_what_denies_it_never_both_hold(low, width, margin):
    high = low + width
    verdicts = {expect: verdict_of(expect, margin, low, high) for expect in EXPECTATIONS}
    supported = [expect for expect in EXPECTATIONS if verdicts[expect] == "supported"]
    assert len(supported) <= 1
    assert supported == [expect for expect in EXPECTATIONS if holds(expect, margin, low, high)]
    both = np.array([low, high])  # of arrays as of numbers
    for expect in EXPECTATIONS:
        assert holds(expect, margin, both, both).tolist() == [bool(holds(expect, margin, x, x)) for x in (low, high)]
    if supported in (["higher"], ["lower"]):  # then what the other two say is denied
        assert sorted(verdicts.values()) == ["contradicted", "contradicted", "supported"]
    small = {verdict for verdict in verdicts.values() if verdict in SMALL}
    assert bool(small) == (supported == ["same"])  # what is too small to matter is the same
    # The same comparison the other way round.
    mirrored = {expect: verdict_of(expect, margin, -high, -low) for expect in EXPECTATIONS}
    assert [mirrored[e] for e in ("lower", "higher", "same")] == [verdicts[e] for e in EXPECTATIONS]


RIGHT, NEITHER, WRONG = SMALL


@pytest.mark.parametrize(
    "low, high, higher, lower, same",
    [
        (0.011, 0.5, "supported", "contradicted", "contradicted"),
        (0.001, 0.003, RIGHT, WRONG, "supported"),
        (0.001, 0.01, RIGHT, WRONG, "supported"),
        (0.0, 0.01, NEITHER, NEITHER, "supported"),
        (-0.002, 0.003, NEITHER, NEITHER, "supported"),
        (-0.003, -0.001, WRONG, RIGHT, "supported"),
        (-0.5, -0.011, "contradicted", "supported", "contradicted"),
        (0.001, 0.011, "undecided", "undecided", "undecided"),
        (-0.011, -0.001, "undecided", "undecided", "undecided"),
        (-0.3, 0.2, "undecided", "undecided", "undecided"),
    ],
)
def test_a_verdict_says_no_more_than_the_interval(low, high, higher, lower, same):
    assert [verdict_of(expect, 0.01, low, high) for expect in EXPECTATIONS] == [higher, lower, same]


def test_the_margin_is_that_of_what_is_measured_unless_the_claim_states_its_own(starter):
    crisis = patch(
        starter,
        {
            "claims": {
                "chance": claim({"suitors.South.drafting_time": 1}),
                "month": claim({"suitors.South.drafting_time": 1}, {"of": "month"}),
                "own": claim({"suitors.South.drafting_time": 1}, margin=0),
            }
        },
    )
    rows = {row.id: (row.margin, row.margin_given) for row in rp.claims(crisis, draws=2).claims}
    assert rows == {"chance": (0.01, False), "month": (0.25, False), "own": (0.0, True)}
    # A file with every default written out says the same, and so has the same fingerprint.
    assert "margin: 0.25" in rp.write_crisis(crisis, defaults=True)
    assert set(defaults.MARGINS) == set(get_args(Measure.model_fields["of"].annotation))


def test_an_effect_too_small_to_matter_is_told_as_such_with_its_numbers_everywhere(starter):
    # A text that is drafted a fiftieth sooner is signed a little oftener; smooth play shows it in few draws.
    sooner = claim({"suitors.North.drafting_time": 0.98}, {"of": "signature", "partner": "North"})
    starter = patch(starter, {"claims": {"sooner": sooner}, "constants.precision": 30})
    told = rp.claims(starter, draws=32)
    (row,) = told.claims
    assert row.verdict == "right direction, too small to matter"
    assert 0 < row.low <= row.high <= row.margin == 0.01
    text = " ".join(tell_claims(told, starter).split())
    numbers = f"base {100 * row.against:.1f}%, changed {100 * row.variant:.1f}%"
    effect = f"effect {100 * row.effect:+.2f} ± {100 * row.error:.2f} points"
    for words in (row.verdict, numbers, effect, "margin 1 point, the default"):
        assert words in text
    assert effect in " ".join(told._repr_html_().split())
    drawing = json.dumps(draw_claims(told, starter).to_dict(), ensure_ascii=False)
    assert f"{numbers}, {effect}" in drawing
    assert "points; margin 1" in drawing
    assert {100 * row.effect} == {each["effect"] for each in _drawn_rows(told, starter)}
    assert {"against", "variant", "effect", "error", "margin", "margin_given"} <= set(told.to_frame().columns)
    page = write_dispatch(gather(starter, Work(32), ("claims",)), "sober")
    assert f'<span class="verdict">{row.verdict}</span>' in page
    assert f'<data value="{row.against!r}">{100 * row.against:.1f}</data>%' in page


def _drawn_rows(told, crisis):
    """What the picture of claims is drawn from, a row each."""
    return next(iter(draw_claims(told, crisis).to_dict()["datasets"].values()))


def test_claims_that_say_the_same_have_a_row_each_in_the_picture(starter):
    twice = {"a": starter.claims["opinion_mattered"], "b": starter.claims["opinion_mattered"]}
    drawing = draw_claims(rp.claims(patch(starter, {"claims": twice}, cross_check=False), draws=2), starter).to_dict()
    assert [row["claim"] for row in next(iter(drawing["datasets"].values()))] == ["a", "b"]


def test_intervals_of_few_draws_by_the_closed_forms_of_student():
    # With one degree of freedom t is Cauchy's; with two, t(p) = 2 a sqrt(2 / (1 - 4 a^2)), a = p - 1/2.
    one, two = math.tan(math.pi * 0.475), 2 * 0.475 * math.sqrt(2 / (1 - 4 * 0.475**2))
    assert interval(0.1, 0.02, 2) == pytest.approx((0.1 - one * 0.02, 0.1 + one * 0.02))
    assert interval(0.1, 0.02, 3) == pytest.approx((0.1 - two * 0.02, 0.1 + two * 0.02))
    assert interval(0.1, 0.0, 2) == (0.1, 0.1)
    assert all(map(math.isnan, (*interval(0.1, 0.02, 1), *interval(0.1, math.nan, 2))))


@pytest.mark.parametrize("margin", [0.0, 0.1])
def test_an_interval_that_ends_at_the_margin_counts_as_no_difference(margin):
    assert verdict_of("same", margin, -margin, margin) == "supported"
    told = RIGHT if margin else NEITHER
    assert verdict_of("higher", margin, margin, margin) == verdict_of("lower", margin, -margin, -margin) == told


def test_a_point_never_decides_and_one_draw_has_no_interval():
    assert {verdict_of(expect, 0.1, 0.0, 0.2) for expect in EXPECTATIONS} == {"undecided"}
    assert {verdict_of(expect, 0.1, math.nan, math.nan) for expect in EXPECTATIONS} == {"undecided"}
    assert all(map(math.isnan, interval(0.3, math.nan, 1)))
    assert interval(0.3, 0.1, 12) == pytest.approx(stats.t.interval(0.95, 11, 0.3, 0.1))


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_intervals_of_few_draws_are_wide_enough(seed):
    # Exact for normal differences: the interval is that of the one-sample t test.
    sample = stats.norm.rvs(size=5, random_state=seed)
    low, _ = interval(sample.mean(), sample.std(ddof=1) / math.sqrt(5), 5)
    assert (low > 0) == (stats.ttest_1samp(sample, 0, alternative="greater").pvalue < 0.025)


def test_each_claim_is_the_comparison_that_it_names():
    keys = ("substance-not-speed", "half-in-earnest", "transit-sealed-it")
    whole = load("ussr-1939")
    crisis = patch(whole, {f"claims.{key}": None for key in whole.claims if key not in keys})
    told = {row.id: row for row in rp.claims(crisis, draws=4, seed=2).claims}
    for key in keys:
        stated = crisis.claims[key]
        pair = [patch(crisis, dict(changes)) for changes in (stated.variant, stated.against)]
        one, other = (a.figure(stated.measure) for a in answer(pair, Work(4, 2)))
        effect, error = difference(one, other)
        assert (told[key].effect, told[key].error) == pytest.approx((effect, error), abs=1e-15)
        assert (told[key].variant, told[key].against) == pytest.approx((one.value, other.value), abs=1e-15)
        if error > 1e-15:
            assert told[key].low < effect < told[key].high
    assert any(told[key].error > 1e-15 for key in keys)


def test_claims_share_the_variants_that_they_have_in_common():
    crisis = load("ussr-1939")
    plan = plan_claims(crisis)
    assert plan.pairs["guarantee-freed-stalin"] == plan.pairs["guarantee-unsound"]
    assert len(plan.variants) == len({id(variant) for variant in plan.variants}) < 2 * len(crisis.claims)
    assert plan.variants[plan.pairs["prompt-acceptance"][1]] is crisis


def test_what_the_model_cannot_speak_to_is_refused_with_a_reason(starter):
    crisis = patch(
        starter,
        {
            "claims": {
                "unfit": claim({"treaties.no_such.until": "1900-01-01"}),
                "never": claim({"states.PIV.readiness": 0.5}, {"of": "month", "partner": "South"}),
                "gone": claim(
                    {"suitors.South.menu.river": None}, {"of": "clause", "partner": "South", "clause": "river"}
                ),
                "sound": claim({"suitors.South.drafting_time": 0}, against={"suitors.South.drafting_time": 600}),
            },
            "suitors.South.drafting_time": 600,
        },
    )
    told = {row.id: row for row in rp.claims(crisis, draws=4).claims}
    assert {key: row.verdict for key, row in told.items() if row.verdict == "refused"}.keys() == {
        "unfit", "never", "gone",
    }  # fmt: skip
    assert "no_such" in told["unfit"].reason
    assert "fewer than one of a million cases" in told["never"].reason
    assert "no clause river" in told["gone"].reason
    assert math.isnan(told["gone"].effect)
    result = rp.claims(crisis, draws=4)
    assert (result.tested, result.expected_misses) == (1, pytest.approx(0.05))
    assert result.to_frame().height == 4
    assert "refused" in result._repr_html_()


@pytest.mark.parametrize("noise", [0.0, 1.7e-11, -1.7e-11])
@pytest.mark.parametrize("expect, verdict", [("higher", NEITHER), ("lower", NEITHER), ("same", "supported")])
def test_rounding_has_no_direction(starter, noise, expect, verdict):
    crisis = patch(starter, {"claims.opinion_mattered.expect": expect}, cross_check=False)
    one = Figure(np.array([0.3, 0.5, 0.7]), np.ones(3))
    other = Figure(one.y - noise, one.weight)
    row = _compared(crisis, "opinion_mattered", one, other)
    assert (row.effect, row.error, row.low, row.high) == (0, 0, 0, 0)
    assert row.verdict == verdict
    assert "moves nothing" in row.reason
    assert row.agreement == (expect == "same")


@pytest.mark.parametrize(
    "measure, margin, words",
    [
        (SIGN_SOUTH, 1, "two chances never differ by more than 1"),
        ({"of": "attack"}, 1.5, "give a margin below 1"),
        ({"of": "month"}, 600, "two months of signature"),
    ],
)
def test_a_margin_that_nothing_can_pass_is_refused(starter, measure, margin, words):
    stated = claim({"suitors.South.drafting_time": 1}, measure, margin=margin)
    with pytest.raises(CrisisInvalid, match=words):
        patch(starter, {"claims.wide": stated}, check_patches=True)
    patch(starter, {"claims.narrow": stated | {"margin": 0.99}}, check_patches=True)


@pytest.mark.parametrize("name", LIBRARY)
def test_every_crisis_of_the_library_is_told_and_drawn(name):
    crisis = load(name)
    told = ClaimsQuestion().answer(crisis, Work(2))
    assert [row.id for row in told.claims] == list(crisis.claims)
    for row in told.claims:
        assert {citation.key for citation in row.sources} <= set(crisis.sources)
        assert row.reason
    for width in (60, 100):
        page = tell_claims(told, crisis, width)
        assert max(map(len, page.splitlines())) <= width
        assert "nan" not in page
    draw_claims(told, crisis).to_dict()


def call(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "realpolitik", *words], check=False, capture_output=True, text=True, cwd=cwd, timeout=300
    )


def test_the_verb_end_to_end(tmp_path):
    done = call("claims", "turkey-1939", "--draws", "2", "--json", "--quiet", "--figure", "a.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert {"crisis", "seed", "draws", "hash", "version", "tested", "expected_misses", "claims"} <= told.keys()
    for row in told["claims"]:
        assert {"id", "says", "verdict", "effect", "low", "high", "reason", "sources", "disputed_by"} <= row.keys()
        assert all({"key", "author", "title", "year"} <= citation.keys() for citation in row["sources"])
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    (tmp_path / "mute.yaml").write_text(STARTER[: STARTER.index("claims:")], encoding="utf-8")
    mute = call("claims", "mute.yaml", cwd=tmp_path)
    assert mute.returncode == 2
    assert "makes no claims" in mute.stderr
