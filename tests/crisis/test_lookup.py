"""Words of a user become keys: by key, by name, or with a helpful refusal."""

from __future__ import annotations

import pytest

import realpolitik as rp
from realpolitik.crisis import lookup
from realpolitik.crisis.read import library, load
from realpolitik.errors import UnknownName
from realpolitik.outcome import NONE

CRISES = [load(name) for name in library()]
MENACES = {"Orient": "L'Orient", "West": "Britain and France", "west-2": "Orient"}


@pytest.mark.parametrize("crisis", CRISES, ids=lambda crisis: crisis.id)
def test_every_key_and_every_name_of_a_crisis_is_understood(crisis):
    kinds = {
        lookup.state_of: crisis.states,
        lookup.suitor_of: crisis.suitors,
        lookup.partner_of: crisis.suitors,
    }
    for of, entries in kinds.items():
        for key, name in lookup.names_of(entries).items():
            assert [of(word, crisis) for word in (key, key.upper(), name, f" {name.lower()} ")] == [key] * 4
    for key, name in lookup.names_of(crisis.factors).items():
        assert lookup.factors_of(f"{name},{key}", crisis) == (key,)
    everything = ", ".join(lookup.names_of(crisis.factors).values())
    assert lookup.factors_of(everything, crisis) == tuple(crisis.factors)  # some names have commas of their own


def test_nobody_has_one_key_and_one_name():
    assert lookup.NOBODY == NONE
    assert [lookup.partner_of(word, CRISES[0]) for word in ("none", "no alignment", "No-Alignment")] == [NONE] * 3


@pytest.mark.parametrize(
    "word, key", [("orient", "Orient"), ("l'orient", "Orient"), ("WEST", "West"), ("britain  and-fránce", "West")]
)
def test_case_marks_and_hyphens_make_no_difference_and_a_key_comes_before_a_name(word, key):
    assert lookup.find(word, MENACES, "suitor") == key


def test_what_is_not_known_is_refused_with_the_nearest_and_all():
    with pytest.raises(
        UnknownName, match=r"`Britan` is no suitor; did you mean `Britain and France`\? name one of Orient"
    ):
        lookup.find("Britan", MENACES, "suitor")
    with pytest.raises(UnknownName, match=r"`same` may mean `a` or `b`; write the key"):
        lookup.find("same", {"a": "Same", "b": "same"}, "suitor")
    with pytest.raises(UnknownName, match="there are none"):
        lookup.find("x", {}, "suitor")
    with pytest.raises(UnknownName) as caught:
        lookup.find("x" * 10_000 + "\x1b[31m", {f"k{n}": "" for n in range(1000)}, "suitor")
    assert len(str(caught.value)) < 500
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "path, keys",
    [
        ("states.Soviet Union.war cost", "states.USSR.war_cost"),
        ("suitors.britain and france.Drafting-Time", "suitors.West.drafting_time"),
        ("stakes.baltics.worth.soviet union", "stakes.baltics.worth.USSR"),
        ("factors.doctrine.name", "factors.ideology.name"),
        ("states.USSR.types.Seeks safety first; takes land for depth.prior", "states.USSR.types.security.prior"),
        ("states.USSR.no_such_thing", "states.USSR.no_such_thing"),
        ("Nowhere.at all", "Nowhere.at all"),
    ],
)
def test_names_in_a_path_become_keys_and_the_rest_stays(path, keys):
    assert lookup.number_path(path, load("ussr-1939")) == keys


@pytest.mark.parametrize("word", ["none", "no alignment", "Nobody", "neither"])
def test_every_word_for_nobody_signing_is_taken(word):
    crisis = rp.load("austria-1955")
    assert lookup.partner_of(word, crisis) == "none"
    assert 0 <= rp.run(crisis, draws=1).probability(word) <= 1


def test_what_is_no_word_is_refused_as_a_word_is():
    with pytest.raises(rp.UnknownName, match="`None` is no outcome"):
        rp.run("austria-1955", draws=1).probability(None)


def test_factors_are_taken_by_name_in_python_too():
    assert rp.without("ussr-1939", "Doctrine") == rp.without("ussr-1939", ["ideology"])
