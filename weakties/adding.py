"""Start one relationship, and say what comes next."""

from datetime import UTC, datetime
from pathlib import Path

import click

from relationship.evolve import fold
from relationship.step import AskUser, Send
from weakties.contacts import Contact, check_words, checked, first_events, plan, refuse_forgotten, start
from weakties.session import open_session
from weakties.tables import as_json as cards_as_json
from weakties.words import exactly
from worker.compose import renderer_from
from workflows.listing import card_of


async def add_one(config: Path | None, contact: Contact, *, as_json: bool) -> None:
    """Check everything, start the workflow, tell. Raises BadContact or AlreadyThere; then nothing was started."""
    session = await open_session(config)
    now, own_address = datetime.now(UTC), session.settings.me.address
    good = checked(contact, own_address)
    await refuse_forgotten(session.client, session.settings, good.address)
    events = first_events(good, own_address, now)
    check_words(fold(events), session.policy, renderer_from(session.settings), now)
    choice = plan(events, session.policy, now)
    state = await start(session.client, session.account, events, choice)
    if as_json:
        click.echo(cards_as_json([card_of(state, choice, "")]))
        return
    click.echo(f"Started: {state.name} <{state.address}>.")
    match choice.step:
        case Send(due_at=due_at):
            zone = state.time_zone or session.settings.me.time_zone
            click.echo(
                f"The request goes out {_soon(due_at, now, zone)}. Read it first: weakties preview {state.address}"
            )
        case AskUser(question=question, why=why):
            click.echo(f"{why} {question}")
        case other:
            click.echo(other.why)


def _soon(due_at: datetime, now: datetime, time_zone: str) -> str:
    return "right away" if due_at <= now else f"on {exactly(due_at, time_zone)}"
