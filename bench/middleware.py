"""What the middleware costs: a bare view through all of it, through what Wagtail's own template names, and through all
but one piece by turns."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

from bench import demo_site
from bench.pages import say, table, verdict
from unionsite.core.inside import environ_of

ROUNDS, REQUESTS, BYTES = 15, 150, 30_000
# As `wagtail start` and bakerydemo have them.
USUAL = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
# Without it others do not start.
NEEDED = {"django.contrib.sessions.middleware.SessionMiddleware"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"interleaved rounds (default {ROUNDS})")
    rounds = parser.parse_args().rounds
    os.environ.update(demo_site.environment())
    # Not at the top: settings need the environment.
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.wsgi import get_wsgi_application

    get_wsgi_application()

    def handler(middleware: list[str]) -> WSGIHandler:
        settings.MIDDLEWARE = middleware
        return WSGIHandler()

    every = list(settings.MIDDLEWARE)
    handlers = {"all": handler(every), "Wagtail's usual": handler(USUAL), "none": handler([])}
    left_out = [name for name in every if name not in NEEDED]
    handlers |= {name: handler([other for other in every if other != name]) for name in left_out}
    times: dict[str, list[float]] = {name: [] for name in handlers}
    for application in handlers.values():
        ask(application)
    # One request of each by turns: a burst of one would have the noise of its own moment.
    for _request in range(rounds * REQUESTS):
        for name, application in handlers.items():
            times[name].append(microseconds(application))

    middle = {name: statistics.median(values) for name, values in times.items()}
    ratio = middle["all"] / middle["Wagtail's usual"]
    say(f"\nA bare view of {BYTES:,} bytes, microseconds of processor time; {rounds} interleaved rounds, medians.")
    table(
        ["middleware", "us", "aim"],
        [[name, f"{middle[name]:.0f}", ""] for name in ("none", "Wagtail's usual", "all")]
        + [["all against usual", f"{ratio:.2f}", verdict(ratio, 1.4)]],
    )
    say("What all cost less without this one (noise: some two):")
    rows = sorted(((middle["all"] - middle[name], name.rpartition(".")[2]) for name in left_out), reverse=True)
    table(["middleware", "us"], [[name, f"{cost:.1f}"] for cost, name in rows])


def microseconds(application: Callable) -> float:
    """Processor time of one request."""
    began = time.process_time()
    ask(application)
    return (time.process_time() - began) * 1_000_000


def ask(application: Callable) -> None:
    response = application(environ_of(f"/_bare/{BYTES}"), lambda *_head: None)
    if response.status_code != 200:
        raise SystemExit(f"The bare view answered {response.status_code}.")
    response.close()


if __name__ == "__main__":
    main()
