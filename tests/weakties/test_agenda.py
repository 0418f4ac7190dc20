"""Who has gone quiet, and what a list shows of a request that waits to be read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from relationship.policy import Policy, Window
from relationship.rules.evolve import fold
from relationship.rules.next_step import next_step
from relationship.stream import events as e
from relationship.views.card import Card, card_of
from tests.relationship.story import ADDED, CONVERSATION, HELD, MONDAY, PREPARED, day
from weakties.app.agenda import is_quiet

READ_ALL = Policy(window=Window(always=True), approve="all")


def card(*events: e.Event, policy: Policy = READ_ALL, now: datetime = MONDAY) -> Card:
    state = fold(events)
    return card_of(state, next_step(state, policy, now))


def test_a_request_that_waits_to_be_read_is_one_that_is_about_to_be_asked() -> None:
    assert card(ADDED, PREPARED).asked_at == MONDAY
    waiting = card(ADDED, PREPARED, e.DraftWaiting(MONDAY, 1, "request"), now=day(1))
    assert (waiting.asked_at, waiting.draft_waits) == (MONDAY, True)


def test_a_list_knows_when_somebody_was_last_heard_of() -> None:
    assert card(ADDED, PREPARED).last_heard_at is None
    assert card(*CONVERSATION).last_heard_at == day(1)
    talked = card(*CONVERSATION, HELD, now=day(9))
    assert (talked.last_heard_at, talked.calls, talked.answered_on) == (day(8, 1), 1, 1)


def test_whoever_was_not_heard_of_for_three_months_has_gone_quiet() -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    friend = replace(card(*CONVERSATION), stage="nurturing", last_heard_at=now - timedelta(days=91))
    assert is_quiet(friend, now)
    assert not is_quiet(replace(friend, last_heard_at=now - timedelta(days=80)), now)
    assert not is_quiet(replace(friend, stage="closed"), now)
    assert is_quiet(replace(friend, stage="unanswered", last_heard_at=None), now)
