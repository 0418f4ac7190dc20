"""`weakties reschedule`: you can't keep the time of a call."""

from pathlib import Path

import click


@click.command("reschedule")
@click.argument("who")
@click.option("--at", "words", default="", help="The new time, in your time zone; without it WHO is asked for one.")
@click.option("--minutes", default=0, type=click.IntRange(0, 240), help="How long; without it as long as before.")
@click.pass_obj
def command(config: Path | None, who: str, words: str, minutes: int) -> None:
    """Move a call, and tell WHO kindly.

    With --at the new time is proposed, and an invitation that went out is changed. Without it WHO is asked to name one.
    """
    import asyncio

    from weakties.app.calls import ask_for_another_time, move

    if words:
        asyncio.run(move(config, who, words, minutes))
    else:
        asyncio.run(ask_for_another_time(config, who))
