"""The columns that a table of old pieces may have: those of every piece, and the fields that a page type adds."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from home.former_pages import ImportedPage
from unionsite.core.models import PiecePage


@dataclass(frozen=True)
class Column:
    """One column: `headings` in lower case, the first for messages; `field` tells length and kind of its values."""

    name: str
    headings: tuple[str, ...]
    field: models.Field | None = None

    @property
    def label(self) -> str:
        return self.headings[0]

    @property
    def length(self) -> int | None:
        return getattr(self.field, "max_length", None)

    def text_in(self, cells: Mapping[str, str]) -> str:
        return next((cells[heading] for heading in self.headings if cells.get(heading, "").strip()), "")


def _of_pieces(name: str) -> models.Field:
    return PiecePage._meta.get_field(name)


REQUIRED = (
    Column("section", ("栏目", "section")),
    Column("title", ("标题", "title", "题目"), _of_pieces("title")),
    Column("body", ("正文", "body", "content", "内容")),
)
COMMON = (
    *REQUIRED,
    Column("kind", ("类别", "kind", "类型")),
    Column(
        "date",
        ("日期", "date", "published", "发布日期", "发布时间", "时间"),
        _of_pieces("first_published_at"),
    ),
    Column("source", ("来源", "source"), _of_pieces("source_name")),
    Column("summary", ("摘要", "summary")),
    Column("url", ("网址", "url", "link", "原文网址", "链接"), ImportedPage._meta.get_field("source_url")),
    Column("author", ("作者", "author"), _of_pieces("author")),
    Column("department", ("供稿部门", "department", "部门")),
)


def columns_of(model: type[PiecePage]) -> tuple[Column, ...]:
    """Return the columns of every piece and of the type's own fields, the latter by their names and former names."""
    own = (
        Column(field.name, (*model.former_columns.get(field.name, ()), str(field.verbose_name), field.name), field)
        for field in model.own_fields()
    )
    return (*COMMON, *own)


def missing_columns(cells: Mapping[str, str]) -> list[str]:
    """Return the Chinese names of required columns that a row does not have at all."""
    return [column.label for column in REQUIRED if not any(heading in cells for heading in column.headings)]
