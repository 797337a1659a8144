"""The words of attached files, read once for each version of a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentText(models.Model):
    """Empty for a file that has no words or could not be read; `file_hash` says of which version it is."""

    document = models.OneToOneField("core.SiteDocument", on_delete=models.CASCADE, related_name="search_text")
    file_hash = models.CharField(max_length=40)
    text = models.TextField(_("文字"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("附件文字")
        verbose_name_plural = _("附件文字")

    def __str__(self):
        return str(self.document_id)
