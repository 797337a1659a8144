"""Answers as a table: a row each, a column a question."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from interact.questionnaires.choices import Kind
from interact.questionnaires.queries import as_number, written
from unionsite.core.queries import locales
from unionsite.core.spreadsheets import Cell, Link, write_xlsx


def write_answers(page, answers, output) -> None:
    """Write `answers` (with `page` and `files` fetched) as xlsx into a binary file."""
    headings = [str(label) for _key, label in page.get_data_fields()]
    widths = [min(max(len(heading) * 2 + 2, 16), 48) for heading in headings]
    write_xlsx("Answers", headings, widths, (list(_cells(page, answer)) for answer in answers), output)


def _cells(page, answer) -> Iterator[Cell]:
    yield answer.submit_time
    yield str(locales()[answer.page.locale_id])
    files = {stored.key: stored for stored in answer.files.all()}
    for question in page.question_list:
        value = answer.form_data.get(question.clean_name)
        number = as_number(value) if question.field_type == Kind.NUMBER and value not in (None, "") else None
        if stored := files.get(question.clean_name):
            address = reverse("interact_admin:file", args=[stored.pk])
            yield Link(written(value), settings.WAGTAILADMIN_BASE_URL + address)
        else:
            yield written(value) if number is None else number
