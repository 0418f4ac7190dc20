"""Send one mail, never twice: look in the ledger, look for an answer, claim, hand over, settle."""

import asyncio
import imaplib
from datetime import datetime, timedelta
from uuid import uuid4

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError

from activities.account import Account, AccountProblem, Unreachable
from activities.contract import (
    ACCOUNT_PROBLEM,
    IN_LINE,
    UNREACHABLE,
    CameTooLate,
    Found,
    IsUncertain,
    LookUpEmail,
    MustWait,
    SendEmail,
    SendOutcome,
    WasAnswered,
    WasRefused,
    WentOut,
)
from activities.imap import imap_session
from activities.send import ledger
from activities.send.smtp import NotSent, Uncertain, hand_over
from activities.send.turns import Turns
from activities.watch.inbox import letters_from
from activities.watch.routing import route
from mail.write.compose import compose
from relationship.budget import CameBack, GivenBack, Granted, Left, PutOff, Report, Troubled
from relationship.identity import relationship_id
from relationship.stream.commands import Incoming

# A task that waited longer (a laptop asleep, a worker down) was decided in another hour: choose again.
_FRESH_FOR = timedelta(minutes=15)
# Then the user is told why it does not go, and the next tries are further apart.
_TRIED_LONG = timedelta(minutes=5)
_WORTH_WAITING_FOR = timedelta(minutes=10)
# Seconds.
_BEAT_EVERY = 1.0
# Seconds. Together shorter than the activity's own time.
_WITHDRAW_AGAIN_AFTER = (0.5, 1, 2, 4, 8)


class _SomebodyElseSends(Exception):
    """Another process has claimed the same mail."""


class _Stopped(Exception):
    """Something has arrived for the relationship: nothing was sent, and the step is chosen anew."""


class EmailSender:
    """Sends for one account."""

    def __init__(self, account: Account, turns: Turns) -> None:
        self._account = account
        self._turns = turns

    @activity.defn
    async def send_email(self, request: SendEmail) -> SendOutcome:
        """Safe to run twice: a mail that left a trace in Sent or in the outbox is never handed over again.

        Told to stop, it stops if the content has not begun to leave, and else says what became of it.
        Errors of type `Unreachable` may be retried, those of type `AccountProblem` wait for the user.
        """
        is_stopped = asyncio.Event()
        sending = asyncio.create_task(self._send(request, compose(request.draft), is_stopped))
        beating = asyncio.create_task(_beat())
        try:
            return await _uninterrupted(sending, is_stopped)
        except AccountProblem as error:
            await self._report(request, Troubled(str(error), _now()))
            raise ApplicationError(str(error), type=ACCOUNT_PROBLEM, non_retryable=True) from error
        except (Unreachable, ImapToolsError, imaplib.IMAP4.error) as error:
            raise ApplicationError(str(error), type=UNREACHABLE, non_retryable=_has_tried_long()) from error
        finally:
            beating.cancel()

    @activity.defn
    async def look_up_email(self, request: LookUpEmail) -> Found:
        """Reads only, but for tidying the outbox of a mail that is found in Sent; safe to run twice."""
        try:
            return await asyncio.to_thread(self._look_up, request.message_id)
        except AccountProblem as error:
            raise ApplicationError(str(error), type=ACCOUNT_PROBLEM, non_retryable=True) from error
        except (Unreachable, ImapToolsError, imaplib.IMAP4.error) as error:
            raise ApplicationError(str(error), type=UNREACHABLE) from error

    def _look_up(self, message_id: str) -> Found:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            trace = ledger.look_up(mailbox, folders, message_id)
            if trace == "sent":
                ledger.release(mailbox, folders, message_id)
                return Found(_now(), trace, f"found in {folders.sent}")
            return Found(_now(), trace)

    async def _send(self, request: SendEmail, raw: bytes, is_stopped: asyncio.Event) -> SendOutcome:
        turn = await self._turn(request)
        if isinstance(turn, PutOff):
            return _wait_for(turn)
        outcome: SendOutcome | None = None
        try:
            outcome = await self._send_in_turn(request, raw, is_stopped)
        finally:
            await self._report(request, _report_of(request.draft.message_id, outcome))
        return outcome

    async def _turn(self, request: SendEmail) -> Granted | PutOff | None:
        """The words are ready, and nothing has been touched yet. The user's own mailbox knows no budget."""
        if request.is_to_self:
            return None
        return await self._turns.take(request.draft.message_id, request.purpose)

    async def _report(self, request: SendEmail, report: Report) -> None:
        """A turn that is never reported comes back by itself, so this may fail."""
        if request.is_to_self and not isinstance(report, Troubled):
            return
        try:
            await self._turns.report(report)
        except RPCError as error:
            activity.logger.warning("the mailbox was not told what became of a turn", exc_info=error)

    async def _send_in_turn(self, request: SendEmail, raw: bytes, is_stopped: asyncio.Event) -> SendOutcome:
        outcome = await asyncio.to_thread(self._look_first, request)
        if outcome is not None:
            return outcome
        if _is_late():
            return CameTooLate()
        token = uuid4().hex

        async def claim() -> None:
            if is_stopped.is_set():
                raise _Stopped
            await asyncio.to_thread(self._claim, request, raw, token)
            if is_stopped.is_set():
                raise _Stopped

        try:
            accepted = await hand_over(self._account, request.draft.to_address, raw, claim)
        except NotSent as error:
            await self._withdraw(token)
            return WasRefused(_now(), error.reply, error.address_is_dead)
        except (Unreachable, AccountProblem, _Stopped):
            # Nothing was accepted, so the claim must not stay: it would say that nobody knows.
            await self._withdraw(token)
            raise
        except (Uncertain, _SomebodyElseSends) as error:
            return IsUncertain(_now(), str(error))
        await asyncio.to_thread(self._settle, request, raw)
        return WentOut(_now(), f"accepted by {self._account.smtp.host}: {accepted}")

    def _look_first(self, request: SendEmail) -> SendOutcome | None:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            match ledger.look_up(mailbox, folders, request.draft.message_id):
                case "sent":
                    ledger.release(mailbox, folders, request.draft.message_id)
                    return WentOut(_now(), f"found in {folders.sent}")
                case "outbox" if request.is_known_unsent:
                    ledger.release(mailbox, folders, request.draft.message_id)
                case "outbox":
                    return IsUncertain(_now(), f"a copy lies in {folders.outbox}: an earlier try ended midway")
                case "none":
                    pass
            answers = () if request.is_to_self else self._answers(mailbox, request)
            return WasAnswered(answers) if answers else None

    def _answers(self, mailbox: BaseMailBox, request: SendEmail) -> tuple[Incoming, ...]:
        """Look before you write: what the watcher has not told yet, because it was down or is a second late."""
        thread_mark = f"wt.{request.relationship_id}."
        # A contact whose address was changed is known by both.
        ids = {request.relationship_id, relationship_id(self._account.address, request.draft.to_address)}
        found = letters_from(mailbox, self._account.inbox, request.draft.to_address, thread_mark, request.look_since)
        routed = (route(letter.raw, letter.received_at, self._account.address) for letter in found)
        return tuple(
            item.fact
            for item in routed
            if item is not None
            and not ids.isdisjoint(item.relationship_ids[:1])
            and item.fact.message_id not in request.known_ids
            and item.fact.at >= request.look_since
        )

    def _claim(self, request: SendEmail, raw: bytes, token: str) -> None:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            if not ledger.claim(mailbox, folders, request.draft.message_id, raw, token):
                raise _SomebodyElseSends("another process was sending the same mail")

    async def _withdraw(self, token: str) -> None:
        """Take the claim back, and try again for a while: a claim that stays parks a mail that never left."""
        for pause in _WITHDRAW_AGAIN_AFTER:
            try:
                await asyncio.to_thread(self._withdraw_once, token)
            except (Unreachable, AccountProblem, ImapToolsError, imaplib.IMAP4.error):
                await asyncio.sleep(pause)
            else:
                return

    def _withdraw_once(self, token: str) -> None:
        with imap_session(self._account.imap) as mailbox:
            ledger.withdraw(mailbox, ledger.find_folders(mailbox, self._account), token)

    def _settle(self, request: SendEmail, raw: bytes) -> None:
        """The mail is out. If its copy can't be filed now, the outbox keeps it and says less, not more."""
        try:
            with imap_session(self._account.imap) as mailbox:
                folders = ledger.find_folders(mailbox, self._account)
                keep_copy = not self._account.server_keeps_sent_copy
                ledger.settle_as_sent(mailbox, folders, request.draft.message_id, raw, keep_copy=keep_copy)
        except (Unreachable, AccountProblem, ImapToolsError, imaplib.IMAP4.error) as error:
            activity.logger.warning("sent, but the copy could not be moved to Sent", exc_info=error)


