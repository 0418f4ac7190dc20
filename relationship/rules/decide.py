"""Which events follow from a command? `decide(command, state) -> events`.

Facts are never refused, only ignored when they say nothing new. A person's request that makes no
sense in this state raises `Refused`, with the next move in its message.
"""

from datetime import timedelta
from typing import assert_never

from relationship.rules.obligations import covered_by
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.events import Event
from relationship.stream.state import Mail, State

# Two calls with one person within so few days are one call, told twice.
_SAME_CALL_FOR = timedelta(days=3)
_FACTS = (
    e.EmailSent,
    e.SendRefused,
    e.SendUncertain,
    e.SendNotMade,
    e.SendSettled,
    e.ReplyReceived,
    e.AutoReplyReceived,
    e.Bounced,
    e.OptedOut,
    e.ChallengeReceived,
    e.InvitationAnswered,
    e.IntroductionUsed,
    e.IntroducerTold,
    c.InvitationReceived,
    c.InvitationCancelled,
)


class Refused(Exception):
    """A request that cannot be granted; the message says why and what to do instead."""


def decide(command: c.Command, state: State) -> tuple[Event, ...]:
    """The events that this command causes, none if it changes nothing. Raises Refused for requests."""
    if isinstance(command, _FACTS):
        return _accept_fact(command, state)
    if isinstance(command, c.EndAsking | c.EndCall | c.EndPause | c.AwaitApproval):
        return _let_time_pass(command, state)
    return _grant(command, state)


def _let_time_pass(command: c.Timed, state: State) -> tuple[Event, ...]:
    """Something else may have come first; then nothing follows."""
    match command:
        case c.EndAsking():
            return _end_asking(command, state)
        case c.EndCall():
            is_over = state.call is not None and state.call.ends_at <= command.at
            return (e.CallHeld(command.at, is_assumed=True),) if is_over else ()
        case c.EndPause():
            is_over = state.pause is not None and state.pause.until is not None and state.pause.until <= command.at
            return (e.Resumed(command.at),) if is_over else ()
        case c.AwaitApproval():
            return (e.DraftWaiting(command.at, command.number, command.template),)
        case _:
            assert_never(command)


def _end_asking(command: c.EndAsking, state: State) -> tuple[Event, ...]:
    """An answer may have come between the choice of this step and its taking."""
    is_over = state.has_contact or state.call is not None or state.has_gone_unanswered
    return () if is_over else (e.WentUnanswered(command.at),)


def _accept_fact(fact: c.Fact, state: State) -> tuple[Event, ...]:
    match fact:
        case e.ReplyReceived() | e.AutoReplyReceived() | e.Bounced() | e.OptedOut() | e.ChallengeReceived():
            return () if _is_known(fact, state) else (fact,)
        case e.InvitationAnswered() | c.InvitationReceived() | c.InvitationCancelled():
            return () if _is_known(fact, state) else _accept_calendar(fact, state)
        case e.EmailSent():
            return () if _is_among((*state.mails, *state.notices), fact.message_id) else (fact,)
        case e.SendUncertain():
            known = (*state.mails, *state.uncertain, *state.notices)
            return () if _is_among(known, fact.message_id) else (fact,)
        case e.SendNotMade() | e.SendSettled():
            return (fact,) if _is_among(state.uncertain, fact.message_id) else ()
        case e.IntroductionUsed():
            return () if fact.address in state.introductions_used else (fact,)
        case e.IntroducerTold():
            return () if state.introducer_told else (fact,)
        case e.SendRefused():
            # The same mail may be tried and refused again: that is news each time.
            return (fact,)
        case _:
            assert_never(fact)


def _accept_calendar(
    fact: e.InvitationAnswered | c.InvitationReceived | c.InvitationCancelled, state: State
) -> tuple[Event, ...]:
    """A calendar repeats itself, and its messages overtake each other: the highest SEQUENCE holds (RFC 5546, 2.1.5)."""
    match fact:
        case e.InvitationAnswered():
            names_this_time = state.call is not None and state.call.starts_at == fact.starts_at
            is_old = _is_outdated(fact.uid, fact.sequence, state) and not names_this_time
            return (e.CalendarIgnored(fact.at, fact.message_id, "it answers an earlier time"),) if is_old else (fact,)
        case c.InvitationReceived():
            if _is_outdated(fact.uid, fact.sequence, state):
                return (e.CalendarIgnored(fact.at, fact.message_id, "a newer invitation has come"),)
            event = e.CallScheduled if state.call is None else e.CallMoved
            invited = ("their invitation", fact.message_id, fact.uid, fact.sequence)
            return (event(fact.at, fact.starts_at, fact.minutes, *invited),)
        case c.InvitationCancelled():
            if state.call is None or state.call.uid not in ("", fact.uid):
                return (e.CalendarIgnored(fact.at, fact.message_id, "it cancels something else"),)
            return (e.CallCancelled(fact.at, "they cancelled it", fact.message_id),)
        case _:
            assert_never(fact)


