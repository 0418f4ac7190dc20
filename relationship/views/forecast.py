"""Which mails will go out if nobody answers? The pure core, played forward."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from relationship.policy import Policy
from relationship.rules.evolve import evolve
from relationship.rules.next_step import next_step
from relationship.rules.step import Conclude, Send, Tell, due_at_of
from relationship.stream import events as e
from relationship.stream.purpose import TO_SELF, Purpose
from relationship.stream.state import State

# A policy of seconds over weeks must end, too.
_MOST_MAILS = 500
_OUTCOMES: dict[str, Callable[[datetime], e.Event]] = {
    "went_unanswered": e.WentUnanswered,
    "pause_over": e.Resumed,
    "call_was_held": lambda at: e.CallHeld(at, is_assumed=True),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail that will go out at `at` (aware UTC)."""

    at: datetime
    template: str
    purpose: Purpose
    attempt: int


def forecast(state: State, policy: Policy, now: datetime, until: datetime) -> Iterator[Planned]:
    """The mails between `now` and `until`, in order, if nothing comes in and no question is answered.

    Drafts that wait for the user are taken to be let go at once.
    """
    policy = replace(policy, approve="auto")
    for _ in range(_MOST_MAILS):
        step = next_step(state, policy, now)
        due_at = due_at_of(step)
        if due_at is None or due_at > until:
            return
        now = max(now, due_at)
        match step:
            case Send():
                if step.purpose != TO_SELF:
                    yield Planned(now, step.template, step.purpose, step.attempt)
                state = evolve(state, _as_sent(step, state, now))
            case Tell():
                state = evolve(state, e.IntroducerTold(now))
            case Conclude(outcome=outcome):
                state = evolve(state, _OUTCOMES[outcome](now))
            case _:
                if next_step(state, policy, now) == step:
                    return


def _as_sent(step: Send, state: State, now: datetime) -> e.EmailSent:
    number = state.next_number
    return e.EmailSent(now, number, f"<forecast.{number}>", step.purpose, step.template, "", "", step.attempt)
