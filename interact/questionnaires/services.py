"""Every write of the interact section: questionnaires, answers and their files."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Locale

from interact.questionnaires import rules
from interact.questionnaires.choices import FILES_TELL, Kind
from interact.questionnaires.models import (
    Answer,
    AnswerFile,
    InteractIndexPage,
    Participation,
    QuestionnaireField,
    QuestionnairePage,
)
from unionsite.accounts.models import User
from unionsite.core.limits import Limit, limits_cache

_HOUR = 3600
# Numbers of answers that come without order; far below what a database counts to.
_NUMBERS = 2**52


class NotOpen(Exception):
    """The questionnaire takes no answers at that moment."""


class NotOnRoll(Exception):
    """The questionnaire takes one answer of each employee, and this is none."""


class AlreadyAnswered(Exception):
    """This person has taken part."""


@transaction.atomic
def create_questionnaire(
    *,
    parent: InteractIndexPage,
    fields: Iterable[Mapping],
    **values: Any,
) -> QuestionnairePage:
    """Build a questionnaire below `parent`, as a draft; `values` are fields of the page, title and slug among them.

    Each of `fields` has `label` and `kind` (a value of `Kind`), and may have `choices` (a list), `required` (true
    unless said), `help`, `least` and `most` (how many choices) and `name` (the key of its answers; made from the label
    unless given). Raises ValidationError for what the editor's form would refuse.
    """
    fields = list(fields)
    if values.get("one_each") and any(field["kind"] == Kind.FILE for field in fields):
        raise ValidationError({"one_each": FILES_TELL})
    page = QuestionnairePage(**values, locale=parent.locale, live=False)
    for order, field in enumerate(fields):
        question = QuestionnaireField(
            label=field["label"],
            field_type=Kind(field["kind"]),
            choices="\n".join(field.get("choices", ())),
            required=field.get("required", True),
            help_text=field.get("help", ""),
            least=field.get("least"),
            most=field.get("most"),
            clean_name=field.get("name", ""),
            sort_order=order,
            locale=parent.locale,
        )
        question.clean_name = question.clean_name or question.get_field_clean_name()
        question.full_clean(exclude=["page"])
        page.form_fields.add(question)
    parent.add_child(instance=page)
    page.save_revision()
    return page


def follow_dates(page: QuestionnairePage) -> None:
    """Give all translations of a published questionnaire its opening and closing time at once.

    They are synchronised fields, but wagtail-localize carries them over only when somebody syncs the translation; until
    then one language would still be open, or closed, when the other is not. The original leads, whichever was
    published; that a translation differs from its own release then is no fault (`follows_original`).
    """
    pages = QuestionnairePage.objects.filter(translation_key=page.translation_key)
    original = pages.filter(locale=Locale.get_default(), live=True).first() or page
    others = pages.exclude(pk=original.pk)
    others.update(**{name: getattr(original, name) for name in QuestionnairePage.follows_original})


def record_answer(
    *,
    page: QuestionnairePage,
    data: Mapping[str, object],
    files: Iterable[tuple[str, File]] = (),
    when: datetime | None = None,
    person: User | None = None,
) -> Answer:
    """Store one answer with its files, all or nothing (S-3.4).

    Where each person has one answer, `person` is put on the list of those who took part, and the answer gets a number
    without order and the day alone, so that the two cannot be brought together (T86); raises NotOnRoll,
    AlreadyAnswered. Elsewhere who it is does not matter and is kept nowhere.

    `data` goes by the keys of the questions (`clean_name`), `files` are (key, checked file). Raises NotOpen when the
    questionnaire is not open at `when` (now unless given), KeyError for a key that no question has.
    """
    when = when or timezone.now()
    if not rules.may_answer(page.opens_at, page.closes_at, when):
        raise NotOpen
    files = list(files)
    known = {question.clean_name for question in page.question_list}
    if unknown := {*data, *(key for key, _file in files)} - known:
        raise KeyError(", ".join(sorted(unknown)))
    # Without order for all of them: SQLite would count on from the highest, and so tell when that one came.
    own = {"submit_time": when, "pk": secrets.randbelow(_NUMBERS) + 1}
    if page.one_each:
        if not may_take_part(person):
            raise NotOnRoll
        own["submit_time"] = _day_of(when)
    names = {key: file.name for key, file in files}
    with _all_or_none() as stored, transaction.atomic():
        if page.one_each:
            _take_part(page, person)
        answer = Answer.objects.create(page=page, form_data={**data, **names}, **own)
        for key, file in files:
            stored.append(AnswerFile(answer=answer, key=key, name=file.name, size=file.size, file=file))
            stored[-1].save()
    return answer


@contextmanager
def _all_or_none() -> Iterator[list[AnswerFile]]:
    """What is put into the list leaves the disk again when something inside fails, the commit among it."""
    stored: list[AnswerFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            discard_file(file)
        raise


def may_take_part(person: User | None) -> bool:
    return person is not None and rules.is_on_roll(
        person.employee_number, is_active=person.is_active, left_on=person.left_on
    )


def has_taken_part(*, page: QuestionnairePage, person: User) -> bool:
    return Participation.objects.filter(questionnaire=page.translation_key, person=person).exists()


def _take_part(page: QuestionnairePage, person: User) -> None:
    """The constraint decides between two sendings at the same moment."""
    _row, is_new = Participation.objects.get_or_create(questionnaire=page.translation_key, person=person)
    if not is_new:
        raise AlreadyAnswered


def _day_of(when: datetime) -> datetime:
    return timezone.localtime(when).replace(hour=0, minute=0, second=0, microsecond=0)


def mix_ballots() -> None:
    """Leave nothing in the files of PostgreSQL that tells which answer came with which person.

    A row there carries the number of the transaction that wrote it and lies where it was written. One transaction
    writes all of them anew, each table in the order of its random keys. SQLite has none, and keeps rows by key.
    """
    if connection.vendor != "postgresql":
        return
    ballots = QuestionnairePage.objects.filter(one_each=True)
    with transaction.atomic():
        Answer.objects.filter(page__in=ballots.values("pk")).update(page_id=F("page_id"))
        Participation.objects.update(person_id=F("person_id"))
        with connection.cursor() as cursor:
            # CLUSTER refuses where a check still waits for the commit.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in (Answer, Participation):
                table = model._meta.db_table
                cursor.execute(f'CLUSTER "{table}" USING "{table}_pkey"')


def discard_file(stored: AnswerFile) -> None:
    """Remove a file from the disk; one that is gone already is no error."""
    if stored.file and stored.file._committed:
        stored.file.storage.delete(stored.file.name)


# --- Against floods and double sending: only the cache knows, and only for an hour or a day ---


def answers_from_one_address() -> Limit:
    """In an hour (T80)."""
    return Limit("interact-answers", settings.QUESTIONNAIRE_ANSWERS_AN_HOUR, _HOUR)


def claim_sending(*, word: str, data: Mapping, files: Iterable[tuple[str, File]]) -> str | None:
    """A key for `unclaim_sending`, or None when the same form with the same content has been stored already.

    A double tap sends everything twice; the next person at the same computer, who went back and changed something, not.
    """
    content = [word, data, [(key, file.name, file.size) for key, file in files]]
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    key = f"interact-sent:{salted_hmac('interact.sent', text, algorithm='sha256').hexdigest()}"
    return key if limits_cache().add(key, 1, int(rules.MOST_TIME.total_seconds())) else None


def unclaim_sending(key: str) -> None:
    """What was claimed could not be stored: let the person try again."""
    limits_cache().delete(key)
