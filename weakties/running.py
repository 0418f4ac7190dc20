"""Run in the foreground: the worker alone, or everything on this machine. Says what it does."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import click
from filelock import FileLock, Timeout
from temporalio.client import Client
from temporalio.service import RPCError

from activities.account import Account
from relationship.identity import account_id
from weakties.people import list_cards
from weakties.session import settings_for
from weakties.tables import as_table, terminal
from weakties.words import stage_words, step_words, when
from worker.check_mail import check_mail
from worker.compose import account_from, budget_from, policy_from, renderer_from
from worker.connection import connect, embedded_place, ensure_search_attributes
from worker.embedded import EmbeddedServer
from worker.password import find_password
from worker.problem import ExitCode, Problem
from worker.process import build_worker, nudge_held_up, start_mailbox
from worker.settings import Settings
from workflows.listing import Card

_NEWS_EVERY = 1.0


class AlreadyRunning(Problem):
    """Another `weakties up` has this data."""

    code = ExitCode.ALREADY_RUNNING


async def run_everything(config: Path | None) -> None:
    """Embedded Temporal, the mailbox and the worker, until a signal. Raises Problem before anything is started."""
    settings = settings_for(config)
    account = account_from(settings, find_password(settings, os.environ))
    await _check(account)
    if settings.temporal.server == "cluster":
        await _work(settings, account, await connect(settings))
        return
    server = EmbeddedServer(embedded_place(settings))
    with _only_one(settings):
        try:
            client = await server.start()
            click.echo(f"Temporal runs at {server.place.address}, its data in {server.place.data_dir}.")
            if server.place.ui_port:
                click.echo(f"Its web page: http://127.0.0.1:{server.place.ui_port}")
            await _work(settings, account, client)
        finally:
            await server.stop()
    click.echo("Stopped. Every relationship sleeps where it is; 'weakties up' goes on.")


async def run_worker(config: Path | None) -> None:
    """The worker alone, for a Temporal that runs elsewhere. Raises Problem."""
    settings = settings_for(config)
    account = account_from(settings, find_password(settings, os.environ))
    client = await connect(settings)
    await _check(account)
    await _work(settings, account, client)
    click.echo("Stopped. Other workers, or the next one, go on.")


async def _check(account: Account) -> None:
    warning = await check_mail(account)
    if warning:
        click.echo(f"weakties: {warning}. Going on; it is tried again.", err=True)


def _only_one(settings: Settings) -> FileLock:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(settings.data_dir / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AlreadyRunning(
            f"weakties is already up with the data in {settings.data_dir}; use it, or stop it first"
        ) from error
    return lock


async def _work(settings: Settings, account: Account, client: Client) -> None:
    await ensure_search_attributes(client)
    renderer = renderer_from(settings)
    policy = policy_from(settings, renderer.check_ins())
    worker = build_worker(client, account, policy, renderer, budget_from(settings))
    async with _signalled() as stopped, worker:
        await start_mailbox(client, account)
        await nudge_held_up(client, account)
        cards = await list_cards(client, account_id(account.address))
        click.echo(f"Watching the inbox of {account.address}; {len(cards)} relationships. Ctrl-C stops.")
        if cards:
            terminal().print(as_table(cards, datetime.now(UTC), settings.me.time_zone))
        telling = asyncio.create_task(_tellnews_line(settings, client, cards))
        await stopped.wait()
        telling.cancel()
        click.echo("Stopping…")


@asynccontextmanager
async def _signalled() -> AsyncIterator[asyncio.Event]:
    """An event that SIGINT or SIGTERM sets."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _tellnews_line(settings: Settings, client: Client, cards: list[Card]) -> None:
    """A line for every change of a relationship, as lists show it."""
    known = {card.id: card for card in cards}
    while True:
        await asyncio.sleep(_NEWS_EVERY)
        with suppress(RPCError, Problem):
            for card in await list_cards(client, account_id(settings.me.address)):
                if known.get(card.id) != card:
                    click.echo(news_line(card, known.get(card.id), settings.me.time_zone))
                    known[card.id] = card


def news_line(card: Card, before: Card | None, zone: str) -> str:
    """What has changed for this relationship, in a line with the time of day."""
    now = datetime.now(UTC)
    if card.problem:
        happened = f"held up: {card.problem}"
    elif before is None:
        happened = "new"
    elif card.sent > before.sent:
        happened = f"{step_words(before.next_step).replace('send', 'sent')}"
    elif card.received > before.received:
        happened = "wrote back"
    else:
        happened = stage_words(card.stage)
    return f"{now:%H:%M:%S} {card.name}: {happened}. Next: {step_words(card.next_step)} {when(card.next_at, now, zone)}"
