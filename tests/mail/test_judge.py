"""Is each kind of message judged for what it is?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mail.judge.judge import corpus_label, judge
from mail.judge.judgement import AutoReply, Bounce, Calendar, Challenge, Complaint, HumanReply, OptOut, Other
from tests.mail.samples import QUOTE, reply
from tests.mail.written.auto_replies import ACKNOWLEDGEMENTS, AWAY, SUBJECTS, Away
from tests.mail.written.machines import FORWARDS, MACHINES, Machine
from tests.mail.written.opt_outs import OPT_OUTS
from tests.mail.written.people import PEOPLE


@pytest.mark.parametrize("away", AWAY, ids=lambda away: f"{away.language}-{away.text[:30]}")
def test_an_absence_is_automatic_by_its_words_alone_and_says_when_it_ends(away: Away) -> None:
    judged = judge(reply(away.text))
    assert isinstance(judged, AutoReply)
    assert judged.returns_on == away.returns_on


@pytest.mark.parametrize(("language", "text"), ACKNOWLEDGEMENTS)
def test_an_acknowledgement_is_automatic(language: str, text: str) -> None:
    assert isinstance(judge(reply(text)), AutoReply), language


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_of_an_out_of_office_program_is_enough(subject: str) -> None:
    assert isinstance(judge(reply("x", subject=subject)), AutoReply)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_answer_to_an_automatic_reply_is_a_person(subject: str) -> None:
    assert isinstance(judge(reply("x", subject=f"Re: {subject}")), HumanReply)


@pytest.mark.parametrize("quote", ["", QUOTE])
@pytest.mark.parametrize(("name", "text"), PEOPLE)
def test_a_person_is_never_taken_for_a_machine_or_for_gone(name: str, text: str, quote: str) -> None:
    judged = judge(reply(text + quote))
    assert isinstance(judged, HumanReply), name
    assert judged.new_text == text


@pytest.mark.parametrize("quote", ["", QUOTE])
@pytest.mark.parametrize(("language", "text"), OPT_OUTS)
def test_a_request_to_be_left_alone_is_heard(language: str, text: str, quote: str) -> None:
    judged = judge(reply(text + quote))
    assert isinstance(judged, OptOut), language
    assert judged.how == "words"


def test_words_about_unsubscribing_in_the_quote_are_not_the_persons() -> None:
    quote = QUOTE + "> To unsubscribe, tell me: please remove me from your list.\n"
    assert isinstance(judge(reply("Happy to talk." + quote)), HumanReply)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_machine_is_judged_by_what_it_says(machine: Machine) -> None:
    judged = judge(machine.message.encode())
    assert corpus_label(judged) == machine.label
    if machine.about:
        assert isinstance(judged, Bounce)
        assert judged.about == machine.about
    if machine.recipient:
        assert isinstance(judged, Bounce)
        assert judged.recipient == machine.recipient


@pytest.mark.parametrize("message", FORWARDS, ids=lambda message: message[40:90])
def test_a_person_who_forwards_or_quotes_a_machine_is_a_person(message: str) -> None:
    assert isinstance(judge(message.encode()), HumanReply)


@pytest.mark.parametrize(
    "machine", [one for one in MACHINES if "<ours@example.com>" in one.message], ids=lambda one: one.name
)
def test_a_report_names_our_message(machine: Machine) -> None:
    judged = judge(machine.message.encode())
    if isinstance(judged, Bounce | Complaint):
        assert judged.original_message_id == "<ours@example.com>"


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: Away",
        "Precedence: auto_reply",
        "X-MS-Exchange-Inbox-Rules-Loop: ada@example.org",
        "X-Apple-Action: VACATION",
        "X-Vacation: yes",
    ],
)
def test_a_machines_header_is_enough(field: str) -> None:
    assert isinstance(judge(reply("Anything at all.", field)), AutoReply)


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: DR, OOF",
        "X-Mailer: Outlook",
        "X-SES-Outgoing: 2026.12.21",
        "List-Unsubscribe: <mailto:x@example.org>",
    ],
)
def test_a_harmless_header_makes_nobody_a_machine(field: str) -> None:
    assert isinstance(judge(reply("Happy to talk.", field)), HumanReply)


def test_an_unsubscribe_button_is_an_opt_out_by_header() -> None:
    judged = judge(reply("Apple Mail sent this.", "X-Apple-Unsubscribe: true", "Auto-Submitted: auto-replied"))
    assert isinstance(judged, OptOut)
    assert judged.how == "header"


def test_fresh_mail_is_other_unless_the_sender_is_known() -> None:
    raw = b"From: Ada <ada@example.org>\nSubject: Coffee\nMessage-ID: <n@example.org>\n\nAre you in town on Tuesday?"
    assert judge(raw) == Other(rule="no-thread", sub="fresh", new_text="Are you in town on Tuesday?")
    known = judge(raw, from_known_person=True)
    assert isinstance(known, HumanReply)
    assert known.sub == "fresh"


def test_a_return_date_is_read_against_the_time_of_receipt_when_the_message_has_no_date() -> None:
    raw = b"From: a@example.org\nSubject: Automatic reply: hello\n\nI am out of the office until Jan 3."
    undated, received = judge(raw), judge(raw, received_at=datetime(2026, 12, 21, tzinfo=UTC))
    assert isinstance(undated, AutoReply)
    assert undated.returns_on is None
    assert isinstance(received, AutoReply)
    assert received.returns_on == date(2027, 1, 3)


def test_our_own_words_quoted_without_any_mark_are_not_the_persons() -> None:
    sent = "Dear Ada,\n\nI read your paper on the analytical engine with great interest.\n\nBest, Me"
    text = "Thank you, gladly!\n\nI read your paper on the analytical engine with great interest.\n"
    judged = judge(reply(text), sent_text=sent)
    assert isinstance(judged, HumanReply)
    assert judged.new_text == "Thank you, gladly!"


def test_a_challenge_gives_the_link_to_follow() -> None:
    judged = judge(
        reply(
            "This account is protected by Bluebottle. Click the following link to have your address added to the allowed list.\nhttps://gate.example.org/verify/1"
        )
    )
    assert isinstance(judged, Challenge)
    assert judged.url == "https://gate.example.org/verify/1"


def test_a_calendar_answer_comes_before_everything_else() -> None:
    text = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u1\nDTSTART:20270104T090000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\nEND:VEVENT\nEND:VCALENDAR\n"
    judged = judge(reply(text, "Auto-Submitted: auto-replied", kind="text/calendar; method=REPLY"))
    assert isinstance(judged, Calendar)
    assert judged.method == "accept"
