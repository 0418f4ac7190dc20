"""What waits for the user, and what does this week bring? From one list call."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from relationship.rules.stage import Stage
from relationship.views.card import Card
from relationship.views.digest import QUIET_AFTER
from weakties.app.people import list_cards
from weakties.app.session import open_session
from weakties.cli.format import exactly, step_words
from weakties.cli.tables import JSON_VERSION, card_json

_A_WEEK = timedelta(days=7)


async def print_agenda(config: Path | None, *, as_json: bool) -> None:
    """Raises TemporalProblem when Temporal does not answer."""
    session = await open_session(config)
    cards, now = await list_cards(session.client, session.account), datetime.now(UTC)
    parts = {
        "For you": [card for card in cards if (card.question or card.problem) and not card.draft_waits],
        "Drafts to read": [card for card in cards if card.draft_waits],
        "Calls": sorted((card for card in cards if _is_soon(card.call_at, now)), key=lambda card: card.call_at or now),
        "Thanks owed": [card for card in cards if _leaves(card, now) and "thank" in card.next_step],
        "Leaves by itself": [card for card in cards if _leaves(card, now) and "thank" not in card.next_step],
        "Gone quiet": [card for card in cards if is_quiet(card, now)],
    }
    if as_json:
        found = {_KEYS[name]: [card_json(card) for card in part] for name, part in parts.items()}
        click.echo(json.dumps({"version": JSON_VERSION, **found}, ensure_ascii=False))
        return
    for name, part in parts.items():
        if part:
            click.echo(f"{name}:")
            for card in part:
                click.echo(f"  {_LINES.get(name, _leaving)(card, session.settings.me.time_zone)}")
    if not any(parts.values()):
        click.echo("Nothing waits for you, and nothing leaves this week.")


def _is_soon(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now + _A_WEEK


def _leaves(card: Card, now: datetime) -> bool:
    return card.next_step.startswith("send") and _is_soon(card.next_at, now)


def is_quiet(card: Card, now: datetime) -> bool:
    """Whoever never answered, or has not been heard of for three months."""
    is_in_contact = card.stage in (Stage.CONVERSING, Stage.NURTURING) and card.last_heard_at is not None
    is_silent = is_in_contact and card.last_heard_at is not None and now - card.last_heard_at > QUIET_AFTER
    return is_silent or card.stage == Stage.UNANSWERED


def _for_you(card: Card, zone: str) -> str:
    return f"{card.name}: {card.problem or card.question.replace('WHO', card.email)}"


def _call(card: Card, zone: str) -> str:
    when = exactly(card.call_at, zone) if card.call_at else ""
    return f"{when}  {card.name}: your call; the sheet for it: weakties brief {card.email}"


def _leaving(card: Card, zone: str) -> str:
    when = exactly(card.next_at, zone) if card.next_at else ""
    return f"{when}  {card.name}: {step_words(card.next_step)}"


def _quiet(card: Card, zone: str) -> str:
    if card.last_heard_at is None:
        return f"{card.name} never answered. To ask again one day: weakties resume {card.email}"
    last = exactly(card.last_heard_at, zone)
    return f"{card.name}, last heard of {last}. Something to tell? weakties news '…' --to {card.email}"


_LINES = {"For you": _for_you, "Drafts to read": _for_you, "Calls": _call, "Gone quiet": _quiet}
_KEYS = {
    "For you": "for_you",
    "Drafts to read": "drafts",
    "Calls": "calls",
    "Thanks owed": "thanks",
    "Leaves by itself": "leaving",
    "Gone quiet": "quiet",
}
