"""What `bench.sizes` asks of one site. Django must be set up before this is imported."""

from __future__ import annotations

import time
from statistics import median, quantiles

from django.conf import settings

from bench.inprocess import backend_seconds, get, keeping
from bench.search_corpus import publish
from bench.sizes import AFTER_A_PUBLICATION, QUERIES, STAFF
from home.models import InfoIndexPage, InfoPage
from news.models import NewsPage
from tests.clients import SiteClient
from unionsite.accounts.models import User
from unionsite.laws.models import Statute
from unionsite.operations.alarms.readings import database_bytes

WARM_REQUESTS, BARE_REQUESTS, PUBLICATIONS, SECONDS_BETWEEN = 5, 50, 2, 2


class OneSite:
    """Each method measures once and returns milliseconds by name; it is called again in each round."""

    def __init__(self, pages: int):
        self.pages = pages
        self.section = InfoIndexPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
        news = NewsPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
        richest = sorted(news, key=lambda page: len(str(page.body.raw_data)))
        self.published = richest[-2]
        piece = InfoPage.objects.live().child_of(self.section).filter(slug__startswith="bench-").order_by("pk").first()
        piece = piece or InfoPage.objects.live().child_of(self.section).order_by("pk").first()
        section = self.section.get_url()
        self.addresses = {
            "home": "/",
            "list": section,
            "article": piece.get_url(),
            "news list": "/news/",
            "news article": richest[-1].get_url(),
            "page 2": f"{section}?page=2",
            "page 500": f"{section}?page=500",
            "feed": f"{section}feed/",
            "site map": "/sitemap.xml",
        }
        if statute := max(Statute.objects.all(), key=lambda statute: statute.articles.count(), default=None):
            self.addresses["statute"] = statute.url
        self.size = len(get(self.addresses["list"]))
        self.staff_client = SiteClient(HTTP_HOST="127.0.0.1", raise_request_exception=True)
        self.staff_client.force_login(User.objects.filter(is_superuser=True).first())

    def ready(self) -> dict[str, float]:
        for address in self.addresses.values():
            get(address)
        return {}

    def warm(self) -> dict[str, float]:
        figures = {"bare view": self.cost(lambda: get(f"/_bare/{self.size}"), BARE_REQUESTS)}
        for name, address in self.addresses.items():
            get(address)
            figures[name] = self.cost(lambda address=address: get(address), WARM_REQUESTS)
        return {**figures, "MB": database_bytes() / 1e6}

    def search(self) -> dict[str, float]:
        get(f"/search/?q={QUERIES[0]}")
        times = [self.cost(lambda query=query: get(f"/search/?q={query}"), 1) for query in QUERIES]
        return {"search p50": median(times), "search p95": quantiles(times, n=20)[-1]}

    def staff(self) -> dict[str, float]:
        figures = {}
        for name, address in STAFF.items():
            address = address.format(section=self.section.pk)
            self.open(address)
            figures[name] = self.cost(lambda address=address: self.open(address), 2)
        return figures

    def open(self, address: str) -> None:
        answer = self.staff_client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code} {answer.headers.get('Location', '')}")

    def publications(self) -> dict[str, float]:
        """Publish a news piece, elsewhere for this section's list and pieces, and open each page once after it."""
        times: dict[str, list[float]] = {"publication": []}
        for _number in range(PUBLICATIONS):
            for name in AFTER_A_PUBLICATION:
                page = NewsPage.objects.get(pk=self.published.pk)
                times["publication"].append(self.cost(lambda page=page: publish(page), 1))
                first = self.cost(lambda name=name: get(self.addresses[name]), 1)
                times.setdefault(f"{name}, first after a publication", []).append(first)
        return {name: median(values) for name, values in times.items()}

    def reading(self) -> dict[str, float]:
        """Read pages kept whole in turn, quietly and while somebody else, whose time is not counted, publishes."""
        figures = {}
        for name in ("reading, quiet", f"reading, a publication every {SECONDS_BETWEEN} s"):
            taken, read = 0.0, 0
            for _number in range(PUBLICATIONS):
                if name != "reading, quiet":
                    publish(NewsPage.objects.get(pk=self.published.pk))
                began, until = time.process_time(), time.monotonic() + SECONDS_BETWEEN
                while time.monotonic() < until:
                    for address in AFTER_A_PUBLICATION:
                        get(self.addresses[address], keeping)
                        read += 1
                taken += time.process_time() - began
            figures[name] = taken / read * 1000
        return figures

    def cost(self, action, number: int) -> float:
        """Milliseconds of processor time of one call, this process's and its database backend's."""
        began, beside = time.process_time(), backend_seconds()
        for _call in range(number):
            action()
        return (time.process_time() - began + backend_seconds() - beside) / number * 1000
