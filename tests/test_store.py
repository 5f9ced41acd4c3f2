"""The store: what was written is there, after an end that nobody expected too, and two writers never mix."""

import sqlite3
import subprocess
import sys
import threading

import pytest

from realpolitik import store as store_module
from realpolitik.store import Stale, Store, StoreUnusable


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "folder" / "store.sqlite")
    yield store
    store.close()


def test_notes_are_taken_back_by_their_writer_alone(store):
    number = store.add_note("x", "*so*", "mine", name="A reader", state="without=a", chance="B 40%")
    store.add_note("y", "elsewhere", "mine")
    (note,) = store.notes("x")
    assert (note.number, note.text, note.name, note.state, note.chance) == (
        number,
        "*so*",
        "A reader",
        "without=a",
        "B 40%",
    )
    assert store.own_notes("x", "mine") == {number}
    assert store.own_notes("x", "another's") == set()
    assert not store.remove_note(number, "another's")
    assert store.remove_note(number, "mine")
    assert store.notes("x") == []
    assert b"mine" not in store.path.read_bytes()


def test_drafts_are_changed_and_removed(store):
    draft = store.add_draft("Title", "text: 1")
    assert store.change_draft(draft, "Other", "text: [")
    assert not store.change_draft("none such", "a", "b")
    assert store.draft(draft).text == "text: ["
    assert [each.title for each in store.drafts()] == ["Other"]
    assert store.remove_draft(draft)
    assert store.draft(draft) is None


def test_what_can_be_worked_out_anew_is_bounded_and_what_was_written_is_not(store, monkeypatch):
    monkeypatch.setattr(store_module, "MOST_KEPT", 10_000)
    store.add_note("x", "kept", "mine")
    for place in range(50):
        store.keep_part(str(place), bytes(1000))
    kept = [place for place in range(50) if store.part(str(place)) is not None]
    assert kept == list(range(50 - len(kept), 50))
    assert 5 <= len(kept) <= 10
    assert len(store.notes("x")) == 1


def test_a_log_grows_by_whoever_knows_it_and_all_or_nothing(store):
    store.append("game", ["a", "b"], after=0)
    with pytest.raises(Stale):
        store.append("game", ["c"], after=1)
    store.append("game", ["c"], after=2)
    assert store.log("game") == ["a", "b", "c"]
    assert store.log("game", 2) == ["c"]
    assert store.logs("ga") == ["game"]
    assert store.logs("ga", "c") == ["game"]
    assert store.logs("ga", "c", at_first=True) == []
    assert store.logs("ga", "a", at_first=True) == ["game"]
    assert store.logs("b") == store.logs("ga", "none") == []
    won = []

    def write(word):
        try:
            store.append("game", [word], after=3)
            won.append(word)
        except Stale:
            pass

    threads = [threading.Thread(target=write, args=(str(place),)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.log("game", 3) == won
    assert len(won) == 1


def test_a_program_that_is_killed_loses_nothing_that_it_wrote(tmp_path):
    path = tmp_path / "store.sqlite"
    program = (
        "import os, signal, sys; from realpolitik.store import Store; s = Store(sys.argv[1]);"
        "s.add_note('x', 'written', 'mine'); s.keep_panel('p', 'text'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, path], check=False)
    assert done.returncode == -9
    again = Store(path)
    assert [note.text for note in again.notes("x")] == ["written"]
    assert again.panel("p") == "text"
    again.close()


def test_what_is_no_store_is_refused_and_left_as_it_is(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("my notes, which are long enough to be a file of some other kind\n" * 20)
    with pytest.raises(StoreUnusable, match="name another file with --store"):
        Store(text)
    assert text.read_text().startswith("my notes")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(StoreUnusable, match="is no workbench's store"):
        Store(other)
    later = tmp_path / "later.sqlite"
    Store(later).close()
    with sqlite3.connect(later) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreUnusable, match="a later version"):
        Store(later)
    with pytest.raises(StoreUnusable, match="cannot be used"):
        Store(tmp_path)
