"""May this mail leave now? Asked of the account's mailbox when the words are ready, and reported when it has left."""

from datetime import datetime, timedelta
from typing import Protocol, cast
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as NoAnswer
from temporalio.service import RPCError

from activities.account import Unreachable
from activities.contract import Cursor
from activities.names import REPORT, TAKE_TURN, WATCH_INBOX, mailbox_workflow_id
from relationship.budget import Ask, Granted, PutOff, Report
from relationship.stream.purpose import Purpose

_ANSWER_WITHIN = timedelta(seconds=20)


class Turns(Protocol):
    """An account's sending budget, as a mail that is ready to leave sees it."""

    async def take(self, message_id: str, purpose: Purpose) -> Granted | PutOff:
        """Ask for a turn. Asked again for the same mail, it is the same turn. Raises Unreachable: no turn, no mail."""
        ...

    async def report(self, report: Report) -> None:
        """Say what became of it. Told twice, it changes nothing."""
        ...


class MailboxTurns:
    """Asks the account's MailboxWorkflow. Nobody else grants turns, and without one nothing leaves."""

    def __init__(self, client: Client, account_id: str) -> None:
        self._client = client
        self._mailbox = client.get_workflow_handle(mailbox_workflow_id(account_id))

    async def take(self, message_id: str, purpose: Purpose) -> Granted | PutOff:
        ask = Ask(message_id, purpose, activity.info().scheduled_time, await self._inbox_seen_at())
        try:
            # A union is a type hint and no class; the converter reads it by `kind`.
            answer: Granted | PutOff = await self._mailbox.execute_update(
                TAKE_TURN,
                ask,
                id=uuid4().hex,
                result_type=cast("type", Granted | PutOff),
                rpc_timeout=_ANSWER_WITHIN,
            )
        except WorkflowUpdateFailedError as error:
            raise Unreachable(str(error.cause)) from None
        except (RPCError, NoAnswer) as error:
            raise Unreachable(f"nobody grants a turn to send: {error}") from None
        return answer

    async def report(self, report: Report) -> None:
        await self._mailbox.signal(REPORT, report)

    async def _inbox_seen_at(self) -> datetime | None:
        """When the inbox was last read: the watch says so with each heartbeat, which costs no history."""
        try:
            return await inbox_seen_at(self._client, await self._mailbox.describe(rpc_timeout=_ANSWER_WITHIN))
        except RPCError as error:
            raise Unreachable(f"nobody watches the inbox: {error}") from None


async def inbox_seen_at(client: Client, mailbox: WorkflowExecutionDescription) -> datetime | None:
    """When the watch last said that it had read the inbox (aware UTC); None if it has not yet."""
    for pending in mailbox.raw_description.pending_activities:
        if pending.activity_type.name == WATCH_INBOX and pending.heartbeat_details.payloads:
            [cursor] = await client.data_converter.decode(list(pending.heartbeat_details.payloads), [Cursor])
            return cast("Cursor", cursor).read_at
    return None
