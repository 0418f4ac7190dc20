"""Put one request of the user's to one relationship, and say what came of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from relationship.stream.commands import Request
from relationship.views.card import Card
from weakties.app.people import find
from weakties.app.session import open_session
from weakties.app.temporal import put

_NEXT = "What comes next: weakties show"


async def request(
    config: Path | None, who: str, build: Callable[[datetime], Request], done: Callable[[Card], str]
) -> None:
    """Find WHO, ask, and confirm in a sentence. The workflow stamps its own time on the request."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    await put(session.client, session.account, card, build(datetime.now(UTC)))
    click.echo(f"{done(card)} {_NEXT} {card.email}")
