"""Tasks on several threads, which can be given up while they are under way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self, TypeVar

from realpolitik.errors import Stopped

Job = TypeVar("Job")
Result = TypeVar("Result")

POLL = 0.1
"""Seconds between two looks at whether to stop."""


class Urgent:
    """A request to stop that waits for nothing: the tasks under way are given up.

    Any callable can be asked whether to stop, and is asked where everything before is complete. This one is asked while tasks
    are under way too.

    Parameters
    ----------
    asked : callable
        Whether to stop.
    """

    def __init__(self, asked: Callable[[], bool]) -> None:
        self._asked = asked

    def __call__(self) -> bool:
        """Whether to stop."""
        return self._asked()


class Workers:
    """Threads that do the tasks of an analysis, to be used in a ``with`` statement.

    Parameters
    ----------
    threads : int, optional
        All cores, if left out.
    stop : callable, optional
        Whether to stop; an `Urgent` one ends `map` with `Stopped`.
    """

    def __init__(self, threads: int | None = None, stop: Callable[[], bool] | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)
        self._stop = stop

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        given_up = kind is not None and (issubclass(kind, Stopped) or not issubclass(kind, Exception))
        self._pool.shutdown(wait=not given_up, cancel_futures=True)

    def map(self, task: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
        """Do a task for each of some jobs, and yield the results in their order.

        Raises
        ------
        Stopped
            If an urgent request to stop came before all were done.
        """
        futures = [self._pool.submit(task, job) for job in jobs]
        for future in futures:
            while isinstance(self._stop, Urgent) and not future.done():
                if self._stop():
                    for each in futures:
                        each.cancel()
                    raise Stopped("stopped before the tasks in hand were done")
                wait((future,), POLL)
            yield future.result()

    def until_stopped(self, chunk_of: Callable[[int], Result], starts: Iterable[int]) -> Iterator[Result]:
        """Yield one chunk of the work after the other, until asked to stop; a chunk that was given up is left out.

        Parameters
        ----------
        chunk_of : callable
            Does the chunk that begins at a number.
        starts : iterable of int

        Raises
        ------
        Stopped
            If the first chunk was given up, which only an urgent request does.
        """
        yield from until_stopped(chunk_of, starts, self._stop)


def until_stopped(
    chunk_of: Callable[[int], Result], starts: Iterable[int], stop: Callable[[], bool] | None
) -> Iterator[Result]:
    """Yield one chunk of the work after the other; as `Workers.until_stopped`, for chunks that have workers of their own."""
    for number, start in enumerate(starts):
        if number and stop is not None and stop():
            return
        try:
            chunk = chunk_of(start)
        except Stopped:
            if not number:
                raise
            return
        yield chunk
