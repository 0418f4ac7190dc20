"""Invitations through Postfix and Dovecot: created, moved, cancelled, accepted and declined."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message

import vobject

from tests.end_to_end.machine import ME, Machine, wait_until
from tests.end_to_end.test_reading_mail import deliver, letter
from tests.end_to_end.test_relating import ADA, in_contact, mails
from tests.servers.postfix_dovecot import MailHost

AT, LATER = "2031-01-07 15:00", "2031-01-08 10:30"


def calendar_of(message: Message) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def answer(invitation: str, partstat: str, sender: str = ADA) -> EmailMessage:
    """A calendar's REPLY (RFC 5546, 3.2.3), made by another library, and in no thread."""
    calendar = vobject.readOne(invitation)
    calendar.method.value = "REPLY"
    calendar.vevent.attendee.params["PARTSTAT"] = [partstat]
    calendar.vevent.attendee.params.pop("RSVP", None)
    message = letter(sender, f"{partstat.title()}: our call", "By calendar.")
    message.add_alternative(calendar.serialize(), subtype="calendar", params={"method": "REPLY"})
    return message


async def invited(machine: Machine, host: MailHost) -> Message:
    """Ada answered and was invited; the mail with the invitation."""
    await in_contact(machine, host)
    ran = await machine.run("call", "ada", "--at", AT, "--invite")
    assert ran.code == 0, ran
    await wait_until(lambda: len(mails(host, ADA)) == 3, 30)
    return mails(host, ADA)[2]


async def test_an_invitation_arrives_in_the_thread_and_a_yes_comes_back(machine: Machine, real_mail: MailHost) -> None:
    mail = await invited(machine, real_mail)
    event = vobject.readOne(calendar_of(mail)).vevent
    assert event.dtstart.value.astimezone(UTC) == datetime(2031, 1, 7, 15, tzinfo=UTC)
    assert event.organizer.value == f"mailto:{ME}"
    assert mail["In-Reply-To"]
    assert str(mail["Subject"]).startswith("Re: ")
    deliver(real_mail, answer(calendar_of(mail), "ACCEPTED"))
    await wait_until_shown(machine, "their calendar says accept")
    assert (await machine.status())[ADA]["stage"] == "scheduled"


async def test_a_moved_call_has_the_same_uid_and_a_higher_sequence_and_a_no_ends_it(
    machine: Machine, real_mail: MailHost
) -> None:
    first = vobject.readOne(calendar_of(await invited(machine, real_mail))).vevent
    assert (await machine.run("reschedule", "ada", "--at", LATER)).code == 0
    await wait_until(lambda: len(mails(real_mail, ADA)) == 4, 30)
    text = calendar_of(mails(real_mail, ADA)[3])
    second = vobject.readOne(text).vevent
    assert second.uid.value == first.uid.value
    assert int(second.sequence.value) == int(first.sequence.value) + 1
    assert second.dtstart.value.astimezone(UTC) == datetime(2031, 1, 8, 10, 30, tzinfo=UTC)
    # The assistant answers, from an address that nobody knows: the UID brings it home.
    deliver(real_mail, answer(text, "DECLINED", "assistant@tides.example"))
    await machine.stage_is(ADA, "conversing")
    assert "--invite" in (await machine.run("agenda")).out


async def test_a_cancelled_call_is_taken_out_of_their_calendar(machine: Machine, real_mail: MailHost) -> None:
    first = vobject.readOne(calendar_of(await invited(machine, real_mail))).vevent
    assert (await machine.run("call", "ada", "--cancel", "--reason", "a cold")).code == 0
    await wait_until(lambda: len(mails(real_mail, ADA)) == 4, 30)
    cancelled = vobject.readOne(calendar_of(mails(real_mail, ADA)[3]))
    assert cancelled.method.value == "CANCEL"
    assert cancelled.vevent.uid.value == first.uid.value
    assert int(cancelled.vevent.sequence.value) == 1
    assert "a cold" not in mails(real_mail, ADA)[3].as_string()


async def test_the_call_sheet_arrives_in_the_users_own_mailbox(machine: Machine, real_mail: MailHost) -> None:
    await in_contact(machine, real_mail)
    await machine.run("prep", "ada", "--question", "How do you measure a tide?")
    soon = datetime.now(UTC).replace(microsecond=0).isoformat()
    late = await machine.run("call", "ada", "--at", soon)
    assert late.code != 0
    assert (await machine.run("call", "ada", "--at", "in 3 hours")).code == 0
    await wait_until(lambda: bool(own_mails(real_mail)), 30)
    sheet = own_mails(real_mail)[0]
    text = sheet.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "How do you measure a tide?" in text.decode()
    assert "12-15 min" in text.decode()
    assert str(sheet["Subject"]).startswith("Your call with Ada: ")
    status = (await machine.status())[ADA]
    assert (status["stage"], status["sent"]) == ("scheduled", 2)
    verified = await machine.run("verify")
    assert verified.code == 0, verified


def own_mails(host: MailHost) -> list[Message]:
    """What we wrote to ourselves."""
    return [one for raw in host.messages(ME) if ME in str((one := message_from_bytes(raw))["From"])]


async def wait_until_shown(machine: Machine, words: str) -> None:
    for _ in range(40):
        if words in (await machine.run("show", "ada")).out:
            return
    raise AssertionError((await machine.run("show", "ada")).out)
