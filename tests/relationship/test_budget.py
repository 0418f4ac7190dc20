"""Whose mail may leave next? Leased, spaced, capped, ramped, by priority, never blindly, never against a wall."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from relationship.budget import (
    Ask,
    Budget,
    CameBack,
    Entry,
    GivenBack,
    Granted,
    Left,
    PutOff,
    Reconnected,
    Reopened,
    Sending,
    Troubled,
    fold,
    left_within_a_day,
    take,
)
from relationship.stream.purpose import Purpose
from tests.relationship.story import DAY, MONDAY, day

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BUDGET = Budget()
FREE = Budget(spacing=timedelta(), per_day=10_000, first_day=10_000)


def ask(message_id: str = "<1@x>", purpose: Purpose = "request", at: datetime = MONDAY) -> Ask:
    """The inbox is in sight."""
    return Ask(message_id, purpose, at, at)


def answer(
    sending: Sending, asked: Ask, budget: Budget = BUDGET, now: datetime | None = None
) -> tuple[Sending, Granted | PutOff]:
    """The answer, and the account after it."""
    found = take(sending, asked, budget, now or asked.asked_at)
    return fold((found,), sending), found


def granted(sending: Sending, asked: Ask, budget: Budget = BUDGET) -> bool:
    return isinstance(take(sending, asked, budget, asked.asked_at), Granted)


def put_off(sending: Sending, asked: Ask, budget: Budget = BUDGET) -> PutOff:
    found = take(sending, asked, budget, asked.asked_at)
    assert isinstance(found, PutOff), found
    return found


def play(purposes: list[Purpose], budget: Budget, sending: Sending | None = None) -> list[tuple[datetime, str]]:
    """Everybody is ready at once, asks again when told to, and sends when granted. Returns when what left."""
    sending, left = sending or Sending(), list[tuple[datetime, str]]()
    line = {f"<{purpose}-{number}@x>": (MONDAY, purpose) for number, purpose in enumerate(purposes)}
    while line:
        message_id = min(line, key=lambda one: (line[one][0], one))
        now, purpose = line[message_id]
        sending, found = answer(sending, ask(message_id, purpose, now), budget)
        if isinstance(found, PutOff):
            assert found.until > now
            line[message_id] = (found.until, purpose)
            continue
        del line[message_id]
        sending = fold((Left(message_id, now),), sending)
        left.append((now, purpose))
    return left


def test_the_only_one_who_asks_may_send() -> None:
    assert granted(Sending(), ask())


def test_whoever_wrote_comes_before_whoever_was_never_written_to() -> None:
    purposes: list[Purpose] = ["request", "check_in", "follow_up", "thank_call", "thank_reply"]
    # The first to ask finds nobody in front; from then on the order is that of need.
    order = [purpose for _, purpose in play(purposes, BUDGET, sent_just_now())]
    assert order == ["thank_reply", "thank_call", "follow_up", "check_in", "request"]


def sent_just_now() -> Sending:
    return fold((Left("<0@x>", MONDAY),))


def test_whoever_asks_again_keeps_their_place() -> None:
    sending, first = answer(sent_just_now(), ask("<a@x>", "check_in"))
    sending, _ = answer(sending, ask("<b@x>", "check_in", MONDAY + SECOND))
    assert isinstance(first, PutOff)
    again = put_off(sending, ask("<a@x>", "check_in", MONDAY + MINUTE))
    assert again.since == MONDAY


def test_a_first_request_does_not_wait_for_ever_behind_others() -> None:
    waits = PutOff("<old@x>", "request", MONDAY, day(6), "")
    sending = fold((Left("<0@x>", day(6)), waits))
    new = put_off(sending, ask("<new@x>", "check_in", day(6)))
    assert "1 in front" in new.why


def test_mails_are_spaced_and_not_evenly() -> None:
    times = [at for at, _ in play(["check_in"] * 8, BUDGET)]
    gaps = {later - earlier for earlier, later in pairwise(times)}
    assert all(BUDGET.spacing <= gap for gap in gaps)
    assert max(gaps) <= 2 * BUDGET.spacing


def test_a_month_of_sleep_ends_in_no_burst() -> None:
    grown = fold((Left("<first@x>", day(-100)),))
    times = [at for at, _ in play(["check_in"] * 120, BUDGET, grown)]
    assert len(times) == 120
    for start in times:
        assert sum(start <= at < start + DAY for at in times) <= BUDGET.per_day


def test_a_new_account_begins_slowly() -> None:
    times = [at for at, _ in play(["request"] * 100, BUDGET)]
    per_day = [sum(day(number) <= at < day(number + 1) for at in times) for number in range(4)]
    assert per_day[0] == BUDGET.first_day
    assert per_day[1] > per_day[0]
    assert max(per_day) <= BUDGET.per_day


def test_no_limits_mean_none() -> None:
    assert {at for at, _ in play(["request"] * 50, FREE)} == {MONDAY}


def test_asked_again_for_the_same_mail_it_is_the_same_turn() -> None:
    sending, _ = answer(Sending(), ask())
    assert granted(sending, ask(at=MONDAY + SECOND))
    assert not granted(sending, ask("<2@x>", at=MONDAY + SECOND))


def test_a_turn_that_was_given_back_counts_for_nothing() -> None:
    one_a_day = replace(FREE, per_day=1)
    sending, _ = answer(Sending(), ask(), one_a_day)
    assert not granted(sending, ask("<2@x>", at=MONDAY + SECOND), one_a_day)
    sending = fold((GivenBack("<1@x>", MONDAY),), sending)
    assert granted(sending, ask("<2@x>", at=MONDAY + SECOND), one_a_day)


def test_a_turn_that_is_never_reported_returns_by_itself() -> None:
    one_a_day = replace(FREE, per_day=1)
    sending, _ = answer(Sending(), ask(), one_a_day)
    assert granted(sending, ask("<2@x>", at=MONDAY + 6 * MINUTE), one_a_day)


def test_the_cap_counts_mails_that_left_and_not_turns() -> None:
    sending = Sending()
    for number in range(BUDGET.first_day):
        at = MONDAY + number * 10 * MINUTE
        sending, _ = answer(sending, ask(f"<{number}@x>", at=at))
        sending = fold((Left(f"<{number}@x>", at),), sending)
    late = ask("<late@x>", at=MONDAY + 5 * timedelta(hours=1))
    assert "10 mails left within a day" in put_off(sending, late).why
    assert put_off(sending, late).until == day(1)
    assert len(left_within_a_day(sending, late.asked_at)) == BUDGET.first_day


def test_a_report_told_twice_changes_nothing() -> None:
    once = fold((Left("<1@x>", MONDAY), CameBack("<1@x>", MONDAY)))
    assert fold((Left("<1@x>", MONDAY), CameBack("<1@x>", MONDAY)), once) == once


def test_settings_that_allow_no_mail_say_so() -> None:
    assert "per_day" in put_off(Sending(), ask(), replace(FREE, per_day=0)).why


def test_the_inbox_out_of_sight_holds_everything() -> None:
    assert "not been seen" in put_off(Sending(), Ask("<1@x>", "request", MONDAY, None)).why
    late = put_off(Sending(), Ask("<1@x>", "thank_reply", MONDAY + 31 * MINUTE, MONDAY))
    assert "2026-03-02 09:00" in late.why


def test_trouble_with_the_account_holds_until_it_is_mended_or_tried_again() -> None:
    sending = fold((Troubled("wrong password", MONDAY),))
    found = put_off(sending, ask())
    assert "wrong password" in found.why
    assert found.until == MONDAY + 30 * MINUTE
    assert granted(sending, ask(at=MONDAY + 30 * MINUTE))
    mended: tuple[Entry, ...] = (Reconnected(MONDAY), Reopened(MONDAY), Left("<0@x>", day(-1)))
    assert all(granted(fold((entry,), sending), ask()) for entry in mended)


def many(count: int, back: int, sending: Sending | None = None, first: int = 0) -> Sending:
    """So many left long ago, of which some came back."""
    ids = [f"<{number}@x>" for number in range(first, first + count)]
    came_back = [CameBack(message_id, day(-2)) for message_id in ids[:back]]
    return fold([*(Left(message_id, day(-2)) for message_id in ids), *came_back], sending)


@pytest.mark.parametrize(("count", "back", "stops"), [(20, 5, True), (20, 4, False), (60, 5, False), (5, 5, True)])
def test_many_mails_that_come_back_stop_everything(count: int, back: int, stops: bool) -> None:
    assert granted(many(count, back), ask()) != stops


def test_mails_refused_at_the_door_count_as_come_back() -> None:
    sending = fold(CameBack(f"<{number}@x>", day(-1)) for number in range(5))
    assert "came back" in put_off(sending, ask()).why
    assert not left_within_a_day(sending, MONDAY)


def test_the_user_lets_it_go_on_and_only_new_bounces_count() -> None:
    closed = fold((Reopened(day(-1)),), many(20, 5))
    assert granted(closed, ask())
    assert "came back" in put_off(many(5, 5, closed, first=100), ask()).why


def test_what_is_remembered_stays_bounded() -> None:
    sending = many(1_000, 200)
    assert len(sending.outcomes) <= 100
    assert len(sending.bounced) <= 100
