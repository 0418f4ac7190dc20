"""Run the demo: start everything, let time pass, then count."""

import asyncio
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket

import click
from rich.live import Live
from rich.table import Table
from rich.text import Text
from temporalio.client import Client

from relationship.identity import account_id
from relationship.rules.evolve import fold
from relationship.rules.step import Rest
from relationship.stream.commands import Close, HoldCall, Refer, Request, ScheduleCall
from relationship.stream.events import EmailSent
from relationship.views.card import Card
from weakties.app.adding import begin
from weakties.app.people import list_cards
from weakties.app.session import Session
from weakties.app.starting import Contact, check_words, checked, first_events, plan, start
from weakties.app.temporal import put, snapshot_of
from weakties.cli.foreground import news_line
from weakties.cli.format import stage_words
from weakties.cli.tables import JSON_VERSION, as_table, terminal
from weakties.demo.answering import Contacts
from weakties.demo.count import Verdict, count, sent_folder_problems
from weakties.demo.people import INVITATION, PEOPLE, Person
from worker.run.process import build_worker, start_mailbox
from worker.sandbox import Sandbox, SandboxAccount
from worker.settings.parts import account_from, policy_from, renderer_from
from worker.settings.schema import Settings
from worker.temporal.embedded import EmbeddedServer, Place

OWN_ADDRESS = "sam.rivera@home.example"
_PASSWORD = "for-the-sandbox-only"  # noqa: S105 - a mailbox that lives for a minute, in memory
_LONGEST = 120.0
_LOOK_EVERY = 0.5


async def run_demo(*, as_json: bool) -> int:
    """The whole arc; returns 0 only if every mailbox holds exactly what it should."""
    logging.disable(logging.WARNING)
    contacts = Contacts(OWN_ADDRESS)
    accounts = [SandboxAccount(person.address, _PASSWORD) for person in PEOPLE if not person.bounces]
    gone = {person.address: "550 5.1.1 The person has left" for person in PEOPLE if person.bounces}
    if not as_json:
        click.echo(
            "Sam asks eight people for 20 minutes, and one of them leads to a ninth. All is real but the people, "
            "and nothing leaves this machine.\nWeeks pass in seconds: 5 business days are 4 s here, the weeks between "
            "check-ins 6 to 8 s.\n"
        )
    with tempfile.TemporaryDirectory(prefix="weakties-demo-") as folder:
        async with (
            Sandbox(
                [SandboxAccount(OWN_ADDRESS, _PASSWORD), *accounts], bounce_later=gone, on_delivery=contacts.deliver
            ) as sandbox,
            _temporal(Path(folder)) as client,
        ):
            contacts.mx_port = sandbox.mx_port
            return await _play(_settings(sandbox, folder), sandbox, client, as_json=as_json)


@asynccontextmanager
async def _temporal(folder: Path) -> AsyncIterator[Client]:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = EmbeddedServer(Place(folder, port))
    try:
        yield await server.start()
    finally:
        await server.stop()


def _settings(sandbox: Sandbox, folder: str) -> Settings:
    """The settings a user would write, with a cadence of seconds."""
    server = {"host": "127.0.0.1", "security": "none"}
    return Settings.model_validate(
        {
            "me": {
                "name": "Sam Rivera",
                "address": OWN_ADDRESS,
                "pitch": "I am a civil engineer who has built roads for six years, and I am finding out whether "
                "water is where I belong.",
            },
            "smtp": {**server, "port": sandbox.smtp_port},
            "imap": {**server, "port": sandbox.imap_port, "poll_every": "5s"},
            "cadence": {
                "follow_up_after": "4s",
                "thank_after": "1s",
                "check_in_after": "6s",
                "check_in_before": "8s",
                "away_for": "3s",
                "back_after": "1s",
            },
            "sending": {"window": "always"},
            "temporal": {"data_dir": folder},
        }
    )


async def _play(settings: Settings, sandbox: Sandbox, client: Client, *, as_json: bool) -> int:
    renderer = renderer_from(settings)
    policy = policy_from(settings, renderer.check_ins())
    account = account_from(settings, _PASSWORD)
    async with build_worker(client, account, policy, renderer):
        await start_mailbox(client, account)
        for person in PEOPLE:
            if person.introduced_by:
                continue
            now = datetime.now(UTC)
            contact = checked(Contact(person.address, person.name, person.reason), OWN_ADDRESS)
            events = first_events(contact, OWN_ADDRESS, now)
            check_words(fold(events), policy, renderer, now)
            await start(client, account_id(OWN_ADDRESS), events, plan(events, policy, now))
        calls = asyncio.create_task(_talk(settings, client))
        await _watch(client, as_json=as_json)
        calls.cancel()
        verdicts, problems = await _count(sandbox, client)
    ok = not problems and not any(verdict.problems for verdict in verdicts)
    _tell(verdicts, problems, ok=ok, as_json=as_json)
    return 0 if ok else 1


