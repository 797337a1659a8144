"""每周一条法规: articles for the front page, chosen because they tell employees what they have a right to."""

from __future__ import annotations

from unionsite.core.generation import SITE, remembered_of
from unionsite.laws.models import StatuteArticle

# Short titles of statutes and numbers of their articles; one for each week of a year.
WEEKLY_ARTICLES = {
    "劳动法": (3, 12, 41, 44, 48, 50, 51, 54, 56, 61),
    "劳动合同法": (8, 9, 10, 20, 21, 25, 30, 31, 32, 35, 37, 64, 72, 82),
    "工会法": (3, 26, 30),
    "职工带薪年休假条例": (2, 3),
    "企业职工带薪年休假实施办法": (4, 6),
    "女职工劳动保护特别规定": (5, 6, 7, 9, 11),
    "妇女权益保障法": (47,),
    "安全生产法": (45, 53, 54, 55, 56),
    "社会保险法": (4, 36, 53),
    "劳动争议调解仲裁法": (4, 5, 53),
    "工资支付暂行规定": (5, 7, 11),
    "就业促进法": (31,),
}
# Weeks beside each other quote different statutes; it has no factor in common with 52.
STEP = 37


@remembered_of(SITE)
def article_of_the_week(year: int, week: int) -> StatuteArticle | None:
    """Return the chosen article of a week, the same for everyone; None while the library holds none of them."""
    anchors = {f"art-{number}" for numbers in WEEKLY_ARTICLES.values() for number in numbers}
    rows = StatuteArticle.objects.filter(statute__short_title__in=WEEKLY_ARTICLES, anchor__in=anchors)
    found = {(one.statute.short_title, one.anchor): one for one in rows.defer("statute__preamble", "statute__history")}
    chosen = [(title, f"art-{number}") for title, numbers in WEEKLY_ARTICLES.items() for number in numbers]
    articles = [found[key] for key in chosen if key in found]
    return articles[(year * 53 + week) * STEP % len(articles)] if articles else None
