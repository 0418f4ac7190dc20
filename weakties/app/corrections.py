"""Find the message that was misjudged, in the timeline or else in the inbox, and say what it really was."""

import asyncio
import os
from datetime import date
from pathlib import Path
from typing import cast, get_args

import click

from activities.account import AccountProblem, Unreachable
from activities.imap import imap_session
from activities.watch.inbox import letter_with
from activities.watch.routing import LONGEST_TEXT
from mail.read.incoming import read
from mail.strip.strip import strip
from relationship.rules.corrections import Label, rejudged
from relationship.stream import events as e
from relationship.stream.commands import Correct
from weakties.app.people import NotFound, find
from weakties.app.session import Session, open_session
from weakties.app.starting import BadContact
from weakties.app.temporal import put, snapshot_of
from worker.run.check_mail import MailProblem
from worker.settings.parts import account_from
from worker.settings.password import find_password
from workflows.relationship import Snapshot


async def correct(config: Path | None, who: str, message_id: str, label: str, returns: str) -> None:
    """Raises NotFound when neither timeline nor inbox has the message, BadContact for a date that is none."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    snapshot = await snapshot_of(session.client, session.account, card)
    wanted = message_id if message_id.startswith("<") else f"<{message_id}>"
    event = _told(snapshot, wanted) or await _lying_in_the_inbox(session, wanted)
    fact = rejudged(event, cast(Label, label), address=card.email, returns_on=_day(returns))
    await put(session.client, session.account, card, Correct(event.at, wanted, fact))
    click.echo(f"Put right for {card.name}: {wanted} is {label}. What comes next: weakties show {card.email}")


def _told(snapshot: Snapshot, message_id: str) -> e.Incoming | None:
    told = [event for event in snapshot.events if isinstance(event, get_args(e.Incoming))]
    return next((event for event in told if event.message_id == message_id), None)


async def _lying_in_the_inbox(session: Session, message_id: str) -> e.Incoming:
    account = account_from(session.settings, find_password(session.settings, os.environ))

    def look() -> e.Incoming | None:
        with imap_session(account.imap) as mailbox:
            letter = letter_with(mailbox, account.inbox, message_id)
        if letter is None:
            return None
        incoming = read(letter.raw)
        words = strip(incoming.text[:100_000], html=incoming.html).words[:LONGEST_TEXT]
        sender = (incoming.from_address, incoming.from_name)
        return e.ReplyReceived(letter.received_at, message_id, *sender, incoming.subject, words)

    try:
        found = await asyncio.to_thread(look)
    except (AccountProblem, Unreachable) as error:
        raise MailProblem(f"{error}. Nothing was changed") from error
    if found is None:
        raise NotFound(f"no message {message_id} in the timeline or in the inbox; see them: weakties show WHO --json")
    return found


def _day(words: str) -> str:
    if not words:
        return ""
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise BadContact(f"{words!r} is no day; write it like 2027-01-04") from error
