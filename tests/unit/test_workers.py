"""Workers: a document that hangs, eats memory or kills its parser takes only itself along."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from pebble import ProcessExpired

from scrapers.workers import ExtractionWorkers, InlineWorkers, Limits, WorkerLimitError, Workers


def double(value: int) -> int:
    return value * 2


def double_slowly_at_first(value: int) -> int:
    time.sleep(0.3 if value == 0 else 0)
    return value * 2


def refuse(word: str) -> None:
    raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, word)


class StubbornError(Exception):
    """Packs, but does not unpack: its constructor wants two arguments."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def raise_stubborn() -> None:
    raise StubbornError("a", "b")


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    ctypes.PyDLL(None).usleep(30_000_000)  # holds the interpreter: no handler of Python's can run


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def eat(mib: int) -> int:
    return len(bytearray(mib * 1024 * 1024))


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def leave(code: int) -> None:
    os._exit(code)


def read_process() -> int:
    return os.getpid()


def return_lambda() -> object:
    return lambda: None


@pytest.fixture(scope="module")
def workers() -> Iterator[ExtractionWorkers]:
    with ExtractionWorkers(1, Limits(cpu_seconds=1, wall_seconds=3, memory_mib=256, tasks=50)) as running:
        yield running


@pytest.mark.parametrize("kind", ["processes", "inline"])
def test_results_and_exceptions_come_through_unchanged(kind: str, workers: ExtractionWorkers) -> None:
    chosen: Workers = workers if kind == "processes" else InlineWorkers()
    assert chosen.run(double, value=21) == 42
    with pytest.raises(UnicodeDecodeError, match="a word"):
        chosen.run(refuse, word="a word")
    with pytest.raises(UnicodeDecodeError):
        chosen.submit(refuse, word="").result()
    calls = [{"value": number} for number in range(20)]
    futures = list(chosen.run_each(double_slowly_at_first, calls))
    assert [future.result() for future in futures] == [2 * number for number in range(20)]


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        (sleep, {"seconds": 60}, "timed out after 3 s"),
        (spin_in_c, {}, "timed out after 3 s"),
        (eat, {"mib": 512}, "out of memory: it needs more than 256 MiB"),
        (die, {"number": signal.SIGSEGV}, "died with signal SIGSEGV"),
        (die, {"number": signal.SIGKILL}, "died with signal SIGKILL"),
        (leave, {"code": 5}, "ended its process with code 5"),
    ],
)
def test_a_document_beyond_the_limits_is_named_and_the_next_one_is_parsed(
    workers: ExtractionWorkers, function: object, arguments: dict[str, object], words: str
) -> None:
    lost = workers.submit(function, **arguments)  # type: ignore[arg-type]
    behind = [workers.submit(double, value=number) for number in (1, 2)]  # in the same, single worker
    with pytest.raises(WorkerLimitError, match=words):
        lost.result(timeout=30)
    assert [future.result(timeout=30) for future in behind] == [2, 4]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-signal.SIGKILL, "the parser died with signal SIGKILL"),
        (-signal.SIGRTMIN - 1, f"the parser died with signal {signal.SIGRTMIN + 1}"),
        (-200, "the parser died with signal 200"),
        (7, "the parser ended its process with code 7"),
    ],
)
def test_however_a_worker_ended_its_call_is_settled(code: int, words: str) -> None:
    workers, outer = ExtractionWorkers(1), Future[int]()
    inner: Future[tuple[bool, bytes]] = Future()
    inner.set_exception(ProcessExpired("ended", code))  # type: ignore[no-untyped-call]
    workers._settle(outer, inner)
    with pytest.raises(WorkerLimitError, match=f"{words}$"):
        outer.result(timeout=0)


def test_processor_time_is_counted_and_not_the_clock() -> None:
    """Whatever else the machine does meanwhile."""
    with (
        ExtractionWorkers(1, Limits(cpu_seconds=1, wall_seconds=600)) as workers,
        pytest.raises(WorkerLimitError, match="timed out after 1 s of processor time"),
    ):
        workers.run(spin)


def test_what_cannot_travel_harms_one_call_only(workers: ExtractionWorkers) -> None:
    with pytest.raises(RuntimeError, match="StubbornError: ab"):
        workers.run(raise_stubborn)
    with pytest.raises(Exception, match="pickle"):
        workers.run(return_lambda)
    with pytest.raises(Exception, match="pickle"):
        workers.run(double, value=lambda: 1)
    assert workers.run(double, value=1) == 2


def test_memory_below_the_limit_is_given(workers: ExtractionWorkers) -> None:
    assert workers.run(eat, mib=100) == 100 * 1024 * 1024


def test_a_worker_is_replaced_after_its_tasks() -> None:
    with ExtractionWorkers(1, Limits(tasks=2)) as workers:
        seen = [workers.run(read_process) for _ in range(4)]
    assert seen[0] == seen[1] != seen[2] == seen[3]
    assert os.getpid() not in seen


def test_calls_are_taken_only_a_few_in_advance(workers: ExtractionWorkers) -> None:
    taken = 0

    def calls() -> Iterator[dict[str, int]]:
        nonlocal taken
        for taken in range(1, 101):
            yield {"value": taken}

    results = workers.run_each(double, calls())
    assert next(results).result() == 2
    assert taken <= 4
    results.close()  # type: ignore[attr-defined]


def test_from_asyncio_and_from_threads_at_once(workers: ExtractionWorkers) -> None:
    async def ask() -> list[int]:
        return await asyncio.gather(
            *(asyncio.wrap_future(workers.submit(double, value=number)) for number in range(10))
        )

    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(workers.run(double, value=n))) for n in range(5)
    ]
    for thread in threads:
        thread.start()
    assert asyncio.run(ask()) == [2 * number for number in range(10)]
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 2, 4, 6, 8]


def test_nothing_is_started_before_the_first_call_and_all_is_ended_after() -> None:
    with ExtractionWorkers(1) as workers:
        assert workers._pool is None
        process = workers.run(read_process)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
