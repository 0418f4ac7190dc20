"""Which fixtures give a test real mail servers? (a root conftest.py names this module in `pytest_plugins`)"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import AsyncExitStack
from types import MappingProxyType
from typing import Protocol

import pytest

from tests.servers.postfix_dovecot import MailHost

ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {
        "ada@example.org": "ada-password",
        "ben@example.net": "ben-password",
        "cleo@example.com": "cleo-password",
    }
)
BOUNCING = ("left@example.net", "closed.example.com")
"""An address and a whole domain that are accepted and bounce afterwards."""


class StartMailHost(Protocol):
    """Starts a mail host that ends with the test; may be called several times."""

    def __call__(
        self, accounts: Mapping[str, str] = ..., *, accept_then_bounce: Iterable[str] = ...
    ) -> Awaitable[MailHost]: ...


@pytest.fixture
async def start_mail_host() -> AsyncIterator[StartMailHost]:
    """For tests that want accounts of their own or several hosts."""
    require_mail_servers()
    async with AsyncExitStack() as running:

        async def start(
            accounts: Mapping[str, str] = ACCOUNTS, *, accept_then_bounce: Iterable[str] = BOUNCING
        ) -> MailHost:
            return await running.enter_async_context(MailHost(accounts, accept_then_bounce=accept_then_bounce))

        yield start


@pytest.fixture
async def mail_host(start_mail_host: StartMailHost) -> MailHost:
    """Postfix and Dovecot with ACCOUNTS and BOUNCING, fresh for the test (about a fifth of a second)."""
    return await start_mail_host()


def require_mail_servers() -> None:
    """Skip the test where the servers can't run; fail it where WEAKTIES_REQUIRE_MAIL_SERVERS is 1."""
    reason = MailHost.missing()
    if reason is None:
        return
    if os.environ.get("WEAKTIES_REQUIRE_MAIL_SERVERS") == "1":
        pytest.fail(f"real mail servers are required here: {reason}")
    pytest.skip(reason)
