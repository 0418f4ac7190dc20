"""`weakties resolve`: you know what became of a mail that may or may not have left."""

from pathlib import Path

import click


@click.command("resolve")
@click.argument("who")
@click.option("--sent/--resend", "was_sent", default=None, help="It reached them; or it surely did not, so send it.")
@click.pass_obj
def command(config: Path | None, who: str, was_sent: bool | None) -> None:
    """Say what became of a mail that may or may not have left.

    weakties never sends such a mail again by guess. Look in your Sent folder, or ask WHO, then say it here.
    """
    import asyncio

    from relationship.stream.commands import Resolve
    from weakties.app.requests import request

    if was_sent is None:
        raise click.UsageError("say which: --sent or --resend")
    words = "It counts as sent." if was_sent else "It is sent again now."
    asyncio.run(request(config, who, lambda at: Resolve(at, was_sent), lambda card: f"{card.name}: {words}"))
