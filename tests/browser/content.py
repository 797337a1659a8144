"""What the browser is shown: one page of every type, in both languages, with every block and some unkind words."""

import io
import json
import uuid
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, ReferenceIndex, Revision, Site, Task, Workflow
from wagtail.search.index import insert_or_update_object
from wagtail_localize.models import TranslationSource

from home.models import HomePage
from home.services.tree import set_up_channels
from interact.activities.models import Signup, VotePage
from interact.activities.plans.services import close_ended
from interact.activities.signups.services import sign_up
from interact.activities.votes.services import cast_ballot, count_closed
from interact.channels.records import Channel
from interact.models import AnswerIndexPage, ChannelRouting
from interact.questionnaires.services import create_questionnaire
from rights.models import RightsAnswerIndexPage
from search.index.services import index_page, index_statutes
from tests.factories import (
    AchievementPageFactory,
    AnswerPageFactory,
    CasePageFactory,
    GalleryPageFactory,
    ImageFactory,
    InfoPageFactory,
    InterpretationPageFactory,
    NewsPageFactory,
    PlainPageFactory,
    PolicyPageFactory,
    RightsAnswerPageFactory,
    RulesPageFactory,
    TopicPageFactory,
    UserFactory,
    picture_block,
    picture_bytes,
)
from tests.interact.activities.discussions.talking import a_discussion, a_post
from tests.interact.activities.planning import a_publicity, a_signup, a_vote, an_employee
from tests.interact.activities.quizzes.quizzing import a_quiz, a_set, single
from tests.laws.builders import load, row
from tests.releasing import publish, translate
from unionsite.accounts.models import Department, User
from unionsite.accounts.second_factor import services
from unionsite.core.models import SiteDocument, SiteMedia, SiteSettings
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.messaging.models import Message

ADMIN, PASSWORD = "superuser", "a long-enough Password 1"
# What leads the person `phone` from a platform's message to the review desk.
MESSAGE = uuid.UUID(int=29)
STAFF = {"writer": "编辑", "first": "初审", "last": "终审", "reports": "举报办理", "keys": "编辑", "phone": "编辑"}
STAFF |= {"author": "信息员", "duty": "应急下线", "system": "系统管理员", "security": "安全管理员", "auditor": "审计员"}
PHONE_KEY = b"a phone of the tests"
ENGLISH = "Members of the works committee met on Friday"
LONG_ADDRESS = "https://example.com/a-long-address-without-any-place-to-break-it-in-two/" + "x" * 60
PARAGRAPHS = "".join(f"<p>第{number}段，写的是班前会上的一件事。</p>" for number in range(1, 31))
LONG_TITLE = "公司工会与设备动力部、质量部、供应链部联合召开2026年三季度职工代表座谈会并现场答复提案办理情况"


class English(dict):
    """A translation for every text: the same few words, which is enough for layout and for rules about languages."""

    def get(self, text, default=None):
        return ENGLISH if len(text) > 3 else "Words"


def staff_member(username: str, **fields) -> User:
    """Someone whose authenticator the tests have too: its key is PHONE_KEY."""
    user = UserFactory(username=username, password=PASSWORD, password_changed_at=timezone.now(), **fields)
    device = services.start_enrolment(user=user)
    device.set_key(PHONE_KEY)
    device.confirmed = True
    device.save()
    return user


