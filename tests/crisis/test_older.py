"""A file written for an earlier version is told what it means now; one that says all is told nothing."""

from realpolitik.crisis.older import new_senses
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER


def paths(crisis):
    return [sense.path for sense in new_senses(crisis)]


def test_a_file_that_may_be_of_an_earlier_version_is_told_what_it_means_now():
    plain = patch(read_text(STARTER, "starter"), {"constants.tempo": 2})
    assert paths(plain) == []
    older = patch(plain, {"constants.precision": 30, "constants.tempo": None})
    assert paths(older)[:2] == ["constants.precision", "constants.tempo"]
    assert set(paths(older)[2:]) == {
        f"suitors.{key}.drafting_time" for key, suitor in older.suitors.items() if suitor.drafting_time.support()[1] > 0
    }
    assert paths(patch(plain, {"constants.precision": 1000})) == []


def test_the_library_says_all_of_it():
    assert not [path for name in ("ussr-1939", "turkey-1939", "austria-1955") for path in paths(load(name))]
