"""From settings to the parts that the worker is made of: the one place that knows both."""

from pathlib import Path

from activities.account import Account, Server
from activities.render import EmailRenderer
from relationship.budget import Budget
from relationship.policy import Cadence, Policy
from relationship.views.template_variables import Sender
from worker.problem import SettingsProblem
from worker.settings.schema import Settings

_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
# Seconds. Each is an event in the mailbox's history.
_IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}


def account_from(settings: Settings, password: str) -> Account:
    """The mailbox and its servers, with the password in memory only."""
    smtp, imap = settings.smtp, settings.imap
    return Account(
        name=settings.me.name,
        address=settings.me.address,
        smtp=Server(
            host=smtp.host,
            port=smtp.port or _SMTP_PORTS[smtp.security],
            security=smtp.security,
            user=(smtp.user or settings.me.address) if smtp.login else "",
            password=password,
            ca_file=smtp.ca_file,
            timeout_for=smtp.timeout.elapsed_for.total_seconds(),
        ),
        imap=Server(
            host=imap.host,
            port=imap.port or _IMAP_PORTS[imap.security],
            security=imap.security,
            user=imap.user or settings.me.address,
            password=password,
            ca_file=imap.ca_file,
            timeout_for=imap.timeout.elapsed_for.total_seconds(),
        ),
        inbox=imap.inbox,
        sent_folder=imap.sent_folder,
        outbox_folder=imap.outbox_folder,
        server_keeps_sent_copy=imap.server_keeps_sent_copy,
        poll_every=imap.poll_every.elapsed_for.total_seconds(),
    )


def policy_from(settings: Settings, check_ins: tuple[str, ...]) -> Policy:
    """The user's wishes, as the pure core reads them."""
    cadence = settings.cadence
    return Policy(
        cadence=Cadence(
            attempts=cadence.attempts,
            follow_up_after=cadence.follow_up_after,
            thank_after=cadence.thank_after,
            check_in_after=cadence.check_in_after,
            check_in_before=cadence.check_in_before,
            away_for=cadence.away_for,
            back_after=cadence.back_after,
            call_sheet_before=cadence.call_sheet_before.elapsed_for,
            takeaway_within=cadence.takeaway_within,
        ),
        window=settings.sending.window,
        homework=settings.sending.homework,
        has_story=bool(settings.me.pitch.strip()),
        approve=settings.sending.approve,
        remind_after=settings.sending.remind_after,
        ask_for_news=settings.sending.ask_for_news,
        check_ins=check_ins,
        time_zone=settings.me.time_zone,
        country=settings.me.country,
    )


def budget_from(settings: Settings) -> Budget:
    """How much mail may leave, and how fast."""
    sending = settings.sending
    return Budget(
        spacing=sending.spacing.elapsed_for,
        per_day=sending.per_day,
        first_day=min(sending.first_day, sending.per_day),
        more_each_day=sending.more_each_day,
        bounce_share=sending.bounce_percent / 100,
        blind_after=sending.blind_after.elapsed_for,
    )


def sender_from(settings: Settings) -> Sender:
    """The user, as templates know them."""
    me = settings.me
    return Sender(me.name, me.address, me.pitch, me.booking_link, me.signature, me.time_zone)


def renderer_from(settings: Settings) -> EmailRenderer:
    """The templates, the user's own folder first. Raises SettingsProblem when that folder is not there."""
    folder = Path(settings.sending.templates).expanduser() if settings.sending.templates else None
    if folder is not None and not folder.is_dir():
        raise SettingsProblem(f"sending.templates: there is no folder {folder}; make it, or take the line out")
    return EmailRenderer(sender_from(settings), folder)
