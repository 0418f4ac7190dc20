"""End a relationship, delete its history, and keep a keyed hash."""

import sys
from pathlib import Path

import click
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from relationship.identity import relationship_id
from weakties.ask import ensure_worker, snapshot_of
from weakties.contacts import BadContact
from weakties.people import find
from weakties.session import open_session
from weakties.suppression import hash_of, key_for_hashes, suppress
from workflows.names import relationship_workflow_id


async def forget(config: Path | None, who: str, *, is_sure: bool) -> None:
    """Raises NotFound, NoWorker, or BadContact when nobody can be asked and --yes was not given."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    await ensure_worker(session.client, session.account)
    addresses = (await snapshot_of(session.client, session.account, card)).state.addresses or (card.email,)
    if not is_sure:
        _ask(card.name)
    key = key_for_hashes(session.settings)
    # First the hash: whatever breaks afterwards, nobody is written to again.
    await suppress(session.client, session.settings, tuple(hash_of(address, key) for address in addresses))
    own_address = session.settings.me.address
    ids = {relationship_workflow_id(card.id)}
    ids |= {relationship_workflow_id(relationship_id(own_address, address)) for address in addresses}
    runs = 0
    for workflow_id in sorted(ids):
        runs += await _delete(session.client, workflow_id)
    click.echo(f"Forgotten: {card.name}. The relationship has ended, and its history ({runs} runs) is deleted.")
    click.echo(f"A keyed hash of {_count(len(addresses))} stays, so that they are not added again.")
    click.echo("Still there: what lies in your own mailbox, and older backups of Temporal's database.")


def _ask(name: str) -> None:
    if not sys.stdin.isatty():
        raise BadContact(f"nobody can be asked here whether to forget {name}; if you are sure: --yes")
    click.confirm(f"Delete everything about {name}, for good?", abort=True)


def _count(addresses: int) -> str:
    return "the address" if addresses == 1 else f"{addresses} addresses"


async def _delete(client: Client, workflow_id: str) -> int:
    """End and delete every run of a workflow; returns how many there were."""
    try:
        await client.get_workflow_handle(workflow_id).terminate("forgotten")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    runs = 0
    async for execution in client.list_workflows(f"WorkflowId = '{workflow_id}'"):
        request = DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow_id, run_id=execution.run_id),
        )
        await client.workflow_service.delete_workflow_execution(request)
        runs += 1
    return runs
