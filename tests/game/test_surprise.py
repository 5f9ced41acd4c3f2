"""What believers expect, and their surprise: the kernels against the plain reference."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings

from realpolitik.crisis.bundles import feasible
from realpolitik.game.numbers.beliefs import believers
from realpolitik.game.reference import solve_reference
from realpolitik.game.reference.surprise import forecast
from realpolitik.game.solve import set_up, solve_draws
from realpolitik.outcome import NONE
from strategies import crises


def compare(crisis, seed, draw):
    """Hold every believer's forecast, and its surprise, against the reference; return the surprises."""
    game = set_up(crisis)
    tally, play = solve_draws(game, seed, draw, 1), solve_reference(crisis, seed, draw)
    for b, believer in enumerate(believers(crisis)):
        plain = forecast(play, believer)
        told = dict(zip((NONE, *game.layout.suitors), tally.forecast[0, b], strict=True))
        assert told == pytest.approx(plain.partners, abs=1e-9)
        assert tally.forecast_war[0, b] == pytest.approx(plain.war, abs=1e-9)
        assert tally.surprise[0, b] == pytest.approx(plain.surprise, abs=1e-9)
        assert math.fsum(plain.partners.values()) == pytest.approx(1.0, abs=1e-12)
        assert plain.surprise > -1e-12  # as it is between any two distributions
    return tally.surprise[0]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_forecasts_and_surprise_equal_the_reference_on_random_crises(crisis):
    assume(believers(crisis))
    assume(math.prod(1 + len(feasible(suitor.menu)) for suitor in crisis.suitors.values()) <= 36)
    compare(crisis, seed=0, draw=3)
