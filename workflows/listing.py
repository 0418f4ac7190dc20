"""What a list call can show without asking any worker: search attributes, and the card in the memo.

Search attributes are stored in the clear, so no personal data goes there; the memo holds the name and address.
What changes with every mail stands in search attributes alone, for each of the two places costs an event in history.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from temporalio.client import WorkflowExecution
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from activities.names import RELATIONSHIP_WORKFLOW
from relationship.identity import account_id
from relationship.views.card import Card

STAGE = SearchAttributeKey.for_keyword("WeaktiesStage")
NEXT_STEP = SearchAttributeKey.for_keyword("WeaktiesNextStep")
NEXT_AT = SearchAttributeKey.for_datetime("WeaktiesNextAt")
ACCOUNT = SearchAttributeKey.for_keyword("WeaktiesAccount")
ATTEMPT = SearchAttributeKey.for_int("WeaktiesAttempt")
SENT = SearchAttributeKey.for_int("WeaktiesSent")
RECEIVED = SearchAttributeKey.for_int("WeaktiesReceived")
LAST_CONTACT_AT = SearchAttributeKey.for_datetime("WeaktiesLastContactAt")
SEARCH_ATTRIBUTES = (STAGE, NEXT_STEP, NEXT_AT, ACCOUNT, ATTEMPT, SENT, RECEIVED, LAST_CONTACT_AT)

CARD = "card"
MAILBOX_CARD = "mailbox"
BLOCKED, IN_LINE = "blocked", "in line"


def relationships_of(account: str) -> str:
    """The list query for every relationship of an account (16 hex) that has not ended."""
    return f"WorkflowType = '{RELATIONSHIP_WORKFLOW}' AND {ACCOUNT.name} = '{account}' AND ExecutionStatus = 'Running'"


def held_up(account: str) -> str:
    """The list query for those whose mail is ready and does not leave."""
    return f"{relationships_of(account)} AND {NEXT_STEP.name} IN ('{BLOCKED}', '{IN_LINE}')"


async def read_card(execution: WorkflowExecution) -> Card | None:
    """The card of a listed relationship; None for one that has not published any yet."""
    card: Card | None = await execution.memo_value(CARD, default=None, type_hint=Card)
    return None if card is None else _with_attributes(card, execution.typed_search_attributes)


def _with_attributes(card: Card, attributes: TypedSearchAttributes) -> Card:
    """What changes with every mail is newer in the attributes than in the memo."""
    if attributes.get(STAGE) is None:
        return card
    label = attributes.get(NEXT_STEP) or ""
    return replace(
        card,
        stage=attributes.get(STAGE) or card.stage,
        next_step=card.next_step if label in (BLOCKED, IN_LINE) else label,
        next_at=attributes.get(NEXT_AT),
        attempt=attributes.get(ATTEMPT) or 0,
        sent=attributes.get(SENT) or 0,
        received=attributes.get(RECEIVED) or 0,
        last_contact_at=attributes.get(LAST_CONTACT_AT),
        is_in_line=label == IN_LINE,
    )


def attributes_of(card: Card, account: str) -> TypedSearchAttributes:
    """The search attributes of a new relationship. `account` is the user's own address."""
    pairs = [SearchAttributePair(key, value) for key, value in _values(card).items() if value is not None]
    return TypedSearchAttributes([*pairs, SearchAttributePair(ACCOUNT, account_id(account))])


def attribute_updates(card: Card) -> list[SearchAttributeUpdate[Any]]:
    """The same as one command; the account never changes."""
    return [key.value_unset() if value is None else key.value_set(value) for key, value in _values(card).items()]


def _values(card: Card) -> Mapping[SearchAttributeKey[Any], str | int | datetime | None]:
    """One that waits for nothing but events has no `WeaktiesNextAt`."""
    label = BLOCKED if card.problem else IN_LINE if card.is_in_line else card.next_step
    return {
        STAGE: card.stage,
        NEXT_STEP: label,
        NEXT_AT: card.next_at,
        ATTEMPT: card.attempt,
        SENT: card.sent,
        RECEIVED: card.received,
        LAST_CONTACT_AT: card.last_contact_at,
    }


def details_of(card: Card) -> str:
    """Markdown for Temporal's own web page."""
    when = f" on {card.next_at:%Y-%m-%d %H:%M} UTC" if card.next_at else ""
    problem = f"\n\n**Held up:** {card.problem}" if card.problem else ""
    return f"**{card.stage}** · next: {card.next_step}{when}\n\n{card.why}{problem}"
