"""The pages of the channels: editors write the words, the program supplies the forms (S-3.4, S-8.2)."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index

from interact.channels.records import Channel
from unionsite.core.models import BasePage
from unionsite.core.named import answered_by

TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class ChannelPage(RoutablePageMixin, BasePage):
    """Abstract page of one channel. It has the words; form, routing, limits and confidentiality depend on `CHANNEL`."""

    CHANNEL: Channel
    is_frame = True

    intro = RichTextField(
        _("说明"), blank=True, features=TEXT_FEATURES, help_text=_("什么事可以从这里说，什么事请走别的渠道。")
    )
    next_steps = RichTextField(
        _("接下来怎样办"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("表单下面显示；期限由系统按设置写出，不必重复。"),
    )
    thanks = RichTextField(_("提交后的话"), blank=True, features=TEXT_FEATURES, help_text=_("显示在回执下面，可不填。"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("intro"),
        FieldPanel("next_steps"),
        FieldPanel("thanks"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    parent_page_types = ["interact.InteractIndexPage"]
    subpage_types: list[str] = []
    allowed_http_methods = ["GET", "HEAD", "OPTIONS", "POST"]
    # One in each language, as each language has a parent page of its own.
    max_count_per_parent = 1
    preview_modes = [("form", _("填写页")), ("receipt", _("提交成功页"))]

    class Meta:
        abstract = True

    write = path("")(answered_by("interact.sending.views.write"))
    serve_preview = answered_by("interact.sending.views.preview")


class SuggestionPage(ChannelPage):
    CHANNEL = Channel.SUGGESTION
    page_description = _("意见建议：职工提意见、出主意，小组受理、部门答复。")

    class Meta:
        verbose_name = _("意见建议")


class ReportPage(ChannelPage):
    CHANNEL = Channel.REPORT
    page_description = _("投诉举报：可以匿名，内容加密，只有指定的人能看。")

    class Meta:
        verbose_name = _("投诉举报")


class QuestionPage(ChannelPage):
    CHANNEL = Channel.QUESTION
    page_description = _("答疑解惑：职工提问，工会解答。")

    class Meta:
        verbose_name = _("答疑解惑")


class LetterPage(ChannelPage):
    CHANNEL = Channel.LETTER
    page_description = _("主席信箱：写给工会主席的信，只有指定的人能看。")

    class Meta:
        verbose_name = _("主席信箱")


class CorrectionPage(ChannelPage):
    CHANNEL = Channel.CORRECTION
    page_description = _("网站纠错：指出网站上的错误，每一页都有入口。")

    class Meta:
        verbose_name = _("网站纠错")


class HardshipPage(ChannelPage):
    CHANNEL = Channel.HARDSHIP
    page_description = _("困难帮扶：职工申请帮扶，提交材料，只有指定的人能看。")

    class Meta:
        verbose_name = _("困难帮扶")


class LegalAidPage(ChannelPage):
    CHANNEL = Channel.LEGAL_AID
    page_description = _("法律援助：职工申请法律帮助，提交材料，只有指定的人能看。")

    class Meta:
        verbose_name = _("法律援助")


class JoinPage(ChannelPage):
    CHANNEL = Channel.JOIN
    page_description = _("入会申请：职工申请加入工会，提交材料。")

    class Meta:
        verbose_name = _("入会申请")


class MemberCardPage(ChannelPage):
    CHANNEL = Channel.MEMBER_CARD
    page_description = _("会员卡：首次办卡、挂失补办、换卡和信息变更。")

    class Meta:
        verbose_name = _("会员卡")


CHANNEL_PAGES: dict[Channel, type[ChannelPage]] = {page.CHANNEL: page for page in ChannelPage.__subclasses__()}
