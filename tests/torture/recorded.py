"""Was anybody asked again although an answer stood in the relationship's own history? Read from the histories."""

from collections.abc import AsyncIterator

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.converter import DataConverter

from activities.contract import SendEmail
from activities.names import RECORD_INCOMING, RELATIONSHIP_WORKFLOW, SEND_EMAIL
from relationship.stream import commands as c
from relationship.stream import events as e
from workflows.relationship import RelationshipInput

_SCHEDULED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
_SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
_STARTED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED


async def asked_over_recorded(client: Client) -> tuple[str, ...]:
    """The Message-IDs of requests and follow-ups whose sending was begun after an answer had been recorded."""
    found = list[str]()
    async for run in client.list_workflows(f"WorkflowType = '{RELATIONSHIP_WORKFLOW}'"):
        history = client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history_events()
        found += [message_id async for message_id in _asked_over(history, client.data_converter)]
    return tuple(found)


async def _asked_over(history: AsyncIterator[HistoryEvent], converter: DataConverter) -> AsyncIterator[str]:
    has_answered = False
    async for event in history:
        if event.event_type == _STARTED:
            has_answered = await _begins_answered(event, converter)
        elif event.event_type == _SIGNALED:
            has_answered = has_answered or await _is_answer(event, converter)
        elif event.event_type == _SCHEDULED and has_answered:
            mail = await _asking_mail(event, converter)
            if mail:
                yield mail


async def _begins_answered(event: HistoryEvent, converter: DataConverter) -> bool:
    payloads = event.workflow_execution_started_event_attributes.input.payloads
    [given] = await converter.decode(payloads, [RelationshipInput])
    return any(isinstance(one, e.ReplyReceived) for one in given.events)


async def _is_answer(event: HistoryEvent, converter: DataConverter) -> bool:
    attributes = event.workflow_execution_signaled_event_attributes
    if attributes.signal_name != RECORD_INCOMING:
        return False
    [fact] = await converter.decode(attributes.input.payloads, [c.Incoming])  # type: ignore[list-item]  # a union
    return isinstance(fact, e.ReplyReceived)


async def _asking_mail(event: HistoryEvent, converter: DataConverter) -> str:
    attributes = event.activity_task_scheduled_event_attributes
    if attributes.activity_type.name != SEND_EMAIL:
        return ""
    [mail] = await converter.decode(attributes.input.payloads, [SendEmail])
    return mail.draft.message_id if mail.purpose in ("request", "follow_up") else ""
