"""A job in parts over processes: the order of the parts holds, nothing is done twice, and a failure ends it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from miner.engine.workers import Work, in_processes
from miner.errors import MinerError


def square(number: int) -> int:
    return number * number


def process_of(number: int) -> tuple[int, int]:
    time.sleep(0.01)
    return number, os.getpid()


def fails_at_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def dies_at_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def slow_square(number: int) -> int:
    time.sleep(0.05)
    return number * number


def slow(number: int) -> int:
    time.sleep(0.05)
    return number


def never(number: int) -> int:
    raise AssertionError("nothing is done in this process")


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("n", [0, 1, 2, 40])
def test_what_is_made_comes_in_the_order_of_the_parts(n: int, workers: int) -> None:
    assert list(in_processes(square, range(n), n, workers)) == [i * i for i in range(n)]


def test_every_worker_has_its_share_and_this_process_is_one() -> None:
    made = list(Work(process_of, range(200), 2))
    assert [number for number, _ in made] == list(range(200))
    processes = {process for _, process in made}
    assert os.getpid() in processes
    assert len(processes) == 2


def test_without_help_the_others_do_it_all() -> None:
    work = Work(never, range(20), 2, remote=square)
    assert list(work.results(help=False)) == [i * i for i in range(20)]


def test_help_does_what_nobody_began_while_another_thread_waits() -> None:
    work: Work[int, int] = Work(square, range(50), 2, remote=slow_square)
    made: list[int] = []
    beside = threading.Thread(target=lambda: made.extend(work.results(help=False)))
    beside.start()
    work.help()
    beside.join(60)
    assert made == [i * i for i in range(50)]


def test_what_is_sent_may_be_of_another_form() -> None:
    work: Work[int, int] = Work(never, range(30), 2, sent=lambda n: n + 100, remote=square)
    assert list(work.results(help=False)) == [(i + 100) ** 2 for i in range(30)]


def test_few_parts_are_made_before_they_are_taken() -> None:
    begun: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(100):
            begun.append(number)
            yield number

    work = Work(square, parts(), 2)
    for taken, _ in enumerate(work.results(help=False), 1):
        assert len(begun) <= taken + 4


@pytest.mark.parametrize("help", [True, False])
def test_an_error_of_a_part_is_that_of_the_whole(help: bool) -> None:
    with pytest.raises(ValueError, match="seven"):
        list(Work(fails_at_seven, range(40), 2).results(help))
    assert list(in_processes(square, range(4), 4, 2)) == [0, 1, 4, 9]


def test_a_killed_process_says_what_to_do() -> None:
    with pytest.raises(MinerError, match="fewer workers"):
        list(Work(never, range(40), 2, remote=dies_at_seven).results(help=False))
    assert list(in_processes(square, range(4), 4, 2)) == [0, 1, 4, 9]


def test_who_leaves_early_ends_the_work() -> None:
    work = Work(slow, range(1000), 2)
    results = work.results()
    assert next(results) == 0
    results.close()
    with pytest.raises(MinerError, match="given up"):
        next(work.results())
