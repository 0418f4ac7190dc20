"""Walk through the drafts that wait for the user: send, edit, skip, later, or into the Drafts folder."""

import asyncio
import imaplib
import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click
from imap_tools.errors import ImapToolsError

from activities.account import AccountProblem, Unreachable
from activities.contract import RenderEmail
from activities.imap import drafts_folder, imap_session
from activities.render import TemplateProblem, Words, parse_words
from mail.write.compose import Draft, compose
from relationship.rules.next_step import needs_approval, next_step
from relationship.rules.step import Send
from relationship.stream.commands import Approve, HandOver, Skip
from relationship.views.card import Card
from weakties.app.people import NotFound, choose, list_cards
from weakties.app.preview import headers
from weakties.app.session import Session, open_session
from weakties.app.starting import BadContact
from weakties.app.temporal import put, snapshot_of
from weakties.cli.files import keep
from weakties.cli.format import exactly
from weakties.cli.tables import JSON_VERSION
from worker.run.check_mail import MailProblem
from worker.settings.parts import account_from, renderer_from
from worker.settings.password import find_password

_CHOICES = {"s": "send", "e": "edit", "k": "skip", "l": "later", "d": "drafts", "q": "quit"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits: to whom, by which step, under which number, and its words."""

    card: Card
    step: Send
    number: int
    draft: Draft


async def review(config: Path | None, who: str | None, act: str | None, *, as_json: bool) -> None:
    """With `act` for one person; else asked for each. Raises NotFound when WHO has no draft that waits."""
    session = await open_session(config)
    cards = await list_cards(session.client, session.account)
    chosen = [choose(cards, who)] if who else [card for card in cards if card.draft_waits]
    waiting = [one for card in chosen if (one := await _waiting(session, card)) is not None]
    if who and not waiting:
        raise NotFound(f"no draft to {chosen[0].name} waits for you; see what comes next: weakties show {who}")
    if as_json:
        click.echo(json.dumps({"version": JSON_VERSION, "drafts": [_json(one) for one in waiting]}, ensure_ascii=False))
        return
    if not waiting:
        click.echo("No draft waits for you.")
    for one in waiting:
        _show(one, session.settings.me.time_zone)
        if act is None and not sys.stdin.isatty():
            click.echo(f"Let it go: weakties review {one.card.email} --send")
            continue
        chosen_act = act or _asked()
        if chosen_act == "quit":
            return
        await _take(session, one, chosen_act)


async def _waiting(session: Session, card: Card) -> Waiting | None:
    """The draft of this relationship, due or not, if the user has to let it go."""
    snapshot = await snapshot_of(session.client, session.account, card)
    state, now = snapshot.state, datetime.now(UTC)
    step = next_step(state, replace(session.policy, approve="auto"), now)
    if not isinstance(step, Send) or not needs_approval(step, state, session.policy):
        return None
    try:
        draft = renderer_from(session.settings).draft(RenderEmail(state, step, now))
    except TemplateProblem as error:
        raise BadContact(f"the mail to {card.name} can't be written: {error}") from error
    return Waiting(card, step, state.next_number, draft)


def _json(one: Waiting) -> dict[str, object]:
    return {
        "email": one.card.email,
        "name": one.card.name,
        "template": one.step.template,
        "due_at": one.step.due_at.astimezone(UTC).isoformat(),
        "subject": one.draft.subject,
        "text": one.draft.text,
    }


def _show(one: Waiting, zone: str) -> None:
    click.echo(f"{headers(one.draft)}\n\n{one.draft.text}")
    click.echo(f"-- due {exactly(one.step.due_at, zone)}. {one.step.why}\n", err=True)


def _asked() -> str:
    words = "[s]end, [e]dit, s[k]ip, [l]ater, into your [d]rafts folder, [q]uit"
    key = click.prompt(words, type=click.Choice(list(_CHOICES)), show_choices=False)
    return _CHOICES[key]


async def _take(session: Session, one: Waiting, act: str) -> None:
    now = datetime.now(UTC)
    number, template, purpose = one.number, one.step.template, one.step.purpose
    match act:
        case "send":
            words = Words(one.draft.subject, one.draft.text)
        case "edit":
            words = _edited(one)
        case "skip":
            await put(session.client, session.account, one.card, Skip(now, number, template, purpose))
            click.echo(f"Skipped. What comes next: weakties show {one.card.email}")
            return
        case "drafts":
            await _hand_over(session, one)
            return
        case _:
            click.echo("Left for later.")
            return
    await put(session.client, session.account, one.card, Approve(now, number, template, words.subject, words.text))
    click.echo(f"It leaves in the next window: {one.card.name}.")


def _edited(one: Waiting) -> Words:
    """The user's own words. Raises BadContact, and keeps what was written."""
    before = f"Subject: {one.draft.subject}\n\n{one.draft.text}"
    after = click.edit(before, extension=".txt") or before
    try:
        words = parse_words("draft", after)
        compose(replace(one.draft, subject=words.subject, text=words.text))
    except (TemplateProblem, ValueError) as error:
        raise BadContact(f"{error}; what you wrote is kept in {keep('draft-not-read.txt', after)}") from error
    return words


async def _hand_over(session: Session, one: Waiting) -> None:
    """Into the user's Drafts; from then on nobody but the mailbox knows whether it left."""
    account = account_from(session.settings, find_password(session.settings, os.environ))
    draft, step = one.draft, one.step

    def append() -> str:
        with imap_session(account.imap) as mailbox:
            folder = drafts_folder(mailbox)
            mailbox.append(compose(draft), folder, flag_set=["\\Draft", "\\Seen"])
            return folder

    known = (draft.message_id, step.purpose, step.template, draft.subject, draft.text, step.attempt)
    await put(session.client, session.account, one.card, HandOver(datetime.now(UTC), one.number, *known))
    try:
        folder = await asyncio.to_thread(append)
    except (AccountProblem, Unreachable, ImapToolsError, imaplib.IMAP4.error) as error:
        raise MailProblem(f"{error}. Then say: weakties resolve {one.card.email} --resend") from error
    click.echo(
        f"It lies in {folder!r}. Send it from there; weakties looks for it in Sent, and asks you when it finds nothing."
    )
