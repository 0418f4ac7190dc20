"""What a list call can show without asking any worker: search attributes and the card in the memo.

Search attributes are stored in the clear, so no personal data goes there; the memo holds the name and address.
"""

from dataclasses import dataclass
from datetime import datetime

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from activities.contract import Choice
from activities.names import RELATIONSHIP_WORKFLOW
from relationship.identity import account_id
from relationship.rules.step import AskUser, Conclude, Send, due_at_of, label_of, question_of
from relationship.stream.state import State

STAGE = SearchAttributeKey.for_keyword("WeaktiesStage")
NEXT_STEP = SearchAttributeKey.for_keyword("WeaktiesNextStep")
NEXT_AT = SearchAttributeKey.for_datetime("WeaktiesNextAt")
ACCOUNT = SearchAttributeKey.for_keyword("WeaktiesAccount")
SEARCH_ATTRIBUTES = (STAGE, NEXT_STEP, NEXT_AT, ACCOUNT)

CARD = "card"
MAILBOX_CARD = "mailbox"


def relationships_of(account: str) -> str:
    """The list query for every relationship of an account (16 hex) that has not ended."""
    return f"WorkflowType = '{RELATIONSHIP_WORKFLOW}' AND {ACCOUNT.name} = '{account}' AND ExecutionStatus = 'Running'"


@dataclass(frozen=True, slots=True)
class MailboxCard:
    """What a list can say of the account. Times are aware UTC; `seen_at`: when the inbox was last read."""

    seen_at: datetime | None = None
    waiting: int = 0
    sent_within_a_day: int = 0
    allowed_per_day: int = 0
    held_because: str = ""
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One relationship, in a line of a list. Times are aware UTC.

    `asked_at`: when the first request went or is due. `introducer`: the relationship that led to this one.

    `problem` is what keeps a mail from leaving; `question` is what the user is asked for.
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


def card_of(state: State, choice: Choice, problem: str) -> Card:
    """The line that a list shows for this relationship."""
    return Card(
        id=state.id,
        name=state.name,
        email=state.address,
        stage=choice.stage,
        attempt=state.attempts,
        next_step=label_of(choice.step),
        next_at=due_at_of(choice.step),
        why=choice.step.why,
        last_contact_at=state.last_contact_at,
        sent=len(state.mails),
        received=len(state.received),
        problem=problem,
        tags=state.tags,
        company=state.company,
        question=question_of(choice.step),
        call_at=state.call.starts_at if state.call else None,
        asked_at=_asked_at(state, choice),
        introducer=state.introducer,
        was_asked=any(mail.purpose == "request" for mail in state.mails),
        answered_on=state.answered_on,
        calls=state.calls,
        last_heard_at=_last_heard_at(state),
        draft_waits=isinstance(choice.step, AskUser) and choice.step.about == "draft",
    )


def _last_heard_at(state: State) -> datetime | None:
    """When they last wrote, talked, or were in touch elsewhere."""
    times = (*(one.at for one in state.received), state.call_held_at, state.touched_at)
    return max((at for at in times if at is not None), default=None)


def _asked_at(state: State, choice: Choice) -> datetime | None:
    """When the first request of this round went, or is due."""
    asked = next((mail.at for mail in state.mails if mail.round == state.round), None)
    if asked is not None or state.has_contact:
        return asked
    match choice.step:
        case Send(purpose="request", due_at=due_at) | Conclude(outcome="draft_waits", due_at=due_at):
            return due_at
        case AskUser(about="draft") if state.waiting_draft is not None:
            return state.waiting_draft.at
        case _:
            return state.not_before


def attributes_of(card: Card, account: str) -> TypedSearchAttributes:
    """The search attributes of a card. One that waits for nothing but events has no `WeaktiesNextAt`."""
    pairs: list[SearchAttributePair[str] | SearchAttributePair[datetime]] = [
        SearchAttributePair(STAGE, card.stage),
        SearchAttributePair(NEXT_STEP, "blocked" if card.problem else card.next_step),
        SearchAttributePair(ACCOUNT, account_id(account)),
    ]
    if card.next_at is not None:
        pairs.append(SearchAttributePair(NEXT_AT, card.next_at))
    return TypedSearchAttributes(pairs)


def details_of(card: Card) -> str:
    """Markdown for Temporal's own web page."""
    when = f" on {card.next_at:%Y-%m-%d %H:%M} UTC" if card.next_at else ""
    problem = f"\n\n**Held up:** {card.problem}" if card.problem else ""
    return f"**{card.stage}** · next: {card.next_step}{when}\n\n{card.why}{problem}"
