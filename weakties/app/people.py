"""Who is there, and whom does WHO mean?"""

from dataclasses import dataclass
from datetime import datetime

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.contract import MailboxCard
from activities.names import mailbox_workflow_id, relationship_workflow_id
from activities.send.turns import inbox_seen_at
from relationship.views.card import Card
from worker.problem import ExitCode, Problem, TemporalProblem
from workflows.listing import MAILBOX_CARD, read_card, relationships_of
from workflows.relationship import RelationshipWorkflow

_MOST_CANDIDATES = 8


class NotFound(Problem):
    """WHO means nobody."""

    code = ExitCode.NOT_FOUND


class Ambiguous(Problem):
    """WHO means more than one."""

    code = ExitCode.AMBIGUOUS


@dataclass(frozen=True, slots=True)
class MailboxState:
    """What the mailbox tells of itself, when the inbox was last read, and what went wrong then; empty: nothing."""

    card: MailboxCard
    seen_at: datetime | None = None
    failure: str = ""


async def list_cards(client: Client, account: str) -> list[Card]:
    """Every relationship of the account by one list call, the next due first. No worker is asked."""
    try:
        found = [await read_card(one) async for one in client.list_workflows(relationships_of(account))]
    except RPCError as error:
        raise TemporalProblem(f"Temporal can't list the relationships: {error.message}") from error
    cards = [card for card in found if card is not None]
    return sorted(cards, key=lambda card: (card.next_at is None, card.next_at, card.name.casefold()))


async def mailbox_of(client: Client, account: str) -> MailboxState:
    """How the account's mailbox is, by one call that asks no worker."""
    try:
        described = await client.get_workflow_handle(mailbox_workflow_id(account)).describe()
        card = await described.memo_value(MAILBOX_CARD, default=MailboxCard(), type_hint=MailboxCard)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return MailboxState(MailboxCard())
        raise TemporalProblem(f"Temporal can't tell of the mailbox: {error.message}") from error
    pending = described.raw_description.pending_activities
    failure = next((one.last_failure.message for one in pending if one.attempt > 1), "")
    return MailboxState(card, await inbox_seen_at(client, described), failure)


async def find(client: Client, account: str, who: str) -> Card:
    """The one that WHO means: an address, a name, or a part of either. Raises NotFound or Ambiguous."""
    return choose(await list_cards(client, account), who)


def choose(cards: list[Card], who: str) -> Card:
    """The one card that WHO means; an exact address or name outranks a part of one."""
    wanted = who.strip().casefold()
    exact = [card for card in cards if wanted in (card.email.casefold(), card.name.casefold(), card.id)]
    found = exact or [card for card in cards if wanted and wanted in f"{card.name}\n{card.email}".casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"no relationship with {who!r}. See who is there: weakties status. Start one: weakties add")
    names = ", ".join(f"{card.name} <{card.email}>" for card in found[:_MOST_CANDIDATES])
    more = f" and {len(found) - _MOST_CANDIDATES} more" if len(found) > _MOST_CANDIDATES else ""
    raise Ambiguous(f"{who!r} could be {names}{more}. Give the whole address")


def handle_of(client: Client, card: Card) -> WorkflowHandle[RelationshipWorkflow, None]:
    """The workflow of a card's relationship."""
    return client.get_workflow_handle_for(RelationshipWorkflow.run, relationship_workflow_id(card.id))
