"""Cases in clear, line by line, straight into an encrypted file: nothing of them is on a disk unsealed."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyrage
from django.core.serializers.json import DjangoJSONEncoder

from interact.cases.models.case import Case
from interact.cases.services.files import read_file
from unionsite.core.querysets import in_chunks
from unionsite.core.sealing import SealingError

_FACTS = ("channel", "state", "result", "satisfaction", "language", "received_at", "replied_on", "closed_on", "due_on")
AT_ONCE = 100


class NotARecipient(Exception):
    """The text is no public key of age."""


def recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise NotARecipient(text) from None


def write_cases(file: Path, key: pyrage.x25519.Recipient) -> int:
    """Write all cases to a file that only the holder of the private key opens; return how many. Raises SealingError
    where the keys of this site do not open a case."""
    lines = _Lines()
    with file.open("wb") as stream:
        pyrage.encrypt_io(lines, stream, [key])
    return lines.count


class _Lines(io.RawIOBase):
    """The cases as a stream of JSON lines, made while it is read."""

    def __init__(self):
        self.count = 0
        self._lines, self._rest = self._made(), b""

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self._rest:
            self._rest = next(self._lines, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def _made(self) -> Iterator[bytes]:
        for case in in_chunks(Case.objects.select_related("department"), AT_ONCE):
            self.count += 1
            yield _line({"case": case.number, **_case(case)})
            if case.is_destroyed:
                continue
            for row in case.files.select_related("case"):
                about, content = read_file(row)
                yield _line({"case": case.number, "file": about, "content": base64.b64encode(content).decode()})


def _case(case: Case) -> dict:
    facts = {name: getattr(case, name) for name in _FACTS}
    facts["department"] = case.department.name if case.department else ""
    entries = list(case.entries.order_by("place"))
    if case.is_destroyed:
        return facts | {"is_destroyed": True, "history": [_entry(entry, "") for entry in entries]}
    try:
        words = [entry.words_with(case.vault) for entry in entries]
        return facts | {
            "body": case.body,
            "contact": case.open_contact(),
            "papers": case.papers,
            "history": [_entry(entry, text) for entry, text in zip(entries, words, strict=True)],
        }
    except SealingError as error:
        raise SealingError(f"{case.number}: {error}") from error


def _entry(entry, words: str) -> dict:
    return {"at": entry.at, "step": entry.step, "party": entry.party, "by": entry.actor_label, "words": words}


def _line(values: dict) -> bytes:
    return (json.dumps(values, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n").encode()
