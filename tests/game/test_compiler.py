"""Entries: compiled once, then read from the cache by later processes, with the same results."""

import gc
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from realpolitik.game.compiled.compiler import entry, kernel
from realpolitik.game.compiled.intrinsics import bits_of, larger, number_of

PROGRAM = """
    import numpy as np
    from realpolitik.game.compiled.compiler import entry, kernel

    @kernel
    def add(amount, total):
        if len(total) > 3:
            raise ValueError("more than three")
        for i in range(len(total)):
            total[i] += amount[i]

    @entry
    def call(amount, total):
        add(amount, total)

    total = np.zeros(3)
    call(np.array([1.0, 2.0, 3.0]), total)
    try:
        call(np.zeros(4), np.zeros(4))
    except ValueError as error:
        print(total, error, sum(call.stats.cache_hits.values()))
"""


def test_a_later_process_reads_the_entry_from_the_cache_and_fails_where_it_should(tmp_path):
    (tmp_path / "program.py").write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    command = [sys.executable, str(tmp_path / "program.py")]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    told = [
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout for _ in range(2)
    ]
    assert told == ["[1. 2. 3.] more than three 0\n", "[1. 2. 3.] more than three 1\n"]


@kernel
def _fold(numbers, out):
    for i in range(len(numbers)):
        out[0] = larger(out[0], numbers[i])
        out[1 + i] = number_of(bits_of(numbers[i]) + 1)


@entry
def fold(numbers, out):
    _fold(numbers, out)


def test_the_operations_of_the_machine_are_the_same_compiled_and_not():
    numbers = np.array([-2.5, 0.0, 1e-300, 3.75, 1e300])
    compiled, plain = np.full(6, -np.inf), np.full(6, -np.inf)
    fold(numbers, compiled)
    for i, number in enumerate(numbers):
        plain[0] = larger(plain[0], number)
        plain[1 + i] = number_of(bits_of(number) + 1)
    assert (compiled == plain).all()
    assert (compiled[2:] == np.nextafter(numbers[1:], np.inf)).all()
    assert compiled[0] == 1e300


@pytest.mark.parametrize("collecting", [True, False])
def test_compiling_leaves_the_collection_of_garbage_as_it_was(collecting):
    @entry
    def double(x):
        return 2.0 * x

    before = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        assert double(1.5) == 3.0
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if before else gc.disable)()
