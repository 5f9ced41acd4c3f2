"""Who does the work: the threads of this process, or those of a Dask cluster.

Work is cut into jobs whose results do not hang on where, or in what order, they are done. A job is a function of no more than
what it is handed: the function goes to every worker once, and then only the job.
"""

from __future__ import annotations

import json
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from realpolitik.errors import NoCluster, Stopped, printable

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
ANSWERS_WITHIN = 10
"""Seconds in which a scheduler must answer."""
HOSTS = ("tcp", "tls", "ws", "wss")
"""The kinds of address that name a host and a port."""
LARGEST_FILE = 1_000_000
"""Bytes of the file of a scheduler at most."""
A_FILE = "give the file that `dask scheduler --scheduler-file FILE` wrote"


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
        If Dask is not installed, if it is neither an address nor the file of a scheduler, or if nobody answers there.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed  # noqa: PLC0415  (an extra, and heavy)
        except ImportError as missing:
            raise NoCluster(f"Dask is not installed ({missing}); pip install 'realpolitik[cluster]'") from missing
        library: Any = distributed  # it says little of its types
        where = _scheduler_at(address)
        client = library.Client.__new__(library.Client)
        try:
            client.__init__(where, set_as_default=False, timeout=ANSWERS_WITHIN)
        except BaseException as failed:
            # Half a client would, once it is forgotten, wait to be closed, and fail.
            client.status = "closed"
            if not isinstance(failed, Exception):
                raise
            reason = str(failed).strip().splitlines() or [type(failed).__name__]
            raise NoCluster(
                f"no cluster answers at {printable(address)} ({reason[0]}); start one with `dask scheduler`"
            ) from failed
        self._client = client
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


def _scheduler_at(address: str) -> str:
    """Return the address of a scheduler, which its file tells, if it is one that can be tried at all.

    Raises
    ------
    NoCluster
    """
    from distributed.comm import registry  # noqa: PLC0415  (an extra, and heavy)
    from distributed.comm.addressing import parse_address, parse_host_port  # noqa: PLC0415

    told = _told_by(address) if os.path.exists(address) else address
    try:
        scheme, place = parse_address(told)
        registry.get_backend(scheme)
        if scheme in HOSTS:
            parse_host_port(place)
    except (ValueError, ImportError, TypeError) as wrong:
        named = printable(address)
        if told != address:
            raise NoCluster(f"{named} names no scheduler ({printable(str(wrong))}); {A_FILE}") from None
        raise NoCluster(
            f"{named or 'nothing'} is neither a file nor an address ({printable(str(wrong))}); give one such as"
            " tcp://10.0.0.1:8786, or the file that the scheduler wrote"
        ) from None
    return told


def _told_by(file: str) -> str:
    """Return the address in the file of a scheduler."""
    named = printable(file)
    try:
        found = os.stat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_FILE:
            raise NoCluster(f"{named} is no file of a scheduler; {A_FILE}")
        with open(file, encoding="utf-8") as opened:
            told = json.load(opened)
    except OSError as wrong:
        raise NoCluster(f"{named} cannot be read ({wrong.strerror}); {A_FILE}") from None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("address"), str):
        raise NoCluster(f"{named} is no file of a scheduler; {A_FILE}")
    return str(told["address"])


def _do(task: Callable[[Job], Result], job: Job) -> Result:
    return task(job)


_CURRENT: ContextVar[Cluster | None] = ContextVar("cluster", default=None)


def cores() -> int:
    """Return how many threads this machine has use for."""
    return os.cpu_count() or 1


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
        self._pool: Pool = _CURRENT.get() or _Threads(threads or cores())
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

    def until_stopped(self, chunk_of: Callable[[Job], Result], chunks: Iterable[Job]) -> Iterator[Result]:
        """Yield one chunk of the work after the other, until asked to stop; a chunk that was given up is left out.

        Parameters
        ----------
        chunk_of : callable
            Does a chunk.
        chunks : iterable
            What says which chunk is meant, such as its first draw.

        Raises
        ------
        Stopped
            If the first chunk was given up, which only an urgent request does.
        """
        yield from until_stopped(chunk_of, chunks, self._stop)


def until_stopped(chunk_of: Callable[[Job], Result], chunks: Iterable[Job], stop: Stop | None) -> Iterator[Result]:
    """Yield one chunk of the work after the other; as `Workers.until_stopped`, for chunks that have workers of their own."""
    for number, each in enumerate(chunks):
        if number and stop is not None and stop():
            return
        try:
            chunk = chunk_of(each)
        except Stopped:
            if not number:
                raise
            return
        yield chunk
