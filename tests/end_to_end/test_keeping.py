"""Verify, export, restore and forget, as a user would, with real mail servers and Temporal's own server."""

import asyncio
import json
import shutil
from email import message_from_bytes
from pathlib import Path

from activities.imap import imap_session
from tests.activities.conftest import account_at
from tests.end_to_end.machine import ME, PASSWORD, Machine, wait_until
from tests.end_to_end.test_reading_mail import deliver, letter
from tests.servers.postfix_dovecot import MailHost
from worker.problem import ExitCode

ADA, BEN, CARLA = "ada@tides.example", "ben@bridges.example", "carla@ports.example"


async def add(machine: Machine, *addresses: str) -> None:
    for address in addresses:
        name = address.partition("@")[0].title()
        ran = await machine.run("add", address, "--name", name, "--reason", "Your talk on tides stayed with me.")
        assert ran.code == 0, ran


def ids(host: MailHost, address: str) -> list[str]:
    return [str(message_from_bytes(raw)["Message-ID"]) for raw in host.messages(address)]


async def moved(machine: Machine, tmp_path: Path) -> Machine:
    """Another machine with the same mailbox and an empty Temporal."""
    other = Machine(tmp_path / "other", machine.smtp_port, machine.imap_port, machine.follow_up_after)
    other.home.mkdir()
    other.write_settings()
    return other


