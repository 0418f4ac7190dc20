"""Read contacts from a CSV file: every row becomes a contact, or a line that says what is wrong with it."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from weakties.contacts import BadContact, Contact, checked

_COLUMNS = {
    "address": ("email", "address", "e-mail", "mail", "email address", "e-mail address"),
    "name": ("name", "full name", "full_name"),
    "reason": ("reason", "why"),
    "greeting": ("greeting", "first name", "first_name"),
    "company": ("company", "organisation", "organization", "employer"),
    "tags": ("tags", "tag"),
    "time_zone": ("time_zone", "time zone", "timezone"),
    "country": ("country",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; `line` counts from 1. Either a contact, or the problem with it."""

    line: int
    contact: Contact | None
    problem: str = ""


def read_contacts(file: Path, own_address: str) -> list[Row]:
    """Every row of the file. Raises BadContact when the file as a whole can't be read."""
    reader = csv.reader(io.StringIO(_text(file)), dialect=_dialect(file))
    try:
        header = next(reader)
        columns = _columns(file, header)
        rows = [
            _row(reader.line_num, cells, columns, own_address)
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except StopIteration:
        raise BadContact(f"{file} is empty; its first line must name the columns, such as: email,name,reason") from None
    except csv.Error as error:
        raise BadContact(f"{file}, line {reader.line_num}: not valid CSV ({error}); check the quotes there") from error
    return _without_repeats(rows)


def _text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadContact(f"{file} is not UTF-8 text; save it as 'CSV UTF-8' and try again") from error
    except OSError as error:
        raise BadContact(f"can't read {file}: {error.strerror}; check the name and its permissions") from error
    if "\0" in text:
        raise BadContact(f"{file} is not a text file; save it as CSV and try again")
    return text


def _dialect(file: Path) -> type[csv.Dialect]:
    first_line = _text(file).partition("\n")[0]
    delimiter_used = max(",;\t", key=first_line.count)

    class Found(csv.excel):
        delimiter = delimiter_used
        strict = True

    return Found


def _columns(file: Path, header: list[str]) -> dict[str, int]:
    titles = [title.strip().casefold() for title in header]
    found = {
        field: next(index for index, title in enumerate(titles) if title in names)
        for field, names in _COLUMNS.items()
        if any(title in names for title in titles)
    }
    if "address" not in found:
        raise BadContact(f"{file} has no column 'email'; its first line is: {', '.join(header)[:120]}")
    return found


def _row(line: int, cells: list[str], columns: dict[str, int], own_address: str) -> Row:
    values = {field: cells[index].strip() for field, index in columns.items() if index < len(cells)}
    if len(cells) > max(columns.values()) + 40:
        return Row(line, None, "far more cells than columns; check the quotes in this row")
    try:
        contact = Contact(
            address=values.get("address", ""),
            name=values.get("name", ""),
            reason=values.get("reason", ""),
            greeting=values.get("greeting", ""),
            company=values.get("company", ""),
            tags=tuple(filter(None, values.get("tags", "").replace(";", " ").replace(",", " ").split())),
            time_zone=values.get("time_zone", ""),
            country=values.get("country", ""),
            source="import",
        )
        return Row(line, checked(contact, own_address))
    except BadContact as problem:
        return Row(line, None, str(problem).replace("--name 'Ada Lovelace'", "fill in the column 'name'"))


def _without_repeats(rows: list[Row]) -> list[Row]:
    first_lines: dict[str, int] = {}
    kept: list[Row] = []
    for row in rows:
        address = row.contact.address.casefold() if row.contact else ""
        if address and address in first_lines:
            kept.append(Row(row.line, None, f"{address} stands in line {first_lines[address]} already"))
            continue
        if address:
            first_lines[address] = row.line
        kept.append(row)
    return kept
