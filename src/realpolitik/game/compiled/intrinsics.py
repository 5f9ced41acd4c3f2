"""Three operations that a compiler cannot be told of in Python, each one instruction of the machine.

Not compiled, when compiling is switched off, each does the same in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload


def larger(one: float, other: float) -> float:
    """Return the larger of two numbers, neither of them a NaN.

    Compiled, it is no branch: of a branch around a store the compiler makes a masked store, which takes ten times as long.
    """
    return max(one, other)


def bits_of(number: float) -> np.int64:
    """Return the 64 bits of a number, as an integer."""
    return np.float64(number).view(np.int64)


def number_of(bits: np.int64) -> np.float64:
    """Return the number of which these are the 64 bits."""
    return bits.view(np.float64)


@intrinsic
def _larger(_: Any, one: Any, other: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        number = ir.DoubleType()
        maximum = builder.module.declare_intrinsic("llvm.maxnum", [number], ir.FunctionType(number, [number, number]))
        return builder.call(maximum, values, fastmath=("nnan", "nsz"))

    return types.float64(types.float64, types.float64), generate


@intrinsic
def _bits_of(_: Any, number: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.bitcast(values[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _number_of(_: Any, bits: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.bitcast(values[0], ir.DoubleType())

    return types.float64(types.int64), generate


# Functions of their own, because only an intrinsic that compiled code calls is given its first argument, by the compiler.


@overload(larger, inline="never")
def _compiled_larger(one: Any, other: Any) -> Callable[[Any, Any], Any]:
    def choose(one: Any, other: Any) -> Any:
        return _larger(one, other)  # type: ignore[call-arg]

    return choose


@overload(bits_of, inline="never")
def _compiled_bits_of(number: Any) -> Callable[[Any], Any]:
    def read(number: Any) -> Any:
        return _bits_of(number)  # type: ignore[call-arg]

    return read


@overload(number_of, inline="never")
def _compiled_number_of(bits: Any) -> Callable[[Any], Any]:
    def read(bits: Any) -> Any:
        return _number_of(bits)  # type: ignore[call-arg]

    return read
