"""`weakties init`: write a settings file."""

from pathlib import Path

import click


@click.command("init")
@click.option("--name", default="", help="Your name, as your mails show it.")
@click.option("--address", default="", help="Your email address.")
@click.option("--pitch", default="", help="Your own story in two sentences; the request holds it.")
@click.option("--smtp-host", default="", help="The server that takes your mail; guessed for well-known providers.")
@click.option("--imap-host", default="", help="The server that holds your mailbox; guessed for well-known providers.")
@click.option("--time-zone", default="", help="Such as Europe/Berlin; this machine's if not given.")
@click.option("--force", is_flag=True, help="Write over a settings file that is there.")
@click.pass_obj
def command(
    config: Path | None,
    name: str,
    address: str,
    pitch: str,
    smtp_host: str,
    imap_host: str,
    time_zone: str,
    force: bool,
) -> None:
    """Write a settings file, asking only for what can't be guessed."""
    from weakties.cli.settings_file import Answers, write_settings

    write_settings(config, Answers(name, address, pitch, smtp_host, imap_host, time_zone), force=force)
