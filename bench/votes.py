"""Sixteen clients vote at once for thirty seconds, some of them twice: every accepted ballot is counted, none is there
twice, and how quick it is beside a bare view that stores the same two rows behind the same middleware in the same run.

`python -m bench.votes` on SQLite; with DATABASE_URL (and REDIS_URL) on a database of its own there, made and dropped.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from bench import demo_site
from bench.cases import CLIENTS, SECRET, database

SECONDS, ROUNDS = 10, 3
VOTERS = 12_000
# Every so many votes the same form is sent again, as by a double tap or a retry after a lost answer.
REPEAT = 10
AIM = 0.6
COOKIE = "a" * 32
NO_PASSWORD = "!"  # noqa: S105  (nobody can sign in with it)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.votes", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"interleaved rounds of {SECONDS} s (default {ROUNDS})"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database() as url:
        variables = {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "VAR_DIR": folder,
            "SECRET_KEY": SECRET,
            "DATABASE_URL": url,
            "REDIS_URL": os.environ.get("REDIS_URL", ""),
        }
        lay_site(variables)
        run(variables, options.rounds)


def lay_site(variables: dict[str, str]) -> None:
    for command in (("compile_texts",), ("migrate",), ("setup_site", "--open"), ("collectstatic", "--noinput")):
        demo_site.manage(*command, **variables)
    # This process makes sessions and stamps with the server's keys, and reads what the server stored.
    os.environ.update(demo_site.environment(**variables))
    import django

    django.setup()


def lay_activity(model, children: dict, **fields):
    """Return an open activity; released without a review, as only a bench may."""
    from django.utils import timezone
    from wagtail.models import Page

    from news.models import NewsPage
    from unionsite.accounts.models import User
    from unionsite.publishing.review.services.releases import publish_frame_page

    now = timezone.now()
    news = Page.objects.get(slug="news", locale__language_code="zh-hans")
    piece = NewsPage(title="Publicity", source_name="-", locale=news.locale, live=False)
    news.add_child(instance=piece)
    NewsPage.objects.filter(pk=piece.pk).update(live=True, first_published_at=now - timedelta(days=9))
    section = Page.objects.get(slug="activities", locale__language_code="zh-hans")
    page = model(locale=section.locale, live=False, publicity_id=piece.pk, **fields)
    page.in_charge, _new = User.objects.get_or_create(username="organiser")
    page.opens_at, page.closes_at = now - timedelta(days=1), now + timedelta(days=1)
    for name, rows in children.items():
        setattr(page, name, rows)
    section.add_child(instance=page)
    # In this process alone: a site releases nothing but its frame without a review.
    model.is_frame = True
    publish_frame_page(page, reason="bench")
    return model.objects.get(pk=page.pk)


def lay_vote():
    from wagtail.models import Locale

    from interact.activities.models import Candidate, VotePage

    candidates = [Candidate(name=name, locale=Locale.get_default()) for name in "ABC"]
    return lay_activity(VotePage, {"candidates": candidates}, title="Vote", slug="vote")


def lay_voters(number: int) -> list[str]:
    """Return the keys of the sessions of new employees on the roll."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction
    from django.utils import timezone

    from unionsite.accounts.models import User

    people = [
        User(username=f"v{n}", employee_number=f"V{n}", password=NO_PASSWORD, activated_at=timezone.now())
        for n in range(number)
    ]
    User.objects.bulk_create(people, batch_size=500)
    engine, keys = import_module(settings.SESSION_ENGINE), []
    with transaction.atomic():
        for person in User.objects.filter(username__startswith="v", employee_number__startswith="V").order_by("pk"):
            session = engine.SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.create()
            keys.append(session.session_key)
    return keys


