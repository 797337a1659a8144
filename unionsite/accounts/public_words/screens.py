"""公开文字的改动: the history of public words, for reading only."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.accounts.public_words.joining import JOINED
from unionsite.accounts.public_words.models import Ground, WordsChange
from unionsite.core.columns import NOTHING, Column, FactColumn, FileColumn, MomentColumn
from unionsite.core.filters import DaysFilter, RadioFilter
from unionsite.core.screens import FileListView

VIEW = "publishing.view_release"  # of the ledger: whoever reads the one reads the other


class WordsFilterSet(WagtailFilterSet):
    model = RadioFilter(
        gettext_lazy("对象"), lambda: [(joined.name, joined.model._meta.verbose_name) for joined in JOINED.values()]
    )
    ground = RadioFilter(gettext_lazy("依据"), Ground.choices)
    person = django_filters.CharFilter(label=gettext_lazy("经手人"), method="filter_person", max_length=100)
    at = DaysFilter(gettext_lazy("日期"))

    def filter_person(self, queryset, name, value):
        return queryset.filter(Q(writer_label__icontains=value) | Q(second_label__icontains=value))


def field_label(row: WordsChange) -> str:
    joined = JOINED.get(row.model)
    return joined.label_of(row.field) if joined and row.field in joined.fields else row.field


def shown(text: str):
    """The text as people read it: whether a department may be listed is a yes or a no."""
    return {"True": gettext_lazy("是"), "False": gettext_lazy("否")}.get(text, text) or NOTHING


class WordsView(FileListView):
    """The list, newest first; takes `?model=&ground=&person=&at_from=&at_to=&q=`."""

    right = VIEW
    model = WordsChange
    page_title = gettext_lazy("公开文字的改动")
    header_icon = "title"
    index_url_name = "public_words:index"
    filterset_class = WordsFilterSet
    default_ordering = "-pk"
    search_fields = ["object_label", "before", "after"]
    empty_message = gettext_lazy("还没有改动。")
    columns = [
        Column("object_label", gettext_lazy("对象")),
        Column("field", gettext_lazy("项目"), field_label),
        Column("before", gettext_lazy("原来的文字"), lambda row: shown(row.before)),
        Column("after", gettext_lazy("改后的文字"), lambda row: shown(row.after)),
        Column("ground", gettext_lazy("依据"), "get_ground_display"),
        FactColumn("writer_label", gettext_lazy("提出人")),
        FactColumn("second_label", gettext_lazy("复核人")),
        MomentColumn("at", gettext_lazy("生效时间")),
        FileColumn(gettext_lazy("本条的校验值"), "row_hash"),
    ]
    file_name = "public-words"


app_name = "public_words"
urlpatterns = [
    *WordsView.paths(),
]
