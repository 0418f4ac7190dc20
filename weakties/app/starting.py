"""From what a user types, or a row says, to a new relationship that can be started."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.contract import RenderEmail
from activities.names import relationship_workflow_id, task_queue
from activities.render import EmailRenderer, TemplateProblem
from mail.read.address import parse_address
from mail.write.compose import compose, refuse_line_breaks
from relationship.identity import canonical_address
from relationship.policy import Policy
from relationship.rules.evolve import evolve, fold
from relationship.rules.next_step import next_step
from relationship.rules.stage import Stage
from relationship.rules.step import Send, Step
from relationship.stream.events import Added, CallScheduled, EmailSent, Event, HomeworkDone, IntroductionUsed
from relationship.stream.purpose import TO_SELF, Purpose
from relationship.stream.state import State
from relationship.views.card import Card, card_of
from weakties.app.suppression import is_suppressed
from weakties.contacts.places import guess_place
from worker.problem import ExitCode, Problem
from worker.settings.schema import Settings, known_country, known_time_zone
from workflows.listing import CARD, attributes_of
from workflows.relationship import RelationshipInput, RelationshipWorkflow


class BadContact(Problem):
    """What was given can't become a relationship."""

    code = ExitCode.BAD_INPUT


class AlreadyThere(Problem):
    """There is a relationship with this address."""

    code = ExitCode.ALREADY_THERE


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of somebody new. Empty means unknown. What the others mean, see `Added`.

    Answers from `other_addresses` find their way, too.
    """

    address: str
    name: str
    reason: str = ""
    greeting: str = ""
    company: str = ""
    tags: tuple[str, ...] = ()
    time_zone: str = ""
    country: str = ""
    source: str = ""
    introducer: str = ""
    introduced_by: str = ""
    not_before: datetime | None = None
    phone: str = ""
    place_guessed_from: str = ""
    other_addresses: tuple[str, ...] = ()


def checked(contact: Contact, own_address: str) -> Contact:
    """The contact with every field in order. Raises BadContact, naming the field and what to write."""
    given_name, given_address = parseaddr(contact.address) if "<" in contact.address else ("", contact.address)
    try:
        address = parse_address(given_address)
        for field, value in (
            ("the name", contact.name),
            ("the greeting", contact.greeting),
            ("the company", contact.company),
            ("the phone number", contact.phone),
        ):
            refuse_line_breaks(field, value)
        time_zone = known_time_zone(contact.time_zone) if contact.time_zone else ""
        country = known_country(contact.country)
    except ValueError as error:
        raise BadContact(str(error)) from error
    name = " ".join((contact.name or given_name).split())
    if not name:
        raise BadContact(f"{address} has no name; a mail needs one to greet: --name 'Ada Lovelace'")
    if canonical_address(address) == canonical_address(own_address):
        raise BadContact(f"{address} is your own address; give the contact's")
    return replace(
        contact,
        address=address,
        name=name,
        reason=contact.reason.strip(),
        greeting=contact.greeting.strip(),
        company=contact.company.strip(),
        time_zone=time_zone,
        country=country,
        phone=contact.phone.strip(),
        other_addresses=_addresses(contact.other_addresses, address),
    )


def _addresses(others: tuple[str, ...], address: str) -> tuple[str, ...]:
    """Those that are addresses, and other than the one that mail goes to."""
    found = []
    for one in others:
        with suppress(ValueError):
            found.append(parse_address(one))
    return tuple(one for one in found if canonical_address(one) != canonical_address(address))


def with_guess(contact: Contact) -> Contact:
    """With a time zone and country guessed, where neither is known."""
    if contact.time_zone or contact.country:
        return contact
    guess = guess_place(contact.address, contact.phone)
    source = guess.source if guess.time_zone or guess.country else ""
    return replace(contact, time_zone=guess.time_zone, country=guess.country, place_guessed_from=source)


def first_events(contact: Contact, account: str, now: datetime) -> tuple[Event, ...]:
    """The beginning of the relationship's stream."""
    added = Added(
        at=now,
        account=account,
        address=contact.address,
        name=contact.name,
        greeting=contact.greeting,
        company=contact.company,
        tags=contact.tags,
        time_zone=contact.time_zone,
        country=contact.country,
        source=contact.source,
        introduced_by=contact.introduced_by,
        introducer=contact.introducer,
        not_before=contact.not_before,
        phone=contact.phone,
        place_guessed_from=contact.place_guessed_from,
        other_addresses=contact.other_addresses,
    )
    return (added, HomeworkDone(now, contact.reason)) if contact.reason else (added,)


