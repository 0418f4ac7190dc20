"""With encryption on, can anything of a contact be found in what Temporal stores, or in a log?"""

import asyncio
from pathlib import Path

from tests.end_to_end.machine import ME, Machine, wait_until
from tests.end_to_end.test_reading_mail import deliver, letter
from tests.servers.postfix_dovecot import MailHost

ADA = "ada@tides.example"
# Everything that only this relationship can have brought there.
TRACES = ("Lindqvist", "ada@tides", "Zanzibar", "Wellenkraft", "Quokka", "Gezeiten", "ask three people", ME)


def stored(machine: Machine) -> dict[str, bytes]:
    folder = machine.home / ".local" / "share" / "weakties"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "keys"}


def found_in(content: bytes) -> list[str]:
    return [trace for trace in TRACES if trace.encode() in content or trace.encode("utf-16-le") in content]


async def live_a_little(machine: Machine, host: MailHost) -> None:
    reason = "Your talk in Zanzibar on Wellenkraft stayed with me."
    added = await machine.run("add", ADA, "--name", "Ada Lindqvist", "--reason", reason, "--company", "Quokka Ltd")
    assert added.code == 0, added
    await wait_until(lambda: len(host.messages(ADA)) == 1, 30)
    deliver(host, letter(ADA, "Re: Gezeiten", "Gladly. Meet me in Zanzibar."))
    await machine.stage_is(ADA, "conversing")
    assert (await machine.run("met", "ada", "--takeaway", "ask three people first")).code == 0
    await wait_until(lambda: len(host.messages(ADA)) >= 2, 30)
    # A failure holds words too: a mail that can't be sent because the mailbox is away.
    await host.stop_imap()
    assert (await machine.run("note", "ada", "Zanzibar again.")).code == 0
    await asyncio.sleep(3)
    await host.start_imap()


async def test_nothing_of_a_contact_can_be_found_with_encryption_on(machine: Machine, real_mail: MailHost) -> None:
    file = machine.write_settings()
    file.write_text(file.read_text(encoding="utf-8") + "[privacy]\nencrypt = true\n", encoding="utf-8")
    assert (await machine.run("up")).err.count("weakties key new") == 1
    assert (await machine.run("key", "new")).code == 0
    await machine.up()
    await live_a_little(machine, real_mail)

    shown = await machine.run("show", "ada")
    assert "Zanzibar" in shown.out, shown
    assert (await machine.status())[ADA]["name"] == "Ada Lindqvist"
    await machine.down()
    files = stored(machine)
    assert {"temporal.db", "temporal.log", "worker.log"} <= set(files)
    assert "Traceback" not in machine.up_log()
    assert {name: found_in(content) for name, content in files.items() if found_in(content)} == {}


async def test_without_encryption_the_same_search_finds_it(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await live_a_little(machine, real_mail)
    await machine.down()
    assert "Zanzibar" in found_in(b"".join(stored(machine).values()))


async def test_a_new_key_reads_what_the_old_one_wrote(machine: Machine, real_mail: MailHost, tmp_path: Path) -> None:
    file = machine.write_settings()
    file.write_text(file.read_text(encoding="utf-8") + "[privacy]\nencrypt = true\n", encoding="utf-8")
    await machine.run("key", "new")
    await machine.up()
    await machine.run("add", ADA, "--name", "Ada Lindqvist", "--reason", "Your talk.")
    await wait_until(lambda: len(real_mail.messages(ADA)) == 1, 30)
    await machine.down()
    await machine.run("key", "new")
    await machine.up()
    assert (await machine.run("note", "ada", "still readable")).code == 0
    assert "still readable" in (await machine.run("show", "ada")).out

    (machine.home / ".local" / "share" / "weakties" / "keys").unlink()
    await machine.run("key", "new")
    lost = await machine.run("status")
    assert lost.code == 3
    assert lost.err.count("\n") == 1
    assert "bring the keys" in lost.err
