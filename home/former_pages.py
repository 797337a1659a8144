"""What was imported from the union's former website, in which batch, and who vouches for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One run of `import_pages` over one file. `sha256` is that of the file, 64 hexadecimal digits."""

    file_name = models.CharField(_("文件"), max_length=255)
    sha256 = models.CharField(_("文件摘要"), max_length=64)
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("初审人"), on_delete=models.PROTECT, related_name="+"
    )
    final_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("终审人"), on_delete=models.PROTECT, related_name="+"
    )
    operator = models.CharField(_("操作系统用户"), max_length=150, blank=True)
    started_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    added = models.PositiveIntegerField(_("导入"), default=0)
    known = models.PositiveIntegerField(_("已有"), default=0)
    bad = models.PositiveIntegerField(_("有问题"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("旧站导入")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(first_reviewer=F("final_reviewer")), name="home_import_vouched_by_two"),
        ]

    def __str__(self):
        return self.file_name


class ImportedPage(models.Model):
    """A piece of the former website by its identity there; outlives its page, so that it is not imported again."""

    key = models.CharField(max_length=64, unique=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="pages")
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    source_url = models.URLField(_("原地址"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("旧站稿件")
        default_permissions = ()

    def __str__(self):
        return self.source_url or self.key