def build() -> dict[str, str]:
    """Fill the database, whose tree is there; returns addresses by name."""
    home = HomePage.objects.get(locale__language_code="zh-hans")
    english = Locale.objects.get(language_code="en")
    parent = {page.slug: page.specific for page in home.get_descendants()}
    staff_member(ADMIN, name="管理员", is_superuser=True)
    for username, group in STAFF.items():
        staff_member(username).groups.add(Group.objects.get(name=group))
    leads = {"words": "一件稿件等您终审", "address": reverse("publishing_desk:index"), "day": timezone.localdate()}
    Message.objects.create(pk=MESSAGE, person=User.objects.get(username="phone"), event="picture", **leads)
    set_up_settings()
    set_up_channels()
    ChannelRouting.objects.get(channel=Channel.REPORT).handlers.add(User.objects.get(username="reports"))
    load_statutes()
    picture = make_picture()
    cover = {"cover": picture, "cover_alt": "总装车间的班组在开班前会"}
    tags = ["安全生产", "职工之家"]
    story = json.dumps(all_blocks(picture, StatuteArticle.objects.get(statute__short_title="劳动法", number=3)))
    pages = {
        "news_piece": NewsPageFactory(
            parent=parent["news"], title=LONG_TITLE, slug="rich", tags=tags, body=story, **cover
        ),
        "interpretation": InterpretationPageFactory(
            parent=parent["rights"],
            slug="interpretation",
            tags=tags,
            citations=json.dumps([cited(StatuteArticle.objects.get(statute__short_title="劳动法", number=2))]),
        ),
        "case": CasePageFactory(parent=parent["rights"], slug="case", tags=tags, **cover),
        "policy": PolicyPageFactory(
            parent=parent["rights"],
            slug="expired",
            valid_until=timezone.localdate() - timedelta(days=3),
            questions=json.dumps([questions("q")]),
        ),
        "rights_answer": RightsAnswerPageFactory(
            parent=RightsAnswerIndexPage.objects.get(locale=home.locale),
            numbers=json.dumps([{"type": "table", "value": table(2), "id": "n"}]),
            citations=json.dumps([cited(StatuteArticle.objects.get(statute__short_title="劳动法", number=2))]),
            calculator="overtime",
            # Short, as its English is.
            step="问一问",
            wordings="",
        ),
        "achievement": AchievementPageFactory(parent=parent["culture"], slug="achievement", tags=tags, **cover),
        "gallery": GalleryPageFactory(
            parent=parent["culture"],
            slug="gallery",
            pictures=json.dumps([picture_block(picture, f"p{i}", f"第{i}张：班前会") for i in range(1, 5)]),
            place="职工之家",
            **cover,
        ),
        "info": InfoPageFactory(parent=parent["info"], slug="info", tags=tags),
        "plain": PlainPageFactory(parent=home, slug="about", body=story),
        "rules": RulesPageFactory(parent=home, slug="rules", body=story),
        "topic": make_topic(parent["topics"], tags, cover),
        "open": make_questionnaire(parent["interact"], "open", -1, 9),
        "answer": AnswerPageFactory(
            parent=AnswerIndexPage.objects.get(locale=home.locale),
            slug="answer",
            progress="done",
            outcome="夜班供餐已延长到23:30。",
            outcome_on=date(2026, 5, 20),
            **cover,
        ),
    }
    pages |= make_activities(parent)
    for page in pages.values():
        index_page(page=page)
    # Documents are served by it, and no worker runs here that would write it.
    for name in ("news_piece", "plain", "rules"):
        ReferenceIndex.create_or_update_for_object(pages[name])
    # Statistics, the export and the closed page are Chinese screens; one translation is enough for the form.
    make_questionnaire(parent["interact"], "closed", -9, -1)
    make_questionnaire(parent["interact"], "upcoming", 3, 9)
    for number in range(17):
        kind = ("meeting", "activity")[number % 2]
        NewsPageFactory(parent=parent["news"], kind=kind, tags=tags[:1], **(cover if number < 2 else {}))
    soon = {"starts_at": timezone.now() + timedelta(days=2), "ends_at": None}
    NewsPageFactory(parent=parent["news"], kind="meeting", title=LONG_TITLE, **soon)
    make_answers(parent, parent["news"].get_translation(english))
    addresses = {name: page.url for name, page in pages.items()}
    # A topic has the tags of the Chinese pieces; in English its list is empty, which is a page of its own.
    for name, page in pages.items():
        translated = translate(type(page).objects.get(pk=page.pk), locale=english, texts=English())
        addresses[f"en_{name}"] = translated.url
    addresses["check_in"] = reverse("signups_admin:check_in", args=[Signup.objects.get().code])
    untranslated = json.dumps([{"type": "paragraph", "value": PARAGRAPHS, "id": "u"}])
    records = {
        **pages,
        "untranslated": NewsPageFactory(parent=parent["news"], title="等着译成英文的一篇", body=untranslated),
        "home": home,
        "news": parent["news"],
        "activities": parent["activities"],
        "rights": parent["rights"],
        "en_news_piece": pages["news_piece"].get_translation(english),
        "translation": TranslationSource.objects.get(object_id=pages["news_piece"].translation_key),
        "image": picture,
        "document": SiteDocument.objects.last(),
        "media": SiteMedia.objects.last(),
        "statute": Statute.objects.first(),
        "user": User.objects.get(username="writer"),
        "writer": User.objects.get(username="writer"),
        "department": Department.objects.first(),
        "group": Group.objects.get(name="编辑"),
        "workflow": Workflow.objects.last(),
        "task": Task.objects.last(),
        "locale": english,
        "site": Site.objects.first(),
    }
    return addresses | {f"id_{name}": str(record.pk) for name, record in records.items()}


