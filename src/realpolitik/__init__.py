"""A laboratory for alliance bargaining: who signs with whom, when, at what price, and why.

Each public name is loaded when it is first asked for, so that the command line answers quickly. What the environment
says of threads is looked at first.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from realpolitik.environment import forget_unusable_threads as _forget_unusable_threads

_forget_unusable_threads()  # before anything loads a library that would end on them

if TYPE_CHECKING:
    from realpolitik.analysis.audit import audit
    from realpolitik.analysis.claims import claims
    from realpolitik.analysis.compare import compare
    from realpolitik.analysis.diff import diff
    from realpolitik.analysis.explain import explain
    from realpolitik.analysis.infer import infer
    from realpolitik.analysis.invert import invert
    from realpolitik.analysis.run import run
    from realpolitik.analysis.sensitivity import Design, sensitivity
    from realpolitik.analysis.variants import without
    from realpolitik.analysis.whatif import whatif
    from realpolitik.crisis.copying import copy
    from realpolitik.crisis.json_schema import schema_json as schema
    from realpolitik.crisis.patch import patch
    from realpolitik.crisis.read import library, load, read_text
    from realpolitik.crisis.schema import Crisis
    from realpolitik.crisis.write import write_crisis
    from realpolitik.errors import (
        CrisisInvalid,
        CrisisNotFound,
        NoCluster,
        NothingToAnalyse,
        Problem,
        RealpolitikError,
        SolverFailed,
        UnknownName,
    )
    from realpolitik.game.workers import Cluster
    from realpolitik.history.folder import backtest
    from realpolitik.history.record.freeze import freeze
    from realpolitik.interop.shrink import Size
    from realpolitik.interop.verification import verify
    from realpolitik.outcome import Outcome
    from realpolitik.report.dispatch.edition import Dispatch, dispatch
    from realpolitik.report.show import plot, tell
    from realpolitik.result import Result
    from realpolitik.table.table import play

    __version__: str

_PLACES = {
    "Cluster": ("realpolitik.game.workers", "Cluster"),
    "Crisis": ("realpolitik.crisis.schema", "Crisis"),
    "CrisisInvalid": ("realpolitik.errors", "CrisisInvalid"),
    "CrisisNotFound": ("realpolitik.errors", "CrisisNotFound"),
    "Design": ("realpolitik.analysis.sensitivity", "Design"),
    "Dispatch": ("realpolitik.report.dispatch.edition", "Dispatch"),
    "NoCluster": ("realpolitik.errors", "NoCluster"),
    "NothingToAnalyse": ("realpolitik.errors", "NothingToAnalyse"),
    "Outcome": ("realpolitik.outcome", "Outcome"),
    "Problem": ("realpolitik.errors", "Problem"),
    "RealpolitikError": ("realpolitik.errors", "RealpolitikError"),
    "Result": ("realpolitik.result", "Result"),
    "Size": ("realpolitik.interop.shrink", "Size"),
    "SolverFailed": ("realpolitik.errors", "SolverFailed"),
    "UnknownName": ("realpolitik.errors", "UnknownName"),
    "audit": ("realpolitik.analysis.audit", "audit"),
    "backtest": ("realpolitik.history.folder", "backtest"),
    "claims": ("realpolitik.analysis.claims", "claims"),
    "compare": ("realpolitik.analysis.compare", "compare"),
    "copy": ("realpolitik.crisis.copying", "copy"),
    "diff": ("realpolitik.analysis.diff", "diff"),
    "dispatch": ("realpolitik.report.dispatch.edition", "dispatch"),
    "explain": ("realpolitik.analysis.explain", "explain"),
    "freeze": ("realpolitik.history.record.freeze", "freeze"),
    "idle": ("realpolitik.analysis.idle", "idle"),
    "infer": ("realpolitik.analysis.infer", "infer"),
    "invert": ("realpolitik.analysis.invert", "invert"),
    "library": ("realpolitik.crisis.read", "library"),
    "load": ("realpolitik.crisis.read", "load"),
    "patch": ("realpolitik.crisis.patch", "patch"),
    "play": ("realpolitik.table.table", "play"),
    "plot": ("realpolitik.report.show", "plot"),
    "read_text": ("realpolitik.crisis.read", "read_text"),
    "run": ("realpolitik.analysis.run", "run"),
    "schema": ("realpolitik.crisis.json_schema", "schema_json"),
    "sensitivity": ("realpolitik.analysis.sensitivity", "sensitivity"),
    "tell": ("realpolitik.report.show", "tell"),
    "verify": ("realpolitik.interop.verification", "verify"),
    "whatif": ("realpolitik.analysis.whatif", "whatif"),
    "without": ("realpolitik.analysis.variants", "without"),
    "write_crisis": ("realpolitik.crisis.write", "write_crisis"),
}
"""Public name -> where it is."""

__all__ = [
    "Cluster",
    "Crisis",
    "CrisisInvalid",
    "CrisisNotFound",
    "Design",
    "Dispatch",
    "NoCluster",
    "NothingToAnalyse",
    "Outcome",
    "Problem",
    "RealpolitikError",
    "Result",
    "Size",
    "SolverFailed",
    "UnknownName",
    "__version__",
    "audit",
    "backtest",
    "claims",
    "compare",
    "copy",
    "diff",
    "dispatch",
    "explain",
    "freeze",
    "idle",
    "infer",
    "invert",
    "library",
    "load",
    "patch",
    "play",
    "plot",
    "read_text",
    "run",
    "schema",
    "sensitivity",
    "tell",
    "verify",
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
