"""Which page a piece of the former website becomes: its type, its place in the tree, its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from search.importing.pieces import BadPiece, Piece
from unionsite.core.models import PiecePage

# Sections that union websites commonly have, and the kind of piece here; the command adds to them.
SECTIONS = {
    "新闻动态": "活动",
    "工会新闻": "活动",
    "工会动态": "活动",
    "工作动态": "活动",
    "职工活动": "活动",
    "教育培训": "培训",
    "公告通知": "通知公告",
    "公示公告": "通知公告",
    "办事指南": "服务信息",
    "常见问题": "服务信息",
    "服务指南": "服务信息",
    "学习园地": "学习阅读",
    "理论学习": "学习阅读",
}


@dataclass(frozen=True)
class Target:
    model: type[PiecePage]
    parent_id: int
    locale_id: int
    kind: str


class Targets:
    """The places that `IMPORT_PAGES` names, by label of the kind; `sections` adds names of the former website."""

    def __init__(self, sections: Mapping[str, str] | None = None):
        locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        self._by_kind: dict[str, Target] = {}
        for label in settings.IMPORT_PAGES:
            model = apps.get_model(label)
            parents = Page.objects.type(*map(apps.get_model, model.parent_page_types)).filter(locale=locale, live=True)
            parent = parents.order_by("path").first()
            if parent is None:
                continue
            for value, name in model.KINDS:
                target = Target(model, parent.pk, locale.pk, value)
                self._by_kind |= {str(name): target, value: target}
        self._sections = SECTIONS | dict(sections or {})

    @property
    def labels(self) -> list[str]:
        """What a section may be said to be."""
        return [name for name in self._by_kind if not name.isascii()]

    def unknown(self) -> list[str]:
        """Kinds in the sections that there are not."""
        return [kind for kind in self._sections.values() if kind not in self._by_kind]

    def of(self, piece: Piece) -> Target:
        """Raises BadPiece where neither kind nor section is known."""
        for name in (
            piece.kind,
            self._sections.get(piece.kind, ""),
            piece.section,
            self._sections.get(piece.section, ""),
        ):
            if name in self._by_kind:
                return self._by_kind[name]
        raise BadPiece(
            _("不认识的栏目“%(section)s”，请用--section %(section)s=类别写明，类别可以是%(labels)s。")
            % {"section": piece.section[:20], "labels": _("、").join(self.labels)}
        )
