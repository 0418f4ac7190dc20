"""Put news to one person, to those with a tag, or to everybody in contact."""

from datetime import UTC, datetime
from pathlib import Path

import click

from relationship.stream.commands import QueueNews
from relationship.views.card import Card
from weakties.app.people import NotFound, find, list_cards
from weakties.app.session import Session, open_session
from weakties.app.temporal import RefusedRequest, put

_IN_CONTACT = ("conversing", "scheduled", "nurturing")


async def tell(config: Path | None, text: str, *, who: str, tag: str, at_once: bool) -> None:
    """Raises NotFound when nobody is meant, and RefusedRequest when the only one meant can't be told."""
    session = await open_session(config)
    cards = [await find(session.client, session.account, who)] if who else await _those(session, tag)
    when = "goes out in the next sending window" if at_once else "goes with the next check-in"
    for card in cards:
        try:
            await put(session.client, session.account, card, QueueNews(datetime.now(UTC), text, at_once))
        except RefusedRequest as refused:
            if len(cards) == 1:
                raise
            click.echo(f"{card.name}: {refused}", err=True)
        else:
            click.echo(f"{card.name}: it {when}.")


async def _those(session: Session, tag: str) -> list[Card]:
    cards = await list_cards(session.client, session.account)
    meant = [card for card in cards if card.stage in _IN_CONTACT and (not tag or tag in card.tags)]
    if not meant:
        tags = ", ".join(sorted({one for card in cards for one in card.tags})) or "none"
        what = f"with the tag {tag!r} (there are: {tags})" if tag else "whom you are in contact with"
        raise NotFound(f"there is nobody {what}; see who is there: weakties status")
    return meant