def set_up_settings() -> None:
    SiteSettings.objects.update(
        union_name="晨桥装备制造有限公司工会委员会",
        union_name_en="Chenqiao Equipment Trade Union",
        short_name="晨桥工会",
        short_name_en="Chenqiao Union",
        icp_number="某ICP备00000000号-1",
        police_number="某公网安备00000000000000号",
        report_phone="0000-8812352",
        report_email="report@example.com",
        address="综合楼203室",
        phone="0000-8812351",
        email="union@example.com",
        office_hours="工作日8:30至17:30",
    )


def load_statutes() -> None:
    """A statute with chapters, sections and history, one without chapters, and one that is no law."""
    rows = [
        row(number, f"用人单位应当按照国家规定保障劳动者休息休假的权利（{number}）。" * 3, chapter=chapter)
        for number, chapter in enumerate(
            ["第一章 总则", "第一章 总则", "第二章 休息 第一节 一般规定", "第二章 休息 第二节 年休假", "第三章 附则"], 1
        )
    ]
    history = ["1994年7月5日第八届全国人民代表大会常务委员会第八次会议通过", "2018年12月29日第二次修正"]
    load("劳动法", articles=rows, history=history, category="法律", issuer="全国人民代表大会常务委员会")
    rows = [
        row(19, "劳动合同不满一年的，试用期最长一个月；不满三年的最长二个月；其余的最长六个月。"),
        row(39, "劳动者严重违反规章制度的，用人单位可以解除劳动合同。"),
        row(46, "用人单位提出解除劳动合同的，应当支付经济补偿。"),
    ]
    load("劳动合同法", articles=rows, category="法律", issuer="全国人民代表大会常务委员会")
    load("职工休息条例", preamble="为了保障职工休息，制定本条例。")
    load("工间休息办法", category="部门规章", issuer="人力资源社会保障部")
    index_statutes(statute_ids=Statute.objects.values_list("pk", flat=True))


def make_answers(parent: dict[str, Page], english: Page) -> None:
    """What employees look for, so that there is something to find it among."""
    texts = {
        "单位提出解除劳动合同，能拿多少补偿": "每满一年按一个月工资支付。",
        "试用期最长可以约定多久": "按劳动合同的期限定，最长六个月。",
        "年假有几天，没休完怎么补": "年假按累计工作年限定，没休完的按日工资的三倍补。",
        "工伤认定怎么申请": "工伤认定由单位在三十日内申请，逾期的本人也可以申请。",
        "食堂下周菜单": "周一有鱿鱼，周二有豆腐。",
    }
    for title, text in texts.items():
        body = json.dumps([block("paragraph", f"<p>{text}</p>")])
        page = InfoPageFactory(parent=parent["info"], title=title, summary="", body=body, kind="service")
        index_page(page=page)
    index_page(page=NewsPageFactory(parent=english, title="Overtime pay: how it is worked out", summary=""))


def make_picture():
    content = picture_bytes((720, 480), colour="#2e6b4f")
    return ImageFactory(file=ImageFile(io.BytesIO(content), name="meeting.jpg"), portrait_consent=True)


def make_topic(parent, tags, cover):
    from taggit.models import Tag

    topic = TopicPageFactory.build(slug="safety", title="安全生产月", show_in_footer=False, **cover)
    topic.live = False
    topic.collected_tags = Tag.objects.filter(name__in=tags)
    return publish(parent.add_child(instance=topic))


def make_questionnaire(parent, slug: str, opens_in: int, closes_in: int) -> Page:
    now = timezone.now()
    kinds = [
        ("您的部门", "dropdown", ["机加车间", "质量部", "供应链部"]),
        ("对食堂满意吗", "radio", ["满意", "一般", "不满意", "说不清，平时在家吃饭，只有加班的时候才去食堂"]),
        ("常在哪一餐去", "checkboxes", ["早餐", "午餐", "晚餐"]),
        ("一周去几次", "number", []),
        ("从哪天开始", "date", []),
        ("联系邮箱", "email", []),
        ("最爱吃的菜", "singleline", []),
        ("还想说的话", "multiline", []),
        ("照片或文件", "file", []),
    ]
    fields = [
        {"label": label, "kind": kind, "choices": choices, "required": number < 3, "help": "按实际情况填写。"}
        for number, (label, kind, choices) in enumerate(kinds)
    ]
    page = create_questionnaire(
        parent=parent,
        title={"open": "职工食堂意见征集", "closed": "通勤班车意见征集", "upcoming": "体检项目意见征集"}[slug],
        slug=slug,
        summary="说说您对食堂的看法，答案用于下季度改进。",
        intro="<p>征集期间每天查看，截止后公布结果。</p>",
        thanks="<p>谢谢您抽空填写。</p>",
        result_note="<p>共收到212份答卷，三项建议已经采纳。</p>" if closes_in < 0 else "",
        opens_at=now + timedelta(days=opens_in),
        closes_at=now + timedelta(days=closes_in),
        fields=fields,
    )
    return publish(page)


