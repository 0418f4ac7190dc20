"""Histories of earlier versions replay with today's code: relationships that sleep now will wake up well."""

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.workflows.record import HISTORIES, STORIES
from worker.run.process import workflow_runner
from workflows.mailbox import MailboxWorkflow
from workflows.relationship import RelationshipWorkflow

FILES = sorted(HISTORIES.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_recorded_history_replays(file: Path) -> None:
    replayer = Replayer(workflows=[RelationshipWorkflow, MailboxWorkflow], workflow_runner=workflow_runner())
    await replayer.replay_workflow(WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8")))


def test_every_story_has_been_recorded() -> None:
    assert {story.__name__ for story, _ in STORIES} <= {file.stem.partition("-")[2] for file in FILES}


async def test_replaying_is_able_to_fail() -> None:
    """A history in which a step was taken that today's code would not take is refused."""
    document = json.loads(next(file for file in FILES if "silence" in file.name).read_text(encoding="utf-8"))
    scheduled = next(e for e in document["events"] if e["eventType"] == "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED")
    scheduled["activityTaskScheduledEventAttributes"]["activityType"]["name"] = "send_twice"
    replayer = Replayer(workflows=[RelationshipWorkflow], workflow_runner=workflow_runner())
    with pytest.raises(Exception, match=r"[Nn]ondeterminism"):
        await replayer.replay_workflow(WorkflowHistory.from_json("changed", json.dumps(document)))
