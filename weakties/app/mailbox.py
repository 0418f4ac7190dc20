"""How is the account's mailbox: in sight, held up, how much was sent? For `status` and `mailbox`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from temporalio.service import RPCError

from activities.names import mailbox_workflow_id
from weakties.app.people import MailboxState, mailbox_of
from weakties.app.session import open_session
from weakties.app.temporal import ensure_worker
from weakties.cli.format import exactly, when
from worker.problem import TemporalProblem
from workflows.mailbox import MailboxWorkflow

JSON_VERSION = 1
# Twice as long as the watcher is silent when all is well.
_WORTH_TELLING_AFTER = timedelta(minutes=10)


def warnings(mailbox: MailboxState, now: datetime, zone: str) -> Iterator[str]:
    """What somebody who looks at the list should know of the mailbox; nothing when all is well."""
    card = mailbox.card
    if mailbox.seen_at is not None and now - mailbox.seen_at > _WORTH_TELLING_AFTER:
        yield f"The inbox was last seen {when(mailbox.seen_at, now, zone)}. Is it being watched? Start it: weakties up"
    if mailbox.failure:
        yield f"Watching the inbox fails: {mailbox.failure}"
    if card.waiting and card.held_because:
        until = f" Goes on {exactly(card.held_until, zone)}." if card.held_until else ""
        yield f"{card.waiting} due. {card.held_because}{until}"


def mailbox_json(mailbox: MailboxState) -> dict[str, Any]:
    """The mailbox as a JSON object."""
    fields = {"seen_at": mailbox.seen_at, **asdict(mailbox.card), "failure": mailbox.failure}
    return {
        key: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for key, value in fields.items()
    }


async def print_mailbox(config: Path | None, *, as_json: bool) -> None:
    """In sight since when, how much was sent, what is in line and why it waits."""
    session = await open_session(config)
    mailbox = await mailbox_of(session.client, session.account)
    if as_json:
        click.echo(json.dumps({"version": JSON_VERSION, "mailbox": mailbox_json(mailbox)}, ensure_ascii=False))
        return
    card, now, zone = mailbox.card, datetime.now(UTC), session.settings.me.time_zone
    click.echo(f"{session.settings.me.address}: inbox last seen {when(mailbox.seen_at, now, zone)}.")
    sent = f"{card.sent_within_a_day} mails within a day, of {card.allowed_per_day} that may leave"
    click.echo(f"{sent}; {card.waiting} due.")
    for warning in warnings(mailbox, now, zone):
        click.echo(warning)


async def resume_sending(config: Path | None) -> None:
    """After the user has looked at what came back. Raises NoWorker or TemporalProblem."""
    session = await open_session(config)
    await ensure_worker(session.client, session.account)
    handle = session.client.get_workflow_handle_for(MailboxWorkflow.run, mailbox_workflow_id(session.account))
    try:
        await handle.signal(MailboxWorkflow.resume_sending)
    except RPCError as error:
        raise TemporalProblem(f"no mailbox is watched yet ({error.message}); start it: weakties up") from error
    click.echo("Sending goes on. Only what comes back from now on counts.")
