"""What does an event change? `evolve(state, event) -> state`, and `fold` over a whole stream."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import assert_never, get_args

from relationship.identity import relationship_id
from relationship.rules.obligations import without_covered
from relationship.stream import events as e
from relationship.stream.events import Event
from relationship.stream.purpose import TO_SELF, Purpose
from relationship.stream.state import Away, Call, CallMail, Challenge, Draft, Homework, Mail, Pause, Received, State

# An automatic reply can be read before the mail that it answers is recorded as sent.
_CROSSES_FOR = timedelta(minutes=10)


def fold(events: Iterable[Event]) -> State:
    """The state after all of these events, in their order, as the user's corrections say that they were."""
    return reduce(evolve, corrected(tuple(events)), State())


def corrected(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The stream as it would be had every message been judged right at once; the last correction of one holds."""
    facts = {event.message_id: event.fact for event in events if isinstance(event, e.Corrected)}
    if not facts:
        return events
    known = {event.message_id for event in events if isinstance(event, get_args(e.Incoming))}
    return tuple(event for one in events for event in ((_correct(one, facts, known)),) if event is not None)


def _correct(event: Event, facts: dict[str, e.Incoming | None], known: set[str]) -> Event | None:
    if isinstance(event, get_args(e.Incoming)) and event.message_id in facts:
        return facts[event.message_id]
    if isinstance(event, e.Corrected) and event.message_id not in known:
        return facts[event.message_id]
    return event


def evolve(state: State, event: Event) -> State:
    """The state after one more event. Total: any event may follow any other."""
    match event:
        case e.Added():
            return _add(state, event)
        case e.EmailSent() | e.SendRefused() | e.SendUncertain() | e.SendNotMade() | e.SendSettled():
            return _evolve_sending(state, event)
        case e.ReplyReceived() | e.AutoReplyReceived() | e.Bounced() | e.OptedOut() | e.ChallengeReceived():
            return _evolve_incoming(state, event)
        case e.CallScheduled() | e.CallMoved() | e.CallCancelled() | e.CallHeld() | e.CallMissed():
            return _evolve_call(_seen(state, event), event)
        case e.InvitationAnswered() | e.CalendarIgnored():
            return _evolve_answer(_seen(state, event), event)
        case e.ContactEdited():
            return _edit(state, event)
        case e.Corrected():
            # What a correction changes lies in the past: `fold` tells the whole story anew.
            return state
        case e.Paused() | e.Resumed() | e.WentUnanswered() | e.Closed() | e.PolicyChanged():
            return _evolve_course(state, event)
        case e.DraftWaiting() | e.DraftApproved() | e.DraftSkipped():
            return _evolve_draft(state, event)
        case e.HomeworkDone():
            return _prepare(state, event)
        case e.TouchLogged():
            return replace(_in_contact(state, event), touched_at=event.at)
        case e.NoteAdded():
            return replace(state, notes=(*state.notes, event.text))
        case e.NewsQueued():
            return replace(state, news=(*state.news, event.text), news_at_once=state.news_at_once or event.at_once)
        case e.ReferralReceived() | e.IntroductionUsed() | e.IntroducerTold():
            return _evolve_introduction(state, event)
        case _:
            assert_never(event)


def _evolve_draft(state: State, event: e.DraftWaiting | e.DraftApproved | e.DraftSkipped) -> State:
    match event:
        case e.DraftWaiting():
            return replace(state, waiting_draft=Draft(event.number, event.template, event.at))
        case e.DraftApproved():
            draft = Draft(event.number, event.template, event.at, event.subject, event.text)
            return replace(state, waiting_draft=None, approved_draft=draft)
        case e.DraftSkipped():
            return _skip(replace(state, waiting_draft=None, approved_draft=None, skipped_at=event.at), event)
        case _:
            assert_never(event)


def _skip(state: State, event: e.DraftSkipped) -> State:
    """What was owed by that mail is owed no more."""
    match event.purpose:
        case "request":
            return replace(state, pause=Pause(event.at, None, "you skipped the request"))
        case "follow_up":
            return replace(state, attempts=state.attempts + 1)
        case "check_in":
            return replace(_let_go_of_passed_call(state, event.at), news_at_once=False)
        case _:
            return _settled_by(state, event.purpose)


def _evolve_introduction(state: State, event: e.ReferralReceived | e.IntroductionUsed | e.IntroducerTold) -> State:
    match event:
        case e.ReferralReceived():
            return replace(state, referrals=_with(state.referrals, event.address))
        case e.IntroductionUsed():
            used, owed = state.introductions_used, state.owed_introductions
            state = replace(state, introductions_used=_with(used, event.address))
            return replace(state, owed_introductions=_with(owed, event.name or event.address))
        case e.IntroducerTold():
            return replace(state, introducer_told=True)
        case _:
            assert_never(event)


def _add(state: State, event: e.Added) -> State:
    return replace(
        state,
        id=relationship_id(event.account, event.address),
        account=event.account,
        address=event.address,
        name=event.name,
        greeting=event.greeting,
        company=event.company,
        tags=event.tags,
        time_zone=event.time_zone,
        country=event.country,
        introduced_by=event.introduced_by,
        introducer=event.introducer,
        not_before=event.not_before,
        phone=event.phone,
        place_guessed_from=event.place_guessed_from,
        added_at=event.at,
        addresses=(event.address, *event.other_addresses),
    )


def _prepare(state: State, event: e.HomeworkDone) -> State:
    known = state.homework
    homework = Homework(
        event.path or known.path,
        event.company_news or known.company_news,
        event.in_common or known.in_common,
        event.story or known.story,
        event.questions or known.questions,
        event.links or known.links,
    )
    reason = event.reason or state.reason
    state = replace(state, not_before=event.not_before or state.not_before)
    return replace(state, reason=reason, homework=homework, homework_done=state.homework_done or bool(reason))


def _edit(state: State, event: e.ContactEdited) -> State:
    state = replace(
        state,
        name=event.name or state.name,
        greeting=event.greeting or ("" if event.name else state.greeting),
        company=event.company or state.company,
        time_zone=event.time_zone or state.time_zone,
        country=event.country or state.country,
        phone=event.phone or state.phone,
        place_guessed_from="" if event.time_zone or event.country else state.place_guessed_from,
    )
    return _move(state, event.address) if event.address and event.address != state.address else state


def _move(state: State, address: str) -> State:
    """Mail goes to another address. Where nobody has answered yet, the asking begins anew there."""
    state = replace(state, address=address, addresses=_with(state.addresses, address), bounced_because="", away=None)
    if state.has_contact or not state.has_asked:
        return state
    return _ask_anew(replace(state, begins_anew=True, has_gone_unanswered=False, challenge=None))


def _ask_anew(state: State) -> State:
    return replace(state, round=state.round + 1, attempts=0, attempt_given_back=False, delayed_at=None)


def _evolve_sending(
    state: State, event: e.EmailSent | e.SendRefused | e.SendUncertain | e.SendNotMade | e.SendSettled
) -> State:
    if not isinstance(event, e.SendNotMade | e.SendSettled) and event.purpose == TO_SELF:
        # Whatever became of a mail to oneself, it is not tried again: the relationship does not hang on it.
        return _noticed(state, _mail(event, state.round))
    parked = tuple(mail for mail in state.uncertain if mail.message_id != event.message_id)
    match event:
        case e.EmailSent():
            return _sent(replace(state, uncertain=parked), _mail(event, state.round))
        case e.SendUncertain():
            return replace(state, uncertain=(*parked, _mail(event, state.round)))
        case e.SendNotMade():
            return replace(state, uncertain=parked, known_unsent=_with(state.known_unsent, event.message_id))
        case e.SendSettled():
            return _settle(state, event.message_id)
        case e.SendRefused():
            if event.address_is_dead:
                return replace(state, uncertain=parked, bounced_because=event.reply or "refused")
            # Refused for its content or by policy: the next try would fare the same, so the user decides.
            pause = Pause(event.at, None, f"the server refused the mail: {event.reply}")
            return replace(state, uncertain=parked, pause=pause)
        case _:
            assert_never(event)


def _mail(event: e.EmailSent | e.SendUncertain | e.SendRefused, round_: int) -> Mail:
    attempt, subject, covers = 0, "", ""
    if not isinstance(event, e.SendRefused):
        attempt, subject, covers = event.attempt, event.subject, event.covers
    return Mail(
        number=event.number,
        message_id=event.message_id,
        purpose=event.purpose,
        template=event.template,
        attempt=attempt,
        round=round_,
        subject=subject,
        at=event.at,
        covers=covers,
    )


def _noticed(state: State, mail: Mail) -> State:
    state = replace(state, notices=(*state.notices, mail))
    match mail.template:
        case "call_sheet" if state.call is not None:
            return replace(state, call=replace(state.call, sheet_at=mail.at))
        case "how_was_it" if state.call is not None:
            return replace(state, call=replace(state.call, asked_at=mail.at))
        case _:
            return state


def _sent(state: State, mail: Mail) -> State:
    state = replace(state, waiting_draft=None, approved_draft=None)
    state = replace(state, mails=(*state.mails, mail), last_contact_at=_later(state.last_contact_at, mail.at))
    match mail.purpose:
        case "request" | "follow_up":
            # Counted, not taken from the mail: an automatic reply that crossed it may have given one back.
            state = replace(state, attempts=state.attempts + 1)
            crosses = state.away is not None and mail.at - state.away.at < _CROSSES_FOR
            return _give_attempt_back(state) if crosses else state
        case "check_in":
            state = replace(_let_go_of_passed_call(state, mail.at), proposed_at=None, declined_at=None)
            return without_covered(state, mail.purpose, mail.covers)
        case _:
            return _settled_by(state, mail.purpose, mail.covers)


def _settled_by(state: State, purpose: Purpose, covers: str = "") -> State:
    """What is owed no more when a mail of this purpose has left, or was skipped."""
    match purpose:
        case "thank_reply":
            return replace(state, reply_thanked=True)
        case "thank_call":
            return replace(state, call_thanked=True, reply_thanked=True)
        case "missed_call":
            return replace(state, missed_call_at=None, reply_thanked=True)
        case "thank_introduction":
            return without_covered(state, purpose, covers)
        case "call":
            call = state.call
            if call is not None and call.is_ours:
                call = replace(call, was_invited=True)
            return without_covered(replace(state, call=call, reply_thanked=True), purpose, covers)
        case _:
            return state


def _evolve_incoming(
    state: State,
    event: e.ReplyReceived | e.AutoReplyReceived | e.Bounced | e.OptedOut | e.ChallengeReceived,
) -> State:
    state = _seen(state, event)
    match event:
        case e.ReplyReceived():
            received = Received(event.message_id, event.subject, event.text, event.at)
            state = _settle(_in_contact(state, event), event.in_reply_to)
            return replace(
                state,
                received=(*state.received, received),
                replied_at=state.replied_at or event.at,
                away=None,
                delayed_at=None,
                challenge=None,
            )
        case e.AutoReplyReceived():
            return _give_attempt_back(replace(state, away=Away(event.at, event.returns_on)))
        case e.Bounced():
            # What comes back has left.
            return _bounce(_settle(state, event.original_message_id), event)
        case e.OptedOut():
            return replace(state, has_opted_out=True)
        case e.ChallengeReceived():
            return replace(state, challenge=Challenge(event.at, event.url))
        case _:
            assert_never(event)


def _asked(state: State) -> int:
    return sum(mail.purpose in ("request", "follow_up") for mail in state.mails)


def _bounce(state: State, event: e.Bounced) -> State:
    if event.hard:
        return replace(state, bounced_because=event.detail or "bounced")
    match event.about:
        case "policy" | "content":
            # The same mail would fare the same way, here and elsewhere; the address is not to blame.
            words = " ".join(event.detail.split())
            pause = Pause(event.at, None, f"their server refused the mail, not the address: {words}")
            return replace(state, pause=pause)
        case "mailbox_full" | "other":
            return _give_attempt_back(replace(state, delayed_at=event.at))
        case "temporary":
            return replace(state, delayed_at=event.at)
        case _:
            return state


def _seen(state: State, event: Event) -> State:
    return replace(state, seen_ids=_with(state.seen_ids, getattr(event, "message_id", "")))


def _give_attempt_back(state: State) -> State:
    """Nobody read that attempt. Once a round: who answers every mail by machine must not be asked for ever."""
    if not state.attempts or state.attempt_given_back or state.has_contact:
        return state
    return replace(state, attempts=state.attempts - 1, attempt_given_back=True, has_gone_unanswered=False)


def _settle(state: State, message_id: str) -> State:
    """An uncertain mail that was answered, or came back, counts as sent."""
    settled = next((mail for mail in state.uncertain if mail.message_id == message_id), None)
    if settled is None:
        return state
    parked = tuple(mail for mail in state.uncertain if mail is not settled)
    return _sent(replace(state, uncertain=parked), settled)


def _evolve_call(
    state: State, event: e.CallScheduled | e.CallMoved | e.CallCancelled | e.CallHeld | e.CallMissed
) -> State:
    match event:
        case e.CallScheduled() | e.CallMoved():
            if event.message_id:
                state = _in_contact(state, event)
            state = replace(state, proposed_at=None, declined_at=None, challenge=None, missed_call_at=None)
            state = replace(state, owed_call_mail=_call_mail(state, event))
            return replace(state, call=_call(state, event), has_gone_unanswered=False)
        case e.CallCancelled():
            owed, call = _cancellation(state, event), state.call
            is_unknown = call is not None and call.is_ours and not call.was_invited and not event.message_id
            uid = call.uid if call is not None and is_unknown else ""
            return replace(_let_go_of_call(state, event.at), owed_call_mail=owed, taken_back_uid=uid)
        case e.CallMissed():
            return replace(_let_go_of_call(state, event.at), missed_call_at=event.at, owed_call_mail=None)
        case e.CallHeld():
            if not event.is_assumed:
                state = _in_contact(state, event)
            state = replace(state, call=None, call_held_at=event.at, takeaway=event.takeaway, call_thanked=False)
            return replace(state, away=None, owed_call_mail=None, calls=state.calls + 1)
        case _:
            assert_never(event)


def _call(state: State, event: e.CallScheduled | e.CallMoved) -> Call:
    was_invited = event.invite and state.call is not None and state.call.is_ours and state.call.was_invited
    return Call(
        event.starts_at,
        event.minutes,
        event.uid,
        event.sequence,
        is_ours=event.invite,
        was_invited=was_invited,
        is_accepted=not (event.invite or (isinstance(event, e.CallMoved) and event.tell)),
    )


def _call_mail(state: State, event: e.CallScheduled | e.CallMoved) -> CallMail | None:
    """The mail that tells them of a time that the user set."""
    knows = state.call is not None and state.call.is_ours and state.call.was_invited
    if event.invite:
        template = "invitation_moved" if knows else "invitation"
        return CallMail(template, event.starts_at, event.minutes, "REQUEST", event.uid, event.sequence)
    if isinstance(event, e.CallMoved) and event.tell:
        return CallMail("call_moved", event.starts_at, event.minutes)
    return None


def _cancellation(state: State, event: e.CallCancelled) -> CallMail | None:
    """Whoever has an invitation of ours gets it taken back; who cancelled it knows already."""
    call = state.call
    if call is None or event.message_id:
        return None
    if call.is_ours and call.was_invited:
        template = "ask_another_time" if event.tell else "invitation_off"
        return CallMail(template, call.starts_at, call.minutes, "CANCEL", call.uid, call.sequence + 1)
    return CallMail("ask_another_time", call.starts_at, call.minutes) if event.tell else None


def _evolve_answer(state: State, event: e.InvitationAnswered | e.CalendarIgnored) -> State:
    if isinstance(event, e.CalendarIgnored):
        return state
    state = _in_contact(state, event)
    mine = state.call is not None and state.call.is_ours and state.call.uid == event.uid
    match event.answer:
        case "accept" if mine and state.call is not None:
            return replace(state, call=replace(state.call, is_accepted=True), proposed_at=None, challenge=None)
        case "accept" if event.starts_at is not None:
            call = Call(event.starts_at, event.minutes, event.uid, event.sequence)
            return replace(state, call=call, proposed_at=None, declined_at=None, challenge=None)
        case "decline":
            return replace(_let_go_of_call(state, event.at), owed_call_mail=None, declined_at=event.at)
        case "counter":
            return replace(state, proposed_at=event.starts_at, touched_at=state.touched_at or event.at)
        case _:
            return replace(state, touched_at=state.touched_at or event.at)


def _let_go_of_call(state: State, at: datetime) -> State:
    """The call will not be. Whoever agrees on one has been in contact: the asking does not begin again."""
    return replace(state, call=None, touched_at=state.touched_at or at)


def _let_go_of_passed_call(state: State, at: datetime) -> State:
    """A check-in went although nobody said how the call went: it is planned no more, and not asked about for ever."""
    is_over = state.call is not None and state.call.ends_at <= at
    return _let_go_of_call(state, at) if is_over else state


def _evolve_course(state: State, event: e.Paused | e.Resumed | e.WentUnanswered | e.Closed | e.PolicyChanged) -> State:
    match event:
        case e.Paused():
            return replace(state, pause=Pause(event.at, event.until, event.reason))
        case e.Resumed():
            return _resume(state)
        case e.WentUnanswered():
            return replace(state, has_gone_unanswered=True)
        case e.Closed():
            return replace(state, closed_at=event.at, pause=None)
        case e.PolicyChanged():
            return replace(state, check_in_after=event.check_in_after, check_in_before=event.check_in_before)
        case _:
            assert_never(event)


def _resume(state: State) -> State:
    # A mail that was refused while the user closed leaves both; one resume ends both.
    state = replace(state, challenge=None)
    if state.pause is not None and state.closed_at is None:
        return replace(state, pause=None)
    asks_again = state.has_gone_unanswered and not state.has_contact
    state = replace(state, pause=None, closed_at=None, has_gone_unanswered=False)
    if not asks_again:
        return state
    return _ask_anew(replace(state, away=None, begins_anew=False))


_Contact = e.ReplyReceived | e.CallHeld | e.TouchLogged | e.CallScheduled | e.CallMoved | e.InvitationAnswered


def _in_contact(state: State, event: _Contact) -> State:
    if getattr(event, "message_id", ""):
        state = replace(state, answered_on=state.answered_on or _asked(state))
    return replace(state, last_contact_at=_later(state.last_contact_at, event.at), has_gone_unanswered=False)


def _later(first: datetime | None, second: datetime) -> datetime:
    return second if first is None else max(first, second)


def _with(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    return items if not item or item in items else (*items, item)
