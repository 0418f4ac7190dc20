"""The mailbox's budget with real workflows on the real server: whose mail leaves, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import cast

import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.account import Account
from activities.contract import MailboxCard
from activities.names import mailbox_workflow_id, relationship_workflow_id, task_queue
from activities.render import EmailRenderer
from relationship.budget import Ask, Budget, CameBack, Left, Sending, Troubled, waiting
from relationship.identity import account_id, relationship_id
from relationship.stream import events as e
from tests.workflows.rig import ME, PASSWORD, POLICY, SENDER, account_on
from weakties.app.starting import plan, start
from worker.run.process import FREE, build_worker, nudge_held_up, start_mailbox
from worker.sandbox import Sandbox, SandboxAccount
from workflows.listing import MAILBOX_CARD, held_up
from workflows.mailbox import MailboxInput, MailboxWorkflow
from workflows.relationship import RelationshipWorkflow

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
    events = (e.Added(now, ME, address, "Ada"), e.HomeworkDone(now, "Tides."))
    await start(client, account_id(ME), events, plan(events, POLICY, now))


async def arrived(sandbox: Sandbox) -> int:
    return sum([len(await sandbox.messages(address)) for address in PEOPLE])


async def until(sandbox: Sandbox, count: int) -> None:
    async with asyncio.timeout(30):
        while await arrived(sandbox) < count:
            await asyncio.sleep(0.05)


async def state_when(mailbox: Mailbox, count: int) -> Sending:
    async with asyncio.timeout(30):
        while len(waiting((sending := await mailbox.query(MailboxWorkflow.sending)), datetime.now(UTC))) != count:
            await asyncio.sleep(0.05)
    return sending


async def all_reported(mailbox: Mailbox, count: int) -> tuple[Left, ...]:
    """The mails that the mailbox knows to have left, when there are so many."""
    async with asyncio.timeout(30):
        while len((sending := await mailbox.query(MailboxWorkflow.sending)).left) < count:
            await asyncio.sleep(0.05)
    return sending.left


async def look_again(client: Client, account: Account) -> None:
    """As a starting worker, or the user's `mailbox --resume`, lets those choose anew who are held up."""
    async with asyncio.timeout(30):
        while not [one async for one in client.list_workflows(held_up(account_id(ME)))]:
            await asyncio.sleep(0.1)
    await nudge_held_up(client, account)


async def test_without_limits_everybody_is_written_to_at_once(temporal: Client) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        await asyncio.gather(*(add(client, address) for address in PEOPLE))
        await until(sandbox, len(PEOPLE))
        assert len(await all_reported(mailbox, len(PEOPLE))) == len(PEOPLE)


async def test_mails_leave_one_at_a_time(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, spacing=timedelta(seconds=1))) as (sandbox, client, mailbox):
        await asyncio.gather(*(add(client, address) for address in PEOPLE[:4]))
        await until(sandbox, 4)
        left = await all_reported(mailbox, 4)
        gaps = [later - earlier for earlier, later in pairwise(mail.at for mail in left)]
        assert len(gaps) == 3
        assert all(gap >= timedelta(seconds=1) for gap in gaps)


async def test_the_cap_keeps_the_rest_in_line_and_says_why(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, per_day=2)) as (sandbox, client, mailbox):
        await asyncio.gather(*(add(client, address) for address in PEOPLE[:4]))
        await until(sandbox, 2)
        await asyncio.sleep(2)
        assert await arrived(sandbox) == 2
        described = await mailbox.describe()
        card = await described.memo_value(MAILBOX_CARD, type_hint=MailboxCard)
        assert "2 mails left within a day" in card.held_because


async def test_trouble_with_the_account_holds_the_others_until_a_worker_starts_anew(
    temporal: Client,
) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        await mailbox.signal(MailboxWorkflow.report, Troubled("535 no", datetime.now(UTC)))
        await add(client, PEOPLE[0])
        await asyncio.sleep(2)
        assert await arrived(sandbox) == 0
        await start_mailbox(client, account_on(sandbox))
        await look_again(client, account_on(sandbox))
        await until(sandbox, 1)


