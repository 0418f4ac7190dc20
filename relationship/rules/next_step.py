"""What comes next for this relationship? `next_step(state, policy, now) -> Step`.

Questions are asked in one order: what forbids sending, what is owed, what is planned, what is due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from relationship.delay import Delay, parse_delay
from relationship.policy import Policy
from relationship.rules.step import AskUser, Conclude, Rest, Send, Settle, Step, Tell, Wait
from relationship.stream.purpose import TO_SELF
from relationship.stream.state import Away, Call, Mail, State
from relationship.working_time import WorkingTime

# A return date further off than this is a misreading, not a holiday.
_LONGEST_ABSENCE = timedelta(days=200)


# A server's own copy, or another worker's, comes within seconds; an answer or a bounce within days.
_LOOK_AGAIN_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 6 * 3600))
_LOOK_LATER = timedelta(days=1)
APPROVAL = "approval"
# Long enough to think of something, short enough to be news.
_NEWS_WITHIN = timedelta(days=2)


HOMEWORK = {
    "reason": "Why NAME? Say it in a sentence to them: weakties prep WHO --reason '…'",
    "story": "Your own story in two sentences? For all: 'pitch' under [me]. For NAME: weakties prep WHO --story '…'",
    "path": "How did NAME come to what they do? Note it: weakties prep WHO --path '…'",
    "company_news": "What is new at their company? Note it: weakties prep WHO --company-news '…'",
    "in_common": "What have you and NAME in common? Note it: weakties prep WHO --in-common '…'",
    "questions": "What do you want to ask NAME? Note it: weakties prep WHO --question '…'",
}
"""What a policy may ask for before a request leaves, and how the user is asked for it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The next step, and the name of the question in `QUESTIONS` that it answers; `approval` if it is read first."""

    rule: str
    step: Step


def choose(state: State, policy: Policy, now: datetime) -> Chosen:
    """The first question that has an answer. `now` is aware UTC; so are the step's times."""
    for rule, question in QUESTIONS:
        step = question(state, policy, now)
        if step is not None:
            taken = read_first(step, state, policy, now)
            return Chosen(rule if taken is step else APPROVAL, taken)
    raise AssertionError("_asking answers always")


def next_step(state: State, policy: Policy, now: datetime) -> Step:
    """The one step that follows from what has happened."""
    return choose(state, policy, now).step


def needs_approval(step: Send, state: State, policy: Policy) -> bool:
    """Whether the user wants to read this mail before it leaves, and has not."""
    is_wanted = policy.approve == "all" or (policy.approve == "first" and not state.mails)
    return step.purpose != TO_SELF and is_wanted and state.approved(step.template) is None


def read_first(step: Step, state: State, policy: Policy, now: datetime) -> Step:
    """The step, or the question that comes before it where the user reads what leaves."""
    if not isinstance(step, Send) or step.due_at > now or not needs_approval(step, state, policy):
        return step
    waiting = state.waiting_draft
    if waiting is None or waiting.template != step.template:
        return Conclude("draft_waits", now, "You want to read this mail before it leaves.", step.template)
    remind_at = _place(state, policy).after(waiting.at, policy.remind_after)
    was_reminded = any(one.template == "draft_waits" and one.at >= waiting.at for one in state.notices)
    if not was_reminded and now >= remind_at:
        return Send("draft_waits", TO_SELF, 0, now, "A draft waits for you: weakties reminds you, once.")
    why = f"{step.why} You want to read it before it leaves."
    return AskUser("Read it, and let it go: weakties review WHO", why, None if was_reminded else remind_at, "draft")


def _forbidden(state: State, policy: Policy, now: datetime) -> Step | None:
    if state.has_opted_out:
        return Rest(f"{state.name} asked not to be written to. Nothing is ever sent again.")
    if state.closed_at is not None:
        return Rest("You stopped this one. To go on: weakties resume WHO")
    if state.bounced_because:
        return AskUser(
            "Do you have another address? Give it: weakties edit WHO --email NEW-ADDRESS",
            f"Mail to {state.address} comes back: {state.bounced_because}",
        )
    return None


def _paused(state: State, policy: Policy, now: datetime) -> Step | None:
    if state.pause is None:
        return None
    if state.pause.until is None:
        because = f" ({state.pause.reason})" if state.pause.reason else ""
        return Rest(f"Paused{because}. To go on: weakties resume WHO")
    return Conclude("pause_over", state.pause.until, "Paused until then.")


