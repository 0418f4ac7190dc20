"""When may somebody new be asked, when others near them are asked as well?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from relationship.views.card import Card
from weakties.app.introductions import picture, walk
from weakties.app.pacing import first_slot
from worker.settings.schema import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SETTINGS = Settings.model_validate(
    {
        "me": {"name": "Sam", "address": "sam@home.example"},
        "smtp": {"host": "mail.home.example"},
        "imap": {"host": "mail.home.example"},
    }
)
ADA = Card("a" * 16, "Ada", "ada@tides.example", "requesting", 1, "wait", None, "", None, 1, 0, company="Tides Ltd")


def test_a_colleague_asked_this_week_is_waited_for() -> None:
    ada = replace(ADA, asked_at=NOW - 2 * DAY)
    slot = first_slot([ada], SETTINGS, NOW, company=" tides  LTD")
    assert slot.not_before == NOW + 5 * DAY
    assert "Ada" in slot.why


def test_a_whole_office_is_asked_week_by_week() -> None:
    asked = [replace(ADA, asked_at=NOW + number * WEEK) for number in range(3)]
    assert first_slot(asked, SETTINGS, NOW, company="Tides Ltd").not_before == NOW + 3 * WEEK


def test_a_free_week_between_two_colleagues_is_used() -> None:
    asked = [replace(ADA, asked_at=NOW + number * WEEK) for number in (0, 2)]
    assert first_slot(asked, SETTINGS, NOW, company="Tides Ltd").not_before == NOW + WEEK


def test_others_are_no_reason_to_wait() -> None:
    asked = [replace(ADA, asked_at=NOW, company="Bridges"), replace(ADA, asked_at=None)]
    assert first_slot(asked, SETTINGS, NOW, company="Tides Ltd").not_before is None
    assert first_slot([replace(ADA, asked_at=NOW, company="")], SETTINGS, NOW, company="").not_before is None
    assert first_slot([replace(ADA, asked_at=NOW - 8 * DAY)], SETTINGS, NOW, company="Tides Ltd").not_before is None


def test_one_introducer_sends_a_crowd_to_nobody() -> None:
    led = [replace(ADA, introducer="b" * 16, company="", asked_at=NOW - number * DAY) for number in (10, 3)]
    assert first_slot(led[:1], SETTINGS, NOW, company="", introducer="b" * 16).not_before is None
    slot = first_slot(led, SETTINGS, NOW, company="", introducer="b" * 16)
    assert slot.not_before == NOW + 18 * DAY


def test_the_network_holds_everybody_once_below_whoever_led_to_them() -> None:
    ben = replace(ADA, id="b" * 16, name="Ben", introducer=ADA.id)
    carla = replace(ADA, id="c" * 16, name="Carla", introducer=ben.id)
    orphan = replace(ADA, id="d" * 16, name="Dev", introducer="f" * 16)
    people = list(walk([carla, orphan, ben, ADA]))
    assert [(one.card.name, one.depth) for one in people] == [("Ada", 1), ("Ben", 2), ("Carla", 3), ("Dev", 1)]
    svg = picture("Sam <& co>", people)
    assert svg.count("<circle") == 5
    assert "Sam &lt;&amp; co&gt;" in svg


def test_a_circle_of_introducers_ends() -> None:
    one = replace(ADA, introducer="b" * 16)
    other = replace(ADA, id="b" * 16, introducer=ADA.id)
    assert list(walk([one, other])) == []
