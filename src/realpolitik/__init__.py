"""A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.

The solver is loaded when a question such as `run` is first asked for, so that the command line answers quickly.
"""

from importlib import import_module as _import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import write_crisis
from realpolitik.errors import CrisisInvalid, CrisisNotFound, NothingToAnalyse, Problem, RealpolitikError, SolverFailed
from realpolitik.outcome import Outcome

if TYPE_CHECKING:
    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.attribution import explain
    from realpolitik.analysis.audit import audit
    from realpolitik.analysis.claims import claims
    from realpolitik.analysis.comparison import compare
    from realpolitik.analysis.counterfactual import whatif
    from realpolitik.analysis.inference import infer
    from realpolitik.analysis.inversion import invert
    from realpolitik.analysis.sensitivity import Design, sensitivity
    from realpolitik.analysis.variants import without
    from realpolitik.game.solve import solve as run

_QUESTIONS = {
    "Design": ("realpolitik.analysis.sensitivity", "Design"),
    "Sampling": ("realpolitik.analysis.answers", "Sampling"),
    "audit": ("realpolitik.analysis.audit", "audit"),
    "claims": ("realpolitik.analysis.claims", "claims"),
    "compare": ("realpolitik.analysis.comparison", "compare"),
    "explain": ("realpolitik.analysis.attribution", "explain"),
    "infer": ("realpolitik.analysis.inference", "infer"),
    "invert": ("realpolitik.analysis.inversion", "invert"),
    "run": ("realpolitik.game.solve", "solve"),
    "sensitivity": ("realpolitik.analysis.sensitivity", "sensitivity"),
    "whatif": ("realpolitik.analysis.counterfactual", "whatif"),
    "without": ("realpolitik.analysis.variants", "without"),
}
"""Name -> where it is, for what needs the solver."""

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
    "Sampling",
    "SolverFailed",
    "__version__",
    "audit",
    "claims",
    "compare",
    "explain",
    "infer",
    "invert",
    "library",
    "load",
    "patch",
    "read_text",
    "run",
    "sensitivity",
    "whatif",
    "without",
    "write_crisis",
]


def __getattr__(name: str) -> Any:
    if name in _QUESTIONS:
        module, function = _QUESTIONS[name]
        return getattr(_import_module(module), function)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
