"""News, touches, a missed call; why, forecast and agenda: as a user types and reads them."""

import json
from email import message_from_bytes
from email.message import Message

from tests.end_to_end.machine import Machine, wait_until
from tests.end_to_end.test_reading_mail import deliver, letter
from tests.servers.postfix_dovecot import MailHost
from worker.problem import ExitCode

ADA, BEN = "ada@tides.example", "ben@bridges.example"


def mails(host: MailHost, address: str) -> list[Message]:
    return [message_from_bytes(raw) for raw in host.messages(address)]


async def in_contact(machine: Machine, host: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    for address, tag in ((ADA, "water"), (BEN, "bridges")):
        reason = "Your talk stayed with me."
        added = await machine.run("add", address, "--name", address[:3].title(), "--reason", reason, "--tag", tag)
        assert added.code == 0, added
    await wait_until(lambda: len(mails(host, ADA)) == len(mails(host, BEN)) == 1, 30)
    deliver(host, letter(ADA, "Re: 20 minutes", "Gladly."))
    await wait_until(lambda: len(mails(host, ADA)) == 2, 30)


async def test_news_goes_out_at_once_to_those_who_are_meant(machine: Machine, real_mail: MailHost) -> None:
    await in_contact(machine, real_mail)
    nobody = await machine.run("news", "I found a job.", "--tag", "bridges")
    assert (nobody.code, nobody.err.count("\n")) == (ExitCode.NOT_FOUND, 1)
    told = await machine.run("news", "I found a job.", "--tag", "water", "--now")
    assert told.code == 0, told
    await wait_until(lambda: len(mails(real_mail, ADA)) == 3, 30)
    assert "I found a job." in mails(real_mail, ADA)[2].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert len(mails(real_mail, BEN)) == 1
    refused = await machine.run("news", "I found a job.", "--to", "ben")
    assert refused.code == ExitCode.REFUSED
    assert (await machine.run("news", "x")).code == ExitCode.USAGE


async def test_a_missed_call_brings_a_kind_word_in_the_thread(machine: Machine, real_mail: MailHost) -> None:
    await in_contact(machine, real_mail)
    assert (await machine.run("noshow", "ada")).code == ExitCode.REFUSED
    await machine.run("call", "ada", "--at", "2031-01-07 15:00")
    assert (await machine.run("noshow", "ada")).code == 0
    await wait_until(lambda: len(mails(real_mail, ADA)) == 3, 30)
    word = mails(real_mail, ADA)[2]
    assert word["In-Reply-To"]
    assert str(word["Subject"]).startswith("Re: ")


async def test_why_forecast_and_agenda_say_what_is_and_what_comes(machine: Machine, real_mail: MailHost) -> None:
    await in_contact(machine, real_mail)
    why = json.loads((await machine.run("why", "ada", "--json")).out)
    assert why["rule"] == "check_in"
    assert "What would change it" in (await machine.run("why", "ben")).out

    planned = json.loads((await machine.run("forecast", "--weeks", "20", "--json")).out)["mails"]
    assert [one["template"] for one in planned if one["email"] == BEN] == ["follow_up", "last_follow_up"]
    assert len([one for one in planned if one["email"] == ADA]) >= 4
    assert [one["at"] for one in planned] == sorted(one["at"] for one in planned)
    slower = machine.home / "slower.toml"
    file = machine.home / ".config" / "weakties" / "weakties.toml"
    slower.write_text(file.read_text(encoding="utf-8").replace("attempts = 3", "attempts = 1"), encoding="utf-8")
    compared = await machine.run("forecast", "ben", "--policy", str(slower))
    assert "Now 2 mails in 12 weeks; with that 0." in compared.out

    await machine.run("touch", "ben", "--by", "phone")
    await machine.stage_is(BEN, "conversing")
    await machine.run("add", "carla@ports.example", "--name", "Carla")
    agenda = await machine.run("agenda")
    assert "Why Carla?" in agenda.out
    assert json.loads((await machine.run("agenda", "--json")).out)["for_you"][0]["name"] == "Carla"


async def test_homework_and_call_sheet(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await machine.run("add", ADA, "--name", "Ada Lovelace")
    sheet = await machine.run("prep", "ada", "--path", "From law to tides.", "--question", "What surprised you?")
    assert "From law to tides." in sheet.out
    assert "Missing: why Ada Lovelace?" in sheet.out
    await machine.stage_is(ADA, "preparing")
    assert (await machine.run("prep", "ada", "--reason", "Your talk.")).code == 0
    await wait_until(lambda: len(mails(real_mail, ADA)) == 1, 30)
    await machine.run("call", "ada", "--at", "2031-01-07 15:00")
    brief = await machine.run("brief", "ada")
    assert brief.code == 0, brief
    for words in ("12-15 min", "What surprised you?", "From law to tides.", "2031", "The thread so far"):
        assert words in brief.out
    assert json.loads((await machine.run("brief", "ada", "--json")).out)["boxes"][2]["title"] == "Questions"


async def test_an_introduction_closes_its_loop(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    await machine.run("add", ADA, "--name", "Ada Lovelace", "--reason", "Your talk stayed with me.")
    await wait_until(lambda: len(mails(real_mail, ADA)) == 1, 30)
    deliver(real_mail, letter(ADA, "Re: 20 minutes", "Gladly. Talk to Ben as well!"))
    await wait_until(lambda: len(mails(real_mail, ADA)) == 2, 30)
    referred = await machine.run("refer", "ada", BEN, "--name", "Ben Okafor", "--reason", "Ada spoke of your bridges.")
    assert referred.code == 0, referred
    await wait_until(lambda: len(mails(real_mail, BEN)) == 1, 30)
    assert "Ada Lovelace suggested" in mails(real_mail, BEN)[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    tree = (await machine.run("network")).out
    assert tree.index("Ada Lovelace") < tree.index("Ben Okafor")
    assert json.loads((await machine.run("network", "--json")).out)["people"][1]["depth"] == 2

    assert (await machine.run("met", "ben", "--takeaway", "Walk every bridge once.")).code == 0
    await wait_until(lambda: len(mails(real_mail, ADA)) == 3, 30)
    thanks = mails(real_mail, ADA)[2]
    assert str(thanks["Subject"]) == "Thank you for introducing me to Ben Okafor"
    assert "Walk every bridge" not in thanks.as_string()
    shown = (await machine.run("show", "ada")).out
    assert "introduced you to Ben Okafor" in shown
    again = await machine.run("refer", "ada", BEN, "--name", "Ben Okafor")
    assert again.code == ExitCode.ALREADY_THERE
    assert len(mails(real_mail, BEN)) == 2
