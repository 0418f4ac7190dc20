"""Everybody's contact data as CSV or vCards, to be read by any address book, and by `weakties import`."""

import csv
import io
from collections.abc import Iterable

from relationship.stream.state import State
from relationship.views.card import Card
from weakties.app.starting import Contact
from weakties.contacts.vcard import vcard_of

_COLUMNS = ("email", "name", "greeting", "company", "tags", "time_zone", "country", "phone", "reason")
_ALSO = ("stage", "last_contact", "introduced_by")


def as_csv(people: Iterable[tuple[Card, State]]) -> str:
    """A header and a row for each; a cell that a spreadsheet would take for a formula is quoted (CWE-1236)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_COLUMNS, *_ALSO))
    for card, state in people:
        contact = contact_of(state)
        values = (contact.address, contact.name, contact.greeting, contact.company, " ".join(contact.tags))
        more = (contact.time_zone, contact.country, contact.phone, contact.reason, card.stage)
        last = state.last_contact_at.isoformat() if state.last_contact_at else ""
        writer.writerow([_harmless(value) for value in (*values, *more, last, state.introduced_by)])
    return out.getvalue()


def as_vcards(people: Iterable[tuple[Card, State]]) -> str:
    """One card after the other."""
    return "".join(vcard_of(contact_of(state)) for _, state in people)


def contact_of(state: State) -> Contact:
    """What is known of somebody, as it would be given to start with them."""
    return Contact(
        address=state.address,
        name=state.name,
        reason=state.reason,
        greeting=state.greeting,
        company=state.company,
        tags=state.tags,
        time_zone="" if state.place_guessed_from else state.time_zone,
        country="" if state.place_guessed_from else state.country,
        phone=state.phone,
        other_addresses=tuple(one for one in state.addresses if one != state.address),
    )


def _harmless(value: str) -> str:
    is_phone = value[:1] == "+" and value[1:].replace(" ", "").replace("-", "").isdigit()
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_phone else value
