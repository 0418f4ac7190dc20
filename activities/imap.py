"""A logged-in IMAP session, and where its folders are. Blocking: call it in a thread.

imap-tools hides new mail in a mailbox that was selected earlier until NOOP, and its capabilities are complete
only after login (RFC 3501, 6.2.3); so every piece of work opens its own session, and any error ends it.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from activities.account import AccountProblem, Server, Unreachable

_SENT_NAMES = (
    "sent",
    "sent items",
    "sent mail",
    "sent messages",
    "gesendet",
    "gesendete objekte",
    "envoyés",
    "éléments envoyés",
    "enviados",
    "elementos enviados",
    "inviata",
    "posta inviata",
    "itens enviados",
    "verzonden",
    "verzonden items",
    "skickat",
    "wysłane",
)
_DRAFTS_NAMES = (
    "drafts",
    "draft",
    "entwürfe",
    "brouillons",
    "borradores",
    "bozze",
    "rascunhos",
    "concepten",
    "utkast",
    "wersje robocze",
)
CONNECTION_ERRORS = (OSError, imaplib.IMAP4.error, ImapToolsError)


@contextmanager
def imap_session(server: Server) -> Iterator[BaseMailBox]:
    """Connect and log in; nothing is selected. Raises AccountProblem or Unreachable, and nothing else, at once.

    Errors of the work inside the block pass through as they are, except that a lost connection is Unreachable.
    """
    mailbox = _connect(server)
    try:
        yield mailbox
    except (OSError, imaplib.IMAP4.abort) as error:
        raise Unreachable(f"IMAP connection to {server.host}:{server.port} was lost: {error}") from error
    finally:
        with suppress(*CONNECTION_ERRORS):
            mailbox.logout()
        with suppress(OSError):
            mailbox.client.shutdown()


def _connect(server: Server) -> BaseMailBox:
    where = f"IMAP server {server.host}:{server.port}"
    try:
        mailbox = _open(server)
    except ssl.SSLCertVerificationError as error:
        raise AccountProblem(f"{where} shows a certificate that is not trusted: {error.verify_message}") from error
    except CONNECTION_ERRORS as error:
        raise Unreachable(f"{where} can't be reached: {error}") from error
    try:
        _log_in(mailbox, server)
        mailbox.client.capabilities = _capabilities(mailbox)
    except (OSError, imaplib.IMAP4.abort) as error:
        _drop(mailbox)
        raise Unreachable(f"{where} ended the connection at login: {error}") from error
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        _drop(mailbox)
        raise AccountProblem(f"{where} refused the login of {server.user!r}: check user and password") from error
    return mailbox


def _open(server: Server) -> BaseMailBox:
    match server.security:
        case "tls":
            return MailBox(server.host, server.port, server.timeout_for, ssl_context=server.tls_context())
        case "starttls":
            return MailBoxStartTls(server.host, server.port, server.timeout_for, ssl_context=server.tls_context())
        case "none":
            return MailBoxUnencrypted(server.host, server.port, server.timeout_for)


def _log_in(mailbox: BaseMailBox, server: Server) -> None:
    if server.user.isascii() and server.password.isascii():
        mailbox.login(server.user, server.password, initial_folder=None)
    else:
        mailbox.login_utf8(server.user, server.password, initial_folder=None)


def _capabilities(mailbox: BaseMailBox) -> tuple[str, ...]:
    _, data = mailbox.client.capability()
    return tuple(data[-1].decode("ascii", "replace").upper().split())


def _drop(mailbox: BaseMailBox) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        mailbox.client.shutdown()


def sent_folder(mailbox: BaseMailBox, configured: str = "") -> str:
    """The folder for sent mail: as configured, by special use (RFC 6154), by a usual name, else made."""
    if configured:
        return ensure_folder(mailbox, configured)
    return _special_folder(mailbox, "\\sent", _SENT_NAMES) or ensure_folder(mailbox, "Sent")


def drafts_folder(mailbox: BaseMailBox) -> str:
    """The folder for drafts: by special use (RFC 6154), by a usual name, else made."""
    return _special_folder(mailbox, "\\drafts", _DRAFTS_NAMES) or ensure_folder(mailbox, "Drafts")


def _special_folder(mailbox: BaseMailBox, use: str, names: tuple[str, ...]) -> str:
    folders = mailbox.folder.list()
    for folder in folders:
        if any(flag.lower() == use for flag in folder.flags):
            return folder.name
    for wanted in names:
        for folder in folders:
            if folder.name.rpartition(folder.delim or "/")[2].casefold() == wanted:
                return folder.name
    return ""


def ensure_folder(mailbox: BaseMailBox, name: str) -> str:
    """The folder's name on the server, made if it is not there. Some servers keep all below INBOX."""
    folders = mailbox.folder.list()
    below_inbox = [f"INBOX{folder.delim}{name}" for folder in folders[:1] if folder.delim]
    for candidate in (name, *below_inbox):
        if any(folder.name == candidate for folder in folders):
            return candidate
    for candidate in (name, *below_inbox):
        with suppress(ImapToolsError):
            mailbox.folder.create(candidate)
            return candidate
    raise AccountProblem(f"the IMAP server will not make the folder {name!r}; make it by hand, or name another")
