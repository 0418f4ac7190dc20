"""What becomes of a mail that may or may not have left? It is never sent again by guess."""

from itertools import pairwise

import pytest

from relationship.rules.stage import Stage
from relationship.rules.step import Settle
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.relationship.story import ADA, ADDED, PREPARED, day, given, replied, uncertain

PARKED = uncertain(1, day(0))
STORY = given(ADDED, PREPARED, PARKED)


def settles(days: float, hours: float = 0) -> Settle:
    step = STORY.next_step(day(days, hours))
    assert isinstance(step, Settle), step
    return step


def test_it_is_looked_for_soon_and_then_less_and_less_often() -> None:
    looked_at, now = [], day(0)
    for _ in range(8):
        now = STORY.next_step(now).due_at  # type: ignore[union-attr]  # a Settle, as the next test says
        looked_at.append(now - day(0))
    assert looked_at[0].total_seconds() == 5
    gaps = [later - earlier for earlier, later in pairwise(looked_at)]
    assert gaps == sorted(gaps)


def test_nothing_is_sent_while_it_is_uncertain_and_the_user_is_asked() -> None:
    for days in (0, 1, 10, 400):
        assert "weakties resolve WHO" in settles(days).question


@pytest.mark.parametrize("was_sent", [True, False])
def test_the_user_settles_it(was_sent: bool) -> None:
    kind = e.SendSettled if was_sent else e.SendNotMade
    story = STORY.when(c.Resolve(day(1), was_sent)).then(kind(day(1), PARKED.message_id, "you said so"))
    assert len(story.state.mails) == was_sent
    assert story.sends(day(1)).template == ("follow_up" if was_sent else "request")
    assert story.state.known_unsent == (() if was_sent else (PARKED.message_id,))


def test_a_mail_that_never_left_is_sent_under_its_own_id() -> None:
    story = STORY.and_then(e.SendNotMade(day(1), PARKED.message_id))
    assert story.state.next_number == PARKED.number


def test_there_is_nothing_to_settle_when_every_fate_is_known() -> None:
    given(ADDED, PREPARED).when(c.Resolve(day(1), True)).refused("is known")


def test_a_copy_found_later_settles_it_once() -> None:
    found = e.SendSettled(day(1), PARKED.message_id, "found in Sent")
    STORY.when(found).then(found).when(found).changes_nothing()


def test_a_bounce_or_an_answer_that_names_it_settles_it() -> None:
    bounce = e.Bounced(day(1), "<b@tides.example>", PARKED.message_id, ADA, hard=False, about="temporary")
    assert len(STORY.and_then(bounce).state.mails) == 1
    answered = STORY.and_then(replied(day(1), in_reply_to=PARKED.message_id))
    assert answered.stage == Stage.CONVERSING
    assert answered.state.uncertain == ()
