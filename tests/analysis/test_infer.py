"""Beliefs about hidden hands: Bayes by hand, what teaches nothing, and what posteriors are worth."""

from __future__ import annotations

import math
from datetime import date
from statistics import NormalDist

import numpy as np
import pytest

import realpolitik
from calibration import OPENS, move, reliability, simulate, small, with_moves
from realpolitik.analysis.infer import InferQuestion, infer
from realpolitik.analysis.work import Work
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load
from realpolitik.errors import NothingToAnalyse
from realpolitik.game.numbers.draws import Instead, draw_numbers
from realpolitik.game.reference.bazaar import ReferenceGame
from realpolitik.game.rules.world import World
from realpolitik.report.infer_figure import draw_infer
from realpolitik.report.infer_text import tell_infer

PRIOR, COST = 0.3, 0.15
ONE = Work(1)


def read_hands(crisis, observers, work):
    return InferQuestion(tuple(observers)).answer(crisis, work)


def willing(found, after=-1, observer="Piv"):
    return found.view(observer).belief("Wes", "willing", after)


def bid_chance(crisis, hand, clauses):
    """The chance that West bids these clauses, or any, on the first date, given its hand: at a sitting, if there is one."""
    t = clock_of(crisis).step_of(date.fromisoformat(OPENS[0]))
    game = ReferenceGame(World(crisis, draw_numbers(crisis, 0, 0, 1, Instead(hands={"Wes": hand}))))
    bids = game.bids(t, None)["West"]
    return game.world.taken_up(t) * (bids[frozenset(clauses)] if clauses else 1 - bids[None])


def test_bayes_by_hand():
    # Play is so smooth that no move gives a hand away. A signal has the variances of the doubt and of a logit together.
    crisis = patch(with_moves(small(PRIOR, COST), {"offer": move(OPENS[0], ["pact"])}), {"constants.precision": 30})
    found = read_hands(crisis, ["Piv"], ONE)
    spread = math.sqrt(0.1**2 + math.pi**2 / 3 / 30**2)
    spoke = [NormalDist().cdf((0.03 - cost) / spread) for cost in (0.01, 0.05)]
    bid = [bid_chance(crisis, hand, ["pact"]) for hand in ("willing", "reluctant")]
    assert bid[0] != pytest.approx(bid[1], rel=0.05)
    speech, offer = found.views[0].steps
    assert list(speech.likelihood.values()) == pytest.approx(spoke, abs=1e-12)
    assert list(offer.likelihood.values()) == pytest.approx(bid, abs=1e-9)
    after_speech = PRIOR * spoke[0] / (PRIOR * spoke[0] + (1 - PRIOR) * spoke[1])
    after_offer = after_speech * bid[0] / (after_speech * bid[0] + (1 - after_speech) * bid[1])
    assert (willing(found, 0).prior, willing(found, 0).posterior) == pytest.approx((PRIOR, after_speech), abs=1e-12)
    assert (willing(found).prior, willing(found).posterior) == pytest.approx((after_speech, after_offer), abs=1e-9)


def test_terms_not_told_have_the_summed_chance():
    crisis = with_moves(small(PRIOR, COST), {"talks": move(OPENS[0], []) | {"kind": "bid"}})
    found = read_hands(crisis, ["Piv"], ONE)
    for hand, likely in found.views[0].steps[-1].likelihood.items():
        assert likely == pytest.approx(bid_chance(crisis, hand, []), abs=1e-9)


