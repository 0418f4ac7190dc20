"""Is everything in order? One check after the other, each with what to do."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import make_msgid
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.text import Text

from activities.account import Account, AccountProblem, Unreachable
from activities.imap import imap_session
from activities.render import EmailRenderer
from activities.send.ledger import find_folders
from activities.send.smtp import NotSent, Uncertain, check_login, hand_over
from mail.write.compose import Draft, compose
from relationship.delay import Delay
from relationship.identity import account_id
from relationship.rules.evolve import fold
from relationship.stream.events import Added, HomeworkDone
from weakties.app.mailbox import warnings
from weakties.app.people import list_cards, mailbox_of
from weakties.app.session import settings_for
from weakties.app.starting import BadContact, check_words
from weakties.app.temporal import NoWorker, ensure_worker
from weakties.cli.tables import JSON_VERSION, terminal
from worker.problem import ExitCode, Problem, SettingsProblem
from worker.settings.parts import account_from, policy_from, renderer_from
from worker.settings.password import find_password
from worker.settings.schema import Settings
from worker.temporal.connection import connect
from worker.temporal.encryption import codec_from

_SENT_COPY_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `text` holds the next move where it is not well."""

    check: str
    verdict: Literal["ok", "warn", "fail"]
    text: str


async def examine(config: Path | None, *, send_test: bool, as_json: bool) -> int:
    """Returns OK, or the exit code of the first thing that is wrong."""
    console, found, code = terminal(), list[Finding](), ExitCode.OK
    async for finding, its_code in _checks(config, send_test=send_test):
        found.append(finding)
        code = its_code if finding.verdict == "fail" and code is ExitCode.OK else code
        if not as_json:
            _print(console, finding)
    if as_json:
        document = {"version": JSON_VERSION, "ok": code is ExitCode.OK, "findings": [asdict(one) for one in found]}
        click.echo(json.dumps(document, ensure_ascii=False))
    return int(code)


_Checks = AsyncIterator[tuple[Finding, ExitCode]]


async def _checks(config: Path | None, *, send_test: bool) -> _Checks:
    try:
        settings = settings_for(config)
    except SettingsProblem as problem:
        yield Finding("settings", "fail", str(problem)), problem.code
        return
    yield Finding("settings", "ok", f"for {settings.me.address}, times in {settings.me.time_zone}"), ExitCode.OK
    for one in (_keys(settings), _templates(settings)):
        yield one
    async for one in _mail(settings, send_test=send_test):
        yield one
    async for one in _temporal(settings):
        yield one


def _keys(settings: Settings) -> tuple[Finding, ExitCode]:
    try:
        codec_from(settings, os.environ)
    except SettingsProblem as problem:
        return Finding("encryption", "fail", str(problem)), problem.code
    on = "on" if settings.privacy.encrypt else "off; to switch it on: weakties key new, and privacy.encrypt = true"
    return Finding("encryption", "ok", on), ExitCode.OK


def _templates(settings: Settings) -> tuple[Finding, ExitCode]:
    try:
        renderer = renderer_from(settings)
        _try_words(settings, renderer)
    except Problem as problem:
        return Finding("templates", "fail", str(problem)), problem.code
    return Finding("templates", "ok", f"every mail can be written; {len(renderer.check_ins())} check-ins"), ExitCode.OK


def _try_words(settings: Settings, renderer: EmailRenderer) -> None:
    now = datetime.now(UTC)
    added = Added(now, settings.me.address, "somebody@example.org", "Somebody Else")
    somebody = (added, HomeworkDone(now, "A reason."))
    try:
        check_words(fold(somebody), policy_from(settings, renderer.check_ins()), renderer, now)
    except BadContact as problem:
        raise SettingsProblem(str(problem).replace("no mail to Somebody Else could be written: ", "")) from problem


async def _mail(settings: Settings, *, send_test: bool) -> _Checks:
    try:
        account = account_from(settings, find_password(settings, os.environ))
    except SettingsProblem as problem:
        yield Finding("password", "fail", str(problem)), problem.code
        return
    yield Finding("password", "ok", "found"), ExitCode.OK
    imap = await _tried("IMAP", asyncio.to_thread(_look_into, account))
    yield imap
    smtp = await _tried("SMTP", _log_in(account))
    yield smtp
    if send_test and {imap[0].verdict, smtp[0].verdict} == {"ok"}:
        yield await _tried("sent copy", _send_test(account))
    elif not account.server_keeps_sent_copy:
        hint = "weakties files sent mail itself. Does your server do it, too? Find out: weakties doctor --send-test"
        yield Finding("sent copy", "ok", hint), ExitCode.OK


