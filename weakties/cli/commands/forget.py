"""`weakties forget`: leave nothing of somebody but the knowledge not to write."""

from pathlib import Path

import click


@click.command("forget")
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.pass_obj
def command(config: Path | None, who: str, yes: bool) -> None:
    """Delete everything about somebody, for good.

    Ends the relationship with WHO and deletes its history. Only a keyed hash of the address stays, so that they are not
    written to again by mistake. Mails in your own mailbox are yours to delete.
    """
    import asyncio

    from weakties.app.forgetting import forget

    asyncio.run(forget(config, who, is_sure=yes))
