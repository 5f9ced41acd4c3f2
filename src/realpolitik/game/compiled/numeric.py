"""Small numerical pieces that the kernels share: exponentiate, logits, a linear solver.

    exp x      = 2^k exp(r),   k = round(x / ln 2),   r = x - k ln 2,   |r| <= ln(2)/2
    exp r      = 1 + r + r^2 q(r),   q of degree 9, its largest relative error over |r| the least there is: 4e-18 (Remez)
    logit      P(x) = exp(lambda u(x)) / sum_y exp(lambda u(y))
    contest    p = a^m / (a^m + b^m)                                  (Hirshleifer 1989; Skaperdas 1996)

The compiler has no vectorised exp here, so `exponentiate` spells one out that it can vectorise; its relative error is
below 4e-16 on the range that a logit needs.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.compiled.compiler import kernel, reduction
from realpolitik.game.compiled.intrinsics import bits_of, larger, number_of

Floats = NDArray[np.float64]

_LOG2E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding and subtracting it rounds to the nearest whole number
_LOWEST = -708.0
_NOTHING = -340.0


@kernel
def exponentiate(x: Floats, n: int) -> None:
    """Replace x[:n] by exp(x[:n]); below -340 it is 0, and x must not be above 709.

    What is so small counts for nothing, and its products would be numbers that the machine is slow with.
    """
    for i in range(n):
        asked = x[i]
        clipped = max(asked, _LOWEST)
        shifted = clipped * _LOG2E + _ROUND  # its last bits are k
        k = shifted - _ROUND
        r = (clipped - k * _LN2_HIGH) - k * _LN2_LOW
        q = 2.5000072281462545e-08
        q = q * r + 2.7630233929422184e-07
        q = q * r + 2.7557586266515903e-06
        q = q * r + 2.4801493136159967e-05
        q = q * r + 0.00019841269506779463
        q = q * r + 0.0013888888943597722
        q = q * r + 0.008333333333494333
        q = q * r + 0.041666666666530267
        q = q * r + 0.16666666666666413
        q = q * r + 0.5000000000000011
        power = ((q * r + 1.0) * r + 1.0) * number_of((bits_of(shifted) + 1023) << 52)
        x[i] = power if asked > _NOTHING else 0.0


@kernel
def take_logarithms(x: Floats, n: int) -> None:
    """Replace x[:n] by log(x[:n]); x must be positive and normal. Error below 1e-15, relative or absolute."""
    for i in range(n):
        # x = 2^k m with m between sqrt(1/2) and sqrt(2)
        bits = bits_of(x[i])
        exponent = (bits - _HALF_ROOT) >> 52
        f = number_of(bits - (exponent << 52)) - 1.0
        k = np.float64(exponent)
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


@kernel
def put(value: float, array: NDArray[Any]) -> None:
    """Write a number to every place of an array."""
    flat = array.reshape(array.size)
    for i in range(flat.shape[0]):
        flat[i] = value


@kernel
def fill(value: float, vector: Floats, count: int) -> None:
    """Write a number to the first places of a vector."""
    for i in range(count):
        vector[i] = value


@kernel
def copy(source: Floats, target: Floats) -> None:
    """Write the numbers of one array to another of its shape."""
    numbers, flat = source.reshape(source.size), target.reshape(target.size)
    for i in range(flat.shape[0]):
        flat[i] = numbers[i]


@kernel
def add(factor: float, source: Floats, target: Floats) -> None:
    """Add to an array ``factor`` times another of its shape."""
    numbers, flat = source.reshape(source.size), target.reshape(target.size)
    for i in range(flat.shape[0]):
        flat[i] += factor * numbers[i]


@kernel
def add_rows(rows: Floats, factors: Floats, first: int, last: int, n: int, out: Floats) -> None:
    """Add to out[:n] the sum of factors[r, 0] rows[r, :n] over r from ``first`` to ``last``.

    Four rows at a time: the sums are then read and written once for the four.
    """
    r = first
    while r + 4 <= last:
        one, two, three, four = rows[r], rows[r + 1], rows[r + 2], rows[r + 3]
        a, b, c, d = factors[r, 0], factors[r + 1, 0], factors[r + 2, 0], factors[r + 3, 0]
        for i in range(n):
            out[i] += (a * one[i] + b * two[i]) + (c * three[i] + d * four[i])
        r += 4
    for rest in range(r, last):
        row, factor = rows[rest], factors[rest, 0]
        for i in range(n):
            out[i] += factor * row[i]


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


@reduction
def largest(x: Floats, n: int) -> float:
    """Return the maximum of x[:n]."""
    top = x[0]
    for i in range(1, n):
        top = larger(top, x[i])
    return top


@reduction
def sum_of(x: Floats, n: int) -> float:
    """Return the sum of x[:n]."""
    total = 0.0
    for i in range(n):
        total += x[i]
    return total


@kernel
def contests(a: Floats, b: Floats, n: int, m: float, out: Floats) -> None:
    """Write to out[:n] the chances that strengths a beat strengths b; one half where both are nothing."""
    for i in range(n):
        mine, theirs = a[i], b[i]
        odds = theirs / (mine if mine > 0.0 else 1.0)
        out[i] = odds if mine > 0.0 and theirs > 0.0 else 1.0
    if m != 1.0:
        take_logarithms(out, n)
        for i in range(n):
            out[i] = min(m * out[i], 708.0)
        exponentiate(out, n)
    for i in range(n):
        mine, theirs = a[i], b[i]
        disarmed = 0.5 if theirs <= 0.0 else 0.0
        armed = 1.0 if theirs <= 0.0 else 1.0 / (1.0 + out[i])
        out[i] = disarmed if mine <= 0.0 else armed


@kernel
def softmax(u: Floats, n: int, precision: float, out: Floats) -> None:
    """Write the logit probabilities of u[:n] to out[:n]."""
    top = largest(u, n)
    for i in range(n):
        out[i] = precision * (u[i] - top)
    exponentiate(out, n)
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
