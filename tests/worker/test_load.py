"""Settings: where they come from, and how a mistake is told."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from relationship.delay import Delay
from worker.problem import SettingsProblem
from worker.settings.load import load_settings
from worker.settings.schema import Settings

GOOD = """
[me]
name = "Sam Rivera"
address = "sam@Home.example"
[smtp]
host = "smtp.home.example"
[imap]
host = "imap.home.example"
"""


def load(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    file = tmp_path / "weakties.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment or {})


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)
    assert settings.me.address == "sam@home.example"
    assert settings.cadence.follow_up_after == Delay(business_days=5)
    assert settings.cadence.check_in_before == Delay(elapsed_for=timedelta(weeks=4))


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environment = {"WEAKTIES_SMTP_HOST": "other.example", "WEAKTIES_IMAP_SENT_FOLDER": "Gesendet"}
    settings = load(tmp_path, GOOD, environment)
    assert settings.smtp.host == "other.example"
    assert settings.imap.sent_folder == "Gesendet"


def test_the_environment_alone_is_enough(tmp_path: Path) -> None:
    environment = {
        "WEAKTIES_ME_NAME": "Sam",
        "WEAKTIES_ME_ADDRESS": "sam@home.example",
        "WEAKTIES_SMTP_HOST": "a",
        "WEAKTIES_IMAP_HOST": "b",
        "WEAKTIES_PASSWORD": "not a setting",
    }
    assert load_settings(tmp_path / "none.toml", environment).me.name == "Sam"


@pytest.mark.parametrize(
    ("words", "opens_at", "days"),
    [
        ("Mon-Fri 08:30-17:00", time(8, 30), frozenset({0, 1, 2, 3, 4})),
        ("sunday - thursday 9:00 - 16:00", time(9), frozenset({6, 0, 1, 2, 3})),
        ("Sat 10:00-12:00", time(10), frozenset({5})),
    ],
)
def test_a_window_is_written_in_words(tmp_path: Path, words: str, opens_at: time, days: frozenset[int]) -> None:
    window = load(tmp_path, f'{GOOD}[sending]\nwindow = "{words}"\n').sending.window
    assert (window.opens_at, window.days) == (opens_at, days)


def test_a_window_can_be_always_open(tmp_path: Path) -> None:
    assert load(tmp_path, f'{GOOD}[sending]\nwindow = "always"\n').sending.window.always


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('host = "imap.home.example"', ""), "imap.host"),
        (GOOD.replace("[imap]", "[imapp]"), "imapp"),
        (GOOD.replace('host = "smtp', 'hots = "smtp'), "smtp.h"),
        (GOOD.replace("sam@Home.example", "sam"), "not an email address"),
        (GOOD.replace("Sam Rivera", "Sam\\nBcc: x@y.z"), "line break"),
        (f'{GOOD}[cadence]\nfollow_up_after = "5 busy days"\n', "5 business days"),
        (f"{GOOD}[cadence]\nattempts = 7\n", "attempts"),
        (f'{GOOD}[cadence]\ncheck_in_after = "5 weeks"\n', "check_in_before"),
        (f'{GOOD}[sending]\nwindow = "office hours"\n', "always"),
        (f'{GOOD}[sending]\nwindow = "Mon-Fri 17:00-08:00"\n', "closes before it opens"),
        (GOOD.replace('host = "smtp', 'security = "ssl"\nhost = "smtp'), "smtp.security"),
        (GOOD.replace('name = "Sam Rivera"', 'name = "Sam Rivera"\ntime_zone = "Berlin"'), "Europe/Berlin"),
        (GOOD.replace('name = "Sam Rivera"', 'name = "Sam Rivera"\ncountry = "XX"'), "XX"),
        ("me = 3\n", "[me]"),
        ("[me\n", "TOML"),
    ],
)
def test_a_mistake_names_file_key_and_remedy_on_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsProblem) as problem:
        load(tmp_path, text)
    assert words in str(problem.value)
    assert "weakties.toml" in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("WEAKTIES_SMTP_PORT", "many"), ("WEAKTIES_SMTP_HSOT", "x"), ("WEAKTIES_CADENCE_ATTEMPTS", "0")],
)
def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsProblem, match=variable):
        load(tmp_path, GOOD, {variable: value})


def test_without_settings_the_way_out_is_init(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="weakties init"):
        load_settings(tmp_path / "none.toml", {})
