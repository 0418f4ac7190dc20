"""Does everything that Temporal stores for us come back as what it was?

A union without `kind` is silently read as its last member, so every class goes through the real converter.
"""

from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from temporalio.converter import DataConverter

from activities import contract
from activities.contract import MailboxCard
from relationship.budget import Ask, Entry, Sending
from relationship.rules.advance import Arrived, Refusal
from relationship.rules.step import Step
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.redaction import Forgotten
from relationship.stream.state import State
from relationship.views.card import Card
from workflows.mailbox import MailboxInput
from workflows.relationship import RelationshipInput, Snapshot

UNIONS: dict[str, Any] = {
    "event": e.Event,
    "request": c.Request,
    "incoming": c.Incoming,
    "step": Step,
    "outcome": contract.SendOutcome,
    "entry": Entry,
    "arrived": Arrived,
}
ALONE = (
    Ask,
    Refusal,
    Sending,
    MailboxCard,
    State,
    Card,
    MailboxInput,
    RelationshipInput,
    Forgotten,
    Snapshot,
    *(value for value in vars(contract).values() if isinstance(value, type) and is_dataclass(value)),
)
A_TIME = datetime(2026, 3, 2, 9, 30, 15, 250_000, tzinfo=UTC)


def filled(cls: Any) -> Any:
    """One of these, every field with a value that is not its default."""
    hints = get_type_hints(cls)
    given = {field.name: value_for(hints[field.name]) for field in fields(cls) if field.name != "kind"}
    return cls(**given)


def value_for(hint: Any) -> Any:
    """A value of this type that is neither empty nor false."""
    plain: dict[Any, Any] = {
        str: "wörter\nund 日本語",
        int: 7,
        float: 2.5,
        bool: True,
        datetime: A_TIME,
        date: A_TIME.date(),
        time: time(8, 30),
        timedelta: timedelta(days=1, seconds=5),
    }
    if hint in plain:
        return plain[hint]
    if get_origin(hint) is Literal:
        return get_args(hint)[-1]
    if get_origin(hint) in (UnionType, Union):
        return value_for(next(member for member in get_args(hint) if member is not type(None)))
    if get_origin(hint) is tuple:
        return tuple(each for member in members_of(get_args(hint)[0]) for each in (value_for(member),) * 2)
    return filled(hint)


def members_of(hint: Any) -> tuple[Any, ...]:
    """A tuple of a union holds one of each of its members, or the converter might read one for another unseen."""
    return get_args(hint) if get_origin(hint) in (UnionType, Union) else (hint,)


def cases() -> list[Any]:
    """Every class by itself and, where it is a member of a union, as such."""
    members = [
        pytest.param(member, union, id=f"{name}-{member.__name__}")
        for name, union in UNIONS.items()
        for member in get_args(union)
    ]
    return [*members, *(pytest.param(alone, alone, id=alone.__name__) for alone in ALONE)]


@pytest.mark.parametrize(("cls", "hint"), cases())
async def test_it_comes_back_as_it_was(cls: Any, hint: Any) -> None:
    original = filled(cls)
    [payload] = await DataConverter.default.encode([original])
    [decoded] = await DataConverter.default.decode([payload], [hint])
    assert decoded == original
    assert type(decoded) is cls


@pytest.mark.parametrize("cls", [member for union in UNIONS.values() for member in get_args(union)])
def test_every_member_of_a_union_says_its_kind(cls: Any) -> None:
    kind = next(field for field in fields(cls) if field.name == "kind")
    assert kind.default is not MISSING
    assert get_args(get_type_hints(cls)["kind"]) == (kind.default,)


@pytest.mark.parametrize("union", list(UNIONS.values()), ids=list(UNIONS))
def test_no_two_members_share_a_kind(union: Any) -> None:
    kinds = [member.kind for member in map(filled, get_args(union))]
    assert len(set(kinds)) == len(kinds)
