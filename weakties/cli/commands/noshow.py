"""`weakties noshow`: the call did not happen."""

from pathlib import Path

import click


@click.command("noshow")
@click.argument("who")
@click.pass_obj
def command(config: Path | None, who: str) -> None:
    """Say that the call did not happen.

    WHO gets a kind word without reproach, and is asked for another time.
    """
    import asyncio

    from relationship.stream.commands import MissCall
    from weakties.app.requests import request

    asyncio.run(request(config, who, MissCall, lambda card: f"A pity. {card.name} gets a kind word."))
