"""Play every relationship forward by the pure rules, and print what will go out."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from relationship.policy import Policy
from relationship.stream.state import State
from relationship.views.forecast import Planned, forecast
from weakties.app.people import choose, list_cards
from weakties.app.session import Session, open_session
from weakties.app.temporal import snapshot_of
from weakties.cli.format import exactly, step_words
from weakties.cli.tables import JSON_VERSION
from worker.settings.load import load_settings
from worker.settings.parts import policy_from, renderer_from


@dataclass(frozen=True, slots=True)
class Entry:
    """One planned mail to one person."""

    state: State
    mail: Planned


async def print_forecast(
    config: Path | None, who: str | None, *, weeks: int, policy: Path | None, as_json: bool
) -> None:
    """Raises NotFound, Ambiguous, NoWorker, or SettingsProblem for the other policy."""
    session = await open_session(config)
    other = _policy(policy) if policy else None
    states = await _states(session, who)
    now = datetime.now(UTC)
    until = now + timedelta(weeks=weeks)
    entries = _planned(states, session.policy, now, until)
    compared = _planned(states, other, now, until) if other else None
    if as_json:
        document = {"version": JSON_VERSION, "mails": [_json(entry) for entry in entries]}
        more = {} if compared is None else {"with_policy": [_json(entry) for entry in compared]}
        click.echo(json.dumps({**document, **more}, ensure_ascii=False))
        return
    _tell(entries, session.settings.me.time_zone)
    if compared is not None:
        click.echo(f"\nWith {policy}:")
        _tell(compared, session.settings.me.time_zone)
        click.echo(f"\nNow {len(entries)} mails in {weeks} weeks; with that {len(compared)}.")


def _policy(file: Path) -> Policy:
    settings = load_settings(file, os.environ)
    return policy_from(settings, renderer_from(settings).check_ins())


async def _states(session: Session, who: str | None) -> list[State]:
    cards = await list_cards(session.client, session.account)
    chosen = [choose(cards, who)] if who else cards
    return [(await snapshot_of(session.client, session.account, card)).state for card in chosen]


def _planned(states: list[State], policy: Policy, now: datetime, until: datetime) -> list[Entry]:
    entries = [Entry(state, mail) for state in states for mail in forecast(state, policy, now, until)]
    return sorted(entries, key=lambda entry: entry.mail.at)


def _tell(entries: list[Entry], zone: str) -> None:
    for entry in entries:
        when = exactly(entry.mail.at, entry.state.time_zone or zone)
        click.echo(f"{when}  {entry.state.name}: {step_words(entry.mail.template)}")
    if not entries:
        click.echo("Nothing will go out in that time.")


def _json(entry: Entry) -> dict[str, object]:
    return {
        "at": entry.mail.at.isoformat(),
        "email": entry.state.address,
        "name": entry.state.name,
        "template": entry.mail.template,
        "purpose": entry.mail.purpose,
        "attempt": entry.mail.attempt,
    }
