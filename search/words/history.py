"""What was changed in the words of editors, by whom: Wagtail's log of a model, with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from wagtail.models import ModelLogEntry

from search.words.models import LexiconEntry

Values = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after, None where there is none; `entry` has its number."""

    entry: LexiconEntry
    before: Values
    after: Values

    @property
    def name(self) -> str:
        if self.before is None:
            return "create"
        return "delete" if self.after is None else "edit"

    @property
    def detail(self) -> dict[str, Any]:
        """For the audit log: what was done, and the names of the fields that are others now."""
        before, after = self.before, self.after
        fields = [name for name in before if before[name] != after[name]] if before and after else []
        return {"kind": self.entry.kind, "action": self.name} | ({"fields": fields} if fields else {})


def write_down(done: Iterable[Change], actor) -> None:
    """All that was done at once, under one number, which `services.undo` takes."""
    common = {
        "content_type": ContentType.objects.get_for_model(LexiconEntry),
        "user": actor,
        "uuid": uuid4(),
        "timestamp": timezone.now(),
        "content_changed": True,
    }
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                object_id=change.entry.pk,
                label=str(change.entry),
                action=f"wagtail.{change.name}",
                data={"before": change.before, "after": change.after},
                deleted=change.after is None,
                **common,
            )
            for change in done
        ],
        batch_size=500,
    )


def changes():
    """Every change of an entry."""
    return ModelLogEntry.objects.get_for_model(LexiconEntry).filter(uuid__isnull=False).order_by("-timestamp", "-pk")


def changes_at_once():
    """One row for what was done at once, with `entries`, the number of entries; newest first."""
    together = changes().filter(uuid=OuterRef("uuid")).order_by().values("uuid").annotate(number=Count("pk"))
    rows = changes().latest_by_uuid_and_action().select_related("content_type", "user__wagtail_userprofile")
    return rows.annotate(entries=Subquery(together.values("number")))
