"""A slow and plain twin of the solver, for one draw: the theory page by recursion over dictionaries.

The names are loaded when they are first asked for: the rules stand on a part of this room, and another part stands on the rules.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realpolitik.game.reference.bazaar import ReferenceGame
    from realpolitik.game.reference.play import ReferencePlay, solve_reference
    from realpolitik.game.rules.state import Draft

_PLACES = {
    "Draft": "realpolitik.game.rules.state",
    "ReferenceGame": "realpolitik.game.reference.bazaar",
    "ReferencePlay": "realpolitik.game.reference.play",
    "solve_reference": "realpolitik.game.reference.play",
}
"""Name -> module."""

__all__ = ["Draft", "ReferenceGame", "ReferencePlay", "solve_reference"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(_PLACES[name]), name)
