"""What keeps the site safe and running, and what is to be told by people: 安全防护 and 创新发展."""

from datetime import timedelta

from django.utils.translation import gettext as _

from unionsite.oversight.duties.choices import DutyKind
from unionsite.oversight.duties.models import done_between
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.queries import Work, time_to_repair, work_between
from unionsite.oversight.health.queries import Availability, availability_between
from unionsite.oversight.incidents.choices import Grade
from unionsite.oversight.incidents.queries import found_between
from unionsite.oversight.inspections.models import Inspection
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.parts.wording import beside, names_of, only_filled, table
from unionsite.oversight.scores.measures import moments
from unionsite.oversight.scores.rules import Span


def security(now: Span, before: Span) -> Part:
    works, works_before = (work_by(span, "source") for span in (now, before))
    done, done_before = (done_between(span.start, span.stop) for span in (now, before))
    duties = [
        (str(kind.label), done.get(kind, 0), done_before.get(kind, 0))
        for kind in DutyKind
        if kind in done or kind in done_before
    ]
    incidents, incidents_before = (found_between(*moments(span)) for span in (now, before))
    grades = [(str(grade.label), incidents.get(grade, 0), incidents_before.get(grade, 0)) for grade in Grade]
    return Part(
        "security",
        _("安全防护"),
        tables=only_filled(
            beside("duties", _("安全工作"), _("类别"), duties, now, chart="bar", unit=_("项")),
            beside("incidents", _("网络安全事件"), _("级别"), grades, now, unit=_("起")),
            running(now, before, works, works_before),
            inspecting(now, before, works, works_before),
        ),
    )


def work_by(span: Span, field: str) -> dict[str, Work]:
    start, stop = moments(span)
    return work_between(start, stop, by=field, today=span.today)


def percent(availability: Availability) -> float | None:
    """Return the availability in percent, never rounded up to 100; None without probes."""
    if not availability.probes:
        return None
    return (availability.probes - availability.failures) * 1000 // availability.probes / 10


def running(now: Span, before: Span, works: dict[str, Work], works_before: dict[str, Work]) -> Table:
    """Return how the site ran; what cannot be said of a period is None."""
    probes, probes_before = (availability_between(span.start, span.stop) for span in (now, before))
    faults, faults_before = (found.get(Source.HEALTH, Work()) for found in (works, works_before))
    repairs = (time_to_repair(*moments(span), source=Source.HEALTH) for span in (now, before))
    rows = [
        (_("网站可用率（%）"), percent(probes), percent(probes_before)),
        (_("首页探测（次）"), probes.probes, probes_before.probes),
        (_("探测失败（次）"), probes.failures, probes_before.failures),
        (_("巡检发现问题（个）"), faults.found, faults_before.found),
        (_("巡检问题完成整改（个）"), faults.mended, faults_before.mended),
        (_("巡检问题平均整改用时（小时）"), *(_hours(mean) for mean in repairs)),
    ]
    return table("running", _("网站运行"), [_("项目"), *names_of(now)], rows)


def _hours(length: timedelta | None) -> float | None:
    return None if length is None else round(length / timedelta(hours=1), 1)


def inspecting(now: Span, before: Span, works: dict[str, Work], works_before: dict[str, Work]) -> Table:
    held, held_before = (Inspection.objects.held_between(span.start, span.stop).count() for span in (now, before))
    work, earlier = (sum(found.values(), Work()) for found in (works, works_before))
    rows = [
        (_("监督检查（次）"), held, held_before),
        (_("发现问题（个）"), work.found, earlier.found),
        (_("完成整改（个）"), work.mended, earlier.mended),
        (_("期末逾期未整改（个）"), work.overdue, earlier.overdue),
    ]
    return beside("inspections", _("检查与整改"), _("项目"), rows, now)


def innovation(now: Span, before: Span) -> Part:
    return Part(
        "innovation",
        _("创新发展"),
        ask=_("请写明在栏目、服务、技术和宣传方式上的创新做法及成效；没有的，写明下一步打算。"),
    )
