"""Means over draws and their errors, gathered chunk by chunk in constant memory."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from realpolitik.game.core.arrays import Floats


@dataclass
class RunningMeans:
    """Running sums of ratios E[weight y] / E[weight] over draws; plain means have weight 1.

    The error of a ratio is that of the linearised estimator (Cochran 1977, section 6.3).
    """

    count: int = 0
    sums: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, name: str, y: Floats, weight: Floats | None = None) -> None:
        """Add draws of y, and of the weights, along the first axis; the weights broadcast from the left."""
        w = np.ones(y.shape) if weight is None else np.broadcast_to(_left(weight, y.ndim), y.shape)
        batch = [y.sum(axis=0), w.sum(axis=0), (y * y).sum(axis=0), (w * w).sum(axis=0), (y * w).sum(axis=0)]
        if name in self.sums:
            self.sums[name] = [old + new for old, new in zip(self.sums[name], batch, strict=True)]
        else:
            self.sums[name] = batch

    def mean(self, name: str) -> Floats:
        """Return sum y / sum w (NaN where no draw has weight)."""
        y, w = self.sums[name][:2]
        return np.asarray(np.divide(y, w, out=np.full_like(y, np.nan), where=w > 0))

    def error(self, name: str) -> Floats:
        """Return the standard error of `mean`; NaN with fewer than two draws."""
        y, w, yy, ww, yw = self.sums[name]
        n = self.count
        if n < 2:
            return np.full_like(y, np.nan)
        ratio = self.mean(name)
        squares = np.maximum(yy - 2 * ratio * yw + ratio * ratio * ww, 0.0)
        return np.asarray(np.divide(np.sqrt(squares * n / (n - 1)), w, out=np.full_like(y, np.nan), where=w > 0))


def _left(weight: Floats, ndim: int) -> Floats:
    return weight.reshape(weight.shape + (1,) * (ndim - weight.ndim))
