"""The one recorded answer: which events follow from what has arrived, and which step comes next?"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from relationship.rules.advance import Advance, Arrived, advance
from relationship.rules.step import Conclude, Rest, Send, due_at_of
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.redaction import Forgotten
from tests.relationship.story import (
    ADDED,
    ALWAYS,
    ASKED,
    BOUNCED,
    CALL,
    CLOSED,
    CONVERSATION,
    HELD,
    OPTED_OUT,
    PAUSED,
    PREPARED,
    REPLIED,
    SENT,
    SILENCE,
    auto_replied,
    day,
    replied,
    sent,
)

SOON = day(2)


def answer(*events: e.Event, arrived: tuple[Arrived, ...] = (), now: datetime = SOON) -> Advance:
    return advance(events, arrived, ALWAYS, now)


def test_a_fact_that_arrived_is_recorded_as_it_is() -> None:
    found = answer(*ASKED, arrived=(REPLIED,))
    assert found.events == (REPLIED,)
    assert isinstance(found.chosen.step, Send)
    assert found.chosen.step.purpose == "thank_reply"


def test_nothing_arrived_and_nothing_is_due_so_nothing_is_recorded() -> None:
    assert answer(*ASKED).events == ()


def test_a_request_that_something_came_before_is_refused_and_the_rest_is_granted() -> None:
    found = answer(*ASKED, arrived=(OPTED_OUT, c.QueueNews(day(2), "I moved."), c.AddNote(day(2), "likes boats")))
    assert [refusal.index for refusal in found.refusals] == [1]
    assert found.events == (OPTED_OUT, e.NoteAdded(day(2), "likes boats"))


def test_an_opt_out_at_the_end_of_a_pause_ends_everything_and_refuses_nothing() -> None:
    pause = e.Paused(day(1), day(2))
    found = answer(*ASKED, pause, arrived=(e.OptedOut(day(2), "<o@x>"),), now=day(2))
    assert isinstance(found.chosen.step, Rest)
    assert not found.refusals


def test_what_time_brings_is_recorded_at_once_so_that_no_conclusion_is_left_to_take() -> None:
    third = sent(3, day(14), "follow_up")
    found = answer(*ASKED, sent(2, day(7), "follow_up"), third, now=day(40))
    assert found.events == (e.WentUnanswered(day(40)),)
    assert isinstance(found.chosen.step, Rest)


def test_the_end_of_a_pause_leads_straight_to_the_next_step() -> None:
    found = answer(*ASKED, e.Paused(day(1), day(10)), now=day(10))
    assert found.events == (e.Resumed(day(10)),)
    assert isinstance(found.chosen.step, Send)


def test_a_name_that_is_forgotten_is_not_brought_back_by_a_mail_that_was_on_its_way() -> None:
    forgotten = Forgotten("0" * 16, ("cleo@locks.example",), "Cleo Marsh")
    mail = e.EmailSent(day(2), 2, "<2@x>", "follow_up", "follow_up", "About Cleo Marsh", "Cleo Marsh said hello.", 2)
    found = answer(*ASKED, arrived=(forgotten, mail))
    assert found.rewritten is not None
    assert len(found.rewritten) == len(ASKED) + 1
    assert "Cleo" not in repr(found.rewritten)


EVENTS = st.sampled_from(
    [PREPARED, SENT, REPLIED, OPTED_OUT, BOUNCED, CALL, HELD, PAUSED, CLOSED, e.Paused(day(3), day(4)), *SILENCE]
)
ARRIVED: st.SearchStrategy[Arrived] = st.one_of(
    st.sampled_from([REPLIED, OPTED_OUT, BOUNCED, replied(day(9), "<r9@x>"), auto_replied(day(9), "2026-04-01")]),
    st.builds(c.Pause, st.just(day(5)), st.sampled_from([None, day(6), day(50)])),
    st.builds(c.Resume, st.just(day(5))),
    st.builds(c.Close, st.just(day(5))),
    st.builds(c.ScheduleCall, st.just(day(5)), st.sampled_from([day(6), day(8)]), invite=st.booleans()),
    st.builds(c.HoldCall, st.just(day(5))),
    st.builds(c.QueueNews, st.just(day(5)), st.sampled_from(["", "news"])),
    st.builds(c.Resolve, st.just(day(5)), st.booleans()),
)


@settings(max_examples=400, deadline=None)
@examples(st.lists(EVENTS, max_size=8), st.lists(ARRIVED, max_size=5), st.floats(0, 400))
def test_no_fact_no_request_and_no_time_makes_it_fail(
    events: list[e.Event], arrived: list[Arrived], later: float
) -> None:
    now = day(10) + timedelta(days=later)
    found = answer(ADDED, *events, arrived=tuple(arrived), now=now)
    due_at = due_at_of(found.chosen.step)
    # A conclusion that is due has been drawn; what is left waits for the clock, for people, or for a mail.
    assert not (isinstance(found.chosen.step, Conclude) and due_at is not None and due_at <= now)


@pytest.mark.parametrize("events", [CONVERSATION, SILENCE, ASKED])
def test_asked_again_at_the_same_moment_it_has_nothing_to_add(events: tuple[e.Event, ...]) -> None:
    first = answer(*events, now=day(90))
    assert answer(*events, *first.events, now=day(90)).events == ()
