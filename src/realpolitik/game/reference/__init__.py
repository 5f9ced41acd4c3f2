"""A slow and plain twin of the solver, for one draw: the theory page by recursion over dictionaries."""

from realpolitik.game.reference.bazaar import ReferenceGame
from realpolitik.game.reference.play import ReferencePlay, solve_reference

__all__ = ["ReferenceGame", "ReferencePlay", "solve_reference"]
