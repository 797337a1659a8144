"""The least valid object of each kind; a test says what matters to it."""

import io
import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
import wagtail_factories
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.signal_handlers import disable_reference_index_auto_update

from culture.models import AchievementPage, GalleryPage
from home.models import InfoPage, PlainPage, RulesPage, TopicPage
from interact.models import (
    AnswerIndexPage,
    AnswerPage,
    CorrectionPage,
    LetterPage,
    QuestionPage,
    ReportPage,
    SuggestionPage,
)
from news.models import NewsPage
from rights.models import CasePage, InterpretationPage, PolicyPage, RightsAnswerPage
from tests.releasing import bring_to_life
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteDocument, SiteImage

NOON = datetime(2026, 5, 8, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def picture_bytes(size=(64, 48), format="JPEG", colour="#b3242b", **options) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, format, **options)
    return content.getvalue()


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "quality"
    name = "质量部"
    name_en = "Quality"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"职工{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    password = factory.django.Password("a long-enough Password 1")


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteImage

    title = "车间里的机床"
    file = factory.LazyFunction(lambda: ImageFile(io.BytesIO(picture_bytes()), name="machine.jpg"))


class DocumentFactory(wagtail_factories.DocumentFactory):
    class Meta:
        model = SiteDocument


class PageFactory(wagtail_factories.PageFactory):
    """A live page under `parent`, in the parent's language."""

    class Meta:
        abstract = True

    live = True
    locale = factory.LazyAttribute(lambda page: page.parent.locale if getattr(page, "parent", None) else None)
    summary = "一句话的摘要。"

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        live = kwargs.pop("live")
        page = cls._build(model_class, parent=parent, live=False, **kwargs)
        if not live:
            return parent.add_child(instance=page)
        # Saving it live writes them.
        with disable_reference_index_auto_update():
            parent.add_child(instance=page)
        return bring_to_life(page)


class PieceFactory(PageFactory):
    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"公司工会召开第{n}次职工代表座谈会")
    slug = factory.Sequence(lambda n: f"piece-{n}")
    source_name = "公司工会"
    author = "田晓禾"
    fact_checker = "周若禾"
    department = factory.SubFactory(DepartmentFactory)
    # A draft has no date: with one from before its release it would not be published.
    first_published_at = factory.LazyAttributeSequence(
        lambda page, n: NOON + timedelta(seconds=n) if page.live else None
    )
    last_published_at = factory.SelfAttribute("first_published_at")
    body = json.dumps([{"type": "paragraph", "value": "<p>正文第一段。</p>", "id": "p1"}])

    tags = ()

    @classmethod
    def _build(cls, model_class, *args, tags=(), **kwargs):
        piece = super()._build(model_class, *args, **kwargs)
        piece.tags.add(*tags)
        return piece


class NewsPageFactory(PieceFactory):
    class Meta:
        model = NewsPage

    kind = "meeting"
    starts_at = NOON
    ends_at = NOON + timedelta(hours=2)
    place = "综合楼报告厅"
    organiser = "公司工会"


class InterpretationPageFactory(PieceFactory):
    class Meta:
        model = InterpretationPage

    effective_date = NOON.date()
    citations = json.dumps(
        [{"type": "law", "value": {"article": None, "title": "劳动法", "label": "第四十四条", "note": ""}, "id": "c1"}]
    )


class CasePageFactory(PieceFactory):
    class Meta:
        model = CasePage

    facts = "<p>职工甲加班未获调休。</p>"
    handling = "<p>经调解补发加班工资。</p>"
    legal_basis = "<p>用人单位应当支付加班工资。</p>"
    is_deidentified = True


class PolicyPageFactory(PieceFactory):
    class Meta:
        model = PolicyPage

    valid_from = NOON.date()
    contact = "综合管理部 0000-8812360"


class RightsAnswerPageFactory(PageFactory):
    class Meta:
        model = RightsAnswerPage

    title = "加班费怎么算？"
    situation = "wages"
    wordings = "周末加班给几倍\n平时加班一小时多少钱"
    short_answer = "工作日加班不低于150%。休息日不低于200%。法定休假日不低于300%。"
    citations = factory.LazyFunction(
        lambda: story(("law", {"article": None, "title": "劳动法", "label": "第四十四条", "note": ""}))
    )
    valid_from = date(2026, 1, 5)
    whom = "工会办公室，请带上工资条。"
    step = "问一问我的情况"


class AchievementPageFactory(PieceFactory):
    class Meta:
        model = AchievementPage

    kind = "innovation"
    achieved_on = NOON.date()
    holder = "刀具预警攻关组"


