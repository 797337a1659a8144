"""Which words two people change. An app joins from `AppConfig.ready`:

    register_public_words(Post, fields=["answer"], label=_("讨论答复"))

and writes these fields no longer itself. A screen calls `services.propose(instance=…, values={"answer": …}, actor=…,
now=…)` and shows `queries.waiting_for(instance)`; a model form inherits from `forms.ProposingForm` instead. The words
that stand there stay until somebody of another office agrees on 待复核事项; then all of `values` (which may name other
fields too) are stored together, `applied(instance, change, now)` is called in the same transaction, and the history
gets a row for each changed field of `fields`. Whatever else saves other words in them meets `services.check`
(Refused). The history is shown to auditors, compared with what is stored each day, and stands in the daily head.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from unionsite.accounts.changes.choices import Office
from unionsite.accounts.changes.kinds import Lines

APPROVING = frozenset({Office.ADMINISTRATION, Office.SECURITY, Office.COMMITTEE, Office.GROUP})


@dataclass(frozen=True)
class Joined:
    """A model and those of its fields whose words readers see at once.

    `first`: fields whose first value one person may set while nobody of another office is there. `along`: for a field
    those others that are proposed with it when both change. `new_alone`: those that one person
    fills in for a new object.
    """

    model: type[models.Model]
    fields: Collection[str]
    label: Any
    first: Collection[str] = ()
    along: Mapping[str, Collection[str]] = field(default_factory=dict)
    new_alone: Collection[str] = ()
    # What the second person sees beside the words, as (label, value); by default the object's name.
    about: Callable[[models.Model], Lines] | None = None
    is_live: bool = False  # readers wait for it: see `changes.kinds`
    applied: Callable[[models.Model, Any, datetime], None] = lambda _instance, _change, _now: None

    @property
    def name(self) -> str:
        return name_of(self.model)

    @property
    def kind(self) -> str:
        return f"words.{self.name}"

    def label_of(self, name: str) -> str:
        return str(self.model._meta.get_field(name).verbose_name)


JOINED: dict[str, Joined] = {}
# Of a model that has moved to another app: the name under which its history was begun, which only grows.
FILED_AS: dict[str, str] = {}


def name_of(model: type[models.Model]) -> str:
    return FILED_AS.get(model._meta.label_lower, model._meta.label_lower)


def joined_of(instance: models.Model) -> Joined | None:
    joined = JOINED.get(name_of(type(instance)))
    # A migration has classes of its own under the same name.
    return joined if joined and isinstance(instance, joined.model) else None


def number_of(key: int | UUID) -> int:
    """Return the whole number under which changes and history file an object: its primary key, or 63 bits of it."""
    return key.int >> 65 if isinstance(key, UUID) else key


def text_of(instance: models.Model, name: str) -> str:
    """Return the value of a field as it stands in proposals and in the history; "" for none and for False."""
    field = instance._meta.get_field(name)
    return "" if field.value_from_object(instance) in (None, False) else field.value_to_string(instance)


def value_of(instance: models.Model, name: str, text: str) -> Any:
    field = instance._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return bool(text)
    return None if field.null and not text else field.to_python(text)
