"""Reads what was answered to one question, and the table from which a set is imported."""

from __future__ import annotations

from django.http import QueryDict

from interact.quizzes.choices import QuestionKind


def read_given(kind: str, data: QueryDict) -> list:
    """Return the places of the options chosen, or the text typed; -1 stands for what is no place, and the rules refuse
    it. Empty if nothing was answered."""
    if kind == QuestionKind.FILL:
        typed = data.get("text", "").replace("\x00", "").strip()
        return [typed] if typed else []
    return [int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1 for text in data.getlist("given")]
