"""The rows of a site in use for years, for `bench.dashboard`: pages, cases, log, findings, register, visits, reviews.

Written table by table, round the services: nothing here is measured.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import (
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    Workflow,
    WorkflowState,
    get_default_page_content_type,
)

from bench.search_corpus import add_pages
from home.models import InfoPage
from interact.cases import vault
from interact.cases.choices import Party, Result, Satisfaction, State, Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry
from interact.channels.records import Channel
from tests.clients import bind_authenticator
from unionsite.accounts.choices import Role
from unionsite.accounts.models import Department, User
from unionsite.audit import chain, triggers
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.choices import State as FindingState
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.register.models import RegisterEntry
from unionsite.oversight.scores.choices import Length
from unionsite.oversight.scores.models import ScorePeriod
from unionsite.oversight.visits.models import PageVisits
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.models import Release

DAY = timedelta(days=1)
BATCH, PAGES_AT_ONCE = 1000, 10_000
YEARS = 5 * 365


@dataclass(frozen=True)
class Sizes:
    """How many rows of each kind."""

    pages: int = 100_000
    cases: int = 20_000
    entries: int = 50_000
    findings: int = 4_000
    register: int = 5_000
    visits: int = 100_000
    reviews: int = 10_000
    edits: int = 30_000


def lay(sizes: Sizes) -> None:
    people = lay_people()
    for start in range(0, sizes.pages, PAGES_AT_ONCE):
        number = min(PAGES_AT_ONCE, sizes.pages - start)
        add_pages([(f"Page {start + n}", "A paragraph. " * 60) for n in range(number)], days_back=YEARS)
    lay_cases(sizes.cases, people)
    lay_log(sizes.entries, people)
    lay_findings(sizes.findings, people)
    lay_reviews(sizes.reviews, people)
    lay_edits(sizes.edits, people)
    lay_register(sizes.register)
    lay_visits(sizes.visits)
    ScorePeriod.objects.get_or_create(length=Length.YEAR, year=timezone.localdate().year, number=1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def lay_people() -> list[User]:
    """A superuser, one of each role whose first page is measured, and who can take pages down."""
    department = Department.objects.get_or_create(name="工会", defaults={"code": "union"})[0]
    people = [User.objects.create_superuser("root", name="root", password=None)]
    for role in (Role.FIRST_REVIEW, Role.SECURITY, Role.EDITOR):
        person = User.objects.create(username=role.name.lower(), name=role.value, department=department)
        person.groups.add(Group.objects.get(name=role.value))
        people.append(person)
    taker = User.objects.create(username="taker", name="taker")
    taker.groups.add(Group.objects.get(name=Role.EMERGENCY))
    bind_authenticator(taker)
    return people


def _store(rows: Iterable) -> None:
    rows = list(rows)
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)


def lay_cases(number: int, people: list[User]) -> None:
    """One in twenty is open, and of those half are late."""
    department, now, today = Department.objects.first(), timezone.localtime(), timezone.localdate()
    cases, entries = [], []
    for n in range(number):
        received = now - DAY * (YEARS * n // number)
        case = Case(
            channel=Channel.SUGGESTION,
            language="zh-hans",
            received_at=received,
            since=received.date(),
            department=department,
            handler=people[n % 4],
            acknowledged_on=received.date(),
        )
        key, case.sealed_key = vault.new_key(case.key)
        case.sealed_body = key.seal({"subject": "Subject", "text": "Words"}, "body")
        if n % 20:
            answered = received.date() + DAY * 3
            case.state, case.result, case.was_on_time = State.CLOSED, Result.SOLVED, bool(n % 7)
            case.replied_on = case.first_replied_on = case.closed_on = answered
            case.satisfaction = Satisfaction.GOOD if n % 5 else Satisfaction.POOR
        else:
            case.state, case.due_kind, case.due_on = State.ASSIGNED, "reply", today + DAY * (n % 40 // 20 * 2 - 1)
        cases.append(case)
        steps = (Step.SEND, Step.RATE) if n % 20 else (Step.SEND,)
        entries += [
            CaseEntry(case=case, place=place, at=received, step=step, party=Party.EMPLOYEE, state_after=case.state)
            for place, step in enumerate(steps)
        ]
    with transaction.atomic():
        _store(cases)
        _store(entries)


def lay_log(number: int, people: list[User]) -> None:
    """Entries over half a year, chained as the log chains them."""
    head, now = AuditHead.objects.get(), timezone.now()
    place, last, entries = head.number, head.hash, []
    for n in range(number):
        place += 1
        entry = AuditEntry(
            number=place,
            at=now - DAY * 180 * (number - n) / number,
            action=Action.SIGN_IN,
            actor_id=people[n % 4].pk,
            actor_label=people[n % 4].name,
            previous_hash=last,
        )
        last = entry.hash = chain.entry_hash(entry, settings.AUDIT_KEY)
        entries.append(entry)
    triggers.drop_triggers(connection)
    _store(entries)
    AuditHead.objects.update(number=place, hash=last, seal=chain.head_seal(place, last, settings.AUDIT_KEY))
    triggers.install_triggers(connection)


def lay_findings(number: int, people: list[User]) -> None:
    now, department = timezone.now(), Department.objects.first()
    pages = list(InfoPage.objects.values_list("pk", flat=True)[:number])
    rows = []
    for n in range(number):
        found = now - DAY * (700 * n // number)
        is_open = n % 10 == 0
        rows.append(
            Finding(
                source=Source.values[n % 4],
                key=f"bench:{n}",
                title=f"Finding {n}",
                gravity=Gravity.USUAL,
                state=FindingState.ASSIGNED if is_open else FindingState.CLOSED,
                page_id=pages[n % len(pages)],
                department=department,
                owner=people[n % 4],
                found_at=found,
                due_on=(found + DAY * 5).date(),
                assigned_at=found,
                mended_at=None if is_open else found + DAY * 2,
                closed_at=None if is_open else found + DAY * 3,
            )
        )
    _store(rows)


def lay_reviews(number: int, people: list[User]) -> None:
    """Pieces that went through both stages, and thirty that wait at the first one."""
    now, base = timezone.now(), get_default_page_content_type()
    workflow = Workflow.objects.filter(active=True).first()
    tasks = [row.task for row in workflow.workflow_tasks.order_by("sort_order")]
    pages = InfoPage.objects.order_by("-pk")[:number]
    content_type = pages[0].content_type
    revisions, runs, states = [], [], []
    for n, page in enumerate(pages):
        at, waits = now - DAY * (YEARS * n // number), n < 30
        shared = {"content_type": content_type, "base_content_type": base, "object_id": str(page.pk)}
        content = page.serializable_data() if waits else {"pk": page.pk}
        revisions.append(Revision(**shared, created_at=at, user=people[3], content=content, object_str=page.title))
        status = WorkflowState.STATUS_IN_PROGRESS if waits else WorkflowState.STATUS_APPROVED
        runs.append(WorkflowState(**shared, workflow=workflow, status=status, requested_by=people[3], created_at=at))
    _store(revisions)
    _store(runs)
    for n, (revision, run) in enumerate(zip(revisions, runs, strict=True)):
        for task in tasks[:1] if n < 30 else tasks:
            is_open = n < 30
            states.append(
                TaskState(
                    workflow_state=run,
                    revision=revision,
                    task=task,
                    status=TaskState.STATUS_IN_PROGRESS if is_open else TaskState.STATUS_APPROVED,
                    started_at=revision.created_at,
                    finished_at=None if is_open else revision.created_at + DAY,
                    finished_by=None if is_open else people[1],
                    content_type=ContentType.objects.get_for_model(TaskState),
                )
            )
    _store(states)
    firsts = {state.workflow_state_id: state for state in reversed(states)}
    for run in runs[:30]:
        WorkflowState.objects.filter(pk=run.pk).update(current_task_state=firsts[run.pk])
    for revision in revisions[:30]:
        Page.objects.filter(pk=int(revision.object_id)).update(latest_revision=revision)


def lay_edits(number: int, people: list[User]) -> None:
    """What Wagtail's own panel reads: who edited which page when, nearly all of it by editors."""
    now, pages = timezone.now(), list(InfoPage.objects.order_by("-pk")[: number // 3])
    _store(
        PageLogEntry(
            page=pages[n % len(pages)],
            content_type=pages[0].content_type,
            label=pages[n % len(pages)].title,
            action="wagtail.edit",
            user=people[3] if n % 100 else people[n // 100 % 3],
            timestamp=now - DAY * (YEARS * n // number),
        )
        for n in range(number)
    )


def lay_register(number: int) -> None:
    base = get_default_page_content_type()
    pages = list(InfoPage.objects.order_by("pk")[:number])
    releases = [
        Release(
            kind=ReleaseKind.FOUNDING,
            reason="bench",
            content_type=base,
            object_id=str(page.pk),
            object_label=page.title,
            content_hash="0" * 64,
            released_at=page.first_published_at,
            seal=uuid.uuid4().hex,
        )
        for page in pages
    ]
    _store(releases)
    _store(
        RegisterEntry(
            release=release,
            page=page,
            went_out_at=page.first_published_at,
            is_first=True,
            title=page.title,
            section="Section",
            kind="notice",
            language="zh-hans",
            department="工会",
            author="Author",
            address=page.url_path,
        )
        for release, page in zip(releases, pages, strict=True)
    )


def lay_visits(number: int) -> None:
    """Of a year: each day as many pages."""
    today = timezone.localdate()
    each = max(number // 365, 1)
    pages = list(InfoPage.objects.order_by("pk").values_list("pk", flat=True)[: each * 10])
    _store(
        PageVisits(page_id=pages[(n // 365 + n) % len(pages)], day=today - DAY * (n % 365), times=n % 50 + 1)
        for n in range(number)
    )
