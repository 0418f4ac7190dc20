"""`weakties touch`: you were in contact elsewhere."""

from pathlib import Path

import click


@click.command("touch")
@click.argument("who")
@click.option("--by", required=True, help="How: phone, mail, at a fair.")
@click.option("--note", default="", help="What was said, for yourself.")
@click.pass_obj
def command(config: Path | None, who: str, by: str, note: str) -> None:
    """Say that you were in contact elsewhere.

    It counts like an answer of WHO: the asking ends, and the next check-in moves.
    """
    import asyncio

    from relationship.stream.commands import LogTouch
    from weakties.app.requests import request

    asyncio.run(request(config, who, lambda at: LogTouch(at, by, note), lambda card: f"Good. Noted for {card.name}."))
