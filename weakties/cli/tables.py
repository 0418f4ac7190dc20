"""Relationships as a table for people, or as JSON for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from relationship.views.card import Card
from weakties.cli.format import stage_words, step_words, when

JSON_VERSION = 1
_COLOURS = {
    "preparing": "yellow",
    "requesting": "cyan",
    "unanswered": "bright_black",
    "conversing": "green",
    "scheduled": "magenta",
    "nurturing": "green",
    "paused": "yellow",
    "bounced": "red",
    "opted_out": "bright_black",
    "closed": "bright_black",
}


def as_json(cards: Iterable[Card], **more: object) -> str:
    """The documented, versioned form: `{"version": 1, "relationships": […]}`; times are ISO 8601 in UTC."""
    document = {"version": JSON_VERSION, "relationships": [card_json(card) for card in cards], **more}
    return json.dumps(document, ensure_ascii=False)


def card_json(card: Card) -> dict[str, Any]:
    """One relationship as a JSON object."""
    return {key: _iso(value) for key, value in asdict(card).items()}


def _iso(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, tuple) else value


def as_table(cards: Iterable[Card], now: datetime, time_zone: str) -> Table:
    """A line a relationship."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Name", "Address", "Stage", "Asked", "Sent", "Got", "Last contact", "Next", "When"):
        table.add_column(column, no_wrap=column not in ("Name", "Address"), overflow="fold")
    for card in cards:
        table.add_row(*_row(card, now, time_zone))
    return table


def remarks(cards: Iterable[Card]) -> list[Text]:
    """Below the table: what keeps a mail from leaving, and what the user is asked for."""
    found = []
    for card in cards:
        if card.problem:
            found.append(Text(f"! {card.name}: {card.problem}", style="red"))
        if card.question:
            found.append(Text(f"? {card.name}: {card.question.replace('WHO', card.email)}", style="yellow"))
    return found


def _row(card: Card, now: datetime, time_zone: str) -> tuple[Text | str, ...]:
    return (
        Text(card.name),
        Text(card.email),
        Text(stage_words(card.stage), style=_COLOURS.get(card.stage, "")),
        str(card.attempt),
        str(card.sent),
        str(card.received),
        when(card.last_contact_at, now, time_zone),
        step_words(card.next_step),
        when(card.next_at, now, time_zone),
    )


def terminal() -> Console:
    """A console that neither wraps nor colours what goes into a pipe."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=200)