def check_words(state: State, policy: Policy, renderer: EmailRenderer, now: datetime) -> None:
    """Every mail that this relationship may need can be written. Raises BadContact: now, not in three weeks."""
    # What the homework will bring is stood in for: until it is done, no request leaves anyway.
    told = HomeworkDone(now, "" if state.reason else "(your reason)", story="" if policy.has_story else "(your story)")
    probe = evolve(state, told)
    steps: list[tuple[str, Purpose]] = [
        ("request", "request"),
        ("follow_up", "follow_up"),
        ("last_follow_up", "follow_up"),
        ("after_absence", "follow_up"),
        ("thank_reply", "thank_reply"),
        ("thank_call", "thank_call"),
        ("missed_call", "missed_call"),
        *((template, "check_in") for template in policy.check_ins),
        ("thank_introduction", "thank_introduction"),
        *((template, "call") for template in ("invitation", "invitation_moved", "invitation_off")),
        *((template, "call") for template in ("call_moved", "ask_another_time")),
        *((template, TO_SELF) for template in ("call_sheet", "how_was_it")),
    ]
    for template, purpose in steps:
        sample = probe if purpose == "request" else _after_request(probe, now)
        sample = _with_call(sample, now) if purpose in ("call", TO_SELF) else sample
        sample = evolve(sample, IntroductionUsed(now, "ben@weakties.example", "Ben"))
        try:
            compose(renderer.draft(RenderEmail(sample, Send(template, purpose, 1, now, ""), now)))
        except (TemplateProblem, ValueError) as error:
            raise BadContact(f"no mail to {state.name} could be written: {error}") from error


def _after_request(state: State, now: datetime) -> State:
    return evolve(state, EmailSent(now, 1, "<probe@weakties>", "request", "request", "20 minutes?", "", 1))


def _with_call(state: State, now: datetime) -> State:
    return evolve(state, CallScheduled(now, now + timedelta(days=1), uid="probe@weakties", invite=True))


def plan(events: tuple[Event, ...], policy: Policy, now: datetime) -> Step:
    """What will come first, for a relationship that begins with these events."""
    return next_step(fold(events), policy, now)


async def refuse_forgotten(client: Client, settings: Settings, address: str) -> None:
    """Raises AlreadyThere for somebody whom the user had forgotten: they are not written to again by mistake."""
    if await is_suppressed(client, settings, address):
        raise AlreadyThere(f"{address} was forgotten, and is not written to again; nothing was started")


async def _has_opted_out(client: Client, relationship: str) -> bool:
    """The relationship that opted out never ends: it keeps its id, so that nobody starts it anew."""
    described = await client.get_workflow_handle(relationship_workflow_id(relationship)).describe()
    card = await described.memo_value(CARD, default=None, type_hint=Card)
    return card is not None and card.stage == Stage.OPTED_OUT


async def start(client: Client, account: str, events: tuple[Event, ...], step: Step) -> State:
    """Start the relationship's workflow. Raises AlreadyThere if there is one with this address."""
    state = fold(events)
    card = card_of(state, step)
    try:
        await client.start_workflow(
            RelationshipWorkflow.run,
            RelationshipInput(events),
            id=relationship_workflow_id(state.id),
            task_queue=task_queue(account),
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=attributes_of(card, state.account),
            memo={CARD: card},
            static_summary=f"{state.name} <{state.address}>",
        )
    except WorkflowAlreadyStartedError as error:
        if await _has_opted_out(client, state.id):
            raise AlreadyThere(
                f"{state.address} asked not to be written to; nothing was started. What happened: "
                f"weakties show {state.address}"
            ) from error
        raise AlreadyThere(
            f"there is already a relationship with {state.address}; nothing was started. See it: "
            f"weakties show {state.address}"
        ) from error
    return state
