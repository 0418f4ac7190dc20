"""Is the test mail host a real one: seen by clients, and gone when it is stopped?"""

from __future__ import annotations

import asyncio
import imaplib
import os
import shutil
import ssl
import sys
from collections.abc import Callable
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TypeVar, cast

import aiosmtplib
import pytest
from imap_tools import A, BaseMailBox, H, MailBox, MailBoxStartTls, MailBoxUnencrypted

from tests.servers import fixtures, postfix_dovecot
from tests.servers.fixtures import StartMailHost
from tests.servers.postfix_dovecot import MailHost

ADA, BEN = "ada@example.org", "ben@example.net"
PASSWORD = "ada-password"

Answer = TypeVar("Answer")


def letter(recipient: str, message_id: str = "<1@example.org>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = ADA, recipient, message_id
    message["Subject"] = "Twenty minutes?"
    message.set_content("Hello\n.\n..dots\n")
    return message


def trusting(host: MailHost) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(host.ca_file))


async def submit(host: MailHost, recipient: str = BEN, password: str = PASSWORD) -> None:
    async with aiosmtplib.SMTP(hostname=host.host, port=host.smtp_port, start_tls=False) as client:
        await client.login(ADA, password)
        await client.send_message(letter(recipient), sender=ADA, recipients=[recipient])


async def on_imap(host: MailHost, work: Callable[[BaseMailBox], Answer]) -> Answer:
    def session() -> Answer:
        with MailBoxUnencrypted(host.host, host.imap_port, timeout=10).login(ADA, PASSWORD) as box:
            return work(box)

    return await asyncio.to_thread(session)


async def test_a_submitted_message_arrives_within_a_second(mail_host: MailHost) -> None:
    started_at = asyncio.get_running_loop().time()
    await submit(mail_host)
    (raw,) = await mail_host.wait_for_messages(BEN)
    assert asyncio.get_running_loop().time() - started_at < 1
    arrived = message_from_bytes(raw, policy=default)
    assert arrived["Return-Path"] == f"<{ADA}>"
    assert raw.endswith(b"Hello\r\n.\r\n..dots\r\n")
    assert "Received" in arrived


async def test_a_wrong_password_is_refused_by_smtp_with_535(mail_host: MailHost) -> None:
    with pytest.raises(aiosmtplib.SMTPAuthenticationError) as refused:
        await submit(mail_host, password="wrong")
    assert refused.value.code == 535


async def test_the_submission_port_takes_nothing_without_a_login(mail_host: MailHost) -> None:
    async with aiosmtplib.SMTP(hostname=mail_host.host, port=mail_host.smtp_port, start_tls=False) as client:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await client.sendmail(ADA, [BEN], letter(BEN).as_bytes())


@pytest.mark.parametrize("stranger", ["nobody@example.net", "nobody@elsewhere.example"])
async def test_an_unknown_recipient_is_refused_at_rcpt_with_550(mail_host: MailHost, stranger: str) -> None:
    for attempt in (submit(mail_host, stranger), mail_host.deliver(stranger, letter(stranger).as_bytes())):
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
            await attempt
        (answer,) = refused.value.recipients
        assert answer.code == 550
        assert answer.message.startswith("5.1.1")


async def test_raw_eight_bit_headers_are_delivered_as_they_are(mail_host: MailHost) -> None:
    await mail_host.deliver(ADA, "Subject: Grüße\r\n\r\nÜbermorgen?\r\n".encode())
    (raw,) = await mail_host.wait_for_messages(ADA)
    assert "Subject: Grüße\r\n".encode() in raw


async def test_starttls_is_wanted_before_a_login_on_the_starttls_port(mail_host: MailHost) -> None:
    async with aiosmtplib.SMTP(hostname="localhost", port=mail_host.smtp_starttls_port, start_tls=False) as client:
        with pytest.raises(aiosmtplib.SMTPException):
            await client.login(ADA, PASSWORD)
        await client.starttls(tls_context=trusting(mail_host))
        assert (await client.login(ADA, PASSWORD)).code == 235


async def test_the_tls_port_speaks_tls_from_the_first_byte(mail_host: MailHost) -> None:
    async with aiosmtplib.SMTP(
        hostname=mail_host.host,
        port=mail_host.smtp_tls_port,
        use_tls=True,
        tls_context=trusting(mail_host),
    ) as client:
        assert (await client.login(ADA, PASSWORD)).code == 235


