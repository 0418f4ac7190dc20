"""What does the reader say of a file, in the shape that `weakties inspect --json` prints?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mail.judge.judge import corpus_label, judge_incoming
from mail.judge.judgement import (
    AutoReply,
    Bounce,
    Calendar,
    Challenge,
    Complaint,
    HumanReply,
    Judgement,
    OptOut,
    Other,
)
from mail.read.incoming import Incoming, read
from mail.strip.strip import strip_html, strip_text
from worker.problem import ExitCode, Problem

# Enough to take a message beyond the reader's limit for what it is, without loading all of a huge file.
_MAX_READ = 65 * 1024 * 1024
_UNREADABLE_FILE = "unreadable file: "
_LONGEST_LINE = 200


class BadFiles(Problem):
    """Some of the files could not be read; the others were judged."""

    code = ExitCode.BAD_INPUT


def print_judgements(files: Sequence[str], *, as_json: bool) -> None:
    """A line for each file as soon as it is judged. Raises BadFiles at the end if some could not be read."""
    unread = 0
    for file in files:
        found = inspect_file(file)
        unread += found["sub"].startswith(_UNREADABLE_FILE)
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _for_people(found))
    if unread:
        raise BadFiles(f"{unread} of {len(files)} files could not be read; check their names")


def print_stripped(files: Sequence[str], *, as_json: bool) -> None:
    """The new words of each file; with several, a heading names each. Raises BadFiles if one could not be read."""
    unread = []
    for file in files:
        try:
            words = strip_file(file)
        except OSError as error:
            unread.append(f"{file}: {error.strerror}")
            continue
        if as_json:
            click.echo(json.dumps({"file": file, "new_text": words}, ensure_ascii=False))
        else:
            click.echo(f"==> {file} <==\n{words}\n" if len(files) > 1 else words)
    if unread:
        raise BadFiles(f"could not be read: {'; '.join(unread)}; check the names")


def _for_people(found: dict[str, Any]) -> str:
    """The label, why, and what was taken from the message, in a few short lines."""
    reason = f" ({found['sub']})" if found["sub"] else ""
    known = (
        ("returns on", found["returns_on"]),
        ("about", found["original_message_id"]),
        ("recipient", found["recipient"]),
        ("starts", found.get("starts_at")),
        ("words", " ".join((found["new_text"] or "").split())[:_LONGEST_LINE]),
    )
    lines = [f"{found['file']}: {found['label']}{reason}, by rule {found['rule']}"]
    return "\n".join(lines + [f"  {name}: {value}" for name, value in known if value])


def inspect_file(path: str | Path, *, sent_text: str = "") -> dict[str, Any]:
    """Judge one message file. A file that cannot be read gives label "other" and says why in `sub`."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_MAX_READ)
    except OSError as error:
        return {
            **_EMPTY,
            "file": str(path),
            "label": "other",
            "rule": "set-aside",
            "sub": f"{_UNREADABLE_FILE}{error.strerror}",
        }
    return inspect_bytes(raw, name=str(path), sent_text=sent_text)


def inspect_bytes(raw: bytes, *, name: str = "", sent_text: str = "") -> dict[str, Any]:
    incoming = read(raw)
    judgement = judge_incoming(incoming, sent_text=sent_text)
    return {**_EMPTY, "file": name, **_common(incoming), **as_json(judgement)}


def strip_file(path: str | Path) -> str:
    """The new words alone (`weakties inspect --strip`) of a text or HTML body, or of a message (.eml)."""
    path = Path(path)
    raw = path.read_bytes()[:_MAX_READ]
    if path.suffix.lower() == ".eml":
        incoming = read(raw)
        return strip_html(incoming.html) if incoming.html else strip_text(incoming.text)
    text = raw.decode("utf-8", "replace")
    is_html = path.suffix.lower() in (".html", ".htm") or text.lstrip()[:200].lower().startswith(
        ("<html", "<!doctype html")
    )
    return strip_html(text) if is_html else strip_text(text)


_EMPTY: dict[str, Any] = {
    "file": "",
    "label": "",
    "sub": "",
    "rule": "",
    "returns_on": None,
    "original_message_id": None,
    "recipient": None,
    "new_text": None,
}


def _common(incoming: Incoming) -> dict[str, Any]:
    return {
        "message_id": incoming.message_id or None,
        "from": incoming.from_address or None,
        "reply_to": incoming.reply_to or None,
        "subject": incoming.subject or None,
        "sent_at": incoming.sent_at.isoformat() if incoming.sent_at else None,
    }


def as_json(judgement: Judgement) -> dict[str, Any]:
    """A judgement's fields as JSON values; empty ones are None."""
    fields: dict[str, Any] = {"label": corpus_label(judgement), "sub": judgement.sub, "rule": judgement.rule}
    match judgement:
        case HumanReply() | OptOut() | Other():
            fields |= {"new_text": judgement.new_text}
        case AutoReply():
            back = judgement.returns_on.isoformat() if judgement.returns_on else None
            fields |= {"new_text": judgement.new_text, "returns_on": back}
        case Bounce():
            fields |= {
                "hard": judgement.hard,
                "about": judgement.about,
                "original_message_id": judgement.original_message_id or None,
                "recipient": judgement.recipient or None,
                "status": judgement.status or None,
                "diagnostic": judgement.diagnostic or None,
            }
        case Complaint():
            fields |= {
                "original_message_id": judgement.original_message_id or None,
                "recipient": judgement.recipient or None,
            }
        case Calendar():
            fields |= _calendar(judgement)
        case Challenge():
            fields |= {"url": judgement.url or None, "text": judgement.text}
    if isinstance(judgement, OptOut):
        fields["how"] = judgement.how
    return fields


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "method": calendar.method,
        "uid": calendar.uid or None,
        "sequence": calendar.sequence,
        "starts_at": calendar.starts_at.isoformat() if calendar.starts_at else None,
        "ends_at": calendar.ends_at.isoformat() if calendar.ends_at else None,
        "time_zone": calendar.time_zone or None,
        "summary": calendar.summary or None,
        "organizer": calendar.organizer or None,
        "attendee": calendar.attendee or None,
        "local_time": calendar.local_time or None,
        "recurring": calendar.recurring,
        "whole_series": calendar.whole_series,
        "new_text": calendar.new_text or None,
    }
