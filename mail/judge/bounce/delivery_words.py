"""Which words tell a delay from a failure, a success from both, and where the copy of our message begins?"""

from __future__ import annotations

from mail.judge.rule import Rule, rule

# The server has not given up. Matched against its text.
DELAYS: tuple[Rule, ...] = (
    rule("warning-only", r"warning message only|(?:do not|no) need to (?:resend|retry)", "You do not need to resend your message.", "sendmail"),
    rule("no-action", r"no action is required on your part|delivery attempts will continue", "No action is required on your part.", "Exim"),
    rule("will-retry", r"(?:will|we'll) (?:continue|keep) (?:to try|trying|retrying|attempting)|keep trying|will (?:be )?(?:retr(?:y|ied)|try again|tried again|attempted again|attempt to (?:re)?(?:deliver|send))", "We will keep trying to deliver it.", "gateways"),
    rule("not-yet", r"not (?:yet )?been (?:delivered|sent) (?:after|yet|for|within)|still (?:trying|undelivered|being)|could not send message for past|remains? (?:in the )?queue", "The mail has not yet been delivered after 24 hours", "Postfix, sendmail"),
    rule("delayed", r"(?:delivery|message) (?:is |has been |was )?delayed|has been delayed", "Delivery has been delayed.", "Exchange"),
    rule("languages", r"werden weitere zustellversuche|verzögert|再送(?!信)|再試行|дальнейшие попытки", "Es werden weitere Zustellversuche unternommen.", "Exchange, carriers"),
)  # fmt: skip
# It has, whatever it says of retries.
FINALS: tuple[Rule, ...] = (
    rule("given-up", r"giv(?:en|ing) up|no further (?:attempts|delivery)|not going to try again|will not (?:be )?(?:retr|try|attempt)", "No further attempts will be made.", "qmail, gateways"),
    rule("permanent", r"permanent(?:ly)?|could not be delivered for|returned to sender|retry timeout exceeded", "This is a permanent error.", "Exim, sendmail"),
)  # fmt: skip
DELAY_SUBJECTS: tuple[Rule, ...] = (
    rule("delay", r"delay|warning|could not send|verzögert|retard|not yet|still being|deferr|отложен|遅延|지연", "Delayed Mail (still being retried)", "Postfix, sendmail, Exchange"),
)  # fmt: skip
SUCCESS_SUBJECTS: tuple[Rule, ...] = (
    rule("prefix", r"^(?:delivered|relayed|expanded|successful|zugestellt|remis|entregado|consegnato|entregue|bezorgd|levererat)\b[^:]*:", "Relayed: A short question", "Exchange"),
    rule("success", r"successful mail delivery|delivery (?:has been |was )?successful|delivery status notification \((?:success|relay|expanded)|(?:return|delivery) receipt|successfully delivered", "Successful Mail Delivery Report", "Postfix, sendmail"),
)  # fmt: skip

# Looked for as they are, which is fast.
COPY_MARKS = (
    "received: from ",
    "received:from ",
    "received: by ",
    "return-path: <",
    "dkim-signature: ",
    "mime-version: 1",
)
COPY_LINES: tuple[Rule, ...] = (
    rule("ruler", r"--[- ]*(?:below this line is|this is a copy|the body of|original message|unsent message|returned message|message header|header|body of message|undelivered message|forwarded message|message follows|begin|start of)", "--- Below this line is a copy of the message.", "qmail, Exim, sendmail"),
    rule("sentence", r"message (?:headers? (?:follow|is)|follows|is (?:below|attached|included|returned))|the (?:first|following) .{0,30}(?:lines|text|copy) of (?:the|your) message", "Message headers follow", "DragonFly, gateways"),
)  # fmt: skip
