"""Whose mail may leave next? Spaced, capped, ramped, by priority, never blindly, never against a wall."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from relationship.budget import (
    Ask,
    Budget,
    Grant,
    Hold,
    Sending,
    ask,
    came_back,
    close_breaker,
    granted,
    next_turn,
    went_out,
    withdraw,
)
from tests.relationship.story import DAY, MONDAY, day

MINUTE = timedelta(minutes=1)
BUDGET = Budget()
SEEN = Sending(seen_at=MONDAY)


def asked(*purposes: str, sending: Sending = SEEN, at: datetime = MONDAY) -> Sending:
    for number, purpose in enumerate(purposes):
        sending = ask(sending, Ask(f"{purpose}-{number}", purpose, at + number * timedelta(seconds=1)))
    return sending


def turn(sending: Sending, now: datetime = MONDAY, budget: Budget = BUDGET) -> str:
    found = next_turn(sending, budget, now)
    assert isinstance(found, Grant), found
    return found.relationship_id


def hold(sending: Sending, now: datetime = MONDAY, budget: Budget = BUDGET) -> Hold:
    found = next_turn(sending, budget, now)
    assert isinstance(found, Hold), found
    return found


def play(sending: Sending, budget: Budget, until: datetime) -> list[datetime]:
    """Grant whatever may be granted until then; the inbox is always in sight. Returns when."""
    now, times = MONDAY, list[datetime]()
    while sending.asks and now < until:
        sending = replace(sending, seen_at=now)
        found = next_turn(sending, budget, now)
        match found:
            case Grant(relationship_id):
                times.append(now)
                sending = granted(sending, relationship_id, now)
            case Hold(later):
                assert later is not None
                assert later > now
                now = later
    return times


def test_nobody_asks_and_nobody_is_granted() -> None:
    assert hold(SEEN).until is None


def test_whoever_wrote_comes_before_whoever_was_never_written_to() -> None:
    sending = asked("request", "check_in", "follow_up", "thank_call", "thank_reply")
    order = []
    while sending.asks:
        order.append(turn(sending).partition("-")[0])
        sending = withdraw(sending, turn(sending))
    assert order == ["thank_reply", "thank_call", "follow_up", "check_in", "request"]


def test_of_the_same_kind_whoever_asked_first_is_first_and_asking_again_keeps_the_place() -> None:
    sending = asked("check_in", "check_in")
    again = ask(sending, Ask("check_in-0", "check_in", MONDAY + DAY))
    assert turn(again) == "check_in-0"
    assert len(again.asks) == 2


def test_a_first_request_does_not_wait_for_ever_behind_others() -> None:
    sending = asked("check_in", sending=asked("request"), at=day(2))
    assert turn(replace(sending, seen_at=day(2)), day(2)) == "request-0"


def test_mails_are_spaced_and_not_evenly() -> None:
    times = play(asked(*["check_in"] * 8), BUDGET, day(1))
    gaps = {later - earlier for earlier, later in pairwise(times)}
    assert all(BUDGET.spacing <= gap <= 1.5 * BUDGET.spacing for gap in gaps)
    assert len(gaps) == len(times) - 1


def test_a_month_of_sleep_ends_in_no_burst() -> None:
    grown = replace(SEEN, began_at=day(-100))
    times = play(asked(*["check_in"] * 120, sending=grown), BUDGET, day(30))
    assert len(times) == 120
    for start in times:
        assert sum(start <= at < start + DAY for at in times) <= BUDGET.per_day


def test_a_new_account_begins_slowly() -> None:
    times = play(asked(*["request"] * 100), BUDGET, day(30))
    per_day = [sum(day(number) <= at < day(number + 1) for at in times) for number in range(4)]
    assert per_day[0] == BUDGET.first_day
    assert per_day[1] > per_day[0]
    assert max(per_day) <= BUDGET.per_day


def test_no_limits_mean_none() -> None:
    free = Budget(spacing=timedelta(), per_day=10_000, first_day=10_000)
    assert set(play(asked(*["request"] * 300), free, day(1))) == {MONDAY}


def test_the_inbox_out_of_sight_holds_everything() -> None:
    assert "not been seen" in hold(asked("request", sending=Sending())).why
    late = hold(asked("thank_reply"), MONDAY + 31 * MINUTE)
    assert "2026-03-02 09:00" in late.why
    assert late.until is None


def test_trouble_with_the_account_holds_until_it_is_mended_or_tried_again() -> None:
    sending = replace(asked("request"), trouble="wrong password", trouble_at=MONDAY)
    assert "wrong password" in hold(sending).why
    assert hold(sending).until == MONDAY + 30 * MINUTE
    assert turn(sending, MONDAY + 30 * MINUTE)
    assert turn(close_breaker(sending))
    assert turn(went_out(sending, "<1@x>"))


def many(count: int, back: int, sending: Sending = SEEN) -> Sending:
    for number in range(count):
        sending = went_out(sending, f"<{number}@x>")
    for number in range(back):
        sending = came_back(sending, f"<{number}@x>")
    return sending


@pytest.mark.parametrize(("count", "back", "stops"), [(20, 5, True), (20, 4, False), (60, 5, False), (5, 5, True)])
def test_many_mails_that_come_back_stop_everything(count: int, back: int, stops: bool) -> None:
    found = next_turn(asked("request", sending=many(count, back)), BUDGET, MONDAY)
    assert isinstance(found, Hold) == stops


def test_the_user_lets_it_go_on_and_only_new_bounces_count() -> None:
    closed = close_breaker(many(20, 5))
    assert turn(asked("request", sending=closed))
    again = closed
    for number in range(100, 105):
        again = came_back(went_out(again, f"<{number}@x>"), f"<{number}@x>")
    assert "came back" in hold(asked("request", sending=again)).why


def test_what_is_remembered_stays_bounded() -> None:
    sending = many(1_000, 200)
    assert len(sending.outcomes) <= 100
    assert len(sending.bounced) <= 100
    for number in range(500):
        sending = granted(sending, "", MONDAY + number * DAY / 10)
    assert len(sending.granted) <= 11
