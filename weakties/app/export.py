"""Write every relationship's events into a file: a header line, then one JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from relationship.stream.state import State
from relationship.views.card import Card
from weakties.app.people import list_cards
from weakties.app.session import Session, open_session
from weakties.app.starting import BadContact
from weakties.app.suppression import suppressed
from weakties.app.temporal import snapshot_of
from weakties.contacts.export import as_csv, as_vcards
from worker.files import write_private
from workflows.relationship import Snapshot

FORMAT = "weakties-export"
VERSION = 1


async def export(config: Path | None, file: str) -> None:
    """Raises NoWorker, or BadContact when the file can't be written. A file is written whole or not at all."""
    session = await open_session(config)
    if (writer := _CONTACTS.get(Path(file).suffix.casefold())) is not None:
        await _export_contacts(session, Path(file), writer)
        return
    account, now = session.settings.me.address, datetime.now(UTC)
    lines = [_line({"format": FORMAT, "version": VERSION, "account": account, "at": now})]
    cards = await list_cards(session.client, session.account)
    for card in cards:
        snapshot = await snapshot_of(session.client, session.account, card)
        lines.append(_line({"kind": "relationship", "id": card.id, "events": list(_events(snapshot))}))
    hashes = sorted(await suppressed(session.client, session.account))
    lines += [_line({"kind": "suppressed", "hash": one}) for one in hashes]
    text = "\n".join(lines) + "\n"
    if file == "-":
        sys.stdout.write(text)
    else:
        _write(Path(file), text)
    told = f"Exported {len(cards)} relationships and {len(hashes)} forgotten."
    click.echo(f"{told} The file is not encrypted: keep it safe.", err=True)


_CONTACTS: dict[str, Callable[[Iterable[tuple[Card, State]]], str]] = {".csv": as_csv, ".vcf": as_vcards}


async def _export_contacts(session: Session, file: Path, writer: Callable[[Iterable[tuple[Card, State]]], str]) -> None:
    cards = await list_cards(session.client, session.account)
    people = [(card, (await snapshot_of(session.client, session.account, card)).state) for card in cards]
    _write(file, writer(people))
    click.echo(
        f"Exported {len(people)} contacts. What happened with them is not in it: weakties export FILE.jsonl", err=True
    )


def _events(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for event in snapshot.events:
        yield asdict(event)


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def _write(file: Path, text: str) -> None:
    try:
        write_private(file, text)
    except OSError as error:
        raise BadContact(f"can't write {file}: {error.strerror}; name another file") from error
