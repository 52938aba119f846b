"""Work over processes: in the order of its parts, whatever the number of workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from miner.data import RULES
from miner.errors import MinerError
from miner.rules import use_rules

__all__ = ["in_processes"]

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_processes(
    job: Callable[[Given], Made], parts: Iterable[Given], n: int, workers: int
) -> Iterator[Made]:
    """`job` of each of `n` parts, in their order; with one worker, or one part, in this process.

    Two parts a worker at most are made, sent out and not yet taken, so that memory does not grow with `n`. The
    processes stay for the next call, and work under the rules that hold here. Raises MinerError where one of
    them was killed, mostly for want of memory.
    """
    if workers == 1 or n < 2:
        yield from map(job, parts)
        return
    from joblib import Parallel, delayed

    run = Parallel(workers, return_as="generator", pre_dispatch="2*n_jobs", batch_size=1)
    rules = os.environ.get(RULES)
    try:
        yield from run(delayed(_under)(job, part, rules) for part in parts)
    except BrokenProcessPool as error:
        raise MinerError(
            "a worker process was killed, perhaps for want of memory; run again with fewer workers"
        ) from error


def _under(job: Callable[[Given], Made], part: Given, rules: str | None) -> Made:
    """`job` of a part in a process that may have been started under other rules."""
    if os.environ.get(RULES) != rules:
        use_rules(rules)
    return job(part)
