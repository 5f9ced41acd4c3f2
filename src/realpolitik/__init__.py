"""A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.

Each public name is loaded when it is first asked for, so that the command line answers quickly.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

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
    from realpolitik.crisis.patch import patch
    from realpolitik.crisis.read import library, load, read_text
    from realpolitik.crisis.schema import Crisis
    from realpolitik.crisis.write import write_crisis
    from realpolitik.errors import (
        CrisisInvalid,
        CrisisNotFound,
        NothingToAnalyse,
        Problem,
        RealpolitikError,
        SolverFailed,
    )
    from realpolitik.game.solve import solve as run
    from realpolitik.outcome import Outcome

    __version__: str

_PLACES = {
    "Crisis": ("realpolitik.crisis.schema", "Crisis"),
    "CrisisInvalid": ("realpolitik.errors", "CrisisInvalid"),
    "CrisisNotFound": ("realpolitik.errors", "CrisisNotFound"),
    "Design": ("realpolitik.analysis.sensitivity", "Design"),
    "NothingToAnalyse": ("realpolitik.errors", "NothingToAnalyse"),
    "Outcome": ("realpolitik.outcome", "Outcome"),
    "Problem": ("realpolitik.errors", "Problem"),
    "RealpolitikError": ("realpolitik.errors", "RealpolitikError"),
    "Sampling": ("realpolitik.analysis.answers", "Sampling"),
    "SolverFailed": ("realpolitik.errors", "SolverFailed"),
    "audit": ("realpolitik.analysis.audit", "audit"),
    "claims": ("realpolitik.analysis.claims", "claims"),
    "compare": ("realpolitik.analysis.comparison", "compare"),
    "explain": ("realpolitik.analysis.attribution", "explain"),
    "idle": ("realpolitik.analysis.idle", "idle"),
    "infer": ("realpolitik.analysis.inference", "infer"),
    "invert": ("realpolitik.analysis.inversion", "invert"),
    "library": ("realpolitik.crisis.read", "library"),
    "load": ("realpolitik.crisis.read", "load"),
    "patch": ("realpolitik.crisis.patch", "patch"),
    "read_text": ("realpolitik.crisis.read", "read_text"),
    "run": ("realpolitik.game.solve", "solve"),
    "sensitivity": ("realpolitik.analysis.sensitivity", "sensitivity"),
    "whatif": ("realpolitik.analysis.counterfactual", "whatif"),
    "without": ("realpolitik.analysis.variants", "without"),
    "write_crisis": ("realpolitik.crisis.write", "write_crisis"),
}
"""Public name -> where it is."""

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
    "idle",
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
    if name in _PLACES:
        module, there = _PLACES[name]
        return getattr(_import_module(module), there)
    if name == "__version__":
        return _import_module("importlib.metadata").version("realpolitik")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
