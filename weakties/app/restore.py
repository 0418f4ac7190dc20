"""Start what an export holds; leave alone what is there already."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress
from temporalio.converter import value_to_type

from relationship.identity import canonical_address
from relationship.rules.evolve import fold
from relationship.stream import events as e
from weakties.app.editing import claim_address
from weakties.app.export import FORMAT, VERSION
from weakties.app.session import Session, open_session
from weakties.app.starting import AlreadyThere, BadContact, plan, start
from weakties.app.suppression import suppress
from weakties.cli.tables import terminal
from worker.problem import ExitCode


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, and its number from 1."""

    number: int
    content: dict[str, Any]


async def restore(config: Path | None, file: Path) -> int:
    """Returns OK, or BAD_INPUT when lines could not be read; the good ones are kept. Raises BadContact."""
    session = await open_session(config)
    lines, bad = _read(file)
    _check_header(lines, file, session.settings.me.address)
    started = there = 0
    hashes = tuple(str(line.content["hash"]) for line in lines if line.content.get("kind") == "suppressed")
    if hashes:
        # Before anybody is started: whoever was forgotten stays so, whatever comes after.
        await suppress(session.client, session.settings, hashes)
    relationships = [line for line in lines if line.content.get("kind") == "relationship"]
    console = terminal()
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        for line in progress.track(relationships, description="Restoring"):
            try:
                await _start(session, line)
                started += 1
            except AlreadyThere:
                there += 1
            except (BadContact, TypeError, ValueError, KeyError, LookupError) as problem:
                bad.append(f"line {line.number}: {_in_a_line(problem)}")
    for one in bad:
        click.echo(one, err=True)
    click.echo(f"{started} restored, {there} already there, {len(hashes)} forgotten, {len(bad)} bad lines.")
    return int(ExitCode.BAD_INPUT if bad else ExitCode.OK)


def _read(file: Path) -> tuple[list[Line], list[str]]:
    try:
        texts = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadContact(f"can't read {file}: {error}; name a file that weakties export wrote") from error
    lines, bad = list[Line](), list[str]()
    for number, text in enumerate(texts, 1):
        try:
            content = json.loads(text)
        except json.JSONDecodeError as error:
            bad.append(f"line {number}: no JSON ({error.msg})")
            continue
        if isinstance(content, dict):
            lines.append(Line(number, content))
        else:
            bad.append(f"line {number}: not an object")
    return lines, bad


def _check_header(lines: list[Line], file: Path, own_address: str) -> None:
    header = lines[0].content if lines else {}
    if header.get("format") != FORMAT:
        raise BadContact(f"{file} is no export: its first line does not say so; name a file that weakties export wrote")
    if header.get("version") != VERSION:
        raise BadContact(f"{file} is of version {header.get('version')}, and this weakties reads {VERSION}; update it")
    account = str(header.get("account"))
    if canonical_address(account) != canonical_address(own_address):
        raise BadContact(f"{file} is of {account}, and the settings say {own_address}; use the settings of {account}")


async def _start(session: Session, line: Line) -> None:
    events: tuple[e.Event, ...] = value_to_type(tuple[e.Event, ...], line.content["events"])
    state = fold(events)
    if state.id != line.content["id"] or not isinstance(events[0], e.Added):
        raise ValueError("its events do not begin with this relationship")
    await start(session.client, session.account, events, plan(events, session.policy, datetime.now(UTC)))
    for address in state.addresses:
        await claim_address(session.client, session.account, session.settings.me.address, state.id, address)


def _in_a_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
