"""What does an introduction change, on both sides? The request names it, the loop closes once."""

from relationship.rules.stage import Stage
from relationship.rules.step import Send, Tell
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.redaction import Forgotten, redacted
from relationship.views.template_variables import Sender, variables_for
from tests.relationship.story import ADDED, CONVERSATION, HELD, MONDAY, OFFICE, PREPARED, Story, day, given, sent

BEN, THE_INTRODUCER = "ben@bridges.example", "0123456789abcdef"
INTRODUCED = e.Added(
    MONDAY, "sam@home.example", BEN, "Ben Okafor", introduced_by="Ada Lovelace", introducer=THE_INTRODUCER
)
USED = e.IntroductionUsed(day(20), BEN, "Ben Okafor")


def talked() -> Story:
    return given(INTRODUCED, PREPARED, sent(1), HELD, sent(2, day(8, 1), "thank_call"))


def test_a_request_names_whoever_introduced_them() -> None:
    state = given(INTRODUCED, PREPARED).state
    said = variables_for(state, Send("request", "request", 1, MONDAY, ""), Sender("Sam Rivera", "sam@home.example"))
    assert said["introducer"] == "Ada Lovelace"


def test_when_the_call_has_been_thanked_for_the_introducer_is_told_once() -> None:
    step = talked().next_step(day(9))
    assert isinstance(step, Tell)
    assert (step.introducer, step.due_at) == (THE_INTRODUCER, day(9))
    told = talked().when(e.IntroducerTold(day(9))).then(e.IntroducerTold(day(9)))
    assert told.sends(day(9)).purpose == "check_in"
    told.when(e.IntroducerTold(day(10))).changes_nothing()


def test_nobody_is_told_before_the_two_have_talked() -> None:
    story = given(
        INTRODUCED, PREPARED, sent(1), e.ReplyReceived(day(1), "<r@x>", BEN), sent(2, day(1, 1), "thank_reply")
    )
    assert story.sends(day(2)).purpose == "check_in"


def test_an_introducer_is_thanked_in_a_mail_of_its_own_and_once() -> None:
    story = given(*CONVERSATION).when(USED).then(USED)
    step = story.sends(day(20))
    assert (step.template, step.purpose, step.due_at) == ("thank_introduction", "thank_introduction", day(20))
    thanked = story.and_then(sent(3, day(20), "thank_introduction"))
    assert thanked.sends(day(20)).purpose == "check_in"
    assert thanked.sends(day(20)).due_at >= day(41)
    thanked.when(USED).changes_nothing()


def test_the_thanks_leave_in_the_introducers_window() -> None:
    at_night = e.IntroductionUsed(day(4, 14), BEN, "Ben Okafor")
    assert given(*CONVERSATION, at_night).under(OFFICE).sends(day(4, 14)).due_at.date() == day(7).date()


def test_two_introductions_are_thanked_for_in_one_mail() -> None:
    other = e.IntroductionUsed(day(20), "carla@ports.example", "Carla Reyes")
    state = given(*CONVERSATION, USED, other).state
    step = Send("thank_introduction", "thank_introduction", 0, day(20), "")
    said = variables_for(state, step, Sender("Sam Rivera", "sam@home.example"))
    assert said["introduced"] == "Ben Okafor and Carla Reyes"


def test_whoever_opted_out_is_not_even_thanked() -> None:
    story = given(*CONVERSATION, e.OptedOut(day(2)), USED)
    assert story.stage == Stage.OPTED_OUT
    story.rests(day(21))


def test_a_name_given_twice_is_one_introduction() -> None:
    refer = c.Refer(day(2), BEN, "Ben Okafor")
    story = given(*CONVERSATION).when(refer).then(e.ReferralReceived(day(2), BEN, "Ben Okafor"))
    story.when(refer).changes_nothing()


def test_a_request_waits_until_its_time() -> None:
    waiting = e.Added(MONDAY, "sam@home.example", BEN, "Ben Okafor", not_before=day(7))
    assert given(waiting, PREPARED).sends(day(1)).due_at == day(7)
    prepared = e.HomeworkDone(day(1), "Your bridges.", not_before=day(9))
    assert given(ADDED, prepared).sends(day(2)).due_at == day(9)


def test_whoever_is_forgotten_is_named_by_no_introduction_any_more() -> None:
    forgotten = Forgotten("f" * 16, (BEN,), "Ben Okafor")
    subject, text = "Thank you for introducing me to Ben Okafor", "I have talked with Ben Okafor."
    thanks = e.EmailSent(day(20), 3, "<3>", "thank_introduction", "thank_introduction", subject, text)
    referral = e.ReferralReceived(day(2), BEN, "Ben Okafor")
    events = redacted((*CONVERSATION, referral, USED, thanks), forgotten)
    assert "Ben" not in repr(events)
    assert BEN not in repr(events)
    assert [event.kind for event in events] == [event.kind for event in (*CONVERSATION, referral, USED, thanks)]
    assert given(*events).sends(day(21)).purpose == "check_in"

    introducer = Forgotten(THE_INTRODUCER, ("ada@tides.example",), "Ada Lovelace")
    told = redacted((INTRODUCED, PREPARED), introducer)
    assert "Ada" not in repr(told)
    assert given(*told).state.introducer == ""
