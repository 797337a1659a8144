"""答复选登: made from a case with consent and without names, reviewed, listed, suggested (G10, S-3.4)."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

import demo
from demo.answers import read_answers
from interact.answers.services import draft_answer, without_personal_data
from interact.cases.choices import MailKind
from interact.channels.records import Channel
from interact.following import services
from interact.models import AnswerIndexPage, AnswerPage, Case, CaseMail
from rights.models import RightsAnswerIndexPage
from tests.conftest import member
from tests.factories import AnswerPageFactory, RightsAnswerPageFactory
from tests.interact.submitting import CONTACT, accepted, answered, replied, send
from tests.publishing.reviewing import approve, submit
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db

# Questions as people type them, judged beside all answers that the demo site publishes: words in the titles of those
# that must be offered, and no other. Half of them have no answer.
WITH_AN_ANSWER = {
    "夜班食堂能不能晚点关门": ["夜班食堂"],
    "夜班没有热菜吃": ["夜班食堂"],
    "延长食堂夜间供餐时间": ["夜班食堂"],
    "住院慰问金怎么领": ["住院慰问金"],
    "做手术住院能领慰问金吗": ["住院慰问金"],
    "周六加班给补休还有加班费吗": ["加班费怎么算", "安排了补休"],
    "今年的年休假能留到明年吗": ["年休假没休完给钱", "今年没休完"],
    "夜班津贴几号发": ["夜班费、高温费"],
    "年底奖金什么时候发": ["年终奖"],
    "上个月的工资条看不到": ["单位不给工资条"],
    "没休完的年休假作废吗": ["年休假没休完给钱", "今年没休完"],
    "试用期最长可以约定多久": ["试用期多长"],
    "公司拖欠工资两个月了": ["工资拖着不发"],
    "怀孕期间被公司辞退": ["怀孕了单位"],
    "申请劳动仲裁要去哪里": ["劳动仲裁去哪里"],
    "没签劳动合同能要双倍工资吗": ["一直没签"],
    "结婚可以请几天假": ["婚假、丧假"],
    # Too few words in common: nothing is offered rather than something else.
    "公司没给我交社保": [],
}
WITHOUT_AN_ANSWER = [
    "夜班更衣室的暖气片不热",
    "食堂的菜太咸",
    "住院报销比例是多少",
    "加班审批流程太慢",
    "周六的班车几点发车",
    "宿舍热水供应时间太短",
    "工伤窗口的工作人员态度不好",
    "劳动合同的复印件丢了",
    "产假期间的体检改到哪天",
    "试用期员工有没有工作服",
    "退休职工的春游报名",
    "工资卡换银行怎么办理",
]


@pytest.fixture
def demo_answers(index, tree):
    """The answers that the demo publishes, as pages; their titles."""
    cases = tomllib.loads((Path(demo.__file__).parent / "cases.toml").read_text("utf-8"))["cases"]
    published = [case for case in cases if case.get("is_published")]
    pages = [AnswerPageFactory(parent=index, title=case["subject"], question=case["text"]) for case in published]
    assert len(pages) >= 4
    about_rights = RightsAnswerIndexPage.objects.child_of(tree.rights).get()
    for row in read_answers():
        words = {"title": row["question"], "wordings": "\n".join(row["wordings"])}
        pages.append(RightsAnswerPageFactory(parent=about_rights, slug=row["key"], **words))
    return [page.title for page in pages]


@pytest.fixture
def index(tree):
    return AnswerIndexPage.objects.child_of(tree.interact).get()


@pytest.fixture
def solved(routing, team_member, answerer, canteen):
    """A case whose sender agreed to publication, with the result given."""
    body = {"subject": "夜班供餐", "text": "我是孙小满，手机13800001234，夜班没有热饭。"}
    case = send(Channel.QUESTION, contact=CONTACT, body=body, may_publish=True).case
    accepted(case, team_member, canteen)
    answered(case, answerer)
    return replied(case, team_member, words="孙小满同志：\n食堂已延长到夜里十一点半。")


class TestDraft:
    def test_is_without_what_tells_who_it_was(self, index, solved, team_member):
        page = draft_answer(case_id=solved.pk, actor=team_member, now=timezone.localtime())
        assert not page.live
        assert page.question == "我是○○，手机○○，夜班没有热饭。"
        assert page.reply == "<p>○○同志：</p><p>食堂已延长到夜里十一点半。</p>"
        assert (page.asked_on, page.answered_on) == (timezone.localdate(solved.received_at), solved.replied_on)
        assert page.department == solved.department

    def test_what_was_asked_before_the_offices_open_was_asked_that_day(self, clock, index, team_member, request):
        clock.move_to(datetime(2026, 5, 8, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
        solved = request.getfixturevalue("solved")
        page = draft_answer(case_id=solved.pk, actor=team_member, now=timezone.localtime())
        assert page.asked_on == date(2026, 5, 8)

    def test_t44_who_wrote_the_reply_does_not_review_it(self, index, solved, team_member, editor):
        colleague = member("初审", username="colleague")
        page = submit(draft_answer(case_id=solved.pk, actor=colleague, now=timezone.localtime()), editor)
        for reviewer in (team_member, colleague):
            with pytest.raises(Refused, match="撰写或修改过"):
                approve(page, reviewer)

    def test_only_with_consent(self, index, solved, team_member):
        Case.objects.filter(pk=solved.pk).update(may_publish=False)
        with pytest.raises(Refused, match="没有同意"):
            draft_answer(case_id=solved.pk, actor=team_member, now=timezone.localtime())
        assert not AnswerPage.objects.exists()

    def test_consent_can_be_taken_back(self, index, solved, team_member):
        page = draft_answer(case_id=solved.pk, actor=team_member, now=timezone.localtime())
        services.keep_private(case_id=solved.pk, now=timezone.localtime())
        page = AnswerPage.objects.get(pk=page.pk)
        with pytest.raises(ValidationError, match="不再同意公开"):
            page.full_clean()

    def test_where_it_is_public_the_team_is_told(self, index, solved, team_member):
        AnswerPageFactory(parent=index, case=solved)
        CaseMail.objects.all().delete()
        services.keep_private(case_id=solved.pk, now=timezone.localtime())
        assert CaseMail.objects.get().kind == MailKind.KEPT_PRIVATE
        with pytest.raises(Refused):
            services.keep_private(case_id=solved.pk, now=timezone.localtime())

    def test_only_once(self, index, solved, team_member):
        draft_answer(case_id=solved.pk, actor=team_member, now=timezone.localtime())
        with pytest.raises(Refused, match="已经选登"):
            draft_answer(case_id=solved.pk, actor=team_member, now=timezone.localtime())

    def test_never_of_a_report(self, index, report_handler):
        case = send(Channel.REPORT, may_publish=True).case
        assert not case.may_publish
        with pytest.raises(Refused):
            draft_answer(case_id=case.pk, actor=report_handler, now=timezone.localtime())

    def test_not_by_who_does_not_see_it(self, index, solved, editor):
        with pytest.raises(Case.DoesNotExist):
            draft_answer(case_id=solved.pk, actor=editor, now=timezone.localtime())


@pytest.mark.parametrize(
    ("text", "known", "masked"),
    [
        ("身份证11010519491231002X，请查收", (), "身份证○○，请查收"),
        ("王小明的工号D1024", ("王小明", "D1024"), "○○的工号○○"),
        ("没有什么可以遮的", (), "没有什么可以遮的"),
    ],
)
def test_personal_data_is_masked(text, known, masked):
    assert without_personal_data(text, known) == masked


class TestList:
    def test_shows_both_dates(self, client, index):
        page = AnswerPageFactory(parent=index, asked_on=date(2026, 5, 6), answered_on=date(2026, 5, 9))
        html = client.get(index.url).content.decode()
        assert page.title in html
        assert "2026-05-06" in html
        assert "2026-05-09" in html
        html = client.get(page.url).content.decode()
        assert "2026-05-06" in html
        assert "2026-05-09" in html
        assert "按人" not in html

    def test_a_draft_is_nowhere(self, client, index):
        draft = AnswerPage(
            title="还没有审",
            question="?",
            reply="",
            asked_on=date(2026, 5, 6),
            answered_on=date(2026, 5, 9),
            live=False,
        )
        index.add_child(instance=draft)
        assert "还没有审" not in client.get(index.url).content.decode()
        assert client.get("/feedback/similar/?q=还没有审").json() == {"answers": []}

    def test_filters_by_channel_and_words(self, client, index):
        AnswerPageFactory(parent=index, title="年休假怎么算", channel=Channel.QUESTION)
        AnswerPageFactory(parent=index, title="班车晚点", channel=Channel.SUGGESTION)
        html = client.get(index.url, {"channel": "suggestion"}).content.decode()
        assert "班车晚点" in html
        assert "年休假怎么算" not in html
        html = client.get(index.url, {"q": "休假"}).content.decode()
        assert "年休假怎么算" in html
        assert "班车晚点" not in html
        html = client.get(index.url, {"q": "不存在的词"}).content.decode()
        assert "没有找到" in html
        assert f'<a href="{index.url}">看看全部答复</a>' in html
        assert "直接问工会</a>" in html

    @pytest.mark.parametrize("query", ["\0", "%' OR 1=1 --", "<script>", "　", "长" * 3000])
    def test_odd_words_are_only_words(self, client, index, query):
        response = client.get(index.url, {"q": query, "page": "x", "channel": "report"})
        assert response.status_code in (200, 400)
        assert "<script>" not in response.content.decode()

    @pytest.mark.parametrize("number", [1, 12])
    def test_costs_the_same_for_one_and_for_many(self, client, index, assert_sql, number):
        AnswerPageFactory.create_batch(number, parent=index)
        client.get(index.url)
        with assert_sql(5):
            client.get(index.url)


class TestSimilar:
    def test_finds_what_shares_words(self, client, index):
        wanted = AnswerPageFactory(parent=index, title="年休假可以跨年度安排吗", question="去年的年休假没有休完。")
        AnswerPageFactory(parent=index, title="班车线路", question="北门没有站点。")
        answers = client.get("/feedback/similar/", {"q": "请问年休假能跨年休吗"}).json()["answers"]
        assert answers == [{"title": wanted.title, "url": wanted.url}]

    def test_offers_what_answers_and_nothing_else(self, client, demo_answers):
        wanted = {
            question: [next(title for title in demo_answers if word in title) for word in words]
            for question, words in (WITH_AN_ANSWER | {key: [] for key in WITHOUT_AN_ANSWER}).items()
        }
        offered = {
            question: [one["title"] for one in client.get("/feedback/similar/", {"q": question}).json()["answers"]]
            for question in wanted
        }
        assert offered == wanted

    @pytest.mark.parametrize("query", ["", "吗", "???", "\0", "a", "怎么"])
    def test_nothing_is_like_nothing(self, client, index, query):
        AnswerPageFactory(parent=index)
        response = client.get("/feedback/similar/", {"q": query})
        assert response.status_code == 400 or response.json() == {"answers": []}

    def test_one_query(self, client, index, django_assert_num_queries):
        AnswerPageFactory.create_batch(8, parent=index, title="年休假")
        client.get("/feedback/similar/", {"q": "年休假"})
        with django_assert_num_queries(1):
            client.get("/feedback/similar/", {"q": "年休假"})
