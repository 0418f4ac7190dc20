"""Let the simulated people read their mail and answer it, by real SMTP."""

import asyncio
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import format_datetime, make_msgid

import aiosmtplib
from icalendar import Calendar

from weakties.demo.people import PEOPLE, Answer, Person


class Contacts:
    """Counts each person's mails and sends their answers, as their own mail programs would."""

    def __init__(self, own_address: str) -> None:
        self._own_address = own_address
        self._people = {person.address: person for person in PEOPLE}
        self._counts = dict.fromkeys(self._people, 0)
        self._writing: set[asyncio.Task[None]] = set()
        self.mx_port = 0

    async def deliver(self, recipient: str, raw: bytes) -> None:
        """A mail lies in somebody's inbox: whoever wants to answer it begins to write."""
        person = self._people.get(recipient)
        if person is None:
            return
        self._counts[recipient] += 1
        for answer in person.answers:
            if answer.to_mail == self._counts[recipient]:
                task = asyncio.create_task(self._answer(person, answer, raw))
                self._writing.add(task)
                task.add_done_callback(self._writing.discard)

    async def _answer(self, person: Person, answer: Answer, raw: bytes) -> None:
        await asyncio.sleep(answer.after)
        await aiosmtplib.send(
            self._written(person, answer, raw), hostname="127.0.0.1", port=self.mx_port, start_tls=False
        )

    def _written(self, person: Person, answer: Answer, raw: bytes) -> EmailMessage:
        original = BytesParser(EmailMessage, policy=default).parsebytes(raw)
        body = original.get_body(("plain",))
        quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
        message = EmailMessage()
        message["From"] = f'"{person.name}" <{person.address}>'
        message["To"] = self._own_address
        message["Subject"] = answer.subject or f"Re: {original['Subject']}"
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=person.address.partition("@")[2])
        if answer.manner == "machine":
            message["Auto-Submitted"] = "auto-replied"
            message.set_content(answer.text)
            return message
        if answer.manner == "calendar":
            message.set_content(answer.text)
            accepted = _accepted(original)
            message.add_alternative(accepted, subtype="calendar", params={"method": "REPLY"})
            return message
        message["In-Reply-To"] = original["Message-ID"]
        message.set_content(f"{answer.text}\n\nOn another day Sam Rivera wrote:\n{quoted}\n")
        return message


def _accepted(invitation: EmailMessage) -> str:
    """Yes to an invitation, as a calendar program says it (RFC 5546, 3.2.3)."""
    part = next(part for part in invitation.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    calendar["METHOD"] = "REPLY"
    for event in calendar.walk("VEVENT"):
        event["ATTENDEE"].params["PARTSTAT"] = "ACCEPTED"
    return str(calendar.to_ical().decode("utf-8"))
