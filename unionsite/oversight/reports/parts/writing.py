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
from unionsite.oversight.reports.parts.updating import on_plans, plans_table, update_rows
from unionsite.oversight.reports.parts.wording import (
    beside,
    counted,
    months_in,
    months_of,
    most_first,
    names_of,
    only_filled,
    table,
)
from unionsite.oversight.scores.measures import moments, published_pieces
from unionsite.oversight.scores.rules import Span
from unionsite.oversight.visits.queries import Period, departments_seen, views_between
from unionsite.oversight.visits.rules import Source
from unionsite.publishing.platforms.queries import posted_between

topics_between = named("home.queries.topics_between")
# Kinds of pieces that explain rights.
EXPLAINING = ("interpretation", "policy", "case")

# --- 信息发布 ---

Counts = list[tuple[str, str, date, int]]


def publishing(now: Span, before: Span) -> Part:
    fresh, earlier = (RegisterEntry.objects.first_between(*moments(span)) for span in (now, before))
    views, views_before = (sum(views_between(span.start, span.stop).values()) for span in (now, before))
    pieces, pieces_before = (sum(row[3] for row in rows) for rows in (fresh, earlier))
    sections = most_first(_by(fresh, 0), _by(earlier, 0), _("其他"))
    return Part(
        "publishing",
        _("信息发布"),
        said=(
            counted(
                _("%(period)s首次发布信息%(number)d篇，%(compared)s。"),
                _("%(period)s没有首次发布的信息，%(compared)s。"),
                pieces,
                pieces_before,
                _("篇"),
                now,
            ),
            counted(
                _("全站页面共浏览%(number)d次，%(compared)s。"),
                _("%(period)s没有浏览记录，%(compared)s。"),
                views,
                views_before,
                _("次"),
                now,
            ),
        ),
        tables=only_filled(
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
    made, made_before = (topics_between(*moments(span)) for span in (now, before))
    stale = freshness.stale_between(*moments(now))
    rows = update_rows(now, before)
    words = {"period": names_of(now)[0], "number": len(stale)}
    in_time = _("%(period)s有%(number)d个栏目曾超过更新期限。") if stale else _("%(period)s没有栏目超过更新期限。")
    return Part(
        "topics",
        _("专栏专题"),
        said=(
            counted(
                _("%(period)s新开专题%(number)d个，%(compared)s。"),
                _("%(period)s没有新开专题，%(compared)s。"),
                len(made),
                len(made_before),
                _("个"),
                now,
            ),
            *on_plans(rows),
            in_time % words,
        ),
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
        said=(
            counted(
                _("%(period)s发布法规解读、工资福利政策和维权案例%(number)d篇，%(compared)s。"),
                _("%(period)s没有发布法规解读、工资福利政策和维权案例，%(compared)s。"),
                sum(row[1] for row in explained),
                sum(row[2] for row in explained),
                _("篇"),
                now,
            ),
            counted(
                _("公开答复职工关心的问题%(number)d件，%(compared)s。"),
                _("%(period)s没有公开的答复，%(compared)s。"),
                answered,
                answered_before,
                _("件"),
                now,
            ),
        ),
        tables=(beside("kinds", _("解读和回应"), _("类别"), rows, now, chart="bar", unit=_("篇")),),
    )


def _by_kind(span: Span) -> dict[str, int]:
    return dict(published_pieces(span).order_by().values_list("kind").annotate(number=Count("pk")))


# --- 移动新媒体 ---


def media(now: Span, before: Span) -> Part:
    posts, posts_before = (posted_between(*moments(span)) for span in (now, before))
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
        said=(
            counted(
                _("%(period)s在%(platforms)d个新媒体账号发布内容%(number)d条，%(compared)s。"),
                _("%(period)s没有在新媒体账号发布内容，%(compared)s。"),
                sum(posts.values()),
                sum(posts_before.values()),
                _("条"),
                now,
                platforms=len(posts),
            ),
            counted(
                _("经二维码、分享链接和平台文案打开页面%(number)d次，%(compared)s。"),
                _("没有经二维码、分享链接和平台文案打开页面的记录，%(compared)s。"),
                sum(row[1] for row in shared),
                sum(row[2] for row in shared),
                _("次"),
                now,
            ),
        ),
        tables=only_filled(
            beside("platforms", _("各平台发布"), _("平台"), accounts, now, chart="bar", unit=_("条")),
            beside("shared", _("经分享打开页面"), _("来自"), shared, now, chart="bar", unit=_("次")),
        ),
    )
