"""Show one relationship: what happened, in order, and what comes next, when and why."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

import click
from rich.text import Text

from relationship.rules.step import due_at_of, label_of, question_of
from relationship.stream import events as e
from relationship.stream.events import Event
from relationship.views.card import Card
from weakties.app.adding import place_words
from weakties.app.people import find
from weakties.app.session import open_session
from weakties.app.temporal import snapshot_of
from weakties.cli.format import exactly, stage_words, step_words
from weakties.cli.tables import JSON_VERSION, card_json, terminal
from workflows.relationship import Snapshot

_LONGEST_QUOTE = 100


async def print_timeline(config: Path | None, who: str, *, as_json: bool) -> None:
    """Ask the relationship's workflow, and print. Raises NotFound, Ambiguous or NoWorker."""
    session = await open_session(config)
    card = await find(session.client, session.account, who)
    snapshot = await snapshot_of(session.client, session.account, card)
    if as_json:
        click.echo(_json(card, snapshot))
        return
    console, zone = terminal(), session.settings.me.time_zone
    console.print(Text(f"{card.name} <{card.email}>", style="bold"), Text(f"· {stage_words(card.stage)}"))
    for event in snapshot.events:
        console.print(Text(f"  {exactly(event.at, zone)}  ", style="dim") + Text(describe(event, zone)))
    if snapshot.state.place_guessed_from:
        console.print(Text(place_words(snapshot.state), style="dim"))
    for line in _next(snapshot, zone):
        console.print(Text(line, style="bold"))


def _json(card: Card, snapshot: Snapshot) -> str:
    step = snapshot.choice.step if snapshot.choice else None
    document = {
        "version": JSON_VERSION,
        "relationship": card_json(card),
        "events": [{key: _iso(value) for key, value in asdict(event).items()} for event in snapshot.events],
        "next": {key: _iso(value) for key, value in asdict(step).items()} if step else None,
        "problem": snapshot.problem,
    }
    return json.dumps(document, ensure_ascii=False)


