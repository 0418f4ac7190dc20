"""Read contacts from a CSV file: every row becomes a contact, or a line that says what is wrong with it.

Which column is what is guessed from the titles of many programs and languages, and from what the cells hold; the user
may say otherwise.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from weakties.app.starting import BadContact, Contact, checked
from weakties.contacts.row import Row, text_of, without_repeats

FIELDS: dict[str, tuple[str, ...]] = {
    "email": (
        *("email", "e mail", "mail", "address", "email address", "e mail address", "e mail 1 value", "primary email"),
        *("e mail adresse", "mailadresse", "adresse e mail", "courriel", "correo", "correo electrónico", "posta"),
        *("indirizzo email", "endereço de email", "e mailadres", "e postadress", "メールアドレス", "邮箱", "이메일"),
    ),
    "name": (
        "name",
        "full name",
        "display name",
        "fn",
        "contact",
        "nom complet",
        "nombre completo",
        "氏名",
        "姓名",
        "이름",
    ),
    "first_name": (
        *("first name", "given name", "firstname", "vorname", "prénom", "nombre", "nome", "voornaam", "förnamn", "名"),
        "imię",
    ),
    "last_name": (
        *("last name", "family name", "lastname", "surname", "nachname", "nom", "apellido", "apellidos", "cognome"),
        *("sobrenome", "achternaam", "efternamn", "nazwisko", "姓"),
    ),
    "reason": ("reason", "why", "grund", "raison", "motivo", "reden"),
    "greeting": ("greeting", "nickname", "anrede"),
    "company": (
        *("company", "organisation", "organization", "employer", "organization name", "company name", "firma"),
        *("unternehmen", "entreprise", "société", "empresa", "azienda", "bedrijf", "företag", "会社", "公司", "회사"),
    ),
    "tags": ("tags", "tag", "labels", "categories", "group membership", "kategorien"),
    "time_zone": ("time zone", "timezone", "zeitzone", "fuseau horaire"),
    "country": ("country", "country code"),
    "phone": (
        *("phone", "telephone", "mobile", "phone 1 value", "mobile phone", "business phone", "telefon", "téléphone"),
        *("teléfono", "telefono", "telefoon", "電話", "电话", "전화"),
    ),
}
"""What a column may hold, and the titles that say so, in lower case and with spaces alone between words."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, which column was taken for what (by title), and the titles that were left out."""

    rows: list[Row]
    columns: dict[str, str]
    left_out: tuple[str, ...]
    header: tuple[str, ...]


def read_contacts(file: Path, own_address: str, mapping: Mapping[str, str] | None = None) -> Table:
    """Every row of the file. `mapping`: titles by field, which outrank the guess.

    Raises BadContact when the file as a whole can't be read, or a title of the mapping is not there.
    """
    text = text_of(file, "CSV UTF-8")
    reader = csv.reader(io.StringIO(text), dialect=_dialect(text))
    try:
        header = next(reader)
        numbered = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except StopIteration:
        raise BadContact(f"{file} is empty; its first line must name the columns, such as: email,name,reason") from None
    except csv.Error as error:
        raise BadContact(f"{file}, line {reader.line_num}: not valid CSV ({error}); check the quotes there") from error
    columns = _columns(file, header, [cells for _, cells in numbered], mapping or {})
    rows = [_row(line, cells, columns, own_address) for line, cells in numbered]
    used = set(columns.values())
    left_out = tuple(title for index, title in enumerate(header) if index not in used and title.strip())
    return Table(
        without_repeats(rows), {field: header[index] for field, index in columns.items()}, left_out, tuple(header)
    )


def header_of(file: Path) -> tuple[str, ...]:
    """The titles in the first line; none in a file without any. Raises BadContact when it can't be read."""
    text = text_of(file, "CSV UTF-8")
    try:
        return tuple(next(csv.reader(io.StringIO(text), dialect=_dialect(text)), ()))
    except csv.Error as error:
        raise BadContact(f"{file}, line 1: not valid CSV ({error}); check the quotes there") from error


def _dialect(text: str) -> type[csv.Dialect]:
    first_line = text.partition("\n")[0]
    delimiter_used = max(",;\t", key=first_line.count)

    class Found(csv.excel):
        delimiter = delimiter_used
        strict = True

    return Found


def _columns(file: Path, header: list[str], rows: list[list[str]], mapping: Mapping[str, str]) -> dict[str, int]:
    titles = [_plain(title) for title in header]
    found = {
        field: next(index for index, title in enumerate(titles) if title in names)
        for field, names in FIELDS.items()
        if any(title in names for title in titles)
    }
    for field, title in mapping.items():
        if title not in header:
            raise BadContact(f"{file} has no column {title!r}; its first line is: {', '.join(header)[:200]}")
        found[field] = header.index(title)
    if "email" not in mapping and not _mostly_addresses(found.get("email"), rows):
        by_content = max(range(len(header)), key=lambda index: _addresses(index, rows), default=0)
        if _mostly_addresses(by_content, rows):
            found["email"] = by_content
    if "email" not in found:
        names = ", ".join(header)[:120]
        raise BadContact(f"{file} has no column 'email'; its first line is: {names}. Say which: --map email=COLUMN")
    return found


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("_", " ").replace("-", " ").split())


def _addresses(index: int, rows: list[list[str]]) -> int:
    return sum(index < len(cells) and _is_address(cells[index]) for cells in rows)


def _mostly_addresses(index: int | None, rows: list[list[str]]) -> bool:
    if index is None:
        return False
    filled = sum(index < len(cells) and bool(cells[index].strip()) for cells in rows)
    return bool(filled) and _addresses(index, rows) * 2 > filled


def _is_address(cell: str) -> bool:
    try:
        validate_email(cell.strip().rpartition("<")[2].rstrip("> "), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def _row(line: int, cells: list[str], columns: dict[str, int], own_address: str) -> Row:
    values = {field: cells[index].strip() for field, index in columns.items() if index < len(cells)}
    if len(cells) > max(columns.values()) + 40:
        return Row(line, None, "far more cells than columns; check the quotes in this row")
    first, last = values.get("first_name", ""), values.get("last_name", "")
    try:
        contact = Contact(
            address=values.get("email", ""),
            name=values.get("name") or " ".join(filter(None, (first, last))),
            reason=values.get("reason", ""),
            greeting=values.get("greeting", ""),
            company=values.get("company", ""),
            tags=tuple(filter(None, values.get("tags", "").replace(";", " ").replace(",", " ").split())),
            time_zone=values.get("time_zone", ""),
            country=values.get("country", ""),
            phone=values.get("phone", ""),
            source="import",
        )
        return Row(line, checked(contact, own_address))
    except BadContact as problem:
        return Row(line, None, str(problem).replace("--name 'Ada Lovelace'", "fill in the column 'name'"))