def _unsettled(state: State, policy: Policy, now: datetime) -> Step | None:
    if not state.uncertain:
        return None
    mail = state.uncertain[0]
    question = (
        f"Did {mail.subject!r} reach {state.name}? If so: weakties resolve WHO --sent. "
        "If surely not: weakties resolve WHO --resend"
    )
    why = f"Mail {mail.number} may or may not have left; weakties does not send it again by guess."
    looks = (mail.at + after for after in _LOOK_AGAIN_AFTER if mail.at + after > now)
    return Settle(mail.message_id, next(looks, now + _LOOK_LATER), question, why)


def _challenged(state: State, policy: Policy, now: datetime) -> Step | None:
    if state.challenge is None:
        return None
    where = f" at {state.challenge.url}" if state.challenge.url else "; the way is in that mail, in your inbox"
    return AskUser(
        f"Prove that you are a person{where}. Then: weakties resume WHO",
        f"A gate before {state.name}'s mailbox holds your mail back.",
    )


def _owed_thanks(state: State, policy: Policy, now: datetime) -> Step | None:
    place = _place(state, policy)
    if state.call_held_at is not None and not state.call_thanked:
        why = "You talked: the written thank-you goes now."
        return Send("thank_call", "thank_call", 0, max(state.call_held_at, now), why)
    if state.replied_at is not None and _owes_thanks_for_reply(state):
        due_at = place.after(state.replied_at, policy.cadence.thank_after)
        why = f"{state.name} answered: a short thank-you goes out in the thread."
        return Send("thank_reply", "thank_reply", 0, place.open_at(max(due_at, now)), why)
    return None


def _owes_thanks_for_reply(state: State) -> bool:
    """Once, for an answer to something asked, unless the user has been in touch by hand since."""
    has_answered_by_hand = state.touched_at is not None and state.touched_at > (state.replied_at or state.touched_at)
    purposes = {mail.purpose for mail in state.mails}
    # A check-in asks for nothing, so an answer to one is not thanked for by machine.
    has_only_asked = bool(purposes & {"request", "follow_up"}) and "check_in" not in purposes
    return has_only_asked and not state.reply_thanked and not has_answered_by_hand


def _missed_call(state: State, policy: Policy, now: datetime) -> Step | None:
    if state.missed_call_at is None:
        return None
    due_at = _place(state, policy).open_at(max(state.missed_call_at, now))
    return Send("missed_call", "missed_call", 0, due_at, "The call did not happen: a kind word, and another try.")


def _owed_call_mail(state: State, policy: Policy, now: datetime) -> Step | None:
    owed = state.owed_call_mail
    # Of a time that has passed there is nothing left to say but sorry.
    if owed is None or (owed.starts_at <= now and owed.template != "ask_another_time"):
        return None
    return Send(owed.template, "call", 0, now, "You set this for the call; they learn it now.")


def _planned_call(state: State, policy: Policy, now: datetime) -> Step | None:
    call = state.call
    if call is None:
        return None
    sheet_at = call.starts_at - policy.cadence.call_sheet_before
    if state.proposed_at is not None and now < call.ends_at:
        return _proposal(state, call.ends_at)
    if call.sheet_at is None and now < call.starts_at:
        return Send("call_sheet", TO_SELF, 0, max(sheet_at, now), "A call is planned: its sheet goes to you before it.")
    if now < call.ends_at:
        return Wait(call.ends_at, "A call is planned; nothing is sent before it.")
    return _passed_call(state, call, policy, now)


def _passed_call(state: State, call: Call, policy: Policy, now: datetime) -> Step | None:
    """Its time is over, and nobody said how it was. A yes to it makes a plain thank-you right, in the end."""
    question = "Did the call take place? Say so: weakties met WHO --takeaway '…', or: weakties noshow WHO"
    goes_on_at = _check_in_due_at(state, policy, now)
    if not call.is_accepted and now >= goes_on_at:
        return None
    if call.asked_at is None:
        return Send("how_was_it", TO_SELF, 0, now, "The call is over: weakties asks you once what you took along.")
    if not call.is_accepted:
        why = "The time of the call has passed; they had not said yes to it."
        return AskUser(question, why, until=goes_on_at)
    thanks_at = thanks_due_at(call, policy, _place(state, policy))
    if now < thanks_at:
        return AskUser(question, "The call is over. Without a word from you a plain thank-you leaves then.", thanks_at)
    return Conclude("call_was_held", thanks_at, "The call is over, and a thank-you is owed.")


