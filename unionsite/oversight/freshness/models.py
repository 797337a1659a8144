"""How often a section, or a kind of piece in it, should be updated; the pages that count as updates."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from unionsite.core.models.pieces import kind_labels
from unionsite.core.queries import is_closed
from unionsite.oversight.findings.models import person_field
from unionsite.oversight.freshness.choices import LONGEST, NEWS_DAYS

# The home pages of the languages stand below the nameless root.
HOME_DEPTH = 2


class UpdatePlanQuerySet(QuerySet):
    def in_order(self):
        return self.select_related("section", "owner__department").order_by("section__path", "kind")


def frame_models() -> list[type[Page]]:
    return [model for model in get_page_models() if getattr(model, "is_frame", False)]


def places() -> QuerySet[Page]:
    """Return the pages that can have a plan: home page and sections in Chinese, in the order of the tree."""
    models = [model for model in frame_models() if model.clean_subpage_models()]
    return Page.objects.type(*models).filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")


def written() -> QuerySet[Page]:
    """Return all pages in Chinese that somebody wrote, public or not; translations only repeat them."""
    frames = ContentType.objects.get_for_models(*frame_models()).values()
    pages = Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None, depth__gt=HOME_DEPTH)
    return pages.exclude(content_type__in=[frame.pk for frame in frames])


def public() -> QuerySet[Page]:
    """Return those that everybody can read now."""
    return written().live().exclude(expire_at__lte=timezone.now()).exclude(is_closed())


def covered(path: str, kind: str) -> Q:
    """Return the condition for the pages that update a section; the home page is updated by pieces alone."""
    wanted = Q(path__startswith=path)
    if len(path) == HOME_DEPTH * Page.steplen:
        wanted &= Q(piecepage__isnull=False)
    return wanted & Q(piecepage__kind=kind) if kind else wanted


class UpdatePlan(models.Model):
    """The limit for updates of a section, who answers for it and how much is planned (S-7.4).

    `kind` is a value of `PiecePage.KINDS`, "" for all that stands below the section. `reminded_for` is the due date of
    which the owner was told already.
    """

    section = models.ForeignKey("wagtailcore.Page", verbose_name=_("栏目"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("类别"), max_length=20, blank=True, help_text=_("不选则整个栏目一起计算。"))
    limit_days = models.PositiveSmallIntegerField(
        _("更新期限（天）"),
        default=NEWS_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text=_("最多隔多少天必须有新内容。动态类一般14天，通知、政策类一般180天。"),
    )
    monthly = models.PositiveSmallIntegerField(
        _("每月计划篇数"), default=0, validators=[MaxValueValidator(999)], help_text=_("0表示不设。")
    )
    is_key = models.BooleanField(_("重点板块"), default=False)
    owner = person_field(_("责任人"), on_delete=models.SET_NULL, help_text=_("到期前3天收到提醒邮件；不选则提醒小组。"))
    note = models.CharField(_("备注"), max_length=200, blank=True)
    laid_on = models.DateField(_("制定日期"), default=timezone.localdate, editable=False)
    reminded_for = models.DateField(null=True, editable=False)

    objects = UpdatePlanQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("更新计划")
        default_permissions = ("add", "change", "delete", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "kind"],
                name="one_update_plan_for_section_and_kind",
                violation_error_message=_("这个栏目的这个类别已经有更新计划了，请直接修改。"),
            ),
            models.CheckConstraint(condition=models.Q(limit_days__gte=1), name="update_plan_has_a_limit"),
        ]

    def __str__(self):
        kind = kind_labels().get(self.kind)
        return f"{self.section.title}·{kind}" if kind else self.section.title

    def clean(self):
        if self.kind and self.section_id and self.kind not in kinds_below(self.section):
            raise ValidationError({"kind": _("这个栏目里没有这个类别，请另选，或者不选。")})


def kinds_below(section) -> dict[str, str]:
    """Return value and label of each kind of piece that can stand in a section; all of them for the home page."""
    below = [model for model in section.specific_class.allowed_subpage_models() if getattr(model, "KINDS", ())]
    pieces = {value: str(label) for model in below for value, label in model.KINDS}
    return pieces or {value: str(label) for value, label in kind_labels().items() if section.depth == 2}
