"""`weakties digest`: what happened this week, and what is ahead."""

from pathlib import Path

import click


@click.command("digest")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 366), help="How far to look back.")
@click.option("--send", is_flag=True, help="Send this week's to your own mailbox, unless it went already.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, days: int, *, send: bool, as_json: bool) -> None:
    """Show who wrote back, who went quiet, and what is ahead.

    With weekly = true under [digest] it comes to your own mailbox every week.
    """
    import asyncio

    from weakties.app.digest import print_digest, send_digest

    if send:
        asyncio.run(send_digest(config))
    else:
        asyncio.run(print_digest(config, days, as_json=as_json))
