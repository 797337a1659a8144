"""A passkey in software: answers as a phone or a stick would through its browser, rightly or wrongly."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from html import unescape

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

ORIGIN = "http://localhost"
PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def question_of(answer) -> dict:
    """What a page asks the browser to ask the key."""
    found = re.search(r'data-passkey="([^"]+)"', answer.content.decode())
    return json.loads(unescape(found[1]))


class SoftKey:
    def __init__(self, origin: str = ORIGIN, *, verifies: bool = True, count: int = 0):
        self.origin, self.verifies, self.count = origin, verifies, count
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)

    def _client_data(self, kind: str, question: dict, **changes) -> bytes:
        data = {"type": f"webauthn.{kind}", "challenge": question["challenge"], "origin": self.origin}
        return json.dumps(data | changes).encode()

    def _authenticator_data(self, host: str, *, flags: int = 0, rest: bytes = b"") -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big") + rest

    def _answer(self, **response: bytes) -> str:
        identifier = bytes_to_base64url(self.id)
        parts = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": identifier, "rawId": identifier, "type": "public-key", "response": parts})

    def create(self, question: dict, **changes) -> str:
        """The answer to `navigator.credentials.create()`, without attestation; `changes` falsify what was asked."""
        numbers = self.private.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        rest = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(key)
        data = self._authenticator_data(question["rp"]["id"], flags=NEW_KEY, rest=rest)
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("create", question, **changes), attestationObject=attestation
        )

    def get(self, question: dict, *, host: str | None = None, counts: int = 1, **changes) -> str:
        """The answer to `navigator.credentials.get()`."""
        self.count += counts
        client = self._client_data("get", question, **changes)
        data = self._authenticator_data(host or question["rpId"])
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)
