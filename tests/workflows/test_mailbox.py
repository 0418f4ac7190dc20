"""The mailbox's budget with real workflows on the real server: whose mail leaves, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from activities.contract import SendReport
from activities.names import mailbox_workflow_id, relationship_workflow_id, task_queue
from activities.render import EmailRenderer
from relationship.budget import Budget, Sending
from relationship.identity import account_id, relationship_id
from relationship.stream import events as e
from tests.workflows.rig import ME, PASSWORD, POLICY, SENDER, account_on
from worker.run.process import FREE, build_worker, start_mailbox
from worker.sandbox import Sandbox, SandboxAccount
from workflows.mailbox import MailboxInput, MailboxWorkflow
from workflows.relationship import RelationshipInput, RelationshipWorkflow

PEOPLE = tuple(f"person{number}@tides.example" for number in range(6))
Mailbox = WorkflowHandle[MailboxWorkflow, None]


@asynccontextmanager
async def account_with(client: Client, budget: Budget) -> AsyncIterator[tuple[Sandbox, Client, Mailbox]]:
    """A mail system, a worker with this budget, and the mailbox workflow."""
    async with Sandbox([SandboxAccount(address, PASSWORD) for address in (ME, *PEOPLE)]) as sandbox:
        account = account_on(sandbox)
        async with build_worker(client, account, POLICY, EmailRenderer(SENDER), budget):
            await start_mailbox(client, account)
            mailbox = client.get_workflow_handle_for(MailboxWorkflow.run, mailbox_workflow_id(account_id(ME)))
            try:
                yield sandbox, client, mailbox
            finally:
                for address in PEOPLE:
                    await _end(client, relationship_workflow_id(relationship_id(ME, address)))
                await _end(client, mailbox_workflow_id(account_id(ME)))


async def _end(client: Client, workflow_id: str) -> None:
    with suppress(RPCError):
        await client.get_workflow_handle(workflow_id).terminate("the test is over")


async def add(client: Client, address: str) -> None:
    now = datetime.now(UTC)
    await client.start_workflow(
        RelationshipWorkflow.run,
        RelationshipInput((e.Added(now, ME, address, "Ada"), e.HomeworkDone(now, "Tides."))),
        id=relationship_workflow_id(relationship_id(ME, address)),
        task_queue=task_queue(account_id(ME)),
    )


async def arrived(sandbox: Sandbox) -> int:
    return sum([len(await sandbox.messages(address)) for address in PEOPLE])


async def until(sandbox: Sandbox, count: int) -> None:
    async with asyncio.timeout(30):
        while await arrived(sandbox) < count:
            await asyncio.sleep(0.05)


async def state_when(mailbox: Mailbox, waiting: int) -> Sending:
    async with asyncio.timeout(30):
        while len((sending := await mailbox.query(MailboxWorkflow.sending)).asks) != waiting:
            await asyncio.sleep(0.05)
    return sending


async def test_without_limits_everybody_is_written_to_at_once(temporal: Client) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        await asyncio.gather(*(add(client, address) for address in PEOPLE))
        await until(sandbox, len(PEOPLE))
        assert (await state_when(mailbox, 0)).outcomes


async def test_mails_leave_one_at_a_time(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, spacing=timedelta(seconds=1))) as (sandbox, client, mailbox):
        await asyncio.gather(*(add(client, address) for address in PEOPLE[:4]))
        await until(sandbox, 4)
        granted = (await mailbox.query(MailboxWorkflow.sending)).granted
        gaps = [later - earlier for earlier, later in pairwise(granted)]
        assert len(gaps) == 3
        assert all(gap >= timedelta(seconds=1) for gap in gaps)


async def test_the_cap_keeps_the_rest_in_line_and_says_why(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, per_day=2)) as (sandbox, client, mailbox):
        await asyncio.gather(*(add(client, address) for address in PEOPLE[:4]))
        await until(sandbox, 2)
        await state_when(mailbox, 2)
        await asyncio.sleep(1)
        assert await arrived(sandbox) == 2


async def test_trouble_with_the_account_holds_the_others_until_a_worker_starts_anew(
    temporal: Client,
) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        await mailbox.signal(MailboxWorkflow.report, SendReport(datetime.now(UTC), trouble="535 no"))
        await add(client, PEOPLE[0])
        await state_when(mailbox, 1)
        await asyncio.sleep(1)
        assert await arrived(sandbox) == 0
        await start_mailbox(client, account_on(sandbox))
        await until(sandbox, 1)


async def test_too_many_mails_that_came_back_stop_sending_until_the_user_has_looked(
    temporal: Client,
) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        for number in range(5):
            await mailbox.signal(MailboxWorkflow.report, SendReport(datetime.now(UTC), f"<{number}@x>"))
            await mailbox.signal(MailboxWorkflow.bounced, f"<{number}@x>")
        await add(client, PEOPLE[0])
        await state_when(mailbox, 1)
        await asyncio.sleep(1)
        assert await arrived(sandbox) == 0
        await mailbox.signal(MailboxWorkflow.resume_sending)
        await until(sandbox, 1)


async def test_an_answer_while_in_line_takes_the_mail_out_of_it(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, per_day=1)) as (sandbox, client, mailbox):
        for address in PEOPLE[:2]:
            await add(client, address)
        await until(sandbox, 1)
        (ask,) = (await state_when(mailbox, 1)).asks
        handle = client.get_workflow_handle_for(RelationshipWorkflow.run, relationship_workflow_id(ask.relationship_id))
        await handle.signal(RelationshipWorkflow.record_incoming, e.OptedOut(datetime.now(UTC), "<o@x>"))
        await state_when(mailbox, 0)


async def test_a_restarted_mailbox_keeps_the_line(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, per_day=1)) as (sandbox, client, mailbox):
        for address in PEOPLE[:3]:
            await add(client, address)
        await until(sandbox, 1)
        await state_when(mailbox, 2)
        await start_mailbox(client, account_on(sandbox))
        sending = await state_when(mailbox, 2)
        assert len(sending.granted) == 1
        assert sending.seen_at is not None


async def test_through_many_short_runs_nobodys_turn_is_lost(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, spacing=timedelta(milliseconds=100))) as (sandbox, client, mailbox):
        await mailbox.terminate("it begins anew, with short runs")
        handle = await client.start_workflow(
            MailboxWorkflow.run, MailboxInput(continue_after=30), id=mailbox.id, task_queue=task_queue(account_id(ME))
        )
        await asyncio.gather(*(add(client, address) for address in PEOPLE))
        await until(sandbox, len(PEOPLE))
        sending = await state_when(mailbox, 0)

        assert (await mailbox.describe()).run_id != handle.first_execution_run_id
        assert len(sending.granted) >= len(PEOPLE)
        assert sending.seen_at is not None