async def _talk(settings: Settings, client: Client) -> None:
    """What Sam does by hand: invites to a call, holds it, notes the takeaway, and follows an introduction."""
    account = account_id(OWN_ADDRESS)
    for person in PEOPLE:
        if not person.takeaway:
            continue
        if person.introduced_by:
            await _follow_introduction(settings, client, person)
        card = await _card_when(client, person.address, "conversing", sent=2)
        now = datetime.now(UTC)
        if INVITATION in person.expects:
            await put(client, account, card, ScheduleCall(now, now + timedelta(seconds=4), invite=True))
            await asyncio.sleep(6)
        await put(client, account, card, HoldCall(datetime.now(UTC), person.takeaway))


async def _follow_introduction(settings: Settings, client: Client, person: Person) -> None:
    account = account_id(OWN_ADDRESS)
    introducer = await _card_when(client, person.introduced_by, "nurturing", sent=4)
    contact = Contact(
        person.address, person.name, person.reason, introducer=introducer.id, introduced_by=introducer.name
    )
    await begin(Session(settings, client, account), contact, [], anyway=True)
    await put(client, account, introducer, Refer(datetime.now(UTC), person.address, person.name))


async def _card_when(client: Client, address: str, stage: str, sent: int) -> Card:
    while True:
        for card in await list_cards(client, account_id(OWN_ADDRESS)):
            if card.email == address and card.stage == stage and card.sent >= sent:
                return card
        await asyncio.sleep(_LOOK_EVERY)


async def _watch(client: Client, *, as_json: bool) -> None:
    """Show what happens until every story has come to its end, or time is up."""
    console, known = terminal(), dict[str, Card]()
    deadline = asyncio.get_running_loop().time() + _LONGEST
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while asyncio.get_running_loop().time() < deadline:
            cards = sorted(await list_cards(client, account_id(OWN_ADDRESS)), key=lambda card: card.name)
            if console.is_terminal and not as_json:
                live.update(as_table(cards, datetime.now(UTC), "UTC"), refresh=True)
            elif not as_json:
                _print_news(cards, known)
            if _all_told(cards):
                return
            await asyncio.sleep(_LOOK_EVERY)


def _print_news(cards: list[Card], known: dict[str, Card]) -> None:
    for card in cards:
        if known.get(card.id) != card:
            click.echo(news_line(card, known.get(card.id), "UTC"))
            known[card.id] = card


def _all_told(cards: list[Card]) -> bool:
    by_address = {card.email: card for card in cards}
    return all(
        (card := by_address.get(person.address)) is not None
        and card.stage == person.ends_at
        and card.sent >= max(len(person.expects) + len(person.also) + (person.ends_at == "nurturing"), 1)
        for person in PEOPLE
    )


async def _count(sandbox: Sandbox, client: Client) -> tuple[list[Verdict], list[str]]:
    account = account_id(OWN_ADDRESS)
    cards = {card.email: card for card in await list_cards(client, account)}
    verdicts: list[Verdict] = []
    sent: list[str] = []
    for person in PEOPLE:
        card = cards[person.address]
        await put(client, account, card, _stop())
        await _until_at_rest(client, account, card)
        snapshot = await snapshot_of(client, account, card)
        verdicts.append(await count(sandbox, person, snapshot, card.stage))
        sent += [event.message_id for event in snapshot.events if isinstance(event, EmailSent)]
    return verdicts, await sent_folder_problems(sandbox, OWN_ADDRESS, sent)


def _stop() -> Request:
    return Close(datetime.now(UTC), "the demo is over")


async def _until_at_rest(client: Client, account: str, card: Card) -> None:
    """A mail may be on its way while the stop is recorded; wait until it has been counted."""
    while True:
        choice = (await snapshot_of(client, account, card)).choice
        if choice is not None and isinstance(choice.step, Rest):
            return
        await asyncio.sleep(0.1)


def _tell(verdicts: list[Verdict], problems: list[str], *, ok: bool, as_json: bool) -> None:
    if as_json:
        people = [
            {
                "name": verdict.person.name,
                "story": verdict.person.story,
                "stage": verdict.stage,
                "mails": list(verdict.purposes),
                "in_mailbox": verdict.found,
                "problems": list(verdict.problems),
            }
            for verdict in verdicts
        ]
        document = {"version": JSON_VERSION, "ok": ok, "people": people, "problems": problems}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    terminal().print(_summary(verdicts))
    for problem in problems:
        click.echo(f"Sam's own mailbox: {problem}", err=True)
    total = sum(verdict.found for verdict in verdicts)
    if ok:
        click.echo(f"Every mailbox was counted: {total} mails, each exactly once, each where it belongs.")
        click.echo(f"\nNow with your own mailbox: {_program()} init, then {_program()} up.")
    else:
        click.echo("Something is not as it should be; see above.", err=True)


def _program() -> str:
    """What to type for this command here: `make demo` leaves it in a folder that is not on PATH."""
    return "weakties" if shutil.which("weakties") else os.path.relpath(sys.argv[0])


def _summary(verdicts: list[Verdict]) -> Table:
    table = Table("Person", "What they did", "Mails they got", "Stage now", "Counted", box=None, pad_edge=False)
    for verdict in verdicts:
        right = Text("right", style="green") if not verdict.problems else Text("; ".join(verdict.problems), style="red")
        mails = ", ".join(purpose.replace("_", " ") for purpose in verdict.purposes) if verdict.found else "none"
        table.add_row(verdict.person.name, verdict.person.story, mails, stage_words(verdict.stage), right)
    return table
