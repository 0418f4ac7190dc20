"""`weakties resume`: go on after a pause, a stop or a silence."""

from pathlib import Path

import click


@click.command("resume")
@click.argument("who")
@click.pass_obj
def command(config: Path | None, who: str) -> None:
    """Go on after a pause, a stop or a silence.

    After an unanswered round, WHO is asked again.
    """
    import asyncio

    from relationship.stream.commands import Resume
    from weakties.app.requests import request

    asyncio.run(request(config, who, Resume, lambda card: f"Going on with {card.name}."))
