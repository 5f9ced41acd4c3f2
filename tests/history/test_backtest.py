"""Back-tests and fits, driven by toy theories."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field

import pytest
from typer.testing import CliRunner

from letters import assert_letters_mean_nothing, at_points
from realpolitik.cli.app import app
from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.schema import Crisis
from realpolitik.history.backtest import backtest, tell_cases
from realpolitik.history.calibrate import calibrate, wars
from realpolitik.history.constants import shipped_calibrations
from realpolitik.history.forecasting import MOST_FREE, contender
from realpolitik.history.read_case import read_cases, read_results, shipped_folder
from realpolitik.history.switches import Leakage
from realpolitik.report.backtest_figure import draw_backtest
from realpolitik.report.backtest_text import tell_backtest
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES
from realpolitik.theories.base_rate import BaseRate
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.evidence import shipped as shipped_lessons
from realpolitik.theories.protocol import Abstention, Forecast, Parameter
from realpolitik.theories.uniform import Uniform

CASES = read_cases(shipped_folder())
RESULTS = read_results(shipped_folder())
SEEN = tell_cases(CASES, Leakage.HALF_VALUE, RESULTS)
WW2 = "second-world-war"


@dataclass(frozen=True)
class Stronger:
    """Joins the stronger side, the more surely the larger its free number; abstains where strength is unknown."""

    name: str = "stronger"
    source: str = "a test"
    assumptions: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = (Parameter("sureness", 0.5, 0.0, 0.9, 0.4, 0.3),)
    seen: list[object] = field(default_factory=list)

    def forecast(self, crisis, values=None):
        self.seen.append(crisis)
        a, b = (crisis.states[side].capability for side in "AB")
        if a.is_uncertain or b.is_uncertain:
            return Abstention("nobody has measured them")
        sure = (values or {}).get("sureness", 0.5)
        best = "A" if a.support()[0] > b.support()[0] else "B"
        return Forecast({"A": (1 - sure) / 3, "B": (1 - sure) / 3, "none": (1 - sure) / 3} | {best: (1 + 2 * sure) / 3})


def test_adding_a_theory_takes_one_object():
    toy = Stronger()
    found = backtest(CASES, RESULTS, [contender(toy), contender(Uniform()), contender(BaseRate())], {})
    assert [score.name for score in found.theories if score.name == "stronger"]
    assert len(found.predictions) == 3 * len(CASES)
    score = next(score for score in found.theories if score.name == "stronger")
    assert score.abstained == sum(case.measured.side_A is None for case in CASES.values()) == 5
    even = [each for each in found.predictions if each.theory == "stronger" and each.abstained]
    assert all(list(each.probabilities.values()) == pytest.approx([1 / 3] * 3) for each in even)


def test_a_theory_sees_crises_and_nothing_else():
    toy = Stronger()
    backtest(CASES, RESULTS, [contender(toy)], {})
    calibrate(contender(toy), dict(list(SEEN.items())[:3]), RESULTS)
    assert toy.seen
    assert {type(each) for each in toy.seen} == {Crisis}


def test_results_change_no_forecast():
    # Whatever history did, the forecasts with given numbers are the same.
    other = {key: result.model_copy(update={"choice": "N"}) for key, result in RESULTS.items()}
    told = [backtest(CASES, results, [contender(Stronger())], {}).predictions for results in (RESULTS, other)]
    assert [each.probabilities for each in told[0]] == [each.probabilities for each in told[1]]


@pytest.mark.parametrize("key", SEEN)
def test_exchanging_letters_exchanges_forecasts(key):
    for theory in (Stronger(), *(each for each in THEORIES if not isinstance(each, (AlignmentGame, Ensemble)))):
        assert_letters_mean_nothing(theory, SEEN[key])


@pytest.mark.parametrize("key", ["denmark-1807", "yugoslavia-1955"])
def test_exchanging_letters_exchanges_forecasts_of_the_game(key):
    # In these cases several states may attack on the same day, and then the first to be asked matters.
    assert_letters_mean_nothing(AlignmentGame(draws=1), SEEN[key], at_points)


def test_a_fold_holds_no_case_of_the_war_it_leaves_out():
    fits = calibrate(contender(Stronger()), SEEN, RESULTS)
    assert set(fits.folds) == set(wars(CASES.values()))
    for war, fold in fits.folds.items():
        assert {CASES[key].war for key in fold.training} == set(fits.folds) - {war}
    assert len(fits.folds[WW2].training) == sum(case.war != WW2 for case in CASES.values())


def test_a_fit_does_not_move_when_the_war_left_out_had_ended_otherwise():
    other = {
        key: result.model_copy(update={"choice": "N"}) if CASES[key].war == WW2 else result
        for key, result in RESULTS.items()
    }
    folds = [calibrate(contender(Stronger()), SEEN, results).folds for results in (RESULTS, other)]
    assert folds[0][WW2].values == folds[1][WW2].values
    assert folds[0]["egypt-1979"].values != folds[1]["egypt-1979"].values


def test_a_fit_is_the_mode_of_the_posterior():
    # The base rate's one number has a posterior that a grid can find.
    fits = calibrate(contender(BaseRate()), SEEN, RESULTS)
    free = BaseRate().parameters[0]

    def loss(x: float) -> float:
        none = sum(result.choice == "N" for result in RESULTS.values())
        likelihood = -none * math.log(x) - (len(RESULTS) - none) * math.log((1 - x) / 2)
        return likelihood + ((x - free.mean) / free.spread) ** 2 / 2

    best = min((i / 10_000 for i in range(100, 9_900)), key=loss)
    assert fits.whole.values["none"] == pytest.approx(best, abs=0.01)


def test_no_theory_has_more_free_numbers_than_the_cases_can_bear():
    for theory in THEORIES:
        assert len(contender(theory).parameters) <= MOST_FREE
        assert len(theory.parameters) <= MOST_FREE


def test_shipped_constants_are_of_known_theories_and_leave_wars_out():
    fits = shipped_calibrations()
    # What learns from cases is given the cases themselves.
    known = {theory.name: contender(theory) for theory in THEORIES if not isinstance(theory, Ensemble)}
    assert {lesson.case: (lesson.war, lesson.choice) for lesson in shipped_lessons()} == {
        key: (CASES[key].war, RESULTS[key].choice) for key in RESULTS
    }
    assert set(known) <= set(fits)
    for name, each in known.items():
        assert set(fits[name].whole.values) == {parameter.name for parameter in each.parameters}
        for war, fold in fits[name].folds.items():
            assert set(fold.training) == {key for key, case in CASES.items() if case.war != war}


@pytest.mark.parametrize("theory", [Uniform(), BaseRate()], ids=lambda theory: theory.name)
def test_shipped_constants_can_be_made_again(theory):
    again = calibrate(contender(theory), SEEN, RESULTS)
    shipped = shipped_calibrations()[theory.name]
    assert again.whole.values == pytest.approx(shipped.whole.values, abs=1e-5)
    assert list(again.folds) == list(shipped.folds)
    for war, fold in again.folds.items():
        assert fold.training == shipped.folds[war].training
        assert fold.values == pytest.approx(shipped.folds[war].values, abs=1e-5)
        assert fold.score == pytest.approx(shipped.folds[war].score, abs=1e-5)


def test_switches_change_what_is_seen():
    told = {leak: tell_cases(CASES, leak, RESULTS) for leak in Leakage}
    changed = {leak: [key for key in CASES if told[leak][key] != told[Leakage.HALF_VALUE][key]] for leak in Leakage}
    assert "ussr-1939" in changed[Leakage.FULL_ACCEPTED]
    assert "poland-1939" in changed[Leakage.DROP_ACCEPTED]
    accepted = [
        key
        for key, case in CASES.items()
        if any(bid.timing.value == "half value" for bid in (*case.bids.A, *case.bids.B))
    ]
    for leak in (Leakage.FULL_VALUE, Leakage.DROP_ACCEPTED, Leakage.SHOW_GAPS):
        assert changed[leak] == accepted
    assert sorted(changed[Leakage.DROP_INSULTS]) == sorted(k for k, case in CASES.items() if case.insult_by != "none")


def words(found):
    return " ".join(tell_backtest(found).split())


def of_war(name):
    return {key: case.model_copy(update={"war": name(key)}) for key, case in CASES.items()}


def test_the_report_gives_no_verdict_on_few_wars_and_shows_every_case():
    found = backtest(CASES, RESULTS, [contender(Stronger()), contender(BaseRate())], {})
    assert found.effective_wars == pytest.approx(24**2 / (12**2 + 12))
    assert {pair.apart for pair in found.pairs} == {None}
    text = tell_backtest(found)
    assert "weigh as much as 3.7 wars of one size" in words(found)
    assert "No verdict" in text
    assert "than noise" not in text
    assert all(case in text for case in CASES)
    assert "- is an abstention" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_report_says_how_many_cases_and_whose_fit():
    key = "ussr-1939"
    found = backtest({key: CASES[key]}, {key: RESULTS[key]}, [contender(Stronger())], {})
    assert words(found).startswith("1 case of 1 war, 1 with a known outcome;")
    assert "fitted to those cases that come with realpolitik and are of other wars" in words(found)
    assert "1 case of 1 war, each" in json.dumps(draw_backtest(found).to_dict())
    assert words(backtest(CASES, {}, [contender(Stronger())], {})).startswith("24 cases of 13 wars, 0 with")


def test_cases_of_one_war_have_no_interval_and_no_verdict():
    found = backtest(of_war(lambda key: "one"), RESULTS, [contender(Stronger()), contender(BaseRate())], {})
    assert found.effective_wars == 1
    told = found.to_dict()
    ends = [
        row[end] for row in told["theories"] for end in ("log_low", "log_high", "brier_low", "against_base_rate_high")
    ]
    ends += [pair[key] for pair in told["pairs"] for key in ("difference_low", "p_value", "p_adjusted")]
    assert all(map(math.isnan, ends))
    assert {pair["apart"] for pair in told["pairs"]} == {None}
    assert "No verdict" in words(found)
    assert "so that there is no interval" in words(found)
    assert "nan" not in words(found)
    drawn = json.dumps(draw_backtest(found).to_dict())
    assert "NaN" not in drawn
    assert "95% intervals" not in drawn


def test_with_many_wars_a_large_difference_is_more_than_noise_and_no_difference_is_noise():
    # History as a sure theory would have it, in which the base rate is wrong by far more than chance.
    theories = [contender(each) for each in (Stronger(), BaseRate(), Uniform())]
    sure = {each.case: max("ABN", key=each.probabilities.get)
            for each in backtest(CASES, {}, theories[:1], {}).predictions if each.abstained is None}  # fmt: skip
    results = {key: RESULTS[key].model_copy(update={"choice": choice}) for key, choice in sure.items()}
    found = backtest(of_war(lambda key: key), results, theories, {})
    assert found.effective_wars == pytest.approx(len(results)) == pytest.approx(19)
    verdicts = {(pair.first, pair.second): pair for pair in found.pairs}
    clear = verdicts["stronger", "base rate"]
    assert clear.apart
    assert clear.difference.high < 0
    assert clear.p_value <= clear.adjusted < 0.05
    even = verdicts["base rate", "uniform"]
    assert even.apart is False
    assert even.adjusted == 1
    text = words(found)
    assert "stronger is better than base rate" in text
    assert "more than noise (p = " in text
    assert "Noise, after 3 comparisons: base rate and uniform." in text


def test_the_figure_draws_every_forecast():
    found = backtest(CASES, RESULTS, [contender(Stronger()), contender(BaseRate())], {})
    drawn = draw_backtest(found).to_dict()
    rows = max(map(len, drawn["datasets"].values()))
    assert rows == 3 * len(found.predictions)


def test_cases_without_results_are_forecast_and_not_scored():
    some = dict(list(RESULTS.items())[:4])
    found = backtest(CASES, some, [contender(Uniform())], {})
    assert sum(each.outcome is None for each in found.predictions) == len(CASES) - 4
    nothing = backtest(CASES, {}, [contender(Uniform())], {})
    assert nothing.theories == ()
    assert "Every forecast" in tell_backtest(nothing)
    draw_backtest(nothing).to_dict()


# --- the verbs ---


def test_backtest_as_json_keeps_its_contract(tmp_path, monkeypatch):
    monkeypatch.setattr("realpolitik.theories.all.THEORIES", (Uniform(), BaseRate(), Stronger()))
    picture = tmp_path / "score.svg"
    done = CliRunner().invoke(app, ["backtest", "--json", "--quiet", "--figure", str(picture)])
    assert done.exit_code == ExitCode.DONE, done.output
    told = json.loads(done.stdout)
    assert told["cases"] == sorted(CASES)
    for row in told["theories"]:
        assert {"name", "log_score", "log_low", "log_high", "brier", "accuracy", "abstained"} <= set(row)
        assert row["log_low"] <= row["log_score"] <= row["log_high"]
    for row in told["predictions"]:
        assert set(row["probabilities"]) == {"A", "B", "N"}
        assert sum(row["probabilities"].values()) == pytest.approx(1)
        assert row["outcome"] == RESULTS[row["case"]].choice
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_calibrate_as_json_keeps_its_contract():
    done = CliRunner().invoke(app, ["calibrate", "--theory", "base rate", "--json", "--quiet"])
    assert done.exit_code == ExitCode.DONE, done.output
    told = json.loads(done.stdout)
    none = told["constants"]["base rate"]["none"]
    assert set(none) == {"value", "error", "prior", "training"}
    assert not told.keys() & {"lessons", "record"}
    assert len(told["folds"]) == len(wars(CASES.values()))
    wrong = CliRunner().invoke(app, ["calibrate", "--theory", "astrology"])
    assert wrong.exit_code == ExitCode.WRONG_INPUT
