"""Exit codes have names, the program uses no other, and the reference lists them all."""

from __future__ import annotations

import ast
import re
import signal
from importlib.resources import files
from pathlib import Path

import pytest

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.interrupt import SIGNALS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
MODULES = sorted(Path(str(files("realpolitik.cli"))).glob("*.py"))
ENDING = {"Exit", "_exit", "_leave", "SystemExit", "exit", "_refuse", "_refuse_because"}


def test_the_reference_lists_every_exit_code():
    table = REFERENCE.read_text(encoding="utf-8").split("| exit code | means |")[1].split("\n\n")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == list(ExitCode)


def test_every_signal_that_is_heard_has_a_code():
    assert {ExitCode.of_signal(number) for number in SIGNALS} == {code for code in ExitCode if code > 128}
    assert ExitCode.of_signal(signal.SIGINT) is ExitCode.INTERRUPTED
    assert [ExitCode.of_verdict(holds) for holds in (True, False)] == [ExitCode.DONE, ExitCode.NO]


def bare_codes(text):
    """Where a program is ended with a number that has no name."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    ends = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", None)) in ENDING]
    return [
        node.lineno
        for call in ends
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and type(node.value) is int
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_verb_ends_with_a_number_that_has_no_name(module):
    assert bare_codes(module.read_text(encoding="utf-8")) == []


def test_a_number_that_has_no_name_is_found():
    assert bare_codes("raise typer.Exit(0 if ok else 1)") == [1, 1]
    assert bare_codes("os._exit(code=2)") == [1]
    assert bare_codes("raise typer.Exit(ExitCode.NO)") == []
