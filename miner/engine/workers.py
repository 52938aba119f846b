"""Run a job over worker processes; results come in the order of the parts, whatever the number of workers."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from threading import Condition
from typing import Any, Generic, TypeVar

from miner.errors import MinerError
from miner.knowledge.data import RULES
from miner.knowledge.rules import use_rules

__all__ = ["Work", "in_processes", "seldom_collected"]

SELDOM = 100_000
"""New objects at least between two searches for cycles."""
Given = TypeVar("Given")
Made = TypeVar("Made")
_IDLE = 300
"""Seconds for which a process without work is kept for the next call."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """With few searches for cycles: the stages make millions of small objects and no cycles, and each search walks them all."""
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], SELDOM) if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def in_processes(
    job: Callable[[Given], Made], parts: Iterable[Given], n: int, workers: int
) -> Iterator[Made]:
    """`job` of each of `n` parts, in their order, in this process and in `workers` - 1 others.

    Raises MinerError where one of those was killed.
    """
    if workers == 1 or n < 2:
        yield from map(job, parts)
        return
    yield from Work(job, parts, workers)


class Work(Generic[Given, Made]):
    """Runs a job over parts, in this process and in others.

    The other processes begin when the object is created. Iterating yields the results in the order of the parts;
    while the next result is not ready, this process runs parts itself. `job` runs a part in this process. In the
    others `remote` runs on what `sent` returns for the part; by default `job` on the part itself.
    At most two parts per worker are sent or finished and not yet taken, which bounds the memory and gives each
    process one part to go on with. The processes stay alive for the next call and use this process's rules.
    """

    def __init__(
        self,
        job: Callable[[Given], Made],
        parts: Iterable[Given],
        workers: int,
        *,
        sent: Callable[[Given], Any] | None = None,
        remote: Callable[[Any], Made] | None = None,
    ) -> None:
        from loky import get_reusable_executor

        self._job, self._sent, self._remote = job, sent, remote or job
        self._parts = enumerate(parts)
        self._next = 0  # the part that nobody has begun
        self._ended = False  # no part is left that nobody has begun
        self._results: dict[int, Made] = {}
        self._failed: BaseException | None = None
        self._changed = Condition()
        self._most, self._ahead, self._out = 2 * workers, 2 * (workers - 1), 0
        self._executor = get_reusable_executor(max_workers=workers - 1, timeout=_IDLE)
        self._send()

    def __iter__(self) -> Iterator[Made]:
        return self.results()

    def results(self, help: bool = True) -> Iterator[Made]:
        """What is made, in order; without `help` the caller waits for what is not there.

        Raises what the job raises, MinerError where a worker was killed. Where the caller leaves before the
        end, the other workers are stopped.
        """
        number = 0
        try:
            while (done := self._result(number, help)) is not None:
                yield done[0]
                number += 1
        except BaseException:
            self.stop()
            raise

    def help(self) -> None:
        """Do parts here until none is left that nobody has begun."""
        while self._do():
            pass

    def stop(self) -> None:
        """Begin no part any more, and end the other workers."""
        with self._changed:
            self._ended = True
            self._failed = self._failed or MinerError("the work was given up")
            self._changed.notify_all()
        self._executor.shutdown(kill_workers=True)

    def _result(self, number: int, help: bool) -> tuple[Made] | None:
        """What is made of this part; None where there is none."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_settled(number) or (help and not self._ended))
                if self._failed is not None:
                    raise self._failed
                if number in self._results:
                    result = self._results.pop(number)
                    break
                if self._is_settled(number):
                    return None
            self._do()
        self._send()
        return (result,)

    def _is_settled(self, number: int) -> bool:
        """Whether there is nothing to wait for: the part is made, there is none, or the work failed."""
        none = self._ended and number >= self._next
        return none or number in self._results or self._failed is not None

    def _take(self) -> tuple[int, Given] | None:
        """The next part that nobody has begun; the caller holds the lock."""
        if self._ended:
            return None
        taken = next(self._parts, None)
        if taken is None:
            self._ended = True
            self._changed.notify_all()
        else:
            self._next += 1
        return taken

    def _do(self) -> bool:
        """Do one part here; False where none is left."""
        with self._changed:
            taken = self._take()
        if taken is None:
            return False
        result = self._job(taken[1])
        with self._changed:
            self._results[taken[0]] = result
            self._changed.notify_all()
        return True

    def _send(self) -> None:
        """Send parts out as long as there are few that were sent and not taken."""
        while True:
            with self._changed:
                few = self._out < self._ahead and self._out + len(self._results) < self._most
                taken = self._take() if few else None
                if taken is None:
                    return
                self._out += 1
            number, part = taken
            try:
                given = part if self._sent is None else self._sent(part)
                future = self._executor.submit(_under, self._remote, given, os.environ.get(RULES))
            except BaseException as error:
                self._fail(error)
                return
            future.add_done_callback(partial(self._arrived, number))

    def _arrived(self, number: int, future: Future[Made]) -> None:
        try:
            result = future.result()
        except BaseException as error:
            self._fail(error)
            return
        with self._changed:
            self._out -= 1
            self._results[number] = result
            self._changed.notify_all()
        self._send()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, BrokenProcessPool):
            killed = "a worker process was killed, perhaps for want of memory; run again with fewer workers"
            reason: BaseException = MinerError(killed)
            reason.__cause__ = error
            error = reason
        with self._changed:
            self._out -= 1
            self._failed = self._failed or error
            self._changed.notify_all()


def _under(job: Callable[[Any], Any], part: Any, rules: str | None) -> Any:
    """`job` of a part in a process of ours, which may have been started under other rules."""
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
    if os.environ.get(RULES) != rules:
        use_rules(rules)
    return job(part)
