"""Code -> locator and key; seal and open. Bytes in, bytes out; no Django, no clock, no storage.

A sealed record can be read with its code and the server's key together, and with neither alone:

    secret   20 bytes, shown to the person as a code of 32 letters and digits (base32)
    locator  HKDF-SHA256(secret), 32 bytes: finds the row, tells nothing about the secret
    key      HKDF-SHA256(secret, salt = a server key), 32 bytes
    blob     version (1) | key id (1) | IV (12) | AES-256-GCM(key, IV, padded data)

Version, key id and locator are bound to the blob: a row that is moved, or a byte that is changed,
does not open. Every failure is the same NotSealed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import zlib
from typing import Literal, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..site.codes import LOOKALIKES

Kind = Literal["result", "list", "shared"]

VERSION = 1
SECRET_BYTES = 20
# The random part of a form, and that of a cipher.
NONCE_BYTES, IV_BYTES = 20, 12
HEADER_BYTES = 2 + IV_BYTES
# Data is padded to one of these: any result fits the first, so a length tells nothing about it.
SIZES = (4096, 16384, 32768)


class NotSealed(Exception):
    """There is nothing that this code opens. It never says why."""


# Stands behind a key that only opens: with several machines, each must have a key before one seals.
OPENS = "opens"


class Keyring(NamedTuple):
    """The server's keys by id (1 to 255). All of them open; the highest id seals, of those that
    do not only open."""

    keys: dict[int, bytes]
    only_open: frozenset[int] = frozenset()

    @property
    def seals(self) -> int:
        return max(self.keys.keys() - self.only_open)


def parse_keys(text: str) -> Keyring:
    """Keys written as `1:base64,2:base64` or `1:base64,2:base64:opens`, each of 32 bytes or more.

    Raises ValueError with a sentence that says what is wrong, never with a key in it.
    """
    keys, only_open = {}, set()
    for number, item in enumerate(filter(None, text.split(",")), start=1):
        name, _, rest = item.strip().partition(":")
        encoded, mark, word = rest.partition(":")
        if mark and word != OPENS:
            raise ValueError(f"Server key number {number} ends with a word other than “{OPENS}”.")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ValueError(f"Server key number {number} is not base64.") from None
        if not (name.isascii() and name.isdigit()) or not 1 <= int(name) <= 255:
            raise ValueError(f"Server key number {number} has no id from 1 to 255 before a colon.")
        if int(name) in keys:
            raise ValueError(f"Server key {name} is there twice.")
        if len(key) < 32:
            raise ValueError(f"Server key {name} is shorter than 32 bytes.")
        keys[int(name)] = key
        if mark:
            only_open.add(int(name))
    if not keys:
        raise ValueError("There is no server key.")
    if only_open == keys.keys():
        raise ValueError(f"Every server key only opens. Take “:{OPENS}” from the one that seals.")
    return Keyring(keys, frozenset(only_open))


def derive(secret: bytes, info: str, length: int, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), length, salt, f"thread/v1/{info}".encode()).derive(secret)


def secret_for(nonce: bytes, answers: bytes) -> bytes:
    """The secret (20 bytes) of a result: the same form and the same answers give the same one.

    nonce: 20 random bytes of the form; answers: their canonical form. A retry or a double press
    therefore makes the same link and the same row.
    """
    return derive(nonce, f"from-nonce/{hashlib.sha256(answers).hexdigest()}", SECRET_BYTES)


def nonce_of_turn(nonce: bytes, turn: str) -> bytes:
    """Another nonce of the same form (20 bytes), the same for the same turn."""
    return derive(nonce, f"turn/{turn}", NONCE_BYTES)


def new_secret() -> bytes:
    return os.urandom(SECRET_BYTES)


def code_of(secret: bytes) -> str:
    """The secret as 32 lower-case letters and digits."""
    return base64.b32encode(secret).decode().lower()


def grouped(code: str) -> str:
    """The code in groups of four, for reading."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def secret_of(code: str) -> bytes:
    """The secret of a code as a person gives it: spaces, dashes and case do not matter.

    Raises NotSealed when it cannot be a code.
    """
    plain = "".join(filter(str.isalnum, code)).lower().translate(LOOKALIKES)
    try:
        secret = base64.b32decode(plain.upper())
    except (binascii.Error, ValueError):
        raise NotSealed from None
    if len(secret) != SECRET_BYTES:
        raise NotSealed
    return secret


def locator_of(secret: bytes, kind: Kind) -> bytes:
    """Where the record is kept, 32 bytes."""
    return derive(secret, f"{kind}/locator", 32)


def seal(keyring: Keyring, secret: bytes, kind: Kind, data: bytes) -> bytes:
    """`data` as a blob that only this secret and the server's key that seals open.

    Raises ValueError when the data is larger than the largest size.
    """
    key_id = keyring.seals
    iv = os.urandom(IV_BYTES)
    header = bytes([VERSION, key_id])
    locator = locator_of(secret, kind)
    sealed = cipher(keyring.keys[key_id], secret, kind).encrypt(iv, pad(data), header + locator)
    return header + iv + sealed


def is_for(keyring: Keyring, blob: bytes) -> bool:
    """Is it of a version and a key that we know? What is not may be as sound as any other."""
    return blob[:1] == bytes([VERSION]) and blob[1:2] != b"" and blob[1] in keyring.keys


def open_blob(keyring: Keyring, secret: bytes, kind: Kind, blob: bytes) -> bytes:
    """The data sealed in `blob`. Raises NotSealed, whatever is wrong."""
    if not is_for(keyring, blob):
        raise NotSealed
    iv, bound = blob[2:HEADER_BYTES], blob[:2] + locator_of(secret, kind)
    try:
        padded = cipher(keyring.keys[key_id_of(blob)], secret, kind).decrypt(
            iv, blob[HEADER_BYTES:], bound
        )
    except (InvalidTag, ValueError):
        raise NotSealed from None
    return unpad(padded)


def cipher(server_key: bytes, secret: bytes, kind: Kind) -> AESGCM:
    return AESGCM(derive(secret, f"{kind}/key", 32, salt=server_key))


def key_id_of(blob: bytes) -> int:
    """Which server key sealed it; readable without the code, so that old keys can be retired."""
    return blob[1]


def check_value(key: bytes) -> bytes:
    """Eight bytes that tell two server keys apart and tell nothing else."""
    return hmac.digest(key, b"thread/v1/check-value", "sha256")[:8]


def packed(data: bytes) -> bytes:
    """JSON, packed when it would not fit the first size: a length tells nothing as long as all that
    people keep does."""
    return data if len(data) < SIZES[0] else zlib.compress(data)


def unpacked(data: bytes) -> bytes:
    """Raises NotSealed for what we did not pack."""
    try:
        return data if data[:1] == b"{" else zlib.decompress(data)
    except zlib.error:
        raise NotSealed from None


def pad(data: bytes) -> bytes:
    """`data`, 0x80, then zeros up to one of SIZES."""
    for size in SIZES:
        if len(data) < size:
            return data + b"\x80" + bytes(size - len(data) - 1)
    raise ValueError("too much to keep")


def unpad(padded: bytes) -> bytes:
    data, mark, zeros = padded.rpartition(b"\x80")
    if not mark or any(zeros):
        raise NotSealed
    return data
