"""Keeps the search entries, and their rows in the index, equal to the live pages and the statutes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backends
from wagtail.search.index import RelatedFields, SearchField

from search.choices import ARTICLE_KIND, KEPT_OUT, LAWS, ONLY_SOUGHT
from search.index import statistics
from search.index.attachments import attached_texts, attached_texts_of
from search.index.models import NOT_SHOWN, SearchEntry
from unionsite.core.models import PiecePage, SectionPage
from unionsite.laws.choices import Category
from unionsite.laws.models import Statute, StatuteArticle

BATCH = 50
LONGEST_TEXT = 200_000
WRITTEN_FIELDS = [field.name for field in SearchEntry._meta.fields if field.name not in ("id", "page", "article")]
# Fields that have columns of their own.
SHOWN_APART = {"title", "summary"}
# Factors of the score. With the same words, a piece of the union counts as much as a law, and statutes of higher rank
# count more than others.
PIECE_WEIGHT, PAGE_WEIGHT, SECTION_WEIGHT = 1.32, 1.05, 0.9
WEIGHTS = {Category.LAW: 1.3, Category.REGULATION: 1.2, Category.INTERPRETATION: 1.05, Category.LOCAL: 0.88}
# Statutes about people who are no employees of a company: with the same words they are least likely meant.
OTHERS = ("公务员", "军人", "退役", "法官", "检察官", "人民警察")
OTHERS += ("老年人", "未成年人", "残疾人", "无障碍", "家庭暴力")
# And about few of them, by rules of the planned economy.
OTHERS += ("高级专家", "富余职工", "劳动就业服务企业")
OF_OTHERS = 0.7


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is: pages and articles done and in total, entries written, at the end stale ones removed."""

    done: int
    total: int
    written: int
    removed: int = 0


def index_page(page: Page) -> None:
    """Write the entry of a page, given in its public version; an alias or a page that is not live loses its entry.

    Part of the caller's transaction: the page can be found as soon as it can be read.
    """
    page = page.specific
    # An alias only repeats the text of another language.
    if page.live and page.alias_of_id is None:
        _write([make_entry(page, _section_of(page), attached_texts(page))], "page")
    else:
        remove_page(page=page)


def remove_page(page: Page) -> None:
    """Delete a page's entry; no error if there is none."""
    SearchEntry.objects.filter(page=page.pk).delete()


def index_statutes(*, statute_ids: Iterable[int]) -> None:
    """Write the entries of all articles of some statutes; entries of deleted articles have gone with them."""
    articles = indexable_articles().filter(statute__in=list(statute_ids))
    for _done in _index_articles(list(articles.order_by("pk").values_list("pk", flat=True))):
        pass


def index_article(*, article: StatuteArticle) -> None:
    if article.number:
        _write([make_article_entry(article, Locale.get_default())], "article")
    else:
        index_statutes(statute_ids=[article.statute_id])


def place_below(page: Page) -> None:
    """Update the section of a page that was moved or renamed, and of everything below it."""
    entries = SearchEntry.objects.filter(page__path__startswith=page.path)
    changed: dict[str, list[int]] = {}
    sections = section_slugs()
    for pk, path, known in entries.values_list("pk", "page__path", "section"):
        section = sections.get(path[: 3 * Page.steplen], "")
        if section != known:
            changed.setdefault(section, []).append(pk)
    for section, pks in changed.items():
        for start in range(0, len(pks), 500):
            SearchEntry.objects.filter(pk__in=pks[start : start + 500]).update(section=section)


def rebuild() -> Iterator[Progress]:
    """Write every entry anew, delete stale ones, count the words; safe on a live site: each batch is a transaction."""
    pages = indexable_pages()
    page_ids = list(pages.order_by("pk").values_list("pk", flat=True))
    article_ids = list(indexable_articles().order_by("pk").values_list("pk", flat=True))
    total = len(page_ids) + len(article_ids)
    written = done = 0
    sections = section_slugs()
    for start in range(0, len(page_ids), BATCH):
        batch = page_ids[start : start + BATCH]
        found = list(pages.filter(pk__in=batch).specific())
        prefetch_related_objects([page for page in found if isinstance(page, PiecePage)], "tags")
        texts = attached_texts_of(batch)
        entries = [
            make_entry(page, sections.get(page.path[: 3 * Page.steplen], ""), texts.get(page.pk, [])) for page in found
        ]
        written += _write(entries, "page")
        done += len(batch)
        yield Progress(done, total, written)
    for number in _index_articles(article_ids):
        written += number
        done += number
        yield Progress(done, total, written)
    removed = 0
    gone = list(stale_entries().values_list("pk", flat=True))
    for start in range(0, len(gone), BATCH):
        removed += (
            SearchEntry.objects.filter(pk__in=gone[start : start + BATCH]).delete()[1].get(SearchEntry._meta.label, 0)
        )
    statistics.join_segments()
    statistics.refresh()
    yield Progress(total, total, written, removed)


def indexable_pages():
    """Return the pages that must have an entry: live ones that are no alias, except the root of the tree."""
    return Page.objects.live().filter(alias_of=None, depth__gt=1)


