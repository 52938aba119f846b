"""Call a function in a process of its own, within limits of time and memory: what it breaks is that process alone."""

from __future__ import annotations

import atexit
import builtins
import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from signal import Signals
from threading import Lock, Timer
from typing import IO, Any

from miner.knowledge.data import RULES

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["Guarded", "OverLimitError", "serve"]

_HEAD = 8
"""Bytes that say how long a message, or the JSON in it, is."""
_PATIENCE = 20 if resource else 4
"""So many times its seconds a call may take by the clock: the processor may be busy with others."""
_SWOLLEN = 300_000_000
"""Bytes of memory by which a process may have grown when a call is done; a larger one is replaced."""
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from miner.engine.guarded import serve; serve(*sys.argv[1:3])"
)


class OverLimitError(Exception):
    """The call did not come to its end within its limits; the message says which."""


class Guarded:
    """A function (`package.module:name`) that runs in a process of its own, which is kept for the next call.

    Where the process cannot be limited (Windows) the time by the clock alone is; in a frozen application, which has
    no Python to start, the function runs in this process. Arguments and the result are what JSON can say, and bytes,
    so that a process that a hostile file has taken over cannot make this one run anything.
    """

    def __init__(self, function: str, *, before: str = "", errors: tuple[str, ...] = ()) -> None:
        """`before` is a function that is called first, with the same arguments and no limits: it loads libraries.

        `errors` are exceptions (`package.module:name`) of the function that are raised here under their own type.
        """
        self._function, self._before = function, before
        self._errors = {error.partition(":")[2]: error for error in errors}
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._state: tuple[object, ...] = ()
        atexit.register(self.close)

    def __call__(self, *arguments: Any, seconds: int, memory: int) -> Any:
        """The result of the function; what it raises is raised here.

        `seconds` of the processor and `memory` bytes beside those of an idle process are allowed; the answer has
        at most `memory` bytes too. Raises OverLimitError where the process hangs, swells or dies.
        """
        if not sys.executable or getattr(sys, "frozen", False):  # no Python to start
            return _named(self._function)(*arguments)
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            timer = Timer(seconds * _PATIENCE, process.kill)
            timer.start()
            try:
                _send(process.stdin, [arguments, seconds, memory])
                fault, answer, swollen = _receive(process.stdout, memory)
            except (OSError, EOFError):
                raise OverLimitError(self._ended(process, seconds, memory)) from None
            except (ValueError, TypeError, RecursionError):
                self.close()
                limit = f"{memory // 2**20:,} MB"
                raise OverLimitError(
                    f"its reader answers more than the limit of {limit}, or nonsense"
                ) from None
            except BaseException:  # Ctrl-C: the answer would be taken for that of the next call
                self.close()
                raise
            finally:
                timer.cancel()
            if swollen:
                self.close()
        if fault == MemoryError.__name__:
            raise OverLimitError(f"its reader needs more than the limit of {memory // 2**20:,} MB of memory")
        if fault:
            raise self._error(fault, answer)
        return answer

    def _error(self, fault: str, message: str) -> Exception:
        """The exception that the function raised: one of `errors` or of Python's own, else a RuntimeError that names it."""
        kind = _named(self._errors[fault]) if fault in self._errors else getattr(builtins, fault, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                return kind(message) if message else kind()
            except TypeError:  # UnicodeDecodeError and others ask for more
                pass
        return RuntimeError(f"{fault}: {message}")

    def _running(self) -> subprocess.Popen[bytes]:
        """The process; a new one where there is none, after a fork, and when the rules or the paths of modules changed."""
        state = (os.getpid(), os.environ.get(RULES), *sys.path)
        if self._process is None or self._state != state or self._process.poll() is not None:
            if self._state[:1] == state[:1]:
                self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, self._function, self._before, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the process that asked
            )
            self._state = state
        return self._process

    def _ended(self, process: subprocess.Popen[bytes], seconds: int, memory: int) -> str:
        """Why the process ended."""
        code = process.wait()
        self.close()
        name = Signals(-code).name if code < 0 else ""
        if name == "SIGXCPU":
            return f"its reader took more than the limit of {seconds} seconds"
        if name in ("SIGKILL", "SIGTERM"):
            return f"its reader was ended, beyond the limit of {seconds * _PATIENCE} seconds or by the system"
        fault = name or f"code {code}"
        return f"its reader broke down ({fault}), beyond the limit of {memory // 2**20:,} MB of memory or at a fault"

    def close(self) -> None:
        """End the process, where there is one of this process."""
        process, self._process = self._process, None
        if process is None or self._state[:1] != (os.getpid(),):
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _send(pipe: IO[bytes], message: object) -> None:
    """Write a message: its length, that of its JSON, the JSON, then the bytes that it holds, in order."""
    held: list[bytes] = []

    def put_aside(value: object) -> dict[str, int]:
        if not isinstance(value, bytes):
            raise TypeError(f"{type(value).__name__} is neither JSON nor bytes")
        held.append(value)
        return {"bytes": len(value)}

    text = json.dumps(message, ensure_ascii=False, default=put_aside).encode("utf-8", "surrogatepass")
    pipe.write((_HEAD + len(text) + sum(map(len, held))).to_bytes(_HEAD, "little"))
    pipe.write(len(text).to_bytes(_HEAD, "little"))
    for part in (text, *held):
        pipe.write(part)
    pipe.flush()


