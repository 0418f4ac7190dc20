"""Print the call sheet."""

import json
from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import click

from relationship.stream.state import Call
from relationship.views.call_sheet import call_sheet, sheet_text
from weakties.app.people import find
from weakties.app.session import open_session
from weakties.app.temporal import snapshot_of
from weakties.cli.format import exactly
from weakties.cli.tables import JSON_VERSION


async def print_brief(config: Path | None, who: str, *, as_json: bool) -> None:
    """Raises NotFound, Ambiguous or NoWorker."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    snapshot = await snapshot_of(session.client, session.account, card)
    state, me = snapshot.state, session.settings.me
    sheet = call_sheet(state, snapshot.events, me.pitch)
    if as_json:
        call = state.call
        starts_at = call.starts_at.astimezone(UTC).isoformat() if call else None
        document = {"version": JSON_VERSION, "name": state.name, "starts_at": starts_at, **asdict(sheet)}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.echo(_heading(state.name, state.call, me.time_zone, state.time_zone))
    click.echo(f"\n{sheet_text(sheet)}")


def _heading(name: str, call: Call | None, zone: str, their_zone: str) -> str:
    if call is None:
        return f"{name}: no call is planned yet. Plan one: weakties call WHO --at TIME".replace("WHO", f"'{name}'")
    theirs = f" ({exactly(call.starts_at, their_zone)} for them)" if their_zone and their_zone != zone else ""
    return f"{name}: {exactly(call.starts_at, zone)}{theirs}, {call.minutes} minutes"
