"""Importing in tests: by the screen and by the service."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news.models import NewsPage
from tests.publishing.word_import.accounting import nowhere
from unionsite.publishing.word_import.models import WordImport
from unionsite.publishing.word_import.services import import_word


def imported(content: bytes, *, parent, user, model=NewsPage, name="稿件.docx") -> WordImport:
    """Import by the service; whatever a test asks, nothing of its document may be nowhere."""
    result = import_word(file=io.BytesIO(content), name=name, parent=parent, model=model, user=user)
    assert nowhere(content, result) == []
    return result


def upload(client, section, content: bytes, name="稿件.docx", model="news.newspage", **extra):
    """Post the screen's form."""
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    return client.post(reverse("word_import:choose", args=[section.pk]), {"file": file, "model": model}, **extra)


def blocks(result: WordImport) -> list[tuple[str, object]]:
    return [(block["type"], block["value"]) for block in result.page.body.raw_data]


def notes(result: WordImport, level: str = "") -> list[str]:
    return [note["text"] for note in result.notes if level in ("", note["level"])]


def places(result: WordImport, words: str) -> list[str]:
    """Where the note with these words was met."""
    return next(note["places"] for note in result.notes if words in note["text"])
