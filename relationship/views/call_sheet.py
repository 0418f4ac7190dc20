"""What to have at hand when talking to somebody: the agenda in time boxes, the questions, the homework, the thread."""

from dataclasses import dataclass

from relationship.stream import events as e
from relationship.stream.events import Event
from relationship.stream.state import State

_LONGEST_QUOTE = 280
_LAST_LETTERS = 6
# What an informational interview is for: their path, their work, advice, and whom to meet next. Never a job.
QUESTIONS = (
    "How did you come to what you do now?",
    "What do you enjoy most about it, and what is hard?",
    "What would you look at as a next move in my place?",
    "What advice would you give to somebody with my background?",
    "Which organisations would you consider?",
    "May we stay in touch?",
    "Whom else should I talk to, and may I mention you?",
)


@dataclass(frozen=True, slots=True)
class Box:
    """One part of the call: how many minutes, what it is for, and what to say or ask, a line each."""

    minutes: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallSheet:
    """The sheet. `homework` holds what was found out, by its heading; `letters` the last ones, oldest first."""

    boxes: tuple[Box, ...]
    homework: tuple[tuple[str, tuple[str, ...]], ...]
    letters: tuple[str, ...]
    notes: tuple[str, ...]


def call_sheet(state: State, events: tuple[Event, ...], pitch: str) -> CallSheet:
    """The sheet for a call of twenty minutes. `pitch` is the user's usual story."""
    homework = state.homework
    own = homework.questions
    questions = (*own, *(question for question in QUESTIONS if question not in own))
    boxes = (
        Box("2-3 min", "Thanks and small talk", (f"Thank {state.name} for the time.", *_lines(homework.in_common))),
        Box("1-2 min", "Context and purpose", (homework.story or pitch, *_lines(state.reason))),
        Box("12-15 min", "Questions", questions),
        Box("2 min", "Wrap-up", ("Say what you take along.", "Thank again, and keep to the time.")),
    )
    found = (
        ("Phone", _lines(state.phone)),
        ("Their path", _lines(homework.path)),
        ("The company", _lines(homework.company_news)),
        ("In common", _lines(homework.in_common)),
        ("Links", homework.links),
    )
    return CallSheet(boxes, tuple((title, lines) for title, lines in found if lines), _letters(events), state.notes)


def sheet_text(sheet: CallSheet) -> str:
    """The sheet as plain text, for a mail or a terminal."""
    lines = []
    for box in sheet.boxes:
        lines += ["", f"{box.minutes:>9}  {box.title}", *(f"           - {line}" for line in box.lines)]
    for title, found in (*sheet.homework, ("Notes", sheet.notes), ("The thread so far", sheet.letters)):
        if found:
            lines += ["", f"{title}:", *(f"  {line}" for line in found)]
    return "\n".join(lines[1:])


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _letters(events: tuple[Event, ...]) -> tuple[str, ...]:
    told = []
    for event in events:
        match event:
            case e.EmailSent():
                told.append(f"You, {event.at:%d %b %Y}: {_short(event.text)}")
            case e.ReplyReceived():
                told.append(f"{event.from_name or event.from_address}, {event.at:%d %b %Y}: {_short(event.text)}")
            case _:
                continue
    return tuple(told[-_LAST_LETTERS:])


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"
