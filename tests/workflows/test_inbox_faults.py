"""However the inbox gets out of sight, it comes back, and what came meanwhile is heard."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.account import Account, Server
from activities.names import mailbox_workflow_id, relationship_workflow_id, task_queue
from activities.render import EmailRenderer
from relationship.identity import account_id, relationship_id
from relationship.stream import events as e
from tests.servers.fault_proxy import FaultProxy
from tests.servers.fixtures import StartMailHost
from tests.servers.postfix_dovecot import MailHost
from tests.workflows.deaf_idle import DeafIdle
from tests.workflows.rig import ADA, ME, PASSWORD, POLICY, SENDER
from worker.run.process import build_worker, start_mailbox
from workflows.mailbox import MailboxWorkflow
from workflows.relationship import RelationshipInput, RelationshipWorkflow

# A retry waits a second at first and twice as long each time; a killed watch is noticed after ten.
_HEARD_WITHIN = 60


@dataclass(slots=True)
class Inbox:
    """Sam's inbox behind a network that fails, and what Ada's relationship has heard."""

    host: MailHost
    proxy: FaultProxy
    handle: WorkflowHandle[RelationshipWorkflow, None]
    letters: int = 0

    async def deliver(self) -> None:
        self.letters += 1
        head = f"From: {ADA}\nTo: {ME}\nMessage-ID: <n{self.letters}@tides.example>\nSubject: Hello"
        await self.host.deliver(ME, f"{head}\n\nHello {self.letters}\n".encode(), ADA)

    async def all_heard(self) -> None:
        """Every letter, once."""
        async with asyncio.timeout(_HEARD_WITHIN):
            while len(await self.heard()) < self.letters:
                await asyncio.sleep(0.1)
        assert sorted(await self.heard()) == [f"<n{number + 1}@tides.example>" for number in range(self.letters)]

    async def heard(self) -> list[str]:
        events = (await self.handle.query(RelationshipWorkflow.snapshot)).events
        return [event.message_id for event in events if isinstance(event, e.ReplyReceived)]


@pytest.fixture
async def host(start_mail_host: StartMailHost) -> MailHost:
    return await start_mail_host({ME: PASSWORD, ADA: PASSWORD}, accept_then_bounce=())


def account_behind(host: MailHost, imap_port: int, password: str = PASSWORD) -> Account:
    return Account(
        name="Sam Rivera",
        address=ME,
        smtp=Server(host.host, host.smtp_port, "none", ME, password, timeout_for=3),
        imap=Server(host.host, imap_port, "none", ME, password, timeout_for=3),
        poll_every=2.0,
    )


def worker_for(client: Client, account: Account) -> Worker:
    return build_worker(client, account, POLICY, EmailRenderer(SENDER))


@asynccontextmanager
async def relationship(client: Client) -> AsyncIterator[WorkflowHandle[RelationshipWorkflow, None]]:
    """Ada's, who has not been written to: without a reason nothing is sent."""
    added = e.Added(datetime.now(UTC), ME, ADA, "Ada")
    handle = await client.start_workflow(
        RelationshipWorkflow.run,
        RelationshipInput((added,)),
        id=relationship_workflow_id(relationship_id(ME, ADA)),
        task_queue=task_queue(account_id(ME)),
    )
    try:
        yield handle
    finally:
        await handle.terminate("the test is over")
        await client.get_workflow_handle(mailbox_workflow_id(account_id(ME))).terminate("the test is over")


@asynccontextmanager
async def watched(client: Client, host: MailHost) -> AsyncIterator[Inbox]:
    """An inbox whose first letter has been heard."""
    async with FaultProxy(host.host, host.imap_port) as proxy, relationship(client) as handle:
        account = account_behind(host, proxy.port)
        async with worker_for(client, account):
            await start_mailbox(client, account)
            inbox = Inbox(host, proxy, handle)
            await inbox.deliver()
            await inbox.all_heard()
            yield inbox


async def _cut(inbox: Inbox) -> None:
    inbox.proxy.cut_all()


async def _restart(inbox: Inbox) -> None:
    await inbox.host.stop_imap()
    await inbox.deliver()
    await asyncio.sleep(1)
    await inbox.host.start_imap()


async def _network_down(inbox: Inbox) -> None:
    await inbox.proxy.pause()
    inbox.proxy.cut_all()
    await inbox.deliver()
    await asyncio.sleep(3)
    await inbox.proxy.resume()


# Each fault of a line has its test in tests/activities; these are for the retries of Temporal.
@pytest.mark.parametrize("break_it", [_cut, _restart, _network_down])
async def test_what_comes_after_a_failure_is_heard_once(
    temporal: Client, host: MailHost, break_it: Callable[[Inbox], Awaitable[None]]
) -> None:
    async with watched(temporal, host) as inbox:
        await break_it(inbox)
        await inbox.deliver()
        await inbox.all_heard()


async def test_a_server_that_never_speaks_while_idle_is_asked_all_the_same(temporal: Client, host: MailHost) -> None:
    async with DeafIdle(host.host, host.imap_port) as proxy, relationship(temporal) as handle:
        account = account_behind(host, proxy.port)
        async with worker_for(temporal, account):
            await start_mailbox(temporal, account)
            inbox = Inbox(host, FaultProxy(host.host, host.imap_port), handle)
            for _ in range(3):
                await inbox.deliver()
                await inbox.all_heard()
    assert proxy.has_been_idle


async def test_a_login_that_has_expired_is_told_and_what_came_meanwhile_is_heard_with_the_new_one(
    temporal: Client, host: MailHost
) -> None:
    mailbox = temporal.get_workflow_handle_for(MailboxWorkflow.run, mailbox_workflow_id(account_id(ME)))
    async with FaultProxy(host.host, host.imap_port) as proxy, relationship(temporal) as handle:
        inbox, account = Inbox(host, proxy, handle), account_behind(host, proxy.port)
        async with worker_for(temporal, account):
            await start_mailbox(temporal, account)
            await inbox.deliver()
            await inbox.all_heard()
        expired = replace(account, imap=replace(account.imap, password="expired"))
        async with worker_for(temporal, expired):
            await start_mailbox(temporal, expired)
            await inbox.deliver()
            async with asyncio.timeout(_HEARD_WITHIN):
                while not (await mailbox.query(MailboxWorkflow.sending)).trouble:
                    await asyncio.sleep(0.1)
            assert len(await inbox.heard()) == 1
            assert "check user and password" in (await mailbox.query(MailboxWorkflow.sending)).trouble
        async with worker_for(temporal, account):
            await start_mailbox(temporal, account)
            await inbox.all_heard()
