"""Every way a hand-over can fail means one thing, read from one table."""

import pytest

from activities.send.smtp import RULES, Phase, Verdict, judge_failure


@pytest.mark.parametrize(
    ("phase", "reply", "verdict"),
    [
        (Phase.CONNECT, "", Verdict.RETRY),
        (Phase.CONNECT, "421 4.3.2 busy", Verdict.RETRY),
        (Phase.LOGIN, "535 5.7.8 bad credentials", Verdict.ACCOUNT),
        (Phase.LOGIN, "454 4.7.0 try later", Verdict.RETRY),
        (Phase.SENDER, "553 5.7.1 not your address", Verdict.ACCOUNT),
        (Phase.SENDER, "552 5.3.4 too big", Verdict.REFUSED),
        (Phase.RECIPIENT, "550 5.1.1 no such user", Verdict.ADDRESS_IS_DEAD),
        (Phase.RECIPIENT, "553 5.1.3 bad address", Verdict.ADDRESS_IS_DEAD),
        (Phase.RECIPIENT, "550 5.7.1 blocked", Verdict.REFUSED),
        (Phase.RECIPIENT, "552 5.2.2 mailbox full", Verdict.REFUSED),
        (Phase.RECIPIENT, "451 4.7.1 greylisted", Verdict.RETRY),
        (Phase.RECIPIENT, "", Verdict.RETRY),
        (Phase.CONTENT, "", Verdict.UNCERTAIN),
        (Phase.CONTENT, "451 4.3.0 try later", Verdict.RETRY),
        (Phase.CONTENT, "554 5.7.1 spam", Verdict.REFUSED),
    ],
)
def test_a_failure_is_sorted_by_its_phase_and_the_servers_words(phase: Phase, reply: str, verdict: Verdict) -> None:
    assert judge_failure(phase, reply) is verdict


def test_silence_is_uncertain_once_the_content_is_on_its_way_and_never_before() -> None:
    for phase in Phase:
        assert (judge_failure(phase, "") is Verdict.UNCERTAIN) == (phase is Phase.CONTENT)


def test_every_rule_says_where_it_comes_from() -> None:
    assert all(rule.source for rule in RULES)
