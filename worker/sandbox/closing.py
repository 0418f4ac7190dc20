"""How does a server stop without leaving a connection or a task behind?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

GRACE_SECONDS = 1.0
ACCEPT_TURNS = 5


@dataclass(frozen=True, slots=True, eq=False)
class OpenConnection:
    """A client's transport and the task that serves it."""

    transport: asyncio.WriteTransport
    task: asyncio.Task[None]
    farewell: bytes


async def stop_serving(server: asyncio.Server, connections: Iterable[OpenConnection]) -> None:
    """Take no more clients, say farewell to those who are there, and wait until their tasks have ended."""
    server.close()
    # A connection that is being accepted takes a few turns of the loop to appear among the others.
    for _ in range(ACCEPT_TURNS):
        await asyncio.sleep(0)
    leaving = list(connections)
    for connection in leaving:
        connection.transport.write(connection.farewell)
        # Closing reads as an end of file to the task, which then ends by itself. Cancelling it instead
        # makes pymap leave its IDLE task behind ("Task was destroyed but it is pending").
        connection.transport.close()
    if not await _still_running(leaving):
        return
    for connection in leaving:
        connection.transport.abort()
    for connection in await _still_running(leaving):
        connection.task.cancel()
    await _still_running(leaving)


async def _still_running(connections: Iterable[OpenConnection]) -> list[OpenConnection]:
    waiting = [connection for connection in connections if not connection.task.done()]
    if waiting:
        await asyncio.wait([connection.task for connection in waiting], timeout=GRACE_SECONDS)
    return [connection for connection in waiting if not connection.task.done()]
