"""Make the first settings file: guess what can be guessed, ask for the rest, explain every line."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import tomlkit
from pydantic_core import PydanticUndefined
from tzlocal import get_localzone_name

from mail.read.address import parse_address
from worker.problem import SettingsProblem
from worker.settings.load import load_settings
from worker.settings.schema import config_file, sections

# What these providers tell their customers to enter; all by TLS. Checked against their help pages' usual form.
_PROVIDERS: Mapping[str, tuple[str, str, bool]] = {
    "gmail.com": ("smtp.gmail.com", "imap.gmail.com", True),
    "googlemail.com": ("smtp.gmail.com", "imap.gmail.com", True),
    "fastmail.com": ("smtp.fastmail.com", "imap.fastmail.com", False),
    "icloud.com": ("smtp.mail.me.com", "imap.mail.me.com", False),
    "me.com": ("smtp.mail.me.com", "imap.mail.me.com", False),
    "yahoo.com": ("smtp.mail.yahoo.com", "imap.mail.yahoo.com", True),
    "gmx.de": ("mail.gmx.net", "imap.gmx.net", False),
    "gmx.net": ("mail.gmx.net", "imap.gmx.net", False),
    "web.de": ("smtp.web.de", "imap.web.de", False),
    "posteo.de": ("posteo.de", "posteo.de", False),
    "mailbox.org": ("smtp.mailbox.org", "imap.mailbox.org", False),
}
_STARTTLS_ONLY = frozenset({"smtp.mail.me.com"})


@dataclass(frozen=True, slots=True)
class Answers:
    """What the flags gave; empty: to be guessed or asked."""

    name: str = ""
    address: str = ""
    pitch: str = ""
    smtp_host: str = ""
    imap_host: str = ""
    time_zone: str = ""


def write_settings(config: Path | None, answers: Answers, *, force: bool) -> None:
    """Ask, write, check, and say what to do next. Raises SettingsProblem; an existing file is left as it is."""
    file = config or config_file()
    if file.exists() and not force:
        raise SettingsProblem(f"{file} is there already; edit it, or write it anew: weakties init --force")
    values = _complete(answers)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_document(values), encoding="utf-8")
    load_settings(file, {name: value for name, value in os.environ.items() if not name.startswith("WEAKTIES_")})
    address = values["me"]["address"]
    click.echo(f"Wrote {file}.")
    click.echo(f"1. Store your mailbox password: keyring set weakties {address}")
    click.echo("   (or write password_command under [secrets], or set WEAKTIES_PASSWORD)")
    click.echo("2. Start it: weakties up")
    click.echo("3. In another terminal: weakties add ADDRESS --name NAME --reason WHY")


def _complete(answers: Answers) -> dict[str, dict[str, object]]:
    address = _checked_address(answers.address or _ask("Your email address", "--address"))
    smtp_guess, imap_guess, keeps_copy = _PROVIDERS.get(address.partition("@")[2], ("", "", False))
    smtp_host = answers.smtp_host or smtp_guess or _ask("Your SMTP server (takes your mail)", "--smtp-host")
    imap_host = answers.imap_host or imap_guess or _ask("Your IMAP server (holds your mailbox)", "--imap-host")
    return {
        "me": {
            "name": answers.name or _ask("Your name, as your mails show it", "--name"),
            "address": address,
            "pitch": answers.pitch or _ask("Your own story in two sentences", "--pitch"),
            "time_zone": answers.time_zone or get_localzone_name() or "UTC",
        },
        "smtp": {"host": smtp_host, **({"security": "starttls"} if smtp_host in _STARTTLS_ONLY else {})},
        "imap": {"host": imap_host, **({"server_keeps_sent_copy": True} if keeps_copy else {})},
    }


def _checked_address(text: str) -> str:
    try:
        return parse_address(text)
    except ValueError as error:
        raise SettingsProblem(str(error)) from error


def _ask(question: str, flag: str) -> str:
    if not sys.stdin.isatty():
        raise SettingsProblem(f"{question.lower()} is not known, and nobody can be asked here; give {flag}")
    answer: str = click.prompt(question)
    return answer.strip()


def _document(values: Mapping[str, Mapping[str, object]]) -> str:
    """Every setting with its description; those that keep their default are commented out."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Settings of weakties. Every line can also be set as WEAKTIES_<SECTION>_<KEY>."))
    for section, model in sections().items():
        table = tomlkit.table()
        for key, field in model.model_fields.items():
            table.add(tomlkit.comment(field.description or key))
            if key in values.get(section, {}):
                table.add(key, values[section][key])
            elif field.default is not PydanticUndefined:
                table.add(tomlkit.comment(f"{key} = {tomlkit.item(_plain(field.default)).as_string()}"))
        document.add(section, table)
    return tomlkit.dumps(document)


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | str) else str(value)
