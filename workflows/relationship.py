"""One relationship, for years: ask what comes next, do it, and ask again.

How it works. `_arrived` is a queue: whatever is told to this relationship is put at its end and does nothing else.
One local activity, `choose_step`, takes the recorded events and the queue, and answers: which events to record, and
the one step that follows. The answer is recorded in history, and the workflow emits only what a recorded answer says.
So rules, words and policy may change while relationships sleep: a replay reads the old answers, and never derives one.

Each await may let something in: a message, a request of the user's, a word of another relationship. So after each of
them the same question is asked, whether anything has arrived, and if so the step is chosen anew before anything else is
done. The awaits are marked with what they may let in.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never, cast

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contract import (
        Accepted,
        Choice,
        ChooseStep,
        Failure,
        Found,
        Held,
        LookUpEmail,
        MustWait,
        Publication,
        SendEmail,
        SendOutcome,
    )
    from activities.names import (
        CHOOSE_STEP,
        HEAR_OF_INTRODUCTION,
        LOOK_UP_EMAIL,
        RECORD_INCOMING,
        RELATIONSHIP_WORKFLOW,
        SEND_EMAIL,
        relationship_workflow_id,
    )
    from relationship.rules.advance import Arrived
    from relationship.rules.decide import Refused, decide
    from relationship.rules.evolve import evolve, fold
    from relationship.rules.step import AskUser, Conclude, Rest, Send, Settle, Tell, Wait
    from relationship.stream import commands as c
    from relationship.stream import events as e
    from relationship.stream.compaction import compacted
    from relationship.stream.redaction import Forgotten
    from relationship.stream.state import State
    from relationship.views.card import Card
    from workflows.listing import CARD, attribute_updates, details_of
    from workflows.outcomes import facts_of

_CHOOSE_FOR = timedelta(seconds=30)
_CHOOSE_RETRIES = RetryPolicy(maximum_attempts=3)
_MENDED_WITHIN = timedelta(minutes=10)
# Longer than any server is waited for; heartbeats tell of a dead worker much sooner.
_SEND_FOR = timedelta(minutes=5)
_HEARTBEAT_FOR = timedelta(seconds=10)
# In line and against a busy server; then the step is chosen anew.
_RETRIES_FOR = timedelta(minutes=30)
_SEND_RETRIES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=20))


@dataclass(frozen=True, slots=True)
class RelationshipInput:
    """The whole stream so far, and what had arrived but was not answered. `continue_after`: history events a run."""

    events: tuple[e.Event, ...]
    arrived: tuple[Arrived, ...] = ()
    continue_after: int = 250


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is recorded, the step that was chosen, and what keeps it from being taken."""

    events: tuple[e.Event, ...]
    state: State
    choice: Choice | None
    problem: str


