"""Write the pages that follow from the code: `make docs`. A test says when one of them is stale."""

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import annotated_types
import click
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from docs.diagram import diagram, table, transitions
from relationship.delay import Delay
from relationship.policy import Window
from relationship.rules.stage import Stage
from weakties.cli.main import cli
from worker.problem import ExitCode
from worker.settings.load import PREFIX
from worker.settings.password import VARIABLE
from worker.settings.schema import sections

FOLDER = Path(__file__).resolve().parent
_MADE = "<!-- Made by `make docs`; what you write here is lost. -->"
_WIDTH = 80
_TYPES = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    Delay: "length of time",
    Window: "window",
    time: "time of day",
}


def cli_page() -> str:
    """Every command's own `--help`."""
    group = click.Context(cli, info_name="weakties", terminal_width=_WIDTH, **cli.context_settings)
    parts = [
        "# The command",
        _MADE,
        "WHO is an address, a name, or a part of either that fits one person only; if it fits more, they are listed.\n"
        "Times are read in your own time zone, in words or numbers: `'2026-12-01 15:00'`, `'Friday 9:30'`.\n"
        "What the exit code says: [exit-codes.md](exit-codes.md). What `--json` prints: [json.md](json.md).",
        _block(cli.get_help(group)),
    ]
    for name in cli.list_commands(group):
        command = cli.get_command(group, name)
        if command is None:
            raise LookupError(f"'weakties {name}' is listed and has no file in weakties/cli/commands/")
        context = click.Context(command, info_name=name, parent=group, help_option_names=group.help_option_names)
        parts += [f"## weakties {name}", _block(command.get_help(context))]
    return _page(parts)


def settings_page() -> str:
    """Every setting, from the one list that the file, the environment and the checks use."""
    parts = [
        "# The settings",
        _MADE,
        "They stand in `weakties.toml` in your configuration folder (`weakties init` writes it, with every line\n"
        f"explained), or in the file that `--config` or `{PREFIX}CONFIG` names. An environment variable wins over the\n"
        "file. A key that does not exist is refused, so that a typing error can't pass unnoticed.",
        "- A *length of time* reads like words: `30s`, `90 minutes`, `3 weeks`, `1 day 12 hours`, `5 business days`.\n"
        "  Business days are counted in the contact's calendar.\n"
        "- A *window* is `Mon-Fri 08:30-17:00` in the contact's time zone, or `always`.",
        f"The mailbox password is no setting: it comes from the variable `{VARIABLE}`, from the command in\n"
        "`secrets.password_command`, or from the system's keyring, in this order. It is never stored by weakties.",
        'With `temporal.server = "cluster"`, Temporal\'s own variables say where it is: `TEMPORAL_ADDRESS`,\n'
        "`TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, and the profiles of `TEMPORAL_CONFIG_FILE`.",
    ]
    for section, model in sections().items():
        rows = [_setting(section, key, field) for key, field in model.model_fields.items()]
        head = ["| Key | Type | Default | Variable | What it is |", "|---|---|---|---|---|"]
        parts += [f"## [{section}]", (model.__doc__ or "").strip(), "\n".join(head + rows)]
    return _page(parts)


def exit_codes_page() -> str:
    """What each exit code means."""
    rows = [f"| {int(code)} | {code.name.lower().replace('_', ' ')} | {code.meaning} |" for code in ExitCode]
    parts = [
        "# The exit codes",
        _MADE,
        "A number keeps its meaning from release to release. Every failure also says, in one line on standard error,\n"
        "what is wrong and what to do next.",
        "\n".join(["| Code | Name | What it means |", "|---|---|---|", *rows]),
        "`weakties demo` ends with 1 when a mailbox does not hold exactly what it should.\n"
        "`weakties import` ends with 10 when some rows were bad, and with 0 when all were good; the good rows count\n"
        "either way.",
    ]
    return _page(parts)


def relationship_page() -> str:
    """The stages and what leads from one to another, drawn from the rules themselves."""
    found = transitions()
    stages = [f"| {stage} | {_STAGES[stage]} |" for stage in Stage]
    parts = [
        "# How a relationship goes",
        _MADE,
        "A relationship is the stream of its events (`relationship/stream/events.py`). Its stage is derived from\n"
        "them and never stored; the first claim that holds in `relationship/rules/stage.py` wins. The picture and the\n"
        "table were made by trying every event in every situation that events can lead to.",
        "\n".join(["| stage | what it means |", "|---|---|", *stages]),
        "## The arc",
        f"```mermaid\n{diagram(found)}\n```",
        "*underway* is any stage inside the frame. What ends a halt leads back to the stage that the events say.",
        "## Every change of stage",
        table(found),
    ]
    return _page(parts)


_STAGES = {
    Stage.PREPARING: "Homework first: no request leaves before the user knows why this person.",
    Stage.REQUESTING: "Asked, up to three times in one thread; no answer yet.",
    Stage.UNANSWERED: "The last attempt had its time. Nothing more is sent; a late reply still counts.",
    Stage.CONVERSING: "A person answered.",
    Stage.SCHEDULED: "A call has a time. Nothing is sent over it.",
    Stage.NURTURING: "Check-ins every few weeks from the last contact in either direction.",
    Stage.PAUSED: "The user wants nothing sent for now.",
    Stage.BOUNCED: "Mail to this address comes back; the user may know another.",
    Stage.OPTED_OUT: "The person asked to be left alone. Nothing is ever sent again.",
    Stage.CLOSED: "The user is done with this one.",
}

PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "exit-codes.md": exit_codes_page,
    "relationship.md": relationship_page,
    "settings.md": settings_page,
}


def _setting(section: str, key: str, field: FieldInfo) -> str:
    variable = f"`{PREFIX}{section}_{key}`".upper()
    return f"| `{key}` | {type_in_words(field)} | {_default(field)} | {variable} | {field.description} |"


def type_in_words(field: FieldInfo) -> str:
    """What to write for this setting, as a person would say it."""
    if get_origin(field.annotation) is Literal:
        *first, last = (f"`{choice}`" for choice in get_args(field.annotation))
        return f"{', '.join(first)} or {last}"
    if field.annotation == tuple[str, ...]:
        return "words with commas between"
    known: dict[Any, str] = {**_TYPES}
    return known[field.annotation] + _bounds(field)


def _bounds(field: FieldInfo) -> str:
    least = next((str(mark.ge) for mark in field.metadata if isinstance(mark, annotated_types.Ge)), "")
    most = next((str(mark.le) for mark in field.metadata if isinstance(mark, annotated_types.Le)), "")
    return f", {least} to {most}" if least and most else ""


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "*needed*"
    value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    value = ", ".join(field.default) if isinstance(field.default, tuple) else value
    return f"`{value}`" if value else "empty"


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```"


def _page(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        click.echo(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
