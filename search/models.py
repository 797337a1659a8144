"""What the search knows of each page: its words as plain text, which StreamField's JSON is not."""

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.choices import KIND_LABELS
from search.querysets import SearchEntryQuerySet
from unionsite.core.models import SectionPage
from unionsite.core.pieces import kind_labels


class SearchEntry(models.Model):
    """One live page, by its primary key.

    Its address, place in the tree and state are read from the page itself, as they change without notice.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("标题"), max_length=255)
    summary = models.CharField(_("摘要"), max_length=300, blank=True)
    text = models.TextField(_("正文"), blank=True)
    # The kind of a piece, for other pages the label of their model.
    kind = models.CharField(_("类别"), max_length=100)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    valid_until = models.DateField(_("有效期至"), null=True)
    updated_at = models.DateTimeField(_("收录时间"), auto_now=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("搜索条目")
        verbose_name_plural = _("搜索条目")
        indexes = [models.Index(fields=["locale", "-published_at"], name="search_newest_of_language")]

    def __str__(self):
        return self.title

    @property
    def kind_label(self) -> str:
        """What readers are told the page is, in the active language."""
        if label := kind_labels().get(self.kind) or KIND_LABELS.get(self.kind):
            return str(label)
        try:
            model = apps.get_model(self.kind)
        except (LookupError, ValueError):
            return ""
        return str(_("栏目") if issubclass(model, SectionPage) else model._meta.verbose_name)

    @property
    def is_expired(self) -> bool:
        """Past its validity (S-3.2); judged on reading, as on the page."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()