async def test_too_many_mails_that_came_back_stop_sending_until_the_user_has_looked(
    temporal: Client,
) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        for number in range(5):
            await mailbox.signal(MailboxWorkflow.report, Left(f"<{number}@x>", datetime.now(UTC)))
            await mailbox.signal(MailboxWorkflow.report, CameBack(f"<{number}@x>", datetime.now(UTC)))
        await add(client, PEOPLE[0])
        await asyncio.sleep(2)
        assert await arrived(sandbox) == 0
        await mailbox.signal(MailboxWorkflow.resume_sending)
        await look_again(client, account_on(sandbox))
        await until(sandbox, 1)


async def test_an_answer_while_in_line_takes_the_mail_out_of_it(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, spacing=timedelta(seconds=20))) as (sandbox, client, mailbox):
        await add(client, PEOPLE[0])
        await until(sandbox, 1)
        await add(client, PEOPLE[1])
        await state_when(mailbox, 1)
        waits = relationship_workflow_id(relationship_id(ME, PEOPLE[1]))
        handle = client.get_workflow_handle_for(RelationshipWorkflow.run, waits)
        await handle.signal(RelationshipWorkflow.record_incoming, e.OptedOut(datetime.now(UTC), "<o@x>"))
        async with asyncio.timeout(10):
            while (choice := (await handle.query(RelationshipWorkflow.snapshot)).choice) is None or (
                choice.stage != "opted_out"
            ):
                await asyncio.sleep(0.05)
        assert not (await handle.describe()).raw_description.pending_activities
        assert await arrived(sandbox) == 1


async def test_without_a_mailbox_nothing_leaves(temporal: Client) -> None:
    async with account_with(temporal, FREE) as (sandbox, client, mailbox):
        await mailbox.terminate("nobody grants turns")
        await add(client, PEOPLE[0])
        await asyncio.sleep(2)
        assert await arrived(sandbox) == 0
        await start_mailbox(client, account_on(sandbox))
        await until(sandbox, 1)


async def test_a_budget_that_fails_is_told_and_nothing_leaves(temporal: Client) -> None:
    broken = replace(FREE, spacing=cast("timedelta", "two minutes"))
    async with account_with(temporal, broken) as (_sandbox, _client, mailbox):
        ask = Ask("<1@x>", "request", datetime.now(UTC), datetime.now(UTC))
        await mailbox.signal(MailboxWorkflow.report, Left("<0@x>", datetime.now(UTC)))
        with pytest.raises(WorkflowUpdateFailedError) as failure:
            await mailbox.execute_update(MailboxWorkflow.take_turn, ask)
        assert isinstance(failure.value.cause, ApplicationError)
        assert failure.value.cause.type == "BudgetFailed"


async def test_a_mailbox_at_rest_writes_no_history(temporal: Client) -> None:
    async with account_with(temporal, FREE) as (_sandbox, _client, mailbox):
        await asyncio.sleep(3)
        before = (await mailbox.describe()).history_length
        await asyncio.sleep(8)
        assert (await mailbox.describe()).history_length == before


async def test_a_restarted_mailbox_keeps_the_line(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, per_day=1)) as (sandbox, client, mailbox):
        for address in PEOPLE[:3]:
            await add(client, address)
        await until(sandbox, 1)
        await all_reported(mailbox, 1)
        await start_mailbox(client, account_on(sandbox))
        await look_again(client, account_on(sandbox))
        await asyncio.sleep(2)
        assert len(await all_reported(mailbox, 1)) == 1
        assert await arrived(sandbox) == 1


async def test_through_many_short_runs_nobodys_turn_is_lost(temporal: Client) -> None:
    async with account_with(temporal, replace(FREE, spacing=timedelta(milliseconds=100))) as (sandbox, client, mailbox):
        await mailbox.terminate("it begins anew, with short runs")
        handle = await client.start_workflow(
            MailboxWorkflow.run, MailboxInput(continue_after=30), id=mailbox.id, task_queue=task_queue(account_id(ME))
        )
        await asyncio.gather(*(add(client, address) for address in PEOPLE))
        await until(sandbox, len(PEOPLE))
        await all_reported(mailbox, len(PEOPLE))
        assert (await mailbox.describe()).run_id != handle.first_execution_run_id
