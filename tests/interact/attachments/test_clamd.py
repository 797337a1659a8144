"""A real ClamAV daemon with a signature of our own. Skipped where there is none."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest

from interact.attachments.antivirus import Verdict, scan
from tests.interact.attachments.samples import archive

CLAMD = shutil.which("clamd")
pytestmark = [pytest.mark.skipif(not CLAMD, reason="needs clamd"), pytest.mark.once]
# Found by no scanner but this one.
HARMLESS = b"unionsite: a harmless string " + b"that our own signature finds"
MB = 1024 * 1024


@pytest.fixture
def clamd(tmp_path_factory, settings):
    """The process; its address is set. Takes no more than 4 MB."""
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db/own.ndb").write_text(f"Own.Harmless:0:*:{HARMLESS.hex()}\n")
    path = folder / "clamd.ctl"
    lines = ["Foreground yes", f"DatabaseDirectory {folder}/db", f"LocalSocket {path}", "StreamMaxLength 4M"]
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    process = subprocess.Popen([CLAMD, "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL)
    settings.ANTIVIRUS, settings.ANTIVIRUS_SECONDS = f"unix://{path}", 20
    try:
        for _try in range(300):
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(str(path)) == 0:
                    break
            assert process.poll() is None
            time.sleep(0.1)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def test_t75_clean_infected_packed_and_large(clamd, caplog):
    assert scan(b"letter") is Verdict.CLEAN
    assert scan(b"letter " + HARMLESS) is Verdict.INFECTED
    assert scan(archive({"word/document.xml": b"letter " * 999 + HARMLESS})) is Verdict.INFECTED
    assert scan(os.urandom(3 * MB)) is Verdict.CLEAN
    assert scan(os.urandom(3 * MB) + HARMLESS) is Verdict.INFECTED
    assert scan(os.urandom(5 * MB)) is Verdict.UNKNOWN
    assert "INSTREAM size limit exceeded" in caplog.text


def test_t75_a_daemon_that_dies_or_hangs_gives_no_verdict(clamd, settings):
    settings.ANTIVIRUS_SECONDS = 0.5
    clamd.send_signal(signal.SIGSTOP)
    assert scan(b"letter") is Verdict.UNKNOWN
    settings.ANTIVIRUS_SECONDS = 20
    timer = threading.Timer(0.3, clamd.kill)
    timer.start()
    assert scan(b"letter") is Verdict.UNKNOWN
    timer.join()
    assert scan(b"letter") is Verdict.UNKNOWN
