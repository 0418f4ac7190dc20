"""What does the week look like from afar?"""

from relationship.stream import events as e
from relationship.views.digest import Digest, Known, digest, digest_text
from tests.relationship.story import ADDED, CALL, CONVERSATION, HELD, SILENCE, Story, day, given, replied, sent


def known(story: Story, question: str = "") -> Known:
    return Known(story.state, story.events, question)


def week(story: Story, start: float, question: str = "") -> Digest:
    return digest([known(story, question)], day(start), day(start + 7), "Europe/Berlin")


def test_whoever_wrote_back_this_week_is_told_with_their_words() -> None:
    assert week(given(*CONVERSATION), 0).replied == ("Ada Lovelace: “Gladly.”",)
    assert week(given(*CONVERSATION), 7).replied == ()


def test_an_asking_that_ended_and_a_long_silence_are_told_once() -> None:
    assert week(given(*SILENCE), 20).quiet == ("Ada Lovelace did not answer; nothing more is sent.",)
    quiet = given(*CONVERSATION, sent(3, day(30), "check_in"))
    assert week(quiet, 85).quiet == ("Ada Lovelace has not been heard of for three months.",)
    assert week(quiet, 92).quiet == week(quiet, 70).quiet == ()


def test_calls_of_the_next_two_weeks_are_told_in_the_users_own_time() -> None:
    story = given(*CONVERSATION, CALL)
    assert digest([known(story)], day(0), day(2), "Europe/Berlin").calls == ("Tuesday 10 March, 10:00: Ada Lovelace",)
    assert digest([known(given(*CONVERSATION, CALL, HELD))], day(0), day(2), "UTC").calls == ()


def test_introductions_are_told_when_made_and_when_they_led_somewhere() -> None:
    made = e.ReferralReceived(day(2), "ben@bridges.example", "Ben")
    used = e.IntroductionUsed(day(3), "ben@bridges.example", "Ben")
    assert week(given(*CONVERSATION, made, used), 0).introductions == (
        "Ada Lovelace introduced you to Ben.",
        "You talked with Ben, thanks to Ada Lovelace.",
    )


def test_a_question_names_whom_it_is_about() -> None:
    found = week(given(ADDED), 0, "Say why: weakties prep WHO --reason '…'")
    assert found.for_you == ("Ada Lovelace: Say why: weakties prep ada@tides.example --reason '…'",)


def test_a_quiet_week_says_so() -> None:
    assert digest_text(week(given(ADDED), 7)) == "Nothing happened, and nothing waits for you."
    assert digest([], day(0), day(7), "UTC").is_empty


def test_the_text_has_a_heading_for_each_part_that_has_something() -> None:
    text = digest_text(week(given(*CONVERSATION, replied(day(2), "<r2@x>")), 0))
    assert text.splitlines()[0] == "Who wrote back:"
    assert "Calls ahead" not in text
