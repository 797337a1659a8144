"""Ways in from other pages: the section, the home page, the frame."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from interact.models import CHANNEL_PAGES, AnswerIndexPage, Case, ChannelRouting, FeedbackSettings
from interact.ways_in import addresses, tools
from tests.factories import (
    AnswerIndexPageFactory,
    CorrectionPageFactory,
    LetterPageFactory,
    NewsPageFactory,
    QuestionPageFactory,
    ReportPageFactory,
    SuggestionPageFactory,
)
from tests.interact.submitting import lay_routing, send
from unionsite.core import generation

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FACTORIES = (
    SuggestionPageFactory,
    ReportPageFactory,
    QuestionPageFactory,
    LetterPageFactory,
    CorrectionPageFactory,
    AnswerIndexPageFactory,
)


@pytest.fixture
def bare(tree):
    """A site without channels."""
    for model in (*CHANNEL_PAGES.values(), AnswerIndexPage):
        for page in model.objects.all():
            page.delete()
    generation.forget()
    return tree


@pytest.fixture
def channels(bare):
    for factory in FACTORIES:
        factory(parent=bare.interact)
    lay_routing()
    generation.forget()
    return bare


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_section_has_the_channels_on_top(client, channels):
    html = html_of(client, "/interact/")
    wanted = ["suggestions", "report", "questions", "letter", "correction"]
    places = [html.index(f'<a href="/interact/{slug}/"><strong>') for slug in wanted]
    assert places == sorted(places)
    assert html.index('<a href="/feedback/"><strong>查进度') < html.index("现在没有问卷")
    assert "5个工作日内答复，复杂的15个工作日内给初步意见" in html
    assert "3个工作日内答复" in html
    assert 'href="/interact/answers/"' in html


def test_limits_and_closed_channels_follow_the_settings(client, channels, django_capture_on_commit_callbacks):
    html_of(client, "/interact/")
    with django_capture_on_commit_callbacks(execute=True):
        row = FeedbackSettings.load()
        row.general = 4
        row.save()
        letter = ChannelRouting.objects.get(channel="letter")
        letter.is_open = False
        letter.save()
    html = html_of(client, "/interact/")
    assert "4个工作日内答复" in html
    assert html.count("暂停接收") == 1


def test_a_site_without_channels_still_has_the_way_back(client, bare):
    assert tools() == []
    for address in ("/interact/", "/"):
        html = html_of(client, address)
        assert 'href="/feedback/"' in html
        assert "网站纠错" not in html
        assert "/interact/report/" not in html


def test_a_channel_taken_down_is_gone_from_everywhere(client, channels, django_capture_on_commit_callbacks):
    html_of(client, "/")
    with django_capture_on_commit_callbacks(execute=True):
        channels.interact.get_children().get(slug="report").specific.unpublish()
    for address in ("/interact/", "/"):
        assert "/interact/report/" not in html_of(client, address)


def test_the_front_page_has_four_tasks(client, channels):
    html = html_of(client, "/").partition('<ul class="tasks__list">')[2].partition("</ul>")[0]
    addresses_of_tasks = ["/interact/suggestions/", "/interact/report/", "/interact/questions/", "/feedback/"]
    places = [html.index(f'href="{address}"') for address in addresses_of_tasks]
    assert places == sorted(places)
    assert html.count("<li>") == 4
    for title in ("提建议", "投诉举报", "问一问", "查进度"):
        assert f"<strong>{title}</strong>" in html


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 20), "2026年4月答复5件，按时100%"),
        # One case of May is too few to tell about, so the month before still counts.
        (date(2026, 6, 20), "2026年4月答复5件，按时100%"),
        (date(2026, 9, 20), "收到多少、答复多少，每月公开"),
    ],
)
def test_the_front_page_proves_how_the_union_answers(client, channels, day, words):
    for _number in range(5):
        send(now=datetime(2026, 4, 1, 4, tzinfo=UTC))
    Case.objects.update(first_replied_on=date(2026, 4, 8), was_on_time=True)
    send(now=datetime(2026, 5, 1, 4, tzinfo=UTC))
    Case.objects.filter(first_replied_on=None).update(first_replied_on=date(2026, 5, 8), was_on_time=True)
    generation.forget()
    with time_machine.travel(datetime(day.year, day.month, day.day, 4, tzinfo=UTC), tick=False):
        proof = html_of(client, "/").partition('class="proof">')[2].partition("</p>")[0]
    assert proof.startswith(f'<a href="/interact/answers/figures/">{words}')


def test_english_pages_lead_to_the_english_ones(client, tree):
    html = html_of(client, "/en/")
    assert 'href="/en/feedback/"' in html
    assert html_of(client, "/en/feedback/")
    assert 'href="/en/feedback/"' in html_of(client, "/en/interact/")


def test_every_page_leads_to_corrections_with_its_own_address(client, channels):
    piece = NewsPageFactory(parent=channels.news)
    assert f'href="/interact/correction/?page={piece.url}"' in html_of(client, piece.url)
    assert 'href="/interact/correction/?page=/"' in html_of(client, "/")
    # Other addresses may hold what is nobody's business.
    assert 'href="/interact/correction/"' in html_of(client, "/search/?q=工资")
    assert "网站纠错" not in html_of(client, "/feedback/").partition("<footer")[0]
    html = html_of(client, "/interact/correction/")
    assert "?page=/interact/correction/" not in html


def test_it_is_not_on_paper_and_not_where_people_report(client, channels):
    assert 'class="wrap correction no-print"' in html_of(client, "/news/")
    assert "/interact/correction/" not in html_of(client, "/interact/report/").partition("<footer")[0]


def test_addresses_cost_one_query_and_then_none(channels, django_assert_num_queries):
    tools()
    generation.forget()
    lay_routing()
    with django_assert_num_queries(5):  # sites, languages, home pages, restrictions (two of one), the channels
        assert len(addresses()) == 7
    with django_assert_num_queries(0):
        assert len(addresses()) == 7


def test_the_section_costs_the_same_with_channels(client, channels, django_assert_num_queries):
    html_of(client, "/interact/")
    with django_assert_num_queries(4):  # two for the route, running ones, count of closed ones
        html_of(client, "/interact/")
    assert date.today()
