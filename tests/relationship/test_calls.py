"""What does a call change? Silence before it, a thank-you after it, and a question if nobody says how it went."""

from dataclasses import replace

import pytest

from relationship.rules.stage import Stage
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import TO_SELF
from tests.relationship.story import (
    ADDED,
    ASKED,
    ASKED_HOW,
    CALL,
    CLOSED,
    CONVERSATION,
    HELD,
    HOUR,
    MONDAY,
    OFFICE,
    OPTED_OUT,
    REPLIED,
    SHEET,
    SILENCE,
    WEEK,
    day,
    given,
    noticed,
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
    assert story.sends(day(3)).due_at == day(8)


def test_a_call_in_the_past_is_refused_with_what_to_say_instead() -> None:
    given(*CONVERSATION).when(c.ScheduleCall(day(9), day(9))).refused("weakties met WHO --takeaway")


def test_the_day_before_the_call_its_sheet_goes_to_the_user() -> None:
    step = given(*CONVERSATION, CALL).sends(day(2))
    assert (step.template, step.purpose, step.due_at) == ("call_sheet", TO_SELF, day(7))


def test_after_its_sheet_a_planned_call_is_waited_for_until_its_end() -> None:
    assert given(*CONVERSATION, CALL, SHEET).waits(day(7)).until == day(8, 20 / 60)


def test_a_call_within_a_day_brings_its_sheet_at_once() -> None:
    assert given(*CONVERSATION, CALL).sends(day(7.5)).due_at == day(7.5)


def test_a_call_that_has_begun_needs_no_sheet_any_more() -> None:
    given(*CONVERSATION, CALL).waits(day(8, 0.1))


def test_a_moved_call_brings_a_new_sheet() -> None:
    story = given(*CONVERSATION, CALL, SHEET, e.CallMoved(day(7.5), day(12)))
    assert (story.sends(day(8)).template, story.sends(day(8)).due_at) == ("call_sheet", day(11))


def test_a_mail_to_oneself_is_no_mail_to_the_contact() -> None:
    before, after = given(*CONVERSATION, CALL).state, given(*CONVERSATION, CALL, SHEET).state
    assert after.mails == before.mails
    assert after.last_contact_at == before.last_contact_at
    assert after.next_number == before.next_number + 1


def test_a_mail_to_oneself_that_went_wrong_holds_nothing_up() -> None:
    refused = e.SendRefused(day(7), 3, SHEET.message_id, "call_sheet", "550 no", purpose=TO_SELF)
    lost = e.SendUncertain(day(7), 3, SHEET.message_id, TO_SELF, "call_sheet", "s", "t")
    for event in (refused, lost):
        story = given(*CONVERSATION, CALL, event)
        assert story.stage == Stage.SCHEDULED
        story.waits(day(7))


def test_the_thank_you_for_the_reply_is_owed_even_when_a_call_is_planned() -> None:
    assert given(*ASKED, REPLIED, CALL).sends(day(1)).purpose == "thank_reply"


def test_a_call_agreed_elsewhere_ends_the_asking() -> None:
    story = given(*ASKED, CALL)
    assert story.stage == Stage.SCHEDULED
    assert story.sends(day(2)).purpose == TO_SELF


def test_a_call_agreed_after_silence_ends_the_silence() -> None:
    assert given(*SILENCE, e.CallScheduled(day(30), day(31))).stage == Stage.SCHEDULED


def test_after_its_time_the_user_is_asked_once_by_mail_how_it_was() -> None:
    step = given(*CONVERSATION, CALL, SHEET).sends(day(8, 0.5))
    assert (step.template, step.purpose) == ("how_was_it", TO_SELF)
    question = given(*CONVERSATION, CALL, SHEET, ASKED_HOW).asks(day(8, 1))
    assert "weakties met WHO" in question.question
    assert question.until == day(9, 3)


def test_without_a_word_a_plain_thank_you_leaves_by_the_next_working_noon() -> None:
    friday = e.CallScheduled(day(1), day(4, 7), 20)
    berlin = replace(OFFICE, time_zone="Europe/Berlin")
    story = given(*CONVERSATION, friday, noticed(3, day(3, 7), "call_sheet"), noticed(4, day(4, 7.5), "how_was_it"))
    step = story.under(berlin).concludes(day(8))
    assert (step.outcome, step.due_at) == ("call_was_held", day(7, 2))
    held = story.when(c.EndCall(day(7, 2))).then(e.CallHeld(day(7, 2), is_assumed=True))
    assert held.under(berlin).sends(day(7, 2)).template == "thank_call"


def test_whoever_slept_past_the_noon_is_asked_first_all_the_same() -> None:
    story = given(*CONVERSATION, CALL, SHEET)
    assert story.sends(day(30)).template == "how_was_it"
    assert story.and_then(noticed(4, day(30), "how_was_it")).asks(day(30)).until == day(31, 3)


def test_a_call_that_was_said_to_be_held_is_not_ended_again() -> None:
    given(*CONVERSATION, CALL, HELD).when(c.EndCall(day(9))).changes_nothing()
    given(*CONVERSATION, CALL).when(c.EndCall(day(7))).changes_nothing()


def test_nobody_is_thanked_twice_for_one_call() -> None:
    assumed = e.CallHeld(day(9, 3), is_assumed=True)
    story = given(*CONVERSATION, CALL, assumed, sent(3, day(9, 3), "thank_call"))
    story.when(c.HoldCall(day(9, 5), "Ask three people first.")).refused("weakties note WHO")


def test_a_takeaway_said_before_the_thanks_have_left_goes_with_them() -> None:
    assumed = e.CallHeld(day(9, 3), is_assumed=True)
    late = c.HoldCall(day(9, 3.1), "Tides.")
    assert given(*CONVERSATION, CALL, assumed).when(late).then(e.CallHeld(day(9, 3.1), "Tides.")).state.takeaway


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
