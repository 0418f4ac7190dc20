"""The whole arc with real programs: `weakties up`, Postfix, Dovecot, and a person with a plain mail client."""

import asyncio
import smtplib
import time
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.utils import formatdate, make_msgid

import pytest
from temporalio.client import Client

from relationship.identity import account_id
from tests.end_to_end.machine import ME, Machine, wait_until
from tests.servers.postfix_dovecot import MailHost
from weakties.app.people import list_cards

ADA = "ada@tides.example"


def mails(host: MailHost, address: str = ADA, folder: str = "INBOX") -> list[Message]:
    return [message_from_bytes(raw) for raw in host.messages(address, folder)]


def answer(host: MailHost, *, in_reply_to: str = "", sender: str = ADA) -> float:
    """Write to Sam with a plain SMTP client; returns when the server had taken it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ME, "Re: 20 minutes"
    message["Message-ID"], message["Date"] = make_msgid(domain="tides.example"), formatdate()
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
    message.set_content("Hello Sam,\n\ngladly. How about Tuesday?\n\nAda\n")
    with smtplib.SMTP(host.host, host.mx_port) as client:
        client.send_message(message)
    return time.monotonic()


async def add_ada(machine: Machine) -> None:
    added = await machine.run("add", ADA, "--name", "Ada Lovelace", "--reason", "Your talk on tides stayed with me.")
    assert added.code == 0, added.err


@pytest.mark.parametrize("is_threaded", [True, False], ids=["with In-Reply-To", "with the right From alone"])
async def test_an_answer_is_noticed_within_two_seconds_and_thanked_once(
    machine: Machine, real_mail: MailHost, is_threaded: bool
) -> None:
    machine.write_settings()
    await machine.up()
    await add_ada(machine)
    await wait_until(lambda: len(mails(real_mail)) == 1, 20, machine.up_log)
    (request,) = mails(real_mail)

    answered_at = answer(real_mail, in_reply_to=str(request["Message-ID"]) if is_threaded else "")
    noticed_for = await conversing_at(machine) - answered_at
    await wait_until(lambda: len(mails(real_mail)) == 2, 20, machine.up_log)
    await asyncio_pause(3)

    request, thanks = mails(real_mail)
    (theirs,) = mails(real_mail, ME)
    assert noticed_for < 2
    assert thanks["In-Reply-To"] == theirs["Message-ID"]
    assert request["Message-ID"] in str(thanks["References"])
    assert len(mails(real_mail, ME, "Sent")) == 2
    assert await machine.down() == 0


async def test_three_unanswered_requests_in_one_thread_and_a_late_answer_still_counts(
    machine: Machine, real_mail: MailHost
) -> None:
    machine.follow_up_after = "2s"
    machine.write_settings()
    await machine.up()
    await add_ada(machine)
    await machine.stage_is(ADA, "unanswered", within=40)
    await asyncio_pause(3)
    first, second, third = mails(real_mail)

    assert first["Subject"] == second["Subject"] == third["Subject"]
    assert second["In-Reply-To"] == first["Message-ID"]
    assert str(third["References"]).split() == [first["Message-ID"], second["Message-ID"]]

    answer(real_mail)
    await machine.stage_is(ADA, "conversing", within=10)
    await wait_until(lambda: len(mails(real_mail)) == 4, 20)


async def test_killed_while_relationships_sleep_every_one_goes_on_and_sends_once(
    machine: Machine, real_mail: MailHost
) -> None:
    machine.follow_up_after = "12s"
    machine.write_settings()
    await machine.up()
    await add_ada(machine)
    await machine.run("add", "ben@bridges.example", "--name", "Ben Okafor", "--reason", "You lead people who build.")
    await wait_until(lambda: len(mails(real_mail)) == len(mails(real_mail, "ben@bridges.example")) == 1, 20)
    await machine.kill()
    # An answer comes while nobody looks; it must be found on waking up.
    answer(real_mail)
    await asyncio_pause(1)
    await machine.up()

    await machine.stage_is(ADA, "conversing", within=20)
    await wait_until(lambda: len(mails(real_mail, "ben@bridges.example")) == 2, 40, machine.up_log)
    await wait_until(lambda: len(mails(real_mail)) == 2, 20, machine.up_log)
    await asyncio_pause(3)
    assert len(mails(real_mail)) == 2
    assert len({mail["Message-ID"] for mail in mails(real_mail, ME, "Sent")}) == len(mails(real_mail, ME, "Sent")) == 4


async def test_changed_settings_reach_a_sleeping_relationship_at_its_next_step(
    machine: Machine, real_mail: MailHost
) -> None:
    machine.follow_up_after = "4s"
    settings = machine.write_settings()
    templates = machine.home / "words"
    templates.mkdir()
    await machine.up()
    await add_ada(machine)
    await wait_until(lambda: len(mails(real_mail)) == 1, 20)
    await machine.down()
    (templates / "last_follow_up.txt").write_text("Subject: {{ subject }}\n\nOne last line, {{ first_name }}.\n")
    changed = settings.read_text().replace("attempts = 3", "attempts = 2")
    settings.write_text(changed.replace('window = "always"', f'window = "always"\ntemplates = "{templates}"'))
    await machine.up()
    await machine.stage_is(ADA, "unanswered", within=40)

    _, last = mails(real_mail)
    assert "One last line, Ada." in str(last.get_payload())


async def asyncio_pause(seconds: float) -> None:
    """Time in which something wrong could happen; nothing is expected to."""
    await asyncio.sleep(seconds)


async def conversing_at(machine: Machine) -> float:
    """The moment at which Temporal itself lists Ada as conversing; asked without a new process each time."""
    client = await Client.connect(f"127.0.0.1:{machine.port.number}")
    async with asyncio.timeout(20):
        while True:
            cards = await list_cards(client, account_id(ME))
            if [card.stage for card in cards] == ["conversing"]:
                return time.monotonic()
            await asyncio.sleep(0.05)
