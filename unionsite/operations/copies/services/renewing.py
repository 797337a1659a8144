"""Renews the copy: what was noted since the last time, and each night all of it, step by step."""

import logging
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from unionsite.core.queries import is_open
from unionsite.operations.copies import folders
from unionsite.operations.copies.models import CopyChange
from unionsite.operations.copies.rules import (
    EVERYTHING,
    MOST_FAULTS,
    REST,
    STEP_SECONDS,
    NoPlace,
    file_of,
    is_due,
    is_given_up,
)
from unionsite.operations.copies.services.changes import drop, note
from unionsite.operations.copies.services.taking import Failing, Taker
from unionsite.operations.reader.asking import ROBOTS, SITE_MAP, public_addresses

logger = logging.getLogger(__name__)


class CopyFailed(Exception):
    """The site answers with errors, and a round was given up; the last copy is still handed out."""


@dataclass
class Clock:
    """How long work may go on, and how much of the time it rests in between, for the readers' sake."""

    until: float
    rest: float

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.until

    def rest_after(self, start: float) -> None:
        if self.rest:
            time.sleep((time.monotonic() - start) * self.rest)


def renew(*, seconds: float = STEP_SECONDS, rest: float = REST, now: datetime | None = None) -> None:
    """Work for some seconds. Safe to run twice; does nothing while another process is at work (`Busy` is swallowed),
    or where no copy is wanted, or of a site that is not open yet.

    Raises CopyFailed when a round had to be given up.
    """
    if not settings.STATIC_COPY or not is_open():
        return
    clock, now = Clock(time.monotonic() + seconds, rest), now or timezone.now()
    try:
        with folders.locked():
            take_changes(clock)
            state = folders.state()
            if "round" in state or _is_due(state, now):
                _carry_on(state, clock, now)
    except folders.Busy:
        return


def make_copy(*, rest: float = 0.0, now: datetime | None = None) -> dict:
    """Make the whole copy anew in one go; return its state. Raises Busy, CopyFailed and SiteMapFailed."""
    with folders.locked():
        state = {key: value for key, value in folders.state().items() if key != "round"}
        _carry_on(state, Clock(float("inf"), rest), now or timezone.now())
    return folders.state()


def take_changes(clock: Clock) -> int:
    """Renew the noted addresses; return how many. Pages gone leave the copy, and pages that name them are renewed."""
    places, number = folders.every_folder(), 0
    if not places or not CopyChange.objects.exclude(address=EVERYTHING).exists():
        return 0
    taker, gone = Taker(places), []
    while not clock.is_over:
        row = CopyChange.objects.exclude(address=EVERYTHING).first()
        if row is None and not gone:
            break
        if row is None:
            # One look through all files for everything that has gone.
            note([SITE_MAP, *pages_naming(gone)])
            gone = []
            continue
        start = time.monotonic()
        try:
            if not taker.take(row.address):
                drop(row.address)
                gone.append(row.address)
        except Failing:
            logger.warning("The copy keeps its page at %s: the site fails there", row.address)
        except NoPlace:
            logger.warning("The copy has no place for %s", row.address)
        # Noted again meanwhile, it stays.
        CopyChange.objects.filter(pk=row.pk, noted_at=row.noted_at).delete()
        number += 1
        clock.rest_after(start)
    if gone:
        note([SITE_MAP, *pages_naming(gone)])
    if number and folders.current():
        folders.keep_state(folders.state() | {"renewed_at": timezone.now().isoformat()})
    return number


def pages_naming(addresses: Iterable[str]) -> list[str]:
    """Return the addresses of the pages in the copy that link to one of these."""
    folder = folders.current()
    marks = [f'href="{address}"'.encode() for address in addresses]
    found = []
    for file in folder.rglob("*.html") if folder else ():
        content = file.read_bytes()
        if any(mark in content for mark in marks):
            path = file.parent.relative_to(folder).as_posix().partition("/_page/")[0].removeprefix("_page")
            found.append("/" if path in (".", "") else f"/{path}/")
    return found


