"""Lists: the duties by date, who has read a rule, training and background check of each person."""

from datetime import date, timedelta

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from unionsite.accounts.models import User
from unionsite.core.filters import RadioFilter, SelectFilter
from unionsite.core.screens import NOTHING, FactColumn, FileListView, MomentColumn, TagsColumn
from unionsite.oversight.duties.choices import ADMIN, HANDLE, SOON, VIEW, DutyState, Kind
from unionsite.oversight.duties.models import Duty, sees_all
from unionsite.oversight.duties.queries import readers_of

TITLE = gettext_lazy("安全职责")
ABOVE = [(reverse_lazy("duties_admin:index"), TITLE)]
LOOKS = {DutyState.LATE: "warning", DutyState.SOON: "primary", DutyState.STOPPED: "off", DutyState.DONE: "off"}


def day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else NOTHING


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
    kind = SelectFilter(gettext_lazy("类别"), Kind.choices)

    def in_state(self, queryset, _name, value):
        return queryset.in_state(DutyState(value), timezone.localdate())

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(is_active=True)


class DutiesView(FileListView):
    """What is due when; takes `?state=&kind=`."""

    right = ADMIN
    model = Duty
    page_title = TITLE
    header_icon = "rotate"
    index_url_name = "duties_admin:index"
    filterset_class = DutyFilterSet
    empty_message = gettext_lazy("还没有您要看的安全职责。")
    columns = [
        TitleColumn(
            "title", label=gettext_lazy("名称"), get_url=lambda duty: reverse("duties_admin:duty", args=[duty.pk])
        ),
        TagsColumn("state", label=gettext_lazy("状态"), accessor=tags_of),
        Column("kind", label=gettext_lazy("类别"), accessor="get_kind_display"),
        Column("due_on", label=gettext_lazy("到期日"), accessor=lambda duty: day(duty.due_on)),
        Column("months", label=gettext_lazy("周期"), accessor=cycle),
        Column("owner", label=gettext_lazy("责任人"), accessor=lambda duty: duty.owner or _("安全管理员")),
    ]
    file_name = "duties"
    more_columns = [
        Column("edition", label=gettext_lazy("版本"), accessor="edition.version"),
        Column("note", label=gettext_lazy("备注")),
    ]
    widths = {"title": 36, "note": 40}

    def get_base_queryset(self):
        visible = Duty.objects.visible_to(self.request.user).with_paper()
        return visible.select_related("owner", "edition").most_urgent_first()

    @cached_property
    def header_buttons(self):
        user = self.request.user
        wanted = [
            (user.has_perm(HANDLE), _("新增职责"), "add", "plus", 1),
            (sees_all(user), _("培训与审查"), "people", "group", 5),
            (True, _("日历订阅"), "calendar", "calendar-alt", 30),
        ]
        return super().header_buttons + [
            HeaderButton(label, url=reverse(f"duties_admin:{name}"), icon_name=icon, priority=place)
            for is_shown, label, name, icon, place in wanted
            if is_shown
        ]


class PersonListView(FileListView):
    """A list of the staff, for who watches."""

    right = VIEW
    model = User
    above = ABOVE
    empty_message = gettext_lazy("没有后台人员。")
    person_columns = [
        Column("name", label=gettext_lazy("姓名"), accessor=str),
        FactColumn("department", gettext_lazy("部门")),
    ]
    widths = {"department": 20, "roles": 30, "read_at": 20}


class ReadingsView(PersonListView):
    """Who has confirmed to have read the version in force, those who have not first."""

    page_title = gettext_lazy("阅读确认")
    header_icon = "rotate"
    index_url_name = "duties_admin:readings"
    columns = [
        *PersonListView.person_columns,
        TagsColumn(
            "state",
            label=gettext_lazy("状态"),
            accessor=lambda user: [(_("已确认"), "primary") if user.read_at else (_("未确认"), "warning")],
        ),
        MomentColumn("read_at", label=gettext_lazy("确认时间")),
    ]
    file_name = "readings"

    @cached_property
    def duty(self) -> Duty:
        wanted = Duty.objects.filter(edition__isnull=False).select_related("edition")
        return get_object_or_404(wanted, pk=self.kwargs["duty_id"])

    def get_page_subtitle(self):
        return f"{self.duty.title} {self.duty.edition.version}"

    def get_above(self):
        return [*ABOVE, (reverse("duties_admin:duty", args=[self.duty.pk]), self.duty.title)]

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
        Column("roles", label=gettext_lazy("角色"), accessor=lambda user: user.role_names()),
        TagsColumn("state", label=gettext_lazy("状态"), accessor=tags_of_person),
        Column("trained", label=gettext_lazy("培训有效期至"), accessor=lambda user: day(user.training_valid_until)),
        Column("checked", label=gettext_lazy("背景审查日期"), accessor=lambda user: day(user.background_checked_on)),
    ]
    file_name = "training"

    def get_base_queryset(self):
        people = User.objects.staff().filter(is_active=True)
        known = people.select_related("department").prefetch_related("groups")
        return known.order_by(F("training_valid_until").asc(nulls_first=True), "name", "pk")
