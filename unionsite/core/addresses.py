"""Where a request came from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(remote: str, forwarded_for: str, proxies: int) -> str:
    """The sender's address behind `proxies` reverse proxies of our own.

    Each of them appends the address it saw to X-Forwarded-For, so only that many entries from the right are true;
    whatever stands further left was written by the sender (T28).
    """
    entries = [entry.strip() for entry in forwarded_for.split(",") if entry.strip()]
    if proxies < 1 or len(entries) < proxies:
        return remote
    return entries[-proxies]


def address_of(request: HttpRequest) -> str:
    return client_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES
    )
