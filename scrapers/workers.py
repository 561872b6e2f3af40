"""Parsing what came from outside, away from us: in worker processes under limits of time and memory.

A page can be written so that every HTML parser hangs or eats the machine's memory, and a parser written in C
cannot be interrupted from within. So each document is parsed in a process that may be ended, and one that is
takes only its own document along.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")
_MIB = 1024 * 1024
_SIGNALS = {one.value: one.name for one in signal.Signals}  # those of the real-time range have no names
_OUT_OF_MEMORY = 73  # exit code of a worker that ends because an allocation was refused
# Imported once, in the server that workers are forked from: a new worker then costs some hundredths of a second.
_PRELOADED = ("scrapers.workers", "scrapers.extraction.feed", "scrapers.extraction.page")


class WorkerLimitError(ValueError):
    """A document that could not be parsed within the limits; the message says which one it broke."""


@dataclass(frozen=True)
class Limits:
    """What one document may cost.

    ``cpu_seconds`` is processor time, so that a busy machine refuses no more pages than an idle one;
    ``wall_seconds`` catches what waits instead of computing. ``memory_mib`` is what a worker may take beyond
    what it has when it starts; ``tasks`` is the number of documents after which a worker is replaced, whatever
    it may have leaked.
    """

    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    memory_mib: int = 2048
    tasks: int = 500


class Workers(Protocol):
    """Whoever calls a pure function of picklable arguments for us."""

    def submit(self, function: Callable[..., T], /, **arguments: Any) -> Future[T]:
        """Call it some time; the future raises what the function raised, or WorkerLimitError."""
        ...

    def run(self, function: Callable[..., T], /, **arguments: Any) -> T:
        """Call it and wait. Raises what the function raises, or WorkerLimitError."""
        ...

    def run_each(
        self, function: Callable[..., T], calls: Iterable[Mapping[str, Any]], /
    ) -> Iterator[Future[T]]:
        """One finished future per call, in the order of the calls; only a few calls are taken in advance."""
        ...


class ExtractionWorkers:
    """Worker processes, started at the first call. Safe in a process with threads: nothing is forked from it.

    ``submit`` may be called from any thread; its future fits ``asyncio.wrap_future``.
    """

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self.count = count or os.cpu_count() or 1
        self.limits = limits or Limits()
        self._pool: ProcessPool | None = None
        self._lock = Lock()

    def __enter__(self) -> ExtractionWorkers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers; what they have not begun is cancelled."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def submit(self, function: Callable[..., T], /, **arguments: Any) -> Future[T]:
        """Call ``function`` in a worker. The future raises what it raised, or WorkerLimitError."""
        outer: Future[T] = Future()
        inner = self._running_pool().schedule(
            _call, args=(function, arguments, self.limits.cpu_seconds), timeout=self.limits.wall_seconds
        )
        inner.add_done_callback(lambda done: self._settle(outer, done))
        outer.add_done_callback(lambda done: inner.cancel() if done.cancelled() else None)  # type: ignore[no-untyped-call]
        return outer

    def run(self, function: Callable[..., T], /, **arguments: Any) -> T:
        """Call ``function`` in a worker and wait. Raises what it raises, or WorkerLimitError."""
        return self.submit(function, **arguments).result()

    def run_each(
        self, function: Callable[..., T], calls: Iterable[Mapping[str, Any]], /
    ) -> Iterator[Future[T]]:
        """One finished future per call, in the order of the calls.

        Calls are taken as workers need them, so that documents by the ten thousand are never held at once.
        """
        ahead: deque[Future[T]] = deque()
        try:
            for arguments in calls:
                ahead.append(self.submit(function, **arguments))
                if len(ahead) >= 2 * self.count:
                    yield _finished(ahead.popleft())
            while ahead:
                yield _finished(ahead.popleft())
        finally:
            for future in ahead:
                future.cancel()

    def _running_pool(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or not self._pool.active:
                # A process forked from one with threads can find a lock taken that nobody will ever give back.
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(list(_PRELOADED))
                self._pool = ProcessPool(
                    max_workers=self.count,
                    max_tasks=self.limits.tasks,
                    initializer=_limit_memory,
                    initargs=(self.limits.memory_mib,),
                    context=context,
                )
            return self._pool

    def _settle(self, outer: Future[T], inner: Future[tuple[bool, bytes]]) -> None:
        """Hand the worker's answer over. What cannot be read harms this call only."""
        if not outer.set_running_or_notify_cancel():
            return
        try:
            returned, packed = inner.result()
            value = pickle.loads(packed)  # noqa: S301 - written by our own worker
        except TimeoutError:
            outer.set_exception(WorkerLimitError(f"timed out after {self.limits.wall_seconds:g} s"))
        except ProcessExpired as error:
            outer.set_exception(WorkerLimitError(self._end_in_words(error.exitcode)))
        except (BrokenProcessPool, CancelledError) as error:
            outer.set_exception(WorkerLimitError(f"the workers ended before it was parsed: {error}"))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the future
            outer.set_exception(error)
        else:
            if returned:
                outer.set_result(value)
            else:
                outer.set_exception(value)

    def _end_in_words(self, code: int) -> str:
        if code == _OUT_OF_MEMORY:
            return f"out of memory: it needs more than {self.limits.memory_mib} MiB"
        if code == -signal.SIGXCPU:
            return f"timed out after {self.limits.cpu_seconds} s of processor time"
        if code < 0:
            return f"the parser died with signal {_SIGNALS.get(-code, -code)}"
        return f"the parser ended its process with code {code}"


