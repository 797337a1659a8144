"""Chainable filters of what the search looks through, and how a hit ranks."""

from functools import reduce
from operator import and_, or_

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from unionsite.core.queries import is_closed
from unionsite.laws.choices import Category
from unionsite.laws.models import StatuteArticle
from unionsite.laws.references import read_reference

# Ranks of hits in the one order of pages and articles; less is better, at equal rank pages come first.
NAMED, IN_TITLE, IN_SUMMARY, IN_BODY, IN_STATUTE_TITLE = range(5)
STATUTE_TITLE = ("statute__title", "statute__short_title")


def found_in(word: tuple[str, ...], *fields: str) -> Q:
    """The word, in any of its spellings, stands in one of the fields; % and _ mean themselves."""
    return reduce(or_, (Q(**{f"{field}__icontains": spelling}) for field in fields for spelling in word))


def all_found_in(words: tuple[tuple[str, ...], ...], *fields: str) -> Q:
    return reduce(and_, (found_in(word, *fields) for word in words))


def any_found_in(words: tuple[tuple[str, ...], ...], *fields: str) -> Q:
    return reduce(or_, (found_in(word, *fields) for word in words))


class SearchEntryQuerySet(QuerySet):
    def public(self, now):
        """Entries of pages that anyone may read at this moment; the page itself is asked (T93)."""
        entries = self.filter(page__live=True, page__alias_of=None).exclude(page__expire_at__lte=now)
        return entries.exclude(is_closed("page__path"))

    def below(self, root):
        """Entries of a home page and of all below it."""
        return self.filter(page__path__startswith=root.path)

    def matching(self, words):
        """Entries that hold all words, wherever each stands, with their `rank`."""
        ranks = [
            When(all_found_in(words, "title"), then=Value(IN_TITLE)),
            When(all_found_in(words, "title", "summary"), then=Value(IN_SUMMARY)),
        ]
        return self.filter(all_found_in(words, "title", "summary", "text")).annotate(
            rank=Case(*ranks, default=Value(IN_BODY), output_field=IntegerField())
        )

    def best_first(self):
        return self.order_by("rank", F("published_at").desc(nulls_last=True), "-pk")

    def count_by_rank_and_section(self, depth: int) -> list[tuple[int, str, int]]:
        """(rank, tree path of the section, number) in one query; `depth` is the length of such a path."""
        counted = self.annotate(section=Substr("page__path", 1, depth)).order_by().values("rank", "section")
        return list(counted.annotate(number=Count("pk")).values_list("rank", "section", "number"))


def matching_articles(text: str, words) -> QuerySet[StatuteArticle]:
    """Articles with all words in the statute's title, the label or the text, and those that `text` names, with `rank`.

    An article that is named (劳动合同法39) is what was meant. One whose statute's title alone has the words comes last:
    a statute brings all its articles along.
    """
    matches = all_found_in(words, "text", "label", *STATUTE_TITLE)
    ranks = [
        # The law on the subject, and 劳动合同法 试用期: one word in the title, the other in the text.
        When(any_found_in(words, "text") & any_found_in(words, *STATUTE_TITLE), then=Value(IN_SUMMARY)),
        When(any_found_in(words, "text"), then=Value(IN_BODY)),
    ]
    reference = read_reference(text)
    if reference.number is not None and reference.words:
        titles = all_found_in(tuple((word,) for word in reference.words), *STATUTE_TITLE)
        named = Q(pk__in=StatuteArticle.objects.matching(text).filter(titles).order_by().values("pk"))
        matches |= named
        ranks.insert(0, When(named, then=Value(NAMED)))
    return StatuteArticle.objects.filter(matches).annotate(
        rank=Case(*ranks, default=Value(IN_STATUTE_TITLE), output_field=IntegerField())
    )


def best_articles_first(articles: QuerySet[StatuteArticle]) -> QuerySet[StatuteArticle]:
    """By rank, then laws before regulations before the rest, in the order of the library."""
    levels = [When(statute__category=category, then=Value(level)) for level, category in enumerate(Category)]
    level = Case(*levels, default=Value(len(levels)), output_field=IntegerField())
    return articles.alias(level=level).order_by("rank", "level", "statute__slug", "position")


def count_articles_by_rank(articles: QuerySet[StatuteArticle]) -> dict[int, int]:
    # Without the statute, which the manager joins for showing: it would join the grouping.
    counted = articles.select_related(None).order_by().values("rank").annotate(number=Count("pk"))
    return dict(counted.values_list("rank", "number"))
