"""No second, no order: nothing around a report tells when it came, nor that one came between two others (T62)."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from interact.cases.models.case import Orderless
from interact.cases.queries import month_figures
from interact.cases.receipts import DIGITS
from interact.cases.services.files import read_file, renew_inodes
from interact.channels.records import Channel
from interact.desk import figures
from interact.models import Case, CaseEntry, FeedbackSettings
from interact.retention.services import sweep_strays
from interact.storage import case_storage
from tests.clients import signed_in
from tests.factories import picture_bytes
from tests.interact.conftest import NOW
from tests.interact.desk.looking import DESK, page
from tests.interact.submitting import send
from tests.interact.writing import shown_receipt

pytestmark = pytest.mark.django_db

# Sorted by chance they would be once in three million times.
MANY = 10


def is_sorted(numbers) -> bool:
    numbers = list(numbers)
    return numbers in (sorted(numbers), sorted(numbers, reverse=True))


def test_t62_keys_of_all_that_hangs_on_a_case_have_no_order(routing, report_handler):
    cases = [
        send(Channel.REPORT if number % 2 else Channel.SUGGESTION).case for number in range(2 * MANY)
    ]  # a mail for each second one
    assert not is_sorted(case.pk for case in cases)
    assert not is_sorted(case.entries.get().pk for case in cases)
    assert not is_sorted(mail.pk for case in cases for mail in case.mails.all())
    assert {len(str(case.pk)) for case in cases} == {DIGITS}


def test_t62_every_table_of_cases_is_without_order():
    """A new one with numbers that count up would undo the others."""
    ordered = [
        model.__name__
        for model in apps.get_app_config("interact").get_models()
        if any(field.related_model is Case for field in model._meta.concrete_fields)
        and not issubclass(model, Orderless | Case)
    ]
    # Published answers are public pages, of channels that are not by name.
    assert ordered == ["AnswerPage"]
    with connection.cursor() as cursor:
        counted = {
            sequence["table"] for sequence in connection.introspection.get_sequences(cursor, Case._meta.db_table)
        }
    assert connection.vendor == "sqlite" or not counted


def test_a_history_stays_in_order(case):
    entries = [CaseEntry(case=case, place=place, at=NOW, step="note", party="team", state_after="received")
               for place in range(1, MANY)]  # fmt: skip
    CaseEntry.objects.bulk_create(reversed(entries))
    assert [entry.place for entry in case.entries.all()] == list(range(MANY))


# --- The disk ---


def report_with_a_file(write) -> Case:
    file = SimpleUploadedFile("现场.jpg", picture_bytes(), "image/jpeg")
    return write("report").send(files=[file])


def midnight() -> float:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def times_below(root: Path) -> set[float]:
    return {path.stat().st_mtime for path in [root, *root.rglob("*")]}


def test_t62_neither_files_nor_folders_know_the_second(write, report_handler):
    report_with_a_file(write)
    root = Path(case_storage().location)
    assert len(list(root.rglob("*"))) == 2
    assert times_below(root) == {midnight()}


def test_t62_taking_a_file_away_does_not_either(write, report_handler, client, django_capture_on_commit_callbacks):
    writer = write("report")
    case = writer.send(files=[SimpleUploadedFile("现场.jpg", picture_bytes(), "image/jpeg")])
    client.post("/feedback/", {"receipt": shown_receipt(writer.response)})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/feedback/case/erase/", {"is_sure": "on"})
    root = Path(case_storage().location)
    assert not [path for path in root.rglob("*") if path.is_file()]
    assert Case.objects.get(pk=case.pk).is_destroyed
    assert times_below(root) == {midnight()}


def test_t62_at_night_files_get_new_inodes(write, report_handler):
    case = report_with_a_file(write)
    row = case.files.select_related("case").get()
    before, content = os.stat(row.file.path), read_file(row)
    # The disk has a clock of its own.
    now = datetime.fromtimestamp(before.st_ctime, tz=NOW.tzinfo) + timedelta(hours=10)
    assert renew_inodes(now=now) == 1
    after = os.stat(row.file.path)
    assert after.st_ino != before.st_ino
    assert (after.st_mtime, after.st_mode) == (before.st_mtime, before.st_mode)
    assert read_file(row) == content
    assert renew_inodes(now=now + timedelta(hours=24)) == 0, "each once"
    assert sweep_strays(now=now + timedelta(days=3)) == 0
    assert Path(row.file.path).exists()


# --- Totals ---


def channels_of(user) -> dict[str, list[str]]:
    """The table of the channels as the screen shows it."""
    client = signed_in(user)
    page(client, f"{DESK}figures/")
    return {row[0]: [str(cell) for cell in row[1:]] for row in client.get(f"{DESK}figures/").context["by_channel"]}


def test_t62_totals_of_reports_begin_with_the_smallest_group_and_end_with_the_last_month(
    routing, team_member, report_handler, clock
):
    smallest = FeedbackSettings.load().smallest_group
    send(now=NOW)
    assert channels_of(team_member)["投诉举报"] == [f"少于{smallest}"] * 2 + [""] * 3
    last_month = NOW - timedelta(days=15)
    for _number in range(smallest - 1):
        send(Channel.REPORT, now=last_month)
    for _number in range(smallest):
        send(Channel.REPORT, now=NOW)
    shown = channels_of(team_member)
    assert shown["投诉举报"][0] == f"少于{smallest}"
    assert shown["意见建议"][0] == "1"
    send(Channel.REPORT, now=last_month)
    assert channels_of(team_member)["投诉举报"][0] == str(smallest)
    # A total that everybody sees, less what the team counts, would be the reports.
    april = month_figures(NOW.date())[0]
    assert april.received == 0
    assert figures.figures_of(2026, today=NOW.date())[0][0][2].received == 1
