"""`weakties prep`: say why this person, so that the request can leave."""

from pathlib import Path

import click


@click.command("prep")
@click.argument("who")
@click.option("--reason", required=True, help="Why this person: one sentence that you would say to them.")
@click.pass_obj
def command(config: Path | None, who: str, reason: str) -> None:
    """Say why this person, so that the request can leave.

    No request leaves to WHO before you know.
    """
    import asyncio

    from relationship.commands import Prepare
    from weakties.requesting import request

    asyncio.run(request(config, who, lambda at: Prepare(at, reason), lambda card: f"Noted for {card.name}."))
