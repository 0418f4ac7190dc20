"""What do bounces, gates, complaints and calendars change, and how is a misjudgement put right?"""

from dataclasses import replace

import pytest

from relationship.rules.corrections import LABELS, rejudged
from relationship.rules.stage import Stage
from relationship.rules.step import Send
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import TO_SELF
from tests.relationship.story import (
    ADA,
    ADDED,
    ASKED,
    BOUNCED,
    CONVERSATION,
    OPTED_OUT,
    REPLIED,
    SECOND,
    SENT,
    SILENCE,
    WEEK,
    auto_replied,
    day,
    given,
    sent,
)

NEW = "ada@coast.example"
EDIT = c.EditContact(day(3), address=NEW)
EDITED = e.ContactEdited(day(3), address=NEW)
INVITED = c.InvitationReceived(day(1), "<i1@tides.example>", day(5), 20, "uid-1", 0)
CALL = e.CallScheduled(day(1), day(5), 20, "their invitation", "<i1@tides.example>", "uid-1", 0)


def soft(about: str) -> e.Bounced:
    return replace(BOUNCED, hard=False, about=about, detail="452 4.2.2 over quota")


def test_a_full_mailbox_delays_the_next_mail_and_gives_the_attempt_back() -> None:
    step = given(*ASKED, soft("mailbox_full")).sends(day(2))
    assert step.due_at >= day(1) + WEEK
    assert (step.attempt, step.template) == (1, "follow_up")


def test_a_temporary_failure_delays_and_uses_the_attempt_up() -> None:
    step = given(*ASKED, soft("temporary")).sends(day(2))
    assert step.due_at == day(8)
    assert step.attempt == 2


def test_a_mailbox_that_is_always_full_is_not_written_to_for_ever() -> None:
    story = given(*ASKED, soft("mailbox_full"))
    for number in range(2, 9):
        step = story.next_step(day(30 * number))
        if step.kind != "send":
            break
        mail = sent(number, day(30 * number), "follow_up", attempt=step.attempt)
        story = story.and_then(mail, replace(soft("mailbox_full"), at=day(30 * number, 1), message_id=f"<b{number}@x>"))
    assert story.concludes(day(400)).outcome == "went_unanswered"
    assert len(story.state.mails) == 4


@pytest.mark.parametrize("about", ["policy", "content"])
def test_a_refusal_by_policy_pauses_and_does_not_condemn_the_address(about: str) -> None:
    story = given(*ASKED, soft(about))
    assert story.stage == Stage.PAUSED
    assert "not the address" in story.rests(day(2)).why
    assert story.and_then(e.Resumed(day(3))).sends(day(3)).template == "follow_up"


def test_after_a_dead_address_the_asking_begins_anew_at_the_new_one() -> None:
    story = given(*ASKED, BOUNCED).when(EDIT).then(EDITED)
    step = story.sends(day(3))
    assert (story.stage, story.state.address) == (Stage.REQUESTING, NEW)
    assert (step.template, step.purpose, step.attempt) == ("request", "request", 1)
    assert story.state.id == given(ADDED).state.id


def test_the_new_address_is_asked_three_times_in_its_own_thread() -> None:
    story = given(*ASKED, BOUNCED, EDITED, sent(2, day(3), "request", attempt=1))
    assert story.sends(day(4)).template == "follow_up"
    story = story.and_then(sent(3, day(10), "follow_up", attempt=2), sent(4, day(17), "follow_up", attempt=3))
    assert story.concludes(day(40)).outcome == "went_unanswered"


def test_a_conversation_goes_on_at_the_new_address() -> None:
    story = given(*CONVERSATION, replace(BOUNCED, at=day(2)), EDITED)
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(3)).purpose == "check_in"


def test_a_new_address_does_not_undo_an_opt_out() -> None:
    given(*ASKED, OPTED_OUT).when(EDIT).refused("does not change that")


def test_an_edit_needs_something_to_change_and_keeps_what_is_not_named() -> None:
    given(ADDED).when(c.EditContact(day(1))).refused("--email")
    state = given(ADDED, e.ContactEdited(day(1), company="Tides")).state
    assert (state.name, state.company, state.address) == (ADDED.name, "Tides", ADA)


def test_a_gate_is_told_to_the_user_and_an_answer_opens_it() -> None:
    gate = e.ChallengeReceived(day(1), "<c1@gate.example>", "https://gate.example/1")
    story = given(*ASKED).when(gate).then(gate)
    assert "https://gate.example/1" in story.asks(day(9)).question
    assert story.and_then(REPLIED).sends(day(9)).template == "thank_reply"
    assert story.when(c.Resume(day(2))).then(e.Resumed(day(2))).sends(day(9)).template == "follow_up"


def test_an_invitation_plans_the_call_and_ends_the_asking() -> None:
    story = given(*ASKED).when(INVITED).then(CALL)
    assert story.stage == Stage.SCHEDULED
    assert story.sends(day(2)).due_at == day(4)
    story.when(INVITED).changes_nothing()


