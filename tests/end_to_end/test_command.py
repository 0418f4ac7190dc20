"""The command as people and programs use it: listing, errors, exit codes, files."""

import asyncio
import json
from pathlib import Path

from tests.end_to_end.machine import ME, Machine
from worker.problem import ExitCode
from worker.sandbox import Sandbox

ADA = ("add", "ada@tides.example", "--name", "Ada Lovelace", "--reason", "Your talk on tides stayed with me.")
JSON_FIELDS = {"id", "name", "email", "stage", "attempt", "next_step", "next_at", "last_contact_at", "sent", "received"}


async def test_status_lists_while_the_worker_is_stopped_and_says_what_to_type_without_temporal(
    light_machine: Machine,
) -> None:
    machine = light_machine
    await machine.up()
    await machine.run(*ADA)
    await machine.kill()

    assert (await machine.status())["ada@tides.example"]["name"] == "Ada Lovelace"
    asked = await machine.run("show", "ada")
    assert asked.code == ExitCode.NO_WORKER, asked
    await machine.stop_temporal()
    without = await machine.run("status")
    assert without.code == ExitCode.NO_TEMPORAL
    assert without.err.count("\n") == 1
    assert "weakties up" in without.err


async def test_a_request_that_nobody_took_is_not_taken_later(light_machine: Machine) -> None:
    await light_machine.up()
    await light_machine.run(*ADA)
    await light_machine.kill()
    asked = await light_machine.run("note", "ada", "She likes tea.")
    assert asked.code == ExitCode.NO_WORKER, asked

    await light_machine.up()
    assert (await light_machine.run("note", "ada", "She likes tea.")).code == 0
    shown = json.loads((await light_machine.run("show", "ada", "--json")).out)
    assert [event["text"] for event in shown["events"] if event["kind"] == "note_added"] == ["She likes tea."]


async def test_a_second_up_with_the_same_data_is_refused(light_machine: Machine) -> None:
    await light_machine.up()
    second = await light_machine.run("up")
    assert second.code == ExitCode.ALREADY_RUNNING
    assert "already up" in second.err


async def test_one_address_is_one_relationship_however_it_is_spelled(light_machine: Machine, sandbox: Sandbox) -> None:
    machine = light_machine
    await machine.up()
    first = await machine.run(*ADA)
    again = await machine.run("add", "ADA@Tides.example", "--name", "Ada", "--reason", "Why not.")
    file = machine.home / "people.csv"
    file.write_text("email,name,reason\nAda@tides.EXAMPLE,Ada,Again.\n", encoding="utf-8")
    imported = await machine.run("import", str(file), "--send")

    assert first.code == 0, first.err
    assert again.code == ExitCode.ALREADY_THERE
    assert imported.code == 0
    assert "already there" in imported.out
    assert len(await machine.status()) == 1
    assert len(await sandbox.messages("ada@tides.example")) == 1


async def test_json_holds_what_is_promised(light_machine: Machine) -> None:
    await light_machine.up()
    added = await light_machine.run(*ADA, "--json")
    ran = await light_machine.run("status", "--json")
    document = json.loads(ran.out)

    assert document["version"] == json.loads(added.out)["version"] == 1
    assert set(document["relationships"][0]) >= JSON_FIELDS
    assert json.loads((await light_machine.run("show", "ada", "--json")).out)["events"][0]["kind"] == "added"
    assert json.loads((await light_machine.run("preview", "ada", "--json")).out)["mail"]["to"] == "ada@tides.example"


async def test_a_hundred_contacts_are_shown_first_and_started_when_told(light_machine: Machine) -> None:
    machine = light_machine
    file = machine.home / "people.csv"
    rows = [f"person{number}@many.example;Person {number};You know things." for number in range(100)]
    file.write_text("\n".join(["E-Mail;Name;Reason", *rows, "broken;Nobody;", "", f"{ME};Myself;"]), encoding="utf-8")
    await machine.up()

    dry = await machine.run("import", str(file))
    assert dry.code == ExitCode.BAD_INPUT
    assert "100 would be started" in dry.out
    assert "20 minutes" in dry.out
    assert "line 102" in dry.err
    assert "line 104" in dry.err
    assert await machine.status() == {}

    sent = await machine.run("import", str(file), "--send")
    assert "100 started" in sent.out
    assert len(await machine.status()) == 100


async def test_who_may_be_a_part_of_a_name_and_ambiguity_lists_the_candidates(light_machine: Machine) -> None:
    machine = light_machine
    await machine.up()
    await machine.run(*ADA)
    await machine.run("add", "ben@bridges.example", "--name", "Ben Ada Okafor", "--reason", "You lead.")

    assert (await machine.run("status", "LOVELACE")).code == 0
    unclear = await machine.run("show", "ada")
    assert unclear.code == ExitCode.AMBIGUOUS
    assert "ada@tides.example" in unclear.err
    assert "ben@bridges.example" in unclear.err
    assert (await machine.run("show", "zoe")).code == ExitCode.NOT_FOUND


