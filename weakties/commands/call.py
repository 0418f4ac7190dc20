"""`weakties call`: a call has a time."""

from pathlib import Path

import click


@click.command("call")
@click.argument("who")
@click.option("--at", "words", required=True, help="When, in your time zone: '2026-12-01 15:00' or 'Friday 9:30'.")
@click.option("--minutes", default=20, show_default=True, type=click.IntRange(5, 240), help="How long.")
@click.pass_obj
def command(config: Path | None, who: str, words: str, minutes: int) -> None:
    """Note when you will talk, or a new time for it.

    Nothing is sent to WHO before the call is over.
    """
    import asyncio

    from weakties.calls import schedule

    asyncio.run(schedule(config, who, words, minutes))
