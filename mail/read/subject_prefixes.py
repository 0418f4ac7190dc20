"""Which prefixes do mail programs put before a subject when a person answers or forwards?"""

from __future__ import annotations

import re

# Sources: RFC 5322 3.6.5 ("Re:"), and the localised Outlook, Notes, Yahoo, QQ and GroupWise forms
# listed on Wikipedia, "List of email subject abbreviations".
_REPLY = (
    "re|aw|antw|antwort|sv|vs|ynt|odp|res|resp|rif|r|bls|ref|rép|rép|reponse|réponse|réf|ytn|atb|na|vá|"
    "a|αηθ|απ|ответ|відп|回复|回覆|答复|答覆|返信|回信|답장|회신|rv re|bals|svar|hλ|ats|vast|回應|رد|השב|ตอบ"
)
_FORWARD = (
    "fw|fwd|wg|tr|rv|enc|i|vl|vb|fs|doorst|pd|przek|iletilen|továbbítás|пересл|转发|轉寄|转寄|転送|전달|fyi|rvs|вп"
)

REPLY_PREFIX = re.compile(rf"^(?:\[[^\]]{{1,60}}\]\s*)?(?:{_REPLY})(?:\s?\[\d+\]|\s?\(\d+\)|\^\d+|\d{{1,2}})?\s?[:：]")
FORWARD_PREFIX = re.compile(rf"^(?:\[[^\]]{{1,60}}\]\s*)?(?:(?:{_FORWARD})\s?[:：]|\[fwd\b)")

REPLY_EXAMPLES = (
    "re: hello",
    "aw: hallo",
    "sv: hej",
    "回复: 你好",
    "re[2]: hello",
    "[list] re: hello",
    "res: olá",
    "답장: 안녕",
)
FORWARD_EXAMPLES = ("fwd: hello", "wg: hallo", "tr : bonjour", "转发: 你好", "[fwd: hello]")
