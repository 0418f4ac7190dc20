"""One relationship, for years: wait for the next step, take it, record what happened, and again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never, cast

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.contract import (
        ACCOUNT_PROBLEM,
        CameTooLate,
        Choice,
        ChooseStep,
        Found,
        IsUncertain,
        LookUpEmail,
        Rendered,
        RenderEmail,
        SendEmail,
        SendOutcome,
        SendReport,
        WasAnswered,
        WasRefused,
        WentOut,
    )
    from activities.names import RELATIONSHIP_WORKFLOW, mailbox_workflow_id, relationship_workflow_id
    from mail.write.compose import Draft
    from relationship.budget import Ask
    from relationship.identity import account_id
    from relationship.rules.decide import Refused, decide
    from relationship.rules.evolve import evolve, fold
    from relationship.rules.obligations import covered_by
    from relationship.rules.step import TO_SELF, AskUser, Conclude, Rest, Send, Settle, Step, Tell, Wait, due_at_of
    from relationship.stream import commands as c
    from relationship.stream import events as e
    from relationship.stream.compaction import carried
    from relationship.stream.redaction import Forgotten, redacted
    from relationship.stream.state import State
    from workflows.listing import CARD, NEXT_AT, Card, attributes_of, card_of, details_of

_LOCAL_FOR = timedelta(seconds=30)
_SEND_FOR = timedelta(minutes=2)
_RETRIES_FOR = timedelta(minutes=5)
_SEND_RETRIES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=20))
_FIRST_HOLD = timedelta(seconds=30)
_LONGEST_HOLD = timedelta(hours=1)
_LOOK_BACK = timedelta(hours=1)
# A turn can be lost with the mailbox's own history; asking again keeps the place in line.
_TURN_FOR = timedelta(minutes=10)
_ASK_AGAIN_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class RelationshipInput:
    """The whole stream so far. `continue_after`: history length that starts a new run; 0: as the server suggests."""

    events: tuple[e.Event, ...]
    continue_after: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is known, for `show` and `preview`."""

    events: tuple[e.Event, ...]
    state: State
    choice: Choice | None
    problem: str


