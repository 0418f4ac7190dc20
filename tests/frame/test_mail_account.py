"""Does the mail server's preparation give it an account and a certificate that the worker accepts?"""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.frame.places import ROOT

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here; the image has it")


def prepare(folder: Path, password: str) -> None:
    """Run the job as the mail server's container does."""
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "MAIL_CONFIG": str(folder),
        "MAIL_CERTIFICATES": str(folder),
        "MAIL_ADDRESS": "sam@example.org",
        "MAIL_PASSWORD": password,
    }
    script = str(ROOT / "compose/mail-account.sh")
    subprocess.run(["/bin/sh", script], env=environment, check=True, capture_output=True)


def test_a_second_run_renews_the_password_and_keeps_the_other_accounts(tmp_path: Path) -> None:
    accounts = tmp_path / "postfix-accounts.cf"
    accounts.write_text("ada@example.org|{SHA512-CRYPT}$6$some$hash\n", encoding="utf-8")
    prepare(tmp_path, "first one")
    before = accounts.read_text(encoding="utf-8").splitlines()
    prepare(tmp_path, "second $one")
    after = accounts.read_text(encoding="utf-8").splitlines()
    assert [line.partition("|")[0] for line in after] == ["ada@example.org", "sam@example.org"]
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert after[1].startswith("sam@example.org|{SHA512-CRYPT}$6$")
    assert "second" not in "".join(after)


def test_a_second_run_keeps_the_certificate(tmp_path: Path) -> None:
    prepare(tmp_path, "one")
    before = (tmp_path / "mail.pem").read_bytes()
    prepare(tmp_path, "two")
    assert (tmp_path / "mail.pem").read_bytes() == before


def test_the_strictest_client_trusts_the_certificate_for_the_servers_name(tmp_path: Path) -> None:
    prepare(tmp_path, "one")
    client_side, server_side = ssl.create_default_context(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    # What Python 3.13 does by default.
    client_side.verify_flags |= ssl.VERIFY_X509_STRICT
    client_side.load_verify_locations(tmp_path / "mail.pem")
    server_side.load_cert_chain(tmp_path / "mail.pem", tmp_path / "mail.key")
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_side.wrap_bio(to_client, to_server, server_hostname="mail")
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert client.getpeercert()
