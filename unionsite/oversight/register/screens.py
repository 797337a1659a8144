"""信息发布登记: the register of what went out, with search and export."""

from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import (
    NOTHING,
    Column,
    FactColumn,
    FileColumn,
    MomentColumn,
    TagsColumn,
    TitleColumn,
    moment,
    yes_or_no,
)
from unionsite.core.filters import DaysFilter, RecordFilter, SelectFilter
from unionsite.core.screens import FileListView
from unionsite.oversight.register.models import VIEW, EntryState, RegisterEntry
from unionsite.publishing.elsewhere import elsewhere

_LOOKS = {EntryState.PUBLIC: "primary", EntryState.TAKEN_DOWN: "warning", EntryState.DELETED: "off"}


def names_in(field: str):
    """Return the choices of a filter: every value of the field that the register has."""

    def choices() -> list[tuple[str, str]]:
        found = RegisterEntry.objects.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
        return [(name, name) for name in found]

    return choices


class RegisterFilterSet(WagtailFilterSet):
    went_out_at = DaysFilter(gettext_lazy("发布日期"))
    section = SelectFilter(gettext_lazy("栏目"), names_in("section"))
    department = SelectFilter(gettext_lazy("供稿部门"), names_in("department"))
    platform = RecordFilter(
        gettext_lazy("平台"), lambda _request: elsewhere[0].accounts(), field_name="release__postings__platform"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not elsewhere:
            del self.filters["platform"]


def tags_of(entry: RegisterEntry) -> list[tuple[str, str]]:
    return [(str(entry.state.label), _LOOKS.get(entry.state, ""))]


def platforms_of(entry: RegisterEntry) -> str:
    """Return where else it was posted, each name with a link to the post."""
    posts = [(post.url, post.platform.name) for post in entry.release.postings.all()]
    return format_html_join(_("、"), '<a href="{}">{}</a>', posts) or NOTHING


def posts_of(entry: RegisterEntry) -> str:
    return _("；").join(f"{post.platform} {moment(post.posted_at)} {post.url}" for post in entry.release.postings.all())


class RegisterView(FileListView):
    """What went out, newest first; takes `?went_out_at_from=&went_out_at_to=&section=&department=&platform=&q=`."""

    right = VIEW
    model = RegisterEntry
    page_title = gettext_lazy("信息发布登记")
    header_icon = "order"
    index_url_name = "register_admin:index"
    filterset_class = RegisterFilterSet
    search_fields = ["title", "author", "fact_checker", "department", "release__submitter_name"]
    empty_message = gettext_lazy("还没有发布过信息。")
    file_name = "publications"

    @cached_property
    def columns(self):
        return [
            MomentColumn("went_out_at", gettext_lazy("发布时间")),
            TitleColumn(
                "title",
                label=gettext_lazy("题目"),
                get_url=lambda entry: entry.address if entry.state is EntryState.PUBLIC else None,
            ),
            TagsColumn("state", gettext_lazy("目前状态"), tags_of),
            FactColumn("section", gettext_lazy("栏目")),
            Column("kind", gettext_lazy("类别")),
            FileColumn(gettext_lazy("语种"), "language"),
            FileColumn(gettext_lazy("首次发布"), lambda entry: yes_or_no(entry.is_first)),
            FactColumn("department", gettext_lazy("供稿部门")),
            FactColumn("author", gettext_lazy("作者")),
            FileColumn(gettext_lazy("事实核实人"), "fact_checker"),
            FileColumn(gettext_lazy("提交人"), "release.submitter_name"),
            Column("first", gettext_lazy("初审人"), "release.first_reviewer"),
            FileColumn(gettext_lazy("初审时间"), "release.first_approved_at"),
            Column("final", gettext_lazy("终审放行人"), "release.final_reviewer"),
            FileColumn(gettext_lazy("放行时间"), "release.released_at"),
            *(Column("platforms", gettext_lazy("发布平台"), platforms_of, saved=posts_of) for _about in elsewhere),
            FileColumn(gettext_lazy("撤下时间"), "release.revoked_at"),
            FileColumn(gettext_lazy("撤下原因"), "release.revoked_reason"),
            FileColumn(gettext_lazy("网址"), "address"),
            FileColumn(gettext_lazy("放行记录编号"), "release.pk"),
        ]

    def get_base_queryset(self):
        return RegisterEntry.objects.with_facts().newest_first()


app_name = "register_admin"
urlpatterns = [
    *RegisterView.paths(),
]
