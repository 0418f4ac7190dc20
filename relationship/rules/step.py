"""What comes next: one step, and why, in words that `weakties show` prints."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never

from relationship.stream.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Send:
    """Write this template at `due_at` (aware UTC); with the purpose `to_self` it goes to the user."""

    template: str
    purpose: Purpose
    attempt: int
    due_at: datetime
    why: str
    kind: Literal["send"] = "send"


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again at `until`."""

    until: datetime
    why: str
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class AskUser:
    """The user has to say or do something. At `until`, if given, the relationship goes on without."""

    question: str
    why: str
    until: datetime | None = None
    about: Literal["", "draft"] = ""
    kind: Literal["ask_user"] = "ask_user"


@dataclass(frozen=True, slots=True)
class Conclude:
    """At `due_at` time itself changes something: the asking is over, or a pause is, or a draft (`template`) waits."""

    outcome: Literal["went_unanswered", "pause_over", "call_was_held", "draft_waits"]
    due_at: datetime
    why: str
    template: str = ""
    kind: Literal["conclude"] = "conclude"


@dataclass(frozen=True, slots=True)
class Settle:
    """At `due_at` look once more what became of this mail. Until it is settled the user is asked, too."""

    message_id: str
    due_at: datetime
    question: str
    why: str
    kind: Literal["settle"] = "settle"


@dataclass(frozen=True, slots=True)
class Tell:
    """At `due_at` the relationship of the introducer hears that the introduction led to a conversation."""

    introducer: str
    due_at: datetime
    why: str
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do until something happens."""

    why: str
    kind: Literal["rest"] = "rest"


Step = Send | Wait | AskUser | Conclude | Settle | Tell | Rest


def due_at_of(step: Step) -> datetime | None:
    """When this step is due (aware UTC); None when only an event can move things on."""
    match step:
        case Send() | Conclude() | Settle() | Tell():
            return step.due_at
        case Wait() | AskUser():
            return step.until
        case Rest():
            return None
        case _:
            assert_never(step)


def question_of(step: Step) -> str:
    """What the user is asked for; empty when nothing."""
    return step.question if isinstance(step, AskUser | Settle) else ""


def label_of(step: Step) -> str:
    """A word or two for lists: `send follow_up`, `wait`, `ask you`, `rest`."""
    match step:
        case Send():
            return f"send {step.template}"
        case AskUser() | Settle():
            return "ask you"
        case Conclude() | Tell():
            return "wait"
        case Wait() | Rest():
            return step.kind
        case _:
            assert_never(step)
