"""One account's mailbox: keep the inbox watched, for ever."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contract import Cursor, WatchInbox
    from workflows.names import MAILBOX_WORKFLOW

# Short, for a worker that was killed is noticed only when its heartbeats stay away.
_HEARTBEAT_FOR = timedelta(seconds=10)
_WATCH_FOR = timedelta(hours=6)
_RETRIES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=60))


@dataclass(frozen=True, slots=True)
class MailboxInput:
    """How far the inbox had been read when this run began; None: never."""

    cursor: Cursor | None = None


@workflow.defn(name=MAILBOX_WORKFLOW)
class MailboxWorkflow:
    """Owns the cursor. The sending budget will live here as well."""

    @workflow.init
    def __init__(self, given: MailboxInput) -> None:
        self._cursor = given.cursor
        self._has_been_asked_to_reconnect = False

    @workflow.run
    async def run(self, given: MailboxInput) -> None:
        while not workflow.info().is_continue_as_new_suggested():
            self._has_been_asked_to_reconnect = False
            await self._watch()
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(replace(given, cursor=self._cursor))

    @workflow.signal
    async def reconnect(self) -> None:
        """A worker has started, perhaps with mended settings: do not wait for a retry to come round."""
        self._has_been_asked_to_reconnect = True

    @workflow.query
    def cursor(self) -> Cursor | None:
        """How far the inbox was read when the watch last came back."""
        return self._cursor

    async def _watch(self) -> None:
        watch = workflow.start_activity(
            "watch_inbox",
            WatchInbox(self._cursor, _WATCH_FOR.total_seconds()),
            result_type=Cursor,
            start_to_close_timeout=2 * _WATCH_FOR,
            heartbeat_timeout=_HEARTBEAT_FOR,
            retry_policy=_RETRIES,
            summary="watching the inbox",
        )
        await workflow.wait_condition(lambda: watch.done() or self._has_been_asked_to_reconnect)
        if not watch.done():
            watch.cancel()
        try:
            self._cursor = await watch
        except (ActivityError, asyncio.CancelledError) as error:
            # The activity is retried for ever; it only ends by failure when it was told to reconnect.
            if not is_cancelled_exception(error) or not self._has_been_asked_to_reconnect:
                raise