class InlineWorkers:
    """The same calls in this process and without limits: for tests and for documents of our own."""

    def __enter__(self) -> InlineWorkers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def submit(self, function: Callable[..., T], /, **arguments: Any) -> Future[T]:
        """Call ``function`` now; the future is finished."""
        future: Future[T] = Future()
        try:
            future.set_result(function(**arguments))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the future
            future.set_exception(error)
        return future

    def run(self, function: Callable[..., T], /, **arguments: Any) -> T:
        """Call ``function`` now."""
        return function(**arguments)

    def run_each(
        self, function: Callable[..., T], calls: Iterable[Mapping[str, Any]], /
    ) -> Iterator[Future[T]]:
        """One finished future per call, in their order."""
        return (self.submit(function, **arguments) for arguments in calls)


def _finished(future: Future[T]) -> Future[T]:
    future.exception()  # waits
    return future


def _limit_memory(mib: int) -> None:
    """In a new worker: refuse allocations beyond what it has now and ``mib`` more. Does nothing where the system
    has no such limit or does not say what a process has."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of ours
            pages = int(file.read().split()[0])
    except OSError:
        return
    most = pages * resource.getpagesize() + mib * _MIB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(
        resource.RLIMIT_CORE, (0, hard)
    )  # a parser that dies leaves no dump of the page behind


def _call(function: Callable[..., Any], arguments: Mapping[str, Any], cpu_seconds: int) -> tuple[bool, bytes]:
    """In a worker: (True, packed result) or (False, packed exception).

    Packed here, so that something that cannot be unpacked is an error of one call and not of the pool.
    """
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(spent.ru_utime + spent.ru_stime) + cpu_seconds + 1
    # The system ends the process when it is spent, also in the middle of a parser written in C.
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard < 0 else min(most, hard), hard))
    try:
        return True, pickle.dumps(function(**arguments))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # a library that was refused memory half-way is not used again
    except Exception as error:  # noqa: BLE001 - raised again where the call was made
        try:
            packed = pickle.dumps(error)
            pickle.loads(packed)  # noqa: S301 - our own
        except Exception:  # noqa: BLE001 - an exception that cannot travel is told in words
            packed = pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
        return False, packed
