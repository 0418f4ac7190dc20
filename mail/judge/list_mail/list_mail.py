"""Was the message sent to many, or by a program to nobody in particular?"""

from __future__ import annotations

from mail.judge.facts import Facts
from mail.judge.judgement import Other
from mail.judge.list_mail.header_table import LIST_HEADERS, ROBOT_SENDERS
from mail.judge.rule import first_match, gate

_GATE = gate(LIST_HEADERS)


def find_list_mail(facts: Facts) -> Other | None:
    rows = [row for field in facts.fields if _GATE.search(field) and (row := first_match(LIST_HEADERS, field))]
    # People answer through senders of bulk mail too (Amazon WorkMail, sales tools); lists are no such thing.
    is_answer = facts.answers_something and facts.is_reply_shaped
    for row in rows:
        if not (is_answer and row.sub == "newsletter"):
            return Other(rule=row.name, sub=row.sub)
    robot = first_match(ROBOT_SENDERS, facts.incoming.from_address.lower())
    return Other(rule=robot.name, sub=robot.sub) if robot else None
