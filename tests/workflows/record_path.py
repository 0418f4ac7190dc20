"""Record the whole production path on Temporal's own server: a history of every workflow type, by real mail.

Run once for a release: `python -m tests.workflows.record_path 0.1.0`. A recorded file is never edited or made anew.
Ada answers by mail and moves, Ben bounces, a judgement is put right, Cleo is forgotten, the digest of the week leaves;
each mail asks the mailbox for its turn, and one has to stand in line.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from temporalio.client import Client

from activities.names import (
    digest_workflow_id,
    mailbox_workflow_id,
    relationship_workflow_id,
    suppression_workflow_id,
    task_queue,
)
from activities.render import EmailRenderer
from relationship.budget import Budget
from relationship.delay import Delay
from relationship.identity import account_id, relationship_id
from relationship.policy import Cadence
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.redaction import Forgotten
from tests.servers.ports import reserve_port
from tests.workflows.record import HISTORIES, written
from tests.workflows.rig import ME, PASSWORD, POLICY, SENDER, account_on
from weakties.app.starting import plan, start
from worker.run.process import build_worker, start_mailbox
from worker.sandbox import Sandbox, SandboxAccount
from worker.temporal.embedded import EmbeddedServer, Place
from workflows.alias import AliasInput, AliasWorkflow
from workflows.digest import DigestInput, DigestWorkflow
from workflows.relationship import RelationshipWorkflow
from workflows.suppression import SuppressionInput, SuppressionWorkflow

ADA, ADA_AT_HOME = "ada@tides.example", "ada@coast.example"
BEN, CLEO = "ben@bridges.example", "cleo@locks.example"
ACCOUNT = account_id(ME)
_SOON = Delay(elapsed_for=timedelta(seconds=3))
_LATER = Delay(elapsed_for=timedelta(seconds=5))
PACE = replace(
    POLICY,
    cadence=Cadence(follow_up_after=_SOON, thank_after=_SOON, check_in_after=_LATER, check_in_before=_LATER),
)
BUDGET = Budget(spacing=timedelta(seconds=1), per_day=1_000, first_day=1_000)


@dataclass(frozen=True, slots=True)
class Production:
    """What the story is played with."""

    client: Client
    sandbox: Sandbox

    async def add(self, address: str, name: str) -> None:
        now = datetime.now(UTC)
        events = (e.Added(now, ME, address, name), e.HomeworkDone(now, "Your work on rivers."))
        await start(self.client, ACCOUNT, events, plan(events, PACE, now))

    async def ask(self, address: str, request: c.Request) -> None:
        handle = self.client.get_workflow_handle_for(RelationshipWorkflow.run, _id(address))
        await handle.execute_update(RelationshipWorkflow.ask, request)

    async def answer(self, address: str, text: str, to: str = "") -> str:
        """A real mail into the inbox; returns its Message-ID."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = address, ME, "Re: 20 minutes"
        mail["Message-ID"], mail["In-Reply-To"] = make_msgid(domain="path.example"), to
        mail.set_content(text)
        await self.sandbox.deliver(ME, mail.as_bytes())
        return str(mail["Message-ID"])

    async def until(self, address: str, is_so: Callable[[tuple[e.Event, ...]], bool]) -> tuple[e.Event, ...]:
        handle = self.client.get_workflow_handle_for(RelationshipWorkflow.run, _id(address))
        async with asyncio.timeout(60):
            while not is_so(events := (await handle.query(RelationshipWorkflow.snapshot)).events):
                await asyncio.sleep(0.1)
        return events


def _id(address: str) -> str:
    return relationship_workflow_id(relationship_id(ME, address))


def _sent(events: tuple[e.Event, ...]) -> list[e.EmailSent]:
    return [event for event in events if isinstance(event, e.EmailSent)]


def _heard(message_id: str) -> Callable[[tuple[e.Event, ...]], bool]:
    return lambda events: any(getattr(event, "message_id", "") == message_id for event in events)


