"""What does a call change? Silence before it, a thank-you after it, and a question if nobody says how it went."""

import pytest

from relationship import commands as c
from relationship import events as e
from relationship.stage import Stage
from tests.relationship.story import (
    ADDED,
    ASKED,
    CALL,
    CLOSED,
    CONVERSATION,
    HELD,
    HOUR,
    MONDAY,
    OFFICE,
    OPTED_OUT,
    REPLIED,
    SILENCE,
    WEEK,
    day,
    given,
    replied,
    sent,
)

SCHEDULE = c.ScheduleCall(day(1), day(8), 20, "")
THANKED_FOR_CALL = sent(3, day(8, 1), "thank_call")


def test_a_call_is_scheduled() -> None:
    story = given(*CONVERSATION).when(SCHEDULE).then(CALL)
    assert story.stage == Stage.SCHEDULED


def test_a_second_time_moves_the_call() -> None:
    moved = c.ScheduleCall(day(2), day(9), 30, "you")
    story = given(*CONVERSATION, CALL).when(moved).then(e.CallMoved(day(2), day(9), 30, "you"))
    assert story.waits(day(3)).until == day(9, 0.5)


def test_a_call_in_the_past_is_refused_with_what_to_say_instead() -> None:
    given(*CONVERSATION).when(c.ScheduleCall(day(9), day(9))).refused("weakties met WHO --takeaway")


def test_a_planned_call_is_waited_for_until_its_end() -> None:
    assert given(*CONVERSATION, CALL).waits(day(2)).until == day(8, 20 / 60)


def test_the_thank_you_for_the_reply_is_owed_even_when_a_call_is_planned() -> None:
    assert given(*ASKED, REPLIED, CALL).sends(day(1)).purpose == "thank_reply"


def test_a_call_agreed_elsewhere_ends_the_asking() -> None:
    story = given(*ASKED, CALL)
    assert story.stage == Stage.SCHEDULED
    story.waits(day(7))


def test_a_call_agreed_after_silence_ends_the_silence() -> None:
    assert given(*SILENCE, e.CallScheduled(day(30), day(31))).stage == Stage.SCHEDULED


def test_after_its_time_the_user_is_asked_how_the_call_went() -> None:
    question = given(*CONVERSATION, CALL).asks(day(9))
    assert "weakties met WHO" in question.question
    assert question.until is not None
    assert 3 * WEEK <= question.until - day(8, 20 / 60) <= 4 * WEEK


def test_without_word_of_the_call_the_check_in_goes_all_the_same() -> None:
    assert given(*CONVERSATION, CALL).sends(day(40)).purpose == "check_in"


def test_the_question_ends_exactly_when_the_check_in_is_due() -> None:
    story = given(*CONVERSATION, CALL).under(OFFICE)
    until = story.asks(day(9)).until
    assert until is not None
    assert story.sends(until).due_at == until


def test_a_call_that_nobody_spoke_of_is_not_asked_about_for_ever() -> None:
    story = given(*CONVERSATION, CALL, sent(3, day(36), "check_in"))
    assert story.stage == Stage.NURTURING
    assert story.sends(day(37)).purpose == "check_in"


def test_a_call_of_which_nobody_spoke_can_be_reported_later() -> None:
    held = e.CallHeld(day(40), "It took place.")
    story = given(*CONVERSATION, CALL, sent(3, day(36), "check_in"))
    assert story.when(c.HoldCall(day(40), "It took place.")).then(held).sends(day(40)).purpose == "thank_call"


def test_a_check_in_that_crossed_the_planning_keeps_the_call() -> None:
    assert given(*CONVERSATION, CALL, sent(3, day(7), "check_in")).stage == Stage.SCHEDULED


def test_a_call_that_was_held_is_thanked_for_at_once_and_at_any_hour() -> None:
    at_night = e.CallHeld(day(5, 12))
    step = given(*CONVERSATION, at_night).under(OFFICE).sends(day(5, 12))
    assert (step.template, step.purpose, step.due_at) == ("thank_call", "thank_call", day(5, 12))


def test_talking_makes_it_a_relationship_to_nurture() -> None:
    story = given(*CONVERSATION, CALL).when(c.HoldCall(day(8, 1), " Ask three people first. ")).then(HELD)
    assert story.stage == Stage.NURTURING
    assert story.state.takeaway == "Ask three people first."


def test_a_call_is_thanked_for_once() -> None:
    assert given(*CONVERSATION, CALL, HELD, THANKED_FOR_CALL).sends(day(9)).purpose == "check_in"


def test_a_second_call_is_thanked_for_again() -> None:
    second = e.CallHeld(day(60), "Read the almanac.")
    assert given(*CONVERSATION, CALL, HELD, THANKED_FOR_CALL, second).sends(day(60)).purpose == "thank_call"


def test_a_conversation_without_any_mail_before_is_thanked_for() -> None:
    assert given(ADDED, e.CallHeld(MONDAY, "Tides.")).sends(MONDAY).purpose == "thank_call"


def test_a_reply_after_the_thanks_for_the_call_is_not_thanked_for_again() -> None:
    story = given(*ASKED, CALL, HELD, THANKED_FOR_CALL, replied(day(9)))
    assert story.sends(day(9)).purpose == "check_in"


def test_a_cancelled_call_is_planned_no_more_and_asks_for_nothing_again() -> None:
    story = given(*ASKED, CALL).when(c.CancelCall(day(2), "ill")).then(e.CallCancelled(day(2), "ill"))
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(2)).purpose == "check_in"


def test_a_missed_call_does_not_begin_the_asking_anew() -> None:
    word = e.EmailSent(day(9), 2, "<2@x>", "missed_call", "missed_call", "", "")
    story = given(*ASKED, CALL, e.CallMissed(day(9)), word)
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(9)).due_at >= day(9) + 3 * WEEK


def test_a_call_that_is_not_planned_cannot_be_cancelled() -> None:
    given(*CONVERSATION).when(c.CancelCall(day(2))).refused("plan one: weakties call WHO --at TIME")


@pytest.mark.parametrize("request_", [SCHEDULE, c.CancelCall(day(1)), c.HoldCall(day(1))], ids=lambda it: it.kind)
def test_no_call_is_planned_with_somebody_who_opted_out(request_: c.Request) -> None:
    given(*ASKED, CALL, OPTED_OUT).when(request_).refused("asked not to be written to")


def test_a_call_with_somebody_who_was_stopped_is_recorded_and_nothing_is_sent() -> None:
    story = given(*ASKED, CLOSED).when(c.HoldCall(day(8, 1), HELD.takeaway)).then(HELD)
    assert story.stage == Stage.CLOSED
    story.rests(day(8, 1))


def test_the_check_in_counts_from_the_call() -> None:
    due_at = given(*CONVERSATION, CALL, HELD, THANKED_FOR_CALL).sends(day(9)).due_at
    assert day(8, 1) + 3 * WEEK <= due_at <= day(8, 1) + 4 * WEEK


def test_nothing_is_sent_in_the_minutes_of_the_call() -> None:
    given(*CONVERSATION, CALL).waits(day(8) + 0.1 * HOUR)
