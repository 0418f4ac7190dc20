"""Who are the simulated people, and what does each do with a mail?"""

from dataclasses import dataclass
from typing import Literal

Manner = Literal["person", "machine", "calendar"]
REQUEST, FOLLOW_UP, THANK_REPLY, THANK_CALL, CHECK_IN = "request", "follow_up", "thank_reply", "thank_call", "check_in"
INVITATION, THANK_INTRODUCTION = "call", "thank_introduction"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody writes back to their `to_mail`-th mail (from 1), `after` seconds later."""

    to_mail: int
    text: str
    after: float = 0.5
    manner: Manner = "person"
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated contact. `expects`: the purposes of their mails in order; check-ins may repeat at the end.

    `also` are purposes that come once more, somewhere among the check-ins. `introduced_by` is an address, or empty.
    """

    name: str
    address: str
    story: str
    reason: str
    expects: tuple[str, ...]
    ends_at: str
    answers: tuple[Answer, ...] = ()
    bounces: bool = False
    takeaway: str = ""
    also: tuple[str, ...] = ()
    introduced_by: str = ""


ADA = "ada.lindqvist@tides.example"

PEOPLE = (
    Person(
        name="Ada Lindqvist",
        address=ADA,
        story="answers, talks, introduces Iris",
        reason="Your talk on tidal power made me rethink where I want to work.",
        answers=(
            Answer(1, "Hello Sam,\n\nwith pleasure. How about Thursday at ten?\n\nBest\nAda"),
            Answer(3, "Ada Lindqvist has accepted this invitation.", manner="calendar"),
        ),
        expects=(REQUEST, THANK_REPLY, INVITATION, THANK_CALL),
        also=(THANK_INTRODUCTION,),
        ends_at="nurturing",
        takeaway="talk to three people in a field before choosing it",
    ),
    Person(
        name="Iris Holm",
        address="iris.holm@lakes.example",
        story="was introduced; talks",
        reason="Ada said that nobody knows more about lakes.",
        answers=(Answer(1, "Hello Sam,\n\na friend of Ada's is welcome. Call me any time.\n\nIris"),),
        expects=(REQUEST, THANK_REPLY, THANK_CALL),
        ends_at="nurturing",
        takeaway="measure twice, and ask the fishermen",
        introduced_by=ADA,
    ),
    Person(
        name="Ben Okafor",
        address="ben@bridges.example",
        story="answers the second time",
        reason="You went from building bridges to leading people who do, and I wonder how that felt.",
        answers=(Answer(2, "Sorry, busy weeks here. Yes, let us talk. Ben"),),
        expects=(REQUEST, FOLLOW_UP, THANK_REPLY),
        ends_at="nurturing",
    ),
    Person(
        name="Carla Reyes",
        address="carla.reyes@ports.example",
        story="never answers",
        reason="Few people have seen a harbour from as many sides as you have.",
        expects=(REQUEST, FOLLOW_UP, FOLLOW_UP),
        ends_at="unanswered",
    ),
    Person(
        name="Dev Patel",
        address="dev.patel@rivers.example",
        story="is out of office first",
        reason="Your article on river deltas is the clearest I have read.",
        answers=(
            Answer(
                1,
                "I am out of the office with no access to mail. I will answer when I am back.",
                manner="machine",
                subject="Automatic reply: 20 minutes about your path?",
            ),
            Answer(2, "Back at my desk now. Happy to talk next week.\n\nDev"),
        ),
        expects=(REQUEST, FOLLOW_UP, THANK_REPLY),
        ends_at="nurturing",
    ),
    Person(
        name="Eve Novak",
        address="eve.novak@moved.example",
        story="has left: the mail bounces",
        reason="You built the first flood model that our whole valley trusts.",
        expects=(),
        ends_at="bounced",
        bounces=True,
    ),
    Person(
        name="Farid Amini",
        address="farid@quiet.example",
        story="asks to be left alone",
        reason="You chose the small firm over the large one, and I would like to know why.",
        answers=(Answer(1, "Please do not write to me again.\n\nF. Amini"),),
        expects=(REQUEST,),
        ends_at="opted_out",
    ),
    Person(
        name="Grace Moyo",
        address="grace.moyo@coast.example",
        story="answers months later",
        reason="You moved from research to the coast guard, which I had not known was possible.",
        answers=(Answer(3, "I found your note again while tidying up. Still interested? Grace", after=9.0),),
        expects=(REQUEST, FOLLOW_UP, FOLLOW_UP, THANK_REPLY),
        ends_at="nurturing",
    ),
    Person(
        name="花子 田中",
        address="hanako@umi.example",
        story="writes in another language",
        reason="Your team keeps a wave tank that I have only read about.",
        answers=(
            Answer(1, "サムさん\n\nご連絡ありがとうございます。来週の火曜日はいかがでしょうか。\n\n田中", after=2.0),
        ),
        expects=(REQUEST, THANK_REPLY),
        ends_at="nurturing",
    ),
)