def indexable_articles():
    """Return the articles that must have an entry. A text without any numbered part, such as a typical case or a short
    notice, is found as a whole, by its first part."""
    numbered = StatuteArticle.objects.filter(statute=OuterRef("statute"), number__gt=0)
    return StatuteArticle.objects.filter(Q(position=1) | Exists(numbered.select_related(None)))


def stale_entries():
    """Return the entries of pages and articles that must have none."""
    of_pages = Q(article=None) & ~Q(page__in=indexable_pages().order_by().values("pk"))
    of_articles = Q(page=None) & ~Q(article__in=indexable_articles().select_related(None).order_by().values("pk"))
    return SearchEntry.objects.filter(of_pages | of_articles)


def section_slugs() -> dict[str, str]:
    """Return the slugs of the pages right below the home pages, by tree path; one query."""
    return dict(Page.objects.filter(depth=3).values_list("path", "slug"))


def _section_of(page: Page) -> str:
    if page.depth < 3:
        return ""
    return Page.objects.filter(path=page.path[: 3 * Page.steplen]).values_list("slug", flat=True).first() or ""


def _index_articles(pks: list[int]) -> Iterator[int]:
    locale = Locale.get_default() if pks else None
    for start in range(0, len(pks), BATCH):
        articles = list(StatuteArticle.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk"))
        parts = _parts_of([article.statute_id for article in articles if not article.number])
        entries = [make_article_entry(article, locale, parts.get(article.pk, ())) for article in articles]
        yield _write(entries, "article")


def _parts_of(statute_ids: list[int]) -> dict[int, list[str]]:
    """Return the texts of statutes without any number, by the primary key of their first part; one query, or none."""
    parts: dict[int, list[StatuteArticle]] = {}
    for part in StatuteArticle.objects.filter(statute__in=statute_ids).order_by("position"):
        parts.setdefault(part.statute_id, []).append(part)
    return {
        found[0].pk: [text for part in found for text in (part.label, part.text)]
        for found in parts.values()
        if not any(part.number for part in found)
    }


def make_entry(page: Page, section: str = "", attached: Iterable[str] = ()) -> SearchEntry:
    """Build the entry of a page, given as its own type, with the words of its files; nothing is stored."""
    label = page._meta.label_lower
    fields = type(page).get_search_fields()
    sought = ONLY_SOUGHT.get(label, frozenset())
    texts = [*words_of(page, fields, SHOWN_APART | KEPT_OUT.get(label, frozenset()) | sought), *attached]
    unshown = words_of(page, [field for field in fields if getattr(field, "field_name", "") in sought])
    published = page.first_published_at
    return SearchEntry(
        page_id=page.pk,
        locale_id=page.locale_id,
        title=page.title,
        summary=getattr(page, "summary", ""),
        text=NOT_SHOWN.join(filter(None, map(_in_one_line, (texts, unshown))))[:LONGEST_TEXT],
        section=section,
        kind=getattr(page, "kind", "") or label,
        year=timezone.localtime(published).year if published else None,
        department_id=getattr(page, "department_id", None),
        published_at=published,
        valid_until=getattr(page, "valid_until", None),
        weight=_weight_of(page),
    )


def _weight_of(page: Page) -> float:
    if isinstance(page, PiecePage):
        return PIECE_WEIGHT
    return SECTION_WEIGHT if isinstance(page, SectionPage) or page.depth == 2 else PAGE_WEIGHT


def make_article_entry(article: StatuteArticle, locale: Locale, parts: Sequence[str] = ()) -> SearchEntry:
    """Build the entry of an article, titled with its statute's name; with `parts`, of the
    whole statute. Stores nothing."""
    return SearchEntry(
        article_id=article.pk,
        locale_id=locale.pk,
        title=(article.statute.marked_title if parts else str(article))[:320],
        summary="" if parts else article.chapter,
        text=_in_one_line(parts or [article.text])[:LONGEST_TEXT],
        section=LAWS,
        kind=f"{ARTICLE_KIND}{article.statute.category}",
        weight=_weight_of_statute(article.statute),
    )


def _in_one_line(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split()).replace("\x00", "")


def _weight_of_statute(statute: Statute) -> float:
    weight = WEIGHTS.get(statute.category, 1.0)
    return weight * OF_OTHERS if any(word in statute.short_title for word in OTHERS) else weight


def words_of(instance, fields: Iterable, kept_out: Iterable[str] = ()) -> Iterator[str]:
    """Yield the text of an object's search fields: StreamFields by block, related objects (tags) field by field."""
    seen = set(kept_out)
    for field in fields:
        if isinstance(field, RelatedFields):
            related = field.get_value(instance)
            for other in related.all() if hasattr(related, "all") else filter(None, [related]):
                yield from words_of(other, field.fields)
        elif isinstance(field, SearchField) and field.field_name not in seen:
            seen.add(field.field_name)
            value = field.get_value(instance)
            yield from map(str, value) if isinstance(value, list | tuple) else [str(value or "")]


def _write(entries: list[SearchEntry], owner: str) -> int:
    """Write entries of pages or articles and their rows in the index, together or not at all; return their number."""
    if entries:
        with transaction.atomic():
            SearchEntry.objects.bulk_create(
                entries, update_conflicts=True, unique_fields=[owner], update_fields=WRITTEN_FIELDS
            )
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(SearchEntry, entries)
    return len(entries)
