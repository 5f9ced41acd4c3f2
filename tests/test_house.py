"""Rules that hold for the repository as a whole."""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import realpolitik

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = Path(sys.executable).with_name("realpolitik")

# Written in pieces, so that this file does not hold what it looks for.
BANNED = tuple(
    first + second
    for first, second in [
        ("issue", " #"),
        ("shared", "/design"),
        ("/work", "/shared"),
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("deb.", "debian.org"),
    ]
)


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, timeout=120)


def repository_files() -> list[str]:
    """Every file that git tracks, or would track if it were added now."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def test_public_surface_is_sorted_and_without_repeats():
    assert list(realpolitik.__all__) == sorted(set(realpolitik.__all__))


@pytest.mark.parametrize("name", realpolitik.__all__)
def test_public_name_resolves_and_is_explained(name):
    value = getattr(realpolitik, name)
    if inspect.isclass(value) or inspect.isroutine(value):
        assert inspect.getdoc(value), f"realpolitik.{name} has no docstring"


def test_nothing_is_public_by_accident():
    ours = {
        name
        for name, value in vars(realpolitik).items()
        if not name.startswith("_") and getattr(value, "__module__", "").split(".")[0] == "realpolitik"
    }
    assert ours <= set(realpolitik.__all__)


@pytest.mark.parametrize("verb", ["run", "explain", "whatif", "audit", "claims", "infer", "invert", "diff", "dispatch"])
def test_a_command_and_its_function_take_as_many_draws_unless_told_otherwise(verb):
    # The command spells its number out, because its help waits for no numerical library.
    command = getattr(importlib.import_module(f"realpolitik.cli.{verb}"), verb)
    numbers = [inspect.signature(each).parameters["draws"].default for each in (command, getattr(realpolitik, verb))]
    assert numbers[0] == numbers[1]


def test_version_is_the_one_in_pyproject():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert importlib.metadata.version("realpolitik") == declared
    assert f"version: {declared}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_help_is_the_same_from_the_script_and_from_the_module(tmp_path):
    script = run(SCRIPT, "--help", cwd=tmp_path)
    module = run(sys.executable, "-m", "realpolitik", "--help", cwd=tmp_path)
    assert (script.returncode, script.stderr) == (0, "")
    assert (module.returncode, module.stderr) == (0, "")
    bodies = [[line for line in done.stdout.splitlines() if "Usage:" not in line] for done in (script, module)]
    assert bodies[0] == bodies[1]
    for verb in ("check", "show", "run"):
        assert f" {verb} " in script.stdout


def test_help_waits_for_no_large_library(tmp_path):
    probe = (
        "import sys\n"
        "from realpolitik.cli import main\n"
        "sys.argv = ['realpolitik', '--help']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as stop:\n"
        "    assert not stop.code, stop.code\n"
        "heavy = {'altair', 'numba', 'polars', 'pydantic', 'ruamel.yaml', 'scipy', 'vl_convert', 'yaml'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(f'loaded by --help: {sorted(heavy)}' if heavy else 0)\n"
    )
    done = run(sys.executable, "-c", probe, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_reading_the_library_waits_for_no_parser_that_it_does_not_need(tmp_path):
    probe = "import sys, realpolitik; realpolitik.load('ussr-1939'); sys.exit('ruamel.yaml' in sys.modules)"
    done = run(sys.executable, "-c", probe, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_crisis_library_and_type_marker_travel_with_the_package():
    package = Path(realpolitik.__file__).parent
    assert (package / "py.typed").is_file()
    assert [path.name for path in (package / "crises").glob("*.yaml")]


def test_no_file_speaks_of_the_workshop():
    found = []
    for name in repository_files():
        text = (ROOT / name).read_bytes().decode("utf-8", errors="ignore").lower()
        found += [f"{name}: {word}" for word in BANNED if word in text or word in name.lower()]
    assert not found


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """What a lock pins: package -> version and hashes. Nothing else may stand in it, such as an address."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entry = re.compile(r"([a-z0-9-]+)==([\w.+]+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
    found = entry.findall(text)
    assert entry.sub("", text).splitlines() == [text.splitlines()[0]]
    assert text.startswith("# ")
    assert len({package for package, _, _ in found}) == len(found)
    return {package: (version, re.findall("[0-9a-f]{64}", hashes)) for package, version, hashes in found}


def test_locks_cover_every_declared_dependency_with_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def names(requirements):
        found = (re.match(r"[\w.-]+", line)[0] for line in requirements)
        return {re.sub("[-_.]+", "-", name).lower() for name in found}

    runtime, dev = locked("runtime.lock"), locked("dev.lock")
    assert names(project["project"]["dependencies"]) | names(project["build-system"]["requires"]) <= runtime.keys()
    assert runtime.items() <= dev.items()
    for extra in ("dev", "docs"):
        assert names(project["project"]["optional-dependencies"][extra]) <= dev.keys()
    # Compiled packages come as one file for each kind of machine, and an archive of the source.
    assert all(len(dev[package][1]) > 2 for package in ("numpy", "numba", "scipy", "polars-runtime-32"))


def test_make_installs_nothing_but_what_is_locked():
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if "$(install) " in line]
    (gambit,) = [line for line in installs if "pygambit" in line]  # compiled on demand, for one test
    installs.remove(gambit)
    assert sum("--require-hashes --only-binary :all: -r requirements/" in line for line in installs) == 1
    assert sum("--no-deps --no-build-isolation -e ." in line for line in installs) == 1
    assert len(installs) == 2
