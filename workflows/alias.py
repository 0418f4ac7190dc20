"""Another address of a contact: whatever arrives for it goes on to the relationship.

Its workflow id is the one that a relationship with this address would have. So mail from the new address finds its way
with no lookup, and the same person can't be added a second time by it.
"""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.names import ALIAS_WORKFLOW, RECORD_INCOMING, relationship_workflow_id
    from relationship.stream import commands as c

_HISTORY_MOST = 2_000


@dataclass(frozen=True, slots=True)
class AliasInput:
    """The relationship (16 hex) that this address belongs to, and what was not passed on yet."""

    relationship_id: str
    waiting: tuple[c.Incoming, ...] = ()


@workflow.defn(name=ALIAS_WORKFLOW)
class AliasWorkflow:
    """Passes signals on, for years."""

    @workflow.init
    def __init__(self, given: AliasInput) -> None:
        self._waiting = list(given.waiting)

    @workflow.run
    async def run(self, given: AliasInput) -> None:
        target = workflow.get_external_workflow_handle(relationship_workflow_id(given.relationship_id))
        while workflow.info().get_current_history_length() < _HISTORY_MOST:
            await workflow.wait_condition(lambda: bool(self._waiting))
            fact = self._waiting[0]
            try:
                await target.signal(RECORD_INCOMING, fact)
            except ApplicationError:
                # The relationship is gone, so nobody is left to be told.
                return
            self._waiting.pop(0)
        workflow.continue_as_new(AliasInput(given.relationship_id, tuple(self._waiting)))

    @workflow.signal(name=RECORD_INCOMING)
    async def record_incoming(self, fact: c.Incoming) -> None:
        """A message from this address."""
        self._waiting.append(fact)
