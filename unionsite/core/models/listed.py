"""What lists walk through: a row for each public piece, and one for each of its tags."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.core.querysets import ListedManager

NO_TAG, A_TAG = models.Q(tag__isnull=True), models.Q(tag__isnull=False)


class ListedPiece(models.Model):
    """A public piece in the list of its section: once with no tag, and once more with each of its tags.

    It repeats what stands in other tables, so that "the newest of this section", of a kind, year or tag, and their
    numbers are read from one index, however many pieces there are (decision 0059). Receivers keep it by
    `core/listed.py`. It only says where to look: whoever shows a piece asks `published()` of the piece itself.
    """

    piece = models.ForeignKey("core.PiecePage", verbose_name=_("稿件"), on_delete=models.CASCADE, related_name="+")
    # These stand in an index below or are never asked for alone, and need none of their own.
    section = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("栏目"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    tag = models.ForeignKey(
        "taggit.Tag", verbose_name=_("标签"), null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    locale = models.ForeignKey(
        "wagtailcore.Locale", verbose_name=_("语言"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(_("类别"), max_length=20)
    # 0 for a piece without a date, which then comes last.
    year = models.PositiveSmallIntegerField(_("年份"))
    at = models.DateTimeField(_("发布时间"))
    until = models.DateTimeField(_("到期时间"), null=True)

    # It is no use of a page that an editor should be told of.
    wagtail_reference_index_ignore = True
    objects = ListedManager()

    class Meta:
        verbose_name = _("列表中的稿件")
        default_permissions = ()
        # Each holds all that its question asks for, so that the table itself is not read. Rows without a tag have
        # indexes of their own: PostgreSQL takes `tag IS NULL` for no fixed value, and would sort. SQLite
        # asks for the tag all the same, so it stands at the end.
        indexes = [
            models.Index(fields=["section", "at", "piece", "until", "tag"], condition=NO_TAG, name="listed_by_date"),
            models.Index(
                fields=["section", "kind", "year", "at", "piece", "until", "tag"],
                condition=NO_TAG,
                name="listed_by_kind",
            ),
            models.Index(
                fields=["section", "tag", "at", "piece", "kind", "year", "until"],
                condition=A_TAG,
                name="listed_by_section_tag",
            ),
            models.Index(fields=["tag", "locale", "at", "piece", "until"], condition=A_TAG, name="listed_by_tag"),
        ]

    def __str__(self):
        return f"{self.piece_id} {self.section_id} {self.tag_id or ''}".strip()
