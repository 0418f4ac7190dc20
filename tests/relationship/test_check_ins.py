"""When does a check-in go, and with which words?"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from relationship.delay import parse_delay
from relationship.policy import Policy
from relationship.rules.stage import Stage
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.relationship.story import (
    ADDED,
    ALWAYS,
    CONVERSATION,
    HELD,
    ME,
    MET,
    MONDAY,
    OFFICE,
    WEEK,
    Story,
    cadence,
    day,
    given,
    replied,
    sent,
)


def check_ins(story: Story, count: int) -> list[e.EmailSent]:
    """The next check-ins, each sent when it was due and never answered."""
    mails: list[e.EmailSent] = []
    now = day(2)
    for _ in range(count):
        step = story.and_then(*mails).sends(now)
        now = step.due_at
        mails.append(sent(story.state.next_number + len(mails), now, step.purpose, step.template))
    return mails


def contacts(count: int) -> list[Story]:
    """The same conversation with many people."""
    return [given(replace(ADDED, address=f"ada{number}@tides.example"), *CONVERSATION[1:]) for number in range(count)]


def test_a_check_in_lies_within_the_two_delays_from_the_last_contact() -> None:
    for story in contacts(50):
        assert day(1, 1) + 3 * WEEK <= story.sends(day(2)).due_at <= day(1, 1) + 4 * WEEK


def test_not_everybody_is_written_to_at_the_same_moment() -> None:
    assert len({story.sends(day(2)).due_at for story in contacts(20)}) == 20


def test_the_day_of_a_check_in_does_not_move_while_it_is_waited_for() -> None:
    story = given(*CONVERSATION)
    assert len({story.sends(day(number)).due_at for number in range(2, 20)}) == 1


def test_check_ins_keep_to_the_window() -> None:
    for story in contacts(20):
        due_at = story.under(OFFICE).sends(day(2)).due_at
        assert due_at.weekday() < 5
        assert (8, 30) <= (due_at.hour, due_at.minute) < (17, 0)


def test_check_ins_use_every_template_before_any_comes_again() -> None:
    templates = [mail.template for mail in check_ins(given(*CONVERSATION), 8)]
    assert set(templates[:4]) == set(ALWAYS.check_ins)
    assert templates[:4] == templates[4:]


def test_people_do_not_all_get_the_same_first_check_in() -> None:
    assert {story.sends(day(2)).template for story in contacts(40)} == set(ALWAYS.check_ins)


def test_a_template_that_is_added_later_comes_before_the_used_ones() -> None:
    story = given(*CONVERSATION)
    story = story.and_then(*check_ins(story, 4)).under(replace(ALWAYS, check_ins=(*ALWAYS.check_ins, "check_in_5")))
    assert story.sends(day(200)).template == "check_in_5"


def test_a_single_template_is_used_again_and_again() -> None:
    story = given(*CONVERSATION).under(replace(ALWAYS, check_ins=("hello",)))
    assert [mail.template for mail in check_ins(story, 2)] == ["hello", "hello"]


def test_without_templates_there_are_no_check_ins_and_the_reason_is_said() -> None:
    assert "check_in_1.txt" in given(*CONVERSATION).under(replace(ALWAYS, check_ins=())).rests(day(60)).why


def test_two_templates_never_follow_themselves() -> None:
    story = given(*CONVERSATION).under(replace(ALWAYS, check_ins=("one", "two")))
    templates = [mail.template for mail in check_ins(story, 6)]
    assert all(first != second for first, second in pairwise(templates))


@pytest.mark.parametrize(
    ("contact", "at"),
    [
        (replied(day(20), "<r2@tides.example>"), day(20)),
        (e.TouchLogged(day(20), "phone"), day(20)),
        (e.CallCancelled(day(20)), day(20)),
        (sent(3, day(24), "check_in"), day(24)),
    ],
    ids=lambda value: value.kind if not isinstance(value, datetime) else "",
)
def test_any_contact_in_either_direction_moves_the_next_check_in(contact: e.Event, at: datetime) -> None:
    assert at + 3 * WEEK <= given(*CONVERSATION, contact).sends(at).due_at <= at + 4 * WEEK


@pytest.mark.parametrize(
    "no_contact",
    [
        e.NoteAdded(day(20), "likes sailing"),
        e.Bounced(day(20), "<b@tides.example>", hard=False),
        e.AutoReplyReceived(day(20), "<a@tides.example>", returns_on="2026-03-22"),
        e.Paused(day(20), day(21)),
    ],
    ids=lambda event: event.kind,
)
def test_what_is_no_contact_moves_nothing(no_contact: e.Event) -> None:
    story = given(*CONVERSATION)
    after = story.and_then(no_contact, e.Resumed(day(21)))
    assert after.sends(day(21)).due_at == story.sends(day(21)).due_at


def test_an_event_that_is_told_late_does_not_move_the_last_contact_back() -> None:
    story = given(*CONVERSATION, e.TouchLogged(day(10), "phone"), replied(day(5), "<late@tides.example>"))
    assert story.state.last_contact_at == day(10)


def test_the_first_check_in_makes_a_conversation_one_to_nurture() -> None:
    assert given(*CONVERSATION).stage == Stage.CONVERSING
    assert given(*CONVERSATION, sent(3, day(24), "check_in")).stage == Stage.NURTURING


def test_somebody_met_elsewhere_is_not_asked_but_kept_in_touch_with() -> None:
    story = given(ADDED, MET)
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(1)).purpose == "check_in"


def test_a_touch_is_logged_with_how_it_came_about() -> None:
    given(*CONVERSATION).when(c.LogTouch(day(5), "phone", "about boats")).then(
        e.TouchLogged(day(5), "phone", "about boats")
    )


def test_a_touch_needs_to_say_how() -> None:
    given(*CONVERSATION).when(c.LogTouch(day(5), " ")).refused("--by phone")


def test_a_note_is_kept() -> None:
    story = given(*CONVERSATION).when(c.AddNote(day(5), " likes sailing ")).then(e.NoteAdded(day(5), "likes sailing"))
    assert story.state.notes == ("likes sailing",)


def test_a_note_needs_words() -> None:
    given(*CONVERSATION).when(c.AddNote(day(5), "")).refused("weakties note WHO 'text'")


def test_news_goes_with_one_check_in() -> None:
    story = given(*CONVERSATION, e.NewsQueued(day(5), "I started at the harbour."))
    assert story.state.news == ("I started at the harbour.",)
    assert story.and_then(sent(3, day(24), "check_in")).state.news == ()


def test_news_waits_for_a_check_in_and_leaves_with_no_other_mail() -> None:
    story = given(*CONVERSATION, e.NewsQueued(day(5), "News."), HELD, sent(3, day(8, 1), "thank_call"))
    assert story.state.news == ("News.",)


def test_referrals_are_kept_once_each() -> None:
    story = given(
        *CONVERSATION,
        e.ReferralReceived(day(5), "grace@ships.example", "Grace"),
        e.IntroductionUsed(day(6), "grace@ships.example"),
    )
    assert story.state.referrals == ("grace@ships.example",)


def test_a_changed_cadence_counts_for_the_check_in_that_is_waited_for() -> None:
    policy = cadence(check_in_after=parse_delay("10 weeks"), check_in_before=parse_delay("12 weeks"))
    due_at = given(*CONVERSATION).under(policy).sends(day(2)).due_at
    assert day(1, 1) + 10 * WEEK <= due_at <= day(1, 1) + 12 * WEEK


def test_one_relationship_can_have_a_cadence_of_its_own() -> None:
    own = e.PolicyChanged(day(2), "6 weeks", "7 weeks")
    assert day(1, 1) + 6 * WEEK <= given(*CONVERSATION, own).sends(day(2)).due_at <= day(1, 1) + 7 * WEEK


def test_a_cadence_of_its_own_can_be_given_up() -> None:
    own = (e.PolicyChanged(day(2), "6 weeks", "7 weeks"), e.PolicyChanged(day(3)))
    assert given(*CONVERSATION, *own).sends(day(3)) == given(*CONVERSATION).sends(day(3))


def test_a_stored_cadence_that_cannot_be_read_any_more_counts_as_none() -> None:
    garbled = e.PolicyChanged(day(2), "every new moon", "3 fortnights")
    assert given(*CONVERSATION, garbled).sends(day(2)) == given(*CONVERSATION).sends(day(2))


def test_two_delays_in_the_wrong_order_mean_the_longer_one() -> None:
    policy = cadence(check_in_after=parse_delay("4 weeks"), check_in_before=parse_delay("2 weeks"))
    assert given(*CONVERSATION).under(policy).sends(day(2)).due_at == day(1, 1) + 4 * WEEK


def test_a_check_in_that_is_late_moves_to_the_next_window() -> None:
    a_saturday = day(61)
    assert given(*CONVERSATION).under(OFFICE).sends(a_saturday).due_at.date() == day(63).date()


def test_delays_in_business_days_are_counted_in_the_contacts_calendar() -> None:
    days = parse_delay("5 business days")
    policy = cadence(check_in_after=days, check_in_before=days)
    in_germany = replace(ADDED, country="DE")
    good_friday_week = replied(datetime.fromisoformat("2026-04-01T09:00:00+00:00"), "<r9@tides.example>")
    story = given(in_germany, *CONVERSATION[1:], good_friday_week).under(policy)
    # Good Friday and Easter Monday are no business days.
    assert story.sends(day(31)).due_at == good_friday_week.at + timedelta(days=9)


def test_an_account_of_its_own_is_a_relationship_of_its_own() -> None:
    other = given(replace(ADDED, account=f"other.{ME}"), *CONVERSATION[1:])
    assert other.state.id != given(*CONVERSATION).state.id


def test_the_contacts_own_time_zone_wins_over_the_users() -> None:
    tokyo = given(replace(ADDED, time_zone="Asia/Tokyo"), CONVERSATION[1]).under(Policy(time_zone="America/New_York"))
    sunday_night = datetime.fromisoformat("2026-03-08T20:00:00+00:00")
    opening = datetime.fromisoformat("2026-03-08T23:30:00+00:00")
    assert opening <= tokyo.sends(sunday_night).due_at <= opening + timedelta(hours=2)
    assert opening > MONDAY
