"""Calls to other hosts: limited in time and size, without proxies, never to inner addresses (T92)."""

import ipaddress
import socket  # allowed: outgoing (where a host lies before it is called; the certificate of BASE_URL)
import ssl
import time
from contextlib import suppress
from datetime import datetime
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import requests  # allowed: outgoing (the callers of this module say to whom; inner addresses are refused here)
from cryptography import x509
from django.conf import settings
from requests.adapters import HTTPAdapter  # allowed: outgoing (as above)
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool  # allowed: outgoing (as above)
from urllib3.connection import HTTPConnection, HTTPSConnection  # allowed: outgoing (as above)
from urllib3.exceptions import HTTPError  # allowed: outgoing (errors alone)

CONNECT_SECONDS = 5
CERTIFICATE_SECONDS = 10
# Ways to write an inner IPv4 address as a global IPv6 one.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class InnerAddress(ValueError):
    """The host lies in the inner network, or on this machine. No OSError: urllib3 would take it for a broken line."""


def is_inner(address: str) -> bool:
    """Whether an IP address, as `getaddrinfo` writes it, is anything but a public one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (found.sixtofour or found.teredo or found in _TRANSLATED):
        return True
    return not found.is_global or found.is_multicast


def public_ip(host: str, port: int) -> str:
    """Return an IP address of a host, all of whose addresses are public. Raises InnerAddress, OSError."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except UnicodeError:
        raise OSError("not a name of a host") from None
    if not found or any(map(is_inner, found)):
        raise InnerAddress(host)
    # Many servers have no IPv6 of their own.
    return min(found, key=lambda address: ":" in address)


class _Bounded:
    """A connection that is cut after `seconds`, whatever trickles in, and goes to the address that was looked at."""

    seconds = 10.0
    may_be_inner = False
    _timer = _wire = None

    def _new_conn(self):
        name = self._dns_host
        if not self.may_be_inner:
            # Asked once: a second answer of the name server may be another.
            self._dns_host = public_ip(name, self.port)
        try:
            sock = super()._new_conn()
        finally:
            self._dns_host = name
        # A second handle: during the handshake of TLS the first is no longer ours.
        self._wire = sock.dup()
        self._timer = Timer(self.seconds, _cut, [self._wire])
        self._timer.daemon = True
        self._timer.start()
        return sock

    def close(self):
        if self._timer is not None:
            self._timer.cancel()
            self._wire.close()
            self._timer = self._wire = None
        super().close()


def _cut(wire: socket.socket) -> None:
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    def __init__(self, *, seconds: float, may_be_inner: bool):
        self.how = {"seconds": seconds, "may_be_inner": may_be_inner}
        super().__init__()

    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self.how),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self.how),
        }


def _pool(pool: type, connection: type, how: dict[str, Any]) -> type:
    return type(pool.__name__, (pool,), {"ConnectionCls": type(connection.__name__, (_Bounded, connection), how)})


class BoundedSession(requests.Session):
    """A session whose calls end after `seconds` at the latest, follow no redirects and read no body by themselves.

    Public addresses alone, unless `may_be_inner`, for a host that nobody but the installation names. Each call has a
    connection of its own. Raises InnerAddress, requests.RequestException.
    """

    def __init__(self, *, seconds: float, agent: str, may_be_inner: bool = False) -> None:
        super().__init__()
        # Ignore proxies and password files set up on the machine.
        self.trust_env = False
        self.seconds = seconds
        # No compression: a small answer must not unpack to a large one.
        self.headers.update({"User-Agent": agent, "Accept-Encoding": "identity", "Connection": "close"})
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(seconds=seconds, may_be_inner=may_be_inner))

    def request(self, method, url, **options: Any) -> requests.Response:  # type: ignore[override]
        timeout = (min(CONNECT_SECONDS, self.seconds), self.seconds)
        start = time.monotonic()
        response = super().request(method, url, timeout=timeout, allow_redirects=False, stream=True, **options)
        if time.monotonic() - start >= self.seconds:
            # A line that was cut among the headers looks as if they ended there.
            response.close()
            raise requests.Timeout("too slow an answer")
        return response


def read_within(raw: Any, *, most: int, deadline: float) -> bytes:
    """Read the body of an answer. Raises requests.Timeout beyond `most` bytes or the `deadline` of `time.monotonic`,
    requests.ConnectionError for a broken line."""
    content = b""
    try:
        # `read1` returns what has arrived without waiting for more, so a trickling answer ends at the deadline.
        while time.monotonic() <= deadline and (piece := raw.read1(8192)):
            content += piece
            if len(content) > most:
                break
        # A line that was cut looks as if the answer ended there.
        if len(content) > most or time.monotonic() > deadline:
            raise requests.Timeout("too long an answer")
    except (HTTPError, OSError) as error:
        if isinstance(error, requests.RequestException):
            raise
        raise requests.ConnectionError(type(error).__name__) from None
    finally:
        raw.close()
    return content


def certificate_until() -> datetime | None:
    """Return until when the certificate of BASE_URL is good; None without https, or if it cannot be had."""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https" or not parts.hostname:
        return None
    # Not verified: it is the certificate that is looked at, valid or not, and nothing is sent.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        suppress(OSError, ValueError),
        socket.create_connection((parts.hostname, parts.port or 443), timeout=CERTIFICATE_SECONDS) as line,
        context.wrap_socket(line, server_hostname=parts.hostname) as secured,
    ):
        if der := secured.getpeercert(binary_form=True):
            return x509.load_der_x509_certificate(der).not_valid_after_utc
    return None
