"""What happens to an invitation of ours? One UID for its whole life, a higher SEQUENCE each time, told once."""

from dataclasses import replace

from relationship.rules.stage import Stage
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import TO_SELF
from tests.relationship.story import CONVERSATION, Story, day, given, noticed, replied, sent

INVITE = c.ScheduleCall(day(2), day(8), 20, invite=True)


def invited() -> Story:
    """Ada was invited, and the invitation has left."""
    story = given(*CONVERSATION)
    return story.and_then(*(story.when(INVITE).events or ()), sent(3, day(2), "call", "invitation"))


def answer(story: Story, words: str, *, sequence: int | None = None, day_number: float = 3) -> e.InvitationAnswered:
    call = story.state.call
    assert call is not None
    number = call.sequence if sequence is None else sequence
    return e.InvitationAnswered(day(day_number), f"<{words}@tides.example>", words, day(8), 20, call.uid, number)


def test_an_invitation_is_owed_at_once_and_once() -> None:
    story = given(*CONVERSATION)
    owed = story.and_then(*(story.when(INVITE).events or ()))
    step = owed.sends(day(2))
    assert (step.template, step.purpose, step.due_at) == ("invitation", "call", day(2))
    assert owed.state.owed_call_mail is not None
    assert owed.state.owed_call_mail.method == "REQUEST"
    assert invited().sends(day(2)).purpose == TO_SELF


def test_an_invitation_says_thank_you_for_the_reply_as_well() -> None:
    story = given(*CONVERSATION[:4])
    told = story.and_then(*(story.when(INVITE).events or ()), sent(2, day(2), "call", "invitation"))
    assert told.sends(day(2)).purpose == TO_SELF


def test_a_moved_call_keeps_its_uid_with_a_higher_sequence() -> None:
    before = invited().state.call
    story = invited()
    moved = story.and_then(*(story.when(c.ScheduleCall(day(3), day(9), 0)).events or ()))
    after, owed = moved.state.call, moved.state.owed_call_mail
    assert before is not None
    assert after is not None
    assert owed is not None
    assert (after.uid, after.sequence, after.minutes) == (before.uid, before.sequence + 1, 20)
    assert (owed.template, owed.method, owed.sequence) == ("invitation_moved", "REQUEST", 1)


def test_a_time_changed_before_the_invitation_left_is_the_first_they_hear_of() -> None:
    story = given(*CONVERSATION)
    owed = story.and_then(*(story.when(INVITE).events or ()))
    again = owed.and_then(*(owed.when(c.ScheduleCall(day(2, 1), day(9))).events or ()))
    assert again.sends(day(2, 1)).template == "invitation"


def test_a_cancelled_call_takes_the_invitation_back() -> None:
    story = invited().when(c.CancelCall(day(3), "ill")).then(e.CallCancelled(day(3), "ill"))
    owed = story.state.owed_call_mail
    assert owed is not None
    assert (owed.method, owed.sequence, story.sends(day(3)).template) == ("CANCEL", 1, "invitation_off")
    assert story.and_then(sent(4, day(3), "call", "invitation_off")).sends(day(3)).purpose == "check_in"


def test_an_invitation_that_never_left_needs_no_cancelling() -> None:
    story = given(*CONVERSATION)
    owed = story.and_then(*(story.when(INVITE).events or ()))
    cancelled = owed.when(c.CancelCall(day(2, 1))).then(e.CallCancelled(day(2, 1)))
    assert cancelled.state.owed_call_mail is None


def test_a_call_that_cannot_be_kept_is_told_in_words_where_no_invitation_says_it() -> None:
    story = given(*CONVERSATION, e.CallScheduled(day(2), day(8)))
    moved = story.and_then(*(story.when(c.ScheduleCall(day(3), day(9), 0, tell=True)).events or ()))
    assert moved.sends(day(3)).template == "call_moved"
    asked = story.and_then(*(story.when(c.CancelCall(day(3), tell=True)).events or ()))
    assert asked.sends(day(3)).template == "ask_another_time"
    given(*CONVERSATION).when(c.ScheduleCall(day(3), day(9), 0, tell=True)).refused("no call")


def test_a_yes_keeps_the_call_and_makes_the_thank_you_right() -> None:
    story = invited()
    yes = story.when(answer(story, "accept")).then(answer(story, "accept"))
    call = yes.state.call
    assert call is not None
    assert call.is_accepted
    told = (noticed(4, day(7), "call_sheet"), noticed(5, day(8, 1), "how_was_it"))
    assert yes.and_then(*told).concludes(day(10)).outcome == "call_was_held"


def test_whoever_never_answered_the_invitation_is_not_thanked_by_guess() -> None:
    story = invited().and_then(noticed(4, day(7), "call_sheet"))
    assert story.sends(day(8, 1)).template == "how_was_it"
    asked = story.and_then(noticed(5, day(8, 1), "how_was_it"))
    assert "weakties noshow WHO" in asked.asks(day(20)).question
    assert asked.sends(day(60)).purpose == "check_in"


def test_a_time_that_they_were_only_told_is_no_yes() -> None:
    told = c.ScheduleCall(day(3), day(9), 0, tell=True)
    story = given(*CONVERSATION, e.CallScheduled(day(2), day(8)))
    moved = story.and_then(*(story.when(told).events or ()), sent(3, day(3), "call", "call_moved"))
    asked = moved.and_then(noticed(4, day(8), "call_sheet"), noticed(5, day(9, 1), "how_was_it"))
    assert "had not said yes" in asked.asks(day(20)).why


def test_a_no_asks_the_user_for_another_time_until_the_check_in() -> None:
    story = invited()
    no = story.when(answer(story, "decline")).then(answer(story, "decline"))
    assert no.stage == Stage.CONVERSING
    assert "--invite" in no.asks(day(4)).question
    assert no.sends(day(60)).purpose == "check_in"


def test_an_answer_to_an_earlier_time_changes_nothing() -> None:
    story = invited()
    moved = story.and_then(*(story.when(c.ScheduleCall(day(3), day(9), 0)).events or ()))
    late = answer(moved, "decline", sequence=0)
    told = moved.when(late).then(e.CalendarIgnored(late.at, late.message_id, "it answers an earlier time"))
    assert told.stage == Stage.SCHEDULED
    # A calendar that forgets the number, and names the time that is planned, is believed.
    plain = replace(late, message_id="<plain@tides.example>", starts_at=day(9))
    assert moved.when(plain).then(plain).stage == Stage.CONVERSING


def test_a_passed_time_is_not_invited_to() -> None:
    story = given(*CONVERSATION)
    owed = story.and_then(*(story.when(INVITE).events or ()))
    assert owed.sends(day(9)).template == "how_was_it"


def test_nothing_is_owed_to_whoever_cancelled_themselves() -> None:
    gone = e.CallCancelled(day(3), "they cancelled it", "<gone@tides.example>")
    assert invited().and_then(gone).state.owed_call_mail is None


def test_a_reply_in_words_leaves_the_invitation_as_it_is() -> None:
    story = invited().and_then(replied(day(3), "<words@tides.example>"))
    assert story.stage == Stage.SCHEDULED
