"""An IMAP server that takes IDLE and then tells nothing, as some do (RFC 2177 promises little)."""

import asyncio
from types import TracebackType
from typing import Self


class DeafIdle:
    """A proxy on a port of its own that drops what the server says of new mail while the client idles."""

    port: int

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._links: set[asyncio.Task[None]] = set()
        self.has_been_idle = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._on_client, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for link in tuple(self._links):
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    async def _on_client(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._links.add(task)
        from_server, to_server = await asyncio.open_connection(*self._target)
        is_idle = asyncio.Event()
        pumps = [
            asyncio.create_task(self._upwards(from_client, to_server, is_idle)),
            asyncio.create_task(self._downwards(from_server, to_client, is_idle)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            to_client.close()
            to_server.close()
            self._links.discard(task)

    async def _upwards(
        self, from_client: asyncio.StreamReader, to_server: asyncio.StreamWriter, is_idle: asyncio.Event
    ) -> None:
        while data := await from_client.read(65_536):
            if data.strip().upper() == b"DONE":
                is_idle.clear()
            to_server.write(data)

    async def _downwards(
        self, from_server: asyncio.StreamReader, to_client: asyncio.StreamWriter, is_idle: asyncio.Event
    ) -> None:
        while line := await from_server.readline():
            if is_idle.is_set() and line.startswith(b"* "):
                continue
            if line.startswith(b"+ idling"):
                self.has_been_idle = True
                is_idle.set()
            to_client.write(line)
