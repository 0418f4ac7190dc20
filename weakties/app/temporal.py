"""Put a person's request, or a question, to a relationship's workflow."""

from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.names import task_queue
from relationship.stream.commands import Request
from relationship.views.card import Card
from weakties.app.people import handle_of
from worker.problem import ExitCode, Problem
from workflows.relationship import RelationshipWorkflow, Snapshot

_ANSWER_FOR = timedelta(seconds=10)
# Longer than Temporal waits for the worker that held this workflow last, before it asks another (10 s).
_SIGN_OF_LIFE_FOR = timedelta(seconds=15)
# Answered by Temporal's own library in every worker.
_ANY_WORKER_ANSWERS = "__temporal_workflow_metadata"


class NoWorker(Problem):
    """Nobody is there to answer."""

    code = ExitCode.NO_WORKER


class RefusedRequest(Problem):
    """The relationship does not grant the request; its message says what to do instead."""

    code = ExitCode.REFUSED


async def put(client: Client, account: str, card: Card, request: Request) -> None:
    """Ask, and wait until it is recorded. Raises RefusedRequest or NoWorker."""
    await ensure_worker(client, account)
    await _ensure_answers(handle_of(client, card))
    try:
        await handle_of(client, card).execute_update(RelationshipWorkflow.ask, request, rpc_timeout=_ANSWER_FOR)
    except WorkflowUpdateFailedError as error:
        raise RefusedRequest(_in_words(error, card)) from error
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
        raise _no_worker() from error
    except RPCError as error:
        raise _no_worker() from error


async def _ensure_answers(handle: WorkflowHandle[RelationshipWorkflow, None]) -> None:
    """Raises NoWorker, with nothing asked. A worker that was killed is still listed as a poller for a minute, and an
    update put to it is taken by the next one, after we have said that nobody was there."""
    try:
        await handle.query(_ANY_WORKER_ANSWERS, rpc_timeout=_SIGN_OF_LIFE_FOR)
    except (WorkflowQueryFailedError, RPCError, TimeoutError) as error:
        raise _no_worker() from error


async def snapshot_of(client: Client, account: str, card: Card) -> Snapshot:
    """Everything that is known of this relationship. Raises NoWorker."""
    await ensure_worker(client, account)
    try:
        return await handle_of(client, card).query(RelationshipWorkflow.snapshot, rpc_timeout=_ANSWER_FOR)
    except WorkflowQueryFailedError as error:
        raise NoWorker(f"the worker can't answer: {error}; restart it: weakties up") from error
    except (RPCError, TimeoutError) as error:
        raise _no_worker() from error


async def ensure_worker(client: Client, account: str) -> None:
    """Raises NoWorker when nobody polls the account's task queue, rather than wait for an answer in vain."""
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue(account)),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    if not described.pollers:
        raise _no_worker()


def _no_worker() -> NoWorker:
    return NoWorker("no worker answers; start one in another terminal: weakties up (weakties status works without)")


def _in_words(error: WorkflowUpdateFailedError, card: Card) -> str:
    cause = error.cause
    text = cause.message if isinstance(cause, ApplicationError) else str(cause)
    return text.replace("WHO", card.email)
