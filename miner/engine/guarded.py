"""Call a function in a process of its own, within limits of time and memory: what it breaks is that process alone."""

from __future__ import annotations

import atexit
import base64
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

__all__ = ["Guarded", "OverLimitError", "serve"]

_HEAD = 8
"""Bytes that say how long a message is."""
_PATIENCE = 20
"""So many times its seconds a call may take by the clock: the processor may be busy with others."""
_START = "import sys; sys.path[:] = sys.argv[2:]; from miner.engine.guarded import serve; serve(sys.argv[1])"


class OverLimitError(Exception):
    """The call did not come to its end within its limits; the message says which."""


class Guarded:
    """A function (`package.module:name`) that runs in a process of its own, which is kept for the next call.

    Where the process cannot be limited (Windows) the time alone is; in a frozen application, which has no Python to
    start, the function runs in this process. Arguments are bytes, text and numbers; the result is what JSON can
    say, so that a process that a hostile file has taken over cannot make this one run anything.
    """

    def __init__(self, function: str, *, errors: tuple[str, ...] = ()) -> None:
        """`errors` are exceptions (`package.module:name`) of the function that are raised here under their own type."""
        self._function = function
        self._errors = {error.partition(":")[2]: error for error in errors}
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._state: tuple[object, ...] = ()
        atexit.register(self.close)

    def __call__(self, *arguments: Any, seconds: int, memory: int) -> Any:
        """The result of the function; what it raises is raised here.

        `seconds` of the processor and `memory` bytes beside those of an idle process are allowed. Raises
        OverLimitError where the process hangs, swells or dies.
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
                _send(process.stdin, [list(map(_packed, arguments)), seconds, memory])
                fault, answer = _receive(process.stdout)
            except (OSError, EOFError, ValueError):
                raise OverLimitError(self._ended(process, seconds, memory)) from None
            except BaseException:  # Ctrl-C: the answer would be taken for that of the next call
                self.close()
                raise
            finally:
                timer.cancel()
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
        """The process; a new one where there is none, after a fork and when the rules were changed."""
        state = (os.getpid(), os.environ.get(RULES))
        if self._process is None or self._state != state or self._process.poll() is not None:
            if self._state[:1] == state[:1]:
                self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, self._function, *sys.path],
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


def _packed(argument: Any) -> Any:
    """An argument as JSON has it; bytes in base 64."""
    return {"bytes": base64.b64encode(argument).decode("ascii")} if isinstance(argument, bytes) else argument


def _unpacked(argument: Any) -> Any:
    return base64.b64decode(argument["bytes"]) if isinstance(argument, dict) else argument


def _send(pipe: IO[bytes], message: object) -> None:
    data = json.dumps(message).encode("ascii")
    pipe.write(len(data).to_bytes(_HEAD, "little") + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """The next message. Raises EOFError where the other side is gone, ValueError where it says what is no JSON."""
    head = pipe.read(_HEAD)
    size = int.from_bytes(head, "little")
    data = pipe.read(size) if len(head) == _HEAD else b""
    if len(head) < _HEAD or len(data) < size:
        raise EOFError
    return json.loads(data)


def serve(function: str) -> None:
    """Answer calls from standard input until it ends; runs in the process of a `Guarded`."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    call = _named(function)
    while True:
        try:
            arguments, seconds, memory = _receive(sys.stdin.buffer)
        except EOFError:
            return
        _limit(seconds, memory)
        try:
            answer: list[Any] = ["", call(*map(_unpacked, arguments))]
        except Exception as error:
            answer = [type(error).__name__, str(error)]
        _limit(None, None)
        _send(answers, answer)


def _named(function: str) -> Any:
    module, name = function.split(":")
    return getattr(import_module(module), name)


def _limit(seconds: int | None, memory: int | None) -> None:
    """Limit what this process may use from now on; None takes the limits away."""
    try:
        import resource
    except ImportError:  # Windows
        return
    free = resource.RLIM_INFINITY
    used = resource.getrusage(resource.RUSAGE_SELF)
    last = free if seconds is None else int(used.ru_utime + used.ru_stime) + 1 + seconds
    space = free
    size = Path("/proc/self/statm")
    if memory is not None and size.exists():
        space = int(size.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + memory
    for kind, most in ((resource.RLIMIT_CPU, last), (resource.RLIMIT_AS, space)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == free or 0 <= most <= hard else hard, hard))
