"""What does an automatic reply change? It is no answer, and it uses up no attempt."""

import pytest

from relationship.delay import parse_delay
from relationship.rules.stage import Stage
from relationship.stream import events as e
from tests.relationship.story import (
    ADDED,
    ALWAYS,
    ASKED,
    CONVERSATION,
    MONDAY,
    OFFICE,
    PREPARED,
    REPLIED,
    SECOND,
    SENT,
    SILENCE,
    THIRD,
    WEEK,
    auto_replied,
    cadence,
    day,
    given,
    sent,
)

AWAY = auto_replied(day(0, 1), returns_on="2026-03-20")
"""Back on a Friday: the next business day is Monday, 23 March, three weeks after the story's first day."""
AFTER = sent(2, day(21), "follow_up", "after_absence", attempt=1)


def test_an_automatic_reply_is_no_answer() -> None:
    assert given(*ASKED, AWAY).stage == Stage.REQUESTING


def test_the_next_mail_waits_for_the_business_day_after_the_return() -> None:
    step = given(*ASKED, AWAY).sends(day(1))
    assert step.due_at.date() == day(21).date()
    assert "was away" in step.why


def test_the_mail_after_an_absence_has_words_of_its_own_and_is_the_same_attempt() -> None:
    step = given(*ASKED, AWAY).sends(day(1))
    assert (step.template, step.purpose, step.attempt) == ("after_absence", "follow_up", 1)


def test_after_the_absence_the_attempts_go_on_as_usual() -> None:
    step = given(*ASKED, AWAY, AFTER).sends(day(22))
    assert (step.template, step.attempt, step.due_at) == ("follow_up", 2, day(28))
    assert "was away" not in step.why


def test_an_absence_gives_back_one_attempt_a_round_and_no_more() -> None:
    again = auto_replied(day(21, 1), returns_on="2026-04-10")
    story = given(*ASKED, AWAY, AFTER, again)
    assert story.state.attempts == 1
    assert story.sends(day(22)).attempt == 2


def test_a_second_absence_still_makes_the_next_mail_wait() -> None:
    again = auto_replied(day(21, 1), returns_on="2026-04-10")
    step = given(*ASKED, AWAY, AFTER, again).sends(day(22))
    assert (step.due_at.date().isoformat(), step.template) == ("2026-04-13", "follow_up")


def test_a_new_round_of_asking_can_be_given_an_attempt_back_again() -> None:
    again = (e.Resumed(day(100)), sent(5, day(100), attempt=1), auto_replied(day(100, 1), "2026-07-01"))
    story = given(*ASKED, AWAY, AFTER, *SILENCE[3:], *again)
    assert story.sends(day(101)).template == "after_absence"
    assert story.state.attempts == 0


def test_an_absence_after_the_last_attempt_gives_it_one_more() -> None:
    note = auto_replied(day(14, 1), "2026-03-20")
    step = given(*ASKED, SECOND, THIRD, note).sends(day(15))
    assert (step.template, step.attempt) == ("after_absence", 3)


def test_an_absence_that_shows_after_the_asking_ended_takes_it_up_again() -> None:
    story = given(*SILENCE, auto_replied(day(22), "2026-03-25"))
    assert story.stage == Stage.REQUESTING
    assert story.sends(day(22)).template == "after_absence"


def test_a_given_back_first_attempt_does_not_ask_for_homework_again() -> None:
    story = given(ADDED, SENT, AWAY)
    assert story.stage == Stage.REQUESTING
    assert story.sends(day(1)).template == "after_absence"


def test_an_automatic_reply_read_before_its_mail_was_recorded_gives_the_attempt_back_as_well() -> None:
    story = given(ADDED, PREPARED, auto_replied(MONDAY, "2026-03-20"), SENT)
    step = story.sends(day(1))
    assert (step.template, step.attempt, step.due_at.date()) == ("after_absence", 1, day(21).date())


def test_an_automatic_reply_that_crosses_a_follow_up_gives_one_attempt_back_not_two() -> None:
    story = given(*ASKED, auto_replied(day(7), "2026-03-20"), SECOND)
    assert story.state.attempts == 1
    assert story.sends(day(8)).template == "after_absence"


def test_a_first_request_waits_for_somebody_who_is_known_to_be_away() -> None:
    step = given(ADDED, PREPARED, AWAY).sends(day(1))
    assert (step.template, step.attempt, step.due_at.date()) == ("request", 1, day(21).date())
    assert "is away until then" in step.why


def test_an_absence_long_over_gives_nothing_back() -> None:
    story = given(ADDED, PREPARED, AWAY, sent(1, day(21)))
    assert story.state.attempts == 1


def test_an_absence_without_a_date_waits_a_week() -> None:
    assert given(*ASKED, auto_replied(day(2))).sends(day(3)).due_at == day(9)


@pytest.mark.parametrize("words", ["soon", "2026-02-30", "0001-01-01", "2028-01-01", "9999-12-31"])
def test_a_return_date_that_cannot_be_meant_counts_as_none(words: str) -> None:
    assert given(*ASKED, auto_replied(day(2), words)).sends(day(3)).due_at == day(9)


def test_a_return_date_in_the_past_delays_nothing() -> None:
    assert given(*ASKED, auto_replied(day(2), "2026-02-20")).sends(day(3)).due_at == day(7)


def test_an_absence_shorter_than_the_usual_wait_delays_nothing() -> None:
    assert given(*ASKED, auto_replied(day(0, 1), "2026-03-03")).sends(day(1)).due_at == day(7)


def test_the_wait_after_a_return_can_be_changed() -> None:
    story = given(*ASKED, AWAY).under(cadence(back_after=parse_delay("3 days")))
    assert story.sends(day(1)).due_at.date().isoformat() == "2026-03-23"


def test_the_mail_after_an_absence_keeps_to_the_window() -> None:
    due_at = given(*ASKED, AWAY).under(OFFICE).sends(day(1)).due_at
    assert due_at.date() == day(21).date()
    assert (8, 30) <= (due_at.hour, due_at.minute) < (17, 0)


def test_an_automatic_reply_does_not_count_as_contact() -> None:
    story = given(*CONVERSATION)
    assert story.and_then(auto_replied(day(5))).state.last_contact_at == story.state.last_contact_at


def test_a_check_in_waits_for_somebody_who_is_away() -> None:
    note = auto_replied(day(20), "2026-04-20")
    due_at = given(*CONVERSATION, note).sends(day(20)).due_at
    assert due_at.date().isoformat() >= "2026-04-21"


def test_an_automatic_reply_read_before_its_check_in_was_recorded_delays_the_next_one() -> None:
    note = auto_replied(day(24), "2026-06-01")
    story = given(*CONVERSATION, note, sent(3, day(24), "check_in"))
    assert story.sends(day(25)).due_at.date().isoformat() >= "2026-06-02"


def test_an_answer_shows_that_the_absence_is_over() -> None:
    story = given(*ASKED, AWAY, REPLIED)
    assert story.state.away is None
    assert story.sends(day(1)).due_at == day(1, 1)


def test_the_wait_for_an_absence_without_a_date_follows_the_policy() -> None:
    story = given(*ASKED, auto_replied(day(2))).under(cadence(away_for=parse_delay("3 weeks")))
    assert story.sends(day(3)).due_at == day(2) + 3 * WEEK
    assert ALWAYS.cadence.away_for == parse_delay("1 week")
