"""Sixteen clients sign up four hundred people for the last fifty places: exactly fifty get one. Then two thousand
employees start a ten-question quiz within a minute and answer it, sixteen at a time: no error, no answer lost.

`python -m bench.activities` on SQLite; with DATABASE_URL (and REDIS_URL) on a database of its own there, made and
dropped.
"""

from __future__ import annotations

import http.client
import os
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import local
from urllib.parse import urlencode, urlsplit

from bench import demo_site
from bench.cases import CLIENTS, SECRET, database
from bench.votes import COOKIE, check, lay_activity, lay_site, lay_voters, say

PEOPLE, PLACES, SIGNING_UP = 2_000, 50, 400
QUESTIONS, ANSWERING = 10, 16
MINUTE, MOST_SECONDS = 60, 1.0
_thread = local()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, database() as url:
        variables = {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "VAR_DIR": folder,
            "SECRET_KEY": SECRET,
            "DATABASE_URL": url,
            "REDIS_URL": os.environ.get("REDIS_URL", ""),
        }
        lay_site(variables)
        signup, quiz, sessions = lay_signup(), lay_quiz(), lay_voters(PEOPLE)
        options = ("--workers", "2", "--worker-class", "gthread", "--threads", "4")
        with demo_site.gunicorn("unionsite.wsgi:application", *options, **variables) as (master, base):
            demo_site.wait_for(master, f"{base}/")
            places(signup, base, sessions)
            answers(quiz, base, sessions)


def lay_signup():
    from django.utils import timezone

    from interact.activities.models import SignupPage

    held = timezone.now() + timedelta(days=5)
    wanted = {"held_at": held, "held_until": held + timedelta(hours=3), "place": "Hall", "places": PLACES}
    return lay_activity(SignupPage, {}, title="Outing", slug="outing", has_waiting_list=False, **wanted)


def lay_quiz():
    from interact.activities.models import Question, QuestionSet, QuizDraw, QuizPage

    bank = QuestionSet(title="Bank", live=False)
    bank.questions = [
        Question(kind="single", text=f"{n}?", options="a\nb\nc", right="A", sort_order=n) for n in range(60)
    ]
    bank.save()
    # What the review does, without its two people.
    QuestionSet.objects.filter(pk=bank.pk).update(live=True)
    draws = [QuizDraw(question_set=bank, number=QUESTIONS, points=10)]
    return lay_activity(QuizPage, {"draws": draws}, title="Quiz", slug="quiz", minutes=60, attempts=1)


def post(base: str, address: str, session: str, form: dict) -> tuple[int, str, float]:
    """Send a form with a connection of this thread; return status, where it leads, and the seconds it took."""
    if not hasattr(_thread, "connection"):
        _thread.connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={COOKIE}",
        "X-CSRFToken": COOKIE,
    }
    began = time.perf_counter()
    _thread.connection.request("POST", address, urlencode(form), headers)
    answer = _thread.connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("Location") or "", time.perf_counter() - began


def places(signup, base: str, sessions: list[str]) -> None:
    from django.utils import timezone

    from interact.activities.models import Signup
    from interact.activities.signups.forms import SignupForm
    from interact.models import Participation

    shown = timezone.localtime() - timedelta(minutes=1)

    def sign_up(session: str) -> int:
        form = SignupForm(plan=signup, page=signup, now=shown)
        return post(base, signup.url, session, {"stamp": form["stamp"].value()})[0]

    with ThreadPoolExecutor(CLIENTS) as clients:
        statuses = list(clients.map(sign_up, sessions[:SIGNING_UP]))
    placed = Signup.objects.filter(activity=signup.translation_key).count()
    say(f"\n{SIGNING_UP} people, {CLIENTS} at once, for {PLACES} places:")
    check("places given", placed, PLACES)
    check("of them told so", statuses.count(302), PLACES)
    check("on the roll of those who take part", Participation.objects.of(signup).count(), PLACES)
    check("answers that were errors", sum(status >= 500 for status in statuses), 0)


def answers(quiz, base: str, sessions: list[str]) -> None:
    from interact.activities.models import AttemptAnswer

    def start(session: str) -> tuple[int, str, float]:
        return post(base, f"{quiz.url}start/", session, {})

    def answer_all(job: tuple[str, str]) -> list[tuple[int, float]]:
        session, address = job
        found = []
        for position in range(1, QUESTIONS + 1):
            form = {"given": str(position % 3), "go": str(position % QUESTIONS + 1)}
            status, _where, took = post(base, f"{address}{position}/", session, form)
            found.append((status, took))
        return found

    began = time.perf_counter()
    with ThreadPoolExecutor(ANSWERING) as clients:
        started = list(clients.map(start, sessions))
    seconds = time.perf_counter() - began
    jobs = [
        (session, where.removesuffix("1/"))
        for session, (status, where, _took) in zip(sessions, started, strict=True)
        if status == 302
    ]
    began = time.perf_counter()
    with ThreadPoolExecutor(ANSWERING) as clients:
        given = [answer for one in clients.map(answer_all, jobs) for answer in one]
    rate = len(given) / (time.perf_counter() - began)
    p99 = statistics.quantiles([took for _status, took in given], n=100)[98]
    is_met = seconds <= MINUTE and p99 <= MOST_SECONDS
    say(f"\n{PEOPLE} employees, {QUESTIONS} questions, {ANSWERING} at once:")
    say(f"  all had started after     {seconds:7.1f} s (aim {MINUTE})")
    say(f"  answers                   {rate:7.1f} a second, p99 {p99 * 1000:.0f} ms (aim {MOST_SECONDS * 1000:.0f})")
    say(f"  aims {'met' if is_met else 'MISSED'}")
    check("starts refused or failed", PEOPLE - len(jobs), 0)
    check("answers refused or failed", sum(status != 302 for status, _took in given), 0)
    check("answers lost", len(given) - AttemptAnswer.objects.filter(attempt__activity=quiz.translation_key).count(), 0)


if __name__ == "__main__":
    main()
