"""Which column is what, as the user said it once, kept for files with the same first line."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from weakties.app.starting import BadContact
from weakties.contacts.csv_file import FIELDS, header_of
from worker.files import write_private


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """A JSON file: titles by field, for each first line by its hash."""

    file: Path

    def with_given(self, contacts: Path, given: tuple[str, ...]) -> dict[str, str]:
        """What was kept for a file like this one, and what is said now. Raises BadContact."""
        return {**self._all().get(_key(header_of(contacts)), {}), **parse_mapping(given)}

    def keep(self, header: tuple[str, ...], mapping: dict[str, str]) -> None:
        """For the next file with these titles."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_private(self.file, json.dumps({**self._all(), _key(header): mapping}, ensure_ascii=False))

    def _all(self) -> dict[str, dict[str, str]]:
        """What cannot be read is as good as nothing: the guess is asked again."""
        try:
            known = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def parse_mapping(given: tuple[str, ...]) -> dict[str, str]:
    """`email=Contact` by field. Raises BadContact with what to write."""
    found = {}
    for words in given:
        field, equals, title = words.partition("=")
        field = field.strip().replace("-", "_")
        if not equals or field not in FIELDS:
            raise BadContact(f"--map {words!r} is not FIELD=COLUMN; the fields are {', '.join(FIELDS)}")
        found[field] = title
    return found


def _key(header: tuple[str, ...]) -> str:
    return sha256("\n".join(header).encode()).hexdigest()[:16]
