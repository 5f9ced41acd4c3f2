"""What every theory owes, whichever it is."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import realpolitik.theories
from realpolitik.analysis.compare import compare
from realpolitik.crisis.quantity import FrozenDict
from realpolitik.crisis.read import library, load
from realpolitik.crisis.schema import Crisis
from realpolitik.history.constants import shipped_calibrations
from realpolitik.outcome import NONE
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.fitted import report
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, Theory
from strategies import crises

ROOM = Path(realpolitik.theories.__file__).parent
PAGES = Path(__file__).parents[2] / "docs" / "theories"
OPEN_TO_ALL = {"protocol", "reading", "offers", "choice", "engines"}
ROOMS_OF_FITS = {"fitted", "evidence", "record"}
PLAYING = (AlignmentGame, Ensemble)
"""Theories that play the game, in which draws and occasions go by names and places."""
QUICK = [replace(each, draws=2) if isinstance(each, PLAYING) else each for each in THEORIES]
RIVALS = [each for each in QUICK if not isinstance(each, PLAYING)]
FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def slug(theory: Theory) -> str:
    return theory.name.replace(" ", "-")


def checked(theory: Theory, crisis: Crisis, values: dict[str, float] | None = None) -> Forecast | Abstention:
    answer = theory.forecast(crisis, values)
    if isinstance(answer, Abstention):
        assert answer.reason.strip()
    else:
        assert set(answer.outcomes) == {*crisis.suitors, NONE}
        assert sum(answer.outcomes.values()) == pytest.approx(1)
        assert all(0 <= chance <= 1 for chance in answer.outcomes.values())
    return answer


def test_names_are_different_and_parameters_are_in_order():
    assert len({theory.name for theory in THEORIES}) == len(THEORIES)
    for theory in THEORIES:
        assert theory.source
        assert theory.assumptions
        assert len({each.name for each in theory.parameters}) == len(theory.parameters)
        for each in theory.parameters:
            assert each.low <= min(each.default, each.mean) <= max(each.default, each.mean) <= each.high
            assert each.spread > 0


@pytest.mark.parametrize("theory", THEORIES, ids=slug)
def test_theory_has_a_page_that_names_its_source_and_parameters(theory):
    page = (PAGES / f"{slug(theory)}.md").read_text(encoding="utf-8")
    authors = theory.source.split(" (")[0].replace(", ", " & ").split(" & ")
    for word in (*authors, "## How a crisis is read", "## Parameters", "## Limits"):
        assert word in page
    for parameter in theory.parameters:
        assert f"`{parameter.name}`" in page


def test_no_theory_imports_another():
    for file in ROOM.glob("*.py"):
        # An ensemble is made of theories.
        if file.stem in {"all", "ensemble", *OPEN_TO_ALL, *ROOMS_OF_FITS}:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("realpolitik.theories."):
                assert node.module.split(".")[2] in OPEN_TO_ALL, f"{file.name} imports {node.module}"


@pytest.mark.parametrize("name", library())
@pytest.mark.parametrize("theory", QUICK, ids=slug)
def test_library_is_answered_at_the_default_and_at_the_ends_of_every_parameter(theory, name):
    crisis = load(name)
    plain = checked(theory, crisis)
    for parameter in theory.parameters:
        for value in (parameter.low, parameter.high):
            assert type(checked(theory, crisis, {parameter.name: value})) is type(plain)
    with pytest.raises(ValueError, match="no such parameter"):
        theory.forecast(crisis, {"no-such": 1.0})


EXACT = 1e-12
TABLES = ("states", "suitors", "stakes", "hostilities", "treaties", "war_plans", "events")
"""What a file lists in some order, and no theory but the game, whose plans are asked as listed, may read an order from."""


def reordered(crisis: Crisis, tables: tuple[str, ...], turn) -> Crisis:
    """The crisis with these tables, and those inside suitors and states, in another order."""
    suitors = {
        key: suitor.model_copy(update={"members": turn(suitor.members), "menu": turn(suitor.menu)})
        for key, suitor in crisis.suitors.items()
    }
    states = {key: state.model_copy(update={"types": turn(state.types)}) for key, state in crisis.states.items()}
    inside = crisis.model_copy(update={"suitors": FrozenDict(suitors), "states": FrozenDict(states)})
    return inside.model_copy(update={table: turn(getattr(inside, table)) for table in tables})


def backwards(table):
    return FrozenDict(dict(reversed(table.items())))


def assert_same(plain: Forecast | Abstention, other: Forecast | Abstention, names: dict[str, str], who: str) -> None:
    if isinstance(plain, Abstention):
        assert plain == other, who
        return
    assert isinstance(other, Forecast), who
    for key, chance in plain.outcomes.items():
        assert other.outcomes[names.get(key, key)] == pytest.approx(chance, abs=EXACT), who


@FEW
@given(crisis=crises(), data=st.data())
def test_no_theory_reads_anything_from_an_order_or_a_name(crisis, data):
    def shuffled(table):
        return FrozenDict({key: table[key] for key in data.draw(st.permutations(list(table)))})

    names = {key: f"x{key}" for key in crisis.suitors}
    turned = reordered(crisis, TABLES, shuffled)
    renamed = crisis.model_copy(update={"suitors": FrozenDict({names[key]: crisis.suitors[key] for key in names})})
    for theory in RIVALS:
        plain = checked(theory, crisis)
        assert_same(plain, checked(theory, turned), {}, theory.name)
        assert_same(plain, checked(theory, renamed), names, theory.name)


@pytest.mark.parametrize("name", library())
def test_the_alignment_game_reads_nothing_from_the_order_of_suitors_members_and_states(name):
    crisis, game = load(name), AlignmentGame(draws=2)
    turned = crisis.model_copy(
        update={
            "states": backwards(crisis.states),
            "suitors": backwards({
                key: suitor.model_copy(update={"members": backwards(suitor.members)})
                for key, suitor in crisis.suitors.items()
            }),
        }
    )  # fmt: skip
    assert list(turned.suitors) != list(crisis.suitors)
    assert_same(checked(game, crisis), checked(game, turned), {}, game.name)


@settings(FEW, max_examples=5)
@given(crisis=crises())
def test_the_alignment_game_answers_random_crises(crisis):
    checked(AlignmentGame(draws=1), crisis)


def test_a_forecast_must_sum_to_one_and_cannot_be_changed():
    for chances in ({"a": 0.5, NONE: 0.4}, {"a": 1.5, NONE: -0.5}, {"a": float("nan"), NONE: 0.0}):
        with pytest.raises(ValueError, match="sum to 1"):
            Forecast(chances)
    forecast = Forecast({"a": 0.25, NONE: 0.75})
    with pytest.raises(TypeError):
        forecast.outcomes["a"] = 1.0  # type: ignore[index]


@dataclass(frozen=True)
class _Silent:
    name: str = "silent"
    source: str = "Nobody (0)"
    assumptions: tuple[str, ...] = ()
    parameters: tuple[()] = ()

    def forecast(self, crisis, values=None):
        return Abstention("it never speaks")


def test_comparison_keeps_who_abstained_and_why():
    done = []
    answer = compare(load("austria-1955"), [_Silent(), *RIVALS[-1:]], done.append)
    silent, uniform = answer.to_dict()["theories"]
    assert silent == {
        "name": "silent", "source": "Nobody (0)", "abstained": True, "reason": "it never speaks", "outcomes": [],
        "numbers": {}, "fitted": False, "chance_alone": [], "record": None,
    }  # fmt: skip
    assert uniform["reason"] is None
    assert [row["partner"] for row in uniform["outcomes"]] == [NONE, "Soviet", "West"]
    assert done == [1, 1]


@dataclass(frozen=True)
class _Unfitted(_Silent):
    parameters: tuple[Parameter, ...] = (Parameter("care", 0.3, 0.0, 1.0, 0.3, 0.1),)


def test_comparison_asks_with_fits_that_did_better_than_what_was_thought_before():
    crisis, fits, record = load("ussr-1939"), shipped_calibrations(), report()["record"]["theories"]
    for theory, said in zip(RIVALS, compare(crisis, RIVALS).theories, strict=True):
        scores = record[theory.name]
        assert said.fitted == (not theory.parameters or scores["log_score"] < scores["at_prior"])
        defaults = {parameter.name: parameter.default for parameter in theory.parameters}
        assert dict(said.numbers) == (fits[theory.name].whole.values if said.fitted else defaults)
        assert said.record.log_score == scores["log_score"]
        assert said.outcomes[0].probability == theory.forecast(crisis, said.numbers).outcomes[NONE]
    (other,) = compare(crisis, [_Unfitted()]).theories
    assert (dict(other.numbers), other.fitted) == ({"care": 0.3}, False)
