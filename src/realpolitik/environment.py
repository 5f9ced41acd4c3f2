"""What the environment says of threads, read before the libraries that read it: some of them end on what is no such number."""

from __future__ import annotations

import os

THREADS = ("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")
"""The variables by which libraries are told of threads of their own; no answer rests on these."""
MOST_THREADS = 1024
"""The largest number of threads that is taken, from the environment, a script or the command line: all would be begun."""


def forget_unusable_threads() -> None:
    """Take out of the environment what is no number of threads from 1 to `MOST_THREADS`; each library then takes its own."""
    for name in THREADS:
        text = os.environ.get(name)
        if text is not None and not _is_usable(text):
            del os.environ[name]


def _is_usable(text: str) -> bool:
    return (
        text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_THREADS)) and 1 <= int(text) <= MOST_THREADS
    )