@workflow.defn(name=RELATIONSHIP_WORKFLOW)
class RelationshipWorkflow:
    """The shell around the pure core. It holds no rule: every choice comes from the local activity."""

    @workflow.init
    def __init__(self, given: RelationshipInput) -> None:
        self._events = list(given.events)
        self._state = fold(given.events)
        self._choice: Choice | None = None
        self._problem = ""
        self._holds = 0
        self._nudges = 0
        self._granted_at: datetime | None = None
        self._asks_for_turns = False
        self._was_redacted = False
        self._published: Card | None = None

    @workflow.run
    async def run(self, given: RelationshipInput) -> None:
        # Asked here and nowhere else: right after a local activity, a replay may not have heard of the marker yet when
        # the task was split there, and would take the other way (seen under load, as TMPRL1100).
        self._asks_for_turns = workflow.patched("sending-budget")
        while not self._is_long(given.continue_after) and not self._was_redacted:
            choice = await self._choose()
            self._publish(choice)
            await self._act(choice.step)
        # A handler that has begun must end in this run, or its caller never hears of it.
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(replace(given, events=carried(self._events)))

    @workflow.signal
    async def record_incoming(self, fact: c.Incoming) -> None:
        """A message from the mailbox. Told twice, it changes nothing."""
        self._record(fact)

    @workflow.signal
    async def hear_of_introduction(self, used: e.IntroductionUsed) -> None:
        """Somebody whom this person introduced has talked with the user."""
        self._record(used)

    @workflow.signal
    async def nudge(self) -> None:
        """Choose again now: the settings or the account have been mended."""
        self._holds = 0
        self._nudges += 1

    @workflow.signal
    async def take_turn(self) -> None:
        """The account's budget lets this relationship's mail leave now."""
        self._granted_at = workflow.now()

    @workflow.update
    async def ask(self, request: c.Request) -> None:
        """A person's request."""
        self._record(replace(request, at=workflow.now()))

    @workflow.update
    async def redact(self, forgotten: Forgotten) -> None:
        """Somebody else was forgotten: what is said of them here goes, and this run with it."""
        self._events = list(redacted(self._events, forgotten))
        self._state = fold(self._events)
        self._was_redacted = True
        self._nudges += 1

    @ask.validator
    def _refuse(self, request: c.Request) -> None:
        try:
            decide(replace(request, at=workflow.now()), self._state)
        except Refused as error:
            raise ApplicationError(str(error), type=Refused.__name__, non_retryable=True) from error

    @workflow.query
    def snapshot(self) -> Snapshot:
        """The whole state, its events, and what comes next."""
        return Snapshot(tuple(self._events), self._state, self._choice, self._problem)

    @workflow.query
    def text_of(self, message_id: str) -> str:
        """What a mail of ours said; empty for one that is not known. It tells the reader of an answer the quote."""
        mine = (event for event in self._events if isinstance(event, e.EmailSent | e.SendUncertain))
        return next((event.text for event in mine if event.message_id == message_id), "")

    def _record(self, command: c.Command) -> None:
        for event in decide(command, self._state):
            self._events.append(event)
            # A correction changes what has been; anything else only adds to it.
            self._state = fold(self._events) if isinstance(event, e.Corrected) else evolve(self._state, event)

    async def _choose(self) -> Choice:
        # Local: the answer is recorded in history, so the rules may change while this sleeps.
        choice: Choice = await workflow.execute_local_activity(
            "choose_step",
            ChooseStep(self._state, workflow.now()),
            result_type=Choice,
            start_to_close_timeout=_LOCAL_FOR,
        )
        return choice

    async def _act(self, step: Step) -> None:
        due_at = due_at_of(step)
        if due_at is None or due_at > workflow.now():
            await self._wait_until(due_at)
            return
        match step:
            case Send():
                await self._send(step)
            case Conclude():
                self._conclude(step)
            case Settle():
                await self._settle(step)
            case Tell():
                await self._tell_introducer(step)
            case Wait() | AskUser() | Rest():
                # Due means that the next choice will be another one.
                return
            case _:
                assert_never(step)

    def _conclude(self, step: Conclude) -> None:
        match step.outcome:
            case "went_unanswered":
                self._record(c.EndAsking(workflow.now()))
            case "pause_over":
                self._record(c.Resume(workflow.now()))
            case "call_was_held":
                self._record(c.EndCall(workflow.now()))
            case "draft_waits":
                self._record(c.AwaitApproval(workflow.now(), self._state.next_number, step.template))
            case _:
                assert_never(step.outcome)

    async def _wait_until(self, until: datetime | None) -> None:
        """Until then, or until something happens."""
        known, nudges = len(self._events), self._nudges
        timeout = None if until is None else max(until - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: len(self._events) != known or self._nudges != nudges, timeout=timeout)
        except TimeoutError:
            return

    async def _send(self, step: Send) -> None:
        # The user's own mailbox knows no budget.
        if step.purpose != TO_SELF and not await self._has_turn(step):
            return
        known, number = len(self._events), self._state.next_number
        covers = covered_by(self._state, step.purpose)
        rendered = await self._render(step)
        if rendered.draft is None:
            await self._hold(rendered.problem)
            return
        # Dangerous await above: an answer may have come meanwhile.
        if len(self._events) != known:
            return
        try:
            outcome = await self._hand_over(step, rendered.draft)
        except ActivityError as error:
            await self._report_trouble(error)
            await self._hold(_in_words(error))
            return
        self._problem, self._holds = "", 0
        self._record_outcome(step, rendered.draft, outcome, number, covers)
        await self._report_outcome(rendered.draft, outcome)

    async def _has_turn(self, step: Send) -> bool:
        """Whether the account's budget lets this mail leave now; if not, wait in line, until something happens."""
        if not self._asks_for_turns:
            return True
        if self._is_its_turn():
            self._granted_at = None
            return True
        ask = Ask(self._state.id, step.purpose, workflow.now())
        if not await self._tell_mailbox("ask_for_turn", ask):
            # Nobody keeps a budget: a mailbox that is not watched at all, as in a test of one relationship.
            return True
        known, nudges = len(self._events), self._nudges
        try:
            await workflow.wait_condition(
                lambda: self._is_its_turn() or len(self._events) != known or self._nudges != nudges,
                timeout=_ASK_AGAIN_AFTER,
            )
        except TimeoutError:
            return False
        if not self._is_its_turn():
            await self._tell_mailbox("withdraw", self._state.id)
        # Granted late, the step may be due at another hour by now: choose again.
        return False

    def _is_its_turn(self) -> bool:
        """A turn is not kept for later: many that were would end in a burst."""
        return self._granted_at is not None and workflow.now() - self._granted_at < _TURN_FOR

    async def _tell_mailbox(self, signal: str, what: object) -> bool:
        """Whether there is a mailbox to be told."""
        mailbox = workflow.get_external_workflow_handle(mailbox_workflow_id(account_id(self._state.account)))
        try:
            await mailbox.signal(signal, what)
        except ApplicationError:
            return False
        return True

    async def _report_outcome(self, draft: Draft, outcome: SendOutcome) -> None:
        if self._asks_for_turns and isinstance(outcome, WentOut | WasRefused | IsUncertain):
            was_refused = isinstance(outcome, WasRefused)
            await self._tell_mailbox("report", SendReport(workflow.now(), draft.message_id, was_refused))

    async def _report_trouble(self, error: ActivityError) -> None:
        if self._asks_for_turns and _is_account_problem(error):
            await self._tell_mailbox("report", SendReport(workflow.now(), trouble=_in_words(error)))

    async def _settle(self, step: Settle) -> None:
        """Evidence may have come since: a server's own copy in Sent, or the one of another worker."""
        try:
            found: Found = await workflow.execute_activity(
                "look_up_email",
                LookUpEmail(step.message_id),
                result_type=Found,
                start_to_close_timeout=_SEND_FOR,
                schedule_to_close_timeout=_RETRIES_FOR,
                retry_policy=_SEND_RETRIES,
            )
        except ActivityError as error:
            await self._hold(_in_words(error))
            return
        self._problem, self._holds = "", 0
        if found.trace == "sent":
            self._record(e.SendSettled(found.at, step.message_id, found.evidence))

    async def _tell_introducer(self, step: Tell) -> None:
        """Told twice, it changes nothing there; an introducer who is gone needs no word."""
        introducer = workflow.get_external_workflow_handle(relationship_workflow_id(step.introducer))
        used = e.IntroductionUsed(workflow.now(), self._state.address, self._state.name)
        try:
            await introducer.signal("hear_of_introduction", used)
        except ApplicationError:
            workflow.logger.info("the introducer's relationship is not here any more")
        self._record(e.IntroducerTold(workflow.now()))

    async def _render(self, step: Send) -> Rendered:
        rendered: Rendered = await workflow.execute_local_activity(
            "render_email",
            RenderEmail(self._state, step, workflow.now(), tuple(self._events) if step.purpose == TO_SELF else ()),
            result_type=Rendered,
            start_to_close_timeout=_LOCAL_FOR,
        )
        return rendered

    async def _hand_over(self, step: Send, draft: Draft) -> SendOutcome:
        last_at = self._state.mails[-1].at if self._state.mails else None
        added_at = self._state.added_at or workflow.now()
        request = SendEmail(
            relationship_id=self._state.id,
            draft=draft,
            known_ids=self._state.seen_ids,
            look_since=max(added_at, last_at - _LOOK_BACK if last_at else added_at).replace(microsecond=0),
            is_known_unsent=draft.message_id in self._state.known_unsent,
            to_self=step.purpose == TO_SELF,
        )
        outcome: SendOutcome = await workflow.execute_activity(
            "send_email",
            request,
            # A union is a type hint and no class; the converter reads it by `kind`.
            result_type=cast("type", SendOutcome),
            start_to_close_timeout=_SEND_FOR,
            schedule_to_close_timeout=_RETRIES_FOR,
            retry_policy=_SEND_RETRIES,
            summary=draft.subject,
        )
        return outcome

    def _record_outcome(self, step: Send, draft: Draft, outcome: SendOutcome, number: int, covers: str) -> None:
        match outcome:
            case WentOut():
                self._record(replace(_sent(step, draft, number, outcome), covers=covers))
            case IsUncertain():
                self._record(replace(_uncertain(step, draft, number, outcome), covers=covers))
            case WasRefused():
                self._record(
                    e.SendRefused(
                        outcome.at,
                        number,
                        draft.message_id,
                        step.template,
                        outcome.reply,
                        outcome.address_is_dead,
                        step.purpose,
                    )
                )
            case WasAnswered():
                for fact in outcome.messages:
                    self._record(fact)
            case CameTooLate():
                return
            case _:
                assert_never(outcome)

    async def _hold(self, problem: str) -> None:
        """Something keeps the mail from leaving. Say so, wait longer each time, then choose again."""
        self._problem = problem
        if self._choice is not None:
            self._publish(self._choice)
        wait_for = min(_FIRST_HOLD * 2**self._holds, _LONGEST_HOLD)
        self._holds = min(self._holds + 1, 16)
        await self._wait_until(workflow.now() + wait_for)

    def _is_long(self, continue_after: int) -> bool:
        info = workflow.info()
        if continue_after:
            return info.get_current_history_length() > continue_after
        return info.is_continue_as_new_suggested()

    def _publish(self, choice: Choice) -> None:
        """Tell lists and Temporal's own UI, when there is something new to tell."""
        self._choice = choice
        card = card_of(self._state, choice, self._problem)
        if card == self._published:
            return
        self._published = card
        attributes = attributes_of(card, self._state.account)
        updates: list[SearchAttributeUpdate[Any]] = [pair.key.value_set(pair.value) for pair in attributes]
        if card.next_at is None:
            updates.append(NEXT_AT.value_unset())
        workflow.upsert_search_attributes(updates)
        workflow.upsert_memo({CARD: card})
        workflow.set_current_details(details_of(card))


