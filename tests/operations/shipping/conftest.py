"""A folder that another machine pulls, and a server for syslog over TLS."""

import datetime as dt
import ipaddress
import re
import socket
import socketserver
import ssl
import struct
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import audit_log_begun_anew


@pytest.fixture(autouse=True)
def empty_log(db):
    with audit_log_begun_anew():
        pass


@pytest.fixture
def shipped(settings, tmp_path):
    """The folder."""
    settings.AUDIT_SHIP_DIR = str(tmp_path / "shipped")
    return tmp_path / "shipped"


class Server(socketserver.ThreadingTCPServer):
    """Keeps the messages that it reads, frame by frame; after `breaks_after` bytes it resets the line."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext):
        self.context, self.messages, self.breaks_after = context, [], None
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request, client_address):
        """A broken line is what some tests want."""


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        with self.server.context.wrap_socket(self.request, server_side=True) as line:
            content = b""
            while block := line.recv(65536):
                content += block
                if self.server.breaks_after is not None and len(content) > self.server.breaks_after:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
            while content:
                size, rest = re.match(rb"(\d+) ", content), content
                length = int(size[1])
                self.server.messages.append(rest[size.end() : size.end() + length].decode())
                content = rest[size.end() + length :]
            line.unwrap()


@pytest.fixture
def server(settings, tmp_path):
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(context) as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.AUDIT_SYSLOG = f"127.0.0.1:{running.server_address[1]}"
        settings.AUDIT_SYSLOG_CA = str(certificate)
        yield running
        running.shutdown()


def make_certificate(folder):
    """A certificate of this machine, good for an hour, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
