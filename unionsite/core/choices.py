"""Django's `TextChoices` for pure modules, whose types are checked without Django's own."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Without Django's types mypy takes the members for tuples.
    class TextChoices(StrEnum):
        label: str

        def __new__(cls, value: str, label: object = "") -> TextChoices: ...

else:
    from django.db.models import TextChoices as TextChoices
