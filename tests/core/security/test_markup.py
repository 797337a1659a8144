"""Words stay words wherever people can type some (T88): on the public site and, as staff look at them, in the admin."""

import json
import socket
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import streamfield
from wagtail_localize.models import Translation, TranslationSource

from interact.questionnaires.services import create_questionnaire
from tests.editing import errors_of, submit
from tests.factories import DepartmentFactory, ImageFactory, NewsPageFactory, UserFactory, story
from tests.releasing import publish, publish_draft
from unionsite.core.models import SiteDocument

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}"


class Trap(HTMLParser):
    """Counts elements that only our evil words could have made, and attributes that would run."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.sprung: list[str] = []
        self.in_script = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.in_script = tag == "script" and not dict(attributes).get("src")
        for name, value in attributes:
            address = (value or "").strip().lower()
            if name.startswith("on") or (tag == "img" and name == "src" and address == "x"):
                self.sprung.append(f"<{tag} {name}={value}>")
            if name in ("href", "src", "action", "formaction") and address.startswith(("javascript:", "vbscript:")):
                self.sprung.append(f"<{tag} {name}={value}>")

    def handle_data(self, data):
        if self.in_script and data.strip().startswith("alert(1)"):
            self.sprung.append("<script>")

    def handle_endtag(self, tag):
        self.in_script = False


def test_the_trap_springs():
    assert len(Trap(EVIL).sprung) == 3
    assert Trap('<a href=" JavaScript:x">').sprung
    assert not Trap("<script src=x></script><p>alert(1)</p>").sprung


# --- Everything typed, everywhere it is shown ---


@pytest.fixture
def planted(tree, admin_user):
    """Evil words in every field that somebody can fill in; records by name."""
    department = DepartmentFactory(code="evil", name=EVIL[:30])
    person = UserFactory(username="evil", name=EVIL[:30], department=department)
    image = ImageFactory(title=EVIL, credit=EVIL[:80])
    document = SiteDocument(title=EVIL, uploaded_by_user=person)
    document.file.save("x.txt", ContentFile(b"x"), save=True)
    document.file.close()
    page = NewsPageFactory(
        parent=tree.news, title=EVIL, summary=EVIL, author=EVIL[:60], source_name=EVIL[:80], place=EVIL,
        tags=[EVIL[:90]],
        cover=image, cover_alt=EVIL, department=department, owner=person,
        body=story(("paragraph", "<p>甲</p>"), ("heading", {"text": EVIL, "level": "h2"})),
    )  # fmt: skip
    publish(page, page.save_revision(user=person), user=admin_user)
    form = publish(create_questionnaire(
        parent=tree.interact, title=EVIL, slug="evil", opens_at=None, closes_at=None, fields=[
            {"label": EVIL, "kind": "multiline", "name": "words", "help": EVIL},
            {"label": "选", "kind": "radio", "choices": [EVIL, "乙"], "name": "choice"},
        ],
    ))  # fmt: skip
    form.get_submission_class().objects.create(page=form, form_data={"words": EVIL, "choice": EVIL})
    return {
        "page": page,
        "image": image,
        "document": document,
        "person": person,
        "form": form,
        "department": department,
    }


def test_t88_the_public_site_shows_words_as_words(client, planted, subtests):
    page = planted["page"]
    addresses = [
        page.url,
        "/",
        "/news/",
        "/interact/",
        planted["form"].url,
        "/news/feed/",
        "/sitemap.xml",
        "/search/?q=alert",
    ]
    for address in [*addresses, f"{page.url}calendar/"]:
        with subtests.test(address):
            response = client.get(address)
            assert response.status_code == 200
            if "html" in response["Content-Type"]:
                assert Trap(response.content.decode()).sprung == []
            if response["Content-Type"].startswith("text/calendar"):
                # A program reads it, no browser; nosniff keeps it so.
                assert response["X-Content-Type-Options"] == "nosniff"
            else:
                assert b"<script>alert(1)" not in response.content


ADMIN_SCREENS = [
    ("wagtailadmin_home", ()),
    ("wagtailadmin_explore", ("news",)),
    ("wagtailadmin_pages:edit", ("page",)),
    ("wagtailadmin_pages:history", ("page",)),
    ("wagtailadmin_pages:delete", ("page",)),
    ("wagtailadmin_pages:copy", ("page",)),
    ("wagtailadmin_pages:usage", ("page",)),
    ("wagtailadmin_pages:edit", ("form",)),
    ("wagtailadmin_reports:site_history", ()),
    ("wagtailadmin_reports:aging_pages", ()),
    ("wagtailimages:index", ()),
    ("wagtailimages:edit", ("image",)),
    ("wagtailimages:delete", ("image",)),
    ("wagtaildocs:index", ()),
    ("wagtaildocs:edit", ("document",)),
    ("wagtaildocs:delete", ("document",)),
    ("wagtailusers_users:index", ()),
    ("wagtailusers_users:edit", ("person",)),
    ("wagtailforms:index", ()),
    ("wagtailforms:list_submissions", ("form",)),
    ("interact_admin:statistics", ("form",)),
    ("wagtailimages_chooser:choose", ()),
    ("wagtaildocs_chooser:choose", ()),
    ("wagtailadmin_choose_page_child", ("news",)),
]


def test_t88_the_admin_shows_words_as_words(admin_client, tree, planted, subtests):
    planted["news"] = tree.news
    for name, arguments in ADMIN_SCREENS:
        with subtests.test(f"{name} {arguments}"):
            response = admin_client.get(reverse(name, args=[planted[argument].pk for argument in arguments]))
            assert response.status_code == 200
            if "json" in response["Content-Type"]:
                html = json.loads(response.content).get("html", "")
            else:
                html = response.content.decode()
            assert Trap(html).sprung == []
            assert "14" not in html.partition("onerror=alert(2)&gt;")[2][:3]


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/search/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/users/",
        "/admin/reports/site-history/",
        "/admin/pages/1/",
        "/admin/login/",
    ],
)
@pytest.mark.parametrize("name", ["q", "p", "ordering", "next", "tag", "collection_id"])
def test_t88_what_is_asked_for_is_shown_as_words(admin_client, tree, address, name):
    response = admin_client.get(address, {name: EVIL}, follow=True)
    assert response.status_code in (200, 400, 404)
    assert Trap(response.content.decode()).sprung == []


def test_t88_a_preview_is_no_way_in_either(admin_client, planted):
    response = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[planted["page"].pk]))
    assert Trap(response.content.decode()).sprung == []


@pytest.mark.parametrize("slug", ['"><script>alert(1)</script>', "javascript:alert(1)", "../admin", "a/b", "a b", "甲"])
def test_t88_a_slug_is_letters_digits_and_hyphens(admin_client, tree, slug):
    page = NewsPageFactory(parent=tree.news, slug="good")
    assert "slug" in errors_of(submit(admin_client, page, slug=slug))
    page.refresh_from_db()
    assert page.slug == "good"


# --- Rich text as a crafted request sends it ---


def entity(kind: str, **data) -> str:
    """A paragraph with one entity, as the editor's script would send it."""
    ranges = [{"key": 0, "offset": 0, "length": 2}]
    block = {
        "key": "a",
        "text": "这里",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": ranges,
    }
    return json.dumps(
        {"blocks": [block | {"data": {}}], "entityMap": {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}}
    )