def test_what_is_not_seen_or_says_nothing_teaches_nothing():
    offer = move(OPENS[0], ["pact"]) | {"seen_by": ["Piv"]}
    empty = {"date": "1900-01-20", "actor": "Wes", "kind": "speech", "what": "Words"}
    even = empty | {"cost": {"willing": 0.02, "reluctant": 0.02}, "gain": 0.01, "date": "1900-01-21"}
    crisis = with_moves(small(PRIOR, COST), {"offer": offer, "words": empty, "even": even})
    found = read_hands(crisis, ["Piv", "Ost", "Wes"], ONE)
    _, told, words, same = found.view("Piv").steps
    assert told.basis == "game"
    assert (words.basis, words.reason) == (None, "a signal without costs by type")
    assert same.basis == "signal"
    assert same.likelihood["willing"] == pytest.approx(same.likelihood["reluctant"], abs=1e-12)
    assert willing(found, 3).posterior == pytest.approx(willing(found, 1).posterior, abs=1e-12)
    blind = found.view("Ost").steps[1]
    assert (blind.basis, blind.reason) == (None, "not seen by Ost")
    assert willing(found, 1, "Ost").posterior == willing(found, 0, "Ost").posterior == willing(found, 0).posterior
    assert [step.reason for step in found.view("Wes").steps[:2]] == ["its own move"] * 2
    assert not any(step.posterior for step in found.view("Wes").steps)


def test_moves_tell_of_a_draft():
    crisis = patch(small(PRIOR, COST), {"suitors.West.drafting_time": 1})
    silent = move(OPENS[1], [])
    agreed = {
        "demand": move(OPENS[0], ["pact"]) | {"actor": "Piv"},
        "agreed": move(OPENS[0], ["pact"]),
        "silent": silent,
    }
    steps = read_hands(with_moves(crisis, agreed), ["Ost"], ONE).views[0].steps
    # The suitor that holds the draft does not bid, and that it does not says nothing.
    assert steps[-1].reason is not None
    assert "on the table" in steps[-1].reason
    assert steps[1].reason == "Piv has no hidden types"


def test_draws_and_threads():
    crisis = with_moves(small(PRIOR, COST, uncertain=True), {"offer": move(OPENS[0], ["pact"])})
    one = read_hands(crisis, ["Piv"], Work(24, 3, 1, chunk=24))
    other = read_hands(crisis, ["Piv"], Work(24, 3, 2, chunk=5))
    assert one == other
    assert one != read_hands(crisis, ["Piv"], Work(24, 4))
    many = [read_hands(crisis, ["Piv"], Work(24, seed)) for seed in range(30)]
    spread = np.std([willing(found).posterior for found in many])
    assert 0.5 < np.mean([willing(found).error for found in many]) / spread < 2


@pytest.mark.parametrize("name", sorted(library()))
def test_every_crisis_of_the_library_answers(name):
    crisis = load(name)
    found = realpolitik.infer(crisis, draws=2)
    assert any(step.basis == "game" for view in found.views for step in view.steps)
    for view in found.views:
        assert [step.move.key for step in view.steps] == sorted(
            crisis.moves, key=lambda key: (crisis.moves[key].date, list(crisis.moves).index(key))
        )
        for step in view.steps:
            total = {}
            for row in step.posterior:
                total[row.state] = total.get(row.state, 0.0) + row.posterior
            assert all(value == pytest.approx(1) for value in total.values())
            assert view.observer not in total
    assert found.to_frame().height == sum(len(step.posterior) for view in found.views for step in view.steps)
    assert found._repr_html_().startswith("<pre")
    told = tell_infer(found, crisis, width=60)
    assert max(map(len, told.splitlines())) <= 60
    assert draw_infer(found, crisis).to_dict()["vconcat"]


def test_without_hands_or_moves_there_is_nothing_to_infer():
    crisis = small(PRIOR, COST)
    with pytest.raises(NothingToAnalyse, match="no observed moves"):
        infer(patch(crisis, {"moves": None}))
    with pytest.raises(NothingToAnalyse, match="hidden types"):
        infer(patch(crisis, {"moves.speech.cost": None, "states.Wes.types": None}))
    with pytest.raises(realpolitik.UnknownName, match="no state of this crisis"):
        infer(crisis, ["Nowhere"])


@pytest.mark.slow
def test_posteriors_are_right_as_often_as_they_say():
    trials = simulate(500, seed=1, draws=16)
    for each in reliability(trials, level=0.99):
        assert each.low <= each.held <= each.high, each
    by_prior, by_posterior = (
        np.mean([(getattr(trial, name) >= 0.5) == trial.held for trial in trials]) for name in ("prior", "posterior")
    )
    assert by_posterior > by_prior + 0.03
