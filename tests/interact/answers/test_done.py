"""您说了，我们做了: what was said, what was decided, what there is now; reviewed, listed, shown where people speak."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from interact.answers.rules import Progress
from interact.cases.choices import MailKind
from interact.channels.records import Channel
from interact.following import services
from interact.models import AnswerIndexPage, AnswerPage, CaseMail
from tests.factories import AnswerPageFactory, DepartmentFactory, ImageFactory
from tests.interact.submitting import accepted, answered, replied, send
from tests.publishing.reviewing import approve, submit
from tests.releasing import publish
from unionsite.core import generation

pytestmark = pytest.mark.django_db
NOW_ON = {"progress": Progress.DONE, "outcome": "夜班供餐已延长到23:30。", "outcome_on": date(2026, 5, 20)}


@pytest.fixture
def index(tree):
    return AnswerIndexPage.objects.child_of(tree.interact).get()


@pytest.fixture
def done(index):
    """`done("题目", …)`: a published answer that says what there is now."""

    def make(title="夜班供餐时间", **changes):
        page = AnswerPageFactory(parent=index, title=title, **NOW_ON | changes)
        generation.forget()
        return page

    return make


def html_of(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


class TestOneAnswer:
    def test_says_three_things_with_state_day_and_picture(self, client, done):
        page = done(cover=ImageFactory(), cover_alt="窗口前排队打饭")
        html = html_of(client, page.url)
        parts = ["您说</h2>", "我们定了什么、为什么</h2>", "现在</h2>", "已做到", "2026-05-20", NOW_ON["outcome"]]
        assert [html.index(part) for part in parts] == sorted(html.index(part) for part in parts)
        assert 'alt="窗口前排队打饭"' in html

    def test_without_an_outcome_it_is_question_and_answer(self, client, index):
        html = html_of(client, AnswerPageFactory(parent=index).url)
        assert "职工留言</h2>" in html
        assert "现在</h2>" not in html

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"outcome": ""}, "outcome"),
            ({"progress": ""}, "progress"),
            ({"outcome_on": None}, "outcome_on"),
            ({"outcome_on": date(2026, 5, 1)}, "outcome_on"),
            ({"outcome_on": date(2999, 1, 1)}, "outcome_on"),
        ],
    )
    def test_half_of_it_is_not_published(self, index, changes, field):
        page = AnswerPageFactory(parent=index)
        for name, value in (NOW_ON | changes).items():
            setattr(page, name, value)
        with pytest.raises(ValidationError) as refused:
            page.full_clean()
        assert set(refused.value.message_dict) == {field}

    def test_a_picture_needs_its_words_and_an_outcome(self, index):
        page = AnswerPageFactory(parent=index)
        page.cover = ImageFactory()
        with pytest.raises(ValidationError) as refused:
            page.full_clean()
        assert set(refused.value.message_dict) == {"progress", "outcome", "outcome_on", "cover_alt"}

    def test_goes_through_both_stages(self, client, index, editor, first_reviewer, final_reviewer):
        texts = {"question": "星期日能开吗？", "reply": "<p>能。</p>", "asked_on": date(2026, 5, 6)}
        page = AnswerPage(title="书屋开放时间", live=False, answered_on=date(2026, 5, 8), **texts, **NOW_ON)
        index.add_child(instance=page)
        page = submit(page, editor)
        approve(page, first_reviewer)
        assert "书屋开放时间" not in html_of(client, f"{index.url}done/")
        approve(page, final_reviewer)
        assert "书屋开放时间" in html_of(client, f"{index.url}done/")

    def test_what_there_is_now_is_found(self, client, index):
        page = publish(AnswerPageFactory(parent=index, **NOW_ON | {"outcome": "东头放了一台保温桶。"}))
        assert page.url in html_of(client, "/search/", q="保温桶")
        assert page.url in html_of(client, index.url, q="保温桶")


class TestTheList:
    def test_shows_the_parts_and_leaves_out_mere_answers(self, client, index, done):
        page = done(progress=Progress.NOT_NOW, outcome="明年随技改预算再议。")
        AnswerPageFactory(parent=index, title="只是答复")
        html = html_of(client, f"{index.url}done/")
        for words in (page.question, "食堂已延长到夜里十一点半。", "明年随技改预算再议。", "暂不能做", "2026-05-20"):
            assert words in html
        assert "只是答复" not in html

    def test_filters_by_department_and_year(self, client, index, done):
        canteen, works = DepartmentFactory(code="c", name="后勤部"), DepartmentFactory(code="w", name="设备部")
        done("食堂的事", department=canteen)
        done("去年的事", department=works, asked_on=date(2025, 3, 3), outcome_on=date(2025, 5, 5))
        done("车棚的事", department=works)
        address = f"{index.url}done/"

        def shown(**query):
            html = html_of(client, address, **query)
            return {title for title in ("食堂的事", "去年的事", "车棚的事") if title in html}

        assert shown(department="w") == {"去年的事", "车棚的事"}
        assert shown(year="2025") == {"去年的事"}
        assert shown(department="w", year="2026") == {"车棚的事"}
        assert shown(department="c", year="2025") == set()
        assert "没有符合条件的" in html_of(client, address, department="c", year="2025")
        for odd in ({"department": "x' --"}, {"year": "20261"}, {"year": "٢٠٢٥"}, {"page": "999"}):
            assert len(shown(**odd)) == 3
        assert ">设备部<span>2</span>" in html_of(client, address)

    def test_pages_keep_the_filters(self, client, index, done):
        works = DepartmentFactory(code="w", name="设备部")
        for number in range(11):
            done(f"第{number}件", department=works)
        done("另外一件", department=DepartmentFactory(code="c", name="后勤部"))
        assert 'href="?department=w&amp;page=2"' in html_of(client, f"{index.url}done/", department="w")
        last = html_of(client, f"{index.url}done/", department="w", page="2")
        assert "第0件" in last
        assert "另外一件" not in last

    def test_an_empty_list_says_what_to_do(self, client, index):
        assert "给工会提一条建议</a>" in html_of(client, f"{index.url}done/")

    @pytest.mark.parametrize("number", [1, 9])
    def test_costs_the_same_for_one_and_for_many(self, client, index, done, assert_sql, number):
        for place in range(number):
            done(f"第{place}件", cover=ImageFactory(), cover_alt="现场", department=DepartmentFactory())
        address = f"{index.url}done/"
        client.get(address)
        with assert_sql(6):
            client.get(address)


class TestElsewhere:
    def test_the_latest_three_stand_where_people_speak(self, client, routing, done):
        for day in range(1, 5):
            done(f"第{day}件", outcome_on=date(2026, 5, 10 + day))
        for address in ("/", "/interact/suggestions/"):
            html = html_of(client, address)
            assert [day for day in (4, 3, 2, 1) if f"第{day}件" in html] == [4, 3, 2]
            assert 'href="/interact/answers/done/"' in html
            assert "已做到" in html
        assert "/interact/answers/done/" in html_of(client, "/interact/")
        assert "第4件" not in html_of(client, "/interact/questions/")

    def test_nothing_stands_where_there_is_nothing(self, client, routing, tree):
        for address in ("/", "/interact/suggestions/", "/interact/"):
            assert "您说了，我们做了" not in html_of(client, address)

    def test_english_pages_show_true_translations_alone(self, client, done):
        done("还没有译文")
        assert "还没有译文" not in html_of(client, "/en/")
        assert "还没有译文" not in html_of(client, "/en/interact/answers/done/")


def test_whoever_takes_consent_back_is_gone_with_the_page(client, index, routing, team_member, answerer, canteen):
    case = send(Channel.SUGGESTION, may_publish=True).case
    accepted(case, team_member, canteen)
    answered(case, answerer)
    case = replied(case, team_member)
    today = timezone.localdate()
    values = NOW_ON | {"outcome_on": today, "asked_on": today, "answered_on": today}
    page = AnswerPageFactory(parent=index, title="撤下的一件", case=case, **values)
    generation.forget()
    assert "撤下的一件" in html_of(client, f"{index.url}done/")
    services.keep_private(case_id=case.pk, now=timezone.localtime())
    assert CaseMail.objects.filter(kind=MailKind.KEPT_PRIVATE).exists()
    with pytest.raises(ValidationError, match="不再同意公开"):
        AnswerPage.objects.get(pk=page.pk).full_clean()
    AnswerPage.objects.get(pk=page.pk).unpublish()
    generation.forget()
    for address in (f"{index.url}done/", "/", "/interact/suggestions/"):
        assert "撤下的一件" not in html_of(client, address)
