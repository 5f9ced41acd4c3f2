"""What the rules keep of a section changes no finding, and is not kept for ever."""

from __future__ import annotations

import gc
import weakref
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from realpolitik.crisis.change import changed
from realpolitik.crisis.checks import check
from realpolitik.crisis.document import dotted
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.rules import names, vintage
from realpolitik.crisis.rules.walk import quantities
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.starter import STARTER

USSR = load("ussr-1939")
NUMBERS = [dotted(path) for path, _ in quantities(USSR)]

CHANGES = st.one_of(
    st.tuples(st.sampled_from([f"sources.{key}" for key in USSR.sources]), st.none()),
    st.tuples(st.sampled_from([f"sources.{key}.known" for key in USSR.sources]), st.sampled_from(["1939-08-01", None])),
    st.tuples(st.sampled_from([f"{path}.source" for path in NUMBERS]), st.sampled_from(["nobody2000", "nmc"])),
    st.tuples(st.sampled_from([f"{path}.known" for path in NUMBERS]), st.sampled_from(["1939-03-01", "1941-06-22"])),
    st.tuples(st.sampled_from([f"{path}.forecast" for path in NUMBERS]), st.booleans()),
    st.tuples(
        st.sampled_from(NUMBERS), st.sampled_from([0.5, {"uniform": [0.1, 0.2]}, {"value": 1, "source": "none"}])
    ),
    st.tuples(st.just("as_of"), st.sampled_from(["1935-01-01", "1939-03-31", "1939-08-01"])),
    st.tuples(st.sampled_from([f"states.{key}" for key in USSR.states]), st.none()),
    st.tuples(st.sampled_from([f"events.{key}.source" for key in USSR.events]), st.sampled_from(["nobody2000", None])),
    st.tuples(st.sampled_from(list(Crisis.model_fields)), st.none()),
    st.tuples(st.sampled_from([f"claims.{key}.disputed_by" for key in USSR.claims]), st.just(["nobody2000"])),
)


def check_without_memory(crisis):
    with (
        mock.patch.object(names, "_unknown_sources", names._unknown_sources.__wrapped__),
        mock.patch.object(vintage, "_figures", vintage._figures.__wrapped__),
    ):
        return check(crisis, patches=False)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=4).map(dict))
def test_memory_changes_no_finding(changes):
    variant, _ = changed(USSR, changes)
    if variant is not None:
        assert check(variant, patches=False) == check_without_memory(variant)


def test_a_source_that_goes_is_missed_in_the_sections_that_stay():
    used = USSR.states["USSR"].capability.source_ids[0]
    assert check(USSR, patches=False) == []
    variant, _ = changed(USSR, {f"sources.{used}": None})
    found = {finding.path for finding in check(variant, patches=False)}
    assert variant.states is USSR.states
    assert ("states", "USSR", "capability", "source") in found


def test_sections_are_let_go_after_some_hundred_others():
    base = read_text(STARTER, "starter.yaml")
    state = next(iter(base.states))
    first = weakref.ref(patch(base, {f"states.{state}.readiness": 0.5}).states)
    assert first() is not None
    for number in range(300):
        patch(base, {f"states.{state}.readiness": number / 1000})
    gc.collect()
    assert first() is None
