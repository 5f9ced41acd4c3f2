"""What every crisis of the library must hold."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from realpolitik.crisis.checks import unsourced
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load
from realpolitik.crisis.rules.menus import feasible

CRISES = {crisis.id: crisis for crisis in map(load, library())}
PATCHES = {
    f"{name} {what}": (crisis, changes)
    for name, crisis in CRISES.items()
    for what, changes in [
        *((f"factor {key}", factor.without) for key, factor in crisis.factors.items()),
        *((f"claim {key}", claim.variant) for key, claim in crisis.claims.items()),
        *((f"claim {key} against", claim.against) for key, claim in crisis.claims.items() if claim.against),
    ]
}


CLAIMS = {f"{name} {key}": claim for name, crisis in CRISES.items() for key, claim in crisis.claims.items()}
COMPARED = re.compile(r"likelier|less likely|sooner|later|delayed|better off|worse off|more than")
LITTLE = re.compile(r"little difference|about as likely")


@pytest.fixture(params=CRISES.values(), ids=CRISES.keys())
def crisis(request):
    return request.param


HISTORY = {"austria-1955", "turkey-1939", "ussr-1939"}


def test_the_library_holds_three_crises_of_history_and_an_invented_one():
    assert set(CRISES) == HISTORY | {"veldra-1884"}


@pytest.mark.parametrize("crisis_and_changes", PATCHES.values(), ids=PATCHES.keys())
def test_every_patch_applies_and_changes_something(crisis_and_changes):
    crisis, changes = crisis_and_changes
    assert patch(crisis, changes) != crisis


def test_every_number_and_every_entry_written_down_has_a_source(crisis):
    assert unsourced(crisis) == []
    clauses = [clause for suitor in crisis.suitors.values() for clause in suitor.menu.values()]
    argued = [*crisis.factors.values(), *crisis.claims.values(), *crisis.perceptions.values()]
    assert all(entry.source for entry in (*clauses, *argued, *crisis.events.values()))
    least = 3 if crisis.id in HISTORY else 1
    assert sum(claim.disputed_by is not None for claim in crisis.claims.values()) >= least


def test_nothing_but_a_forecast_is_later_than_the_file(crisis):
    for address in numbers_of(crisis):
        number = address.quantity
        assert number.known is None or number.known <= crisis.as_of, address.path
        if number.path is not None and max(number.path) > crisis.as_of:
            assert number.forecast, address.path
            assert number.is_uncertain, address.path
    for event in crisis.events.values():
        assert event.forecast == (event.date > crisis.as_of), event.what
    assert max(move.date for move in crisis.moves.values()) <= crisis.as_of
    assert max(treaty.signed for treaty in crisis.treaties.values()) <= crisis.as_of


@pytest.mark.parametrize("key, claim", CLAIMS.items(), ids=CLAIMS.keys())
def test_a_claim_is_worded_as_the_comparison_that_it_tests(key, claim):
    # "Would have signed" claims more than a test of a direction can bear out.
    words = LITTLE if claim.expect == "same" else COMPARED
    assert words.search(claim.says), claim.says


def test_events_and_moves_run_in_order(crisis):
    for table in (crisis.events, crisis.moves):
        assert all(before.date <= after.date for before, after in pairwise(table.values()))


def test_bids_that_were_made_can_be_made(crisis):
    for move in crisis.moves.values():
        if move.kind == "bid" and move.suitor is not None:
            bundles = {frozenset(bundle) for bundle in feasible(crisis.suitors[move.suitor].menu)}
            assert frozenset(move.clauses) in bundles, move.what
