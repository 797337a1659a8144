"""The screens of the release ledger, for reading only: what was released, by whom, on what ground."""

import django_filters
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page

from unionsite.core.columns import (
    NOTHING,
    Column,
    FactColumn,
    FileColumn,
    MomentColumn,
    TagsColumn,
    TitleColumn,
    moment,
)
from unionsite.core.filters import DaysFilter, RadioFilter
from unionsite.core.request_values import LARGEST
from unionsite.core.screens import FileListView, RightRequiredMixin, Screen
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.ledger.models import DailyHead, Release

VIEW = "publishing.view_release"
INDEX = "publishing_ledger:index"
TITLE = gettext_lazy("放行记录")


class LedgerFilterSet(WagtailFilterSet):
    kind = RadioFilter(gettext_lazy("依据"), ReleaseKind.choices)
    state = RadioFilter(
        gettext_lazy("状态"),
        [("valid", gettext_lazy("有效")), ("revoked", gettext_lazy("已撤销"))],
        method="filter_state",
    )
    person = django_filters.CharFilter(label=gettext_lazy("经手人"), method="filter_person")
    released_at = DaysFilter(gettext_lazy("放行日期"))

    def filter_state(self, queryset, name, value):
        return queryset.filter(revoked_at__isnull=value == "valid")

    def filter_person(self, queryset, name, value):
        text = value.replace("\x00", "")
        wanted = Q(submitter_name__icontains=text)
        for who in ("first_reviewer", "final_reviewer", "revoked_by"):
            wanted |= Q(**{f"{who}__name__icontains": text}) | Q(**{f"{who}__username__icontains": text})
        return queryset.filter(wanted)


def state_tags(release: Release) -> list[tuple[str, str]]:
    tags = [(_("已撤销"), "")] if release.revoked_at else [(_("有效"), "primary")]
    return tags if release.is_sealed else [*tags, (_("校验不通过"), "warning")]


def approval(person, at) -> str:
    return f"{person}　{moment(at)}" if person else NOTHING


class LedgerView(FileListView):
    """The list, newest first; takes `?kind=&state=&person=&released_at_from=&released_at_to=&q=`."""

    right = VIEW
    model = Release
    page_title = TITLE
    header_icon = "check"
    index_url_name = INDEX
    template_name = "publishing/ledger/list.html"
    filterset_class = LedgerFilterSet
    default_ordering = "-pk"
    search_fields = ["object_label"]
    empty_message = gettext_lazy("还没有放行记录。")
    columns = [
        FileColumn(gettext_lazy("编号"), "pk"),
        TitleColumn("object_label", label=gettext_lazy("内容"), url_name="publishing_ledger:entry"),
        TagsColumn("state", gettext_lazy("状态"), state_tags),
        FileColumn(gettext_lazy("内容编号"), "object_id"),
        Column("kind", gettext_lazy("依据"), "get_kind_display"),
        FactColumn("submitter_name", gettext_lazy("提交人")),
        FactColumn("first_reviewer", gettext_lazy("初审人")),
        FileColumn(gettext_lazy("初审时间"), "first_approved_at"),
        FactColumn("final_reviewer", gettext_lazy("终审人")),
        FileColumn(gettext_lazy("终审时间"), "final_approved_at"),
        MomentColumn("released_at", gettext_lazy("放行时间")),
        FileColumn(gettext_lazy("撤销时间"), "revoked_at"),
        FileColumn(gettext_lazy("撤销原因"), "revoked_reason"),
        FileColumn(gettext_lazy("说明"), "reason"),
        FileColumn(gettext_lazy("内容的校验值"), "content_hash"),
        FileColumn(gettext_lazy("本条的校验值"), "row_hash"),
    ]
    file_name = "release-ledger"

    def get_base_queryset(self):
        return Release.objects.select_related("first_reviewer", "final_reviewer")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"head": DailyHead.objects.first()}


class ReleaseView(RightRequiredMixin, Screen, TemplateView):
    """One row with all its facts, and whether it is unchanged since the site wrote it."""

    right = VIEW
    template_name = "publishing/ledger/entry.html"
    header_icon = "check"

    @cached_property
    def release(self) -> Release:
        if self.kwargs["pk"] > LARGEST:
            raise Http404
        people = ("first_reviewer", "final_reviewer", "revoked_by", "content_type")
        return get_object_or_404(Release.objects.select_related(*people), pk=self.kwargs["pk"])

    def get_page_title(self):
        return _("第%(number)d条") % {"number": self.release.pk}

    def get_page_subtitle(self):
        return self.release.object_label

    sublabel = property(get_page_subtitle)

    @property
    def facts(self) -> list[tuple[str, str]]:
        row = self.release
        label = _("%(kind)s，编号%(number)s") % {
            "kind": row.content_type.model_class()._meta.verbose_name,
            "number": row.object_id,
        }
        facts = [
            (_("内容"), f"{row.object_label}（{label}）"),
            (_("依据"), row.get_kind_display()),
            (_("提交人"), row.submitter_name),
            (_("初审"), approval(row.first_reviewer, row.first_approved_at)),
            (_("终审"), approval(row.final_reviewer, row.final_approved_at)),
            (_("说明"), row.reason),
            (_("放行时间"), f"{timezone.localtime(row.released_at):%Y-%m-%d %H:%M:%S}"),
            (_("撤销时间"), moment(row.revoked_at)),
            (_("撤销人"), str(row.revoked_by or "")),
            (_("撤销原因"), row.revoked_reason),
            (_("稿件版本"), str(row.revision_id or _("已删除"))),
        ]
        return [(name, value or NOTHING) for name, value in facts]

    @property
    def history_address(self) -> str:
        """Address of the page's history; empty for a snippet, and for people who may not edit the page."""
        is_of_a_page = self.release.content_type.model_class() is Page
        page = Page.objects.filter(pk=self.release.object_id).first() if is_of_a_page else None
        if page is None or not page.permissions_for_user(self.request.user).can_edit():
            return ""
        return reverse("wagtailadmin_pages:history", args=[page.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "release": self.release,
            "facts": self.facts,
            "history_address": self.history_address,
        }


app_name = "publishing_ledger"
urlpatterns = [
    *LedgerView.paths(),
    path("<int:pk>/", ReleaseView.as_view(), name="entry"),
]
