"""`weakties note`: write something down about a person."""

from pathlib import Path

import click


@click.command("note")
@click.argument("who")
@click.argument("text")
@click.pass_obj
def command(config: Path | None, who: str, text: str) -> None:
    """Keep a note about somebody; it is never sent.

    TEXT stands in the timeline: weakties show WHO.
    """
    import asyncio

    from relationship.stream.commands import AddNote
    from weakties.app.requests import request

    asyncio.run(request(config, who, lambda at: AddNote(at, text), lambda card: f"Noted for {card.name}."))