def _is_due(state: dict, now: datetime) -> bool:
    is_asked = CopyChange.objects.filter(address=EVERYTHING).exists()
    tried = state.get("tried_at") or state.get("made_at")
    last = timezone.localtime(datetime.fromisoformat(tried)) if tried else None
    return is_due(timezone.localtime(now), last=last, hour=settings.STATIC_COPY_HOUR, is_asked=is_asked)


def _carry_on(state: dict, clock: Clock, now: datetime) -> None:
    """Begin a round, or go on with the one begun, as long as the clock allows; hand it out when it is whole."""
    if "round" in state and is_given_up(now, datetime.fromisoformat(state["round"]["started_at"])):
        del state["round"]
    if "round" not in state:
        _begin(state, now)
    folder = folders.top() / state["round"]["stamp"]
    addresses = _list_of(folder).read_text(encoding="utf-8").splitlines()
    taker = Taker([folder], at=now)
    for address in addresses[state["round"]["done"] :]:
        if clock.is_over:
            break
        start = time.monotonic()
        _take_one(taker, address, state)
        state["round"]["done"] += 1
        clock.rest_after(start)
    folders.keep_state(state)
    if state["round"]["done"] == len(addresses) and not clock.is_over:
        _finish(state, taker)


def _begin(state: dict, now: datetime) -> None:
    """Delete unfinished rounds, then list all addresses to take."""
    for folder in folders.every_folder():
        if folder != folders.current():
            shutil.rmtree(folder)
    for left in folders.top().glob("*.list"):
        left.unlink()
    # First of all: what fails now is not tried again each minute, but in the next night.
    state["tried_at"] = timezone.now().isoformat()
    folders.keep_state(state)
    CopyChange.objects.filter(address=EVERYTHING, noted_at__lte=timezone.now()).delete()
    stamp = f"{timezone.localtime(now):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    addresses = [*public_addresses(Taker([]).reader), ROBOTS, SITE_MAP]
    folders.put(folders.top() / stamp, "index.html", [])
    folders.put(folders.top(), f"{stamp}.list", (f"{address}\n".encode() for address in addresses), lasting=True)
    state["round"] = {"stamp": stamp, "started_at": now.isoformat(), "done": 0, "faults": 0, "pages": len(addresses)}
    folders.keep_state(state)


def _list_of(folder: Path) -> Path:
    return folder.parent / f"{folder.name}.list"


def _take_one(taker: Taker, address: str, state: dict) -> None:
    """Take an address; one that fails keeps what the last copy has of it. Raises CopyFailed when too many do."""
    try:
        # Gone since the list was made, it is left out.
        taker.take(address)
    except NoPlace:
        logger.warning("The copy has no place for %s", address)
    except Failing:
        state["round"]["faults"] += 1
        former = folders.current()
        if former and (former / file_of(address)).is_file():
            folders.put_link(taker.places[0], file_of(address), str(former / file_of(address)))
        if (number := state["round"]["faults"]) > MOST_FAULTS or address == "/":
            _give_up(state)
            raise CopyFailed(f"{number} addresses fail, the last of them {address}.") from None


def _give_up(state: dict) -> None:
    stamp = state.pop("round")["stamp"]
    shutil.rmtree(folders.top() / stamp, ignore_errors=True)
    folders.keep_state(state)


def _finish(state: dict, taker: Taker) -> None:
    taker.take_standing()
    folder = taker.places[0]
    # What was taken down while the round was made has been noted, and must not come back with it.
    take_changes(Clock(float("inf"), 0))
    number, size = folders.size_of(folder)
    begun = state.pop("round")
    folders.switch(folder)
    _list_of(folder).unlink()
    now = timezone.now().isoformat()
    state |= {"made_at": begun["started_at"], "finished_at": now, "renewed_at": now}
    folders.keep_state(state | {"pages": begun["pages"], "files": number, "bytes": size, "faults": begun["faults"]})
