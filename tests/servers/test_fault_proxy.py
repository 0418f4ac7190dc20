"""Does each fault leave client and server in the state that its name says?"""

from __future__ import annotations

import asyncio
import gc
import imaplib
import ssl
from collections.abc import AsyncIterator

import aiosmtplib
import pytest
from imap_tools import MailBoxUnencrypted

from tests.servers.fault_proxy import FaultProxy
from tests.servers.faults import Fault, RandomPlan
from tests.servers.postfix_dovecot import MailHost
from worker.sandbox import Sandbox, SandboxAccount

ADA = SandboxAccount("ada@example.org", "ada-password")
BEN = SandboxAccount("ben@example.net", "ben-password")
MESSAGE = b"From: ada@example.org\r\nMessage-ID: <1@example.org>\r\n\r\n" + b"Hello again.\r\n" * 50


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox([ADA, BEN]) as running:
        yield running


@pytest.fixture
async def smtp(sandbox: Sandbox) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(sandbox.host, sandbox.smtp_port) as proxy:
        yield proxy


@pytest.fixture
async def imap(sandbox: Sandbox) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(sandbox.host, sandbox.imap_port) as proxy:
        yield proxy


async def send(proxy: FaultProxy, times: int = 1) -> None:
    client = aiosmtplib.SMTP(hostname=proxy.host, port=proxy.port, start_tls=False, timeout=5)
    async with client:
        await client.login(ADA.address, ADA.password)
        for _ in range(times):
            await client.sendmail(ADA.address, [BEN.address], MESSAGE)


async def arrived(sandbox: Sandbox) -> int:
    return len(await sandbox.messages(BEN.address))


def look(proxy: FaultProxy, timeout: float = 5) -> int:
    """How many messages a client sees."""
    box = MailBoxUnencrypted(proxy.host, proxy.port, timeout=timeout)
    try:
        return len(box.login(BEN.address, BEN.password).uids())
    finally:
        box.client.shutdown()


async def test_without_a_fault_mail_passes_unchanged(sandbox: Sandbox, smtp: FaultProxy, imap: FaultProxy) -> None:
    await send(smtp, times=2)
    assert await asyncio.to_thread(look, imap) == 2
    assert all(raw.endswith(MESSAGE) for raw in await sandbox.messages(BEN.address))
    assert (smtp.faults.total(), smtp.connections) == (0, 1)


@pytest.mark.parametrize("fault", [Fault.CUT_ON_CONNECT, Fault.CUT_BEFORE_DATA, Fault.CUT_IN_DATA])
async def test_a_cut_before_the_end_of_the_message_leaves_the_server_without_it(
    sandbox: Sandbox, smtp: FaultProxy, fault: Fault
) -> None:
    smtp.next_fault = fault
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await send(smtp)
    await send(smtp)
    assert await arrived(sandbox) == 1
    assert smtp.faults == {fault: 1}
    assert smtp.next_fault is None


async def test_a_cut_after_the_server_accepted_leaves_the_client_in_doubt(sandbox: Sandbox, smtp: FaultProxy) -> None:
    smtp.next_fault = Fault.CUT_AFTER_ACCEPT
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(smtp)
    assert await arrived(sandbox) == 1
    assert smtp.faults == {Fault.CUT_AFTER_ACCEPT: 1}


async def test_a_cut_after_the_reply_comes_too_late_to_harm(sandbox: Sandbox, smtp: FaultProxy) -> None:
    smtp.next_fault = Fault.CUT_AFTER_REPLY
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(smtp, times=2)
    assert await arrived(sandbox) == 1
    smtp.next_fault = Fault.CUT_AFTER_REPLY
    # aiosmtplib takes a connection that ends instead of an answer to QUIT for a good end.
    await send(smtp)
    assert await arrived(sandbox) == 2


async def test_a_refused_message_is_not_a_moment_for_the_cut_after_acceptance(
    sandbox: Sandbox, smtp: FaultProxy
) -> None:
    sandbox.refuse(BEN.address, "451 4.3.0 try later")
    smtp.next_fault = Fault.CUT_AFTER_ACCEPT
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send(smtp)
    assert smtp.next_fault is Fault.CUT_AFTER_ACCEPT


async def test_a_cut_in_the_middle_of_a_line_ends_the_clients_session(imap: FaultProxy) -> None:
    imap.next_fault = Fault.CUT_MID_LINE
    with pytest.raises((imaplib.IMAP4.error, OSError)):
        await asyncio.to_thread(look, imap)
    assert await asyncio.to_thread(look, imap) == 0


async def test_a_line_in_two_parts_is_still_the_whole_line(imap: FaultProxy) -> None:
    reader, writer = await asyncio.open_connection(imap.host, imap.port)
    await reader.readline()
    imap.next_fault = Fault.SPLIT_LINE
    writer.write(b"a NOOP\r\n")
    first = await reader.read(1000)
    assert not first.endswith(b"\r\n")
    assert (first + await reader.readline()).startswith(b"a OK")
    writer.close()