async def test_people_can_be_prepared_called_noted_paused_resumed_and_stopped(light_machine: Machine) -> None:
    machine = light_machine
    await machine.up()
    await machine.run("add", "ada@tides.example", "--name", "Ada Lovelace")
    for arguments in (
        ("prep", "ada", "--reason", "You know tides."),
        ("call", "ada", "--at", "2031-01-07 15:00"),
        ("note", "ada", "likes boats"),
        ("pause", "ada", "--until", "2031-01-01"),
        ("resume", "ada"),
        ("met", "ada", "--takeaway", "ask three people first"),
        ("stop", "ada"),
    ):
        ran = await machine.run(*arguments)
        assert ran.code == 0, (arguments, ran)
    kinds = [event["kind"] for event in json.loads((await machine.run("show", "ada", "--json")).out)["events"]]
    wanted = ["added", "homework_done", "call_scheduled", "note_added", "paused", "resumed", "call_held", "closed"]
    assert [kind for kind in kinds if kind in wanted] == wanted
    refused = await machine.run("stop", "ada")
    assert refused.code == ExitCode.REFUSED
    assert "Traceback" not in refused.err


async def test_every_mistake_is_one_line_with_the_next_move(light_machine: Machine, tmp_path: Path) -> None:
    machine = light_machine
    await machine.up()
    broken = tmp_path / "broken.csv"
    broken.write_text('email,name\n"ada@tides.example,Ada\n', encoding="utf-8")
    headless = tmp_path / "headless.csv"
    headless.write_text("foo,bar\n1,2\n", encoding="utf-8")
    mistakes: list[tuple[tuple[str, ...], ExitCode, str]] = [
        (("add", "nobody"), ExitCode.BAD_INPUT, "not an email address"),
        (("add", "x@tides.example"), ExitCode.BAD_INPUT, "--name"),
        (("add", "x@tides.example", "--name", "X\nBcc: all@example.org"), ExitCode.BAD_INPUT, "line break"),
        (("add", "x@tides.example", "--name", "X", "--country", "XX"), ExitCode.BAD_INPUT, "country"),
        (("add", "x@tides.example", "--name", "X", "--time-zone", "Mars"), ExitCode.BAD_INPUT, "time zone"),
        (("import", str(broken)), ExitCode.BAD_INPUT, "CSV"),
        (("import", str(headless)), ExitCode.BAD_INPUT, "no column 'email'"),
        (("call", "x", "--at", "florp"), ExitCode.BAD_INPUT, "florp"),
        (("--config", str(tmp_path / "none.toml"), "status"), ExitCode.SETTINGS, "weakties init"),
        (("status", "nobody"), ExitCode.NOT_FOUND, "weakties add"),
    ]
    for arguments, code, words in mistakes:
        ran = await machine.run(*arguments)
        assert ran.code == code, (arguments, ran)
        assert words in ran.err, (arguments, ran)
        assert ran.err.startswith("weakties: "), ran
        assert ran.err.count("\n") == 1, ran
    assert await machine.status() == {}


async def test_a_word_that_is_no_command_is_one_line_too(light_machine: Machine) -> None:
    for words in (("ad", "ada@tides.example"), ("import", "/no/such/file.csv"), ("add",), ("add", "--no-such-option")):
        ran = await light_machine.run(*words)
        assert ran.code == ExitCode.USAGE
        assert ran.err.count("\n") == 1
        assert "--help" in ran.err


async def test_an_unknown_variable_in_a_template_is_found_when_somebody_is_added(light_machine: Machine) -> None:
    machine = light_machine
    words = machine.home / "words"
    words.mkdir()
    (words / "check_in_2.txt").write_text("Subject: Hello\n\nDear {{ frist_name }},\n", encoding="utf-8")
    await machine.up()
    ran = await machine.run(*ADA, environment={**machine.environment, "WEAKTIES_SENDING_TEMPLATES": str(words)})
    assert ran.code == ExitCode.BAD_INPUT
    assert "check_in_2.txt" in ran.err
    assert "frist_name" in ran.err
    assert await machine.status() == {}


async def test_a_wrong_password_is_told_before_anything_starts(light_machine: Machine) -> None:
    light_machine.password = "not-this-one"
    ran = await light_machine.run("up")
    assert ran.code == ExitCode.MAIL
    assert "check user and password" in ran.err
    assert "not-this-one" not in ran.err + ran.out


async def test_an_unreachable_mail_server_loses_nothing(light_machine: Machine, sandbox: Sandbox) -> None:
    machine = light_machine
    right = machine.write_settings().read_text()
    settings = machine.home / ".config/weakties/weakties.toml"
    settings.write_text(right.replace(f"port = {machine.smtp_port}", "port = 9"), encoding="utf-8")
    await machine.up()
    await machine.run(*ADA)
    assert "can't" in machine.up_log() or "Connect" in machine.up_log()
    await machine.down()
    settings.write_text(right, encoding="utf-8")
    await machine.up()
    async with asyncio.timeout(30):
        while not await sandbox.messages("ada@tides.example"):
            await asyncio.sleep(0.1)
    assert len(await sandbox.messages("ada@tides.example")) == 1


async def test_init_writes_settings_that_work_and_keeps_those_that_are_there(tmp_path: Path) -> None:
    machine = Machine(tmp_path, 0, 0)
    flags = ("--name", "Sam Rivera", "--address", "sam@gmail.com", "--pitch", "I build roads.")
    made = await machine.run("init", *flags)
    again = await machine.run("init", *flags)
    asked = await machine.run("--config", str(tmp_path / "other.toml"), "init", "--name", "Sam")
    machine.port.release()

    assert made.code == 0, made.err
    assert "imap.gmail.com" in (tmp_path / ".config/weakties/weakties.toml").read_text(encoding="utf-8")
    assert again.code == ExitCode.SETTINGS
    assert "--force" in again.err
    assert asked.code == ExitCode.SETTINGS
    assert "--address" in asked.err
