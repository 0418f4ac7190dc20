"""Does the sandbox behave as a mail server would, seen by real SMTP and IMAP clients?"""

from __future__ import annotations

import asyncio
import gc
import imaplib
import logging
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TypeVar, cast

import aiosmtplib
import pytest
from imap_tools import A, H, MailBoxUnencrypted

from worker.sandbox import Sandbox, SandboxAccount, UnknownAddressError

ADA = SandboxAccount("ada@example.org", "ada's pässword")
BEN = SandboxAccount("ben@example.net", "ben-password")

Answer = TypeVar("Answer")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    rules = {"gone@example.net": "550 5.1.1 no such user", "busy@example.net": "451 4.3.0 try later"}
    late = {"left@example.net": "550 5.1.1 <left@example.net>: user has left"}
    async with Sandbox([ADA, BEN], refuse=rules, bounce_later=late) as running:
        yield running


def letter(sender: str, recipient: str, message_id: str = "<1@example.org>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = sender, recipient, message_id
    message["Subject"] = "Twenty minutes?"
    message.set_content("Hello\n.\n..dots\n")
    return message


async def send(
    sandbox: Sandbox, account: SandboxAccount, *recipients: str, message: EmailMessage | None = None
) -> None:
    await aiosmtplib.send(
        message or letter(account.address, recipients[0]),
        sender=account.address,
        recipients=list(recipients),
        hostname=sandbox.host,
        port=sandbox.smtp_port,
        username=account.address,
        password=account.password,
        start_tls=False,
    )


async def on_imap(sandbox: Sandbox, account: SandboxAccount, work: Callable[[MailBoxUnencrypted], Answer]) -> Answer:
    def session() -> Answer:
        box = MailBoxUnencrypted(sandbox.host, sandbox.imap_port, timeout=10)
        try:
            # LOGIN can't carry "ä" in imaplib; AUTHENTICATE PLAIN can.
            box.login_utf8(account.address, account.password)
            return work(box)
        finally:
            box.client.shutdown()

    return await asyncio.to_thread(session)


@asynccontextmanager
async def logged_in(
    sandbox: Sandbox, account: SandboxAccount
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(sandbox.host, sandbox.imap_port)
    identity = b64encode(f"\0{account.address}\0{account.password}".encode())
    for line in (b"a AUTHENTICATE PLAIN", identity, b"b SELECT INBOX"):
        writer.write(line + b"\r\n")
    await reader.readuntil(b"b OK")
    await reader.readline()
    try:
        yield reader, writer
    finally:
        writer.close()


async def eventually(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not check():
            await asyncio.sleep(0.01)


async def inbox_of(sandbox: Sandbox, account: SandboxAccount, count: int) -> tuple[bytes, ...]:
    async with asyncio.timeout(5):
        while len(found := await sandbox.messages(account.address)) < count:
            await asyncio.sleep(0.01)
    return found


async def test_a_submitted_message_arrives_unchanged_under_its_trace(sandbox: Sandbox) -> None:
    message = letter(ADA.address, BEN.address)
    await send(sandbox, ADA, BEN.address, message=message)
    (raw,) = await sandbox.messages(BEN.address)
    trace, _, rest = raw.partition(b"From: ada@example.org")
    assert (b"From: ada@example.org" + rest) == message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
    arrived = message_from_bytes(trace, policy=default)
    assert arrived["Return-Path"] == "<ada@example.org>"
    assert "by mail.sandbox.test with ESMTPA id" in str(arrived["Received"])


async def test_imap_shows_exactly_the_bytes_that_were_stored(sandbox: Sandbox) -> None:
    await send(sandbox, ADA, BEN.address)
    (stored,) = await sandbox.messages(BEN.address)

    def fetch(box: MailBoxUnencrypted) -> bytes:
        _, data = box.client.uid("FETCH", "1:*", "(BODY.PEEK[])")
        return bytes(data[0][1])

    assert await on_imap(sandbox, BEN, fetch) == stored


async def test_a_wrong_password_is_refused_by_smtp_with_535(sandbox: Sandbox) -> None:
    for account in (SandboxAccount(ADA.address, "wrong"), SandboxAccount("who@example.org", "x")):
        with pytest.raises(aiosmtplib.SMTPAuthenticationError) as refused:
            await send(sandbox, account, BEN.address)
        assert refused.value.code == 535


@pytest.mark.parametrize("mechanism", ["plain", "login"])
async def test_both_common_login_mechanisms_work(sandbox: Sandbox, mechanism: str) -> None:
    async with aiosmtplib.SMTP(hostname=sandbox.host, port=sandbox.smtp_port, start_tls=False) as client:
        await client.ehlo()
        reply = await getattr(client, f"auth_{mechanism}")(ADA.address.upper(), ADA.password)
        assert reply.code == 235


async def test_submission_without_a_login_is_refused_with_530(sandbox: Sandbox) -> None:
    with pytest.raises(aiosmtplib.SMTPSenderRefused) as refused:
        await aiosmtplib.send(
            letter(ADA.address, BEN.address),
            hostname=sandbox.host,
            port=sandbox.smtp_port,
            start_tls=False,
        )
    assert refused.value.code == 530


async def test_submission_without_a_login_can_be_allowed() -> None:
    async with Sandbox([BEN], require_login=False) as sandbox:
        await aiosmtplib.send(
            letter("x@example.com", BEN.address),
            hostname=sandbox.host,
            port=sandbox.smtp_port,
            start_tls=False,
        )
        assert len(await sandbox.messages(BEN.address)) == 1


async def test_the_mx_takes_mail_from_anyone_for_local_recipients_only(sandbox: Sandbox) -> None:
    async with aiosmtplib.SMTP(hostname=sandbox.host, port=sandbox.mx_port, start_tls=False) as client:
        await client.sendmail("", [ADA.address], b"Subject: a report\n\nnull sender")
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await client.sendmail("x@example.com", ["else@where.example"], b"Subject: relay\n\n")
    (raw,) = await sandbox.messages(ADA.address)
    assert raw.startswith(b"Return-Path: <>\r\n")


async def test_each_refused_recipient_gets_its_own_reply(sandbox: Sandbox) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(sandbox, ADA, "Gone@example.net", "busy@example.net", "nobody@example.net")
    replies = [(r.recipient, r.code, r.message) for r in refused.value.recipients]
    assert replies == [
        ("Gone@example.net", 550, "5.1.1 no such user"),
        ("busy@example.net", 451, "4.3.0 try later"),
        ("nobody@example.net", 550, "5.1.1 <nobody@example.net>: Recipient address rejected: User unknown"),
    ]


async def test_a_refusal_can_be_lifted_while_running(sandbox: Sandbox) -> None:
    sandbox.refuse(BEN.address, "451 4.2.2 mailbox full")
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send(sandbox, ADA, BEN.address)
    sandbox.accept(BEN.address)
    await send(sandbox, ADA, BEN.address)
    assert len(await sandbox.messages(BEN.address)) == 1


def test_a_refusal_that_no_server_could_say_is_an_error() -> None:
    with pytest.raises(ValueError, match="not an SMTP refusal"):
        Sandbox([], refuse={"a@example.org": "250 fine"})


async def test_a_late_bounce_is_a_delivery_report_naming_the_original(sandbox: Sandbox) -> None:
    await send(sandbox, ADA, "Left@example.net")
    (raw,) = await inbox_of(sandbox, ADA, 1)
    report = message_from_bytes(raw, policy=default)
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    assert report["Return-Path"] == "<>"
    assert report["Auto-Submitted"] == "auto-replied"
    assert report["From"].addresses[0].username == "MAILER-DAEMON"
    words, status, headers = report.iter_parts()
    assert "user has left" in words.get_content()
    per_recipient = cast(list[EmailMessage], status.get_payload())[1]
    assert per_recipient["Final-Recipient"] == "rfc822; Left@example.net"
    assert (per_recipient["Action"], per_recipient["Status"]) == ("failed", "5.1.1")
    assert "Message-ID: <1@example.org>" in str(headers.get_payload())
    assert not report.defects


async def test_a_report_that_bounces_is_dropped(sandbox: Sandbox) -> None:
    async with aiosmtplib.SMTP(hostname=sandbox.host, port=sandbox.mx_port, start_tls=False) as client:
        await client.sendmail("", ["left@example.net"], b"Subject: a report\n\n")
    await send(sandbox, ADA, BEN.address)
    assert await sandbox.messages(ADA.address) == ()


async def test_internationalised_addresses_and_eight_bit_text_arrive(sandbox: Sandbox) -> None:
    zoe = SandboxAccount("zoë@example.org", "p")
    await sandbox.add_account(zoe)
    raw = "From: ada@example.org\nTo: zoë@example.org\nSubject: Grüße\n\nÜbermorgen?\n".encode()
    async with aiosmtplib.SMTP(hostname=sandbox.host, port=sandbox.mx_port, start_tls=False) as client:
        await client.sendmail(ADA.address, ["ZOË@example.org"], raw, mail_options=["SMTPUTF8", "BODY=8BITMIME"])
    (stored,) = await sandbox.messages(zoe.address)
    assert "Übermorgen?".encode() in stored
    assert b"with UTF8SMTP id" in stored


async def test_a_wrong_password_is_refused_by_imap(sandbox: Sandbox) -> None:
    for account in (SandboxAccount(ADA.address, "wrong"), SandboxAccount("who@example.org", "x")):
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            await on_imap(sandbox, account, lambda box: None)


async def test_the_address_is_a_login_in_any_case(sandbox: Sandbox) -> None:
    shouting = SandboxAccount(BEN.address.upper(), BEN.password)
    await sandbox.deliver(BEN.address, b"Subject: one\n\n")
    assert await on_imap(sandbox, shouting, lambda box: len(list(box.fetch(mark_seen=False)))) == 1


async def test_two_accounts_do_not_see_each_others_mail(sandbox: Sandbox) -> None:
    await sandbox.deliver(ADA.address, b"Subject: for Ada\n\n")
    assert await on_imap(sandbox, BEN, lambda box: box.uids()) == []


async def test_list_says_which_folder_is_for_sent_mail(sandbox: Sandbox) -> None:
    def folders(box: MailBoxUnencrypted) -> dict[str, tuple[str, ...]]:
        return {folder.name: folder.flags for folder in box.folder.list()}

    found = await on_imap(sandbox, ADA, folders)
    assert set(found) == {"INBOX", "Sent", "Drafts"}
    assert "\\Sent" in found["Sent"]
    assert "\\Drafts" in found["Drafts"]


async def test_capabilities_are_complete_after_the_login(sandbox: Sandbox) -> None:
    def capabilities(box: MailBoxUnencrypted) -> set[str]:
        return set(box.client.capability()[1][0].decode().split())

    assert {"IDLE", "MOVE", "UIDPLUS", "SPECIAL-USE"} <= await on_imap(sandbox, ADA, capabilities)


async def test_idle_hears_of_a_delivery_at_once(sandbox: Sandbox) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def idle(box: MailBoxUnencrypted) -> list[bytes]:
        with box.idle as idling:
            loop.call_soon_threadsafe(started.set)
            return list(idling.poll(timeout=5))

    waiting = asyncio.create_task(on_imap(sandbox, ADA, idle))
    await started.wait()
    await asyncio.sleep(0.1)
    delivered_at = loop.time()
    await sandbox.deliver(ADA.address, b"Subject: wake up\n\n")
    assert b"* 1 EXISTS" in await waiting
    assert loop.time() - delivered_at < 0.5


# The next two speak IMAP by hand: imap-tools polls the socket, and so does not see a line that came in one
# segment with the answer to IDLE and lies in its own buffer already.
async def test_idle_tells_what_came_just_before_it(sandbox: Sandbox) -> None:
    async with logged_in(sandbox, ADA) as (reader, writer):
        await sandbox.deliver(ADA.address, b"Subject: early\n\n")
        writer.write(b"c IDLE\r\n")
        await asyncio.wait_for(reader.readuntil(b"* 1 EXISTS\r\n"), 5)


async def test_idle_misses_none_of_many_deliveries(sandbox: Sandbox) -> None:
    async with logged_in(sandbox, ADA) as (reader, writer):
        writer.write(b"c IDLE\r\n")
        await reader.readuntil(b"+ Idling.")
        for number in range(50):
            await sandbox.deliver(ADA.address, b"Subject: %d\n\n" % number)
            await asyncio.sleep(0)
        await asyncio.wait_for(reader.readuntil(b"* 50 EXISTS\r\n"), 5)


async def test_a_selected_mailbox_hides_new_mail_from_search_until_noop(sandbox: Sandbox) -> None:
    loop = asyncio.get_running_loop()

    def search_twice(box: MailBoxUnencrypted) -> tuple[list[str], list[str]]:
        asyncio.run_coroutine_threadsafe(sandbox.deliver(ADA.address, b"Subject: x\n\n"), loop).result()
        before = box.uids()
        box.client.noop()
        return before, box.uids()

    before, after = await on_imap(sandbox, ADA, search_twice)
    assert (len(before), len(after)) == (0, 1)


async def test_searches_that_the_product_needs(sandbox: Sandbox) -> None:
    for number, sender in enumerate(("ben@example.net", "Cleo <cleo@example.com>")):
        message = letter(sender, ADA.address, f"<{number}@example.net>")
        message["References"] = "<root@example.org>"
        await sandbox.deliver(ADA.address, message.as_bytes())
    today = datetime.now(UTC).date()

    def search(box: MailBoxUnencrypted) -> list[int]:
        criteria = [
            A(header=H("Message-ID", "<1@example.net>")),
            A(header=H("References", "<root@example.org>")),
            A(from_="cleo@example.com"),
            A(from_="BEN@example.net"),
            A(date_gte=today),
            A(date_gte=today + timedelta(days=2)),
            A(from_="ben@example.net", date_gte=today - timedelta(days=1)),
        ]
        return [len(box.uids(wanted)) for wanted in criteria]

    assert await on_imap(sandbox, ADA, search) == [1, 2, 1, 1, 2, 0, 1]


async def test_a_message_appended_to_a_new_folder_moves_to_sent(sandbox: Sandbox) -> None:
    raw = letter(ADA.address, BEN.address, "<moved@example.org>").as_bytes()

    def outbox_to_sent(box: MailBoxUnencrypted) -> tuple[int, int]:
        box.folder.create("weakties-outbox")
        box.append(raw, "weakties-outbox", dt=datetime.now(UTC), flag_set=["\\Seen"])
        box.folder.set("weakties-outbox")
        (uid,) = box.uids(A(header=H("Message-ID", "<moved@example.org>")))
        box.move([uid], "Sent")
        left = len(box.uids())
        box.folder.set("Sent")
        return left, len(box.uids(A(header=H("Message-ID", "<moved@example.org>"))))

    assert await on_imap(sandbox, ADA, outbox_to_sent) == (0, 1)
    assert await sandbox.messages(ADA.address, "weakties-outbox") == ()
    assert len(await sandbox.messages(ADA.address, "Sent")) == 1


async def test_one_uid_move_command_is_enough(sandbox: Sandbox) -> None:
    await sandbox.deliver(ADA.address, b"Subject: move me\n\n")

    def move(box: MailBoxUnencrypted) -> str:
        return str(box.client.uid("MOVE", box.uids()[0], "Sent")[0])

    assert await on_imap(sandbox, ADA, move) == "OK"
    assert len(await sandbox.messages(ADA.address, "Sent")) == 1


async def test_uids_and_uidvalidity_stay_from_one_connection_to_the_next(sandbox: Sandbox) -> None:
    await sandbox.deliver(ADA.address, b"Subject: one\n\n")

    def cursor(box: MailBoxUnencrypted) -> tuple[int, list[str]]:
        return box.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"], box.uids()

    first = await on_imap(sandbox, ADA, cursor)
    assert await on_imap(sandbox, ADA, cursor) == first


async def test_a_listener_may_answer_a_delivery_with_mail_of_its_own() -> None:
    async def answer(recipient: str, raw: bytes) -> None:
        if recipient == BEN.address:
            await send(running, BEN, ADA.address, message=letter(BEN.address, ADA.address, "<2@example.net>"))

    async with Sandbox([ADA, BEN], on_delivery=answer) as running:
        await send(running, ADA, BEN.address)
        (raw,) = await inbox_of(running, ADA, 1)
        assert b"<2@example.net>" in raw


async def test_a_listener_that_fails_is_logged_and_the_mail_still_delivered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(recipient: str, raw: bytes) -> None:
        raise RuntimeError("no answer today")

    async with Sandbox([ADA], on_delivery=fail) as sandbox:
        await sandbox.deliver(ADA.address, b"Subject: x\n\n")
        await eventually(lambda: "no answer today" in caplog.text)
        assert len(await sandbox.messages(ADA.address)) == 1


async def test_delivery_to_a_stranger_names_the_way_out(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownAddressError, match="add_account"):
        await sandbox.deliver("who@example.org", b"\n")


async def test_an_account_opened_twice_is_an_error(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="already has an account"):
        await sandbox.add_account(SandboxAccount("Ada@Example.org", "x"))


def test_passwords_do_not_show_in_a_repr() -> None:
    assert "pässword" not in repr(ADA)


async def test_stopping_hangs_up_on_every_client_and_leaves_no_task(
    caplog: pytest.LogCaptureFixture,
) -> None:
    others = asyncio.all_tasks()
    async with AsyncExitStack() as clients:
        async with Sandbox([ADA]) as sandbox:
            smtp_reader, smtp_writer = await asyncio.open_connection(sandbox.host, sandbox.smtp_port)
            clients.callback(smtp_writer.close)
            imap_reader, imap_writer = await clients.enter_async_context(logged_in(sandbox, ADA))
            imap_writer.write(b"c IDLE\r\n")
            await imap_reader.readuntil(b"+ Idling.")
        assert b"421" in await smtp_reader.read()
        assert b"* BYE" in await imap_reader.read()
        assert asyncio.all_tasks() == others
    gc.collect()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("port", ["smtp_port", "mx_port", "imap_port"])
async def test_a_client_that_comes_while_the_sandbox_stops_is_hung_up_on_too(port: str) -> None:
    others = asyncio.all_tasks()
    async with Sandbox([ADA]) as sandbox:
        coming = [asyncio.open_connection(sandbox.host, getattr(sandbox, port)) for _ in range(5)]
        connections = await asyncio.gather(*coming)
    for reader, writer in connections:
        with suppress(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 2)
        writer.close()
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() <= others


async def test_a_client_that_vanishes_leaves_no_noise(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    for port in (sandbox.smtp_port, sandbox.mx_port, sandbox.imap_port):
        reader, writer = await asyncio.open_connection(sandbox.host, port)
        await reader.readline()
        writer.write(b"EHLO x\r\nMAIL FROM:<a@example.org>\r\n")
        writer.transport.abort()
    await send(sandbox, ADA, BEN.address)
    gc.collect()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_many_sandboxes_run_side_by_side() -> None:
    async with Sandbox([ADA]) as one, Sandbox([ADA]) as other:
        await one.deliver(ADA.address, b"Subject: only here\n\n")
        assert await other.messages(ADA.address) == ()
        assert len({one.smtp_port, one.mx_port, one.imap_port, other.smtp_port, other.imap_port}) == 5