def save_paragraph(client, tree, text: str):
    """As a crafted request and both reviewers after it would bring it to the public."""
    page = NewsPageFactory(parent=tree.news)
    response = submit(client, page, body=streamfield([("paragraph", text)]))
    return (publish_draft(page) if response.status_code == 302 else page), response


def stored(page) -> str:
    page.refresh_from_db()
    return "".join(block.value.source for block in page.body)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        'https://example.com/" onclick="alert(1)',
    ],
)
def test_t88_a_crafted_link_runs_nothing(admin_client, client, tree, url):
    page, response = save_paragraph(admin_client, tree, entity("LINK", url=url))
    assert response.status_code == 302
    client.logout()
    html = client.get(page.url).content.decode()
    assert "这里" in html
    assert Trap(html).sprung == []
    assert not [scheme for scheme in ("javascript", "data:text", "vbscript", "file:") if scheme in stored(page).lower()]


@pytest.fixture
def listener():
    """A host inside our network; `asked()` says whether anybody came."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)

        def asked() -> bool:
            try:
                server.accept()[0].close()
            except TimeoutError:
                return False
            return True

        yield server.getsockname()[1], asked


@pytest.mark.parametrize("kind", ["EMBED", "IMAGE", "embed", "NONSENSE"])
def test_t88_t92_a_crafted_embed_is_dropped_and_nobody_is_asked(admin_client, client, tree, listener, kind):
    port, asked = listener
    data = {"embedType": "video", "url": f"http://127.0.0.1:{port}/", "id": 1, "alt": EVIL, "html": EVIL}
    page, response = save_paragraph(admin_client, tree, entity(kind, **data))
    assert response.status_code == 302
    assert "127.0.0.1" not in stored(page)
    assert "<embed" not in stored(page)
    assert Trap(client.get(page.url).content.decode()).sprung == []
    assert not asked()


def test_t92_an_embed_that_lies_in_the_database_is_inert_too(admin_client, client, tree, listener):
    """As an import or an older version might have left it."""
    port, asked = listener
    text = f'<p>前</p><embed embedtype="media" url="http://127.0.0.1:{port}/"/><p>后</p>'
    page = NewsPageFactory(parent=tree.news, body=story(("paragraph", text)))
    html = client.get(page.url).content.decode()
    assert "前" in html
    assert str(port) not in html
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert str(RichText(text))
    assert not asked()


NO_NUMBERS = ['1" onload="alert(1)', "x", "", None, -1, 0, 1.5, True, [1], {"a": 1}, "01", 10**30, "9" * 19, "1e9", "²"]


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize("kind", ["DOCUMENT", "LINK"])
def test_t88_a_crafted_number_of_a_record_is_no_link(admin_client, client, tree, kind, number):
    page, response = save_paragraph(admin_client, tree, entity(kind, id=number, parentId=1))
    assert response.status_code == 302
    assert stored(page) == '<p data-block-key="a">这里</p>'
    assert client.get(page.url).status_code == 200
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


@pytest.mark.parametrize("url", [None, 1, ["javascript:alert(1)"], {"a": 1}, True])
def test_t88_an_address_that_is_no_text_is_no_link(admin_client, tree, url):
    page, response = save_paragraph(admin_client, tree, entity("LINK", url=url))
    assert response.status_code == 302
    assert stored(page) == '<p data-block-key="a">这里</p>'


def test_t88_good_links_stay_links(admin_client, client, tree, planted):
    page, _response = save_paragraph(admin_client, tree, entity("LINK", id=tree.rights.pk))
    assert f'href="{tree.rights.url}"' in client.get(page.url).content.decode()
    page, _response = save_paragraph(admin_client, tree, entity("DOCUMENT", id=str(planted["document"].pk)))
    assert f'href="{planted["document"].url}"' in client.get(page.url).content.decode()
    page, _response = save_paragraph(admin_client, tree, entity("LINK", url="https://example.com/a"))
    assert 'href="https://example.com/a"' in client.get(page.url).content.decode()


def test_t88_a_number_that_lies_in_the_database_breaks_no_page(admin_client, client, tree, subtests):
    """As an import or an older version might have left it; publishing reads the references too."""
    for number in ("x", "", "-1", "9" * 30, "²", "１"):
        for kind in ("page", "document"):
            with subtests.test(f"{kind} {number}"):
                text = f'<p>前<a linktype="{kind}" id="{number}">这里</a>后</p><p><a linktype="{kind}">无</a></p>'
                page = NewsPageFactory(parent=tree.news, body=story(("paragraph", text)))
                assert "前<a>这里</a>后" in client.get(page.url).content.decode()
                assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
                publish(page)
                assert client.get(page.url).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "null", "[]", "1", '"x"', "{}", "[" * 9000,
        '{"blocks": null}', '{"blocks": [null]}', '{"blocks": []}',
        '{"blocks": [{"text": 1}], "entityMap": {}}', '{"blocks": [{"key": "a"}], "entityMap": []}',
        entity("LINK", url="x").replace('"length": 2', '"length": "x"'),
        entity("LINK", url="x").replace('"offset": 0', '"offset": -9'),
        entity("LINK", url="x").replace('"key": 0', '"key": 7'),
        entity("LINK", url="x").replace('"unstyled"', '{"a": 1}'),
    ],
)  # fmt: skip
def test_t88_what_is_no_rich_text_is_refused(admin_client, client, tree, text):
    admin_client.raise_request_exception = False
    page, response = save_paragraph(admin_client, tree, text)
    # An empty paragraph may not be published; of odd numbers the editor's converter makes what it can.
    assert response.status_code in (200, 302, 400)
    assert client.get(page.url).status_code == 200


# --- What translators type into rich text ---


def translation_of(page, tree, text: str):
    """(segment texts, override) of a paragraph in wagtail-localize's editor."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.create(source=source, target_locale=tree.en.locale)


