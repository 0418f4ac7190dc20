"""Two versions of the worker on one account: the newest has the word, and a relationship moves on to it."""

from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.worker import Worker

from activities.names import relationship_workflow_id, task_queue
from activities.render import EmailRenderer
from relationship.identity import account_id, relationship_id
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.workflows.rig import ADA, ME, PASSWORD, POLICY, SENDER, NoLimits, account_on
from worker.run.process import build_worker
from worker.run.version import deployment_of, make_current
from worker.sandbox import Sandbox, SandboxAccount
from workflows.relationship import RelationshipInput, RelationshipWorkflow


def worker_of(client: Client, sandbox: Sandbox, build_id: str) -> Worker:
    deployment = deployment_of(build_id)
    return build_worker(
        client, account_on(sandbox), POLICY, EmailRenderer(SENDER), turns=NoLimits(), deployment=deployment
    )


async def test_a_sleeping_relationship_wakes_up_with_the_newest_version(temporal: Client) -> None:
    async with Sandbox([SandboxAccount(address, PASSWORD) for address in (ME, ADA)]) as sandbox:
        async with worker_of(temporal, sandbox, "0.1.0"):
            assert await make_current(temporal, "0.1.0") == "0.1.0"
            now = datetime.now(UTC)
            handle = await temporal.start_workflow(
                RelationshipWorkflow.run,
                RelationshipInput((e.Added(now, ME, ADA, "Ada"),)),
                id=relationship_workflow_id(relationship_id(ME, ADA)),
                task_queue=task_queue(account_id(ME)),
            )
            await handle.execute_update(RelationshipWorkflow.ask, c.AddNote(now, "likes boats"))
        async with worker_of(temporal, sandbox, "0.2.0"):
            assert await make_current(temporal, "0.2.0") == "0.2.0"
            await handle.execute_update(RelationshipWorkflow.ask, c.AddNote(now, "likes rivers"))
            versions = (await handle.describe()).raw_description.workflow_execution_info.versioning_info
            assert versions.deployment_version.build_id == "0.2.0"
            events = (await handle.query(RelationshipWorkflow.snapshot)).events
            assert [one.text for one in events if isinstance(one, e.NoteAdded)] == ["likes boats", "likes rivers"]


async def test_an_older_worker_does_not_take_over(temporal: Client) -> None:
    async with (
        Sandbox([SandboxAccount(ME, PASSWORD)]) as sandbox,
        worker_of(temporal, sandbox, "0.10.0"),
        worker_of(temporal, sandbox, "0.9.0"),
    ):
        await make_current(temporal, "0.10.0")
        assert await make_current(temporal, "0.9.0") == "0.10.0"
