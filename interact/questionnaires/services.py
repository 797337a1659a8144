"""Every write of questionnaires, answers and their files."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Locale

from interact.cases.receipts import KEYS, new_key
from interact.participation.models import Participation
from interact.participation.queries import person_of
from interact.participation.services import mix_rows, take_part
from interact.questionnaires import rules
from interact.questionnaires.choices import FILES_TELL, FieldType
from interact.questionnaires.models import Answer, AnswerFile, InteractIndexPage, QuestionnaireField, QuestionnairePage
from unionsite.accounts.models import User
from unionsite.core.rate_limits import RateLimit

_HOUR = 3600


class NotOpen(Exception):
    """The questionnaire takes no answers at that moment."""


class NotOnRoll(Exception):
    """The questionnaire takes one answer from each employee, and this person is not on the roll."""


@transaction.atomic
def create_questionnaire(*, parent: InteractIndexPage, fields: Iterable[Mapping], **values: Any) -> QuestionnairePage:
    """Create a questionnaire below `parent` as a draft; `values` are fields of the page, such as title and slug.

    Each of `fields` has `label` and `kind` (a `FieldType`). It may have `choices` (a list), `required` (True by
    default), `help`, `least` and `most` (how many choices) and `name` (the key of its answers, by default made from the
    label). Raises ValidationError for everything that the editor's form would refuse.
    """
    fields = list(fields)
    if values.get("one_each") and any(field["kind"] == FieldType.FILE for field in fields):
        raise ValidationError({"one_each": FILES_TELL})
    page = QuestionnairePage(**values, locale=parent.locale, live=False)
    for order, field in enumerate(fields):
        question = QuestionnaireField(
            label=field["label"],
            field_type=FieldType(field["kind"]),
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
    """Give all translations of a published questionnaire the fields in `follows_original` at once, dates among them.

    They are synchronised fields, but wagtail-localize copies them only when somebody syncs the translation; until then
    one language could be open while the other is closed. The values come from the original, whichever page was
    published. That a translation then differs from its own release is no fault.
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
    key: UUID | None = None,
) -> Answer:
    """Store one answer with its files, all or nothing (S-3.4).

    `data` has the keys of the questions (`clean_name`); `files` are (key, checked file). Raises NotOpen if the
    questionnaire is not open at `when` (by default now), KeyError for a key that no question has.

    If each person has one answer, `person` is noted as having taken part, and the answer gets only a random number and
    the day, so that the two cannot be linked (T86); raises NotOnRoll, TakenPart. Otherwise `person` is ignored.
    `key` is that of the sending (`key_of_sending`); IntegrityError if an answer is stored under it.
    """
    when = when or timezone.now()
    if not rules.may_answer(page.opens_at, page.closes_at, when):
        raise NotOpen
    files = list(files)
    known = {question.clean_name for question in page.question_list}
    if unknown := {*data, *(key for key, _file in files)} - known:
        raise KeyError(", ".join(sorted(unknown)))
    # All answers get random numbers: otherwise SQLite would count on from the highest and so tell their order.
    own = {"submit_time": when, "pk": number_of(key) if key else new_key()}
    if page.one_each:
        if not may_take_part(person):
            raise NotOnRoll
        own["submit_time"] = _day_of(when)
    names = {key: file.name for key, file in files}
    with _all_or_none() as stored, transaction.atomic():
        if page.one_each:
            take_part(activity=page.translation_key, person=person)
        answer = Answer.objects.create(page=page, form_data={**data, **names}, **own)
        for key, file in files:
            stored.append(AnswerFile(answer=answer, key=key, name=file.name, size=file.size, file=file))
            stored[-1].save()
    return answer


@contextmanager
def _all_or_none() -> Iterator[list[AnswerFile]]:
    """Yield a list for stored files, which are removed from the disk if something inside fails, even the commit."""
    stored: list[AnswerFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            discard_file(file)
        raise


def may_take_part(person: User | None) -> bool:
    """Whether somebody may take part where each person has one answer: an employee on the roll who has not left."""
    known = person and person_of(person)
    return known is not None and known.is_on_roll


def _day_of(when: datetime) -> datetime:
    return timezone.localtime(when).replace(hour=0, minute=0, second=0, microsecond=0)


def mix_ballots() -> None:
    """Mix the answers to questionnaires, and the rows of who took part where each person has one."""
    mix_rows([Answer, Participation])


def discard_file(stored: AnswerFile) -> None:
    """Remove a file from the disk; one that is gone already is no error."""
    if stored.file and stored.file._committed:
        stored.file.storage.delete(stored.file.name)


# --- Against floods and double sending ---


def answers_from_one_address() -> RateLimit:
    """Return the limit of answers from one address in an hour (T80)."""
    return RateLimit("interact-answers", settings.QUESTIONNAIRE_ANSWERS_AN_HOUR, _HOUR)


def key_of_sending(*, word: str, data: Mapping, files: Iterable[tuple[str, File]]) -> UUID:
    """Return the same key for the same form with the same content, and for nothing else. The row stored under it tells
    that it was sent before, by a double tap or because no answer came. A claim in the cache would outlive the
    process that dies before it stores anything, and what was never stored would be acknowledged. The next person at
    the same computer, who went back and changed something, has another key.
    """
    # Without the word of a form nothing tells two people with the same answer apart.
    content = [word or new_key(), data, [(key, file.name, file.size) for key, file in files]]
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return UUID(bytes=salted_hmac("interact.sent", text, algorithm="sha256").digest()[:16])


def number_of(key: UUID) -> int:
    """Return the number of the answer that is stored under a key of a sending."""
    return 1 + key.int % (KEYS - 1)


def is_stored(key: UUID) -> bool:
    return Answer.objects.filter(pk=number_of(key)).exists()