async def _tried(check: str, deed: Awaitable[str]) -> tuple[Finding, ExitCode]:
    try:
        text = await deed
    except (AccountProblem, Unreachable, NotSent, Uncertain) as error:
        return Finding(check, "fail", f"{error}"), ExitCode.MAIL
    verdict: Literal["ok", "warn"] = "warn" if text.startswith("write ") else "ok"
    return Finding(check, verdict, text), ExitCode.OK


def _look_into(account: Account) -> str:
    with imap_session(account.imap) as mailbox:
        mailbox.folder.set(account.inbox, readonly=True)
        folders = find_folders(mailbox, account)
        idles = "tells of new mail at once" if "IDLE" in mailbox.client.capabilities else "is asked for new mail"
    every = Delay(elapsed_for=timedelta(seconds=account.poll_every))
    return f"{account.imap.host} {idles}, and is looked at every {every}; sent mail goes to {folders.sent!r}"


async def _log_in(account: Account) -> str:
    await check_login(account.smtp)
    return f"{account.smtp.host} takes mail from {account.address}"


async def _send_test(account: Account) -> str:
    """Send a mail to oneself, and see whether the server files a copy that nobody asked it for."""
    message_id = make_msgid(domain=account.address.rpartition("@")[2])
    now = datetime.now(UTC)
    draft = Draft(
        message_id,
        now,
        account.name,
        account.address,
        account.name,
        account.address,
        "A test of weakties doctor",
        "This mail shows how your server keeps sent mail. You can delete it.\n",
    )

    async def at_once() -> None:
        return

    await hand_over(account, account.address, compose(draft), at_once)
    keeps = await asyncio.to_thread(_copy_appears, account, message_id)
    if keeps == account.server_keeps_sent_copy:
        return f"as the settings say: the server {'files' if keeps else 'does not file'} sent mail by itself"
    return f"write server_keeps_sent_copy = {str(keeps).lower()} under [imap] in weakties.toml"


def _copy_appears(account: Account, message_id: str) -> bool:
    deadline = time.monotonic() + _SENT_COPY_WITHIN
    while time.monotonic() < deadline:
        with imap_session(account.imap) as mailbox:
            mailbox.folder.set(find_folders(mailbox, account).sent, readonly=True)
            if mailbox.uids(f'HEADER Message-ID "{message_id}"'):
                return True
            mailbox.folder.set(account.inbox, readonly=True)
            arrived = bool(mailbox.uids(f'HEADER Message-ID "{message_id}"'))
        # Once it has arrived, a server that files copies has had its time.
        time.sleep(2 if arrived else 1)
        if arrived and time.monotonic() > deadline - _SENT_COPY_WITHIN / 2:
            return False
    return False


async def _temporal(settings: Settings) -> _Checks:
    try:
        client = await connect(settings)
        cards = await list_cards(client, account_id(settings.me.address))
    except Problem as problem:
        yield Finding("Temporal", "fail", str(problem)), problem.code
        return
    yield Finding("Temporal", "ok", f"answers; {len(cards)} relationships"), ExitCode.OK
    try:
        await ensure_worker(client, account_id(settings.me.address))
    except NoWorker as problem:
        yield Finding("worker", "fail", str(problem)), problem.code
    else:
        yield Finding("worker", "ok", "is there"), ExitCode.OK
    mailbox = await mailbox_of(client, account_id(settings.me.address))
    told = list(warnings(mailbox, datetime.now(UTC), settings.me.time_zone))
    yield Finding("mailbox", "warn" if told else "ok", " ".join(told) or "is being watched"), ExitCode.OK


_MARKS = {"ok": ("ok  ", "green"), "warn": ("look", "yellow"), "fail": ("FAIL", "bold red")}


def _print(console: Console, finding: Finding) -> None:
    mark, style = _MARKS[finding.verdict]
    console.print(Text(mark, style=style) + Text(f"  {finding.check}: {finding.text}"))
