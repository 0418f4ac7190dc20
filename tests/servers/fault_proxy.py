"""What does a client meet when the network fails at the worst moment? (a TCP proxy that lets it fail)"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.servers.conversation import Conversation, Opaque, Piece, conversation_for
from tests.servers.faults import Fault, Moment, Plan

CHUNK = 65_536
ACCEPT_TURNS = 5
SPLIT_SECONDS = 0.05
TLS_HANDSHAKE = b"\x16"
BYE = b"* BYE the fault proxy is closing this connection\r\n"


class FaultProxy:
    """Passes bytes both ways between its own port on 127.0.0.1 and a target, and lets faults strike.

    `next_fault` strikes once, on the first connection that reaches its moment, open or new, and is None again
    afterwards. Else `plan` chooses. `faults` counts those that have struck, `connections` those that came.
    """

    host: str = "127.0.0.1"
    port: int

    def __init__(self, target_host: str, target_port: int, *, plan: Plan | None = None) -> None:
        self._target = (target_host, target_port)
        self.plan = plan
        self.next_fault: Fault | None = None
        self.faults: Counter[Fault] = Counter()
        self.connections = 0
        self._links: dict[asyncio.Task[None], _Link] = {}
        self._server: asyncio.Server | None = None
        self._resting: socket.socket | None = None

    async def __aenter__(self) -> Self:
        self._resting = _bound_socket(self.host, 0)
        self.port = self._resting.getsockname()[1]
        await self.resume()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.pause()
        # A connection that is being accepted takes a few turns of the loop to appear among the others.
        for _ in range(ACCEPT_TURNS):
            await asyncio.sleep(0)
        self.cut_all()
        while self._links:
            await asyncio.wait(list(self._links))
        assert self._resting is not None
        self._resting.close()

    async def pause(self) -> None:
        """Refuse new connections; those that are open go on (`cut_all` ends them)."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        # Bound but not listening: connections are refused, and nobody else can have the port.
        self._resting = _bound_socket(self.host, self.port)

    async def resume(self) -> None:
        """Take connections again, on the same port."""
        if self._resting is None:
            return
        self._server = await asyncio.start_server(self._on_client, sock=self._resting)
        self._resting = None

    def cut_all(self) -> None:
        """End every open connection, on both sides."""
        for link in self._links.values():
            link.cut()

    def say_bye_now(self) -> None:
        """Let the IMAP server seem to say BYE on every open connection, idle ones too."""
        for link in self._links.values():
            self.faults[Fault.SAY_BYE] += 1
            link.say_bye()

    def fault_at(self, moments: Collection[Moment]) -> Fault | None:
        """The fault that strikes now; from here on it counts."""
        chosen = self._choose(moments)
        if chosen is not None:
            self.faults[chosen] += 1
        return chosen

    def _choose(self, moments: Collection[Moment]) -> Fault | None:
        if self.next_fault is not None and self.next_fault.moment in moments:
            chosen, self.next_fault = self.next_fault, None
            return chosen
        return self.plan.choose(moments) if self.plan is not None else None

    async def _on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.fault_at([Moment.CONNECTED]) is not None:
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        link = self._links[task] = _Link(self, reader, writer)
        try:
            await link.run(*self._target)
        finally:
            del self._links[task]


class _CutError(Exception):
    """A fault has ended the connection."""


class _Link:
    """One client's connection and the one to the target that belongs to it."""

    def __init__(self, proxy: FaultProxy, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._from_client = from_client
        self._to_client = to_client
        self._conversation: Conversation | None = None
        self._begun = asyncio.Event()
        self._is_stalled = False
        self._ended = asyncio.Event()

    async def run(self, host: str, port: int) -> None:
        try:
            from_server, to_server = await asyncio.open_connection(host, port)
        except OSError:
            self._to_client.transport.abort()
            return
        pumps = [
            asyncio.create_task(self._pump_to_server(to_server)),
            asyncio.create_task(self._pump_to_client(from_server)),
            asyncio.create_task(self._until_cut()),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            outcomes = await asyncio.gather(*pumps, return_exceptions=True)
            await _closed(self._to_client)
            await _closed(to_server)
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, (_CutError, OSError)):
                raise outcome

    def cut(self) -> None:
        self._ended.set()

    def say_bye(self) -> None:
        self._to_client.write(BYE)
        self._ended.set()

    async def _until_cut(self) -> None:
        await self._ended.wait()

    async def _pump_to_server(self, to_server: asyncio.StreamWriter) -> None:
        while data := await self._from_client.read(CHUNK):
            if self._is_stalled:
                continue
            conversation = await self._conversation_begun_with(data)
            for piece in conversation.from_client(data):
                await self._pass_to_server(piece, to_server)

    async def _conversation_begun_with(self, data: bytes) -> Conversation:
        if self._conversation is None and data.startswith(TLS_HANDSHAKE):
            self._begin(Opaque())
        await self._begun.wait()
        assert self._conversation is not None
        return self._conversation

    def _begin(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._begun.set()

    async def _pump_to_client(self, from_server: asyncio.StreamReader) -> None:
        while data := await from_server.read(CHUNK):
            if self._conversation is None:
                self._begin(conversation_for(data))
            assert self._conversation is not None
            for piece in self._conversation.from_server(data):
                await self._pass_to_client(piece)

    async def _pass_to_server(self, piece: Piece, to_server: asyncio.StreamWriter) -> None:
        match self._proxy.fault_at(piece.moments):
            case Fault.CUT_BEFORE_DATA:
                raise _CutError
            case Fault.CUT_IN_DATA:
                await _send(to_server, piece.data[: len(piece.data) // 2])
                raise _CutError
            case _:
                await _send(to_server, piece.data)

    async def _pass_to_client(self, piece: Piece) -> None:
        match self._proxy.fault_at(piece.moments):
            case Fault.CUT_AFTER_ACCEPT:
                raise _CutError
            case Fault.CUT_AFTER_REPLY:
                await _send(self._to_client, piece.data)
                raise _CutError
            case Fault.CUT_MID_LINE:
                await _send(self._to_client, piece.data[: len(piece.data) // 2])
                raise _CutError
            case Fault.SPLIT_LINE:
                await self._send_split(piece.data)
            case Fault.STALL:
                self._is_stalled = True
                await asyncio.Event().wait()
            case Fault.SAY_BYE:
                await _send(self._to_client, BYE)
                raise _CutError
            case _:
                await _send(self._to_client, piece.data)

    async def _send_split(self, line: bytes) -> None:
        middle = len(line) // 2
        await _send(self._to_client, line[:middle])
        await asyncio.sleep(SPLIT_SECONDS)
        await _send(self._to_client, line[middle:])


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Close after what was written has gone; a peer that reads nothing is not waited for."""
    writer.close()
    with suppress(OSError, TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), 1)
    writer.transport.abort()


def _bound_socket(host: str, port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only for a socket that was made with IPPROTO_TCP; with it, a
    # conversation in small lines waits 40 ms now and then.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound
