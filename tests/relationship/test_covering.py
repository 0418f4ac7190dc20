"""What comes to be owed while a mail is on its way is owed still when that mail has left."""

from dataclasses import replace

from relationship.rules.obligations import covered_by
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import Purpose
from tests.relationship.story import CONVERSATION, Story, day, given, sent

INVITE = c.ScheduleCall(day(2), day(8), 20, invite=True)


def ask(story: Story, command: c.Command) -> Story:
    return story.and_then(*(story.when(command).events or ()))


def leaves(story: Story, meanwhile: c.Command | e.Event, purpose: Purpose, template: str) -> Story:
    """That mail is handed over, something happens, and then it is known to have left."""
    covers = covered_by(story.state, purpose)
    after = story.and_then(meanwhile) if isinstance(meanwhile, e.Event) else ask(story, meanwhile)
    return after.and_then(replace(sent(3, day(2, 1), purpose, template), covers=covers))


def test_a_call_moved_while_its_invitation_is_on_its_way_is_told_again() -> None:
    story = leaves(ask(given(*CONVERSATION), INVITE), c.ScheduleCall(day(2, 0.5), day(9)), "call", "invitation")
    owed = story.state.owed_call_mail
    assert owed is not None
    assert (owed.template, owed.sequence, owed.starts_at) == ("invitation_moved", 1, day(9))
    assert story.sends(day(2, 1)).template == "invitation_moved"


def test_a_call_called_off_while_its_invitation_is_on_its_way_is_taken_back() -> None:
    invited = ask(given(*CONVERSATION), INVITE)
    uid = invited.state.call.uid if invited.state.call else ""
    story = leaves(invited, c.CancelCall(day(2, 0.5)), "call", "invitation")
    owed = story.state.owed_call_mail
    assert owed is not None
    assert (owed.method, owed.uid, owed.sequence, owed.template) == ("CANCEL", uid, 1, "invitation_off")
    told = story.and_then(replace(sent(4, day(2, 2), "call", "invitation_off"), covers=covered_by(story.state, "call")))
    assert told.sends(day(3)).purpose == "check_in"


def test_an_invitation_that_left_undisturbed_is_owed_no_more() -> None:
    story = ask(given(*CONVERSATION), INVITE)
    covers = covered_by(story.state, "call")
    assert story.and_then(replace(sent(3, day(2), "call", "invitation"), covers=covers)).state.owed_call_mail is None


def test_a_second_introduction_is_thanked_for_although_the_first_is_on_its_way() -> None:
    first = e.IntroductionUsed(day(2), "ben@bridges.example", "Ben")
    second = e.IntroductionUsed(day(2), "carla@ports.example", "Carla")
    story = leaves(given(*CONVERSATION, first), second, "thank_introduction", "thank_introduction")
    assert story.state.owed_introductions == ("Carla",)


def test_news_that_come_while_a_check_in_is_on_its_way_go_with_the_next() -> None:
    told = given(*CONVERSATION, e.NewsQueued(day(2), "I found a job."))
    story = leaves(told, e.NewsQueued(day(2), "I moved."), "check_in", "check_in_1")
    assert story.state.news == ("I moved.",)
    at_once = leaves(told, e.NewsQueued(day(2), "I moved.", at_once=True), "check_in", "check_in_1")
    assert at_once.sends(day(2, 1)).template == "news"


def test_an_older_record_covers_all() -> None:
    story = given(*CONVERSATION, e.NewsQueued(day(2), "I found a job."), sent(3, day(30), "check_in"))
    assert story.state.news == ()
