"""Every write on reports: a draft page made from the figures, and its figures gathered anew (S-8.10)."""

import json
from datetime import datetime, timedelta
from functools import partial

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext
from wagtail.models import Page
from wagtail_localize.synctree import create_aliases_for_new_page

from unionsite.accounts.choices import Role
from unionsite.accounts.models import Department, User
from unionsite.accounts.people.queries import union_settings
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.mails import staff_address, tell
from unionsite.core.models import PiecePage
from unionsite.core.queries import section_of
from unionsite.core.refusals import Refused
from unionsite.oversight.reports import pages, rules
from unionsite.oversight.reports.figures import Part
from unionsite.oversight.reports.models import Report
from unionsite.oversight.reports.parts import parts_of
from unionsite.oversight.reports.rules import LENGTHS, ReportKind, State
from unionsite.oversight.scores.choices import Length
from unionsite.oversight.scores.models import ScorePeriod

FROZEN_LATELY = timedelta(days=60)


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
    report.page, report.gathered_at = _draft(report, parts, actor), now
    report.due_on = rules.due_on(length, report.period.span(None).stop)
    report.save()
    audit.record(Action.REPORT_COMPILED, actor=actor, subject=report)
    return report


def why_not_compile(report: Report, now: datetime) -> str:
    """Return why no report of this kind can be made of the period, in words to be shown; empty if it can."""
    period = report.period
    if report.length not in LENGTHS[ReportKind(report.kind)]:
        return _("%(kind)s没有这种周期。") % {"kind": report.get_kind_display()}
    if not period.has_ended(timezone.localdate(now)):
        return _("%(period)s还没有结束，不能编制报告。") % {"period": period}
    if report.kind == ReportKind.SCORES and not _frozen().filter(**_key(report)).exists():
        return _("%(period)s的考核评分还没有封存，封存后才能通报。") % {"period": period}
    return ""


def _key(report: Report) -> dict:
    return {"length": report.length, "year": report.year, "number": report.number}


def _frozen():
    return ScorePeriod.objects.exclude(frozen_at=None)


def gather(report: Report, now: datetime) -> list[Part]:
    """Read the figures of the report's period, as they are known today."""
    return parts_of(report.kind, *report.spans(timezone.localdate(now)))


def _draft(report: Report, parts: list[Part], actor) -> PiecePage:
    """Make a draft that every editor may work on, of the department of whoever asked for it, else of the last one."""
    model = apps.get_model(settings.REPORT_PAGE)
    section = section_of(model)
    if section is None:
        raise Refused(_("还没有公开报告的栏目，请系统管理员运行setup_site。"))
    page = model(
        title=str(report),
        live=False,
        locale=section.locale,
        source_name=union_settings().name,
        author=_("网络信息管理小组"),
        department=(actor and actor.department) or _last_department(),
        kind=settings.REPORT_KIND,
    )
    page.body = json.dumps(pages.blocks_of(parts))
    # Short and lasting, unless somebody has given it to another page.
    if Page._slug_is_available(report.slug, section):
        page.slug = report.slug
    with _written_by_nobody():
        section.specific.add_child(instance=page)
        page.save_revision(log_action=True, clean=False)
        create_aliases_for_new_page(page)
    return page


def _last_department() -> Department | None:
    last = Report.objects.exclude(page__department=None).order_by("-gathered_at").select_related("page__department")
    return next((report.page.department for report in last[:1]), None)


def _written_by_nobody() -> LogContext:
    """Let Wagtail's log name nobody: the program wrote the draft, and who pressed the button may review it. The audit
    log names them."""
    return LogContext(user=None)


@transaction.atomic
def gather_anew(*, report: Report, actor, now: datetime | None = None) -> Report:
    """Put fresh tables into the draft, and leave what people wrote; make a new one where it was deleted. Raises
    Refused once it is under review."""
    now = now or timezone.now()
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state == State.GONE:
        return compile_report(kind=report.kind, **_key(report), actor=actor, now=now)
    if report.state != State.DRAFT:
        raise Refused(_("只有还没有提交审核的草稿可以重新取数。已公开的报告保留公开时的数字。"))
    page = report.page.get_latest_revision_as_object()
    page.body = json.dumps(pages.renewed(page.body, gather(report, now)))
    with _written_by_nobody():
        page.save_revision(log_action=True, clean=False)
    Report.objects.filter(pk=report.pk).update(gathered_at=now)
    audit.record(Action.REPORT_COMPILED, actor=actor, subject=report)
    return report


def compile_ended(now: datetime | None = None) -> int:
    """Compile what is missing of the periods that ended last, and of scores that were frozen lately; a draft that
    somebody deleted is not made again. Return how many were made."""
    now = now or timezone.now()
    return len([wanted for wanted in _missing(now) if _compile_once(wanted, now)])


def _missing(now: datetime) -> list[dict]:
    """Return kind, length, year and number of each report that should be there."""
    today = timezone.localdate(now)
    ended = {length: rules.last_ended(length, today) for length in Length}
    wanted = [
        (kind, length, *ended[length]) for kind in (ReportKind.BULLETIN, ReportKind.WORK) for length in LENGTHS[kind]
    ]
    lately = _frozen().filter(frozen_at__gt=now - FROZEN_LATELY)
    wanted += [(ReportKind.SCORES, *row) for row in lately.values_list("length", "year", "number")]
    names = ("kind", "length", "year", "number")
    there = set(Report.objects.values_list(*names))
    return [dict(zip(names, row, strict=True)) for row in wanted if row not in there]


@transaction.atomic
def _compile_once(wanted: dict, now: datetime) -> bool:
    try:
        made = compile_report(**wanted, now=now)
    except Refused:
        return False
    transaction.on_commit(partial(tell_of_draft, made))
    return True


def tell_of_draft(report: Report) -> None:
    """Tell the editors that a draft waits for their words, and until when it is to be public."""
    editors = User.objects.in_roles(Role.EDITOR)
    address = staff_address("reports_admin:report", report.pk)
    context = {"report": report, "address": address}
    tell("oversight/reports/mail/draft.txt", editors, context)
