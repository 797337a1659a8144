"""Lists: the duties by date, who has read a rule, training and background check of each person."""

from datetime import timedelta

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.accounts.models import User
from unionsite.core.columns import Column, DayColumn, FactColumn, FileColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import RadioFilter, SelectFilter
from unionsite.core.screens import FileListView
from unionsite.oversight.duties.choices import ADMIN, HANDLE, SOON, VIEW, DutyKind, DutyState
from unionsite.oversight.duties.models import Duty, readers_of

LOOKS = {DutyState.LATE: "warning", DutyState.SOON: "primary", DutyState.STOPPED: "off", DutyState.DONE: "off"}


def cycle(duty: Duty) -> str:
    return _("每%(months)d个月") % {"months": duty.months} if duty.months else _("一次")


def tags_of(duty: Duty) -> list[tuple[str, str]]:
    """Return the state, and whether a record waits for its signature; asks for `with_paper`."""
    state = duty.state_on(timezone.localdate())
    waiting = [(_("有记录待签字"), "primary")] if duty.is_waiting else []
    return [(str(state.label), LOOKS.get(state, "")), *waiting]


class DutyFilterSet(WagtailFilterSet):
    """All in use unless a state is chosen."""

    state = RadioFilter(gettext_lazy("状态"), DutyState.choices, empty_label=gettext_lazy("在用的"), method="in_state")
    kind = SelectFilter(gettext_lazy("类别"), DutyKind.choices)

    def in_state(self, queryset, _name, value):
        return queryset.in_state(DutyState(value), timezone.localdate())

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(is_active=True)


class DutiesView(FileListView):
    """What is due when; takes `?state=&kind=`."""

    right = ADMIN
    model = Duty
    page_title = gettext_lazy("安全职责")
    buttons = [
        (gettext_lazy("新增职责"), "duties_admin:add", "plus", HANDLE),
        (gettext_lazy("培训与审查"), "duties_admin:people", "group", VIEW),
    ]
    header_icon = "rotate"
    index_url_name = "duties_admin:index"
    count_for = staticmethod(lambda user: Duty.objects.filter(owner=user).count())
    filterset_class = DutyFilterSet
    empty_message = gettext_lazy("还没有您要看的安全职责。")
    columns = [
        TitleColumn("title", label=gettext_lazy("名称"), url_name="duties_admin:duty"),
        TagsColumn("state", gettext_lazy("状态"), tags_of),
        Column("kind", gettext_lazy("类别"), "get_kind_display"),
        DayColumn("due_on", gettext_lazy("到期日")),
        Column("months", gettext_lazy("周期"), cycle),
        Column("owner", gettext_lazy("责任人"), lambda duty: duty.owner or _("安全管理员")),
        FileColumn(gettext_lazy("版本"), "edition.version"),
        FileColumn(gettext_lazy("备注"), "note"),
    ]
    file_name = "duties"

    def get_base_queryset(self):
        visible = Duty.objects.visible_to(self.request.user).with_paper()
        return visible.select_related("owner", "edition").most_urgent_first()


class PersonListView(FileListView):
    """A list of the staff, for who watches."""

    right = VIEW
    model = User
    empty_message = gettext_lazy("没有后台人员。")
    person_columns = [
        Column("name", gettext_lazy("姓名"), str),
        FactColumn("department", gettext_lazy("部门")),
    ]


class ReadingsView(PersonListView):
    """Who has confirmed to have read the version in force, those who have not first."""

    page_title = gettext_lazy("阅读确认")
    header_icon = "rotate"
    index_url_name = "duties_admin:readings"
    columns = [
        *PersonListView.person_columns,
        TagsColumn(
            "state",
            gettext_lazy("状态"),
            lambda user: [(_("已确认"), "primary") if user.read_at else (_("未确认"), "warning")],
        ),
        MomentColumn("read_at", gettext_lazy("确认时间")),
    ]
    file_name = "readings"

    @cached_property
    def duty(self) -> Duty:
        wanted = Duty.objects.filter(edition__isnull=False).select_related("edition")
        return get_object_or_404(wanted, pk=self.kwargs["duty_id"])

    def get_page_subtitle(self):
        return f"{self.duty.title} {self.duty.edition.version}"

    def get_base_queryset(self):
        return readers_of(self.duty.edition)


def tags_of_person(user: User) -> list[tuple[str, str]]:
    """Return what is missing or runs out of training and background check."""
    valid, today = user.training_valid_until, timezone.localdate()
    tags = [] if user.background_checked_on else [(_("没有背景审查"), "warning")]
    if valid is None:
        return [(_("没有培训"), "warning"), *tags]
    if valid < today:
        return [(_("培训过期"), "warning"), *tags]
    return [(_("培训即将过期"), "primary") if valid <= today + timedelta(days=SOON) else (_("培训有效"), ""), *tags]


class PeopleView(PersonListView):
    """Training and background check of each member of staff, those whose training ran out first (S-6.5, S-6.6)."""

    page_title = gettext_lazy("培训与审查")
    header_icon = "group"
    index_url_name = "duties_admin:people"
    columns = [
        *PersonListView.person_columns,
        Column("roles", gettext_lazy("角色"), "role_names"),
        TagsColumn("state", gettext_lazy("状态"), tags_of_person),
        DayColumn("training_valid_until", gettext_lazy("培训有效期至")),
        DayColumn("background_checked_on", gettext_lazy("背景审查日期")),
    ]
    file_name = "training"

    def get_base_queryset(self):
        people = User.objects.staff().filter(is_active=True)
        known = people.select_related("department").prefetch_related("groups")
        return known.order_by(F("training_valid_until").asc(nulls_first=True), "name", "pk")