def _receive(pipe: IO[bytes], most: int | None = None) -> Any:
    """The next message.

    Raises EOFError where the other side is gone, ValueError where the message is no JSON or has more than `most`
    bytes.
    """
    size = int.from_bytes(_read(pipe, _HEAD), "little")
    if most is not None and size > most:
        raise ValueError(f"{size} bytes")
    data = memoryview(_read(pipe, size))
    at = _HEAD + int.from_bytes(data[:_HEAD], "little")

    def put_back(value: dict[str, Any]) -> Any:
        nonlocal at
        if value.keys() != {"bytes"} or not isinstance(value["bytes"], int):
            return value
        at += value["bytes"]
        return bytes(data[at - value["bytes"] : at])

    return json.loads(str(data[_HEAD:at], "utf-8", "surrogatepass"), object_hook=put_back)


def _read(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def serve(function: str, before: str) -> None:
    """Answer calls from standard input until it ends; runs in the process of a `Guarded`."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    call, load = _named(function), _named(before) if before else None
    idle = 0
    while True:
        try:
            arguments, seconds, memory = _receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            if load is not None:
                load(*arguments)
            idle = idle or _memory()[1]
            _limit(seconds, memory)
            fault, answer = "", call(*arguments)
        except Exception as error:
            fault, answer = type(error).__name__, str(error)
        _limit(None, None)
        del arguments
        _send(answers, [fault, answer, _memory()[1] > idle + _SWOLLEN])
        del answer


def _named(function: str) -> Any:
    module, name = function.split(":")
    return getattr(import_module(module), name)


def _memory() -> tuple[int, int]:
    """Bytes of the address space and of the memory of this process; 0 where the system does not say (not Linux)."""
    try:
        told = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0, 0
    return int(told[0]) * resource.getpagesize(), int(told[1]) * resource.getpagesize()


def _limit(seconds: int | None, memory: int | None) -> None:
    """Limit what this process may use from now on; None takes the limits away."""
    if resource is None:
        return
    free = resource.RLIM_INFINITY
    used = resource.getrusage(resource.RUSAGE_SELF)
    last = free if seconds is None else int(used.ru_utime + used.ru_stime) + 1 + seconds
    space = _memory()[0]
    space = space + memory if space and memory is not None else free
    for kind, most in ((resource.RLIMIT_CPU, last), (resource.RLIMIT_AS, space)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == free or 0 <= most <= hard else hard, hard))
