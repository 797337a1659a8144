"""What counts as the content of a page or snippet, and whether two versions of it say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue
from wagtail.models import Page, Revision

# Place, state and lock of something: no reader sees a change of these.
BOOKKEEPING = frozenset(
    {
        *("pk", "id", "path", "depth", "numchild", "url_path", "translation_key", "locale", "alias_of", "owner"),
        *("content_type", "live", "has_unpublished_changes", "expired", "locked", "locked_by", "locked_at"),
        *("latest_revision", "latest_revision_created_at", "live_revision", "draft_title", "go_live_at"),
        *("first_published_at", "last_published_at", "wagtail_admin_comments"),
    }
)
CHILD_BOOKKEEPING = frozenset({"pk", "id", "locale", "translation_key"})


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of a revision's stored content, 64 hexadecimal digits; the order of keys does not matter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def content_fields(instance: models.Model) -> dict[str, Any]:
    """What readers see of `instance`, by field, as values that can be compared (JSON text).

    Children are compared by what they say, not by their numbers, which they get only when they are stored, nor by
    their parent: an alias has children of its own.
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
    """Bring every stream into the form that a full validation leaves behind: raw data may lack what blocks add."""
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
    """A stream without the numbers of its blocks, which Wagtail makes anew where they are missing."""
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    if isinstance(value, dict):
        is_block = "type" in value and "value" in value
        return {key: without_ids(part) for key, part in value.items() if not (is_block and key == "id")}
    return value


def differences(instance: models.Model, revision: Revision) -> list[str]:
    """Names of the fields in which `instance` says something else than `revision`; of a page loaded as `Page` alone,
    its own fields only."""
    released, shown = content_fields(revision.as_object()), content_fields(instance)
    names = shown.keys() & released.keys() if type(instance) is Page else shown.keys() | released.keys()
    return sorted(name for name in names if shown.get(name) != released.get(name))