def _is_outdated(uid: str, sequence: int, state: State) -> bool:
    return state.call is not None and state.call.uid == uid and sequence < state.call.sequence


def _is_among(mails: tuple[Mail, ...], message_id: str) -> bool:
    return any(mail.message_id == message_id for mail in mails)


def _is_known(incoming: c.Incoming, state: State) -> bool:
    """A message delivered twice, or one that is older than the relationship, changes nothing."""
    # IMAP's INTERNALDATE has whole seconds (RFC 3501, 2.3.3).
    is_older = state.added_at is not None and incoming.at < state.added_at.replace(microsecond=0)
    return is_older or incoming.message_id in state.seen_ids


def _grant(request: c.Request, state: State) -> tuple[Event, ...]:
    match request:
        case c.Prepare():
            return _prepare(request)
        case c.ScheduleCall() | c.CancelCall() | c.HoldCall() | c.MissCall():
            return _grant_call(request, state)
        case c.LogTouch():
            _refuse_empty(request.by, "how you were in contact", "--by phone")
            return (e.TouchLogged(request.at, request.by, request.note),)
        case c.QueueNews():
            return _queue_news(request, state)
        case c.Refer():
            return (
                ()
                if request.address in state.referrals
                else (e.ReferralReceived(request.at, request.address, request.name),)
            )
        case c.AddNote():
            _refuse_empty(request.text, "some text", "weakties note WHO 'text'")
            return (e.NoteAdded(request.at, request.text.strip()),)
        case c.Pause() | c.Resume() | c.Close() | c.ChangeCadence():
            return _change_course(request, state)
        case c.EditContact():
            return _edit(request, state)
        case c.Resolve():
            return _resolve(request, state)
        case c.Approve() | c.Skip() | c.HandOver():
            return (_review(request, state),)
        case c.Correct():
            return (e.Corrected(request.at, request.message_id, request.fact),)
        case _:
            assert_never(request)


def _change_course(request: c.Pause | c.Resume | c.Close | c.ChangeCadence, state: State) -> tuple[Event, ...]:
    match request:
        case c.Pause():
            return _pause(request, state)
        case c.Resume():
            return _resume(request, state)
        case c.Close():
            if state.closed_at is not None:
                raise Refused(f"{state.name} is already stopped; nothing more will be sent")
            return (e.Closed(request.at, request.reason),)
        case c.ChangeCadence():
            return (e.PolicyChanged(request.at, request.check_in_after, request.check_in_before),)
        case _:
            assert_never(request)


def _resolve(request: c.Resolve, state: State) -> tuple[Event, ...]:
    if not state.uncertain:
        raise Refused(f"the fate of every mail to {state.name} is known; see them: weakties show WHO")
    event = e.SendSettled if request.was_sent else e.SendNotMade
    return tuple(event(request.at, mail.message_id, "you said so") for mail in state.uncertain)


def _review(request: c.Approve | c.Skip | c.HandOver, state: State) -> Event:
    if request.number != state.next_number:
        raise Refused(
            f"something has happened with {state.name} meanwhile; look at the draft again: weakties review WHO"
        )
    match request:
        case c.Approve():
            if request.text:
                _refuse_empty(request.subject, "a subject", "Subject: 20 minutes about your path?")
            return e.DraftApproved(request.at, request.number, request.template, request.subject, request.text)
        case c.Skip():
            return e.DraftSkipped(request.at, request.number, request.template, request.purpose)
        case c.HandOver():
            detail = "it lies in your Drafts folder, to be sent from there"
            return e.SendUncertain(
                request.at,
                request.number,
                request.message_id,
                request.purpose,
                request.template,
                request.subject,
                request.text,
                request.attempt,
                detail,
                covered_by(state, request.purpose),
            )
        case _:
            assert_never(request)


def _edit(request: c.EditContact, state: State) -> tuple[Event, ...]:
    if state.has_opted_out and request.address:
        raise Refused(f"{state.name} asked not to be written to; a new address does not change that")
    values = (
        request.address,
        request.name,
        request.greeting,
        request.company,
        request.time_zone,
        request.country,
        request.phone,
    )
    if not any(values):
        raise Refused("nothing to change; say what, for example: weakties edit WHO --email NEW-ADDRESS")
    return (e.ContactEdited(request.at, *values),)


