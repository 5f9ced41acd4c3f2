"""Entries: compiled once, then read from the cache by later processes, with the same results."""

import gc
import hashlib
import os
import pickle
import resource
import stat
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from numba.core.compiler import CompileResult

from realpolitik.game.compiled import compiler
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


COLD, WARM = "[1. 2. 3.] more than three 0\n", "[1. 2. 3.] more than three 1\n"


@pytest.fixture
def program(tmp_path):
    """Return the path of a program in a folder of its own, and a folder for what is compiled of it."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "program.py").write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    return folder / "program.py", tmp_path / "kept"


def begin(program, kept, prelude=""):
    code = f"{prelude}\nimport runpy; runpy.run_path({str(program)!r})"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NUMBA_CACHE_DIR": str(kept)},
    )


def call(program, kept, prelude=""):
    with begin(program, kept, prelude) as running:
        told, said = running.communicate(timeout=300)
    assert running.returncode == 0, said
    return told, said


def test_a_later_process_reads_the_entry_from_disk_and_fails_where_it_should(program):
    assert [call(*program) for _ in range(2)] == [(COLD, ""), (WARM, "")]


def test_processes_that_write_at_once_do_one_another_no_harm(program):
    running = [begin(*program) for _ in range(3)]
    told = [each.communicate(timeout=300) for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], told
    assert all(answer in {COLD, WARM} for answer, _ in told)
    assert call(*program) == (WARM, "")
    assert [each.suffix for each in program[1].rglob("*.*")] == [".nbc"], "nothing is left lying about"


MISSING = "import numba.core.codegen as there; del there.JITCodeLibrary"
CHANGED = """
import numba.core.codegen as there
class Other(there.JITCodeLibrary):
    def serialize_using_object_code(self, how):
        pass
there.JITCodeLibrary = Other
"""


@pytest.mark.parametrize("prelude", [MISSING, CHANGED], ids=["missing", "changed"])
def test_with_another_compiler_it_is_compiled_the_ordinary_way(program, prelude):
    told, said = call(*program, prelude)
    assert told == COLD
    assert said.count("is not a version that the solver is made for") == said.count("Warning") == 1
    assert call(*program, prelude) == (WARM, "")


# --- what is kept, in this process: an entry that is made anew looks on disk ---


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keep what is compiled in a folder of the test's own."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("HOME", "/dev/null")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    compiler._warn.cache_clear()
    return tmp_path / "kept"


@kernel
def _add(amount, total):
    for i in range(len(total)):
        total[i] += amount[i]


def add(amount, total):
    _add(amount, total)


def read_from_disk(function=add):
    """Make an entry, call it, and return whether it was read from disk."""
    made = entry(function)
    total = np.zeros(3)
    made(np.array([1.0, 2.0, 3.0]), total)
    assert total.tolist() == [1, 2, 3]
    return bool(made.stats.cache_hits)


def the_entry(kept):
    (file,) = kept.rglob("*.nbc")
    return file


def _turned(file):
    """Change one bit in the middle, as a bad disk does."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _folder(file):
    file.unlink()
    file.mkdir()
    (file / "something").touch()


def _pipe(file):
    file.unlink()
    os.mkfifo(file)


def _loop(file):
    file.unlink()
    file.symlink_to(file)


DAMAGE = {
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "turned": _turned,
    "empty": lambda file: file.write_bytes(b""),
    "random": lambda file: file.write_bytes(bytes(range(256)) * 64),
    "another's": lambda file: file.write_bytes(hashlib.sha256(b"").digest() + pickle.dumps((None, None))),
    "folder": _folder,
    "pipe": _pipe,
    "loop": _loop,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_compiled_again_and_written_over(kept, damage):
    assert [read_from_disk(), read_from_disk()] == [False, True]
    DAMAGE[damage](the_entry(kept))
    assert [read_from_disk(), read_from_disk()] == [False, True]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_entry_that_may_not_be_read_is_compiled_again(kept):
    read_from_disk()
    the_entry(kept).chmod(0)
    assert [read_from_disk(), read_from_disk()] == [False, True]


def test_an_entry_of_other_sources_is_compiled_again_and_written_over(kept, monkeypatch):
    read_from_disk()
    monkeypatch.setattr(compiler, "_kernels", lambda: b"other sources")
    assert [read_from_disk(), read_from_disk()] == [False, True]
    the_entry(kept)


@pytest.fixture
def elsewhere(kept, tmp_path, monkeypatch):
    """Leave no folder to write to: one that is given is a file, and so is the one beside the source."""
    kept.touch()
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "__pycache__").touch()
    usual = compiler._folders
    monkeypatch.setattr(compiler, "_folders", lambda _: usual(folder / "source.py"))


def test_without_a_place_it_is_compiled_in_memory_and_that_is_said_once(elsewhere):
    with pytest.warns(RuntimeWarning, match="could not be kept") as said:
        assert [read_from_disk(), read_from_disk()] == [False, False]
    assert len(said) == 1
    assert "\n" not in str(said[0].message)


def test_the_user_s_own_folder_does_where_no_other_can_be_written_to(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert [read_from_disk(), read_from_disk()] == [False, True]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("given_away", ["file", "folder"])
def test_what_belongs_to_somebody_else_is_neither_read_nor_written_to(kept, given_away, monkeypatch):
    read_from_disk()
    file = the_entry(kept)
    before = file.read_bytes()
    os.chown(file if given_away == "file" else file.parent, 12345, 12345)
    if given_away == "file":
        assert [read_from_disk(), read_from_disk()] == [False, True]
        assert the_entry(kept).stat().st_uid == os.geteuid()
        return
    monkeypatch.setattr(compiler, "_folders", lambda _: [file.parent])
    with pytest.warns(RuntimeWarning, match="could not be kept"):
        assert [read_from_disk(), read_from_disk()] == [False, False]
    assert (list(file.parent.iterdir()), file.read_bytes()) == ([file], before)


@pytest.mark.parametrize("right", [stat.S_IWGRP, stat.S_IWOTH])
def test_what_somebody_else_can_change_is_compiled_again(kept, right):
    read_from_disk()
    file = the_entry(kept)
    file.chmod(stat.S_IMODE(file.stat().st_mode) | right)
    assert [read_from_disk(), read_from_disk()] == [False, True]
    assert not the_entry(kept).stat().st_mode & compiler.OTHERS_WRITE


def test_what_is_kept_nobody_else_may_change_whatever_the_rights_of_new_files(kept):
    usual = os.umask(0)
    try:
        read_from_disk()
    finally:
        os.umask(usual)
    assert not the_entry(kept).stat().st_mode & compiler.OTHERS_WRITE
    assert read_from_disk()


def test_a_folder_that_can_only_be_read_is_read(kept, tmp_path, monkeypatch):
    read_from_disk()
    file = the_entry(kept)
    monkeypatch.setattr(os, "access", lambda place, _: not str(place).startswith(str(kept)))
    assert read_from_disk()
    assert the_entry(kept) == file


def test_a_disk_that_is_full_leaves_nothing_half_written(kept):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.warns(RuntimeWarning, match="could not be kept"):
            assert not read_from_disk()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not list(kept.rglob("*.*"))


@pytest.mark.parametrize("method", ["_rebuild", "_reduce"])
def test_a_compiler_that_can_keep_nothing_compiles(kept, monkeypatch, method):
    read_from_disk()
    monkeypatch.delattr(CompileResult, method)
    if method == "_rebuild":
        assert not read_from_disk()
        return
    the_entry(kept).unlink()
    with pytest.warns(RuntimeWarning, match="could not be kept"):
        assert not read_from_disk()


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
