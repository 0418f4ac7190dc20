"""By which rule was the next step chosen, and what would change it?"""

from dataclasses import dataclass

from relationship.rules.next_step import Chosen
from relationship.rules.step import Step


@dataclass(frozen=True, slots=True)
class Reason:
    """The step, the name of the rule that chose it, and in words what the rule says and what would change it."""

    step: Step
    rule: str
    says: str
    would_change: str


_WORDS = {
    "forbidden": (
        "Whoever opted out, was stopped, or can't be reached is not written to.",
        "An opt-out: nothing. A stop: weakties resume WHO. A dead address: weakties edit WHO --email NEW.",
    ),
    "paused": ("While paused, nothing is sent.", "The end of the pause, or: weakties resume WHO."),
    "unsettled": (
        "A mail of unknown fate comes before everything else; it is never sent again by guess.",
        "A copy in Sent, an answer, a bounce, or your word: weakties resolve WHO --sent or --resend.",
    ),
    "challenged": ("A gate before their mailbox holds your mail back.", "Opening it, then: weakties resume WHO."),
    "call_mail": (
        "A time that you set for a call is told at once, by an invitation or in words.",
        "Another time before it leaves: weakties call WHO --at TIME.",
    ),
    "missed_call": (
        "After a call that did not happen, a kind word goes out with another try.",
        "A new time before it leaves: weakties call WHO --at TIME.",
    ),
    "owed_thanks": (
        "Thanks are owed before anything else is said.",
        "Having thanked by hand: weakties touch WHO --by mail.",
    ),
    "introducer": (
        "When a call that came by an introduction has been thanked for, the introducer hears of it.",
        "Nothing; it happens at once.",
    ),
    "owed_introduction": (
        "Whoever introduced you to somebody is thanked and told when you two have talked, once.",
        "An opt-out, a pause or a stop.",
    ),
    "planned_call": (
        "Nothing is sent over a call that is planned.",
        "The call itself: weakties met WHO, weakties noshow WHO, or a new time: weakties call WHO --at TIME.",
    ),
    "check_in": (
        "Check-ins come every few weeks from the last contact in either direction, in their working hours.",
        "An answer or a touch moves it: weakties touch WHO --by phone. News goes with it, or at once: weakties news.",
    ),
    "over": (
        "After the last unanswered attempt nothing more is sent.",
        "An answer, however late; or asking again: weakties resume WHO.",
    ),
    "homework": ("No request leaves before the homework is done.", "Doing it: weakties prep WHO --edit."),
    "approval": (
        "You want to read this mail before it leaves.",
        "weakties review WHO; or for all: approve = 'auto' under [sending].",
    ),
    "asking": (
        "The request, then up to two follow-ups in its thread, some working days apart.",
        "An answer ends it at once; an absence delays it; cadence.attempts and follow_up_after set its pace.",
    ),
}


def why(chosen: Chosen) -> Reason:
    """What the rule says that chose this step, and what would change it."""
    says, would_change = _WORDS[chosen.rule]
    return Reason(chosen.step, chosen.rule, says, would_change)