def _grant_call(request: c.ScheduleCall | c.CancelCall | c.HoldCall | c.MissCall, state: State) -> tuple[Event, ...]:
    if state.has_opted_out:
        raise Refused(f"{state.name} asked not to be written to; weakties plans no call")
    match request:
        case c.ScheduleCall():
            return (_schedule(request, state),)
        case c.CancelCall():
            if state.call is None:
                raise Refused(f"no call with {state.name} is planned; plan one: weakties call WHO --at TIME")
            return (e.CallCancelled(request.at, request.reason, tell=request.tell),)
        case c.MissCall():
            if state.call is None:
                raise Refused(f"no call with {state.name} is planned; see what comes next: weakties show WHO")
            return (e.CallMissed(request.at),)
        case c.HoldCall():
            _refuse_second_thanks(request, state)
            return (e.CallHeld(request.at, request.takeaway.strip()),)
        case _:
            assert_never(request)


def _schedule(request: c.ScheduleCall, state: State) -> e.CallScheduled | e.CallMoved:
    """A call of ours keeps its UID, and each new time has a higher SEQUENCE (RFC 5546, 2.1.4)."""
    if request.starts_at <= request.at:
        raise Refused("that time has passed; if you talked, say: weakties met WHO --takeaway '…'")
    call = state.call
    if request.tell and call is None:
        raise Refused(f"no call with {state.name} is planned; plan one: weakties call WHO --at TIME")
    minutes = request.minutes or (call.minutes if call else 20)
    invite, uid, sequence = request.invite, "", 0
    if call is not None and call.is_ours:
        invite, uid, sequence = True, call.uid, call.sequence + 1
    elif invite:
        uid = f"wt-{state.id}-{request.at:%Y%m%dT%H%M%S}@{state.account.rpartition('@')[2]}"
    known = (request.at, request.starts_at, minutes, request.source, "", uid, sequence, invite)
    return e.CallScheduled(*known) if call is None else e.CallMoved(*known, request.tell)


def _refuse_second_thanks(request: c.HoldCall, state: State) -> None:
    """Said twice, or said after a plain thank-you went by itself: nobody is thanked twice for one call."""
    if state.call is not None or not state.call_thanked or state.call_held_at is None:
        return
    if request.at - state.call_held_at < _SAME_CALL_FOR:
        raise Refused(
            f"{state.name} was thanked for that call already; keep what you took along: weakties note WHO '…'"
        )


def _prepare(request: c.Prepare) -> tuple[Event, ...]:
    done = e.HomeworkDone(
        request.at,
        reason=request.reason.strip(),
        path=request.path.strip(),
        company_news=request.company_news.strip(),
        in_common=request.in_common.strip(),
        story=request.story.strip(),
        questions=tuple(line.strip() for line in request.questions if line.strip()),
        links=tuple(line.strip() for line in request.links if line.strip()),
        not_before=request.not_before,
    )
    if done == e.HomeworkDone(request.at, not_before=request.not_before):
        raise Refused("nothing to note; say something, for example: weakties prep WHO --reason 'why this person'")
    return (done,)


def _queue_news(request: c.QueueNews, state: State) -> tuple[Event, ...]:
    _refuse_empty(request.text, "some news", "weakties news 'I found a job' --to WHO")
    _refuse_if_over(state)
    if not state.has_contact:
        raise Refused(f"{state.name} has not answered yet; news is for people you are in contact with")
    return (e.NewsQueued(request.at, request.text.strip(), request.at_once),)


def _pause(request: c.Pause, state: State) -> tuple[Event, ...]:
    _refuse_if_over(state)
    if request.until is not None and request.until <= request.at:
        raise Refused("the day to pause until has passed; give one that is still to come")
    return (e.Paused(request.at, request.until, request.reason),)


def _resume(request: c.Resume, state: State) -> tuple[Event, ...]:
    if state.has_opted_out:
        raise Refused(f"{state.name} asked not to be written to; weakties will not write again")
    if state.bounced_because:
        raise Refused(f"mail to {state.address} comes back; give the new address: weakties edit WHO --email NEW")
    is_held = state.pause is not None or state.challenge is not None
    if not is_held and state.closed_at is None and not state.has_gone_unanswered:
        raise Refused(f"{state.name} is not paused; see what comes next: weakties show WHO")
    return (e.Resumed(request.at),)


def _refuse_if_over(state: State) -> None:
    if state.has_opted_out:
        raise Refused(f"{state.name} asked not to be written to; nothing is sent anyway")
    if state.closed_at is not None:
        raise Refused(f"{state.name} is stopped; nothing is sent anyway. To go on: weakties resume WHO")


def _refuse_empty(text: str, what: str, example: str) -> None:
    if not text.strip():
        raise Refused(f"this needs {what}, for example: {example}")
