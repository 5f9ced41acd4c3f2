"""Who does the work: the threads of this process, or those of a Dask cluster.

Work is cut into jobs whose results do not hang on where, or in what order, they are done. A job is a function of no more than
what it is handed: the function goes to every worker once, and then only the job.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from realpolitik.errors import NoCluster, Stopped

Job = TypeVar("Job")
Result = TypeVar("Result")

Progress = Callable[[int], None]
"""Is told how many steps were done since the last call."""
Stop = Callable[[], bool]
"""Says whether to stop."""

POLL = 0.1
"""Seconds between two looks at whether to stop."""
AHEAD = 2
"""Jobs in hand for each worker, at most: memory stays flat, and nobody waits for the next one."""


class Urgent:
    """A request to stop that waits for nothing: the jobs under way are given up.

    Any callable can be asked whether to stop, and is asked where everything before is complete. This one is asked while jobs
    are under way too.

    Parameters
    ----------
    asked : callable
        Whether to stop.
    """

    def __init__(self, asked: Stop) -> None:
        self._asked = asked

    def __call__(self) -> bool:
        """Whether to stop."""
        return self._asked()


class Pool(Protocol):
    """What does jobs."""

    @property
    def size(self) -> int:
        """How many jobs are done at once."""

    def begin(self, task: Callable[[Job], Result], jobs: int) -> Callable[[Job], Future[Result]]:
        """Return what hands out jobs of a task, of which there are so many."""

    def leave(self, wait: bool) -> None:
        """End; jobs that were not begun are dropped, and those that were are waited for if that is wished."""


class _Threads:
    """Threads of this process."""

    def __init__(self, threads: int) -> None:
        self.size = threads
        self._pool = ThreadPoolExecutor(threads)

    def begin(self, task: Callable[[Job], Result], jobs: int) -> Callable[[Job], Future[Result]]:
        return lambda job: self._pool.submit(task, job)

    def leave(self, wait: bool) -> None:
        self._pool.shutdown(wait=wait, cancel_futures=True)


class Cluster:
    """A Dask cluster that does the work of everything that is asked within its ``with`` statement.

    Parameters
    ----------
    address : str
        Of its scheduler, such as ``tcp://10.0.0.1:8786``; or the path of the file that a scheduler writes (``--scheduler-file``).

    Raises
    ------
    NoCluster
        If Dask is not installed, or nobody answers at the address.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed  # noqa: PLC0415  (an extra, and heavy)
        except ImportError as missing:
            raise NoCluster(f"Dask is not installed ({missing}); pip install 'realpolitik[cluster]'") from missing
        where = {"scheduler_file": address} if os.path.exists(address) else {"address": address}
        try:
            library: Any = distributed  # it says little of its types
            self._client = library.Client(**where, set_as_default=False, timeout=10)
        except (OSError, ValueError, TimeoutError) as failed:
            reason = str(failed).strip().splitlines() or [type(failed).__name__]
            raise NoCluster(
                f"no cluster answers at {address} ({reason[0]}); start one with `dask scheduler`"
            ) from failed
        self.address = address
        self._token: Token[Cluster | None] | None = None

    def __enter__(self) -> Self:
        self._token = _CURRENT.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _CURRENT.reset(self._token)
        self.close()

    def close(self) -> None:
        """Take leave of the scheduler; the cluster stays as it is."""
        self._client.close()

    @property
    def size(self) -> int:
        """How many jobs are done at once: the threads of all workers, one at least."""
        return max(1, sum(map(int, self._client.nthreads().values())))

    def begin(self, task: Callable[[Job], Result], jobs: int) -> Callable[[Job], Future[Result]]:
        """Return what hands out jobs of a task."""
        handed = self._client.scatter(task, hash=False, broadcast=True)
        pool = self._client.get_executor(pure=False)
        return lambda job: pool.submit(_do, handed, job)

    def leave(self, wait: bool) -> None:
        """Keep the connection, which others may use."""


def _do(task: Callable[[Job], Result], job: Job) -> Result:
    return task(job)


_CURRENT: ContextVar[Cluster | None] = ContextVar("cluster", default=None)


class Workers:
    """Those who do the jobs of one analysis, to be used in a ``with`` statement: the `Cluster` around it, or threads.

    Parameters
    ----------
    threads : int, optional
        Threads of this process, where there is no cluster; all cores, if left out.
    stop : callable, optional
        Whether to stop; an `Urgent` one ends `map` with `Stopped`.
    """

    def __init__(self, threads: int | None = None, stop: Stop | None = None) -> None:
        self._pool: Pool = _CURRENT.get() or _Threads(threads or os.cpu_count() or 1)
        self._stop = stop

    @property
    def size(self) -> int:
        """How many jobs are done at once."""
        return self._pool.size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        given_up = kind is not None and (issubclass(kind, Stopped) or not issubclass(kind, Exception))
        self._pool.leave(wait=not given_up)

    def map(self, task: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
        """Do a task for each of some jobs, and yield the results in their order.

        Raises
        ------
        Stopped
            If an urgent request to stop came before all were done.
        """
        for future in self._begun(task, jobs, lambda: False):
            yield self._result(future)

    def map_until_stopped(self, task: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
        """Do the same, until asked to stop: jobs that were not begun are left out then, and they are the last ones.

        The first job is always done.

        Raises
        ------
        Stopped
            If an urgent request to stop came before the first job was done.
        """
        stop = self._stop or (lambda: False)
        for number, future in enumerate(self._begun(task, jobs, stop)):
            if number and stop() and (future.cancel() or isinstance(stop, Urgent)):
                return
            try:
                yield self._result(future)
            except Stopped:
                if not number:
                    raise
                return

    def _begun(self, task: Callable[[Job], Result], jobs: Sequence[Job], stop: Stop) -> Iterator[Future[Result]]:
        """Yield jobs in order, so many in hand at a time; once told to stop, begin no other."""
        hand_out = self._pool.begin(task, len(jobs))
        waiting: deque[Future[Result]] = deque()
        try:
            for number, job in enumerate(jobs):
                if number and stop():
                    break
                waiting.append(hand_out(job))
                if len(waiting) > AHEAD * self.size:
                    yield waiting.popleft()
            while waiting:
                yield waiting.popleft()
        finally:
            for future in waiting:
                future.cancel()

    def _result(self, future: Future[Result]) -> Result:
        while isinstance(self._stop, Urgent) and not future.done():
            if self._stop():
                raise Stopped("stopped before the jobs in hand were done")
            wait((future,), POLL)
        try:
            return future.result()
        except Exception as failed:
            if type(failed).__module__.partition(".")[0] != "distributed":
                raise
            raise NoCluster(
                f"the cluster lost the work ({failed}); see what its scheduler says, and ask again"
            ) from failed

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


def until_stopped(chunk_of: Callable[[int], Result], starts: Iterable[int], stop: Stop | None) -> Iterator[Result]:
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
