"""`weakties met`: you talked; the written thank-you goes out."""

from pathlib import Path

import click


@click.command("met")
@click.argument("who")
@click.option("--takeaway", default="", help="The one thing that stays with you; the thank-you note holds it.")
@click.pass_obj
def command(config: Path | None, who: str, takeaway: str) -> None:
    """Say that you talked; the thank-you note goes out.

    With --takeaway it thanks WHO for that one thing.
    """
    import asyncio

    from relationship.stream.commands import HoldCall
    from weakties.app.requests import request

    asyncio.run(
        request(config, who, lambda at: HoldCall(at, takeaway), lambda card: f"Good. {card.name} gets a thank-you now.")
    )
