"""People at a site under trial: readers, and people who send cases and answers and press again until they are told that
it has arrived. What the site acknowledged is kept, to be looked for afterwards.
"""

from __future__ import annotations

import itertools
import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from bench.cases import PACE, hidden, our_form

GIVES_UP_SECONDS = 90
FAILURES = (requests.RequestException,)
# Whoever has a session is answered by the application itself, never from nginx's cache.
COOKIES: dict[str, dict[str, str]] = {"reader": {}, "member": {"sessionid": "of-no-session"}}


@dataclass
class Reading:
    """One page asked for: when (monotonic seconds), how long it took, how it ended."""

    at: float
    seconds: float
    status: int
    is_copy: bool
    by: str = "reader"


@dataclass
class Visitors:
    """Everybody at the site at `base`; `questionnaire` is the address of one with a single question, `key` its name."""

    base: str
    pages: list[str]
    questionnaire: str
    key: str
    readings: list[Reading] = field(default_factory=list)
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: {"cases": [], "answers": []})
    sent: dict[str, list[str]] = field(default_factory=lambda: {"cases": [], "answers": []})
    tries: int = 0

    def begin(self, readers: int = 2, writers: int = 2) -> None:
        self.has_ended = threading.Event()
        works: list[Callable[[], None]] = [self.read] * readers + [self.read_as_member]
        works += [self.send_cases, self.send_answers] * writers
        self.threads = [threading.Thread(target=work, daemon=True) for work in works]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.has_ended.set()
        for thread in self.threads:
            thread.join(GIVES_UP_SECONDS + 60)

    def read_as_member(self) -> None:
        self.read("member")

    def read(self, by: str = "reader") -> None:
        chance = random.Random()  # noqa: S311
        session = requests.Session()
        while not self.has_ended.is_set():
            began = time.monotonic()
            status, is_copy = 0, False
            try:
                answer = session.get(self.base + chance.choice(self.pages), cookies=COOKIES[by], timeout=15)
                status, is_copy = answer.status_code, "X-Static-Copy" in answer.headers
            except FAILURES:
                session = requests.Session()
            self.readings.append(Reading(began, time.monotonic() - began, status, is_copy, by))
            time.sleep(0.02 if by == "reader" else 0.2)

    def send_cases(self) -> None:
        self._send(
            "cases", "/interact/suggestions/", lambda html, word: our_form(html) | {"subject": word}, "receipt__code"
        )

    def send_answers(self) -> None:
        self._send("answers", self.questionnaire, lambda html, word: hidden(html) | {self.key: word}, "/thanks/")

    def _send(self, kind: str, path: str, fill: Callable[[str, str], dict[str, str]], sign: str) -> None:
        """Open the form, wait as people do, send it, and press again until the site says that it has arrived."""
        for number in itertools.count():
            if self.has_ended.is_set():
                return
            session, word = requests.Session(), f"{kind} {secrets.token_hex(6)} {number}"
            form = self._open(session, path)
            if form is None:
                time.sleep(0.5)
                continue
            data = fill(form, word)
            time.sleep(PACE)
            self.sent[kind].append(word)
            began = time.monotonic()
            while time.monotonic() - began < GIVES_UP_SECONDS:
                self.tries += 1
                if self._is_taken(session, path, data, sign):
                    self.acknowledged[kind].append(word)
                    break
                time.sleep(1)

    def _open(self, session: requests.Session, path: str) -> str | None:
        try:
            answer = session.get(self.base + path, timeout=30)
        except FAILURES:
            return None
        return answer.text if answer.status_code == 200 and 'name="stamp"' in answer.text else None

    def _is_taken(self, session: requests.Session, path: str, data: dict[str, str], sign: str) -> bool:
        address = self.base + path
        try:
            answer = session.post(address, data, headers={"Referer": address}, timeout=30)
        except FAILURES:
            return False
        return answer.status_code == 200 and (sign in answer.url or f'"{sign}"' in answer.text)
