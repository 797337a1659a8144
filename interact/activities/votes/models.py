"""The page of a vote, its candidates, the sealed ballots and the published count."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from interact.activities.plans.choices import ActivityKind
from interact.activities.plans.models.pages import TEXT_FEATURES, ActivityPage
from interact.activities.votes import rules
from interact.activities.votes.rules import MAX_CANDIDATES, NAME_LENGTH, Method, ResultRule
from interact.cases.models.case import number_field
from interact.cases.receipts import new_key
from unionsite.core.models import fixed
from unionsite.core.named import answered_by
from unionsite.core.panels import RowsPanel


class BallotQuerySet(QuerySet):
    def of(self, vote):
        """Filter to the ballots of a vote, whichever language they were cast in."""
        return self.filter(activity=vote.translation_key)


_RULES = ("voting_method", "least", "most", "seats", "quorum", "threshold", "result_rule")


class VotePage(ActivityPage):
    """线上投票: one person, one vote, and nobody learns whose (S-5.1)."""

    KIND = ActivityKind.VOTE

    voting_method = models.CharField(_("投票方式"), max_length=12, choices=Method.choices, default=Method.SINGLE)
    least = number_field(_("最少选几项"), 1, MAX_CANDIDATES, _("只用于多选；不填则至少选一项。"), null=True, blank=True)
    most = number_field(_("最多选几项"), 1, MAX_CANDIDATES, _("只用于多选；不填则不限。"), null=True, blank=True)
    seats = number_field(_("选出几项"), 1, MAX_CANDIDATES, _("得票最多的这几项当选；排序投票只选出一项。"), default=1)
    quorum = number_field(
        _("最低投票率（%）"),
        1,
        100,
        _("投票人数达到可参加人数的百分之几，结果才有效；不填则不设。公开投票不能设。"),
        null=True,
        blank=True,
    )
    threshold = number_field(
        _("当选线（%）"), 1, 100, _("得票达到收到的票数的百分之几才当选；不填则不设。"), null=True, blank=True
    )
    result_rule = models.CharField(
        _("结果何时公布"),
        max_length=12,
        choices=ResultRule.choices,
        default=ResultRule.AT_CLOSE,
        help_text=_("公布之前，任何人都看不到票数，管理员也不能；选票在数据库里是密封的。"),
    )

    content_panels = [
        *ActivityPage.plan_panels,
        MultiFieldPanel(
            [
                FieldPanel("voting_method"),
                FieldRowPanel([FieldPanel("least"), FieldPanel("most"), FieldPanel("seats")]),
                FieldRowPanel([FieldPanel("quorum"), FieldPanel("threshold")]),
                FieldPanel("result_rule"),
            ],
            heading=_("怎样投票"),
        ),
        RowsPanel("candidates", heading=_("候选项"), label=_("候选项"), min_num=2, max_num=MAX_CANDIDATES),
        *ActivityPage.summary_panels,
    ]
    override_translatable_fields = [
        *ActivityPage.override_translatable_fields,
        *fixed(*_RULES),
        TranslatableField("candidates"),
    ]
    frozen = (*ActivityPage.frozen, *_RULES, "candidates")
    page_description = _("投票：单选、多选、赞成或排序，一人一票，不记名。")

    class Meta:
        db_table = "interact_votepage"
        verbose_name = _("线上投票")

    def publication_errors(self):
        errors = super().publication_errors()
        number = len(self.rows_of("candidates"))
        if self.voting_method == Method.MULTIPLE:
            if self.most and self.most > number:
                errors["most"] = _("不能多于候选项的个数，请核对。")
            if self.least and self.least > (self.most or number):
                errors["least"] = _("最少的项数不能大于最多的项数，请核对。")
        if self.voting_method == Method.RANKED and self.seats != 1:
            errors["seats"] = _("排序投票只选出一项，请填1。")
        if self.seats > number:
            errors["seats"] = _("不能多于候选项的个数，请核对。")
        if self.quorum and self.audience == "public":
            errors["quorum"] = _("公开投票没有可参加的人数，不能设最低投票率。")
        return errors

    def clean(self):
        super().clean()
        if self.voting_method != Method.MULTIPLE:
            self.least = self.most = None

    @cached_property
    def candidate_list(self) -> list[Candidate]:
        """Return the candidates in their order; a ballot names them by their place in it, from 1."""
        return list(self.candidates.all())

    @property
    def limits(self) -> tuple[int, int]:
        return rules.limits(self.voting_method, self.least, self.most, len(self.candidate_list))

    def shows_results(self, *, is_closed: bool, has_voted: bool) -> bool:
        if is_closed or self.result_rule == ResultRule.ALWAYS:
            return True
        return has_voted and self.result_rule == ResultRule.AFTER_VOTING

    show = path("")(answered_by("interact.activities.votes.views.show"))
    cast = path("cast/", name="cast")(answered_by("interact.activities.votes.views.receipt"))
    receipt = path("receipt/", name="receipt")(answered_by("interact.activities.votes.views.check_receipt"))
    ballots = path("ballots/", name="ballots")(answered_by("interact.activities.votes.views.published_ballots"))
    serve_preview = answered_by("interact.activities.votes.views.preview")


class Candidate(TranslatableMixin, Orderable):
    """Who or what can be voted for. Frozen once the vote has opened, so its place in the list stands for it."""

    page = ParentalKey(VotePage, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(_("名称"), max_length=NAME_LENGTH)
    picture = models.ForeignKey(
        "core.SiteImage", verbose_name=_("图片"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = RichTextField(_("介绍"), blank=True, features=TEXT_FEATURES)

    panels = [FieldPanel("name"), FieldPanel("picture"), FieldPanel("words")]
    override_translatable_fields = [*fixed("picture"), SynchronizedField("sort_order")]

    class Meta(TranslatableMixin.Meta):
        db_table = "interact_candidate"
        verbose_name = _("候选项")
        ordering = ["sort_order"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if not self.name.strip():
            raise ValidationError({"name": _("请写明名称。")})


class Ballot(models.Model):
    """One ballot: sealed until the count, with a random key. Nothing leads from it to who cast it, or when (T86, 0054).

    `receipt` is the SHA-256 of the code that the voter got: whoever has the code finds the ballot in the published
    list, and whoever has only the database cannot make the code.
    """

    id = models.BigAutoField(primary_key=True, default=new_key)
    activity = models.UUIDField(db_index=True)
    receipt = models.CharField(max_length=64)
    sealed = models.TextField()

    objects = BallotQuerySet.as_manager()

    class Meta:
        db_table = "interact_ballot"
        verbose_name = _("选票")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["activity", "receipt"], name="one_ballot_for_each_receipt")]

    def __str__(self):
        return str(self._meta.verbose_name)


class VoteCount(models.Model):
    """The count as it was published at the close; `recount` shows that ballots and voters still give the same.

    Of too few ballots to be shown there are no votes, and the digest is made with our keys: anybody could try out what
    three people may have chosen.
    """

    activity = models.UUIDField(unique=True)
    counted_at = models.DateTimeField(_("计票时间"))
    ballots = models.PositiveIntegerField(_("票数"))
    voters = models.PositiveIntegerField(_("投票人数"), null=True)
    votes = models.JSONField(_("得票"))
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "interact_votecount"
        verbose_name = _("计票结果")
        default_permissions = ()

    def __str__(self):
        return f"{self.activity} {self.digest}"
