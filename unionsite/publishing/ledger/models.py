"""The release ledger, whose rows are written once and can only be revoked, and the signed daily heads."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionsite.core.fields import person
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.ledger.signing import is_sealed, row_hash, row_seal


class ReleaseQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(revoked_at=None)

    def of(self, instance: models.Model):
        """Filter to the releases of one page or snippet, whatever class it was loaded as."""
        return self.filter(content_type=base_content_type(instance), object_id=str(instance.pk))


def base_content_type(instance: models.Model) -> ContentType:
    if hasattr(instance, "get_base_content_type"):
        return instance.get_base_content_type()
    return ContentType.objects.get_for_model(instance)


class Release(models.Model):
    """The record that exactly this revision may be public.

    For kind REVIEWED, two people approved it in order, neither of whom wrote or submitted it. `content_hash` is the
    SHA-256 of the revision's content in canonical JSON (`fingerprints.content_hash`), 64 hexadecimal digits. The
    submitter is kept by number and name, so that the record stays whole when the account goes (S-3.6, S-8.9).
    """

    kind = models.CharField(_("依据"), max_length=10, choices=ReleaseKind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=255)
    object_label = models.CharField(_("内容"), max_length=255)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="releases", db_constraint=True
    )
    content_hash = models.CharField(max_length=64)
    submitter_id = models.BigIntegerField(null=True)
    submitter_name = models.CharField(_("提交人"), max_length=150, blank=True)
    first_reviewer = person(_("初审人"), on_delete=models.PROTECT)
    first_approved_at = models.DateTimeField(_("初审时间"), null=True)
    final_reviewer = person(_("终审人"), on_delete=models.PROTECT)
    final_approved_at = models.DateTimeField(_("终审时间"), null=True)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    released_at = models.DateTimeField(_("放行时间"), default=timezone.now)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoked_by = person(on_delete=models.PROTECT)
    revoked_reason = models.CharField(_("撤销原因"), max_length=500, blank=True)
    # HMAC of everything in the row except its revocation (`signing.row_seal`).
    seal = models.CharField(_("校验值"), max_length=64, default="", editable=False)

    objects = ReleaseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("放行记录")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("emergency_unpublish", _("应急下线"))]
        indexes = [models.Index(fields=["content_type", "object_id"], name="release_of_object")]
        constraints = [
            # A revoked row cannot be made valid again by inserting a copy of it.
            models.UniqueConstraint(fields=["seal"], name="each_release_once"),
            models.UniqueConstraint(
                fields=["revision"], condition=Q(revoked_at=None), name="one_valid_release_for_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReleaseKind.FOUNDING, first_reviewer=None, final_reviewer=None)
                | Q(
                    kind__in=[ReleaseKind.REVIEWED, ReleaseKind.IMPORTED],
                    first_reviewer__isnull=False,
                    final_reviewer__isnull=False,
                    first_approved_at__lte=F("final_approved_at"),
                ),
                name="released_by_two_approvals_in_order",
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer=None)
                | (
                    ~Q(first_reviewer=F("final_reviewer"))
                    & (
                        Q(submitter_id=None)
                        | (~Q(submitter_id=F("first_reviewer")) & ~Q(submitter_id=F("final_reviewer")))
                    )
                ),
                name="released_by_people_other_than_the_submitter",
            ),
        ]

    def __str__(self):
        return self.object_label

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.seal = row_seal(self, settings.AUDIT_KEY)
        super().save(*args, **kwargs)

    @property
    def is_sealed(self) -> bool:
        """Whether the row is unchanged since the site wrote it."""
        return is_sealed(self, settings.AUDIT_KEY)

    @property
    def row_hash(self) -> str:
        return row_hash(self)


class DailyHead(models.Model):
    """The state of ledger and audit log at the end of a day, as a signed text that outsiders keep and check.

    `text` is the file as published, with its signature. `log_number` is the audit entry whose hash the file names; it
    is not published, because it would tell how much the staff does on a day.
    """

    day = models.DateField(_("日期"), primary_key=True)
    text = models.TextField()
    log_number = models.BigIntegerField()

    class Meta:
        verbose_name = _("每日校验文件")
        ordering = ["-day"]
        default_permissions = ()

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"
