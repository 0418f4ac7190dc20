"""`weakties mailbox`: is the inbox in sight, and what holds mail up?"""

from pathlib import Path

import click


@click.command("mailbox")
@click.option("--resume", is_flag=True, help="Let sending go on, after too many mails came back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, resume: bool, as_json: bool) -> None:
    """Show whether the inbox is in sight, and what waits.

    Also how many mails left within a day, and why the rest is held. Works while no worker is running.
    """
    import asyncio

    from weakties.app.mailbox import print_mailbox, resume_sending

    asyncio.run(resume_sending(config) if resume else print_mailbox(config, as_json=as_json))
