"""Sending, against real servers: once, with its copy where it belongs, and never over an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.account import Account
from activities.contract import (
    ACCOUNT_PROBLEM,
    UNREACHABLE,
    CameTooLate,
    Found,
    IsUncertain,
    LookUpEmail,
    SendEmail,
    SendOutcome,
    WasAnswered,
    WasRefused,
    WentOut,
)
from activities.imap import imap_session
from activities.send.ledger import claim, find_folders, withdraw
from activities.send.send_email import EmailSender
from mail.write.compose import Draft, compose
from mail.write.ids import message_id
from relationship.identity import relationship_id
from relationship.stream.events import ReplyReceived
from tests.activities.conftest import GONE, account_at
from tests.servers.postfix_dovecot import MailHost
from tests.workflows.rig import ADA, ME, NoLimits
from worker.sandbox import Sandbox

RELATIONSHIP = relationship_id(ME, ADA)
ID = message_id(RELATIONSHIP, 1, ME)
DRAFT = Draft(ID, datetime(2026, 11, 24, 9, tzinfo=UTC), "Sam Rivera", ME, "Ada", ADA, "20 minutes?", "Hello Ada\n")


def request(draft: Draft = DRAFT) -> SendEmail:
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    return SendEmail(RELATIONSHIP, 1, "request", draft, (), since)


async def send(account: Account, asked: SendEmail, *, waited_for: timedelta = timedelta()) -> SendOutcome:
    environment = ActivityEnvironment()
    now = datetime.now(UTC)
    environment.info = replace(environment.info, scheduled_time=now - waited_for, started_time=now)
    return await environment.run(EmailSender(account, NoLimits()).send_email, asked)


async def test_a_mail_arrives_and_its_exact_copy_lies_in_sent(account: Account, host: MailHost) -> None:
    outcome = await send(account, request())
    (arrived,) = await host.wait_for_messages(ADA)
    (copy,) = host.messages(ME, "Sent")

    assert isinstance(outcome, WentOut)
    assert message_from_bytes(arrived)["Message-ID"] == ID
    assert copy.replace(b"\r\n", b"\n") == compose(DRAFT).replace(b"\r\n", b"\n")
    assert host.messages(ME, "weakties-outbox") == ()


async def test_the_same_mail_asked_for_again_is_not_sent_again(account: Account, host: MailHost) -> None:
    await send(account, request())
    again = await send(account, request())
    await host.wait_for_messages(ADA)

    assert isinstance(again, WentOut)
    assert "found in" in again.evidence
    assert len(host.messages(ADA)) == 1
    assert len(host.messages(ME, "Sent")) == 1


async def test_a_copy_in_the_outbox_means_that_nobody_knows(account: Account, host: MailHost) -> None:
    with imap_session(account.imap) as mailbox:
        claim(mailbox, find_folders(mailbox, account), ID, compose(DRAFT), "an-earlier-try")
    outcome = await send(account, request())

    assert isinstance(outcome, IsUncertain)
    assert host.messages(ADA) == ()


async def test_of_two_senders_at_once_at_most_one_sends(account: Account, host: MailHost) -> None:
    import asyncio

    outcomes = await asyncio.gather(*(send(account, request()) for _ in range(4)), return_exceptions=True)
    await asyncio.sleep(1)

    assert len(host.messages(ADA)) <= 1
    assert sum(isinstance(outcome, WentOut) for outcome in outcomes) >= len(host.messages(ADA))


async def test_what_the_user_knows_not_to_have_left_is_sent(account: Account, host: MailHost) -> None:
    with imap_session(account.imap) as mailbox:
        claim(mailbox, find_folders(mailbox, account), ID, compose(DRAFT), "an-earlier-try")
    outcome = await send(account, replace(request(), is_known_unsent=True))
    await host.wait_for_messages(ADA)

    assert isinstance(outcome, WentOut)
    assert host.messages(ME, "weakties-outbox") == ()


async def test_of_two_claims_the_first_goes_on_and_the_second_leaves_no_trace(account: Account, host: MailHost) -> None:
    with imap_session(account.imap) as mailbox:
        folders = find_folders(mailbox, account)
        assert claim(mailbox, folders, ID, compose(DRAFT), "first")
        assert not claim(mailbox, folders, ID, compose(DRAFT), "second")
        (copy,) = host.messages(ME, "weakties-outbox")
        assert b"first" in copy
        withdraw(mailbox, folders, "second")
    assert len(host.messages(ME, "weakties-outbox")) == 1


async def test_a_copy_that_appears_in_sent_settles_what_was_uncertain(account: Account, host: MailHost) -> None:
    with imap_session(account.imap) as mailbox:
        claim(mailbox, find_folders(mailbox, account), ID, compose(DRAFT), "an-earlier-try")
    assert (await look_up(account)).trace == "outbox"
    with imap_session(account.imap) as mailbox:
        mailbox.append(compose(DRAFT), "Sent")
    found = await look_up(account)

    assert found.trace == "sent"
    assert host.messages(ME, "weakties-outbox") == ()


@pytest.mark.parametrize("header", ["X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID"])
async def test_a_sent_copy_whose_id_the_server_changed_is_known(account: Account, host: MailHost, header: str) -> None:
    changed = compose(DRAFT).replace(b"Message-ID:", b"Message-ID: <theirs@example.net>\r\n" + header.encode() + b":")
    with imap_session(account.imap) as mailbox:
        mailbox.append(changed, find_folders(mailbox, account).sent)
    assert isinstance(await send(account, request()), WentOut)
    assert host.messages(ADA) == ()


async def look_up(account: Account) -> Found:
    return await ActivityEnvironment().run(EmailSender(account, NoLimits()).look_up_email, LookUpEmail(ID))


async def test_an_answer_in_the_inbox_is_told_instead_of_writing_over_it(account: Account, host: MailHost) -> None:
    await host.deliver(ME, f"From: Ada <{ADA}>\nTo: {ME}\nMessage-ID: <a1@tides.example>\n\nGladly!\n".encode())
    await host.wait_for_messages(ME)
    outcome = await send(account, request())

    assert isinstance(outcome, WasAnswered)
    (fact,) = outcome.messages
    assert isinstance(fact, ReplyReceived)
    assert fact.message_id == "<a1@tides.example>"
    assert host.messages(ADA) == ()


async def test_an_answer_that_is_known_does_not_stop_the_next_mail(account: Account, host: MailHost) -> None:
    await host.deliver(ME, f"From: Ada <{ADA}>\nTo: {ME}\nMessage-ID: <a1@tides.example>\n\nGladly!\n".encode())
    await host.wait_for_messages(ME)
    outcome = await send(account, replace(request(), known_ids=("<a1@tides.example>",)))
    assert isinstance(outcome, WentOut)


async def test_looking_for_an_answer_marks_nothing_as_seen(account: Account, host: MailHost) -> None:
    await host.deliver(ME, f"From: Ada <{ADA}>\nTo: {ME}\nMessage-ID: <a1@tides.example>\n\nGladly!\n".encode())
    await host.wait_for_messages(ME)
    await send(account, request())
    with imap_session(account.imap) as mailbox:
        mailbox.folder.set("INBOX", readonly=True)
        assert mailbox.uids("UNSEEN")


async def test_a_task_that_waited_too_long_sends_nothing(account: Account, host: MailHost) -> None:
    outcome = await send(account, request(), waited_for=timedelta(hours=3))
    assert isinstance(outcome, CameTooLate)
    assert host.messages(ADA) == ()


async def test_a_refused_recipient_leaves_no_trace(box_account: Account, box: Sandbox) -> None:
    outcome = await send(box_account, request(replace(DRAFT, to_address=GONE)))
    assert isinstance(outcome, WasRefused)
    assert outcome.address_is_dead
    assert "no such person" in outcome.reply
    assert await box.messages(ME, "weakties-outbox") == ()
    assert await box.messages(ME, "Sent") == ()


async def test_a_wrong_password_is_the_users_to_mend_and_is_never_shown(host: MailHost) -> None:
    with pytest.raises(ApplicationError) as failed:
        await send(account_at(host, "not-this-one"), request())
    assert failed.value.type == ACCOUNT_PROBLEM
    assert failed.value.non_retryable
    assert "not-this-one" not in str(failed.value)


async def test_a_server_that_does_not_answer_is_tried_again_with_nothing_sent(account: Account, host: MailHost) -> None:
    await host.stop_smtp()
    with pytest.raises(ApplicationError) as failed:
        await send(account, request())
    assert failed.value.type == UNREACHABLE
    assert not failed.value.non_retryable
    assert host.messages(ME, "weakties-outbox") == ()

    await host.start_smtp()
    assert isinstance(await send(account, request()), WentOut)


async def test_without_the_mailbox_nothing_is_sent_blind(account: Account, host: MailHost) -> None:
    await host.stop_imap()
    with pytest.raises(ApplicationError) as failed:
        await send(account, request())
    assert failed.value.type == UNREACHABLE
    assert host.messages(ADA) == ()


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_encrypted_connections_with_an_authority_of_ones_own(host: MailHost, security: str) -> None:
    plain = account_at(host)
    ports = {"starttls": (host.smtp_starttls_port, host.imap_port), "tls": (host.smtp_tls_port, host.imap_tls_port)}
    smtp_port, imap_port = ports[security]
    encrypted = replace(
        plain,
        smtp=replace(plain.smtp, port=smtp_port, security=security, ca_file=str(host.ca_file)),  # type: ignore[arg-type]
        imap=replace(plain.imap, port=imap_port, security=security, ca_file=str(host.ca_file)),  # type: ignore[arg-type]
    )
    assert isinstance(await send(encrypted, request()), WentOut)
    with pytest.raises(ApplicationError, match="not trusted") as failed:
        await send(replace(encrypted, imap=replace(encrypted.imap, ca_file="")), request())
    assert failed.value.type == ACCOUNT_PROBLEM


async def test_a_server_that_keeps_its_own_copy_gets_no_second_one(account: Account, host: MailHost) -> None:
    outcome = await send(replace(account, server_keeps_sent_copy=True), request())
    assert isinstance(outcome, WentOut)
    assert host.messages(ME, "Sent") == ()
    assert host.messages(ME, "weakties-outbox") == ()
