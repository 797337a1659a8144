"""What a bulletin of the month tells of the watch over the site: 栏目更新, 网站运行, 检查与整改."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.queries import Work, mended_between
from unionsite.oversight.freshness.queries import stale_between
from unionsite.oversight.health.queries import availability_between, misses_between
from unionsite.oversight.inspections.models import Inspection
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.parts.keeping import on_work, percent, running, whole, work_by
from unionsite.oversight.reports.parts.updating import on_plans, plans_table, update_rows
from unionsite.oversight.reports.parts.wording import counted, names_of, only_filled, table
from unionsite.oversight.scores.measures import moments
from unionsite.oversight.scores.rules import Span

# No more mended findings are listed one by one.
MOST_MENDED = 60

# --- 栏目更新 ---


def freshness(now: Span, before: Span) -> Part:
    """Compare what was planned with what was published, and say what was stale on the last day."""
    stale, stale_before = (stale_between(*moments(replace(span, start=span.last))) for span in (now, before))
    rows = update_rows(now, before)
    return Part(
        "freshness",
        _("栏目更新"),
        said=(
            *on_plans(rows),
            counted(
                _("期末超过更新期限的栏目%(number)d个，%(compared)s。"),
                _("期末没有超过更新期限的栏目，%(compared)s。"),
                len(stale),
                len(stale_before),
                _("个"),
                now,
            ),
        ),
        tables=only_filled(plans_table(rows, stale, now, _("期末情况"), _("超期"))),
    )


# --- 网站运行 ---


def operation(now: Span, before: Span) -> Part:
    works, works_before = (work_by(span, "source") for span in (now, before))
    misses, misses_before = (misses_between(span.start, span.stop) for span in (now, before))
    faults, faults_before = (found.get(Source.HEALTH, Work()) for found in (works, works_before))
    ran = running(now, before, works, works_before)
    missed = [
        (_("打不开的地址（个）"), misses[1], misses_before[1]),
        (_("打不开的地址被访问（次）"), misses[0], misses_before[0]),
    ]
    return Part(
        "operation",
        _("网站运行"),
        said=(
            _on_availability(now),
            counted(
                _("巡检发现问题%(number)d个，%(compared)s，完成整改%(mended)d个。"),
                _("%(period)s巡检没有发现问题，%(compared)s，完成整改%(mended)d个。"),
                faults.found,
                faults_before.found,
                _("个"),
                now,
                mended=faults.mended,
            ),
        ),
        tables=(replace(ran, rows=ran.rows + tuple(missed)),),
    )


def _on_availability(span: Span) -> str:
    share = percent(availability_between(span.start, span.stop))
    words = {"period": names_of(span)[0], "share": share}
    if share is None:
        return _("%(period)s没有首页探测记录。") % words
    return _("%(period)s网站可用率%(share)s%%。") % words


# --- 检查与整改 ---


def inspection(now: Span, before: Span) -> Part:
    works, works_before = (work_by(span, "source") for span in (now, before))
    held, held_before = (Inspection.objects.held_between(span.start, span.stop).count() for span in (now, before))
    sources = {source.value: str(source.label) for source in Source}
    mended, listed = whole(works).mended, _mended(now)
    cut = _("下表逐条列出%(listed)d个，安全方面的和其余的不逐条列出。") % {"listed": len(listed.rows)}
    return Part(
        "inspection",
        _("检查与整改"),
        said=(
            counted(
                _("%(period)s开展监督检查%(number)d次，%(compared)s。"),
                _("%(period)s没有开展监督检查，%(compared)s。"),
                held,
                held_before,
                _("次"),
                now,
            ),
            on_work(whole(works), whole(works_before), now),
            *([cut] if len(listed.rows) < mended else []),
        ),
        tables=only_filled(
            _works("sources", _("按来源"), _("来源"), {sources.get(key, key): works[key] for key in works}),
            _works("owners", _("按责任部门"), _("部门"), work_by(now, "department__name")),
            listed,
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
    return table("mended", _("完成整改的问题"), [_("问题"), _("责任部门"), _("整改用时（天）")], rows)
