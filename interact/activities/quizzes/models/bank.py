"""The bank: a set of questions is one category, reviewed as a whole, and its questions."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from interact.activities.quizzes import rules
from interact.activities.quizzes.choices import (
    EXPLANATION_LENGTH,
    LETTERS,
    MAX_QUESTIONS,
    RIGHT,
    TEXT_LENGTH,
    WRONG,
    Fault,
    QuestionKind,
)
from unionsite.core.named import named
from unionsite.core.page_forms import LEAVING
from unionsite.laws.models import StatuteArticle

# Named by path: it needs models, and the form is asked for while models load.
check_submission = named("unionsite.publishing.textchecks.screens.editor.check_submission")


class QuestionSetForm(WagtailAdminModelForm):
    """Checks the words of a set when it is submitted, as those of a page are."""

    def _post_clean(self):
        super()._post_clean()
        if any(self.data.get(name) for name in LEAVING):
            check_submission(self)


class QuestionSet(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel, models.Model
):
    """题库分类: its rows are those of the version that passed both stages; drafts are revisions."""

    title = models.CharField(_("名称"), max_length=60, help_text=_("如“劳动合同”“安全生产”。"))
    description = models.CharField(_("说明"), max_length=200, blank=True, help_text=_("职工练习时看到。"))

    _revisions = GenericRelation(
        Revision, content_type_field="base_content_type", object_id_field="object_id", related_query_name="question_set"
    )
    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question_set",
        for_concrete_model=False,
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("description", help_text=_("审核时看到，如题目的范围。")),
        InlinePanel("questions", heading=_("题目"), label=_("题目"), max_num=MAX_QUESTIONS),
    ]

    base_form_class = QuestionSetForm

    class Meta:
        db_table = "interact_questionset"
        verbose_name = _("题库")
        verbose_name_plural = _("竞赛题库")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def get_preview_template(self, request, mode_name):
        return "activities/quizzes/set_preview.html"

    def get_preview_context(self, request, mode_name):
        return super().get_preview_context(request, mode_name) | {"questions": list(self.questions.all())}


class Question(Orderable):
    """A question. `right` holds letters for 选择题, 对 or 错 for 判断题, one accepted wording a line for 填空题."""

    question_set = ParentalKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(_("题型"), max_length=12, choices=QuestionKind.choices, default=QuestionKind.SINGLE)
    text = models.TextField(_("题目"), max_length=TEXT_LENGTH)
    options = models.TextField(
        _("选项"), blank=True, max_length=2000, help_text=_("只用于选择题：一行一个，按顺序为A、B、C……最多8个。")
    )
    right = models.TextField(
        _("正确答案"),
        max_length=1200,
        help_text=_("选择题写字母，如A或AC；判断题写对或错；填空题一行一个可接受的答案，全角半角、大小写、空格不计。"),
    )
    explanation = models.TextField(
        _("解析"), blank=True, max_length=EXPLANATION_LENGTH, help_text=_("答题次数用完或竞赛结束后显示。")
    )
    article = models.ForeignKey(
        StatuteArticle, verbose_name=_("依据的法条"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("options"), FieldPanel("right")]),
        FieldPanel("explanation"),
        FieldPanel("article"),
    ]

    class Meta(Orderable.Meta):
        db_table = "interact_question"
        verbose_name = _("题目")

    def __str__(self):
        return self.text[:40]

    def clean(self):
        """Refuse an inconsistent question beside the field at fault, and write a sound one in one way."""
        super().clean()
        options = rules.lines_of(self.options)
        faults = rules.faults_of(self.kind, self.text, options, self.right)
        if len(self.explanation) > EXPLANATION_LENGTH:
            faults.append(Fault.LONG_EXPLANATION)
        if faults:
            errors: dict[str, list] = {}
            for fault in faults:
                errors.setdefault(fault.field, []).append(fault.label)
            raise ValidationError(errors)
        self.text = self.text.strip()
        self.options = "\n".join(options) if self.kind in rules.CHOSEN else ""
        if self.kind in rules.CHOSEN:
            self.right = "".join(sorted(rules.letters_of(self.right)))
        elif self.kind == QuestionKind.TRUTH:
            self.right = rules.truth_of(self.right)
        else:
            self.right = "\n".join(rules.lines_of(self.right))

    @property
    def option_list(self) -> list[str]:
        return [RIGHT, WRONG] if self.kind == QuestionKind.TRUTH else rules.lines_of(self.options)

    @property
    def lettered(self) -> list[tuple[str, str]]:
        """Return (letter, option) of 选择题, for those who check the set."""
        return list(zip(LETTERS, rules.lines_of(self.options), strict=False))

    @property
    def asked(self) -> rules.Asked:
        """Return the question as it is asked (`rules.Asked`)."""
        right: list = rules.lines_of(self.right)
        if self.kind in rules.CHOSEN:
            right = sorted(LETTERS.index(letter) for letter in self.right)
        elif self.kind == QuestionKind.TRUTH:
            right = [self.option_list.index(self.right)]
        article = self.article
        return {
            "key": rules.key_of(self.kind, self.text),
            "kind": self.kind,
            "text": self.text,
            "options": self.option_list,
            "right": right,
            "explanation": self.explanation,
            # Below the law library, whose address depends on the reader's language.
            "law": {"label": str(article), "path": f"{article.statute.slug}/{article.anchor}/"} if article else None,
        }
