"""The password comes from where the user put it, and is never shown."""

from pathlib import Path

import pytest

from tests.worker.test_load import GOOD, load
from worker.problem import SettingsProblem
from worker.settings.parts import account_from
from worker.settings.password import find_password

COMMAND = f"{GOOD}[secrets]\nuse_keyring = false\npassword_command = "


def test_the_environment_comes_first(tmp_path: Path) -> None:
    assert find_password(load(tmp_path, GOOD), {"WEAKTIES_PASSWORD": "s3cret"}) == "s3cret"


def test_a_command_prints_it_on_its_first_line(tmp_path: Path) -> None:
    assert find_password(load(tmp_path, f"{COMMAND}\"printf 's3cret\\\\nuser: sam'\"\n"), {}) == "s3cret"


@pytest.mark.parametrize("command", ["false", "no-such-program-here", "true"])
def test_a_command_that_fails_is_named_with_the_next_move(tmp_path: Path, command: str) -> None:
    with pytest.raises(SettingsProblem, match="password_command"):
        find_password(load(tmp_path, f'{COMMAND}"{command}"\n'), {})


def test_without_any_the_message_says_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match=r"keyring set weakties sam@home\.example"):
        find_password(load(tmp_path, f"{GOOD}[secrets]\nuse_keyring = false\n"), {})


def test_it_shows_in_no_repr(tmp_path: Path) -> None:
    assert "s3cret" not in repr(account_from(load(tmp_path, GOOD), "s3cret"))
