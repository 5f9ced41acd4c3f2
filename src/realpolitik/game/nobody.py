"""The count of nobody: the chance that no suitor is signed with is what the chances of the suitors leave of 1."""

from __future__ import annotations

import numpy as np

from realpolitik.game.core.arrays import Floats


def with_nobody(signed: Floats) -> Floats:
    """Return the chances that each suitor is signed with (..., S) with that of nobody signing before them (..., 1 + S)."""
    return np.concatenate([1 - signed.sum(axis=-1, keepdims=True), signed], axis=-1)
