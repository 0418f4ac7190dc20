"""Change what is known of a contact. A new address gets an alias workflow, so that answers from it find their way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.names import relationship_workflow_id, task_queue
from mail.read.address import parse_address
from mail.write.compose import refuse_line_breaks
from relationship.identity import canonical_address, relationship_id
from relationship.stream.commands import EditContact
from weakties.app.people import find
from weakties.app.session import open_session
from weakties.app.starting import AlreadyThere, BadContact
from weakties.app.temporal import NoWorker, RefusedRequest, put
from worker.settings.schema import known_country, known_time_zone
from workflows.alias import AliasInput, AliasWorkflow

_OWNER = "alias_of"


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change; empty stays as it is."""

    address: str = ""
    name: str = ""
    greeting: str = ""
    company: str = ""
    time_zone: str = ""
    country: str = ""
    phone: str = ""


async def edit(config: Path | None, who: str, changes: Changes) -> None:
    """Raises BadContact, AlreadyThere when the new address is somebody's, RefusedRequest or NoWorker."""
    checked = _checked(changes)
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    own_address = session.settings.me.address
    if checked.address and canonical_address(checked.address) == canonical_address(own_address):
        raise BadContact(f"{checked.address} is your own address; give the contact's")
    alias = await claim_address(session.client, session.account, own_address, card.id, checked.address)
    place = (checked.time_zone, checked.country, checked.phone)
    values = (checked.address, checked.name, checked.greeting, checked.company, *place)
    try:
        await put(session.client, session.account, card, EditContact(datetime.now(UTC), *values))
    except (RefusedRequest, NoWorker):
        if alias:
            await session.client.get_workflow_handle(alias).terminate("the change was refused")
        raise
    click.echo(f"Changed: {checked.name or card.name}. What comes next: weakties show {checked.address or card.email}")


def _checked(changes: Changes) -> Changes:
    try:
        for field, value in _lines(changes):
            refuse_line_breaks(f"the {field}", value)
        return Changes(
            parse_address(changes.address) if changes.address else "",
            " ".join(changes.name.split()),
            changes.greeting.strip(),
            changes.company.strip(),
            known_time_zone(changes.time_zone) if changes.time_zone else "",
            known_country(changes.country),
            changes.phone.strip(),
        )
    except ValueError as error:
        raise BadContact(str(error)) from error


def _lines(changes: Changes) -> tuple[tuple[str, str], ...]:
    more = (("company", changes.company), ("phone number", changes.phone))
    return (("name", changes.name), ("greeting", changes.greeting), *more)


async def claim_address(client: Client, account: str, own_address: str, relationship: str, address: str) -> str:
    """Start the alias of a new address; returns its workflow id, empty when there is nothing new to start."""
    wanted = relationship_id(own_address, address) if address else relationship
    if wanted == relationship:
        return ""
    try:
        await client.start_workflow(
            AliasWorkflow.run,
            AliasInput(relationship),
            id=relationship_workflow_id(wanted),
            task_queue=task_queue(account),
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            memo={_OWNER: relationship},
        )
    except WorkflowAlreadyStartedError as error:
        described = await client.get_workflow_handle(relationship_workflow_id(wanted)).describe()
        if await described.memo_value(_OWNER, default="") == relationship:
            return ""
        raise AlreadyThere(
            f"there is already a relationship with {address}; nothing was changed. See it: weakties show {address}"
        ) from error
    return relationship_workflow_id(wanted)
