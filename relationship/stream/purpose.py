"""What is a mail of ours for?"""

from typing import Final, Literal

Purpose = Literal[
    "request",
    "follow_up",
    "thank_reply",
    "thank_call",
    "thank_introduction",
    "missed_call",
    "call",
    "check_in",
    "to_self",
]
"""`to_self` goes to the user, who needs no turn and answers nothing; every other one goes to the contact."""

TO_SELF: Final = "to_self"
