"""How does a test tell what happened? `given(ADDED, SENT).when(command).then(events)`.

Every story begins on Monday, 2 March 2026, at nine in the morning, UTC. The policy sends at any hour and keeps
no holidays, so that a test which is about something else reads its dates at a glance; `under` changes it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from relationship.policy import Policy, Window
from relationship.rules.decide import Refused, decide
from relationship.rules.evolve import fold
from relationship.rules.next_step import next_step
from relationship.rules.stage import Stage, stage_of
from relationship.rules.step import AskUser, Conclude, Rest, Send, Step, Wait
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.purpose import Purpose
from relationship.stream.state import State

ME, ADA = "sam@home.example", "ada@tides.example"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
ALWAYS = Policy(window=Window(always=True))
OFFICE = Policy()


def day(number: float, hours: float = 0) -> datetime:
    """That many days after the story's Monday."""
    return MONDAY + number * DAY + hours * HOUR


ADDED = e.Added(MONDAY, ME, ADA, "Ada Lovelace")
PREPARED = e.HomeworkDone(MONDAY, "Your talk on tides stayed with me.")


def sent(
    number: int = 1,
    at: datetime = MONDAY,
    purpose: Purpose = "request",
    template: str = "",
    attempt: int = 0,
    subject: str = "20 minutes about tides",
) -> e.EmailSent:
    """Our mail of that number; a request or follow-up is the attempt of the same number unless told."""
    attempt = attempt or (number if purpose in {"request", "follow_up"} else 0)
    return e.EmailSent(at, number, f"<wt.{number}@home.example>", purpose, template or purpose, subject, "…", attempt)


def noticed(number: int, at: datetime, template: str) -> e.EmailSent:
    """Our mail of that number, to the user."""
    return sent(number, at, "to_self", template)


def uncertain(number: int = 1, at: datetime = MONDAY, purpose: Purpose = "request") -> e.SendUncertain:
    """Our mail of that number, of which nobody knows whether it left."""
    mail = sent(number, at, purpose)
    return e.SendUncertain(at, number, mail.message_id, purpose, purpose, mail.subject, "…", mail.attempt)


def replied(at: datetime = day(1), message_id: str = "<r1@tides.example>", in_reply_to: str = "") -> e.ReplyReceived:
    """Ada answered."""
    subject = "Re: 20 minutes about tides"
    return e.ReplyReceived(at, message_id, ADA, "Ada", subject, "Gladly.", in_reply_to)


def auto_replied(at: datetime, returns_on: str = "", message_id: str = "") -> e.AutoReplyReceived:
    """Ada's machine answered."""
    return e.AutoReplyReceived(at, message_id or f"<auto.{at:%m%dT%H%M}@tides.example>", "Away", returns_on)


SENT, SECOND, THIRD = sent(1), sent(2, day(7), "follow_up"), sent(3, day(14), "follow_up")
REPLIED = replied()
THANKED = sent(2, day(1, 1), "thank_reply")
UNANSWERED = e.WentUnanswered(day(21))
BOUNCED = e.Bounced(day(1), "<b1@tides.example>", SENT.message_id, ADA, "550 5.1.1 no such user")
OPTED_OUT = e.OptedOut(day(1), "<o1@tides.example>", "Please don't write again.")
CALL = e.CallScheduled(day(1), day(8), 20)
SHEET = noticed(3, day(7), "call_sheet")
ASKED_HOW = noticed(4, day(8, 0.5), "how_was_it")
HELD = e.CallHeld(day(8, 1), "Ask three people first.")
MET = e.TouchLogged(day(1), "phone")
PAUSED = e.Paused(day(1))
CLOSED = e.Closed(day(1))

ASKED = (ADDED, PREPARED, SENT)
SILENCE = (*ASKED, SECOND, THIRD, UNANSWERED)
CONVERSATION = (*ASKED, REPLIED, THANKED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What `decide` made of a command."""

    story: "Story"
    events: tuple[e.Event, ...] | None
    refusal: str = ""

    def then(self, *events: e.Event) -> "Story":
        """Exactly these events follow. Returns the story with them in it."""
        assert self.events == events, self.refusal or self.events
        return self.story.and_then(*events)

    def changes_nothing(self) -> "Story":
        """The command says nothing new."""
        return self.then()

    def refused(self, words: str) -> None:
        """The command is refused, and the message holds these words."""
        assert self.events is None, f"granted: {self.events}"
        assert words in self.refusal


@dataclass(frozen=True, slots=True)
class Story:
    """What has happened, and under which policy."""

    events: tuple[e.Event, ...]
    policy: Policy = ALWAYS

    def and_then(self, *events: e.Event) -> "Story":
        return replace(self, events=(*self.events, *events))

    def under(self, policy: Policy) -> "Story":
        return replace(self, policy=policy)

    def when(self, command: c.Command) -> Answer:
        try:
            return Answer(self, decide(command, self.state))
        except Refused as refusal:
            return Answer(self, None, str(refusal))

    @property
    def state(self) -> State:
        return fold(self.events)

    @property
    def stage(self) -> Stage:
        return stage_of(self.state)

    def next_step(self, now: datetime) -> Step:
        return next_step(self.state, self.policy, now)

    def sends(self, now: datetime) -> Send:
        """The next step, which is a mail."""
        step = self.next_step(now)
        assert isinstance(step, Send), step
        return step

    def asks(self, now: datetime) -> AskUser:
        """The next step, which is a question to the user."""
        step = self.next_step(now)
        assert isinstance(step, AskUser), step
        return step

    def concludes(self, now: datetime) -> Conclude:
        """The next step, which is an end that time brings."""
        step = self.next_step(now)
        assert isinstance(step, Conclude), step
        return step

    def waits(self, now: datetime) -> Wait:
        """The next step, which is to wait."""
        step = self.next_step(now)
        assert isinstance(step, Wait), step
        return step

    def rests(self, now: datetime) -> Rest:
        """The next step, which is to do nothing."""
        step = self.next_step(now)
        assert isinstance(step, Rest), step
        return step


def given(*events: e.Event) -> Story:
    """These events have happened, in this order."""
    return Story(events)


def cadence(**delays: object) -> Policy:
    """The story's policy with another cadence."""
    return replace(ALWAYS, cadence=replace(ALWAYS.cadence, **delays))  # type: ignore[arg-type]  # by field name
