"""Recorded histories replay with today's code: relationships that sleep now will wake up well."""

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.workflows.record import HISTORIES, STORIES
from worker.run.process import WORKFLOWS, workflow_runner

FILES = sorted(HISTORIES.glob("*.json"))


def replayer() -> Replayer:
    """Of every workflow that a worker runs."""
    return Replayer(workflows=WORKFLOWS, workflow_runner=workflow_runner())


def history(file: Path) -> WorkflowHistory:
    """A recorded one."""
    return WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_recorded_history_replays(file: Path) -> None:
    await replayer().replay_workflow(history(file))


def test_every_story_has_been_recorded() -> None:
    assert {story.__name__ for story, _ in STORIES} <= {file.stem.partition("-")[2] for file in FILES}


def test_every_workflow_type_has_been_recorded() -> None:
    started = [json.loads(file.read_text(encoding="utf-8"))["events"][0] for file in FILES]
    types = {event["workflowExecutionStartedEventAttributes"]["workflowType"]["name"] for event in started}
    assert types == {workflow.__name__ for workflow in WORKFLOWS}


async def test_replaying_is_able_to_fail() -> None:
    """A history in which a step was taken that today's code would not take is refused."""
    document = json.loads(next(file for file in FILES if "silence" in file.name).read_text(encoding="utf-8"))
    scheduled = next(e for e in document["events"] if e["eventType"] == "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED")
    scheduled["activityTaskScheduledEventAttributes"]["activityType"]["name"] = "send_twice"
    with pytest.raises(Exception, match=r"[Nn]ondeterminism"):
        await replayer().replay_workflow(WorkflowHistory.from_json("changed", json.dumps(document)))
