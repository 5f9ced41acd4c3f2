"""A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.

The numerical half (`run`, `Outcome`'s solver) is loaded when it is first asked for, so that the command line answers quickly.
"""

from importlib.metadata import version
from typing import Any

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import write_crisis
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem, RealpolitikError, SolverFailed
from realpolitik.outcome import Outcome

__version__ = version("realpolitik")

__all__ = [
    "Crisis",
    "CrisisInvalid",
    "CrisisNotFound",
    "Outcome",
    "Problem",
    "RealpolitikError",
    "SolverFailed",
    "load",
    "patch",
    "run",
    "write_crisis",
]


def __getattr__(name: str) -> Any:
    if name == "run":
        from realpolitik.game.solve import solve

        return solve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
