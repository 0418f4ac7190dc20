"""A relationship workflow with real activities and a real mailbox, on the time-skipping server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.account import Account, Server
from activities.names import relationship_workflow_id, task_queue
from activities.render import EmailRenderer
from relationship.budget import Granted, PutOff, Report
from relationship.identity import account_id, relationship_id
from relationship.policy import Policy, Window
from relationship.stream import events as e
from relationship.stream.commands import Incoming
from relationship.stream.purpose import Purpose
from relationship.views.template_variables import Sender
from worker.run.process import build_worker
from worker.sandbox import Sandbox, SandboxAccount
from workflows.alias import AliasInput, AliasWorkflow
from workflows.relationship import RelationshipInput, RelationshipWorkflow, Snapshot

ME, ADA, ADA_AT_HOME = "sam@home.example", "ada@tides.example", "ada@coast.example"
BEN = "ben@bridges.example"
PASSWORD = "a-test-password"
POLICY = Policy(window=Window(always=True), check_ins=("check_in_1", "check_in_2", "check_in_3", "check_in_4"))
SENDER = Sender("Sam Rivera", ME, "I build roads. I am finding out whether water is where I belong.")


def account_on(sandbox: Sandbox, password: str = PASSWORD) -> Account:
    """Sam's account on the sandbox."""
    return Account(
        name="Sam Rivera",
        address=ME,
        smtp=Server("127.0.0.1", sandbox.smtp_port, "none", ME, password, timeout_for=10),
        imap=Server("127.0.0.1", sandbox.imap_port, "none", ME, password, timeout_for=10),
        poll_every=2.0,
    )


class NoLimits:
    """An account without a budget: whoever asks may send. The mailbox's own turns have tests of their own."""

    async def take(self, message_id: str, purpose: Purpose) -> Granted | PutOff:
        return Granted(message_id, datetime.now(UTC))

    async def report(self, report: Report) -> None:
        return


@dataclass(slots=True)
class Rig:
    """One relationship with Ada under test."""

    environment: WorkflowEnvironment
    sandbox: Sandbox
    handle: WorkflowHandle[RelationshipWorkflow, None]
    began_at: datetime

    async def snapshot(self) -> Snapshot:
        return await self.handle.query(RelationshipWorkflow.snapshot)

    async def now(self) -> datetime:
        return await self.environment.get_current_time()

    async def skip(self, length: timedelta) -> None:
        """Let time pass, and what is due happen."""
        await self.environment.sleep(length)
        await asyncio.sleep(0.2)

    async def until_mails(self, count: int, limit: timedelta = timedelta(days=500)) -> list[Message]:
        """Skip ahead, a quarter of a day at a time, until Ada has that many mails."""
        deadline = await self.now() + limit
        while len(await self.sandbox.messages(ADA)) < count:
            assert await self.now() < deadline, (
                f"no mail number {count} within {limit}: {(await self.snapshot()).choice}"
            )
            await self.environment.sleep(timedelta(hours=6))
        await self.settled()
        return await self.mails()

    async def settled(self) -> None:
        """Wait until what was sent has been recorded."""
        while len((await self.snapshot()).state.mails) < len(await self.sandbox.messages(ADA)):
            await asyncio.sleep(0.05)

    async def mails(self) -> list[Message]:
        return [message_from_bytes(raw) for raw in await self.sandbox.messages(ADA)]

    async def tell(self, fact: Incoming) -> None:
        await self.handle.signal(RelationshipWorkflow.record_incoming, fact)

    async def reply(self, message_id: str = "<r1@tides.example>", text: str = "Gladly.") -> None:
        """Ada answers, as the mailbox would tell it."""
        await self.tell(e.ReplyReceived(await self.now(), message_id, ADA, "Ada", "Re: 20 minutes", text))

    async def alias(self, address: str) -> WorkflowHandle[AliasWorkflow, None]:
        """Another address of Ada's, as `weakties edit` makes it known."""
        return await self.environment.client.start_workflow(
            AliasWorkflow.run,
            AliasInput(relationship_id(ME, ADA)),
            id=relationship_workflow_id(relationship_id(ME, address)),
            task_queue=task_queue(account_id(ME)),
        )

    async def events(self, kind: type[e.Event]) -> list[e.Event]:
        return [event for event in (await self.snapshot()).events if isinstance(event, kind)]


@asynccontextmanager
async def running(
    environment: WorkflowEnvironment,
    *,
    policy: Policy = POLICY,
    password: str = PASSWORD,
    continue_after: int = 4_000,
    reason: str = "Your talk on tides stayed with me.",
    time_zone: str = "",
    country: str = "",
    refuse: dict[str, str] | None = None,
) -> AsyncIterator[Rig]:
    """Ada's relationship, just added, with its worker and mail system."""
    accounts = [SandboxAccount(address, PASSWORD) for address in (ME, ADA, ADA_AT_HOME, BEN)]
    async with Sandbox(accounts, refuse=refuse or {}) as sandbox, _worker(environment, sandbox, policy, password):
        now = await environment.get_current_time()
        added = e.Added(now, ME, ADA, "Ada Lovelace", time_zone=time_zone, country=country)
        events: tuple[e.Event, ...] = (added, e.HomeworkDone(now, reason)) if reason else (added,)
        handle = await environment.client.start_workflow(
            RelationshipWorkflow.run,
            RelationshipInput(events, continue_after=continue_after),
            id=relationship_workflow_id(relationship_id(ME, ADA)),
            task_queue=task_queue(account_id(ME)),
        )
        yield Rig(environment, sandbox, handle, now)
        await handle.terminate("the test is over")


def _worker(environment: WorkflowEnvironment, sandbox: Sandbox, policy: Policy, password: str) -> Worker:
    account = account_on(sandbox, password)
    return build_worker(environment.client, account, policy, EmailRenderer(SENDER), turns=NoLimits())
