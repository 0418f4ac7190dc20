"""Which components and properties does a calendar text hold, read so that a bad line costs only itself?

icalendar is not used for reading: it refuses a whole message for one bad property, keeps the first definition of a
time zone's name for the life of the process, and expands whatever rule a stranger writes (docs/adr, "Mail from strangers is read by ourselves").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]{1,60})\s*=\s*((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_MOMENT = r"\d{4}-?\d\d-?\d\d(?:T\d\d:?\d\d(?::?\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
# Greedy on purpose: a TZID may hold colons, quoted or not (tzone://Microsoft/Utc, GMT+05:30).
_TIMED = re.compile(rf"([A-Za-z-]{{1,60}})((?:;.*)?):[ \t]*({_MOMENT})[ \t;]*", re.I)
_TZID = re.compile(r';\s*TZID\s*=\s*("[^"]*"?|.*?(?=;[A-Z-]+=|$))', re.I)
_TIMES = frozenset(["DTSTART", "DTEND", "RECURRENCE-ID", "DUE"])
_ESCAPED = re.compile(r"\\([nN\\;,:])")
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. Names are in upper case; `value` is as written."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a TEXT property, its escapes undone (RFC 5545, 3.3.11)."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()


@dataclass(slots=True)
class Component:
    """A component and its own properties, not those of the components in it; filled line by line."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.text if found else ""


def parse_components(text: str) -> list[Component]:
    """Every component, in order of their beginnings; an END that is missing or misplaced does no harm."""
    root = Component("")
    found, stack = [root], [root]
    for line in text.split("\n")[:_MOST_LINES]:
        one = parse_line(line)
        if one is None:
            continue
        name = one.value.strip().upper()
        if one.name == "BEGIN":
            opened = Component(name)
            stack[-1].parts.append(opened)
            found.append(opened)
            stack.append(opened)
        elif one.name == "END":
            names = [open_.name for open_ in stack[-8:]]
            if name in names:
                del stack[max(1, len(stack) - len(names) + names.index(name)) :]
        else:
            stack[-1].properties.append(one)
    return found


def parse_line(line: str) -> Property | None:
    """A content line (RFC 5545, 3.1); None for what is none."""
    name = _NAME.match(line)
    if name is None:
        return None
    if name[0].upper() in _TIMES:
        timed = _TIMED.fullmatch(line)
        return Property(timed[1].upper(), _time_parameters(timed[2]), timed[3]) if timed else None
    parameters: dict[str, str] = {}
    end = name.end()
    while match := _PARAMETER.match(line, end):
        parameters[match[1].upper()] = match[2].strip('"')
        end = match.end()
    rest = line[end:].lstrip(" \t")
    if not rest.startswith(":"):
        _, colon, rest = line[end:].partition(":")
        return Property(name[0].upper(), parameters, rest.strip()) if colon else None
    return Property(name[0].upper(), parameters, rest[1:].strip())


def _time_parameters(written: str) -> dict[str, str]:
    zone = _TZID.search(written)
    is_day = re.search(r"VALUE=\"?DATE\"?(?:;|$)", written, re.I)
    return {**({"TZID": zone[1].strip('" ')} if zone else {}), **({"VALUE": "DATE"} if is_day else {})}
