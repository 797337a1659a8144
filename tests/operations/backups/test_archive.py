"""The sealed file: whole or refused, readable without this program, and by nobody without the key (T98)."""

import hashlib
import io
import tarfile

import pyrage
import pytest

from tests.operations.backups.conftest import PICTURE
from unionsite.operations.backups import archive
from unionsite.operations.backups.archive import PART
from unionsite.operations.backups.choices import MANIFEST, BackupError

pytestmark = pytest.mark.once

# Several of age's pieces of 64 KB, so that there is a middle.
LONG = bytes(range(256)) * 2000


@pytest.fixture
def sealed(tmp_path, key):
    path = tmp_path / "one.tar.age"
    with archive.writing(path, [key.public]) as writer:
        writer.add_bytes(MANIFEST, b'{"format": 1}')
        writer.add_parts("database.pgdump", iter([LONG[:1000], LONG[1000:]]))
        writer.add_bytes("uploads/media/images/outing.png", PICTURE)
    return path


def read(content: bytes, identities) -> dict[str, bytes]:
    with archive.reading(io.BytesIO(content), identities) as reader:
        return {name: file.read() for name, file, _size in reader.members()}


def test_what_went_in_comes_out(sealed, key):
    assert read(sealed.read_bytes(), key.identities) == {
        "database.pgdump/000001": LONG,
        "uploads/media/images/outing.png": PICTURE,
    }
    assert sealed.stat().st_mode & 0o077 == 0


def test_a_long_stream_is_cut_into_parts(tmp_path, key):
    path = tmp_path / "long.tar.age"
    with archive.writing(path, [key.public]) as writer:
        writer.add_bytes(MANIFEST, b"{}")
        writer.add_parts("database", (bytes(2**20) for _number in range(PART // 2**20 + 1)))

    found = read(path.read_bytes(), key.identities)

    assert [(name, len(content)) for name, content in found.items()] == [
        ("database/000001", PART),
        ("database/000002", 2**20),
    ]


def test_it_opens_without_this_program(sealed, key):
    plain = pyrage.decrypt(sealed.read_bytes(), key.identities)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        sums = tar.extractfile("SHA256SUMS").read().decode()
        for line in sums.splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(tar.extractfile(name).read()).hexdigest() == digest
    assert sums.count("\n") == 3


def test_t98_a_stolen_backup_tells_nothing_without_the_key(sealed, other_key):
    content = sealed.read_bytes()

    assert PICTURE[:20] not in content
    assert b"outing" not in content
    with pytest.raises(BackupError, match="这把私钥打不开"):
        read(content, other_key.identities)


@pytest.mark.parametrize("place", [0, 30, 150, 200, 100_000, -200_000, -30, -1])
def test_t98_one_byte_changed_is_detected(sealed, key, place):
    content = bytearray(sealed.read_bytes())
    content[place] ^= 1

    with pytest.raises(BackupError):
        read(bytes(content), key.identities)


@pytest.mark.parametrize("length", [0, 10, 150, 250, 70_000, 65_536 * 4 + 216, -65_536, -1])
def test_one_cut_short_is_refused(sealed, key, length):
    with pytest.raises(BackupError):
        read(sealed.read_bytes()[:length], key.identities)


def test_what_is_no_backup_is_said_to_be_none(key):
    with pytest.raises(BackupError, match="不是加密的备份"):
        read(b"PK\x03\x04 something else", key.identities)
    with pytest.raises(BackupError):
        read(pyrage.encrypt(b"something else", [key.identities[0].to_public()]), key.identities)


def test_whoever_stops_early_gets_their_own_error(sealed, key):
    with (
        pytest.raises(BackupError, match="not here"),
        sealed.open("rb") as file,
        archive.reading(file, key.identities) as reader,
    ):
        raise BackupError(f"not here: {reader.head}")


def test_a_backup_sealed_by_somebody_else_is_known(sealed, key, settings):
    def is_ours() -> bool:
        with sealed.open("rb") as file, archive.reading(file, key.identities) as reader:
            for _member in reader.members():
                pass
        return reader.is_ours

    assert is_ours()
    settings.AUDIT_KEY = "of another site " * 4
    assert not is_ours()


def test_a_failure_leaves_no_file(tmp_path, key):
    path = tmp_path / "broken.tar.age"
    with pytest.raises(ZeroDivisionError), archive.writing(path, [key.public]) as writer:
        writer.add_parts("database", (LONG * (1 // number) for number in (1, 0)))
    assert not path.exists()


def test_a_file_shorter_than_it_said_is_no_backup(tmp_path, key):
    path = tmp_path / "short.tar.age"
    with pytest.raises(OSError, match="unexpected end"), archive.writing(path, [key.public]) as writer:
        writer.add("uploads/media/x", io.BytesIO(b"abc"), 10)
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "# public key: age1abc", "AGE-SECRET-KEY-1NONSENSE", "钥匙"])
def test_a_file_without_a_private_key_is_told(tmp_path, text):
    path = tmp_path / "x.key"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BackupError, match="私钥"):
        archive.identities_in(path)
    with pytest.raises(BackupError, match="读不出"):
        archive.identities_in(tmp_path / "nothing")


def test_public_keys_are_asked_for_and_checked(key):
    assert archive.checked_recipients([key.public]) == [key.public]
    with pytest.raises(BackupError, match="BACKUP_RECIPIENTS"):
        archive.checked_recipients([])
    with pytest.raises(BackupError, match="写错了"):
        archive.checked_recipients([key.public[:-1]])
