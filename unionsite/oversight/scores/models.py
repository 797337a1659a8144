"""Items, periods, frozen cards with their objections, and the points of pieces."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionsite.oversight.findings.models import department_field, person_field
from unionsite.oversight.scores import rules
from unionsite.oversight.scores.choices import Length, Measure, Scope, ScoreKind


def _points(label, **options) -> models.DecimalField:
    least = [MinValueValidator(0)]
    return models.DecimalField(label, **{"max_digits": 4, "decimal_places": 1, "validators": least} | options)


def has_happened(day: date) -> None:
    """Raise ValidationError for a day on which nothing can have happened yet."""
    if not rules.is_plausible(day, timezone.localdate()):
        raise ValidationError(gettext("请核对日期：不能晚于今天，也不能早于2000年。"))


class ScoreItem(models.Model):
    """考核项目: what is counted, for whom, and what it costs or gives (S-8.7)."""

    kind = models.CharField(_("类型"), max_length=10, choices=ScoreKind.choices, default=ScoreKind.DEDUCTION)
    scope = models.CharField(_("考核对象"), max_length=10, choices=Scope.choices, default=Scope.BOTH)
    text = models.CharField(_("项目"), max_length=100)
    each = _points(_("每次分值"), default=1, help_text=_("单项否决的项目不看分值。"))
    most = _points(_("最多分值"), default=0, help_text=_("填0表示不封顶。"))
    measure = models.CharField(
        _("怎样计数"),
        max_length=14,
        choices=Measure.choices,
        blank=True,
        help_text=_("系统能统计的自动计数并列出依据，其余由小组逐条登记。"),
    )
    is_active = models.BooleanField(_("在用"), default=True, help_text=_("停用后不再计入未封存的考核。"))
    sort_order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("考核项目")
        default_permissions = ("add", "change", "view")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.text


class ScorePeriod(models.Model):
    """考核周期: a month, quarter or year. Each is there once, so that none overlaps another of its length."""

    length = models.CharField(_("周期"), max_length=8, choices=Length.choices)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveSmallIntegerField(_("第几月或第几季度"))
    frozen_at = models.DateTimeField(_("封存时间"), null=True)
    frozen_by = person_field(_("封存人"))
    # Of 1.0: neither read nor written (decision 0079).
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("考核周期")
        verbose_name_plural = _("考核评分")
        default_permissions = ("view", "change")
        ordering = ["-year", "length", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["length", "year", "number"],
                name="each_score_period_once",
                violation_error_message=_("这个考核周期已经有了，不能重复建立。"),
            ),
            models.CheckConstraint(
                condition=Q(length=Length.MONTH, number__gte=1, number__lte=12)
                | Q(length=Length.QUARTER, number__gte=1, number__lte=4)
                | Q(length=Length.YEAR, number=1),
                name="score_period_of_the_calendar",
                violation_error_message=_("月度填1至12，季度填1至4，年度填1。"),
            ),
        ]

    def __str__(self):
        words = {"year": self.year, "number": self.number}
        if self.length == Length.MONTH:
            return gettext("%(year)d年%(number)d月") % words
        if self.length == Length.QUARTER:
            return gettext("%(year)d年第%(number)d季度") % words
        return gettext("%(year)d年度") % words

    def span(self, today) -> rules.Span:
        return rules.span_of(self.length, self.year, self.number, today)

    def has_ended(self, today) -> bool:
        return self.span(today).stop <= today

    @property
    def frozen_on(self):
        return timezone.localdate(self.frozen_at) if self.frozen_at else None


class HandLine(models.Model):
    """What people counted for an item that no program can count; only in a period that is not frozen."""

    period = models.ForeignKey(ScorePeriod, on_delete=models.PROTECT, related_name="hand_lines")
    department = department_field(_("部门"))
    item = models.ForeignKey(ScoreItem, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="+")
    times = models.PositiveSmallIntegerField(_("次数"), default=1)
    reason = models.CharField(_("理由"), max_length=500)
    address = models.URLField(_("依据网址"), max_length=500, blank=True)
    entered_by = person_field(_("登记人"), optional=False)
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("人工登记")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self):
        return self.reason


class ScoreCard(models.Model):
    """A frozen card: of a department, or of the whole site. `content` is what was frozen (`cards.content_of`)."""

    period = models.ForeignKey(ScorePeriod, on_delete=models.PROTECT, related_name="cards")
    department = department_field(_("部门"))
    content = models.JSONField()
    # Of 1.0: neither read nor written (decision 0079).
    digest = models.CharField(max_length=64, db_default="")
    seal = models.CharField(max_length=64, db_default="")

    class Meta:
        verbose_name = _("评分表")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["period", "department"], name="one_card_of_a_department"),
            models.UniqueConstraint(fields=["period"], condition=Q(department=None), name="one_card_of_the_whole_site"),
        ]

    def __str__(self):
        return f"{self.period} {self.department or gettext('全站')}"


class Objection(models.Model):
    """What a department says against its card, and what the team answers; both are kept."""

    period = models.ForeignKey(ScorePeriod, on_delete=models.PROTECT, related_name="objections")
    department = department_field(_("部门"), optional=False)
    words = models.TextField(_("异议"))
    by = person_field(_("提出人"), optional=False)
    at = models.DateTimeField(_("提出时间"))
    answer = models.TextField(_("答复"), blank=True)
    answered_by = person_field(_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("异议")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self):
        return self.words[:30]


class Level(models.Model):
    """采用级别: how many points a piece brings. One level may be that of every piece published here (S-8.5)."""

    name = models.CharField(_("采用级别"), max_length=40, unique=True)
    points = _points(_("积分"))
    is_own = models.BooleanField(
        _("本网发布即得"), default=False, help_text=_("每篇在本网发布的稿件自动按这一级别计分；只能有一个。")
    )

    class Meta:
        verbose_name = _("采用级别")
        default_permissions = ("add", "change", "view")
        ordering = ["points", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_own"],
                condition=Q(is_own=True),
                name="one_level_of_our_own",
                violation_error_message=_("已有另一个级别是“本网发布即得”。"),
            )
        ]

    def __str__(self):
        return self.name


class Adoption(models.Model):
    """That a piece was adopted at a higher level, by which it brings more points."""

    piece = models.ForeignKey("core.PiecePage", verbose_name=_("稿件"), on_delete=models.CASCADE, related_name="+")
    level = models.ForeignKey(
        Level,
        verbose_name=_("采用级别"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"is_own": False},
    )
    adopted_on = models.DateField(_("采用日期"), validators=[has_happened])
    where = models.CharField(_("采用单位或网址"), max_length=200)

    class Meta:
        verbose_name = _("采用登记")
        ordering = ["-adopted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "level"],
                name="each_level_of_a_piece_once",
                violation_error_message=_("这篇稿件已经登记过这个级别。"),
            )
        ]

    def __str__(self):
        return f"{self.piece}（{self.level}）"


class Reward(models.Model):
    """奖励: who was rewarded for what (S-8.6)."""

    department = department_field(_("部门"))
    person = models.CharField(_("姓名"), max_length=60, blank=True)
    what = models.CharField(_("奖励"), max_length=200, help_text=_("如“年度优秀信息员，奖励500元”。"))
    rewarded_on = models.DateField(_("奖励日期"), validators=[has_happened])
    note = models.CharField(_("依据"), max_length=200, blank=True, help_text=_("文件名称、文号或会议。"))

    class Meta:
        verbose_name = _("奖励")
        verbose_name_plural = _("奖励记录")
        ordering = ["-rewarded_on", "-pk"]

    def __str__(self):
        return self.what

    def clean(self):
        super().clean()
        if not self.department_id and not self.person:
            raise ValidationError({"person": gettext("请写明奖励的部门或个人。")})
