"""The digest by mail, once a week; the report; contacts in and out, as a user types them."""

import json
from email import message_from_bytes

from temporalio.client import Client
from temporalio.service import RPCError

from activities.names import digest_schedule_id
from relationship.identity import account_id
from tests.end_to_end.machine import ME, Machine, wait_until
from tests.end_to_end.test_relating import ADA, in_contact
from tests.servers.postfix_dovecot import MailHost
from worker.problem import ExitCode

CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Carla Reyes
EMAIL;TYPE=pref:carla@ports.example.de
EMAIL:carla@home.example.de
END:VCARD
"""


async def test_the_digest_goes_to_oneself_once_a_week(machine: Machine, real_mail: MailHost) -> None:
    await in_contact(machine, real_mail)
    printed = await machine.run("digest")
    assert "Who wrote back:\n  Ada: “Gladly.”" in printed.out
    assert json.loads((await machine.run("digest", "--json")).out)["replied"] == ["Ada: “Gladly.”"]
    for _ in range(2):
        sent = await machine.run("digest", "--send")
        assert sent.code == 0, sent
    own = [message_from_bytes(raw) for raw in real_mail.messages(ME)]
    [mail] = [one for one in own if str(one["Subject"]).startswith("Your network, week ")]
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "Gladly." in text.decode()
    assert (await machine.run("verify")).code == 0


async def test_the_weekly_digest_is_scheduled_as_the_settings_say(machine: Machine, real_mail: MailHost) -> None:
    file = machine.write_settings()
    plain = file.read_text(encoding="utf-8")
    file.write_text(plain + '[digest]\nweekly = true\nday = "fri"\nat = "07:30"\n', encoding="utf-8")
    await machine.up()
    client = await Client.connect(f"127.0.0.1:{machine.port.number}")
    handle = client.get_schedule_handle(digest_schedule_id(account_id(ME)))
    [calendar] = (await handle.describe()).schedule.spec.calendars
    assert (calendar.day_of_week[0].start, calendar.hour[0].start, calendar.minute[0].start) == (5, 7, 30)
    await handle.trigger()
    await wait_until(lambda: len(real_mail.messages(ME)) == 1, 30)

    await machine.down()
    file.write_text(plain + '[digest]\nweekly = true\nday = "sun"\n', encoding="utf-8")
    await machine.up()
    client = await Client.connect(f"127.0.0.1:{machine.port.number}")
    [calendar] = (await client.get_schedule_handle(handle.id).describe()).schedule.spec.calendars
    assert (calendar.day_of_week[0].start, calendar.hour[0].start) == (0, 8)

    await machine.down()
    file.write_text(plain, encoding="utf-8")
    await machine.up()
    client = await Client.connect(f"127.0.0.1:{machine.port.number}")
    try:
        await client.get_schedule_handle(digest_schedule_id(account_id(ME))).describe()
    except RPCError:
        return
    raise AssertionError("the schedule is still there")


async def test_the_report_and_contacts_in_and_out(machine: Machine, real_mail: MailHost) -> None:
    await in_contact(machine, real_mail)
    found = json.loads((await machine.run("report", "--json")).out)["funnel"]
    assert (found["people"], found["asked"], found["answered"], found["answered_on"]) == (2, 2, 1, [1, 0, 0])
    page = machine.home / "report.html"
    assert (await machine.run("report", "--html", str(page))).code == 0
    assert "Still warm" in page.read_text(encoding="utf-8")
    assert "1 of 2" in (await machine.run("report")).out
    nowhere = await machine.run("report", "--html", "/nowhere/report.html")
    assert (nowhere.code, nowhere.err.count("\n")) == (ExitCode.BAD_INPUT, 1)

    for name in ("people.csv", "people.vcf"):
        file = machine.home / name
        assert (await machine.run("export", str(file))).code == 0
        assert ADA in file.read_text(encoding="utf-8")
        again = json.loads((await machine.run("import", str(file), "--json")).out)
        assert {row["outcome"] for row in again["rows"]} == {"already there"}
    (machine.home / "new.vcf").write_text(CARDS, encoding="utf-8")
    assert (await machine.run("import", str(machine.home / "new.vcf"), "--send")).code == 0
    shown = (await machine.run("show", "carla")).out
    assert "guess from the address, which ends in .de" in shown.replace("\n", " ")
    twice = await machine.run("add", "carla@home.example.de", "--name", "Carla", "--reason", "x")
    assert twice.code == ExitCode.ALREADY_THERE
