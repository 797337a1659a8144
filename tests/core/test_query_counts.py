"""How many questions a page asks of the database: literals, the same for few rows and for many, none asked twice."""

import pytest
from wagtail.models import Locale

from home.sitemaps import IN_A_PART
from interact.questionnaires.services import create_questionnaire
from rights.models import RightsAnswerIndexPage
from tests.conftest import forget_everything
from tests.factories import (
    NOON,
    CasePageFactory,
    DocumentFactory,
    GalleryPageFactory,
    ImageFactory,
    InfoPageFactory,
    InterpretationPageFactory,
    NewsPageFactory,
    PlainPageFactory,
    PolicyPageFactory,
    RightsAnswerPageFactory,
    TopicPageFactory,
    items,
    picture_value,
    rich_body,
    story,
)
from tests.laws.builders import load, row
from tests.releasing import publish, translate
from unionsite.core.wings import is_on

# Which activities are open.
OPEN = int(is_on("activities"))
pytestmark = pytest.mark.django_db
ROWS = pytest.mark.parametrize("rows", [3, 30])
QUOTABLE = "用人单位应当支付不低于工资的百分之一百五十的工资报酬，" * 2


@pytest.fixture
def article(db):
    return load("劳动法", articles=[row(44, QUOTABLE)]).articles.get()


def fill(parent, factory, rows: int, **fields):
    """Pieces with covers and tags, three pictures among them."""
    pictures = [ImageFactory() for _ in range(3)]
    for number in range(rows):
        factory(parent=parent, cover=pictures[number % 3], cover_alt="图", tags=["安全", "夏季"], **fields)