async def play(path: Production) -> None:
    """Everything that a workflow of ours can be told or asked, at least once."""
    now = datetime.now(UTC)
    for address, name in ((ADA, "Ada Lovelace"), (BEN, "Ben Okafor"), (CLEO, "Cleo Marsh")):
        await path.add(address, name)
    first = _sent(await path.until(ADA, lambda events: bool(_sent(events))))[0]
    await path.until(BEN, lambda events: any(isinstance(event, e.Bounced) for event in events))
    reply = await path.answer(ADA, "Gladly. Talk to Cleo Marsh, too.", first.message_id)
    await path.until(ADA, _heard(reply))
    await path.ask(ADA, c.Refer(now, CLEO, "Cleo Marsh"))
    await path.ask(ADA, c.Correct(now, reply, e.AutoReplyReceived(now, reply, "Away")))
    await path.ask(ADA, c.EditContact(now, ADA_AT_HOME))
    await path.client.start_workflow(
        AliasWorkflow.run,
        AliasInput(relationship_id(ME, ADA)),
        id=_id(ADA_AT_HOME),
        task_queue=task_queue(ACCOUNT),
    )
    again = await path.answer(ADA_AT_HOME, "I am back. Thursday?")
    await path.until(ADA, _heard(again))
    await path.ask(ADA, c.ScheduleCall(now, datetime.now(UTC) + timedelta(seconds=20), invite=True))
    await path.until(ADA, lambda events: len(_sent(events)) >= 3)
    await path.ask(ADA, c.HoldCall(now, "ask three people"))
    await path.until(ADA, lambda events: any(mail.purpose == "thank_call" for mail in _sent(events)))
    await path.client.start_workflow(
        SuppressionWorkflow.run,
        SuppressionInput(),
        id=suppression_workflow_id(ACCOUNT),
        task_queue=task_queue(ACCOUNT),
        start_signal="suppress",
        start_signal_args=[("a" * 32,)],
    )
    await path.client.execute_workflow(
        DigestWorkflow.run, DigestInput(ACCOUNT), id=digest_workflow_id(ACCOUNT), task_queue=task_queue(ACCOUNT)
    )
    await path.ask(CLEO, c.Close(now))


async def forget(path: Production) -> None:
    """Last, for it ends the run: what Ada's relationship says of Cleo goes."""
    handle = path.client.get_workflow_handle_for(RelationshipWorkflow.run, _id(ADA))
    forgotten = Forgotten(relationship_id(ME, CLEO), (CLEO,), "Cleo Marsh")
    await handle.execute_update(RelationshipWorkflow.redact, forgotten)


async def write(client: Client, workflow_id: str, file: Path, run_id: str | None = None) -> None:
    history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
    file.write_text(written(history), encoding="utf-8")


async def record(folder: Path, prefix: str) -> None:
    """One file a workflow."""
    folder.mkdir(exist_ok=True)
    accounts = [SandboxAccount(address, PASSWORD) for address in (ME, ADA, ADA_AT_HOME, CLEO, BEN)]
    port = reserve_port()
    with tempfile.TemporaryDirectory() as data:
        server = EmbeddedServer(Place(Path(data) / "temporal", port.number))
        try:
            client = await server.start()
            async with Sandbox(accounts) as sandbox:
                sandbox.bounce_later(BEN, "550 5.1.1 no such user")
                account = account_on(sandbox)
                async with build_worker(client, account, PACE, EmailRenderer(SENDER), BUDGET):
                    await start_mailbox(client, account)
                    await _play_and_write(Production(client, sandbox), folder, prefix)
        finally:
            await server.stop()
            port.release()


async def _play_and_write(path: Production, folder: Path, prefix: str) -> None:
    await play(path)
    ada = path.client.get_workflow_handle(_id(ADA))
    run_id = (await ada.describe()).run_id
    await forget(path)
    for name, workflow_id, run in (
        ("relationship", _id(ADA), run_id),
        ("bounced", _id(BEN), None),
        ("closed", _id(CLEO), None),
        ("alias", _id(ADA_AT_HOME), None),
        ("mailbox", mailbox_workflow_id(ACCOUNT), None),
        ("suppression", suppression_workflow_id(ACCOUNT), None),
        ("digest", digest_workflow_id(ACCOUNT), None),
    ):
        await write(path.client, workflow_id, folder / f"{prefix}-path_{name}.json", run)


async def main(version: str) -> None:
    """Write the files, unless this version has been recorded."""
    if list(HISTORIES.glob(f"{version}-path_*.json")):
        # A recorded history is never made anew.
        return
    await record(HISTORIES, version)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
