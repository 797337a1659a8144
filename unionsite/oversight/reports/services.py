"""Every write on reports: a draft page made from the figures, and its figures gathered anew (S-8.10)."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.synctree import create_aliases_for_new_page

from unionsite.accounts.people.queries import union_settings
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.models import PiecePage
from unionsite.core.refusals import Refused
from unionsite.oversight.reports import mails, pages, rules
from unionsite.oversight.reports.choices import LENGTHS, Kind, State
from unionsite.oversight.reports.figures import Part
from unionsite.oversight.reports.models import Report
from unionsite.oversight.reports.parts import parts_of
from unionsite.oversight.scores.models import ScorePeriod
from unionsite.publishing.contributions.targets import section_of


@transaction.atomic
def compile_report(
    *, kind: str, length: str, year: int, number: int, actor=None, now: datetime | None = None
) -> Report:
    """Gather the figures of a period into a draft page, also where an earlier draft was deleted. Raises Refused."""
    now = now or timezone.now()
    wanted = {"kind": kind, "length": length, "year": year, "number": number}
    report = Report.objects.select_for_update(of=("self",)).filter(**wanted).first() or Report(**wanted)
    if report.page is not None:
        raise Refused(_("这一期的报告已经编好，请在列表里打开。"))
    if reason := why_not_compile(report, now):
        raise Refused(reason)
    parts = gather(report, now)
    report.page, report.gathered_at = _draft(report, parts), now
    report.save()
    audit.record(Action.REPORT_COMPILED, actor=actor, subject=report)
    return report


def why_not_compile(report: Report, now: datetime) -> str:
    """Return why no report of this kind can be made of the period, in words to be shown; empty if it can."""
    period = report.period
    if report.length not in LENGTHS[Kind(report.kind)]:
        return _("%(kind)s没有这种周期。") % {"kind": report.get_kind_display()}
    if not period.has_ended(timezone.localdate(now)):
        return _("%(period)s还没有结束，不能编制报告。") % {"period": period}
    if report.kind == Kind.SCORES and not _frozen().filter(**_key(report)).exists():
        return _("%(period)s的考核评分还没有封存，封存后才能通报。") % {"period": period}
    return ""


def _key(report: Report) -> dict:
    return {"length": report.length, "year": report.year, "number": report.number}


def _frozen():
    return ScorePeriod.objects.exclude(frozen_at=None)


def gather(report: Report, now: datetime) -> list[Part]:
    """Read the figures of the report's period, as they are known today."""
    return parts_of(report.kind, *report.spans(timezone.localdate(now)))


def _draft(report: Report, parts: list[Part]) -> PiecePage:
    """Make a draft that every editor may work on. Nobody is its writer: the program wrote it."""
    model = apps.get_model(settings.REPORT_PAGE)
    section = section_of(model)
    if section is None:
        raise Refused(_("还没有公开报告的栏目，请系统管理员运行setup_site。"))
    page = model(
        title=str(report),
        live=False,
        locale=section.locale,
        summary=next((part.said[0] for part in parts if part.said), "")[: model._meta.get_field("summary").max_length],
        source_name=union_settings().name,
        author=_("网络信息管理小组"),
        kind=settings.REPORT_KIND,
    )
    page.body = json.dumps(pages.blocks_of(parts))
    section.specific.add_child(instance=page)
    page.save_revision(log_action=True, clean=False)
    create_aliases_for_new_page(page)
    return page


@transaction.atomic
def gather_anew(*, report: Report, actor, now: datetime | None = None) -> Report:
    """Put fresh figures into the draft, and leave what people wrote. Raises Refused once it is under review."""
    now = now or timezone.now()
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != State.DRAFT:
        raise Refused(_("只有还没有提交审核的草稿可以重新取数。已公开的报告保留公开时的数字。"))
    page = report.page.get_latest_revision_as_object()
    page.body = json.dumps(pages.renewed(page.body, gather(report, now)))
    page.save_revision(log_action=True, clean=False)
    Report.objects.filter(pk=report.pk).update(gathered_at=now)
    audit.record(Action.REPORT_COMPILED, actor=actor, subject=report)
    return report


def compile_ended(now: datetime | None = None) -> int:
    """Compile what is missing of the periods that ended last; a draft that somebody deleted is not made again.
    Return how many were made."""
    now = now or timezone.now()
    made = [report for report in _missing(now) if _compile_once(report, now)]
    return len(made)


def _missing(now: datetime) -> list[Report]:
    today = timezone.localdate(now)
    found = []
    for kind, lengths in LENGTHS.items():
        for length in lengths:
            year, number = rules.last_ended(length, today)
            report = Report(kind=kind, length=length, year=year, number=number)
            is_there = Report.objects.filter(kind=kind, **_key(report)).exists()
            if not is_there and not why_not_compile(report, now):
                found.append(report)
    return found


@transaction.atomic
def _compile_once(report: Report, now: datetime) -> bool:
    try:
        made = compile_report(kind=report.kind, **_key(report), now=now)
    except Refused:
        return False
    transaction.on_commit(partial(mails.tell_of_draft, made))
    return True
