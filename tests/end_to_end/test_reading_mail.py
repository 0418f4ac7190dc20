"""What arrives in a real mailbox drives the relationship, and what was misread can be put right."""

import json
import smtplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from tests.end_to_end.machine import ME, Machine, wait_until
from tests.servers.postfix_dovecot import MailHost
from worker.problem import ExitCode

ADA, NEW = "ada@tides.example", "ben@bridges.example"
ADD = ("add", ADA, "--name", "Ada Lovelace", "--reason", "Your talk on tides stayed with me.")


def letter(sender: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """A message to Sam, as a mail program writes it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ME, subject
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def deliver(host: MailHost, message: EmailMessage) -> str:
    with smtplib.SMTP("127.0.0.1", host.mx_port) as server:
        server.send_message(message)
    return str(message["Message-ID"])


def invitation(starts_at: datetime) -> EmailMessage:
    """An iTIP REQUEST as calendar programs send it."""
    message = letter(ADA, "Invitation: a call", "Ada invites you.")
    stamp = "%Y%m%dT%H%M%SZ"
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tides//EN", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:u1@tides"),
        *("SEQUENCE:0", f"DTSTAMP:{datetime.now(UTC):{stamp}}", f"DTSTART:{starts_at:{stamp}}"),
        *(f"DTEND:{starts_at + timedelta(minutes=20):{stamp}}", "SUMMARY:A call", f"ORGANIZER:mailto:{ADA}"),
        *(f"ATTENDEE:mailto:{ME}", "END:VEVENT", "END:VCALENDAR", ""),
    )
    message.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REQUEST"})
    return message


async def test_an_invitation_in_the_mailbox_plans_the_call(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await machine.run(*ADD)
    await wait_until(lambda: len(real_mail.messages(ADA)) == 1, 30)
    deliver(real_mail, invitation(datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)))
    await machine.stage_is(ADA, "scheduled")
    assert "call planned for" in (await machine.run("show", "ada")).out


async def test_an_abuse_report_ends_everything_and_the_address_stays_suppressed(
    machine: Machine, real_mail: MailHost, tmp_path: Path
) -> None:
    machine.write_settings()
    await machine.up()
    await machine.run(*ADD)
    await wait_until(lambda: len(real_mail.messages(ADA)) == 1, 30)
    original = real_mail.messages(ADA)[0].decode()
    report = "Feedback-Type: abuse\nUser-Agent: Test/1\nVersion: 1\n"
    raw = (
        f"From: abuse@tides.example\nTo: {ME}\nSubject: FW: complaint\nMessage-ID: <arf1@tides.example>\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n--b\n"
        f"Content-Type: message/feedback-report\n\n{report}\n--b\nContent-Type: message/rfc822\n\n{original}\n--b--\n"
    )
    await real_mail.deliver(ME, raw.encode(), "abuse@tides.example")
    await machine.stage_is(ADA, "opted_out")

    again = await machine.run(*ADD)
    assert again.code == ExitCode.ALREADY_THERE
    assert "asked not to be written to" in again.err
    people = tmp_path / "people.csv"
    people.write_text(f"email,name,reason\n{ADA},Ada,Tides\n", encoding="utf-8")
    imported = await machine.run("import", str(people), "--send")
    assert "asked not to be written to" in imported.out


async def test_a_colleague_who_answers_in_the_thread_is_named(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await machine.run(*ADD)
    await wait_until(lambda: len(real_mail.messages(ADA)) == 1, 30)
    ours = EmailMessage()
    for line in real_mail.messages(ADA)[0].decode().splitlines():
        if line.lower().startswith("message-id:"):
            ours["Message-ID"] = line.split(":", 1)[1].strip()
    deliver(
        real_mail,
        letter("carla@ports.example", "Re: 20 minutes", "Ada asked me to find a time.", In_Reply_To=ours["Message-ID"]),
    )
    await machine.stage_is(ADA, "conversing")
    assert "carla@ports.example wrote" in (await machine.run("show", "ada")).out


async def test_a_new_address_goes_on_where_the_old_one_came_back(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    gone = "nobody@tides.example"
    await machine.run("add", gone, "--name", "Nobody Nowhere", "--reason", "Your talk on tides stayed with me.")
    await machine.stage_is(gone, "bounced")
    edited = await machine.run("edit", "nobody", "--email", NEW)
    assert edited.code == 0, edited
    await wait_until(lambda: len(real_mail.messages(NEW)) == 1, 30)
    deliver(real_mail, letter(NEW, "Hello", "This is my address now. Gladly."))
    await machine.stage_is(NEW, "conversing")

    refused = await machine.run("add", NEW, "--name", "Nobody", "--reason", "Again.")
    assert refused.code == ExitCode.ALREADY_THERE


async def test_a_misjudged_message_is_put_right_from_the_timeline_and_from_the_inbox(
    machine: Machine, real_mail: MailHost
) -> None:
    machine.write_settings()
    await machine.up()
    await machine.run(*ADD)
    await wait_until(lambda: len(real_mail.messages(ADA)) == 1, 30)
    passed_over = deliver(real_mail, letter("ada@home.example", "From my own address", "Gladly, call me."))
    read = deliver(real_mail, letter(ADA, "Re: 20 minutes", "Gladly."))
    await machine.stage_is(ADA, "conversing")

    as_absence = await machine.run("correct", "ada", read, "--as", "auto_reply", "--returns", "2031-01-07")
    assert as_absence.code == 0, as_absence
    await machine.stage_is(ADA, "requesting")
    as_reply = await machine.run("correct", "ada", passed_over, "--as", "human_reply")
    assert as_reply.code == 0, as_reply
    await machine.stage_is(ADA, "conversing")
    unknown = await machine.run("correct", "ada", "<no@such.example>", "--as", "other")
    assert unknown.code == ExitCode.NOT_FOUND
    assert unknown.err.count("\n") == 1


async def test_inspecting_says_why_and_needs_no_settings(machine: Machine, tmp_path: Path) -> None:
    away, body = tmp_path / "away.eml", tmp_path / "body.txt"
    absence = letter(ADA, "Out of office", "I am away until 7 January.", Auto_Submitted="auto-replied")
    away.write_bytes(absence.as_bytes())
    body.write_text("Gladly.\n\nOn Mon, 2 Mar 2026, Sam wrote:\n> 20 minutes?\n", encoding="utf-8")
    judged = await machine.run("inspect", "--json", str(away), str(away))
    assert [json.loads(line)["label"] for line in judged.out.splitlines()] == ["auto_reply", "auto_reply"]
    assert "rule" in (await machine.run("inspect", str(away))).out
    assert (await machine.run("inspect", "--strip", str(body))).out.strip() == "Gladly."
    missing = await machine.run("inspect", str(away), str(tmp_path / "none.eml"))
    assert missing.code == ExitCode.BAD_INPUT
    assert missing.err.count("\n") == 1
