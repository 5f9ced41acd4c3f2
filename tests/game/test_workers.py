"""Tasks on several threads: in order, and given up when that is asked for urgently and only then."""

import re
import threading
from importlib.resources import files
from pathlib import Path

import pytest

from realpolitik.errors import Stopped
from realpolitik.game.workers import Urgent, Workers, until_stopped


def test_results_come_in_the_order_of_the_jobs_and_faults_come_through():
    with Workers(2) as workers:
        assert list(workers.map(lambda job: job * job, range(20))) == [job * job for job in range(20)]
        with pytest.raises(ZeroDivisionError):
            list(workers.map(lambda job: 1 / job, [1, 0]))


def test_an_urgent_request_gives_up_a_task_under_way():
    begun, free, asked = threading.Event(), threading.Event(), threading.Event()

    def task(_):
        begun.set()
        asked.set()
        free.wait()

    with pytest.raises(Stopped), Workers(1, Urgent(asked.is_set)) as workers:
        list(workers.map(task, range(1000)))
    assert begun.is_set()
    assert not free.is_set(), "it did not wait for the task"
    free.set()


def test_an_ordinary_request_waits_for_what_is_in_hand():
    with Workers(2, lambda: True) as workers:
        assert list(workers.map(abs, [-1, -2])) == [1, 2]
        assert list(workers.until_stopped(abs, range(5))) == [0]


def test_a_chunk_that_was_given_up_is_left_out_and_the_first_leaves_nothing():
    def chunk_of(start):
        if start == given_up:
            raise Stopped
        return start

    given_up = 3
    assert list(until_stopped(chunk_of, range(5), None)) == [0, 1, 2]
    given_up = 0
    with pytest.raises(Stopped):
        list(until_stopped(chunk_of, range(5), None))


def test_one_module_asks_how_many_cores_there_are():
    room = Path(str(files("realpolitik")))
    asking = re.compile(r"cpu_count|sched_getaffinity")
    asked = [file.relative_to(room) for file in room.rglob("*.py") if asking.search(file.read_text(encoding="utf-8"))]
    assert asked == [Path("game", "workers.py")]
