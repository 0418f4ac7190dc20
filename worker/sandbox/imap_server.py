"""How are the sandbox's mailboxes served over IMAP? (pymap; its quirks are listed in docs/sandbox.md)"""

from __future__ import annotations

import asyncio
import ssl
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from proxyprotocol.sock import SocketInfoLocal
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, Identity, Login, Session
from pymap.concurrent import Event, Subsystem
from pymap.config import BackendCapability
from pymap.exceptions import AuthorizationFailure, InvalidAuth
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface
from pymap.selected import SelectedMailbox
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import BuiltinHash
from pysasl.identity import Identity as SaslIdentity

from worker.sandbox.accounts import fold_address
from worker.sandbox.closing import OpenConnection, stop_serving
from worker.sandbox.store import MailStore

LONGEST_LINE = 2**20
"""A search for many Message-IDs is one long line; asyncio's own limit is 64 KiB."""


class _Config(Config):
    """pymap's settings, without its command line, its threads, its look-ups of this machine's name."""

    def __init__(self) -> None:
        super().__init__(
            Namespace(),
            host=None,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
            tls_enabled=False,
            invalid_user_sleep=0.0,
            proxy_protocol=ProxyProtocolVersion.NOOP.value,
            reject_dnsbl=False,
            bad_command_limit=None,
            hash_context=BuiltinHash(),
            cpu_subsystem=Subsystem.for_asyncio(),
        )

    @property
    def greeting(self) -> bytes:
        return b"weakties sandbox ready."

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True, custom=[b"SPECIAL-USE"])

    @property
    def id_response(self) -> Mapping[bytes, bytes]:
        return {b"name": b"weakties sandbox"}


class _Session(Session):
    async def check_mailbox(
        self, selected: SelectedMailbox, *, wait_on: Event | None = None, housekeeping: bool = False
    ) -> SelectedMailbox:
        """Look before waiting.

        pymap waits first, so a message that comes between the last command and IDLE, or while an
        earlier EXISTS is being written, would stay unannounced until the next one.
        """
        known = (selected.messages.exists, selected.messages.max_uid)
        checked = await super().check_mailbox(selected, housekeeping=housekeeping)
        if wait_on is None or known != (checked.messages.exists, checked.messages.max_uid):
            return checked
        return await super().check_mailbox(checked, wait_on=wait_on)


class _Identity(Identity):
    def __init__(self, address: str, login: Login, store: MailStore) -> None:
        super().__init__(address, login, None, frozenset())
        self._store = store

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        folders, filters = self._store.folders(self.name), self._store.filters(self.name)
        yield _Session(self.name, self.login.config, folders, filters)


class _Claim(SaslIdentity):
    """What a client says that it is, checked against the store."""

    def __init__(self, address: str, store: MailStore) -> None:
        self._address = address
        self._store = store

    @property
    def authcid(self) -> str:
        return self._address

    def compare_authcid(self, authcid: str) -> bool:
        return fold_address(authcid) == fold_address(self._address)

    def compare_secret(self, value: str) -> bool:
        return self._store.password_fits(self._address, value)

    def get_clear_secret(self) -> None:
        return None


class _Login(Login):
    """Checks passwords against the store, and takes an address in any mix of upper and lower case."""

    def __init__(self, config: _Config, store: MailStore) -> None:
        super().__init__(config)
        self._store = store

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        if not credentials.verify(_Claim(credentials.authcid, self._store)):
            raise InvalidAuth()
        return _Identity(fold_address(credentials.authcid), self, self._store)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        if fold_address(authzid) != authenticated.name:
            raise AuthorizationFailure()
        return _Identity(authenticated.name, self, self._store)


class _WholeResponses(asyncio.StreamWriter):
    """Sends what pymap writes piece by piece only when it is complete.

    Pieces reach the client as split lines, on which imap-tools gives up ("unterminated line") while idling.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        transport = writer.transport
        super().__init__(transport, transport.get_protocol(), reader, asyncio.get_running_loop())
        self._pieces = bytearray()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._pieces += data

    async def drain(self) -> None:
        whole, self._pieces = bytes(self._pieces), bytearray()
        super().write(whole)
        await super().drain()


class ImapServer:
    """IMAP for a store on a free port of `host`, in the running loop."""

    def __init__(self, store: MailStore, host: str) -> None:
        config = _Config()
        self._serve = IMAPServer(_Login(config, store), config)
        self._host = host
        self._connections: set[OpenConnection] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        """Serve; yields the port."""
        server = await asyncio.start_server(self._on_client, self._host, 0, limit=LONGEST_LINE)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            await stop_serving(server, self._connections)

    async def _on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connection = OpenConnection(writer.transport, task, b"* BYE the sandbox is closing\r\n")
        self._connections.add(connection)
        try:
            whole = _WholeResponses(reader, writer)
            await self._serve(reader, whole, SocketInfoLocal(whole, unique_id=b"sandbox"))
        finally:
            self._connections.discard(connection)
