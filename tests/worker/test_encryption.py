"""Is what Temporal stores unreadable without the keys, and readable with any of them?"""

import json
import stat
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToJson, Parse
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import DataConverter, default
from temporalio.exceptions import ApplicationError

from tests.worker.test_load import GOOD, load
from worker.problem import SettingsProblem
from worker.temporal.codec_server import origins_of, serving
from worker.temporal.encryption import EncryptionCodec, MissingKey, converter_from
from worker.temporal.keys import Key, add_to_file, find_keys, new_key, parse_keys

OLD, NEW = new_key(), new_key()
SECRET = "Ada Lindqvist <ada@tides.example>"


def converter(*keys: Key, encrypts: bool = True) -> DataConverter:
    return replace(default(), payload_codec=EncryptionCodec(keys, encrypts=encrypts))


async def sealed(*keys: Key) -> Payload:
    [payload] = await converter(*keys).encode([SECRET])
    return payload


async def test_nothing_of_it_can_be_read_and_all_of_it_comes_back() -> None:
    payload = await sealed(NEW)
    assert SECRET.encode() not in payload.SerializeToString()
    assert await converter(NEW).decode([payload], [str]) == [SECRET]


async def test_the_same_words_never_look_the_same() -> None:
    assert (await sealed(NEW)).data != (await sealed(NEW)).data


async def test_after_a_rotation_old_and_new_are_readable_and_the_new_key_encrypts() -> None:
    old, new = await sealed(OLD), await sealed(NEW, OLD)
    assert await converter(NEW, OLD).decode([old, new], [str, str]) == [SECRET, SECRET]
    assert new.metadata["encryption-key-id"].decode() == NEW.id


async def test_what_was_stored_in_the_clear_stays_readable() -> None:
    [clear] = await default().encode([SECRET])
    assert await converter(NEW).decode([clear], [str]) == [SECRET]


async def test_switched_off_it_still_reads_what_was_encrypted() -> None:
    assert await converter(NEW, encrypts=False).decode([await sealed(NEW)], [str]) == [SECRET]
    [clear] = await converter(NEW, encrypts=False).encode([SECRET])
    assert SECRET.encode() in clear.data


async def test_a_missing_key_is_named_and_a_changed_payload_is_refused() -> None:
    payload = await sealed(OLD)
    with pytest.raises(MissingKey, match=OLD.id):
        await EncryptionCodec((NEW,)).decode([payload])
    payload.data = payload.data[:-1] + bytes([payload.data[-1] ^ 1])
    with pytest.raises(ValueError, match="was changed"):
        await EncryptionCodec((OLD,)).decode([payload])


async def test_failures_are_encrypted_too(tmp_path: Path) -> None:
    settings = load(tmp_path, f"{GOOD}[privacy]\nencrypt = true\n")
    both = converter_from(settings, {"WEAKTIES_KEYS": str(NEW)})
    from temporalio.api.failure.v1 import Failure

    failure = Failure()
    await both.encode_failure(ApplicationError(SECRET), failure)
    assert SECRET.encode() not in failure.SerializeToString()
    assert SECRET in str(await both.decode_failure(failure))


def test_encryption_without_a_key_says_how_to_make_one(tmp_path: Path) -> None:
    settings = load(tmp_path, f"{GOOD}[privacy]\nencrypt = true\nuse_keyring = false\nkey_file = '{tmp_path}/none'\n")
    with pytest.raises(SettingsProblem, match="weakties key new"):
        converter_from(settings, {})


def test_keys_come_from_the_environment_a_command_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    for key in (OLD, NEW):
        add_to_file(file, key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    plain = f"{GOOD}[privacy]\nuse_keyring = false\n"
    from_file = load(tmp_path, f"{plain}key_file = '{file}'\n")
    from_command = load(tmp_path, f"{plain}key_command = 'cat {file}'\n")
    assert find_keys(from_file, {}) == find_keys(from_command, {}) == (NEW, OLD)
    assert find_keys(from_file, {"WEAKTIES_KEYS": str(OLD)}) == (OLD,)


@pytest.mark.parametrize("text", ["nonsense", "a:b", "id:AAAA", ":" + "A" * 43 + "="])
def test_a_text_that_is_no_key_is_refused_and_never_shown(text: str) -> None:
    with pytest.raises(SettingsProblem, match="weakties key new") as problem:
        parse_keys(text, "here")
    assert text not in str(problem.value)


def test_a_key_never_shows_in_a_repr() -> None:
    assert str(NEW).partition(":")[2] not in repr(NEW)


async def test_the_web_page_can_have_things_decoded_and_no_other_page_can() -> None:
    payload = await sealed(NEW)
    body = MessageToJson(Payloads(payloads=[payload])).encode()
    with serving(EncryptionCodec((NEW,)), 0, origins_of(8243)) as address:
        answer = ask(f"{address}/decode", body, "http://127.0.0.1:8243")
        decoded = Parse(answer, Payloads())
        assert json.loads(decoded.payloads[0].data) == SECRET
        for origin in ("http://evil.example", ""):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                ask(f"{address}/decode", body, origin)
        with pytest.raises(urllib.error.HTTPError, match="400"):
            ask(f"{address}/decode", b"{", "http://127.0.0.1:8243")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask(f"{address}/else", body, "http://127.0.0.1:8243")


def ask(url: str, body: bytes, origin: str) -> bytes:
    request = urllib.request.Request(url, body, {"Origin": origin, "Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
        found: bytes = answer.read()
        return found