# Each of them takes part once, so no two tests vote as the same person.
EMPLOYEE, COLLEAGUE, NEWCOMER = "E1001", "E1002", "E1003"


PUBLICITY = "职工活动季开始了"
# The questions of the quiz with all that is right.
RIGHT = {
    "每日工作时间不超过几小时？": ["8小时"],
    "哪些日子依法放假？": ["元旦", "国庆节"],
    "试用期最长几个月？": ["6"],
}


def make_activities(parent) -> dict[str, Page]:
    """An open activity of each kind, a vote that is counted, the piece that made them known, and who takes part."""
    tree = SimpleNamespace(news=parent["news"], interact=parent["interact"])
    UserFactory(username="employee", employee_number=EMPLOYEE, password=PASSWORD, name="郑春燕")
    UserFactory(username="colleague", employee_number=COLLEAGUE, password=PASSWORD, name="韩立秋")
    UserFactory(username="novice", employee_number=NEWCOMER, password=PASSWORD, name="沈若兰")
    publicity = a_publicity(tree, days=30, title=PUBLICITY)
    index_page(page=Page.objects.get(pk=publicity.pk))
    # The chooser of the admin looks in Wagtail's own index, which a worker would write.
    insert_or_update_object(publicity)
    names = ("何立新（铸造车间）", "马骁（设备动力部）", "宋雨桐（研发中心）")
    open_vote = a_vote(
        tree, names, slug="vote", publicity=publicity, summary="请选出最美职工。", rules_text="<p>一人一票。</p>"
    )
    return {
        "vote": open_vote,
        "counted": a_counted_vote(tree, publicity),
        "quiz": a_quiz_of_all_kinds(tree, publicity),
        "discussion": a_lively_discussion(tree, publicity),
        "signup": an_outing(tree, publicity),
    }


def a_counted_vote(tree, publicity) -> Page:
    when = timezone.now()
    counted = a_vote(
        tree,
        ("藏蓝色，连体", "藏蓝色，分体"),
        title="工作服款式投票",
        slug="counted",
        publicity=publicity,
        opens_at=when - timedelta(days=9),
        closes_at=when - timedelta(days=2),
    )
    for number in range(6):
        cast_ballot(
            vote=counted,
            person=an_employee(),
            choices=[1 + number % 2],
            receipt=f"R{number}",
            now=when - timedelta(days=3),
        )
    close_ended()
    count_closed()
    return counted


def end_vote(title: str) -> None:
    """Let an open vote have closed some minutes ago, as its plan says too, and do what the scheduler does then."""
    vote = VotePage.objects.get(title=title, locale=Locale.get_default())
    vote.closes_at = (timezone.now() - timedelta(minutes=3)).replace(second=0, microsecond=0)
    VotePage.objects.filter(pk=vote.pk).update(closes_at=vote.closes_at)
    content = {**vote.latest_revision.content, "closes_at": vote.serializable_data()["closes_at"]}
    Revision.objects.filter(pk=vote.latest_revision_id).update(content=content)
    close_ended()
    count_closed()


def a_quiz_of_all_kinds(tree, publicity) -> Page:
    one, several, typed = RIGHT
    questions = [
        single(one, options="6小时\n8小时\n10小时", right="B"),
        single(several, kind="multiple", options="元旦\n立夏\n国庆节", right="AC"),
        single(typed, kind="fill", options="", right="6"),
    ]
    draws = [(a_set(questions), len(questions), 5)]
    fields = {"title": "普法知识竞赛", "slug": "quiz", "summary": "答一答，学一学。", "prizes": 2}
    return a_quiz(tree, draws, publicity=publicity, **fields)


def a_lively_discussion(tree, publicity) -> Page:
    page = a_discussion(
        tree, host=User.objects.get(username="writer"), slug="discussion", publicity=publicity, summary="请您出主意。"
    )
    for text in ("希望增加清淡的菜。", "夜班的饭菜能不能热一点？\n另外，早餐可以再早一些。"):
        a_post(page, an_employee(), text)
    host = {"answer": "下月起夜班窗口延长到零点。", "answered_at": timezone.now()}
    a_post(page, an_employee(), "夜班窗口什么时候延长？", kind="question", **host)
    return page


