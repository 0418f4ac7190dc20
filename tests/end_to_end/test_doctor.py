"""Does the doctor see what is wrong, and say what to do?"""

import json
from typing import Any

from tests.end_to_end.machine import Machine
from tests.servers.postfix_dovecot import MailHost
from worker.problem import ExitCode


async def findings(machine: Machine, *arguments: str, code: int = 0) -> dict[str, dict[str, Any]]:
    ran = await machine.run("doctor", "--json", *arguments)
    assert ran.code == code, ran
    return {one["check"]: one for one in json.loads(ran.out)["findings"]}


async def test_when_all_is_well_every_line_says_so(machine: Machine, real_mail: MailHost) -> None:
    machine.write_settings()
    await machine.up()
    found = await findings(machine, "--send-test")
    assert {one["verdict"] for one in found.values()} == {"ok"}
    assert set(found) >= {"settings", "password", "IMAP", "SMTP", "sent copy", "templates", "Temporal", "worker"}
    assert "does not file" in found["sent copy"]["text"]
    people = await machine.run("doctor")
    assert people.out.count("ok  ") == len(found)


async def test_each_thing_that_is_wrong_is_named_with_what_to_do(machine: Machine, real_mail: MailHost) -> None:
    assert "weakties init" in (await findings(machine, code=ExitCode.SETTINGS))["settings"]["text"]
    file = machine.write_settings()
    found = await findings(machine, code=ExitCode.NO_TEMPORAL)
    assert "weakties up" in found["Temporal"]["text"]
    machine.password = "wrong"
    assert "check user and password" in (await findings(machine, code=ExitCode.MAIL))["IMAP"]["text"]

    templates = machine.home / "templates"
    templates.mkdir()
    (templates / "request.txt").write_text("Subject: Hi\n\n{{ nonsense }}\n", encoding="utf-8")
    text = file.read_text(encoding="utf-8").replace("[sending]", f'[sending]\ntemplates = "{templates}"')
    file.write_text(text, encoding="utf-8")
    assert "nonsense" in (await findings(machine, code=ExitCode.SETTINGS))["templates"]["text"]


async def test_a_server_that_files_sent_mail_by_itself_is_found_out(machine: Machine, real_mail: MailHost) -> None:
    file = machine.write_settings()
    text = file.read_text(encoding="utf-8").replace("[imap]", "[imap]\nserver_keeps_sent_copy = true")
    file.write_text(text, encoding="utf-8")
    found = await findings(machine, "--send-test", code=ExitCode.NO_TEMPORAL)
    assert found["sent copy"]["verdict"] == "warn"
    assert "server_keeps_sent_copy = false" in found["sent copy"]["text"]
