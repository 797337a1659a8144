"""Which of several results that have the words alike comes first."""

import pytest

from interact.models import AnswerIndexPage
from rights.models import RightsAnswerIndexPage
from search.results.rules import BEST_ARTICLES, CASES, MOST_BOOST, boosts, precedence
from tests.factories import AnswerPageFactory, CasePageFactory, NewsPageFactory, RightsAnswerPageFactory
from tests.releasing import publish


@pytest.fixture
def alike(tree, add_statute):
    """An answer, a published reply, a notice and a court case that all have the words, and statutes with them."""
    answers = RightsAnswerIndexPage.objects.child_of(tree.rights).get()
    replies = AnswerIndexPage.objects.child_of(tree.interact).get()
    pages = [
        NewsPageFactory(parent=tree.news, title="车间午休安排", summary=""),
        CasePageFactory(parent=tree.rights, title="车间午休纠纷", summary=""),
        AnswerPageFactory(parent=replies, title="车间午休答复", question="午休多长？", reply="<p>一小时。</p>"),
        RightsAnswerPageFactory(parent=answers, title="车间午休多长", wordings="", short_answer="午休一小时。"),
    ]
    for page in pages:
        publish(page)
    add_statute("午休法", {1: "车间应当安排午休。"}, slug="a")
    add_statute("车间午休，能否扣工资", {1: "车间午休。"}, category="case", slug="b")


def test_of_a_question_in_everyday_words_the_answer_is_first_and_statutes_are_last(alike, client, titles):
    assert client.get("/search/", {"q": "车间午休多久"}).context["answer"].title == "车间午休多长"
    found = titles("车间午休多久")
    places = {
        word: next(place for place, title in enumerate(found) if word in title) for word in ("答复", "安排", "纠纷")
    }
    assert places["答复"] < places["纠纷"]
    assert places["安排"] < found.index("《午休法》第1条")


@pytest.mark.parametrize("words", ["午休法 车间午休", "午休法第1条"])
def test_who_names_a_statute_or_its_article_gets_it_first(alike, titles, words):
    assert titles(words)[0] == "《午休法》第1条"


def test_pages_that_are_no_pieces_stay_where_they_are():
    order = ["rights.rightsanswerpage", "interact.answerpage", "notice", "laws.law"]
    assert order == sorted(order, key=precedence, reverse=True)
    assert precedence("home.plainpage") == precedence("laws.local") == precedence("case") == 1


def test_a_statute_with_many_good_articles_is_about_the_matter():
    families = {1: "劳动法", 2: "劳动法", 3: "公司法", 4: CASES}
    found = boosts(families, {1: 10.0, 2: 10.0, 3: 5.0, 4: 10.0, 5: 10.0})
    two, half = 1 + MOST_BOOST * 2 / BEST_ARTICLES, 1 + MOST_BOOST * 0.5 / BEST_ARTICLES
    assert found == pytest.approx({1: two, 2: two, 3: half, 4: 1.0})
    assert boosts({}, {}) == {}
