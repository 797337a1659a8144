"""A stand-in for rsyslog on this machine: what it has read to the end lies in the folder that another machine pulls."""

import socket
import socketserver
import struct
import threading

import pytest

from tests.conftest import audit_log_begun_anew
from unionsite.operations.shipping import services


@pytest.fixture(autouse=True)
def empty_log(db):
    with audit_log_begun_anew():
        pass


class Rsyslog(socketserver.ThreadingTCPServer):
    """While `breaks` it hangs up in the middle, with what it has not read."""

    daemon_threads = allow_reuse_address = True
    breaks = False

    def __init__(self, folder):
        self.folder, self.messages = folder, []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.breaks:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.recv(1)
            self.connection.close()
            return
        for line in self.rfile:
            self.server.messages.append(line.decode())
            with (self.server.folder / "audit-2026-11-01.jsonl").open("a", encoding="utf-8") as file:
                file.write(line.decode().partition(" audit - ")[2])


@pytest.fixture
def rsyslog(settings, tmp_path, monkeypatch):
    settings.AUDIT_SHIP_DIR, settings.VAR_DIR = str(tmp_path / "shipped"), tmp_path
    (tmp_path / "shipped").mkdir()
    (tmp_path / "syslog").mkdir()
    with Rsyslog(tmp_path / "shipped") as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        monkeypatch.setattr(services, "RSYSLOG", running.server_address)
        yield running
        running.shutdown()


@pytest.fixture
def shipped(rsyslog):
    """The folder."""
    return rsyslog.folder


@pytest.fixture
def says(tmp_path, rsyslog):
    """Has rsyslog say how it is."""

    def say(what, at):
        with (tmp_path / "syslog" / "state").open("a", encoding="utf-8") as file:
            file.write(f"{at.isoformat()} action 'server' {what} (module 'builtin:omfwd')\n")

    return say
