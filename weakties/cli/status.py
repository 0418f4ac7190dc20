"""Show who is at which stage: once, or again and again."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from relationship.views.card import Card
from weakties.app.mailbox import mailbox_json, warnings
from weakties.app.people import MailboxState, choose, list_cards, mailbox_of
from weakties.app.session import Session, open_session
from weakties.cli.tables import as_json as cards_as_json
from weakties.cli.tables import as_table, remarks, terminal

_WATCH_EVERY = 1.0


async def print_status(config: Path | None, who: str | None, *, as_json: bool) -> None:
    """One list call, one table. Raises NotFound or Ambiguous for a WHO."""
    session = await open_session(config)
    cards = await _cards(session, who)
    mailbox = await mailbox_of(session.client, session.account)
    if as_json:
        click.echo(cards_as_json(cards, mailbox=mailbox_json(mailbox)))
    else:
        terminal().print(_shown(session, cards, mailbox))


async def watch_status(config: Path | None, who: str | None) -> None:
    """The same table, kept current until interrupted."""
    session = await open_session(config)
    with Live(console=terminal(), auto_refresh=False) as live:
        while True:
            mailbox = await mailbox_of(session.client, session.account)
            live.update(_shown(session, await _cards(session, who), mailbox), refresh=True)
            await asyncio.sleep(_WATCH_EVERY)


async def _cards(session: Session, who: str | None) -> list[Card]:
    cards = await list_cards(session.client, session.account)
    return cards if who is None else [choose(cards, who)]


def _shown(session: Session, cards: list[Card], mailbox: MailboxState) -> RenderableType:
    if not cards:
        return Text("Nobody yet. Start with one: weakties add ADDRESS --name NAME --reason WHY")
    count = f"{len(cards)} relationship{'' if len(cards) == 1 else 's'}"
    table = as_table(cards, datetime.now(UTC), session.settings.me.time_zone)
    told = warnings(mailbox, datetime.now(UTC), session.settings.me.time_zone)
    lines = [Text(f"! {line}", style="yellow") for line in told]
    return Group(table, *remarks(cards), *lines, Text(f"{count}. More on one: weakties show WHO", style="dim"))
