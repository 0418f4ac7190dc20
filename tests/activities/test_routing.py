"""Whom does a message tell, what, and on whose word?"""

from datetime import UTC, datetime

import pytest

from activities.watch.routing import Routed, route
from mail.write.ids import message_id
from relationship.identity import relationship_id
from relationship.stream import commands as c
from relationship.stream import events as e

ME, ADA, BEN = "sam@home.example", "ada@tides.example", "ben@other.example"
KEY = b"k" * 32
AT = datetime(2026, 11, 26, 7, tzinfo=UTC)
ADA_ID, BEN_ID = relationship_id(ME, ADA), relationship_id(ME, BEN)
KEYED, OLD = message_id(ADA_ID, 1, ME, KEY), message_id(ADA_ID, 1, ME)
UID = f"wt-{ADA_ID}-20261126T074643@home.example"


def letter(
    body: str, *more: str, sender: str = ADA, kind: str = "text/plain", subject: str = "Re: 20 minutes?"
) -> bytes:
    fields = [f"From: {sender}", f"To: {ME}", f"Subject: {subject}", "Message-ID: <theirs@x.example>",
              "Date: Thu, 26 Nov 2026 08:00:00 +0100", f"Content-Type: {kind}; charset=utf-8", *more]  # fmt: skip
    return ("\n".join(fields) + "\n\n" + body).encode()


def calendar(method: str, *lines: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])


def invited(method: str, *lines: str, sender: str = ADA, more: tuple[str, ...] = ()) -> Routed:
    return told(letter(calendar(method, *lines), *more, sender=sender, kind="text/calendar", subject="Our call"))


def told(raw: bytes, **options: object) -> Routed:
    routed = route(raw, AT, ME, **options)  # type: ignore[arg-type] # the tests name few of many options
    assert routed is not None
    return routed


MARKS = (
    "List-Id: <team.tides.example>", "Precedence: bulk", "X-Spam-Flag: YES", "Auto-Submitted: auto-generated",
    "Feedback-ID: 53478694:user:proton", "List-Unsubscribe: <https://crm.example/u/77>", "Mailing-List: list t@x",
    "X-MS-Exchange-Inbox-Rules-Loop: sam@work.example",
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("thread", [(), (f"In-Reply-To: {OLD}",)])
def test_a_known_persons_words_are_heard_whatever_marks_stand_over_them(mark: str, thread: tuple[str, ...]) -> None:
    routed = told(letter("Hi Sam, would Tuesday at 3 suit you?", mark, *thread))
    assert isinstance(routed.fact, e.ReplyReceived)
    assert "Tuesday" in routed.fact.text
    assert routed.relationship_ids[0] == ADA_ID


@pytest.mark.parametrize("mark", MARKS[:6])
def test_a_wish_to_be_left_alone_is_heard_below_the_same_marks(mark: str) -> None:
    assert isinstance(told(letter("Please do not contact me again.", mark)).fact, e.OptedOut)


def test_what_the_user_writes_from_another_address_is_nobodys_answer() -> None:
    raw = letter("I forgot one thing.", f"In-Reply-To: {OLD}", sender="sam.rivera@mail.example")
    assert route(raw, AT, ME, aliases=frozenset(["Sam.Rivera@mail.example"])) is None


def test_somebody_who_answers_a_forward_is_asked_about_and_not_taken_for_the_contact() -> None:
    routed = told(
        letter("I like it.", "In-Reply-To: <fwd@home.example>", f"References: {OLD} <fwd@home.example>", sender=BEN)
    )
    assert (routed.relationship_ids, routed.maybe) == ((BEN_ID,), (ADA_ID,))


def test_where_the_answer_is_wanted_is_kept() -> None:
    fact = told(letter("Write to my private address.", "Reply-To: ada@coast.example")).fact
    assert isinstance(fact, e.ReplyReceived)
    assert fact.reply_to == "ada@coast.example"


def test_a_bounce_without_our_id_finds_whom_it_names_but_proves_nothing() -> None:
    status = "Final-Recipient: rfc822; ada@tides.example\nAction: failed\nStatus: 5.1.1\n"
    report = f"--b\nContent-Type: message/delivery-status\n\n{status}\n--b--"
    routed = told(
        letter(report, sender="MAILER-DAEMON@mx.example", kind="multipart/report; boundary=b", subject="failure")
    )
    assert isinstance(routed.fact, e.Bounced)
    assert ADA_ID in routed.relationship_ids
    assert ADA_ID in routed.unproven


CALL = ("UID:u1", "SUMMARY:Our call", "DTSTART:20261210T100000Z", "DTEND:20261210T102000Z")


def test_a_booking_service_schedules_the_call_of_the_contact_whom_it_names() -> None:
    by_attendee = invited(
        "REQUEST", *CALL, f"ORGANIZER:mailto:{ME}", f"ATTENDEE:mailto:{ADA}", sender="robot@slots.example"
    )
    by_reply_to = invited("REQUEST", *CALL, sender="noreply@slots.example", more=(f"Reply-To: Ada <{ADA}>",))
    for routed, why in ((by_attendee, "calendar"), (by_reply_to, "reply-to")):
        assert isinstance(routed.fact, c.InvitationReceived)
        assert dict(zip(routed.relationship_ids, routed.whys, strict=True))[ADA_ID] == why
        assert ADA_ID in routed.unproven


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20261210",), ("DTSTART:20261210T100000",), ("DTSTART;TZID=Customized:20261210T100000",),
        ("DTSTART:20261210T080000Z", "DTEND:20261210T170000Z"), ("DTSTART:20261210T100000Z", "RRULE:FREQ=WEEKLY"),
        ("DTSTART:20261210T100000Z", "RECURRENCE-ID:20261210T100000Z"), ("DTSTART:99991210T100000Z",),
    ],
)  # fmt: skip
def test_what_is_not_one_call_at_one_known_time_is_told_and_plans_nothing(lines: tuple[str, ...]) -> None:
    fact = invited("REQUEST", "SUMMARY:Our call", *lines).fact
    assert isinstance(fact, e.ReplyReceived)
    assert fact.calendar.startswith("request: Our call")


