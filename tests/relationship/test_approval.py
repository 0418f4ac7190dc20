"""What waits for the user to read it, and what becomes of a draft that is let go, changed, skipped or forgotten?"""

from dataclasses import replace

import pytest

from relationship.rules.next_step import choose
from relationship.rules.stage import Stage
from relationship.rules.step import Conclude
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import TO_SELF, Purpose
from relationship.views.forecast import forecast
from relationship.views.why import why
from tests.relationship.story import (
    ADDED,
    ALWAYS,
    ASKED,
    CONVERSATION,
    MONDAY,
    PREPARED,
    SENT,
    WEEK,
    Story,
    day,
    given,
    noticed,
    replied,
    sent,
)

ALL, FIRST = replace(ALWAYS, approve="all"), replace(ALWAYS, approve="first")
WAITING = e.DraftWaiting(MONDAY, 1, "request")
APPROVED = e.DraftApproved(day(0, 1), 1, "request", "20 minutes?", "Hello Ada,\n\nmy own words.\n")


def waits() -> Story:
    return given(ADDED, PREPARED, WAITING).under(ALL)


def test_a_due_mail_begins_to_wait() -> None:
    step = given(ADDED, PREPARED).under(ALL).next_step(MONDAY)
    assert isinstance(step, Conclude)
    assert (step.outcome, step.template) == ("draft_waits", "request")
    question = waits().asks(day(0, 1))
    assert (question.about, question.until) == ("draft", day(2))
    assert "weakties review WHO" in question.question


def test_a_mail_that_is_not_due_waits_for_its_time_first() -> None:
    assert given(*ASKED).under(ALL).sends(day(1)).due_at == day(7)


def test_an_approved_mail_leaves() -> None:
    command = c.Approve(day(0, 1), 1, "request", "20 minutes?", "Hello Ada,\n\nmy own words.\n")
    story = waits().when(command).then(APPROVED)
    assert story.under(ALL).sends(day(0, 1)).template == "request"
    assert story.and_then(SENT).state.approved_draft is None


def test_words_that_were_let_go_are_for_that_very_mail_alone() -> None:
    answered = given(*ASKED, e.DraftApproved(day(2), 2, "follow_up", "s", "t"), replied(day(3))).under(ALL)
    step = answered.next_step(day(4))
    assert isinstance(step, Conclude)
    assert step.template == "thank_reply"


def test_only_the_first_mail_to_each_person_waits_if_so_wanted() -> None:
    assert isinstance(given(ADDED, PREPARED).under(FIRST).next_step(MONDAY), Conclude)
    assert given(*ASKED).under(FIRST).sends(day(7)).template == "follow_up"


def test_a_draft_that_nobody_reads_reminds_once() -> None:
    reminder = waits().sends(day(3))
    assert (reminder.template, reminder.purpose) == ("draft_waits", TO_SELF)
    assert waits().and_then(noticed(1, day(3), "draft_waits")).asks(day(30)).until is None


def test_an_answer_makes_a_waiting_draft_needless() -> None:
    story = given(*ASKED, e.DraftWaiting(day(7), 2, "follow_up"), replied(day(8))).under(ALL)
    step = story.next_step(day(9))
    assert isinstance(step, Conclude)
    assert step.template == "thank_reply"


def test_a_draft_that_has_changed_meanwhile_is_not_let_go_unseen() -> None:
    given(*ASKED).when(c.Approve(day(1), 1, "request", "s", "t")).refused("weakties review WHO")


@pytest.mark.parametrize(
    ("events", "skipped", "purpose", "then"),
    [
        ((*ASKED, replied()), "thank_reply", "thank_reply", "check_in"),
        ((*CONVERSATION, e.CallHeld(day(2))), "thank_call", "thank_call", "check_in"),
        ((*ASKED,), "follow_up", "follow_up", "follow_up"),
    ],
)
def test_a_skipped_mail_is_owed_no_more(events: tuple[e.Event, ...], skipped: str, purpose: Purpose, then: str) -> None:
    number = given(*events).state.next_number
    command = c.Skip(day(8), number, skipped, purpose)
    story = given(*events).when(command).then(e.DraftSkipped(day(8), number, skipped, purpose))
    assert story.sends(day(8)).purpose == then
    assert story.sends(day(8)).due_at > day(14)


def test_a_skipped_request_pauses() -> None:
    story = given(ADDED, PREPARED).when(c.Skip(MONDAY, 1, "request", "request"))
    assert story.then(e.DraftSkipped(MONDAY, 1, "request", "request")).stage == Stage.PAUSED


def test_a_skipped_check_in_moves_the_next_one() -> None:
    story = given(*CONVERSATION, e.DraftSkipped(day(30), 3, "check_in_1", "check_in"))
    assert story.sends(day(30)).due_at >= day(30) + 3 * WEEK


def test_a_draft_in_the_drafts_folder_may_leave_or_not() -> None:
    command = c.HandOver(day(0, 1), 1, "<wt.1@home.example>", "request", "request", "20 minutes?", "…", 1)
    story = waits().when(command)
    assert story.events is not None
    [uncertain] = story.events
    assert isinstance(uncertain, e.SendUncertain)
    assert waits().and_then(uncertain).next_step(day(1)).kind == "settle"
    settled = waits().and_then(uncertain, e.SendSettled(day(1), "<wt.1@home.example>", "found in Sent"))
    assert settled.under(ALWAYS).sends(day(1)).template == "follow_up"


def test_why_names_the_approval() -> None:
    assert why(choose(waits().state, ALL, day(0, 1))).rule == "approval"


def test_a_forecast_takes_every_draft_to_be_let_go() -> None:
    mails = list(forecast(given(ADDED, PREPARED).state, ALL, MONDAY, day(30)))
    assert [mail.template for mail in mails] == ["request", "follow_up", "last_follow_up"]


def test_a_check_in_with_nothing_to_tell_asks_for_a_line_first() -> None:
    policy = replace(ALWAYS, ask_for_news=True)
    usual = given(*CONVERSATION).sends(day(2)).due_at
    ask = given(*CONVERSATION).under(policy).sends(day(2))
    assert (ask.template, ask.purpose, ask.due_at) == ("ask_for_news", TO_SELF, usual - 2 * (day(1) - day(0)))
    asked = noticed(3, ask.due_at, "ask_for_news")
    assert given(*CONVERSATION, asked).under(policy).sends(day(2)).due_at == usual
    told = given(*CONVERSATION, e.NewsQueued(day(3), "I found a job.")).under(policy)
    assert told.sends(day(3)).purpose == "check_in"
    late = noticed(3, day(60), "ask_for_news")
    assert given(*CONVERSATION, late).under(policy).sends(day(60)).due_at == day(62)
    again = given(*CONVERSATION, asked, sent(4, usual, "check_in")).under(policy)
    assert again.sends(usual).template == "ask_for_news"


def test_one_person_can_have_a_pace_of_their_own() -> None:
    change = c.ChangeCadence(day(2), "6 weeks", "8 weeks")
    story = given(*CONVERSATION).when(change).then(e.PolicyChanged(day(2), "6 weeks", "8 weeks"))
    assert story.sends(day(3)).due_at >= day(1) + 6 * WEEK
    usual = story.when(c.ChangeCadence(day(3))).then(e.PolicyChanged(day(3)))
    assert usual.sends(day(3)).due_at <= day(1, 1) + 4 * WEEK
