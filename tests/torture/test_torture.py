"""A short run of `make torture`, and the proof that it is able to fail."""

import os
from pathlib import Path

import pytest

from tests.servers.postfix_dovecot import MailHost
from tests.torture.report import lines
from tests.torture.run import Run, torture
from tests.torture.world import PLAIN, SLOW

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


async def short_run(folder: Path, command: tuple[str, ...], seconds: float, people: int, seed: int = 7) -> Run:
    missing = MailHost.missing()
    if missing is not None:
        if os.environ.get("WEAKTIES_REQUIRE_MAIL_SERVERS"):
            pytest.fail(missing)
        pytest.skip(missing)
    run = await torture(folder, seed=seed, seconds=seconds, people=people, command=command)
    print("\n".join(lines(run)))  # noqa: T201 - shown when the test fails
    return run


async def test_nothing_goes_out_twice_and_no_answer_is_lost(tmp_path: Path) -> None:
    run = await short_run(tmp_path, SLOW, 60, 16)
    assert run.kills >= 5
    assert run.network_faults >= 10
    assert run.count.mails >= 8
    assert run.is_right, run


async def test_an_activity_that_just_sends_does_send_twice(tmp_path: Path) -> None:
    # The dice fall as the machine's timing has it; that three runs in a row meet no bad moment is out of the question.
    for seed in (7, 8, 9):
        folder = tmp_path / str(seed)
        folder.mkdir()
        if (await short_run(folder, PLAIN, 45, 28, seed)).count.duplicates:
            return
    pytest.fail("the yardstick sent nothing twice: the torture can't fail")