async def test_a_client_that_does_not_know_the_authority_refuses_the_certificate(mail_host: MailHost) -> None:
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await aiosmtplib.SMTP(hostname=mail_host.host, port=mail_host.smtp_tls_port, use_tls=True).connect()


@pytest.mark.parametrize("bouncing", ["left@example.net", "anyone@closed.example.com"])
async def test_an_accepted_message_bounces_with_a_real_report(mail_host: MailHost, bouncing: str) -> None:
    await submit(mail_host, bouncing)
    (raw,) = await mail_host.wait_for_messages(ADA)
    report = message_from_bytes(raw, policy=default)
    assert report["Return-Path"] == "<>"
    assert report["Auto-Submitted"] == "auto-replied"
    assert report.get_content_type() == "multipart/report"
    _, status, original = report.iter_parts()
    per_recipient = cast(list[EmailMessage], status.get_payload())[1]
    assert per_recipient["Final-Recipient"] == f"rfc822; {bouncing}"
    assert (per_recipient["Action"], per_recipient["Status"]) == ("failed", "5.1.1")
    assert "<1@example.org>" in str(original.get_payload(0))


async def test_imap_speaks_plain_starttls_and_tls(mail_host: MailHost) -> None:
    def login_all_ways() -> list[str]:
        context = trusting(mail_host)
        boxes: list[BaseMailBox] = [
            MailBoxUnencrypted(mail_host.host, mail_host.imap_port),
            MailBoxStartTls(mail_host.host, mail_host.imap_port, ssl_context=context),
            MailBox(mail_host.host, mail_host.imap_tls_port, ssl_context=context),
        ]
        answers = []
        for box in boxes:
            with box.login(ADA, PASSWORD):
                answers.append(str(box.client.noop()[0]))
        return answers

    assert await asyncio.to_thread(login_all_ways) == ["OK", "OK", "OK"]


async def test_a_wrong_password_is_refused_by_imap_at_once(mail_host: MailHost) -> None:
    def attempt() -> None:
        client = imaplib.IMAP4(mail_host.host, mail_host.imap_port)
        try:
            client.login(ADA, "wrong")
        finally:
            client.shutdown()

    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        await asyncio.wait_for(asyncio.to_thread(attempt), 1)


async def test_sent_and_drafts_exist_and_say_what_they_are_for(mail_host: MailHost) -> None:
    def folders(box: BaseMailBox) -> dict[str, tuple[str, ...]]:
        return {folder.name: folder.flags for folder in box.folder.list()}

    found = await on_imap(mail_host, folders)
    assert set(found) == {"INBOX", "Sent", "Drafts"}
    assert "\\Sent" in found["Sent"]
    assert "\\Drafts" in found["Drafts"]


async def test_a_message_appended_moves_and_is_found_by_its_id(mail_host: MailHost) -> None:
    def outbox_to_sent(box: BaseMailBox) -> int:
        box.folder.create("weakties-outbox")
        box.append(letter(BEN, "<moved@example.org>").as_bytes(), "weakties-outbox")
        box.folder.set("weakties-outbox")
        (uid,) = box.uids(A(header=H("Message-ID", "<moved@example.org>")))
        return len(str(box.client.uid("MOVE", uid, "Sent")))

    await on_imap(mail_host, outbox_to_sent)
    assert mail_host.messages(ADA, "weakties-outbox") == ()
    (raw,) = mail_host.messages(ADA, "Sent")
    assert b"<moved@example.org>" in raw


async def test_idle_hears_of_a_delivery(mail_host: MailHost) -> None:
    loop = asyncio.get_running_loop()
    started = asyncio.Event()

    def idle(box: BaseMailBox) -> bool:
        with box.idle as idling:
            loop.call_soon_threadsafe(started.set)
            # At times Dovecot's "* OK Still here" comes first.
            return any(b"* 1 EXISTS" in idling.poll(timeout=5) for _ in range(3))

    waiting = asyncio.create_task(on_imap(mail_host, idle))
    await started.wait()
    await mail_host.deliver(ADA, letter(ADA).as_bytes())
    assert await waiting


