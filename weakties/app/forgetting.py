"""End a relationship, delete its history, and keep a keyed hash."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import click
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.names import relationship_workflow_id
from relationship.identity import relationship_id
from relationship.stream.redaction import Forgotten
from relationship.views.card import Card
from relationship.views.template_variables import in_a_row
from weakties.app.people import choose, handle_of, list_cards
from weakties.app.session import Session, open_session
from weakties.app.starting import BadContact
from weakties.app.suppression import hash_of, key_for_hashes, suppress
from weakties.app.temporal import NoWorker, ensure_worker, snapshot_of
from workflows.relationship import RelationshipWorkflow

_ANSWERS_WITHIN = timedelta(seconds=15)
_LOOKS, _LOOK_EVERY = 50, 0.2


async def forget(config: Path | None, who: str, *, is_sure: bool) -> None:
    """Raises NotFound, NoWorker, or BadContact when nobody can be asked and --yes was not given."""
    session = await open_session(config)
    cards = await list_cards(session.client, session.account)
    card = choose(cards, who)
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
    named_by = [one for one in cards if one.introducer == card.id or one.id == card.introducer]
    for one in named_by:
        await _redact(session, one, Forgotten(card.id, addresses, card.name))
    runs = 0
    for workflow_id in sorted(ids):
        runs += await _delete(session.client, workflow_id)
    click.echo(f"Forgotten: {card.name}. The relationship has ended, and its history ({runs} runs) is deleted.")
    click.echo(f"A keyed hash of {_count(len(addresses))} stays, so that they are not added again.")
    if named_by:
        names = in_a_row([one.name for one in named_by])
        click.echo(f"What the history of {names} said of an introduction names nobody any more.")
    click.echo("Still there: what lies in your own mailbox, and older backups of Temporal's database.")


async def _redact(session: Session, card: Card, forgotten: Forgotten) -> None:
    """The run that names them ends, the next names nobody, and all earlier ones are deleted."""
    handle = handle_of(session.client, card)
    before = (await handle.describe()).run_id
    try:
        await handle.execute_update(RelationshipWorkflow.redact, forgotten, rpc_timeout=_ANSWERS_WITHIN)
    except (RPCError, TimeoutError) as error:
        raise NoWorker(f"{card.name}'s history still names them; start a worker, and forget again") from error
    for _ in range(_LOOKS):
        if (await handle.describe()).run_id != before:
            break
        await asyncio.sleep(_LOOK_EVERY)
    await _delete_runs(session.client, handle.id, "ExecutionStatus != 'Running'")


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
    return await _delete_runs(client, workflow_id)


async def _delete_runs(client: Client, workflow_id: str, which: str = "") -> int:
    runs = 0
    query = " AND ".join(filter(None, (f"WorkflowId = '{workflow_id}'", which)))
    async for execution in client.list_workflows(query):
        request = DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow_id, run_id=execution.run_id),
        )
        await client.workflow_service.delete_workflow_execution(request)
        runs += 1
    return runs
