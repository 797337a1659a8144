"""Statutes and their articles: imported data that nobody edits here (see `services.py`)."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from unionsite.laws.choices import Category
from unionsite.laws.references import read_reference


class StatuteQuerySet(models.QuerySet):
    def titled(self, words):
        """Return statutes with every one of these words in the title."""
        statutes = self
        for word in words:
            statutes = statutes.filter(Q(title__icontains=word) | Q(short_title__icontains=word))
        return statutes

    def with_article_count(self):
        """Add `article_count`: only numbered articles, as people count them; a case has none."""
        return self.annotate(article_count=Count("articles", filter=Q(articles__number__gt=0)))

    def by_rank(self):
        """Order by rank of the category, then by pinyin, which the slugs are."""
        ranks = [When(category=category, then=Value(rank)) for rank, category in enumerate(Category)]
        return self.alias(rank=Case(*ranks, output_field=IntegerField())).order_by("rank", "slug")


class StatuteArticleQuerySet(models.QuerySet):
    def matching(self, typed: str):
        """Return the articles that an editor means by 劳动合同法 39, 第三十九条 or 年休假: of the named statute first.

        Every word must occur in the title or in the article; a number is the article's own.
        """
        reference = read_reference(typed)
        articles = self
        for word in reference.words:
            articles = articles.filter(_in_title(word) | Q(text__icontains=word) | Q(label__icontains=word))
        if reference.number is not None:
            articles = articles.filter(number=reference.number)
            if reference.branch is not None:
                articles = articles.filter(anchor=f"art-{reference.number}-{reference.branch}")
        order = ["statute__slug", "position"]
        if reference.words:
            name = reference.words[0]
            closeness = [
                When(Q(statute__short_title=name) | Q(statute__title=name), then=Value(0)),
                When(Q(statute__short_title__startswith=name), then=Value(1)),
                When(reduce(or_, map(_in_title, reference.words)), then=Value(2)),
            ]
            articles = articles.alias(closeness=Case(*closeness, default=Value(3), output_field=IntegerField()))
            order.insert(0, "closeness")
        return articles.order_by(*order)


def _in_title(word: str) -> Q:
    return Q(statute__title__icontains=word) | Q(statute__short_title__icontains=word)


def in_title_marks(title: str) -> str:
    """Return a title in 《》; marks inside it become single ones, as the standard on punctuation requires."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def library_path() -> str:
    """Return the address of the public law library in the active language, behind `/en` for English readers.

    It is the setting `LAW_LIBRARY_PATH`, by default the address of the page below 权益保障. This app lies below the one
    with that page and cannot ask it; change the setting together with the slugs of those pages.
    """
    language = get_language() or settings.LANGUAGE_CODE
    known = language != settings.LANGUAGE_CODE and language in dict(settings.LANGUAGES)
    return (f"/{language}" if known else "") + getattr(settings, "LAW_LIBRARY_PATH", "/rights/laws/")


class Statute(index.Indexed, models.Model):
    """A law, regulation, judicial interpretation or typical case. `slug` is its address in the law library."""

    title = models.CharField(_("标题"), max_length=200, unique=True)
    short_title = models.CharField(_("简称"), max_length=200, unique=True)
    slug = models.SlugField(_("网址"), max_length=100, unique=True)
    category = models.CharField(_("类别"), max_length=20, choices=Category.choices, db_index=True)
    issuer = models.CharField(_("制定机关"), max_length=200, blank=True)
    amended_on = models.DateField(_("公布或最近修正日期"), null=True, blank=True)
    history = models.TextField(_("制定与修正沿革"), blank=True)
    preamble = models.TextField(_("序言"), blank=True)
    checksum = models.CharField(max_length=64, editable=False)
    imported_at = models.DateTimeField(_("导入时间"), auto_now=True)

    objects = StatuteQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=10),
        index.AutocompleteField("title"),
        index.FilterField("category"),
    ]

    class Meta:
        verbose_name = _("法律法规")
        ordering = ["title"]

    def __str__(self):
        return self.short_title

    @property
    def marked_title(self) -> str:
        """Return the short title in 《》."""
        return in_title_marks(self.short_title)

    @property
    def url(self) -> str:
        return f"{library_path()}{self.slug}/"

    @property
    def history_lines(self) -> list[str]:
        return self.history.splitlines()

    @property
    def preamble_paragraphs(self) -> list[str]:
        return self.preamble.splitlines()


class ArticleManager(models.Manager.from_queryset(StatuteArticleQuerySet)):
    def get_queryset(self):
        # Every article is shown with its statute's name.
        return super().get_queryset().select_related("statute")


class StatuteArticle(index.Indexed, models.Model):
    """One article; `anchor` is its place on the statute's page and the last part of its permalink."""

    statute = models.ForeignKey(Statute, on_delete=models.CASCADE, related_name="articles", verbose_name=_("法律法规"))
    position = models.PositiveIntegerField(_("顺序"))
    number = models.PositiveIntegerField(_("条号"), help_text=_("0表示附录或未编号的部分。"))
    label = models.CharField(_("条目"), max_length=100)
    anchor = models.CharField(_("锚点"), max_length=100)
    chapter = models.CharField(_("章节"), max_length=200, blank=True)
    text = models.TextField(_("条文"))

    objects = ArticleManager()

    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("label"),
        index.RelatedFields("statute", [index.SearchField("title"), index.AutocompleteField("title")]),
    ]

    class Meta:
        verbose_name = _("法条")
        ordering = ["statute", "position"]
        constraints = [
            models.UniqueConstraint(fields=["statute", "position"], name="article_position_in_statute"),
            models.UniqueConstraint(fields=["statute", "anchor"], name="article_anchor_in_statute"),
        ]

    def __str__(self):
        return f"{self.statute.marked_title}{self.label}"

    @property
    def url(self) -> str:
        """Return the permalink of this article alone."""
        return f"{self.statute.url}{self.anchor}/"

    @property
    def paragraphs(self) -> list[str]:
        """Return the paragraphs of the text."""
        return [line for line in self.text.splitlines() if line.strip()]

    def excerpt(self, length: int) -> str:
        """Return the beginning of the text on one line, at most `length` characters."""
        text = "".join(self.paragraphs)
        return text if len(text) <= length else f"{text[: length - 1]}…"


class FormerText(models.Model):
    """What an article said before an import changed or removed it, so that whoever cites it is told what changed."""

    # No foreign key: the article may be gone, while pages still name it by this key.
    article_key = models.PositiveBigIntegerField(db_index=True)
    name = models.CharField(_("法条"), max_length=310)
    text = models.TextField(_("原来的条文"))
    replaced_at = models.DateTimeField(_("替换时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("法条的原文")
        default_permissions = ()
        ordering = ["replaced_at", "pk"]

    def __str__(self):
        return self.name
