"""The file of a backup: a tar, sealed by age as it is written, in constant memory; and reading it, whole or not at all.

    age -d -i KEY FILE | tar x && sha256sum -c SHA256SUMS

opens one without this program. First in it stands `manifest.json`, last `SHA256SUMS` of everything before and `SEAL`,
which only who has AUDIT_KEY can have written: anybody can seal something to a public key.
"""

import hashlib
import hmac
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from unionsite.operations.backups.choices import MANIFEST, SEAL, SUMS, BackupError

MAGIC = b"age-encryption.org/v1\n"
CHUNK, PART = 2**20, 2**24
# Beyond this something is no list of files.
LONGEST_TEXT = 2**28


class _Beside:
    """Runs one of pyrage's functions in a thread, at the other end of a pipe."""

    def __init__(self, work: Callable[[], None]):
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # Raised again in the thread that waits for it.
            self.error = error

    def end(self) -> None:
        self._thread.join()


def seal_of(sums: bytes) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), b"unionsite.backup\0" + sums, hashlib.sha256).hexdigest()


class Writer:
    """Adds to the tar and remembers what; `sums` are (SHA-256, name). When all is written, `digest` is the SHA-256 of
    the sealed file and `size` its bytes."""

    def __init__(self, stream: IO[bytes]):
        # Closed by `finish` or `abandon`.
        self._tar = tarfile.open(fileobj=stream, mode="w|", bufsize=CHUNK, copybufsize=CHUNK)  # noqa: SIM115
        self.sums: list[tuple[str, str]] = []
        self.digest, self.size = "", 0

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add `size` bytes. Raises OSError if the source ends before."""
        digest = _Hashing(source)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, digest)  # type: ignore[arg-type]
        # It would remember every file.
        self._tar.members = []
        self.sums.append((digest.hexdigest(), name))

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def add_parts(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a stream of unknown length in numbered parts, so that it need not wait on the disk in clear."""
        number, waiting = 1, bytearray()
        for chunk in chunks:
            waiting += chunk
            while len(waiting) >= PART:
                self.add_bytes(f"{name}/{number:06d}", bytes(waiting[:PART]))
                del waiting[:PART]
                number += 1
        if waiting or number == 1:
            self.add_bytes(f"{name}/{number:06d}", bytes(waiting))

    def finish(self) -> None:
        sums = "".join(f"{digest}  {name}\n" for digest, name in self.sums).encode()
        for name, content in ((SUMS, sums), (SEAL, seal_of(sums).encode())):
            self.add_bytes(name, content)
        self._tar.close()

    def abandon(self) -> None:
        with suppress(OSError, ValueError):
            self._tar.close()


class _Hashing:
    """A file that hashes what is read of it."""

    def __init__(self, source: IO[bytes]):
        self._source, self._digest = source, hashlib.sha256()
        self.hexdigest = self._digest.hexdigest

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self._digest.update(block)
        return block


class _Sink:
    """The sealed file, hashed as it is written."""

    def __init__(self, output: IO[bytes]):
        self._output, self.digest, self.size = output, hashlib.sha256(), 0

    def write(self, block: bytes) -> int:
        self.digest.update(block)
        self.size += len(block)
        return self._output.write(block)

    def flush(self) -> None:
        self._output.flush()