@workflow.defn(name=RELATIONSHIP_WORKFLOW)
class RelationshipWorkflow:
    """The shell around the pure core. It holds no rule."""

    @workflow.init
    def __init__(self, given: RelationshipInput) -> None:
        self._events = list(given.events)
        self._arrived = list(given.arrived)
        # How many have been answered: the place of a command among all that ever arrived in this run tells its caller.
        self._answered = 0
        self._refusals = dict[int, str]()
        self._nudges = self._nudges_known = 0
        self._choice: Choice | None = None
        self._held: Held | None = None
        self._failure: Failure | None = None
        self._published: Card | None = None
        self._was_rewritten = False
        self._fault = ""

    @workflow.run
    async def run(self, given: RelationshipInput) -> None:
        while True:
            choice = await self._choose(given)
            if choice is None:
                await self._wait_for_mended_rules(given)
                continue
            if self._has_news():
                continue
            if self._was_rewritten or choice.starts_anew:
                # Await: handlers end here, so that their callers hear of it; meanwhile anything may arrive.
                await workflow.wait_condition(workflow.all_handlers_finished)
                if not self._has_news():
                    # Compaction only shortens what is carried; no command depends on it.
                    workflow.continue_as_new(replace(given, events=compacted(self._events), arrived=()))
                continue
            await self._act(choice)

    # What arrives.

    @workflow.signal(name=RECORD_INCOMING)
    async def record_incoming(self, fact: c.Incoming) -> None:
        """A message from the mailbox. Told twice, it changes nothing."""
        self._arrived.append(fact)

    @workflow.signal(name=HEAR_OF_INTRODUCTION)
    async def hear_of_introduction(self, used: e.IntroductionUsed) -> None:
        """Somebody whom this person introduced has talked with the user."""
        self._arrived.append(used)

    @workflow.signal
    async def nudge(self) -> None:
        """Choose again now: the settings or the account have been mended."""
        self._nudges += 1

    @workflow.update
    async def ask(self, request: c.Request) -> None:
        """A person's request. Answered when it is recorded; refused if something came first that forbids it."""
        await self._be_answered(replace(request, at=workflow.now()))

    @workflow.update
    async def redact(self, forgotten: Forgotten) -> None:
        """Somebody else was forgotten: what is said of them here goes, and this run with it."""
        await self._be_answered(forgotten)

    @ask.validator
    def _refuse(self, request: c.Request) -> None:
        # Validators do not run on replay, so the rules may be asked here.
        try:
            decide(replace(request, at=workflow.now()), self._state_with_all_that_arrived())
        except Refused as error:
            raise _refused(str(error)) from error

    @workflow.query
    def snapshot(self) -> Snapshot:
        """The whole state, its events, and what comes next."""
        problem = self._fault or (self._held.problem if self._held else "")
        return Snapshot(tuple(self._events), fold(self._events), self._choice, problem)

    async def _be_answered(self, command: Arrived) -> None:
        place = self._answered + len(self._arrived)
        self._arrived.append(command)
        await workflow.wait_condition(lambda: self._answered > place)
        refusal = self._refusals.pop(place, "")
        if refusal:
            raise _refused(refusal)

    def _state_with_all_that_arrived(self) -> State:
        state = fold(self._events)
        for command in self._arrived:
            if isinstance(command, Forgotten):
                continue
            try:
                for event in decide(command, state):
                    state = evolve(state, event)
            except Refused:
                continue
        return state

    def _has_news(self) -> bool:
        """Whether something has come that the last answer did not know of.

        By what the recorded answer says it knew, not by when things came: a worker that replays is handed an update
        together with the heartbeats of the task before it, thus earlier than the first time.
        """
        return bool(self._arrived) or self._nudges > self._nudges_known

    # The recorded answer.

    async def _choose(self, given: RelationshipInput) -> Choice | None:
        """The answer, recorded; None when the rules failed to give one, which is a fault of theirs."""
        # Await: anything may arrive while the answer is worked out; it stays in the queue, behind what was taken.
        try:
            choice: Choice = await workflow.execute_local_activity(
                CHOOSE_STEP,
                self._question(given),
                result_type=Choice,
                start_to_close_timeout=_CHOOSE_FOR,
                retry_policy=_CHOOSE_RETRIES,
            )
        except FailureError as error:
            # A local activity's failure comes without the wrapper that other activities have.
            self._fault = f"no next step can be worked out: {error.cause or error}"
            workflow.set_current_details(f"**Held up:** {self._fault}")
            return None
        self._fault = ""
        self._record(choice)
        return choice

    def _question(self, given: RelationshipInput) -> ChooseStep:
        return ChooseStep(
            events=tuple(self._events),
            arrived=tuple(self._arrived),
            now=workflow.now(),
            held=None if self._nudges > self._nudges_known else self._held,
            failure=self._failure,
            published=self._published,
            nudges=self._nudges,
            is_long=_is_long(given.continue_after),
        )

    async def _wait_for_mended_rules(self, given: RelationshipInput) -> None:
        """Nothing is lost: what has arrived stays in the queue until a worker can answer it."""
        if _is_long(given.continue_after):
            workflow.continue_as_new(replace(given, events=tuple(self._events), arrived=tuple(self._arrived)))
        known, self._nudges_known = len(self._arrived), self._nudges
        try:
            # Await: more may arrive, and be what helps; a worker that starts nudges.
            await workflow.wait_condition(
                lambda: len(self._arrived) > known or self._nudges > self._nudges_known, timeout=_MENDED_WITHIN
            )
        except TimeoutError:
            return

    def _record(self, choice: Choice) -> None:
        arrived = self._arrived[: choice.answered]
        for event in choice.events:
            self._events.append(cast("e.Event", arrived[event.index]) if isinstance(event, Accepted) else event)
        if choice.rewritten is not None:
            self._events, self._was_rewritten = list(choice.rewritten), True
        for refusal in choice.refusals:
            self._refusals[self._answered + refusal.index] = refusal.words
        del self._arrived[: choice.answered]
        self._answered += choice.answered
        self._nudges_known = choice.nudges
        self._choice, self._held, self._failure = choice, choice.held, None
        if choice.publication is not None:
            self._publish(choice.publication)

    def _publish(self, publication: Publication) -> None:
        """Tell lists and Temporal's own UI."""
        self._published = publication.card
        if publication.in_attributes:
            workflow.upsert_search_attributes(attribute_updates(publication.card))
        if publication.in_memo:
            workflow.upsert_memo({CARD: publication.card})
        workflow.set_current_details(details_of(publication.card))

    # What it says.

    async def _act(self, choice: Choice) -> None:
        if not choice.is_due:
            await self._wait_until(choice.wait_until)
            return
        match choice.step:
            case Send() as step if choice.mail is not None:
                await self._send(step, choice.mail)
            case Settle() as step:
                await self._settle(step)
            case Tell() as step:
                await self._tell_introducer(step)
            case Send() | Wait() | AskUser() | Conclude() | Rest():
                # An answer that is due and says nothing to do: only what arrives can lead on.
                await self._wait_until(None)
            case _:
                assert_never(choice.step)

    async def _wait_until(self, until: datetime | None) -> None:
        timeout = None if until is None else max(until - workflow.now(), timedelta())
        try:
            # Await: this is where a relationship sleeps. Whatever arrives wakes it.
            await workflow.wait_condition(self._has_news, timeout=timeout)
        except TimeoutError:
            return

    async def _send(self, step: Send, mail: SendEmail) -> None:
        sending = workflow.start_activity(
            SEND_EMAIL,
            mail,
            # A union is a type hint and no class; the converter reads it by `kind`.
            result_type=cast("type[SendOutcome]", SendOutcome),
            start_to_close_timeout=_SEND_FOR,
            schedule_to_close_timeout=_RETRIES_FOR,
            heartbeat_timeout=_HEARTBEAT_FOR,
            retry_policy=_SEND_RETRIES,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary=mail.draft.subject,
        )
        # Await: the mail may stand in line for minutes. An answer, or the user's word, calls it back if that can be.
        await workflow.wait_condition(lambda: sending.done() or self._has_news())
        if not sending.done():
            sending.cancel()
        try:
            # Await: what was called back too late has left, and says so; what arrives waits in the queue.
            outcome = await sending
        except (ActivityError, asyncio.CancelledError) as error:
            if not is_cancelled_exception(error):
                self._failure = Failure(_in_words(error))
            elif not self._has_news():
                # Nobody here called it back: the workflow itself is being cancelled.
                raise
            return
        if isinstance(outcome, MustWait):
            self._failure = Failure(outcome.why, outcome.until, is_in_line=True)
            return
        self._held = None
        self._arrived.extend(facts_of(step, mail, outcome))

    async def _settle(self, step: Settle) -> None:
        """Evidence may have come since: a server's own copy in Sent, or the one of another worker."""
        try:
            # Await: nothing is sent here, so whatever arrives can wait for its turn in the queue.
            found: Found = await workflow.execute_activity(
                LOOK_UP_EMAIL,
                LookUpEmail(step.message_id),
                result_type=Found,
                start_to_close_timeout=_SEND_FOR,
                schedule_to_close_timeout=_RETRIES_FOR,
                retry_policy=_SEND_RETRIES,
            )
        except ActivityError as error:
            self._failure = Failure(_in_words(error))
            return
        self._held = None
        if found.trace == "sent":
            self._arrived.append(e.SendSettled(found.at, step.message_id, found.evidence))

    async def _tell_introducer(self, step: Tell) -> None:
        """Told twice, it changes nothing there; an introducer who is gone needs no word."""
        state = fold(self._events)
        introducer = workflow.get_external_workflow_handle_for(
            RelationshipWorkflow.run, relationship_workflow_id(step.introducer)
        )
        used = e.IntroductionUsed(workflow.now(), state.address, state.name)
        try:
            # Await: nothing is sent here, so whatever arrives can wait for its turn in the queue.
            await introducer.signal(RelationshipWorkflow.hear_of_introduction, used)
        except ApplicationError:
            workflow.logger.info("the introducer's relationship is not here any more")
        self._arrived.append(e.IntroducerTold(workflow.now()))


def _is_long(continue_after: int) -> bool:
    info = workflow.info()
    return info.get_current_history_length() > continue_after or info.is_continue_as_new_suggested()


def _refused(words: str) -> ApplicationError:
    return ApplicationError(words, type=Refused.__name__, non_retryable=True)


def _in_words(error: BaseException) -> str:
    cause: BaseException | None = error.cause if isinstance(error, ActivityError) else error
    while cause is not None and not isinstance(cause, ApplicationError) and cause.__cause__ is not None:
        cause = cause.__cause__
    return cause.message if isinstance(cause, ApplicationError) else str(cause or error)
