"""Print the digest, or have this week's sent."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from temporalio.client import WorkflowFailureError, WorkflowQueryFailedError
from temporalio.service import RPCError

from activities.names import digest_workflow_id, task_queue
from relationship.views.digest import digest_text
from weakties.app.session import open_session
from weakties.app.temporal import NoWorker, ensure_worker
from weakties.cli.tables import JSON_VERSION
from worker.run.check_mail import MailProblem
from worker.run.digest import digest_of
from workflows.digest import DigestInput, DigestWorkflow

_SENT_WITHIN = timedelta(minutes=2)


async def print_digest(config: Path | None, days: int, *, as_json: bool) -> None:
    """Raises NoWorker when nobody can tell."""
    session = await open_session(config)
    await ensure_worker(session.client, session.account)
    now, zone = datetime.now(UTC), session.settings.me.time_zone
    try:
        found = await digest_of(session.client, session.account, now - timedelta(days=days), now, zone)
    except (RPCError, WorkflowQueryFailedError, TimeoutError) as error:
        raise NoWorker("no worker answers; start one in another terminal: weakties up") from error
    if as_json:
        document = {"version": JSON_VERSION, "days": days, **asdict(found)}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(digest_text(found))


async def send_digest(config: Path | None) -> None:
    """Raises NoWorker, or MailProblem when it can't be sent."""
    session = await open_session(config)
    await ensure_worker(session.client, session.account)
    try:
        await session.client.execute_workflow(
            DigestWorkflow.run,
            DigestInput(session.account),
            id=f"{digest_workflow_id(session.account)}-asked-for",
            task_queue=task_queue(session.account),
            execution_timeout=_SENT_WITHIN,
        )
    except (WorkflowFailureError, RPCError) as error:
        raise MailProblem(f"the digest could not be sent: {error}; see what is wrong: weakties doctor") from error
    click.echo(f"This week's digest is in the mailbox of {session.settings.me.address}.")