def thanks_due_at(call: Call, policy: Policy, place: WorkingTime) -> datetime:
    """When a plain thank-you leaves if the user says nothing: by the next working noon, in the contact's window."""
    wait = policy.cadence.takeaway_within
    due_at = place.after(max(call.ends_at, call.asked_at or call.ends_at), wait)
    return place.open_at(place.noon_of(due_at) if wait.business_days else due_at)


def _proposal(state: State, until: datetime | None) -> Step:
    when = f"{state.proposed_at:%Y-%m-%d %H:%M} UTC"
    return AskUser(
        f"If it suits you: weakties call WHO --at '{when}'",
        f"{state.name} proposes another time for the call: {when}.",
        until,
    )


def _check_in(state: State, policy: Policy, now: datetime) -> Step | None:
    if not state.has_contact and state.call is None:
        return None
    if not policy.check_ins:
        return Rest("There is no check-in template to write with: put a check_in_1.txt into your templates.")
    if state.news_at_once:
        return Send("news", "check_in", 0, _place(state, policy).open_at(now), "You have news that does not wait.")
    due_at = _check_in_due_at(state, policy, now)
    if state.proposed_at is not None and now < due_at:
        return _proposal(state, due_at)
    if policy.ask_for_news and not state.news:
        asked_at = _asked_for_news_at(state)
        if asked_at is None:
            ask_at = max(due_at - _NEWS_WITHIN, now)
            return Send("ask_for_news", TO_SELF, 0, ask_at, "A check-in is due soon, and there is nothing to tell yet.")
        due_at = max(due_at, _place(state, policy).open_at(max(asked_at + _NEWS_WITHIN, now)))
    if state.declined_at is not None and now < due_at:
        question = "Propose another time: weakties call WHO --at TIME --invite"
        return AskUser(question, f"{state.name} declined the time of the call.", due_at)
    why = "Keeping in touch: every few weeks from the last contact in either direction."
    return Send(_check_in_template(state, policy), "check_in", 0, due_at, why)


def _introducer(state: State, policy: Policy, now: datetime) -> Step | None:
    if not state.introducer or state.introducer_told or not state.call_thanked:
        return None
    return Tell(state.introducer, now, "You talked: whoever introduced you is told, and thanked.")


def _owed_introduction(state: State, policy: Policy, now: datetime) -> Step | None:
    if not state.owed_introductions:
        return None
    why = f"{state.name} introduced you, and you have talked: they are thanked and told, once."
    return Send("thank_introduction", "thank_introduction", 0, _place(state, policy).open_at(now), why)


def _over(state: State, policy: Policy, now: datetime) -> Step | None:
    if not state.has_gone_unanswered:
        return None
    return Rest("Every attempt went unanswered. A late reply still counts; to ask again: weakties resume WHO")


def _homework(state: State, policy: Policy, now: datetime) -> Step | None:
    missing = [field for field in policy.homework if not _is_done(field, state, policy)]
    if not missing or state.has_asked:
        return None
    return AskUser(
        HOMEWORK[missing[0]].replace("WHO", state.address).replace("NAME", state.name),
        "No request leaves before the homework is done.",
    )


def _is_done(field: str, state: State, policy: Policy) -> bool:
    match field:
        case "reason":
            return bool(state.reason)
        case "story":
            return bool(state.homework.story) or policy.has_story
        case _:
            return bool(getattr(state.homework, field))


def _asking(state: State, policy: Policy, now: datetime) -> Step:
    place, asked = _place(state, policy), [mail for mail in state.mails if mail.round == state.round]
    attempt = state.attempts + 1
    count = f"attempt {attempt} of {policy.cadence.attempts}"
    back_at = _back_at(state.away, policy, place) if state.away else None
    if not asked:
        template = "request" if state.round == 1 or state.begins_anew else "ask_again"
        because = f" {state.name} is away until then." if back_at and back_at > now else ""
        if state.not_before is not None and state.not_before > now:
            because = " It waits, for you ask somebody near them at about the same time."
        due_at = place.open_at(max(back_at or now, state.not_before or now, now))
        return Send(template, "request", attempt, due_at, f"The request, {count}.{because}")
    due_at = place.after(max(asked[-1].at, state.skipped_at or asked[-1].at), policy.cadence.follow_up_after)
    if state.attempts >= policy.cadence.attempts:
        return Conclude("went_unanswered", due_at, "The last attempt is out; an answer may still come.")
    why = f"No answer yet: {count}, in the same thread."
    template = "last_follow_up" if attempt >= policy.cadence.attempts else "follow_up"
    # An absence that was over when the last mail went explains nothing any more.
    if back_at is not None and back_at > asked[-1].at:
        due_at = max(due_at, back_at)
        why = f"{state.name} was away, so this waits until they are back: {count}, in the same thread."
        template = template if _knows_of_absence(asked) else "after_absence"
    if state.delayed_at is not None and state.delayed_at >= asked[-1].at:
        due_at = max(due_at, place.after(state.delayed_at, policy.cadence.away_for))
        why = f"The last mail could not be delivered for the time being: {count}, after a wait."
    return Send(template, "follow_up", attempt, place.open_at(max(due_at, now)), why)


