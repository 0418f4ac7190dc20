"""Which keys encrypt what Temporal stores, and where are they kept?

A text of lines `id:base64`, the newest first: that one encrypts, all of them decrypt. It comes from WEAKTIES_KEYS, a
command, the keyring or a file, in this order. It never comes from the settings file, and never goes to Temporal.
"""

import base64
import binascii
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import split

import keyring
from keyring.errors import KeyringError

from worker.files import write_private
from worker.problem import SettingsProblem
from worker.settings.schema import Settings

VARIABLE = "WEAKTIES_KEYS"
SERVICE = "weakties-keys"
_KEY_BYTES = 32  # AES-256
_COMMAND_FOR = 60.0


@dataclass(frozen=True, slots=True)
class Key:
    """One key: 32 bytes, and the name that is written beside what it encrypts."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id!r})"

    def __str__(self) -> str:
        return f"{self.id}:{base64.b64encode(self.secret).decode('ascii')}"


def key_file(settings: Settings) -> Path:
    """Where `weakties key new` keeps the keys."""
    given = settings.privacy.key_file
    return Path(given).expanduser() if given else settings.data_dir / "keys"


def find_keys(settings: Settings, environment: Mapping[str, str]) -> tuple[Key, ...]:
    """The keys, the newest first; none if there are none anywhere. Raises SettingsProblem for a text that is none."""
    if VARIABLE in environment:
        return parse_keys(environment[VARIABLE], VARIABLE)
    if settings.privacy.key_command:
        return parse_keys(_from_command(settings.privacy.key_command), "privacy.key_command")
    stored = _from_keyring(settings.me.address) if settings.privacy.use_keyring else None
    if stored:
        return parse_keys(stored, f"the keyring ({SERVICE})")
    file = key_file(settings)
    try:
        return parse_keys(file.read_text(encoding="ascii"), str(file))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"can't read the keys in {file}: {error}; check the file and its permissions") from error


def parse_keys(text: str, where: str) -> tuple[Key, ...]:
    """The keys of a text, in its order. Raises SettingsProblem, which never quotes the text."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, encoded = line.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if not colon or not name or len(secret) != _KEY_BYTES:
            raise SettingsProblem(
                f"{where} has a line that is no key; each is 'id:base64 of 32 bytes', as from: weakties key new --print"
            )
        found.append(Key(name, secret))
    return tuple(found)


def new_key() -> Key:
    """A fresh key, named for the moment it was made."""
    return Key(f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}", secrets.token_bytes(_KEY_BYTES))


def add_to_file(file: Path, key: Key) -> None:
    """Write the key on the first line; the others stay. The file is the user's alone, and never half written."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    others = file.read_text(encoding="ascii") if file.exists() else ""
    write_private(file, f"{key}\n{others}")


def _from_command(command: str) -> str:
    try:
        done = subprocess.run(split(command), capture_output=True, text=True, timeout=_COMMAND_FOR, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise SettingsProblem(
            f"privacy.key_command did not work ({type(error).__name__}); try it in a terminal: {command}"
        ) from error
    return done.stdout


def _from_keyring(address: str) -> str | None:
    try:
        return keyring.get_password(SERVICE, address)
    except KeyringError:
        return None
