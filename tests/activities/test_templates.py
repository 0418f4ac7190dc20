"""Are the shipped words short, warm and without pressure, and is a job never asked for?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from activities.contract import RenderEmail
from activities.render import SHIPPED, EmailRenderer
from mail.write.compose import Draft, compose
from relationship.rules.step import Send
from relationship.stream import events as e
from relationship.stream.purpose import TO_SELF, Purpose
from relationship.stream.state import State
from relationship.views.template_variables import Sender
from tests.relationship.story import CONVERSATION, HELD, day, given

ME = Sender(
    "Sam Rivera", "sam@home.example", "I build roads. I wonder whether water is where I belong.", "https://cal.example"
)
TO_ONESELF = {"call_sheet", "how_was_it", "draft_waits", "ask_for_news", "digest"}
PURPOSES: dict[str, Purpose] = {
    "follow_up": "follow_up",
    "last_follow_up": "follow_up",
    "after_absence": "follow_up",
    "thank_reply": "thank_reply",
    "thank_call": "thank_call",
    "missed_call": "missed_call",
    "thank_introduction": "thank_introduction",
    **dict.fromkeys(("invitation", "invitation_moved", "invitation_off", "call_moved", "ask_another_time"), "call"),
}
TO_CONTACTS = sorted(path.stem for path in SHIPPED.glob("*.txt") if path.stem not in TO_ONESELF)
PRESSURE = ("asap", "as soon as possible", "urgent", "circling back", "just checking", "bump", "per my last", "hiring")


def situation() -> State:
    """Everything that a template may need is known."""
    call = e.CallScheduled(day(9), day(12), invite=True, uid="u")
    used = e.IntroductionUsed(day(9), "ben@bridges.example", "Ben Okafor")
    state = given(*CONVERSATION, HELD, call, used, e.NewsQueued(day(9), "I start at the harbour in May.")).state
    return replace(state, introduced_by="Grace Moyo", time_zone="America/New_York", company="Tides Ltd")


def draft(template: str, sender: Sender = ME) -> Draft:
    purpose: Purpose = TO_SELF if template in TO_ONESELF else PURPOSES.get(template, "check_in")
    now = day(9) + timedelta(hours=1)
    return EmailRenderer(sender).draft(RenderEmail(situation(), Send(template, purpose, 1, now, ""), now))


@pytest.mark.parametrize("template", TO_CONTACTS)
@pytest.mark.parametrize("sender", [ME, replace(ME, booking_link="")], ids=["with a link", "without"])
def test_a_mail_to_a_contact_is_short_kind_and_asks_for_no_job(template: str, sender: Sender) -> None:
    mail = draft(template, sender)
    words = mail.text.casefold()
    assert mail.text.startswith("Hello Ada,\n\n")
    assert mail.text.endswith("Sam Rivera\n")
    assert 15 <= len(mail.text.split()) <= 130
    assert len(mail.subject) <= 78
    assert not [phrase for phrase in PRESSURE if phrase in words]
    assert "job" not in words.replace("not asking for a job", "").replace("not looking for a job", "")
    assert "!" not in mail.text
    assert "\n\n\n" not in mail.text
    assert compose(mail)


@pytest.mark.parametrize("template", ["request", "last_follow_up", "ask_again", "after_absence", "follow_up"])
def test_whoever_is_asked_can_easily_say_no(template: str) -> None:
    words = draft(template).text.casefold()
    assert "20 minutes" in words
    assert any(phrase in words for phrase in ('"no"', "leave it there", "my last note"))


@pytest.mark.parametrize("template", sorted(TO_ONESELF - {"digest"}))
def test_a_mail_to_oneself_says_the_next_move(template: str) -> None:
    mail = draft(template)
    assert mail.to_address == ME.address
    assert "  weakties " in mail.text
    assert "ada@tides.example" in mail.text


def test_the_call_is_told_in_their_time_first() -> None:
    assert "Saturday 14 March, 05:00 EDT (Saturday 14 March, 09:00 UTC for me)" in draft("invitation").text