def test_a_newer_invitation_moves_the_call_and_an_older_one_does_not() -> None:
    moved = replace(INVITED, at=day(2), message_id="<i2@tides.example>", starts_at=day(6), sequence=2)
    story = (
        given(*ASKED, CALL)
        .when(moved)
        .then(e.CallMoved(day(2), day(6), 20, "their invitation", "<i2@tides.example>", "uid-1", 2))
    )
    late = replace(INVITED, at=day(2, 1), message_id="<i3@tides.example>", starts_at=day(4), sequence=1)
    ignored = e.CalendarIgnored(late.at, late.message_id, "a newer invitation has come")
    story.when(late).then(ignored).when(late).changes_nothing()


def test_a_cancelled_invitation_ends_the_plan_and_not_the_contact() -> None:
    cancel = c.InvitationCancelled(day(2), "<i4@tides.example>", "uid-1")
    story = given(*ASKED, CALL).when(cancel).then(e.CallCancelled(day(2), "they cancelled it", "<i4@tides.example>"))
    assert story.stage == Stage.CONVERSING
    # Remembered, or the look before every mail would find it again for ever.
    other = e.CalendarIgnored(day(2), "<i4@tides.example>", "it cancels something else")
    given(*ASKED, CALL).when(replace(cancel, uid="another")).then(other)


@pytest.mark.parametrize(
    ("answer", "stage"),
    [("accept", Stage.SCHEDULED), ("decline", Stage.CONVERSING), ("tentative", Stage.CONVERSING)],
)
def test_a_calendars_answer_is_an_answer(answer: str, stage: Stage) -> None:
    fact = e.InvitationAnswered(day(1), "<a1@tides.example>", answer, day(5), 20, "uid-1")
    story = given(*ASKED).when(fact).then(fact)
    assert story.stage == stage
    step = story.next_step(day(2))
    assert not isinstance(step, Send) or step.purpose in {"check_in", TO_SELF}


def test_a_proposed_time_is_asked_about_and_a_planned_call_settles_it() -> None:
    proposal = e.InvitationAnswered(day(2), "<a2@tides.example>", "counter", day(7), 20, "uid-1")
    story = given(*ASKED, CALL, proposal)
    assert f"{day(7):%Y-%m-%d %H:%M}" in story.asks(day(3)).question
    assert story.and_then(e.CallMoved(day(3), day(7))).sends(day(3)).template == "call_sheet"


def test_a_reply_that_was_an_absence_goes_on_as_if_it_had_been_judged_so() -> None:
    right = rejudged(REPLIED, "auto_reply", address=ADA, returns_on="2026-03-20")
    story = given(*CONVERSATION).when(c.Correct(day(2), REPLIED.message_id, right))
    told = story.then(e.Corrected(day(2), REPLIED.message_id, right))
    assert told.stage == Stage.REQUESTING
    assert told.state.away is not None
    assert told.sends(day(3)).purpose == "follow_up"
    assert len(told.state.mails) == 2


def test_an_absence_that_was_a_reply_ends_the_asking() -> None:
    away = auto_replied(day(1))
    right = rejudged(away, "human_reply", address=ADA)
    story = given(*ASKED, away, SECOND, e.Corrected(day(8), away.message_id, right))
    assert story.stage == Stage.CONVERSING
    assert story.sends(day(8)).template == "thank_reply"


def test_a_message_that_was_passed_over_counts_from_its_correction_on() -> None:
    missed = replace(REPLIED, message_id="<missed@tides.example>")
    story = given(*SILENCE, e.Corrected(day(22), missed.message_id, missed))
    assert story.stage == Stage.CONVERSING
    story.when(missed).changes_nothing()


def test_the_last_correction_holds() -> None:
    first = e.Corrected(day(2), REPLIED.message_id, None)
    assert given(*ASKED, REPLIED, first).stage == Stage.REQUESTING
    again = e.Corrected(day(3), REPLIED.message_id, REPLIED)
    assert given(*ASKED, REPLIED, first, again).stage == Stage.CONVERSING


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("event", [REPLIED, auto_replied(day(1)), BOUNCED, OPTED_OUT])
def test_every_message_can_be_judged_anew(label: str, event: e.Incoming) -> None:
    right = rejudged(event, label, address=ADA)  # type: ignore[arg-type]  # a label of LABELS
    assert right is None or (right.message_id, right.at) == (event.message_id, event.at)
    given(*ASKED, event, e.Corrected(day(2), event.message_id, right)).next_step(day(3))


def test_a_correction_of_what_stopped_everything_lets_it_go_on() -> None:
    story = given(ADDED, *ASKED[1:], OPTED_OUT, e.Corrected(day(2), OPTED_OUT.message_id, REPLIED_INSTEAD))
    assert story.stage == Stage.CONVERSING
    assert story.state.mails[0].message_id == SENT.message_id


REPLIED_INSTEAD = rejudged(OPTED_OUT, "human_reply", address=ADA)
