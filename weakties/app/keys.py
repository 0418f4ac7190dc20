"""Make and list the keys that encrypt what Temporal stores."""

import os
from pathlib import Path

import click

from weakties.app.session import settings_for
from worker.temporal.keys import add_to_file, find_keys, key_file, new_key


def make_key(config: Path | None, *, prints: bool) -> None:
    """Keep a new key in the key file, or print it for a keyring or a password manager."""
    settings, key = settings_for(config), new_key()
    if prints:
        click.echo(str(key))
        return
    file = key_file(settings)
    add_to_file(file, key)
    click.echo(f"Made the key {key.id}, in {file}. Without it nobody can read what it encrypts: keep a copy elsewhere.")
    if not settings.privacy.encrypt:
        click.echo("Switch it on: write encrypt = true under [privacy] in weakties.toml, then start weakties anew.")


def list_keys(config: Path | None) -> None:
    """The names of the keys, the newest first; never the keys."""
    keys = find_keys(settings_for(config), os.environ)
    for number, key in enumerate(keys):
        click.echo(f"{key.id}{'  encrypts; the others only decrypt' if number == 0 and len(keys) > 1 else ''}")
    if not keys:
        click.echo("There is no key yet. Make one: weakties key new")
