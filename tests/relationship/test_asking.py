"""How is the conversation asked for? Three attempts in one thread, and then silence."""

from datetime import timedelta

import pytest

from relationship.delay import Delay
from relationship.policy import Policy
from relationship.rules.stage import Stage
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.relationship.story import (
    ADDED,
    ALWAYS,
    ASKED,
    CALL,
    MONDAY,
    OFFICE,
    PREPARED,
    REPLIED,
    SECOND,
    SENT,
    SILENCE,
    THIRD,
    UNANSWERED,
    WEEK,
    cadence,
    day,
    given,
)


def test_a_new_contact_is_being_prepared() -> None:
    assert given(ADDED).stage == Stage.PREPARING


def test_no_request_leaves_without_a_reason() -> None:
    question = given(ADDED).asks(MONDAY)
    assert "weakties prep ada@tides.example --reason" in question.question
    assert question.until is None


def test_homework_that_the_policy_does_not_ask_for_holds_nothing_back() -> None:
    assert given(ADDED).under(Policy(window=ALWAYS.window, homework=())).sends(MONDAY).template == "request"


def test_a_reason_lets_the_request_leave_at_once() -> None:
    story = given(ADDED).when(c.Prepare(MONDAY, "  Your talk on tides stayed with me.\n")).then(PREPARED)
    step = story.sends(MONDAY)
    assert story.stage == Stage.REQUESTING
    assert (step.template, step.purpose, step.attempt, step.due_at) == ("request", "request", 1, MONDAY)
    assert "attempt 1 of 3" in step.why


def test_a_reason_of_blanks_is_refused_with_an_example() -> None:
    given(ADDED).when(c.Prepare(MONDAY, " \n")).refused("--reason 'why this person'")


def test_a_second_reason_replaces_the_first() -> None:
    assert given(ADDED, PREPARED, e.HomeworkDone(day(1), "Because.")).state.reason == "Because."


def test_homework_without_a_reason_keeps_the_reason_there_was() -> None:
    assert given(ADDED, PREPARED, e.HomeworkDone(day(1))).state.reason == PREPARED.reason


def test_the_first_request_waits_for_the_window() -> None:
    saturday = day(5)
    step = given(ADDED, PREPARED).under(OFFICE).sends(saturday)
    assert step.due_at.date() == day(7).date()


def test_the_second_attempt_comes_five_business_days_after_the_first() -> None:
    step = given(*ASKED).sends(day(0, 1))
    assert (step.template, step.purpose, step.attempt, step.due_at) == ("follow_up", "follow_up", 2, day(7))
    assert "attempt 2 of 3, in the same thread" in step.why


def test_the_last_attempt_says_that_it_is_the_last() -> None:
    step = given(*ASKED, SECOND).sends(day(8))
    assert (step.template, step.attempt, step.due_at) == ("last_follow_up", 3, day(14))


def test_a_third_attempt_without_an_answer_ends_the_asking_after_its_time() -> None:
    step = given(*ASKED, SECOND, THIRD).concludes(day(15))
    assert (step.outcome, step.due_at) == ("went_unanswered", day(21))


def test_the_end_of_the_asking_is_recorded() -> None:
    story = given(*ASKED, SECOND, THIRD).when(c.EndAsking(day(21))).then(UNANSWERED)
    assert story.stage == Stage.UNANSWERED


def test_after_three_unanswered_attempts_nothing_more_is_sent() -> None:
    assert "A late reply still counts" in given(*SILENCE).rests(day(1000)).why


@pytest.mark.parametrize("overtaking", [REPLIED, CALL, UNANSWERED], ids=lambda event: event.kind)
def test_an_end_of_asking_that_was_overtaken_is_not_recorded(overtaking: e.Event) -> None:
    given(*ASKED, SECOND, THIRD, overtaking).when(c.EndAsking(day(21))).changes_nothing()


def test_a_follow_up_that_is_late_leaves_now() -> None:
    assert given(*ASKED).sends(day(60)).due_at == day(60)


def test_a_late_follow_up_moves_to_the_next_window() -> None:
    a_saturday_in_may = day(61)
    step = given(*ASKED).under(OFFICE).sends(a_saturday_in_may)
    assert a_saturday_in_may.weekday() == 5
    assert step.due_at.date() == day(63).date()


def test_lateness_does_not_bring_the_next_follow_up_closer() -> None:
    late_second = e.EmailSent(day(60), 2, "<wt.2@home.example>", "follow_up", "follow_up", "…", "…", 2)
    assert given(*ASKED, late_second).sends(day(60)).due_at - day(60) >= WEEK


def test_fewer_attempts_under_way_end_the_asking_earlier() -> None:
    assert given(*ASKED, SECOND).under(cadence(attempts=2)).concludes(day(8)).due_at == day(14)


def test_more_attempts_under_way_go_on_after_the_last() -> None:
    step = given(*ASKED, SECOND, THIRD).under(cadence(attempts=4)).sends(day(15))
    assert (step.template, step.attempt) == ("last_follow_up", 4)


def test_a_shorter_wait_under_way_counts_for_the_mail_that_is_out() -> None:
    policy = cadence(follow_up_after=Delay(elapsed_for=timedelta(hours=2)))
    assert given(*ASKED).under(policy).sends(day(0, 1)).due_at == day(0, 2)


def test_more_attempts_do_not_wake_one_that_went_unanswered() -> None:
    given(*SILENCE).under(cadence(attempts=4)).rests(day(30))


def test_a_single_attempt_has_no_follow_up() -> None:
    assert given(*ASKED).under(cadence(attempts=1)).concludes(day(1)).due_at == day(7)


def test_a_reason_that_is_required_later_does_not_stop_an_asking_under_way() -> None:
    assert given(ADDED, SENT).sends(day(1)).attempt == 2
    assert given(ADDED, SENT).stage == Stage.REQUESTING
