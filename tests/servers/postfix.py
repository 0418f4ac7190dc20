"""What does a private Postfix need to know? (its configuration, as text, and its folders)"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificate import CertificateFiles

DAEMONS = Path("/usr/lib/postfix/sbin")
OWNER = "postfix"
DROP_GROUP = "postdrop"

_PRIVATE_FOLDERS = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush"),
    *("hold", "incoming", "private", "saved", "trace"),
)


@dataclass(frozen=True, slots=True)
class SmtpPorts:
    """`plain`, `starttls` and `tls` want a login; `mx` takes mail for local recipients from anyone."""

    plain: int
    starttls: int
    tls: int
    mx: int


def known_recipients(accounts: Iterable[str], accept_then_bounce: Iterable[str]) -> str:
    """Who is accepted at RCPT, as a texthash: addresses, and whole domains.

    Those who are to bounce stand here but have no mailbox: the delivery agent refuses them.
    """
    late = (address if "@" in address else f"@{address}" for address in accept_then_bounce)
    return "".join(f"{address.lower()} known\n" for address in (*accounts, *late))


def make_folders(folder: Path) -> None:
    """What `postfix check` would make, with its owners and modes."""
    for name in _PRIVATE_FOLDERS:
        _make(folder / "queue" / name, 0o700, OWNER)
    _make(folder / "queue" / "public", 0o710, OWNER, DROP_GROUP)
    _make(folder / "queue" / "maildrop", 0o730, OWNER, DROP_GROUP)
    _make(folder / "queue" / "pid", 0o755, "root")
    _make(folder / "data", 0o700, OWNER)
    _make(folder / "config", 0o755, "root")
    (folder / "queue").chmod(0o755)


def _make(folder: Path, mode: int, owner: str, group: str | None = None) -> None:
    folder.mkdir(parents=True)
    folder.chmod(mode)
    shutil.chown(folder, owner, group)


def main_settings(folder: Path, recipients: Path, backend: Path, files: CertificateFiles) -> str:
    """main.cf; `recipients` is the texthash, `backend` the run folder of the Dovecot behind Postfix."""
    return f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {DAEMONS}
command_directory = /usr/sbin
mail_owner = {OWNER}
setgid_group = {DROP_GROUP}
maillog_file = {folder}/log
maillog_file_prefixes = {folder}

myhostname = mail.example.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =

# Nothing here may leave the machine or ask the DNS: every domain counts as local.
disable_dns_lookups = yes
smtpd_peername_lookup = no
virtual_mailbox_domains = static:local
virtual_mailbox_maps = texthash:{recipients}
virtual_transport = lmtp:unix:{backend}/deliver
local_transport = $virtual_transport
default_transport = $virtual_transport

smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = {backend}/sasl
smtpd_tls_chain_files = {files.key}, {files.certificate}
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_hard_error_limit = 1000
smtpd_soft_error_limit = 1000
# Dovecot's LMTP has no SMTPUTF8: offered here, it would end in a bounce whose report bounces as well.
smtputf8_enable = no

notify_classes =
bounce_queue_lifetime = 1h
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
transport_retry_time = 1s
lmtp_destination_concurrency_failed_cohort_limit = 0
lmtp_destination_recipient_limit = 1
in_flow_delay = 0
"""


def master_settings(ports: SmtpPorts) -> str:
    """master.cf: the four doors, and only those parts of Postfix that mail passes through."""
    with_login = "-o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject"
    return f"""
127.0.0.1:{ports.plain} inet n - n - - smtpd {with_login} -o smtpd_tls_security_level=none
127.0.0.1:{ports.starttls} inet n - n - - smtpd {with_login} -o smtpd_tls_security_level=encrypt
127.0.0.1:{ports.tls} inet n - n - - smtpd {with_login} -o smtpd_tls_wrappermode=yes
127.0.0.1:{ports.mx} inet n - n - - smtpd -o smtpd_tls_security_level=may
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
