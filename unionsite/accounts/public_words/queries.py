"""Reads of public words: what waits, what is wrong, what the daily head says."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import in_offices, offices_of
from unionsite.accounts.people.models import User
from unionsite.accounts.public_words.joining import APPROVING, JOINED, Joined, joined_of, name_of, number_of, text_of
from unionsite.accounts.public_words.models import WordsChange
from unionsite.accounts.public_words.triggers import faulty_triggers
from unionsite.core.querysets import in_chunks

CHUNK = 200


def waiting_for(instance: models.Model) -> PendingChange | None:
    """Return the proposal of other words for this object that waits for its second person."""
    if joined_of(instance) is None or instance.pk is None:
        return None
    return waiting_among(type(instance), [instance]).get(instance.pk)


def waiting_among(model: type[models.Model], instances: Collection[models.Model]) -> dict[Any, PendingChange]:
    """Return by primary key what waits for any of these objects of a joined model; one query."""
    keys = {number_of(instance.pk): instance.pk for instance in instances}
    found = PendingChange.objects.open().filter(kind=JOINED[name_of(model)].kind, target__in=keys)
    return {keys[change.target]: change for change in found}


def has_second_person(actor: User) -> bool:
    """Whether anybody else holds an office that this person does not, and so could agree."""
    return in_offices(APPROVING - offices_of(actor)).exclude(pk=actor.pk).exists()


def faults() -> Iterator[str]:
    """Yield in words what is wrong with the history, and every text that differs from its last row (daily check)."""
    if names := faulty_triggers(connection):
        yield _("公开文字改动记录的数据库触发器缺失或被改动（%(names)s）。") % {"names": _("、").join(names)}
    for row in in_chunks(WordsChange.objects.all(), CHUNK):
        if not row.is_sealed:
            yield _("公开文字改动记录第%(number)d条（“%(label)s”）的校验值不符：内容被改动过，或者不是本站写入的。") % {
                "number": row.pk,
                "label": row.object_label,
            }
    for joined in JOINED.values():
        yield from _differences(joined)


def _differences(joined: Joined) -> Iterator[str]:
    objects = joined.model._base_manager.order_by("pk")
    numbers = list(objects.values_list("pk", flat=True))
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        known = _known(joined, chunk)
        for instance in objects.filter(pk__in=chunk).only(*joined.fields):
            for name in joined.fields:
                now = text_of(instance, name)
                if known.get((number_of(instance.pk), name), "") == now:
                    continue
                # It may have been changed rightly since the rows were read.
                if (before := _known(joined, [instance.pk]).get((number_of(instance.pk), name), "")) != now:
                    yield _("%(kind)s“%(object)s”的%(field)s与登记的不符：登记的是“%(before)s”，现在是“%(now)s”。") % {
                        "kind": joined.model._meta.verbose_name,
                        "object": instance,
                        "field": joined.label_of(name),
                        "before": before,
                        "now": now,
                    }


def _known(joined: Joined, keys: Iterable[Any]) -> dict[tuple[int, str], str]:
    rows = WordsChange.objects.filter(model=joined.name, object_id__in=list(map(number_of, keys))).order_by("pk")
    return {(number, name): after for number, name, after in rows.values_list("object_id", "field", "after")}