def test_a_floating_time_is_the_contacts_where_their_zone_is_known() -> None:
    raw = letter(calendar("REQUEST", "DTSTART:20261210T100000"), kind="text/calendar")
    fact = told(raw, contact_zone="America/New_York").fact
    assert isinstance(fact, c.InvitationReceived)
    assert fact.starts_at == datetime(2026, 12, 10, 15, tzinfo=UTC)


def test_an_answer_of_somebody_else_is_none_of_the_contacts() -> None:
    fact = invited("REPLY", f"UID:{UID}", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{BEN}", sender=BEN).fact
    assert isinstance(fact, e.InvitationAnswered)
    assert (fact.answer, fact.said, fact.attendee) == ("other", "decline", BEN)


def test_the_contacts_own_answer_brings_the_words_beside_it() -> None:
    routed = invited("REPLY", f"UID:{UID}", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ADA}", "COMMENT:In May\\, please")
    assert isinstance(routed.fact, e.InvitationAnswered)
    assert (routed.fact.answer, routed.fact.text) == ("decline", "In May, please")
    assert routed.relationship_ids[0] == ADA_ID


def test_a_delegation_says_to_whom() -> None:
    fact = invited("REPLY", f"UID:{UID}", f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{BEN}":mailto:{ADA}').fact
    assert isinstance(fact, e.InvitationAnswered)
    assert (fact.answer, fact.text) == ("delegate", f"They send {BEN} instead.")


FAILED = "Authentication-Results: mx.home.example; dmarc=fail header.from=tides.example"
TRUSTED = frozenset(["mx.home.example"])
STOP = "Please do not contact me again."


def test_only_a_keyed_id_or_an_address_that_is_not_failed_proves_what_lasts() -> None:
    by_id = told(letter(STOP, FAILED, f"In-Reply-To: {KEYED}", sender=BEN), key=KEY, trusted=TRUSTED)
    by_address = told(letter(STOP), key=KEY, trusted=TRUSTED)
    forged_from = told(letter(STOP, FAILED), key=KEY, trusted=TRUSTED)
    old_id = told(letter(STOP, f"In-Reply-To: {OLD}", sender=BEN), key=KEY, trusted=TRUSTED)
    assert ADA_ID not in by_id.unproven
    assert ADA_ID not in by_address.unproven
    assert ADA_ID in forged_from.unproven
    assert ADA_ID in old_id.unproven


def test_an_invented_id_reaches_nobody() -> None:
    invented = KEYED.replace(f"{ADA_ID}.1.", f"{ADA_ID}.2.")
    assert told(letter(STOP, f"In-Reply-To: {invented}", sender=BEN), key=KEY).relationship_ids == (BEN_ID,)
