"""A Dask cluster does the same work as threads, to the byte, and loses nothing when one of its workers dies."""

import gc
import os
import signal
import subprocess
import sys
import time

import pytest

import realpolitik as rp
from realpolitik.analysis.answers import answer
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import NoCluster, SolverFailed
from realpolitik.game.workers import Workers

pytest.importorskip("distributed")


def started(log, *words, until):
    """A process of Dask that has said that it is ready."""
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{words[0]}", *words[1:]], stderr=written, stdout=written
        )
    while until not in log.read_text():
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    return process


@pytest.fixture
def cluster(tmp_path):
    """The file of a scheduler with two workers, and the workers' processes."""
    told = tmp_path / "scheduler.json"
    where = ["--scheduler-file", str(told)]
    processes = [
        started(
            tmp_path / "log",
            "dask_scheduler",
            *where,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            until="Scheduler at",
        )
    ]
    worker = [*where, "--host", "127.0.0.1", "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    try:
        processes += [
            started(
                tmp_path / f"{name}.log",
                "dask_worker",
                *worker,
                "--local-directory",
                str(tmp_path / name),
                until="Registered to",
            )
            for name in ("one", "two")
        ]
        yield str(told), processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def test_the_same_bytes_as_by_threads_though_a_worker_is_killed(cluster):
    starter = read_text(STARTER, "starter.yaml")
    told, workers = cluster
    here = rp.run(starter, draws=640, seed=3)
    variants = [starter, patch(starter, {"suitors.South.drafting_time": 1})]
    answers = answer(variants, Work(96, 3))
    killed = []

    def kill(_):
        if not killed:
            killed.append(workers[0])
            os.kill(workers[0].pid, signal.SIGKILL)

    with rp.Cluster(told) as found:
        assert found.size == 2
        there = rp.run(starter, draws=640, seed=3, progress=kill)
        deadline = time.monotonic() + 60
        while found.size == 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert found.size == 1
        others = answer(variants, Work(96, 3))
    assert killed
    assert repr(there.to_dict()) == repr(here.to_dict())
    for one, other in zip(answers, others, strict=True):
        assert one.signed.tobytes() == other.signed.tobytes()
        assert one.ledger.tobytes() == other.ledger.tobytes()


def test_faults_of_a_job_come_through_and_a_request_to_stop_keeps_what_is_done(cluster):
    told, _ = cluster

    def fails(job):
        raise SolverFailed(f"not {job}")

    with rp.Cluster(told):
        with Workers() as workers, pytest.raises(SolverFailed, match="not 1"):
            list(workers.map(fails, [1]))
        with Workers(stop=lambda: True) as workers:
            kept = list(workers.map_until_stopped(abs, range(50)))
    assert kept == list(range(len(kept)))
    assert 1 <= len(kept) < 50


def test_where_nobody_answers_that_is_said():
    with pytest.raises(NoCluster, match=r"no cluster answers at tcp://127\.0\.0\.1:1"):
        rp.Cluster("tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    "text, says",
    [("id: starter\n", "no file of a scheduler"), ("", "no file of a scheduler"), ('{"address": 5}', "no file of a scheduler"),
     ("[" * 5000, "no file of a scheduler"), ('{"address": "tcp://"}', "names no scheduler"), (None, "no file of a scheduler")],
)  # fmt: skip
def test_a_file_that_no_scheduler_wrote_is_refused_at_once(text, says, tmp_path):
    file = tmp_path / "told.json"
    if text is None:
        file.mkdir()
    else:
        file.write_text(text)
    with pytest.raises(NoCluster, match=says):
        rp.Cluster(str(file))


@pytest.mark.parametrize("address", ["", "nofile.json", "tcp://", "x:y:z", "foo://a:1"])
def test_what_is_neither_a_file_nor_an_address_is_refused_at_once(address):
    with pytest.raises(NoCluster, match="neither a file nor an address"):
        rp.Cluster(address)


def test_half_a_client_is_forgotten_without_a_word(monkeypatch):
    def fails(*_, **__):
        raise AssertionError

    monkeypatch.setattr("distributed.Client._start", fails)
    with pytest.raises(NoCluster, match="AssertionError"):
        rp.Cluster("tcp://127.0.0.1:1")
    gc.collect()
