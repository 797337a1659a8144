"""The list of everybody who has signed up, and its file for the door."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from interact.activities.signups import queries
from interact.activities.signups.choices import SignupState
from interact.activities.signups.models import Signup
from interact.activities.signups.screens.base import OfActivityMixin
from interact.questionnaires.queries import written
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.columns import Column, FileColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import SelectFilter
from unionsite.core.screens import FileListView

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
        asked = [
            FileColumn(one.label, lambda row, name=one.clean_name: written(row.answers.get(name)))
            for one in (self.activity.question_list if self.is_file else ())
        ]
        return [
            TitleColumn("person", label=_("姓名"), url_name="signups_admin:check_in", id_accessor="code"),
            Column("number", _("工号"), "person.employee_number"),
            Column("department", _("部门"), "person.department"),
            Column("phone", _("电话"), "person.phone"),
            Column("companions", _("随行"), queries.companions_in_words),
            FileColumn(_("人数"), "seats"),
            *asked,
            TagsColumn("state", _("状态"), lambda row: [(row.get_state_display(), _LOOKS[row.state])]),
            MomentColumn("signed_at", _("报名时间")),
            MomentColumn("checked_in_at", _("签到")),
        ]

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(_("现场签到"), url=self.address_of("door"), icon_name="check", priority=1),
            HeaderButton(_("代为报名"), url=self.address_of("add"), icon_name="plus", priority=2),
            HeaderButton(_("导出Excel"), url=self.file_address("xlsx"), icon_name="download", priority=10),
        ]

    file_name = "signups"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.is_file and response.status_code == 200:
            audit.record(Action.SIGNUPS_EXPORTED, actor=request.user, subject=self.activity)
        return response
