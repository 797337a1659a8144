"""The page of a quiz and what it draws from the bank."""

from __future__ import annotations

from collections import Counter

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from interact.activities.plans.choices import LEAST_GROUP, ActivityKind, Audience
from interact.activities.plans.models.pages import ActivityPage
from interact.activities.quizzes.choices import MAX_IN_ATTEMPT, PrizeFor
from interact.activities.quizzes.models.bank import Question, QuestionSet
from interact.cases.models.case import number_field
from unionsite.core.models import fixed
from unionsite.core.named import answered_by
from unionsite.core.panels import BoundToPublished, RowsPanel


class FiguresPanel(Panel):
    class BoundPanel(BoundToPublished):
        template_name = "activities/admin/quiz_panel.html"


_VIEWS = "interact.activities.quizzes.views"
SETTINGS = ("minutes", "attempts_a_day", "attempts", "pass_percent", "least_sample", "prizes", "prize_for")


class QuizPage(ActivityPage):
    """知识竞赛: questions drawn at random, timed by the server, the best attempt counts (S-5.2)."""

    KIND = ActivityKind.QUIZ

    minutes = number_field(_("每次答题时间（分钟）"), 1, 180, default=20)
    attempts_a_day = number_field(_("每天最多答几次"), 1, 20, _("不填则不限。"), null=True, blank=True)
    attempts = number_field(
        _("一共最多答几次"), 1, 100, _("不填则不限。取最好的一次成绩。"), null=True, blank=True, default=3
    )
    pass_percent = number_field(_("合格线（%）"), 1, 100, _("得分达到满分的百分之几为合格，可以打印证书。"), default=60)
    least_sample = number_field(
        _("部门排名最少人数"),
        LEAST_GROUP,
        500,
        _("参加人数不到这个数的部门不排名，合在一起列出。至少5人，以免看出个人成绩。"),
        default=LEAST_GROUP,
    )
    # Its help text is that of 1.0, which migrations know; people read that of the panel.
    prizes = number_field(
        _("抽奖名额"), 0, 500, _("结束后自动抽出这么多人，填0则不抽奖。抽法公开，谁都可以复算。"), default=0, null=True
    )
    prize_for = models.CharField(_("谁参加抽奖"), max_length=12, choices=PrizeFor.choices, default=PrizeFor.PASSED)

    content_panels = [
        *ActivityPage.plan_panels,
        FiguresPanel(),
        RowsPanel(
            "draws",
            heading=_("从哪些题库抽题"),
            label=_("题库"),
            min_num=1,
            max_num=20,
            help_text=_("每人每次随机抽题，选项顺序也随机。"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("attempts_a_day"), FieldPanel("attempts")]),
                FieldRowPanel([FieldPanel("pass_percent"), FieldPanel("least_sample")]),
                FieldRowPanel(
                    [
                        FieldPanel("prizes", help_text=_("结束后由系统随机抽出这么多人，填0则不抽奖。")),
                        FieldPanel("prize_for"),
                    ]
                ),
            ],
            heading=_("怎样竞赛"),
        ),
        *ActivityPage.summary_panels,
    ]
    override_translatable_fields = [
        *ActivityPage.override_translatable_fields,
        *fixed(*SETTINGS),
        SynchronizedField("draws"),
    ]
    frozen = (*ActivityPage.frozen, *SETTINGS, "draws")
    page_description = _("知识竞赛：从审核过的题库随机抽题，限时作答，自动评分和排名。")

    class Meta:
        db_table = "interact_quizpage"
        verbose_name = _("知识竞赛")

    def publication_errors(self):
        errors = super().publication_errors()
        if self.audience == Audience.PUBLIC:
            errors["audience"] = _("知识竞赛要登录参加，请选择职工的范围。")
        if "__all__" not in errors and (fault := self._fault_of_draws()):
            errors["__all__"] = fault
        return errors

    def _fault_of_draws(self) -> object:
        draws = [draw for draw in self.rows_of("draws") if draw.question_set_id and draw.number]
        if not draws:
            return _("请至少选择一个题库，并写明抽几道题。")
        if max(Counter(draw.question_set_id for draw in draws).values()) > 1:
            return _("同一个题库选了两次，请合为一行。")
        if sum(draw.number for draw in draws) > MAX_IN_ATTEMPT:
            return _("一次最多%(most)d道题，请减少。") % {"most": MAX_IN_ATTEMPT}
        for draw in draws:
            number = Question.objects.filter(question_set=draw.question_set_id, question_set__live=True).count()
            if number < draw.number:
                words = _("题库“%(title)s”审核发布的题目有%(there)d道，不够抽%(wanted)d道。")
                return words % {"title": draw.question_set, "there": number, "wanted": draw.number}
        return ""

    @cached_property
    def draw_list(self) -> list[QuizDraw]:
        return [draw for draw in self.draws.all() if draw.question_set_id and draw.number]

    @property
    def question_count(self) -> int:
        return sum(draw.number for draw in self.draw_list)

    @property
    def most(self) -> int:
        """Return the points of an attempt in which everything is right."""
        return sum(draw.number * draw.points for draw in self.draw_list)

    show = path("")(answered_by(f"{_VIEWS}.show"))
    start = path("start/", name="start")(answered_by(f"{_VIEWS}.start"))
    question = path("attempt/<uuid:key>/<int:position>/", name="question")(answered_by(f"{_VIEWS}.question"))
    submit = path("attempt/<uuid:key>/submit/", name="submit")(answered_by(f"{_VIEWS}.submit"))
    result = path("attempt/<uuid:key>/", name="result")(answered_by(f"{_VIEWS}.result"))
    ranking = path("ranking/", name="ranking")(answered_by(f"{_VIEWS}.ranking"))
    certificate = path("certificate/", name="certificate")(answered_by(f"{_VIEWS}.certificate"))
    verify = path("verify/<str:key>/<str:signature>/", name="verify")(answered_by(f"{_VIEWS}.verify"))
    draw = path("draw/", name="draw")(answered_by(f"{_VIEWS}.prize_draw"))
    serve_preview = answered_by(f"{_VIEWS}.preview")


class QuizDraw(Orderable):
    """So many questions out of a set, for so many points each."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draws")
    question_set = models.ForeignKey(QuestionSet, verbose_name=_("题库"), on_delete=models.PROTECT, related_name="+")
    number = number_field(_("抽几道题"), 1, MAX_IN_ATTEMPT, default=10)
    points = number_field(_("每题几分"), 1, 100, default=5)

    panels = [FieldRowPanel([FieldPanel("question_set"), FieldPanel("number"), FieldPanel("points")])]

    class Meta(Orderable.Meta):
        db_table = "interact_quizdraw"
        verbose_name = _("抽题")

    def __str__(self):
        return f"{self.question_set} × {self.number}"
