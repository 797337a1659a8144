"""Asks a ClamAV daemon about a file (T75). `cases.services.files` calls it.

Nobody gets a file that has not been scanned: unless the daemon gives a verdict in time, the file goes on waiting.
Without a daemon (`ANTIVIRUS = ""`) files count as clean; the checks of types and contents are then the only ones.
"""

import logging
import re
import socket  # allowed: outgoing (to the one daemon of ANTIVIRUS, on this machine or in its network)
import struct
import time
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings

from interact.attachments.choices import ScanState

logger = logging.getLogger(__name__)

_BLOCK = 64 * 1024
_REPLY_BYTES = 4096
_CLEAN = re.compile(rb"stream: OK")
_INFECTED = re.compile(rb"stream: \S+ FOUND")


class Verdict(Enum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # down, too slow, or a reply that is neither


def is_configured() -> bool:
    return bool(settings.ANTIVIRUS)


def scan_state(verdict: Verdict, *, is_configured: bool) -> ScanState:
    """Return the state of a file after this verdict. A file in state WAITING is scanned again later."""
    if verdict is Verdict.INFECTED:
        return ScanState.QUARANTINED
    if verdict is Verdict.UNKNOWN and is_configured:
        return ScanState.WAITING
    return ScanState.CLEAN


def scan(content: bytes) -> Verdict:
    """Return the daemon's verdict within `ANTIVIRUS_SECONDS` seconds; UNKNOWN without a daemon. Never raises."""
    if not is_configured():
        return Verdict.UNKNOWN
    try:
        reply = _asked(content, time.monotonic() + settings.ANTIVIRUS_SECONDS)
    except (OSError, ValueError) as error:
        logger.warning("The virus scanner did not answer: %s", type(error).__name__)
        return Verdict.UNKNOWN
    if _CLEAN.fullmatch(reply):
        return Verdict.CLEAN
    if _INFECTED.fullmatch(reply):
        return Verdict.INFECTED
    logger.warning("The virus scanner gave no verdict: %r", reply[:200])
    return Verdict.UNKNOWN


def _asked(content: bytes, deadline: float) -> bytes:
    """Return the reply to INSTREAM. Raises OSError, also when time is up; ValueError on a bad address or long reply."""
    with _connected(deadline) as connection:
        try:
            _send(connection, content, deadline)
        except ConnectionError:
            # The daemon cuts off a file above StreamMaxLength, and its reply gives the reason. "OK" would be a verdict
            # on a part of the file only.
            reply = _reply(connection, deadline)
            if not reply or _CLEAN.fullmatch(reply):
                raise
            return reply
        return _reply(connection, deadline)


def _send(connection: socket.socket, content: bytes, deadline: float) -> None:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _BLOCK):
        block = content[start : start + _BLOCK]
        connection.settimeout(_left(deadline))
        connection.sendall(struct.pack(">I", len(block)) + block)
    connection.settimeout(_left(deadline))
    connection.sendall(struct.pack(">I", 0))


def _reply(connection: socket.socket, deadline: float) -> bytes:
    reply = b""
    while b"\0" not in reply:
        connection.settimeout(_left(deadline))
        block = connection.recv(_REPLY_BYTES)
        reply += block
        if len(reply) > _REPLY_BYTES:
            raise ValueError("long reply")
        if not block:
            break
    return reply.removesuffix(b"\0").strip()


def _connected(deadline: float) -> socket.socket:
    address = urlsplit(settings.ANTIVIRUS)
    if address.scheme == "tcp" and address.hostname and address.port:
        return socket.create_connection((address.hostname, address.port), timeout=_left(deadline))
    if address.scheme != "unix" or not address.path:
        raise ValueError("ANTIVIRUS is no address")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_left(deadline))
        connection.connect(address.path)
    except BaseException:
        connection.close()
        raise
    return connection


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