def _sent(step: Send, draft: Draft, number: int, outcome: WentOut) -> e.EmailSent:
    return e.EmailSent(
        at=outcome.at,
        number=number,
        message_id=draft.message_id,
        purpose=step.purpose,
        template=step.template,
        subject=draft.subject,
        text=draft.text,
        attempt=step.attempt,
        evidence=outcome.evidence,
    )


def _uncertain(step: Send, draft: Draft, number: int, outcome: IsUncertain) -> e.SendUncertain:
    return e.SendUncertain(
        at=outcome.at,
        number=number,
        message_id=draft.message_id,
        purpose=step.purpose,
        template=step.template,
        subject=draft.subject,
        text=draft.text,
        attempt=step.attempt,
        detail=outcome.detail,
    )


def _in_words(error: ActivityError) -> str:
    cause = _cause(error)
    return cause.message if isinstance(cause, ApplicationError) else str(cause or error)


def _is_account_problem(error: ActivityError) -> bool:
    cause = _cause(error)
    return isinstance(cause, ApplicationError) and cause.type == ACCOUNT_PROBLEM


def _cause(error: ActivityError) -> BaseException | None:
    cause = error.cause
    while cause is not None and not isinstance(cause, ApplicationError) and cause.__cause__ is not None:
        cause = cause.__cause__
    return cause
