"""What is said on standard error while a task runs."""

from __future__ import annotations

import numba
import pytest

from realpolitik.cli.progress import COMPILING, working


def fresh():
    """Return a kernel that has not been compiled."""
    return numba.njit(lambda x: x + 1)


@pytest.mark.parametrize("quiet, told", [(False, f"{COMPILING}\n"), (True, "")])
def test_compiling_is_said_once_and_not_if_quiet(capsys, quiet, told):
    with working("solving", 2, quiet) as advance:
        for kernel in (fresh(), fresh()):
            assert kernel(1) == 2
            advance(1)
    out, err = capsys.readouterr()
    assert (out, err) == ("", told)


def test_nothing_is_said_when_nothing_is_compiled(capsys):
    kernel = fresh()
    assert kernel(1) == 2
    with working("solving", 1, quiet=False) as advance:
        assert kernel(2) == 3
        advance(1)
    assert capsys.readouterr().err == ""