async def test_a_stalled_connection_stays_open_and_silent(imap: FaultProxy) -> None:
    imap.next_fault = Fault.STALL
    with pytest.raises(TimeoutError):
        await asyncio.to_thread(look, imap, 0.2)
    assert await asyncio.to_thread(look, imap) == 0
    assert imap.faults == {Fault.STALL: 1}


async def test_a_stall_swallows_what_an_idle_client_waits_for(sandbox: Sandbox, imap: FaultProxy) -> None:
    reader, writer = await idling(imap)
    imap.next_fault = Fault.STALL
    await sandbox.deliver(BEN.address, MESSAGE)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.2)
    writer.close()


async def test_a_bye_takes_the_place_of_the_next_response(imap: FaultProxy) -> None:
    imap.next_fault = Fault.SAY_BYE
    with pytest.raises(imaplib.IMAP4.error):
        await asyncio.to_thread(look, imap)


async def test_bye_can_be_said_to_those_who_idle(imap: FaultProxy) -> None:
    reader, writer = await idling(imap)
    imap.say_bye_now()
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"* BYE")
    assert imap.faults == {Fault.SAY_BYE: 1}
    writer.close()


async def test_a_paused_proxy_refuses_and_resumes_on_the_same_port(imap: FaultProxy) -> None:
    port = imap.port
    _, writer = await idling(imap)
    await imap.pause()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(imap.host, port)
    await imap.resume()
    assert (await asyncio.to_thread(look, imap), imap.port) == (0, port)
    writer.close()


async def test_all_open_connections_can_be_cut(imap: FaultProxy) -> None:
    reader, writer = await idling(imap)
    imap.cut_all()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_a_target_that_is_down_looks_like_a_lost_connection() -> None:
    async with Sandbox([]) as gone:
        port = gone.smtp_port
    async with FaultProxy("127.0.0.1", port) as proxy:
        with pytest.raises(aiosmtplib.SMTPException):
            await send(proxy)


async def test_a_random_plan_strikes_as_often_as_it_says(sandbox: Sandbox, smtp: FaultProxy) -> None:
    smtp.plan = RandomPlan(3, {Fault.CUT_BEFORE_DATA: 0.3, Fault.CUT_AFTER_ACCEPT: 0.3})
    failures = 0
    for _ in range(40):
        try:
            await send(smtp)
        except aiosmtplib.SMTPServerDisconnected:
            failures += 1
    assert set(smtp.faults) == {Fault.CUT_BEFORE_DATA, Fault.CUT_AFTER_ACCEPT}
    assert failures == smtp.faults.total()
    assert await arrived(sandbox) == 40 - smtp.faults[Fault.CUT_BEFORE_DATA]


async def test_a_closed_proxy_leaves_no_task_and_no_noise(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    others = asyncio.all_tasks()
    async with FaultProxy(sandbox.host, sandbox.imap_port) as proxy:
        _, idle_writer = await idling(proxy)
        _, stalled_writer = await asyncio.open_connection(proxy.host, proxy.port)
        proxy.next_fault = Fault.STALL
        stalled_writer.write(b"a NOOP\r\n")
        await asyncio.sleep(0.05)
    idle_writer.close()
    stalled_writer.close()
    await asyncio.sleep(0.05)
    assert asyncio.all_tasks() <= others
    gc.collect()
    assert not caplog.records


async def test_faults_strike_real_servers_just_the_same(mail_host: MailHost) -> None:
    async with FaultProxy(mail_host.host, mail_host.smtp_port) as proxy:
        proxy.next_fault = Fault.CUT_IN_DATA
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await send(proxy)
        proxy.next_fault = Fault.CUT_AFTER_ACCEPT
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await send(proxy)
    (raw,) = await mail_host.wait_for_messages(BEN.address)
    assert raw.count(b"Hello again.") == 50


async def test_tls_passes_through_the_proxy(mail_host: MailHost) -> None:
    trusting = ssl.create_default_context(cafile=str(mail_host.ca_file))
    async with (
        FaultProxy(mail_host.host, mail_host.smtp_tls_port) as implicit,
        FaultProxy(mail_host.host, mail_host.smtp_starttls_port) as explicit,
    ):
        for proxy, use_tls in ((implicit, True), (explicit, False)):
            client = aiosmtplib.SMTP(
                hostname=proxy.host,
                port=proxy.port,
                use_tls=use_tls,
                start_tls=not use_tls,
                tls_context=trusting,
            )
            async with client:
                assert (await client.login(ADA.address, ADA.password)).code == 235


async def idling(proxy: FaultProxy) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(proxy.host, proxy.port)
    writer.write(f"a LOGIN {BEN.address} {BEN.password}\r\nb SELECT INBOX\r\nc IDLE\r\n".encode())
    await reader.readuntil(b"+ Idling.\r\n")
    return reader, writer
