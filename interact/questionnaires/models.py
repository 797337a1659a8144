"""The section page, the questionnaires that editors build (意见征集) and the answers to them."""

from __future__ import annotations

import hashlib

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField, AbstractFormSubmission, FormMixin
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import TranslatableField

from interact.channels.models import CHANNEL_PAGES
from interact.participation.rules import is_in_order
from interact.questionnaires import rules
from interact.questionnaires.choices import CHOICE_KINDS, CHOICE_LENGTH, MAX_CHOICES, FieldType, State
from interact.questionnaires.page_forms import QuestionnairePageForm, is_reserved_key
from interact.questionnaires.panels import AnswersPanel, QuestionsPanel, ResultPanel
from interact.questionnaires.querysets import AnswerQuerySet, QuestionnaireManager
from interact.storage import answer_storage
from unionsite.core.generation import QUESTIONNAIRES
from unionsite.core.models import BasePage, SectionPage, fixed
from unionsite.core.named import answered_by, named
from unionsite.core.private_files import random_name
from unionsite.core.richtext import plain_excerpt

TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class InteractIndexPage(SectionPage):
    """The section page: questionnaires open now or soon, and the results of those that are over."""

    subpage_types = ["interact.QuestionnairePage", *CHANNEL_PAGES.values(), "interact.AnswerIndexPage"]
    # What readers do here is theirs.
    kept_views = {}
    # The ballots of votes go there.
    reserved_slugs = frozenset({"feed", "votes"})
    page_description = _("职工交流互动栏目：意见建议、投诉举报、答疑解惑、主席信箱、各种申请和问卷。")

    class Meta:
        verbose_name = _("交流互动栏目")

    def questionnaires(self):
        """Return the published questionnaires below this section, in its own language."""
        return QuestionnairePage.objects.descendant_of(self).published().true_texts()

    list = path("", name="list")(answered_by("interact.questionnaires.views.list_section"))
    feed = path("feed/", name="feed")(answered_by("interact.questionnaires.views.feed"))


