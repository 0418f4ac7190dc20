"""One account's mailbox: keep the inbox watched for ever, and let mail leave one at a time.

How it works. Whoever is about to send asks by the update `take_turn`. One local activity, `choose_turns`, answers all
asks that have come: now, or not before some moment. Answers are recorded, and are themselves the account's entries; so
are the reports of what became of a turn. Nothing else is kept, no timer runs, and an idle mailbox writes no history:
the cursor and the last look into the inbox are in the heartbeat of the one long activity that watches.

Each await may let in asks and reports; both only append, and the loop looks again after every await.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError
from temporalio.exceptions import TimeoutError as ActivityTimeout

with workflow.unsafe.imports_passed_through():
    from activities.contract import ChooseTurns, Cursor, MailboxCard, SetAside, Turns, WatchInbox
    from activities.names import CHOOSE_TURNS, MAILBOX_WORKFLOW, REPORT, SET_ASIDE, WATCH_INBOX
    from relationship.budget import Ask, Entry, Granted, PutOff, Reconnected, Reopened, Report, Sending, Troubled, fold
    from workflows.listing import MAILBOX_CARD

# Short, for a worker that was killed is noticed only when its heartbeats stay away.
_HEARTBEAT_FOR = timedelta(seconds=10)
_WATCH_FOR = timedelta(days=30)
_WATCH_RETRIES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10))
_CHOOSE_FOR = timedelta(seconds=30)
# A fault in the budget must be told to whoever asks, not be tried in silence.
_CHOOSE_RETRIES = RetryPolicy(maximum_attempts=3)
_MOST_SET_ASIDE = 20


@dataclass(frozen=True, slots=True)
class MailboxInput:
    """How far the inbox had been read when this run began (None: never), what was sent, and what could not be read.

    `continue_after`: the history length that starts a new run. Thousands of events take longer to replay than a
    workflow task may last on a busy machine; workers that die often would never be done with them.
    """

    cursor: Cursor | None = None
    sending: Sending = field(default_factory=Sending)
    set_aside: tuple[SetAside, ...] = ()
    continue_after: int = 600


@workflow.defn(name=MAILBOX_WORKFLOW)
class MailboxWorkflow:
    """Owns the cursor and the sending budget. It holds no rule: whose turn it is comes from the local activity."""

    @workflow.init
    def __init__(self, given: MailboxInput) -> None:
        self._cursor = given.cursor
        self._sending = given.sending
        self._entries = list[Entry]()
        self._set_aside = list(given.set_aside)
        self._asks = list[Ask]()
        # The place of an ask among all that ever came in this run tells its caller which answer is theirs.
        self._answered = 0
        self._answers = dict[int, Granted | PutOff | str]()
        self._card: MailboxCard | None = None
        self._changes, self._changes_told = 1, 0
        self._is_over = self._is_refused = False
        self._has_been_asked_to_reconnect = False

    @workflow.run
    async def run(self, given: MailboxInput) -> None:
        watching = asyncio.create_task(self._watch_until(lambda: self._is_over))
        while not self._is_over:
            # Await: asks and reports. A watch that failed for good ends the run, and is seen as failed.
            await workflow.wait_condition(lambda: self._has_to_choose() or watching.done())
            if watching.done():
                break
            await self._choose(given)
        # Await: an ask that comes now is still answered, below.
        await watching
        while self._asks or not workflow.all_handlers_finished():
            if self._asks:
                await self._choose(given)
            await workflow.wait_condition(lambda: bool(self._asks) or workflow.all_handlers_finished())
        # Folding only sums up what is recorded; no command depends on it.
        sending = fold(self._entries, self._sending)
        workflow.continue_as_new(replace(given, cursor=self._cursor, sending=sending, set_aside=tuple(self._set_aside)))

    # What arrives.

    @workflow.update
    async def take_turn(self, ask: Ask) -> Granted | PutOff:
        """May this mail leave now, or not before when? Asked again for the same mail, it is the same turn."""
        place = self._answered + len(self._asks)
        self._asks.append(ask)
        await workflow.wait_condition(lambda: place in self._answers)
        answer = self._answers.pop(place)
        if isinstance(answer, str):
            raise ApplicationError(answer, type="BudgetFailed")
        return answer

    @workflow.signal(name=REPORT)
    async def report(self, report: Report) -> None:
        """What became of a turn, or of the account. It is a fact, so it is recorded as it came."""
        self._entries.append(report)
        if isinstance(report, Troubled):
            self._is_refused = True
            self._changes += 1

    @workflow.signal(name=SET_ASIDE)
    async def set_aside(self, message: SetAside) -> None:
        """A message could not be read."""
        known = [one for one in self._set_aside if (one.uid, one.message_id) != (message.uid, message.message_id)]
        self._set_aside = [*known, message][-_MOST_SET_ASIDE:]
        self._changes += 1

    @workflow.signal
    async def reconnect(self) -> None:
        """A worker has started, perhaps with mended settings: what the servers refused is tried again at once.

        A watch in good health goes on: after a new start it would first have to look where it had come to.
        """
        self._has_been_asked_to_reconnect, self._is_refused = self._is_refused, False
        self._changes += 1
        self._entries.append(Reconnected(workflow.now()))

    @workflow.signal
    async def resume_sending(self) -> None:
        """The user has looked at what came back."""
        self._changes += 1
        self._entries.append(Reopened(workflow.now()))

    @workflow.query
    def cursor(self) -> Cursor | None:
        """How far the inbox was read when the watch last came back."""
        return self._cursor

    @workflow.query
    def sending(self) -> Sending:
        """What was sent, who waits, and what holds sending up."""
        return fold(self._entries, self._sending)

    @workflow.query
    def set_aside_messages(self) -> tuple[SetAside, ...]:
        """The last messages that could not be read, oldest first."""
        return tuple(self._set_aside)

    # The recorded answer.

    def _has_to_choose(self) -> bool:
        # By what the recorded answer knew: see `Choice`.
        return bool(self._asks) or self._changes > self._changes_told

    async def _choose(self, given: MailboxInput) -> None:
        request = ChooseTurns(
            self._sending,
            tuple(self._entries),
            tuple(self._asks),
            workflow.now(),
            len(self._set_aside),
            self._card,
            self._changes,
            _is_long(given.continue_after),
        )
        try:
            # Await: more asks and reports; they stay behind those that were taken.
            turns: Turns = await workflow.execute_local_activity(
                CHOOSE_TURNS,
                request,
                result_type=Turns,
                start_to_close_timeout=_CHOOSE_FOR,
                retry_policy=_CHOOSE_RETRIES,
            )
        except FailureError as error:
            # A local activity's failure comes without the wrapper that other activities have.
            # Whoever has asked by now hears of it, also who came meanwhile.
            self._answer([f"the budget can't be worked out: {error.cause or error}"] * len(self._asks))
            self._changes_told, self._is_over = self._changes, self._is_over or _is_long(given.continue_after)
            return
        self._entries.extend(turns.answers)
        self._answer(turns.answers)
        self._changes_told, self._is_over = turns.changes, self._is_over or turns.starts_anew
        if turns.card is not None:
            self._publish(turns.card)

    def _answer(self, answers: "list[str] | tuple[Granted | PutOff, ...]") -> None:
        for answer in answers:
            self._answers[self._answered] = answer
            self._answered += 1
        del self._asks[: len(answers)]

    def _publish(self, card: MailboxCard) -> None:
        """Tell `status`, which asks no worker."""
        self._card = card
        workflow.upsert_memo({MAILBOX_CARD: card})

    # The watch.

    async def _watch_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            self._has_been_asked_to_reconnect = False
            await self._watch(is_over)

    async def _watch(self, is_over: Callable[[], bool]) -> None:
        watch = workflow.start_activity(
            WATCH_INBOX,
            WatchInbox(self._cursor, _WATCH_FOR.total_seconds()),
            result_type=Cursor,
            start_to_close_timeout=2 * _WATCH_FOR,
            heartbeat_timeout=_HEARTBEAT_FOR,
            retry_policy=_WATCH_RETRIES,
            # It comes back with its cursor.
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary="watching the inbox",
        )
        # Await: nothing here depends on what arrives meanwhile.
        await workflow.wait_condition(lambda: watch.done() or self._has_been_asked_to_reconnect or is_over())
        is_stopped = not watch.done()
        if is_stopped:
            watch.cancel()
        try:
            self._cursor = await watch
        except (ActivityError, asyncio.CancelledError) as error:
            # The activity is retried for ever; it only ends without a cursor when it was told to stop. A worker that
            # died before it heard of that ends it by a timeout, and the cursor is in its last heartbeat.
            if not is_stopped:
                raise
            self._cursor = _last_told(error) or self._cursor


def _is_long(continue_after: int) -> bool:
    info = workflow.info()
    return info.get_current_history_length() > continue_after or info.is_continue_as_new_suggested()


def _last_told(error: BaseException) -> Cursor | None:
    cause = error.cause if isinstance(error, ActivityError) else None
    details = cause.last_heartbeat_details if isinstance(cause, ActivityTimeout) else ()
    if not details or not isinstance(details[0], dict):
        return None
    told = details[0]
    return Cursor(int(told["uid_validity"]), int(told["last_uid"]), datetime.fromisoformat(told["read_at"]))
