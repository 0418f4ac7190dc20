"""Thirty years of one relationship, through many runs, with something landing at every moment."""

import asyncio
import random
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from relationship.stream import commands as c
from relationship.stream import events as e
from tests.workflows.rig import ADA, Rig, running
from workflows.relationship import RelationshipWorkflow

YEARS = 30
# A run of some sixty events is over within weeks, so that hundreds of runs follow each other.
CONTINUE_AFTER = 60


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_thirty_years_lose_no_event_and_send_nothing_twice(skipping: WorkflowEnvironment) -> None:
    dice, replies, notes = random.Random(5), list[str](), list[str]()
    async with running(skipping, continue_after=CONTINUE_AFTER) as rig:
        await rig.until_mails(1)
        first_run = (await rig.handle.describe()).run_id
        ends_at = await rig.now() + timedelta(days=365.25 * YEARS)
        while await rig.now() < ends_at:
            landing = [_land(rig, dice, replies, notes) for _ in range(dice.choice((0, 0, 0, 1, 2)))]
            await asyncio.gather(rig.environment.sleep(timedelta(days=dice.uniform(8, 40))), *landing)
        await rig.settled()
        snapshot, mails = await rig.snapshot(), await rig.mails()
        last_run = (await rig.handle.describe()).run_id

    ids = [str(mail["Message-ID"]) for mail in mails]
    heard = [event.message_id for event in snapshot.events if isinstance(event, e.ReplyReceived)]
    noted = [event.text for event in snapshot.events if isinstance(event, e.NoteAdded)]
    sent = [event for event in snapshot.events if isinstance(event, e.EmailSent)]
    assert first_run != last_run
    assert len(ids) == len(set(ids)) == len(sent)
    assert [event.number for event in sent] == list(range(1, len(sent) + 1))
    assert sorted(heard) == sorted(replies)
    assert set(notes) <= set(noted)
    assert len(noted) == len(set(noted))
    assert len(sent) > YEARS * 8
    assert [event.at for event in sent] == sorted(event.at for event in sent)


async def _tell(rig: Rig, fact: e.ReplyReceived) -> None:
    """Until it is taken: this test server has a moment between two runs in which it knows of none."""
    for _ in range(50):
        try:
            await rig.tell(fact)
        except RPCError as error:
            assert error.status is RPCStatusCode.NOT_FOUND, error  # noqa: PT017 - anything else is no such moment
            await asyncio.sleep(0.05)
        else:
            return
    raise AssertionError("the relationship is not there any more")


async def _land(rig: Rig, dice: random.Random, replies: list[str], notes: list[str]) -> None:
    """A signal or an update, at whatever moment; what was confirmed must be there at the end."""
    await asyncio.sleep(dice.random() / 10)
    if dice.random() < 0.5:
        message_id = f"<r{len(replies)}@tides.example>"
        replies.append(message_id)
        await _tell(rig, e.ReplyReceived(await rig.now(), message_id, ADA, "Ada", "Re: hello", "Well, and you?"))
        return
    text = f"note {dice.getrandbits(48):x}"
    try:
        await rig.handle.execute_update(RelationshipWorkflow.ask, c.AddNote(await rig.now(), text))
    except (RPCError, WorkflowUpdateFailedError):
        # The run ended under it; nobody was told that it had been noted.
        return
    notes.append(text)
