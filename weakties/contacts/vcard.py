"""Read contacts from a vCard file, and write one (RFC 2426, RFC 6350)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import vobject
from vobject.base import ParseError, VObjectError

from weakties.app.starting import BadContact, Contact, checked
from weakties.contacts.row import Row, text_of, without_repeats
from worker.settings.schema import known_country, known_time_zone

_REASON = "x-weakties-reason"
_LEAST_PREFERRED = 100


def read_vcards(file: Path, own_address: str) -> list[Row]:
    """Every card of the file, by the line that it begins in. Raises BadContact when it holds none."""
    rows = [_row(line, text, own_address) for line, text in _cards(text_of(file, "vCard"))]
    if not rows:
        raise BadContact(f"{file} holds no vCard; a card begins with a line BEGIN:VCARD")
    return without_repeats(rows)


def _cards(text: str) -> Iterable[tuple[int, str]]:
    """One card at a time, so that a broken one spoils no other."""
    begun, lines = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            begun, lines = number, []
        lines.append(line)
        if word == "END:VCARD" and begun:
            yield begun, "\r\n".join(lines) + "\r\n"
            begun = 0
    if begun:
        yield begun, "\r\n".join(lines) + "\r\n"


def _row(line: int, text: str, own_address: str) -> Row:
    try:
        card = vobject.readOne(text, ignoreUnreadable=True)
        contact = _contact(card)
    # vobject raises whatever its parts stumble on for what strangers write.
    except (ParseError, VObjectError, ValueError, AttributeError, TypeError, IndexError, KeyError) as error:
        return Row(line, None, f"this card can't be read: {' '.join(str(error).split())[:120]}")
    if not contact.address:
        return Row(line, None, f"{contact.name or 'this card'} has no email address")
    try:
        return Row(line, checked(contact, own_address))
    except BadContact as problem:
        return Row(line, None, str(problem).replace("--name 'Ada Lovelace'", "fill in FN"))


def _contact(card: Any) -> Contact:
    addresses = [str(one.value).strip() for one in sorted(card.contents.get("email", ()), key=_preference)]
    structured = getattr(card, "n", None)
    given = _text(getattr(structured.value, "given", "")) if structured else ""
    family = _text(getattr(structured.value, "family", "")) if structured else ""
    zone, countries = _value(card, "tz"), [_text(one.value.country) for one in card.contents.get("adr", ())]
    return Contact(
        address=addresses[0] if addresses else "",
        name=_value(card, "fn") or f"{given} {family}".strip(),
        reason=_value(card, _REASON),
        greeting=given,
        company=next((_text(part) for part in _parts(card, "org")), ""),
        tags=tuple(_text(part).replace(" ", "-") for part in _parts(card, "categories")),
        time_zone=zone if _is_known(zone, known_time_zone) else "",
        country=next((one.upper() for one in countries if len(one) == 2 and _is_known(one, known_country)), ""),
        phone=_value(card, "tel").removeprefix("tel:"),
        other_addresses=tuple(dict.fromkeys(addresses[1:])),
        source="vcard",
    )


def _preference(email: Any) -> int:
    """PREF from 1 (RFC 6350, 5.3); TYPE=pref of version 3.0 is the most preferred."""
    params = {name.upper(): [str(one) for one in values] for name, values in email.params.items()}
    if any(one.casefold() == "pref" for one in params.get("TYPE", ())):
        return 0
    given = next(iter(params.get("PREF", ())), "")
    return int(given) if given.isdigit() else _LEAST_PREFERRED


def _value(card: Any, name: str) -> str:
    return next((_text(one.value) for one in card.contents.get(name, ())), "")


def _parts(card: Any, name: str) -> list[Any]:
    values = [one.value for one in card.contents.get(name, ())]
    return [part for value in values for part in (value if isinstance(value, list) else [value])]


def _text(value: object) -> str:
    words = " ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return " ".join(words.split())


def _is_known(value: str, check: Any) -> bool:
    try:
        return bool(check(value))
    except ValueError:
        return False


def vcard_of(contact: Contact) -> str:
    """One card, version 3.0, which every address book reads."""
    card = vobject.vCard()
    card.add("fn").value = contact.name
    given, _, family = contact.name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=family, given=contact.greeting or given)
    for number, address in enumerate((contact.address, *contact.other_addresses)):
        email = card.add("email")
        email.value = address
        email.type_paramlist = ["INTERNET", "pref"] if number == 0 else ["INTERNET"]
    if contact.company:
        card.add("org").value = [contact.company]
    if contact.tags:
        card.add("categories").value = list(contact.tags)
    if contact.country:
        place = card.add("adr")
        place.value = vobject.vcard.Address(country=contact.country.partition("-")[0])
    for name, value in (("tz", contact.time_zone), ("tel", contact.phone), (_REASON, contact.reason)):
        if value:
            card.add(name).value = value
    return str(card.serialize())
