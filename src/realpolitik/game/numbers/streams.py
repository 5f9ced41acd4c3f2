"""Streams of random numbers, one for each path.

The stream of a number depends on the seed and the number's path alone, so that crises that differ in some numbers share
the draws of all the others (common random numbers), and draw k is the same however draws are cut into chunks.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
"""Shape (draws,): one value of a number in each draw."""


def uniforms(seed: int, path: str, first: int, count: int) -> Draws:
    """Return uniforms ``first`` to ``first + count`` of the stream that belongs to a path."""
    return Streams(seed, first, count).of(path)


class Streams:
    """Where the uncertain numbers of a range of draws get their uniforms: given by path, or else each from its own stream.

    One generator is wound to the start of each stream in turn, because to make a new one costs several times as much.
    """

    def __init__(self, seed: int, first: int, count: int, given: Mapping[str, Draws] | None = None) -> None:
        self.seed, self.count = seed, count
        self._given = given or {}
        self._step, self._skip = divmod(first, 4)  # a Philox counter step makes four 64-bit words
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)

    def of(self, path: str) -> Draws:
        """Return the uniforms of a path."""
        if path in self._given:
            return self._given[path]
        digest = hashlib.blake2b(f"{self.seed}|{path}".encode(), digest_size=16).digest()
        place = {"counter": (self._step, 0, 0, 0), "key": struct.unpack("<2Q", digest)}
        unused: Any = {**_UNUSED, "state": place}  # its stub wants arrays, which are slower to read
        self._bits.state = unused
        return self._generator.random(self._skip + self.count)[self._skip :]


_UNUSED = {
    "bit_generator": "Philox",
    "buffer": (0, 0, 0, 0),
    "buffer_pos": 4,  # nothing is left in it
    "has_uint32": 0,
    "uinteger": 0,
}
"""The state of a generator that has made no number yet, its place apart."""
