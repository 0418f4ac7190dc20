"""Say by which rule the next step was chosen, and what would change it."""

import json
from datetime import UTC
from pathlib import Path

import click

from relationship.rules.next_step import Chosen
from relationship.rules.step import due_at_of, label_of, question_of
from relationship.views.why import why
from weakties.app.people import find
from weakties.app.session import open_session
from weakties.app.temporal import NoWorker, snapshot_of
from weakties.cli.format import exactly, step_words
from weakties.cli.tables import JSON_VERSION
from weakties.cli.timeline import describe

_LAST_EVENTS = 3


async def explain(config: Path | None, who: str, *, as_json: bool) -> None:
    """Raises NotFound, Ambiguous or NoWorker."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    snapshot = await snapshot_of(session.client, session.account, card)
    zone = session.settings.me.time_zone
    if snapshot.choice is None:
        raise NoWorker("the relationship has not chosen its first step yet; ask again in a moment")
    reason = why(Chosen(snapshot.choice.rule, snapshot.choice.step))
    due_at = due_at_of(reason.step)
    if as_json:
        document = {
            "version": JSON_VERSION,
            "rule": reason.rule,
            "step": label_of(reason.step),
            "due_at": due_at.astimezone(UTC).isoformat() if due_at else None,
            "why": reason.step.why,
            "says": reason.says,
            "would_change": reason.would_change,
            "problem": snapshot.problem,
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    when = f", {exactly(due_at, zone)}" if due_at else ""
    click.echo(f"Next for {card.name}: {step_words(label_of(reason.step))}{when}")
    click.echo(f"Why: {reason.step.why}")
    click.echo(f"The rule ({reason.rule.replace('_', ' ')}): {reason.says}")
    click.echo(f"What would change it: {reason.would_change.replace('WHO', card.email)}")
    if question_of(reason.step):
        click.echo(f"For you: {question_of(reason.step).replace('WHO', card.email)}")
    if snapshot.problem:
        click.echo(f"Held up: {snapshot.problem}")
    click.echo("What happened last:")
    for event in snapshot.events[-_LAST_EVENTS:]:
        click.echo(f"  {exactly(event.at, zone)}  {describe(event, zone)}")
