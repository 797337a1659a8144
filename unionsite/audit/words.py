"""Shows an entry in words: kinds of things by name, JSON as rows of a table."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from unionsite.audit.choices import DETAIL_LABELS, REASON_LABELS, Action
from unionsite.audit.models import AuditCheck, AuditEntry

NOTHING = "–"


def moment(entry: AuditEntry) -> str:
    """Return the entry's time to the second: two entries within a minute must not look simultaneous."""
    return date_format(localtime(entry.at), "Y-m-d H:i:s")


def action(entry: AuditEntry) -> str:
    """Return the action's name, or the code of one that no longer exists; faster than Django's own in long lists."""
    try:
        return str(Action(entry.action).label)
    except ValueError:
        return entry.action


def reason(entry: AuditEntry) -> str:
    return str(REASON_LABELS.get(entry.reason, entry.reason))


def _model(entry: AuditEntry) -> type[Model] | None:
    """Return the subject's model, or None if it no longer exists: entries outlive models too."""
    try:
        return apps.get_model(entry.subject_type)
    except (LookupError, ValueError):
        # It may have moved to another app.
        name = entry.subject_type.rpartition(".")[2]
        return next((model for model in apps.get_models() if model._meta.model_name == name), None)


def kind_of_subject(entry: AuditEntry) -> str:
    """Return the name of the subject's model, or the stored type if the model no longer exists."""
    model = _model(entry)
    return str(model._meta.verbose_name) if model else entry.subject_type


def subject(entry: AuditEntry) -> str:
    """Return the subject on one line: kind and label."""
    return "：".join(part for part in (kind_of_subject(entry), entry.subject_label) if part)


def outcome_of(check: AuditCheck, now: datetime) -> str:
    """Return how a reading of the whole log ended, or whether it goes on."""
    if check.ended_at is None:
        return _("核验中") if check.is_running(now) else _("中断")
    if check.is_sound:
        return _("完整")
    return _("不符") if check.broken_at is None else _("第%(number)d条起不符") % {"number": check.broken_at}


def detail_rows(entry: AuditEntry) -> list[tuple[str, str]]:
    """Return the entry's JSON as rows of a table, with fields of the subject by the names that people know."""
    model = _model(entry)
    fields = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}
    return list(rows_of(entry.detail, fields)) if entry.detail else []


def rows_of(detail: Any, fields: Mapping[str, str] = MappingProxyType({}), path: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and value of everything in the JSON, nested names joined by ›; `fields` maps field names to words."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            name = fields.get(key) or str(DETAIL_LABELS.get(key, key))
            if key == "fields" and isinstance(value, list):
                value = [fields.get(item, item) if isinstance(item, str) else item for item in value]
            yield from rows_of(value, fields, f"{path} › {name}" if path else name)
    elif isinstance(detail, list) and any(isinstance(item, (dict, list)) for item in detail):
        for number, value in enumerate(detail, start=1):
            yield from rows_of(value, fields, f"{path} › {number}" if path else str(number))
    else:
        yield path, _value(detail)


def _value(value: Any) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(_value(item) for item in value)
    return str(value)
