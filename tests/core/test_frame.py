"""What every public page has in common: one page of every type, in the form a browser and a search engine take it."""

import io
import json
from collections import defaultdict
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.images import ImageFile
from django.urls import reverse

from interact.questionnaires.services import create_questionnaire
from tests.factories import (
    AchievementPageFactory,
    CasePageFactory,
    GalleryPageFactory,
    ImageFactory,
    InfoPageFactory,
    InterpretationPageFactory,
    NewsPageFactory,
    PlainPageFactory,
    PolicyPageFactory,
    RulesPageFactory,
    TopicPageFactory,
    items,
    picture_block,
    picture_bytes,
    picture_value,
    rich_body,
    story,
)
from tests.laws.builders import load
from tests.releasing import publish, translate
from unionsite.core.models import SiteSettings
from unionsite.core.templatetags.site import qr_code

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'"</title>'
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Document(HTMLParser):
    """A page as a list of elements with their attributes and text."""

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts = defaultdict(list)
        self.open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append((tag, []))

    def handle_data(self, data):
        for _tag, parts in self.open:
            parts.append(data)

    def handle_endtag(self, tag):
        while self.open:
            name, parts = self.open.pop()
            self.texts[name].append("".join(parts))
            if name == tag:
                return

    def all(self, tag: str, **attributes: str) -> list[dict]:
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(key) == value for key, value in attributes.items())
        ]

    def meta(self, name: str) -> str | None:
        found = self.all("meta", property=name) + self.all("meta", name=name)
        return found[0]["content"] if found else None

    @property
    def graph(self) -> dict[str, dict]:
        """Structured data by type."""
        scripts = [a for a in self.all("script") if "src" not in a]
        assert [a["type"] for a in scripts] == ["application/ld+json"]
        text = next(text for text in self.texts["script"] if text.strip())
        return {item["@type"]: item for item in json.loads(text)["@graph"]}


def read(client, address: str, status: int = 200) -> Document:
    response = client.get(address)
    assert response.status_code == status, address
    return Document(response.content.decode())


@pytest.fixture
def cover():
    return ImageFactory(file=ImageFile(io.BytesIO(picture_bytes((1400, 900))), name="cover.jpg"))


@pytest.fixture
def pages(tree, cover):
    """One page of every type by name."""
    words = {"tags": ["安全"], "cover": cover, "cover_alt": "总装车间"}
    answer = [{"question": "补贴何时发？", "answer": "<p>每月10日。</p>"}]
    article = load("职工休息条例").articles.get(number=2)
    topic = TopicPageFactory(parent=tree.topics, slug="topic")
    news = NewsPageFactory(parent=tree.news, body=rich_body(article), slug="rich", **words)
    topic.collected_tags = [*news.tags.all()]
    topic = publish(topic)
    return {
        "news": news,
        "interpretation": InterpretationPageFactory(parent=tree.rights, **words),
        "case": CasePageFactory(parent=tree.rights, **words),
        "policy": PolicyPageFactory(parent=tree.rights, questions=story(("questions", items(*answer)))),
        "achievement": AchievementPageFactory(parent=tree.culture, **words),
        "gallery": GalleryPageFactory(parent=tree.culture, pictures=json.dumps([picture_block(cover)]), **words),
        "info": InfoPageFactory(parent=tree.info, **words),
        "plain": PlainPageFactory(parent=tree.home, body=rich_body(article)),
        "rules": RulesPageFactory(parent=tree.home),
        "topic": topic,
        "questionnaire": publish(create_questionnaire(
            parent=tree.interact, title="食堂调查", slug="ask", opens_at=None, closes_at=None,
            fields=[{"label": "意见", "kind": "multiline", "name": "words"}],
        )),
    }  # fmt: skip


PIECES = ["news", "interpretation", "case", "policy", "achievement", "gallery", "info"]
SECTIONS = ["", "news/", "rights/", "rights/laws/", "culture/", "interact/", "info/", "topics/"]


