"""Was the message sent to many, or by a program to nobody in particular?"""

from __future__ import annotations

from mail.facts import Facts
from mail.judgement import Other
from mail.rules.list_headers import LIST_HEADERS, ROBOT_SENDERS
from mail.rules.rule import first_match, gate

_GATE = gate(LIST_HEADERS)


def find_list_mail(facts: Facts) -> Other | None:
    for field in facts.fields:
        row = first_match(LIST_HEADERS, field) if _GATE.search(field) else None
        if row:
            return Other(rule=row.name, sub=row.sub, new_text="")
    robot = first_match(ROBOT_SENDERS, facts.incoming.from_address.lower())
    if robot:
        return Other(rule=robot.name, sub=robot.sub)
    return None
