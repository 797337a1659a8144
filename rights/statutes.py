"""法律法规库: the staff's list of statutes, and the ways to bring one in."""

from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import SHORT, Column, DayColumn, FactColumn, MomentColumn, TitleColumn
from unionsite.core.filters import RadioFilter
from unionsite.core.screens import ListView
from unionsite.core.wings import place
from unionsite.laws.choices import Category
from unionsite.laws.models import Statute


class StatutesFilterSet(WagtailFilterSet):
    category = RadioFilter(gettext_lazy("类别"), Category.choices)


class StatutesView(ListView):
    """法律法规库: what readers find; changed by `import_statutes` on the server, or by two people with a file."""

    right = "wagtailadmin.access_admin"
    model = Statute
    template_name = "rights/admin/statutes.html"
    page_title = gettext_lazy("法律法规库")
    header_icon = "clipboard-list"
    index_url_name = "statutes:index"
    empty_message = gettext_lazy("法规库里还没有法规。")
    filterset_class = StatutesFilterSet
    search_fields = ["title", "short_title"]
    buttons: list = place("ways to bring in a statute")
    columns = [
        TitleColumn("short_title", label=gettext_lazy("简称"), get_url=lambda statute: statute.url),
        Column("category", gettext_lazy("类别"), "get_category_display", classname=SHORT),
        FactColumn("issuer", gettext_lazy("制定机关")),
        DayColumn("amended_on", gettext_lazy("公布或最近修正日期")),
        FactColumn("article_count", gettext_lazy("条文数"), sort_key="article_count"),
        MomentColumn("imported_at", gettext_lazy("导入时间")),
    ]

    def get_base_queryset(self):
        return Statute.objects.with_article_count().by_rank()


app_name = "statutes"
urlpatterns = StatutesView.paths()
