"""Record histories of this version's workflows, to be replayed by every later one.

Run once for a release: `python -m tests.workflows.record 0.1.0`. A recorded file is never edited or made anew.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from relationship.policy import Policy
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.servers.temporal import program, register_search_attributes
from tests.workflows.rig import ADA, POLICY, Rig, running
from workflows.relationship import RelationshipWorkflow

HISTORIES = Path(__file__).with_name("histories")
_TRACE = re.compile(r'"stackTrace": "(?:[^"\\]|\\.)*"')


async def silence(rig: Rig) -> None:
    """Three attempts, nothing, and a late answer."""
    await rig.until_mails(3)
    await rig.skip(timedelta(days=60))
    await rig.reply()
    await rig.until_mails(5)


async def conversation(rig: Rig) -> None:
    """An answer, a call, the thank-you, check-ins, notes and a pause."""
    await rig.until_mails(1)
    await rig.reply()
    await rig.until_mails(2)
    ask = RelationshipWorkflow.ask
    await rig.handle.execute_update(ask, c.ScheduleCall(rig.began_at, await rig.now() + timedelta(days=2)))
    await rig.skip(timedelta(days=3))
    await rig.handle.execute_update(ask, c.HoldCall(rig.began_at, "ask three people first"))
    await rig.until_mails(4)
    await rig.handle.execute_update(ask, c.AddNote(rig.began_at, "likes boats"))
    await rig.handle.execute_update(ask, c.Pause(rig.began_at, await rig.now() + timedelta(days=90)))
    await rig.until_mails(5)


async def absence(rig: Rig) -> None:
    """An automatic reply first, then an opt-out."""
    await rig.until_mails(1)
    await rig.tell(e.AutoReplyReceived(await rig.now(), "<ooo@tides.example>", "Away"))
    await rig.until_mails(2)
    await rig.tell(e.OptedOut(await rig.now(), "<stop@tides.example>", "Please stop."))
    await rig.skip(timedelta(days=1))


async def repair(rig: Rig) -> None:
    """A bounce and a new address, a misjudgement put right, a missed call, news that does not wait."""
    ask, began = RelationshipWorkflow.ask, rig.began_at
    await rig.until_mails(1)
    full = e.Bounced(await rig.now(), "<b@tides.example>", "", ADA, "452 full", hard=False, about="mailbox_full")
    await rig.tell(full)
    await rig.until_mails(2)
    await rig.reply("<wrong@tides.example>")
    await rig.until_mails(3)
    away = e.AutoReplyReceived(await rig.now(), "<wrong@tides.example>", "Away")
    await rig.handle.execute_update(ask, c.Correct(began, "<wrong@tides.example>", away))
    await rig.until_mails(4)
    await rig.reply("<right@tides.example>")
    now = await rig.now()
    await rig.tell(c.InvitationReceived(now, "<i@tides.example>", now + timedelta(days=3), uid="u"))
    await rig.skip(timedelta(days=4))
    await rig.handle.execute_update(ask, c.ScheduleCall(began, await rig.now() + timedelta(days=1)))
    await rig.handle.execute_update(ask, c.MissCall(began))
    await rig.until_mails(5)
    await rig.handle.execute_update(ask, c.QueueNews(began, "I found a place.", at_once=True))
    await rig.until_mails(6)


async def arc(rig: Rig) -> None:
    """An invitation, a yes, a call that nobody spoke of, an introduction that led somewhere, a pace of its own."""
    ask, began = RelationshipWorkflow.ask, rig.began_at
    await rig.until_mails(1)
    await rig.reply()
    starts_at = await rig.now() + timedelta(days=4)
    await rig.handle.execute_update(ask, c.ScheduleCall(began, starts_at, invite=True))
    await rig.until_mails(2)
    call = (await rig.snapshot()).state.call
    assert call is not None
    answer = e.InvitationAnswered(await rig.now(), "<yes@tides.example>", "accept", starts_at, 20, call.uid)
    await rig.tell(answer)
    await rig.until_mails(3)
    used = e.IntroductionUsed(await rig.now(), "ben@bridges.example", "Ben")
    await rig.handle.signal(RelationshipWorkflow.hear_of_introduction, used)
    await rig.until_mails(4)
    await rig.handle.execute_update(ask, c.ChangeCadence(began, "6 weeks", "8 weeks"))
    await rig.until_mails(5)


async def reading(rig: Rig) -> None:
    """Every mail is read first: one is let go in other words, one reminds, one is skipped."""
    ask, began = RelationshipWorkflow.ask, rig.began_at
    await rig.skip(timedelta(days=1))
    approve = c.Approve(began, 1, "request", "20 minutes?", "Hello Ada,\n\nmy own words.\n")
    await rig.handle.execute_update(ask, approve)
    await rig.until_mails(1)
    await rig.skip(timedelta(days=14))
    state = (await rig.snapshot()).state
    assert state.notices
    await rig.handle.execute_update(ask, c.Skip(began, state.next_number, "follow_up", "follow_up"))
    await rig.skip(timedelta(days=1))


STORIES: tuple[tuple[Callable[[Rig], Awaitable[None]], Policy], ...] = (
    (silence, POLICY),
    (conversation, POLICY),
    (absence, POLICY),
    (repair, POLICY),
    (arc, POLICY),
    (reading, replace(POLICY, approve="all")),
)


def written(history: WorkflowHistory) -> str:
    """As a file: without stack traces, which no replay needs and which name folders of this machine."""
    return _TRACE.sub('"stackTrace": ""', history.to_json()) + "\n"


async def main(version: str) -> None:
    """Write one file a story; those that are there stay as they are."""
    for story, policy in STORIES:
        HISTORIES.mkdir(exist_ok=True)
        file = HISTORIES / f"{version}-{story.__name__}.json"
        if file.exists():
            # A recorded history is never made anew.
            continue
        async with await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=program("temporal-test-server")
        ) as environment:
            await register_search_attributes(environment)
            async with running(environment, policy=policy) as rig:
                await story(rig)
                file.write_text(written(await rig.handle.fetch_history()), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
