"""Fixtures of the search: what a reader sees of a results page, a small law library, published pages."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from search.terms import services
from unionsite.core import generation
from unionsite.laws.models import Statute, StatuteArticle

HIT = re.compile(r'<h2 class="hit__title">(?:<a href="([^"]*)">)?(.*?)(?:</a>|</h2>)', re.S)


@pytest.fixture
def find(client, db):
    """Searches and gives [(title, address)] of the hits shown; the answer stays at `find.response` and `find.html`."""

    def _find(words: str, address: str = "/search/", **parameters):
        # What tests write is never committed, so that no process hears of it: search as a new one.
        generation.forget()
        _find.response = client.get(address, {"q": words, **parameters})
        assert _find.response.status_code == 200
        _find.html = _find.response.content.decode()
        return [(unescape(strip_tags(title)), url) for url, title in HIT.findall(_find.html)]

    return _find


@pytest.fixture
def titles(find):
    """As `find`, the titles alone."""
    return lambda *args, **kwargs: [title for title, _url in find(*args, **kwargs)]


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` is a browser in which this member of staff has signed in."""

    def _signed_in(user):
        client.force_login(user)
        return client

    return _signed_in


@pytest.fixture(autouse=True)
def nothing_counted():
    services.counted.forget()
    yield
    services.counted.forget()


@pytest.fixture
def add_statute(db):
    def _add(short_title: str, articles: dict[int, str], category="law", slug="") -> Statute:
        slug = slug or f"statute-{Statute.objects.count()}"
        title = f"中华人民共和国{short_title}"
        statute = Statute.objects.create(title=title, short_title=short_title, slug=slug, category=category)
        for position, (number, text) in enumerate(articles.items(), start=1):
            StatuteArticle.objects.create(
                statute=statute,
                position=position,
                number=number,
                label=f"第{number}条" if number != 44 else "第四十四条",
                anchor=f"art-{number}",
                text=text,
            )
        return statute

    return _add


@pytest.fixture
def labour_law(add_statute):
    return add_statute(
        "劳动法",
        {
            43: "不得违反本法规定延长劳动者的工作时间。",
            44: "安排劳动者延长工作时间的，支付不低于工资的１５０％的工资报酬。",
        },
        slug="laodong-fa",
    )
