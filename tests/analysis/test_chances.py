"""The chance of every kind of move, against the plain version of the model."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings

from realpolitik.analysis.chances import Chances
from realpolitik.analysis.moves import Deed, OnTheTable, Place
from realpolitik.crisis.defaults import STAGES
from realpolitik.game.numbers.compile import compile_numbers
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.reference.bazaar import Act, Draft, Option, ReferenceGame
from realpolitik.game.rules.world import World
from realpolitik.game.strategies import solve_row
from realpolitik.game.structure.layout import lay_out
from strategies import crises


def plainly(game, t, table, deed, suitor, bundle):
    """The chance of a move, from the plain version; None where there is no such move."""
    phi, holds = game.world.taken_up(t), table is not None and table.suitor == suitor
    combinations = list(game.combinations(t, table))

    def expected(option):
        return sum(q * game.reply(t, table, bids).get(option, 0.0) for q, bids in combinations)

    if deed == Deed.WAIT:
        return 1 - phi + phi * expected(Option(Act.WAIT))
    demandable = game.rules.demandable(table, suitor)
    match deed:
        case Deed.BID if not holds:
            return phi * game.bids(t, table)[suitor][bundle]
        case Deed.SILENCE if not holds:
            return 1 - phi * (1 - game.bids(t, table)[suitor][None])
        case Deed.REFUSAL if bundle in demandable:
            return 1 - game.agree_chance(t, table, suitor, bundle)
        case Deed.DEMAND if bundle in demandable:
            return phi * expected(Option(Act.PRESS, suitor)) * game.demands(t, table, suitor)[bundle]
        case Deed.REJECTION if not holds:
            take = Option(Act.TAKE, suitor, bundle)
            return 1 - phi * sum(
                q * game.reply(t, table, bids)[take] for q, bids in beside(game, t, table, suitor, bundle)
            )
    return None


def beside(game, t, table, suitor, bundle):
    """Yield what the others may bid beside a bid that is there, with its chance, be the bid itself ever so unlikely."""
    bidders = {s: {bundle: 1.0} if s == suitor else bid for s, bid in game.bids(t, table).items()}
    for bids in product(*(bid.items() for bid in bidders.values())):
        made = tuple((s, b) for s, (b, _) in zip(bidders, bids, strict=True) if b is not None)
        yield math.prod(q for _, q in bids), made


def tables(layout, world, t):
    """The empty table, and a draft of each suitor as the moves can tell of it, with the chances of the stages left.

    Of a text that was taken up the rate of stages is known, and not how many are done.
    """
    yield None, [(1.0, None)]
    for s, suitor in enumerate(layout.suitors):
        span, since = world.drafting(suitor), max(t - 2, 0)
        if t > since and span > 0:
            a = int(layout.bazaar.first[s])
            bundle = frozenset(layout.bundles[a - 1].clauses)
            work = STAGES * (world.clock.months[t] - world.clock.months[since]) / span
            done = [math.exp(-work) * work**n / math.factorial(n) for n in range(STAGES)]
            left = [(q, Draft(suitor, bundle, STAGES - n)) for n, q in enumerate(done)]
            yield OnTheTable(a, since), [*left, (1 - sum(done), Draft(suitor, bundle, 0))]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(crisis=crises(most_suitors=2, beliefs=False))
def test_chances_are_those_of_the_plain_version(crisis):
    layout = lay_out(crisis)
    drawn = draw_numbers(crisis, 5, 0, 1)
    numbers, _ = compile_numbers(layout, Grid([[drawn]]))
    chances = Chances(layout, numbers, 0, solve_row(layout, numbers, 0))
    world = World(crisis, drawn)
    game = ReferenceGame(world)
    for t in range(layout.clock.steps):
        for draft, lying in tables(layout, world, t):
            for a, offer in enumerate(layout.bundles, start=1):
                s = layout.suitors.index(offer.suitor)
                for deed in Deed:
                    place = Place(deed, t, -1 if deed == Deed.WAIT else s, (a,), draft, crisis.pivot)
                    found = chances.of(place)
                    bundle = frozenset(offer.clauses)
                    wanted = [(q, plainly(game, t, table, deed, offer.suitor, bundle)) for q, table in lying]
                    if any(chance is None for _, chance in wanted):
                        assert math.isnan(found)
                    else:
                        mean = sum(q * chance for q, chance in wanted)
                        assert found == pytest.approx(mean, abs=1e-9), (deed, t, draft, offer)
