"""One relationship in a line of a list: what `status`, `agenda`, `report` and others show without asking a worker."""

from dataclasses import dataclass, replace
from datetime import datetime

from relationship.rules.stage import stage_of
from relationship.rules.step import AskUser, Conclude, Send, Step, due_at_of, label_of, question_of
from relationship.stream.state import State


@dataclass(frozen=True, slots=True)
class Card:
    """One relationship, in a line of a list. Times are aware UTC.

    `asked_at`: when the first request went or is due. `introducer`: the relationship that led to this one.

    `problem` is what keeps a mail from leaving; `question` is what the user is asked for. `is_in_line`: the mail is
    ready, and waits until the account's budget lets it leave.
    """

    id: str
    name: str
    email: str
    stage: str
    attempt: int
    next_step: str
    next_at: datetime | None
    why: str
    last_contact_at: datetime | None
    sent: int
    received: int
    problem: str = ""
    tags: tuple[str, ...] = ()
    company: str = ""
    question: str = ""
    call_at: datetime | None = None
    asked_at: datetime | None = None
    introducer: str = ""
    draft_waits: bool = False
    was_asked: bool = False
    answered_on: int = 0
    calls: int = 0
    last_heard_at: datetime | None = None
    is_in_line: bool = False


def card_of(state: State, step: Step, problem: str = "", *, waits_in_line_until: datetime | None = None) -> Card:
    """The line that a list shows for this relationship."""
    return Card(
        id=state.id,
        name=state.name,
        email=state.address,
        stage=stage_of(state).value,
        attempt=state.attempts,
        next_step=label_of(step),
        next_at=waits_in_line_until or due_at_of(step),
        why=step.why,
        last_contact_at=state.last_contact_at,
        sent=len(state.mails),
        received=len(state.received),
        problem=problem,
        tags=state.tags,
        company=state.company,
        question=question_of(step),
        call_at=state.call.starts_at if state.call else None,
        asked_at=_asked_at(state, step),
        introducer=state.introducer,
        was_asked=any(mail.purpose == "request" for mail in state.mails),
        answered_on=state.answered_on,
        calls=state.calls,
        last_heard_at=_last_heard_at(state),
        is_in_line=waits_in_line_until is not None,
        draft_waits=isinstance(step, AskUser) and step.about == "draft",
    )


def _last_heard_at(state: State) -> datetime | None:
    """When they last wrote, talked, or were in touch elsewhere."""
    times = (*(one.at for one in state.received), state.call_held_at, state.touched_at)
    return max((at for at in times if at is not None), default=None)


def _asked_at(state: State, step: Step) -> datetime | None:
    """When the first request of this round went, or is due."""
    asked = next((mail.at for mail in state.mails if mail.round == state.round), None)
    if asked is not None or state.has_contact:
        return asked
    match step:
        case Send(purpose="request", due_at=due_at) | Conclude(outcome="draft_waits", due_at=due_at):
            return due_at
        case AskUser(about="draft") if state.waiting_draft is not None:
            return state.waiting_draft.at
        case _:
            return state.not_before


def without_attributes(card: Card) -> Card:
    """What of the card does not stand in search attributes, for it says whom it is about or changes rarely."""
    return replace(
        card,
        stage="",
        attempt=0,
        next_step="",
        next_at=None,
        sent=0,
        received=0,
        last_contact_at=None,
        is_in_line=False,
    )