@ROWS
def test_home(client, tree, article, assert_sql, rows):
    for parent, factory in [
        (tree.news, NewsPageFactory),
        (tree.rights, PolicyPageFactory),
        (tree.culture, GalleryPageFactory),
        (tree.info, InfoPageFactory),
    ]:
        fill(parent, factory, rows // 3)
    for number in range(rows // 3):
        fields = [{"label": "意见", "kind": "multiline"}]
        publish(create_questionnaire(parent=tree.interact, title=f"问卷{number}", slug=f"q{number}", fields=fields))
    client.get("/")
    with assert_sql(1 + OPEN):
        client.get("/")


@ROWS
def test_home_with_an_old_lead_story(client, tree, assert_sql, rows):
    old = NewsPageFactory(
        parent=tree.news, cover=ImageFactory(), cover_alt="图", first_published_at=NOON.replace(year=2024)
    )
    fill(tree.news, NewsPageFactory, rows + 9)
    tree.home.lead = old.piecepage_ptr
    tree.home.question_1 = RightsAnswerPageFactory(parent=RightsAnswerIndexPage.objects.child_of(tree.rights).get())
    publish(tree.home)
    client.get("/")
    with assert_sql(1 + OPEN):
        response = client.get("/")
    assert response.context["front"].stories.lead.pk == old.pk
    assert len(response.context["front"].questions) == 1


def news(tree, rows):
    fill(tree.news, NewsPageFactory, rows)


def albums(tree, rows):
    fill(tree.culture, GalleryPageFactory, rows, pictures=pictured(None)["pictures"])


def rights(tree, rows):
    fill(tree.rights, PolicyPageFactory, rows)
    index = RightsAnswerIndexPage.objects.child_of(tree.rights).get()
    for number in range(rows):
        RightsAnswerPageFactory(parent=index, title=f"问题{number}")


def topics(tree, rows):
    for _ in range(rows):
        TopicPageFactory(parent=tree.topics, cover=ImageFactory())


@ROWS
@pytest.mark.parametrize(
    ("lay", "address", "queries"),
    [
        (news, "/news/", 7),
        (news, "/news/?kind=meeting&year=2026&tag=安全", 7),
        (news, "/news/?page=2", 7),
        (news, "/news/feed/", 3),
        (albums, "/culture/", 8),
        (rights, "/rights/", 5),
        (topics, "/topics/", 4),
    ],
)
def test_lists_and_feed(client, tree, assert_sql, rows, lay, address, queries):
    lay(tree, rows)
    client.get(address)
    with assert_sql(queries):
        client.get(address)


@ROWS
def test_topic(client, tree, assert_sql, rows):
    fill(tree.news, NewsPageFactory, rows)
    topic = TopicPageFactory(parent=tree.topics, cover=ImageFactory(), body=rich_body())
    topic.collected_tags = [tag for piece in tree.news.get_children().specific()[:1] for tag in piece.tags.all()]
    topic = publish(topic)
    client.get(topic.url)
    with assert_sql(11):
        response = client.get(topic.url)
    assert response.context["listing"].page.paginator.count == rows


@ROWS
def test_site_map(client, tree, assert_sql, rows):
    fill(tree.news, NewsPageFactory, rows)
    part = f"/sitemap-pages-{NewsPageFactory(parent=tree.news).pk // IN_A_PART}.xml"
    for address, number in (("/sitemap.xml", 0), (part, 1)):
        client.get(address)
        with assert_sql(number):
            client.get(address)


@pytest.fixture
def rich(tree, article):
    """A piece with everything, in both languages, among others with its tags; its pictures are drawn."""

    def make(factory, parent, rows=3, **fields):
        fill(parent, factory, rows)
        made = factory(parent=parent, cover=ImageFactory(), cover_alt="图", tags=["安全", "夏季", "巡视"], **fields)
        fill(parent, factory, 1)
        publish(made)
        for _ in range(rows // 3):
            topic = TopicPageFactory(parent=tree.topics)
            topic.collected_tags = made.tags.all()
            publish(topic)
        translate(made, locale=Locale.objects.get(language_code="en"), texts={made.title: "Hello"})
        return made

    return make


def cited(article) -> dict:
    return {"citations": story(("law", {"article": article.pk, "title": "", "label": "", "note": ""}))}


def pictured(_article) -> dict:
    return {"pictures": story(*(("picture", picture_value(ImageFactory())) for _ in range(4)))}


@pytest.mark.parametrize(
    ("factory", "section", "own", "rows"),
    [
        (NewsPageFactory, "news", None, 3),
        (NewsPageFactory, "news", None, 30),
        (PolicyPageFactory, "rights", None, 3),
        (CasePageFactory, "rights", cited, 3),
        (InterpretationPageFactory, "rights", cited, 3),
        (GalleryPageFactory, "culture", pictured, 3),
    ],
)
def test_piece(client, tree, rich, article, assert_sql, factory, section, own, rows):
    fields = own(article) if own else {}
    address = rich(factory, getattr(tree, section), rows, body=rich_body(article), **fields).url
    html = client.get(address).content.decode()
    for part in ("上一篇", "下一篇", "相关稿件", "收入专题", "《劳动法》第四十四条", 'hreflang="en"', "巡视"):
        assert part in html
    forget_everything()
    with assert_sql(15):
        client.get(address)
    with assert_sql(8):
        client.get(address)


def test_piece_in_english(client, tree, rich, article, assert_sql):
    piece = rich(NewsPageFactory, tree.news, body=rich_body(article))
    client.get(f"/en{piece.url}")
    with assert_sql(7):
        client.get(f"/en{piece.url}")


@ROWS
def test_files_and_pictures_cost_one_query_each_however_many(client, tree, assert_sql, rows):
    body = story(
        *(("picture", picture_value(ImageFactory())) for _ in range(rows)),
        ("attachments", items(*({"document": DocumentFactory().pk, "title": ""} for _ in range(rows)))),
    )
    page = PlainPageFactory(parent=tree.home, body=body)
    client.get(page.url)
    with assert_sql(5):  # two for the route, pictures, renditions, files
        client.get(page.url)


@pytest.mark.parametrize(
    ("address", "number"),
    [("/nobody/", 2), ("/nobody/home/", 2), ("/en/nobody/", 2), ("/news/nobody/", 4), ("/rights/laws/a/b/c/", 3)],
)
def test_unknown_address(client, tree, assert_sql, address, number):
    NewsPageFactory(parent=tree.news)
    client.get(address)
    with assert_sql(number):
        assert client.get(address).status_code == 404
