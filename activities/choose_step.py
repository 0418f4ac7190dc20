"""Choose the next step and write its mail, by the policy and templates this worker was started with."""

from datetime import datetime, timedelta

from temporalio import activity

from activities.contract import Accepted, Choice, ChooseStep, Failure, Held, Publication, RenderEmail, SendEmail
from activities.render import EmailRenderer, TemplateProblem
from relationship.policy import Policy
from relationship.rules.advance import Advance, advance
from relationship.rules.obligations import covered_by
from relationship.rules.stage import stage_of
from relationship.rules.step import Send, Settle, Step, Tell, due_at_of
from relationship.stream.events import Event
from relationship.stream.purpose import TO_SELF
from relationship.stream.state import State
from relationship.views.card import Card, card_of, without_attributes

_FIRST_HOLD = timedelta(seconds=30)
_LONGEST_HOLD = timedelta(hours=1)
# An answer may have been filed a little before our mail was recorded.
_LOOK_BACK = timedelta(hours=1)
# The look before sending leaves out what is known; the search goes no further back than our last mail.
_MOST_KNOWN = 200


class StepChooser:
    """Runs as a local activity: the answer is recorded, so rules and words may change while relationships sleep."""

    def __init__(self, policy: Policy, renderer: EmailRenderer) -> None:
        self._policy = policy
        self._renderer = renderer

    @activity.defn
    async def choose_step(self, request: ChooseStep) -> Choice:
        """Reads templates and sends nothing, so running twice is safe."""
        found = advance(request.events, request.arrived, self._policy, request.now)
        step, is_due = found.chosen.step, _is_due(found.chosen.step, request.now)
        held, mail = _held(request), None
        if is_due and isinstance(step, Send) and held is None:
            mail, held = self._mail(request, found, step)
        if held is not None and not (is_due and isinstance(step, Send | Settle)):
            held = None
        return Choice(
            events=_recorded(found.events, request),
            refusals=found.refusals,
            step=step,
            rule=found.chosen.rule,
            stage=stage_of(found.state).value,
            is_due=is_due and held is None,
            wait_until=held.until if held else due_at_of(step),
            mail=mail,
            held=held,
            publication=_publication(_card(found.state, step, held), request.published),
            rewritten=found.rewritten,
            answered=len(request.arrived),
            nudges=request.nudges,
            starts_anew=request.is_long,
        )

    def _mail(self, request: ChooseStep, found: Advance, step: Send) -> tuple[SendEmail | None, Held | None]:
        """The mail, or what is wrong with its words. A mail to the user may tell the whole story."""
        state = found.state
        story = (*request.events, *found.events) if step.purpose == TO_SELF else ()
        try:
            draft = self._renderer.draft(RenderEmail(state, step, request.now, story))
        except TemplateProblem as problem:
            return None, _hold(request, Failure(str(problem)))
        return SendEmail(
            relationship_id=state.id,
            number=state.next_number,
            purpose=step.purpose,
            draft=draft,
            known_ids=state.seen_ids[-_MOST_KNOWN:],
            look_since=_look_since(state, request.now),
            is_known_unsent=draft.message_id in state.known_unsent,
            covers=covered_by(state, step.purpose),
        ), None


def _is_due(step: Step, now: datetime) -> bool:
    match step:
        case Send() | Settle() | Tell():
            return step.due_at <= now
        case _:
            return False


def _held(request: ChooseStep) -> Held | None:
    """What still keeps the step from being taken. Whatever arrives may have mended it."""
    if request.failure is not None:
        return _hold(request, request.failure)
    return request.held if request.held and request.held.until > request.now and not request.arrived else None


def _hold(request: ChooseStep, failure: Failure) -> Held:
    """Longer each time."""
    if failure.is_in_line:
        return Held(failure.problem, failure.until or request.now + _FIRST_HOLD, is_in_line=True)
    times = request.held.times + 1 if request.held and not request.held.is_in_line else 1
    wait_for = min(_FIRST_HOLD * 2 ** min(times - 1, 16), _LONGEST_HOLD)
    return Held(failure.problem, failure.until or request.now + wait_for, times)


def _recorded(events: tuple[Event, ...], request: ChooseStep) -> tuple[Event | Accepted, ...]:
    """By reference where a fact that arrived is itself the event."""
    places = {id(fact): index for index, fact in enumerate(request.arrived)}
    return tuple(Accepted(places[id(event)]) if id(event) in places else event for event in events)


def _look_since(state: State, now: datetime) -> datetime:
    """IMAP's INTERNALDATE has whole seconds (RFC 3501, 2.3.3)."""
    last_at = state.mails[-1].at if state.mails else None
    added_at = state.added_at or now
    return max(added_at, last_at - _LOOK_BACK if last_at else added_at).replace(microsecond=0)


def _card(state: State, step: Step, held: Held | None) -> Card:
    if held is None:
        return card_of(state, step)
    if held.is_in_line:
        return card_of(state, step, waits_in_line_until=held.until)
    return card_of(state, step, held.problem)


def _publication(card: Card, published: Card | None) -> Publication | None:
    """Only what would look different: each of the two places is an event in history, and costs."""
    if published is None:
        return Publication(card, in_attributes=True, in_memo=True)
    in_memo = without_attributes(card) != without_attributes(published)
    # A problem shows in both: lists are asked for those that are held up.
    in_attributes = _in_attributes(card) != _in_attributes(published)
    return Publication(card, in_attributes, in_memo) if in_memo or in_attributes else None


def _in_attributes(card: Card) -> tuple[object, ...]:
    return (
        card.stage,
        card.next_step,
        card.next_at,
        card.attempt,
        card.sent,
        card.received,
        card.last_contact_at,
        card.is_in_line,
        bool(card.problem),
    )
