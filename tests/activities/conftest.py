"""Sam's account on Postfix and Dovecot, and on the sandbox, for activities run alone."""

from collections.abc import AsyncIterator

import pytest

from activities.account import Account, Server
from tests.servers.fixtures import StartMailHost
from tests.servers.postfix_dovecot import MailHost
from tests.workflows.rig import ADA, ME, PASSWORD, account_on
from worker.sandbox import Sandbox, SandboxAccount

GONE = "gone@tides.example"


@pytest.fixture
async def host(start_mail_host: StartMailHost) -> MailHost:
    return await start_mail_host({ME: PASSWORD, ADA: PASSWORD}, accept_then_bounce=())


@pytest.fixture
def account(host: MailHost) -> Account:
    return account_at(host)


def account_at(host: MailHost, password: str = PASSWORD) -> Account:
    """Sam's account on real servers."""
    return Account(
        name="Sam Rivera",
        address=ME,
        smtp=Server(host.host, host.smtp_port, "none", ME, password, timeout_for=5),
        imap=Server(host.host, host.imap_port, "none", ME, password, timeout_for=5),
        poll_every=1.0,
    )


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    accounts = [SandboxAccount(address, PASSWORD) for address in (ME, ADA)]
    async with Sandbox(accounts, refuse={GONE: "550 5.1.1 no such person"}) as sandbox:
        yield sandbox


@pytest.fixture
def box_account(box: Sandbox) -> Account:
    return account_on(box)
