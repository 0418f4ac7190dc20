"""`weakties stop`: send nothing more to a person."""

from pathlib import Path

import click


@click.command("stop")
@click.argument("who")
@click.option("--reason", default="", help="Why, for your own memory.")
@click.pass_obj
def command(config: Path | None, who: str, reason: str) -> None:
    """Send somebody nothing more.

    What happened with WHO is kept, and a reply is still noted. To go on after all: weakties resume WHO
    """
    import asyncio

    from relationship.stream.commands import Close
    from weakties.app.requests import request

    asyncio.run(
        request(config, who, lambda at: Close(at, reason), lambda card: f"Stopped: nothing more to {card.name}.")
    )
