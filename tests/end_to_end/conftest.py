"""A user's machine whose mail servers are Postfix and Dovecot; and one whose mail system is the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.machine import ME, PASSWORD, Machine
from tests.servers.fixtures import StartMailHost
from tests.servers.postfix_dovecot import MailHost
from worker.sandbox import Sandbox, SandboxAccount

CONTACTS = ("ada@tides.example", "ben@bridges.example", "carla@ports.example")


@pytest.fixture
async def real_mail(start_mail_host: StartMailHost) -> MailHost:
    """Postfix and Dovecot with Sam's mailbox and some contacts'."""
    return await start_mail_host(dict.fromkeys((ME, *CONTACTS), PASSWORD), accept_then_bounce=())


@pytest.fixture
async def machine(tmp_path: Path, real_mail: MailHost) -> AsyncIterator[Machine]:
    """Sam's machine, set up for the real mail servers; nothing runs yet."""
    machine = Machine(tmp_path, real_mail.smtp_port, real_mail.imap_port)
    try:
        yield machine
    finally:
        await machine.down()
        await machine.stop_temporal()
        machine.port.release()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox([SandboxAccount(address, PASSWORD) for address in (ME, *CONTACTS)]) as sandbox:
        yield sandbox


@pytest.fixture
async def light_machine(tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Machine]:
    """Sam's machine with the sandbox as its mail system, for what is not about mail."""
    machine = Machine(tmp_path, sandbox.smtp_port, sandbox.imap_port)
    machine.write_settings()
    try:
        yield machine
    finally:
        await machine.down()
        await machine.stop_temporal()
        machine.port.release()
