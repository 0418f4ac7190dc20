"""The demo tells the truth about every mailbox."""

import json
from pathlib import Path

from tests.end_to_end.machine import Machine
from weakties.demo.count import ledger_problems, story_problems
from weakties.demo.people import CHECK_IN, INVITATION, PEOPLE, REQUEST, THANK_CALL, THANK_INTRODUCTION, THANK_REPLY


async def test_every_story_comes_to_its_end_and_every_mailbox_is_right(tmp_path: Path) -> None:
    machine = Machine(tmp_path, 0, 0)
    ran = await machine.run("demo", "--json", within=150)
    machine.port.release()
    document = json.loads(ran.out)

    assert ran.code == 0, ran
    assert document["ok"] is True
    assert [person["name"] for person in document["people"]] == [person.name for person in PEOPLE]


def test_a_missing_a_doubled_and_a_strange_mail_are_told() -> None:
    assert ledger_problems(["<1>", "<2>"], ["<1>", "<1>", "<3>"]) == ["missing: <2>", "unknown: <3>", "twice: <1>"]


def test_a_story_that_went_otherwise_is_told() -> None:
    ada = PEOPLE[0]
    right = (REQUEST, THANK_REPLY, INVITATION, THANK_CALL, CHECK_IN, THANK_INTRODUCTION, CHECK_IN)
    assert story_problems(ada, right) == []
    assert story_problems(ada, (*right, THANK_INTRODUCTION)) != []
    assert story_problems(ada, right[:5]) != []
    assert story_problems(ada, (REQUEST, *right)) != []
