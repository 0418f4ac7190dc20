"""Everything personal that Temporal stores, encrypted before it leaves this process (AES-256-GCM, NIST SP 800-38D).

Payloads are compressed first: a relationship of many letters fits into one payload for longer. What was stored in
the clear, before encryption was switched on, stays readable.
"""

import dataclasses
import os
import zlib
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec, default

from worker.problem import SettingsProblem
from worker.settings.schema import Settings
from worker.temporal.keys import Key, find_keys

ENCODING = b"binary/encrypted"
_KEY_ID = "encryption-key-id"
_NONCE_BYTES = 12


class MissingKey(SettingsProblem):
    """Something was encrypted with a key that is not here."""


class EncryptionCodec(PayloadCodec):
    """Encrypts with the first key, if `encrypts`; decrypts with whichever key a payload names."""

    def __init__(self, keys: tuple[Key, ...], *, encrypts: bool = True) -> None:
        self._ciphers = {key.id: AESGCM(key.secret) for key in keys}
        self._current = keys[0].id if keys and encrypts else ""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload, whole with its metadata, as one that tells only its key's id."""
        return [self._encrypted(payload) for payload in payloads] if self._current else list(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads as they were. Raises MissingKey, or ValueError for one that was tampered with."""
        return [self._decrypted(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(
            nonce, zlib.compress(payload.SerializeToString()), self._current.encode()
        )
        return Payload(metadata={"encoding": ENCODING, _KEY_ID: self._current.encode()}, data=nonce + sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        name = payload.metadata[_KEY_ID].decode()
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise MissingKey(f"the key {name!r} is not here; bring the keys from where this was encrypted")
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            return Payload.FromString(zlib.decompress(cipher.decrypt(nonce, sealed, name.encode())))
        except InvalidTag as error:
            raise ValueError(f"a payload does not fit its key {name!r}; it was changed") from error


def codec_from(settings: Settings, environment: Mapping[str, str]) -> EncryptionCodec:
    """The codec of these settings. Raises SettingsProblem when encryption is on and there is no key."""
    keys = find_keys(settings, environment)
    if settings.privacy.encrypt and not keys:
        raise SettingsProblem("privacy.encrypt is on and there is no key; make one: weakties key new")
    return EncryptionCodec(keys, encrypts=settings.privacy.encrypt)


def converter_from(settings: Settings, environment: Mapping[str, str]) -> DataConverter:
    """Temporal's data converter with the codec in it; what failed is encrypted like everything else."""
    codec = codec_from(settings, environment)
    if not settings.privacy.encrypt:
        return dataclasses.replace(default(), payload_codec=codec)
    return dataclasses.replace(
        default(), payload_codec=codec, failure_converter_class=DefaultFailureConverterWithEncodedAttributes
    )
