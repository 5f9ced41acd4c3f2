"""Small numerical pieces that the kernels share: exponentiate, logits, a linear solver.

    exp x      = 2^k exp(r),   k = round(x / ln 2),   r = x - k ln 2,   |r| <= ln(2)/2;  exp r by its Taylor polynomial
    logit      P(x) = exp(lambda u(x)) / sum_y exp(lambda u(y))
    contest    p = a^m / (a^m + b^m)                                  (Hirshleifer 1989; Skaperdas 1996)

The compiler has no vectorised exp here, so `exponentiate` spells one out that it can vectorise; its relative error is
below 4e-16 on the range that a logit needs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from realpolitik.game.compiler import kernel, reduction

Floats = NDArray[np.float64]

_LOG2E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding and subtracting it rounds to the nearest whole number
_LOWEST = -708.0


@kernel
def exponentiate(x: Floats, n: int, bits: NDArray[np.int64]) -> None:
    """Replace x[:n] by exp(x[:n]); x below -708 counts as -708, and x must not be above 709.

    In place, because the compiler gives up its vectors where it must allow for two arrays that overlap.

    Parameters
    ----------
    x : ndarray, shape (>= n,)
    bits : ndarray of int64, shape (>= n,)
        Scratch.
    """
    scale = bits.view(np.float64)
    for i in range(n):
        clipped = max(x[i], _LOWEST)
        shifted = clipped * _LOG2E + _ROUND
        scale[i] = shifted  # its last bits are k
        k = shifted - _ROUND
        r = (clipped - k * _LN2_HIGH) - k * _LN2_LOW
        poly = 1.0 / 6227020800.0
        poly = poly * r + 1.0 / 479001600.0
        poly = poly * r + 1.0 / 39916800.0
        poly = poly * r + 1.0 / 3628800.0
        poly = poly * r + 1.0 / 362880.0
        poly = poly * r + 1.0 / 40320.0
        poly = poly * r + 1.0 / 5040.0
        poly = poly * r + 1.0 / 720.0
        poly = poly * r + 1.0 / 120.0
        poly = poly * r + 1.0 / 24.0
        poly = poly * r + 1.0 / 6.0
        poly = poly * r + 0.5
        x[i] = (poly * r + 1.0) * r + 1.0
    for i in range(n):
        bits[i] = (bits[i] + 1023) << 52
    for i in range(n):
        x[i] *= scale[i]


@kernel
def take_logarithms(x: Floats, n: int, bits: NDArray[np.int64]) -> None:
    """Replace x[:n] by log(x[:n]); x must be positive and normal. Error below 1e-15, relative or absolute.

    Parameters
    ----------
    x : ndarray, shape (>= n,)
    bits : ndarray of int64, shape (>= n,)
        Scratch.
    """
    scale = bits.view(np.float64)
    for i in range(n):
        scale[i] = x[i]
    for i in range(n):
        # x = 2^k m with m between sqrt(1/2) and sqrt(2)
        word = bits[i] - _HALF_ROOT
        k = word >> 52
        bits[i] -= k << 52
        x[i] = np.float64(k)
    for i in range(n):
        k = x[i]
        f = scale[i] - 1.0
        s = f / (2.0 + f)
        z = s * s
        r = 1.479819860511658591e-01
        r = r * z + 1.531383769920937332e-01
        r = r * z + 1.818357216161805012e-01
        r = r * z + 2.222219843214978396e-01
        r = r * z + 2.857142874366239149e-01
        r = r * z + 3.999999999940941908e-01
        r = r * z + 6.666666666666735130e-01
        r *= z
        half = 0.5 * f * f
        x[i] = k * _LN2_HIGH - ((half - (s * (half + r) + k * _LN2_LOW)) - f)


_HALF_ROOT = 0x3FE6A09E667F3BCD  # the bits of sqrt(1/2)


@kernel
def same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two arrays of one shape are equal, number by number."""
    x, y = one.reshape(one.size), other.reshape(other.size)
    for i in range(x.shape[0]):  # noqa: SIM110  (compiled, and the compiler knows no generators)
        if x[i] != y[i]:
            return False
    return True