def _iso(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case dict():
            return {key: _iso(one) for key, one in value.items()}
        case tuple():
            return [_iso(one) for one in value]
        case _:
            return value


def _next(snapshot: Snapshot, zone: str) -> list[str]:
    if snapshot.choice is None:
        return ["Next: not known yet; look again in a moment."]
    step = snapshot.choice.step
    due_at = due_at_of(step)
    lines = [f"Next: {step_words(label_of(step))}{f', {exactly(due_at, zone)}' if due_at else ''}", f"Why: {step.why}"]
    if question_of(step):
        lines.append(f"For you: {question_of(step).replace('WHO', snapshot.state.address)}")
    if snapshot.problem:
        lines.append(f"Held up: {snapshot.problem}")
    return lines


def describe(event: Event, zone: str) -> str:
    """One event in a line, for people."""
    match event:
        case e.EmailSent():
            return f"sent {step_words(event.template)} {event.subject!r} ({event.evidence})"
        case e.SendRefused():
            return f"the server refused {step_words(event.template)}: {event.reply}"
        case e.SendUncertain():
            return f"{step_words(event.template)} may or may not have left: {event.detail}"
        case e.SendNotMade():
            return f"known not to have left: {event.message_id} ({event.evidence})"
        case e.SendSettled():
            return f"known to have left: {event.message_id} ({event.evidence})"
        case e.ReplyReceived() | e.AutoReplyReceived() | e.Bounced() | e.OptedOut() | e.ChallengeReceived():
            return _describe_incoming(event)
        case (
            e.CallScheduled()
            | e.CallMoved()
            | e.CallCancelled()
            | e.CallHeld()
            | e.CallMissed()
            | e.InvitationAnswered()
            | e.CalendarIgnored()
        ):
            return _describe_call(event, zone)
        case _:
            return _describe_other(event, zone)


def _describe_incoming(
    event: e.ReplyReceived | e.AutoReplyReceived | e.Bounced | e.OptedOut | e.ChallengeReceived,
) -> str:
    match event:
        case e.ReplyReceived():
            return f"{event.from_name or event.from_address} wrote: {_quoted(event.text)}"
        case e.AutoReplyReceived():
            return f"automatic reply{f', back on {event.returns_on}' if event.returns_on else ''}: {event.subject}"
        case e.Bounced():
            return f"{'came back' if event.hard else 'delayed'}: {_quoted(event.detail)}"
        case e.OptedOut():
            return f"asked not to be written to: {_quoted(event.words)}"
        case e.ChallengeReceived():
            return f"a gate before their mailbox asks whether you are a person{f': {event.url}' if event.url else ''}"
        case _:
            assert_never(event)


_AboutCall = (
    e.CallScheduled
    | e.CallMoved
    | e.CallCancelled
    | e.CallHeld
    | e.CallMissed
    | e.InvitationAnswered
    | e.CalendarIgnored
)


def _describe_call(
    event: _AboutCall,
    zone: str,
) -> str:
    match event:
        case e.CallScheduled():
            how = "; an invitation goes out" if event.invite else ""
            return f"call planned for {exactly(event.starts_at, zone)}, {event.minutes} minutes{how}"
        case e.CallMoved():
            return f"call moved to {exactly(event.starts_at, zone)}, {event.minutes} minutes"
        case e.CallCancelled():
            return f"call cancelled{f': {event.reason}' if event.reason else ''}"
        case e.CallHeld():
            if event.is_assumed:
                return "the call is taken to have happened: nobody said otherwise"
            return f"you talked{f'; takeaway: {event.takeaway}' if event.takeaway else ''}"
        case e.CallMissed():
            return "the call did not happen"
        case e.CalendarIgnored():
            return f"a calendar message that changes nothing: {event.why}"
        case e.InvitationAnswered():
            moment = f" for {exactly(event.starts_at, zone)}" if event.starts_at else ""
            return f"their calendar says {event.answer}{moment}"
        case _:
            assert_never(event)


_Other = (
    e.Added
    | e.HomeworkDone
    | e.TouchLogged
    | e.NoteAdded
    | e.NewsQueued
    | e.ReferralReceived
    | e.IntroductionUsed
    | e.IntroducerTold
    | e.WentUnanswered
    | e.Paused
    | e.Resumed
    | e.PolicyChanged
    | e.Closed
    | e.ContactEdited
    | e.Corrected
    | e.DraftWaiting
    | e.DraftApproved
    | e.DraftSkipped
)
_DRAFTS = {
    "draft_waiting": "waits for you to read it",
    "draft_approved": "you let it go",
    "draft_skipped": "you skipped it",
}


def _describe_other(event: _Other, zone: str) -> str:
    match event:
        case e.Added():
            return "added"
        case e.HomeworkDone():
            return f"homework: {event.reason or ', '.join(_found_out(event))}"
        case e.TouchLogged():
            return f"in contact by {event.by}{f': {event.note}' if event.note else ''}"
        case e.NoteAdded():
            return f"note: {event.text}"
        case e.NewsQueued():
            return f"news for the next mail: {event.text}"
        case e.ReferralReceived() | e.IntroductionUsed() | e.IntroducerTold():
            return _describe_introduction(event)
        case e.WentUnanswered():
            return "every attempt went unanswered"
        case e.Paused():
            return f"paused{f' until {exactly(event.until, zone)}' if event.until else ''}"
        case e.Resumed():
            return "resumed"
        case e.PolicyChanged():
            return f"check-ins from now on after {event.check_in_after} to {event.check_in_before}"
        case e.ContactEdited():
            return f"changed: {', '.join(_changes(event))}"
        case e.Corrected():
            return f"put right: {event.message_id} is {_named(event.fact)}"
        case e.DraftWaiting() | e.DraftApproved() | e.DraftSkipped():
            return f"{step_words(event.template)}: {_DRAFTS[event.kind]}"
        case e.Closed():
            return f"stopped{f': {event.reason}' if event.reason else ''}"
        case _:
            assert_never(event)


def _describe_introduction(event: e.ReferralReceived | e.IntroductionUsed | e.IntroducerTold) -> str:
    match event:
        case e.ReferralReceived():
            return f"introduced you to {event.name or event.address or 'somebody who was forgotten'}"
        case e.IntroductionUsed():
            return f"you have talked with {event.name or event.address or 'somebody'}, by their introduction"
        case e.IntroducerTold():
            return "whoever introduced you knows that you have talked"
        case _:
            assert_never(event)


def _changes(event: e.ContactEdited) -> list[str]:
    given = {key: value for key, value in asdict(event).items() if key not in ("at", "kind") and value}
    return [f"{key.replace('_', ' ')} {value}" for key, value in given.items()]


def _found_out(event: e.HomeworkDone) -> list[str]:
    known = {key: value for key, value in asdict(event).items() if key not in ("at", "kind") and value}
    return [key.replace("_", " ") for key in known]


def _named(fact: e.Incoming | None) -> str:
    return fact.kind.replace("_", " ") if fact else "of no concern here"


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:_LONGEST_QUOTE]}{'…' if len(words) > _LONGEST_QUOTE else ''}”"