def _now() -> datetime:
    """Temporal's own clock, the one that the workflow reads."""
    return activity.info().started_time


def _is_late() -> bool:
    """By the server's own clock, which also is right where a test skips time."""
    info = activity.info()
    return info.started_time - info.scheduled_time > _FRESH_FOR


def _has_tried_long() -> bool:
    """Time to say what is wrong, rather than to try in silence."""
    info = activity.info()
    return info.started_time - info.scheduled_time > _TRIED_LONG


async def _uninterrupted(sending: "asyncio.Task[SendOutcome]", is_stopped: asyncio.Event) -> SendOutcome:
    """A hand-over is never torn in two: told to stop, it comes to its own end first."""
    try:
        return await asyncio.shield(sending)
    except asyncio.CancelledError:
        is_stopped.set()
        try:
            return await sending
        except _Stopped:
            # Temporal is to hear that it was cancelled, which the caller takes for: nothing was sent.
            pass
        raise


async def _beat() -> None:
    """A stop reaches an activity with the answer to its heartbeat."""
    while True:
        activity.heartbeat()
        await asyncio.sleep(_BEAT_EVERY)


def _wait_for(turn: PutOff) -> MustWait:
    """Soon: Temporal tries again by itself, which history does not even show. Later: the step is chosen anew."""
    wait_for = turn.until - _now()
    if wait_for > _WORTH_WAITING_FOR or _is_late():
        return MustWait(turn.until, turn.why)
    raise ApplicationError(
        turn.why,
        type=IN_LINE,
        next_retry_delay=max(wait_for, timedelta()),
        category=ApplicationErrorCategory.BENIGN,
    )


def _report_of(message_id: str, outcome: SendOutcome | None) -> Report:
    match outcome:
        case WentOut() | IsUncertain():
            # Of unknown fate: it counts, for it may have left.
            return Left(message_id, _now())
        case WasRefused():
            return CameBack(message_id, _now())
        case _:
            return GivenBack(message_id, _now())
