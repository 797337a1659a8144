"""What was written: 信息发布, 专栏专题, 解读回应 and 移动新媒体."""

from collections import Counter
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from interact.answers import queries as answers
from unionsite.core.models.pieces import kind_labels
from unionsite.core.named import named
from unionsite.oversight.freshness import queries as freshness
from unionsite.oversight.register.models import RegisterEntry
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.parts.wording import (
    beside,
    months_in,
    months_of,
    most_first,
    names_of,
    only_filled,
    plans_table,
    table,
    update_rows,
)
from unionsite.oversight.scores.measures import moments, published_pieces
from unionsite.oversight.scores.rules import Span
from unionsite.oversight.visits.queries import Period, departments_seen, views_between
from unionsite.oversight.visits.rules import Source
from unionsite.publishing.elsewhere import elsewhere

topics_between = named("home.queries.topics_between")
# Kinds of pieces that explain rights.
EXPLAINING = ("interpretation", "policy", "case")

# --- 信息发布 ---

Counts = list[tuple[str, str, date, int]]


def publishing(now: Span, before: Span) -> Part:
    fresh, earlier = (RegisterEntry.objects.first_between(*moments(span)) for span in (now, before))
    views, views_before = (sum(views_between(span.start, span.stop).values()) for span in (now, before))
    pieces, pieces_before = (sum(row[3] for row in rows) for rows in (fresh, earlier))
    total = [(_("首次发布信息（篇）"), pieces, pieces_before), (_("全站页面浏览（次）"), views, views_before)]
    sections = most_first(_by(fresh, 0), _by(earlier, 0), _("其他"))
    return Part(
        "publishing",
        _("信息发布"),
        tables=only_filled(
            beside("total", _("发布与浏览"), _("项目"), total, now),
            beside("sections", _("各栏目首次发布信息"), _("栏目"), sections, now, chart="bar", unit=_("篇")),
            _by_month(fresh, earlier, now, before),
            _by_department(fresh, earlier, now, before),
        ),
    )


def _by(rows: Counts, column: int) -> Counter:
    """Add up the numbers by one of the columns."""
    summed: Counter = Counter()
    for row in rows:
        summed[row[column]] += row[3]
    return summed


def _by_month(fresh: Counts, earlier: Counts, now: Span, before: Span) -> Table:
    """Months of a year stand beside those of the year before; those of a quarter have no counterpart in the last."""
    by_month, by_month_before = _by(fresh, 2), _by(earlier, 2)
    rows: list[tuple[str, int] | tuple[str, int, int]]
    if months_of(now) == 12:
        headings = [_("月份"), *names_of(now)]
        rows = [
            (_month(month), by_month[month], by_month_before[earlier_month])
            for month, earlier_month in zip(months_in(now), months_in(before), strict=True)
        ]
    else:
        headings = [_("月份"), _("篇数")]
        rows = [(_month(month), by_month[month]) for month in months_in(now)]
    return table("months", _("各月首次发布信息"), headings, rows, chart="line", unit=_("篇"))


def _month(month: date) -> str:
    return _("%(month)d月") % {"month": month.month}


def _by_department(fresh: Counts, earlier: Counts, now: Span, before: Span) -> Table:
    pieces, pieces_before = _by(fresh, 1), _by(earlier, 1)
    seen, seen_before = _views(now), _views(before)
    this, last = names_of(now)
    words = (_("%(period)s篇数"), _("%(period)s浏览次数"))
    headings = [_("部门"), *(word % {"period": period} for word in words for period in (this, last))]
    names = most_first({**dict.fromkeys(seen, 0), **pieces}, {**dict.fromkeys(seen_before, 0), **pieces_before}, "")
    rows = [
        (name or _("未写明部门"), number, number_before, seen.get(name, 0), seen_before.get(name, 0))
        for name, number, number_before in names
    ]
    return table("departments", _("各部门供稿"), headings, rows)


def _views(span: Span) -> dict[str, int]:
    rows = departments_seen(Period(span.start, span.last))
    return {row["name"]: row["views"] for row in rows if row["views"]}


# --- 专栏专题 ---


def topics(now: Span, before: Span) -> Part:
    made = topics_between(*moments(now))
    stale = freshness.stale_between(*moments(now))
    rows = update_rows(now, before)
    return Part(
        "topics",
        _("专栏专题"),
        tables=only_filled(
            table("topics", _("新开专题"), [_("专题"), _("收录稿件（篇）")], made),
            plans_table(rows, stale, now, _("是否超期"), _("曾超期")),
        ),
        ask=_("请补充专题和栏目的建设情况。"),
    )


# --- 解读回应 ---


def interpretation(now: Span, before: Span) -> Part:
    kinds, kinds_before = (_by_kind(span) for span in (now, before))
    answered, answered_before = (answers.published_between(*moments(span)) for span in (now, before))
    labels = kind_labels()
    explained = [(str(labels.get(kind, kind)), kinds.get(kind, 0), kinds_before.get(kind, 0)) for kind in EXPLAINING]
    rows = [*explained, (_("答复选登"), answered, answered_before)]
    return Part(
        "interpretation",
        _("解读回应"),
        tables=(beside("kinds", _("解读和回应"), _("类别"), rows, now, chart="bar", unit=_("篇")),),
    )


def _by_kind(span: Span) -> dict[str, int]:
    return dict(published_pieces(span).order_by().values_list("kind").annotate(number=Count("pk")))


# --- 移动新媒体 ---


def media(now: Span, before: Span) -> Part:
    posts, posts_before = (_posted(span) for span in (now, before))
    views, views_before = (views_between(span.start, span.stop) for span in (now, before))
    shared = [
        (str(label), views.get(source, 0), views_before.get(source, 0))
        for source, label in Source.choices
        if source != Source.OPENED
    ]
    accounts = most_first(posts, posts_before, "")
    return Part(
        "media",
        _("移动新媒体"),
        tables=only_filled(
            beside("platforms", _("各平台发布"), _("平台"), accounts, now, chart="bar", unit=_("条")),
            beside("shared", _("经分享打开页面"), _("来自"), shared, now, chart="bar", unit=_("次")),
        ),
    )


def _posted(span: Span) -> dict[str, int]:
    """Count the posts of a span by the name of their account."""
    start, stop = moments(span)
    found = (about.posts().filter(posted_at__gte=start, posted_at__lt=stop) for about in elsewhere)
    return {
        name: number
        for posts in found
        for name, number in posts.order_by().values_list("platform__name").annotate(number=Count("pk"))
    }
