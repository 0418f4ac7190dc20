"""Start the contacts of a file: first as a dry run, then for real, with progress."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import Progress

from activities.contract import RenderEmail
from relationship.rules.evolve import fold
from relationship.rules.stage import Stage
from relationship.rules.step import Conclude, Send
from relationship.views.card import Card, card_of
from weakties.app.editing import claim_address
from weakties.app.pacing import first_slot
from weakties.app.people import list_cards
from weakties.app.session import Session, open_session
from weakties.app.starting import AlreadyThere, BadContact, check_words, first_events, plan, start, with_guess
from weakties.app.suppression import is_suppressed
from weakties.cli.format import exactly
from weakties.cli.tables import terminal
from weakties.contacts.columns import KeptColumns
from weakties.contacts.csv_file import read_contacts
from weakties.contacts.row import Row
from weakties.contacts.vcard import read_vcards
from worker.problem import ExitCode
from worker.settings.parts import renderer_from


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: `new`, `started`, `already there` or `bad`."""

    line: int
    outcome: str
    email: str = ""
    name: str = ""
    detail: str = ""
    due_at: str = ""


async def import_file(config: Path | None, file: Path, mapping: tuple[str, ...], *, send: bool, as_json: bool) -> int:
    """Returns 0, or BAD_INPUT when some rows were bad; the good ones are kept all the same."""
    session = await open_session(config)
    rows, columns = _read(session, file, mapping)
    if columns and not as_json:
        click.echo(columns, err=True)
    cards = await list_cards(session.client, session.account)
    known = {card.email.casefold(): card.stage for card in cards}
    console = terminal()
    results: list[Result] = []
    with Progress(console=console, disable=as_json or not console.is_terminal, transient=True) as progress:
        for row in progress.track(rows, description="Starting" if send else "Looking"):
            results.append(await _take(session, row, known, cards, send=send))  # noqa: PERF401 - one after the other
    if as_json:
        click.echo(json.dumps({"version": 1, "sent": send, "rows": [_json(result) for result in results]}))
    else:
        _tell(results, file, send=send)
    return int(ExitCode.BAD_INPUT) if any(result.outcome == "bad" for result in results) else 0


def _read(session: Session, file: Path, mapping: tuple[str, ...]) -> tuple[list[Row], str]:
    """The rows, and in words which columns they were read from."""
    own_address = session.settings.me.address
    if file.suffix.casefold() in (".vcf", ".vcard"):
        if mapping:
            raise BadContact("a vCard has no columns; --map is for CSV files")
        return read_vcards(file, own_address), ""
    kept = KeptColumns(session.settings.data_dir / "columns.json")
    given = kept.with_given(file, mapping)
    table = read_contacts(file, own_address, given)
    if mapping:
        kept.keep(table.header, given)
    used = ", ".join(f"{field} from {title!r}" for field, title in table.columns.items())
    left_out = f" Left out: {', '.join(table.left_out)}." if table.left_out else ""
    return table.rows, f"Columns: {used}.{left_out}"


async def _take(session: Session, row: Row, known: dict[str, str], cards: list[Card], *, send: bool) -> Result:
    """One row. Whoever is taken joins `cards`, so that the next of the same company waits."""
    if row.contact is None:
        return Result(row.line, "bad", detail=row.problem)
    contact, now = with_guess(row.contact), datetime.now(UTC)
    there = Result(row.line, "already there", contact.address, contact.name)
    if known.get(contact.address.casefold()) == Stage.OPTED_OUT:
        return replace(there, detail="asked not to be written to")
    if contact.address.casefold() in known:
        return there
    if await is_suppressed(session.client, session.settings, contact.address):
        return replace(there, detail="was forgotten, and is not written to again")
    own_address, zone = session.settings.me.address, contact.time_zone or session.settings.me.time_zone
    slot = first_slot(cards, session.settings, now, company=contact.company)
    events = first_events(replace(contact, not_before=slot.not_before), own_address, now)
    state, step = fold(events), plan(events, session.policy, now)
    renderer = renderer_from(session.settings)
    try:
        check_words(state, session.policy, renderer, now)
        if send:
            await start(session.client, session.account, events, step)
            for address in contact.other_addresses:
                with suppress(AlreadyThere):
                    await claim_address(session.client, session.account, own_address, state.id, address)
    except AlreadyThere:
        return there
    except BadContact as problem:
        return Result(row.line, "bad", contact.address, contact.name, str(problem))
    cards.append(card_of(state, step))
    outcome = "started" if send else "new"
    if not isinstance(step, Send):
        waits_for = "you to read the request" if isinstance(step, Conclude) else "the homework"
        return Result(row.line, outcome, contact.address, contact.name, f"waits for {waits_for}")
    subject = renderer.draft(RenderEmail(state, step, now)).subject
    return Result(row.line, outcome, contact.address, contact.name, subject, exactly(step.due_at, zone))


def _json(result: Result) -> dict[str, object]:
    return {
        "line": result.line,
        "outcome": result.outcome,
        "email": result.email,
        "name": result.name,
        "detail": result.detail,
        "due": result.due_at,
    }


def _tell(results: list[Result], file: Path, *, send: bool) -> None:
    for result in results:
        match result.outcome:
            case "bad":
                click.echo(f"line {result.line}: {result.detail}", err=True)
            case "already there":
                what = result.detail or "is already there"
                click.echo(f"line {result.line}: {result.name} <{result.email}> {what}; left alone")
            case _:
                due = f" · {result.due_at}" if result.due_at else ""
                click.echo(f"{result.name} <{result.email}> · {result.detail}{due}")
    count = {
        outcome: sum(r.outcome == outcome for r in results) for outcome in ("new", "started", "already there", "bad")
    }
    if send:
        click.echo(f"{count['started']} started, {count['already there']} already there, {count['bad']} bad rows.")
        return
    click.echo(
        f"Dry run: {count['new']} would be started, {count['already there']} are already there, "
        f"{count['bad']} bad rows. Nothing was sent."
    )
    if count["new"]:
        click.echo(f"To start them: weakties import {file} --send")
