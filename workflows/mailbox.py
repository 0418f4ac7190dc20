"""One account's mailbox: keep the inbox watched for ever, and let mail leave one at a time."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contract import ChooseTurn, Cursor, InboxSeen, SendReport, TurnChoice, WatchInbox
    from activities.names import MAILBOX_WORKFLOW, relationship_workflow_id
    from relationship import budget
    from relationship.budget import Ask, Grant, Hold, Sending
    from workflows.listing import MAILBOX_CARD, MailboxCard

# Short, for a worker that was killed is noticed only when its heartbeats stay away.
_HEARTBEAT_FOR = timedelta(seconds=10)
_WATCH_FOR = timedelta(hours=6)
_RETRIES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
_LOCAL_FOR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class MailboxInput:
    """How far the inbox had been read when this run began (None: never), and what was sent and is due.

    `continue_after`: the history length that starts a new run. Thousands of events take longer to replay than a
    workflow task may last on a busy machine; workers that die often would never be done with them.
    """

    cursor: Cursor | None = None
    sending: Sending = field(default_factory=Sending)
    continue_after: int = 600


@workflow.defn(name=MAILBOX_WORKFLOW)
class MailboxWorkflow:
    """Owns the cursor and the sending budget. It holds no rule: whose turn it is comes from the local activity."""

    @workflow.init
    def __init__(self, given: MailboxInput) -> None:
        self._cursor = given.cursor
        self._sending = given.sending
        self._changes = 0
        self._card: MailboxCard | None = None
        self._has_been_asked_to_reconnect = False
        self._continue_after = 0
        self._is_ending = False

    @workflow.run
    async def run(self, given: MailboxInput) -> None:
        if workflow.patched("short-mailbox-runs"):
            self._continue_after = given.continue_after
        granting = asyncio.create_task(self._grant_until_the_end())
        while not self._is_long():
            self._has_been_asked_to_reconnect = False
            await self._watch()
        await self._end(granting)
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(replace(given, cursor=self._cursor, sending=self._sending))

    @workflow.signal
    async def reconnect(self) -> None:
        """A worker has started, perhaps with mended settings: do not wait for a retry to come round."""
        self._has_been_asked_to_reconnect = True
        self._change(replace(self._sending, trouble="", trouble_at=None))

    @workflow.signal
    async def ask_for_turn(self, ask: Ask) -> None:
        """A mail of this relationship is due."""
        self._change(budget.ask(self._sending, ask))

    @workflow.signal
    async def withdraw(self, relationship_id: str) -> None:
        """Something has happened to this relationship, and its mail is not due any more."""
        self._change(budget.withdraw(self._sending, relationship_id))

    @workflow.signal
    async def report(self, report: SendReport) -> None:
        """What became of a turn."""
        if report.trouble:
            self._change(replace(self._sending, trouble=report.trouble, trouble_at=report.at))
            return
        sending = budget.went_out(self._sending, report.message_id)
        self._change(budget.came_back(sending, report.message_id) if report.was_refused else sending)

    @workflow.signal
    async def bounced(self, message_id: str) -> None:
        """A mail of ours came back."""
        self._change(budget.came_back(self._sending, message_id))

    @workflow.signal
    async def seen(self, seen: InboxSeen) -> None:
        """The inbox is in sight."""
        if self._sending.seen_at is None or seen.at > self._sending.seen_at:
            self._change(replace(self._sending, seen_at=seen.at))

    @workflow.signal
    async def resume_sending(self) -> None:
        """The user has looked at what came back."""
        self._change(budget.close_breaker(self._sending))

    @workflow.query
    def cursor(self) -> Cursor | None:
        """How far the inbox was read when the watch last came back."""
        return self._cursor

    @workflow.query
    def sending(self) -> Sending:
        """What was sent, and what is about to be."""
        return self._sending

    def _change(self, sending: Sending) -> None:
        self._sending = sending
        self._changes += 1

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
        await workflow.wait_condition(lambda: watch.done() or self._should_stop_watching())
        is_stopped = not watch.done()
        if is_stopped:
            watch.cancel()
        try:
            self._cursor = await watch
        except (ActivityError, asyncio.CancelledError) as error:
            # The activity is retried for ever; it only ends by failure when it was told to stop.
            if not is_cancelled_exception(error) or not is_stopped:
                raise

    def _should_stop_watching(self) -> bool:
        return self._has_been_asked_to_reconnect or self._is_long()

    def _is_long(self) -> bool:
        info = workflow.info()
        too_long = self._continue_after and info.get_current_history_length() > self._continue_after
        return bool(too_long) or info.is_continue_as_new_suggested()

    async def _end(self, granting: asyncio.Task[None]) -> None:
        """A turn that is being told must be told: whoever has it is not in line any more."""
        if self._continue_after:
            self._is_ending = True
            self._changes += 1
            await granting
        else:
            granting.cancel()

    async def _grant_until_the_end(self) -> None:
        while not self._is_ending:
            changes = self._changes
            choice: TurnChoice = await workflow.execute_local_activity(
                "choose_turn",
                ChooseTurn(self._sending, workflow.now()),
                result_type=TurnChoice,
                start_to_close_timeout=_LOCAL_FOR,
            )
            self._publish(choice)
            match choice.turn:
                case Grant(relationship_id):
                    await self._grant(relationship_id)
                case Hold(until):
                    await self._wait(until, changes)

    async def _grant(self, relationship_id: str) -> None:
        # Counted before it is told: a crash in between costs a turn, never a mail too many.
        self._change(budget.granted(self._sending, relationship_id, workflow.now()))
        target = workflow.get_external_workflow_handle(relationship_workflow_id(relationship_id))
        try:
            await target.signal("take_turn")
        except ApplicationError:
            # The relationship is gone.
            return

    async def _wait(self, until: datetime | None, changes: int) -> None:
        timeout = None if until is None else max(until - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self._changes != changes, timeout=timeout)
        except TimeoutError:
            return

    def _publish(self, choice: TurnChoice) -> None:
        """Tell `status`, which asks no worker, when there is something new to tell."""
        turn = choice.turn
        card = MailboxCard(
            seen_at=self._sending.seen_at,
            waiting=len(self._sending.asks),
            sent_within_a_day=len(budget.within_a_day(self._sending, workflow.now())),
            allowed_per_day=choice.allowed_per_day,
            held_because=turn.why if isinstance(turn, Hold) else "",
            held_until=turn.until if isinstance(turn, Hold) else None,
        )
        if card != self._card:
            self._card = card
            workflow.upsert_memo({MAILBOX_CARD: card})
