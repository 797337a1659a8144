"""What the search knows of each public page and article: its words as plain text, and fields to filter hits by."""

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from search.choices import ARTICLE_KIND, KIND_LABELS
from unionsite.core.models import SectionPage
from unionsite.core.pieces import kind_labels
from unionsite.core.queries import closed_paths
from unionsite.laws.choices import Category

# Between the words of a page and those by which it is only found; the words themselves are one line.
NOT_SHOWN = "\n"


class SearchEntryQuerySet(SearchableQuerySetMixin, models.QuerySet):
    def public(self, now):
        """Return what anyone may read at this moment: articles, and pages whose own state says so (T93)."""
        of_page = Q(page__live=True, page__alias_of__isnull=True)
        of_page &= Q(page__expire_at__isnull=True) | Q(page__expire_at__gt=now)
        for path in closed_paths():
            of_page &= ~Q(page__path__startswith=path)
        return self.filter(Q(article__isnull=False) | of_page)

    def seen_from(self, root):
        """Return articles, and pages of a home page's language at or below it; without a home page articles only."""
        if root is None:
            return self.filter(article__isnull=False)
        return self.filter(Q(article__isnull=False) | Q(locale=root.locale_id, page__path__startswith=root.path))

    def for_showing(self):
        """Add the address and tree path of each page, and the article with its statute."""
        shown = self.select_related("article", "article__statute")
        return shown.annotate(url_path=F("page__url_path"), path=F("page__path"))


class SearchEntry(index.Indexed, models.Model):
    """One live page or one article of a statute.

    A page's address, place in the tree and state are read from the page itself, as they change without notice.
    """

    page = models.OneToOneField("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="search_entry")
    article = models.OneToOneField(
        "laws.StatuteArticle", null=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("标题"), max_length=320)
    summary = models.CharField(_("摘要"), max_length=300, blank=True)
    # One line; after a `NOT_SHOWN` words that find the page and that it does not show.
    text = models.TextField(_("正文"), blank=True)
    # The slug of a page's section; `choices.LAWS` for articles.
    section = models.CharField(_("栏目"), max_length=255, blank=True)
    # The kind of a piece, the model label of other pages, or for articles ARTICLE_KIND and the category of the statute.
    kind = models.CharField(_("类别"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年份"), null=True)
    department = models.ForeignKey("accounts.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True)
    valid_until = models.DateField(_("有效期至"), null=True)
    # A factor of the score.
    weight = models.FloatField(_("权重"), default=1.0)
    updated_at = models.DateTimeField(_("收录时间"), auto_now=True)

    objects = SearchEntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    search_fields = [
        index.SearchField("title", boost=4),
        index.AutocompleteField("title"),
        index.SearchField("summary", boost=2),
        index.SearchField("text"),
        *map(index.FilterField, ("id", "page", "article", "locale", "section", "kind", "year", "department")),
        *map(index.FilterField, ("published_at", "valid_until")),
        index.RelatedFields("page", list(map(index.FilterField, ("live", "alias_of", "expire_at", "path")))),
    ]
    # `services` writes the index along with the entries, in the same transaction.
    search_auto_update = False
    ranking_fields = ("title", "summary", "text", "weight", "updated_at")

    class Meta:
        verbose_name = _("搜索条目")
        verbose_name_plural = _("搜索条目")
        indexes = [models.Index(fields=["locale", "-published_at"], name="search_newest_of_language")]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, article__isnull=True) | Q(page__isnull=True, article__isnull=False),
                name="search_entry_of_one",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def shown_text(self) -> str:
        """Return the text without what the page itself does not show."""
        return self.text.partition(NOT_SHOWN)[0]

    @property
    def kind_label(self) -> str:
        """Return what readers are told it is, in the active language."""
        return label_of_kind(self.kind)

    @property
    def is_expired(self) -> bool:
        """Whether the page is past its validity (S-3.2); judged on reading, as on the page itself."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()


def label_of_kind(kind: str) -> str:
    """Return the word for a value of `SearchEntry.kind`; "" for an unknown one."""
    if kind.startswith(ARTICLE_KIND):
        return str(dict(Category.choices).get(kind.removeprefix(ARTICLE_KIND), ""))
    if label := kind_labels().get(kind) or KIND_LABELS.get(kind):
        return str(label)
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return ""
    return str(_("栏目") if issubclass(model, SectionPage) else model._meta.verbose_name)


class DocumentText(models.Model):
    """The text of a file: empty when it has no words or could not be read; `file_hash` tells which version was read."""

    document = models.OneToOneField("core.SiteDocument", on_delete=models.CASCADE, related_name="search_text")
    file_hash = models.CharField(max_length=40)
    text = models.TextField(_("文字"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("附件文字")
        verbose_name_plural = _("附件文字")

    def __str__(self):
        return str(self.document_id)


class TokenCount(models.Model):
    """The number of rows of the index with a token; tokens on very few rows are left out."""

    token = models.CharField(max_length=64, primary_key=True)
    rows = models.PositiveIntegerField()
    # The count that it belongs to: rows of older counts are deleted.
    stamp = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("索引词频")
        verbose_name_plural = _("索引词频")

    def __str__(self):
        return self.token


class IndexStatistics(models.Model):
    """The last count: one row. Mean lengths are in characters of search entries."""

    stamp = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    title_length = models.FloatField(default=0)
    summary_length = models.FloatField(default=0)
    body_length = models.FloatField(default=0)
    counted_at = models.DateTimeField(_("统计时间"), auto_now=True)

    class Meta:
        verbose_name = _("索引统计")
        verbose_name_plural = _("索引统计")

    def __str__(self):
        return str(self.rows)