class Poll:
    """One address to which people send a form, and what came of it."""

    def __init__(self, address: str, sessions: list[str], body):
        self.address, self.left, self.body = address, iter(sessions), body
        self.accepted, self.times, self.failed = 0, [], []
        self.lock = threading.Lock()

    def send(self, base: str, seconds: float) -> float:
        """Vote with all clients for so long; return accepted votes a second."""
        before, began = self.accepted, time.perf_counter()
        clients = [threading.Thread(target=self._client, args=(base, began + seconds)) for _client in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        return (self.accepted - before) / (time.perf_counter() - began)

    def _client(self, base: str, until: float) -> None:
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        for number in range(10**9):
            if time.perf_counter() >= until:
                break
            with self.lock:
                session = next(self.left, None)
            if session is None:
                raise SystemExit("There are not voters enough for this machine: raise VOTERS.")
            form = self.body()
            status, took = self._post(connection, session, form)
            again = self._post(connection, session, form)[0] if number % REPEAT == 0 else status
            with self.lock:
                self.times.append(took)
                self.accepted += status in (200, 302)
                self.failed += [one for one in (status, again) if one not in (200, 302, 409)]
        connection.close()

    def _post(self, connection: http.client.HTTPConnection, session: str, form: str) -> tuple[int, float]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={COOKIE}",
            "X-CSRFToken": COOKIE,
        }
        began = time.perf_counter()
        connection.request("POST", self.address, form, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began


def run(variables: dict[str, str], rounds: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from interact.activities.models import Ballot
    from interact.activities.votes.forms import BallotForm
    from interact.activities.votes.queries import recount
    from interact.models import Participation

    vote, sessions = lay_vote(), lay_voters(VOTERS)
    shown, bare_key = timezone.localtime() - timedelta(minutes=1), uuid4()

    def paper() -> str:
        form = BallotForm(vote=vote, page=vote, now=shown, is_signed_in=True)
        return urlencode({"stamp": form["stamp"].value(), "choice": "2"})

    ours = Poll(f"/interact/votes/{vote.translation_key}/", sessions, paper)
    bare = Poll(f"/_bare/vote/{bare_key}", sessions, lambda: "choice=2")
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    options = ("--workers", "2", "--worker-class", "gthread", "--threads", "8")
    with demo_site.gunicorn("unionsite.wsgi:application", *options, **variables) as (master, base):
        demo_site.wait_for(master, f"{base}/")
        for poll in (bare, ours):
            poll.send(base, 2)
            poll.times.clear()
        is_postgresql = connection.vendor == "postgresql"
        database_name = connection.settings_dict["NAME"] if is_postgresql else ""
        costs: dict[str, list[float]] = {"bare": [], "ours": []}
        for _round in range(rounds):
            for key, poll in (("bare", bare), ("ours", ours)):
                answers, began = len(poll.times), sum(demo_site.processor_seconds(master, database_name))
                rates[key].append(poll.send(base, SECONDS))
                spent = sum(demo_site.processor_seconds(master, database_name)) - began
                # What was sent twice was answered twice.
                costs[key].append(spent / (len(poll.times) - answers) / (1 + 1 / REPEAT))
    name = "PostgreSQL" if is_postgresql else "SQLite"
    ratio = statistics.median(one / other for one, other in zip(rates["ours"], rates["bare"], strict=True))
    say(f"\n{name}: {CLIENTS} clients, {rounds} rounds of {SECONDS} s each, 2 workers of 8 threads.")
    for words, poll, key in (("bare insert of both rows", bare, "bare"), ("vote with receipt", ours, "ours")):
        p99 = statistics.quantiles(poll.times, n=100)[98]
        cost = f"{statistics.median(costs[key]) * 1000:.1f} ms of processor time an answer"
        say(f"  {words:26}{statistics.median(rates[key]):7.1f} a second, p99 {p99 * 1000:6.0f} ms, {cost}")
    say(f"  ratio                     {ratio:7.2f} (aim {AIM}: {'met' if ratio >= AIM else 'MISSED'})")
    ballots, voters = Ballot.objects.of(vote).count(), Participation.objects.of(vote).count()
    check("answers that were errors", len(ours.failed), 0)
    check("accepted ballots that are not there, or ballots nobody was told of", abs(ballots - ours.accepted), 0)
    check("voters on the roll without a ballot, or ballots without a voter", abs(ballots - voters), 0)
    check("faults that a recount finds", len(recount(vote).faults), 0)


def check(what: str, number: int, wanted: int) -> None:
    say(f"  {what}: {number}{'' if number == wanted else ' - WRONG'}")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
