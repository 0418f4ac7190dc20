"""What has become of a relationship, and what comes next? The one answer that the workflow asks for and records.

`advance(events, arrived, policy, now)` takes what has been recorded, and what has arrived since; it says which events
to record, and the step that follows. What time itself brings (the asking is over, a pause ends) is decided here too, so
that a step which comes back always waits for the clock, for people, or for a mail to leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from relationship.policy import Policy
from relationship.rules.decide import Refused, decide
from relationship.rules.evolve import evolve, fold
from relationship.rules.next_step import Chosen, choose
from relationship.rules.step import Conclude, Wait
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.events import Event
from relationship.stream.redaction import Forgotten, redacted
from relationship.stream.state import State

# Each conclusion ends something, so a handful is the most; the bound keeps a faulty rule from turning for ever.
_MOST_CONCLUSIONS = 10
_LOOK_AGAIN_AFTER = timedelta(days=1)

Arrived = c.Command | Forgotten
"""What a relationship is told between two answers."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not granted: its place among those that had arrived, and why, with the next move."""

    index: int
    words: str


@dataclass(frozen=True, slots=True)
class Advance:
    """The new events, what was refused, the state after them, and the step that follows.

    `rewritten`: the whole stream anew, because somebody was forgotten; then `events` is empty.
    """

    events: tuple[Event, ...]
    refusals: tuple[Refusal, ...]
    state: State
    chosen: Chosen
    rewritten: tuple[Event, ...] | None = None


def advance(events: tuple[Event, ...], arrived: Iterable[Arrived], policy: Policy, now: datetime) -> Advance:
    """The answer at `now` (aware UTC). Total: no fact, no request and no time makes it fail."""
    story, refusals, forgotten = _Story(list(events), fold(events)), list[Refusal](), list[Forgotten]()
    for index, command in enumerate(arrived):
        if isinstance(command, Forgotten):
            forgotten.append(command)
            continue
        try:
            story.record(decide(command, story.state))
        except Refused as refusal:
            refusals.append(Refusal(index, str(refusal)))
    chosen = _let_time_pass(story, policy, now)
    if forgotten:
        return _without(forgotten, story, tuple(refusals), chosen)
    return Advance(tuple(story.events[len(events) :]), tuple(refusals), story.state, chosen)


def _let_time_pass(story: "_Story", policy: Policy, now: datetime) -> Chosen:
    for _ in range(_MOST_CONCLUSIONS):
        chosen = choose(story.state, policy, now)
        if not isinstance(chosen.step, Conclude) or chosen.step.due_at > now:
            return chosen
        if not story.record(decide(_command_of(chosen.step, story.state, now), story.state)):
            break
    return Chosen(chosen.rule, Wait(now + _LOOK_AGAIN_AFTER, chosen.step.why))


def _command_of(step: Conclude, state: State, now: datetime) -> c.Timed:
    match step.outcome:
        case "went_unanswered":
            return c.EndAsking(now)
        case "pause_over":
            return c.EndPause(now)
        case "call_was_held":
            return c.EndCall(now)
        case "draft_waits":
            return c.AwaitApproval(now, state.next_number, step.template)
        case _:
            assert_never(step.outcome)


def _without(forgotten: list[Forgotten], story: "_Story", refusals: tuple[Refusal, ...], chosen: Chosen) -> Advance:
    """Last of all, so that a mail which was on its way when the name was forgotten does not bring it back."""
    whole = tuple(story.events)
    for one in forgotten:
        whole = redacted(whole, one)
    return Advance((), refusals, fold(whole), chosen, whole)


@dataclass(slots=True)
class _Story:
    """The stream as it grows."""

    events: list[Event]
    state: State

    def record(self, new: tuple[Event, ...]) -> bool:
        """Whether anything was new."""
        for event in new:
            self.events.append(event)
            # A correction changes what has been; anything else only adds to it.
            self.state = fold(self.events) if isinstance(event, e.Corrected) else evolve(self.state, event)
        return bool(new)
