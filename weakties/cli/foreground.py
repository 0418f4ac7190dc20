"""Run in the foreground: the worker alone, or everything on this machine. Says what it does."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import click
from filelock import FileLock, Timeout
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.account import Account
from relationship.identity import account_id
from relationship.views.card import Card
from weakties.app.people import list_cards
from weakties.app.session import settings_for
from weakties.cli.format import stage_words, step_words, when
from weakties.cli.tables import as_table, remarks, terminal
from worker.problem import ExitCode, Problem, SettingsProblem
from worker.run.check_mail import check_mail
from worker.run.digest import keep_schedule
from worker.run.logs import logging_to
from worker.run.process import build_worker, nudge_held_up, start_mailbox
from worker.run.version import deployment_of, make_current
from worker.settings.parts import account_from, budget_from, policy_from, renderer_from
from worker.settings.password import find_password
from worker.settings.schema import Settings
from worker.temporal.codec_server import origins_of, serving
from worker.temporal.connection import connect, embedded_place, ensure_search_attributes
from worker.temporal.embedded import EmbeddedServer
from worker.temporal.encryption import codec_from, converter_from

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
    with _only_one(settings), _decoding(settings) as codec_endpoint:
        place = replace(embedded_place(settings), codec_endpoint=codec_endpoint)
        server = EmbeddedServer(place, converter_from(settings, os.environ))
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


@contextmanager
def _decoding(settings: Settings) -> Iterator[str]:
    """Where the web page has things decoded, while this runs; empty when there is nothing to decode or no page."""
    if not settings.privacy.encrypt or not settings.temporal.ui_port:
        yield ""
        return
    codec = codec_from(settings, os.environ)
    with serving(codec, settings.temporal.codec_port, origins_of(settings.temporal.ui_port)) as address:
        yield address


def run_codec_server(config: Path | None, port: int, ui_origin: str) -> None:
    """Serve until interrupted. Raises SettingsProblem without keys, and when the port is taken."""
    settings = settings_for(config)
    origins = frozenset({ui_origin.rstrip("/")}) if ui_origin else origins_of(settings.temporal.ui_port)
    try:
        with serving(codec_from(settings, os.environ), port, origins) as address:
            click.echo(f"Decoding at {address} for {' and '.join(sorted(origins))}. Ctrl-C stops.")
            with suppress(KeyboardInterrupt):
                Event().wait()
    except OSError as error:
        raise SettingsProblem(f"port {port} can't be had: {error.strerror}; give another: --port") from error


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
    worker = build_worker(client, account, policy, renderer, budget_from(settings), deployment=deployment_of())
    log = settings.data_dir / "worker.log"
    async with _signalled() as stopped:
        with logging_to(log):
            await _watch_over(settings, account, client, worker, stopped)


async def _watch_over(
    settings: Settings, account: Account, client: Client, worker: Worker, stopped: asyncio.Event
) -> None:
    async with worker:
        await make_current(client)
        await start_mailbox(client, account)
        await nudge_held_up(client, account)
        await keep_schedule(client, settings)
        cards = await list_cards(client, account_id(account.address))
        click.echo(f"Watching the inbox of {account.address}; {len(cards)} relationships. Ctrl-C stops.")
        if cards:
            terminal().print(as_table(cards, datetime.now(UTC), settings.me.time_zone), *remarks(cards), sep="\n")
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
        is_named = before.next_step.startswith("send")
        happened = step_words(before.next_step).replace("send", "sent") if is_named else "sent a mail"
    elif card.received > before.received:
        happened = "wrote back"
    else:
        happened = stage_words(card.stage)
    return f"{now:%H:%M:%S} {card.name}: {happened}. Next: {step_words(card.next_step)} {when(card.next_at, now, zone)}"