class QuestionnairePage(RoutablePageMixin, FormMixin, BasePage):
    """意见征集: questions that anybody may answer without a name while it is open (S-3.4).

    The questions have the same keys in all translations, so answers are counted and exported together.
    """

    opens_at = models.DateTimeField(_("开始时间"), null=True, blank=True, help_text=_("不填则发布后立即开始。"))
    closes_at = models.DateTimeField(
        _("截止时间"), null=True, blank=True, help_text=_("到时自动停止接收答卷；不填则长期开放。")
    )
    intro = RichTextField(
        _("说明"), blank=True, features=TEXT_FEATURES, help_text=_("为什么征集、答案用在哪里、什么时候给回音。")
    )
    thanks = RichTextField(
        _("提交后的话"), blank=True, features=TEXT_FEATURES, help_text=_("提交成功后显示，可写下一步怎样处理。")
    )
    one_each = models.BooleanField(
        _("每人限答一次"),
        default=False,
        help_text=_(
            "勾选后，职工用工号登录才能提交，每人一份。系统分开记下谁已参加和收到的答卷，两者无法对上；答卷只记日期。"
            "收到答卷后不能再改这一项。"
        ),
    )
    shows_results = models.BooleanField(
        _("公布统计结果"),
        default=False,
        help_text=_("勾选后，截止时自动在本页用图表公布各选项的人数；文字题和附件不公布，少于5份时不公布。"),
    )
    result_note = RichTextField(
        _("结果与改变"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_(
            "截止后公布：收到多少份、大家主要说了什么、因此改了什么、哪些暂时改不了和原因。截止前不显示，改后再提交审核。"
        ),
    )

    objects = QuestionnaireManager()

    base_form_class = QuestionnairePageForm
    form_builder = staticmethod(named("interact.questionnaires.forms.QuestionnaireFormBuilder"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])],
            heading=_("起止时间"),
        ),
        FieldPanel("one_each"),
        FieldPanel("intro"),
        AnswersPanel(),
        QuestionsPanel(
            "form_fields",
            heading=_("题目"),
            label=_("题目"),
            min_num=1,
            help_text=_(
                "按显示顺序排列。问卷不记名，没有必要时不要问姓名、工号、电话。"
                "开始收集后请不要改动选项的文字或删除题目，否则前后的答案无法放在一起统计；改题目的措辞不影响已有答案。"
            ),
        ),
        FieldPanel("thanks"),
        FieldPanel("shows_results"),
        ResultPanel(),
        FieldPanel("result_note"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("intro"),
        index.SearchField("result_note"),
        index.FilterField("opens_at"),
        index.FilterField("closes_at"),
        index.FilterField("alias_of"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *fixed("opens_at", "closes_at", "one_each", "shows_results"),
        TranslatableField("form_fields"),
    ]
    # Translations take these over from the original's release without a release of their own (`publishing.guard`).
    follows_original = ("opens_at", "closes_at", "one_each")
    shown_under = QUESTIONNAIRES
    parent_page_types = ["interact.InteractIndexPage"]
    subpage_types: list[str] = []
    page_description = _("不记名的意见征集问卷，题目自己搭建，到时自动开始和截止。")
    allowed_http_methods = ["GET", "HEAD", "OPTIONS", "POST"]
    preview_modes = [("form", _("填写页")), ("closed", _("截止后")), ("landing", _("提交成功页"))]

    class Meta:
        verbose_name = _("意见征集")

    def publication_errors(self):
        errors = super().publication_errors()
        if not is_in_order(self.opens_at, self.closes_at):
            errors["closes_at"] = _("截止时间应晚于开始时间，请核对。")
        return errors

    def clean(self):
        super().clean()
        if self.pk and Answer.objects.of(self).exists():
            before = QuestionnairePage.objects.filter(pk=self.pk).values_list("one_each", flat=True).first()
            if before is not None and before != self.one_each:
                raise ValidationError({"one_each": _("已经收到答卷，不能再改。可以另建一份问卷。")})

    # --- State ---

    def state_at(self, now) -> State:
        return rules.state_of(self.opens_at, self.closes_at, now)

    @property
    def result_excerpt(self) -> str:
        """The beginning of the result as plain text for lists."""
        return plain_excerpt(self.result_note)

    # --- Questions and answers ---

    @cached_property
    def question_list(self) -> list[QuestionnaireField]:
        return list(self.form_fields.all())

    def get_form_fields(self):
        return self.question_list

    def get_form(self, *args, **kwargs):
        return super().get_form(*args, **{"page": self, **kwargs})

    def get_submission_class(self):
        return Answer

    def get_data_fields(self):
        when = _("提交日期") if self.one_each else _("提交时间")
        return [("submit_time", when), ("language", _("语言"))] + [
            (question.clean_name, question.label) for question in self.question_list
        ]

    def get_submissions_list_view_class(self):
        return import_string("interact.questionnaires.screens.AnswersListView")

    # --- HTTP ---

    fill_in = path("")(answered_by("interact.questionnaires.views.fill_in"))
    thank = path("thanks/", name="thanks")(answered_by("interact.questionnaires.views.thank"))
    serve_preview = answered_by("interact.questionnaires.views.preview")


class Question(TranslatableMixin, AbstractFormField):
    """A question of a form that editors build. Only label and help text are translated; key, kind and choices are the
    same in every language. A page's own class adds the page."""

    label = models.CharField(_("题目"), max_length=160, help_text=_("一题只问一件事。"))
    help_text = models.CharField(_("提示"), max_length=255, blank=True, help_text=_("显示在题目下面，可不填。"))
    field_type = models.CharField(_("题型"), max_length=16, choices=FieldType.choices, default=FieldType.SINGLE_LINE)
    required = models.BooleanField(_("必答"), default=True)
    choices = models.TextField(
        _("选项"),
        blank=True,
        help_text=_("一行一个，仅用于单选、多选和下拉选择。英文页显示同样的选项，各语言的答案才能一起统计。"),
    )
    least = models.PositiveSmallIntegerField(
        _("最少选几项"), null=True, blank=True, help_text=_("仅用于多选；不填则不限。选填题不选也可以。")
    )
    most = models.PositiveSmallIntegerField(
        _("最多选几项"), null=True, blank=True, help_text=_("仅用于多选；不填则不限。页面会自动写明，不必写在提示里。")
    )
    default_value = None
    # Set by the form while it reads a draft.
    may_be_incomplete = False

    panels = [
        FieldPanel("label"),
        FieldPanel("help_text"),
        FieldRowPanel([FieldPanel("field_type"), FieldPanel("required")]),
        FieldPanel("choices"),
        FieldRowPanel([FieldPanel("least"), FieldPanel("most")]),
    ]
    override_translatable_fields = [
        TranslatableField("label"),
        TranslatableField("help_text"),
        *fixed("clean_name", "field_type", "required", "choices", "least", "most", "sort_order"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        verbose_name = _("题目")
        ordering = ["sort_order"]

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        if self.clean_name and is_reserved_key(self.clean_name):
            raise ValidationError({"clean_name": _("这个键名由系统使用，请换一个。")})
        if self.may_be_incomplete:
            return
        self._clean_limits()
        if self.field_type in CHOICE_KINDS:
            self._check_choices(self.choice_list)

    def _check_choices(self, choices: list[str]) -> None:
        if len(choices) < 2:
            raise ValidationError({"choices": _("这种题型需要选项，请至少写两个，一行一个。")})
        if len(choices) > MAX_CHOICES:
            raise ValidationError({"choices": _("选项最多%(limit)s个。") % {"limit": MAX_CHOICES}})
        if len(set(choices)) < len(choices):
            raise ValidationError({"choices": _("有重复的选项，请删去。")})
        if any(len(choice) > CHOICE_LENGTH for choice in choices):
            raise ValidationError({"choices": _("每个选项不超过%(limit)s个字。") % {"limit": CHOICE_LENGTH}})

    def _clean_limits(self) -> None:
        if self.field_type != FieldType.CHECKBOXES:
            self.least = self.most = None
            return
        known = len(self.choice_list)
        for name, limit in (("least", self.least), ("most", self.most)):
            if limit is not None and not 1 <= limit <= known:
                raise ValidationError({name: _("请填写1至%(number)s，不超过选项的个数。") % {"number": known}})
        if self.least and self.most and self.least > self.most:
            raise ValidationError({"most": _("最多的项数不能小于最少的项数，请核对。")})

    @property
    def choice_list(self) -> list[str]:
        return rules.choices_in(self.choices) if self.field_type in CHOICE_KINDS else []

    def get_field_clean_name(self) -> str:
        """Return the key of a new question: short pinyin for people, and a digest to keep homophones apart."""
        digest = hashlib.sha256(self.label.encode()).hexdigest()[:6]
        pinyin = slugify(anyascii(self.label)).replace("-", "_")[:30].strip("_")
        return f"{pinyin or 'q'}_{digest}"


class QuestionnaireField(Question):
    """A question of a questionnaire."""

    page = ParentalKey(QuestionnairePage, on_delete=models.CASCADE, related_name="form_fields")


class Answer(AbstractFormSubmission):
    """One filled-in questionnaire. Nothing about the sender is stored: no account, address or device."""

    submit_time = models.DateTimeField(_("提交时间"), default=timezone.now, db_index=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("答卷")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class AnswerFile(models.Model):
    """A file attached to an answer; only staff can download it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=255)
    name = models.CharField(_("文件名"), max_length=255)
    size = models.PositiveBigIntegerField(_("大小"))
    file = models.FileField(_("文件"), storage=answer_storage, upload_to=random_name)

    class Meta:
        verbose_name = _("答卷附件")
        constraints = [models.UniqueConstraint(fields=["answer", "key"], name="one_file_for_each_question")]

    def __str__(self):
        return self.name
