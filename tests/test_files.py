"""A file is written whole or not at all, and asking whether it can be written leaves no trace."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from realpolitik.files import ending_of, named_file, require_writable, same_file, write_file


def listing(folder):
    return {path.name: path.lstat().st_mtime_ns for path in folder.iterdir()}


def test_what_is_written_is_there_and_keeps_the_rights_of_what_was(tmp_path):
    path = tmp_path / "a.txt"
    write_file(path, "one\n")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
    path.chmod(0o640)
    write_file(path, b"two")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), listing(tmp_path).keys()) == (
        b"two",
        0o640,
        {"a.txt"},
    )


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("older", [None, "older"])
def test_a_disk_that_is_full_leaves_what_was_there_and_names_the_file(call, older, tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    if older is not None:
        path.write_text(older)

    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_file(path, "newer")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert [each.read_text() for each in tmp_path.iterdir()] == ([] if older is None else [older])


def test_a_file_that_grows_too_large_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("older")
    probe = (
        "import resource, signal, sys; from pathlib import Path; from realpolitik.files import write_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_file(Path(sys.argv[1]), 'x' * 5000)\nexcept OSError as wrong:\n    sys.exit(f'{wrong.filename}')\n"
    )
    done = subprocess.run([sys.executable, "-c", probe, path], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, f"{path}\n")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a.txt", "older")]


def test_a_fresh_file_takes_no_place(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_file(path, "one", fresh=True)
    with pytest.raises(FileExistsError):
        write_file(path, "two", fresh=True)
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "link", "two", fresh=True)
    assert path.read_text() == "one"

    def never(*_):
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", never)
    write_file(tmp_path / "b.txt", "three", fresh=True)
    with pytest.raises(FileExistsError):
        write_file(path, "two", fresh=True)
    assert sorted(listing(tmp_path)) == ["a.txt", "b.txt", "link"]


@pytest.mark.parametrize(
    "there", ["pipe", "folder", "to_null", "to_output", "to_nowhere", "to_itself", "/dev/null", "/dev/stdout"]
)
def test_a_fresh_file_is_written_over_nothing_whatever_it_is(there, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, leads in (("null", "/dev/null"), ("output", "/dev/stdout"), ("nowhere", "no"), ("itself", "to_itself")):
        (tmp_path / f"to_{name}").symlink_to(leads)
    before = listing(tmp_path)
    with pytest.raises(FileExistsError) as caught:  # a pipe that is opened would wait for a reader
        write_file(tmp_path / there, "two", fresh=True)
    assert caught.value.filename == str(tmp_path / there)
    assert listing(tmp_path) == before


@pytest.mark.parametrize("name", ["a.txt/", "a.txt//", "a.txt/.", "..", ".", "", "/"])
def test_the_name_of_a_folder_is_no_name_of_a_file(name):
    with pytest.raises(IsADirectoryError):
        named_file(name)
    assert named_file("a/b.txt") == Path("a/b.txt")


def test_a_name_that_is_nothing_but_an_ending_has_that_ending():
    names = ("a.CSV", ".csv", "a/.Json", "a.b.svg", "a", "a.", ".png.html")
    assert [ending_of(Path(name)) for name in names] == [".csv", ".csv", ".json", ".svg", "", "", ".html"]


def test_a_link_still_leads_to_its_file(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there/a.txt")
    require_writable(tmp_path / "link")
    assert listing(tmp_path / "there") == {}
    for text in ("one", "two"):
        write_file(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "there" / "a.txt").read_text() == text


def test_asking_leaves_no_trace(tmp_path):
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    before = listing(tmp_path)
    for name in ("a.txt", "new.txt", "dangling", "pipe", "pipe"):
        require_writable(tmp_path / name)
    for device in ("/dev/null", "/dev/full", "/dev/stdout"):
        require_writable(Path(device))
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    "name, number",
    [("", errno.EISDIR), ("no/such/a.txt", errno.ENOENT), ("a.txt/b", errno.ENOTDIR), ("circle", errno.ELOOP),
     ("x" * 300, errno.ENAMETOOLONG), ("/dev/fd/999", errno.EBADF), (f"/dev/fd/{'9' * 200}", errno.EBADF),
     (f"/dev/fd/{'9' * 5000}", errno.EBADF)],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_before_as_after(name, number, tmp_path):
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "circle").symlink_to("circle")
    for attempt in (require_writable, lambda path: write_file(path, "two")):
        with pytest.raises(OSError, match=os.strerror(number)) as caught:
            attempt(tmp_path / name)
        assert (caught.value.errno, caught.value.filename) == (number, str(tmp_path / name))
    assert (tmp_path / "a.txt").read_text() == "one"


def test_pipes_and_devices_are_written_straight(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        write_file(tmp_path / "pipe", "through")
        assert reader.communicate()[0] == b"through"
    with pytest.raises(OSError, match="No space left") as caught:
        write_file(Path("/dev/full"), "x")
    assert caught.value.filename == "/dev/full"


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "link"])
def test_standard_output_is_added_to_and_never_cut(name, tmp_path):
    (tmp_path / "link").symlink_to("/dev/stdout")
    (tmp_path / "log").write_text("before\n")
    probe = (
        "import sys; from pathlib import Path; from realpolitik.files import write_file\n"
        "print('said'); write_file(Path(sys.argv[1]), 'told\\n')"
    )
    with (tmp_path / "log").open("a") as log:
        subprocess.run([sys.executable, "-c", probe, name], check=True, stdout=log, cwd=tmp_path)
    assert (tmp_path / "log").read_text() == "before\nsaid\ntold\n"


def test_one_file_is_known_by_whatever_name(tmp_path):
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("one")
    (tmp_path / "soft").symlink_to("a.txt")
    (tmp_path / "hard").hardlink_to(a)
    (tmp_path / "dangling").symlink_to("b.txt")
    (tmp_path / "here").symlink_to(".")
    for one, other in [(a, a), (a, "soft"), (a, "hard"), (a, "here/a.txt"), (b, b), (b, "dangling"), (b, "here/b.txt"),
                       (b, "B.TXT"), (b, "./b.txt")]:  # fmt: skip
        assert same_file(one, tmp_path / other)
        assert same_file(tmp_path / other, one)
    for one, other in [(a, b), (b, "c.txt"), (b, "no/such/b.txt"), (a, "dangling")]:
        assert not same_file(one, tmp_path / other)


def test_whoever_waits_for_a_reader_of_a_pipe_can_be_told_to_end(tmp_path):
    pipe, driver = tmp_path / "pipe", tmp_path / "driver.py"
    os.mkfifo(pipe)
    driver.write_text(
        "import sys\nfrom pathlib import Path\nfrom realpolitik import files\n"
        "looks = []\n"
        "files.give_up_waiting_if(lambda: len(looks.append(0) or looks) == 3)\n"
        "try:\n    files.write_file(Path(sys.argv[1]), 'all')\nexcept KeyboardInterrupt:\n    print(len(looks))\n"
    )
    ended = subprocess.run([sys.executable, driver, pipe], check=False, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (0, "3\n"), ended.stderr
    read = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True)
    write_file(pipe, "all of it\n")
    assert read.communicate(timeout=60)[0] == "all of it\n"
