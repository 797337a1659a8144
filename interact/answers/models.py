"""Published answers (选登): with the employee's consent, without names, through both stages of review (G10)."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from interact.answers.rules import OUTCOME_LENGTH, Progress, is_possible_day, missing_of_outcome
from interact.channels.records import SECRET, Channel, is_request
from unionsite.core.generation import REPLIES
from unionsite.core.models import BasePage, fixed
from unionsite.core.named import answered_by, named
from unionsite.core.page_forms import SitePageForm
from unionsite.core.richtext import plain_excerpt

ANSWER_FEATURES = ["bold", "ol", "ul", "link", "document-link"]
QUESTION_LENGTH = 1_000
calculators_named = named(settings.CALCULATORS_NAMED)
# Cases of secret channels are never published, even if somebody has agreed, nor what somebody asked for.
PUBLIC_CHANNELS = [
    (channel.value, channel.label) for channel in Channel if channel not in SECRET and not is_request(channel)
]


class AnswerIndexPage(RoutablePageMixin, BasePage):
    """The page 答复选登: the answers that help others, newest first; below it what was done and figures."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["interact.InteractIndexPage"]
    subpage_types = ["interact.AnswerPage"]
    max_count_per_parent = 1
    is_frame = True
    page_description = _("答复选登和每月的办理情况。")
    reserved_slugs = frozenset({"feed", "figures", "done"})

    class Meta:
        verbose_name = _("答复选登栏目")

    list = path("", name="list")(answered_by("interact.answers.views.list_answers"))
    done = path("done/", name="done")(answered_by("interact.answers.views.done"))
    figures = path("figures/", name="figures")(answered_by("interact.answers.views.figures"))


class AnswerForm(SitePageForm):
    """A form that lets a draft hold a question of any length; `publication_errors` limits what is published."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("question"):
            field.validators = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
            field.widget.attrs.pop("maxlength", None)


class AnswerPage(BasePage):
    """One question and its answer. Both dates are shown: without them a site counts as silent (requirements.md 2.1)."""

    channel = models.CharField(_("渠道"), max_length=12, choices=PUBLIC_CHANNELS, default=Channel.QUESTION)
    question = models.TextField(
        _("问题"), max_length=QUESTION_LENGTH, help_text=_("改写成别人也看得懂的话，去掉能认出人来的内容。")
    )
    reply = RichTextField(_("答复"), features=ANSWER_FEATURES)
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("答复部门"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Both dates are null only in a draft: the form requires them when the answer is submitted.
    asked_on = models.DateField(_("留言日期"), null=True)
    answered_on = models.DateField(_("答复日期"), null=True)
    # 您说了，我们做了: what there is now. All three or none; the picture may be left out.
    progress = models.CharField(_("现在怎样"), max_length=8, choices=Progress.choices, blank=True)
    outcome = models.TextField(
        _("现在的情况"),
        max_length=OUTCOME_LENGTH,
        blank=True,
        help_text=_(
            "一两句话写清现在有了什么、在哪里、什么时候起。“正在做”的写下一步和时间，“暂不能做”的写原因和什么时候再看。"
        ),
    )
    outcome_on = models.DateField(
        _("截至哪一天"), null=True, blank=True, help_text=_("情况有变的，改写上面的话和这个日期，再提交审核。")
    )
    cover = models.ForeignKey(
        "core.SiteImage",
        verbose_name=_("现场照片"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("拍做成的东西，不要拍到能认出提建议的人。"),
    )
    cover_alt = models.CharField(
        _("照片替代文字"), max_length=160, blank=True, help_text=_("用一句话说出照片上有什么，供读屏软件朗读。")
    )
    # Never shown to the public; empty once the case is gone, and for answers that editors write by themselves.
    case = models.ForeignKey(
        "interact.Case", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="published"
    )

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("channel"), FieldPanel("department")]),
        FieldPanel("question"),
        FieldPanel("reply"),
        FieldRowPanel([FieldPanel("asked_on"), FieldPanel("answered_on")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("progress"), FieldPanel("outcome_on")]),
                FieldPanel("outcome"),
                FieldPanel("cover"),
                FieldPanel("cover_alt"),
            ],
            heading=_("您说了，我们做了"),
            help_text=_("事情有了着落再填；填了，这一件就列在“您说了，我们做了”里。不填的只作答复选登。"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("question"),
        index.SearchField("reply"),
        index.SearchField("outcome"),
        index.FilterField("channel"),
        index.FilterField("alias_of"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *fixed("channel", "department", "asked_on", "answered_on", "progress", "outcome_on"),
        SynchronizedField("cover"),
    ]
    serve_select_related = ("share_image", "department", "cover")
    cover_shapes = ("story", "card", "share")
    parent_page_types = ["interact.AnswerIndexPage"]
    shown_under = REPLIES
    subpage_types: list[str] = []
    page_description = _("一问一答，经职工同意、去掉个人信息后公开。")
    schema_type = "QAPage"
    base_form_class = AnswerForm

    class Meta:
        verbose_name = _("答复选登")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"calculators": calculators_named(f"{self.title} {self.question}")}

    def publication_errors(self) -> dict[str, object]:
        errors = super().publication_errors()
        if self.case is not None and not self.case.may_publish:
            errors["question"] = _("职工不再同意公开这一件，不能发布。请删除这篇草稿。")
        if len(self.question) > QUESTION_LENGTH:
            numbers = {"now": len(self.question), "most": QUESTION_LENGTH}
            errors["question"] = _("问题现在有%(now)d字，公开前请缩写到%(most)d字以内。") % numbers
        if self.asked_on and self.answered_on and self.answered_on < self.asked_on:
            errors["answered_on"] = _("答复日期不能早于留言日期，请核对。")
        return errors | self.outcome_errors()

    def outcome_errors(self) -> dict[str, object]:
        """Return what is wrong with what is said of now, by field."""
        missing = missing_of_outcome(
            {name: getattr(self, name) for name in ("progress", "outcome", "outcome_on", "cover")}
        )
        errors: dict[str, object] = {name: _("“您说了，我们做了”的几项要一起填，这一项还没有填。") for name in missing}
        if not is_possible_day(self.outcome_on, asked_on=self.asked_on, today=timezone.localdate()):
            errors["outcome_on"] = _("这一天不能早于留言日期，也不能晚于今天，请核对。")
        if self.cover_id and not self.cover_alt.strip():
            errors["cover_alt"] = _("请写一句替代文字，说出照片上有什么。")
        return errors

    @property
    def share_picture(self):
        return self.share_image or self.cover

    @property
    def reply_excerpt(self) -> str:
        """The beginning of the reply as plain text for lists."""
        return plain_excerpt(self.reply, 90)

    def picture_values(self) -> list:
        return [self.cover]
