"""The worker: everything put together, for one account."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.account import Account
from activities.choose_step import StepChooser
from activities.choose_turn import TurnChooser
from activities.names import mailbox_workflow_id, task_queue
from activities.render import EmailRenderer
from activities.send.send_email import EmailSender
from activities.watch.watch_inbox import InboxWatcher
from relationship.budget import Budget
from relationship.identity import account_id
from relationship.policy import Policy
from worker.run.digest import DigestWriter
from workflows.alias import AliasWorkflow
from workflows.digest import DigestWorkflow
from workflows.listing import ACCOUNT, NEXT_STEP
from workflows.mailbox import MailboxInput, MailboxWorkflow
from workflows.relationship import RelationshipWorkflow
from workflows.suppression import SuppressionWorkflow

# One identity for each class inside and outside of the sandbox; import-linter guards their purity instead.
_PURE = ("relationship", "mail", "holidays")
_GRACE = timedelta(seconds=10)
# For the demo and for tests, in which weeks pass in seconds.
FREE = Budget(spacing=timedelta(), per_day=1_000_000, first_day=1_000_000)


def workflow_runner() -> SandboxedWorkflowRunner:
    """The workflow sandbox, with the pure folders passed through."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*_PURE))


def build_worker(
    client: Client, account: Account, policy: Policy, renderer: EmailRenderer, budget: Budget = FREE
) -> Worker:
    """A worker for this account's task queue; `async with` it, or run it."""
    sender = EmailSender(account)
    return Worker(
        client,
        task_queue=task_queue(account_id(account.address)),
        workflows=[RelationshipWorkflow, MailboxWorkflow, AliasWorkflow, SuppressionWorkflow, DigestWorkflow],
        activities=[
            StepChooser(policy).choose_step,
            TurnChooser(budget).choose_turn,
            renderer.render_email,
            sender.send_email,
            sender.look_up_email,
            InboxWatcher(account, client).watch_inbox,
            DigestWriter(client, renderer).write_digest,
        ],
        workflow_runner=workflow_runner(),
        graceful_shutdown_timeout=_GRACE,
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
        start_signal="reconnect",
    )


async def nudge_held_up(client: Client, account: Account) -> None:
    """Let relationships that wait for mended settings choose again now."""
    account_key = account_id(account.address)
    held_up = f"{ACCOUNT.name} = '{account_key}' AND {NEXT_STEP.name} = 'blocked' AND ExecutionStatus = 'Running'"
    async for execution in client.list_workflows(held_up):
        handle = client.get_workflow_handle_for(RelationshipWorkflow.run, execution.id)
        await handle.signal(RelationshipWorkflow.nudge)
