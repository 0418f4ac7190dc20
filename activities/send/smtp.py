"""Hand one mail over by SMTP, and sort every way it can go wrong.

The table below is the only place that knows what a failure means. What matters most is the phase: before the
content is handed over nothing can have been sent; once it is on the wire, a silence proves nothing.
"""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto

import aiosmtplib

from activities.account import Account, AccountProblem, Server, Unreachable
from activities.causes import causes

# The mail's fate is known by then; a server that is slow to part must not hold up the news.
_GOODBYE_FOR = 3.0


class Phase(Enum):
    """How far the hand-over had come."""

    CONNECT = auto()
    LOGIN = auto()
    SENDER = auto()
    RECIPIENT = auto()
    CONTENT = auto()


class Verdict(Enum):
    """What a failure means for the mail."""

    RETRY = auto()
    ADDRESS_IS_DEAD = auto()
    REFUSED = auto()
    ACCOUNT = auto()
    UNCERTAIN = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: in this phase, a reply that begins with `reply` (empty: none came) means `verdict`."""

    phase: Phase
    reply: str
    verdict: Verdict
    source: str


# The first row that fits wins.
RULES = (
    Rule(Phase.CONNECT, "", Verdict.RETRY, "no connection, nothing was sent"),
    Rule(Phase.CONNECT, "4", Verdict.RETRY, "RFC 5321, 4.2.1: transient"),
    Rule(Phase.CONNECT, "530", Verdict.ACCOUNT, "RFC 3207, 4: STARTTLS is required"),
    Rule(Phase.CONNECT, "5", Verdict.RETRY, "554 greeting: the server takes no mail now (RFC 5321, 3.1)"),
    Rule(Phase.LOGIN, "", Verdict.RETRY, "the connection was lost before anything was sent"),
    Rule(Phase.LOGIN, "4", Verdict.RETRY, "RFC 4954, 6: 454 temporary authentication failure"),
    Rule(Phase.LOGIN, "5", Verdict.ACCOUNT, "RFC 4954, 6: 534, 535, 538"),
    Rule(Phase.SENDER, "", Verdict.RETRY, "the connection was lost before anything was sent"),
    Rule(Phase.SENDER, "4", Verdict.RETRY, "RFC 5321, 4.2.1: transient"),
    Rule(Phase.SENDER, "552 5.3.4", Verdict.REFUSED, "RFC 1870, 6.1: message too big"),
    Rule(Phase.SENDER, "5", Verdict.ACCOUNT, "530 login needed (RFC 4954), 550 5.7.1 not your address"),
    Rule(Phase.RECIPIENT, "", Verdict.RETRY, "the connection was lost before anything was sent"),
    Rule(Phase.RECIPIENT, "4", Verdict.RETRY, "greylisting, mailbox full for now (RFC 5321, 4.2.1)"),
    Rule(Phase.RECIPIENT, "530", Verdict.ACCOUNT, "RFC 4954, 6: login needed"),
    Rule(Phase.RECIPIENT, "550 5.7", Verdict.REFUSED, "RFC 3463, 3.8: policy, not the address"),
    Rule(Phase.RECIPIENT, "554 5.7", Verdict.REFUSED, "RFC 3463, 3.8: policy, not the address"),
    Rule(Phase.RECIPIENT, "552", Verdict.REFUSED, "RFC 5321, 4.2.3: storage, not the address"),
    Rule(Phase.RECIPIENT, "5", Verdict.ADDRESS_IS_DEAD, "550, 551, 553: no such mailbox (RFC 5321, 4.2.3)"),
    Rule(Phase.CONTENT, "", Verdict.UNCERTAIN, "RFC 5321, 4.5.3.2.6: the content may have been accepted"),
    Rule(Phase.CONTENT, "4", Verdict.RETRY, "refused for now at the end of DATA: not accepted"),
    Rule(Phase.CONTENT, "5", Verdict.REFUSED, "refused for its content or by policy: not accepted"),
)


def judge_failure(phase: Phase, reply: str) -> Verdict:
    """What a failure in this phase means; `reply` is the server's words, `550 5.1.1 …`, or empty."""
    for rule in RULES:
        if rule.phase is phase and (reply.startswith(rule.reply) if rule.reply else not reply):
            return rule.verdict
    return Verdict.UNCERTAIN if phase is Phase.CONTENT else Verdict.RETRY


class NotSent(Exception):
    """The server refused this mail for good; nothing was sent. `reply` is its words."""

    def __init__(self, reply: str, *, address_is_dead: bool) -> None:
        super().__init__(reply)
        self.reply = reply
        self.address_is_dead = address_is_dead


class Uncertain(Exception):
    """The content was handed over and no answer came: it may or may not have been sent."""


async def hand_over(account: Account, recipient: str, raw: bytes, before_content: Callable[[], Awaitable[None]]) -> str:
    """Send one mail to one recipient; returns the server's words of acceptance.

    `before_content` runs when the recipient has been accepted and before any content leaves; what it raises
    ends the hand-over with nothing sent. Raises Unreachable, AccountProblem, NotSent or Uncertain.
    """
    client = await _logged_in(account.smtp)
    phase = Phase.SENDER
    try:
        await client.mail(account.address)
        phase = Phase.RECIPIENT
        await client.rcpt(recipient)
        await before_content()
        phase = Phase.CONTENT
        accepted = await client.data(raw)
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _sorted(phase, error, account.smtp) from error
    finally:
        await _say_goodbye(client)
    return f"{accepted.code} {accepted.message}"


async def check_login(server: Server) -> None:
    """Connect, log in, leave. Raises Unreachable or AccountProblem."""
    await _say_goodbye(await _logged_in(server))


async def _logged_in(server: Server) -> aiosmtplib.SMTP:
    client, phase = _client(server), Phase.CONNECT
    try:
        await client.connect()
        phase = Phase.LOGIN
        if server.user:
            await client.login(server.user, server.password)
    except (aiosmtplib.SMTPException, OSError) as error:
        await _say_goodbye(client)
        raise _sorted(phase, error, server) from error
    return client


def _client(server: Server) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=None if server.security == "none" else server.tls_context(),
        timeout=server.timeout_for,
    )


def _sorted(phase: Phase, error: Exception, server: Server) -> Exception:
    where = f"SMTP server {server.host}:{server.port}"
    certificate = _certificate_problem(error)
    if certificate:
        return AccountProblem(f"{where} shows a certificate that is not trusted: {certificate}")
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return AccountProblem(f"{where} does not offer what the settings ask for: {error}")
    reply = f"{error.code} {error.message}" if isinstance(error, aiosmtplib.SMTPResponseException) else ""
    match judge_failure(phase, reply):
        case Verdict.RETRY:
            return Unreachable(f"{where}: {reply or error}")
        case Verdict.ACCOUNT:
            return AccountProblem(f"{where} does not accept the account {server.user!r}: {reply}")
        case Verdict.ADDRESS_IS_DEAD:
            return NotSent(reply, address_is_dead=True)
        case Verdict.REFUSED:
            return NotSent(reply, address_is_dead=False)
        case Verdict.UNCERTAIN:
            return Uncertain(f"{where} did not confirm: {error}")


def _certificate_problem(error: BaseException) -> str:
    found = (one.verify_message for one in causes(error) if isinstance(one, ssl.SSLCertVerificationError))
    return next(found, "")


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    try:
        if client.is_connected:
            await client.quit(timeout=_GOODBYE_FOR)
    except (aiosmtplib.SMTPException, OSError):
        pass
    finally:
        client.close()