def an_outing(tree, publicity) -> Page:
    """A sign-up for something held within a day, so that people can be checked in, with one who has signed up."""
    when = timezone.now()
    page = a_signup(
        tree,
        slug="outing",
        title="亲子秋游",
        publicity=publicity,
        summary="到近郊走一走，当天往返。",
        closes_at=when + timedelta(hours=9),
        cancel_until=when + timedelta(hours=10),
        held_at=when + timedelta(hours=20),
        held_until=when + timedelta(hours=28),
        companions_most=1,
        asks_relation=True,
        places=20,
        in_charge=User.objects.get(username="writer"),
        questions=[{"label": "在哪里上车", "required": False, "clean_name": "bus"}],
    )
    person = an_employee(name="宋雨桐", phone="13800000000", department=Department.objects.first())
    companions = [{"name": "宋小雨", "relation": "子女"}]
    sign_up(activity=page, person=person, companions=companions, answers={"bus": "北门"})
    return page


# --- Blocks ---


def block(kind: str, value) -> dict:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def cited(article) -> dict:
    return block("law", {"article": article.pk, "title": "", "label": "", "note": "休息休假的一般规定"})


def questions(block_id: str) -> dict:
    pairs = [
        ("年休假可以跨年安排吗？", "<p>确因工作需要，可以跨1个年度安排。</p>"),
        ("找谁办理？", "<p>本部门分工会。</p>"),
    ]
    return {
        "type": "questions",
        "value": [
            {"type": "item", "value": {"question": question, "answer": answer}, "id": f"{block_id}{i}"}
            for i, (question, answer) in enumerate(pairs)
        ],
        "id": block_id,
    }


def table(columns: int) -> dict:
    """A table of words and numbers, wider than a phone when it has many columns."""
    return {
        "caption": "各车间提案办理情况",
        "columns": [
            {"type": "number" if i else "text", "heading": f"{i}月办结数" if i else "车间"} for i in range(columns)
        ],
        "rows": [
            {"values": [name, *(100 * i + len(name) for i in range(1, columns))]}
            for name in ("总装车间", "机加车间", "设备动力部")
        ],
    }


def all_blocks(picture, article) -> list[dict]:
    """Every block of a story, the awkward cases among them: long addresses, wide tables, a picture without words."""
    document = SiteDocument(title="困难帮扶申请表")
    document.file.save("form.txt", ContentFile("申请表".encode()), save=True)
    document.file.close()
    rich = (
        "<p>公司工会<b>9月</b>组织巡视，办结17件。</p><ul><li>车间通风</li><li>夜班食堂</li></ul><ol><li>先说</li></ol>"
    )
    return [
        block("heading", {"text": "一、三项结果", "level": "h2"}),
        block("paragraph", rich + f'<p>见<a href="https://example.com/">原文</a>：{LONG_ADDRESS}</p>'),
        block("heading", {"text": "（一）通风", "level": "h3"}),
        block("paragraph", "<p>正文第二段。</p>"),
        block("quote", {"text": "图纸上的一毫米，到了车间就是几十个人的一整天。", "attribution": "一位班组长"}),
        *[
            block("callout", {"kind": kind, "title": "怎么办理", "text": "<p>到综合楼203室。</p>"})
            for kind in ("info", "tip", "warning")
        ],
        questions("qa"),
        picture_block(picture, "single"),
        block(
            "gallery",
            [
                {"type": "item", "value": picture_block(picture, "x", caption)["value"], "id": f"g{i}"}
                for i, caption in enumerate(["班前会", "", "收工"])
            ],
        ),
        block("video", {"video": make_video().pk, "caption": "春游路上"}),
        block("table", table(9)),
        block("chart", {"kind": "bar", "unit": "件", "data": table(4)}),
        block("chart", {"kind": "line", "unit": "件", "data": table(2)}),
        cited(article),
        block("law", {"article": None, "title": "劳动争议调解办法", "label": "第九条", "note": ""}),
        block("attachments", [{"type": "item", "value": {"document": document.pk, "title": ""}, "id": "d1"}]),
    ]


def make_video():
    folder = Path(__file__).parents[2] / "demo" / "media"
    media = SiteMedia(title="春游路上", type="video", duration=8, width=1280, height=720)
    media.file.save("spring.mp4", ContentFile((folder / "spring.mp4").read_bytes()), save=False)
    media.thumbnail.save("spring.jpg", ContentFile(picture_bytes((640, 360))), save=False)
    media.captions.save("spring.vtt", ContentFile((folder / "spring.zh.vtt").read_bytes()), save=False)
    media.captions_en.save("spring.en.vtt", ContentFile((folder / "spring.en.vtt").read_bytes()), save=False)
    media.save()
    return media
