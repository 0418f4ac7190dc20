"""How do tests get a real mail host, made of Postfix and Dovecot, of their own?"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import aiosmtplib

from tests.servers import dovecot, postfix
from tests.servers.certificate import write_certificate
from tests.servers.daemon import Daemon
from tests.servers.maildir import read_folder
from tests.servers.ports import ReservedPort, reserve_port

NEEDED_PROGRAMS = {
    "/usr/lib/postfix/sbin/master": "postfix",
    "/usr/sbin/dovecot": "dovecot-imapd",
    "/usr/lib/dovecot/imap": "dovecot-imapd",
    "/usr/lib/dovecot/lmtp": "dovecot-lmtpd",
}
"""Each with the Debian package that has it."""


class MailHost:
    """Postfix and Dovecot on free ports of 127.0.0.1, with mail, queue and settings in a folder of their own.

    `async with` starts it and removes it. `accounts` maps addresses to passwords; every domain counts as
    local, and an unknown recipient is refused at RCPT with 550 5.1.1. Addresses and domains in
    `accept_then_bounce` are accepted, then Postfix reports to the sender that they do not exist.

    Dovecot runs twice, so that IMAP can be stopped while mail still arrives and logins at SMTP still work.
    """

    host: str = "127.0.0.1"

    def __init__(self, accounts: Mapping[str, str], *, accept_then_bounce: Iterable[str] = ()) -> None:
        self._accounts = {address.lower(): password for address, password in accounts.items()}
        self._accept_then_bounce = tuple(accept_then_bounce)
        self._cleanup = AsyncExitStack()

    @staticmethod
    def missing() -> str | None:
        """What keeps this machine from running a mail host, in one line; None when nothing does."""
        if sys.platform != "linux":
            return "Postfix and Dovecot are run on Linux only"
        packages = {package for path, package in NEEDED_PROGRAMS.items() if not os.access(path, os.X_OK)}
        if packages:
            return f"not installed: apt-get install {' '.join(sorted(packages))}"
        if os.geteuid() != 0:
            return "Postfix and Dovecot must be started by root"
        return None

    async def __aenter__(self) -> Self:
        if (reason := self.missing()) is not None:
            raise RuntimeError(reason)
        async with AsyncExitStack() as starting:
            self._prepare(starting)
            starting.push_async_callback(self._stop_all)
            await asyncio.gather(
                self._backend.start(lambda: _listens_on_unix(self._backend_run / "deliver")),
                self.start_imap(),
                self.start_smtp(),
            )
            self._cleanup = starting.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._cleanup.aclose()

    async def start_smtp(self) -> None:
        """Start Postfix on the same ports as before; what waited in its queue is delivered."""
        await self._smtp.start(lambda: _listens(self.host, self.mx_port))

    async def stop_smtp(self) -> None:
        """Stop Postfix and cut its connections; its queue stays."""
        await self._smtp.stop()

    async def start_imap(self) -> None:
        """Start the Dovecot that serves IMAP, on the same ports as before."""
        await self._imap.start(lambda: _listens(self.host, self.imap_port))

    async def stop_imap(self) -> None:
        """Stop the Dovecot that serves IMAP and cut its connections; mail still arrives."""
        await self._imap.stop()

    async def deliver(self, recipient: str, raw: bytes, sender: str = "someone@example.com") -> None:
        """Hand a message to the MX port as another server would; it is in the mailbox a moment later.

        Raises aiosmtplib's errors, for instance SMTPRecipientsRefused.
        """
        async with aiosmtplib.SMTP(hostname=self.host, port=self.mx_port, start_tls=False) as client:
            await client.sendmail(sender, [recipient], raw, mail_options=["BODY=8BITMIME"])

    def messages(self, address: str, folder: str = "INBOX") -> tuple[bytes, ...]:
        """All messages of a folder, oldest first; read from disk, so it changes no flag and needs no IMAP."""
        return read_folder(self._maildir(address), folder)

    async def wait_for_messages(
        self, address: str, count: int = 1, folder: str = "INBOX", within_seconds: float = 10.0
    ) -> tuple[bytes, ...]:
        """The messages of a folder as soon as there are `count`; else TimeoutError, with the logs."""
        try:
            async with asyncio.timeout(within_seconds):
                while len(found := self.messages(address, folder)) < count:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"{len(self.messages(address, folder))} of {count} messages\n{self.logs()}") from None
        return found

    async def new_uidvalidity(self, address: str) -> int:
        """Give the INBOX of an account another UIDVALIDITY, and return it."""
        value = secrets.randbelow(2**31 - 1) + 1
        command = ["doveadm", "-c", str(self._folder / "backend" / "conf"), "mailbox", "update"]
        process = await asyncio.create_subprocess_exec(
            *command, "-u", address.lower(), "--uid-validity", str(value), "INBOX",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"doveadm mailbox update: {output.decode(errors='replace')}")
        return value

    def logs(self) -> str:
        """What the servers have written, for the message of a failing test."""
        files = (self._folder / name for name in ("postfix/log", "imap/log", "backend/log"))
        return "\n".join(f"--- {file}\n{file.read_text('utf-8', 'replace')}" for file in files if file.exists())

    async def _stop_all(self) -> None:
        # Dovecot takes a second to end well, and nobody will look at its files again.
        await asyncio.gather(*(daemon.stop(0.1) for daemon in (self._smtp, self._imap, self._backend)))

    def _maildir(self, address: str) -> Path:
        local, _, domain = address.lower().rpartition("@")
        if address.lower() not in self._accounts:
            raise LookupError(f"the mail host has no account {address}; give it to MailHost")
        return self._folder / "mail" / domain / local / "Maildir"

    def _prepare(self, cleanup: AsyncExitStack) -> None:
        # A short path: the name of a unix socket may have about a hundred letters.
        self._folder = Path(tempfile.mkdtemp(prefix="wt-", dir="/tmp"))
        cleanup.callback(shutil.rmtree, self._folder)
        self._folder.chmod(0o755)
        self._claim_ports(cleanup)
        self._write_settings()
        self._backend = self._dovecot("backend")
        self._imap = self._dovecot("imap")
        self._smtp = Daemon(
            [f"{postfix.DAEMONS}/master", "-c", f"{self._folder}/postfix/config", "-s"],
            self._folder / "postfix" / "start.log",
        )

    def _claim_ports(self, cleanup: AsyncExitStack) -> None:
        def claim() -> int:
            port: ReservedPort = reserve_port()
            cleanup.callback(port.release)
            return port.number

        self.smtp_port, self.smtp_starttls_port, self.smtp_tls_port = claim(), claim(), claim()
        self.mx_port, self.imap_port, self.imap_tls_port = claim(), claim(), claim()

    def _write_settings(self) -> None:
        folder = self._folder
        files = write_certificate(folder)
        self.ca_file = files.ca
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", dovecot.MAIL_USER, dovecot.MAIL_USER)
        for part in ("backend", "imap"):
            (folder / part).mkdir()
        postfix.make_folders(folder / "postfix")
        recipients = folder / "postfix" / "config" / "recipients"
        ports = postfix.SmtpPorts(self.smtp_port, self.smtp_starttls_port, self.smtp_tls_port, self.mx_port)
        texts = {
            folder / "users": dovecot.passwd_file(self._accounts),
            folder / "backend" / "conf": dovecot.backend_settings(folder / "backend", folder, files),
            folder / "imap" / "conf": dovecot.imap_settings(
                folder / "imap", folder, files, self.imap_port, self.imap_tls_port
            ),
            recipients: postfix.known_recipients(self._accounts, self._accept_then_bounce),
            recipients.with_name("main.cf"): postfix.main_settings(
                folder / "postfix", recipients, self._backend_run, files
            ),
            recipients.with_name("master.cf"): postfix.master_settings(ports),
        }
        for file, text in texts.items():
            file.write_text(text, "utf-8")
            # Postfix waits two seconds before it believes a file that has just changed (dict_load_file_xt).
            os.utime(file, (0, 0))

    @property
    def _backend_run(self) -> Path:
        return self._folder / "backend" / "run"

    def _dovecot(self, part: str) -> Daemon:
        folder = self._folder / part
        return Daemon(["/usr/sbin/dovecot", "-F", "-c", str(folder / "conf")], folder / "log")


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1) as probe:
            # A listening socket says nothing yet of the program behind it; a greeting does.
            return bool(probe.recv(1))
    except OSError:
        return False


def _listens_on_unix(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
