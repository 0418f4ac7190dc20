"""What does a private Dovecot need to know? (its configuration, as text)"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.servers.certificate import CertificateFiles

MAIL_USER = "mail"
"""Owns the test mail: a Debian user without rights of its own. Dovecot refuses to let root own mail."""


def passwd_file(accounts: Mapping[str, str]) -> str:
    """The accounts, one a line, in Dovecot's passwd-file form."""
    return "".join(f"{address.lower()}:{{PLAIN}}{password}\n" for address, password in accounts.items())


def imap_settings(folder: Path, shared: Path, files: CertificateFiles, imap: int, imaps: int) -> str:
    """For the Dovecot that serves IMAP on two ports; `folder` is its own, `shared` has users and mail."""
    return f"""{_common(folder, shared, files)}
protocols = imap
service imap-login {{
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  process_min_avail = 1
  service_count = 0
}}
"""


def backend_settings(folder: Path, shared: Path, files: CertificateFiles) -> str:
    """For the Dovecot behind Postfix: it checks passwords (`folder/run/sasl`) and lays mail into the
    mailboxes (`folder/run/deliver`)."""
    return f"""{_common(folder, shared, files)}
protocols = lmtp
service auth {{
  unix_listener sasl {{
    mode = 0666
  }}
}}
service lmtp {{
  process_min_avail = 1
  unix_listener deliver {{
    mode = 0666
  }}
}}
"""


def _common(folder: Path, shared: Path, files: CertificateFiles) -> str:
    return f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
instance_name = {shared.name}-{folder.name}
listen = 127.0.0.1
hostname = mail.example.test
postmaster_address = postmaster@example.test

disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu {shared}/users
}}
userdb {{
  driver = static
  args = uid={MAIL_USER} gid={MAIL_USER} home={shared}/mail/%Ld/%Ln
}}
first_valid_uid = 1
# One address logs in many times at once, and with wrong passwords: that is what the tests do.
mail_max_userip_connections = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}

ssl = yes
ssl_cert = <{files.certificate}
ssl_key = <{files.key}

mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
}}
mail_fsync = never
# More logins at once than Dovecot thinks needed, so that it does not warn.
service auth {{
  client_limit = 2000
}}
"""