async def test_a_selected_mailbox_hides_new_mail_from_search_until_noop(mail_host: MailHost) -> None:
    loop = asyncio.get_running_loop()

    async def arrive() -> None:
        await mail_host.deliver(ADA, letter(ADA).as_bytes())
        await mail_host.wait_for_messages(ADA)

    def search(box: BaseMailBox) -> tuple[int, int]:
        asyncio.run_coroutine_threadsafe(arrive(), loop).result()
        before = len(box.uids())
        box.client.noop()
        return before, len(box.uids())

    assert await on_imap(mail_host, search) == (0, 1)


async def test_smtp_stops_and_starts_on_the_same_port(mail_host: MailHost) -> None:
    await mail_host.stop_smtp()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await submit(mail_host)
    await mail_host.start_smtp()
    await submit(mail_host)
    await mail_host.wait_for_messages(BEN)


async def test_mail_arrives_and_logins_work_at_smtp_while_imap_is_stopped(mail_host: MailHost) -> None:
    await mail_host.stop_imap()
    with pytest.raises(ConnectionRefusedError):
        await on_imap(mail_host, lambda box: None)
    await submit(mail_host, ADA)
    await mail_host.wait_for_messages(ADA)
    await mail_host.start_imap()
    assert len(await on_imap(mail_host, lambda box: box.uids())) == 1


async def test_stopping_imap_cuts_a_connection_that_idles(mail_host: MailHost) -> None:
    reader, writer = await asyncio.open_connection(mail_host.host, mail_host.imap_port)
    with closing(writer):
        writer.write(f"a LOGIN {ADA} {PASSWORD}\r\nb SELECT INBOX\r\nc IDLE\r\n".encode())
        await reader.readuntil(b"+ idling\r\n")
        await mail_host.stop_imap()
        # What comes before the end may be a BYE, nothing, or Dovecot's "* OK Still here".
        await asyncio.wait_for(reader.read(), 5)


async def test_uidvalidity_can_be_changed(mail_host: MailHost) -> None:
    await mail_host.deliver(ADA, letter(ADA).as_bytes())
    await mail_host.wait_for_messages(ADA)

    def uidvalidity(box: BaseMailBox) -> int:
        return int(box.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"])

    before = await on_imap(mail_host, uidvalidity)
    changed = await mail_host.new_uidvalidity(ADA)
    assert await on_imap(mail_host, uidvalidity) == changed != before
    assert len(await on_imap(mail_host, lambda box: box.uids())) == 1


async def test_two_hosts_run_side_by_side(start_mail_host: StartMailHost) -> None:
    one, other = await asyncio.gather(start_mail_host(), start_mail_host())
    await one.deliver(ADA, letter(ADA).as_bytes())
    await one.wait_for_messages(ADA)
    assert other.messages(ADA) == ()


async def test_a_mailbox_that_nobody_asked_for_is_an_error(mail_host: MailHost) -> None:
    with pytest.raises(LookupError, match="give it to MailHost"):
        mail_host.messages("who@example.org")


async def test_nothing_is_left_when_the_host_is_gone() -> None:
    fixtures.require_mail_servers()
    async with MailHost(fixtures.ACCOUNTS) as host:
        folder = host.ca_file.parent
        assert any(str(folder) in command for command in commands_running())
    assert not folder.exists()
    assert not any(folder.name in command for command in commands_running())


async def test_the_servers_end_even_if_the_test_run_is_killed() -> None:
    fixtures.require_mail_servers()
    script = (
        "import asyncio, os, signal\n"
        "from tests.servers.postfix_dovecot import MailHost\n"
        "async def main():\n"
        "    host = await MailHost({}).__aenter__()\n"
        "    print(host.ca_file.parent, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    output, _ = await process.communicate()
    folder = Path(output.decode().strip())
    async with asyncio.timeout(5):
        while any(folder.name in command for command in commands_running()):
            await asyncio.sleep(0.02)
    shutil.rmtree(folder)


def commands_running() -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def test_what_is_missing_is_said_in_one_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: "dovecot" not in path)
    assert MailHost.missing() == "not installed: apt-get install dovecot-imapd dovecot-lmtpd"


def test_missing_servers_skip_a_test_or_fail_it_where_they_are_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postfix_dovecot.MailHost, "missing", staticmethod(lambda: "no postfix"))
    monkeypatch.delenv("WEAKTIES_REQUIRE_MAIL_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception):
        fixtures.require_mail_servers()
    monkeypatch.setenv("WEAKTIES_REQUIRE_MAIL_SERVERS", "1")
    with pytest.raises(pytest.fail.Exception):
        fixtures.require_mail_servers()
