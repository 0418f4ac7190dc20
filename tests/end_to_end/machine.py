"""A user's machine: an empty home, a settings file, and the command run as they would run it."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.ports import ReservedPort, reserve_port

PASSWORD = "the-mailbox-password"
ME = "sam@home.example"
PITCH = "I build roads. I am finding out whether water is where I belong."
_SETTINGS = """
[me]
name = "Sam Rivera"
address = "{me}"
pitch = "{pitch}"
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
poll_every = "20s"
[cadence]
attempts = 3
follow_up_after = "{follow_up_after}"
thank_after = "1s"
check_in_after = "{check_in_after}"
check_in_before = "{check_in_after}"
[sending]
window = "always"
spacing = "0s"
first_day = 10000
per_day = 10000
[temporal]
port = {temporal_port}
ui_port = 0
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class Machine:
    """One user's machine. `home` is a folder of its own; nothing is taken from the developer's."""

    home: Path
    smtp_port: int
    imap_port: int
    follow_up_after: str = "1 hour"
    check_in_after: str = "3 weeks"
    password: str = PASSWORD
    up_process: asyncio.subprocess.Process | None = None
    port: ReservedPort = field(default_factory=reserve_port)

    def write_settings(self) -> Path:
        file = self.home / ".config" / "weakties" / "weakties.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            _SETTINGS.format(
                me=ME,
                pitch=PITCH,
                smtp_port=self.smtp_port,
                imap_port=self.imap_port,
                follow_up_after=self.follow_up_after,
                check_in_after=self.check_in_after,
                temporal_port=self.port.number,
            ),
            encoding="utf-8",
        )
        return file

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": os.environ["PATH"], "WEAKTIES_PASSWORD": self.password}

    async def run(self, *arguments: str, environment: dict[str, str] | None = None, within: float = 60) -> Ran:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "weakties", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment or self.environment,
        )
        out, err = await asyncio.wait_for(process.communicate(), within)
        assert process.returncode is not None
        return Ran(process.returncode, out.decode(), err.decode())

    async def up(self) -> None:
        """Start `weakties up` and wait until it watches the inbox."""
        log = (self.home / "up.log").open("ab")
        self.up_process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-u", "-m", "weakties", "up"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=self.environment,
        )
        before = self.up_log().count("Watching the inbox")
        await wait_until(lambda: self.up_log().count("Watching the inbox") > before, 60, self.up_log)

    async def kill(self) -> None:
        """End `weakties up` as a power cut would: at once, with no time to tidy up."""
        assert self.up_process is not None
        self.up_process.kill()
        await self.up_process.wait()

    async def down(self) -> int:
        """Press Ctrl-C, and wait; returns the exit code."""
        if self.up_process is None:
            return 0
        if self.up_process.returncode is None:
            self.up_process.send_signal(signal.SIGINT)
        return await asyncio.wait_for(self.up_process.wait(), 60)

    async def stop_temporal(self) -> None:
        """End a server that a killed `up` left behind."""
        file = self.home / ".local" / "share" / "weakties" / "temporal.pid"
        if file.exists():
            pid = int(file.read_text(encoding="ascii"))
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                return
            await wait_until(lambda: not _is_alive(pid), 30)

    def up_log(self) -> str:
        file = self.home / "up.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    async def status(self) -> dict[str, dict[str, Any]]:
        """The relationships by address."""
        ran = await self.run("status", "--json")
        assert ran.code == 0, ran.err
        return {row["email"]: row for row in json.loads(ran.out)["relationships"]}

    async def stage_is(self, address: str, stage: str, within: float = 30) -> dict[str, Any]:
        deadline = time.monotonic() + within
        while (row := (await self.status())[address])["stage"] != stage:
            assert time.monotonic() < deadline, f"{address} is {row}, not {stage}"
        return row


def _is_alive(pid: int) -> bool:
    """Whether a process that need not be our child still runs."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False


async def wait_until(holds: Callable[[], bool], within: float, explain: Callable[[], str] | None = None) -> None:
    """Look again and again until it holds; else fail, with an explanation."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, explain() if explain else "it did not come to hold"
        await asyncio.sleep(0.05)
