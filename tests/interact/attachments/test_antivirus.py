"""Only what the daemon calls clean is handed out; whatever else it does leaves a file waiting (T75)."""

import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from interact.attachments.antivirus import Verdict, is_configured, scan, scan_state
from interact.attachments.choices import ScanState
from tests.interact.attachments.samples import accepted

pytestmark = pytest.mark.once

# In two parts, so that no scanner takes this file for the thing.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def receive(connection: socket.socket) -> bytes:
    """What came in by INSTREAM."""
    with connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
    return content


def honest(connection):
    connection.sendall(b"stream: Eicar-Signature FOUND\0" if EICAR in receive(connection) else b"stream: OK\0")


def saying(reply: bytes):
    def answer(connection):
        receive(connection)
        connection.sendall(reply)

    return answer


def silent(connection):
    receive(connection)
    connection.recv(1)


def slow(connection):
    receive(connection)
    for byte in b"stream: OK\0":
        time.sleep(0.05)
        connection.sendall(bytes([byte]))


def endless(connection):
    receive(connection)
    while True:
        connection.sendall(b"stream: OK" * 1000)


def deaf(connection):
    connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")


def hasty(connection):
    """Has seen enough after the beginning."""
    connection.recv(1000)
    connection.sendall(b"stream: OK\0")


@contextmanager
def daemon(answer, family=socket.AF_INET, address=("127.0.0.1", 0)):
    """A daemon that answers one client; yields its port or path."""
    with socket.socket(family) as server:
        server.bind(address)
        server.listen()
        server.settimeout(5)

        def serve():
            connection, _address = server.accept()
            with connection:
                connection.settimeout(5)
                # A client whose time is over may leave in the middle.
                with suppress(OSError, struct.error, AssertionError):
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()
        thread.join(5)


def verdict(settings, answer, content=b"letter", seconds=5) -> Verdict:
    settings.ANTIVIRUS_SECONDS = seconds
    with daemon(answer) as (host, port):
        settings.ANTIVIRUS = f"tcp://{host}:{port}"
        return scan(content)


def test_t75_eicar_passes_for_text_and_is_quarantined(settings):
    file = accepted("a.txt", EICAR)
    found = verdict(settings, honest, file.content)
    assert found is Verdict.INFECTED
    assert scan_state(found, is_configured=is_configured()) is ScanState.QUARANTINED


def test_t75_a_clean_file_of_several_blocks_is_clean(settings):
    found = verdict(settings, honest, b"letter" * 50_000)
    assert found is Verdict.CLEAN
    assert scan_state(found, is_configured=is_configured()) is ScanState.CLEAN


def test_t75_a_daemon_behind_a_file_is_asked_too(settings, tmp_path):
    path = str(tmp_path / "clamd.ctl")
    settings.ANTIVIRUS = f"unix://{path}"
    with daemon(honest, socket.AF_UNIX, path):
        assert scan(EICAR) is Verdict.INFECTED


@pytest.mark.parametrize(
    "answer",
    [
        saying(b""),
        saying(b"stream: OK and FOUND\0"),
        saying(b"stream: OK\nstream: X FOUND\0"),
        saying(b"INSTREAM size limit exceeded. ERROR\0"),
        saying(b"HTTP/1.1 200 OK\r\n\r\n"),
        saying(b"\xff\xfe" * 99 + b"\0"),
        saying(b"stream: " + b"A" * 9000 + b" FOUND\0"),
        saying(b"stream: OK" + b" " * 5000 + b"\0"),
        endless,
        deaf,
    ],
    ids=["nothing", "both", "two lines", "limit", "web", "bytes", "long", "huge blank", "endless", "deaf"],
)
def test_t75_an_odd_or_huge_reply_is_no_verdict(settings, answer):
    found = verdict(settings, answer, b"letter" * 200_000 if answer is deaf else b"letter")
    assert found is Verdict.UNKNOWN
    assert scan_state(found, is_configured=is_configured()) is ScanState.WAITING


def test_t75_a_verdict_on_a_part_is_none(settings):
    assert verdict(settings, hasty, b"letter" * 2_000_000) is Verdict.UNKNOWN


def test_t75_why_a_large_file_was_cut_off_stands_in_the_log(settings, caplog):
    assert verdict(settings, deaf, b"letter" * 2_000_000) is Verdict.UNKNOWN
    assert "INSTREAM size limit exceeded" in caplog.text


@pytest.mark.parametrize("answer", [silent, slow])
def test_t75_time_is_limited_as_a_whole(settings, answer):
    start = time.monotonic()
    assert verdict(settings, answer, seconds=0.2) is Verdict.UNKNOWN
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.ctl", "tcp://127.0.0.1", "tcp://127.0.0.1:99999", "http://[", "clamd"],
)
def test_t75_a_daemon_that_is_down_or_wrongly_named_leaves_files_waiting(settings, address):
    settings.ANTIVIRUS = address
    assert scan(b"letter") is Verdict.UNKNOWN
    assert scan_state(Verdict.UNKNOWN, is_configured=is_configured()) is ScanState.WAITING


def test_t75_without_a_daemon_files_count_as_clean(settings):
    settings.ANTIVIRUS = ""
    assert scan(EICAR) is Verdict.UNKNOWN
    assert scan_state(Verdict.UNKNOWN, is_configured=is_configured()) is ScanState.CLEAN
    assert scan_state(Verdict.INFECTED, is_configured=False) is ScanState.QUARANTINED
