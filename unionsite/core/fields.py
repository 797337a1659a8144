"""Model fields of our own, and how JSON is written."""

import json
import zlib
from threading import RLock
from typing import Any

from django.conf import settings
from django.db.models import SET_NULL, BinaryField, ForeignKey
from wagtail.blocks import BlockField, StreamValue
from wagtail.fields import StreamField

# Wagtail marks "only a draft is being saved" on the block object itself, which all threads share: while one person's
# draft is read, another's submission would pass with its required fields empty.
_reading = RLock()


def as_json(value: Any, encoder: type[json.JSONEncoder] | None) -> str:
    r"""Return JSON in which a 汉字 is itself, three bytes; as `\u6c49` it takes six, in a string of JSON seven.

    Halves of characters, which no database takes, become question marks.
    """
    return json.dumps(value, cls=encoder, ensure_ascii=False).encode(errors="replace").decode()


class PackedTextField(BinaryField):
    """Text that the database is never asked about, in half the bytes."""

    def get_db_prep_value(self, value, connection, prepared=False):
        packed = value if value is None else zlib.compress(value.encode())
        return super().get_db_prep_value(packed, connection, prepared)

    def from_db_value(self, value, _expression, _connection):
        return value if value is None else zlib.decompress(value).decode()


def person(label=None, related_name: str = "+", on_delete=SET_NULL, **options) -> ForeignKey:
    """Somebody who may leave; the record stays."""
    return ForeignKey(settings.AUTH_USER_MODEL, on_delete, related_name, verbose_name=label, null=True, **options)


class StoryFormField(BlockField):
    """A form field that reads one stream at a time."""

    def clean(self, value):
        with _reading:
            return super().clean(value)


class StoryField(StreamField):
    """A StreamField whose block tree stays out of the migrations; otherwise each change would leave a copy there.

    A migration therefore sees the field without blocks, and a full `save()` there would silently empty it. The field
    refuses that; in a data migration use `update()` or `save(update_fields=…)` without this field.
    """

    def __init__(self, block_types=None, **kwargs):
        self.is_historical = block_types is None
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        for key in ("block_types", "block_lookup"):
            kwargs.pop(key, None)
        return name, path, [], kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": StoryFormField, **kwargs})

    def pre_save(self, model_instance, add):
        if self.is_historical:
            raise self.refusal()
        return super().pre_save(model_instance, add)

    def get_db_prep_save(self, value, connection):
        # `bulk_update()` does not call `pre_save`.
        if self.is_historical and isinstance(value, StreamValue):
            raise self.refusal()
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj):
        # Revisions hold this text.
        return as_json(self.get_prep_value(self.value_from_object(obj)), self.json_field.encoder)

    def refusal(self) -> RuntimeError:
        return RuntimeError(
            f"{self.model._meta.label}.{self.attname}: a migration must not save this field, it would lose its blocks; "
            "use update() or save(update_fields=[…])."
        )
