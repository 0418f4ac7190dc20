"""Is what is forecast what then happens, and does every rule have words?"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relationship.policy import Policy
from relationship.rules.next_step import QUESTIONS, choose
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.views.forecast import Planned, forecast
from relationship.views.why import _WORDS, why
from tests.relationship.story import (
    ADDED,
    ALWAYS,
    ASKED,
    BOUNCED,
    CALL,
    CONVERSATION,
    HELD,
    OFFICE,
    OPTED_OUT,
    PAUSED,
    PREPARED,
    SILENCE,
    Story,
    day,
    given,
    uncertain,
)

BERLIN = replace(OFFICE, time_zone="Europe/Berlin", country="DE", check_ins=("check_in_1", "check_in_2", "check_in_3"))


def lived(story: Story, policy: Policy, until: datetime) -> list[Planned]:
    """What happens when every step is taken when it is due, an hour at a time, as the workflow does."""
    now, sent = story.events[-1].at, list[Planned]()
    while now <= until:
        step = story.under(policy).next_step(now)
        match step.kind:
            case "send" if step.due_at <= now:
                sent.append(Planned(now, step.template, step.purpose, step.attempt))
                number = story.state.next_number
                mail = e.EmailSent(now, number, f"<{number}>", step.purpose, step.template, "", "", step.attempt)
                story = story.and_then(mail)
            case "conclude" if step.due_at <= now:
                story = story.and_then(e.WentUnanswered(now))
            case _:
                due = [at for at in (getattr(step, "due_at", None), getattr(step, "until", None)) if at]
                now = max(now + timedelta(seconds=1), min(due, default=until + timedelta(days=1)))
    return sent


@pytest.mark.parametrize("events", [(ADDED, PREPARED), ASKED, CONVERSATION, (*CONVERSATION, HELD)])
@pytest.mark.parametrize("policy", [ALWAYS, BERLIN], ids=["always", "Berlin"])
def test_a_year_goes_as_forecast(events: tuple[e.Event, ...], policy: Policy) -> None:
    story, until = given(*events), day(365)
    expected = list(forecast(story.state, policy, events[-1].at, until))
    happened = lived(story, policy, until)
    assert [(one.template, one.attempt) for one in expected] == [(one.template, one.attempt) for one in happened]
    gaps = [abs(one.at - other.at) for one, other in zip(expected, happened, strict=True)]
    assert max(gaps) <= timedelta(seconds=2)
    assert expected


@pytest.mark.parametrize("events", [(*ASKED, OPTED_OUT), (*ASKED, BOUNCED), SILENCE, (*ASKED, PAUSED), (ADDED,)])
def test_where_nothing_may_be_sent_nothing_is_forecast(events: tuple[e.Event, ...]) -> None:
    assert list(forecast(given(*events).state, ALWAYS, day(30), day(400))) == []


def test_a_forecast_of_seconds_over_weeks_ends() -> None:
    from tests.relationship.story import cadence

    quick = cadence(
        check_in_after=replace(ALWAYS.cadence.check_in_after, elapsed_for=timedelta(seconds=1)),
        check_in_before=replace(ALWAYS.cadence.check_in_after, elapsed_for=timedelta(seconds=2)),
    )
    assert 0 < len(list(forecast(given(*CONVERSATION).state, quick, day(2), day(400)))) <= 500


def test_every_rule_has_words() -> None:
    assert set(_WORDS) == {"approval", *(name for name, _ in QUESTIONS)}


@pytest.mark.parametrize(
    ("events", "rule"),
    [
        ((*ASKED, OPTED_OUT), "forbidden"),
        ((*ASKED, PAUSED), "paused"),
        ((ADDED, PREPARED, uncertain()), "unsettled"),
        ((*ASKED, e.ChallengeReceived(day(1), "<c@x>")), "challenged"),
        ((*CONVERSATION, CALL, e.CallMissed(day(9))), "missed_call"),
        (CONVERSATION[:-1], "owed_thanks"),
        ((*CONVERSATION, CALL), "planned_call"),
        (CONVERSATION, "check_in"),
        (SILENCE, "over"),
        ((ADDED,), "homework"),
        (ASKED, "asking"),
    ],
)
def test_the_reason_is_the_rule_that_chose(events: tuple[e.Event, ...], rule: str) -> None:
    story = given(*events)
    reason = why(choose(story.state, ALWAYS, day(2)))
    assert reason.rule == rule
    assert reason.step == story.next_step(day(2))


def test_news_that_does_not_wait_goes_now_and_moves_the_check_in() -> None:
    story = (
        given(*CONVERSATION)
        .when(c.QueueNews(day(3), " I found a job. ", at_once=True))
        .then(e.NewsQueued(day(3), "I found a job.", at_once=True))
    )
    step = story.sends(day(3))
    assert (step.template, step.due_at) == ("news", day(3))
    told = story.and_then(e.EmailSent(day(3), 3, "<3@x>", "check_in", "news", "", ""))
    assert told.sends(day(3)).due_at >= day(3) + timedelta(weeks=3)
    assert told.state.news == ()


def test_news_that_waits_goes_with_the_next_check_in() -> None:
    quiet = given(*CONVERSATION)
    story = quiet.and_then(e.NewsQueued(day(3), "I found a job."))
    assert story.sends(day(3)) == quiet.sends(day(3))
    assert story.state.news == ("I found a job.",)


def test_news_is_for_people_one_is_in_contact_with() -> None:
    given(*ASKED).when(c.QueueNews(day(1), "News")).refused("has not answered yet")


def test_after_a_missed_call_a_kind_word_goes_out_in_the_thread_once() -> None:
    story = given(*CONVERSATION, CALL).when(c.MissCall(day(9))).then(e.CallMissed(day(9)))
    step = story.sends(day(9))
    assert (step.template, step.purpose) == ("missed_call", "missed_call")
    after = story.and_then(e.EmailSent(day(9), 3, "<3@x>", "missed_call", "missed_call", "", ""))
    assert after.sends(day(10)).purpose == "check_in"


def test_a_new_time_makes_the_word_about_the_missed_call_needless() -> None:
    story = given(*CONVERSATION, CALL, e.CallMissed(day(9)), e.CallScheduled(day(9), day(12)))
    assert story.sends(day(10)).template == "call_sheet"


def test_no_call_can_be_missed_that_was_not_planned() -> None:
    given(*CONVERSATION).when(c.MissCall(day(2))).refused("no call")
