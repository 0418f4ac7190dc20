"""Show and fill the homework sheet, by flags or in an editor."""

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from relationship.stream.commands import Prepare
from relationship.stream.state import State
from relationship.views.card import Card
from weakties.app.pacing import Slot, first_slot
from weakties.app.people import choose, list_cards
from weakties.app.session import Session, open_session
from weakties.app.starting import BadContact
from weakties.app.temporal import put, snapshot_of
from weakties.cli.files import keep
from weakties.cli.tables import JSON_VERSION


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known, or is to be noted; empty stays as it is."""

    reason: str = ""
    path: str = ""
    company_news: str = ""
    in_common: str = ""
    story: str = ""
    questions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


_HEADINGS = {
    "reason": "Why this person, in a sentence that you would say to them",
    "path": "How they came to what they do",
    "company_news": "The company, and what is new there",
    "in_common": "What you have in common",
    "story": "Your own story in two sentences, for this person; empty: the usual one",
    "questions": "What you want to ask, a line each",
    "links": "Something to read, a line each",
}
_FIELD = re.compile(r"\[(\w+)\]")


async def prepare(config: Path | None, who: str, sheet: Sheet, *, in_editor: bool, as_json: bool) -> None:
    """Note what was given, then show the sheet. Raises BadContact for a form that can't be read, and keeps it."""
    session = await open_session(config)
    cards = await list_cards(session.client, session.account)
    card = choose(cards, who)
    known = sheet_of((await snapshot_of(session.client, session.account, card)).state)
    given = _changes(known, _edited(card.name, known)) if in_editor else sheet
    if given != Sheet():
        slot = Slot() if card.sent else _slot(session, card, cards)
        await put(session.client, session.account, card, replace(_request(given), not_before=slot.not_before))
        if slot.not_before is not None:
            click.echo(f"The request waits, for {slot.why}.", err=as_json)
        known = sheet_of((await snapshot_of(session.client, session.account, card)).state)
        click.echo(f"Noted for {card.name}.", err=as_json)
    if as_json:
        click.echo(json.dumps({"version": JSON_VERSION, "name": card.name, **asdict(known)}, ensure_ascii=False))
    else:
        _show(card.name, card.email, known)


def _slot(session: Session, card: Card, cards: list[Card]) -> Slot:
    others, now = [one for one in cards if one.id != card.id], datetime.now(UTC)
    return first_slot(others, session.settings, now, company=card.company, introducer=card.introducer)


def sheet_of(state: State) -> Sheet:
    """The homework as it stands."""
    done = state.homework
    return Sheet(state.reason, done.path, done.company_news, done.in_common, done.story, done.questions, done.links)


def _request(sheet: Sheet) -> Prepare:
    return Prepare(
        datetime.now(UTC),
        sheet.reason,
        sheet.path,
        sheet.company_news,
        sheet.in_common,
        sheet.story,
        sheet.questions,
        sheet.links,
    )


def _show(name: str, email: str, sheet: Sheet) -> None:
    for field, heading in _HEADINGS.items():
        value = getattr(sheet, field)
        lines = value if isinstance(value, tuple) else value.splitlines()
        if lines:
            click.echo(f"{heading}:")
            for line in lines:
                click.echo(f"  {line}")
    if not sheet.reason:
        click.echo(f"Missing: why {name}? No request leaves before. weakties prep {email} --reason '…'")


def _edited(name: str, known: Sheet) -> Sheet:
    text = click.edit(form(name, known), extension=".txt")
    if text is None:
        click.echo("Nothing was changed.", err=True)
        return known
    try:
        return parse_form(text)
    except ValueError as error:
        raise BadContact(f"{error}; what you wrote is kept in {keep('prep-not-read.txt', text)}") from error


def form(name: str, known: Sheet) -> str:
    """The sheet as a text to be filled in."""
    lines = [f"# Homework on {name}. Write below the headings; lines that begin with # are left out.", ""]
    for field, heading in _HEADINGS.items():
        value = getattr(known, field)
        lines += [f"# {heading}", f"[{field}]", *(value if isinstance(value, tuple) else value.splitlines()), ""]
    return "\n".join(lines)


def parse_form(text: str) -> Sheet:
    """The sheet that a filled-in text holds. Raises ValueError, naming the line, when a heading is not known."""
    found: dict[str, list[str]] = {}
    field = ""
    for number, line in enumerate(text.splitlines(), 1):
        heading = _FIELD.fullmatch(line.strip())
        if heading:
            field = heading[1]
            if field not in _HEADINGS:
                raise ValueError(f"line {number}: there is no heading [{field}]; there are {', '.join(_HEADINGS)}")
            found[field] = []
        elif field and line.strip() and not line.startswith("#"):
            found[field].append(line.strip())
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"line {number} stands above the first heading; write it below one")
    texts = {key: "\n".join(value) for key, value in found.items() if key not in ("questions", "links")}
    return Sheet(**texts, questions=tuple(found.get("questions", ())), links=tuple(found.get("links", ())))


def _changes(known: Sheet, edited: Sheet) -> Sheet:
    changed = {
        field.name: getattr(edited, field.name)
        for field in fields(edited)
        if getattr(edited, field.name) != getattr(known, field.name)
    }
    return Sheet(**changed)
