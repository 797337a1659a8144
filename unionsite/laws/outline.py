"""The chapters and sections of a statute, built from the chapter line that each article carries."""

import re
from dataclasses import dataclass, field
from typing import Any

# 第五章 特别规定 第二节 劳务派遣: a space stands before each heading of a lower rank.
_HEADINGS = re.compile(r"\s+(?=第[零一二三四五六七八九十百]+(?:分?编|章|节))")


@dataclass
class Heading:
    """A chapter or section. `articles` are those before its first section; the top heading has no title."""

    title: str = ""
    anchor: str = ""
    articles: list[Any] = field(default_factory=list)
    parts: list["Heading"] = field(default_factory=list)

    @property
    def all_articles(self) -> list[Any]:
        return self.articles + [article for part in self.parts for article in part.all_articles]

    @property
    def span(self) -> str:
        """Return which articles it holds: 第一条至第八条."""
        articles = self.all_articles
        first, last = articles[0].label, articles[-1].label
        return first if first == last else f"{first}至{last}"


def split_chapter(line: str) -> list[str]:
    """Return [第五章 特别规定, 第二节 劳务派遣] for a chapter line; empty for an empty line."""
    return _HEADINGS.split(line.strip()) if line.strip() else []


def make_outline(articles) -> Heading:
    """Return the tree of headings in the order of the articles, each of which has `chapter` and `label`.

    A heading that only repeats its article's label (附录) is left out. An article that follows a part without belonging
    to it gets a part without a title: read from top to bottom, the tree always gives the articles in order.
    """
    top = Heading()
    for article in articles:
        place = top
        titles = split_chapter(article.chapter)
        for title in titles if titles != [article.label] else []:
            place = _part(place, title)
        if place.parts:
            place = _part(place, "")
        place.articles.append(article)
    return top


def _part(place: Heading, title: str) -> Heading:
    if not place.parts or place.parts[-1].title != title:
        place.parts.append(Heading(title=title, anchor=f"{place.anchor or 'chapter'}-{len(place.parts) + 1}"))
    return place.parts[-1]