@pytest.fixture
def addresses(pages) -> list[str]:
    sections = [prefix + section for prefix in ("/", "/en/") for section in SECTIONS]
    own = [page.url for page in pages.values()]
    return [*sections, *own, "/search/", "/search/?q=安全", "/en/search/?q=safety", *statutes()]


def statutes() -> list[str]:
    from unionsite.laws.models import StatuteArticle

    article = StatuteArticle.objects.get(number=2)
    return [article.statute.url, article.url]


def check_markup(document: Document) -> None:
    for tag, attributes in document.elements:
        assert tag != "style"
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/ld+json"
        if tag in ("script", "img", "source", "iframe", "video", "audio", "track"):
            for name in ("src", "srcset", "poster"):
                assert "//" not in (attributes.get(name) or ""), (tag, attributes)
        if tag == "link" and attributes["rel"] not in ("canonical", "alternate"):
            assert attributes["href"].startswith("/")
        if tag == "img":
            assert "alt" in attributes
        if tag == "a":
            assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
    assert len(document.all("h1")) == 1
    ids = [attributes["id"] for _tag, attributes in document.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_page_is_whole(client, addresses, subtests):
    for address in addresses:
        with subtests.test(address):
            response = client.get(address)
            assert response.status_code == 200
            document = Document(response.content.decode())
            check_markup(document)
            assert document.all("html")[0]["lang"] == ("en" if address.startswith("/en/") else "zh-Hans")
            assert document.texts["title"][0].strip(" –")
            assert document.meta("description") is not None
            assert document.all("main", id="content")
            assert document.all("a", href="#content")
            # Only a form that is to be sent needs a token; nothing else knows its visitors.
            has_form = address == "/interact/ask/" or "/search/?q=" in address
            assert set(response.cookies) <= ({"csrftoken"} if has_form else set())
            assert "accept-language" not in response.get("Vary", "").lower()
            assert response["X-Frame-Options"] == "SAMEORIGIN"
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["Content-Language"] == ("en" if address.startswith("/en/") else "zh-hans")


def test_pages_name_their_one_address_and_can_be_shared(client, tree, pages, subtests):
    for name, page in [*pages.items(), ("home", tree.home), ("section", tree.news)]:
        with subtests.test(name):
            document = read(client, page.url)
            address = settings.BASE_URL + page.url
            assert [link["href"] for link in document.all("link", rel="canonical")] == [address]
            assert document.meta("og:url") == address
            assert document.meta("og:title") == page.title
            assert document.meta("og:type") == ("article" if name in PIECES else "website")
            crumbs = document.all("nav", **{"aria-label": "当前位置"})
            assert bool(crumbs) is (name not in ("home", "section", "plain", "rules"))
            graph = document.graph
            assert "Organization" in graph
            assert ("BreadcrumbList" in graph) is bool(crumbs)


def test_pieces_are_described_to_search_engines(client, pages, subtests):
    for name in PIECES:
        with subtests.test(name):
            page = pages[name]
            document = read(client, page.url)
            item = document.graph["ImageGallery" if name == "gallery" else "NewsArticle"]
            assert item["name"] == page.title
            assert item["datePublished"].startswith("2026-05-08T")
            assert document.all("svg", **{"class": "qr"})
            steps = document.graph["BreadcrumbList"]["itemListElement"]
            assert [step["position"] for step in steps] == [1, 2, 3]
            assert steps[-1]["item"] == settings.BASE_URL + page.url


def test_questions_and_answers_are_told_too(client, pages):
    entity = read(client, pages["policy"].url).graph["FAQPage"]["mainEntity"]
    assert [(q["name"], "每月10日。" in q["acceptedAnswer"]["text"]) for q in entity] == [("补贴何时发？", True)]
    assert "FAQPage" in read(client, pages["plain"].url).graph
    assert "FAQPage" not in read(client, pages["case"].url).graph


def test_the_sharing_picture_has_the_size_that_cards_want(client, pages):
    document = read(client, pages["news"].url)
    assert document.meta("og:image").startswith(f"{settings.BASE_URL}/media/images/")
    assert (document.meta("og:image:width"), document.meta("og:image:height")) == ("1200", "630")
    assert read(client, pages["policy"].url).meta("og:image") is None


def test_translations_point_at_each_other(client, tree, pages, subtests):
    piece = pages["info"]
    translated = translate(piece, locale=tree.en.locale, texts={piece.title: "A notice"})
    for one, other in ((piece, translated), (tree.home, tree.en), (tree.news, tree.en_news)):
        expected = {"zh-hans": settings.BASE_URL + one.url, "en": settings.BASE_URL + other.url}
        for page in (one, other):
            with subtests.test(page.url):
                document = read(client, page.url)
                links = {a["hreflang"]: a["href"] for a in document.all("link", rel="alternate") if "hreflang" in a}
                assert links == expected
                switch = [a["href"] for a in document.all("a") if "hreflang" in a]
                assert switch == [(other if page == one else one).url]


def test_without_translation_the_switch_leads_home(client, pages):
    document = read(client, pages["case"].url)
    assert [a["href"] for a in document.all("a") if "hreflang" in a] == ["/en/"]
    assert not [a for a in document.all("link", rel="alternate") if "hreflang" in a]


# --- Size (performance.md) ---


def own_files(document: Document) -> tuple[list[str], list[str]]:
    styles = [a["href"] for a in document.all("link", rel="stylesheet")]
    scripts = [a["src"] for a in document.all("script") if "src" in a]
    return styles, scripts


def size_of(urls: list[str]) -> int:
    total = 0
    for url in urls:
        with open(finders.find(urlsplit(url).path.removeprefix(settings.STATIC_URL)), "rb") as file:
            total += len(file.read())
    return total


def test_pages_are_light(client, addresses, subtests):
    for address in addresses:
        with subtests.test(address):
            response = client.get(address)
            assert len(response.content) <= 60 * 1024
            styles, scripts = own_files(Document(response.content.decode()))
            assert size_of(styles) <= 40 * 1024
            assert size_of(scripts) <= 30 * 1024


# --- Unkind words (T88) ---


def check_inert(html: str) -> Document:
    document = Document(html)
    check_markup(document)
    assert not [a for a in document.all("img") if a.get("src") == "x"]
    # Nothing stands open where the words end a text or an attribute.
    assert "<script>" not in html.lower()
    assert len(document.all("title")) == 1
    return document


def test_words_stay_words_on_every_page_that_shows_them(client, tree, cover, subtests):
    blocks = story(
        ("heading", {"text": EVIL, "level": "h2"}),
        ("quote", {"text": EVIL, "attribution": EVIL}),
        ("picture", picture_value(cover, caption=EVIL, alt=EVIL)),
        ("gallery", items(picture_value(cover, caption=EVIL, alt=EVIL), picture_value(cover))),
        ("callout", {"kind": "tip", "title": EVIL, "text": f"<p>{escape(EVIL)}</p>"}),
        ("questions", items({"question": EVIL, "answer": f"<p>{escape(EVIL)}</p>"})),
        ("law", {"article": None, "title": EVIL, "label": EVIL, "note": EVIL}),
    )
    words = {"title": EVIL, "summary": EVIL, "tags": [EVIL], "source_name": EVIL, "author": EVIL[:60]}
    page = NewsPageFactory(parent=tree.news, slug="evil", place=EVIL, cover=cover, cover_alt=EVIL, body=blocks, **words)
    NewsPageFactory(parent=tree.news, tags=[EVIL])
    for address in (page.url, "/news/", "/", "/search/?q=alert", "/search/"):
        with subtests.test(address):
            response = client.get(address)
            assert response.status_code == 200
            html = response.content.decode()
            if address == page.url:
                assert json.loads(Document(html).texts["script"][-1])
            check_inert(html)
    for query in ({"q": EVIL}, {"q": EVIL, "type": EVIL, "section": EVIL}):
        with subtests.test(str(query)):
            document = check_inert(client.get("/search/", query).content.decode())
            assert document.all("input", type="search")
    for name in ("tag", "kind", "year", "page"):
        with subtests.test(name):
            check_inert(client.get("/news/", {name: EVIL}).content.decode())


def test_no_title_can_end_the_structured_data(client, tree):
    title = "前</script><script>alert(1)</script>&amp;后"
    page = NewsPageFactory(parent=tree.news, title=title)
    html = client.get(page.url).content.decode()
    assert Document(html).graph["NewsArticle"]["headline"] == title
    assert "<script>alert" not in html


# --- Where there is no page ---


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [("/no-such-page/", "zh-Hans", "没有找到这个页面"), ("/en/no-such-page/", "en", "not")],
)
def test_a_missing_page_shows_ways_on(client, tree, address, language, words):
    document = read(client, address, 404)
    check_markup(document)
    assert document.all("html")[0]["lang"] == language
    assert words in document.texts["h1"][0]
    prefix = address.removesuffix("no-such-page/")
    forms = [form["action"] for form in document.all("form")]
    assert f"{prefix}search/" in forms
    assert document.all("a", href=f"{prefix}news/")
    assert not document.all("link", rel="canonical")


