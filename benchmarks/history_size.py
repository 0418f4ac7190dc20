"""What does a mail cost in Temporal's history, and what a year? Counted from real histories, written into a page.

`python -m benchmarks.history_size`; with `--write` it puts the tables into docs/performance.md. A year is skipped on
the time-skipping server; the mailbox's turns are counted on Temporal's own server, one mail at a time and in a burst.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.names import mailbox_workflow_id
from activities.render import EmailRenderer
from relationship.identity import account_id
from relationship.stream import events as e
from tests.servers.ports import reserve_port
from tests.servers.temporal import program, register_search_attributes
from tests.workflows.rig import ME, PASSWORD, POLICY, SENDER, account_on, running
from weakties.app.starting import plan, start
from worker.run.process import FREE, build_worker, start_mailbox
from worker.sandbox import Sandbox, SandboxAccount
from worker.temporal.embedded import EmbeddedServer, Place

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
_MARK = "<!-- history -->"
_BILLABLE = (
    "ACTIVITY_TASK_SCHEDULED",
    "TIMER_STARTED",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    "WORKFLOW_EXECUTION_SIGNALED",
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "WORKFLOW_EXECUTION_STARTED",
    "MARKER_RECORDED",
)
_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Cost:
    """Of so many mails: events and bytes of history, by type."""

    what: str
    mails: int
    events: Counter[str]
    bytes: int

    @property
    def row(self) -> str:
        """One line of a table."""
        total = sum(self.events.values())
        actions = sum(self.events[name] for name in _BILLABLE)
        each = f"{total / self.mails:.1f} | {self.bytes / self.mails / 1000:.1f} KB | {actions / self.mails:.1f}"
        return f"| {self.what} | {self.mails} | {total} | {each} |"


def cost_of(what: str, mails: int, history: list[HistoryEvent]) -> Cost:
    """What these events cost."""
    names = Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history)
    return Cost(what, mails, names, sum(event.ByteSize() for event in history))


async def a_year() -> list[Cost]:
    """Three requests without an answer; then a year of check-ins after one, all in one run."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server")
    ) as environment:
        await register_search_attributes(environment)
        async with running(environment) as rig:
            await rig.until_mails(3)
            asked = len((await rig.handle.fetch_history()).events)
            await rig.reply()
            await rig.until_mails(4)
            answered = len((await rig.handle.fetch_history()).events)
            ends_at = await rig.now() + timedelta(days=365)
            while await rig.now() < ends_at:
                await environment.sleep(timedelta(days=5))
            await rig.settled()
            mails, history = len(await rig.mails()), list((await rig.handle.fetch_history()).events)
    return [
        cost_of("a request or follow-up", 3, history[:asked]),
        cost_of("a check-in", mails - 4, history[answered:]),
        cost_of("a year: 3 attempts, an answer, its thanks, check-ins", mails, history),
    ]


async def turns(*, spacing: timedelta, what: str) -> Cost:
    """So many people's requests, all due at once."""
    people = [f"person{number}@tides.example" for number in range(_PEOPLE)]
    port = reserve_port()
    with tempfile.TemporaryDirectory() as data:
        server = EmbeddedServer(Place(Path(data) / "temporal", port.number))
        try:
            client = await server.start()
            async with Sandbox([SandboxAccount(address, PASSWORD) for address in (ME, *people)]) as sandbox:
                budget = replace(FREE, spacing=spacing)
                async with build_worker(client, account_on(sandbox), POLICY, EmailRenderer(SENDER), budget):
                    await start_mailbox(client, account_on(sandbox))
                    await asyncio.sleep(2)
                    run_id = await _run_id(client)
                    before = len(await _mailbox(client, run_id))
                    await asyncio.gather(*(_add(client, address) for address in people))
                    for address in people:
                        await _has_mail(sandbox, address)
                    await asyncio.sleep(2)
                    return cost_of(what, _PEOPLE, (await _mailbox(client, run_id))[before:])
        finally:
            await server.stop()
            port.release()


async def _mailbox(client: Client, run_id: str) -> list[HistoryEvent]:
    """The mailbox's history from this run on, over the runs that follow it."""
    events = list[HistoryEvent]()
    while run_id:
        handle = client.get_workflow_handle(mailbox_workflow_id(account_id(ME)), run_id=run_id)
        run = list((await handle.fetch_history()).events)
        events += run
        run_id = run[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return events


async def _has_mail(sandbox: Sandbox, address: str) -> None:
    async with asyncio.timeout(120):
        while not await sandbox.messages(address):  # noqa: ASYNC110 - a mailbox sets no event
            await asyncio.sleep(0.1)


async def _run_id(client: Client) -> str:
    return (await client.get_workflow_handle(mailbox_workflow_id(account_id(ME))).describe()).run_id


async def _add(client: Client, address: str) -> None:
    now = datetime.now(UTC)
    events = (e.Added(now, ME, address, "Ada Lovelace"), e.HomeworkDone(now, "Your talk on tides."))
    await start(client, account_id(ME), events, plan(events, POLICY, now))


async def main() -> None:
    """Print the table, and write it when asked to."""
    costs = [
        *await a_year(),
        await turns(spacing=timedelta(seconds=3), what="a turn, one mail every three seconds"),
        await turns(spacing=timedelta(), what="a turn, in a burst"),
    ]
    head = [
        "| what | mails | events | events a mail | bytes a mail | billable actions a mail |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    table = "\n".join([*head, *(cost.row for cost in costs)])
    print(table)
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(_MARK)
        _, _, after = rest.partition(_MARK)
        PAGE.write_text(f"{before}{_MARK}\n{table}\n{_MARK}{after}", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
