"""The worker: everything put together, for one account."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.account import Account
from activities.choose_step import StepChooser
from activities.choose_turns import TurnChooser
from activities.names import mailbox_workflow_id, task_queue
from activities.render import EmailRenderer
from activities.send.send_email import EmailSender
from activities.send.turns import MailboxTurns, Turns
from activities.watch.watch_inbox import InboxWatcher
from relationship.budget import Budget
from relationship.identity import account_id
from relationship.policy import Policy
from worker.run.digest import DigestWriter
from workflows.alias import AliasWorkflow
from workflows.digest import DigestWorkflow
from workflows.listing import held_up
from workflows.mailbox import MailboxInput, MailboxWorkflow
from workflows.relationship import RelationshipWorkflow
from workflows.suppression import SuppressionWorkflow

# One identity for each class inside and outside of the sandbox; import-linter guards their purity instead.
_PURE = ("relationship", "mail", "holidays")
_GRACE = timedelta(seconds=10)
_HEARTBEATS_EVERY = timedelta(seconds=1)
# A worker that was killed keeps its workflows' next tasks for so long. Runs are short: another one is soon up to date.
_STICKY_FOR = timedelta(seconds=2)
# Everybody's mail waits for the mailbox. Its tasks take milliseconds, so one that a dead worker holds is soon given on.
_MAILBOX_TASK_FOR = timedelta(seconds=5)
WORKFLOWS: Sequence[type] = (
    RelationshipWorkflow,
    MailboxWorkflow,
    AliasWorkflow,
    SuppressionWorkflow,
    DigestWorkflow,
)
# For the demo and for tests, in which weeks pass in seconds.
FREE = Budget(spacing=timedelta(), per_day=1_000_000, first_day=1_000_000)


def workflow_runner() -> SandboxedWorkflowRunner:
    """The workflow sandbox, with the pure folders passed through."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*_PURE))


def build_worker(
    client: Client,
    account: Account,
    policy: Policy,
    renderer: EmailRenderer,
    budget: Budget = FREE,
    turns: Turns | None = None,
    *,
    deployment: WorkerDeploymentConfig | None = None,
) -> Worker:
    """A worker for this account's task queue; `async with` it, or run it. `turns`: the mailbox's, if not given.

    `deployment`: the version that it reports, `worker.run.version`; None for a test of one version.
    """
    sender = EmailSender(account, turns or MailboxTurns(client, account_id(account.address)))
    return Worker(
        client,
        task_queue=task_queue(account_id(account.address)),
        workflows=WORKFLOWS,
        activities=[
            StepChooser(policy, renderer).choose_step,
            TurnChooser(budget).choose_turns,
            sender.send_email,
            sender.look_up_email,
            InboxWatcher(account, client).watch_inbox,
            DigestWriter(client, renderer).write_digest,
        ],
        workflow_runner=workflow_runner(),
        graceful_shutdown_timeout=_GRACE,
        sticky_queue_schedule_to_start_timeout=_STICKY_FOR,
        # A stop reaches an activity with the answer to its heartbeat, so heartbeats are not saved up for long.
        max_heartbeat_throttle_interval=_HEARTBEATS_EVERY,
        deployment_config=deployment,
    )


async def start_mailbox(client: Client, account: Account) -> None:
    """Start the account's mailbox, or tell the one that runs to connect anew."""
    account_key = account_id(account.address)
    await client.start_workflow(
        MailboxWorkflow.run,
        MailboxInput(),
        id=mailbox_workflow_id(account_key),
        task_queue=task_queue(account_key),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        task_timeout=_MAILBOX_TASK_FOR,
        start_signal="reconnect",
    )


async def nudge_held_up(client: Client, account: Account) -> None:
    """Let relationships that wait for mended settings choose again now."""
    async for execution in client.list_workflows(held_up(account_id(account.address))):
        handle = client.get_workflow_handle_for(RelationshipWorkflow.run, execution.id)
        await handle.signal(RelationshipWorkflow.nudge)