@contextmanager
def writing(path: Path, recipients: list[str]) -> Iterator[Writer]:
    """Inside, what is added to the writer goes to a new file that only this user reads; on failure none is left."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    reading_end, writing_end = os.pipe()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    source, output = os.fdopen(reading_end, "rb"), os.fdopen(descriptor, "wb")
    sink = _Sink(output)

    def work() -> None:
        # Closed here whatever happens: who writes must not wait for a reader that is gone.
        with source:
            pyrage.encrypt_io(source, sink, keys)

    beside, stream = _Beside(work), os.fdopen(writing_end, "wb", buffering=CHUNK)
    writer = Writer(stream)
    try:
        try:
            yield writer
            writer.finish()
        finally:
            writer.abandon()
            with suppress(BrokenPipeError):
                stream.close()
            beside.end()
            if beside.error:
                raise beside.error
        output.flush()
        os.fsync(output.fileno())
        writer.digest, writer.size = sink.digest.hexdigest(), sink.size
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        with suppress(OSError):
            output.close()


class Reader:
    """What lies in a backup, in its order: first `head`, the manifest, then `members()`, which must be read to the end,
    for only there everything turns out to be whole."""

    def __init__(self, stream: IO[bytes]):
        self._stream = stream
        self._tar = tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK)  # noqa: SIM115  (reads a pipe, owns nothing)
        self.sums: dict[str, str] = {}
        self.is_ours = False
        name, content, _size = next(self._entries())
        if name != MANIFEST:
            raise BackupError(_("这不是本软件做的备份。"))
        self.head: dict = json.loads(content.read())
        self.sums[name] = content.hexdigest()

    def _entries(self) -> Iterator[tuple[str, _Hashing, int]]:
        while entry := self._tar.next():
            self._tar.members = []
            if entry.isfile():
                yield entry.name, _Hashing(self._tar.extractfile(entry)), entry.size  # type: ignore[arg-type]

    def members(self) -> Iterator[tuple[str, _Hashing, int]]:
        """Yield name, file and size of each; raise BackupError at the end if it is not all that was written."""
        sums = seal = b""
        for name, content, size in self._entries():
            if name in (SUMS, SEAL):
                text = content.read(LONGEST_TEXT)
                sums, seal = (text, seal) if name == SUMS else (sums, text)
                continue
            yield name, content, size
            while content.read(CHUNK):
                pass
            self.sums[name] = content.hexdigest()
        while self._stream.read(CHUNK):
            pass
        if sums != "".join(f"{digest}  {name}\n" for name, digest in self.sums.items()).encode():
            raise BackupError(_("备份不完整，或者内容与其中的校验清单不一致，不能使用。请换一份备份。"))
        self.is_ours = hmac.compare_digest(seal.decode("ascii", "replace"), seal_of(sums))


@contextmanager
def reading(source: IO[bytes], identities: list) -> Iterator[Reader]:
    """Inside, the backup is being opened. Raises BackupError in words for a wrong key and for every kind of damage."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BackupError(_("这个文件不是加密的备份，或者开头已损坏。请换一份备份。"))
    source.seek(0)
    reading_end, writing_end = os.pipe()
    output = os.fdopen(writing_end, "wb", buffering=CHUNK)

    def work() -> None:
        # A reader that is gone ends it.
        with suppress(BrokenPipeError), output:
            pyrage.decrypt_io(source, output, identities)

    beside, stream = _Beside(work), os.fdopen(reading_end, "rb", buffering=CHUNK)
    try:
        yield Reader(stream)
        beside.end()
        if beside.error:
            raise beside.error
    except (tarfile.TarError, EOFError, StopIteration, json.JSONDecodeError, OSError) as error:
        stream.close()
        beside.end()
        raise _in_words(beside.error or error) from error
    except pyrage.DecryptError as error:
        raise _in_words(error) from error
    finally:
        stream.close()
        beside.end()


def _in_words(error: BaseException) -> Exception:
    if isinstance(error, pyrage.DecryptError):
        if "No matching keys" in str(error):
            return BackupError(_("这把私钥打不开这份备份。请换成与备份时的公钥（BACKUP_RECIPIENTS）配对的那一把。"))
        return BackupError(_("备份的开头已损坏，打不开。请换一份备份。"))
    if isinstance(error, OSError) and error.errno:
        # Of the disk or the database, not of the backup.
        return error
    return BackupError(_("备份已损坏或者不完整（被截断、被改动），打不开。请换一份备份。"))


def identities_in(path: Path) -> list:
    """Return the private keys of a file as age-keygen writes it. Raises BackupError where there is none."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(
            _("读不出私钥文件%(path)s。它应当是age-keygen或make_backup_key产生的文件，含有AGE-SECRET-KEY-1开头的一行。")
            % {"path": path}
        ) from error
    if not found:
        raise BackupError(_("私钥文件%(path)s里没有私钥（AGE-SECRET-KEY-1开头的一行）。") % {"path": path})
    return found


def checked_recipients(recipients: list[str]) -> list[str]:
    """Return the public keys. Raises BackupError where there is none, or one is mistyped."""
    if not recipients:
        raise BackupError(_("还没有设置备份的公钥，不能备份。请在.env中填写BACKUP_RECIPIENTS，见《备份与恢复》。"))
    for recipient in recipients:
        try:
            pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError as error:
            raise BackupError(
                _("备份的公钥写错了：%(key)s。公钥以age1开头，请从生成它的地方整行复制。") % {"key": recipient[:20]}
            ) from error
    return recipients
