"""What happened lately in the whole network, and what is ahead? For the user's own eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from relationship.rules.stage import Stage, stage_of
from relationship.stream import events as e
from relationship.stream.events import Event
from relationship.stream.state import State
from relationship.working_time import zone_of

_AHEAD = timedelta(weeks=2)
QUIET_AFTER = timedelta(days=90)
_LONGEST_QUOTE = 90


@dataclass(frozen=True, slots=True)
class Known:
    """One relationship: its state, what happened, and what the user is asked for (empty: nothing)."""

    state: State
    events: tuple[Event, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """A line each, by heading."""

    replied: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    introductions: tuple[str, ...] = ()
    for_you: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.replied or self.quiet or self.calls or self.introductions or self.for_you)


def digest(people: Iterable[Known], since: datetime, now: datetime, time_zone: str) -> Digest:
    """What happened from `since` to `now` (aware UTC), and the calls of the next two weeks, told in `time_zone`."""
    known = sorted(people, key=lambda one: one.state.name.casefold())
    return Digest(
        replied=tuple(line for one in known for line in _replies(one, since, now)),
        quiet=tuple(line for one in known for line in _silence(one, since, now)),
        calls=tuple(line for _, line in sorted(call for one in known for call in _calls(one, now, time_zone))),
        introductions=tuple(line for one in known for line in _introductions(one, since, now)),
        for_you=tuple(
            f"{one.state.name}: {one.question.replace('WHO', one.state.address)}" for one in known if one.question
        ),
    )


def digest_text(found: Digest) -> str:
    """The digest as plain text, a heading and its lines after the other."""
    parts = (
        ("For you", found.for_you),
        ("Who wrote back", found.replied),
        ("Calls ahead", found.calls),
        ("Introductions", found.introductions),
        ("Who went quiet", found.quiet),
    )
    told = [f"{title}:\n" + "\n".join(f"  {line}" for line in lines) for title, lines in parts if lines]
    return "\n\n".join(told) if told else "Nothing happened, and nothing waits for you."


def _replies(one: Known, since: datetime, now: datetime) -> Iterable[str]:
    for event in _within(one, since, now):
        if isinstance(event, e.ReplyReceived):
            words = " ".join(event.text.split())
            short = words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"
            yield f"{one.state.name}: “{short}”"


def _silence(one: Known, since: datetime, now: datetime) -> Iterable[str]:
    if any(isinstance(event, e.WentUnanswered) for event in _within(one, since, now)):
        yield f"{one.state.name} did not answer; nothing more is sent."
    heard = [event.at for event in one.events if isinstance(event, e.ReplyReceived | e.CallHeld | e.TouchLogged)]
    is_current = stage_of(one.state) in (Stage.CONVERSING, Stage.NURTURING)
    if heard and is_current and since < max(heard) + QUIET_AFTER <= now:
        yield f"{one.state.name} has not been heard of for three months."


def _calls(one: Known, now: datetime, time_zone: str) -> Iterable[tuple[datetime, str]]:
    call = one.state.call
    if call is not None and now <= call.starts_at <= now + _AHEAD:
        local = call.starts_at.astimezone(zone_of(time_zone))
        yield call.starts_at, f"{local:%A} {local.day} {local:%B}, {local:%H:%M}: {one.state.name}"


def _introductions(one: Known, since: datetime, now: datetime) -> Iterable[str]:
    for event in _within(one, since, now):
        match event:
            case e.ReferralReceived():
                yield f"{one.state.name} introduced you to {event.name or event.address or 'somebody'}."
            case e.IntroductionUsed():
                yield f"You talked with {event.name or event.address or 'somebody'}, thanks to {one.state.name}."
            case _:
                continue


def _within(one: Known, since: datetime, now: datetime) -> Iterable[Event]:
    return (event for event in one.events if since < event.at <= now)
