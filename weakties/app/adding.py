"""Start one relationship, and say what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from relationship.rules.evolve import fold
from relationship.rules.step import AskUser, Conclude, Send, Step
from relationship.stream.state import State
from relationship.views.card import Card, card_of
from weakties.app.pacing import Slot, first_slot
from weakties.app.people import list_cards
from weakties.app.session import Session, open_session
from weakties.app.starting import Contact, check_words, checked, first_events, plan, refuse_forgotten, start, with_guess
from weakties.cli.format import exactly
from weakties.cli.tables import as_json as cards_as_json
from worker.settings.parts import renderer_from


@dataclass(frozen=True, slots=True)
class Started:
    """A relationship that has just begun, what comes first, and whether it waits for others."""

    state: State
    step: Step
    slot: Slot
    at: datetime


async def add_one(config: Path | None, contact: Contact, *, anyway: bool, as_json: bool) -> None:
    """Check everything, start the workflow, tell. Raises BadContact or AlreadyThere; then nothing was started."""
    session = await open_session(config)
    cards = [] if anyway else await list_cards(session.client, session.account)
    started = await begin(session, contact, cards, anyway=anyway)
    if as_json:
        click.echo(cards_as_json([card_of(started.state, started.step)]))
        return
    tell_start(session, started)


async def begin(session: Session, contact: Contact, cards: Iterable[Card], *, anyway: bool) -> Started:
    """Start it, after those `cards` who are near. Raises BadContact or AlreadyThere; then nothing was started."""
    now, own_address = datetime.now(UTC), session.settings.me.address
    good = with_guess(checked(contact, own_address))
    await refuse_forgotten(session.client, session.settings, good.address)
    slot = Slot()
    if not anyway:
        slot = first_slot(cards, session.settings, now, company=good.company, introducer=good.introducer)
    events = first_events(replace(good, not_before=slot.not_before), own_address, now)
    check_words(fold(events), session.policy, renderer_from(session.settings), now)
    step = plan(events, session.policy, now)
    state = await start(session.client, session.account, events, step)
    return Started(state, step, slot, now)


def tell_start(session: Session, started: Started) -> None:
    """What was started, and what comes first."""
    state, slot = started.state, started.slot
    click.echo(f"Started: {state.name} <{state.address}>.")
    match started.step:
        case Send(due_at=due_at):
            zone = state.time_zone or session.settings.me.time_zone
            when = _soon(due_at, started.at, zone)
            click.echo(f"The request goes out {when}. Read it first: weakties preview {state.address}")
        case Conclude(outcome="draft_waits"):
            click.echo(f"You want to read the request before it leaves: weakties review {state.address}")
        case AskUser(question=question, why=why):
            click.echo(f"{why} {question}")
        case other:
            click.echo(other.why)
    if state.place_guessed_from:
        click.echo(f"{place_words(state)} To put it right: weakties edit {state.address} --time-zone …")
    if slot.not_before is not None:
        click.echo(f"It waits, for {slot.why}. Not to wait, start with --anyway.")


def place_words(state: State) -> str:
    """Where they are taken to live, and what that was guessed from."""
    place = " and ".join(filter(None, (state.time_zone, f"the holidays of {state.country}" if state.country else "")))
    return f"Their place is a guess from {state.place_guessed_from}: {place}."


def _soon(due_at: datetime, now: datetime, time_zone: str) -> str:
    return "right away" if due_at <= now else f"on {exactly(due_at, time_zone)}"
