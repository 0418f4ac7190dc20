"""What does an answer change?"""

from relationship.delay import parse_delay
from relationship.rules.stage import Stage
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.relationship.story import (
    ADDED,
    ASKED,
    CONVERSATION,
    HELD,
    MONDAY,
    OFFICE,
    PREPARED,
    REPLIED,
    SECOND,
    SENT,
    SILENCE,
    THANKED,
    auto_replied,
    cadence,
    day,
    given,
    replied,
    sent,
)


def test_a_reply_ends_the_follow_ups() -> None:
    story = given(*ASKED).when(REPLIED).then(REPLIED)
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(1)).purpose == "thank_reply"


def test_the_thank_you_for_a_reply_goes_an_hour_later() -> None:
    step = given(*ASKED, REPLIED).sends(day(1))
    assert (step.template, step.attempt, step.due_at) == ("thank_reply", 0, day(1, 1))


def test_the_thank_you_for_a_reply_keeps_to_the_window() -> None:
    on_saturday = replied(day(5))
    assert given(*ASKED, on_saturday).under(OFFICE).sends(day(5)).due_at.date() == day(7).date()


def test_a_reply_is_thanked_for_once() -> None:
    story = given(*CONVERSATION, replied(day(2), "<r2@tides.example>"))
    assert story.sends(day(2)).purpose == "check_in"


def test_two_replies_before_the_thank_you_bring_one() -> None:
    story = given(*ASKED, REPLIED, replied(day(1, 0.5), "<r2@tides.example>"))
    assert story.sends(day(1, 0.5)).due_at == day(1, 1)
    assert story.and_then(THANKED).sends(day(2)).purpose == "check_in"


def test_a_late_reply_still_counts() -> None:
    story = given(*SILENCE).when(replied(day(200))).then(replied(day(200)))
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(200)).purpose == "thank_reply"


def test_a_reply_in_a_second_round_of_asking_is_thanked_for() -> None:
    again = (e.Resumed(day(100)), sent(4, day(100)), replied(day(101)))
    assert given(*SILENCE, *again).sends(day(101)).purpose == "thank_reply"


def test_a_user_who_answered_by_hand_is_not_talked_over() -> None:
    story = given(*ASKED, REPLIED, e.TouchLogged(day(1, 0.5), "mail"))
    assert story.sends(day(1, 1)).purpose == "check_in"


def test_a_touch_before_the_reply_does_not_stand_for_an_answer_to_it() -> None:
    story = given(*ASKED, e.TouchLogged(day(0, 5), "phone"), REPLIED)
    assert story.sends(day(1)).purpose == "thank_reply"


def test_a_message_from_somebody_who_was_not_asked_is_not_thanked_for() -> None:
    story = given(ADDED, PREPARED, REPLIED)
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(1)).purpose == "check_in"


def test_an_answer_to_a_check_in_is_not_thanked_for_by_machine() -> None:
    story = given(ADDED, PREPARED, e.TouchLogged(MONDAY, "phone"), sent(1, day(24), "check_in"), replied(day(25)))
    assert story.sends(day(25)).purpose == "check_in"


def test_a_reply_that_was_read_before_its_mail_was_recorded_still_ends_the_asking() -> None:
    story = given(ADDED, PREPARED, replied(MONDAY), SENT)
    assert story.sends(day(0, 1)).purpose == "thank_reply"


def test_a_follow_up_that_crossed_the_reply_does_not_begin_the_asking_again() -> None:
    story = given(*ASKED, replied(day(7)), SECOND)
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(7)).purpose == "thank_reply"


def test_a_changed_delay_counts_for_a_thank_you_that_is_owed() -> None:
    story = given(*ASKED, REPLIED).under(cadence(thank_after=parse_delay("2 days")))
    assert story.sends(day(1)).due_at == day(3)


def test_a_message_delivered_twice_changes_nothing() -> None:
    given(*ASKED, REPLIED).when(REPLIED).changes_nothing()


def test_a_message_that_came_again_later_changes_nothing() -> None:
    given(*ASKED, REPLIED).when(replied(day(9))).changes_nothing()


def test_an_automatic_reply_delivered_twice_changes_nothing() -> None:
    note = auto_replied(day(1))
    given(*ASKED, note).when(note).changes_nothing()


def test_a_message_older_than_the_relationship_changes_nothing() -> None:
    given(*ASKED).when(replied(day(-1))).changes_nothing()


def test_a_message_of_the_second_in_which_the_contact_was_added_counts() -> None:
    added = e.Added(MONDAY.replace(microsecond=900_000), ADDED.account, ADDED.address, ADDED.name)
    given(added).when(replied(MONDAY)).then(replied(MONDAY))


def test_messages_without_an_id_are_all_kept() -> None:
    nameless = replied(day(2), "")
    given(*ASKED, replied(day(1), "")).when(nameless).then(nameless)


def test_a_mail_reported_as_sent_twice_changes_nothing() -> None:
    given(*ASKED).when(SENT).changes_nothing()


def test_a_call_that_was_held_is_thanked_for_instead_of_the_reply() -> None:
    story = given(*ASKED, REPLIED, HELD)
    assert story.sends(day(8, 1)).purpose == "thank_call"
    assert story.and_then(sent(2, day(8, 1), "thank_call")).sends(day(9)).purpose == "check_in"


def test_a_reply_is_a_fact_even_where_nothing_is_sent_any_more() -> None:
    for over in (c.Close(day(1)), c.Pause(day(1))):
        stopped = given(*ASKED).when(over)
        assert stopped.events is not None
        given(*ASKED, *stopped.events).when(replied(day(2))).then(replied(day(2)))
