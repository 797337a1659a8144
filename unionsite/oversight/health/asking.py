"""The calls of a walk: to the site's own address, and to addresses of other sites (T92)."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from urllib.parse import urljoin

import requests  # allowed: outgoing (to BASE_URL, and to public addresses alone, see core/outgoing.py)
from django.conf import settings
from urllib3.exceptions import HTTPError  # allowed: outgoing (errors alone)

from unionsite.core.outgoing import BoundedSession, InnerAddress, read_within
from unionsite.oversight.health.choices import AGENT, LINK_SECONDS, PAGE_SECONDS, LinkFault
from unionsite.oversight.health.rules import UNKNOWN_STATUSES, host_of, is_well_formed, link_fault

PAGE_BYTES = 4 * 1024 * 1024
MOST_REDIRECTS = 5
HOSTS_AT_ONCE = 4
_ERRORS = (requests.RequestException, HTTPError, OSError, ValueError)


def agent() -> str:
    return AGENT.format(base_url=settings.BASE_URL)


class OwnSite(BoundedSession):
    """Asks the site's own address, which may lie in the inner network; the certificate is looked at apart."""

    def __init__(self):
        super().__init__(seconds=PAGE_SECONDS, agent=agent(), may_be_inner=True)
        if settings.HEALTH_CA_FILE:
            self.verify = settings.HEALTH_CA_FILE

    def page(self, address: str) -> tuple[int, float, str]:
        """Return status (0 for no answer in time), seconds until all was there, and the HTML of a page of ours."""
        start = time.monotonic()
        try:
            with self.request("GET", address, headers={"Accept": "text/html"}) as response:
                content = read_within(response.raw, most=PAGE_BYTES, deadline=start + PAGE_SECONDS)
                status = response.status_code
        except _ERRORS:
            return 0, time.monotonic() - start, ""
        return status, time.monotonic() - start, content.decode("utf-8", "replace")

    def status(self, address: str) -> int:
        """Return the status of anything of ours, without its body; 0 for no answer."""
        try:
            with self.request("HEAD", address) as response:
                return response.status_code
        except _ERRORS:
            return 0


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What became of asking a link: `fault` None if it works, or if it cannot be judged (`is_unknown`)."""

    status: int
    fault: LinkFault | None
    is_unknown: bool = False


def foreign_session() -> BoundedSession:
    return BoundedSession(seconds=LINK_SECONDS, agent=agent(), may_be_inner=settings.HEALTH_PRIVATE_ADDRESSES)


def ask(address: str, session: requests.Session) -> LinkAnswer:
    """Ask an address of another site, following redirects a little way; the body is never read."""
    seen: set[str] = set()
    deadline = time.monotonic() + LINK_SECONDS
    while is_well_formed(address):
        if address in seen or len(seen) > MOST_REDIRECTS:
            return LinkAnswer(0, LinkFault.LOOP)
        if time.monotonic() > deadline:
            return LinkAnswer(0, LinkFault.UNREACHABLE)
        seen.add(address)
        try:
            status, onward = _once(address, session)
        except InnerAddress:
            # Refused, and so nobody knows: on an intranet it may well work.
            return LinkAnswer(0, None, is_unknown=True)
        except _ERRORS as error:
            is_invalid = "CERTIFICATE_VERIFY_FAILED" in str(error)
            return LinkAnswer(0, LinkFault.CERTIFICATE if is_invalid else LinkFault.UNREACHABLE)
        if not onward:
            return LinkAnswer(status, link_fault(status), status in UNKNOWN_STATUSES)
        address = urljoin(address, onward)
    return LinkAnswer(0, LinkFault.MALFORMED)


def _once(address: str, session: requests.Session) -> tuple[int, str]:
    """Return status and address of the redirect, "" for none. Servers that dislike HEAD are asked with GET."""
    for method in ("HEAD", "GET"):
        with session.request(method, address) as response:
            status = response.status_code
            if response.is_redirect:
                return status, response.headers["location"]
        if status < 400:
            break
    return status, ""


def ask_many(groups: Mapping[str, Sequence[str]], *, until: float) -> Iterator[tuple[str, LinkAnswer]]:
    """Yield (address, answer) as they come: a few hosts at a time, each asked once at a time and with a pause, until
    the moment `until` of `time.monotonic`. What was not asked by then is left out."""
    answers: SimpleQueue = SimpleQueue()

    def ask_host(addresses: Sequence[str]) -> None:
        try:
            with foreign_session() as session:
                for number, address in enumerate(addresses):
                    if number:
                        time.sleep(settings.HEALTH_PAUSE_SECONDS)
                    if time.monotonic() > until:
                        break
                    answers.put((address, ask(address, session)))
        finally:
            answers.put(None)

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for addresses in groups.values():
            pool.submit(ask_host, addresses)
        left = len(groups)
        while left:
            if (answer := answers.get()) is None:
                left -= 1
            else:
                yield answer


def by_host(addresses: Collection[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for address in addresses:
        groups.setdefault(host_of(address), []).append(address)
    return groups
