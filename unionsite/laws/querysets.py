"""Chainable filters of statutes and their articles."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When

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
