"""`weakties call`: a call has a time."""

from pathlib import Path

import click


@click.command("call")
@click.argument("who")
@click.option("--at", "words", default="", help="When, in your time zone: '2026-12-01 15:00' or 'Friday 9:30'.")
@click.option("--minutes", default=20, show_default=True, type=click.IntRange(5, 240), help="How long.")
@click.option("--invite", is_flag=True, help="Send WHO an invitation for their calendar; a later --at moves it.")
@click.option("--cancel", is_flag=True, help="The call is off. An invitation that went out is taken back.")
@click.option("--reason", default="", help="Why it is off, for your own notes.")
@click.pass_obj
def command(
    config: Path | None, who: str, words: str, minutes: int, *, invite: bool, cancel: bool, reason: str
) -> None:
    """Note when you will talk, or a new time for it.

    The day before, the call sheet comes to your own mailbox. Nothing else is sent to WHO before the call is over.
    """
    import asyncio

    from weakties.app.calls import call_off, schedule

    if bool(words) == cancel:
        raise click.UsageError("say when the call is with --at, or that it is off with --cancel")
    if cancel:
        asyncio.run(call_off(config, who, reason))
    else:
        asyncio.run(schedule(config, who, words, minutes, invite=invite))
