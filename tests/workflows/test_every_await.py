"""Whatever lands at whichever await of a relationship: nothing leaves over it, and nothing that arrived is lost.

Workflow tasks of two seconds are split while a slow answer is worked out, as on a busy machine; the real server then
delivers what arrived in the middle of it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from functools import partial

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowHandle

from activities.choose_step import StepChooser
from activities.contract import Choice, ChooseStep
from activities.names import relationship_workflow_id, task_queue
from activities.render import EmailRenderer
from relationship.budget import Granted, PutOff, Report
from relationship.delay import Delay
from relationship.identity import account_id, relationship_id
from relationship.policy import Policy
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import Purpose
from tests.workflows.rig import ME, PASSWORD, POLICY, SENDER, account_on
from tests.workflows.test_replay import replayer
from worker.run import process
from worker.run.process import build_worker
from worker.sandbox import Sandbox, SandboxAccount
from workflows.relationship import RelationshipInput, RelationshipWorkflow

Handle = WorkflowHandle[RelationshipWorkflow, None]
Land = Callable[[Handle, str], Awaitable[None]]
_TASK_FOR = timedelta(seconds=2)
_SLOW_FOR = 4.0
_A_WHILE = Delay(elapsed_for=timedelta(seconds=2))
PACE = replace(POLICY, cadence=replace(POLICY.cadence, follow_up_after=_A_WHILE, thank_after=Delay(business_days=5)))


async def _they_answer(handle: Handle, address: str) -> None:
    fact = e.ReplyReceived(datetime.now(UTC), f"<r-{address}>", address, "Ada", "Re: 20 minutes", "Gladly.")
    await handle.signal(RelationshipWorkflow.record_incoming, fact)


async def _they_opt_out(handle: Handle, address: str) -> None:
    await handle.signal(RelationshipWorkflow.record_incoming, e.OptedOut(datetime.now(UTC), f"<o-{address}>"))


async def _their_server_bounces(handle: Handle, address: str) -> None:
    bounced = e.Bounced(datetime.now(UTC), f"<b-{address}>", "", address, "550 5.1.1 no such user")
    await handle.signal(RelationshipWorkflow.record_incoming, bounced)


async def _the_user_stops(handle: Handle, address: str) -> None:
    await handle.execute_update(RelationshipWorkflow.ask, c.Close(datetime.now(UTC)))


async def _the_user_pauses(handle: Handle, address: str) -> None:
    await handle.execute_update(RelationshipWorkflow.ask, c.Pause(datetime.now(UTC)))


LANDINGS: tuple[Land, ...] = (
    _they_answer,
    _they_opt_out,
    _their_server_bounces,
    _the_user_stops,
    _the_user_pauses,
)
PEOPLE = {f"{land.__name__.strip('_').replace('_', '-')}@tides.example": land for land in LANDINGS}
RECORDED = (e.ReplyReceived, e.OptedOut, e.Bounced, e.Closed, e.Paused)


@dataclass(slots=True)
class Moment:
    """Where a follow-up is held for a while: `reached` says whose is there by now."""

    reached: dict[str, asyncio.Event] = field(default_factory=lambda: {one: asyncio.Event() for one in PEOPLE})
    is_over: bool = False


@dataclass(slots=True)
class SlowTurns:
    """Grants requests at once; a follow-up waits for its turn, inside the question or in line."""

    moment: Moment
    is_in_line: bool
    owners: dict[str, str]

    async def take(self, message_id: str, purpose: Purpose) -> Granted | PutOff:
        now = datetime.now(UTC)
        if purpose != "follow_up" or self.moment.is_over:
            return Granted(message_id, now)
        self.moment.reached[self.owners[message_id.split(".")[1]]].set()
        if self.is_in_line:
            return PutOff(message_id, purpose, now, now + timedelta(seconds=1), "in line")
        await asyncio.sleep(_SLOW_FOR)
        return Granted(message_id, now)

    async def report(self, report: Report) -> None:
        return


class SlowChooser(StepChooser):
    """Takes longer over a follow-up than a workflow task lasts."""

    def __init__(self, policy: Policy, renderer: EmailRenderer, moment: Moment) -> None:
        super().__init__(policy, renderer)
        self._moment = moment

    @activity.defn
    async def choose_step(self, request: ChooseStep) -> Choice:
        """The answer of any other worker, later."""
        choice = await super().choose_step(request)
        if choice.mail is not None and choice.mail.purpose == "follow_up" and not self._moment.is_over:
            self._moment.reached[choice.mail.draft.to_address].set()
            await asyncio.sleep(_SLOW_FOR)
        return choice


@asynccontextmanager
async def people(client: Client, turns: SlowTurns) -> AsyncIterator[tuple[Sandbox, dict[str, Handle]]]:
    """One relationship for each thing that can land, each with its request on the way."""
    accounts = [SandboxAccount(address, PASSWORD) for address in (ME, *PEOPLE)]
    async with Sandbox(accounts) as sandbox:
        account = account_on(sandbox)
        async with build_worker(client, account, PACE, EmailRenderer(SENDER), turns=turns):
            handles = {address: await _start(client, address) for address in PEOPLE}
            yield sandbox, handles
            for handle in handles.values():
                await handle.terminate("the test is over")


async def _start(client: Client, address: str) -> Handle:
    now = datetime.now(UTC)
    return await client.start_workflow(
        RelationshipWorkflow.run,
        RelationshipInput((e.Added(now, ME, address, "Ada Lovelace"), e.HomeworkDone(now, "Your talk on tides."))),
        id=relationship_workflow_id(relationship_id(ME, address)),
        task_queue=task_queue(account_id(ME)),
        task_timeout=_TASK_FOR,
    )


async def _land_and_look(client: Client, moment: Moment, turns: SlowTurns) -> None:
    async with people(client, turns) as (sandbox, handles):
        await asyncio.gather(*(_land(moment, handles[address], address) for address in PEOPLE))
        await asyncio.sleep(_SLOW_FOR)
        moment.is_over = True
        await asyncio.sleep(2)
        for address, handle in handles.items():
            subjects = [message_from_bytes(raw)["Subject"] for raw in await sandbox.messages(address)]
            events = (await handle.query(RelationshipWorkflow.snapshot)).events
            assert len(subjects) == 1, (address, subjects)
            assert sum(isinstance(event, RECORDED) for event in events) == 1, (address, events)
            # Another worker reads history alone: heartbeats of a split task and what came between are one to it.
            await replayer().replay_workflow(await handle.fetch_history())


async def _land(moment: Moment, handle: Handle, address: str) -> None:
    async with asyncio.timeout(40):
        await moment.reached[address].wait()
        # The task is split by now, and what comes is delivered while the answer is still worked out.
        await asyncio.sleep(_TASK_FOR.total_seconds() - 0.2)
        await PEOPLE[address](handle, address)


def turns_for(moment: Moment, *, is_in_line: bool = False) -> SlowTurns:
    return SlowTurns(moment, is_in_line, {relationship_id(ME, address): address for address in PEOPLE})


async def test_while_the_step_is_chosen(temporal: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = Moment()
    monkeypatch.setattr(process, "StepChooser", partial(SlowChooser, moment=moment))
    turns = turns_for(moment)
    turns.moment = Moment(is_over=True)
    await _land_and_look(temporal, moment, turns)


async def test_while_the_mail_asks_for_its_turn(temporal: Client) -> None:
    moment = Moment()
    await _land_and_look(temporal, moment, turns_for(moment))


async def test_while_the_mail_stands_in_line(temporal: Client) -> None:
    moment = Moment()
    await _land_and_look(temporal, moment, turns_for(moment, is_in_line=True))