class GalleryPageFactory(PieceFactory):
    class Meta:
        model = GalleryPage

    taken_on = NOON.date()
    portrait_consent = True


class InfoPageFactory(PieceFactory):
    class Meta:
        model = InfoPage

    kind = "notice"


class PlainPageFactory(PageFactory):
    class Meta:
        model = PlainPage

    title = "关于我们"
    slug = factory.Sequence(lambda n: f"plain-{n}")


class RulesPageFactory(PlainPageFactory):
    class Meta:
        model = RulesPage

    title = "交流守则"
    version = "1.0"
    effective_date = NOON.date()


class TopicPageFactory(PlainPageFactory):
    class Meta:
        model = TopicPage

    title = "安全生产专题"


def story(*blocks: tuple[str, object]) -> str:
    """The value of a body: (type, value) of each block; ids are made, as wagtail-localize needs them."""
    return json.dumps(
        [{"type": kind, "value": value, "id": f"b{number}"} for number, (kind, value) in enumerate(blocks)]
    )


def items(*values) -> list[dict]:
    """The value of a list block."""
    return [{"type": "item", "value": value, "id": f"i{number}"} for number, value in enumerate(values)]


def linking(document) -> str:
    """The value of a body whose text links a document."""
    return story(("paragraph", f'<p>见<a linktype="document" id="{document.pk}">附件</a>。</p>'))


def picture_value(image, caption="班前会", alt="班组在开班前会") -> dict:
    return {"picture": {"image": image.pk, "alt_text": alt, "decorative": False}, "caption": caption}


TABLE = {
    "caption": "加班工资的倍数",
    "columns": [{"type": "text", "heading": "情形"}, {"type": "number", "heading": "倍数"}],
    "rows": [{"values": ["工作日", 1.5]}, {"values": ["休息日", 2]}],
}


def rich_body(article=None) -> str:
    """A body with every block that costs a query or much HTML, except video."""
    law = {"article": article and article.pk, "title": "" if article else "劳动法", "label": "", "note": "加班工资"}
    return story(
        ("paragraph", "<p>公司工会组织职工代表巡视，现场办结问题<b>17件</b>。</p>"),
        ("heading", {"text": "一、巡视中发现的问题", "level": "h2"}),
        ("picture", picture_value(ImageFactory())),
        ("picture", picture_value(ImageFactory(), caption="整改之后")),
        ("gallery", items(*(picture_value(ImageFactory()) for _ in range(3)))),
        ("table", TABLE),
        ("chart", {"kind": "bar", "unit": "倍", "data": TABLE}),
        ("quote", {"text": "问题不过夜。", "attribution": "一位班组长"}),
        ("callout", {"kind": "tip", "title": "怎么办理", "text": "<p>带工作证到203室。</p>"}),
        ("questions", items({"question": "年休假可以跨年度安排吗？", "answer": "<p>可以跨1个年度。</p>"})),
        ("law", law),
    )


def picture_block(image, block_id="g1", caption="班前会") -> dict:
    value = {"picture": {"image": image.pk, "alt_text": "班组在开班前会", "decorative": False}, "caption": caption}
    return {"type": "picture", "value": value, "id": block_id}


class AnswerPageFactory(PageFactory):
    class Meta:
        model = AnswerPage

    title = "夜班供餐时间"
    question = "夜班工友十一点下班，食堂已经关门。"
    reply = "<p>食堂已延长到夜里十一点半。</p>"
    asked_on = date(2026, 5, 6)
    answered_on = date(2026, 5, 8)


class ChannelPageFactory(PageFactory):
    class Meta:
        abstract = True


class SuggestionPageFactory(ChannelPageFactory):
    class Meta:
        model = SuggestionPage

    title = "意见建议"
    slug = "suggestions"


class ReportPageFactory(ChannelPageFactory):
    class Meta:
        model = ReportPage

    title = "投诉举报"
    slug = "report"


class QuestionPageFactory(ChannelPageFactory):
    class Meta:
        model = QuestionPage

    title = "答疑解惑"
    slug = "questions"


class LetterPageFactory(ChannelPageFactory):
    class Meta:
        model = LetterPage

    title = "主席信箱"
    slug = "letter"


class CorrectionPageFactory(ChannelPageFactory):
    class Meta:
        model = CorrectionPage

    title = "网站纠错"
    slug = "correction"


class AnswerIndexPageFactory(PageFactory):
    class Meta:
        model = AnswerIndexPage

    title = "答复选登"
    slug = "answers"
