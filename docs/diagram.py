"""Which event leads from which stage to which? Found by trying every event on every situation that can arise.

Nothing here lists a transition: the rules in `relationship/` are run, so the page can't say what they don't.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from relationship.policy import Policy, Window
from relationship.rules.evolve import evolve
from relationship.rules.next_step import next_step
from relationship.rules.stage import Stage, stage_of
from relationship.rules.step import Conclude, Send
from relationship.stream import events as e
from relationship.stream.purpose import Purpose
from relationship.stream.state import State

_BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
_LONG_AFTER = timedelta(days=400)
# What forbids sending can happen at any stage; drawn as arrows from everywhere it would hide the arc.
_HALTS = (Stage.PAUSED, Stage.BOUNCED, Stage.OPTED_OUT, Stage.CLOSED)
_OURS: tuple[Purpose, ...] = ("request", "follow_up", "thank_reply", "thank_call", "missed_call", "check_in")


@dataclass(frozen=True, slots=True)
class Transition:
    """`event` (its kind, with what kind of mail where that matters) led from one stage to another."""

    source: Stage
    event: str
    target: Stage


@cache
def transitions() -> frozenset[Transition]:
    """Every change of stage that any event can cause in any situation that events can lead to."""
    first = evolve(State(), e.Added(_BEGINNING, "sam@home.example", "ada@tides.example", "Ada"))
    known, waiting, found = {_situation(first)}, [first], set[Transition]()
    while waiting:
        state = waiting.pop()
        for label, event in _samples(state):
            after = evolve(state, event)
            if stage_of(after) is not stage_of(state):
                found.add(Transition(stage_of(state), label, stage_of(after)))
            if _situation(after) not in known:
                known.add(_situation(after))
                waiting.append(after)
    return frozenset(found)


def _situation(state: State) -> tuple[object, ...]:
    """What of a state its stage, and the stages that can follow, depend on; without it there is no end of states."""
    purposes = frozenset(mail.purpose for mail in state.mails if mail.round == state.round)
    return (
        stage_of(state),
        state.has_opted_out,
        state.closed_at is not None,
        bool(state.bounced_because),
        state.pause is not None,
        state.call is not None,
        state.call_held_at is not None,
        state.has_contact,
        state.has_gone_unanswered,
        state.homework_done,
        state.has_asked,
        "check_in" in purposes,
        state.attempts,
        state.reply_thanked,
        state.attempt_given_back,
    )


def _samples(state: State) -> Iterator[tuple[str, e.Event]]:
    """Every event that may follow, with what distinguishes its sorts in its label."""
    at = (state.last_contact_at or _BEGINNING) + timedelta(days=1)
    for event_class in get_args(e.Event):
        if event_class is not e.Added:
            event = event_class(**_values(event_class, at, state.next_number))
            yield from (sample for sample in _sorts(event) if _may_follow(state, sample[1]))


def _may_follow(state: State, event: e.Event) -> bool:
    """Whether the event can happen here: mail is sent when the rules say so, and only a planned call is moved."""
    match event:
        case e.EmailSent() | e.SendUncertain() | e.DraftSkipped():
            step = next_step(state, Policy(window=Window(always=True)), event.at + _LONG_AFTER)
            return isinstance(step, Send) and step.purpose == event.purpose
        case e.WentUnanswered():
            step = next_step(state, Policy(window=Window(always=True)), event.at + _LONG_AFTER)
            return isinstance(step, Conclude) and step.outcome == "went_unanswered"
        case e.CallMoved() | e.CallCancelled() | e.CallMissed():
            return state.call is not None
        case e.CallScheduled():
            return state.call is None
        case e.SendRefused() | e.SendNotMade():
            return state.has_asked or state.homework_done
        case e.Bounced() | e.AutoReplyReceived():
            return bool(state.mails)
        case _:
            return True


def _sorts(event: e.Event) -> Iterator[tuple[str, e.Event]]:
    match event:
        case e.EmailSent() | e.SendUncertain():
            for purpose in _OURS:
                yield f"{event.kind} ({purpose})", replace(event, purpose=purpose)
        case e.Bounced():
            yield f"{event.kind} (the address)", replace(event, hard=True)
            yield f"{event.kind} (for now)", replace(event, hard=False, about="mailbox_full")
            yield f"{event.kind} (the mail)", replace(event, hard=False, about="policy")
        case e.DraftSkipped():
            for purpose in _OURS:
                yield f"{event.kind} ({purpose})", replace(event, purpose=purpose)
        case e.SendRefused():
            yield f"{event.kind} (the address)", replace(event, address_is_dead=True)
            yield f"{event.kind} (the mail)", replace(event, address_is_dead=False)
        case _:
            yield event.kind, event


def _values(event_class: type, at: datetime, number: int) -> dict[str, Any]:
    """A value by its type for every text of an event, and for every field that needs one."""
    hints = get_type_hints(event_class)
    named = [field for field in fields(event_class) if field.name != "kind"]
    return {
        field.name: _value(field.name, hints[field.name], at, number)
        for field in named
        if hints[field.name] is str or (field.default is MISSING and field.default_factory is MISSING)
    }


def _value(name: str, hint: Any, at: datetime, number: int) -> object:
    if name == "at":
        return at
    kind = get_args(hint)[0] if get_origin(hint) in (UnionType, Union) else hint
    by_type: dict[Any, object] = {
        str: f"{name} {number}",
        int: number,
        bool: True,
        float: 1.0,
        datetime: at + timedelta(days=7),
    }
    return by_type[kind] if kind in by_type else get_args(hint)[0] if get_args(hint) else kind()


def diagram(found: frozenset[Transition]) -> str:
    """Mermaid: the arc, with what halts it drawn once around it."""
    between: dict[tuple[Stage, Stage], list[str]] = defaultdict(list)
    for one in found:
        if one.source not in _HALTS and one.target not in _HALTS:
            between[one.source, one.target].append(one.event)
    lines = ["stateDiagram-v2", "    [*] --> underway", "    state underway {", "        [*] --> preparing"]
    for source, target in sorted(between, key=lambda pair: (_order(pair[0]), _order(pair[1]))):
        label = ", ".join(_in_words(sorted(between[source, target])))
        lines.append(f"        {source} --> {target}: {label}")
    lines.append("    }")
    for halt in _HALTS:
        events = sorted({one.event for one in found if one.target is halt and one.source not in _HALTS})
        lines.append(f"    underway --> {halt}: {', '.join(_in_words(events))}")
    for halt in _HALTS:
        events = sorted({one.event for one in found if one.source is halt and one.target not in _HALTS})
        if events:
            lines.append(f"    {halt} --> underway: {', '.join(_in_words(events))}")
    return "\n".join(lines)


def table(found: frozenset[Transition]) -> str:
    """Markdown: every event that can change the stage, from where to where."""
    rows: dict[str, dict[Stage, list[Stage]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        rows[one.event][one.target].append(one.source)
    lines = ["| event | leads to | from |", "|---|---|---|"]
    for event in sorted(rows):
        for target in sorted(rows[event], key=_order):
            sources = ", ".join(stage.value for stage in sorted(rows[event][target], key=_order))
            lines.append(f"| {event.replace('_', ' ')} | {target} | {sources} |")
    return "\n".join(lines)


def _order(stage: Stage) -> int:
    return list(Stage).index(stage)


def _in_words(events: list[str]) -> list[str]:
    return [event.replace("_", " ") for event in events]
