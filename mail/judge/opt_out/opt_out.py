"""Does a person ask not to be written to again?"""

from __future__ import annotations

from mail.judge.facts import Facts
from mail.judge.judgement import OptOut
from mail.judge.opt_out.phrase_table import ABOUT_OPT_OUT, OPT_OUT
from mail.judge.person.sign_table import PERSON_SIGNS
from mail.judge.rule import Rule, first_match
from mail.read.fold import fold
from mail.read.subject_prefixes import REPLY_PREFIX
from mail.strip.strip import Stripped

# People who ask to be left alone are brief; further down a long answer the words mean something else.
_MAX_WORDS = 1500
_SOFT = frozenset(
    ["en-no-more-emails", "en-no-further", "en-stop-emails", "de-keine-mails", "fr-ne-plus", "es-no-mas",
     "it-non-piu", "pt-nao-mais", "nl-niet-meer", "sv-inte-mer"]
)  # fmt: skip
_ENGAGES = tuple(row for row in PERSON_SIGNS if row.name.endswith("-engages"))
_BARE = frozenset(["en-unsubscribe-bare", "zh-tuiding", "es-baja"])


def find_opt_out_header(facts: Facts) -> OptOut | None:
    """A mail program sent it for a person who pressed "unsubscribe"."""
    if facts.incoming.headers.get("x-apple-unsubscribe").lower() == "true":
        return OptOut("x-apple-unsubscribe", "apple-unsubscribe", "header", facts.incoming.text.strip()[:500])
    return None


def find_opt_out_words(facts: Facts, own: Stripped) -> OptOut | None:
    """Looked for in the person's new words only; questions about unsubscribing are no request."""
    # Unasked mail that speaks of lists at length is an advertisement with a footer.
    is_brief = facts.answers_something or facts.is_reply_shaped or own.has_quote or len(own.words) <= 500
    words = fold(own.words[:_MAX_WORDS])
    row = _request(words) if is_brief else None
    # "No more emails, let's call" wants more of us, not less.
    if row and not (row.name in _SOFT and first_match(_ENGAGES, words)):
        return OptOut(row.name, "", "words", own.words)
    # "Subject: unsubscribe" over an empty or one-word text, but not over "Re:" of somebody's subject.
    if len(own.words) <= 60 and not REPLY_PREFIX.match(facts.subject) and not facts.is_forward_shaped:
        row = first_match([rule for rule in OPT_OUT if rule.name in _BARE], facts.subject)
        if row:
            return OptOut(f"subject-{row.name}", "", "words", own.words)
    return None


def _request(words: str) -> Rule | None:
    if not first_match(OPT_OUT, words):
        return None
    rest = words
    for about in ABOUT_OPT_OUT:
        rest = about.pattern.sub(" ", rest)
    return first_match(OPT_OUT, rest)