def _knows_of_absence(asked: list[Mail]) -> bool:
    """Whether a mail of this round has already said that it comes after an absence."""
    return any(mail.template == "after_absence" for mail in asked)


def _asked_for_news_at(state: State) -> datetime | None:
    """When the user was asked for a line since the last contact."""
    since = state.last_contact_at
    asked = [one.at for one in state.notices if one.template == "ask_for_news" and (since is None or one.at > since)]
    return max(asked, default=None)


def _check_in_due_at(state: State, policy: Policy, now: datetime) -> datetime:
    """Somewhere between the two delays, the same for everyone who asks, in the contact's window."""
    place = _place(state, policy)
    ends_at = state.call.ends_at if state.call else None
    contacts = (state.last_contact_at, state.touched_at, state.skipped_at, ends_at)
    since_at = max((at for at in contacts if at is not None), default=now)
    earliest = place.after(since_at, _own_delay(state.check_in_after, policy.cadence.check_in_after))
    latest = place.after(since_at, _own_delay(state.check_in_before, policy.cadence.check_in_before))
    spread = max(latest - earliest, timedelta())
    due_at = earliest + spread * _fraction(f"{state.id}:{len(state.mails)}:{len(state.received)}")
    if state.away is not None:
        due_at = max(due_at, _back_at(state.away, policy, place))
    if state.delayed_at is not None:
        due_at = max(due_at, place.after(state.delayed_at, policy.cadence.away_for))
    return place.open_at(max(due_at, now))


def _check_in_template(state: State, policy: Policy) -> str:
    """The one used longest ago; among those never used, a different first for each person."""
    offset = int(_fraction(state.id) * len(policy.check_ins))
    order = policy.check_ins[offset:] + policy.check_ins[:offset]
    used = {mail.template: mail.number for mail in state.mails}
    return min(order, key=lambda template: used.get(template, 0))


def _back_at(away: Away, policy: Policy, place: WorkingTime) -> datetime:
    returns_on = _date(away.returns_on)
    if returns_on is None or abs(returns_on - away.at.date()) > _LONGEST_ABSENCE:
        return place.after(away.at, policy.cadence.away_for)
    back_at = place.business_day_after(returns_on, policy.cadence.back_after.business_days)
    return max(back_at + policy.cadence.back_after.elapsed_for, away.at)


def _date(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _own_delay(words: str, default: Delay) -> Delay:
    """A stored wait that can no longer be read counts as none: an error here would stop the relationship for good."""
    try:
        return parse_delay(words)
    except ValueError:
        return default


def _place(state: State, policy: Policy) -> WorkingTime:
    return WorkingTime(
        time_zone=state.time_zone or policy.time_zone,
        country=state.country or policy.country,
        window=policy.window,
        spread=_fraction(f"{state.id}:{state.next_number}"),
    )


def _fraction(seed: str) -> float:
    """A number in [0, 1) that looks random and is the same on every machine, after any restart."""
    return int.from_bytes(sha256(seed.encode()).digest()[:4], "big") / 2**32


QUESTIONS: tuple[tuple[str, Callable[[State, Policy, datetime], Step | None]], ...] = (
    ("forbidden", _forbidden),
    ("paused", _paused),
    ("unsettled", _unsettled),
    ("challenged", _challenged),
    ("call_mail", _owed_call_mail),
    ("missed_call", _missed_call),
    ("owed_thanks", _owed_thanks),
    ("introducer", _introducer),
    ("planned_call", _planned_call),
    ("owed_introduction", _owed_introduction),
    ("check_in", _check_in),
    ("over", _over),
    ("homework", _homework),
    ("asking", _asking),
)
