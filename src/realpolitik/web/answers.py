"""Where answers come from: the one place that knows how the rest of the program is asked."""

from __future__ import annotations

from realpolitik.store import Store


class Answers:
    """Answers about crises.

    Parameters
    ----------
    store : Store
        Keeps what was worked out.
    draws, seed : int
        Of an answer that is complete.
    """

    def __init__(self, store: Store, draws: int, seed: int) -> None:
        self.store = store
        self.draws = draws
        self.seed = seed

    def close(self) -> None:
        """End what is under way."""