def put(client, name: str, *numbers: int, value: str):
    return client.put(
        reverse(f"wagtail_localize:{name}", args=numbers), f"value={quote(value)}",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        '<b onclick="alert(1)">x</b>',
        '<a id="a1" href="javascript:alert(1)">x</a>',
        '<a id="a1" onmouseover="alert(1)">x</a>',
        "<img src=x onerror=alert(2)>",
        '<a id="a9">x</a>',
    ],
)
def test_t88_a_crafted_translation_runs_nothing(admin_client, client, tree, value):
    text = '<p>前<a href="https://example.com/">这里</a>后</p>'
    page = NewsPageFactory(parent=tree.news, title="原文", body=story(("paragraph", text)))
    translation = translation_of(page, tree, text)
    translation.save_target(publish=False)
    segment = translation.source.stringsegment_set.get(string__data__contains="这里")
    put(admin_client, "edit_string_translation", translation.pk, segment.pk, value=value)
    translated = publish_translation(translation)
    html = client.get(translated.url).content.decode()
    assert Trap(html).sprung == []


@pytest.mark.parametrize("value", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", 'x" onclick="y'])
def test_t88_a_crafted_address_of_a_translated_link_runs_nothing(admin_client, client, tree, value):
    text = '<p>前<a href="https://example.com/">这里</a>后</p>'
    page = NewsPageFactory(parent=tree.news, title="原文", body=story(("paragraph", text)))
    translation = translation_of(page, tree, text)
    translation.save_target(publish=False)
    segment = translation.source.overridablesegment_set.get(data_json__contains="example.com")
    answer = put(admin_client, "edit_override", translation.pk, segment.pk, value=value)
    assert answer.status_code == 201
    translated = publish_translation(translation)
    html = client.get(translated.url).content.decode()
    assert "这里" in html
    assert Trap(html).sprung == []
    assert "data:text" not in html


def publish_translation(translation):
    translation.save_target(publish=False)
    return publish_draft(translation.get_target_instance())


# --- Search in the admin ---

ODD_WORDS = [
    '"',
    "'",
    "\"'>",
    '"工会',
    '工会" -x',
    "a'b",
    "NEAR(",
    "a* OR b",
    "title:x",
    "{}",
    "(",
    "-",
    "%s %",
    "^",
    '""',
    "+ AND",
    "\\",
    "\\'",
    "a\\",
    "live:x",
    "工" * 3000,
    "<b>",
    "\u202e",
    "&|!",
    "a <-> b",
    ":*",
]


@pytest.mark.parametrize(
    "address", ["/admin/pages/1/", "/admin/pages/search/", "/admin/users/", "/admin/images/", "/admin/documents/"]
)
def test_t94_the_admin_searches_for_any_signs(admin_client, tree, address, subtests):
    for words in ODD_WORDS:
        with subtests.test(words):
            assert admin_client.get(address, {"q": words}).status_code == 200


def test_signs_around_a_word_do_not_hide_it(admin_client, tree):
    NewsPageFactory(parent=tree.news, title="Brasserie plan")
    for words in ('"brasserie', 'brasserie "', "brass'", "- brasserie", '"brasserie plan"', "brasserie"):
        response = admin_client.get(f"/admin/pages/{tree.news.pk}/", {"q": words})
        assert [page.title for page in response.context["object_list"]] == ["Brasserie plan"], words
    response = admin_client.get(f"/admin/pages/{tree.news.pk}/", {"q": '"'})
    assert list(response.context["object_list"]) == []
