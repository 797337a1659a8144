"""Waiting files are scanned, one after the other; what is infected or unscanned is never handed out (T75)."""

import logging
import socketserver
import struct
import threading

import pytest
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FileKind, ScanState
from interact.cases.services import access
from interact.cases.services.files import FAILURES, scan_waiting, waiting_for_scanner
from interact.channels.records import Channel
from interact.models import CaseFile
from tests.interact.submitting import send
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CHOKES = b"makes the scanner choke"


class Daemon(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does."""

    def handle(self):
        stream = self.request.makefile("rb")
        stream.read(len(b"zINSTREAM\0"))
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
        reply = {EICAR: b"stream: Eicar-Test-Signature FOUND\0", CHOKES: b"stream: error ERROR\0"}
        self.request.sendall(reply.get(content, b"stream: OK\0"))


@pytest.fixture
def daemon(settings):
    """A scanner; its address is set."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon) as server:
        settings.ANTIVIRUS = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield settings
        server.shutdown()
        thread.join()


@pytest.fixture
def down(settings):
    settings.ANTIVIRUS = "tcp://127.0.0.1:1"
    return settings


def file(content: bytes) -> CleanFile:
    return CleanFile(name="说明.txt", kind=FileKind.TEXT, content=content, content_type="text/plain")


def states() -> list[str]:
    """By content: keys have no order."""
    return list(CaseFile.objects.order_by("size").values_list("scan_state", flat=True))


def test_t75_clean_ones_are_handed_out_and_infected_ones_never(daemon, routing, team_member):
    case = send(files=[file(b"good"), file(EICAR)]).case
    assert states() == [ScanState.WAITING] * 2
    assert scan_waiting() == 2
    assert states() == [ScanState.CLEAN, ScanState.QUARANTINED]
    good, bad = case.files.order_by("size")
    assert access.download(case_id=case.pk, file_key=good.key, actor=team_member)[1] == b"good"
    with pytest.raises(Refused):
        access.download(case_id=case.pk, file_key=bad.key, actor=team_member)
    with bad.file.open("rb") as stored:
        assert EICAR not in stored.read(), "locked away as it came: sealed"
    assert scan_waiting() == 0


def test_t75_with_the_daemon_down_the_case_is_there_and_its_files_wait(down, routing, team_member):
    case = send(files=[file(b"one")]).case
    assert scan_waiting() == 0
    assert states() == [ScanState.WAITING]
    with pytest.raises(Refused):
        access.download(case_id=case.pk, file_key=case.files.get().key, actor=team_member)


def test_t75_they_are_scanned_when_it_is_back(down, daemon, routing, team_member):
    address, daemon.ANTIVIRUS = daemon.ANTIVIRUS, "tcp://127.0.0.1:1"
    send(files=[file(b"one"), file(b"two")])
    assert scan_waiting() == 0
    daemon.ANTIVIRUS = address
    assert scan_waiting() == 2


def test_a_scanner_that_is_down_is_not_asked_about_every_file(down, routing, team_member, caplog):
    send(files=[file(b"%d" % number) for number in range(8)])
    with caplog.at_level(logging.WARNING):
        scan_waiting()
    assert caplog.text.count("did not answer") == FAILURES


def test_a_file_at_which_the_scanner_chokes_does_not_stand_before_the_others(daemon, routing, team_member):
    send(files=[file(CHOKES)])
    send(files=[file(b"good" * 50)])
    assert scan_waiting() == 1
    assert states() == [ScanState.WAITING, ScanState.CLEAN]


def test_without_a_scanner_waiting_files_are_released(down, routing, team_member):
    send(files=[file(b"one")])
    down.ANTIVIRUS = ""
    assert scan_waiting() == 1
    assert states() == [ScanState.CLEAN]


def test_a_file_that_is_missing_or_changed_stops_no_other(daemon, routing, team_member, caplog):
    send(files=[file(b"one"), file(b"two and"), file(b"three and more")])
    gone, changed, _good = CaseFile.objects.order_by("size")
    gone.file.storage.delete(gone.file.name)
    with open(changed.file.path, "r+b") as stored:
        stored.write(b"0" * 20)
    assert scan_waiting() == 1
    assert states() == [ScanState.WAITING, ScanState.WAITING, ScanState.CLEAN]
    assert "FileNotFoundError" in caplog.text
    assert "SealingError" in caplog.text
    assert "说明" not in caplog.text


def test_waiting_too_long(down, routing, team_member, report_handler):
    now = timezone.localtime().replace(hour=15)
    send(files=[file(b"one")], now=now)
    send(Channel.REPORT, files=[file(b"one")], now=now)
    assert not waiting_for_scanner(now).exists()
    assert waiting_for_scanner(now + timezone.timedelta(hours=2)).count() == 1
    assert waiting_for_scanner(now + timezone.timedelta(days=2)).count() == 2
