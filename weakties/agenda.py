"""What waits for the user, and what does this week bring? From one list call."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from weakties.people import list_cards
from weakties.session import open_session
from weakties.tables import JSON_VERSION, card_json
from weakties.words import exactly, step_words
from workflows.listing import Card

_A_WEEK = timedelta(days=7)


async def print_agenda(config: Path | None, *, as_json: bool) -> None:
    """Raises TemporalProblem when Temporal does not answer."""
    session = await open_session(config)
    cards, now = await list_cards(session.client, session.account), datetime.now(UTC)
    parts = {
        "For you": [card for card in cards if card.question or card.problem],
        "Calls": sorted(
            (card for card in cards if card.call_at is not None and card.call_at <= now + _A_WEEK),
            key=lambda card: card.call_at or now,
        ),
        "Leaves by itself": _within(now, (card for card in cards if card.next_step.startswith("send"))),
    }
    if as_json:
        keys = {"For you": "for_you", "Calls": "calls", "Leaves by itself": "leaving"}
        found = {keys[name]: [card_json(card) for card in part] for name, part in parts.items()}
        click.echo(json.dumps({"version": JSON_VERSION, **found}, ensure_ascii=False))
        return
    lines = {"For you": _for_you, "Calls": _call, "Leaves by itself": _leaving}
    for name, part in parts.items():
        if part:
            click.echo(f"{name}:")
            for card in part:
                click.echo(f"  {lines[name](card, session.settings.me.time_zone)}")
    if not any(parts.values()):
        click.echo("Nothing waits for you, and nothing leaves this week.")


def _within(now: datetime, cards: Iterable[Card]) -> list[Card]:
    return [card for card in cards if card.next_at is not None and card.next_at <= now + _A_WEEK]


def _for_you(card: Card, zone: str) -> str:
    return f"{card.name}: {card.problem or card.question.replace('WHO', card.email)}"


def _call(card: Card, zone: str) -> str:
    when = exactly(card.call_at, zone) if card.call_at else ""
    return f"{when}  {card.name}: your call; the sheet for it: weakties brief {card.email}"


def _leaving(card: Card, zone: str) -> str:
    when = exactly(card.next_at, zone) if card.next_at else ""
    return f"{when}  {card.name}: {step_words(card.next_step)}"
