"""A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.

The solver is loaded when an analysis such as `run` is first asked for, so that the command line answers quickly.
"""

from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import write_crisis
from realpolitik.errors import CrisisInvalid, CrisisNotFound, NothingToAnalyse, Problem, RealpolitikError, SolverFailed
from realpolitik.outcome import Outcome

if TYPE_CHECKING:
    from realpolitik.analysis.audit import audit
    from realpolitik.analysis.sensitivity import Design, sensitivity
    from realpolitik.game.solve import solve as run

__version__ = _version("realpolitik")

__all__ = [
    "Crisis",
    "CrisisInvalid",
    "CrisisNotFound",
    "Design",
    "NothingToAnalyse",
    "Outcome",
    "Problem",
    "RealpolitikError",
    "SolverFailed",
    "__version__",
    "audit",
    "library",
    "load",
    "patch",
    "read_text",
    "run",
    "sensitivity",
    "write_crisis",
]


def __getattr__(name: str) -> Any:
    if name == "run":
        from realpolitik.game.solve import solve

        return solve
    if name == "audit":
        from realpolitik.analysis.audit import audit

        return audit
    if name in {"Design", "sensitivity"}:
        from realpolitik.analysis import sensitivity

        return getattr(sensitivity, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
