"""How often promises are kept, counted along the tree, against what the answer says of joining, turning and help."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pledges import SITUATIONS, Count, counts_of, invented, share_kept

from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.game.solve import solve
from realpolitik.outcome import NONE


def promise(kind: str, by: str, to: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "obligors": [by], "beneficiaries": [to], **more}


CLAUSES = {
    # In the war of A and T: one that A breaks by its attack, one of each other kind that a joiner can break, and one not called on.
    "aggressor": promise("nonaggression", "A", "T"),
    "to-defend": promise("guarantee", "H", "T"),
    "to-attack": promise("offense", "W", "A", against=["T"]),
    "aside": promise("neutrality", "W", "T"),
    "void": promise("defense", "W", "T", against=["P"]),
    # Afterwards, and in peace, when A or W may turn on J.
    "help": promise("defense", "H", "J", against=["A"]),
    "no-help": promise("nonaggression", "H", "W", against=["J"]),
    "restraint": promise("offense", "A", "J", against=["T"]),
}
CRISIS = Crisis.model_validate({
    "id": "kept",
    "title": "Kept",
    "question": "Who keeps its word?",
    "pivot": "P",
    "as_of": "1900-01-01",
    "window": {"opens": "1900-01-01", "closes": "1900-03-31"},
    "constants": {"precision": 6, "tempo": 0},
    "states": {name: {"name": name, "capability": 0.1, "reputation": 0.2} for name in "ATWHJP"},
    "hostilities": {
        "a": {"by": "A", "toward": "J", "gain": 0.5, "helpers": {"H": 0.5}},
        "w": {"by": "W", "toward": "J", "gain": 0.4, "reach": 0.8, "helpers": {"H": 0.4}},
        "b": {"by": "W", "toward": "P", "gain": 0.3},
    },
    "suitors": {
        "W": {
            "name": "W", "lead": "W", "members": {"W": 1}, "drafting_time": 0.5,
            "menu": {"word": promise("transfer", "W", "P", worth={"P": 0.1})},
        }
    },
    "treaties": {"word": {"name": "Word", "signed": "1899-01-01", "clauses": CLAUSES}},
    "war_plans": {
        "plan": {
            "name": "Attack on T", "aggressor": "A", "target": "T", "occasions": {"spring": {"date": "1900-02-10"}},
            "joiners": {"W": ["attacker", "defender"], "H": ["attacker", "defender"]},
            "reach": {"W": 0.5, "H": 0.5}, "exposure": {"A": 0.6, "T": 0.7}, "prize": {"A": 0.5},
        }
    },
    "perceptions": {
        "feared": {"who": "H", "path": "states.A.capability", "factor": 0.5, "because": "reports"},
        "scorned": {"who": "A", "path": "states.H.reputation", "factor": 0.5, "because": "a habit"},
    },
})  # fmt: skip


def test_promises_are_kept_as_often_as_the_answer_says():
    (count,) = counts_of(CRISIS, 1, 3)
    outcome = solve(CRISIS, draws=1, seed=3)
    war = next(each for each in outcome.war if each.alignment == NONE)
    attack = war.attack
    assert 0.02 < attack < 0.98
    joins = war.joins
    assert count.called == pytest.approx(count.called | {
        ("nonaggression", "war"): attack,
        ("defence", "war"): attack,
        ("offence", "war"): attack,
        ("neutrality", "war"): attack,
    })  # fmt: skip
    kept = count.kept
    assert kept["nonaggression", "war"] == 0
    assert kept["defence", "war"] == pytest.approx(attack * joins["H"]["defender"])
    assert kept["offence", "war"] == pytest.approx(attack * joins["W"]["attacker"])
    assert kept["neutrality", "war"] == pytest.approx(attack * (1 - joins["W"]["attacker"]))

    turns = {
        (turn.by, turn.toward, after): (chance, turn)
        for after, chance, rows in (("war", attack, war.aftermath), ("peace", 1 - attack, war.peace))
        for turn in rows
    }
    by_a = [turns["A", "J", after] for after in ("war", "peace")]
    # A comes first. After a war in which it was H's enemy H is not asked, and the pledge is not called on.
    assert count.called["defence", "help"] <= sum(chance * turn.turns for chance, turn in by_a) + 1e-12
    assert kept["defence", "help"] == pytest.approx(
        sum(chance * turn.turns * turn.helped["H"] for chance, turn in by_a)
    )
    assert kept["offence", "restraint"] == pytest.approx(sum(chance * (1 - turn.turns) for chance, turn in by_a))
    assert 0 < kept["nonaggression", "help"] < count.called["nonaggression", "help"]


def test_what_is_signed_and_attacks_while_the_talks_last_count_by_their_chance():
    crisis = patch(CRISIS, {"constants.tempo": 3})
    for seed in range(3):
        (count,) = counts_of(crisis, 1, seed)
        outcome = solve(crisis, draws=1, seed=seed)
        assert count.called["nonaggression", "war"] == pytest.approx(outcome.attack)


def test_invented_crises_are_crises_in_which_promises_are_called_on():
    counts = [count for seed in range(30) for count in counts_of(invented(seed), 1, seed)]
    assert {situation for count in counts for _, situation in count.called} == set(SITUATIONS)
    for count in counts:
        for key, called in count.called.items():
            assert 0 <= count.kept[key] <= called + 1e-12


def test_shares_weigh_draws_by_how_often_they_call_by_hand():
    counts = [Count(), Count()]
    for count, called, kept in zip(counts, (3.0, 1.0), (3.0, 0.0), strict=True):
        count.called["defence", "war"], count.kept["defence", "war"] = called, kept
    called, share, error = share_kept(counts, "defence", "war")
    assert (called, share) == (2, 0.75)
    assert error == pytest.approx(math.sqrt((0.75**2 + 0.75**2) * 2) / 4)
    assert math.isnan(share_kept(counts, "offence", "war")[1])
