"""权益问答: one question in people's words, its answer in three sentences, what it rests on, and what to do next."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.search import index

from rights.answers import rules
from rights.answers.choices import ANSWER_LENGTH, ENGLISH_TIMES, WORDING_LENGTH, Channel, Situation
from rights.calculators.choices import Calculator
from rights.calculators.queries import calculator_link
from rights.law_changes import LawChangesPanel
from unionsite.core.blocks import CitationsBlock, TableBlock
from unionsite.core.fields import StoryField
from unionsite.core.generation import ANSWERS
from unionsite.core.models import BasePage, fixed
from unionsite.core.named import named

by_situation = named("rights.answers.queries.by_situation")


class NumbersBlock(StreamBlock):
    table = TableBlock()

    class Meta:
        max_num = 1


class RightsAnswerIndexPage(BasePage):
    """The list of all answers in force, sorted by situation."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary", heading=_("栏目说明"))]
    parent_page_types = ["rights.RightsIndexPage"]
    subpage_types = ["rights.RightsAnswerPage"]
    max_count_per_parent = 1
    is_frame = True
    kept_views = {"": ()}
    show_in_menus_default = True
    schema_type = "CollectionPage"
    page_description = _("按情形排列的权益问答：工资、工时、休假、合同、工伤等。")

    class Meta:
        verbose_name = _("权益问答栏目")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"groups": by_situation(self.locale_id, timezone.localdate())}


class RightsAnswerPage(BasePage):
    """One answer. The title is the question; it holds from one day until another, which is judged when it is read."""

    situation = models.CharField(_("情形"), max_length=12, choices=Situation.choices)
    wordings = models.TextField(
        _("别的问法"), blank=True, help_text=_("大家还会怎样问，一行一个，每个不超过40字。用于搜索，正文里不显示。")
    )
    # Of any length in a draft; `publication_errors` limits what is published.
    short_answer = models.TextField(_("答案"), help_text=_("三句话说清，不超过300字。"))
    numbers = StoryField(NumbersBlock(), blank=True, verbose_name=_("数字"), help_text=_("需要时放一张小表。"))
    citations = StoryField(CitationsBlock(), blank=True, verbose_name=_("依据的法条"))
    # Null only in a draft: the form requires it when the answer is submitted.
    valid_from = models.DateField(_("有效期自"), null=True, help_text=_("所依据的规定从哪一天起施行。"))
    valid_until = models.DateField(
        _("有效期至"),
        null=True,
        blank=True,
        help_text=_("过了这一天，页面标明“已失效”，列表和搜索首条不再显示。长期有效的不填。"),
    )
    whom = models.CharField(_("在本单位找谁"), max_length=200, help_text=_("找哪个部门，带什么材料。"))
    channel = models.CharField(_("下一步的渠道"), max_length=12, choices=Channel.choices, default=Channel.QUESTION)
    step = models.CharField(_("按钮上的话"), max_length=30, help_text=_("如“问一问我的情况”。"))
    calculator = models.CharField(_("计算器"), max_length=20, choices=Calculator.choices, blank=True)
    edge = models.CharField(_("还要看什么"), max_length=300, blank=True, help_text=_("这个答案在哪些情形下会不一样。"))
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("负责部门"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("由哪个部门保证这个答案正确。"),
    )

    content_panels = [
        LawChangesPanel(),
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("situation"), FieldPanel("department")]),
        FieldPanel("wordings"),
        FieldPanel("short_answer"),
        FieldPanel("numbers"),
        FieldPanel("edge"),
        MultiFieldPanel(
            [FieldPanel("citations"), FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")])],
            heading=_("依据与有效期"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("whom"),
                FieldRowPanel([FieldPanel("channel"), FieldPanel("step")]),
                FieldPanel("calculator"),
            ],
            heading=_("下一步"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        # First, as results show the beginning.
        index.SearchField("short_answer"),
        index.SearchField("wordings", boost=3),
        index.FilterField("situation"),
        index.FilterField("alias_of"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *fixed("situation", "citations", "valid_from", "valid_until", "channel", "calculator", "department"),
    ]
    parent_page_types = ["rights.RightsAnswerIndexPage"]
    shown_under = ANSWERS
    subpage_types: list[str] = []
    serve_select_related = ("share_image", "department")
    kept_views = {"": ()}
    page_description = _("大家常问的一件事：三句话的答案、数字、法律依据、找谁、下一步。")
    schema_type = "QAPage"

    class Meta:
        verbose_name = _("权益问答")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"calculator": calculator_link(Calculator(self.calculator)) if self.calculator else None}

    @property
    def is_expired(self) -> bool:
        return rules.is_over(self.valid_until, timezone.localdate())

    @property
    def is_to_come(self) -> bool:
        return not rules.has_begun(self.valid_from, timezone.localdate())

    @property
    def description(self) -> str:
        return self.search_description or self.short_answer

    @property
    def carries_question(self) -> bool:
        """Whether the question goes along to the channel. Servers write addresses down, so what is only for named
        people stays out of them."""
        return self.channel in (Channel.QUESTION, Channel.SUGGESTION)

    def publication_errors(self) -> dict[str, object]:
        errors = super().publication_errors()
        times = 1 if self.language_code == settings.LANGUAGE_CODE else ENGLISH_TIMES
        if len(self.short_answer) > (most := ANSWER_LENGTH * times):
            numbers = {"now": len(self.short_answer), "most": most}
            errors["short_answer"] = _("答案现在有%(now)d字，请缩写到%(most)d字以内。") % numbers
        wordings = rules.lines(self.wordings)
        if text := rules.too_long(wordings, WORDING_LENGTH * times):
            numbers = {"text": text[:12], "most": WORDING_LENGTH * times}
            errors["wordings"] = _("“%(text)s……”太长，每个问法请写在%(most)d字以内，一行一个。") % numbers
        elif text := rules.repeated(wordings, self.title):
            errors["wordings"] = _("“%(text)s”重复了，请删去一个。") % {"text": text}
        if not self.citations:
            errors["citations"] = _("请至少列出一条法律依据。")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            errors["valid_until"] = _("有效期的最后一天早于第一天，请核对。")
        return errors
