"""What keeps the site safe and running, against a count by hand: in the work report and in the bulletin."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tests.oversight.incidents.laying import FACTS
from tests.oversight.reports.parts.history import (
    LEAST,
    MONTH,
    QUARTER,
    beside,
    is_in,
    midnight,
    rows_of,
    table_of,
)
from unionsite.oversight.duties.models import Duty, DutyRecord
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.health.models import MissedAddress, ProbeDay
from unionsite.oversight.incidents.models import Incident
from unionsite.oversight.inspections.models import Inspection
from unionsite.oversight.reports.parts import keeping, watching

pytestmark = pytest.mark.django_db


def made_up(history, departments, number: int = 500) -> list[Finding]:
    findings = []
    for order in range(number):
        found = history.moment()
        mended = history.choice([None, found + timedelta(hours=history.randrange(900)), max(found, history.moment())])
        state = history.choice(["closed", "mended"]) if mended else history.choice(["assigned", "found", "dismissed"])
        due = history.choice([None, timezone.localdate(found) + timedelta(days=history.randrange(20))])
        findings.append(
            Finding(
                title=f"问题{order}",
                source=history.choice(Source.values),
                department=history.choice([None, *departments]),
                state=state,
                found_at=found,
                mended_at=mended,
                closed_at=mended if state == "closed" else None,
                due_on=due,
            )
        )
    return Finding.objects.bulk_create(findings)


def recount(findings, span) -> tuple[int, int, int]:
    """Found, mended, and overdue at the end."""
    real = [one for one in findings if one.state != "dismissed"]
    overdue = [
        one
        for one in real
        if timezone.localdate(one.found_at) < span.stop
        and one.due_on
        and one.due_on < span.stop
        and not (one.mended_at and timezone.localdate(one.mended_at) < span.stop)
    ]
    return (
        sum(is_in(span, one.found_at) for one in real),
        sum(is_in(span, one.mended_at) for one in real),
        len(overdue),
    )


def test_findings_of_walks_and_of_all(history, periods, departments):
    findings = made_up(history, departments)
    people = UserFactory.create_batch(1)
    days = [history.day() for _number in range(60)] + [day for span in periods for day in (span.start, span.last)]
    Inspection.objects.bulk_create(
        Inspection(
            title="检查",
            inspected_on=day,
            inspector=people[0],
            finished_at=midnight(day) if order % 3 else None,
        )
        for order, day in enumerate(days)
    )

    part = keeping.security(*periods)

    (found, mended, overdue), earlier = (recount(findings, span) for span in periods)
    assert min(found, mended, overdue, *earlier) > 5
    held = [sum(is_in(span, day) for order, day in enumerate(days) if order % 3) for span in periods]
    assert rows_of(part, "inspections") == {
        "监督检查（次）": beside(*held),
        "发现问题（个）": beside(found, earlier[0]),
        "完成整改（个）": beside(mended, earlier[1]),
        "期末逾期未整改（个）": beside(overdue, earlier[2]),
    }
    walks = [one for one in findings if one.source == "health"]
    by_walks = [recount(walks, span) for span in periods]
    running = rows_of(part, "running")
    assert running["巡检发现问题（个）"] == (by_walks[0][0], by_walks[1][0])
    assert running["巡检问题完成整改（个）"] == (by_walks[0][1], by_walks[1][1])
    hours = []
    for span in periods:
        taken = [(one.mended_at - one.found_at).total_seconds() for one in walks if is_in(span, one.mended_at)]
        hours.append(sum(taken) / len(taken) / 3600)
    assert running["巡检问题平均整改用时（小时）"] == tuple(pytest.approx(one, abs=0.06) for one in hours)


def test_what_is_due_later_in_a_period_that_goes_on_is_not_overdue():
    now, before = QUARTER
    facts = {"source": "hand", "state": "assigned", "title": "问题", "found_at": midnight(now.start)}
    Finding.objects.create(**facts, due_on=now.start)
    Finding.objects.create(**facts, due_on=now.last)
    going_on = type(now)(now.start, now.stop, now.start + timedelta(days=30))
    assert rows_of(keeping.security(going_on, before), "inspections")["期末逾期未整改（个）"][0] == 1
    assert rows_of(keeping.security(now, before), "inspections")["期末逾期未整改（个）"][0] == 2


def test_security_work_by_kind(history, periods):
    now, before = periods
    duties = [
        Duty.objects.create(kind=kind, title=kind, first_due=now.start) for kind in ("drill", "restore", "training")
    ]
    one, two = UserFactory.create_batch(2)
    records = []
    for number in range(90):
        state = history.choice(["signed", "waiting", "returned"])
        day = history.choice([history.day(), now.start, now.last, now.stop, before.start])
        records.append(
            DutyRecord(
                duty=duties[number % 3],
                state=state,
                done_on=day,
                written_by=one,
                written_at=midnight(day),
                judged_by=None if state == "waiting" else two,
                judged_at=None if state == "waiting" else midnight(day),
            )
        )
    DutyRecord.objects.bulk_create(records)

    part = keeping.security(now, before)

    signed = [record for record in records if record.state == "signed"]
    labels = {"drill": "应急演练", "restore": "备份恢复演练", "training": "安全培训"}
    assert rows_of(part, "duties") == {
        labels[duty.kind]: beside(
            *(sum(one.duty == duty and is_in(span, one.done_on) for one in signed) for span in periods)
        )
        for duty in duties
    }


def test_incidents_by_grade_and_nothing_more_of_them(history, periods):
    actor = UserFactory()
    incidents = [(history.choice(["special", "major", "large", "usual"]), history.moment()) for _number in range(60)]
    Incident.objects.bulk_create(
        Incident(
            **FACTS | {"grade": grade, "found_at": moment},
            year=moment.year,
            serial=serial,
            recorded_at=moment,
            recorded_by=actor,
        )
        for serial, (grade, moment) in enumerate(incidents)
    )

    part = keeping.security(*periods)

    labels = {"special": "特别重大", "major": "重大", "large": "较大", "usual": "一般"}
    assert rows_of(part, "incidents") == {
        label: beside(*(sum(one == grade and is_in(span, at) for one, at in incidents) for span in periods))
        for grade, label in labels.items()
    }
    assert FACTS["title"] not in str(part)


def test_availability_is_never_rounded_up(periods):
    now, before = periods
    days = [(now.start, 100_000, 1), (now.last, 50_000, 0), (now.stop, 9, 9), (before.last, 3, 1)]
    ProbeDay.objects.bulk_create(ProbeDay(day=day, probes=probes, failures=failed) for day, probes, failed in days)
    running = rows_of(keeping.security(now, before), "running")
    assert running["网站可用率（%）"] == (99.9, 66.6)
    assert running["首页探测（次）"] == (150_000, 3)
    assert running["探测失败（次）"] == (1, 1)


def test_nothing_can_be_said_of_what_was_not_measured(periods):
    part = keeping.security(*periods)
    running = rows_of(part, "running")
    assert running["网站可用率（%）"] == running["巡检问题平均整改用时（小时）"] == (None, None)


# --- The bulletin ---


def test_the_bulletin_tells_how_the_site_ran():
    now, before = MONTH
    ProbeDay.objects.create(day=now.last, probes=1000, failures=3)
    rows = [(now.start, "/a", 2), (now.last, "/a", 3), (now.last, "/b", 1), (now.stop, "/c", 9), (before.last, "/a", 4)]
    MissedAddress.objects.bulk_create(MissedAddress(day=day, path=path, count=times) for day, path, times in rows)
    Finding.objects.create(title="链接", source="health", found_at=midnight(now.stop) - LEAST)

    part = watching.operation(now, before)

    running = rows_of(part, "running")
    assert running["打不开的地址（个）"] == (2, 1)
    assert running["打不开的地址被访问（次）"] == (6, 4)
    assert running["网站可用率（%）"] == (99.7, None)
    assert running["巡检发现问题（个）"] == (1, 0)


def test_the_bulletin_counts_findings_by_source_and_department(history, departments):
    findings = made_up(history, departments)

    part = watching.inspection(*MONTH)

    labels = {source.value: str(source.label) for source in Source}
    by_source = {
        label: recount([one for one in findings if one.source == key], MONTH[0]) for key, label in labels.items()
    }
    assert rows_of(part, "sources") == {name: row for name, row in by_source.items() if any(row)}
    owners = {"未指定部门": None} | {one.name: one for one in departments}
    by_owner = {
        name: recount([one for one in findings if one.department == owner], MONTH[0]) for name, owner in owners.items()
    }
    assert rows_of(part, "owners") == {name: row for name, row in by_owner.items() if any(row)}
    assert table_of(part, "owners").rows[-1][0] == "未指定部门"


def test_the_bulletin_lists_what_was_mended_but_nothing_of_security(departments):
    now, before = MONTH
    start, end = midnight(now.start), midnight(now.stop)

    def mended(title, source, at, **fields):
        facts = {"state": "closed", "found_at": at - timedelta(days=3), "mended_at": at, "department": departments[0]}
        Finding.objects.create(title=title, source=source, **facts | fields)

    mended("首刻", "health", start)
    mended("末刻", "inspection", end - LEAST, department=None, found_at=end - 2 * LEAST)
    mended("次月", "health", end)
    mended("上月", "health", start - LEAST)
    mended("演练", "drill", start)
    mended("风险", "risk", start)
    mended("防护", "inspection", start, key="duty:1:0")
    mended("认定", "hand", start, state="dismissed")

    part = watching.inspection(now, before)

    assert table_of(part, "mended").rows == (("首刻", "部门0", 3), ("末刻", "未指定部门", 0))
    assert not any(title in str(part) for title in ("演练】", "风险点", "防护"))
    assert table_of(part, "mended").caption == "完成整改的问题（安全方面的不列出，最多列出60个）"
    assert rows_of(part, "inspections")["完成整改（个）"] == beside(5, 1)


def test_a_long_list_of_what_was_mended_is_cut():
    now, before = MONTH
    at = midnight(now.start)
    Finding.objects.bulk_create(
        Finding(title=str(number), source="health", state="closed", found_at=at, mended_at=at) for number in range(61)
    )
    part = watching.inspection(now, before)
    assert len(table_of(part, "mended").rows) == watching.MOST_MENDED
    assert Counter(table.chart for table in part.tables) == {"bar": 2, "": 2}
