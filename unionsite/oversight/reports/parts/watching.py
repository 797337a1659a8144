"""What a bulletin of the month tells of the watch over the site: 栏目更新, 网站运行, 检查与整改."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.queries import Work, mended_between
from unionsite.oversight.freshness.queries import stale_between
from unionsite.oversight.health.queries import misses_between
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.parts.keeping import inspecting, running, work_by
from unionsite.oversight.reports.parts.wording import only_filled, plans_table, table, update_rows
from unionsite.oversight.scores.measures import moments
from unionsite.oversight.scores.rules import Span

# No more mended findings are listed one by one.
MOST_MENDED = 60

# --- 栏目更新 ---


def freshness(now: Span, before: Span) -> Part:
    """Compare what was planned with what was published, and say what was stale on the last day."""
    stale = stale_between(*moments(replace(now, start=now.last)))
    rows = update_rows(now, before)
    return Part(
        "freshness",
        _("栏目更新"),
        tables=only_filled(plans_table(rows, stale, now, _("期末情况"), _("超期"))),
    )


# --- 网站运行 ---


def operation(now: Span, before: Span) -> Part:
    works, works_before = (work_by(span, "source") for span in (now, before))
    misses, misses_before = (misses_between(span.start, span.stop) for span in (now, before))
    ran = running(now, before, works, works_before)
    missed = [
        (_("打不开的地址（个）"), misses[1], misses_before[1]),
        (_("打不开的地址被访问（次）"), misses[0], misses_before[0]),
    ]
    return Part(
        "operation",
        _("网站运行"),
        tables=(replace(ran, rows=ran.rows + tuple(missed)),),
    )


# --- 检查与整改 ---


def inspection(now: Span, before: Span) -> Part:
    works, works_before = (work_by(span, "source") for span in (now, before))
    sources = {source.value: str(source.label) for source in Source}
    return Part(
        "inspection",
        _("检查与整改"),
        tables=only_filled(
            inspecting(now, before, works, works_before),
            _works("sources", _("按来源"), _("来源"), {sources.get(key, key): works[key] for key in works}),
            _works("owners", _("按责任部门"), _("部门"), work_by(now, "department__name")),
            _mended(now),
        ),
        ask=_("请核对完成整改的问题的题目，不出现个人姓名和不宜公开的内容，并写明下一步要求。"),
    )


def _works(key: str, caption: str, heading: str, works: dict[str, Work]) -> Table:
    order = sorted(works.items(), key=lambda row: (row[0] == "", -row[1].found, row[0]))
    rows = [(name or _("未指定部门"), work.found, work.mended, work.overdue) for name, work in order]
    headings = [heading, _("发现问题"), _("完成整改"), _("期末逾期未整改")]
    return table(key, caption, headings, rows, chart="bar", unit=_("个"))


def _mended(span: Span) -> Table:
    rows = [
        (
            finding.title,
            finding.department.name if finding.department else _("未指定部门"),
            (timezone.localdate(finding.mended_at) - timezone.localdate(finding.found_at)).days,
        )
        for finding in mended_between(*moments(span))[:MOST_MENDED]
    ]
    caption = _("完成整改的问题（安全方面的不列出，最多列出%(most)d个）") % {"most": MOST_MENDED}
    return table("mended", caption, [_("问题"), _("责任部门"), _("整改用时（天）")], rows)
