"""May the rules be edited under sleeping relationships? Every recorded history replays under every kind of edit.

What a rule says is recorded when it is asked, so a replay must not ask again. Each edit here is of a kind that broke
sleepers while `decide` and `evolve` ran in workflow code, and some are worse than anybody would make.
"""

import base64
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory

from relationship import budget
from relationship.budget import Ask, Budget, Granted, PutOff, Sending
from relationship.rules import advance, decide, evolve, next_step
from relationship.rules.step import Rest, Step
from relationship.stream import commands as c
from relationship.stream import compaction
from relationship.stream import events as e
from relationship.stream.state import State
from relationship.views import card
from tests.workflows.test_replay import FILES, history, replayer

Edit = Callable[[pytest.MonkeyPatch], None]
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def _a_note_counts_as_contact(patch: pytest.MonkeyPatch) -> None:
    known = evolve.evolve

    def edited(state: State, event: e.Event) -> State:
        after = known(state, event)
        return replace(after, last_contact_at=event.at) if isinstance(event, e.NoteAdded) else after

    _everywhere(patch, "evolve", edited)


def _an_undated_auto_reply_is_ignored(patch: pytest.MonkeyPatch) -> None:
    known = decide.decide

    def edited(command: c.Command, state: State) -> tuple[e.Event, ...]:
        is_undated = isinstance(command, e.AutoReplyReceived) and not command.returns_on
        return () if is_undated else known(command, state)

    _everywhere(patch, "decide", edited)


def _everything_is_refused(patch: pytest.MonkeyPatch) -> None:
    def edited(command: c.Command, state: State) -> tuple[e.Event, ...]:
        raise decide.Refused("not any more")

    _everywhere(patch, "decide", edited)


def _nothing_is_worth_an_event(patch: pytest.MonkeyPatch) -> None:
    _everywhere(patch, "decide", lambda command, state: ())


def _nothing_changes_anything(patch: pytest.MonkeyPatch) -> None:
    _everywhere(patch, "evolve", lambda state, event: state)


def _a_new_column_in_the_card(patch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, slots=True)
    class Wider(card.Card):
        warmth: int = 5

    def edited(state: State, step: Step, problem: str = "", **more: datetime | None) -> Wider:
        known = card_of(state, step, problem, **more)
        return Wider(**{field.name: getattr(known, field.name) for field in fields(known)})

    card_of = card.card_of
    patch.setattr(card, "card_of", edited)
    patch.setattr(card, "Card", Wider)


def _nothing_is_ever_due(patch: pytest.MonkeyPatch) -> None:
    rests = next_step.Chosen("over", Rest("We rest."))
    patch.setattr(next_step, "choose", lambda state, policy, now: rests)
    patch.setattr(advance, "choose", lambda state, policy, now: rests)


def _nobody_may_send(patch: pytest.MonkeyPatch) -> None:
    def edited(sending: Sending, ask: Ask, budget: Budget, now: datetime) -> Granted | PutOff:
        return PutOff(ask.message_id, ask.purpose, now, now + timedelta(days=1), "never")

    patch.setattr(budget, "take", edited)
    patch.setattr(budget, "fold", lambda entries, before=None: Sending(trouble="all is lost", trouble_at=LONG_AGO))


def _half_of_it_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(compaction, "compacted", lambda events, most_bytes=0: tuple(events)[::2])


def _everywhere(patch: pytest.MonkeyPatch, name: str, edited: object) -> None:
    """In each module that has taken it by name."""
    for module in (decide, evolve, advance):
        if hasattr(module, name):
            patch.setattr(module, name, edited)


EDITS: tuple[Edit, ...] = (
    _a_note_counts_as_contact,
    _an_undated_auto_reply_is_ignored,
    _everything_is_refused,
    _nothing_is_worth_an_event,
    _nothing_changes_anything,
    _a_new_column_in_the_card,
    _nothing_is_ever_due,
    _nobody_may_send,
    _half_of_it_is_forgotten,
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__.strip("_"))
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_sleeping_workflow_survives_the_edit(edit: Edit, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(monkeypatch)
    await replayer().replay_workflow(history(file))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_sleeping_workflow_survives_rules_thrown_by_dice(
    seed: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    for edit in dice.sample(EDITS, 3):
        edit(monkeypatch)
    known = evolve.fold
    _everywhere(monkeypatch, "fold", lambda events: State() if dice.random() < 0.5 else known(events))
    await replayer().replay_workflow(history(file))


async def test_another_recorded_answer_would_be_noticed() -> None:
    """The yardstick: a replay follows what is recorded, so another answer in history no longer fits what was done."""
    file = next(file for file in FILES if "conversation" in file.name)
    document = json.loads(file.read_text(encoding="utf-8"))
    for event in document["events"]:
        for payload in _answers(event):
            data = base64.b64decode(payload["data"]).replace(b'"is_due":true', b'"is_due":false')
            payload["data"] = base64.b64encode(data).decode()
    with pytest.raises(Exception, match=r"[Nn]ondeterminism"):
        await replayer().replay_workflow(WorkflowHistory.from_json("changed", json.dumps(document)))


def _answers(event: dict[str, Any]) -> list[dict[str, str]]:
    details = event.get("markerRecordedEventAttributes", {}).get("details", {})
    return [payload for payload in details.get("result", {}).get("payloads", []) if payload.get("data")]
