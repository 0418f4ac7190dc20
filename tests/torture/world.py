"""What is tortured: real mail servers behind a failing network, Temporal's server with its file, worker processes."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.client import Client

from tests.servers.fault_proxy import FaultProxy
from tests.servers.faults import Fault, RandomPlan
from tests.servers.ports import reserve_port
from tests.servers.postfix_dovecot import MailHost
from worker.temporal.embedded import EmbeddedServer, Place

OWNER, PASSWORD = "sam@home.example", "for-the-torture-only"
_SETTINGS = """
[me]
name = "Sam Rivera"
address = "{owner}"
pitch = "I build roads. I am finding out whether water is where I belong."
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
timeout = "4s"
[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
timeout = "4s"
poll_every = "3s"
[cadence]
follow_up_after = "7s"
thank_after = "1s"
check_in_after = "8s"
check_in_before = "12s"
away_for = "5s"
back_after = "1s"
[sending]
window = "always"
spacing = "0s"
per_day = 100000
first_day = 100000
bounce_percent = 100
[temporal]
server = "cluster"
"""
# Chances at every moment at which each can strike. A conversation has dozens of lines.
_SMTP_FAULTS = {
    Fault.CUT_ON_CONNECT: 0.03,
    Fault.CUT_BEFORE_DATA: 0.05,
    Fault.CUT_IN_DATA: 0.05,
    Fault.CUT_AFTER_ACCEPT: 0.07,
    Fault.CUT_AFTER_REPLY: 0.05,
    Fault.CUT_MID_LINE: 0.004,
    Fault.STALL: 0.001,
}
_IMAP_FAULTS = {
    Fault.CUT_ON_CONNECT: 0.02,
    Fault.CUT_MID_LINE: 0.002,
    Fault.SPLIT_LINE: 0.01,
    Fault.STALL: 0.0003,
    Fault.SAY_BYE: 0.002,
}


@dataclass(slots=True)
class Workers:
    """Worker processes of one account, started and killed by number. `command` is what each runs."""

    command: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    running: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self, number: int) -> None:
        # One after the other: of two that both found it missing, one would be known to nobody and never be stopped.
        async with self._starting:
            running = self.running.get(number)
            # One that ended by itself, because Temporal was down when it started, is started again, as by a supervisor.
            if running is not None and running.returncode is None:
                return
            with self.log.open("ab") as log:
                self.running[number] = await asyncio.create_subprocess_exec(
                    *self.command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment
                )

    @asynccontextmanager
    async def supervised(self, count: int) -> AsyncIterator[None]:
        """So many of them run until it is left."""

        async def supervise() -> None:
            while not is_over.is_set():
                for number in range(count):
                    await self.start(number)
                with suppress(TimeoutError):
                    await asyncio.wait_for(is_over.wait(), 1)

        is_over = asyncio.Event()

        supervising = asyncio.create_task(supervise())
        try:
            yield
        finally:
            is_over.set()
            await supervising

    async def kill(self, number: int) -> bool:
        """SIGKILL, as a power cut would; False if it was not running."""
        process = self.running.pop(number, None)
        if process is None:
            return False
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        return True

    def freeze(self, number: int, *, thaw: bool = False) -> bool:
        """Stop it in its tracks, as a laptop that sleeps; or let it go on, late."""
        process = self.running.get(number)
        if process is None:
            return False
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT if thaw else signal.SIGSTOP)
        return True

    async def stop_all(self) -> None:
        for number in tuple(self.running):
            self.freeze(number, thaw=True)
            await self.kill(number)


@dataclass(slots=True)
class World:
    """Everything that can be broken."""

    host: MailHost
    smtp: FaultProxy
    imap: FaultProxy
    server: EmbeddedServer
    client: Client
    workers: Workers

    def calm(self) -> None:
        """The network fails no more."""
        self.smtp.plan = self.imap.plan = None

    async def kill_server(self) -> None:
        pid = int(self.server.place.pid_file.read_text(encoding="ascii"))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.1)

    async def start_server(self) -> None:
        self.client = await self.server.start()


@asynccontextmanager
async def world(folder: Path, addresses: tuple[str, ...], seed: int, command: tuple[str, ...]) -> AsyncIterator[World]:
    """All of it, started; nothing of it stays."""
    port = reserve_port()
    server = EmbeddedServer(Place(folder / "temporal", port.number))
    accounts = dict.fromkeys((OWNER, *addresses), PASSWORD)
    try:
        async with (
            MailHost(accounts) as host,
            FaultProxy(host.host, host.smtp_port, plan=RandomPlan(seed, _SMTP_FAULTS)) as smtp,
            FaultProxy(host.host, host.imap_port, plan=RandomPlan(seed + 1, _IMAP_FAULTS)) as imap,
        ):
            client = await server.start()
            settings = folder / "weakties.toml"
            settings.write_text(
                _SETTINGS.format(owner=OWNER, smtp_port=smtp.port, imap_port=imap.port), encoding="utf-8"
            )
            workers = Workers(command, _environment(folder, settings, server.place.address), folder / "workers.log")
            try:
                yield World(host, smtp, imap, server, client, workers)
            finally:
                await workers.stop_all()
    finally:
        await server.stop()
        port.release()


def _environment(folder: Path, settings: Path, address: str) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "PYTHONUNBUFFERED": "1",
        "WEAKTIES_CONFIG": str(settings),
        "WEAKTIES_PASSWORD": PASSWORD,
        "TEMPORAL_ADDRESS": address,
    }


WEAKTIES = (sys.executable, "-m", "weakties", "worker")
SLOW = (sys.executable, "-m", "tests.torture.slow_worker", "worker")
PLAIN = (sys.executable, "-m", "benchmarks.plain_worker")
