"""法规库: the public pages of the law library below 权益保障; the statutes themselves belong to `unionsite.laws`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Count
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from rights.calculators.queries import calculators_citing
from unionsite.core.generation import LAWS, remembered_of
from unionsite.core.models import BasePage
from unionsite.core.pieces import Choice
from unionsite.core.queries import language_prefix, public_address
from unionsite.core.querysets import PublicPageQuerySet
from unionsite.core.request_values import nearest_page
from unionsite.laws.choices import Category
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.laws.outline import make_outline
from unionsite.laws.references import read_reference
from unionsite.laws.services import references_to

STATUTES_ON_A_PAGE = 40
CITING_PAGES_SHOWN = 30
LONGEST_QUERY = 60
DIRECT_HITS = 5
DESCRIPTION_LENGTH = 120
ASKED_ANEW_SECONDS = 300


@dataclass(frozen=True)
class CitingPage:
    """A public page that cites an article."""

    title: str
    url: str
    published_at: datetime | None


class LawLibraryPage(RoutablePageMixin, BasePage):
    """The list of statutes, with each statute at `<slug>/` and each article alone at `<slug>/<anchor>/`.

    Its address must be the setting `LAW_LIBRARY_PATH` (see `unionsite.laws.models.library_path`).
    """

    content_panels = [*BasePage.content_panels, FieldPanel("summary", heading=_("栏目说明"))]
    parent_page_types = ["rights.RightsIndexPage"]
    subpage_types = []
    is_frame = True
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"
    kept_views = {"list": ("q", "category", "page"), "statute": (), "article": ()}
    page_description = _("法律法规全文，从官方文件导入；逐条可查、可链接。")

    # The part after the library's own address, for the links to the other language.
    sub_path = ""

    class Meta:
        verbose_name = _("法规库")

    @cached_property
    def language_links(self) -> list[tuple[str, str, str]]:
        """Return links to the same statute or article in the other language; both libraries have the same texts."""
        return [
            (code, name, url + self.sub_path if code in self.translated else url)
            for code, name, url in super().language_links
        ]

    def statute_addresses(self) -> Iterator[tuple[str, datetime]]:
        """Yield (path, time of the last change here) of every statute, for the site map; one query."""
        base = self.get_url()
        for slug, imported_at in Statute.objects.order_by("slug").values_list("slug", "imported_at"):
            yield f"{base}{slug}/", imported_at

    @path("")
    def list(self, request):
        return self.render(request, context_overrides=self.list_context(request.GET))

    @path("<slug:slug>/", name="statute")
    def statute(self, request, slug):
        statute = read_statute(slug, lately())
        article_count = statute.article_count
        self.sub_path = f"{statute.slug}/"
        # Lazy: read only when the template has not remembered the text. No article asks for its statute again.
        articles = SimpleLazyObject(lambda: list(statute.articles.select_related(None).order_by("position")))
        context = self.text_context(statute, statute.articles.order_by().values_list("pk", flat=True))
        context |= {
            "articles": articles,
            "article_count": article_count,
            "outline": SimpleLazyObject(lambda: make_outline(articles)),
            "page_title": statute.marked_title,
            "page_description": self.describe_statute(statute, article_count),
            "more_crumbs": [(self.title, self.get_url())],
        }
        return self.render(request, template="rights/statute.html", context_overrides=context)

    @path("<slug:slug>/<slug:anchor>/", name="article")
    def article(self, request, slug, anchor):
        article = get_object_or_404(StatuteArticle, statute__slug=slug, anchor=anchor)
        statute = article.statute
        beside = statute.articles.select_related(None).filter(position__in=(article.position - 1, article.position + 1))
        by_position = {other.position: other for other in beside.only("position", "label", "anchor", "statute_id")}
        self.sub_path = f"{statute.slug}/{article.anchor}/"
        context = self.text_context(statute, [article.pk])
        context |= {
            "article": article,
            "calculators": calculators_citing(statute.short_title, article.label),
            "previous": by_position.get(article.position - 1),
            "next": by_position.get(article.position + 1),
            "page_title": str(article),
            "page_description": article.excerpt(DESCRIPTION_LENGTH),
            "more_crumbs": [(self.title, self.get_url()), (statute.marked_title, context["statute_url"])],
        }
        return self.render(request, template="rights/statute_article.html", context_overrides=context)

    def text_context(self, statute: Statute, articles: Iterable[int]) -> dict:
        """Return the context that the pages of a statute and of an article share; `articles` are primary keys.

        The English page has the same Chinese text in an English frame, so its canonical address is the Chinese one.
        """
        base = self.get_url()
        chinese = language_prefix(settings.LANGUAGE_CODE) + base.removeprefix(language_prefix(self.language_code))
        return {
            "statute": statute,
            "statute_url": f"{base}{statute.slug}/",
            "own_url": f"{settings.BASE_URL}{base}{self.sub_path}",
            "canonical": f"{settings.BASE_URL}{chinese}{self.sub_path}",
            "citing_pages": SimpleLazyObject(lambda: self.citing_pages(articles)),
            # The index of references follows a publication a little later: who cites is asked anew after a while.
            "while_citing": lately(),
        }

    def describe_statute(self, statute: Statute, article_count: int) -> str:
        facts = [statute.get_category_display(), statute.issuer, statute.amended_on and statute.amended_on.isoformat()]
        if article_count:
            facts.append(gettext("共%(number)s条") % {"number": article_count})
        return gettext("%(title)s全文：%(facts)s") % {
            "title": statute.marked_title,
            "facts": " ".join(str(fact) for fact in facts if fact),
        }

    def citing_pages(self, articles: Iterable[int]) -> list[CitingPage]:
        """Return the public pages in this language that cite any of the articles, newest first, each once.

        Read from Wagtail's reference index; restricted pages, drafts and aliases stay out.
        """
        root = self.roots.get(self.language_code)
        if root is None:
            return []
        references = references_to(articles)
        citing = (
            references.filter(base_content_type=ContentType.objects.get_for_model(Page))
            .annotate(page_id=Cast("object_id", BigIntegerField()))
            .values("page_id")
        )
        rows = (
            PublicPageQuerySet(Page)
            .descendant_of(root)
            .published()
            .filter(pk__in=citing, alias_of=None)
            .order_by("-first_published_at", "-pk")
            .values_list("title", "url_path", "first_published_at")[:CITING_PAGES_SHOWN]
        )
        return [CitingPage(title, public_address(url_path), published_at) for title, url_path, published_at in rows]

    def list_context(self, parameters) -> dict:
        """Return the statutes filtered by `category` and by `q` in their titles; unknown values are ignored.

        In the order of rank and pinyin. When `q` names an article as well (劳动合同法39), the statutes are found by the
        name alone, and the article is offered directly.
        """
        query = parameters.get("q", "")[:LONGEST_QUERY].strip()
        reference = read_reference(query)
        category = parameters.get("category", "")
        if category not in Category.values:
            category = ""
        found = Statute.objects.titled(reference.words)
        # An empty ordering: the default one would become part of the grouping.
        counts = dict(found.order_by().values_list("category").annotate(Count("pk")))
        rows = (found.filter(category=category) if category else found).with_article_count().by_rank()

        def link(value: str) -> str:
            pairs = {name: text for name, text in (("q", query), ("category", value)) if text}
            return f"?{urlencode(pairs)}" if pairs else self.get_url()

        choices = [Choice(gettext("全部"), link(""), sum(counts.values()), not category)]
        choices += [
            Choice(item.label, link(item.value), counts[item.value], item.value == category)
            for item in Category
            if item.value in counts
        ]
        hits = []
        if reference.number is not None and reference.words:
            named = StatuteArticle.objects.matching(query).filter(statute__in=found)
            hits = list(named.defer("text", "statute__history", "statute__preamble")[:DIRECT_HITS])
        return {
            "query_text": query,
            "category": category,
            "choices": choices,
            "statutes": nearest_page(Paginator(rows, STATUTES_ON_A_PAGE), parameters.get("page")),
            "query": link(category).partition("?")[2] + "&" if query or category else "",
            "hits": [(str(article), f"{self.get_url()}{article.statute.slug}/{article.anchor}/") for article in hits],
        }


def lately() -> int:
    """Return a number that changes after a while, for what is remembered and not renewed by a signal in every case."""
    return int(time.time()) // ASKED_ANEW_SECONDS


@remembered_of(LAWS)
def read_statute(slug: str, _lately: int) -> Statute:
    """Return a statute with `article_count`: appendices and the parts of a case have no number and do not count.

    An import renews it; one that is broken off tells nobody, and is seen after a while.
    """
    return get_object_or_404(Statute.objects.with_article_count(), slug=slug)
