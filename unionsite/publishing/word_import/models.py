"""The record of each Word import: the file, the draft made from it, and the notes for the editor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.core.fields import person
from unionsite.publishing.word_import.choices import Level


class WordImport(models.Model):
    """One import. `notes` is a list of {"level", "text", "places", "count"}; levels: `word_import.choices.Level`."""

    page = models.OneToOneField(
        "wagtailcore.Page", verbose_name=_("稿件"), on_delete=models.CASCADE, related_name="word_import"
    )
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("文件摘要"), max_length=64, db_index=True)
    notes = models.JSONField(_("导入说明"), default=list)
    # The number of blocks by type.
    figures = models.JSONField(_("导入的内容"), default=dict)
    imported_by = person(_("导入人"))
    imported_at = models.DateTimeField(_("导入时间"))
    dismissed_at = models.DateTimeField(_("收起时间"), null=True, blank=True)

    class Meta:
        db_table = "publishing_wordimport"
        verbose_name = _("Word导入")

    def __str__(self):
        return self.file_name

    @property
    def notes_by_level(self) -> list[tuple[Level, list[dict]]]:
        """The notes of each level; levels without notes are left out."""
        groups = [(level, [note for note in self.notes if note["level"] == level.value]) for level in Level]
        return [group for group in groups if group[1]]