@reduction
def dot(x: Floats, y: Floats, n: int) -> float:
    """Return the sum of x[:n] y[:n]."""
    total = 0.0
    for i in range(n):
        total += x[i] * y[i]
    return total


@reduction
def dot_of_three(x: Floats, y: Floats, z: Floats, n: int) -> float:
    """Return the sum of x[:n] y[:n] z[:n]."""
    total = 0.0
    for i in range(n):
        total += x[i] * y[i] * z[i]
    return total


def larger(one: float, other: float) -> float:
    """Return the larger of two numbers.

    Compiled, it is a selection and not a branch: of a branch around a store the compiler makes a masked store, which takes ten
    times as long.
    """
    return max(one, other)


@intrinsic
def _select_larger(_: Any, one: Any, other: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        one, other = values
        return builder.select(builder.fcmp_ordered(">", one, other), one, other)

    return types.float64(one, other), generate


@overload(larger, inline="never")
def _compiled_larger(one: Any, other: Any) -> Callable[[Any, Any], Any]:
    def choose(one: Any, other: Any) -> Any:
        return _select_larger(one, other)  # type: ignore[call-arg]  # the compiler gives the first one

    return choose


@reduction
def largest(x: Floats, n: int) -> float:
    """Return the maximum of x[:n]."""
    top = x[0]
    for i in range(1, n):
        top = max(top, x[i])
    return top


@reduction
def sum_of(x: Floats, n: int) -> float:
    """Return the sum of x[:n]."""
    total = 0.0
    for i in range(n):
        total += x[i]
    return total


@kernel
def contests(a: Floats, b: Floats, n: int, m: float, out: Floats, work: Floats, bits: NDArray[np.int64]) -> None:
    """Write to out[:n] the chances that strengths a beat strengths b; one half where both are nothing."""
    for i in range(n):
        work[i] = b[i] / a[i] if a[i] > 0.0 and b[i] > 0.0 else 1.0
    if m != 1.0:
        take_logarithms(work, n, bits)
        for i in range(n):
            work[i] = min(m * work[i], 708.0)
        exponentiate(work, n, bits)
    for i in range(n):
        out[i] = 1.0 / (1.0 + work[i])
    for i in range(n):
        if a[i] <= 0.0:
            out[i] = 0.5 if b[i] <= 0.0 else 0.0
        elif b[i] <= 0.0:
            out[i] = 1.0


@kernel
def softmax(u: Floats, n: int, precision: float, out: Floats, bits: NDArray[np.int64]) -> None:
    """Write the logit probabilities of u[:n] to out[:n]."""
    top = largest(u, n)
    for i in range(n):
        out[i] = precision * (u[i] - top)
    exponentiate(out, n, bits)
    share = 1.0 / sum_of(out, n)
    for i in range(n):
        out[i] *= share


@kernel
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@kernel
def solve_in_place(a: Floats, b: Floats, n: int) -> float:
    """Solve a x = b by elimination with partial pivoting; b becomes x, a is spent.

    Returns
    -------
    float
        Sign of the determinant: 1, -1, or 0 if the matrix is singular to working precision.
    """
    sign = 1.0
    for column in range(n):
        best = column
        for row in range(column + 1, n):
            if abs(a[row, column]) > abs(a[best, column]):
                best = row
        if abs(a[best, column]) < 1e-300:
            return 0.0
        if best != column:
            sign = -sign
            for k in range(column, n):
                a[column, k], a[best, k] = a[best, k], a[column, k]
            b[column], b[best] = b[best], b[column]
        if a[column, column] < 0:
            sign = -sign
        for row in range(column + 1, n):
            factor = a[row, column] / a[column, column]
            if factor != 0.0:
                for k in range(column + 1, n):
                    a[row, k] -= factor * a[column, k]
                b[row] -= factor * b[column]
    for row in range(n - 1, -1, -1):
        total = b[row]
        for k in range(row + 1, n):
            total -= a[row, k] * b[k]
        b[row] = total / a[row, row]
    return sign
