"""职工权益保障: law interpretations, cases, pay and welfare policies (S-3.2), and the law library."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField
from wagtail.search import index

from rights.answers.models import RightsAnswerIndexPage as RightsAnswerIndexPage
from rights.answers.models import RightsAnswerPage as RightsAnswerPage
from rights.answers.queries import by_situation
from rights.calculators.choices import Calculator
from rights.calculators.queries import calculator_link
from rights.law_changes import LawChangesPanel, articles_in
from rights.law_library import LawLibraryPage as LawLibraryPage
from unionsite.core.blocks import CitationsBlock, QuestionsBlock
from unionsite.core.fields import StoryField
from unionsite.core.models import PiecePage, SectionPage, fixed
from unionsite.core.named import answered_by


class RightsIndexPage(SectionPage):
    subpage_types = [
        "rights.InterpretationPage",
        "rights.CasePage",
        "rights.PolicyPage",
        "rights.LawLibraryPage",
        "rights.RightsAnswerIndexPage",
    ]
    reserved_slugs = SectionPage.reserved_slugs | {"calculators"}
    page_description = _("职工权益保障栏目：法规解读、维权案例、工资福利政策、法规库和权益问答。")
    # A list of documents, without pictures.
    list_shapes = ()

    class Meta:
        verbose_name = _("权益保障栏目")

    def get_context(self, request, *args, **kwargs):
        # Lazy: read only when the template has not remembered this part.
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = SimpleLazyObject(lambda: by_situation(self.locale_id, timezone.localdate()))
        context["calculators"] = SimpleLazyObject(lambda: [calculator_link(one) for one in Calculator])
        return context

    calculators = path("calculators/", name="calculators")(answered_by("rights.calculators.views.list_calculators"))
    calculator = path("calculators/<slug:key>/", name="calculator")(answered_by("rights.calculators.views.calculate"))


class RightsPiece(PiecePage):
    """Abstract base of the pieces of this section."""

    is_creatable = True
    parent_page_types = ["rights.RightsIndexPage"]
    subpage_types = []

    class Meta:
        abstract = True

    @cached_property
    def quoted_articles(self) -> set[int]:
        """Keys of the articles that the body shows, which the list below need not show again."""
        return articles_in(self.body)


class InterpretationPage(RightsPiece):
    """法律法规解读: what a law says, in plain words, with the articles it rests on."""

    KINDS = (("interpretation", _("法规解读")),)

    effective_date = models.DateField(_("法规施行日期"), null=True)
    citations = StoryField(CitationsBlock(), blank=True, verbose_name=_("依据的法条"))

    content_panels = [
        LawChangesPanel(),
        *PiecePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("effective_date"), FieldPanel("citations")], heading=_("法律依据")),
        *PiecePage.cover_panels,
        FieldPanel("body"),
        *PiecePage.source_panels,
    ]
    override_translatable_fields = [*PiecePage.override_translatable_fields, *fixed("effective_date", "citations")]
    page_description = _("用通俗的话讲清法律规定，列明法律、条目和施行日期。")

    class Meta:
        verbose_name = _("法规解读")

    def picture_values(self) -> list:
        # Citations have no pictures, but an article that both body and citations name is then fetched only once.
        return [*super().picture_values(), self.citations]

    def publication_errors(self):
        errors = super().publication_errors()
        if not self.citations:
            errors["citations"] = _("请至少列出一条法律依据。")
        return errors


class CasePage(RightsPiece):
    """维权案例: facts, handling and law; nobody must be recognisable."""

    KINDS = (("case", _("维权案例")),)

    facts = RichTextField(_("基本情况"), features=["bold", "ol", "ul"])
    handling = RichTextField(_("处理经过与结果"), features=["bold", "ol", "ul"])
    legal_basis = RichTextField(_("法律分析"), features=["bold", "ol", "ul", "link"])
    citations = StoryField(CitationsBlock(), blank=True, verbose_name=_("依据的法条"))
    is_deidentified = models.BooleanField(
        _("已去除个人信息"),
        default=False,
        help_text=_("姓名、工号、电话以及可能认出当事人的细节都已去除或改写。未勾选不能发布。"),
    )

    content_panels = [
        LawChangesPanel(),
        *PiecePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("facts"), FieldPanel("handling"), FieldPanel("legal_basis"), FieldPanel("citations")],
            heading=_("案例"),
        ),
        FieldPanel("is_deidentified"),
        *PiecePage.cover_panels,
        FieldPanel("body", heading=_("补充内容")),
        *PiecePage.source_panels,
    ]
    search_fields = [
        *PiecePage.search_fields,
        index.SearchField("facts"),
        index.SearchField("handling"),
        index.SearchField("legal_basis"),
    ]
    override_translatable_fields = [*PiecePage.override_translatable_fields, *fixed("citations")]
    page_description = _("一件已经处理完的维权事例：情况、处理、法律分析，不出现个人信息。")

    class Meta:
        verbose_name = _("维权案例")

    def picture_values(self) -> list:
        # Citations have no pictures, but an article that both body and citations name is then fetched only once.
        return [*super().picture_values(), self.citations]

    def publication_errors(self):
        errors = super().publication_errors()
        if not self.is_deidentified:
            errors["is_deidentified"] = _("请确认已去除个人信息后再发布。")
        return errors


class PolicyPage(RightsPiece):
    """工资福利政策: who gets what, from when until when, and whom to ask."""

    KINDS = (("policy", _("工资福利")),)

    valid_from = models.DateField(_("施行日期"), null=True)
    contact = models.CharField(_("咨询部门与电话"), max_length=240)
    questions = StoryField(
        StreamBlock([("questions", QuestionsBlock())], max_num=1), blank=True, verbose_name=_("常见问题")
    )

    content_panels = [
        *PiecePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]), FieldPanel("contact")],
            heading=_("效力与咨询"),
        ),
        *PiecePage.cover_panels,
        FieldPanel("body"),
        FieldPanel("questions"),
        *PiecePage.source_panels,
    ]
    search_fields = [*PiecePage.search_fields, index.SearchField("questions"), index.FilterField("valid_until")]
    override_translatable_fields = [*PiecePage.override_translatable_fields, *fixed("valid_from")]
    page_description = _("工资、福利、补贴等政策，写明有效期和咨询电话。")

    class Meta:
        verbose_name = _("工资福利政策")

    def clean(self):
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("有效期早于施行日期，请核对。")})
