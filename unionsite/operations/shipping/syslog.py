"""The log to another machine by syslog over TLS (RFC 5424 in the frames of RFC 5425)."""

import socket  # allowed: outgoing (to the one server of AUDIT_SYSLOG, whose certificate is checked)
import ssl
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

from django.conf import settings

SECONDS = 20
DEFAULT_PORT = 6514
# Facility 13, "log audit", severity 6, "informational".
PRIORITY = 13 * 8 + 6


def frame(text: str, at: datetime, host: str) -> bytes:
    """Return one message; its length counts bytes."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    message = f"<{PRIORITY}>1 {stamp} {host} unionsite - audit - {text}".encode()
    return b"%d %b" % (len(message), message)


def send(lines: Iterable[str], at: datetime) -> None:
    """Send all lines over one connection. Returns only when the server has answered the end of the stream, which it
    reads after everything before it: until then nothing counts as shipped. Raises OSError."""
    host, _colon, port = settings.AUDIT_SYSLOG.rpartition(":")
    if not port.isdecimal():
        host, port = settings.AUDIT_SYSLOG, str(DEFAULT_PORT)
    context = ssl.create_default_context(cafile=settings.AUDIT_SYSLOG_CA or None)
    if settings.AUDIT_SYSLOG_CERT:
        context.load_cert_chain(settings.AUDIT_SYSLOG_CERT, settings.AUDIT_SYSLOG_KEY or None)
    with (
        socket.create_connection((host, int(port)), timeout=SECONDS) as line,
        context.wrap_socket(line, server_hostname=host) as secured,
    ):
        own_name = socket.gethostname() or "-"
        for text in lines:
            secured.sendall(frame(text, at, own_name))
        # rsyslog with GnuTLS hangs up without a word once it has read all; had it not, the line would be reset.
        with suppress(ssl.SSLEOFError):
            secured.unwrap()
