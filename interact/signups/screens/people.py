"""The list of everybody who has signed up, and its file for the door."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from interact.questionnaires.queries import written
from interact.signups import queries
from interact.signups.choices import SignupState
from interact.signups.models import Signup
from interact.signups.screens.base import OfActivityMixin
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.filters import SelectFilter
from unionsite.core.screens import FileListView, MomentColumn, TagsColumn

_LOOKS = {SignupState.PLACED: "primary", SignupState.WAITING: "warning", SignupState.CANCELLED: "off"}


class SignupFilters(WagtailFilterSet):
    state = SelectFilter(gettext_lazy("状态"), SignupState.choices)
    came = SelectFilter(
        gettext_lazy("签到"), [("yes", gettext_lazy("已签到")), ("no", gettext_lazy("未签到"))], method="filter_came"
    )

    def filter_came(self, rows, _name, value):
        return rows.filter(checked_in_at__isnull=value == "no")


class SignupsView(OfActivityMixin, FileListView):
    """Everybody who has signed up, in the order of signing up; as a file it is the list for the door."""

    page_title = gettext_lazy("报名名单")
    header_icon = "group"
    model = Signup
    filterset_class = SignupFilters
    search_fields = ["person__name", "person__employee_number"]
    default_ordering = "queue"
    empty_message = gettext_lazy("还没有人报名。")

    index_url_name = "signups_admin:list"

    def get_base_queryset(self):
        return Signup.objects.of(self.activity).with_people()

    def get_own_label(self):
        return self.page_title

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "person", label=_("姓名"), get_url=lambda row: reverse("signups_admin:check_in", args=[row.code])
            ),
            Column("number", label=_("工号"), accessor="person.employee_number"),
            Column("department", label=_("部门"), accessor="person.department"),
            Column("phone", label=_("电话"), accessor="person.phone"),
            Column("companions", label=_("随行"), accessor=queries.companions_in_words),
            TagsColumn("state", label=_("状态"), accessor=lambda row: [(row.get_state_display(), _LOOKS[row.state])]),
            MomentColumn("signed_at", label=_("报名时间")),
            MomentColumn("checked_in_at", label=_("签到")),
        ]

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(_("现场签到"), url=self.address_of("door"), icon_name="check", priority=1),
            HeaderButton(_("代为报名"), url=self.address_of("add"), icon_name="plus", priority=2),
            HeaderButton(_("导出Excel"), url=self.file_address("xlsx"), icon_name="download", priority=10),
        ]

    file_name = "signups"

    @cached_property
    def file_columns(self):
        asked = [
            (one.label, 24, lambda row, name=one.clean_name: written(row.answers.get(name)))
            for one in self.activity.question_list
        ]
        return [
            (_("姓名"), 12, "person"),
            ("number", 12),
            ("department", 18),
            ("phone", 16),
            ("companions", 30),
            (_("人数"), 8, "seats"),
            *asked,
            ("state", 10),
            ("checked_in_at", 20),
        ]

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.is_file and response.status_code == 200:
            audit.record(Action.SIGNUPS_EXPORTED, actor=request.user, subject=self.activity)
        return response
