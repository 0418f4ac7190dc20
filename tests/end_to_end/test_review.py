"""Drafts that wait for the user: let go, changed, skipped, and put into the Drafts folder."""

import json
from pathlib import Path

from tests.end_to_end.machine import Machine, wait_until
from tests.end_to_end.test_relating import ADA, BEN, mails
from tests.servers.postfix_dovecot import MailHost
from worker.problem import ExitCode


async def waiting(machine: Machine, *names: str) -> None:
    file = machine.write_settings()
    file.write_text(
        file.read_text(encoding="utf-8").replace("[sending]", '[sending]\napprove = "first"'), encoding="utf-8"
    )
    await machine.up()
    for address in names:
        added = await machine.run(
            "add", address, "--name", address[:3].title(), "--reason", "Your talk stayed with me."
        )
        assert added.code == 0, added
    for address in names:
        for _ in range(60):
            if (await machine.status())[address]["draft_waits"]:
                break
        else:
            raise AssertionError(await machine.status())


async def test_nothing_leaves_before_it_was_read(machine: Machine, real_mail: MailHost) -> None:
    await waiting(machine, ADA, BEN)
    assert not mails(real_mail, ADA)
    drafts = json.loads((await machine.run("review", "--json")).out)["drafts"]
    assert sorted(draft["email"] for draft in drafts) == [ADA, BEN]
    assert "weakties review" in (await machine.run("review")).out
    assert (await machine.run("review", "--send")).code == ExitCode.USAGE
    people = machine.home / "people.csv"
    people.write_text("email,name,reason\ncarla@ports.example,Carla,Ports.\ndev@x.example,Dev,\n", encoding="utf-8")
    shown = (await machine.run("import", str(people))).out
    assert "carla@ports.example> · waits for you to read the request" in shown
    assert "dev@x.example> · waits for the homework" in shown

    assert (await machine.run("review", "ada", "--send")).code == 0
    await wait_until(lambda: len(mails(real_mail, ADA)) == 1, 30)
    skipped = await machine.run("review", "ben", "--skip")
    assert skipped.code == 0
    await machine.stage_is(BEN, "paused")
    assert not mails(real_mail, BEN)
    nobody = await machine.run("review", "ben", "--send")
    assert (nobody.code, nobody.err.count("\n")) == (ExitCode.NOT_FOUND, 1)


async def test_the_users_own_words_leave(machine: Machine, real_mail: MailHost) -> None:
    await waiting(machine, ADA)
    editor = machine.home / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/^Hello.*/Dear Countess,/" "$1"\n', encoding="utf-8")
    Path(editor).chmod(0o700)
    edited = await machine.run("review", "ada", "--edit", environment={**machine.environment, "EDITOR": str(editor)})
    assert edited.code == 0, edited
    await wait_until(lambda: len(mails(real_mail, ADA)) == 1, 30)
    text = mails(real_mail, ADA)[0].get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().startswith("Dear Countess,")


async def test_a_draft_can_be_sent_from_the_users_own_mail_program(machine: Machine, real_mail: MailHost) -> None:
    await waiting(machine, ADA)
    handed = await machine.run("review", "ada", "--to-drafts")
    assert handed.code == 0, handed
    assert "Drafts" in handed.out
    assert not mails(real_mail, ADA)
    assert "resolve" in (await machine.run("show", "ada")).out
    assert (await machine.run("resolve", "ada", "--sent")).code == 0
    assert (await machine.status())[ADA]["sent"] == 1
