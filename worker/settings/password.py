"""Where is the mailbox password? Never in the settings file, in history, in a log or in an argument."""

import shlex
import subprocess
from collections.abc import Mapping

import keyring
from keyring.errors import KeyringError

from worker.problem import SettingsProblem
from worker.settings.schema import Settings

SERVICE = "weakties"
VARIABLE = "WEAKTIES_PASSWORD"
_COMMAND_FOR = 60.0


def find_password(settings: Settings, environment: Mapping[str, str]) -> str:
    """The password: from WEAKTIES_PASSWORD, the command, or the keyring. Raises SettingsProblem."""
    if VARIABLE in environment:
        return environment[VARIABLE]
    if settings.secrets.password_command:
        return _from_command(settings.secrets.password_command)
    found = _from_keyring(settings.me.address) if settings.secrets.use_keyring else None
    if found is None:
        raise SettingsProblem(
            f"no password for {settings.me.address}: store it with 'keyring set {SERVICE} {settings.me.address}', "
            f"or write password_command under [secrets], or set {VARIABLE}"
        )
    return found


def _from_command(command: str) -> str:
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=_COMMAND_FOR, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        # Not the output: what a password manager prints may be the secret itself.
        raise SettingsProblem(
            f"secrets.password_command did not work ({type(error).__name__}); try it in a terminal: {command}"
        ) from error
    first, *_ = done.stdout.splitlines() or [""]
    if not first:
        raise SettingsProblem(f"secrets.password_command printed nothing; try it in a terminal: {command}")
    return first


def _from_keyring(address: str) -> str | None:
    try:
        return keyring.get_password(SERVICE, address)
    except KeyringError:
        return None
