"""Who turns, whom it costs, and who comes to help, as signs on small invented crises with all but sharp choices."""

from __future__ import annotations

from typing import Any

import pytest

from comparison import distance_from_reference
from realpolitik.crisis.schema import Crisis
from realpolitik.game.solve import solve
from realpolitik.outcome import NONE, Outcome, Turn, War

Tree = dict[str, Any]


def tree(**more: Any) -> Tree:
    """Six states of one strength; the council never sits, so that what follows is on nothing signed."""
    content: Tree = {
        "id": "signs",
        "title": "Signs",
        "question": "Who turns?",
        "pivot": "P",
        "as_of": "1900-01-01",
        "window": {"opens": "1900-01-01", "closes": "1900-03-31"},
        "constants": {"precision": 1000, "doubt": 0, "lean": 0, "tempo": 0, "aftermath_lag": 0},
        "states": {
            name: {
                "name": name, "capability": 0.1, "war_cost": 0.2, "reputation": 0.3, "patience": 1, "attrition": 0,
                "conquest": 0,
            }
            for name in "ABCHJP"
        },
        "suitors": {
            "B": {
                "name": "B", "lead": "B", "members": {"B": 1}, "drafting_time": 0,
                "menu": {"deal": {"kind": "transfer", "obligors": ["B"], "worth": {"P": 0.1}}},
            }
        },
    }  # fmt: skip
    return content | more


def claim(by: str, toward: str, gain: float, **more: Any) -> Tree:
    return {"by": by, "toward": toward, "gain": gain, **more}


def treaty(**clauses: Tree) -> Tree:
    return {"word": {"name": "Word", "signed": "1899-01-01", "clauses": clauses}} if clauses else {}


def attack(**more: Any) -> Tree:
    """A is certain to attack B, and to win if nobody joins."""
    plan = {
        "name": "Attack on B",
        "aggressor": "A",
        "target": "B",
        "occasions": {"spring": {"date": "1900-02-01"}},
        "prize": {"A": 5},
    }
    return {"plan": plan | more}


def strong(content: Tree, **capability: float) -> Tree:
    states = {name: state | {"capability": capability.get(name, 0.1)} for name, state in content["states"].items()}
    return content | {"states": states}


def solved(content: Tree) -> Outcome:
    """The answer of the kernels, which the plain version shares."""
    crisis = Crisis.model_validate(content)
    assert distance_from_reference(crisis, 0, 0) < 1e-10
    return solve(crisis, draws=1)


def unsigned(outcome: Outcome) -> War:
    return next(war for war in outcome.war if war.alignment == NONE)


def turn_of(turns: tuple[Turn, ...], by: str, toward: str) -> Turn:
    return next(turn for turn in turns if (turn.by, turn.toward) == (by, toward))


def terms(outcome: Outcome, state: str) -> dict[str, float]:
    return dict(next(row.terms for row in outcome.ledger if (row.alignment, row.state) == (NONE, state)))


PLEDGE = {"kind": "defense", "obligors": ["H"], "beneficiaries": ["J"]}


# --- help


@pytest.mark.parametrize("plans", [{}, attack()])
@pytest.mark.parametrize("gain, deterred", [(0.9, False), (0.4, True)])
def test_a_pledge_that_is_kept_saves_the_pledged_something_or_deters_its_enemy(plans, gain, deterred):
    # Even strengths: q is 1/2, and with half of H's strength beside J 2/5. C pays 0.2 (1 - q) to try.
    def found(**clauses: Tree) -> tuple[Turn, float]:
        hostility = claim("C", "J", gain, helpers={"H": 0.5})
        outcome = solved(tree(hostilities={"h": hostility}, war_plans=plans, treaties=treaty(**clauses)))
        war = unsigned(outcome)
        return turn_of(war.aftermath if plans else war.peace, "C", "J"), terms(outcome, "J")["aftermath"]

    (alone, lost), (pledged, spared) = found(), found(pledge=PLEDGE | {"weight": 1.0})
    assert alone.turns == pytest.approx(1)
    assert alone.helped["H"] == pytest.approx(0)  # it owes nothing: help costs and brings nothing
    assert lost == pytest.approx(-0.5 * 1.2)
    if deterred:
        cheap = found(pledge=PLEDGE | {"weight": 0.1})
        assert cheap[0].turns == pytest.approx(1)  # of a pledge that will not be kept nobody is afraid
        assert cheap[1] == pytest.approx(lost)
    assert pledged.turns == pytest.approx(1)
    assert pledged.helped["H"] == pytest.approx(0)
