"""Show the exact next mail, by today's settings and templates."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from activities.contract import RenderEmail
from activities.render import TemplateProblem
from mail.write.compose import Draft
from relationship.rules.next_step import next_step
from relationship.rules.step import AskUser, Send, due_at_of
from weakties.app.people import find
from weakties.app.session import open_session
from weakties.app.starting import BadContact
from weakties.app.temporal import snapshot_of
from weakties.cli.format import exactly
from weakties.cli.tables import JSON_VERSION
from worker.settings.parts import renderer_from


async def print_preview(config: Path | None, who: str, *, as_json: bool) -> None:
    """Ask for the state, choose and render here: nothing is sent or recorded."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    snapshot = await snapshot_of(session.client, session.account, card)
    state = snapshot.state
    now = datetime.now(UTC)
    # A draft that waits for approval is the next mail all the same.
    step = next_step(state, replace(session.policy, approve="auto"), now)
    if not isinstance(step, Send):
        due_at = due_at_of(step)
        until = f" (until {exactly(due_at, session.settings.me.time_zone)})" if due_at else ""
        question = f" {step.question}" if isinstance(step, AskUser) else ""
        _tell_none(f"No mail to {card.name} is planned{until}. {step.why}{question}", as_json=as_json)
        return
    try:
        draft = renderer_from(session.settings).draft(RenderEmail(state, step, now, snapshot.events))
    except TemplateProblem as error:
        raise BadContact(f"the next mail to {card.name} can't be written: {error}") from error
    due = exactly(step.due_at, state.time_zone or session.settings.me.time_zone)
    if as_json:
        click.echo(_json(draft, step))
    else:
        click.echo(f"{headers(draft)}\n\n{draft.text}")
        click.echo(f"-- leaves {due}. {step.why}", err=True)


def _tell_none(words: str, *, as_json: bool) -> None:
    click.echo(json.dumps({"version": JSON_VERSION, "mail": None, "why": words}) if as_json else words)


def headers(draft: Draft) -> str:
    """The lines that a person reads of it."""
    lines = [
        f"From: {draft.from_name} <{draft.from_address}>",
        f"To: {draft.to_name} <{draft.to_address}>",
        f"Subject: {draft.subject}",
    ]
    return "\n".join(lines + ([f"In-Reply-To: {draft.in_reply_to}"] if draft.in_reply_to else []))


def _json(draft: Draft, step: Send) -> str:
    mail = {
        "from": draft.from_address,
        "to": draft.to_address,
        "subject": draft.subject,
        "text": draft.text,
        "message_id": draft.message_id,
        "in_reply_to": draft.in_reply_to,
        "template": step.template,
        "due_at": step.due_at.isoformat(),
    }
    return json.dumps({"version": JSON_VERSION, "mail": mail, "why": step.why}, ensure_ascii=False)
