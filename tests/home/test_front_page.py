"""The front page: what leads, what follows, and that nothing stands there twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.queries import article_of_the_week
from interact.questionnaires.services import create_questionnaire, record_answer
from rights.models import RightsAnswerIndexPage
from tests.factories import (
    NOON,
    AchievementPageFactory,
    ImageFactory,
    InfoPageFactory,
    NewsPageFactory,
    PolicyPageFactory,
    RightsAnswerPageFactory,
)
from tests.laws.builders import load, row
from tests.releasing import publish, translate
from unionsite.core import generation

pytestmark = pytest.mark.django_db
QUOTABLE = "用人单位应当保证劳动者每周至少休息一日，并按照国家规定安排法定节假日的休息。"


@pytest.fixture
def front(client):
    """What the front page of an address is composed of."""

    def get(address="/"):
        response = client.get(address)
        assert response.status_code == 200
        return response.context["front"]

    return get


def html_of(client, address="/") -> str:
    return client.get(address).content.decode()


def with_cover(factory, **fields):
    return factory(cover=ImageFactory(), cover_alt="班组在开班前会", **fields)


def pin(home, piece):
    home.lead = piece
    publish(home)


# --- The lead ---


def test_an_empty_site_says_that_it_is_new(client, front):
    context = front()
    assert context.stories.lead is None
    assert context.stories.headlines == []
    html = html_of(client)
    assert "稿件正在准备中" in html
    assert html.count("本栏目暂时没有新稿件。") == 4
    assert "现在没有正在进行的征集" in html
    assert "每周一条法规" not in html


def test_the_newest_news_with_a_cover_leads(front, tree):
    with_cover(NewsPageFactory, parent=tree.news)
    wanted = with_cover(NewsPageFactory, parent=tree.news)
    with_cover(AchievementPageFactory, parent=tree.culture)
    NewsPageFactory(parent=tree.news)
    assert front().stories.lead.pk == wanted.pk


def test_without_any_cover_the_newest_leads(front, tree):
    NewsPageFactory(parent=tree.news)
    wanted = InfoPageFactory(parent=tree.info)
    assert front().stories.lead.pk == wanted.pk


def test_a_pinned_piece_leads(client, front, tree):
    wanted = AchievementPageFactory(parent=tree.culture, title="刀具预警系统投入使用")
    with_cover(NewsPageFactory, parent=tree.news)
    pin(tree.home, wanted)
    assert front().stories.lead.pk == wanted.pk
    html = html_of(client)
    assert html.index("刀具预警系统投入使用") < html.index('id="latest"')


def test_a_pinned_piece_leads_though_it_is_old(front, tree):
    old = AchievementPageFactory(parent=tree.culture, first_published_at=NOON - timedelta(days=400))
    for _number in range(12):
        AchievementPageFactory(parent=tree.culture)
    pin(tree.home, old)
    assert front().stories.lead.pk == old.pk


@pytest.mark.parametrize("hide", ["unpublish", "private", "delete"])
def test_a_pinned_piece_that_is_not_public_any_more_gives_way(front, tree, hide):
    pinned = NewsPageFactory(parent=tree.news)
    other = NewsPageFactory(parent=tree.news, first_published_at=NOON - timedelta(days=1))
    pin(tree.home, pinned)
    match hide:
        case "unpublish":
            pinned.unpublish()
        case "private":
            PageViewRestriction.objects.create(page=pinned, restriction_type=PageViewRestriction.LOGIN)
        case "delete":
            pinned.delete()
    assert front().stories.lead.pk == other.pk


# --- Headlines and sections ---


def test_headlines_are_the_newest_of_all_sections(front, tree):
    pieces = [
        with_cover(NewsPageFactory, parent=tree.news),
        PolicyPageFactory(parent=tree.rights),
        AchievementPageFactory(parent=tree.culture),
        InfoPageFactory(parent=tree.info),
        NewsPageFactory(parent=tree.news),
        NewsPageFactory(parent=tree.news),
    ]
    context = front()
    assert context.stories.lead.pk == pieces[0].pk
    assert [piece.pk for piece in context.stories.headlines] == [piece.pk for piece in reversed(pieces[2:])]


def test_nothing_stands_on_the_front_page_twice(front, tree):
    for _number in range(9):
        with_cover(NewsPageFactory, parent=tree.news)
        PolicyPageFactory(parent=tree.rights)
        AchievementPageFactory(parent=tree.culture)
        InfoPageFactory(parent=tree.info)
    context = front()
    shown = [context.stories.lead.pk, *(piece.pk for piece in context.stories.headlines)]
    for section in context.stories.sections:
        shown += [piece.pk for piece in section.pieces]
        shown += [section.picture_piece.pk] if section.picture_piece else []
    assert len(shown) == len(set(shown))
    assert len(shown) > 20


def test_no_picture_stands_there_twice(front, tree):
    picture = ImageFactory()
    for parent, factory in ((tree.news, NewsPageFactory), (tree.culture, AchievementPageFactory)):
        factory(parent=parent, cover=picture, cover_alt="班组在开班前会")
    context = front()
    assert context.stories.lead.cover_id == picture.pk
    assert [section.picture_piece for section in context.stories.sections] == [None] * 4


def test_a_section_with_nothing_else_repeats_its_only_piece(front, tree):
    only = InfoPageFactory(parent=tree.info)
    sections = {section.slug: section for section in front().stories.sections}
    assert [piece.pk for piece in sections["info"].pieces] == [only.pk]


def test_sections_stand_in_the_order_of_the_menu_and_link_to_themselves(client, front):
    assert [(section.slug, section.url) for section in front().stories.sections] == [
        ("news", "/news/"),
        ("rights", "/rights/"),
        ("culture", "/culture/"),
        ("info", "/info/"),
    ]
    html = html_of(client)
    for slug in ("news", "rights", "culture", "info"):
        assert f'<a href="/{slug}/">' in html
        assert f'href="/{slug}/feed/"' in html
    for address in ("/interact/", "/feedback/"):
        assert f'href="{address}"' in html


def test_a_section_shows_its_newest_picture_and_no_more_than_five(front, tree):
    for _number in range(4):
        NewsPageFactory(parent=tree.news)
    policies = [with_cover(PolicyPageFactory, parent=tree.rights, first_published_at=NOON - timedelta(days=9))]
    for number in range(8):
        policies.append(PolicyPageFactory(parent=tree.rights, first_published_at=NOON - timedelta(days=8 - number)))
    pictured = with_cover(PolicyPageFactory, parent=tree.rights, first_published_at=NOON - timedelta(hours=1))
    for _number in range(5):
        NewsPageFactory(parent=tree.news)
    section = next(section for section in front().stories.sections if section.slug == "rights")
    assert section.picture_piece.pk == pictured.pk
    assert [piece.pk for piece in section.pieces] == [piece.pk for piece in policies[:-5:-1]]


def test_drafts_and_private_pieces_are_not_shown(client, tree):
    NewsPageFactory(parent=tree.news, title="尚未审核的草稿", live=False)
    closed = NewsPageFactory(parent=tree.news, title="只给内部看的稿件")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    html = html_of(client)
    assert "尚未审核的草稿" not in html
    assert "只给内部看的稿件" not in html


def test_titles_are_shown_as_text(client, tree):
    NewsPageFactory(parent=tree.news, title="<script>alert(1)</script>&比赛")
    html = html_of(client)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;比赛" in html


# --- What can be taken part in ---


def test_questionnaires_show_how_long_they_run(client, front, tree):
    now = timezone.now()
    fields = [{"label": "满意吗", "kind": "radio", "choices": ["满意", "不满意"]}]

    def ask(slug, title, opens, closes):
        draft = create_questionnaire(
            parent=tree.interact,
            title=title,
            slug=slug,
            opens_at=now + timedelta(days=opens),
            closes_at=None if closes is None else now + timedelta(days=closes),
            fields=fields,
        )
        return publish(draft)

    forever = ask("forever", "意见箱", -9, None)
    soon = ask("soon", "食堂就餐调查", -1, 3)
    ask("over", "已经结束的调查", -9, -1)
    ask("later", "还没开始的调查", 1, 9)
    record_answer(page=soon, data={}, when=now)
    rows = front().take_part.questionnaires
    assert [(row.title, row.days_left, row.count) for row in rows] == [("食堂就餐调查", 3, 1), ("意见箱", None, 0)]
    html = html_of(client)
    assert f'<a href="{soon.url}"><strong>食堂就餐调查' in html
    for words in ("还剩3天", "已有1人参与", "长期有效", forever.url):
        assert words in html
    assert "已经结束的调查" not in html
    assert "还没开始的调查" not in html


# --- Everyday questions ---


@pytest.fixture
def answers(tree):
    """Two answers about wages and one about leave, by title."""
    parent = RightsAnswerIndexPage.objects.child_of(tree.rights).get()
    titles = {"加班费怎么算？": "wages", "工资拖着不发怎么办？": "wages", "年休假有几天？": "leave"}
    return {
        title: RightsAnswerPageFactory(parent=parent, title=title, situation=situation, wordings="")
        for title, situation in titles.items()
    }


def questions_of(front, address="/"):
    return [question.title for question in front(address).questions]


def test_the_first_question_of_each_situation_stands_below_the_search(client, front, answers):
    assert questions_of(front) == ["加班费怎么算？", "年休假有几天？"]
    assert f'<a href="{answers["年休假有几天？"].url}">年休假有几天？' in html_of(client)


def test_editors_choose_the_questions(front, tree, answers):
    tree.home.question_1 = answers["年休假有几天？"]
    tree.home.question_2 = answers["工资拖着不发怎么办？"]
    publish(tree.home)
    assert questions_of(front) == ["年休假有几天？", "工资拖着不发怎么办？", "加班费怎么算？"]


def test_a_chosen_question_that_holds_no_more_gives_way(front, tree, answers):
    over = answers["工资拖着不发怎么办？"]
    tree.home.question_1 = over
    publish(tree.home)
    over.valid_until = timezone.localdate() - timedelta(days=1)
    publish(over)
    assert questions_of(front) == ["加班费怎么算？", "年休假有几天？"]


def test_the_english_front_page_shows_the_translation_of_a_chosen_question(front, tree, answers):
    chosen = answers["年休假有几天？"]
    translate(chosen, locale=tree.en.locale, texts={chosen.title: "How much leave?"})
    tree.home.question_1 = chosen
    publish(tree.home)
    translate(tree.home, locale=tree.en.locale, texts={"首页": "Home", "home": "home-en"})
    assert questions_of(front, "/en/") == ["How much leave?"]


# --- The article of the week ---


@pytest.fixture
def labour_law(db):
    """Seven chosen articles, one that is not, and a statute that is not quoted."""
    articles = [row(number, f"{QUOTABLE}（{number}）") for number in (3, 12, 36, 41, 44, 48, 50, 51)]
    statute = load("劳动法", articles=articles)
    load("别的条例", articles=[row(1, QUOTABLE)])
    return statute


def test_the_article_changes_with_the_week_and_all_have_their_turn(labour_law):
    labels = [article_of_the_week(2026, week).label for week in range(1, 53)]
    assert all(one != other for one, other in pairwise(labels))
    assert set(labels) == {f"第{number}条" for number in ("三", "十二", "四十一", "四十四", "四十八", "五十", "五十一")}
    assert labels[:7] == labels[7:14]


def test_everyone_sees_the_same_article_all_week(client, front, labour_law):
    seen = set()
    for day in (2, 4, 8):  # Monday to Sunday of one week
        with time_machine.travel(datetime(2026, 3, day, 4, tzinfo=UTC), tick=False):
            seen.add(front().article_of_the_week.pk)
            seen.add(front("/en/").article_of_the_week.pk)
    assert len(seen) == 1
    with time_machine.travel(datetime(2026, 3, 9, 4, tzinfo=UTC), tick=False):
        assert front().article_of_the_week.pk not in seen
        article = front().article_of_the_week
        html = html_of(client)
    assert "每周一条法规" in html
    assert article.text in html
    assert f'href="{article.url}"' in html
    assert client.get(article.url.partition("#")[0]).status_code == 200


def test_without_a_chosen_article_nothing_is_quoted(front, db):
    load("劳动法", count=2)
    assert front().article_of_the_week is None


# --- English ---


def test_the_english_front_page_shows_english_pieces_alone(client, front, tree):
    piece = with_cover(NewsPageFactory, parent=tree.news, title="公司工会召开协商会议")
    NewsPageFactory(parent=tree.news, title="没有译文的稿件")
    translate(piece, locale=tree.en.locale, texts={"公司工会召开协商会议": "Union holds a bargaining meeting"})
    context = front("/en/")
    assert context.stories.lead.title == "Union holds a bargaining meeting"
    assert context.stories.lead.url == f"/en/news/{piece.slug}/"
    assert [section.url for section in context.stories.sections][:2] == ["/en/news/", "/en/rights/"]
    html = html_of(client, "/en/")
    assert '<html lang="en"' in html
    assert "没有译文的稿件" not in html
    assert 'href="/en/interact/"' in html


def test_the_english_front_page_pins_the_translation_of_the_chinese_lead(front, tree):
    old = NewsPageFactory(parent=tree.news, title="老稿件", first_published_at=NOON - timedelta(days=300))
    new = with_cover(NewsPageFactory, parent=tree.news, title="新稿件")
    for page, title in ((old, "Old piece"), (new, "New piece")):
        translate(page, locale=tree.en.locale, texts={page.title: title})
    pin(tree.home, old)
    translate(tree.home, locale=tree.en.locale, texts={"首页": "Home", "home": "home-en"})
    context = front("/en/")
    assert context.stories.lead.title == "Old piece"
    assert [piece.title for piece in context.stories.headlines] == ["New piece"]


def test_a_pinned_piece_without_a_translation_leads_in_chinese_alone(front, tree):
    pinned = NewsPageFactory(parent=tree.news, title="没有译文的头条")
    other = NewsPageFactory(parent=tree.news, title="有译文的稿件")
    translate(other, locale=tree.en.locale, texts={"有译文的稿件": "Translated"})
    pin(tree.home, pinned)
    translate(tree.home, locale=tree.en.locale, texts={"首页": "Home", "home": "home-en"})
    assert front().stories.lead.title == "没有译文的头条"
    assert front("/en/").stories.lead.title == "Translated"


@pytest.mark.wing("activities")
def test_the_english_front_page_names_what_is_open_in_chinese_alone(client, tree):
    from tests.interact.activities.planning import a_vote

    assert "only in Chinese" not in client.get("/en/").text
    vote = a_vote(tree)
    generation.forget()
    html = client.get("/en/").text
    assert "What is open now is only in Chinese" in html
    assert f'<a href="{vote.url}" lang="zh-hans"><strong>{vote.title}</strong></a>' in html
    translate(vote, locale=tree.en.locale, texts={vote.title: "Colleague of the year"})
    generation.forget()
    html = client.get("/en/").text
    assert "Colleague of the year" in html
    assert "only in Chinese" not in html