def test_every_telephone_number_of_the_frame_can_be_called(client, tree):
    SiteSettings.objects.update(phone="0000-8812351", report_phone="0000-8812352")
    links = read(client, "/no-such-page/", 404).all("a")
    called = [link["href"] for link in links if link["href"].startswith("tel:")]
    assert called == ["tel:0000-8812351", "tel:0000-8812351", "tel:0000-8812352"]


def test_the_menu_of_a_phone_leads_to_the_progress_of_a_case(client, tree):
    assert read(client, "/").all("a", href="/feedback/")


@pytest.mark.parametrize(("backend", "styles"), [("StaticFiles", 2), ("ManifestStaticFiles", 0)])
def test_the_page_for_a_broken_server_asks_nothing(rf, settings, tmp_path, django_assert_num_queries, backend, styles):
    """It is dressed as long as the style sheets are there: not where they were never collected."""
    from unionsite.core.errors import server_error

    settings.STATIC_ROOT, settings.DEBUG = tmp_path, False
    storage = {"BACKEND": f"django.contrib.staticfiles.storage.{backend}Storage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    document = Document(response.content.decode())
    check_markup(document)
    assert (len(own_files(document)[0]), own_files(document)[1]) == (styles, [])


# --- Preview ---


def test_a_draft_of_every_type_can_be_previewed(admin_client, client, pages, subtests):
    for name, page in pages.items():
        page.title = "只在草稿里的标题"
        page.save_revision()
        with subtests.test(name):
            response = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
            assert response.status_code == 200
            assert "只在草稿里的标题" in response.content.decode()
            client.logout()
            assert "只在草稿里的标题" not in client.get(page.url).content.decode()


def test_a_piece_that_was_never_published_can_be_previewed(admin_client, tree):
    page = NewsPageFactory(parent=tree.news, live=False, first_published_at=None, last_published_at=None)
    page.save_revision()
    response = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert page.title in response.content.decode()


@pytest.mark.parametrize("text", ["ABCD-EFGH-JKMN-PQRS-TVWX", "https://工会.example/news/2026/11/", "A"])
def test_a_qr_code_is_drawn_as_segno_draws_it(text):
    drawn = str(qr_code(text))

    expected = segno.make(text, error="m", mask=2).svg_inline(
        scale=3, border=2, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    # Our line begins with a step of no length.
    assert drawn.replace("M2 2.5m0 0", "M2 2.5") == expected.strip()