async def test_verify_finds_what_is_there_twice_missing_or_strange(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await add(machine, ADA, BEN)
    await wait_until(lambda: bool(ids(real_mail, ADA) and ids(real_mail, BEN)), 30)
    await machine.stage_is(BEN, "requesting")
    await wait_until(lambda: len(real_mail.messages(ME, "Sent")) == 2, 30)
    right = await machine.run("verify")
    assert (right.code, right.err) == (0, ""), right

    account = account_at(real_mail, PASSWORD)
    (of_ada,), (of_ben,) = ids(real_mail, ADA), ids(real_mail, BEN)
    with imap_session(account.imap) as mailbox:
        copies = {str(message_from_bytes(raw)["Message-ID"]): raw for raw in real_mail.messages(ME, "Sent")}
        mailbox.append(copies[of_ada], "Sent")
        mailbox.append(copies[of_ada].replace(of_ada.encode(), b"<wt.0123456789abcdef.1@home.example>"), "Sent")
        mailbox.folder.set("Sent")
        mailbox.delete(mailbox.uids(f'HEADER Message-ID "{of_ben}"'))
    wrong = json.loads((await machine.run("verify", "--json")).out)
    by_address = {one["email"]: one for one in wrong["relationships"]}

    assert wrong["ok"] is False
    assert by_address[ADA]["twice"] == [of_ada]
    assert by_address[BEN]["missing"] == [of_ben]
    assert wrong["strangers"] == ["<wt.0123456789abcdef.1@home.example>"]
    assert (await machine.run("verify")).code == ExitCode.UNACCOUNTED


async def test_an_export_comes_back_on_an_empty_machine_as_it_was_and_sends_nothing_again(
    machine: Machine, real_mail: MailHost, tmp_path: Path
) -> None:
    machine.write_settings()
    await machine.up()
    await add(machine, ADA, BEN, CARLA)
    await wait_until(lambda: all(ids(real_mail, one) for one in (ADA, BEN, CARLA)), 30)
    deliver(real_mail, letter(ADA, "Re: 20 minutes", "Gladly."))
    deliver(real_mail, letter(BEN, "Re: 20 minutes", "Please do not write to me again."))
    await wait_until(lambda: len(ids(real_mail, ADA)) == 2, 30)
    await machine.stage_is(BEN, "opted_out")
    file = tmp_path / "all.jsonl"
    assert (await machine.run("export", str(file))).code == 0
    before = await machine.status()
    await machine.down()
    file.write_text(file.read_text(encoding="utf-8") + "not json\n", encoding="utf-8")

    other = await moved(machine, tmp_path)
    try:
        await other.up()
        restored = await other.run("restore", str(file))
        assert restored.code == ExitCode.BAD_INPUT
        assert "3 restored" in restored.out
        assert "line 5" in restored.err
        again = await other.run("restore", str(file))
        assert "0 restored, 3 already there" in again.out
        await asyncio.sleep(2)
        after = await other.status()
        for field in ("stage", "attempt", "next_step", "next_at", "sent", "received", "last_contact_at"):
            assert {one: row[field] for one, row in after.items()} == {one: row[field] for one, row in before.items()}
        assert [len(ids(real_mail, one)) for one in (ADA, BEN, CARLA)] == [2, 1, 1]
        assert (await other.run("verify")).code == 0
    finally:
        await other.down()
        await other.stop_temporal()
        other.port.release()


async def test_a_restored_older_database_sends_nothing_that_has_gone_out(machine: Machine, real_mail: MailHost) -> None:
    machine.follow_up_after = "4s"
    machine.write_settings()
    await machine.up()
    await add(machine, ADA)
    await wait_until(lambda: len(ids(real_mail, ADA)) == 1, 30)
    await machine.down()
    data = machine.home / ".local" / "share" / "weakties"
    copy = machine.home / "copy"
    shutil.copytree(data, copy)
    await machine.up()
    await wait_until(lambda: len(ids(real_mail, ADA)) == 3, 60)
    await machine.kill()
    await machine.stop_temporal()

    shutil.rmtree(data)
    shutil.copytree(copy, data)
    await machine.up()
    await machine.stage_is(ADA, "unanswered", 60)
    found = ids(real_mail, ADA)
    assert len(found) == len(set(found)) == 3
    assert (await machine.run("verify")).code == 0


async def test_whoever_is_forgotten_leaves_a_keyed_hash_and_nothing_else(
    machine: Machine, real_mail: MailHost, tmp_path: Path
) -> None:
    machine.write_settings()
    await machine.up()
    await add(machine, ADA, BEN)
    await wait_until(lambda: bool(ids(real_mail, ADA)), 30)
    unsure = await machine.run("forget", "ada")
    assert unsure.code == ExitCode.BAD_INPUT
    assert "--yes" in unsure.err
    forgotten = await machine.run("forget", "ada", "--yes")
    assert forgotten.code == 0, forgotten
    assert "deleted" in forgotten.out
    await wait_until_gone(machine, ADA)

    refused = await machine.run("add", ADA.upper(), "--name", "Ada", "--reason", "Again.")
    assert refused.code == ExitCode.ALREADY_THERE
    assert "was forgotten" in refused.err
    people = tmp_path / "people.csv"
    people.write_text(f"email,name,reason\n{ADA},Ada,Tides\n", encoding="utf-8")
    assert "was forgotten" in (await machine.run("import", str(people), "--send")).out
    exported = await machine.run("export", "-")
    assert ADA not in exported.out
    assert exported.out.count('"kind":"suppressed"') == 1


async def test_an_introduction_names_nobody_who_was_forgotten(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await add(machine, ADA)
    await wait_until(lambda: bool(ids(real_mail, ADA)), 30)
    introduced = await machine.run("refer", "ada", BEN, "--name", "Ben Okafor", "--reason", "Bridges.")
    assert introduced.code == 0, introduced
    await wait_until(lambda: bool(ids(real_mail, BEN)), 30)
    assert (await machine.run("met", "ben")).code == 0
    await wait_until(lambda: len(ids(real_mail, ADA)) == 2, 30)
    forgotten = await machine.run("forget", "ben", "--yes")
    assert forgotten.code == 0, forgotten
    assert "names nobody any more" in forgotten.out
    exported = (await machine.run("export", "-")).out
    assert "Okafor" not in exported
    assert BEN not in exported
    assert "somebody who was forgotten" in (await machine.run("show", "ada")).out
    assert len(ids(real_mail, ADA)) == 2


async def wait_until_gone(machine: Machine, address: str) -> None:
    for _ in range(60):
        if address not in await machine.status():
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{address} is still listed")


async def test_a_file_that_is_no_export_is_refused_with_the_next_move(machine: Machine, tmp_path: Path) -> None:
    machine.write_settings()
    await machine.up()
    file = tmp_path / "other.jsonl"
    header = {"format": "weakties-export", "version": 1, "account": "else@home.example", "at": ""}
    for text in ("", "{}\n", json.dumps({**header, "version": 9}) + "\n", json.dumps(header) + "\n"):
        file.write_text(text, encoding="utf-8")
        ran = await machine.run("restore", str(file))
        assert ran.code == ExitCode.BAD_INPUT
        assert ran.err.count("\n") == 1
