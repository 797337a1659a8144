"""Decides what counts as the content of a page or snippet, and in which fields an object differs from a version."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue
from wagtail.models import Page, Revision

# Fields for the place, state and lock of an object: readers see no change of these.
_PLACE = {"pk", "id", "path", "depth", "numchild", "url_path", "translation_key", "locale", "alias_of", "owner"}
_STATE = {"content_type", "live", "has_unpublished_changes", "expired", "locked", "locked_by", "locked_at"}
_VERSIONS = {"latest_revision", "latest_revision_created_at", "live_revision", "draft_title", "wagtail_admin_comments"}
_TIMES = {"go_live_at", "first_published_at", "last_published_at"}
BOOKKEEPING = frozenset(_PLACE | _STATE | _VERSIONS | _TIMES)
CHILD_BOOKKEEPING = frozenset({"pk", "id", "locale", "translation_key"})


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a revision's stored content, 64 hexadecimal digits; the order of keys does not matter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def content_fields(instance: models.Model) -> dict[str, Any]:
    """Return what readers see of `instance`: the value of each field as JSON text, so that it can be compared.

    Child objects are compared without their numbers, which they get only when they are stored, and without their
    parent, because an alias has children of its own.
    """
    touch_streams(instance)
    parents = {link.name for link in instance._meta.parents.values() if link}
    data = instance.serializable_data()
    for relation in get_all_child_relations(type(instance)):
        name, left_out = relation.get_accessor_name(), {*CHILD_BOOKKEEPING, relation.field.name}
        data[name] = [{key: part for key, part in row.items() if key not in left_out} for row in data[name]]
    return {
        name: json.dumps(comparable(value), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        for name, value in data.items()
        if name not in BOOKKEEPING and name not in parents
    }


def touch_streams(instance: models.Model) -> None:
    """Read every block of every stream once: raw data may lack what the blocks add, as a full validation does."""
    for field in instance._meta.fields:
        value = getattr(instance, field.attname, None)
        if isinstance(value, StreamValue):
            for _block in value:
                pass


def comparable(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return without_ids(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, list):
        if all(isinstance(item, dict) for item in value):
            rows = [{key: comparable(part) for key, part in item.items() if key != "pk"} for item in value]
            return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, cls=DjangoJSONEncoder))
        return sorted(value, key=str)
    return value


def without_ids(value: Any) -> Any:
    """Return the data of a stream without the ids of its blocks: where they are missing, Wagtail makes new ones."""
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    if isinstance(value, dict):
        is_block = "type" in value and "value" in value
        return {key: without_ids(part) for key, part in value.items() if not (is_block and key == "id")}
    return value


def differences(instance: models.Model, revision: Revision) -> list[str]:
    """Return the sorted names of the fields in which `instance` differs from `revision`. For a page loaded as plain
    `Page`, only the fields of `Page` are compared."""
    released, shown = content_fields(revision.as_object()), content_fields(instance)
    names = shown.keys() & released.keys() if type(instance) is Page else shown.keys() | released.keys()
    return sorted(name for name in names if shown.get(name) != released.get(name))
