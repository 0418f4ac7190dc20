"""What a file of contacts holds, row by row."""

from dataclasses import dataclass
from pathlib import Path

from weakties.app.starting import BadContact, Contact


@dataclass(frozen=True, slots=True)
class Row:
    """One row or card of the file; `line` counts from 1. Either a contact, or the problem with it."""

    line: int
    contact: Contact | None
    problem: str = ""


def text_of(file: Path, what: str) -> str:
    """The whole file. Raises BadContact; `what` is how to save it again, such as `CSV UTF-8`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadContact(f"{file} is not UTF-8 text; save it as {what!r} and try again") from error
    except OSError as error:
        raise BadContact(f"can't read {file}: {error.strerror}; check the name and its permissions") from error
    if "\0" in text:
        raise BadContact(f"{file} is not a text file; save it as {what!r} and try again")
    return text


def without_repeats(rows: list[Row]) -> list[Row]:
    """The rows; one whose address stood further up becomes a problem."""
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
