"""The user: looks at what is uncertain and says what became of it; and notes, pauses and goes on at any moment."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from relationship.stream.commands import AddNote, Pause, Request, Resolve, Resume
from tests.torture.world import World
from workflows.relationship import RelationshipWorkflow

# A mail that Postfix has accepted is in the mailbox long before, even when Postfix was stopped meanwhile.
_SURE_AFTER = timedelta(seconds=25)
_NOBODY_ANSWERS = (RPCError, TimeoutError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError)
_ANSWER_WITHIN = timedelta(seconds=5)


@dataclass(slots=True)
class Owner:
    """Asks one contact after the other whether the mail came; `resolved` counts what was settled so."""

    world: World
    workflow_ids: dict[str, str]
    dice: random.Random
    resolved: int = 0
    requests: int = 0

    async def live(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            for address, workflow_id in self.workflow_ids.items():
                if is_over():
                    return
                # Nobody answers while things are broken; the user tries again later.
                with suppress(*_NOBODY_ANSWERS):
                    await self._look_after(address, workflow_id)
                await asyncio.sleep(0.1)

    async def _look_after(self, address: str, workflow_id: str) -> None:
        handle = self.world.client.get_workflow_handle_for(RelationshipWorkflow.run, workflow_id)
        snapshot = await handle.query(RelationshipWorkflow.snapshot, rpc_timeout=_ANSWER_WITHIN)
        now = datetime.now(UTC)
        await self._ask_something(handle, snapshot.state.pause is not None, now)
        parked = [mail for mail in snapshot.state.uncertain if now - mail.at > _SURE_AFTER]
        if not parked or len(parked) != len(snapshot.state.uncertain):
            return
        arrived = {str(message_from_bytes(raw)["Message-ID"]) for raw in self.world.host.messages(address)}
        was_sent = parked[0].message_id in arrived
        await handle.execute_update(RelationshipWorkflow.ask, Resolve(now, was_sent), rpc_timeout=_ANSWER_WITHIN)
        self.resolved += 1

    async def _ask_something(
        self, handle: WorkflowHandle[RelationshipWorkflow, None], is_paused: bool, now: datetime
    ) -> None:
        """Whatever the relationship is doing just then; a pause is never left for long."""
        request: Request = Resume(now) if is_paused else AddNote(now, f"note {self.dice.getrandbits(32):x}")
        if not is_paused and not self.dice.randrange(8):
            request = Pause(now)
        if is_paused or not self.dice.randrange(3):
            await handle.execute_update(RelationshipWorkflow.ask, request, rpc_timeout=_ANSWER_WITHIN)
            self.requests += 1
