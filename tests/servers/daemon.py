"""How is a server program started and stopped so that nothing of it stays behind?"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

POLL_SECONDS = 0.02
KILL_SECONDS = 5.0


class DaemonError(RuntimeError):
    """A server program did not start or did not stop; the message ends with its log."""


class Daemon:
    """One program and all that it starts, in a process group of their own.

    The group ends with this process too, even if that is killed.
    """

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self._command = list(command)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    async def start(self, is_ready: Callable[[], bool], within_seconds: float = 20.0) -> None:
        """Start, and return when `is_ready` says so. DaemonError if it ends or takes too long."""
        if self._process is not None:
            return
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        self._guard = _guard_of(self._process.pid)
        if not await self._wait_for(lambda: is_ready() or self._has_ended(), within_seconds):
            raise self._failure(f"not ready after {within_seconds:.0f} s")
        if self._has_ended():
            raise self._failure("ended at once")

    async def stop(self, grace_seconds: float = 5.0) -> None:
        """Ask the program to end, then make its whole group end. Does nothing when it does not run."""
        if self._process is None:
            return
        self._process.terminate()
        await self._wait_for(self._has_ended, grace_seconds)
        group = self._process.pid
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self._process.wait()
        self._process = None
        self._dismiss_guard()
        if not await self._wait_for(lambda: not _lives(group), KILL_SECONDS):
            raise self._failure(f"its processes (group {group}) do not end")

    def _dismiss_guard(self) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.kill()
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    async def _wait_for(self, check: Callable[[], bool], seconds: float) -> bool:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + seconds
        while not check():
            if loop.time() > give_up_at:
                return False
            await asyncio.sleep(POLL_SECONDS)
        return True

    def _failure(self, what: str) -> DaemonError:
        log = self._log.read_text("utf-8", "replace") if self._log.exists() else ""
        return DaemonError(f"{' '.join(self._command)}: {what}\n{log[-4000:]}")


def _guard_of(group: int) -> subprocess.Popen[bytes]:
    """A shell that reads from this process and, when it reads its end, kills the group.

    Linux has a signal for a parent's death, but a program that changes its user loses it; Postfix does.
    """
    return subprocess.Popen(
        ["/bin/sh", "-c", 'read -r _; kill -KILL "-$0"', str(group)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _lives(group: int) -> bool:
    """Whether a process of the group still runs; ended ones may wait for init to collect them."""
    return any(_runs_in(group, entry) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _runs_in(group: int, entry: Path) -> bool:
    try:
        # proc(5): "pid (name) state parent group ..."; the name may hold spaces and brackets.
        state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return False
    return int(its_group) == group and state not in "ZX"
